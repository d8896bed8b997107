"""Serving over ASGI: an application for any server, and to mount in any framework."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from typing import Any

from msgspec import structs

from .arriving import arriving, take
from .http import BODY_MOST, Request, Response, all_headers, query_of
from .link import Link
from .options import options_of
from .polling import Polling
from .server import CLEAN, GOING_AWAY, Server
from .serving import finish
from .static import PREFIX, StaticFiles
from .writer import Writer

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class AsgiApp:
    """An ASGI application.

    `raw` makes what programs find in `info.request`: the scope if not given.
    """

    def __init__(
        self, server: Server, raw: Callable[[Scope, Receive, Send], object] | None = None
    ) -> None:
        self.server = server
        self._raw = raw
        directory = server.options.static_dir
        self._static = None if directory is None else StaticFiles(directory)
        Polling(server)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a connection."""
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._lifespan(receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = self._request(scope, receive, send)
        part = arriving(self.server, request)
        if part is None and request.method == "POST":
            request = structs.replace(request, body=await _body(receive))
        path: str = scope["path"].removeprefix(scope.get("root_path", ""))
        report = self.server.reports.get(path)
        if report is not None:
            response = report()
        elif self._static is not None and path.startswith(PREFIX):
            static, name = self._static, path.removeprefix(PREFIX)
            response = await asyncio.to_thread(static.answer, request, name)
        elif part is not None:
            response = await take(self.server, part, _chunks(receive))
        else:
            response = await self.server.answer(request)
        await _send(self.server, request, response, send)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()  # "websocket.connect"
        request = self._request(scope, receive, send)
        if not self.server.may_connect(request):
            await send({"type": "websocket.close", "code": 1008})
            return
        await send({"type": "websocket.accept"})
        writer = Writer(
            lambda text: send({"type": "websocket.send", "text": text}),
            lambda code: send({"type": "websocket.close", "code": code}),
        )
        link = Link(self.server, request, writer.send, writer.close)
        message: Message = {}
        try:
            while (message := await receive())["type"] == "websocket.receive":
                if message.get("text") is not None:
                    link.receive(message["text"])
                elif message.get("bytes") is not None:
                    link.receive_part(message["bytes"])
        finally:  # servers that stop cancel this
            link.lost(clean=message.get("code") in (CLEAN, GOING_AWAY))

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await finish(self.server)
        await send({"type": "lifespan.shutdown.complete"})

    def _request(self, scope: Scope, receive: Receive, send: Send) -> Request:
        client = scope.get("client")
        return Request(
            method=scope.get("method", "GET"),
            query=query_of(scope["query_string"].decode("latin-1")),
            headers={
                name.decode("latin-1").lower(): value.decode("latin-1")
                for name, value in scope["headers"]
            },
            ip=client[0] if client else "",
            raw=self._raw(scope, receive, send) if self._raw is not None else scope,
            backend=self.server.backend,
        )


async def _body(receive: Receive) -> bytes:
    """The body of a request; of one that is too large only as much as shows that."""
    body = bytearray()
    more = True
    while more and len(body) <= BODY_MOST:
        message = await receive()
        if message["type"] == "http.disconnect":
            return b""  # the rest of it does not come
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return bytes(body)


async def _chunks(receive: Receive) -> AsyncIterator[bytes]:
    """The body of a part of a file as it comes: what has come when the connection goes is kept."""
    more = True
    while more:
        message = await receive()
        more = message.get("more_body", False)
        yield message.get("body", b"")


async def _send(server: Server, request: Request, response: Response, send: Send) -> None:
    headers = [
        (name.lower().encode("latin-1"), value.encode("latin-1"))
        for name, value in all_headers(response).items()
    ]
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    if request.method != "HEAD":
        async for chunk in response.chunks_there(server.workers):
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


def asgi_app(
    applications: object,
    cdn: bool | str = True,
    reconnect_timeout: float | None = 0,
    static_dir: str | None = None,
    debug: bool = False,
    allowed_origins: list[str] | None = None,
    check_origin: Callable[[str], bool] | None = None,
    max_payload_size: int | str = "200M",
    **limits: Any,
) -> AsgiApp:
    """Make an ASGI application, for any server and to mount in any framework, at any path.

    Sessions live in the process that started them: run one process.

    :param applications: one function, a list of functions, or a dict from names to functions.
    :param cdn: base URL of the page's files; by default they come from this application.
    :param reconnect_timeout: seconds that a lost connection may take to come back; 0 is the
        default of 600 s, `None` does not wait.
    :param static_dir: a directory that is served below ``static/``.
    :param debug: show tracebacks in the page.
    :param allowed_origins: patterns of other sites whose pages may connect.
    :param check_origin: a function `check_origin(origin) -> bool` in place of the patterns.
    :param max_payload_size: largest message or upload, in bytes or as ``'40K'``, ``'3M'``.
    :param limits: what :class:`pywebio.platform.options.ServerOptions` lists.

    Example::

        app = asgi_app(task)  # hypercorn module:app
    """
    options, _ = options_of(locals(), limits)
    return AsgiApp(Server(applications, options, backend="asgi"))
