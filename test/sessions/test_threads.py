"""Thread sessions: threads of the program, callbacks one after another, room, limits."""

from __future__ import annotations

import gc
import sys
import threading
import traceback
import weakref
from collections.abc import Generator
from queue import SimpleQueue
from types import SimpleNamespace
from typing import Any

import pytest

from pywebio.exceptions import (
    ArgumentError,
    SessionClosedException,
    SessionException,
    SessionNotFoundException,
)
from pywebio.input import input
from pywebio.output import clear, put_button, put_buttons, put_text, use_scope
from pywebio.session import (
    defer_call,
    get_current_session,
    get_current_task_id,
    hold,
    local,
    register_thread,
    run_async,
    run_asyncio_coroutine,
    run_js,
    threadbased,
)
from pywebio.session.base import Settings
from pywebio.session.callbacks import Callback
from pywebio.session.page import Bounds
from pywebio.session.threadbased import ThreadSession
from pywebio.session.view import Window
from pywebio.testing.plugin import OpenVisitor

# -- threads of the program -----------------------------------------------------------------------


def test_a_thread_registered_before_its_start(open_visitor: OpenVisitor) -> None:
    def app() -> None:
        thread = threading.Thread(target=lambda: put_text("hello " + input("from the thread")))
        register_thread(thread)
        thread.start()
        put_text("the program has ended")

    visitor = open_visitor(app)
    assert visitor.sees("the program has ended")
    assert visitor.state == "running"
    visitor.submit("Ann")
    assert visitor.sees("hello Ann")
    visitor.settle()
    assert visitor.state == "finished"


def test_a_thread_registered_while_it_runs(open_visitor: OpenVisitor) -> None:
    def app() -> None:
        go = threading.Event()

        def work() -> None:
            assert go.wait(10)
            put_text("hello " + input("from the thread"))

        thread = threading.Thread(target=work)
        thread.start()
        register_thread(thread)
        go.set()

    visitor = open_visitor(app)
    assert visitor.state == "running"
    visitor.submit("Ann")
    assert visitor.sees("hello Ann")
    visitor.wait_until(lambda: visitor.state == "finished")


def test_a_thread_that_is_not_registered_is_told_what_to_call(open_visitor: OpenVisitor) -> None:
    errors: list[BaseException] = []

    def work() -> None:
        try:
            put_text("x")
        except SessionNotFoundException as error:
            errors.append(error)

    def app() -> None:
        thread = threading.Thread(target=work, name="lonely")
        thread.start()
        thread.join(10)

    open_visitor(app).settle()
    assert "register_thread" in str(errors[0])
    assert "lonely" in str(errors[0])


def test_scopes_of_a_thread_begin_at_root_and_are_its_own(open_visitor: OpenVisitor) -> None:
    def work() -> None:
        put_text("from the thread")
        with use_scope("inner"):
            local.entered.set()
            assert local.leave.wait(10)

    def app() -> None:
        local.entered, local.leave = threading.Event(), threading.Event()
        with use_scope("A"):
            thread = threading.Thread(target=work)
            register_thread(thread)
            thread.start()
            assert local.entered.wait(10)
            put_text("in A")
        local.leave.set()
        thread.join(10)

    visitor = open_visitor(app)
    assert visitor.text("A") == "in A"
    assert visitor.text() == "in A\nfrom the thread"


def test_threads_and_callbacks_have_names_of_their_own(open_visitor: OpenVisitor) -> None:
    names: list[str] = []

    def app() -> None:
        names.append(get_current_task_id())
        threads = [
            threading.Thread(target=lambda: names.append(get_current_task_id())) for _ in range(3)
        ]
        for thread in threads:
            register_thread(thread)
            thread.start()
        put_button("b", onclick=lambda: names.append(get_current_task_id()))

    visitor = open_visitor(app)
    visitor.press("b")
    visitor.settle()
    assert len(set(names)) == 5


def test_the_error_of_a_thread_is_told_and_the_session_goes_on(open_visitor: OpenVisitor) -> None:
    def app() -> None:
        thread = threading.Thread(target=lambda: 1 / 0)
        register_thread(thread)
        thread.start()
        put_text(input("go on"))

    visitor = open_visitor(app)
    visitor.expect_error(ZeroDivisionError)
    visitor.submit("fine")
    assert visitor.sees("fine")


