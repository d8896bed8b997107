"""What was done on a dead line before the page was loaded again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from browser.pages import field, press, returned, root
from browser.types import ProxyTo, Serve
from playwright.sync_api import Page, expect

from pywebio.input import *
from pywebio.output import *


def dead_line(page: Page, serve: Serve, proxy_to: ProxyTo, app: Callable[[], Any]) -> Any:
    """The page, on a line that is dead."""
    proxy = proxy_to(serve(app, keep_running=60))  # this machine may be slow
    page.goto(proxy.url)
    return proxy


def strand(page: Page, proxy: Any) -> None:
    """The line is dead for this load of the page, and only for this one."""
    page.evaluate(
        "() => { window.WebSocket = class { static OPEN = 1; readyState = 0; close() {} }; }"
    )
    proxy.snap()
    expect(page.get_by_text("Reconnecting")).to_be_visible()


def click_app(clicks: list[int]) -> Callable[[], None]:
    def click() -> None:
        clicks.append(1)
        put_text(f"click {len(clicks)}")

    def app() -> None:
        put_button("count", onclick=click)
        input("Name")

    return app


def test_a_click_on_a_dead_line_is_sent_by_the_next_load(
    page: Page, serve: Serve, proxy_to: ProxyTo
) -> None:
    clicks: list[int] = []
    proxy = dead_line(page, serve, proxy_to, click_app(clicks))
    press(page, "count")
    expect(page.get_by_text("click 1")).to_be_visible()
    strand(page, proxy)
    press(page, "count")
    press(page, "count")
    page.reload()
    returned(page)
    expect(page.get_by_text("click 3")).to_be_visible()
    assert len(clicks) == 3


def test_an_old_click_is_asked_about(page: Page, serve: Serve, proxy_to: ProxyTo) -> None:
    clicks: list[int] = []
    proxy = dead_line(page, serve, proxy_to, click_app(clicks))
    press(page, "count")
    expect(page.get_by_text("click 1")).to_be_visible()
    strand(page, proxy)
    press(page, "count")
    # As if half a minute had passed before the page was loaded again.
    page.add_init_script("{ const now = Date.now; Date.now = () => now() + 31_000; }")
    page.reload()
    expect(page.get_by_text("was not sent")).to_be_visible()
    assert len(clicks) == 1
    page.get_by_role("button", name="Send it now").click()
    expect(page.get_by_text("click 2")).to_be_visible()
    expect(page.get_by_text("was not sent")).to_have_count(0)
    assert len(clicks) == 2


def test_an_old_click_may_be_discarded(page: Page, serve: Serve, proxy_to: ProxyTo) -> None:
    clicks: list[int] = []
    proxy = dead_line(page, serve, proxy_to, click_app(clicks))
    expect(page.get_by_role("button", name="count")).to_be_visible()
    strand(page, proxy)
    press(page, "count")
    page.add_init_script("{ const now = Date.now; Date.now = () => now() + 31_000; }")
    page.reload()
    page.get_by_role("button", name="Discard it").click()
    expect(page.get_by_text("was not sent")).to_have_count(0)
    press(page, "count")
    expect(page.get_by_text("click 1")).to_be_visible()
    assert len(clicks) == 1


def test_a_password_that_was_not_sent_is_asked_for_again(
    page: Page, serve: Serve, proxy_to: ProxyTo
) -> None:
    def app() -> None:
        data = input_group(
            "Log in", [input("Name", name="n"), input("Key", name="k", type=PASSWORD)]
        )
        put_text(f"{data['n']} {data['k']}")
        input("More")

    proxy = dead_line(page, serve, proxy_to, app)
    field(page, "Name").fill("Ann")
    field(page, "Key").fill("hush-hush")
    strand(page, proxy)
    press(page, "Submit")
    page.reload()
    returned(page)
    expect(field(page, "Name")).to_have_value("Ann")
    expect(field(page, "Key")).to_have_value("")
    field(page, "Key").fill("again")
    press(page, "Submit")
    expect(root(page)).to_have_text("Ann again")
