"""Every input function, as a visitor meets it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from browser.pages import field, press
from browser.types import Visit
from playwright.sync_api import Page, expect

from pywebio.input import *
from pywebio.output import *


def answers(question: Callable[[], Any]) -> Callable[[], None]:
    """A program that asks and shows what it got."""

    def app() -> None:
        put_text(f"answer = {question()!r}")

    return app


def expect_answer(page: Page, value: Any) -> None:
    expect(page.locator("#pywebio-scope-ROOT")).to_have_text(f"answer = {value!r}")
    expect(page.locator("#input-cards form")).to_have_count(0)


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        (TEXT, "Ann Ö 漢 🎈", "Ann Ö 漢 🎈"),
        (NUMBER, "-12", -12),
        (FLOAT, "1.5", 1.5),
        (PASSWORD, "s3cret", "s3cret"),
        (URL, "https://example.com/a?b=c", "https://example.com/a?b=c"),
        (DATE, "2026-11-22", "2026-11-22"),
        (TIME, "13:45", "13:45"),
        (DATETIME, "2026-11-22T13:45", "2026-11-22T13:45"),
        (DATETIME_LOCAL, "2020-02-29T00:00", "2020-02-29T00:00"),
        (COLOR, "#1f5fd6", "#1f5fd6"),
    ],
)
def test_each_type_returns_what_was_typed(visit: Visit, kind: str, typed: str, value: Any) -> None:
    page = visit(answers(lambda: input("Question", type=kind)))
    field(page, "Question").fill(typed)
    press(page, "Submit")
    expect_answer(page, value)


@pytest.mark.parametrize(
    ("kind", "empty"), [(TEXT, ""), (NUMBER, None), (FLOAT, None), (DATE, ""), (COLOR, "#000000")]
)
def test_nothing_entered(visit: Visit, kind: str, empty: Any) -> None:
    page = visit(answers(lambda: input("Question", type=kind)))
    press(page, "Submit")
    expect_answer(page, empty)


def test_a_number_field_takes_digits_only(visit: Visit) -> None:
    page = visit(answers(lambda: input("Number", type=NUMBER)))
    box = field(page, "Number")
    box.press_sequentially("1a2.5")
    expect(box).to_have_value("125")
    press(page, "Submit")
    expect_answer(page, 125)


def test_an_address_that_is_none_is_refused_at_the_field(visit: Visit) -> None:
    page = visit(answers(lambda: input("Site", type=URL)))
    field(page, "Site").fill("no address")
    press(page, "Submit")
    expect(page.locator(".invalid-feedback")).to_contain_text("full address")
    expect(field(page, "Site")).to_have_attribute("aria-invalid", "true")


def test_hints_initial_value_and_further_attributes(visit: Visit) -> None:
    def question() -> Any:
        return input_group(
            "Group",
            [
                input(
                    "Name",
                    name="name",
                    placeholder="Jane Doe",
                    help_text="As in the passport",
                    datalist=["Ann", "Bob"],
                    maxlength=5,
                ),
                input("Fixed", name="fixed", value="here", readonly=True),
            ],
        )

    page = visit(answers(question))
    name = field(page, "Name")
    expect(name).to_have_attribute("placeholder", "Jane Doe")
    expect(name).to_have_attribute("maxlength", "5")
    expect(name).to_have_accessible_description("As in the passport")
    list_id = name.get_attribute("list")
    values = page.locator(f"datalist[id='{list_id}'] option").evaluate_all("o => o.map(x=>x.value)")
    assert values == ["Ann", "Bob"]
    fixed = field(page, "Fixed")
    expect(fixed).to_have_value("here")
    expect(fixed).not_to_be_editable()
    name.press_sequentially("Annabel")
    press(page, "Submit")
    expect_answer(page, {"name": "Annab", "fixed": "here"})


def test_a_required_field_is_not_left_empty(visit: Visit) -> None:
    page = visit(answers(lambda: input("Name", required=True)))
    press(page, "Submit")
    expect(page.locator(".invalid-feedback")).to_have_text("Please fill in this field.")
    expect(field(page, "Name")).to_be_focused()
    field(page, "Name").fill("Ann")
    press(page, "Submit")
    expect_answer(page, "Ann")


@pytest.mark.parametrize("ask", [input, textarea])
def test_a_problem_is_not_told_by_colour_alone(visit: Visit, ask: Any) -> None:
    page = visit(answers(lambda: ask("Name", required=True)))
    press(page, "Submit")
    expect(page.locator(".invalid-feedback")).to_have_text("Please fill in this field.")
    box = "getComputedStyle(document.querySelector('.invalid-feedback'), '::before')"
    assert page.evaluate(f"[{box}.display, {box}.width]") == ["block", "14px"]


def check_age(age: int | None) -> str | None:
    assert age is not None
    if age < 10:
        return "Too young!!"
    return "Too old!!" if age > 60 else None


def test_a_check_speaks_when_the_field_is_left_and_again_on_submit(visit: Visit) -> None:
    page = visit(answers(lambda: input("Age", type=NUMBER, validate=check_age)))
    age, message = field(page, "Age"), page.locator(".invalid-feedback")
    age.fill("5")
    age.blur()
    expect(message).to_have_text("Too young!!")
    expect(age).to_have_class("form-control is-invalid")
    expect(age).to_have_accessible_description("Too young!!")
    age.fill("99")
    press(page, "Submit")
    expect(message).to_have_text("Too old!!")
    expect(age).to_be_focused()
    age.fill("33")
    press(page, "Submit")
    expect_answer(page, 33)


def test_a_check_that_fails_refuses_with_a_general_message(visit: Visit) -> None:
    page = visit(answers(lambda: input("Age", type=NUMBER, validate=check_age)))
    press(page, "Submit")
    expect(page.locator(".invalid-feedback")).to_have_text("Your input is not valid.")


def test_textarea(visit: Visit) -> None:
    page = visit(answers(lambda: textarea("Story", rows=3, value="Once", maxlength=20)))
    box = field(page, "Story")
    expect(box).to_have_value("Once")
    expect(box).to_have_attribute("rows", "3")
    box.fill("Once\nupon  a\n")
    press(page, "Submit")
    expect_answer(page, "Once\nupon  a\n")


def test_select_single(visit: Visit) -> None:
    options: list[Any] = [
        {"label": "Tea", "value": {"kind": "tea"}},
        ("Coffee", ["black"], True),
        ("Nectar", "nectar", False, True),
        7,
    ]
    page = visit(answers(lambda: select("Drink", options)))
    box = field(page, "Drink")
    expect(box.locator("option:checked")).to_have_text("Coffee")
    expect(box.locator("option").nth(2)).to_be_disabled()
    box.select_option("7")
    press(page, "Submit")
    expect_answer(page, 7)


def test_select_takes_the_first_option_where_none_is_marked(visit: Visit) -> None:
    page = visit(answers(lambda: select("Which gift?", ["keyboard", "ipad"])))
    press(page, "Submit")
    expect_answer(page, "keyboard")


def test_select_multiple(visit: Visit) -> None:
    page = visit(answers(lambda: select("Bread", ["rye", "wheat", "corn"], multiple=True)))
    field(page, "Bread").select_option(["corn", "rye"])
    press(page, "Submit")
    expect_answer(page, ["rye", "corn"])


def test_checkbox(visit: Visit) -> None:
    page = visit(answers(lambda: checkbox("Extras", ["butter", "jam"], value=["jam"], inline=True)))
    expect(page.get_by_role("group", name="Extras")).to_be_visible()
    expect(field(page, "jam")).to_be_checked()
    field(page, "butter").check()
    press(page, "Submit")
    expect_answer(page, ["butter", "jam"])


def test_radio(visit: Visit) -> None:
    page = visit(answers(lambda: radio("Choose one", [("soft", 4), ("hard", 8)], required=True)))
    press(page, "Submit")
    expect(page.locator(".invalid-feedback")).to_have_text("Please choose an option.")
    field(page, "hard").check()
    press(page, "Submit")
    expect_answer(page, 8)


def test_radio_without_a_choice(visit: Visit) -> None:
    page = visit(answers(lambda: radio("Choose one", ["A", "B"])))
    press(page, "Submit")
    expect_answer(page, None)


BUTTONS: list[Any] = [
    {"label": "Delete", "value": {"id": 1}, "color": "danger"},
    ("Keep", False),
    {"label": "Clear", "type": "reset"},
    {"label": "Leave", "type": "cancel"},
    {"label": "Never", "value": 0, "disabled": True},
]


@pytest.mark.parametrize(
    ("label", "value"), [("Delete", {"id": 1}), ("Keep", False), ("Leave", None)]
)
def test_actions(visit: Visit, label: str, value: Any) -> None:
    page = visit(answers(lambda: actions("Sure?", BUTTONS)))
    expect(page.get_by_role("button", name="Delete")).to_have_class("btn btn-danger")
    expect(page.get_by_role("button", name="Never")).to_be_disabled()
    page.get_by_role("button", name=label).click()
    expect_answer(page, value)


def test_actions_as_the_buttons_of_a_group(visit: Visit) -> None:
    def question() -> Any:
        return input_group(
            "Note", [input("Text", name="text"), actions(name="do", buttons=BUTTONS)]
        )

    page = visit(answers(question))
    expect(page.get_by_role("button", name="Submit")).to_have_count(0)
    field(page, "Text").fill("typed")
    page.get_by_role("button", name="Clear").click()
    expect(field(page, "Text")).to_have_value("")
    field(page, "Text").fill("again")
    page.get_by_role("button", name="Keep").click()
    expect_answer(page, {"text": "again", "do": False})


def test_reset_puts_all_fields_back(visit: Visit) -> None:
    def question() -> Any:
        return input_group(
            "All",
            [
                input("Name", name="name", value="Ann"),
                textarea("Story", name="story", value="once"),
                select("Drink", ["tea", "coffee"], name="drink", value="coffee"),
                checkbox("Extras", ["jam"], name="extras"),
                radio("Egg", ["soft", "hard"], name="egg", value="soft"),
            ],
        )

    page = visit(answers(question))
    field(page, "Name").fill("Bob")
    field(page, "Story").fill("twice")
    field(page, "Drink").select_option("tea")
    field(page, "jam").check()
    field(page, "hard").check()
    page.get_by_role("button", name="Reset").click()
    press(page, "Submit")
    expect_answer(
        page, {"name": "Ann", "story": "once", "drink": "coffee", "extras": [], "egg": "soft"}
    )


def ask_person() -> Any:
    def check(data: dict[str, Any]) -> tuple[str, str] | None:
        return ("name", "Name too long!") if len(data["name"]) > 6 else None

    return input_group(
        "Basic info",
        [
            input("Your name", name="name"),
            input("Your age", name="age", type=NUMBER, validate=check_age),
        ],
        validate=check,
        cancelable=True,
    )


def test_a_group_is_checked_field_by_field_and_as_a_whole(visit: Visit) -> None:
    page = visit(answers(ask_person))
    expect(page.locator(".card-header")).to_have_text("Basic info")
    name, age = field(page, "Your name"), field(page, "Your age")
    name.fill("Annabella")
    age.fill("5")
    press(page, "Submit")
    expect(age).to_have_accessible_description("Too young!!")
    age.fill("20")
    press(page, "Submit")
    expect(name).to_have_accessible_description("Name too long!")
    expect(name).to_be_focused()
    name.fill("Ann")
    press(page, "Submit")
    expect_answer(page, {"name": "Ann", "age": 20})


def test_a_group_can_be_cancelled(visit: Visit) -> None:
    page = visit(answers(ask_person))
    page.get_by_role("button", name="Cancel").click()
    expect_answer(page, None)


def test_only_the_newest_of_several_forms_is_in_front(visit: Visit) -> None:
    def ask(n: int) -> None:
        put_text(f"{n}: {input(f'Question {n}')}", scope="answers")

    def app() -> None:
        set_scope("answers")
        put_buttons([1, 2, 3], onclick=ask)

    page = visit(app)
    for n in (1, 2, 3):
        page.locator("#pywebio-scope-ROOT").get_by_role("button", name=str(n)).click()
        expect(field(page, f"Question {n}")).to_be_visible()
    expect(page.locator("#input-cards > div")).to_have_count(3)
    expect(page.locator("#input-cards > div:visible")).to_have_count(1)
    for n in (3, 2, 1):
        box = field(page, f"Question {n}")
        expect(box).to_be_focused()
        box.fill(f"a{n}")
        box.press("Enter")
    expect(page.locator("#pywebio-scope-answers p")).to_have_text(["3: a3", "2: a2", "1: a1"])


def test_two_inputs_gathered_are_two_forms(visit: Visit) -> None:
    import asyncio

    async def app() -> None:
        first, second = await asyncio.gather(input("First"), input("Second"))
        put_text(f"answer = {(first, second)!r}")

    page = visit(app)
    expect(page.locator("#input-cards > div")).to_have_count(2)
    expect(field(page, "Second")).to_be_visible()
    expect(field(page, "First")).to_be_hidden()
    field(page, "Second").fill("b")
    press(page, "Submit")
    field(page, "First").fill("a")
    press(page, "Submit")
    expect_answer(page, ("a", "b"))


def test_a_double_click_answers_one_form(visit: Visit) -> None:
    page = visit(answers(lambda: [actions(f"Delete {n}?", ["Yes", "No"]) for n in range(2)]))
    # The second click comes at once, however busy the machine is.
    page.evaluate("Object.defineProperty(Event.prototype, 'timeStamp', { get: () => 0 })")
    first = page.get_by_role("button", name="Yes").bounding_box()
    assert first
    page.mouse.move(first["x"] + 5, first["y"] + 5)
    page.mouse.down()
    page.mouse.up()
    expect(page.get_by_role("heading", name="Delete 1?")).to_be_visible()
    second = page.get_by_role("button", name="Yes")
    expect(second).to_be_visible()
    page.evaluate(
        """document.addEventListener("click", ({ detail }) => { window.heard = detail }, true)"""
    )
    page.mouse.down(click_count=2)
    page.mouse.up(click_count=2)
    page.wait_for_function("window.heard === 2")
    page.get_by_role("button", name="No").dblclick()
    expect_answer(page, ["Yes", "No"])


def test_what_is_typed_is_not_markup(visit: Visit) -> None:
    page = visit(answers(lambda: input("<b>Bold?</b>", help_text="<i>no</i>")))
    expect(page.locator(".card-header")).to_have_text("<b>Bold?</b>")
    expect(page.locator(".form-text")).to_have_text("<i>no</i>")
