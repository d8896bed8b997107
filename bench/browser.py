"""One headless Chromium, and what is measured in its pages."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from playwright.sync_api import TimeoutError as BrowserTimeout

from bench.peers import Late

CHROMIUM = "/usr/bin/chromium"
OWN_WINDOWS = "WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup"
"""Pages of the browser itself: with each window hundreds of requests beside what is measured."""
PLAYWRIGHT_OFF = (
    "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,"
    "HttpsFirstBalancedModeAutoEnable,LensOverlay,MediaRouter,PaintHolding,"
    "ThirdPartyStoragePartitioning,AvoidCorsURLLoaderRestartOnRedirect,OptimizationHints,"
    "NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch"
)
"""What Playwright 1.65 switches off on Linux, said again: of two lists the last one counts."""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={PLAYWRIGHT_OFF},{OWN_WINDOWS}",
]
ANSWER = "bench: "
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
    try:
        yield context
    finally:  # else a page that is late runs on, beside all that is measured then
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


def first_output(context: BrowserContext, url: str) -> float:
    """Milliseconds from the start of a navigation to the first output."""
    page = context.new_page()
    page.goto(url, wait_until="commit")
    (shown,) = evaluate(page, "shownFirst()", 30)
    wait_for_quiet(page)
    page.close()
    return shown


def first_traffic(context: BrowserContext, url: str) -> Traffic:
    """What a page asks for until it is quiet."""
    page = context.new_page()
    traffic = Traffic()
    traffic.watch(context, page)
    page.goto(url)
    evaluate(page, "shownFirst()", 30)
    wait_for_quiet(page)
    page.close()
    return traffic


def wait_for_quiet(page: Page) -> None:
    with contextlib.suppress(BrowserTimeout):  # some keep a request open for ever
        page.wait_for_load_state("networkidle", timeout=5000)


def measure(context: BrowserContext, url: str, call: str, limit: float) -> list[float]:
    """The times that a function of ``observe.js`` tells in a fresh page."""
    page = context.new_page()
    page.goto(url)
    times = evaluate(page, call, limit)
    page.close()
    return times


def evaluate(page: Page, call: str, limit: float) -> list[float]:
    """The same on a page that is open, and stays so."""
    return evaluate_all([page], call, limit)[0]


def evaluate_all(pages: list[Page], call: str, limit: float) -> list[list[float]]:
    """The same on several pages at a time.

    Pages tell by the console, so that a page that is too busy to answer cannot hold up the run.
    """
    told = []
    try:
        with contextlib.ExitStack() as stack:
            for page in pages:
                waiting = page.expect_console_message(is_answer, timeout=limit * 1000)
                told.append(stack.enter_context(waiting))
            for page in pages:
                page.evaluate(f"void bench.{call}.then(t => console.log('bench:', '[' + t + ']'))")
    except BrowserTimeout as problem:
        raise Late(f"not done within {limit:.0f} s: {call}") from problem
    return [json.loads(each.value.text.removeprefix(ANSWER)) for each in told]


def is_answer(message: ConsoleMessage) -> bool:
    return message.text.startswith(ANSWER)
