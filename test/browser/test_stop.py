"""A server is stopped and started again: the page finds the new one by itself."""

from __future__ import annotations

from typing import Any

import pytest
from browser.pages import field, root
from playwright.sync_api import Page, expect

from pywebio.input import *
from pywebio.output import *
from pywebio.platform import background_server, stop_server


@pytest.fixture(autouse=True)
def lost_connections(watch: Any) -> None:
    watch.allow("WebSocket connection to|ERR_CONNECTION|ERR_EMPTY_RESPONSE|ERR_SOCKET")


def app() -> None:
    put_text("what was shown")
    put_button("stop the server", onclick=stop_server)
    put_text("hello", input("Name"))


def test_the_page_connects_to_the_server_that_comes_in_place_of_the_stopped_one(
    page: Page,
) -> None:
    with background_server(app, host="127.0.0.1") as server:
        port = int(server.url.rstrip("/").rpartition(":")[2])
        page.goto(server.url)
        field(page, "Name").fill("typed")
        page.get_by_role("button", name="stop the server").click()
        expect(page.get_by_text("Reconnecting")).to_be_visible()
        assert server.wait(20)
    expect(root(page)).to_contain_text("what was shown")
    with background_server(app, host="127.0.0.1", port=port):
        # At the latest after ten seconds, the longest pause between two tries.
        told = page.get_by_text("The server no longer knows this session.")
        expect(told).to_be_visible(timeout=30_000)
        expect(field(page, "Name")).to_have_value("typed")
        page.get_by_role("button", name="Start again").click()
        field(page, "Name").fill("Ann")
        field(page, "Name").press("Enter")
        expect(root(page)).to_contain_text("hello Ann")
