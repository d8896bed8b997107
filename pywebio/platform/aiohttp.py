"""Serving with aiohttp: a handler in an existing application, or a server of its own."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Protocol, cast

from aiohttp import WSMsgType, web
from aiohttp.http import HttpProcessingError
from msgspec import structs
from tornado import autoreload

from ..utils import STATIC_PATH
from .arriving import arriving, take
from .http import BODY_MOST, Request, Response, all_headers, query_of
from .link import Link
from .options import options_of
from .polling import Polling
from .server import CLEAN, GOING_AWAY, Server
from .serving import check_start
from .tornado import PING_INTERVAL, Service, Start, claim, serve
from .writer import Writer

__all__ = ["start_server", "static_routes", "webio_handler"]

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class AppHandler(Protocol):
    """A handler of a server: who mounts it may end that before the application ends."""

    server: Server

    def __call__(self, request: web.Request) -> Awaitable[web.StreamResponse]:
        """Answer a request."""


def handler(server: Server, websocket_settings: Mapping[str, Any] | None = None) -> AppHandler:
    """The handler of a server."""
    Polling(server)
    settings = {
        "heartbeat": PING_INTERVAL,
        "max_msg_size": server.options.message_limit,
        **(websocket_settings or {}),
    }

    async def webio_handler(request: web.Request) -> web.StreamResponse:
        try:
            if request.headers.get("Upgrade", "").lower() == "websocket":
                return await _websocket(server, request, web.WebSocketResponse(**settings))
            return await _answer(server, request)
        except ConnectionError:  # who has asked has gone
            return web.Response()

    made = cast(AppHandler, webio_handler)
    made.server = server
    return made


async def _answer(server: Server, request: web.Request) -> web.StreamResponse:
    ours = as_request(request)
    part = arriving(server, ours)
    if part is not None:
        response = await take(server, part, _chunks(request))
    else:
        if ours.method == "POST":
            ours = structs.replace(ours, body=await _body(request))
        response = await server.answer(ours)
    return await _send(server, request, response)


async def _send(server: Server, request: web.Request, response: Response) -> web.StreamResponse:
    answer = web.StreamResponse(status=response.status, headers=all_headers(response))
    await answer.prepare(request)
    if request.method != "HEAD":
        async for chunk in response.chunks_there(server.workers):
            await answer.write(chunk)
    await answer.write_eof()
    return answer


async def _websocket(
    server: Server, request: web.Request, socket: web.WebSocketResponse
) -> web.StreamResponse:
    ours = as_request(request)
    if not server.may_connect(ours):
        return web.Response(status=403, text="This page may not connect (see allowed_origins).")
    await socket.prepare(request)
    writer = Writer(socket.send_str, lambda code: socket.close(code=code), lambda: _abort(request))
    link = Link(server, ours, writer.send, writer.close)
    try:
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                link.receive(message.data)
            elif message.type is WSMsgType.BINARY:
                link.receive_part(message.data)
    finally:
        link.lost(clean=socket.close_code in (CLEAN, GOING_AWAY))
    return socket


def _abort(request: web.Request) -> None:
    if isinstance(request.transport, asyncio.WriteTransport):
        request.transport.abort()


def _reporter(server: Server, report: Callable[[], Response]) -> Handler:
    """A handler of what the server tells of itself."""

    async def tell(request: web.Request) -> web.StreamResponse:
        return await _send(server, request, report())

    return tell


async def _body(request: web.Request) -> bytes:
    """The body of a request; of one that is too large only as much as shows that."""
    body = bytearray()
    async for chunk in _chunks(request):
        body += chunk
        if len(body) > BODY_MOST:
            break
    return bytes(body)


async def _chunks(request: web.Request) -> AsyncIterator[bytes]:
    """The body of a request as it comes."""
    chunk = await request.content.readany()
    if not chunk:
        # A middleware may have read it before: then this is where it is.
        yield await request.read()
    while chunk:
        yield chunk
        chunk = await request.content.readany()


def as_request(request: web.Request) -> Request:
    """A request, apart from the framework and without its body."""
    return Request(
        method=request.method,
        query=query_of(request.query_string),
        headers={name.lower(): value for name, value in request.headers.items()},
        ip=request.remote or "",
        raw=request,
        backend="aiohttp",
    )


def webio_handler(
    applications: object,
    cdn: bool | str = True,
    reconnect_timeout: float | None = 0,
    allowed_origins: list[str] | None = None,
    check_origin: Callable[[str], bool] | None = None,
    max_payload_size: int | str = "200M",
    websocket_settings: Mapping[str, Any] | None = None,
) -> AppHandler:
    """Make a handler that serves applications in an aiohttp application, at any one route.

    `web.get` is enough. With ``web.route("*", ...)``, pages whose WebSockets are blocked can talk
    by HTTP, and files are sent faster.

    :param applications: one function, a list of functions, or a dict from names to functions.
    :param cdn: base URL of the page's files; by default they come from this handler.
    :param reconnect_timeout: seconds that a lost connection may take to come back; 0 is the
        default of 600 s, `None` does not wait.
    :param allowed_origins: patterns of other sites whose pages may connect.
    :param check_origin: a function `check_origin(origin) -> bool` in place of the patterns.
    :param max_payload_size: largest message or upload, in bytes or as ``'40K'``, ``'3M'``.
    :param websocket_settings: parameters of `aiohttp.web.WebSocketResponse`.

    Example::

        app.add_routes([web.get("/tool", webio_handler(task))])
    """
    options, _ = options_of(locals())
    return handler(Server(applications, options, backend="aiohttp"), websocket_settings)


def static_routes(prefix: str = "/") -> list[web.AbstractRouteDef]:
    """The routes of the page as files, for programs that serve it beside a back end at ``io``.

    Needless where a handler serves the page itself.

    :param prefix: the path at which the page is.

    Example::

        app.add_routes([web.get("/tool/io", webio_handler(task))])
        app.add_routes(static_routes("/tool/"))
    """
    base = prefix.rstrip("/")
    files = Path(STATIC_PATH)

    async def index(request: web.Request) -> web.FileResponse:
        return web.FileResponse(files / "index.html")

    folders = [folder for folder in files.iterdir() if folder.is_dir()]
    statics = [web.static(f"{base}/{folder.name}", folder) for folder in folders]
    return [web.get(f"{base}/", index), *statics]


def start_server(
    applications: object,
    port: int = 0,
    host: str = "",
    debug: bool = False,
    cdn: bool | str = True,
    static_dir: str | None = None,
    remote_access: bool = False,
    reconnect_timeout: float | None = 0,
    allowed_origins: list[str] | None = None,
    check_origin: Callable[[str], bool] | None = None,
    auto_open_webbrowser: bool = False,
    max_payload_size: int | str = "200M",
    websocket_settings: Mapping[str, Any] | None = None,
    **aiohttp_settings: Any,
) -> None:
    """Serve applications with aiohttp; the call returns when the server stops.

    :param websocket_settings: parameters of `aiohttp.web.WebSocketResponse`.
    :param aiohttp_settings: the limits that :class:`pywebio.platform.options.ServerOptions`
        lists, and parameters of `aiohttp.web.Application`.

    The other parameters are those of :func:`pywebio.platform.tornado.start_server`.

    Example::

        start_server(main, port=8080)
    """
    check_start()
    options, settings = options_of(locals(), aiohttp_settings)
    server = Server(applications, options, backend="aiohttp")
    start = Start(
        port, host, auto_open_webbrowser, remote_access, allowed_hosts=options.allowed_hosts
    )
    sockets = claim(start, options.debug)
    serve(AiohttpService(server, sockets, settings, host, websocket_settings), start)


class _OwnErrors(logging.Filter):
    """Leaves requests that are none out of aiohttp's log."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether something has failed here."""
        error = record.exc_info[1] if record.exc_info else None
        return not isinstance(error, HttpProcessingError)


