"""Back to a page that the browser has kept as it was: no fresh load, and no line meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from browser.chromium import FLAGS, WITH_WINDOWS
from browser.pages import field, press, root
from browser.types import Serve
from playwright.sync_api import Browser, Page, expect

from pywebio.input import *
from pywebio.output import *
from pywebio.session import hold


class Runs:
    """An application that counts its visits."""

    def __init__(self) -> None:
        self.count = 0

    def app(self) -> None:
        self.count += 1
        put_text(f"Hello {input('Name')}")
        hold()


@pytest.fixture
def runs() -> Runs:
    return Runs()


@pytest.fixture
def kept_page(chromium: Browser, watch: Any, serve: Serve) -> Iterator[Page]:
    """A page of a browser that keeps pages which were left, as browsers of visitors do. (It closes
    before its server does.)"""
    watch.allow("404")  # the plain text that it goes to has no icon
    browser = chromium.browser_type.launch(
        executable_path=WITH_WINDOWS,
        args=FLAGS,
        ignore_default_args=["--disable-back-forward-cache"],
    )
    context = browser.new_context(locale="en-US")
    watch.add(context)
    page = context.new_page()
    page.add_init_script("addEventListener('pageshow', ({ persisted }) => kept = persisted)")
    yield page
    browser.close()
    watch.check()


def leave_and_go_back(page: Page, away: str) -> None:
    """What is shown then is the very page that was left."""
    page.goto(away)
    page.evaluate("setTimeout(() => history.back())")
    page.wait_for_function("self.kept === true")


def test_back_to_a_page_that_the_browser_has_kept(
    kept_page: Page, serve: Serve, runs: Runs
) -> None:
    server = serve(runs.app)
    kept_page.goto(server.url)
    field(kept_page, "Name").fill("An")
    leave_and_go_back(kept_page, server.url + "?test=1")
    field(kept_page, "Name").press_sequentially("n")
    press(kept_page, "Submit")
    expect(root(kept_page)).to_contain_text("Hello Ann")
    expect(kept_page.locator(".webio-status")).to_have_count(0)
    assert runs.count == 1


def test_back_to_a_kept_page_of_which_the_session_has_ended(
    kept_page: Page, serve: Serve, runs: Runs
) -> None:
    server = serve(runs.app, keep_running=0)
    kept_page.goto(server.url)
    field(kept_page, "Name").fill("Ann")
    leave_and_go_back(kept_page, server.url + "?test=1")
    expect(kept_page.get_by_text("The server no longer knows this session.")).to_be_visible()
    expect(field(kept_page, "Name")).to_have_value("Ann")
    press(kept_page, "Start again")
    expect(field(kept_page, "Name")).to_have_value("")
    assert runs.count == 2
