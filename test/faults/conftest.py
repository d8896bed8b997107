"""Bad lines in front of a real browser: the fixtures of the browser tests."""

from __future__ import annotations

from typing import Any

import pytest
from browser.conftest import chromium, new_page, page, proxy_to, serve, visit, watch

__all__ = ["chromium", "new_page", "page", "proxy_to", "serve", "visit", "watch"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/faults/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(autouse=True)
def lost_connections(watch: Any) -> None:
    """Lines that break are what these tests are about."""
    watch.allow("WebSocket connection to|ERR_|Failed to load resource")
