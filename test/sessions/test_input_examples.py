"""The examples in the documentation of the inputs run, and ask what they seem to ask."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable
from typing import Any

import pytest

from pywebio import input as inputs
from pywebio.exceptions import FormCancelledError
from pywebio.output import put_button
from pywebio.testing import Visitor
from pywebio.testing.plugin import OpenVisitor


def example(name: str) -> str:
    """The indented block after `Example::` in a docstring."""
    text = inspect.getdoc(getattr(inputs, name)) or ""
    _, found, rest = text.partition("Example::\n")
    assert found, f"{name}() has no example"
    return textwrap.dedent(rest)


def ask_age(visitor: Visitor) -> None:
    visitor.submit("17")
    assert visitor.sees("You have to be 18 or older.")
    visitor.submit("18")


def ask_twice(visitor: Visitor) -> None:
    visitor.submit("large")
    visitor.submit(["corn", "ham"])


def ask_account(visitor: Visitor) -> None:
    visitor.submit(name="Ann", password="a", again="b")
    assert visitor.sees("The two passwords differ.")
    visitor.submit(again="a")


def write_program(visitor: Visitor) -> None:
    visitor.submit("one\ntwo")
    visitor.submit("pass")


def choose_city(visitor: Visitor) -> None:
    visitor.fill(country="Spain")
    visitor.submit(city="Seville")


def sell_out(visitor: Visitor) -> None:
    visitor.press("Sold out")


ANSWERS: dict[str, tuple[Callable[[Visitor], None], str]] = {
    "input": (ask_age, "19"),
    "textarea": (write_program, "2 pass"),
    "select": (ask_twice, "3 ['ham', 'corn']"),
    "checkbox": (lambda visitor: visitor.submit(), "1"),
    "radio": (lambda visitor: visitor.submit("Yes"), "agreed"),
    "slider": (lambda visitor: visitor.submit(35), "35"),
    "file_upload": (
        lambda visitor: visitor.submit(("report.csv", b"one\ntwo")),
        "report.csv 2",
    ),
    "actions": (lambda visitor: visitor.press("Keep"), "kept"),
    "input_group": (ask_account, "Ann"),
    "input_update": (choose_city, "Seville"),
    "FormHandle": (sell_out, "sold out"),
}


def test_each_function_has_an_example() -> None:
    callables = {name for name in inputs.__all__ if callable(getattr(inputs, name))}
    assert callables == ANSWERS.keys()


@pytest.mark.parametrize("name", ANSWERS)
def test_the_example_runs(name: str, open_visitor: OpenVisitor) -> None:
    printed: list[str] = []
    names: dict[str, Any] = {key: getattr(inputs, key) for key in inputs.__all__}
    names["put_button"] = put_button
    names["FormCancelledError"] = FormCancelledError
    names["print"] = lambda *values: printed.append(" ".join(map(str, values)))
    code = compile(example(name), f"<example of {name}>", "exec")

    visitor = open_visitor(lambda: exec(code, names))
    answer, expected = ANSWERS[name]
    answer(visitor)
    visitor.wait_until(lambda: " ".join(printed) == expected)
    assert visitor.state in ("finished", "held")
