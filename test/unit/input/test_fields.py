"""What a program says about an input becomes the field on the page."""

from __future__ import annotations

import threading
from datetime import date, datetime, time
from functools import partial
from typing import Any

import pytest

from pywebio import input as i
from pywebio import protocol as wire
from pywebio.exceptions import ArgumentError, SessionNotFoundException
from pywebio.session.base import Session

from .conftest import Ask

MAKERS: dict[str, Any] = {
    "input": i.input,
    "textarea": i.textarea,
    "select": partial(i.select, options=["a", "b"]),
    "checkbox": partial(i.checkbox, options=["a", "b"]),
    "radio": partial(i.radio, options=["a", "b"]),
    "actions": partial(i.actions, buttons=["a", "b"]),
}
CHECKED = [name for name in MAKERS if name != "actions"]


def field(item: Any) -> Any:
    return item.field


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_outside_of_a_session_even_an_input_with_a_name_is_refused(make: Any) -> None:
    with pytest.raises(SessionNotFoundException):
        make("label", name="x")
    with pytest.raises(SessionNotFoundException):
        make("label")


def test_a_group_outside_of_a_session_is_refused() -> None:
    with pytest.raises(SessionNotFoundException):
        i.input_group("label", [])


@pytest.mark.usefixtures("here")
class TestArguments:
    @pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
    @pytest.mark.parametrize("name", ["a", "a-b_C9", "-"])
    def test_names(self, make: Any, name: str) -> None:
        assert field(make("label", name=name)).name == name

    @pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
    @pytest.mark.parametrize("name", ["", "a b", "ä", "a.b", "a\n", 5, b"a"])
    def test_bad_names_are_both_kinds_of_error(self, make: Any, name: Any) -> None:
        with pytest.raises(AssertionError):
            make("label", name=name)
        with pytest.raises(ValueError, match="name of an input"):
            make("label", name=name)

    @pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
    def test_label_and_help_text(self, make: Any) -> None:
        made = field(make("label", name="x", help_text="help"))
        assert (made.label, made.help_text) == ("label", "help")
        made = field(make(5, name="x"))
        assert (made.label, made.help_text) == ("5", "")
        assert field(make(None, name="x")).label == ""

    @pytest.mark.parametrize("name", CHECKED)
    def test_functions_have_to_be_functions(self, name: str) -> None:
        make = MAKERS[name]
        with pytest.raises(ArgumentError, match="validate"):
            make("label", name="x", validate="no function")
        with pytest.raises(ArgumentError, match="onchange"):
            make("label", name="x", onchange=5)

    @pytest.mark.parametrize("name", CHECKED)
    def test_async_functions_are_refused_in_thread_sessions(self, name: str) -> None:
        async def later(value: Any) -> None: ...

        with pytest.raises(ArgumentError, match="validate"):
            MAKERS[name]("label", name="x", validate=later)
        with pytest.raises(ArgumentError, match="onchange"):
            MAKERS[name]("label", name="x", onchange=partial(later))

    @pytest.mark.parametrize("name", CHECKED)
    def test_the_page_is_asked_for_events_only_if_needed(self, name: str) -> None:
        make = MAKERS[name]
        plain = field(make("label", name="x"))
        assert (plain.onblur, plain.onchange) == (False, False)
        full = field(make("label", name="x", validate=print, onchange=print))
        assert full.onchange
        assert full.onblur == (name in ("input", "textarea"))

    @pytest.mark.parametrize("name", CHECKED)
    def test_further_attributes(self, name: str) -> None:
        made = field(
            MAKERS[name](
                "label", name="x", Style="color: red", auto_focus=True, lang=None, **{"data-x": 1}
            )
        )
        assert made.attributes == {"style": "color: red", "data-x": 1}
        assert made.auto_focus
        assert not made.disabled

    @pytest.mark.parametrize("name", CHECKED)
    def test_attributes_that_are_switches(self, name: str) -> None:
        made = field(MAKERS[name]("label", name="x", required=True, disabled=True, readonly=True))
        assert (made.required, made.disabled, made.readonly) == (True, True, True)
        assert made.attributes == {}

    @pytest.mark.parametrize("name", CHECKED)
    def test_attributes_have_to_be_json(self, name: str) -> None:
        with pytest.raises(TypeError, match="attribute 'data'"):
            MAKERS[name]("label", name="x", data=object())

    def test_an_unknown_type_is_refused_with_a_hint(self) -> None:
        with pytest.raises(AssertionError, match="Did you mean 'number'"):
            i.input("label", "numbr", name="x")
        with pytest.raises(ArgumentError):
            i.input("label", int, name="x")  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        "type",
        [
            i.TEXT,
            i.NUMBER,
            i.FLOAT,
            i.PASSWORD,
            i.URL,
            i.DATE,
            i.TIME,
            i.COLOR,
            i.DATETIME,
            i.DATETIME_LOCAL,
        ],
    )
    def test_each_type_is_a_kind_of_field(self, type: str) -> None:
        made = field(i.input("label", type, name="x"))
        assert isinstance(made, wire.InputField)
        assert made.kind == type

    @pytest.mark.parametrize(
        ("type", "value", "text"),
        [
            (i.TEXT, None, ""),
            (i.TEXT, 5, "5"),
            (i.TEXT, "a", "a"),
            (i.NUMBER, 5, "5"),
            (i.NUMBER, 5.0, "5"),
            (i.NUMBER, 0, "0"),
            (i.FLOAT, 1.5, "1.5"),
            (i.DATE, date(2024, 1, 2), "2024-01-02"),
            (i.DATE, datetime(2024, 1, 2, 3, 4), "2024-01-02"),
            (i.TIME, time(9, 5), "09:05"),
            (i.TIME, time(9, 5, 1), "09:05:01"),
            (i.TIME, time(9, 5, 1, 500_000), "09:05:01.500"),
            (i.DATETIME, datetime(2024, 1, 2, 3, 4), "2024-01-02T03:04"),
        ],
    )
    def test_initial_values(self, type: str, value: Any, text: str) -> None:
        assert field(i.input("label", type, name="x", value=value)).value == text

    def test_dates_may_be_limits(self) -> None:
        made = field(i.input("label", i.DATE, name="x", min=date(2024, 1, 2)))
        assert made.attributes == {"min": "2024-01-02"}

    def test_suggestions_and_placeholder(self) -> None:
        made = field(i.input("label", name="x", datalist=("a", 5), placeholder="hint"))
        assert made.datalist == ["a", "5"]
        assert made.placeholder == "hint"

    def test_textarea(self) -> None:
        made = field(
            i.textarea(
                "label", name="x", rows=3, maxlength=9, minlength=2, value="a", placeholder="h"
            )
        )
        assert isinstance(made, wire.TextareaField)
        assert (made.rows, made.maxlength, made.minlength) == (3, 9, 2)
        assert (made.value, made.placeholder) == ("a", "h")
        assert field(i.textarea(name="x", rows=None)).rows == 6  # type: ignore[arg-type]

    @pytest.mark.parametrize("what", ["rows", "maxlength", "minlength"])
    @pytest.mark.parametrize("value", [-1, "five", 1.5, True])
    def test_numbers_of_a_textarea_are_checked(self, what: str, value: Any) -> None:
        with pytest.raises(ArgumentError, match=what):
            i.textarea("label", name="x", **{what: value})

    @pytest.mark.parametrize("make", [i.select, i.checkbox, i.radio])
    def test_options_are_needed(self, make: Any) -> None:
        with pytest.raises(AssertionError, match="needs options"):
            make("label", name="x")

    @pytest.mark.parametrize("make", [i.select, i.checkbox, i.radio])
    def test_options_are_copied(self, make: Any) -> None:
        options = [{"label": "A", "value": {"a": 1}, "selected": False}]
        made = field(make("label", options, name="x", value={"a": 1}))
        assert made.options == [wire.Option(label="A", value={"a": 1}, selected=True)]
        assert options == [{"label": "A", "value": {"a": 1}, "selected": False}]
        assert made.options[0].value is not options[0]["value"]

    def test_switches_of_choices(self) -> None:
        assert field(i.select("", "ab", name="x", multiple=True)).multiple
        assert not field(i.select("", "ab", name="x", native=False)).multiple
        assert field(i.checkbox("", "ab", name="x", inline=True)).inline
        assert field(i.radio("", "ab", name="x", inline=True)).inline

    def test_an_item_can_be_used_again(self) -> None:
        item = i.input("label", name="x", value="a")
        assert item == i.input("label", name="x", value="a")._replace(reader=item.reader)


