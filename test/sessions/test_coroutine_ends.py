"""Coroutines at the end of a session, and when they are cancelled: nothing is left behind."""

from __future__ import annotations

import asyncio
import gc
import logging
import random
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from typing import Any

import pytest

from pywebio import protocol as wire
from pywebio.exceptions import ArgumentError, FormCancelledError, SessionClosedException
from pywebio.input import (
    FormHandle,
    actions,
    checkbox,
    file_upload,
    input,
    input_group,
    select,
    slider,
    textarea,
)
from pywebio.output import put_button, put_text
from pywebio.pin import pin, pin_wait_change, put_input
from pywebio.platform.applications import make_applications
from pywebio.session import defer_call, eval_js, get_current_session, hold, run_async
from pywebio.session.base import Session
from pywebio.session.quiet import quiet_ends
from pywebio.testing import Visitor
from pywebio.testing.plugin import OpenVisitor


def tasks_of(visitor: Visitor) -> list[str]:
    """The tasks that the event loop of a visitor still has."""
    return [task.get_name() for task in asyncio.all_tasks(visitor.host.loop)]


class Seen:
    """What each part of a program was told."""

    def __init__(self) -> None:
        self.errors: dict[str, BaseException] = {}

    async def sleep(self, name: str) -> None:
        """Sleep long, and note what ends it."""
        await self.note(name, asyncio.sleep(100_000))

    async def note(self, name: str, awaited: Awaitable[object]) -> None:
        """Await something and note what it raises."""
        try:
            await awaited
        except BaseException as error:
            self.errors[name] = error
            raise


async def in_a_group(seen: Seen) -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(seen.sleep("child"))
        group.create_task(seen.sleep("sister"))


async def in_a_group_beside_a_form(seen: Seen) -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(seen.sleep("child"))
        group.create_task(seen.note("asking", input("name")))


async def in_the_body_of_a_group(seen: Seen) -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(seen.sleep("child"))
        await input("name")


async def with_a_time_limit(seen: Seen) -> None:
    await asyncio.wait_for(seen.sleep("child"), 50_000)


async def with_a_timeout(seen: Seen) -> None:
    async with asyncio.timeout(50_000):
        await seen.sleep("child")


async def gathered(seen: Seen) -> None:
    await asyncio.gather(seen.sleep("child"), input("name"))


async def as_a_task(seen: Seen) -> None:
    await asyncio.create_task(seen.sleep("child"))


SHAPES = [
    in_a_group,
    in_a_group_beside_a_form,
    in_the_body_of_a_group,
    with_a_time_limit,
    with_a_timeout,
    gathered,
    as_a_task,
]


@pytest.mark.parametrize("beside", [False, True], ids=["program", "run_async"])
@pytest.mark.parametrize("shape", SHAPES)
def test_asyncio_ends_its_own_tasks_when_the_visitor_leaves(
    open_visitor: OpenVisitor,
    caplog: pytest.LogCaptureFixture,
    shape: Callable[[Seen], Awaitable[None]],
    beside: bool,
) -> None:
    seen = Seen()

    async def app() -> None:
        if beside:
            run_async(seen.note("program", shape(seen)))
        else:
            await seen.note("program", shape(seen))

    visitor = open_visitor(app)
    visitor.leave()
    assert tasks_of(visitor) == []
    assert "child" in seen.errors
    ended = seen.errors["program"]
    if isinstance(ended, BaseExceptionGroup):  # as a group puts it when a child was told too
        assert ended.split(SessionClosedException)[1] is None
    else:
        assert isinstance(ended, SessionClosedException)
    assert visitor.errors == []
    gc.collect()
    assert not caplog.records


def test_a_lock_and_a_queue_are_given_back_when_the_visitor_leaves(
    open_visitor: OpenVisitor,
) -> None:
    locks: list[asyncio.Lock] = []

    async def app() -> None:
        condition = asyncio.Condition()
        locks.append(condition._lock)  # type: ignore[attr-defined]
        async with condition:
            await condition.wait()

    visitor = open_visitor(app)
    visitor.leave()
    assert tasks_of(visitor) == []
    assert not locks[0].locked()


