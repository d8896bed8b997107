"""Several inputs in one form."""

from __future__ import annotations

from typing import Any

import pytest

from pywebio import input as i
from pywebio import protocol as wire
from pywebio.exceptions import ArgumentError

from .conftest import Ask


def both(**arguments: Any) -> Any:
    inputs = [i.input("Name", name="name", required=True), i.input("Age", i.NUMBER, name="age")]
    return i.input_group("Who?", inputs, **arguments)


def test_the_result_is_a_dict_in_the_order_of_the_inputs(ask: Ask) -> None:
    asked = ask(both).submit(age="5", name="Ann")
    assert list(asked.result().items()) == [("name", "Ann"), ("age", 5)]


def test_the_form_of_a_group(ask: Ask) -> None:
    form = ask(both).form
    assert (form.label, form.titled, form.buttons, form.cancelable) == ("Who?", False, True, False)
    assert [field.label for field in form.fields] == ["Name", "Age"]


def test_inputs_may_be_any_iterable_and_of_each_kind(ask: Ask) -> None:
    def program() -> Any:
        inputs = (
            i.input(name="a"),
            i.textarea(name="b"),
            i.select("", "xy", name="c"),
            i.checkbox("", "xy", name="d"),
            i.radio("", "xy", name="e"),
            i.actions("", ["go"], name="f"),
        )
        return i.input_group(inputs=iter(inputs))

    asked = ask(program).submit(a="1", b="2", c="x", d=["y"], e=None, f="go")
    assert asked.result() == {"a": "1", "b": "2", "c": "x", "d": ["y"], "e": None, "f": "go"}


def test_all_problems_are_shown_at_once(ask: Ask) -> None:
    asked = ask(both)
    assert asked.refused(name="", age="x") == {"name": "@required", "age": "@not_number"}
    assert asked.refused(name="Ann", age="x") == {"age": "@not_number"}
    assert asked.seen(wire.FormMark)[-1].marks == {"name": None, "age": "@not_number"}
    assert asked.submit(name="Ann", age="").result() == {"name": "Ann", "age": None}


def test_a_problem_of_an_input_that_was_left_goes_with_the_next_submit(ask: Ask) -> None:
    def program() -> Any:
        inputs = [
            i.input(name="a", validate=lambda text: "bad" if text == "bad" else None),
            i.input(name="b", required=True),
        ]
        return i.input_group("", inputs)

    asked = ask(program)
    assert asked.leave("a", "bad") == {"a": "bad"}
    assert asked.refused(a="good", b="") == {"b": "@required"}


def test_unknown_names_are_ignored_and_missing_ones_are_empty(ask: Ask) -> None:
    asked = ask(both).submit(name="Ann", other="x", __class__="y")
    assert asked.result() == {"name": "Ann", "age": None}


# -- validate -------------------------------------------------------------------------------------


def test_the_check_of_the_whole_names_the_input(ask: Ask) -> None:
    def check(data: dict[str, Any]) -> tuple[str, str] | None:
        return ("age", "too old for this name") if data["name"] == "Baby" else None

    asked = ask(lambda: both(validate=check))
    assert asked.refused(name="Baby", age="90") == {"age": "too old for this name"}
    assert asked.submit(name="Ann", age="90").result() == {"name": "Ann", "age": 90}


def test_the_check_of_the_whole_comes_after_all_others_have_passed(ask: Ask) -> None:
    seen: list[Any] = []
    asked = ask(lambda: both(validate=seen.append))
    asked.refused(name="", age="1")
    assert seen == []
    asked.submit(name="Ann", age="1").result()
    assert seen == [{"name": "Ann", "age": 1}]


def test_the_check_of_the_whole_cannot_change_the_result(ask: Ask) -> None:
    asked = ask(lambda: both(validate=lambda data: data.clear()))
    assert asked.submit(name="Ann", age="1").result() == {"name": "Ann", "age": 1}


@pytest.mark.parametrize("problem", [("age", ""), ["age", "text"], ("age", False), ("age", "@x")])
def test_shapes_of_a_problem(ask: Ask, problem: Any) -> None:
    shown = {"": "", "text": "text", False: "false", "@x": "@@x"}[problem[1]]
    asked = ask(lambda: both(validate=lambda data: problem))
    assert asked.refused(name="Ann", age="1") == {"age": shown}


@pytest.mark.parametrize("problem", ["text", False, (5, "text"), ("age",), {"age": "text"}, 5])
def test_any_other_shape_is_an_error_of_the_program(
    ask: Ask, problem: Any, caplog: pytest.LogCaptureFixture
) -> None:
    asked = ask(lambda: both(validate=lambda data: problem))
    asked.submit(name="Ann", age="1")
    with pytest.raises(ValueError, match="validate of input_group"):
        asked.result()
    assert asked.session.page.forms == {}


