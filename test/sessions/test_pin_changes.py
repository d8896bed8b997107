"""Hearing of changes of pins: programs that wait for one, and functions that are called."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from both_kinds import now

from pywebio.output import *
from pywebio.pin import *
from pywebio.testing import Visitor

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