def test_a_thread_is_told_that_the_visitor_left(open_visitor: OpenVisitor) -> None:
    raised: list[str] = []

    def work() -> None:
        try:
            input("wait")
        except SessionClosedException:
            raised.append("closed")
        try:
            put_text("x")
        except SessionNotFoundException:
            raised.append("gone")

    def app() -> None:
        thread = threading.Thread(target=work)
        register_thread(thread)
        thread.start()

    visitor = open_visitor(app)
    assert len(visitor.forms) == 1
    visitor.leave()
    visitor.settle()
    assert raised == ["closed", "gone"]


def test_registering_twice_counts_once(open_visitor: OpenVisitor) -> None:
    def app() -> None:
        thread = threading.Thread(target=lambda: put_text("ran"))
        register_thread(thread)
        register_thread(thread)
        thread.start()

    visitor = open_visitor(app)
    visitor.wait_until(lambda: visitor.state == "finished")
    assert visitor.text() == "ran"


def test_what_is_not_a_thread_is_refused(open_visitor: OpenVisitor) -> None:
    def app() -> None:
        with pytest.raises(ArgumentError, match="Thread"):
            register_thread("thread")  # type: ignore[arg-type]

    assert open_visitor(app).state == "finished"


def test_coroutines_are_refused_with_advice(open_visitor: OpenVisitor) -> None:
    async def work() -> None:
        raise AssertionError("it must not run")

    def app() -> None:
        for function in (run_async, run_asyncio_coroutine):
            with pytest.raises(RuntimeError, match="threading"):
                function(work())

    assert open_visitor(app).state == "finished"


@pytest.mark.parametrize(("count", "each"), [(10, 200), (200, 10)])
def test_many_threads_lose_no_output(open_visitor: OpenVisitor, count: int, each: int) -> None:
    def work(name: int) -> None:
        for number in range(each):
            put_text(f"{name} {number}", scope=f"s{name}")

    def app() -> None:
        threads = []
        for name in range(count):
            with use_scope(f"s{name}"):
                pass
            threads.append(threading.Thread(target=work, args=(name,)))
        for thread in threads:
            register_thread(thread)
            thread.start()
        for thread in threads:
            thread.join(30)

    visitor = open_visitor(app, patience=10)
    for name in range(count):
        expected = [f"{name} {number}" for number in range(each)]
        assert visitor.text(f"s{name}").split("\n") == expected


def test_outputs_in_garbage_are_not_lost(open_visitor: OpenVisitor) -> None:
    """The collector finds them at any moment: also in the middle of showing something."""

    class Knot:
        def __init__(self, number: int) -> None:
            self.me = self
            self.output = put_text(f"knot {number}")
            alive.add(self)

    def app() -> None:
        gc.disable()
        try:
            for number in range(300):
                Knot(number)
                put_text(f"plain {number}")
            gc.set_threshold(5)
            gc.enable()
            for number in range(300, 600):
                Knot(number)
                put_text(f"plain {number}")
        finally:
            gc.set_threshold(*thresholds)
            gc.enable()
        while alive:
            gc.collect()  # does nothing while another thread collects

    alive: weakref.WeakSet[Knot] = weakref.WeakSet()
    thresholds = gc.get_threshold()
    visitor = open_visitor(app, patience=10)
    shown = visitor.text().split("\n")
    assert sorted(shown) == sorted(
        f"{word} {number}" for word in ("knot", "plain") for number in range(600)
    )


def test_a_plain_generator_is_run_to_its_end(open_visitor: OpenVisitor) -> None:
    def app() -> Generator[Any, Any, None]:
        name = yield input("name")
        put_text(name)

    visitor = open_visitor(app)
    visitor.submit("Ann")
    assert visitor.sees("Ann")


# -- callbacks ------------------------------------------------------------------------------------


def test_callbacks_run_beside_each_other(open_visitor: OpenVisitor, gate: threading.Event) -> None:
    def slow(_value: str) -> None:
        assert gate.wait(10)
        put_text("slow")

    def app() -> None:
        put_buttons(["slow"], onclick=slow)
        put_button("fast", onclick=lambda: put_text("fast done"))

    visitor = open_visitor(app, patience=0.05)
    visitor.press("slow")
    visitor.press("fast")
    assert visitor.sees("fast done")
    gate.set()
    assert visitor.sees("fast done\nslow")


