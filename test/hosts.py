"""Every host that serves applications, each as a real server on a loopback port."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import bottle
from hypercorn.asyncio import serve as hypercorn_serve
from hypercorn.config import Config
from hypercorn.middleware import DispatcherMiddleware
from quart import Quart
from served import PATIENCE
from werkzeug.serving import make_server

from pywebio.platform import aiohttp, asgi, django, fastapi, flask, tornado, wsgi
from pywebio.platform.options import make_options
from pywebio.platform.server import Server
from pywebio.platform.serving import listen
from pywebio.platform.tornado import Service
from pywebio.platform.wsgi import Front


class Host(NamedTuple):
    """A host: how it is started, and what its pages may talk over."""

    name: str
    start: Callable[..., Any]
    transports: tuple[str, ...]
    request: str
    backend: str
    static: bool = True


@contextmanager
def running(service: Service) -> Iterator[str]:
    """A service of ours in a thread."""
    port = service.sockets[0].getsockname()[1]
    thread = threading.Thread(target=service.run, name="test host")
    thread.start()
    assert service.ready.wait(PATIENCE)
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        service.stop()
        thread.join(PATIENCE)
        assert not thread.is_alive()


def _server(apps: object, backend: str, http_only: bool, keywords: dict[str, Any]) -> Server:
    options, rest = make_options(**keywords)
    assert not rest
    return Server(apps, options, backend=backend, http_only=http_only)


def on_tornado(apps: object, **keywords: Any) -> Any:
    server = _server(apps, "tornado", False, keywords)
    return running(tornado.Service(server, listen(0, "127.0.0.1"), {}))


def on_tornado_http(apps: object, **keywords: Any) -> Any:
    server = _server(apps, "tornado", True, keywords)
    return running(tornado.Service(server, listen(0, "127.0.0.1"), {}))


def on_flask(apps: object, **keywords: Any) -> Any:
    front = Front(_server(apps, "flask", True, keywords))
    return running(flask.make_service(front, listen(0, "127.0.0.1"), {}))


def on_django(apps: object, **keywords: Any) -> Any:
    django.configure(False, {})
    front = Front(_server(apps, "django", True, keywords))
    return running(django.make_service(front, listen(0, "127.0.0.1")))


def on_aiohttp(apps: object, **keywords: Any) -> Any:
    server = _server(apps, "aiohttp", False, keywords)
    return running(aiohttp.AiohttpService(server, listen(0, "127.0.0.1"), {}))


def on_fastapi(apps: object, **keywords: Any) -> Any:
    server = _server(apps, "fastapi", False, keywords)
    return running(fastapi.UvicornService(server, listen(0, "127.0.0.1"), {}))


@contextmanager
def on_quart(apps: object, **keywords: Any) -> Iterator[str]:
    """Mounted below /tool, beside a Quart application, on hypercorn."""
    site = Quart("site")
    tool = asgi.AsgiApp(_server(apps, "asgi", False, keywords))
    parts: Any = {"/tool": tool, "": site}
    app: Any = DispatcherMiddleware(parts)
    (line,) = listen(0, "127.0.0.1")
    port = line.getsockname()[1]
    config = Config()
    config.bind = [f"fd://{line.fileno()}"]
    config.accesslog = config.errorlog = None
    config.graceful_timeout = 1
    loop = asyncio.new_event_loop()
    stopped = asyncio.Event()

    def serve() -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.run(hypercorn_serve(app, config, shutdown_trigger=stopped.wait))

    thread = threading.Thread(target=serve, name="test host")
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}/tool/"
    finally:
        loop.call_soon_threadsafe(stopped.set)
        thread.join(PATIENCE)
        assert not thread.is_alive()
        line.detach()


@contextmanager
def on_bottle(apps: object, **keywords: Any) -> Iterator[str]:
    """Mounted below /tool in a Bottle application."""
    site = bottle.Bottle()
    tool = wsgi.WsgiApp(_server(apps, "wsgi", True, keywords))
    site.mount("/tool", tool)
    server = make_server("127.0.0.1", 0, site, threaded=True, request_handler=flask.Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), name="test host")
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}/tool/"
    finally:
        server.shutdown()
        thread.join(PATIENCE)
        server.server_close()
        assert not thread.is_alive()


BOTH = ("websocket", "http")
HTTP = ("http",)

HOSTS = {
    host.name: host
    for host in (
        Host("tornado", on_tornado, BOTH, "HTTPServerRequest", "tornado"),
        Host("tornado_http", on_tornado_http, HTTP, "HTTPServerRequest", "tornado"),
        Host("flask", on_flask, HTTP, "Request", "flask"),
        Host("django", on_django, HTTP, "WSGIRequest", "django"),
        Host("aiohttp", on_aiohttp, BOTH, "Request", "aiohttp"),
        Host("fastapi", on_fastapi, BOTH, "WebSocket|Request", "fastapi"),
        Host("quart", on_quart, BOTH, "dict|HTTPScope|WebsocketScope", "asgi"),
        Host("bottle", on_bottle, HTTP, "dict", "wsgi"),
    )
}
