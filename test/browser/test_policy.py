"""Policies of the page: scripts of others, frames, and servers that the address names."""

from __future__ import annotations

import json
from typing import Any

import pytest
from browser.pages import field, press, root
from browser.server import Routes
from browser.types import Serve, Visit
from playwright.sync_api import Page, expect
from tornado.web import RequestHandler, StaticFileHandler

from pywebio import STATIC_PATH
from pywebio.input import *
from pywebio.output import *
from pywebio.pin import *
from pywebio.platform import config
from pywebio.platform.options import ServerOptions
from pywebio.platform.server import Server
from pywebio.platform.tornado import handler_class
from pywebio.session import *

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63"
    "f8cfc0f01f00050001ff5cc8e1c90000000049454e44ae426082"
)

# -- the strict policy ----------------------------------------------------------------------------


def test_core_widgets_under_the_strict_policy(visit: Visit) -> None:
    """A page with a violation of its policy says so in the console, which fails the test."""

    def app() -> None:
        put_text("text").style("color: red")
        put_markdown("# Title\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```python\nprint(1)\n```")
        put_table([["a", put_button("inner", lambda: toast("clicked", duration=0))]])
        put_image(PNG, title="picture")
        put_file("a.txt", b"content")
        put_tabs([{"title": "one", "content": "first"}, {"title": "two", "content": "second"}])
        put_collapse("more", "inside")
        put_progressbar("bar", 0.5)
        put_code("x = 1", language="python")
        put_scrollable("long", height=50)
        put_row([put_text("a"), put_text("b")], size="1fr 2fr")
        put_log(["a line"])
        put_loading()
        put_input("pinned", label="Pinned", value="v")
        put_datatable([{"id": 1, "name": "Ann"}])
        run_js("document.body.dataset.ran = word", word="yes")
        put_text("evaluated", eval_js("a + window.outerWidth * 0", a=7))
        values = input_group(
            "Form",
            [
                input("Name", name="name"),
                select("Choice", ["x", "y"], name="choice", native=False),
                slider("Number", name="number"),
                textarea("Source", name="code", code={"mode": "python"}, value="x"),
                file_upload("File", name="file"),
            ],
        )
        popup("Result", f"hello {values['name']}, pinned {pin.pinned}")

    page = visit(app, csp="strict")
    expect(page.get_by_text("evaluated 7")).to_be_visible()
    expect(page.locator("body")).to_have_attribute("data-ran", "yes")
    expect(page.get_by_role("heading", name="Title")).to_be_visible()
    expect(page.get_by_text("Ann")).to_be_visible()
    expect(page.locator(".CodeMirror")).to_be_visible()
    assert page.get_by_alt_text("picture").evaluate("image => image.naturalWidth") == 1
    assert root(page).get_by_text("text", exact=True).evaluate(
        "e => getComputedStyle(e).color"
    ) == ("rgb(255, 0, 0)")
    press(page, "inner")
    expect(page.get_by_text("clicked")).to_be_visible()
    page.get_by_role("tab", name="two").click()
    expect(page.get_by_text("second")).to_be_visible()
    field(page, "Name").fill("Bob")
    press(page, "Submit")
    expect(page.get_by_text("hello Bob, pinned v")).to_be_visible()


MARKUPS = [
    "<img src='data:,' onerror='hacked=1'>",
    "<script>hacked=1</script>",
    "<script src='data:text/javascript,hacked=1'></script>",
    "<script nonce='guess'>hacked=1</script>",
    "<svg><script>hacked=1</script></svg>",
    "<a id=evil href='javascript:void(hacked=1)'>evil</a>",
    "<iframe srcdoc='<script>parent.hacked=1</script>'></iframe>",
    "<object data='data:text/html,<script>parent.hacked=1</script>'></object>",
    "<base href='https://evil.example/'>",
]


def test_markup_of_others_runs_no_script_under_the_strict_policy(visit: Visit, watch: Any) -> None:
    watch.allow("Content Security Policy|Refused to|violates|CORS")

    def app() -> None:
        for markup in MARKUPS:
            put_html(f"<div>{markup}</div>")
        put_text("end")

    page = visit(app, csp="strict")
    expect(page.get_by_text("end", exact=True)).to_be_visible()
    page.locator("#evil").click()
    page.wait_for_load_state("networkidle")
    assert page.evaluate("typeof hacked") == "undefined"
    assert page.evaluate("new URL('x', document.baseURI).host") == page.evaluate("location.host")


