"""Serving over WSGI, and what all hosts with a thread for each request have in common.

Such a host cannot let requests wait, nor can it carry WebSockets: pages ask again after a moment.
Sessions live on an event loop beside it (see :mod:`pywebio.platform.background`).
"""

from __future__ import annotations

import asyncio
import socket
import socketserver
import threading
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any

from msgspec import structs
from tornado import autoreload

from .arriving import PIECE, arriving, sends_part, take_here
from .background import LoopEndedError, background_loop, run_on
from .http import BODY_MOST, Request, Response, all_headers, query_of, text
from .options import POSTED_MOST, options_of
from .polling import Polling
from .server import Server, polls
from .static import PREFIX, StaticFiles
from .tornado import Service

Environ = dict[str, Any]
StartResponse = Callable[..., Any]


class Front:
    """Answers requests in the threads of a host.

    `loop`: where the sessions live, if not on the loop of the process.
    """

    def __init__(self, server: Server) -> None:
        self.server = server
        self.loop: asyncio.AbstractEventLoop | None = None
        Polling(server, longest=0)

    def answer(self, request: Request) -> Response:
        """Answer a request, in the calling thread as far as possible."""
        part = arriving(self.server, request)
        if part is not None:
            return take_here(part, request.chunks)
        if not polls(request):
            return self.server.http(request)
        try:
            return run_on(self.loop or background_loop(), self.server.answer(request))
        except LoopEndedError:
            return text(503, "This server is being stopped.")


class WsgiApp:
    """A WSGI application."""

    def __init__(self, server: Server) -> None:
        self.front = Front(server)
        directory = server.options.static_dir
        self._static = None if directory is None else StaticFiles(directory)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        request = as_request(environ, self.front.server.backend)
        path = environ.get("PATH_INFO", "").encode("latin-1").decode("utf-8", "replace")
        report = self.front.server.reports.get(path)
        if report is not None:
            response = report()
        elif self._static is not None and path.startswith(PREFIX):
            response = self._static.answer(request, path.removeprefix(PREFIX))
        else:
            response = self.front.answer(request)
        status = f"{response.status} {HTTPStatus(response.status).phrase}"
        start_response(status, list(all_headers(response).items()))
        return body(request, response)


def body(request: Request, response: Response) -> Iterator[bytes]:
    """What is sent behind the headers."""
    return iter(()) if request.method == "HEAD" else response.chunks()


def reporter(report: Callable[[], Response]) -> Callable[[Request], Response]:
    """What a server tells of itself, as the answer to any request."""
    return lambda request: report()


class Quiet:
    """A part of handlers of servers for development, that are made of those of Python."""

    disable_nagle_algorithm = True  # else the body of an answer waits 40 ms for its headers

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Leave requests out of the log: pages ask once a second."""

    def log_message(self, format: str, *args: Any) -> None:
        """And what is wrong with them: visitors may ask as they like."""


def as_request(environ: Environ, backend: str) -> Request:
    """The request of a WSGI environment."""
    headers = {
        name.removeprefix("HTTP_").replace("_", "-").lower(): value
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    request = Request(
        method=environ.get("REQUEST_METHOD", "GET"),
        query=query_of(environ.get("QUERY_STRING", "")),
        headers=headers,
        ip=environ.get("REMOTE_ADDR", ""),
        raw=environ,
        backend=backend,
        protocol="http",
    )
    read = environ["wsgi.input"].read
    if environ.get("wsgi.input_terminated"):
        return with_body(request, read)
    length: str = environ.get("CONTENT_LENGTH") or "0"
    return with_body(request, read, int(length[:20]) if length.isdecimal() else 0)


def with_body(
    request: Request, read: Callable[[int], bytes], size: int = POSTED_MOST + 1
) -> Request:
    """A request with its body of so many bytes; that of a part of a file is read later."""
    if sends_part(request):
        return structs.replace(request, chunks=_chunks(read, min(size, POSTED_MOST + 1)))
    if request.method != "POST":
        return request
    return structs.replace(request, body=read_body(read, size))


def _chunks(read: Callable[[int], bytes], left: int) -> Iterator[bytes]:
    while left > 0 and (chunk := read_body(read, min(left, PIECE))):
        left -= len(chunk)
        yield chunk


def read_body(read: Callable[[int], bytes], size: int = BODY_MOST + 1) -> bytes:
    """The body of a request; of one that is too large only as much as shows that."""
    try:
        return bytes(read(min(size, BODY_MOST + 1)))
    except OSError:  # it has ended too early, or has chunks that are none
        return b""


def wsgi_app(
    applications: object,
    cdn: bool | str = True,
    static_dir: str | None = None,
    allowed_origins: list[str] | None = None,
    check_origin: Callable[[str], bool] | None = None,
    session_expire_seconds: float | None = None,
    session_cleanup_interval: float | None = None,
    debug: bool = False,
    max_payload_size: int | str = "200M",
    **limits: Any,
) -> WsgiApp:
    """Make a WSGI application, for any server and to mount in any framework, at any path.

    Sessions live in the process that started them: run one process with many threads.

    :param applications: one function, a list of functions, or a dict from names to functions.
    :param cdn: base URL of the page's files; by default they come from this application.
    :param static_dir: a directory that is served below ``static/``.
    :param allowed_origins: patterns of other sites whose pages may connect.
    :param check_origin: a function `check_origin(origin) -> bool` in place of the patterns.
    :param session_expire_seconds: a session of whose page nothing was heard for so long ends (600
        if not given).
    :param session_cleanup_interval: seconds between looks at that (300 if not given).
    :param debug: show tracebacks in the page.
    :param max_payload_size: largest upload, in bytes or as ``'40K'``, ``'3M'``.
    :param limits: what :class:`pywebio.platform.options.ServerOptions` lists.

    Example::

        app = bottle.Bottle()
        app.mount("/tool", wsgi_app(task))
    """
    options, _ = options_of(locals(), limits)
    return WsgiApp(Server(applications, options, backend="wsgi", http_only=True))


class WsgiService(Service):
    """A WSGI server of a framework, in threads; sessions live on the loop of this one.

    `make` makes the server of a socket that listens.
    """

    def __init__(
        self,
        front: Front,
        sockets: list[socket.socket],
        make: Callable[[socket.socket], socketserver.BaseServer],
        host: str | None,
    ) -> None:
        super().__init__(front.server, sockets, {}, host)
        self._front = front
        self._make = make

    @asynccontextmanager
    async def _listening(
        self, sockets: list[socket.socket], **settings: Any
    ) -> AsyncIterator[None]:
        self._front.loop = asyncio.get_running_loop()
        if settings.get("autoreload"):
            autoreload.start()
        servers = [self._make(one) for one in sockets]
        threads = [
            threading.Thread(target=one.serve_forever, args=(0.05,), daemon=True) for one in servers
        ]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            await self._finish()
            for one, thread in zip(servers, threads, strict=True):
                one.shutdown()
                thread.join()
                one.server_close()
            for line in sockets:
                line.close()  # some servers have made a copy of theirs
