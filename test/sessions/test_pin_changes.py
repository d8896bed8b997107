"""Hearing of changes of pins: programs that wait for one, and functions that are called."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import pytest
from both_kinds import now

from pywebio.exceptions import SessionException
from pywebio.output import *
from pywebio.pin import *
from pywebio.session import threadbased
from pywebio.session.base import Settings
from pywebio.testing import Visitor
from pywebio.testing.plugin import OpenVisitor

Opens = Callable[..., Visitor]


def test_wait_for_a_change_of_one_of_several(opens: Opens) -> None:
    async def app() -> None:
        put_input("a")
        put_checkbox("b", ["x"])
        for _ in range(2):
            put_text(await now(pin_wait_change(["a", "b"])))

    visitor = opens(app)
    visitor.fill_pin(b=["x"])
    visitor.fill_pin(a="1")
    assert visitor.sees("{'name': 'b', 'value': ['x']}\n{'name': 'a', 'value': '1'}")
    assert visitor.state == "finished"


def test_the_wait_for_a_change_ends_in_time(opens: Opens) -> None:
    async def app() -> None:
        put_input("a")
        put_text(f"got {await now(pin_wait_change('a', timeout=3))}")

    visitor = opens(app)
    visitor.advance(2.9)
    assert visitor.state == "running"
    visitor.advance(0.2)
    assert visitor.sees("got None")


def test_changes_by_the_program_wake_nobody(kind: Any, opens: Opens) -> None:
    async def app() -> None:
        put_input("a")

        def change() -> None:
            pin.a = "by the program"
            pin_update("a", value="again")

        pin_on_change("a", onchange=lambda value: put_text("called", value))
        put_button("change", onclick=change)
        put_text(f"waited for {await now(pin_wait_change('a'))}")

    visitor = opens(app)
    visitor.press("change")
    assert visitor.pin("a").value == "again"
    visitor.fill_pin(a="by the visitor")
    assert visitor.sees("called by the visitor")
    assert visitor.sees("waited for {'name': 'a', 'value': 'by the visitor'}")
    assert "called again" not in visitor.text()


def test_a_wait_may_begin_before_the_pin_is_there(kind: Any, opens: Opens) -> None:
    async def app() -> None:
        put_button("show", onclick=lambda: put_input("late"))
        pin_on_change("late", onclick_of(put_text))
        put_text(f"waited for {await now(pin_wait_change('late'))}")

    def onclick_of(function: Callable[..., Any]) -> Callable[[Any], Any]:
        return lambda value: function("called", value)

    visitor = opens(app)
    visitor.press("show")
    assert visitor.pin("late").field.onchange
    visitor.fill_pin(late="x")
    assert visitor.sees("called x")
    assert visitor.sees("waited for {'name': 'late', 'value': 'x'}")


def test_several_functions_are_called_in_their_order(opens: Opens) -> None:
    def show(number: int) -> Callable[[str], Any]:
        return lambda value: put_text(number, value)

    async def app() -> None:
        put_input("a")
        for number in range(5):
            pin_on_change("a", onchange=show(number))

    visitor = opens(app)
    visitor.fill_pin(a="x")
    assert visitor.sees("0 x\n1 x\n2 x\n3 x\n4 x")


def test_one_that_fails_does_not_keep_the_others_from_being_called(opens: Opens) -> None:
    async def app() -> None:
        put_input("a")
        pin_on_change("a", onchange=lambda value: 1 / 0)
        pin_on_change("a", onchange=lambda value: put_text("called", value))

    visitor = opens(app)
    visitor.fill_pin(a="x")
    assert visitor.sees("called x")
    visitor.expect_error(ZeroDivisionError)


def test_clear_forgets_the_functions_given_before(opens: Opens) -> None:
    async def app() -> None:
        put_input("a")
        put_input("b")
        pin_on_change("a", onchange=lambda value: put_text("old", value))
        pin_on_change("a", onchange=lambda value: put_text("new", value), clear=True)
        pin_on_change("b", onchange=lambda value: put_text("never", value))
        pin_on_change("b", clear=True)

    visitor = opens(app)
    visitor.fill_pin(a="x", b="y")
    assert visitor.text().splitlines() == ["x", "y", "new x"]


def test_the_first_call_may_come_at_once(kind: Any, opens: Opens) -> None:
    async def app() -> None:
        put_input("a", value="start")

        async def called(value: str) -> None:
            put_text("called", value)

        pin_on_change("a", onchange=kind.function(called), init_run=True)

    visitor = opens(app)
    assert visitor.sees("called start")
    visitor.fill_pin(a="x")
    assert visitor.sees("called x")


def test_a_function_for_changes_holds_the_session(opens: Opens) -> None:
    async def app() -> None:
        put_input("a")
        pin_on_change("a", onchange=put_text)

    visitor = opens(app)
    assert visitor.state == "held"
    visitor.fill_pin(a="still there")
    assert visitor.sees("still there\nstill there")


def test_a_later_change_waits_for_the_earlier_one(
    open_visitor: OpenVisitor, gate: threading.Event
) -> None:
    """Else an older result would overwrite a newer one. Other callbacks are not held up."""

    def slow(value: str) -> None:
        if value == "1":
            assert gate.wait(10)
        put_text("result", value)

    def app() -> None:
        put_input("a")
        put_input("b")
        pin_on_change("a", onchange=slow)
        pin_on_change("b", onchange=slow)
        put_button("other", onclick=lambda: put_text("other done"))

    visitor = open_visitor(app, patience=0.05)
    for value in "123":
        visitor.fill_pin(a=value)
    visitor.fill_pin(b="4")
    visitor.press("other")
    assert visitor.sees("result 4")
    assert visitor.sees("other done")
    assert "result 2" not in visitor.text()
    gate.set()
    assert visitor.sees("result 1\nresult 2\nresult 3")


def test_a_later_change_waits_for_the_earlier_one_in_coroutines(open_visitor: OpenVisitor) -> None:
    async def slow(value: str) -> None:
        if value == "1":
            await asyncio.sleep(5)
        put_text("result", value)

    async def app() -> None:
        put_input("a")
        put_input("b")
        pin_on_change("a", onchange=slow)
        pin_on_change("b", onchange=slow)

    visitor = open_visitor(app)
    for value in "123":
        visitor.fill_pin(a=value)
    visitor.fill_pin(b="4")
    assert visitor.sees("result 4")
    assert "result 2" not in visitor.text()
    visitor.advance(5)
    assert visitor.sees("result 1\nresult 2\nresult 3")


def test_in_mutex_mode_changes_in_between_are_left_out(open_visitor: OpenVisitor) -> None:
    async def slow(value: str) -> None:
        await asyncio.sleep(5)
        put_text("result", value)

    async def app() -> None:
        put_input("a")
        pin_on_change("a", onchange=slow, mutex_mode=True)

    visitor = open_visitor(app)
    for value in "12":
        visitor.fill_pin(a=value)
    visitor.advance(20)
    visitor.fill_pin(a="3")
    visitor.advance(20)
    assert visitor.text().endswith("result 1\nresult 3")


def test_a_change_refused_for_want_of_threads_does_not_block_later_ones(
    open_visitor: OpenVisitor, gate: threading.Event
) -> None:
    def app() -> None:
        put_button("wait", onclick=lambda: gate.wait(10))
        put_input("a")
        pin_on_change("a", onchange=lambda value: put_text("result", value))

    visitor = open_visitor(app, settings=Settings(threads=2), patience=0.05)
    for _ in range(2):
        visitor.press("wait")
    visitor.fill_pin(a="1")
    assert "2 threads" in str(visitor.expect_error(SessionException))
    gate.set()
    visitor.settle()
    visitor.fill_pin(a="2")
    assert visitor.sees("result 2")


def test_changes_beyond_the_limit_are_refused(
    open_visitor: OpenVisitor, gate: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threadbased, "LATER", 2)

    def slow(value: str) -> None:
        assert gate.wait(10)
        put_text("result", value)

    def app() -> None:
        put_input("a")
        pin_on_change("a", onchange=slow)

    visitor = open_visitor(app, patience=0.05)
    for value in "1234":
        visitor.fill_pin(a=value)
    assert "2 changes of 'a'" in str(visitor.expect_error(SessionException))
    gate.set()
    assert visitor.sees("result 1\nresult 2\nresult 3")
    assert "result 4" not in visitor.text()