def test_serial_callbacks_run_one_after_another_and_others_wait(
    open_visitor: OpenVisitor, gate: threading.Event
) -> None:
    def slow(value: str) -> None:
        put_text(f"{value} begins")
        assert gate.wait(10)
        put_text(f"{value} ends")

    def app() -> None:
        put_buttons(["one", "two"], onclick=slow, serial_mode=True)
        put_button("other", onclick=lambda: put_text("other done"))

    visitor = open_visitor(app, patience=0.05)
    for label in ("one", "two", "other"):
        visitor.press(label)
    assert visitor.sees("one begins")
    assert "two begins" not in visitor.text()
    assert "other done" not in visitor.text()
    gate.set()
    assert visitor.sees("two ends")
    assert visitor.sees("other done")
    lines = visitor.text().split("\n")
    assert lines.index("one ends") < lines.index("two begins")
    assert lines.index("two ends") < lines.index("other done")


def test_a_failing_serial_callback_does_not_block_the_next(open_visitor: OpenVisitor) -> None:
    def fail(value: str) -> None:
        put_text(f"{value} called")
        raise ZeroDivisionError

    visitor = open_visitor(lambda: put_buttons(["a", "b"], onclick=fail, serial_mode=True))
    visitor.press("a")
    visitor.press("b")
    assert visitor.sees("b called")
    visitor.expect_error()
    visitor.expect_error()


def test_what_waited_is_not_overtaken(open_visitor: OpenVisitor, gate: threading.Event) -> None:
    """A click may come at the moment at which a serial callback has ended."""
    order: list[str] = []

    def slow(value: str) -> None:
        if value == "a":
            assert gate.wait(10)
        order.append(value)

    def app() -> None:
        put_buttons(["a", "b", "c"], onclick=slow, serial_mode=True)

    visitor = open_visitor(app, patience=0.05)
    session = visitor.session
    assert isinstance(session, ThreadSession)
    begin = session._begin

    def press_then_begin(callback: Callback, arguments: tuple[Any, ...]) -> bool:
        session._begin = begin  # type: ignore[method-assign]
        session.call(callback, ("c",))
        return begin(callback, arguments)

    visitor.press("a")
    visitor.press("b")
    session._begin = press_then_begin  # type: ignore[method-assign]
    gate.set()
    visitor.settle()
    assert order == ["a", "b", "c"]


def test_what_waits_behind_a_serial_callback_ends_with_the_session(
    open_visitor: OpenVisitor, gate: threading.Event
) -> None:
    called: list[str] = []

    def slow(value: str) -> None:
        called.append(value)
        assert gate.wait(10)

    visitor = open_visitor(
        lambda: put_buttons(["a", "b"], onclick=slow, serial_mode=True), patience=0.05
    )
    visitor.press("a")
    visitor.press("b")
    visitor.leave()
    gate.set()
    visitor.settle()
    assert called == ["a"]


def test_the_limit_of_threads_is_told_and_blocks_nothing_for_good(
    open_visitor: OpenVisitor, gate: threading.Event
) -> None:
    def app() -> None:
        put_button("wait", onclick=lambda: gate.wait(10))
        put_buttons(["serial"], onclick=lambda _: put_text("done"), serial_mode=True)

    visitor = open_visitor(app, settings=Settings(threads=3), patience=0.05)
    for _ in range(3):
        visitor.press("wait")
    visitor.press("serial")
    assert "3 threads" in str(visitor.expect_error(SessionException))
    gate.set()
    visitor.settle()
    visitor.press("serial")
    assert visitor.sees("done")


# -- room -----------------------------------------------------------------------------------------


def stack(thread: threading.Thread) -> str:
    """Where a thread is."""
    frame = sys._current_frames().get(thread.ident or 0)
    return "".join(traceback.format_stack(frame))


NARROW = Settings(window=Window(commands=10), slow_after=60)


def test_a_program_waits_for_a_slow_page(open_visitor: OpenVisitor, gate: threading.Event) -> None:
    made: SimpleQueue[int] = SimpleQueue()

    def app() -> None:
        assert gate.wait(10)
        for number in range(200):
            put_text(number)
            made.put(number)

    visitor = open_visitor(app, settings=NARROW, patience=0)
    visitor.host.pumps.clear()  # the page takes nothing
    gate.set()
    visitor._wait(lambda: visitor.session.page.count >= 10, 5)
    thread = visitor.host.busy_threads()[0]
    visitor._wait(lambda: "wait_for_room" in stack(thread), 5)
    assert made.qsize() < 20
    visitor.host.pumps.append(visitor._pump)
    visitor.settle()
    assert visitor.text().split("\n") == [str(number) for number in range(200)]
    assert visitor.document.snapshots == 1


