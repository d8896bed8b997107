"""One headless Chromium, and what is measured in its pages."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
OBSERVE = Path(__file__).with_name("observe.js").read_text(encoding="utf-8")


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@contextlib.contextmanager
def visitor(browser: Browser) -> Iterator[BrowserContext]:
    """A visitor with an empty cache."""
    context = browser.new_context()
    context.add_init_script(OBSERVE)
    context.set_default_timeout(60_000)
    yield context
    context.close()


@dataclass
class Traffic:
    """What a page has asked for: HTTP requests and WebSockets, and the bytes of the answers."""

    requests: int = 0
    kilobytes: float = 0

    def watch(self, context: BrowserContext, page: Page) -> None:
        session = context.new_cdp_session(page)
        session.on("Network.requestWillBeSent", self._request)
        session.on("Network.webSocketCreated", lambda _: self._count())
        session.on("Network.loadingFinished", self._finished)
        session.send("Network.enable")

    def _count(self) -> None:
        self.requests += 1

    def _request(self, event: dict[str, Any]) -> None:
        if event["request"]["url"].startswith("http"):
            self._count()

    def _finished(self, event: dict[str, Any]) -> None:
        self.kilobytes += event["encodedDataLength"] / 1000


def first_output(context: BrowserContext, url: str) -> tuple[float, Traffic]:
    """Milliseconds from the start of a navigation to the first output, and its traffic."""
    page = context.new_page()
    traffic = Traffic()
    traffic.watch(context, page)
    page.goto(url, wait_until="commit")
    shown: float = page.evaluate("bench.first")
    page.wait_for_load_state("networkidle")
    page.close()
    return shown, traffic


def measure(context: BrowserContext, url: str, call: str, limit: float) -> list[float] | None:
    """The times that a function of ``observe.js`` tells, or ``None`` past the limit of seconds."""
    page = context.new_page()
    page.goto(url)
    times = evaluate(page, call, limit)
    page.close()
    return times


def evaluate(page: Page, call: str, limit: float) -> list[float] | None:
    """The same on a page that is open, and stays so."""
    times = page.evaluate(
        """([call, limit]) => Promise.race([
            eval(`bench.${call}`),
            new Promise((resolve) => setTimeout(resolve, limit * 1000, null)),
        ])""",
        [call, limit],
    )
    if times is None:
        return None
    return times if isinstance(times, list) else [times]
