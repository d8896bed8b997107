"""A real Tornado server and tabs over real WebSockets."""

from __future__ import annotations

import asyncio
import gc
import socket
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from served import PATIENCE, Tab, closed, fetch, served, visit
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler, StaticFileHandler
from tornado.websocket import websocket_connect

from pywebio import STATIC_PATH
from pywebio import protocol as wire
from pywebio.exceptions import ArgumentError
from pywebio.input import input
from pywebio.output import put_buttons, put_image, put_text
from pywebio.platform.http import Request
from pywebio.platform.server import Server
from pywebio.platform.serving import addresses, listen, local_address
from pywebio.platform.tornado import (
    PageHandler,
    make_tornado_app,
    start_server,
    webio_handler,
)
from pywebio.session import defer_call, hold, info


def thread_app() -> None:
    name = input("name")
    put_text("hello", name)
    put_buttons(["more"], lambda value: put_text("clicked", value))
    hold()


async def coroutine_app() -> None:
    name = await input("name")
    put_text("hello", name)
    put_buttons(["more"], lambda value: put_text("clicked", value))
    await hold()


BOTH = pytest.mark.parametrize("app", [thread_app, coroutine_app])


def button(tab: Tab) -> int:
    """The callback of the button on the page."""
    (buttons,) = [node for node in tab.page.document.outputs() if isinstance(node, wire.Buttons)]
    return buttons.callback


@BOTH
def test_ask_show_click(app: Any) -> None:
    async def run() -> None:
        tab = await Tab(url).open()
        await tab.submit("Ann")
        await tab.sees("hello Ann\n[more]")
        await tab.send(wire.CallbackEvent(callback=button(tab), value=0))
        await tab.sees("clicked more")

    with served(app) as url:
        visit(run)


@BOTH
def test_nothing_is_lost_or_doubled_when_the_line_is_cut(app: Any) -> None:
    async def run() -> None:
        tab = await Tab(url).open()
        await tab.until(lambda page: page.form)
        await tab.say(tab.page.submit("Ann"))  # and the line breaks before the answer is read
        tab.cut()
        again = await Tab(url, tab.page).open()
        assert again.page.welcome is not None
        assert again.page.welcome.resumed
        await again.say(again.page.kept())
        await again.sees("hello Ann\n[more]")
        again.page.event(wire.CallbackEvent(callback=button(again), value=0))
        again.cut()  # the click was not even sent
        third = await Tab(url, again.page).open()
        await third.say(third.page.kept())
        await third.say(third.page.kept())
        await third.sees("clicked more")
        assert third.page.text == "hello Ann\n[more]\nclicked more"

    with served(app) as url:
        visit(run)


def test_a_stream_of_outputs_survives_many_cuts() -> None:
    lines = 3000

    def app() -> None:
        for number in range(lines):
            put_text(f"line {number}")

    async def run() -> None:
        tab = Tab(url)
        for cut_at in (10, 700, 1500, 2999):
            tab = await Tab(url, tab.page).open()
            await tab.sees(f"line {cut_at}")
            tab.cut()
        tab = await Tab(url, tab.page).open()
        await tab.until(lambda page: page.document.state == "finished")
        assert tab.page.text == "\n".join(f"line {number}" for number in range(lines))

    with served(app) as url:
        visit(run)


def test_several_applications_and_the_index() -> None:
    async def run() -> None:
        for name in ("thread_app", "coroutine_app"):
            tab = await Tab(f"{url}?app={name}").open()
            await tab.submit(name)
            await tab.sees(f"hello {name}")
        index = await Tab(url).open()
        await index.sees("coroutine_app")

    with served([thread_app, coroutine_app]) as url:
        visit(run)
        assert b"<title>Applications</title>" in fetch(url)[2]
        assert b'"app":"coroutine_app"' in fetch(f"{url}?app=coroutine_app")[2]


def test_two_hundred_programs_that_output_and_return_show_all_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("pywebio.platform.link.HELLO_WITHIN", PATIENCE)  # all come at once

    def app() -> None:
        for number in range(20):
            put_text(number)

    async def one(url: str) -> None:
        tab = await Tab(url).open()
        await tab.until(lambda page: page.document.state == "finished")
        assert tab.page.text == "\n".join(str(number) for number in range(20))
        await tab.leave()

    async def run() -> None:
        await asyncio.gather(*(one(url) for _ in range(200)))

    with served(app) as url:
        visit(run)


def test_an_image_as_the_last_line_is_shown() -> None:
    picture = b"\x89PNG\r\n\x1a\n" + bytes(300_000)
    addresses: list[str] = []

    async def run() -> None:
        tab = await Tab(url).open()
        await tab.until(lambda page: page.document.state == "finished")
        (image,) = tab.page.document.outputs()
        assert isinstance(image, wire.Image)
        address = f"{url}?_pywebio_file={image.src.removeprefix('file:')}"
        addresses.append(address)
        loop = asyncio.get_running_loop()
        status, headers, body = await loop.run_in_executor(None, fetch, address)
        assert (status, body) == (200, picture)
        assert headers["content-type"] == "image/png"
        await tab.leave()

    with served(lambda: put_image(picture)) as url:
        visit(run)
        status, headers, body = fetch(addresses[0], range="bytes=0-7")
        assert (status, body) == (206, picture[:8])
        assert headers["content-range"] == f"bytes 0-7/{len(picture)}"
        assert headers["content-length"] == "8"
        assert fetch(addresses[0], if_none_match=headers["etag"])[0] == 304


