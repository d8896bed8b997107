"""Tabs, boxes that scroll, and own widgets, in a browser."""

from __future__ import annotations

from browser.pages import press, root
from browser.types import NewPage, Serve, Visit
from playwright.sync_api import Locator, Page, expect

from pywebio.output import *


def panel(page: Page) -> Locator:
    return page.get_by_role("tabpanel")


def test_tabs_by_mouse_and_keyboard(visit: Visit) -> None:
    def app() -> None:
        put_tabs(
            [
                {"title": "Text", "content": "Hello"},
                {"title": "Markdown", "content": put_markdown("**bold**")},
                {"title": "More", "content": [put_code("code"), put_button("b", onclick=print)]},
            ]
        )

    page = visit(app)
    expect(panel(page)).to_have_text("Hello")
    page.locator(".webio-tabs label", has_text="Markdown").click()
    expect(panel(page).locator("strong")).to_have_text("bold")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="More")).to_be_focused()
    expect(panel(page).get_by_role("button", name="b")).to_be_visible()
    page.keyboard.press("Tab")
    expect(panel(page)).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Home")
    expect(panel(page)).to_have_text("Hello")


def test_many_tabs_fit_on_a_phone(serve: Serve, new_page: NewPage) -> None:
    tabs = [{"title": f"Title number {i}", "content": "x" * 200} for i in range(12)]
    page = new_page(width=390)
    page.goto(serve(lambda: put_tabs(tabs)).url)
    expect(panel(page)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("tab", name="Title number 0").focus()
    page.keyboard.press("End")
    expect(page.get_by_role("tab", name="Title number 11")).to_be_in_viewport()


def test_a_box_that_scrolls(visit: Visit) -> None:
    page = visit(lambda: put_scrollable("line\n" * 100, height=120))
    box = page.locator(".webio-scrollable")
    size = box.bounding_box()
    assert size
    assert size["height"] == 120
    box.focus()
    page.keyboard.press("End")
    page.wait_for_function("document.querySelector('.webio-scrollable').scrollTop > 100")


def test_a_box_follows_its_end_unless_the_visitor_is_in_it(visit: Visit) -> None:
    def app() -> None:
        def more() -> None:
            for i in range(20):
                put_text(f"more {i}", scope=box)
            put_text("added", scope="state")

        put_button("more", onclick=more)
        with put_scrollable(height=(0, 150), keep_bottom=True) as box:
            for i in range(50):
                put_text(i)
        put_scope("state")

    page = visit(app)
    at_end = """() => {
        const e = document.querySelector('.webio-scrollable');
        return e.scrollTop > 0 && e.scrollTop + e.clientHeight >= e.scrollHeight - 1;
    }"""
    expect(page.locator(".webio-scrollable")).to_be_attached()
    page.wait_for_function(at_end)
    press(page, "more")
    expect(page.get_by_text("added")).to_have_count(1)
    page.wait_for_function(at_end)
    box = page.locator(".webio-scrollable")
    page.get_by_role("button", name="more").focus()
    box.hover()
    box.evaluate("e => { e.scrollTop = 5; }")
    page.keyboard.press("Enter")
    expect(page.get_by_text("added")).to_have_count(2)
    assert box.evaluate("e => e.scrollTop") == 5


def test_a_widget_of_the_program(visit: Visit) -> None:
    def app() -> None:
        inner = put_button("press", onclick=lambda: inner.update("pressed", onclick=print))
        put_widget(
            """
            <details {{#open}}open{{/open}}>
                <summary>{{title}}</summary>
                <table>
                    {{#rows}}<tr>
                        {{#.}}<td>{{& pywebio_output_parse}}</td>{{/.}}
                    </tr>{{/rows}}
                </table>
            </details>
            <p id="by-script"></p><script>$("#by-script").text("ran")</script>
            """,
            {
                "open": True,
                "title": "<Own>",
                "rows": [["text", inner], [put_markdown("**b**"), put_scope("cell")]],
            },
        )
        put_text("in the scope", scope="cell")

    page = visit(app)
    expect(page.locator("summary")).to_have_text("<Own>")
    expect(page.locator("td")).to_have_text(["text", "press", "b", "in the scope"])
    expect(page.locator("td strong")).to_have_text("b")
    expect(page.locator("#by-script")).to_have_text("ran")
    press(page, "press")
    expect(root(page).get_by_role("button", name="pressed")).to_be_visible()
    assert page.evaluate("Mustache.render('{{a}}', {a: 1})") == "1"