def test_constants_have_the_documented_values() -> None:
    assert (i.TEXT, i.NUMBER, i.FLOAT, i.PASSWORD, i.URL) == (
        "text",
        "number",
        "float",
        "password",
        "url",
    )
    assert (i.DATE, i.TIME, i.COLOR) == ("date", "time", "color")
    assert i.DATETIME == i.DATETIME_LOCAL == "datetime-local"
    assert (i.CHECKBOX, i.RADIO, i.SELECT, i.TEXTAREA) == (
        "checkbox",
        "radio",
        "select",
        "textarea",
    )


def test_all_names_of_the_package_exist() -> None:
    assert len(set(i.__all__)) == len(i.__all__)
    assert all(hasattr(i, name) for name in i.__all__)
    assert {"CHECKBOX", "RADIO", "SELECT", "TEXTAREA"}.isdisjoint(i.__all__)


def test_an_error_comes_at_the_call_and_not_when_it_is_awaited(ask: Ask) -> None:
    def program() -> Any:
        with pytest.raises(ArgumentError):
            i.input("label", "nonsense")
        with pytest.raises(ArgumentError):
            i.select("label")
        with pytest.raises(ArgumentError):
            i.input_group("label", [5])
        with pytest.raises(ArgumentError, match="cannot be sent"):
            i.input("half of a character: \ud800")
        return threading.current_thread().name

    assert ask(program).result()


def test_async_functions_in_a_coroutine_session(ask: Ask, kind: str) -> None:
    async def later(value: Any) -> None: ...

    def program() -> Any:
        with pytest.raises(ArgumentError, match="validate"):
            i.input("label", name="x", validate=later)
        if kind == "coroutine":
            return i.input("label", name="x", onchange=later).field.onchange
        return True

    assert ask(program).result()


def test_a_session_is_not_changed_by_inputs_with_names(here: Session) -> None:
    i.input("label", name="x")
    assert not here.page.forms
    assert not here.waits