def test_head_has_the_headers_only() -> None:
    with served(thread_app) as url:
        request = urllib.request.Request(url, method="HEAD")
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            assert int(answer.headers["Content-Length"]) > 500
            assert answer.read() == b""


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_other_methods_are_told_which_are_allowed(method: str) -> None:
    with served(thread_app) as url:
        request = urllib.request.Request(url, method=method)
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request, timeout=PATIENCE)
        refused.value.close()
        assert refused.value.code == 405
        assert refused.value.headers["Allow"] == "GET, HEAD, POST, OPTIONS"


def handlers() -> int:
    """How many requests are still at work, or have not been let go of."""
    gc.collect()
    return sum(issubclass(type(thing), PageHandler) for thing in gc.get_objects())


@pytest.mark.parametrize(
    "rest",
    [
        b"Content-Length: 100\r\n\r\nnot all of it",
        b"Content-Length: none\r\n\r\n",
        b"Content-Length: 99999999\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\nno chunk\r\n",
    ],
)
def test_a_body_that_never_comes_leaves_nothing_behind(rest: bytes) -> None:
    with served(thread_app) as url:
        before = handlers()
        for _ in range(5):
            with socket.create_connection(("127.0.0.1", urlsplit(url).port or 0)) as line:
                line.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\n" + rest)
                line.shutdown(socket.SHUT_WR)
                while line.recv(1000):
                    pass
        end = time.monotonic() + PATIENCE
        while handlers() > before:
            assert time.monotonic() < end


def test_the_end_of_the_session_reaches_the_program() -> None:
    ended = threading.Event()

    def app() -> None:
        defer_call(ended.set)
        input("name")

    async def run() -> None:
        tab = await Tab(url).open()
        await tab.until(lambda page: page.form)
        await tab.leave()

    with served(app, others={"keep_running": 0}) as url:
        visit(run)
        assert ended.wait(PATIENCE)


def test_stopping_the_server_tells_the_pages_and_the_programs() -> None:
    ended = threading.Event()
    tabs: list[Tab] = []
    ready = threading.Event()

    def app() -> None:
        defer_call(ended.set)
        input("name")

    async def run() -> None:
        tab = await Tab(url).open()
        await tab.until(lambda page: page.form)
        tabs.append(tab)
        ready.set()
        await tab.ended()
        assert tab.line.close_code == 1001

    visitor = threading.Thread(target=visit, args=(run,))
    with served(app) as url:
        visitor.start()
        assert ready.wait(PATIENCE)
    visitor.join(PATIENCE)
    assert tabs[0].page.bye == wire.Bye(reason="stopped")
    assert ended.is_set()


def test_a_foreign_origin_is_refused(caplog: pytest.LogCaptureFixture) -> None:
    async def status(origin: str) -> int:
        request = HTTPRequest(url.replace("http", "ws", 1), headers={"Origin": origin})
        try:
            line = await websocket_connect(request)
        except HTTPClientError as error:
            return int(error.code)
        await closed(line)
        return 101

    async def run() -> None:
        assert await status("http://evil.test") == 403
        assert await status(url.rstrip("/")) == 101
        assert await status("https://a.friend.test") == 101

    with served(thread_app, allowed_origins=["https://*.friend.test"]) as url:
        visit(run)
    assert "allowed_origins" in caplog.text
    assert "http://evil.test" in caplog.text


def test_refused_pages_do_not_flood_the_log(caplog: pytest.LogCaptureFixture) -> None:
    server = Server(thread_app)
    foreign = Request(headers={"origin": "http://evil.test", "host": "here.test"})
    assert not any(server.may_connect(foreign) for _ in range(1000))
    posted = Request(method="POST", headers=foreign.headers)
    assert [server.http(posted).status for _ in range(3)] == [403] * 3
    assert len(caplog.records) <= 3  # one a second


def test_the_host_is_checked_for_pages_and_connections() -> None:
    async def run() -> None:
        request = HTTPRequest(url.replace("http", "ws", 1), headers={"Host": "evil.test"})
        with pytest.raises(HTTPClientError, match="403"):
            await websocket_connect(request)

    with served(thread_app, others={"allowed_hosts": ["127.0.0.1"]}) as url:
        assert fetch(url)[0] == 200
        assert fetch(url, Host="evil.test")[0] == 403
        visit(run)