def test_a_program_may_clean_up_with_asyncio_when_the_visitor_has_left(
    open_visitor: OpenVisitor,
) -> None:
    cleaned: list[object] = []

    async def app() -> None:
        try:
            await asyncio.sleep(100_000)
        except SessionClosedException:
            async with asyncio.timeout(10):
                await asyncio.sleep(1)
            async with asyncio.TaskGroup() as group:
                task = group.create_task(asyncio.sleep(1, "child"))
            try:
                await asyncio.wait_for(asyncio.sleep(100), 1)
            except TimeoutError:
                cleaned.append(task.result())
            cleaned.append(asyncio.current_task().cancelling())  # type: ignore[union-attr]

    visitor = open_visitor(app)
    visitor.leave()
    visitor.advance(10)
    assert cleaned == ["child", 0]
    assert tasks_of(visitor) == []


def test_tasks_that_nobody_awaits_do_not_fill_the_log(
    open_visitor: OpenVisitor, caplog: pytest.LogCaptureFixture
) -> None:
    async def tick() -> None:
        while True:
            await asyncio.sleep(1)
            put_text("tick")

    kept: list[object] = []

    async def app() -> None:
        kept.append(asyncio.create_task(tick()))
        kept.append(asyncio.create_task(input("name")))
        await hold()

    visitor = open_visitor(app)
    visitor.leave()
    visitor.advance(2)
    assert tasks_of(visitor) == []
    kept.clear()
    gc.collect()
    visitor.settle()
    assert not caplog.records


def test_run_async_after_the_end_is_refused_without_a_warning(open_visitor: OpenVisitor) -> None:
    raised: list[BaseException] = []

    async def app() -> None:
        await hold()
        try:
            run_async(asyncio.sleep(1))
        except SessionClosedException as error:
            raised.append(error)

    open_visitor(app).leave()
    gc.collect()
    assert len(raised) == 1


def test_a_task_that_fails_for_another_reason_is_logged(
    open_visitor: OpenVisitor, caplog: pytest.LogCaptureFixture
) -> None:
    async def work() -> None:
        try:
            await input("name")
        except SessionClosedException:
            raise ZeroDivisionError from None

    kept: list[object] = []

    async def app() -> None:
        kept.append(asyncio.create_task(work()))
        await hold()

    visitor = open_visitor(app)
    visitor.leave()
    visitor.expect_error(ZeroDivisionError)
    assert visitor.session.sid in caplog.text


@pytest.mark.parametrize("place", ["program", "run_async", "callback", "defer_call"])
def test_system_exit_ends_one_coroutine_and_no_server(
    open_visitor: OpenVisitor, place: str
) -> None:
    order: list[str] = []

    async def leave() -> None:
        order.append("exit")
        sys.exit(3)

    async def app() -> None:
        defer_call(lambda: order.append("deferred"))
        if place == "defer_call":
            defer_call(leave)
        defer_call(lambda: order.append("last"))
        put_button("b", onclick=leave)
        if place == "run_async":
            run_async(leave())
        if place == "program":
            await leave()
        await hold()

    visitor = open_visitor(app)
    if place == "callback":
        visitor.press("b")
    visitor.leave()
    visitor.settle()
    assert sorted(order) == ["deferred", "exit", "last"]
    assert tasks_of(visitor) == []
    if place != "defer_call":
        assert visitor.errors == []
    else:
        assert order == ["deferred", "exit", "last"]
        visitor.expect_error(SystemExit)


# -- async generators -----------------------------------------------------------------------------


async def answers(ended: list[str]) -> AsyncIterator[str]:
    """Asks on and on."""
    try:
        while True:
            yield await input("say")
    finally:
        ended.append("generator")


def test_an_async_generator_may_ask(open_visitor: OpenVisitor) -> None:
    ended: list[str] = []

    async def app() -> None:
        async for word in answers(ended):
            put_text("you said", word)
            if word == "stop":
                break
        put_text(*[word async for word in _some(3)])

    visitor = open_visitor(app)
    visitor.submit("one")
    visitor.submit("stop")
    assert visitor.sees("you said stop")
    for number in range(3):
        visitor.submit(str(number))
    assert visitor.sees("0 1 2")
    visitor.settle()
    assert visitor.state == "finished"
    assert not visitor.session.waits


async def _some(count: int) -> AsyncIterator[str]:
    for _ in range(count):
        yield await input("say")


def test_an_async_generator_is_ended_when_the_visitor_leaves(open_visitor: OpenVisitor) -> None:
    ended: list[str] = []

    async def app() -> None:
        try:
            async for word in answers(ended):
                put_text(word)
        finally:
            ended.append("program")

    visitor = open_visitor(app)
    visitor.submit("one")
    visitor.leave()
    assert ended == ["generator", "program"]
    assert tasks_of(visitor) == []
    assert visitor.errors == []


