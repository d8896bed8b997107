"""The examples in the documentation of the pins run, and do what they seem to do."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import pywebio.pin
from pywebio import output
from pywebio.testing import Visitor
from pywebio.testing.plugin import OpenVisitor


@pytest.fixture(autouse=True)
def not_strict() -> Iterator[None]:
    """Strictness holds for the process: it is not to outlive a test."""
    yield
    pywebio.pin._strict = False


def fill_then(press: str, **values: Any) -> Callable[[Visitor], None]:
    """Enter values, and press a button."""

    def act(visitor: Visitor) -> None:
        visitor.fill_pin(**values)
        if press:
            visitor.press(press)

    return act


EXAMPLES: dict[str, tuple[Callable[[Visitor], None], str]] = {
    "put_input": (fill_then("Travel", city="Rome"), "Off to Rome"),
    "put_textarea": (fill_then("Keep", note="milk"), "milk"),
    "put_select": (fill_then("", size="large"), "--- message: 2"),
    "put_checkbox": (fill_then("Which?", show=["axes"]), "--- message: axes"),
    "put_radio": (fill_then("Done", answer="no"), "no"),
    "put_file_upload": (fill_then("", photo=("me.jpg", b"x")), "--- message: me.jpg"),
    "put_slider": (fill_then("", volume=31), "--- message: 31"),
    "put_actions": (fill_then("right"), "--- message: right"),
    "get_pin_values": (lambda visitor: None, "{'first': 'Ann', 'last': 'Lee'}"),
    "pin_update": (fill_then("", country="Spain"), "Madrid / Seville"),
    "pin_wait_change": (fill_then("", a=2, b=40), "42"),
    "pin_on_change": (fill_then("", text="four"), "4 characters"),
    "pin": (fill_then("Hello"), "Hello Ann"),
    "use_strict": (fill_then("Hello", name="Ann"), "Hello Ann"),
}


def documentation(name: str) -> str:
    """The documentation of a name; that of the value `pin` is that of its class."""
    if name == "pin":
        return inspect.getdoc(pywebio.pin.Pin_) or ""
    thing = getattr(pywebio.pin, name, None) or getattr(pywebio.pin.Pin_, name)
    return inspect.getdoc(thing) or ""


def test_each_function_has_an_example() -> None:
    assert set(pywebio.pin.__all__) <= EXAMPLES.keys()
    assert pywebio.pin.__all__ == sorted(pywebio.pin.__all__)


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_example_runs(name: str, open_visitor: OpenVisitor) -> None:
    _, found, code = documentation(name).partition("Example::\n")
    assert found, f"{name} has no example"
    names: dict[str, Any] = {
        key: getattr(module, key) for module in (output, pywebio.pin) for key in module.__all__
    }
    program = compile(textwrap.dedent(code), f"<example of {name}>", "exec")
    visitor = open_visitor(lambda: exec(program, names))
    act, expected = EXAMPLES[name]
    act(visitor)
    assert visitor.sees(expected)
