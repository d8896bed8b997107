"""What a first visit costs: bytes and requests until the first output, and the one WebSocket."""

from __future__ import annotations

from typing import Any

import pytest
from browser.pages import press, root
from browser.server import Routes
from browser.types import NewPage, ProxyTo, Serve
from playwright.sync_api import CDPSession, Page, Route, WebSocket, expect

from pywebio.output import *
from pywebio.platform.options import ServerOptions
from pywebio.platform.server import Server
from pywebio.platform.tornado import handler_class
from pywebio.session import info

BROTLI_BUDGET = 65_000
GZIP_BUDGET = 82_000
MOST_REQUESTS = 4


class Wire:
    """Counts what comes over the network."""

    def __init__(self, page: Page) -> None:
        self.requests: list[str] = []
        self.encodings: set[str] = set()
        self.bytes = 0
        self.sockets: list[str] = []
        self.session: CDPSession = page.context.new_cdp_session(page)
        self.session.send("Network.enable")
        self.session.on("Network.requestWillBeSent", self._sent)
        self.session.on("Network.responseReceived", self._received)
        self.session.on("Network.loadingFinished", self._finished)
        self.session.on("Network.webSocketCreated", self._socket)

    def _sent(self, event: dict[str, Any]) -> None:
        url = event["request"]["url"]
        if url.startswith("http"):
            self.requests.append(url)

    def _received(self, event: dict[str, Any]) -> None:
        headers = {name.lower(): value for name, value in event["response"]["headers"].items()}
        self.encodings.add(headers.get("content-encoding", "none"))

    def _finished(self, event: dict[str, Any]) -> None:
        self.bytes += event["encodedDataLength"]

    def _socket(self, event: dict[str, Any]) -> None:
        self.sockets.append(event["url"])


def load(page: Page, url: str) -> Wire:
    wire = Wire(page)
    page.goto(url)
    expect(root(page)).to_have_text("first output")
    return wire


def app() -> None:
    put_text("first output")


def test_the_first_load_is_small(serve: Serve, new_page: NewPage) -> None:
    """`localhost` gets gzip, as browsers offer brotli on secure origins and loopback only."""
    wire = load(new_page(), serve(app).url)
    assert len(wire.sockets) == 1
    assert len(wire.requests) <= MOST_REQUESTS, wire.requests
    budget = BROTLI_BUDGET if "br" in wire.encodings else GZIP_BUDGET
    assert wire.encodings & {"br", "gzip"}
    assert 10_000 < wire.bytes < budget


def test_a_second_visit_takes_the_assets_from_the_cache(serve: Serve, new_page: NewPage) -> None:
    page = new_page()
    url = serve(app).url
    first = load(page, url)
    second = load(page, url)
    assert second.bytes < first.bytes / 10


# -- the WebSocket that is opened in the head -----------------------------------------------------


def sockets_of(page: Page) -> list[WebSocket]:
    found: list[WebSocket] = []
    page.on("websocket", lambda socket: found.append(socket))
    return found


def answering() -> None:
    put_text("first output")
    put_button("ask", lambda: put_text("answer"))


def expect_answer(page: Page) -> None:
    press(page, "ask")
    expect(root(page).get_by_text("answer")).to_be_visible()


def main_script_waits(page: Page) -> list[Route]:
    held: list[Route] = []
    page.route("**/*_pywebio_asset=main-*.js", lambda route: held.append(route))
    return held


def wait_until_answered(page: Page) -> None:
    """There are no animation frames yet: nothing is painted before the main script has run."""
    page.wait_for_function("webioSocket.heard.length > 1", polling=20)


@pytest.mark.parametrize("settings", [{}, {"csp": "strict"}])
def test_it_is_opened_before_the_main_script_is_there_and_is_the_only_one(
    page: Page, serve: Serve, settings: dict[str, Any]
) -> None:
    found = sockets_of(page)
    held = main_script_waits(page)
    server = serve(answering, **settings)
    with page.expect_websocket():
        page.goto(server.url, wait_until="commit")
    page.evaluate(
        "webioSocket.readyState === WebSocket.OPEN"
        " || new Promise((resolve) => webioSocket.addEventListener('open', resolve))"
    )
    held[0].continue_()
    expect(root(page)).to_contain_text("first output")
    expect_answer(page)
    assert len(found) == 1
    assert page.evaluate("'webioSocket' in window") is False
    page.unroute_all()
    page.reload()
    expect(root(page)).to_contain_text("first output")
    expect_answer(page)
    assert len(found) == 2


