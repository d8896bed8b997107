"""Coroutine sessions: plain asyncio works on everything that waits for the visitor."""

from __future__ import annotations

import asyncio
import threading

import pytest

from pywebio import protocol as wire
from pywebio.exceptions import (
    ArgumentError,
    SessionClosedException,
    SessionException,
    SessionNotFoundException,
)
from pywebio.input import input, input_group
from pywebio.output import put_button, put_buttons, put_text, use_scope
from pywebio.session import (
    eval_js,
    get_current_task_id,
    hold,
    local,
    register_thread,
    run_async,
    run_asyncio_coroutine,
    run_js,
)
from pywebio.session.base import Settings
from pywebio.session.page import Bounds
from pywebio.session.view import Window
from pywebio.testing import Visitor
from pywebio.testing.plugin import OpenVisitor


def left_behind(visitor: Visitor) -> tuple[int, int]:
    """How many waits and forms there are."""
    return len(visitor.session.waits), len(visitor.session.page.forms)


# -- asyncio --------------------------------------------------------------------------------------


def test_gather_over_two_inputs(open_visitor: OpenVisitor) -> None:
    async def app() -> None:
        a, b = await asyncio.gather(input("A"), input("B"))
        put_text(a, b)

    visitor = open_visitor(app)
    assert len(visitor.forms) == 2
    first, second = visitor.forms
    visitor.send(wire.FormSubmit(form=first.id, values={"data": "1"}))
    assert len(visitor.forms) == 1
    visitor.send(wire.FormSubmit(form=second.id, values={"data": "2"}))
    assert visitor.sees("1 2")


def test_task_group_over_inputs_and_scripts(open_visitor: OpenVisitor) -> None:
    async def app() -> None:
        async with asyncio.TaskGroup() as group:
            name = group.create_task(input("Name"))
            width = group.create_task(eval_js("innerWidth"))
        put_text(name.result(), width.result())

    visitor = open_visitor(app, answers=lambda code, args: 800)
    visitor.submit("Ann")
    assert visitor.sees("Ann 800")


def test_create_task_inherits_the_session_and_the_scope(open_visitor: OpenVisitor) -> None:
    async def work() -> None:
        put_text("from the task")
        with use_scope("inner"):
            await asyncio.sleep(5)
            put_text("in inner")

    async def app() -> None:
        with use_scope("A"):
            task = asyncio.create_task(work())
            await asyncio.sleep(1)
            put_text("in A")
            await task

    visitor = open_visitor(app)
    visitor.advance(10)
    assert visitor.text("A") == "from the task\nin inner\nin A"


def test_wait_for_takes_the_form_away_when_time_is_up(open_visitor: OpenVisitor) -> None:
    async def app() -> None:
        try:
            await asyncio.wait_for(input("Quick!"), 10)
        except TimeoutError:
            put_text("too late")
        put_text("then", await input("Again"))

    visitor = open_visitor(app)
    slow = visitor.form
    visitor.advance(10)
    assert visitor.sees("too late")
    assert left_behind(visitor) == (1, 1)
    visitor.send(wire.FormSubmit(form=slow.id, values={"data": "late"}))
    visitor.submit("in time")
    assert visitor.sees("then in time")
    assert "then late" not in visitor.text()


def test_wait_first_completed(open_visitor: OpenVisitor) -> None:
    async def app() -> None:
        asks = [asyncio.create_task(input(name)) for name in "ab"]
        done, pending = await asyncio.wait(asks, return_when=asyncio.FIRST_COMPLETED)
        put_text("answer", done.pop().result())
        for task in pending:
            task.cancel()
        await asyncio.wait(pending)

    visitor = open_visitor(app)
    visitor.submit("yes")
    assert visitor.sees("answer yes")
    assert left_behind(visitor) == (0, 0)
    assert visitor.state == "finished"


