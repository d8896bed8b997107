"""What floats above the page."""

from __future__ import annotations

from browser.pages import field
from browser.types import Visit
from playwright.sync_api import Page, expect

from pywebio.input import input
from pywebio.output import *


def test_popup_with_text_and_outputs(visit: Visit) -> None:
    def app() -> None:
        content = [
            put_html("<h3>Popup Content</h3>"),
            "plain html: <br/>",
            put_table([["A", "B"], ["C", "D"]]),
            put_buttons(["close_popup()"], onclick=lambda _: close_popup()),
        ]
        popup("Popup title", content)

    page = visit(app)
    dialog = page.get_by_role("dialog", name="Popup title")
    expect(dialog.get_by_role("heading", name="Popup Content")).to_be_visible()
    expect(dialog).to_contain_text("plain html: <br/>")
    expect(dialog.locator("td")).to_have_text(["C", "D"])
    dialog.get_by_role("button", name="close_popup()").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_popup_as_block_and_as_decorator(visit: Visit) -> None:
    def show() -> None:
        @popup("By decorator", size=PopupSize.LARGE)
        def fill() -> None:
            put_text("from the function")

        fill()

    def app() -> None:
        with popup("By block", size="small") as scope:
            put_text("in the block")
        put_text("after the block", scope=scope)
        put_buttons(["next"], onclick=lambda _: show(), scope=scope)

    page = visit(app)
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("p")).to_have_text(["in the block", "after the block"])
    expect(dialog.locator(".modal-sm")).to_have_count(1)
    dialog.get_by_role("button", name="next").click()
    expect(page.get_by_role("dialog", name="By decorator")).to_contain_text("from the function")
    expect(page.get_by_role("dialog")).to_have_count(1)


def test_ways_to_close_a_popup(visit: Visit) -> None:
    def app() -> None:
        def show(implicit: bool) -> None:
            popup("P", "text", implicit_close=implicit)

        put_buttons([("loose", True), ("firm", False)], onclick=show)

    page = visit(app)
    dialog = page.get_by_role("dialog")

    def show(which: str) -> None:
        page.get_by_role("button", name=which).click()
        expect(dialog).to_be_visible()

    def outside() -> None:
        page.mouse.click(5, 400)

    show("loose")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    show("loose")
    outside()
    expect(dialog).to_have_count(0)
    show("firm")
    page.keyboard.press("Escape")
    outside()
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_have_count(0)


def test_a_popup_that_only_the_program_closes(visit: Visit) -> None:
    def app() -> None:
        popup("Wait", [put_button("Done", onclick=close_popup)], closable=False)

    page = visit(app)
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Close")).to_have_count(0)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.mouse.click(5, 400)
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Done").click()
    expect(dialog).to_have_count(0)


def test_a_new_popup_takes_the_place_of_the_old(visit: Visit) -> None:
    def app() -> None:
        popup("One", "1")
        popup("Two", "2")

    page = visit(app)
    expect(page.get_by_role("dialog", name="Two")).to_have_text("Two2")
    expect(page.get_by_role("dialog")).to_have_count(1)


