"""What the page sends becomes a value, or is refused with a text for the page."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pywebio import input as i
from pywebio.input.form import Item
from pywebio.input.values import Invalid, quantity, read, units
from pywebio.session.base import Session

pytestmark = pytest.mark.usefixtures("here")

any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=12,
)


def value(item: Item, sent: Any) -> Any:
    return read(item.reader, item.field, sent)


def problem(item: Item, sent: Any) -> str:
    with pytest.raises(Invalid) as caught:
        value(item, sent)
    return caught.value.message


def field(type: str, **arguments: Any) -> Item:
    item: Item = i.input("label", type=type, name="x", **arguments)
    return item


# -- text, numbers, dates -------------------------------------------------------------------------

GOOD = [
    (i.TEXT, "", ""),
    (i.TEXT, None, ""),
    (i.TEXT, " a ", " a "),
    (i.TEXT, "two\r\nlines", "twolines"),
    (i.PASSWORD, "pass", "pass"),
    (i.NUMBER, "", None),
    (i.NUMBER, None, None),
    (i.NUMBER, "12", 12),
    (i.NUMBER, " -3 ", -3),
    (i.NUMBER, "+7", 7),
    (i.NUMBER, "007", 7),
    (i.NUMBER, "4.0", 4),
    (i.NUMBER, "1e3", 1000),
    (i.NUMBER, "9" * 30, int("9" * 30)),
    (i.FLOAT, "", None),
    (i.FLOAT, "1.5", 1.5),
    (i.FLOAT, "2", 2.0),
    (i.FLOAT, ".5", 0.5),
    (i.FLOAT, "5.", 5.0),
    (i.FLOAT, "-1e-3", -0.001),
    (i.URL, "", ""),
    (i.URL, " https://example.com/ ", "https://example.com/"),
    (i.URL, "http://localhost:8080/a?b#c", "http://localhost:8080/a?b#c"),
    (i.URL, "mailto:a@example.com", "mailto:a@example.com"),
    (i.URL, "http:example.com", "http:example.com"),
    (i.URL, "http://[::1]/", "http://[::1]/"),
    (i.DATE, "", ""),
    (i.DATE, "2024-02-29", "2024-02-29"),
    (i.TIME, "", ""),
    (i.TIME, "13:45", "13:45"),
    (i.TIME, "13:45:59.5", "13:45:59.5"),
    (i.DATETIME, "2024-02-29T23:59", "2024-02-29T23:59"),
    (i.DATETIME_LOCAL, "2024-02-29T23:59:01", "2024-02-29T23:59:01"),
    (i.COLOR, "", "#000000"),
    (i.COLOR, "#12aBcD", "#12abcd"),
]


@pytest.mark.parametrize(("type", "sent", "expected"), GOOD)
def test_what_is_entered_becomes_a_value(type: str, sent: Any, expected: Any) -> None:
    got = value(field(type), sent)
    assert got == expected
    assert got.__class__ is expected.__class__


BAD = [
    (i.NUMBER, "abc", "@not_number"),
    (i.NUMBER, "-", "@not_number"),
    (i.NUMBER, "1_000", "@not_number"),
    (i.NUMBER, "١٢", "@not_number"),
    (i.NUMBER, "0x10", "@not_number"),
    (i.NUMBER, "1.5", "@not_integer"),
    (i.NUMBER, "9" * 5000, "@invalid"),
    (i.FLOAT, "nan", "@not_number"),
    (i.FLOAT, "inf", "@not_number"),
    (i.FLOAT, "1e999", "@not_number"),
    (i.FLOAT, "1,5", "@not_number"),
    (i.FLOAT, ".", "@not_number"),
    (i.URL, "example.com", "@not_url"),
    (i.URL, "http://", "@not_url"),
    (i.URL, "https://?a", "@not_url"),
    (i.URL, "http://a b/", "@not_url"),
    (i.URL, "/path", "@not_url"),
    (i.DATE, "2023-02-29", "@not_date"),
    (i.DATE, "2023-2-9", "@not_date"),
    (i.DATE, "0000-01-01", "@not_date"),
    (i.DATE, "today", "@not_date"),
    (i.TIME, "24:00", "@not_time"),
    (i.TIME, "9:00", "@not_time"),
    (i.TIME, "09:00+01:00", "@not_time"),
    (i.DATETIME, "2024-01-01", "@not_datetime"),
    (i.DATETIME, "2024-01-01 10:00", "@not_datetime"),
    (i.DATETIME, "2024-01-01T25:00", "@not_datetime"),
    (i.DATETIME, "2024-01-01T10:00Z", "@not_datetime"),
    (i.COLOR, "red", "@not_color"),
    (i.COLOR, "#fff", "@not_color"),
    (i.COLOR, "#00000g", "@not_color"),
]


@pytest.mark.parametrize(("type", "sent", "message"), BAD)
def test_what_is_not_of_the_type_is_refused(type: str, sent: str, message: str) -> None:
    assert problem(field(type), sent) == message


@pytest.mark.parametrize("type", [i.TEXT, i.NUMBER, i.FLOAT, i.URL, i.DATE, i.COLOR])
@pytest.mark.parametrize("sent", [1, 1.5, True, [], {}, ["a"], {"a": 1}])
def test_the_wrong_kind_of_json_is_refused(type: str, sent: Any) -> None:
    assert problem(field(type), sent) == "@invalid"


@pytest.mark.parametrize("type", [i.TEXT, i.PASSWORD, i.URL, i.NUMBER, i.FLOAT, i.DATE, i.TIME])
@pytest.mark.parametrize("sent", ["", None])
def test_required_refuses_nothing(type: str, sent: Any) -> None:
    assert problem(field(type, required=True), sent) == "@required"


def test_blanks_are_something_in_a_text_but_nothing_in_a_number() -> None:
    assert value(field(i.TEXT, required=True), " ") == " "
    assert problem(field(i.NUMBER, required=True), " ") == "@required"


def test_a_required_number_may_be_zero() -> None:
    assert value(field(i.NUMBER, required=True), "0") == 0


@pytest.mark.parametrize(
    ("type", "limits", "sent", "message"),
    [
        (i.NUMBER, {"min": 10}, "9", "@too_small|10"),
        (i.NUMBER, {"min": "10"}, "9", "@too_small|10"),
        (i.NUMBER, {"max": 10}, "11", "@too_big|10"),
        (i.NUMBER, {"max": 1.5}, "2", "@too_big|1.5"),
        (i.NUMBER, {"step": 5}, "12", "@step|5"),
        (i.NUMBER, {"step": 5, "min": 2}, "10", "@step|5"),
        (i.FLOAT, {"max": 0.3}, "0.31", "@too_big|0.3"),
        (i.FLOAT, {"step": "0.1"}, "0.25", "@step|0.1"),
        (i.DATE, {"min": "2024-01-02"}, "2024-01-01", "@too_small|2024-01-02"),
        (i.DATE, {"max": "2024-01-02"}, "2024-01-03", "@too_big|2024-01-02"),
        (i.DATE, {"min": "2024-01-01", "step": 7}, "2024-01-09", "@step|7"),
        (i.TIME, {"min": "09:00"}, "08:59", "@too_small|09:00"),
        (i.TIME, {"max": "17:00"}, "17:00:01", "@too_big|17:00"),
        (i.TIME, {"min": "22:00", "max": "06:00"}, "12:00", "@too_small|22:00"),
        (i.TIME, {"step": 900}, "10:10", "@step|900"),
        (
            i.DATETIME,
            {"min": "2024-01-01T10:00"},
            "2024-01-01T09:59",
            "@too_small|2024-01-01T10:00",
        ),
        (i.TEXT, {"minlength": 3}, "ab", "@too_short|3"),
        (i.TEXT, {"maxlength": 3}, "abcd", "@too_long|3"),
        (i.TEXT, {"maxlength": "3"}, "a😀b", "@too_long|3"),
        (i.TEXT, {"pattern": "[a-z]+"}, "abc1", "@pattern"),
        (i.TEXT, {"pattern": r"\d+"}, "١٢", "@pattern"),
        (i.URL, {"pattern": "https:.*"}, "http://example.com", "@pattern"),
        (i.PASSWORD, {"minLength": 8}, "short", "@too_short|8"),
    ],
)
def test_limits_are_checked(type: str, limits: dict[str, Any], sent: str, message: str) -> None:
    assert problem(field(type, **limits), sent) == message


@pytest.mark.parametrize(
    ("type", "limits", "sent"),
    [
        (i.NUMBER, {"min": 10, "max": 10}, "10"),
        (i.NUMBER, {"step": "any"}, "7"),
        (i.NUMBER, {"step": 0}, "7"),
        (i.NUMBER, {"step": -1}, "7"),
        (i.NUMBER, {"min": "nonsense", "max": ""}, "7"),
        (i.NUMBER, {"min": [1], "max": {"a": 1}}, "7"),
        (i.FLOAT, {"step": 0.1}, "0.3"),
        (i.FLOAT, {"step": 0.1, "min": 0.1}, "123456.7"),
        (i.FLOAT, {"max": 0.1}, "0.1"),
        (i.DATE, {"min": "2024-01-01", "step": 7}, "2024-01-08"),
        (i.TIME, {"min": "22:00", "max": "06:00"}, "23:00"),
        (i.TIME, {"min": "22:00", "max": "06:00"}, "05:00"),
        (i.TIME, {"step": 900}, "10:15"),
        (i.TEXT, {"minlength": 3}, ""),
        (i.TEXT, {"minlength": 3, "maxlength": 3}, "a😀"),
        (i.TEXT, {"maxlength": -1}, "any"),
        (i.TEXT, {"minlength": "many"}, "any"),
        (i.TEXT, {"pattern": "[a-z]+"}, ""),
        (i.TEXT, {"pattern": r"\p{L}+"}, "only JavaScript knows this pattern"),
        (i.TEXT, {"pattern": "("}, "no pattern at all"),
        (i.TEXT, {"pattern": "[[a]--[b]]"}, "not the same in both languages"),
        (i.TEXT, {"pattern": 5}, "any"),
    ],
)
def test_what_is_within_the_limits_is_taken(type: str, limits: dict[str, Any], sent: str) -> None:
    assert value(field(type, **limits), sent) is not None


def test_huge_numbers_are_checked_too() -> None:
    assert problem(field(i.NUMBER, max=10), "9" * 4000) == "@too_big|10"
    assert value(field(i.NUMBER, step=3), "9" * 4000) == int("9" * 4000)


def test_lengths_are_counted_as_browsers_do() -> None:
    assert units("ä") == 1
    assert units("😀") == 2


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("1970-01-02", "date", 719164),
        ("01:00:00.250", "time", 3600.25),
        ("0001-01-01T00:00:01", "datetime-local", 86401),
        ("12", "number", 12),
        ("12", "text", None),
    ],
)
def test_quantities(text: str, kind: Any, expected: Any) -> None:
    assert quantity(text, kind) == expected


@pytest.mark.parametrize(
    ("type", "initial", "kept"),
    [
        (i.TEXT, "mine", "mine"),
        (i.NUMBER, 5, 5),
        (i.FLOAT, "1.5", 1.5),
        (i.NUMBER, None, None),
        (i.NUMBER, "abc", None),
        (i.DATE, "2024-01-01", "2024-01-01"),
        (i.COLOR, None, "#000000"),
    ],
)
@pytest.mark.parametrize("how", ["readonly", "disabled"])
@pytest.mark.parametrize("sent", ["forged", None, 5])
def test_what_cannot_be_changed_keeps_its_value(
    type: str, initial: Any, kept: Any, how: str, sent: Any
) -> None:
    item = field(type, value=initial, required=True, **{how: True})
    assert value(item, sent) == kept


# -- textarea -------------------------------------------------------------------------------------


def test_ends_of_lines_are_line_feeds() -> None:
    assert value(i.textarea(name="x"), "a\r\nb\rc\n") == "a\nb\nc\n"
    assert value(i.textarea(name="x"), None) == ""


@pytest.mark.parametrize(
    ("arguments", "sent", "message"),
    [
        ({"required": True}, "", "@required"),
        ({"minlength": 3}, "ab", "@too_short|3"),
        ({"maxlength": 3}, "a😀b", "@too_long|3"),
        ({}, ["a"], "@invalid"),
    ],
)
def test_limits_of_a_textarea(arguments: dict[str, Any], sent: Any, message: str) -> None:
    assert problem(i.textarea(name="x", **arguments), sent) == message


def test_a_readonly_textarea_keeps_its_text() -> None:
    assert value(i.textarea(name="x", value="mine", readonly=True), "forged") == "mine"


# -- options --------------------------------------------------------------------------------------

SOME = [("A", 1), ("B", {"b": [2]}), ("C", None), ("D", "no", False, True)]
WITHOUT_NONE = [("A", 1), ("B", 2), ("C", 3, False, True)]


@pytest.mark.parametrize("make", [i.select, i.radio])
@pytest.mark.parametrize(("sent", "expected"), [(1, 1), (1.0, 1), ({"b": [2]}, {"b": [2]})])
def test_the_value_of_the_option_is_the_program_s_own(make: Any, sent: Any, expected: Any) -> None:
    got = value(make("", SOME, name="x"), sent)
    assert got == expected
    assert got is SOME[0][1] or got is SOME[1][1]


@pytest.mark.parametrize("make", [i.select, i.radio])
@pytest.mark.parametrize("sent", ["no", "forged", 7, True, [1], {"b": [3]}, "1"])
def test_a_forged_or_disabled_option_is_refused(make: Any, sent: Any) -> None:
    assert problem(make("", SOME, name="x"), sent) == "@not_option"


def test_none_may_be_the_value_of_an_option() -> None:
    assert value(i.select("", SOME, name="x"), None) is None
    assert value(i.radio("", SOME, name="x", required=True), None) is None


def test_a_tuple_comes_back_as_the_tuple_it_was() -> None:
    pair = (1, 2)
    assert value(i.select("", [("A", pair)], name="x"), [1, 2]) is pair


def test_a_large_number_comes_back_whole() -> None:
    item = i.select("", [("A", 2**63), ("B", 2**63 + 1)], name="x")
    sent = [option.value for option in item.field.options]
    assert [value(item, one) for one in sent] == [2**63, 2**63 + 1]


def test_a_select_always_has_a_value() -> None:
    assert problem(i.select("", WITHOUT_NONE, name="x"), None) == "@required"


def test_a_select_without_options_that_can_be_chosen_has_none() -> None:
    assert value(i.select("", [], name="x"), None) is None
    assert value(i.select("", [("A", 1, False, True)], name="x"), None) is None


def test_a_radio_may_stay_unanswered_unless_required() -> None:
    assert value(i.radio("", WITHOUT_NONE, name="x"), None) is None
    assert problem(i.radio("", WITHOUT_NONE, name="x", required=True), None) == "@required"


@pytest.mark.parametrize("sent", ["", None])
def test_a_disabled_option_that_the_program_chose_may_stay(sent: Any) -> None:
    options = [("Choose", "", True, True), ("A", "a")]
    assert value(i.select("", options, name="x"), sent) == ""
    assert value(i.radio("", options, name="x"), sent) == ""
    assert value(i.select("", options, name="x"), "a") == "a"


def test_but_not_where_a_choice_is_required() -> None:
    options = [("Choose", "", True, True), ("A", "a")]
    assert problem(i.select("", options, name="x", required=True), "") == "@required"


def several(**arguments: Any) -> list[Item]:
    options = [("A", "a"), ("B", "b"), ("C", "c", False, True), ("D", [4])]
    return [
        i.checkbox("", options, name="x", **arguments),
        i.select("", options, name="x", multiple=True, **arguments),
    ]


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ([], []),
        (None, []),
        (["b", "a"], ["a", "b"]),
        ([[4], "a"], ["a", [4]]),
    ],
)
def test_several_come_in_the_order_of_the_options(sent: Any, expected: list[Any]) -> None:
    assert [value(item, sent) for item in several()] == [expected] * 2


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        (["forged"], "@not_option"),
        (["a", "a"], "@not_option"),
        (["c"], "@not_option"),
        ([4], "@not_option"),
        ("a", "@invalid"),
        ({"a": 1}, "@invalid"),
        (1, "@invalid"),
    ],
)
def test_several_with_one_forged_are_refused(sent: Any, message: str) -> None:
    assert [problem(item, sent) for item in several()] == [message] * 2


def test_required_wants_at_least_one_of_several() -> None:
    assert [problem(item, []) for item in several(required=True)] == ["@required"] * 2


def test_options_of_the_same_value_are_counted() -> None:
    item = i.checkbox("", [("A", 1), ("also A", 1)], name="x")
    assert value(item, [1]) == [1]
    assert value(item, [1, 1]) == [1, 1]
    assert problem(item, [1, 1, 1]) == "@not_option"


@pytest.mark.parametrize("sent", [[], ["always"], ["b"], ["b", "always"]])
def test_a_disabled_tick_of_the_program_stays(sent: list[str]) -> None:
    item = i.checkbox("", [("A", "always", True, True), "b"], name="x")
    assert value(item, sent) == ["always", *[one for one in sent if one == "b"]]


def test_disabled_fields_keep_what_the_program_chose() -> None:
    assert value(i.checkbox("", "abc", name="x", value=["b"], disabled=True), ["a"]) == ["b"]
    assert value(i.select("", "abc", name="x", disabled=True), "c") == "a"
    assert value(i.select("", "abc", name="x", value="b", disabled=True), None) == "b"
    assert value(i.radio("", "abc", name="x", disabled=True), "c") is None


def test_readonly_has_no_meaning_for_what_is_chosen() -> None:
    assert value(i.select("", "abc", name="x", readonly=True), "c") == "c"


# -- actions --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("sent", "expected"), [(1, 1), ({"a": 1}, {"a": 1}), (None, None)])
def test_the_value_of_actions_is_that_of_the_button(sent: Any, expected: Any) -> None:
    assert value(i.actions("", [("A", 1), ("B", {"a": 1})], name="x"), sent) == expected


@pytest.mark.parametrize("sent", ["off", "reset", "cancel", "forged", [1], {}])
def test_only_a_button_that_submits_gives_a_value(sent: Any) -> None:
    buttons = [
        ("A", 1),
        ("B", "off", "submit", True),
        ("C", "reset", "reset"),
        ("D", "cancel", "cancel"),
    ]
    assert problem(i.actions("", buttons, name="x"), sent) == "@not_option"


# -- anything -------------------------------------------------------------------------------------

MAKERS: dict[str, Any] = {
    **{
        type: lambda type=type: field(
            type,
            required=True,
            min=1,
            max="9",
            step=0.5,
            minlength=1,
            maxlength=5,
            pattern="[0-9]*",
        )
        for type in ("text", "number", "float", "password", "url", "date", "time", "color")
    },
    "datetime-local": lambda: field("datetime-local", min="2020-01-01T00:00", step=60),
    "textarea": lambda: i.textarea(name="x", minlength=1, maxlength=5),
    "select": lambda: i.select("", SOME, name="x"),
    "multiple": lambda: i.select("", SOME, name="x", multiple=True),
    "checkbox": lambda: i.checkbox("", SOME, name="x"),
    "radio": lambda: i.radio("", SOME, name="x"),
    "actions": lambda: i.actions("", [("A", 1), ("B", {"a": 1})], name="x"),
}


@pytest.mark.parametrize("kind", MAKERS)
def test_whatever_is_sent_gives_a_value_or_a_problem(kind: str, here: Session) -> None:
    item = MAKERS[kind]()

    @given(any_json)
    def try_it(sent: Any) -> None:
        with contextlib.suppress(Invalid):
            value(item, sent)

    try_it()


@pytest.mark.parametrize("kind", ["number", "float", "date", "time", "datetime-local", "url"])
def test_whatever_text_is_sent_gives_a_value_or_a_problem(kind: str, here: Session) -> None:
    item = MAKERS[kind]()

    @given(st.text(alphabet="0123456789-+.:/eETZ#ahtps ", max_size=24))
    def try_it(sent: str) -> None:
        with contextlib.suppress(Invalid):
            value(item, sent)

    try_it()


def test_deeply_nested_json_is_refused() -> None:
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    assert problem(i.select("", SOME, name="x"), deep) == "@invalid"
