"""The conversation of one form, in thread and coroutine sessions."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from typing import Any

import pytest

from pywebio import input as i
from pywebio import protocol as wire
from pywebio.exceptions import SessionClosedException
from pywebio.session.current import get_current_session

from .conftest import Ask, Asked, Host


def fails(value: Any) -> None:
    raise RuntimeError("a check that fails")


# -- values ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "sent", "expected"),
    [
        (lambda: i.input("Q"), "text", "text"),
        (lambda: i.input("Q", type=i.NUMBER), "12", 12),
        (lambda: i.input("Q", type=i.NUMBER), "", None),
        (lambda: i.input("Q", type=i.FLOAT), "2", 2.0),
        (lambda: i.input("Q", type=i.DATE), "2024-01-02", "2024-01-02"),
        (lambda: i.textarea("Q"), "a\nb", "a\nb"),
        (lambda: i.select("Q", [("A", {"a": 1})]), {"a": 1}, {"a": 1}),
        (lambda: i.select("Q", "abc", multiple=True), ["c", "a"], ["a", "c"]),
        (lambda: i.checkbox("Q", "abc"), [], []),
        (lambda: i.radio("Q", "abc"), None, None),
        (lambda: i.radio("Q", "abc"), "b", "b"),
        (lambda: i.actions("Q", ["yes", "no"]), "no", "no"),
    ],
)
def test_the_call_returns_what_was_entered(
    ask: Ask, call: Callable[[], Any], sent: Any, expected: Any
) -> None:
    asked = ask(call).submit(sent)
    assert asked.result() == expected
    assert asked.forms() == []
    assert asked.session.page.forms == {}


def test_a_single_input_is_a_form_whose_title_is_its_label(ask: Ask) -> None:
    form = ask(lambda: i.input("How old?", help_text="in years")).form
    assert (form.label, form.titled, form.buttons, form.cancelable) == (
        "How old?",
        True,
        True,
        False,
    )
    assert [(field.name, field.label, field.help_text) for field in form.fields] == [
        ("data", "How old?", "in years")
    ]


def test_a_call_with_a_name_asks_nobody(ask: Ask) -> None:
    asked = ask(lambda: type(i.input("x", name="a")).__name__)
    assert asked.result() == "Item"
    assert asked.seen(wire.FormShow) == []


def test_one_question_after_the_other(ask: Ask, kind: str) -> None:
    def plain() -> list[Any]:
        return [i.input("first"), i.input("second")]

    async def awaiting() -> list[Any]:
        return [await i.input("first"), await i.input("second")]

    asked = ask(plain if kind == "thread" else awaiting)
    asked.submit("a")
    asked.wait_until(lambda: len(asked.seen(wire.FormShow)) == 2)
    asked.submit("b")
    assert asked.result() == ["a", "b"]


# -- refusals -------------------------------------------------------------------------------------


def test_a_refused_value_is_marked_and_the_form_stays(ask: Ask) -> None:
    asked = ask(lambda: i.input("Age", type=i.NUMBER, min=18))
    assert asked.refused("x") == {"data": "@not_number"}
    assert asked.refused("5") == {"data": "@too_small|18"}
    assert asked.submit("20").result() == 20


def test_a_missing_required_value_is_refused(ask: Ask) -> None:
    asked = ask(lambda: i.input("Name", required=True))
    assert asked.refused("") == {"data": "@required"}
    assert asked.refused(other="x") == {"data": "@required"}
    assert asked.submit("me").result() == "me"


def test_a_check_of_the_program_refuses_with_its_message(ask: Ask) -> None:
    def check(age: int) -> str | None:
        return "too young" if age < 18 else None

    asked = ask(lambda: i.input("Age", type=i.NUMBER, validate=check))
    assert asked.refused("5") == {"data": "too young"}
    assert asked.submit("18").result() == 18


@pytest.mark.parametrize(
    ("returned", "shown"),
    [
        ("no", "no"),
        ("", ""),
        (False, "false"),
        (True, "true"),
        (0, "0"),
        (["a"], "['a']"),
        ("@required", "@@required"),
        ("@@", "@@@"),
    ],
)
def test_anything_but_none_refuses(ask: Ask, returned: Any, shown: str) -> None:
    asked = ask(lambda: i.input("x", validate=lambda value: returned))
    assert asked.refused("a") == {"data": shown}


def test_a_check_that_fails_refuses_and_is_logged(
    ask: Ask, caplog: pytest.LogCaptureFixture
) -> None:
    asked = ask(lambda: i.input("x", validate=fails))
    assert asked.refused("a") == {"data": "@invalid"}
    assert "a check that fails" in caplog.text
    assert not asked.done


def test_nothing_in_a_number_reaches_the_check_as_none(
    ask: Ask, caplog: pytest.LogCaptureFixture
) -> None:
    asked = ask(lambda: i.input("x", type=i.NUMBER, validate=lambda n: "small" if n < 10 else None))
    assert asked.refused("") == {"data": "@invalid"}
    assert "TypeError" in caplog.text


def test_the_check_does_not_see_what_is_refused_anyway(ask: Ask) -> None:
    seen: list[Any] = []
    asked = ask(lambda: i.input("x", type=i.NUMBER, max=5, validate=seen.append))
    asked.refused("6")
    asked.refused("abc")
    assert seen == []
    asked.submit("5")
    assert asked.result() == 5
    assert seen == [5]


def test_the_check_runs_in_the_session(ask: Ask) -> None:
    sessions: list[Any] = []
    asked = ask(lambda: i.input("x", validate=lambda _: sessions.append(get_current_session())))
    asked.submit("a").result()
    assert sessions == [asked.session]


def test_a_refused_submit_says_so_to_the_page(ask: Ask) -> None:
    asked = ask(lambda: i.input("x", required=True))
    asked.refused("")
    (mark,) = asked.seen(wire.FormMark)
    assert mark.refused
    assert mark.marks == {"data": "@required"}


@pytest.mark.parametrize("value", [1, 1.5, True, [], {}, [[]], {"a": None}])
def test_nonsense_never_ends_the_session(ask: Ask, value: Any) -> None:
    asked = ask(lambda: i.input("x"))
    assert asked.refused(value) == {"data": "@invalid"}
    assert asked.submit("a").result() == "a"


# -- leaving a field ------------------------------------------------------------------------------


def test_a_field_is_checked_when_it_is_left(ask: Ask) -> None:
    asked = ask(lambda: i.input("x", type=i.NUMBER, validate=lambda n: "odd" if n % 2 else None))
    assert asked.leave("data", "1") == {"data": "odd"}
    assert asked.leave("data", "x") == {"data": "@not_number"}
    assert asked.leave("data", "2") == {}
    assert not any(mark.refused for mark in asked.seen(wire.FormMark))


def test_leaving_an_empty_field_checks_nothing(ask: Ask) -> None:
    seen: list[Any] = []

    def program() -> Any:
        return i.input_group("", [i.input(name="a", validate=seen.append), i.input(name="b")])

    asked = ask(program)
    form = asked.form.form
    for name, value in [("a", ""), ("a", None), ("b", "x"), ("unknown", "x")]:
        asked.session.deliver(wire.FormBlur(form=form, name=name, value=value))
    assert asked.leave("a", "x") == {}
    assert seen == ["x"]
    assert len(asked.seen(wire.FormMark)) == 1


def test_a_readonly_field_is_not_checked_when_left(ask: Ask) -> None:
    seen: list[Any] = []

    def program() -> Any:
        fields = [
            i.input(name="a", value="mine", readonly=True, validate=seen.append),
            i.input(name="b", validate=seen.append),
        ]
        return i.input_group("", fields)

    asked = ask(program)
    form = asked.form.form
    asked.session.deliver(wire.FormBlur(form=form, name="a", value="forged"))
    asked.leave("b", "x")
    assert seen == ["x"]
    assert asked.submit(a="forged", b="y").result() == {"a": "mine", "b": "y"}


# -- onchange -------------------------------------------------------------------------------------


def test_each_change_is_told(ask: Ask) -> None:
    seen: list[Any] = []
    asked = ask(lambda: i.input("x", type=i.NUMBER, onchange=seen.append))
    for text in ["1", "-", "12", ""]:
        asked.change("data", text)
    asked.submit("12").result()
    assert seen == [1, 12, None]


def test_a_change_is_told_though_it_would_be_refused(ask: Ask) -> None:
    seen: list[Any] = []
    asked = ask(lambda: i.input("x", required=True, minlength=3, onchange=seen.append))
    for text in ["a", ""]:
        asked.change("data", text)
    asked.submit("abc").result()
    assert seen == ["a", ""]


def test_changes_of_options_are_the_program_s_own_values(ask: Ask) -> None:
    seen: list[Any] = []
    own = ("tuple", 1)
    asked = ask(lambda: i.select("x", [("A", own), "b"], onchange=seen.append))
    asked.change("data", ["tuple", 1])
    asked.change("data", "forged")
    asked.submit("b").result()
    assert seen == [own]


def test_changes_of_other_fields_are_ignored(ask: Ask) -> None:
    asked = ask(lambda: i.input_group("", [i.input(name="a"), i.input(name="b", onchange=fails)]))
    asked.change("a", "x")
    asked.change("unknown", "x")
    assert asked.submit(a="1", b="2").result() == {"a": "1", "b": "2"}


def test_onchange_that_fails_is_logged(ask: Ask, caplog: pytest.LogCaptureFixture) -> None:
    asked = ask(lambda: i.input("x", onchange=fails))
    asked.change("data", "a")
    assert asked.submit("b").result() == "b"
    assert "onchange of 'data'" in caplog.text


@pytest.mark.parametrize("kind", ["coroutine"])
def test_onchange_may_be_async_in_coroutine_sessions(
    ask: Ask, caplog: pytest.LogCaptureFixture
) -> None:
    seen: list[Any] = []
    told = threading.Event()

    async def changed(value: str) -> None:
        await asyncio.sleep(0)
        if value == "bad":
            raise RuntimeError("async, and fails")
        seen.append((value, get_current_session()))
        told.set()

    asked = ask(lambda: i.input("x", onchange=changed))
    asked.change("data", "bad")
    asked.change("data", "good")
    assert told.wait(20)
    assert asked.submit("b").result() == "b"
    assert seen == [("good", asked.session)]
    assert "async, and fails" in caplog.text


# -- cancel and actions ---------------------------------------------------------------------------


def test_a_form_that_cannot_be_cancelled_is_not(ask: Ask) -> None:
    asked = ask(lambda: i.input("x"))
    asked.cancel()
    assert asked.submit("a").result() == "a"


def test_cancel_button_of_actions(ask: Ask) -> None:
    asked = ask(lambda: i.actions("x", ["go", ("stop", None, "cancel")]))
    assert not asked.form.buttons
    assert asked.cancel().result() is None


def test_actions_without_a_submit_button_keep_the_form_s_own(ask: Ask) -> None:
    asked = ask(lambda: i.actions("x", [("stop", None, "cancel")]))
    assert asked.form.buttons
    assert asked.cancel().result() is None


# -- several forms, and ends ----------------------------------------------------------------------


def test_a_late_event_does_not_reach_the_next_form(ask: Ask, kind: str) -> None:
    def plain() -> list[Any]:
        return [i.input("first"), i.input("second")]

    async def awaiting() -> list[Any]:
        return [await i.input("first"), await i.input("second")]

    asked = ask(plain if kind == "thread" else awaiting)
    first = asked.form.form
    asked.submit("a")
    asked.wait_until(lambda: len(asked.seen(wire.FormShow)) == 2)
    asked.session.deliver(wire.FormSubmit(form=first, values={"data": "late"}))
    asked.submit("b")
    assert asked.result() == ["a", "b"]


@pytest.mark.parametrize("kind", ["coroutine"])
def test_several_forms_at_once(ask: Ask) -> None:
    async def program() -> Any:
        return await asyncio.gather(i.input("a"), i.input("b"), i.input("c"))

    asked = ask(program)
    asked.wait_until(lambda: len(asked.forms()) == 3)
    for value in "cba":
        asked.submit(value)
    assert asked.result() == ["a", "b", "c"]


@pytest.mark.parametrize("kind", ["thread"])
def test_forms_of_several_threads_at_once(ask: Ask) -> None:
    def program() -> Any:
        session: Any = get_current_session()
        answers: dict[str, Any] = {}
        threads = [
            threading.Thread(target=lambda name=name: answers.update({name: i.input(name)}))
            for name in "ab"
        ]
        for thread in threads:
            session.register(thread)
            thread.start()
        for thread in threads:
            thread.join()
        return answers

    asked = ask(program)
    asked.wait_until(lambda: len(asked.forms()) == 2)
    for form in reversed(asked.forms()):
        asked.submit(f"answer to {form.label}")
    assert asked.result() == {"a": "answer to a", "b": "answer to b"}


@pytest.mark.parametrize("kind", ["thread"])
def test_a_check_may_ask_itself(ask: Ask) -> None:
    def check(value: str) -> str | None:
        return None if i.input("Sure?") == "yes" else "then not"

    asked = ask(lambda: i.input("x", validate=check))
    outer = asked.form.form
    asked.session.deliver(wire.FormSubmit(form=outer, values={"data": "a"}))
    asked.wait_until(lambda: asked.form.label == "Sure?")
    asked.submit("yes")
    assert asked.result() == "a"


@pytest.mark.parametrize("kind", ["coroutine"])
def test_a_cancelled_task_takes_its_form_along(ask: Ask) -> None:
    async def program() -> Any:
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(i.input("x"), 0.001)
        return await i.input("y")

    asked = ask(program)
    asked.wait_until(lambda: [form.label for form in asked.forms()] == ["y"])
    assert len(asked.session.waits) == 1
    assert asked.submit("a").result() == "a"


def test_the_end_of_the_session_ends_the_wait(ask: Ask) -> None:
    asked = ask(lambda: i.input("x"))
    assert asked.form.label == "x"
    asked.session.close()
    with pytest.raises(SessionClosedException):
        asked.result()
    assert asked.session.page.forms == {}
    assert asked.session.waits == {}


def test_a_call_after_the_end_fails(ask: Ask, kind: str) -> None:
    def again() -> Any:
        try:
            return i.input("x")
        except SessionClosedException:
            return i.input("y")

    async def again_async() -> Any:
        try:
            return await i.input("x")
        except SessionClosedException:
            return await i.input("y")

    asked = ask(again if kind == "thread" else again_async)
    assert asked.form.label == "x"
    asked.session.close()
    with pytest.raises(SessionClosedException):
        asked.result()


def test_a_check_that_meets_the_end_of_the_session_is_no_error(
    ask: Ask, caplog: pytest.LogCaptureFixture
) -> None:
    def check(value: str) -> None:
        get_current_session().close()
        get_current_session().check_open()

    with caplog.at_level(logging.ERROR):
        asked = ask(lambda: i.input("x", validate=check))
        form = asked.form.form
        asked.session.deliver(wire.FormSubmit(form=form, values={"data": "a"}))
        with pytest.raises(SessionClosedException):
            asked.result()
    assert "validate" not in caplog.text


@pytest.mark.parametrize("kind", ["coroutine"])
def test_a_form_that_is_never_awaited_is_never_shown(ask: Ask) -> None:
    async def program() -> str:
        i.input("x").close()
        return "done"

    asked = ask(program)
    assert asked.result() == "done"
    assert asked.seen(wire.FormShow) == []


def test_a_view_that_comes_later_sees_form_and_problems(host: Host) -> None:
    asked = Asked(host, "thread", lambda: i.input("x", required=True))
    asked.refused("")
    later = asked.session.attach("another-view-of-it")
    _, commands = asked.session.take(later) or (0, [])
    (form,) = [command for command in commands if isinstance(command, wire.FormShow)]
    assert form.marks == {"data": "@required"}
    asked.session.close()
