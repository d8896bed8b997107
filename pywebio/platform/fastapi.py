"""Serving with FastAPI or Starlette: routes in an existing application, or a server of its own."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket
from tornado import autoreload

from .asgi import AsgiApp, Receive, Scope, Send
from .options import options_of
from .server import Server
from .serving import check_start, finish
from .tornado import Service, Start, claim, serve

__all__ = ["asgi_app", "start_server", "webio_routes"]


def raw(scope: Scope, receive: Receive, send: Send) -> object:
    """The framework's own request."""
    if scope["type"] == "websocket":
        return WebSocket(scope, receive, send)
    return Request(scope, receive, send)


def routes(app: AsgiApp) -> list[BaseRoute]:
    """The routes of a server."""
    return [Route("/", app, name="webio"), WebSocketRoute("/", app, name="webio_socket")]


def webio_routes(
    applications: object,
    cdn: bool | str = True,
    reconnect_timeout: float | None = 0,
    allowed_origins: list[str] | None = None,
    check_origin: Callable[[str], bool] | None = None,
) -> list[BaseRoute]:
    """Make the routes that serve applications in a FastAPI or Starlette application.

    Sessions live in the process that started them: run one process.

    :param applications: one function, a list of functions, or a dict from names to functions.
    :param cdn: base URL of the page's files; by default they come from these routes.
    :param reconnect_timeout: seconds that a lost connection may take to come back; 0 is the
        default of 600 s, `None` does not wait.
    :param allowed_origins: patterns of other sites whose pages may connect.
    :param check_origin: a function `check_origin(origin) -> bool` in place of the patterns.

    Example::

        app = FastAPI()
        app.mount("/tool", FastAPI(routes=webio_routes(task)))
    """
    options, _ = options_of(locals())
    return routes(AsgiApp(Server(applications, options, backend="fastapi"), raw))


def make_app(server: Server) -> Starlette:
    """A Starlette application of a server of ours."""

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        yield
        await finish(server)

    app = AsgiApp(server, raw)
    found = routes(app) + [Route(path, app) for path in server.reports]
    if server.options.static_dir is not None:
        found.append(Mount("/static", StaticFiles(directory=server.options.static_dir)))
    return Starlette(routes=found, lifespan=lifespan)


def asgi_app(
    applications: object,
    cdn: bool | str = True,
    reconnect_timeout: float | None = 0,
    static_dir: str | None = None,
    debug: bool = False,
    allowed_origins: list[str] | None = None,
    check_origin: Callable[[str], bool] | None = None,
    **limits: Any,
) -> Starlette:
    """Make an application for an ASGI server of your choice, or to mount.

    All parameters are those of :func:`pywebio.platform.asgi.asgi_app`.

    Example::

        app = asgi_app(task)  # uvicorn module:app
    """
    options, _ = options_of(locals(), limits)
    return make_app(Server(applications, options, backend="fastapi"))


def start_server(
    applications: object,
    port: int = 0,
    host: str = "",
    cdn: bool | str = True,
    reconnect_timeout: float | None = 0,
    static_dir: str | None = None,
    remote_access: bool = False,
    debug: bool = False,
    allowed_origins: list[str] | None = None,
    check_origin: Callable[[str], bool] | None = None,
    auto_open_webbrowser: bool = False,
    max_payload_size: int | str = "200M",
    **uvicorn_settings: Any,
) -> None:
    """Serve applications with Starlette and uvicorn; the call returns when the server stops.

    :param uvicorn_settings: the limits that :class:`pywebio.platform.options.ServerOptions`
        lists, and settings of `uvicorn.Config`.

    The other parameters are those of :func:`pywebio.platform.tornado.start_server`.

    Example::

        start_server(main, port=8080)
    """
    check_start()
    options, settings = options_of(locals(), uvicorn_settings)
    server = Server(applications, options, backend="fastapi")
    start = Start(
        port, host, auto_open_webbrowser, remote_access, allowed_hosts=options.allowed_hosts
    )
    sockets = claim(start, options.debug)
    serve(UvicornService(server, sockets, settings, host), start)


class Uvicorn(uvicorn.Server):
    """A server in a service that takes the signals itself."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take none."""
        yield


class UvicornService(Service):
    """A server of ours on uvicorn."""

    server: Server

    @contextlib.asynccontextmanager
    async def _listening(
        self, sockets: list[socket.socket], **settings: Any
    ) -> AsyncIterator[None]:
        if settings.pop("autoreload"):
            autoreload.start()
        options = {
            "log_level": "warning",
            "ws_max_size": self.server.options.message_limit,
            "timeout_graceful_shutdown": 1,
            **settings,
        }
        http = Uvicorn(uvicorn.Config(make_app(self.server), **options))
        serving = asyncio.create_task(http.serve(sockets))
        while not (http.started or serving.done()):
            await asyncio.sleep(0.01)
        try:
            yield
        finally:
            await self._finish()
            http.should_exit = True
            await serving
