"""A line to the server that is cut, hangs, or is slow."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from browser.data import picture
from browser.pages import field, press, root
from browser.types import NewPage, ProxyTo, Serve
from playwright.sync_api import Page, expect

from demos import live_log
from pywebio.input import *
from pywebio.output import *

CUT = 3000
"""Milliseconds for which the line is away."""


@pytest.fixture(autouse=True)
def lost_connections(watch: Any) -> None:
    watch.allow("WebSocket connection to|ERR_CONNECTION|ERR_EMPTY_RESPONSE|ERR_SOCKET|410")


WAYS = pytest.mark.parametrize("http_only", [False, True], ids=["websocket", "http"])


def numbers(page: Page) -> list[int]:
    """The numbers of the lines of the live log."""
    found: list[int] = page.evaluate(
        "[...document.querySelectorAll('[id^=pywebio-scope-line-]')]"
        ".map(line => parseInt(line.textContent))"
    )
    return found


@WAYS
def test_the_live_log_is_cut_in_the_middle(
    page: Page, serve: Serve, proxy_to: ProxyTo, http_only: bool
) -> None:
    proxy = proxy_to(serve(live_log.main, http_only=http_only))
    page.goto(proxy.url)
    press(page, "Start")
    expect(page.locator("#pywebio-scope-line-5")).to_be_attached()
    field(page, "Note").fill("half a sen")
    seen = len(numbers(page))
    page.evaluate("window.lostAt = performance.now()")
    proxy.cut()
    expect(page.get_by_text("Reconnecting")).to_be_visible()
    page.wait_for_function(f"performance.now() - lostAt > {CUT}")
    proxy.resume()
    expect(page.get_by_text("Reconnecting")).to_be_hidden()
    expect(page.locator(f"#pywebio-scope-line-{seen + 30}")).to_be_attached()
    expect(field(page, "Note")).to_have_value("half a sen")
    expect(field(page, "Note")).to_be_focused()
    found = numbers(page)
    assert found == list(range(1, len(found) + 1))
    assert proxy.connections >= 2


@WAYS
def test_a_click_on_a_dead_line_arrives_once(
    page: Page, serve: Serve, proxy_to: ProxyTo, http_only: bool
) -> None:
    clicks: list[int] = []

    def app() -> None:
        def click() -> None:
            clicks.append(1)
            put_text(f"click {len(clicks)}")

        put_button("count", onclick=click)

    proxy = proxy_to(serve(app, http_only=http_only))
    page.goto(proxy.url)
    press(page, "count")
    expect(page.get_by_text("click 1")).to_be_visible()
    proxy.cut()
    expect(page.get_by_text("Reconnecting")).to_be_visible()
    press(page, "count")
    press(page, "count")
    proxy.resume()
    expect(page.get_by_text("click 3")).to_be_visible()
    assert len(clicks) == 3


@WAYS
def test_a_form_submitted_on_a_dead_line(
    page: Page, serve: Serve, proxy_to: ProxyTo, http_only: bool
) -> None:
    proxy = proxy_to(serve(lambda: put_text(f"Hello {input('Name')}"), http_only=http_only))
    page.goto(proxy.url)
    field(page, "Name").fill("Ann")
    proxy.cut()
    expect(page.get_by_text("Reconnecting")).to_be_visible()
    press(page, "Submit")
    proxy.resume()
    # The button goes at once if the page has come back by itself meanwhile.
    page.evaluate("document.querySelector('.webio-status-action')?.click()")
    expect(root(page)).to_have_text("Hello Ann")


def test_a_line_that_hangs_is_noticed(page: Page, serve: Serve, proxy_to: ProxyTo) -> None:
    """Nothing comes through, but no end of the connection is told."""
    proxy = proxy_to(serve(lambda: put_text(f"Hello {input('Name')}")))
    page.clock.install()
    page.goto(proxy.url)
    field(page, "Name").fill("Ann")
    proxy.drop()
    press(page, "Submit")
    page.clock.run_for(10_000)
    expect(page.get_by_text("Reconnecting")).to_be_visible()
    proxy.resume()
    expect(root(page)).to_have_text("Hello Ann")


def test_many_short_programs_over_a_slow_line(
    new_page: NewPage, serve: Serve, proxy_to: ProxyTo
) -> None:
    """Each shows all that it put out, although it had returned long before."""

    def app() -> None:
        for n in range(200):
            put_text(f"line {n} " + "x" * 500)
        put_image(picture(), title="the end")

    proxy = proxy_to(serve(app), rate=400_000)
    pages = [new_page() for _ in range(4)]
    for page in pages:
        page.goto(proxy.url)
    for page in pages:
        expect(page.get_by_role("img", name="the end")).to_be_visible()
        page.wait_for_function("document.querySelector('img').naturalWidth > 0")
        expect(root(page).locator("p")).to_have_count(200)


@WAYS
def test_a_restarted_server_leaves_the_page_readable(
    page: Page, serve: Serve, proxy_to: ProxyTo, http_only: bool
) -> None:
    def app() -> None:
        put_text("what was shown")
        input("Name")

    first, second = serve(app, http_only=http_only), serve(app, http_only=http_only)
    proxy = proxy_to(first)
    page.goto(proxy.url)
    field(page, "Name").fill("typed")
    proxy.cut()
    proxy.target = second.port
    proxy.resume()
    expect(page.get_by_text("The server no longer knows this session.")).to_be_visible()
    expect(root(page)).to_have_text("what was shown")
    expect(field(page, "Name")).to_have_value("typed")
    page.get_by_role("button", name="Start again").click()
    expect(field(page, "Name")).to_have_value("")


@WAYS
def test_output_goes_on_while_the_page_is_away(
    page: Page, serve: Serve, proxy_to: ProxyTo, http_only: bool
) -> None:
    """More than the pending changes may hold: the page gets a snapshot, nodes it has stay."""
    gone = threading.Event()

    def app() -> None:
        put_text("first")
        gone.wait(15)
        for n in range(5000):
            put_text(f"line {n}")
        put_text("last")

    proxy = proxy_to(serve(app, http_only=http_only, slow_after=0.2))
    page.goto(proxy.url)
    expect(page.get_by_text("first", exact=True)).to_be_visible()
    page.evaluate("document.querySelector('p').marked = true")
    proxy.cut()
    gone.set()
    expect(page.get_by_text("Reconnecting")).to_be_visible()
    proxy.resume()
    expect(page.get_by_text("last", exact=True)).to_be_attached()
    texts = root(page).locator("p").all_inner_texts()
    assert texts == ["first", *(f"line {n}" for n in range(5000)), "last"]
    assert page.evaluate("document.querySelector('p').marked")