@pytest.mark.parametrize("ask", ["input", "input_group", "eval_js", "hold"])
def test_cancelling_leaves_nothing_behind(open_visitor: OpenVisitor, ask: str) -> None:
    asks = {
        "input": lambda: input("x"),
        "input_group": lambda: input_group("g", [input("x", name="x")]),
        "eval_js": lambda: eval_js("x"),
        "hold": hold,
    }

    async def app() -> None:
        await asyncio.sleep(1)
        task = asyncio.create_task(asks[ask]())
        await asyncio.sleep(1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        put_text("cancelled")

    visitor = open_visitor(app)
    visitor.drop()  # so that nobody answers
    visitor.advance(1)
    assert left_behind(visitor)[0] == 1
    visitor.advance(1)
    visitor.resume()
    assert visitor.sees("cancelled")
    assert left_behind(visitor) == (0, 0)


def test_shield_keeps_the_form(open_visitor: OpenVisitor) -> None:
    async def app() -> None:
        ask = asyncio.create_task(input("Name"))
        try:
            await asyncio.wait_for(asyncio.shield(ask), 5)
        except TimeoutError:
            put_text("still waiting")
        put_text(await ask)

    visitor = open_visitor(app)
    visitor.advance(5)
    assert visitor.sees("still waiting")
    visitor.submit("Ann")
    assert visitor.sees("Ann")


def test_a_form_left_to_a_task_goes_with_the_program(open_visitor: OpenVisitor) -> None:
    tasks: list[asyncio.Task[str]] = []

    async def app() -> None:
        tasks.append(asyncio.create_task(input("never answered")))
        await asyncio.sleep(1)
        put_text("the program has ended")

    visitor = open_visitor(app)
    assert left_behind(visitor) == (1, 1)
    visitor.advance(1)
    assert visitor.state == "finished"
    assert visitor.forms == []
    assert left_behind(visitor) == (0, 0)
    assert isinstance(tasks[0].exception(), SessionClosedException)


def test_an_error_in_a_task_group_takes_the_other_forms_away(open_visitor: OpenVisitor) -> None:
    async def fail() -> None:
        await asyncio.sleep(1)
        raise ZeroDivisionError

    async def app() -> None:
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(input("A"))
                group.create_task(fail())
        except* ZeroDivisionError:
            put_text("caught")

    visitor = open_visitor(app)
    visitor.advance(1)
    assert visitor.sees("caught")
    assert left_behind(visitor) == (0, 0)


def test_the_visitor_leaves_a_gather(open_visitor: OpenVisitor) -> None:
    raised: list[BaseException] = []

    async def app() -> None:
        try:
            await asyncio.gather(input("A"), input("B"))
        except SessionClosedException as error:
            raised.append(error)
            raise

    visitor = open_visitor(app)
    visitor.leave()
    assert len(raised) == 1
    assert visitor.errors == []
    assert left_behind(visitor) == (0, 0)


def test_the_visitor_leaves_while_the_program_sleeps(open_visitor: OpenVisitor) -> None:
    raised: list[BaseException] = []

    async def app() -> None:
        try:
            await asyncio.sleep(3600)
        except SessionClosedException as error:
            raised.append(error)
            raise

    visitor = open_visitor(app)
    visitor.leave()
    assert len(raised) == 1
    assert visitor.errors == []


@pytest.mark.parametrize("_again", range(5))
def test_what_comes_after_hold_may_await(open_visitor: OpenVisitor, _again: int) -> None:
    order: list[str] = []

    async def app() -> None:
        await hold()
        order.append("left")
        await asyncio.sleep(0)
        order.append("cleaned up")

    open_visitor(app).leave()
    assert order == ["left", "cleaned up"]


# -- run_async ------------------------------------------------------------------------------------


def test_run_async_holds_the_session_until_it_has_ended(open_visitor: OpenVisitor) -> None:
    async def work() -> None:
        put_text("hello " + await input("name"))

    async def app() -> None:
        with use_scope("A"):
            run_async(work())
        put_text("the program has ended")

    visitor = open_visitor(app)
    assert visitor.state == "running"
    visitor.submit("Ann")
    assert visitor.sees("hello Ann")
    assert visitor.text("A") == ""
    assert visitor.state == "finished"


def test_a_task_can_be_asked_and_closed(open_visitor: OpenVisitor) -> None:
    ended: list[BaseException] = []

    async def work() -> None:
        try:
            await input("never answered")
        except asyncio.CancelledError as error:
            ended.append(error)
            raise

    async def app() -> None:
        task = run_async(work())
        await asyncio.sleep(1)
        assert not task.closed()
        task.close()
        await asyncio.sleep(1)
        put_text("closed", task.closed())

    visitor = open_visitor(app)
    visitor.advance(2)
    assert visitor.sees("closed True")
    assert len(ended) == 1
    assert left_behind(visitor) == (0, 0)
    assert visitor.state == "finished"


def test_the_error_of_a_task_is_told_and_the_session_goes_on(open_visitor: OpenVisitor) -> None:
    async def work() -> None:
        raise ZeroDivisionError

    async def app() -> None:
        run_async(work())
        put_text(await input("go on"))

    visitor = open_visitor(app)
    visitor.expect_error(ZeroDivisionError)
    visitor.submit("fine")
    assert visitor.sees("fine")


def test_a_task_is_told_that_the_visitor_left(open_visitor: OpenVisitor) -> None:
    raised: list[str] = []

    async def work() -> None:
        try:
            await asyncio.sleep(3600)
        except SessionClosedException:
            raised.append("closed")
        try:
            put_text("x")
        except SessionNotFoundException:
            raised.append("gone")

    async def app() -> None:
        run_async(work())

    visitor = open_visitor(app)
    visitor.leave()
    assert raised == ["closed", "gone"]
    assert visitor.errors == []


def test_what_is_no_coroutine_object_is_refused(open_visitor: OpenVisitor) -> None:
    async def app() -> None:
        with pytest.raises(ArgumentError, match=r"run_async\(work\(\)\)"):
            run_async(app)  # type: ignore[arg-type]
        put_text(await run_asyncio_coroutine(asyncio.sleep(0, "slept")))

    assert open_visitor(app).sees("slept")


# -- threads --------------------------------------------------------------------------------------


def test_a_worker_thread_may_show_but_not_ask(open_visitor: OpenVisitor) -> None:
    errors: list[BaseException] = []

    def work() -> str:
        put_text("from the worker")
        try:
            input("x")
        except SessionException as error:
            errors.append(error)
        return "done"

    async def app() -> None:
        with use_scope("A"):
            put_text(await asyncio.to_thread(work))

    visitor = open_visitor(app)
    assert visitor.sees("from the worker\ndone")
    assert visitor.text("A") == "from the worker\ndone"
    assert "async function" in str(errors[0])
    assert left_behind(visitor) == (0, 0)


def test_plain_threads_are_refused_with_advice(open_visitor: OpenVisitor) -> None:
    async def app() -> None:
        with pytest.raises(RuntimeError, match="to_thread"):
            register_thread(threading.Thread(target=print))

    assert open_visitor(app).state == "finished"


# -- callbacks ------------------------------------------------------------------------------------


def test_callbacks_run_beside_each_other_and_the_program(open_visitor: OpenVisitor) -> None:
    async def slow() -> None:
        await asyncio.sleep(10)
        put_text("slow")

    async def app() -> None:
        put_button("slow", onclick=slow)
        put_button("fast", onclick=lambda: put_text("done"))
        put_text(await input("meanwhile"))

    visitor = open_visitor(app)
    visitor.press("slow")
    visitor.press("fast")
    visitor.submit("answered")
    visitor.advance(10)
    assert visitor.text().split("\n")[2:] == ["done", "answered", "slow"]


def test_mutex_callbacks_ignore_clicks_while_they_run(open_visitor: OpenVisitor) -> None:
    async def work(value: str) -> None:
        put_text(f"{value} begins")
        await asyncio.sleep(1)

    async def app() -> None:
        put_buttons(["a", "b"], onclick=work, mutex_mode=True)

    visitor = open_visitor(app)
    for label in ("a", "a", "b"):
        visitor.press(label)
    assert visitor.text() == "[a] [b]\na begins"
    visitor.advance(1)
    visitor.press("b")
    assert visitor.sees("b begins")


def test_scopes_of_callbacks_begin_at_root(open_visitor: OpenVisitor) -> None:
    async def app() -> None:
        with use_scope("A"):
            put_button("b", onclick=lambda: put_text("at root"))

    visitor = open_visitor(app)
    visitor.press("b")
    assert visitor.text("A") == "[b]"
    assert visitor.sees("at root")


def test_tasks_have_names_of_their_own(open_visitor: OpenVisitor) -> None:
    names: list[str] = []

    async def work() -> None:
        names.append(get_current_task_id())

    async def app() -> None:
        await work()
        run_async(work())
        run_async(work())
        put_button("b", onclick=work)

    visitor = open_visitor(app)
    visitor.press("b")
    assert len(set(names)) == 4


# -- room -----------------------------------------------------------------------------------------


def test_a_coroutine_is_not_slowed_by_a_page(open_visitor: OpenVisitor) -> None:
    async def app() -> None:
        for number in range(300):
            put_text(number)

    visitor = open_visitor(app, settings=Settings(window=Window(commands=10)))
    assert visitor.text().split("\n") == [str(number) for number in range(300)]


def test_too_many_scripts_are_an_error_that_names_the_limit(open_visitor: OpenVisitor) -> None:
    async def app() -> None:
        for _ in range(6):
            run_js("x")

    visitor = open_visitor(app, settings=Settings(bounds=Bounds(effects=5)))
    assert "5 effects" in str(visitor.expect_error(SessionException))


def test_a_program_with_awaits_between_scripts_never_meets_the_limit(
    open_visitor: OpenVisitor,
) -> None:
    async def app() -> None:
        for number in range(50):
            run_js(str(number))
            await eval_js("0")

    visitor = open_visitor(app, settings=Settings(bounds=Bounds(effects=5)))
    visitor.wait_until(lambda: visitor.state == "finished")
    assert len(visitor.scripts) == 100


def test_the_store_is_shared_by_the_tasks_of_a_session(open_visitor: OpenVisitor) -> None:
    async def work() -> None:
        local.seen = local.name

    async def app() -> None:
        local.name = "Ann"
        await asyncio.create_task(work())
        put_text(local.seen)

    assert open_visitor(app).sees("Ann")