def test_an_async_generator_may_be_closed_in_the_middle_of_a_question(
    open_visitor: OpenVisitor,
) -> None:
    ended: list[str] = []

    async def app() -> None:
        words = answers(ended)
        first = asyncio.ensure_future(anext(words))
        await asyncio.sleep(1)
        first.cancel()
        await asyncio.wait([first])
        await words.aclose()  # type: ignore[attr-defined]
        put_text("closed")

    visitor = open_visitor(app)
    assert len(visitor.forms) == 1
    visitor.advance(1)
    assert visitor.sees("closed")
    assert ended == ["generator"]
    assert not visitor.session.waits


# -- many cancellations ---------------------------------------------------------------------------


def _fill_in(set_value: Callable[..., None]) -> None:
    set_value("x")


async def _taken_back() -> None:
    handle = FormHandle()
    with handle:
        asking = asyncio.ensure_future(input("x"))
        await asyncio.sleep(0)
    try:
        await asking
    except FormCancelledError:
        return


ASKS: list[Callable[[], Awaitable[object]]] = [
    lambda: input("x"),
    lambda: input("x", action=("fill in", _fill_in)),
    lambda: input("x", onchange=print),
    lambda: textarea("x"),
    lambda: select("x", ["a", "b"]),
    lambda: checkbox("x", ["a", "b"]),
    lambda: slider("x"),
    lambda: actions("x", ["a", "b"]),
    lambda: file_upload("x"),
    lambda: input_group("g", [input("x", name="x"), file_upload("y", name="y")]),
    lambda: input("x", timeout=1000),
    lambda: eval_js("new Promise(() => 0)"),
    lambda: pin_wait_change("p"),
    hold,
    _taken_back,
    lambda: asyncio.gather(input("a"), eval_js("0"), asyncio.sleep(1000)),
    lambda: asyncio.wait_for(input("a"), 1000),
    lambda: asyncio.wait_for(asyncio.shield(asyncio.ensure_future(input("a"))), 1000),
]


def _left(session: Session) -> dict[str, int]:
    page = session.page
    return {
        "waits": len(session.waits),
        "forms": len(page.forms),
        "callbacks": len(page.callbacks),
        "slots": len(session.uploads._slots),
        "pin waits": sum(map(len, page.pins.waits.values())),
        "outputs": page.count,
    }


async def _cancel_at_random(dice: random.Random, count: int) -> None:
    """So many cancellations: at once, after some steps, several at a time, inside groups."""
    running: list[asyncio.Task[object]] = []
    cancelled = 0
    while cancelled < count:
        if dice.random() < 0.6 or not running:
            ask = dice.choice(ASKS)
            running.append(asyncio.create_task(_await(ask)))
        for _ in range(dice.choice([0, 0, 1, 2, 3])):
            await asyncio.sleep(0)
        if len(running) > 20 or dice.random() < 0.4:
            task = running.pop(dice.randrange(len(running)))
            task.cancel()
            cancelled += 1
    for task in running:
        task.cancel()
    await asyncio.wait(running)
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:  # what stands behind a shield is not cancelled with it
        task.cancel()
    if others:
        await asyncio.wait(others)


async def _await(ask: Callable[[], Awaitable[object]]) -> object:
    return await ask()


def _check_cancellations(open_visitor: OpenVisitor, seed: int, count: int) -> None:
    found: list[dict[str, int]] = []

    async def app() -> None:
        put_input("p", value="1")
        assert await pin.p == "1"
        session = get_current_session()
        found.append(_left(session))
        await _cancel_at_random(random.Random(seed), count)
        await asyncio.sleep(0)
        gc.collect()
        found.append(_left(session))
        put_text("done")

    visitor = open_visitor(app, timeout=120.0)
    visitor.sees("done")
    visitor.settle()  # its last output is seen before the program has returned
    assert found[0] == found[1]
    assert found[0]["waits"] == found[0]["forms"] == 0
    assert visitor.document.forms == {}
    assert visitor.state == "finished"
    assert tasks_of(visitor) == []


@pytest.mark.parametrize("seed", range(3))
def test_random_cancellations_leave_nothing_behind(open_visitor: OpenVisitor, seed: int) -> None:
    _check_cancellations(open_visitor, seed, 300)


def test_ten_thousand_random_cancellations_leave_nothing_behind(open_visitor: OpenVisitor) -> None:
    _check_cancellations(open_visitor, 2026, 10_000)


