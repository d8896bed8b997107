"""Sliders, lists with search, code editors, dependent fields and forms in scopes."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from browser.axe import has_no_sideways_scroll, violations
from browser.pages import field, press, root
from browser.test_input import answers, expect_answer
from browser.test_look import LOOKS
from browser.types import NewPage, Serve, Visit
from playwright.sync_api import Page, expect

from pywebio.input import *
from pywebio.output import *

# -- slider ---------------------------------------------------------------------------------------


def test_a_slider_moves_by_keyboard_and_shows_its_number(visit: Visit) -> None:
    page = visit(answers(lambda: slider("Volume", value=30, max_value=50, step=5)))
    handle = field(page, "Volume")
    expect(page.locator("output")).to_have_text("30")
    handle.press("ArrowRight")
    expect(page.locator("output")).to_have_text("35")
    press(page, "Submit")
    expect_answer(page, 35)


def test_a_continuous_slider(visit: Visit) -> None:
    page = visit(answers(lambda: slider("Share", value=0.25, min_value=0, max_value=1)))
    field(page, "Share").fill("0.75")
    press(page, "Submit")
    expect_answer(page, 0.75)


# -- buttons beside fields, dependent fields ------------------------------------------------------


def test_a_button_beside_a_field_sets_its_value(visit: Visit) -> None:
    def choose(set_value: Any) -> None:
        set_value(("an", "object"), "Today")

    page = visit(answers(lambda: input("Day", type=DATE, action=("Choose", choose))))
    press(page, "Choose")
    expect(field(page, "Day")).to_have_value("Today")
    expect(field(page, "Day")).not_to_be_editable()
    press(page, "Submit")
    expect_answer(page, ("an", "object"))


CITIES = {"Italy": ["Rome", "Turin"], "Spain": ["Madrid", "Seville"]}


@pytest.mark.parametrize("native", [True, False])
def test_a_field_that_depends_on_another(visit: Visit, native: bool) -> None:
    def change(country: str) -> None:
        input_update("city", options=CITIES[country], value=CITIES[country][1], label=country)

    def question() -> Any:
        return input_group(
            "Where?",
            [
                select("Country", list(CITIES), name="country", onchange=change, native=native),
                select("City", CITIES["Italy"], name="city", native=native),
            ],
        )

    page = visit(answers(question))
    if not native:
        expect(page.locator(".ts-wrapper")).to_have_count(2)
    page.locator("select[name=country]").select_option("Spain")
    expect(page.locator("label").nth(1)).to_have_text("Spain")
    expect(page.locator("select[name=city]")).to_have_value("Seville")
    press(page, "Reset")
    expect(page.locator("select[name=city]")).to_have_value("Turin")
    press(page, "Submit")
    expect_answer(page, {"country": "Italy", "city": "Turin"})


# -- searchable lists -----------------------------------------------------------------------------


def test_one_can_search_in_a_long_list(visit: Visit) -> None:
    names = [f"Item {number}" for number in range(300)]
    page = visit(answers(lambda: select("Item", names, native=False)))
    expect(page.locator(".ts-wrapper")).to_be_visible()
    box = page.get_by_role("combobox")
    expect(box).to_have_accessible_name("Item")
    box.click()
    box.press_sequentially("217")
    expect(page.get_by_role("option")).to_have_count(1)
    box.press("Enter")
    expect(page.locator(".ts-control .item")).to_have_text("Item 217")
    press(page, "Submit")
    expect_answer(page, "Item 217")


def test_several_can_be_chosen_and_taken_back(visit: Visit) -> None:
    page = visit(
        answers(lambda: select("Letters", "abcd", multiple=True, native=False, value=["a", "c"]))
    )
    expect(page.locator(".ts-wrapper")).to_be_visible()
    box = page.get_by_role("combobox")
    box.click()
    page.get_by_role("option", name="b", exact=True).click()
    box.press("Escape")
    page.locator(".ts-control .item", has_text="a").locator(".remove").click()
    expect(page.locator(".ts-control .item")).to_have_count(2)
    box.press("Escape")
    press(page, "Submit")
    expect_answer(page, ["b", "c"])


def test_what_was_searched_for_goes_when_it_is_chosen(visit: Visit) -> None:
    page = visit(
        answers(
            lambda: select("Items", [f"Item {n}" for n in range(99)], multiple=True, native=False)
        )
    )
    box = page.get_by_role("combobox")
    box.click()
    for number in (42, 17):
        box.press_sequentially(str(number))
        expect(page.get_by_role("option")).to_have_text([f"Item {number}"])
        box.press("Enter")
        expect(box).to_have_value("")
    expect(page.locator(".ts-control .item")).to_have_count(2)
    box.press("Escape")
    press(page, "Submit")
    expect_answer(page, ["Item 17", "Item 42"])


# -- code -----------------------------------------------------------------------------------------


def lines(page: Page) -> Any:
    return page.locator(".CodeMirror pre.CodeMirror-line")


def test_code_is_edited_with_colours_and_indented(visit: Visit) -> None:
    options = {"mode": "python", "theme": "monokai"}
    page = visit(answers(lambda: textarea("Code", rows=8, code=options, value="x = 1")))
    expect(page.locator(".CodeMirror .cm-number")).to_have_text("1")
    expect(page.locator(".cm-s-monokai")).to_have_count(1)
    assert page.locator(".CodeMirror").bounding_box()["height"] == 160  # type: ignore[index]
    page.locator(".CodeMirror pre").first.click()
    page.keyboard.press("Control+End")
    page.keyboard.type("\nif x:\npass")
    expect(lines(page)).to_have_text(["x = 1", "if x:", "    pass"])
    press(page, "Submit")
    expect_answer(page, "x = 1\nif x:\n    pass")


def test_the_editor_has_a_name_fills_the_screen_and_lets_the_keyboard_out(visit: Visit) -> None:
    page = visit(answers(lambda: textarea("Code", code=True)))
    editor = page.get_by_role("textbox", name="Code")
    expect(editor).to_be_focused()
    # Only now: until the editor has come, the plain text area has the focus.
    expect(page.locator(".CodeMirror-focused")).to_have_count(1)
    page.keyboard.press("F11")
    expect(page.locator(".CodeMirror-fullscreen")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(".CodeMirror-fullscreen")).to_have_count(0)
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Submit")).to_be_focused()
    editor.focus()
    page.keyboard.press("Tab")
    expect(editor).to_be_focused()
    press(page, "Submit")
    expect_answer(page, "    ")


def test_code_that_must_not_be_changed(visit: Visit) -> None:
    page = visit(answers(lambda: textarea("Code", code={"readOnly": True}, value="x")))
    page.locator(".CodeMirror pre").first.click()
    page.keyboard.type("y")
    page.keyboard.press("Tab")  # there is nothing to indent
    expect(page.get_by_role("button", name="Submit")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Submit")).to_be_focused()
    expect(page.get_by_text("Tab indents")).not_to_be_visible()
    press(page, "Submit")
    expect_answer(page, "x")


MODES = {
    "python": "def",
    "javascript": "var x",
    "text/x-java": "class A",
    "c++": "int a",
    "sql": "SELECT 1",
    "html": "<b>",
    "css": "a { color: red }",
    "xml": "<a/>",
    "markdown": "# A",
    "yaml": "a: 1",
    "json": '{"a": 1}',
    "shell": "if",
    "go": "func",
    "rust": "fn",
    "ruby": "def",
    "php": "<?php 1;",
    "swift": "func",
    "kotlin": "fun",
    "r": "TRUE",
    "julia": "function",
    "lua": "local",
    "perl": "my $a",
    "scala": "class A",
    "haskell": "module",
    "dockerfile": "FROM a",
    "toml": "a = 1",
    "typescript": "let x",
    "powershell": "if",
    "clojure": "(def a 1)",
    "vb": "Dim",
    "diff": "+a",
}


def test_many_languages_have_colours(visit: Visit) -> None:
    def question() -> Any:
        return input_group(
            "Code",
            [
                textarea(mode, name=f"m{number}", code={"mode": mode}, value=text, rows=1)
                for number, (mode, text) in enumerate(MODES.items())
            ],
        )

    page = visit(answers(question))
    for number, mode in enumerate(MODES):
        area = page.locator(f"[name=m{number}] + .CodeMirror")
        expect(area.locator("[class*=cm-]").first, mode).to_be_attached()
    assert len(MODES) > 25


# -- forms in scopes ------------------------------------------------------------------------------


def test_a_form_stands_in_a_scope_until_that_goes(visit: Visit) -> None:
    def question() -> Any:
        put_scope("here", [put_text("above")])
        put_button("More", onclick=lambda: put_text("more", scope="here"))
        put_button("Clear", onclick=lambda: clear("here"))
        put_button("Remove", onclick=lambda: remove("here"))
        answer = input("Name", scope="here", name=None)
        clear()
        return answer

    page = visit(answers(question))
    expect(root(page, "here").locator("form")).to_be_visible()
    expect(page.locator("#input-cards form")).to_have_count(0)
    name = page.get_by_role("textbox", name="Name")
    expect(name).to_be_focused()
    name.fill("Ann")
    press(page, "More")
    expect(root(page, "here").locator("> :last-child")).to_have_class("webio-form")
    press(page, "Clear")
    expect(root(page, "here").locator("> *")).to_have_count(1)
    press(page, "Remove")
    expect(page.locator("#input-cards form")).to_be_visible()
    expect(name).to_have_value("Ann")
    press(page, "Submit")
    expect_answer(page, "Ann")


def test_a_form_in_a_popup_outlives_it(visit: Visit) -> None:
    def question() -> Any:
        popup("Order", [put_scope("inside")])
        return input("Name", scope="inside")

    page = visit(answers(question))
    name = page.get_by_role("textbox", name="Name")
    expect(page.get_by_role("dialog").locator("form")).to_be_visible()
    expect(name).to_be_focused()
    name.fill("Ann")
    page.get_by_role("button", name="Close").click()
    expect(page.locator("#input-cards form")).to_be_visible()
    press(page, "Submit")
    expect_answer(page, "Ann")


def test_the_program_takes_a_form_back(visit: Visit) -> None:
    handle = FormHandle()
    asked = threading.Event()

    def question() -> Any:
        asked.set()
        try:
            with handle:
                return input("Name")
        except Exception as error:
            return str(error)

    page = visit(answers(question))
    expect(field(page, "Name")).to_be_visible()
    handle.cancel("never mind")
    expect_answer(page, "never mind")


# -- accessibility --------------------------------------------------------------------------------

PROGRAM = """# A comment
@decorated
def f(x: int = 1) -> str:
    return "text" + str(x) if x is None else [1.5, True]
