"""The pages that the benchmark measures."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from bench import browser as pages
from bench.peers import Late


def stay_late(browser: Browser) -> None:
    with pages.visitor(browser) as context:
        page = context.new_page()
        page.goto("data:text/html,<p>never done</p>")
        page.evaluate("void (bench.never = () => new Promise(() => undefined))")
        pages.evaluate(page, "never()", 0.1)


def test_a_page_that_is_late_does_not_run_on_beside_others(chromium: Browser) -> None:
    before = chromium.contexts
    with pytest.raises(Late):
        stay_late(chromium)
    assert chromium.contexts == before
