"""Without a mouse; and where the focus is."""

from __future__ import annotations

from browser.pages import field, root
from browser.types import Visit
from playwright.sync_api import Page, expect

from pywebio.input import *
from pywebio.output import *


def keys(page: Page, *names: str) -> None:
    for name in names:
        page.keyboard.press(name)


def test_a_form_by_keyboard_alone(visit: Visit) -> None:
    def app() -> None:
        data = input_group(
            "Order",
            [
                input("Name", name="name", required=True),
                select("Drink", ["tea", "coffee"], name="drink"),
                checkbox("Extras", ["milk", "sugar"], name="extras"),
                radio("Size", ["small", "large"], name="size"),
                textarea("Note", name="note"),
                actions(name="do", buttons=["Order", ("Later", "later")]),
            ],
        )
        put_text(repr(data))

    page = visit(app)
    expect(field(page, "Name")).to_be_focused()
    page.keyboard.type("Ann")
    keys(page, "Tab", "ArrowDown", "Tab", "Space", "Tab", "Tab", "Space", "ArrowDown", "Tab")
    expect(field(page, "Note")).to_be_focused()
    page.keyboard.type("two\nlines")
    keys(page, "Tab", "Tab")
    expect(page.get_by_role("button", name="Later")).to_be_focused()
    keys(page, "Enter")
    expected = {
        "name": "Ann",
        "drink": "coffee",
        "extras": ["milk"],
        "size": "large",
        "note": "two\nlines",
        "do": "later",
    }
    expect(root(page)).to_have_text(repr(expected))


def test_enter_submits_and_a_refused_field_has_the_focus(visit: Visit) -> None:
    def app() -> None:
        put_text(input("Name", required=True))

    page = visit(app)
    expect(field(page, "Name")).to_be_focused()
    keys(page, "Enter")
    expect(page.locator(".invalid-feedback")).not_to_be_empty()
    expect(field(page, "Name")).to_be_focused()
    page.keyboard.type("Ann")
    keys(page, "Enter")
    expect(root(page)).to_have_text("Ann")


def test_a_textarea_is_submitted_with_control_and_enter(visit: Visit) -> None:
    page = visit(lambda: put_text(textarea("Story")))
    expect(field(page, "Story")).to_be_focused()
    page.keyboard.type("once")
    keys(page, "Enter")
    page.keyboard.type("upon")
    keys(page, "Control+Enter")
    expect(root(page)).to_have_text("once\nupon")


def test_the_focus_goes_to_the_next_form_and_back_to_the_button(visit: Visit) -> None:
    def ask() -> None:
        first = input("First")
        second = input("Second")
        put_text(f"{first} {second}")

    page = visit(lambda: put_button("ask", onclick=ask))
    button = page.get_by_role("button", name="ask")
    button.focus()
    keys(page, "Enter")
    expect(field(page, "First")).to_be_focused()
    page.keyboard.type("a")
    keys(page, "Enter")
    expect(field(page, "Second")).to_be_focused()
    page.keyboard.type("b")
    keys(page, "Enter")
    expect(root(page).get_by_text("a b")).to_be_visible()
    expect(button).to_be_focused()


def test_a_field_may_ask_for_the_focus(visit: Visit) -> None:
    def app() -> None:
        input_group(
            "Two", [input("One", name="one"), select("Other", [1], name="other", auto_focus=True)]
        )

    page = visit(app)
    expect(field(page, "Other")).to_be_focused()


def test_the_focus_can_be_seen(visit: Visit) -> None:
    page = visit(lambda: put_button("ask", onclick=bool))
    expect(page.get_by_role("button", name="ask")).to_be_visible()
    keys(page, "Tab")
    button = page.get_by_role("button", name="ask")
    expect(button).to_be_focused()
    expect(button).to_have_css("outline-style", "solid")


def test_a_collapse_opens_by_keyboard(visit: Visit) -> None:
    page = visit(lambda: put_collapse("More", ["the rest"]))
    expect(page.get_by_text("More")).to_be_visible()
    keys(page, "Tab", "Enter")
    expect(page.get_by_text("the rest")).to_be_visible()