"""


def everything() -> None:
    put_markdown("# All of them")
    input_group(
        "Everything",
        [
            slider("Volume", name="volume", value=30, help_text="help"),
            input("Day", name="day", action=("Choose", print), placeholder="a day"),
            select("Country", CITIES, name="country", native=False),
            select(
                "Letters", "abcdef", name="letters", multiple=True, native=False, value=["a", "c"]
            ),
            textarea(
                "Program",
                name="program",
                code={"mode": "python"},
                value=PROGRAM,
                validate=lambda _text: "wrong",
            ),
            textarea("Fixed", name="fixed", code={"mode": "html", "readOnly": True}, value="<b>"),
        ],
        validate=lambda _data: ("country", "wrong"),
    )


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_nobody_is_left_out(serve: Serve, new_page: NewPage, scheme: str, width: int) -> None:
    page = new_page(width=width, color_scheme=scheme)
    page.goto(serve(everything).url)
    expect(page.locator(".cm-keyword").first).to_be_attached()
    expect(page.locator(".ts-wrapper")).to_have_count(2)
    assert has_no_sideways_scroll(page)
    assert violations(page) == []
    press(page, "Submit")
    expect(page.locator(".invalid-feedback:visible")).to_have_text("wrong")
    assert violations(page) == []
    page.get_by_role("combobox", name="Letters").click()
    expect(page.get_by_role("option", name="b", exact=True)).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("textbox", name="Program").focus()
    # Only now: until the editor has come, the plain text area has the focus.
    expect(page.locator(".CodeMirror-focused")).to_have_count(1)
    page.keyboard.press("F11")
    assert violations(page) == []


def test_a_form_without_a_title_is_a_landmark(visit: Visit) -> None:
    def app() -> None:
        put_markdown("# Order")
        input_group("", [input("Name", name="name"), actions(name="do", buttons=["Save"])])

    page = visit(app)
    expect(page.get_by_role("form", name="Form")).to_be_visible()
    assert violations(page) == []
