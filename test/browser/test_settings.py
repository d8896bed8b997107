"""What `config()` does to a page in a browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from browser.conftest import Watch
from browser.pages import root
from browser.types import Serve
from playwright.sync_api import Page, expect
from tornado.web import StaticFileHandler

from pywebio.output import *
from pywebio.platform import config
from pywebio.platform.options import ServerOptions
from pywebio.platform.server import Server
from pywebio.platform.tornado import handler_class
from pywebio.session import run_js


@config(
    js_file=["/files/first.js", "/files/second.js"],
    js_code="""
        const greeting = "hello";
        function greet() { return `${greeting} ${order.join(" ")}`; }
        $("title").text(greet());
    """,
    css_file="/files/look.css",
    css_style="#pywebio-scope-ROOT p { letter-spacing: 3px }",
    footer=False,
)
def app() -> None:
    put_text("shown")
    run_js("document.title += ' ' + greet() + typeof WebIO.pushData")


def test_scripts_and_styles_of_the_program_are_there_before_its_first_output(
    page: Page, serve: Serve, watch: Watch, tmp_path: Path
) -> None:
    (tmp_path / "first.js").write_text("var order = [jQuery.fn.jquery > '3' ? 'jquery' : 'old'];")
    (tmp_path / "second.js").write_text("order.push('second');")
    (tmp_path / "look.css").write_text("#pywebio-scope-ROOT p { color: rgb(1, 2, 3) }")

    def routes() -> list[Any]:
        handler = handler_class(Server(app, ServerOptions()))
        return [(r"/", handler), (r"/files/(.*)", StaticFileHandler, {"path": str(tmp_path)})]

    page.goto(serve(routes=routes).url)
    expect(page).to_have_title("hello jquery second hello jquery secondfunction")
    shown = root(page).get_by_text("shown")
    expect(shown).to_have_css("color", "rgb(1, 2, 3)")
    expect(shown).to_have_css("letter-spacing", "3px")
    # Its own footer is gone, so that the end is told below the output.
    expect(page.locator("footer")).to_have_count(0)
    expect(page.locator("#output-container > .webio-ended")).to_be_visible()
    assert sum("compat-" in request for request in watch.requests) == 1


def test_the_browser_finds_nothing_wrong_with_the_manifest(page: Page, serve: Serve) -> None:
    def plain() -> None:
        """An application"""

    page.goto(serve(plain).url)
    line = page.context.new_cdp_session(page)
    found = line.send("Page.getAppManifest")
    assert found["url"].endswith("?_pywebio_manifest=index")
    assert found["errors"] == []
    errors = line.send("Page.getInstallabilityErrors")["installabilityErrors"]
    # What it says of every page of a test's profile.
    assert [error["errorId"] for error in errors if error["errorId"] != "in-incognito"] == []