def test_a_late_answer_to_a_cancelled_question_goes_nowhere(open_visitor: OpenVisitor) -> None:
    async def app() -> None:
        task = asyncio.create_task(input("first"))
        await asyncio.sleep(1)
        task.cancel()
        put_text("second:", await input("second"))

    visitor = open_visitor(app)
    first = visitor.form
    visitor.advance(1)
    visitor.send(wire.FormSubmit(form=first.id, values={"data": "late"}))
    visitor.submit("in time")
    assert visitor.sees("second: in time")


def test_no_log_line_for_cancellations(
    open_visitor: OpenVisitor, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, "pywebio"):
        _check_cancellations(open_visitor, 1, 50)
    assert not [record for record in caplog.records if record.levelno > logging.DEBUG]


# -- tasks that the session does not know ---------------------------------------------------------


async def _in_a_group() -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(input("x"))


async def _behind_another_task() -> None:
    await asyncio.shield(asyncio.ensure_future(input("x")))


async def _in_a_thread() -> None:
    await asyncio.sleep(5)
    await asyncio.to_thread(put_text, "too late")


async def _by_the_clock() -> None:
    asyncio.get_running_loop().call_later(5, put_text, "too late")


UNKNOWN: list[Callable[[], Coroutine[Any, Any, object]]] = [
    lambda: input("x"),
    lambda: asyncio.wait_for(input("x"), 1000),
    _in_a_group,
    _behind_another_task,
    _in_a_thread,
    _by_the_clock,
]


@pytest.mark.parametrize("work", UNKNOWN)
def test_what_the_session_does_not_know_ends_quietly(
    open_visitor: OpenVisitor,
    caplog: pytest.LogCaptureFixture,
    work: Callable[[], Coroutine[Any, Any, object]],
) -> None:
    async def app() -> None:
        tasks = [asyncio.create_task(work())]
        await asyncio.sleep(0)
        tasks.clear()
        await hold()

    visitor = open_visitor(app)
    visitor.leave()
    visitor.advance(10)
    visitor.settle()
    gc.collect()
    visitor.settle()
    assert caplog.records == []


def test_a_mistake_that_nobody_looks_at_is_told_by_the_handler_there_was(
    open_visitor: OpenVisitor,
) -> None:
    told: list[object] = []

    async def fail() -> None:
        raise ZeroDivisionError

    async def app() -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, context: told.append(context["exception"]))
        quiet_ends(loop)
        quiet_ends(loop)
        tasks = [asyncio.create_task(fail())]
        await asyncio.sleep(0)
        tasks.clear()

    open_visitor(app)
    gc.collect()
    (error,) = told
    assert isinstance(error, ZeroDivisionError)


# -- functions of the wrong kind ------------------------------------------------------------------


async def _coroutine() -> None:
    put_text("never shown")


async def _async_generator() -> AsyncIterator[int]:
    put_text("never shown")
    yield 1


def _generator() -> Iterator[int]:
    put_text("never shown")
    yield 1


@pytest.mark.parametrize("wrong", [lambda: _coroutine(), lambda: _async_generator()])
def test_what_a_thread_cannot_await_is_an_error_that_says_so(
    open_visitor: OpenVisitor, wrong: Callable[[], object]
) -> None:
    def app() -> None:
        put_button("b", onclick=wrong)
        hold()

    visitor = open_visitor(app)
    visitor.press("b")
    assert "runs in threads" in str(visitor.expect_error(TypeError))
    assert visitor.does_not_see("never shown")


@pytest.mark.parametrize("wrong", [_async_generator, _generator])
def test_a_generator_in_place_of_a_coroutine_is_an_error_that_says_so(
    open_visitor: OpenVisitor, wrong: Callable[[], object]
) -> None:
    async def app() -> None:
        put_button("b", onclick=wrong)
        await hold()

    visitor = open_visitor(app)
    visitor.press("b")
    assert "without yield" in str(visitor.expect_error(TypeError))
    assert visitor.does_not_see("never shown")


def test_an_async_generator_is_no_application() -> None:
    with pytest.raises(ArgumentError, match="without yield"):
        make_applications(_async_generator)


def test_a_deferred_coroutine_of_a_thread_session_is_an_error(open_visitor: OpenVisitor) -> None:
    order: list[str] = []

    def app() -> None:
        defer_call(_coroutine)
        defer_call(lambda: order.append("next"))

    visitor = open_visitor(app)
    assert "runs in threads" in str(visitor.expect_error(TypeError))
    visitor.settle()
    assert order == ["next"]
