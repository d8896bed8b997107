"""The shapes of options and buttons, and how values travel."""

from __future__ import annotations

import contextlib
import enum
import json
import math
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import json as fast_json

from pywebio.exceptions import ArgumentError
from pywebio.input.options import (
    as_json,
    json_key,
    mark_selected,
    parse_buttons,
    parse_options,
)

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8"))
)
plain_json = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=10,
)


class Pair(NamedTuple):
    name: str
    number: int


def parsed(options: Any) -> list[tuple[str, Any, bool, bool]]:
    choices = parse_options(options, "select()")
    return [
        (choice.option.label, choice.value, choice.option.selected, choice.option.disabled)
        for choice in choices
    ]


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("red", ("red", "red", False, False)),
        (3, ("3", 3, False, False)),
        (None, ("None", None, False, False)),
        (True, ("True", True, False, False)),
        (("Red", 1), ("Red", 1, False, False)),
        (["Red", 1], ("Red", 1, False, False)),
        (("Red", 1, True), ("Red", 1, True, False)),
        (("Red", 1, None, True), ("Red", 1, False, True)),
        ((5, 1, 1, 0), ("5", 1, True, False)),
        ({"label": "Red", "value": 1}, ("Red", 1, False, False)),
        ({"label": "Red", "value": 1, "selected": True}, ("Red", 1, True, False)),
        ({"label": "Red", "value": 1, "disabled": True}, ("Red", 1, False, True)),
        ({"label": 7, "value": {"a": [1]}}, ("7", {"a": [1]}, False, False)),
        (("Red", {"a": 1}), ("Red", {"a": 1}, False, False)),
        (("Red", ["x", "y"]), ("Red", ["x", "y"], False, False)),
        (Pair("Red", 1), ("Red", 1, False, False)),
    ],
)
def test_each_shape_of_an_option(item: Any, expected: Any) -> None:
    assert parsed([item]) == [expected]


def test_a_text_is_taken_letter_by_letter_and_a_dict_key_by_key() -> None:
    assert [label for label, *_ in parsed("abc")] == ["a", "b", "c"]
    assert [label for label, *_ in parsed({"x": 1, "y": 2})] == ["x", "y"]


def test_any_iterable_will_do_and_is_not_changed() -> None:
    given = [{"label": "A", "value": [1]}]
    before = json.dumps(given)
    choices = mark_selected(parse_options(iter(given), "select()"), [[1]], several=True)
    assert choices[0].option.selected
    assert json.dumps(given) == before


@pytest.mark.parametrize(
    "item",
    [("one",), ("a", 1, True, False, "more"), (), {"label": "no value"}, {"value": 1}, {}],
)
def test_a_bad_option_is_both_kinds_of_error(item: Any) -> None:
    with pytest.raises(AssertionError):
        parse_options([item], "select()")
    with pytest.raises(ValueError, match="option of select"):
        parse_options([item], "select()")


@pytest.mark.parametrize("options", [None, 5, 1.5])
def test_options_have_to_be_given_as_a_list(options: Any) -> None:
    with pytest.raises(ArgumentError):
        parse_options(options, "select()")


@pytest.mark.parametrize(
    "value", [object(), b"bytes", {1, 2}, math.nan, math.inf, {(1, 2): 3}, 1j, len]
)
def test_values_that_json_cannot_express_are_type_errors(value: Any) -> None:
    with pytest.raises(TypeError, match="JSON"):
        parse_options([("A", value)], "select()")


def test_a_value_that_contains_itself_is_a_type_error() -> None:
    loop: list[Any] = []
    loop.append(loop)
    with pytest.raises(TypeError):
        parse_options([("A", loop)], "select()")


def test_enumerations_of_text_and_numbers_are_values() -> None:
    class Size(enum.IntEnum):
        SMALL = 1

    choice = parse_options([("small", Size.SMALL)], "select()")[0]
    assert choice.value is Size.SMALL
    assert choice.option.value == 1


@given(plain_json)
def test_a_value_is_found_again_by_what_the_page_sends_back(value: Any) -> None:
    choice = parse_options([("label", value)], "select()")[0]
    travels = fast_json.decode(fast_json.encode(choice.option.value))
    assert json_key(travels) == choice.key
    assert choice.value is value


@given(st.lists(scalars, max_size=6))
def test_scalars_are_label_and_value(values: list[Any]) -> None:
    assert [value for _, value, *_ in parsed(values)] == values


