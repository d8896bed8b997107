"""The one Chromium of a test run: Playwright can be started only once in a thread."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Playwright, sync_playwright

WITH_WINDOWS = "/usr/bin/chromium"
"""Chromium as visitors have it: it keeps pages that were left."""

WITHOUT_WINDOWS = "/usr/bin/chromium-headless-shell"
"""The same engine: it opens a page in a sixth of the processor's time."""

CHROMIUM = WITHOUT_WINDOWS if Path(WITHOUT_WINDOWS).exists() else WITH_WINDOWS
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class _Shared:
    """The browser, and how many use it."""

    playwright: Playwright | None = None
    browser: Browser | None = None
    users = 0


@contextmanager
def shared_chromium() -> Iterator[Browser]:
    """The browser; it is started for the first that asks and closed after the last."""
    if _Shared.browser is None:
        _Shared.playwright = sync_playwright().start()
        _Shared.browser = _Shared.playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    _Shared.users += 1
    try:
        yield _Shared.browser
    finally:
        _Shared.users -= 1
        if _Shared.users == 0 and _Shared.playwright is not None:
            _Shared.browser.close()
            _Shared.playwright.stop()
            _Shared.browser = _Shared.playwright = None