def test_without_the_policy_they_run(visit: Visit) -> None:
    """Which shows that the test above can fail."""
    page = visit(lambda: put_html(MARKUPS[1]))
    page.wait_for_function("window.hacked === 1")


# -- frames ---------------------------------------------------------------------------------------


def framed(page: Page, serve: Serve, app: Any, **settings: Any) -> str:
    """What a page of another site shows in a frame of this application."""
    server = serve(app, **settings)

    def routes() -> Routes:
        class Outer(RequestHandler):
            def get(self) -> None:
                self.write(f"<iframe src='{server.url}'></iframe>")

        return [("/", Outer)]

    page.goto(serve(routes=routes).url)
    frame = page.frame_locator("iframe").locator("body")
    try:
        expect(frame).to_contain_text("secret page", timeout=5000)
    except AssertionError:
        return "nothing"
    return "the page"


@pytest.mark.parametrize(
    ("embed", "shows"),
    [
        (None, "nothing"),
        (False, "nothing"),
        (True, "the page"),
        (["http://127.0.0.1:*"], "the page"),
    ],
)
def test_frames_of_other_sites(
    page: Page, serve: Serve, watch: Any, embed: Any, shows: str
) -> None:
    watch.allow("404")  # the other site has no icon
    if shows == "nothing":
        watch.allow("frame|Framing|refused")

    @config(embed=embed)
    def app() -> None:
        put_text("secret page")

    assert framed(page, serve, app) == shows


# -- ?pywebio_api= --------------------------------------------------------------------------------


def test_a_foreign_server_is_talked_to_when_the_visitor_agrees(page: Page, serve: Serve) -> None:
    asked: list[str] = []

    def app() -> None:
        asked.append("opened")
        put_text("application of the other server")

    other = serve(app, allowed_origins=("http://*",))
    home = serve(lambda: put_text("at home"))
    address = f"{home.url}?pywebio_api={other.url}"
    page.goto(address)
    button = page.get_by_role("button", name="Go on", exact=True)
    expect(page.get_by_role("alert")).to_contain_text(f"127.0.0.1:{other.port}")
    expect(button).to_be_visible()
    assert asked == []
    button.click()
    expect(page.get_by_text("application of the other server")).to_be_visible()
    page.goto(address)
    expect(page.get_by_text("application of the other server")).to_be_visible()
    third = serve(app, allowed_origins=("http://*",))
    page.goto(f"{home.url}?pywebio_api={third.url}")
    expect(button).to_be_visible()
    page.goto(f"{home.url}?pywebio_api=javascript:void(document.title='hacked')")
    expect(page.get_by_role("alert")).to_contain_text("server that is none")
    expect(button).to_have_count(0)


def test_the_owner_of_a_page_allows_servers(page: Page, serve: Serve) -> None:
    other = serve(lambda: put_text("allowed application"), allowed_origins=("http://*",))

    def routes() -> Routes:
        class Owned(RequestHandler):
            def get(self) -> None:
                with open(f"{STATIC_PATH}/index.html", encoding="utf-8") as file:
                    text = file.read()
                settings = json.dumps({"allowed_backends": [f"127.0.0.1:{other.port}"]})
                self.write(text.replace(">{}</script>", f">{settings}</script>"))

        return [("/", Owned), ("/(.*)", StaticFileHandler, {"path": STATIC_PATH})]

    page.goto(f"{serve(routes=routes).url}?pywebio_api={other.url}")
    expect(page.get_by_text("allowed application")).to_be_visible()


def test_a_mount_tells_its_policy_once(serve: Serve, page: Page) -> None:
    def routes() -> Routes:
        options = ServerOptions(csp="strict")
        return [("/tool", handler_class(Server(lambda: put_text("x"), options)))]

    first = page.request.get(f"{serve(routes=routes).url}tool")
    policy = first.headers["content-security-policy"]
    assert policy.count("frame-ancestors") == policy.count("script-src") == 1
    assert first.headers["cache-control"] == "no-store"