@given(st.one_of(plain_json, st.tuples(plain_json, plain_json), st.binary(), st.floats()))
def test_any_option_is_taken_or_refused_with_a_documented_error(item: Any) -> None:
    with contextlib.suppress(ArgumentError, TypeError):
        assert len(parse_options([item], "select()")) == 1


def test_the_order_of_keys_does_not_matter() -> None:
    assert json_key({"b": 1, "a": 2}) == json_key({"a": 2, "b": 1})


def test_numbers_are_compared_as_the_page_has_them() -> None:
    assert json_key(1.0) == json_key(1)
    assert json_key(True) != json_key(1)
    assert json_key("1") != json_key(1)


def test_large_whole_numbers_travel_as_text() -> None:
    assert as_json(2**53 - 1, "it") == 2**53 - 1
    assert as_json([2**60, -(2**60)], "it") == [str(2**60), str(-(2**60))]
    assert as_json(1e300, "it") == str(int(1e300))


# -- value= ---------------------------------------------------------------------------------------


def marked(options: Any, value: Any, several: bool) -> list[Any]:
    choices = mark_selected(parse_options(options, "select()"), value, several)
    return [choice.value for choice in choices if choice.option.selected]


@pytest.mark.parametrize(
    ("value", "several", "expected"),
    [
        ("b", True, ["b"]),
        (["a", "c"], True, ["a", "c"]),
        (("a", "c"), True, ["a", "c"]),
        ({"a", "c"}, True, ["a", "c"]),
        ("b", False, ["b"]),
        (["b"], False, ["b"]),
        ("nothing", False, []),
        (None, False, []),
        ([], True, []),
    ],
)
def test_value_marks_options(value: Any, several: bool, expected: list[str]) -> None:
    assert marked("abc", value, several) == expected


def test_value_adds_to_marks_where_several_can_be_chosen() -> None:
    assert marked([("A", "a", True), "b"], "b", several=True) == ["a", "b"]


def test_value_replaces_marks_where_one_can_be_chosen() -> None:
    assert marked(["b", ("A", "a", True)], "b", several=False) == ["b"]
    assert marked(["b", ("A", "a", True)], "unknown", several=False) == ["a"]


def test_values_that_are_lists_can_be_marked() -> None:
    assert marked([("A", [1, 2]), ("B", [3])], [[3]], several=True) == [[3]]
    assert marked([("A", [1, 2]), ("B", [3])], [1, 2], several=False) == [[1, 2]]


# -- buttons --------------------------------------------------------------------------------------


def button(item: Any) -> tuple[str, Any, str, str, bool]:
    value, _, made = parse_buttons([item])[0]
    return made.label, value, made.kind, made.color, made.disabled


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("Go", ("Go", "Go", "submit", "primary", False)),
        (1, ("1", 1, "submit", "primary", False)),
        (("Go", 1), ("Go", 1, "submit", "primary", False)),
        (("Go", None), ("Go", None, "submit", "primary", False)),
        (("Back", None, "cancel"), ("Back", None, "cancel", "primary", False)),
        (["Clear", None, "reset", True], ("Clear", None, "reset", "primary", True)),
        ({"label": "Go", "value": [1]}, ("Go", [1], "submit", "primary", False)),
        ({"label": "Back", "type": "cancel"}, ("Back", None, "cancel", "primary", False)),
        ({"label": "Clear", "type": "reset"}, ("Clear", None, "reset", "primary", False)),
        ({"label": "No", "disabled": True}, ("No", None, "submit", "primary", True)),
        (
            {"label": "Delete", "value": 1, "color": "danger"},
            ("Delete", 1, "submit", "danger", False),
        ),
    ],
)
def test_each_shape_of_a_button(item: Any, expected: Any) -> None:
    assert button(item) == expected


@pytest.mark.parametrize(
    "item",
    [
        ("alone",),
        ("a", 1, "submit", False, "more"),
        ("a", 1, "other"),
        {"label": "no value"},
        {"value": 1},
        {"label": "a", "value": 1, "type": ["submit"]},
        {"label": "a", "value": 1, "color": ["danger"]},
    ],
)
def test_a_bad_button_is_refused(item: Any) -> None:
    with pytest.raises(ArgumentError):
        parse_buttons([item])


def test_buttons_have_to_be_given() -> None:
    with pytest.raises(ArgumentError, match="needs buttons"):
        parse_buttons(None)


def test_values_of_buttons_have_to_be_json() -> None:
    with pytest.raises(TypeError, match="JSON"):
        parse_buttons([("Go", object())])
