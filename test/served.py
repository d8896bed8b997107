"""A real Tornado server on a loopback port, and tabs that talk to it over the network."""

from __future__ import annotations

import asyncio
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any

from page_side import PageSide
from tornado.httpclient import HTTPRequest
from tornado.websocket import (
    WebSocketClientConnection,
    WebSocketClosedError,
    websocket_connect,
)

from pywebio import protocol as wire
from pywebio.platform.options import make_options
from pywebio.platform.server import Server
from pywebio.platform.serving import listen
from pywebio.platform.tornado import Service

PATIENCE = 20.0
"""Seconds that anything may take, on a busy machine too."""

_tabs: ContextVar[list[Tab]] = ContextVar("tabs")


@contextmanager
def served(applications: object, **keywords: Any) -> Iterator[str]:
    """Serve applications; gives the address."""
    options, settings = make_options(**keywords)
    server = Server(applications, options)
    sockets = listen(0, "127.0.0.1")
    service = Service(server, sockets, settings)
    thread = threading.Thread(target=service.run, name="test server")
    thread.start()
    assert service.ready.wait(PATIENCE)
    try:
        yield f"http://127.0.0.1:{sockets[0].getsockname()[1]}/"
    finally:
        service.stop()
        thread.join(PATIENCE)
        assert not thread.is_alive()


def fetch(url: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Get something: status, headers (in lower case), body."""
    request = urllib.request.Request(
        url, headers={k.replace("_", "-"): headers[k] for k in headers}
    )
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            found = {name.lower(): value for name, value in answer.headers.items()}
            return answer.status, found, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            found = {name.lower(): value for name, value in error.headers.items()}
            return error.code, found, error.read()


class Tab:
    """A page over a real WebSocket."""

    def __init__(self, url: str, page: PageSide | None = None) -> None:
        self.url = url
        self.page = page or PageSide()
        self._line: WebSocketClientConnection | None = None
        self._over = False

    async def open(self, app: str = "", **hello: Any) -> Tab:
        """Connect and say hello; waits for the welcome."""
        request = HTTPRequest(self.url.replace("http", "ws", 1))
        self._line = await websocket_connect(request)
        self._over = False
        opened(self)
        await self.say(self.page.hello(app=app, **hello))
        self.page.welcome = None
        await self.until(lambda page: page.welcome is not None or page.bye is not None)
        return self

    @property
    def line(self) -> WebSocketClientConnection:
        """The connection."""
        assert self._line is not None
        return self._line

    async def say(self, frame: str) -> None:
        """Send a frame."""
        await self.line.write_message(frame)

    async def send(self, event: wire.AnyEvent) -> None:
        """Send an event."""
        await self.say(self.page.event(event))

    async def read(self) -> str | bytes | None:
        """The next frame as it came, `None` at the end."""
        if self._over:
            return None
        async with asyncio.timeout(PATIENCE):  # `wait_for` of Python 3.11 may lose a cancellation
            frame = await self.line.read_message()
        self._over = frame is None
        return frame

    async def step(self) -> bool:
        """Take one frame and acknowledge it; returns False at the end of the connection."""
        frame = await self.read()
        if frame is None:
            return False
        if self.page.receive(frame):
            with suppress(WebSocketClosedError):  # what the next `read` tells
                await self.say(self.page.ack())
        return True

    async def until(self, true: Callable[[PageSide], object]) -> None:
        """Follow the page until something is true."""
        while not true(self.page):
            assert await self.step(), f"the connection ended; the page shows {self.page.text!r}"

    async def sees(self, text: str) -> None:
        """Wait until a text stands on the page."""
        await self.until(lambda page: text in page.text)

    async def submit(self, value: str) -> None:
        """Wait for a form and submit it."""
        await self.until(lambda page: page.form)
        await self.say(self.page.submit(value))

    async def ended(self) -> None:
        """Wait for the end of the connection."""
        while await self.step():
            pass

    def cut(self) -> None:
        """The line breaks, without a word."""
        protocol: Any = self.line.protocol
        protocol.stream.close()

    async def leave(self) -> None:
        """Close the page."""
        self.line.close(1001)
        while await self.read() is not None:
            pass


async def closed(line: WebSocketClientConnection) -> None:
    """Close a WebSocket, and wait until it is: the end of the loop would leave it open."""
    line.close()
    while await line.read_message() is not None:
        pass


def opened(tab: Tab) -> None:
    """A page is open: it is closed at the end of `visit`."""
    _tabs.get().append(tab)


def visit(run: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run what visitors do; pages that are left open are closed."""
    asyncio.run(_visit(run))


async def _visit(run: Callable[[], Coroutine[Any, Any, None]]) -> None:
    tabs: list[Tab] = []
    _tabs.set(tabs)
    try:
        await run()
    except BaseException:
        for tab in tabs:  # none is to be left to the tests that come
            with suppress(Exception):
                tab.cut()
        raise
    for tab in tabs:
        await tab.leave()