def test_static_files(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("static")
    with served(thread_app, static_dir=str(tmp_path)) as url:
        assert fetch(f"{url}static/a.txt")[2] == b"static"
        assert fetch(f"{url}static/none.txt")[0] == 404
        assert fetch(f"{url}elsewhere")[0] == 404


def test_info_of_a_real_request() -> None:
    def app() -> None:
        put_text(info.backend, info.protocol, info.user_ip, info.server_host, info.origin)
        put_text(type(info.request).__name__, info.user_language, info.time_zone)

    async def run() -> None:
        tab = await Tab(url).open(facts={"time_zone": "Asia/Tokyo"})
        host = url.removeprefix("http://").rstrip("/")
        await tab.sees(f"tornado websocket 127.0.0.1 {host}")
        await tab.sees("HTTPServerRequest")
        await tab.sees("Asia/Tokyo")

    with served(app) as url:
        visit(run)


# -- mounted in an existing application -----------------------------------------------------------


class Mounted:
    """A Tornado application with routes of its own, on the test's loop."""

    def __init__(self, *routes: Any) -> None:
        self.http = HTTPServer(Application(list(routes)))
        sockets = listen(0, "127.0.0.1")
        self.http.add_sockets(sockets)
        self.url = f"http://127.0.0.1:{sockets[0].getsockname()[1]}"
        self.servers = [route[1].server for route in routes if hasattr(route[1], "server")]

    async def __aenter__(self) -> Mounted:
        return self

    async def __aexit__(self, *error: object) -> None:
        self.http.stop()
        for server in self.servers:
            server.close()
        await self.http.close_all_connections()

    async def fetch(self, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Get something without stopping the loop."""
        return await asyncio.to_thread(fetch, self.url + path, **headers)


class Main(RequestHandler):
    """The application's own route."""

    def get(self) -> None:
        self.write("main")


@BOTH
def test_a_mount_at_exactly_one_path(app: Any) -> None:
    async def run() -> None:
        async with Mounted((r"/", Main), (r"/tool", webio_handler(app))) as mounted:
            status, _, body = await mounted.fetch("/tool")
            assert status == 200
            page = body.decode()
            name = page.split('src="?_pywebio_asset=')[1].split('"')[0]
            assert (await mounted.fetch(f"/tool?_pywebio_asset={name}"))[0] == 200
            tab = await Tab(f"{mounted.url}/tool").open()
            await tab.submit("Ann")
            await tab.sees("hello Ann")
            assert (await mounted.fetch("/"))[2] == b"main"

    visit(run)


def test_the_recipe_of_two_routes() -> None:
    async def run() -> None:
        files = {"path": STATIC_PATH, "default_filename": "index.html"}
        routes = (
            (r"/tool/io", webio_handler(thread_app)),
            (r"/tool/(.*)", StaticFileHandler, files),
        )
        async with Mounted(*routes) as mounted:
            status, _, body = await mounted.fetch("/tool/")
            page = body.decode()
            assert status == 200
            assert 'id="pywebio-config">{}</script>' in page
            name = page.split('src="./assets/')[1].split('"')[0]
            assert (await mounted.fetch(f"/tool/assets/{name}"))[0] == 200
            answer = await mounted.fetch("/tool/io?test=1")
            assert answer[0] == 200
            assert answer[2] != b"ok"
            tab = await Tab(f"{mounted.url}/tool/io").open()
            await tab.submit("Ann")
            await tab.sees("hello Ann")

    visit(run)


def test_two_mounts_do_not_notice_each_other() -> None:
    async def run() -> None:
        one, two = webio_handler(thread_app), webio_handler(thread_app)
        async with Mounted((r"/one", one), (r"/two", two)) as mounted:
            tab = await Tab(f"{mounted.url}/one").open()
            await tab.until(lambda page: page.form)
            tab.cut()
            other = Tab(f"{mounted.url}/two", tab.page)
            await other.open()
            assert other.page.bye == wire.Bye(reason="unknown")

    visit(run)


# -- start_server ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keywords", "message"),
    [
        ({"port": "http"}, "port is a number"),
        ({"port": 70_000}, "port is a number"),
        ({"host": 3}, "host is an address"),
        ({"remote_access": True}, "PYWEBIO_REMOTE_ACCESS is host"),
        ({"reconect_timeout": 3}, "Did you mean 'reconnect_timeout'"),
    ],
)
def test_bad_arguments_are_refused(
    keywords: dict[str, Any], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYWEBIO_REMOTE_ACCESS", "-no host")
    with pytest.raises(ArgumentError, match=message):
        start_server(thread_app, **keywords)


def test_addresses() -> None:
    assert addresses("127.0.0.1", 80) == ["http://127.0.0.1:80/"]
    assert addresses("::1", 80) == ["http://[::1]:80/"]
    assert addresses("", 8080)[0] == "http://127.0.0.1:8080/"
    assert addresses("::", 8080) == ["http://[::1]:8080/"]  # not by those of version 4
    assert local_address("::1") == "[::1]"  # as tunnels name it, too


def test_the_settings_of_the_application_are_tornados() -> None:
    app = make_tornado_app(Server(thread_app), cookie_secret="x")
    assert app.settings["cookie_secret"] == "x"