def test_a_program_does_not_wait_for_a_page_that_is_away(
    open_visitor: OpenVisitor, gate: threading.Event
) -> None:
    def app() -> None:
        assert gate.wait(10)
        for number in range(200):
            put_text(number)

    visitor = open_visitor(app, settings=NARROW, patience=0)
    visitor.drop()
    gate.set()
    visitor.settle()
    visitor.resume()
    assert visitor.text().split("\n") == [str(number) for number in range(200)]


def test_a_page_that_stalls_counts_as_absent(
    open_visitor: OpenVisitor, gate: threading.Event
) -> None:
    def app() -> None:
        assert gate.wait(10)
        for number in range(200):
            put_text(number)

    settings = NARROW._replace(slow_after=0.01)
    visitor = open_visitor(app, settings=settings, patience=0)
    visitor.host.pumps.clear()
    gate.set()
    visitor.settle()  # the program has ended although the page took nothing
    visitor.host.pumps.append(visitor._pump)
    assert visitor.text().split("\n") == [str(number) for number in range(200)]


def test_a_program_that_waits_for_room_ends_with_the_visitor(
    open_visitor: OpenVisitor, gate: threading.Event
) -> None:
    ended: list[str] = []

    def app() -> None:
        assert gate.wait(10)
        try:
            for number in range(200):
                put_text(number)
        except SessionClosedException:
            ended.append("closed")

    visitor = open_visitor(app, settings=NARROW, patience=0)
    visitor.host.pumps.clear()
    gate.set()
    visitor._wait(lambda: visitor.session.page.count >= 10, 5)
    visitor.host.pumps.append(visitor._pump)
    visitor.leave()
    visitor.settle()
    assert ended == ["closed"]


def test_scripts_wait_for_room_while_nobody_carries_them_out(open_visitor: OpenVisitor) -> None:
    def app() -> None:
        input("go")
        for number in range(20):
            run_js(str(number))
        put_text("done")

    visitor = open_visitor(app, settings=Settings(bounds=Bounds(effects=5)))
    visitor.drop()
    visitor.submit("")
    visitor.resume()
    assert visitor.sees("done")
    assert [script.code for script in visitor.scripts] == [str(number) for number in range(20)]


def test_scripts_that_wait_end_with_the_visitor(open_visitor: OpenVisitor) -> None:
    ended: list[str] = []

    def app() -> None:
        defer_call(lambda: ended.append("deferred"))
        put_button("go", onclick=endless)
        hold()

    def endless() -> None:
        visitors[0].drop()
        try:
            while True:
                run_js("x")
        except SessionClosedException:
            ended.append("closed")

    visitors = [open_visitor(app, settings=Settings(bounds=Bounds(effects=5)))]
    visitors[0].press("go")
    visitors[0].leave()
    visitors[0].settle()
    assert sorted(ended) == ["closed", "deferred"]


def test_an_endless_loop_does_not_grow(open_visitor: OpenVisitor) -> None:
    stop: list[int] = []

    def app() -> None:
        number = 0
        while not stop:
            put_text(number)
            number += 1
            if number % 5000 == 0:
                clear()
        put_text("stopped")

    settings = Settings(bounds=Bounds(outputs=1000))
    visitor = open_visitor(app, settings=settings, patience=0.3)
    assert visitor.session.page.count <= 1001
    stop.append(1)
    assert visitor.sees("stopped")


def test_a_flood_gives_way_to_others_and_gets_slower_when_the_page_does_not_take_it(
    open_visitor: OpenVisitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    rests: list[float] = []
    monkeypatch.setattr(threadbased, "time", SimpleNamespace(sleep=rests.append))
    monkeypatch.setattr(threadbased, "BURST", 5)
    monkeypatch.setattr(threadbased, "STRIDE", 2)

    def app() -> None:
        session = get_current_session()
        for number in range(9):  # nobody else is there
            put_text(number)
        rests.append(0)
        session.settings = session.settings._replace(crowded=lambda: True)
        for number in range(4):
            put_text(number)
        view = session.page.leading
        assert view is not None
        for number in range(3):
            view.slow = True
            put_text(number)

        put_text("all shown")

    assert open_visitor(app).sees("all shown")
    assert rests[:3] == [0, threadbased.GIVE_WAY, threadbased.GIVE_WAY]
    assert threadbased.UNREAD in rests[3:]
