"""Mounted in an application of the user's own, at any path and behind a proxy."""

from __future__ import annotations

from typing import Any

import pytest
from browser.data import picture
from browser.pages import field, press, root
from browser.server import Routes
from browser.types import ProxyTo, Serve
from playwright.sync_api import Page, expect
from tornado.web import RequestHandler, StaticFileHandler

from pywebio import STATIC_PATH
from pywebio.input import input
from pywebio.output import *
from pywebio.platform.tornado import webio_handler
from pywebio.session import download, run_js


def everything() -> None:
    """Needs each lazy part of the page, a file, and the line in both directions."""
    put_markdown("# Title\n```python\ndef f(): pass\n```")
    put_code("{}", language="json")
    put_html("<p id='jq'></p><script>$('#jq').text('jQuery')</script>")
    run_js("require([], () => { document.body.dataset.require = 'yes' })")
    put_image(picture(), title="image")
    name = input("Name")
    put_text(f"Hello {name}")
    put_button("save", lambda: download("a.txt", b"content"))


class Hello(RequestHandler):
    """Another page of the application."""

    def get(self) -> None:
        self.write("Hello, world")


def expect_everything(page: Page) -> None:
    expect(page.get_by_role("heading", name="Title")).to_be_visible()
    expect(page.locator("code.language-python .token.keyword").first).to_have_text("def")
    expect(page.locator("#jq")).to_have_text("jQuery")
    expect(page.locator("body")).to_have_attribute("data-require", "yes")
    page.wait_for_function("document.querySelector('img').naturalWidth > 0")
    field(page, "Name").fill("Ann")
    press(page, "Submit")
    expect(root(page).get_by_text("Hello Ann")).to_be_visible()
    with page.expect_download() as event:
        press(page, "save")
    assert event.value.path().read_bytes() == b"content"


def test_at_exactly_one_path(page: Page, serve: Serve, watch: Any) -> None:
    def routes() -> Routes:
        return [(r"/", Hello), (r"/tool", webio_handler(everything))]

    server = serve(routes=routes)
    page.goto(f"{server.url}tool")
    expect_everything(page)
    paths = {url.removeprefix(server.url).partition("?")[0] for url in watch.requests}
    assert {path for path in paths if not path.startswith(("data:", "blob:"))} == {"tool"}


@pytest.mark.parametrize("path", ["", "/", "/?app=index"])
def test_behind_a_proxy_that_strips_a_prefix(
    page: Page, serve: Serve, proxy_to: ProxyTo, watch: Any, path: str
) -> None:
    proxy = proxy_to(serve(everything), prefix="/tool")
    page.goto(proxy.url + path)
    expect_everything(page)
    assert all("/tool" in url for url in watch.requests if url.startswith("http"))


def test_the_older_recipe_with_static_files_and_io(page: Page, serve: Serve) -> None:
    def routes() -> Routes:
        static = {"path": STATIC_PATH, "default_filename": "index.html"}
        return [
            (r"/", Hello),
            (r"/tool/io", webio_handler(everything)),
            (r"/tool/(.*)", StaticFileHandler, static),
        ]

    page.goto(f"{serve(routes=routes).url}tool/")
    expect_everything(page)


def test_the_back_end_named_in_the_address(page: Page, serve: Serve) -> None:
    def routes() -> Routes:
        static = {"path": STATIC_PATH, "default_filename": "index.html"}
        return [(r"/D/pywebio", webio_handler(everything)), (r"/A/(.*)", StaticFileHandler, static)]

    page.goto(f"{serve(routes=routes).url}A/?pywebio_api=/D/pywebio")
    expect_everything(page)


def test_a_foreign_back_end_in_the_address_is_refused(page: Page, serve: Serve) -> None:
    page.goto(f"{serve(everything).url}?pywebio_api=http://other.example/io")
    expect(page.get_by_role("alert")).to_contain_text("other.example")
