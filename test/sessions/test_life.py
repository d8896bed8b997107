"""The life of a session: running, held, finished, closed; errors; the visitor who leaves."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

import pytest
from both_kinds import Kind, now

from pywebio import protocol as wire
from pywebio.exceptions import (
    SessionClosedException,
    SessionGoneException,
    SessionNotFoundException,
)
from pywebio.input import input
from pywebio.output import put_button, put_image, put_text, toast, use_scope
from pywebio.session import defer_call, eval_js, hold, info, local, run_js, set_env
from pywebio.session.base import Program
from pywebio.testing import Visitor

Opens = Callable[..., Visitor]


def test_a_program_that_returns_is_finished_and_its_page_stays(opens: Opens) -> None:
    async def app() -> None:
        put_text("shown")
        put_image(b"GIF89a")

    visitor = opens(app)
    assert visitor.state == "finished"
    visitor.fresh_page()
    assert visitor.sees("shown")
    (image,) = visitor.find(wire.Image)
    assert visitor.fetch(image.src) == b"GIF89a"


def test_callbacks_hold_the_program(opens: Opens) -> None:
    async def app() -> None:
        put_button("b", onclick=lambda: put_text("clicked"))

    visitor = opens(app)
    assert visitor.state == "held"
    visitor.press("b")
    assert visitor.sees("clicked")
    assert visitor.state == "held"


def test_a_waiting_program_is_told_that_the_visitor_left(opens: Opens) -> None:
    raised: list[BaseException] = []

    async def app() -> None:
        try:
            await now(input("wait"))
        except SessionClosedException as error:
            raised.append(error)
            raise

    visitor = opens(app)
    visitor.leave()
    assert len(raised) == 1
    assert visitor.errors == []
    assert visitor.program is Program.CLOSED


@pytest.mark.parametrize(
    "call",
    [
        lambda: put_text("x"),
        lambda: toast("x"),
        lambda: run_js("x"),
        lambda: set_env(title="x"),
        lambda: local.x,
        lambda: info.user_ip,
        lambda: use_scope("x").__enter__(),
        lambda: defer_call(print),
    ],
)
def test_calls_after_the_visitor_left_raise(opens: Opens, call: Callable[[], object]) -> None:
    raised: list[BaseException] = []

    async def app() -> None:
        await now(hold())
        try:
            call()
        except SessionNotFoundException as error:
            raised.append(error)

    visitor = opens(app)
    visitor.leave()
    assert [type(error) for error in raised] == [SessionGoneException]
    assert issubclass(SessionGoneException, SessionClosedException)


def test_asking_after_the_visitor_left_raises(opens: Opens) -> None:
    raised: list[BaseException] = []

    async def app() -> None:
        await now(hold())
        asks: list[Callable[[], object]] = [lambda: input("x"), lambda: eval_js("x"), hold]
        for ask in asks:
            try:
                await now(ask())
            except SessionClosedException as error:
                raised.append(error)

    opens(app).leave()
    assert len(raised) == 3


def test_an_endless_loop_of_outputs_ends_with_the_visitor(kind: Kind, opens: Opens) -> None:
    ended: list[bool] = []

    async def app() -> None:
        try:
            while True:
                put_text("x")
                if not kind.is_thread:
                    await asyncio.sleep(0)
        finally:
            ended.append(True)

    visitor = opens(app, patience=0.05)
    assert visitor.sees("x")
    visitor.leave()
    visitor.settle()
    assert ended == [True]
    assert visitor.errors == []


def test_hold_returns_quietly_when_the_visitor_leaves(opens: Opens) -> None:
    order: list[str] = []

    async def app() -> None:
        defer_call(lambda: order.append("deferred"))
        await now(hold())
        order.append("after hold")

    visitor = opens(app)
    assert visitor.state == "running"
    visitor.leave()
    assert sorted(order) == ["after hold", "deferred"]


@pytest.mark.parametrize("end", ["returns", "fails", "left"])
def test_deferred_calls_run_in_order_whatever_ends_the_session(opens: Opens, end: str) -> None:
    order: list[object] = []

    async def app() -> None:
        defer_call(lambda: order.append(1))

        @defer_call
        def forbidden() -> None:
            try:
                put_text("x")
            except SessionNotFoundException:
                order.append("nothing can be shown")

        defer_call(lambda: order.append(2))
        if end == "fails":
            raise ZeroDivisionError
        if end == "left":
            await now(hold())

    visitor = opens(app)
    if end == "fails":
        visitor.expect_error(ZeroDivisionError)
    if end == "left":
        assert order == []
        visitor.leave()
    visitor.settle()
    assert order == [1, "nothing can be shown", 2]


def test_a_failing_deferred_call_is_logged_and_the_next_runs(
    opens: Opens, caplog: pytest.LogCaptureFixture
) -> None:
    order: list[int] = []

    async def app() -> None:
        defer_call(lambda: 1 / 0)
        defer_call(lambda: order.append(2))

    visitor = opens(app)
    visitor.expect_error(ZeroDivisionError)
    assert order == [2]
    assert "ZeroDivisionError" in caplog.text


def test_the_error_of_a_program_ends_it_and_is_logged_with_the_session(
    opens: Opens, caplog: pytest.LogCaptureFixture
) -> None:
    async def app() -> None:
        put_text("before")
        put_button("b", onclick=lambda: put_text("dead"))
        raise ZeroDivisionError("secret")

    visitor = opens(app)
    visitor.expect_error(ZeroDivisionError)
    assert visitor.state == "failed"
    assert visitor.document.detail == ""
    assert visitor.sees("before")
    visitor.press("b")
    assert visitor.does_not_see("dead")
    assert visitor.session.sid in caplog.text
    assert "secret" in caplog.text


def test_the_error_of_a_callback_is_told_and_the_session_goes_on(
    opens: Opens, caplog: pytest.LogCaptureFixture
) -> None:
    async def app() -> None:
        put_button("bad", onclick=lambda: 1 / 0)
        put_button("good", onclick=lambda: put_text("fine"))

    visitor = opens(app)
    visitor.press("bad")
    visitor.expect_error(ZeroDivisionError)
    assert any(isinstance(effect, wire.ProgramError) for effect in visitor.effects)
    assert "ZeroDivisionError" in caplog.text
    visitor.press("good")
    assert visitor.sees("fine")


def test_system_exit_ends_the_program_quietly(opens: Opens) -> None:
    async def app() -> None:
        put_text("bye")
        raise SystemExit

    visitor = opens(app)
    assert visitor.state == "finished"
    assert visitor.errors == []


def test_callbacks_can_ask(kind: Kind, opens: Opens) -> None:
    async def app() -> None:
        async def ask() -> None:
            put_text("hello " + await now(input("name")))

        put_button("ask", onclick=kind.function(ask))

    visitor = opens(app)
    visitor.press("ask")
    visitor.submit("Ann")
    assert visitor.sees("hello Ann")


def test_a_callback_that_waits_is_told_that_the_visitor_left(kind: Kind, opens: Opens) -> None:
    raised: list[BaseException] = []

    async def app() -> None:
        async def ask() -> None:
            try:
                await now(input("name"))
            except SessionClosedException as error:
                raised.append(error)
                raise

        put_button("ask", onclick=kind.function(ask))

    visitor = opens(app)
    visitor.press("ask")
    visitor.leave()
    assert len(raised) == 1
    assert visitor.errors == []


def test_outputs_that_were_kept_are_shown_when_the_program_ends(opens: Opens) -> None:
    async def app() -> None:
        kept = put_text("kept")
        put_text("first")
        assert kept is not None

    assert opens(app).text() == "first\nkept"


def test_two_sessions_of_an_app_do_not_notice_each_other(opens: Opens) -> None:
    async def app() -> None:
        local.name = await now(input("name"))
        put_button("who", onclick=lambda: put_text("I am " + local.name))

    one, two = opens(app), opens(app)
    one.submit("Ann")
    two.submit("Bob")
    one.press("who")
    two.press("who")
    assert "I am Ann" in one.text()
    assert "I am Bob" in two.text()
    assert "Ann" not in two.text()


def test_two_hundred_programs_that_show_and_return_show_all(kind: Kind, opens: Opens) -> None:
    async def app() -> None:
        for number in range(5):
            put_text(number)
        put_image(b"GIF89a")

    for visitor in [opens(app) for _ in range(200)]:
        assert visitor.text() == "0\n1\n2\n3\n4\n(image)"
        assert visitor.state == "finished"


def test_no_log_line_for_a_visitor_who_leaves(
    opens: Opens, caplog: pytest.LogCaptureFixture
) -> None:
    async def app() -> None:
        await now(input("wait"))

    with caplog.at_level(logging.DEBUG, "pywebio"):
        opens(app).leave()
    assert [record for record in caplog.records if record.name == "pywebio"] == []
