"""Output, forms, clicks and uploads while the line is bad: nothing lost, doubled or disordered."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import threading
import time
from pathlib import Path

import pytest
from browser.pages import field, press, root
from browser.types import ProxyTo, Serve
from faults.faults import FAULTS, SLOW_FAULTS, Fault, Stopwatch, cut, fault_name, hole, pause, wait
from playwright.sync_api import Page, expect

from pywebio.input import *
from pywebio.output import *

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("bad_lines")]

bad_line = pytest.mark.parametrize("fault", FAULTS, ids=fault_name)
long_bad_line = pytest.mark.parametrize("fault", SLOW_FAULTS, ids=fault_name)
BAD_FOR = 1.5
"""Seconds of a fault."""


class Stream:
    """An application that puts out numbered lines until it is stopped."""

    def __init__(self) -> None:
        self.stop = threading.Event()
        self.made = 0

    def app(self) -> None:
        while not self.stop.is_set():
            put_text(f"line {self.made}")
            self.made += 1
            time.sleep(0.005)
        put_text("the end")

    async def async_app(self) -> None:
        while not self.stop.is_set():
            put_text(f"line {self.made}")
            self.made += 1
            await asyncio.sleep(0.005)
        put_text("the end")

    def check(self, page: Page) -> None:
        """Each line is there, once, in its place."""
        self.stop.set()
        expect(page.get_by_text("the end")).to_be_attached(timeout=60_000)
        texts = root(page).locator("p").all_inner_texts()
        assert texts == [*(f"line {n}" for n in range(self.made)), "the end"]


class Clicks:
    """An application with a button that counts, and says what it has counted."""

    def __init__(self) -> None:
        self.values: list[int] = []

    def click(self, value: int) -> None:
        self.values.append(value)
        put_text(f"click {len(self.values)}: {value}")

    def app(self) -> None:
        buttons = [{"label": f"b{n}", "value": n} for n in range(5)]
        put_buttons(buttons, onclick=self.click, serial_mode=True)

    def check(self, page: Page, expected: list[int]) -> None:
        """Each click has arrived once, in its order, and so has each answer."""
        last = f"click {len(expected)}: {expected[-1]}"
        expect(page.get_by_text(last, exact=True)).to_be_visible(timeout=60_000)
        assert self.values == expected
        texts = root(page).locator("p").all_inner_texts()
        assert texts == [f"click {n + 1}: {value}" for n, value in enumerate(expected)]


def stream_through(
    page: Page, serve: Serve, proxy_to: ProxyTo, fault: Fault, as_coroutine: bool, seconds: float
) -> None:
    stream = Stream()
    proxy = proxy_to(serve(stream.async_app if as_coroutine else stream.app))
    page.goto(proxy.url)
    expect(page.get_by_text("line 20", exact=True)).to_be_attached()
    with fault(proxy, page):
        wait(page, seconds)
    stream.check(page)
    expect(page.locator(".webio-status")).to_have_count(0)


@bad_line
@pytest.mark.parametrize("as_coroutine", [False, True], ids=["thread", "coroutine"])
def test_while_output_streams(
    page: Page, serve: Serve, proxy_to: ProxyTo, fault: Fault, as_coroutine: bool
) -> None:
    stream_through(page, serve, proxy_to, fault, as_coroutine, BAD_FOR)


@pytest.mark.slow
@long_bad_line
@pytest.mark.parametrize("as_coroutine", [False, True], ids=["thread", "coroutine"])
def test_while_output_streams_for_long(
    page: Page, serve: Serve, proxy_to: ProxyTo, fault: Fault, as_coroutine: bool
) -> None:
    stream_through(page, serve, proxy_to, fault, as_coroutine, 30)


@bad_line
def test_with_a_half_filled_form(page: Page, serve: Serve, proxy_to: ProxyTo, fault: Fault) -> None:
    submitted: list[object] = []

    def app() -> None:
        put_collapse("More", [put_text("inside")])
        for n in range(100):
            put_text(f"line {n}")
        while True:
            data = input_group("Who?", [input("Name", name="name"), input("Town", name="town")])
            submitted.append(data)
            put_text(f"got {data['name']} of {data['town']}")

    proxy = proxy_to(serve(app))
    page.goto(proxy.url)
    page.get_by_text("More", exact=True).click()
    field(page, "Name").fill("Ann")
    field(page, "Town").press_sequentially("Ro")
    page.evaluate("scrollTo(0, 300)")
    with fault(proxy, page):
        wait(page, BAD_FOR / 2)
        field(page, "Town").press_sequentially("me", delay=20)
        wait(page, BAD_FOR / 2)
    expect(page.locator(".webio-status")).to_have_count(0)
    expect(field(page, "Name")).to_have_value("Ann")
    expect(field(page, "Town")).to_have_value("Rome")
    expect(field(page, "Town")).to_be_focused()
    expect(page.get_by_text("inside")).to_be_visible()
    press(page, "Submit")
    expect(page.get_by_text("got Ann of Rome")).to_be_attached()
    assert submitted == [{"name": "Ann", "town": "Rome"}]


@bad_line
def test_a_form_submitted_meanwhile(
    page: Page, serve: Serve, proxy_to: ProxyTo, fault: Fault
) -> None:
    submitted: list[str] = []

    def app() -> None:
        for n in range(3):
            submitted.append(input(f"Name {n}"))
        put_text(" ".join(submitted))

    proxy = proxy_to(serve(app))
    page.goto(proxy.url)
    for n in range(3):
        field(page, f"Name {n}").fill(f"Ann{n}")
        with fault(proxy, page):
            press(page, "Submit")
            wait(page, BAD_FOR / 3)
    expect(root(page)).to_have_text("Ann0 Ann1 Ann2")
    assert submitted == ["Ann0", "Ann1", "Ann2"]


def click_through(
    page: Page, serve: Serve, proxy_to: ProxyTo, fault: Fault, seconds: float
) -> None:
    clicks = Clicks()
    proxy = proxy_to(serve(clicks.app))
    page.goto(proxy.url)
    expected = [0, 1]
    for value in expected:
        press(page, f"b{value}")
    with fault(proxy, page):
        for n in range(20):
            expected.append(n % 5)
            press(page, f"b{n % 5}")
            wait(page, seconds / 20)
    expected.append(4)
    press(page, "b4")
    clicks.check(page, expected)


@bad_line
def test_clicks(page: Page, serve: Serve, proxy_to: ProxyTo, fault: Fault) -> None:
    click_through(page, serve, proxy_to, fault, BAD_FOR)


@pytest.mark.slow
@long_bad_line
def test_clicks_for_long(page: Page, serve: Serve, proxy_to: ProxyTo, fault: Fault) -> None:
    click_through(page, serve, proxy_to, fault, 30)


@bad_line
def test_a_callback_that_asks(page: Page, serve: Serve, proxy_to: ProxyTo, fault: Fault) -> None:
    asked: list[str] = []

    def ask() -> None:
        asked.append(input("Name"))
        put_text(f"got {asked[-1]}")

    proxy = proxy_to(serve(lambda: put_button("ask", onclick=ask)))
    page.goto(proxy.url)
    expect(page.get_by_role("button", name="ask")).to_be_visible()
    with fault(proxy, page):
        press(page, "ask")
        wait(page, BAD_FOR)
    field(page, "Name").fill("Ann")
    press(page, "Submit")
    expect(page.get_by_text("got Ann")).to_be_visible()
    assert asked == ["Ann"]


@bad_line
def test_an_upload(
    page: Page, serve: Serve, proxy_to: ProxyTo, fault: Fault, tmp_path: Path
) -> None:
    content = secrets.token_bytes(3_000_000)
    path = tmp_path / "large.bin"
    path.write_bytes(content)
    arrived: list[str] = []

    def app() -> None:
        file = file_upload("File")
        arrived.append(hashlib.sha256(file["content"]).hexdigest())
        put_text(f"got {file['size']}")

    proxy = proxy_to(serve(app), rate_up=3_000_000)
    page.goto(proxy.url)
    expect(page.locator("input[type=file]")).to_be_attached()
    page.locator("input[type=file]").set_input_files(path)
    with fault(proxy, page):
        wait(page, BAD_FOR)
    press(page, "Submit")
    expect(root(page)).to_have_text("got 3000000", timeout=60_000)
    assert arrived == [hashlib.sha256(content).hexdigest()]


# -- how soon a page is back -------------------------------------------------------------------

AWAY = [
    0.5,
    3,
    8,
    pytest.param(30, marks=pytest.mark.slow),
    pytest.param(120, marks=pytest.mark.slow),
]


@pytest.mark.parametrize("fault", [cut, hole, pause], ids=fault_name)
@pytest.mark.parametrize("away", AWAY)
def test_the_page_is_back_soon_after_the_line_is(
    page: Page, serve: Serve, proxy_to: ProxyTo, fault: Fault, away: float
) -> None:
    clicks = Clicks()
    proxy = proxy_to(serve(clicks.app))
    page.goto(proxy.url)
    press(page, "b1")
    expect(page.get_by_text("click 1: 1")).to_be_visible()
    with fault(proxy, page):
        press(page, "b2")
        wait(page, away)
    stopwatch = Stopwatch()
    clicks.check(page, [1, 2])
    expect(page.locator(".webio-status")).to_have_count(0)
    stopwatch.check()


NO_TIMERS = """
    const later = window.setTimeout;
    window.setTimeout = (run, ms, ...rest) =>
        later(run, ms > 50 && ms !== 400 ? 2 ** 30 : ms, ...rest);