def test_the_program_begins_before_the_main_script_is_there(page: Page, serve: Serve) -> None:
    began: list[str] = []

    def program() -> None:
        began.append(f"{info.time_zone} {info.width}")
        answering()

    held = main_script_waits(page)
    server = serve({"index": answering, "a": program})
    page.goto(f"{server.url}?app=a&x=1", wait_until="commit")
    wait_until_answered(page)
    width, zone = page.evaluate("[innerWidth, Intl.DateTimeFormat().resolvedOptions().timeZone]")
    assert began == [f"{zone} {width}"]
    held[0].continue_()
    expect_answer(page)
    assert len(began) == 1


def test_a_line_that_is_lost_before_the_main_script_is_there_loses_nothing(
    page: Page, serve: Serve, proxy_to: ProxyTo
) -> None:
    began: list[str] = []

    def program() -> None:
        began.append("once")
        answering()

    held = main_script_waits(page)
    proxy = proxy_to(serve(program))
    page.goto(proxy.url, wait_until="commit")
    wait_until_answered(page)
    page.evaluate("webioSocket.addEventListener('close', () => { window.closed_once = true })")
    proxy.snap()
    page.wait_for_function("window.closed_once", polling=20)
    held[0].continue_()
    expect_answer(page)
    expect(root(page).get_by_text("first output")).to_have_count(1)
    assert began == ["once"]


def test_the_first_paint_shows_output_though_the_main_script_comes_late(
    page: Page, serve: Serve
) -> None:
    page.add_init_script(
        "requestAnimationFrame(() => { window.first_frame = document.body.innerText; })"
    )
    held = main_script_waits(page)
    page.goto(serve(answering).url, wait_until="commit")
    wait_until_answered(page)
    assert page.evaluate("performance.getEntriesByType('paint').length") == 0
    held[0].continue_()
    expect_answer(page)
    assert "first output" in page.evaluate("window.first_frame")


def test_at_a_mount_it_leads_to_the_application_of_the_address(page: Page, serve: Serve) -> None:
    def routes() -> Routes:
        apps = {"index": lambda: put_text("index"), "a&b": answering}
        return [("/tool", handler_class(Server(apps, ServerOptions())))]

    found = sockets_of(page)
    server = serve(routes=routes)
    page.goto(f"{server.url}tool?app=a%26b&other=1")
    expect_answer(page)
    assert [socket.url for socket in found] == [f"{server.url.replace('http', 'ws')}tool?app=a%26b"]


def test_after_a_lost_line_another_one_is_opened(
    page: Page, serve: Serve, proxy_to: ProxyTo
) -> None:
    found = sockets_of(page)
    proxy = proxy_to(serve(answering))
    page.goto(proxy.url)
    expect(root(page)).to_contain_text("first output")
    assert len(found) == 1
    with page.expect_websocket():
        proxy.snap()
    expect_answer(page)
    assert len(found) == 2


def test_a_page_that_talks_by_http_opens_none(page: Page, serve: Serve) -> None:
    found = sockets_of(page)
    page.goto(serve(answering, http_only=True).url)
    expect_answer(page)
    assert found == []


def test_where_scripts_in_the_page_may_not_run_it_is_opened_later(
    page: Page, serve: Serve, watch: Any
) -> None:
    watch.allow("Content Security Policy")

    def routes() -> Routes:
        handler: Any = handler_class(Server(answering, ServerOptions()))

        class Forbidding(handler):  # type: ignore[misc]
            def finish(self, *arguments: Any) -> Any:
                self.add_header("Content-Security-Policy", "script-src 'self'")
                return super().finish(*arguments)

        return [("/", Forbidding)]

    found = sockets_of(page)
    page.goto(serve(routes=routes).url)
    expect_answer(page)
    assert len(found) == 1
    assert page.locator("html").get_attribute("data-bs-theme") == "light"
