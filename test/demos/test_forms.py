"""The form gallery: each example asks, and shows what it returned."""

from __future__ import annotations

from typing import Any

import pytest

from demos import forms
from pywebio.testing import Visitor
from pywebio.testing.plugin import OpenVisitor

NAMES = [function.__name__ for function in forms.EXAMPLES]


def ask(open_visitor: OpenVisitor, name: str) -> Visitor:
    visitor = open_visitor(forms.main)
    visitor.press("Ask", nth=NAMES.index(name))
    return visitor


def answer(visitor: Visitor, name: str) -> Any:
    """What an example returned, read from the page."""
    return eval(visitor.text(f"answer-{name}"))


@pytest.mark.parametrize(
    ("name", "values", "result"),
    [
        ("checks", {"": "33"}, 33),
        (
            "required",
            {"mail": "a@b.de", "pin": "1234"},
            {"mail": "a@b.de", "pin": "1234", "customer": "C-1024"},
        ),
        ("several_lines", {"": "Once upon\na time"}, "Once upon\na time"),
        (
            "choices",
            {"bread": ["corn", "rye"], "egg": 8, "hungry": ["I am hungry"]},
            {
                "drink": "tea",
                "bread": ["rye", "corn"],
                "extras": ["jam"],
                "hungry": ["I am hungry"],
                "egg": 8,
            },
        ),
        ("group", {"password": "x", "again": "x"}, {"password": "x", "again": "x"}),
    ],
)
def test_an_example_returns_what_is_entered(
    open_visitor: OpenVisitor, name: str, values: dict[str, Any], result: Any
) -> None:
    visitor = ask(open_visitor, name)
    single = values.get("")
    visitor.submit(*([single] if single else []), **({} if single else values))
    assert answer(visitor, name) == result


def test_ten_types(open_visitor: OpenVisitor) -> None:
    visitor = ask(open_visitor, "ten_types")
    visitor.submit(url="https://example.com", date="2026-11-22", time="13:45", fruit="fig")
    assert answer(visitor, "ten_types") == {
        "text": "Ann",
        "number": 12,
        "float": 1.5,
        "password": "",
        "url": "https://example.com",
        "date": "2026-11-22",
        "time": "13:45",
        "datetime": "",
        "color": "#1f5fd6",
        "fruit": "fig",
    }


def test_fields_that_depend_on_others(open_visitor: OpenVisitor) -> None:
    visitor = ask(open_visitor, "dependent")
    visitor.fill(country="Spain")
    assert visitor.sees("A city in Spain")
    visitor.press("Today")
    visitor.submit(city="Seville", nights=7)
    shown = visitor.text("answer-dependent")
    assert shown.startswith("{'country': 'Spain', 'city': 'Seville', 'day': datetime.date(")
    assert shown.endswith("'nights': 7}")


def test_code_for_a_minute(open_visitor: OpenVisitor) -> None:
    visitor = ask(open_visitor, "code")
    visitor.submit("pass")
    assert answer(visitor, "code") == "pass"
    visitor = ask(open_visitor, "code")
    visitor.advance(61)
    assert answer(visitor, "code") == "too late"


def test_buttons_and_cancel(open_visitor: OpenVisitor) -> None:
    for label, result in [("Delete", True), ("Keep", False), ("Cancel", None)]:
        visitor = ask(open_visitor, "buttons")
        visitor.press(label)
        assert answer(visitor, "buttons") is result
    visitor = ask(open_visitor, "group")
    visitor.cancel()
    assert answer(visitor, "group") is None


@pytest.mark.parametrize(
    ("name", "values", "field"),
    [
        ("checks", {"": "5"}, ""),
        ("checks", {"": "61"}, ""),
        ("required", {"mail": ""}, "mail"),
        ("required", {"mail": "a@b.de", "pin": "12"}, "pin"),
        ("several_lines", {"": "no"}, ""),
        ("choices", {"drink": "tea"}, "egg"),
        ("group", {"password": "x", "again": "y"}, "again"),
    ],
)
def test_an_example_refuses(
    open_visitor: OpenVisitor, name: str, values: dict[str, Any], field: str
) -> None:
    visitor = ask(open_visitor, name)
    single = values.get("")
    visitor.submit(*([single] if single else []), **({} if single else values))
    assert [mark for mark in visitor.form.marks if not field or mark == field]


def test_the_code_of_each_example_is_shown(open_visitor: OpenVisitor) -> None:
    text = open_visitor(forms.main).text()
    for function in forms.EXAMPLES:
        assert forms.code_of(function).startswith(("return", "def", "drinks", "cities", "program"))
        assert forms.code_of(function).splitlines()[-1] in text
