"""A gallery of forms: every field, every check. Each example shows its code and what it returns."""

import inspect
import textwrap
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from pywebio import start_server
from pywebio.input import *
from pywebio.output import *
from pywebio.session import set_env

Example = Callable[[], Any]
EXAMPLES: list[Example] = []


def example(function: Example) -> Example:
    """Put a function into the gallery: its docstring is the title, its body the code shown."""
    EXAMPLES.append(function)
    return function


@example
def ten_types() -> Any:
    """Ten types of one-line fields"""
    return input_group(
        "Ten types",
        [
            input("Text", name="text", type=TEXT, value="Ann"),
            input("Number", name="number", type=NUMBER, value=12),
            input("Float", name="float", type=FLOAT, value=1.5),
            input("Password", name="password", type=PASSWORD),
            input("Address", name="url", type=URL, placeholder="https://example.com"),
            input("Date", name="date", type=DATE),
            input("Time", name="time", type=TIME),
            input("Date and time", name="datetime", type=DATETIME),
            input("Color", name="color", type=COLOR, value="#1f5fd6"),
            input("With suggestions", name="fruit", datalist=["apple", "banana", "cherry"]),
        ],
    )


@example
def checks() -> Any:
    """Checks at the field"""

    def check_age(age: int | None) -> str | None:
        if age is None or age < 10:
            return "Too young!"
        return "Too old!" if age > 60 else None

    return input(
        "How old are you?",
        type=NUMBER,
        validate=check_age,
        help_text="A whole number; 10 to 60 are let in",
    )


@example
def required() -> Any:
    """Required, with a hint and a pattern"""
    return input_group(
        "Account",
        [
            input("E-mail", name="mail", required=True, placeholder="you@example.com"),
            input("PIN", name="pin", type=PASSWORD, pattern="[0-9]{4}", help_text="Four digits"),
            input("Customer number", name="customer", value="C-1024", readonly=True),
        ],
    )


@example
def several_lines() -> Any:
    """Several lines"""
    return textarea("Your story", rows=4, minlength=5, maxlength=200, placeholder="Once upon...")


@example
def choices() -> Any:
    """Choices"""
    drinks = [
        {"label": "Tea", "value": "tea", "selected": True},
        {"label": "Coffee", "value": "coffee"},
        {"label": "Nectar (sold out)", "value": "nectar", "disabled": True},
    ]
    return input_group(
        "Breakfast",
        [
            select("Drink", drinks, name="drink"),
            select("Bread", ["rye", "wheat", "corn"], name="bread", multiple=True),
            checkbox("Extras", ["butter", "jam", "honey"], name="extras", value=["jam"]),
            checkbox("", ["I am hungry"], name="hungry"),
            radio("Egg", [("soft", 4), ("hard", 8)], name="egg", inline=True, required=True),
        ],
    )


@example
def dependent() -> Any:
    """Fields that depend on others, and lists in which one can search"""
    cities = {"Italy": ["Milan", "Rome", "Turin"], "Spain": ["Madrid", "Seville", "Valencia"]}

    def choose(country: str) -> None:
        input_update("city", options=cities[country], help_text=f"A city in {country}")

    def today(set_value: Callable[..., None]) -> None:
        set_value(date.today(), "Today")

    return input_group(
        "Journey",
        [
            select("Country", list(cities), name="country", onchange=choose, native=False),
            select("City", cities["Italy"], name="city", native=False),
            input("Day", name="day", action=("Today", today)),
            slider("Nights", name="nights", value=3, min_value=1, max_value=14),
        ],
    )


@example
def code() -> Any:
    """Code, for a minute at most"""
    program = "def hello(name):\n    return f'Hello, {name}!'"
    try:
        return textarea("Program", rows=8, code={"mode": "python"}, value=program, timeout=60)
    except TimeoutError:
        return "too late"


@example
def buttons() -> Any:
    """Buttons as the question"""
    return actions(
        "Delete the file?",
        [
            {"label": "Delete", "value": True, "color": "danger"},
            {"label": "Keep", "value": False, "color": "secondary"},
            {"label": "Cancel", "type": "cancel", "color": "light"},
        ],
        help_text="This cannot be undone",
    )


@example
def group() -> Any:
    """A group that is checked as a whole and can be cancelled"""

    def check(data: dict[str, Any]) -> tuple[str, str] | None:
        if data["password"] != data["again"]:
            return "again", "The two passwords differ."
        return None

    return input_group(
        "New password",
        [
            input("Password", name="password", type=PASSWORD, required=True),
            input("Once more", name="again", type=PASSWORD, required=True),
        ],
        validate=check,
        cancelable=True,
    )


def code_of(function: Example) -> str:
    """The body of an example."""
    source = inspect.getsource(function).partition('"""\n')[2]
    return textwrap.dedent(source).strip()


def ask(function: Example) -> None:
    """Run an example and say what it returned."""
    answer = function()
    put_code(repr(answer), language="python", scope=f"answer-{function.__name__}", position=0)


def main() -> None:
    """Form gallery

    All fields and checks, each with its code and what it returns.
    """
    set_env(title="Form gallery")
    put_markdown("# Form gallery\nAsk as often as you like; several forms may wait at once.")
    for function in EXAMPLES:
        put_markdown(f"## {function.__doc__}")
        put_code(code_of(function), language="python", rows=12)
        put_button("Ask", onclick=partial(ask, function))
        put_scope(f"answer-{function.__name__}")


if __name__ == "__main__":
    start_server(main, port=8080)