_log = logging.getLogger("pywebio.aiohttp")
_log.addFilter(_OwnErrors())


class AiohttpService(Service):
    """A server of ours on aiohttp."""

    server: Server

    def __init__(
        self,
        server: Server,
        sockets: list[socket.socket],
        settings: dict[str, Any],
        host: str | None = "127.0.0.1",
        websocket_settings: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(server, sockets, settings, host)
        self._websocket_settings = websocket_settings

    def routes(self) -> list[web.AbstractRouteDef]:
        """The routes of the application."""
        all_routes: list[web.AbstractRouteDef] = [
            web.route("*", "/", handler(self.server, self._websocket_settings))
        ]
        for path, report in self.server.reports.items():
            all_routes.append(web.get(path, _reporter(self.server, report)))
        if self.server.options.static_dir is not None:
            all_routes.append(web.static("/static", self.server.options.static_dir))
        return all_routes

    @asynccontextmanager
    async def _listening(
        self, sockets: list[socket.socket], **settings: Any
    ) -> AsyncIterator[None]:
        if settings.pop("autoreload"):
            autoreload.start()
        app = web.Application(**settings)
        app.add_routes(self.routes())
        runner = web.AppRunner(app, access_log=None, logger=_log, shutdown_timeout=1)
        await runner.setup()
        for one in sockets:
            await web.SockSite(runner, one).start()
        try:
            yield
        finally:
            await self._finish()
            await runner.cleanup()
