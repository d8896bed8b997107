"""Outputs that change on the page, in a browser; and what stays over a lost line."""

from __future__ import annotations

import threading
from typing import Any

from browser.pages import press, root
from browser.types import ProxyTo, Serve, Visit
from playwright.sync_api import Page, expect

from pywebio.output import *


def test_update_and_remove(visit: Visit) -> None:
    def app() -> None:
        note = put_text("first").style("color: rgb(1, 2, 3)").show()
        cell = put_button("count 0", onclick=lambda: count(1))
        put_table([["job", "state"], ["copy", cell]])

        def count(number: int) -> None:
            note.update(f"clicked {number}")
            cell.update(f"count {number}", onclick=lambda: count(number + 1))

        def away() -> None:
            note.remove()
            cell.remove()

        put_button("away", onclick=away)

    page = visit(app)
    page.get_by_role("button", name="count 0").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("clicked 1")).to_have_css("color", "rgb(1, 2, 3)")
    expect(page.get_by_role("button", name="count 1")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("cell", name="count 2")).to_be_visible()
    press(page, "away")
    expect(page.get_by_text("clicked")).to_have_count(0)
    expect(root(page).get_by_role("table").get_by_role("button")).to_have_count(0)
    expect(page.get_by_role("cell", name="copy")).to_be_visible()


def test_an_open_tab_survives_a_lost_line(
    page: Page, serve: Serve, proxy_to: ProxyTo, watch: Any
) -> None:
    watch.allow("WebSocket connection to|ERR_CONNECTION|ERR_EMPTY_RESPONSE|ERR_SOCKET")
    go_on = threading.Event()

    def app() -> None:
        inner = put_text("before")
        put_tabs([{"title": "A", "content": "in A"}, {"title": "B", "content": inner}])
        go_on.wait(30)
        inner.update("after")

    proxy = proxy_to(serve(app))
    page.goto(proxy.url)
    page.get_by_role("tab", name="B").click()
    expect(page.get_by_text("before")).to_be_visible()
    tabs = page.locator(".webio-tabs").evaluate_handle("e => e")
    proxy.cut()
    expect(page.get_by_text("Reconnecting")).to_be_visible()
    go_on.set()
    proxy.resume()
    expect(page.get_by_text("after")).to_be_visible()
    expect(page.get_by_role("tab", name="B")).to_have_attribute("aria-selected", "true")
    assert tabs.evaluate("e => e.isConnected")
