"""A form goes when it is answered or taken back, whatever else is under way just then."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from browser.pages import field, press
from browser.types import NewPage, Serve, Visit
from playwright.sync_api import Page, Route, expect

from pywebio.input import *
from pywebio.output import *
from pywebio.session import hold

ROUNDS = 25


def gone(page: Page) -> None:
    """No form is left, nor an empty frame of one."""
    expect(page.locator("form")).to_have_count(0)
    expect(page.locator("#input-container")).to_be_hidden()


LAZY: dict[str, Callable[..., Any]] = {
    "editor": lambda **more: textarea("Program", code={"mode": "python"}, value="x", **more),
    "select": lambda **more: select("City", ["Rome", "Oslo"], native=False, **more),
}


@pytest.mark.parametrize("part", LAZY)
def test_it_is_taken_back_while_its_part_of_the_page_is_on_its_way(
    page: Page, serve: Serve, part: str
) -> None:
    waiting: list[Route] = []
    page.route(f"**/*asset={part}-*", lambda route: waiting.append(route))

    def app() -> None:
        try:
            LAZY[part](timeout=0.5)
        except TimeoutError:
            put_text("too late")
        put_text("answer:", input("Next"))

    page.goto(serve(app).url, wait_until="commit")  # a style sheet of that part may hold up more
    expect(page.get_by_text("too late")).to_be_visible()
    expect(field(page, "Next")).to_be_focused()
    assert waiting
    for route in waiting:
        route.continue_()
    page.unroute_all()
    field(page, "Next").fill("fine")
    page.keyboard.press("Enter")
    expect(page.get_by_text("answer: fine")).to_be_visible()
    gone(page)


@pytest.mark.parametrize("animated", [True, False])
def test_answers_in_quick_succession(serve: Serve, new_page: NewPage, animated: bool) -> None:
    def app() -> None:
        for number in range(ROUNDS):
            put_text("got", input(f"Question {number}"))
        put_text("all asked")

    page = new_page()
    page.emulate_media(reduced_motion="no-preference" if animated else "reduce")
    page.goto(serve(app).url)
    for number in range(ROUNDS):
        field(page, f"Question {number}").fill(str(number))
        page.keyboard.press("Enter")
        expect(page.locator("form")).to_have_count(0 if number == ROUNDS - 1 else 1)
    expect(page.get_by_text("all asked")).to_be_visible()
    gone(page)


def test_the_field_with_the_focus_tells_that_it_lost_it(visit: Visit) -> None:
    """Removing the focused field makes the browser tell of it in the middle of the removal."""

    def app() -> None:
        for number in range(ROUNDS):
            input(f"Question {number}", validate=lambda text: None, onchange=lambda text: None)
        with use_scope("here"):
            put_text("in a scope")
        select("City", ["Rome", "Oslo"], native=False, scope="here")
        textarea("Program", code=True)
        put_text("all asked")
        hold()

    page = visit(app)
    for number in range(ROUNDS):
        field(page, f"Question {number}").press_sequentially("ab")
        page.keyboard.press("Enter")
    page.get_by_role("button", name="Submit").click()
    expect(page.locator(".CodeMirror")).to_be_visible()
    page.locator(".CodeMirror").click()
    page.keyboard.type("print(1)")
    press(page, "Submit")
    expect(page.get_by_text("all asked")).to_be_visible()
    gone(page)


def test_its_scope_and_its_popup_go_before_it_is_answered(visit: Visit) -> None:
    def app() -> None:
        with popup("Popup"):
            put_scope("inside")
            put_button("Away", onclick=close_popup)
        put_text("first:", input("In the popup", scope="inside"))
        with use_scope("here"):
            put_button("Clear", onclick=lambda: clear("here"))
        put_text("second:", input("In a scope", scope="here"))

    page = visit(app)
    box = page.get_by_role("textbox", name="In the popup")
    box.fill("one")
    press(page, "Away")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(box).to_have_value("one")
    press(page, "Submit")
    expect(page.get_by_text("first: one")).to_be_visible()
    page.get_by_role("textbox", name="In a scope").fill("two")
    press(page, "Clear")
    press(page, "Submit")
    expect(page.get_by_text("second: two")).to_be_visible()
    gone(page)