def test_focus_goes_into_a_popup_and_back(visit: Visit) -> None:
    def app() -> None:
        put_button("open", onclick=lambda: popup("P", [put_button("inside", onclick=bool)]))

    page = visit(app)
    opener = page.get_by_role("button", name="open")
    opener.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert page.evaluate("document.querySelector('dialog').contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()


def test_toast(visit: Visit) -> None:
    def app() -> None:
        toast("<b>stays</b>", duration=0, position="left", color="success")
        toast("goes", duration=0.2, color="error")
        toast("custom", duration=0, position="right", color="#123456")
        toast("click me", duration=0, onclick=lambda: put_text("clicked"))

    page = visit(app)
    expect(page.locator(".webio-toasts-left .webio-toast-success")).to_have_text("<b>stays</b>")
    expect(page.locator(".webio-toasts-right .toastify")).to_have_css(
        "background-color", "rgb(18, 52, 86)"
    )
    expect(page.locator(".toastify", has_text="goes")).to_have_count(0)
    page.locator(".toastify", has_text="stays").get_by_role("button", name="Close").click()
    expect(page.locator(".toastify", has_text="stays")).to_have_count(0)
    page.locator(".toastify", has_text="click me").click()
    expect(page.locator("#pywebio-scope-ROOT")).to_have_text("clicked")
    expect(page.locator(".toastify", has_text="click me")).to_have_count(0)
    expect(page.locator(".toastify", has_text="custom")).to_be_visible()


def test_a_toast_is_told_to_screen_readers(visit: Visit) -> None:
    page = visit(lambda: toast("listen", duration=0))
    expect(page.locator("[aria-live=polite]", has_text="listen")).to_be_visible()


def test_an_input_waits_behind_a_popup(visit: Visit) -> None:
    def app() -> None:
        popup("Read this first", "text")
        put_text(input("Name"))

    page = visit(app)
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    fill(page, "Ann")
    expect(page.locator("#pywebio-scope-ROOT")).to_have_text("Ann")


def fill(page: Page, text: str) -> None:
    field(page, "Name").fill(text)
    field(page, "Name").press("Enter")


def test_a_form_that_is_asked_while_a_popup_is_open_can_be_used(visit: Visit) -> None:
    def app() -> None:
        def log_in() -> None:
            with popup("Log in", closable=False):
                put_text("You need an account.")
            name = input("Your name", required=True)
            close_popup()
            put_text(f"name: {name}")

        put_buttons(["log in"], onclick=lambda _: log_in())
        put_text(f"first: {input('First')}")

    page = visit(app)
    dialog = page.get_by_role("dialog", name="Log in")
    field(page, "First").fill("half")
    page.get_by_role("button", name="log in").click()
    expect(field(page, "Your name")).to_be_focused()
    expect(dialog.locator("form:visible")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(dialog.locator(".invalid-feedback:visible")).to_have_count(1)
    page.keyboard.type("Ann")
    page.keyboard.press("Enter")
    expect(page.locator("#pywebio-scope-ROOT")).to_contain_text("name: Ann")
    expect(page.locator(".pywebio > #input-container")).to_be_visible()
    expect(field(page, "First")).to_have_value("half")
    expect(field(page, "First")).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.type("way")
    page.keyboard.press("Enter")
    expect(page.locator("#pywebio-scope-ROOT")).to_contain_text("first: halfway")


def test_a_popup_can_be_closed_before_the_form_in_it_is_answered(visit: Visit) -> None:
    def app() -> None:
        popup("Hint", "Closable")
        put_text(f"got {input('Answer')}")

    page = visit(app)
    expect(page.get_by_role("dialog").locator("form")).to_be_visible()
    field(page, "Answer").fill("42")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(field(page, "Answer")).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.type("0")
    page.keyboard.press("Enter")
    expect(page.locator("#pywebio-scope-ROOT")).to_contain_text("got 420")


def test_a_field_that_was_behind_a_popup_takes_text_again(visit: Visit) -> None:
    def ask() -> None:
        popup("Question")
        put_text("second:", input("Second"))

    def app() -> None:
        put_buttons(["ask"], onclick=lambda _: ask())
        put_text("first:", input("First"))

    page = visit(app)
    page.get_by_role("button", name="ask").click()
    expect(field(page, "Second")).to_be_focused()
    page.keyboard.type("two")
    page.keyboard.press("Enter")
    expect(page.locator("#pywebio-scope-ROOT")).to_contain_text("second: two")
    page.keyboard.press("Escape")
    expect(field(page, "First")).to_be_focused()
    page.keyboard.type("one")
    page.keyboard.press("Enter")
    expect(page.locator("#pywebio-scope-ROOT")).to_contain_text("first: one")


def test_the_focus_finds_its_way_back_past_popups_that_have_gone(visit: Visit) -> None:
    def ask() -> None:
        with popup("First"):
            put_button("more", onclick=lambda: popup("Second", "text"))
        put_text("got", input("Answer"))

    page = visit(lambda: put_button("ask", onclick=ask))
    page.get_by_role("button", name="ask").focus()
    page.keyboard.press("Enter")
    expect(field(page, "Answer")).to_be_focused()
    page.get_by_role("button", name="more").click()
    expect(page.get_by_role("dialog", name="Second")).to_be_visible()
    page.keyboard.press("Escape")
    expect(field(page, "Answer")).to_be_focused()
    page.keyboard.type("42")
    page.keyboard.press("Enter")
    expect(page.locator("#pywebio-scope-ROOT")).to_contain_text("got 42")
    expect(page.get_by_role("button", name="ask")).to_be_focused()