"""
"""No try comes by itself, as in a tab whose timers the browser holds back. (After 400 ms the page
says that the line is lost.)"""


def test_the_visitor_can_retry_at_once(page: Page, serve: Serve, proxy_to: ProxyTo) -> None:
    clicks = Clicks()
    proxy = proxy_to(serve(clicks.app))
    page.add_init_script(NO_TIMERS)
    page.goto(proxy.url)
    press(page, "b1")
    expect(page.get_by_text("click 1: 1")).to_be_visible()
    proxy.cut()
    button = page.get_by_role("button", name="Reconnect now")
    expect(button).to_be_visible()
    tries = proxy.refused
    button.click()
    proxy.until(lambda: proxy.refused > tries)
    proxy.resume()
    button.click()
    expect(page.locator(".webio-status")).to_have_count(0)
    press(page, "b2")
    clicks.check(page, [1, 2])


@pytest.mark.parametrize("event", ["online", "visibilitychange"])
def test_a_sign_of_the_network_is_a_reason_to_retry(
    page: Page, serve: Serve, proxy_to: ProxyTo, event: str
) -> None:
    clicks = Clicks()
    proxy = proxy_to(serve(clicks.app))
    page.add_init_script(NO_TIMERS)
    page.goto(proxy.url)
    press(page, "b1")
    expect(page.get_by_text("click 1: 1")).to_be_visible()
    tries = proxy.refused
    proxy.cut()
    proxy.until(lambda: proxy.refused > tries)  # what is tried at once
    expect(page.locator(".webio-status")).to_be_visible()
    proxy.resume()
    target = "window" if event == "online" else "document"
    # Again and again: the browser may still be busy with what was tried at once.
    page.wait_for_function(
        f"({target}.dispatchEvent(new Event('{event}')),"
        " document.querySelector('.webio-status') === null)",
    )
    press(page, "b2")
    clicks.check(page, [1, 2])
