"""Pages of every host, where WebSockets are blocked too; pages elsewhere than their back ends."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from browser.data import picture
from browser.pages import field, press, root
from browser.proxy import Proxy
from browser.server import Routes
from browser.types import Serve
from hosts import HOSTS, Host, running
from playwright.sync_api import Page, expect
from tornado.web import StaticFileHandler

from pywebio import STATIC_PATH
from pywebio.input import *
from pywebio.output import *
from pywebio.platform import aiohttp
from pywebio.platform.options import ServerOptions
from pywebio.platform.server import Server
from pywebio.platform.serving import listen
from pywebio.platform.tornado import webio_handler
from pywebio.platform.tornado_http import webio_handler as http_handler
from pywebio.session import download, hold, info

CASES = [(host, transport) for host in HOSTS.values() for transport in host.transports]
EVERY_WAY = pytest.mark.parametrize(
    ("host", "transport"), CASES, ids=[f"{host.name}-{transport}" for host, transport in CASES]
)
CONTENT = secrets.token_bytes(1_300_000)


def lines() -> None:
    for number in range(2000):
        put_text(f"line {number}")


def everything() -> None:
    put_markdown("# Title\n```python\ndef f(): pass\n```")
    put_image(picture(), title="image")
    put_text("talks by", info.protocol)
    put_text("age", input("Age", validate=lambda age: None if age == "18" else "too young"))
    file = file_upload("File")
    put_text("file", file["content"] == CONTENT)
    put_button("save", lambda: download("a.txt", b"content"))
    put_button("more", lines)
    hold()


def expect_everything(page: Page, transport: str) -> None:
    expect(page.get_by_role("heading", name="Title")).to_be_visible()
    expect(page.locator("code.language-python .token.keyword").first).to_have_text("def")
    page.wait_for_function("document.querySelector('img')?.naturalWidth > 0")
    expect(page.get_by_text(f"talks by {transport}")).to_be_visible()
    field(page, "Age").fill("7")
    press(page, "Submit")
    expect(page.get_by_text("too young")).to_be_visible()
    expect(page.locator("form[aria-busy]")).to_have_count(0)
    field(page, "Age").fill("18")
    press(page, "Submit")
    expect(page.get_by_text("age 18")).to_be_visible()
    upload(page)
    expect(page.get_by_text("file True")).to_be_visible()
    with page.expect_download() as event:
        press(page, "save")
    assert event.value.path().read_bytes() == b"content"
    press(page, "more")
    expect(page.get_by_text("line 1999", exact=True)).to_be_attached()
    assert root(page).locator("p", has_text="line ").count() == 2000


def upload(page: Page) -> None:
    file: Any = {"name": "a.bin", "mimeType": "application/octet-stream", "buffer": CONTENT}
    page.locator("input[type=file]").set_input_files(file)
    press(page, "Submit")


@pytest.fixture
def start(page: Page) -> Iterator[Callable[[AbstractContextManager[str]], str]]:
    """Start a host, which stops after the page was closed: ``start(host.start(app))``."""
    with ExitStack() as stack:
        yield stack.enter_context
        page.close()


@contextmanager
def blocking(host: AbstractContextManager[str]) -> Iterator[str]:
    """A host behind a proxy through which no WebSocket comes."""
    with host as url:
        port, _, path = url.removeprefix("http://127.0.0.1:").partition("/")
        proxy = Proxy(int(port), upgrade=False)
        try:
            yield proxy.url + path
        finally:
            proxy.close()


Start = Callable[[AbstractContextManager[str]], str]


@EVERY_WAY
def test_a_page_of_every_host(
    page: Page, start: Start, watch: Any, host: Host, transport: str
) -> None:
    served = host.start(everything)
    if transport == "http" and "websocket" in host.transports:
        served = blocking(served)
        watch.allow("WebSocket connection to .* failed")
    page.goto(start(served))
    expect_everything(page, transport)


def test_a_tab_remembers_that_websockets_are_blocked(page: Page, start: Start, watch: Any) -> None:
    host = HOSTS["tornado"].start(lambda: put_text("talks by", info.protocol))
    watch.allow("WebSocket connection to .* failed")
    page.goto(start(blocking(host)))
    expect(page.get_by_text("talks by http")).to_be_visible()
    tried: list[str] = []
    page.on("websocket", lambda socket: tried.append(socket.url))
    page.reload()
    expect(page.get_by_text("talks by http")).to_be_visible()
    assert not tried


def served_by_aiohttp(app: Any, method: str = "GET") -> AbstractContextManager[str]:
    """The mount of the guide, which takes GET only."""
    server = Server(app, ServerOptions(), backend="aiohttp")

    class Mounted(aiohttp.AiohttpService):
        def routes(self) -> list[web.AbstractRouteDef]:
            return [web.route(method, "/", aiohttp.handler(server))]

    return running(Mounted(server, listen(0, "127.0.0.1"), {}))


def test_a_page_says_so_when_websockets_are_blocked_and_http_is_not_taken(
    page: Page, start: Start, watch: Any
) -> None:
    watch.allow("WebSocket connection to .* failed|405")
    page.goto(start(blocking(served_by_aiohttp(lambda: put_text("hello")))))
    expect(page.get_by_role("status")).to_contain_text("something on the way blocks WebSockets")
    expect(page.get_by_role("button", name="Reconnect now")).to_be_visible()


def test_where_nothing_can_be_posted_files_go_on_the_line_and_clicks_pass_them(
    page: Page, start: Start, watch: Any
) -> None:
    watch.allow("405")

    def app() -> None:
        put_button("count", lambda: put_text("counted"))
        file = file_upload("File")
        put_text("file", file["content"] == CONTENT)

    page.goto(start(served_by_aiohttp(app)))
    upload(page)
    press(page, "count")
    expect(page.get_by_text("counted")).to_be_visible()
    expect(page.get_by_text("file True")).to_be_visible()


# -- the page elsewhere than the back end ---------------------------------------------------------


def files_at(path: str) -> Any:
    return (
        path + "(.*)",
        StaticFileHandler,
        {"path": STATIC_PATH, "default_filename": "index.html"},
    )


@pytest.mark.parametrize("make", [webio_handler, http_handler], ids=["websocket", "http"])
def test_the_recipe_of_two_routes(page: Page, serve: Serve, make: Any) -> None:
    def routes() -> Routes:
        return [(r"/tool/io", make(everything)), files_at("/tool/")]

    page.goto(f"{serve(routes=routes).url}tool/")
    expect_everything(page, "websocket" if make is webio_handler else "http")


@pytest.mark.parametrize(
    "way", ["./D/io", "D/io", "/A/D/io", "//{host}/A/D/io", "http://{host}/A/D/io"]
)
@pytest.mark.parametrize("make", [webio_handler, http_handler], ids=["websocket", "http"])
def test_the_back_end_in_the_address(page: Page, serve: Serve, make: Any, way: str) -> None:
    def routes() -> Routes:
        return [(r"/A/D/io", make(lambda: put_text("hello"))), files_at("/A/")]

    server = serve(routes=routes)
    host = f"127.0.0.1:{server.port}"
    page.goto(f"{server.url}A/?pywebio_api={way.format(host=host)}")
    expect(page.get_by_text("hello")).to_be_visible()


@pytest.mark.parametrize("scheme", ["http", "ws", ""])
@pytest.mark.parametrize("make", [webio_handler, http_handler], ids=["websocket", "http"])
def test_page_and_back_end_on_two_hosts(page: Page, serve: Serve, make: Any, scheme: str) -> None:
    site = serve(routes=lambda: [files_at("/")])
    origin = site.url.rstrip("/")
    back = serve(routes=lambda: [("/io", make(everything, allowed_origins=[origin]))])
    if scheme == "ws" and make is http_handler:
        scheme = "http"
    prefix = f"{scheme}:" if scheme else ""
    page.goto(f"{site.url}?pywebio_api={prefix}//127.0.0.1:{back.port}/io")
    expect(page.get_by_role("alert")).to_contain_text(f"127.0.0.1:{back.port}")
    press(page, "Go on")
    expect_everything(page, "websocket" if make is webio_handler else "http")
    page.reload()
    expect(page.get_by_role("heading", name="Title")).to_be_visible()


@pytest.mark.parametrize("make", [webio_handler, http_handler], ids=["websocket", "http"])
def test_a_back_end_refuses_pages_of_sites_that_it_does_not_know(
    page: Page, serve: Serve, make: Any, watch: Any
) -> None:
    watch.allow("403|CORS|ERR_FAILED|WebSocket connection to .* failed")
    site = serve(routes=lambda: [files_at("/")])
    back = serve(routes=lambda: [("/io", make(lambda: put_text("secret")))])
    page.goto(f"{site.url}?pywebio_api=http://127.0.0.1:{back.port}/io")
    press(page, "Go on")
    expect(page.get_by_text("Reconnecting")).to_be_visible()
    expect(page.get_by_text("secret")).to_have_count(0)


# -- settings in the address ----------------------------------------------------------------------


def test_how_often_a_server_is_asked_can_be_said_in_the_address(page: Page, start: Start) -> None:
    url = start(HOSTS["flask"].start(lambda: put_text("hello", input("Name"))))
    page.goto(f"{url}?_pywebio_http_pull_interval=50")
    expect(field(page, "Name")).to_be_visible()
    page.evaluate("performance.clearResourceTimings()")
    count = "performance.getEntriesByType('resource').filter(e => e.name.includes('_poll=')).length"
    page.evaluate("window.began = performance.now()")
    page.wait_for_function(f"{count} >= 20")
    # With pauses of a second at most, twenty questions would take more than fifteen.
    assert page.evaluate("performance.now() - began") < 12_000


def test_frames_are_traced_when_the_address_says_so(page: Page, start: Start) -> None:
    lines: list[str] = []
    page.on("console", lambda message: lines.append(message.text))
    page.goto(start(HOSTS["django"].start(lambda: put_text("hello"))) + "?_pywebio_debug=1")
    expect(page.get_by_text("hello")).to_be_visible()
    assert any("pywebio out" in line for line in lines)
    assert any("pywebio in" in line for line in lines)


def test_files_of_a_directory(tmp_path: Path, page: Page, start: Start) -> None:
    (tmp_path / "a.txt").write_text("static")
    for host in HOSTS.values():
        url = start(host.start(everything, static_dir=str(tmp_path)))
        answer = page.request.get(f"{url}static/a.txt")
        assert (answer.status, answer.text()) == (200, "static"), host.name
        assert page.request.get(f"{url}static/none.txt").status == 404, host.name