def test_a_check_of_the_whole_that_fails_refuses_the_form(
    ask: Ask, caplog: pytest.LogCaptureFixture
) -> None:
    answers = iter([1, 0])
    asked = ask(lambda: both(validate=lambda data: None if next(answers) == 0 else data["missing"]))
    assert asked.refused(name="Ann", age="1") == {"": "@invalid"}
    assert "KeyError" in caplog.text
    assert asked.submit(name="Ann", age="1").result() == {"name": "Ann", "age": 1}


# -- cancel and actions ---------------------------------------------------------------------------


def test_a_cancelled_group_gives_none(ask: Ask) -> None:
    asked = ask(lambda: both(cancelable=True))
    assert asked.form.cancelable
    assert asked.cancel().result() is None


def test_a_group_is_not_cancelled_unless_it_may_be(ask: Ask) -> None:
    asked = ask(both)
    asked.cancel()
    assert asked.submit(name="Ann").result() == {"name": "Ann", "age": None}


def with_actions(buttons: list[Any], last: bool = True, **arguments: Any) -> Any:
    inputs = [i.input(name="a", required=True), i.actions("", buttons, name="b")]
    return i.input_group("", inputs if last else inputs[::-1], **arguments)


def test_actions_at_the_end_take_the_place_of_the_form_s_buttons(ask: Ask) -> None:
    asked = ask(lambda: with_actions(["save", "send"], cancelable=True))
    assert not asked.form.buttons
    assert not asked.form.cancelable
    asked.cancel()
    assert asked.submit(a="x", b="send").result() == {"a": "x", "b": "send"}


def test_actions_elsewhere_leave_the_form_s_buttons(ask: Ask) -> None:
    asked = ask(lambda: with_actions(["save"], last=False))
    assert asked.form.buttons
    assert asked.submit(a="x", b=None).result() == {"b": None, "a": "x"}


def test_actions_that_do_not_submit_leave_the_form_s_buttons(ask: Ask) -> None:
    asked = ask(lambda: with_actions([("clear", 0, "reset"), ("stop", 0, "cancel")]))
    assert asked.form.buttons
    assert asked.submit(a="x").result() == {"a": "x", "b": None}


def test_the_cancel_button_of_actions_cancels_without_checks(ask: Ask) -> None:
    asked = ask(lambda: with_actions(["save", ("stop", None, "cancel")]))
    assert asked.cancel().result() is None


def test_a_submit_with_a_button_is_checked(ask: Ask) -> None:
    asked = ask(lambda: with_actions(["save", ("no", "no", "submit", True)]))
    assert asked.refused(a="", b="no") == {"a": "@required", "b": "@not_option"}
    assert asked.submit(a="x", b="save").result() == {"a": "x", "b": "save"}


# -- arguments ------------------------------------------------------------------------------------


def test_a_group_needs_inputs(ask: Ask) -> None:
    def program() -> Any:
        with pytest.raises(AssertionError, match="needs a list"):
            i.input_group("Who?")
        for inputs in (["text"], [None], [i.input(name="a"), 5]):
            with pytest.raises(AssertionError, match="no input with a name"):
                i.input_group("Who?", inputs)
        with pytest.raises(ArgumentError, match="validate"):
            i.input_group("Who?", [], validate="text")  # type: ignore[arg-type]
        return "checked"

    assert ask(program).result() == "checked"


def test_two_inputs_of_one_name_are_refused(ask: Ask) -> None:
    def program() -> Any:
        with pytest.raises(ValueError, match="'a'"):
            i.input_group("", [i.input(name="a"), i.textarea(name="a")])
        return "checked"

    assert ask(program).result() == "checked"


@pytest.mark.parametrize("kind", ["coroutine"])
def test_an_input_without_a_name_in_a_group_is_refused(ask: Ask) -> None:
    def program() -> Any:
        with pytest.raises(AssertionError, match="item 2"):
            i.input_group("", [i.input(name="a"), i.input("no name"), i.input("nor here")])
        return "checked"

    assert ask(program).result() == "checked"


def test_a_group_of_nothing_is_a_form_with_buttons_only(ask: Ask) -> None:
    asked = ask(lambda: i.input_group("Go on?", []))
    assert asked.form.buttons
    asked.session.deliver(wire.FormSubmit(form=asked.form.form, values={}))
    assert asked.result() == {}


def test_inputs_can_be_asked_again(ask: Ask, kind: str) -> None:
    def plain() -> Any:
        inputs = [i.input("Name", name="name")]
        return [i.input_group("", inputs), i.input_group("", inputs)]

    async def awaiting() -> Any:
        inputs = [i.input("Name", name="name")]
        return [await i.input_group("", inputs), await i.input_group("", inputs)]

    asked = ask(plain if kind == "thread" else awaiting)
    asked.submit(name="a")
    asked.wait_until(lambda: len(asked.seen(wire.FormShow)) == 2)
    asked.submit(name="b")
    assert asked.result() == [{"name": "a"}, {"name": "b"}]


def test_the_focus_that_an_input_asks_for(ask: Ask) -> None:
    def program() -> Any:
        return i.input_group("", [i.input(name="a"), i.radio("", "xy", name="b", auto_focus=True)])

    assert [field.auto_focus for field in ask(program).form.fields] == [False, True]
