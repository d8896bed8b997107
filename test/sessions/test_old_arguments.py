"""Arguments that programs have given for years: none of them ends a program."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from pywebio import protocol as wire
from pywebio.input import input, input_group, slider, textarea
from pywebio.output import (
    clear,
    put_code,
    put_progressbar,
    put_row,
    put_scrollable,
    put_table,
    put_text,
    set_processbar,
    span,
    toast,
    use_scope,
)
from pywebio.pin import pin, put_slider, put_textarea
from pywebio.session import set_env
from pywebio.testing.plugin import OpenVisitor


class Int64:
    """A number as NumPy has it: neither an `int` nor a `float`."""

    def __init__(self, value: int) -> None:
        self.value = value

    def __index__(self) -> int:
        return self.value

    def __float__(self) -> float:
        return float(self.value)


NUMBERS: list[Callable[[int], Any]] = [Int64, Decimal, Fraction, float, str]
"""What a number comes as, from data frames, databases and files of settings."""


@pytest.mark.parametrize("number", NUMBERS, ids=lambda kind: kind.__name__)
def test_numbers_of_every_kind(number: Any, open_visitor: OpenVisitor) -> None:
    def app() -> None:
        put_text("last")
        put_text("first", position=number(0))
        put_code("x\n" * 50, rows=number(5))
        put_progressbar("bar")
        set_processbar("bar", number(1))
        toast("stays", duration=number(0))
        put_textarea("text", rows=number(3), maxlength=number(9))
        put_slider("level", value=number(5), min_value=number(1), max_value=number(9))
        pin.level = number(7)
        set_env(input_panel_min_height=number(200))
        put_text(pin.level)

    visitor = open_visitor(app)
    assert visitor.text().startswith("first\nlast")
    assert visitor.find(wire.Code)[0].rows == 5
    assert visitor.find(wire.Progress)[0].value == 1
    assert visitor.toasts[0].ends is None
    area, level = (pinned.field for pinned in visitor.find(wire.Pin))
    assert (area.rows, area.maxlength) == (3, 9)
    assert (level.min_value, level.max_value) == (1, 9)
    assert visitor.settings["input_panel_min_height"] == 200
    assert visitor.sees("7")


def test_numbers_where_text_means_css(open_visitor: OpenVisitor) -> None:
    number: Any = Int64

    def app() -> None:
        put_scrollable(put_text("inside"), height=number(200))
        put_table([[span("wide", col=number(2))], ["a", "b"]])
        with use_scope("inner"):
            put_text("in ROOT", scope=number(0))
            clear(scope=number(-1))

    visitor = open_visitor(app)
    assert visitor.find(wire.Scrollable)[0].max_height == "200px"
    assert visitor.text() == "inside\nwide\na | b\nin ROOT"


def test_none_is_as_not_given(open_visitor: OpenVisitor) -> None:
    def app() -> None:
        put_text("last")
        put_text("first", position=None)  # type: ignore[arg-type]
        put_row([put_text("x")], size=None)
        toast("hello", color=None)  # type: ignore[arg-type]
        asked = input_group(
            "Q",
            [
                slider(name="level", value=None, max_value=None, step=None),  # type: ignore[arg-type]
                textarea(name="text", rows=None),  # type: ignore[arg-type]
            ],
        )
        put_text(asked)

    visitor = open_visitor(app)
    visitor.submit()
    assert visitor.sees("{'level': 0, 'text': ''}")
    assert visitor.toasts[0].color == "info"


def test_a_slider_without_room(open_visitor: OpenVisitor) -> None:
    """Its end was counted, and there is nothing yet."""

    def app() -> None:
        put_text(input_group("Q", [slider(name="row", max_value=-1, step=0), input(name="x")]))

    visitor = open_visitor(app)
    visitor.submit()
    assert visitor.sees("{'row': 0, 'x': ''}")
