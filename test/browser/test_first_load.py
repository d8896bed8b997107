"""What a first visit costs: bytes and requests until the page talks to its program."""

from __future__ import annotations

from typing import Any

from browser.pages import root
from browser.types import NewPage, Serve
from playwright.sync_api import CDPSession, Page, expect

from pywebio.output import *

BROTLI_BUDGET = 75_000
GZIP_BUDGET = 90_000
MOST_REQUESTS = 4


class Wire:
    """Counts what comes over the network before the WebSocket is opened."""

    def __init__(self, page: Page) -> None:
        self.requests: list[str] = []
        self.encodings: set[str] = set()
        self.bytes = 0
        self.connected = False
        self.session: CDPSession = page.context.new_cdp_session(page)
        self.session.send("Network.enable")
        self.session.on("Network.requestWillBeSent", self._sent)
        self.session.on("Network.responseReceived", self._received)
        self.session.on("Network.loadingFinished", self._finished)
        self.session.on("Network.webSocketCreated", self._socket)

    def _sent(self, event: dict[str, Any]) -> None:
        url = event["request"]["url"]
        if not self.connected and url.startswith("http"):
            self.requests.append(url)

    def _received(self, event: dict[str, Any]) -> None:
        headers = {name.lower(): value for name, value in event["response"]["headers"].items()}
        self.encodings.add(headers.get("content-encoding", "none"))

    def _finished(self, event: dict[str, Any]) -> None:
        self.bytes += event["encodedDataLength"]

    def _socket(self, event: dict[str, Any]) -> None:
        self.connected = True


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
    assert wire.connected
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
