"""Bad lines in front of a real browser: the fixtures of the browser tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from browser.chromium import shared_chromium
from browser.conftest import new_page, page, proxy_to, serve, visit, watch
from playwright.sync_api import Browser

__all__ = ["new_page", "page", "proxy_to", "serve", "visit", "watch"]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The browser; no longer than its tests, since others here need the event loop themselves."""
    with shared_chromium() as browser:
        yield browser


@pytest.fixture
def bad_lines(watch: Any) -> None:
    """A page may say that its line has broken: that is what the test is about."""
    watch.allow("WebSocket connection to|ERR_|Failed to load resource")
