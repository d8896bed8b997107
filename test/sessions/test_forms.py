"""Forms as a visitor meets them, in thread and coroutine sessions."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import pytest
from both_kinds import AsyncFunction, now

from pywebio import input as i
from pywebio import protocol as wire
from pywebio.output import put_button, put_table, put_text
from pywebio.session import register_thread
from pywebio.testing import Visitor, VisitorError
from pywebio.testing.plugin import OpenVisitor

Open = Callable[[AsyncFunction], Visitor]


def test_the_body_mass_index(opens: Open) -> None:
    async def app() -> None:
        height = await now(i.input("Height (cm)", type=i.FLOAT, required=True, min=50, max=250))
        weight = await now(i.input("Weight (kg)", type=i.FLOAT, validate=positive))
        put_table([["BMI"], [f"{weight / (height / 100) ** 2:.1f}"]])

    def positive(weight: float) -> str | None:
        return None if weight > 0 else "Nobody weighs that."

    visitor = opens(app)
    visitor.submit("")
    assert visitor.sees("Please fill in this field.")
    visitor.submit("1.80")
    assert visitor.sees("Please enter 50 or more.")
    visitor.submit("180")
    visitor.fill("-1")
    visitor.blur()
    assert visitor.sees("Nobody weighs that.")
    visitor.submit("81")
    assert visitor.sees("25.0")
    assert visitor.state == "finished"


@pytest.mark.parametrize(
    ("type", "typed", "value"),
    [
        (i.TEXT, "text", "text"),
        (i.PASSWORD, "secret", "secret"),
        (i.NUMBER, "12", 12),
        (i.NUMBER, "", None),
        (i.FLOAT, "1.5", 1.5),
        (i.FLOAT, "2", 2.0),
        (i.URL, "https://example.com", "https://example.com"),
        (i.DATE, "2024-02-29", "2024-02-29"),
        (i.TIME, "13:45", "13:45"),
        (i.COLOR, "#00ff00", "#00ff00"),
        (i.COLOR, "", "#000000"),
        (i.DATETIME, "2024-02-29T13:45", "2024-02-29T13:45"),
        (i.DATETIME_LOCAL, "", ""),
    ],
)
def test_all_types(opens: Open, type: str, typed: str, value: Any) -> None:
    async def app() -> None:
        put_text(repr(await now(i.input("Q", type))))

    visitor = opens(app)
    visitor.submit(typed)
    assert visitor.text().endswith(repr(value))


def test_initial_values_are_what_an_untouched_form_gives(opens: Open) -> None:
    async def app() -> None:
        inputs = [
            i.input(name="text", value=5),
            i.input(name="none", type=i.NUMBER),
            i.input(name="number", type=i.NUMBER, value=7),
            i.input(name="fixed", value="mine", readonly=True),
            i.textarea(name="area", value="a\nb"),
            i.select("", ["x", "y"], name="first"),
            i.select("", ["x", "y"], value="y", name="one"),
            i.select("", ["x", "y"], value=["y"], multiple=True, name="many"),
            i.checkbox("", [("X", {"x": 1}, True), ("Y", [2])], name="boxes"),
            i.radio("", ["x", "y"], name="radio"),
        ]
        put_text(repr(list((await now(i.input_group("", inputs))).values())))

    visitor = opens(app)
    visitor.submit()
    assert visitor.sees("['5', None, 7, 'mine', 'a\\nb', 'x', 'y', ['y'], [{'x': 1}], None]")


def test_a_group_with_checks_of_its_own(opens: Open) -> None:
    def check(data: dict[str, Any]) -> tuple[str, str] | None:
        return ("again", "They differ.") if data["first"] != data["again"] else None

    async def app() -> None:
        inputs = [i.input("First", name="first"), i.input("Again", name="again", required=True)]
        data = await now(i.input_group("Twice", inputs, validate=check, cancelable=True))
        put_text(f"data {data}")

    visitor = opens(app)
    visitor.submit(first="a", again="")
    assert visitor.form.problems == {"again": "Please fill in this field."}
    visitor.submit(first="a", again="b")
    assert visitor.form.problems == {"again": "They differ."}
    visitor.submit(again="a")
    assert visitor.sees("data {'first': 'a', 'again': 'a'}")


def test_a_cancelled_group(opens: Open) -> None:
    async def app() -> None:
        group = i.input_group("Who?", [i.input("Name", name="name")], cancelable=True)
        put_text(f"data {await now(group)}")

    visitor = opens(app)
    visitor.cancel()
    assert visitor.sees("data None")


def test_a_check_of_the_whole_that_fails_is_told_at_the_form(opens: Open) -> None:
    async def app() -> None:
        await now(i.input_group("", [i.input(name="a")], validate=lambda data: data["missing"]))

    visitor = opens(app)
    visitor.submit(a="1")
    assert visitor.sees("Your input is not valid.")
    assert visitor.forms
    visitor.expect_error(KeyError)


def test_buttons_of_a_form(opens: Open) -> None:
    async def app() -> None:
        while True:
            inputs = [
                i.input("Name", name="name", value="new", required=True),
                i.actions(
                    "Then",
                    [("Save", {"save": 1}), ("Clear", None, "reset"), ("Back", None, "cancel")],
                    name="button",
                ),
            ]
            data = await now(i.input_group("Edit", inputs))
            put_text(f"data {data}")
            if data is None:
                return

    visitor = opens(app)
    visitor.fill(name="typed")
    visitor.press("Clear")
    assert visitor.form.values["name"] == "new"
    visitor.fill(name="")
    visitor.press("Save")
    assert visitor.sees("Please fill in this field.")
    visitor.fill(name="Ann")
    visitor.press("Save")
    assert visitor.sees("data {'name': 'Ann', 'button': {'save': 1}}")
    with pytest.raises(VisitorError, match="no field 'other'"):
        visitor.fill(other="x")
    visitor.press("Back")
    assert visitor.sees("data None")


def test_a_single_row_of_buttons(opens: Open) -> None:
    async def app() -> None:
        put_text(f"answer {await now(i.actions('Sure?', [('Yes', True), ('No', False)]))}")

    visitor = opens(app)
    visitor.press("No")
    assert visitor.sees("answer False")


# -- what no page would send ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "problems"),
    [
        ({}, {"name": "Please fill in this field."}),
        ({"name": None}, {"name": "Please fill in this field."}),
        ({"name": ["x"]}, {"name": "Your input is not valid."}),
        ({"name": "x", "age": "17"}, {"age": "Please enter 18 or more."}),
        ({"name": "x", "age": "1e999"}, {"age": "Please enter a number."}),
        ({"name": "x", "color": "violet"}, {"color": "Please choose one of the options."}),
        ({"name": "x", "color": "blue"}, {"color": "Please choose one of the options."}),
        ({"name": "x", "tags": ["a", "forged"]}, {"tags": "Please choose one of the options."}),
        ({"name": "x", "tags": "a"}, {"tags": "Your input is not valid."}),
        ({"name": "x", "go": "forged"}, {"go": "Please choose one of the options."}),
    ],
)
def test_forged_values_are_refused_at_their_field(
    opens: Open, values: dict[str, Any], problems: dict[str, str]
) -> None:
    async def app() -> None:
        inputs = [
            i.input(name="name", required=True),
            i.input(name="age", type=i.NUMBER, min=18, max=99),
            i.radio("", ["red", ("Blue", "blue", False, True)], name="color"),
            i.checkbox("", ["a", "b"], name="tags"),
            i.actions("", ["go"], name="go"),
        ]
        put_text(str(await now(i.input_group("", inputs))))

    visitor = opens(app)
    visitor.send(wire.FormSubmit(form=visitor.form.id, values=values))
    assert visitor.form.problems == problems
    visitor.submit(name="me", age="20")
    assert visitor.state == "finished"


def test_events_for_forms_that_are_not_there_are_ignored(opens: Open) -> None:
    async def app() -> None:
        put_text(await now(i.input("Name")))

    visitor = opens(app)
    for event in (
        wire.FormSubmit(form=999, values={"data": "x"}),
        wire.FormCancel(form=999),
        wire.FormCancel(form=visitor.form.id),
        wire.FormBlur(form=visitor.form.id, name="data", value={}),
        wire.FormChange(form=visitor.form.id, name="other", value=1),
    ):
        visitor.send(event)
    visitor.submit("me")
    assert visitor.sees("me")


# -- the line, and newcomers ----------------------------------------------------------------------


def test_a_lost_line_loses_no_form_and_no_answer(opens: Open) -> None:
    async def app() -> None:
        first = await now(i.input("First", validate=lambda text: "no" if text == "x" else None))
        put_text(f"{first} {await now(i.input('Second'))}")

    visitor = opens(app)
    visitor.submit("x")
    visitor.drop()
    visitor.submit("a")
    visitor.resume()
    assert visitor.form.label == "Second"
    visitor.submit("b")
    assert visitor.sees("a b")


def test_a_fresh_page_shows_the_form_and_its_problems(opens: Open) -> None:
    async def app() -> None:
        put_text(await now(i.input("Name", required=True)))

    visitor = opens(app)
    visitor.submit("")
    visitor.fresh_page()
    assert visitor.form.problems == {"data": "Please fill in this field."}
    visitor.submit("me")
    assert visitor.sees("me")


# -- several at once ------------------------------------------------------------------------------


def test_the_newest_form_is_in_front_and_the_others_come_back(open_visitor: OpenVisitor) -> None:
    def app() -> None:
        put_button("Ask", onclick=lambda: put_text("inner", i.input("Inner")))
        put_text("outer", i.input("Outer"))

    visitor = open_visitor(app)
    visitor.fill("typed")
    visitor.press("Ask")
    assert [form.label for form in visitor.forms] == ["Outer", "Inner"]
    visitor.submit("1")
    assert visitor.sees("inner 1")
    assert visitor.form.values == {"data": "typed"}
    visitor.submit()
    assert visitor.sees("outer typed")


def test_questions_of_a_task_group(open_visitor: OpenVisitor) -> None:
    async def app() -> None:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(i.input(name)) for name in "abc"]
        put_text(*[task.result() for task in tasks])

    visitor = open_visitor(app)
    assert sorted(form.label for form in visitor.forms) == ["a", "b", "c"]
    while visitor.state == "running":
        visitor.submit(visitor.form.label.upper())
    assert visitor.sees("A B C")


def test_a_question_with_a_time_limit(open_visitor: OpenVisitor) -> None:
    async def app() -> None:
        try:
            await asyncio.wait_for(i.input("Quick!"), 10)
        except TimeoutError:
            put_text("too late")

    visitor = open_visitor(app)
    form = visitor.form.id
    visitor.advance(10)
    assert visitor.sees("too late")
    assert visitor.forms == []
    visitor.send(wire.FormSubmit(form=form, values={"data": "late"}))
    assert visitor.state == "finished"


def test_questions_of_several_threads(open_visitor: OpenVisitor) -> None:
    def app() -> None:
        threads = [threading.Thread(target=ask, args=(name,)) for name in "ab"]
        for thread in threads:
            register_thread(thread)
            thread.start()

    def ask(name: str) -> None:
        put_text(f"{name}={i.input(name)}")

    visitor = open_visitor(app)
    visitor.wait_until(lambda: len(visitor.forms) == 2)
    for _ in range(2):
        visitor.submit(f"answer to {visitor.form.label}")
    assert visitor.sees("a=answer to a")
    assert visitor.sees("b=answer to b")


def test_each_change_reaches_the_program(opens: Open) -> None:
    async def app() -> None:
        await now(i.input("Word", onchange=lambda text: put_text(f"{len(text)} letters")))

    visitor = opens(app)
    visitor.fill("a")
    visitor.fill("abc")
    assert visitor.sees("1 letters")
    assert visitor.sees("3 letters")


def test_onchange_may_be_async(open_visitor: OpenVisitor) -> None:
    async def later(text: str) -> None:
        await asyncio.sleep(1)
        put_text(f"later {text}")

    async def app() -> None:
        await i.input("Word", onchange=later)

    visitor = open_visitor(app)
    visitor.fill("a")
    visitor.advance(1)
    assert visitor.sees("later a")


def test_a_visitor_who_leaves_ends_the_question(opens: Open) -> None:
    ended: list[str] = []

    async def app() -> None:
        try:
            await now(i.input("Name"))
        finally:
            ended.append("yes")

    visitor = opens(app)
    assert visitor.forms
    visitor.leave()
    visitor.wait_until(lambda: ended == ["yes"])
