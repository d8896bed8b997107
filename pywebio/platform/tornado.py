"""Serving with Tornado: a server of its own, or a handler in an existing application."""

from __future__ import annotations

import asyncio
import re
import signal
import socket
import threading
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler, StaticFileHandler
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from ..exceptions import ArgumentError
from . import mode
from .http import Request, Response
from .options import PARAMETERS, make_options
from .process import tune_process
from .server import CLEAN, GOING_AWAY, Server
from .uploads import PART_MOST
from .websocket import Link

PING_INTERVAL = 30.0
WILDCARDS = ("", "0.0.0.0", "::")


class PageHandler(WebSocketHandler):
    """One route for all: the page, its assets and files, and the WebSocket."""

    server: Server
    link: Link | None = None

    @property
    def ping_interval(self) -> float:
        """Seconds between pings, by which dead lines are found."""
        interval = self.settings.get("websocket_ping_interval")
        return PING_INTERVAL if interval is None else interval

    @property
    def max_message_size(self) -> int:
        """Bytes of a message beyond which the connection is closed."""
        size = self.settings.get("websocket_max_message_size")
        return self.server.options.message_limit if size is None else int(size)

    async def get(self, *args: Any, **kwargs: Any) -> None:
        """Answer a request, or begin a WebSocket."""
        if self.request.headers.get("Upgrade", "").lower() == "websocket":
            if not self.server.host_ok(self.as_request()):
                self.set_status(403)
                return
            await super().get(*args, **kwargs)
        else:
            await self.answer()

    async def answer(self, *args: Any, **kwargs: Any) -> None:
        """Answer a request that is no WebSocket."""
        request = self.as_request()
        response = await self.server.answer(request)
        self.clear_header("Server")
        self.set_status(response.status)
        for name, value in response.headers.items():
            self.set_header(name, value)
        if response.status in (204, 304):
            self.clear_header("Content-Type")
            return
        self.set_header("Content-Length", str(len(response.body)))
        if self.request.method != "HEAD":
            for chunk in response.chunks():
                self.write(chunk)
                await self.flush()
            self.server.answered(request)

    head = options = answer
    post = put = patch = delete = answer  # which says what is allowed

    def check_xsrf_cookie(self) -> None:
        """Who posts is known by the secret of the session and by Origin, not by a cookie."""

    def as_request(self) -> Request:
        """The request, apart from the framework."""
        request = self.request
        return Request(
            method=request.method or "GET",
            query={key: values[-1] for key, values in _query(self).items()},
            headers={name.lower(): value for name, value in request.headers.items()},
            ip=request.remote_ip or "",
            raw=request,
            backend="tornado",
            body=request.body,
        )

    def check_origin(self, origin: str) -> bool:
        """Whether a page from elsewhere may connect."""
        return self.server.may_connect(self.as_request())

    def open(self, *args: str, **kwargs: str) -> None:
        """A page has connected."""
        self.set_nodelay(True)
        self.link = Link(self.server, self.as_request(), self.send_frame, self.close)

    def on_message(self, message: str | bytes) -> None:
        """A frame has come."""
        if self.link is not None:
            self.link.receive(message)

    def on_close(self) -> None:
        """The connection has gone."""
        if self.link is not None:
            self.link.lost(clean=self.close_code in (CLEAN, GOING_AWAY))

    def send_frame(self, frame: bytes) -> None:
        """Send a text frame; a line that was lost meanwhile is told by `on_close`."""
        with suppress(WebSocketClosedError):
            self.write_message(frame).add_done_callback(_look)


class ReportHandler(RequestHandler):
    """What the server tells of itself, to programs that watch over it."""

    def initialize(self, report: Callable[[], Response]) -> None:
        self.report = report

    def get(self) -> None:
        """Answer."""
        response = self.report()
        self.clear_header("Server")
        self.set_status(response.status)
        for name, value in response.headers.items():
            self.set_header(name, value)
        self.write(bytes(response.body))

    head = get


def _look(sent: asyncio.Future[None]) -> None:
    if not sent.cancelled():
        sent.exception()


def _query(handler: RequestHandler) -> dict[str, list[str]]:
    return {
        key: [value.decode("utf-8", "replace") for value in values]
        for key, values in handler.request.query_arguments.items()
        if values
    }


def webio_handler(
    applications: object,
    cdn: bool | str = True,
    reconnect_timeout: float | None = 0,
    allowed_origins: list[str] | None = None,
    check_origin: Callable[[str], bool] | None = None,
) -> type[WebSocketHandler]:
    """Make a handler that serves applications in a Tornado application, at any one route.

    :param applications: one function, a list of functions, or a dict from names to functions.
    :param cdn: base URL of the page's files; by default they come from this handler.
    :param reconnect_timeout: seconds that a lost connection may take to come back; 0 is the
        default of 600 s, `None` does not wait.
    :param allowed_origins: patterns of other sites whose pages may connect, as
        ``['https://*.example.com']``.
    :param check_origin: a function `check_origin(origin) -> bool` in place of the patterns.

    Example::

        application = tornado.web.Application([
            (r"/", MainHandler),
            (r"/tool", webio_handler(task)),
        ])
    """
    options, _ = make_options(
        cdn=cdn,
        reconnect_timeout=reconnect_timeout,
        allowed_origins=allowed_origins,
        check_origin=check_origin,
    )
    return handler_class(Server(applications, options))


def handler_class(server: Server) -> type[PageHandler]:
    """A handler class for a server."""
    return type("PageHandler", (PageHandler,), {"server": server})


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
    **tornado_app_settings: Any,
) -> None:
    """Serve applications; the call returns when the server stops.

    :param applications: one function, a list of functions, or a dict from names to functions. An
        ``async`` function runs as a coroutine, others in a thread. With several, the one called
        `index` comes first; without it there is a page that lists all.
    :param port: the port; 0 is a free one.
    :param host: the address to listen at; by default all.
    :param debug: show tracebacks in the page, and start again when a source file changes. The
        environment variable ``PYWEBIO_DEBUG`` overrides it.
    :param cdn: base URL of the page's files; by default they come from this server.
    :param static_dir: a directory that is served below ``/static/``.
    :param remote_access: a public address through a tunnel (not in this version).
    :param reconnect_timeout: seconds that a lost connection may take to come back; 0 is the
        default of 600 s, `None` does not wait.
    :param allowed_origins: patterns of other sites whose pages may connect, as
        ``['https://*.example.com']``.
    :param check_origin: a function `check_origin(origin) -> bool` in place of the patterns.
    :param auto_open_webbrowser: open a browser at the server's address.
    :param max_payload_size: largest message or upload, in bytes or as ``'40K'``, ``'3M'``.
    :param tornado_app_settings: settings of the Tornado application (`websocket_ping_interval`,
        ...), and the limits that :class:`pywebio.platform.options.ServerOptions` lists.

    Example::

        start_server([bmi, chat], port=8080)
    """
    service = make_service(
        applications,
        port,
        host,
        debug=debug,
        cdn=cdn,
        static_dir=static_dir,
        remote_access=remote_access,
        reconnect_timeout=reconnect_timeout,
        allowed_origins=allowed_origins,
        check_origin=check_origin,
        max_payload_size=max_payload_size,
        **tornado_app_settings,
    )
    tune_process(service.server.options)
    for url in service.urls:
        print(f"Running on {url}", flush=True)
    if auto_open_webbrowser:
        threading.Thread(target=webbrowser.open, args=(service.urls[0],), daemon=True).start()
    number = service.run()
    if number is not None:
        # As after other ends by these signals; the code of SIGTERM is that of an orderly stop.
        raise SystemExit(0 if number == signal.SIGTERM else 128 + number)


def make_service(
    applications: object,
    port: int = 0,
    host: str = "",
    *,
    remote_access: bool = False,
    websocket_max_message_size: int | None = None,
    **keywords: Any,
) -> Service:
    """A server that listens and is ready to run; the keywords are those of `start_server`."""
    if mode.is_script():
        raise RuntimeError(
            "This program is a script already: it has used the page before start_server(). Call "
            "interactive functions only in the functions that are given to start_server()."
        )
    if remote_access:
        raise ArgumentError("remote_access is not offered by this version.")
    if websocket_max_message_size is not None:  # the name before 1.3
        keywords["max_payload_size"] = websocket_max_message_size
    named = {name: keywords.pop(name) for name in PARAMETERS & keywords.keys()}
    options, settings = make_options(**named, others=keywords)
    server = Server(applications, options)
    sockets = listen(port, host)
    server.loopback = host in ("localhost", "127.0.0.1", "::1")
    return Service(server, sockets, settings, host)


def listen(port: int, host: str) -> list[socket.socket]:
    """Listen at a port (0: a free one)."""
    if isinstance(port, bool) or not isinstance(port, int) or not 0 <= port < 65536:
        raise ArgumentError(f"port is a number from 0 to 65535; got {port!r}.")
    if host is not None and not isinstance(host, str):
        raise ArgumentError(f"host is an address as '127.0.0.1'; got {host!r}.")
    return bind_sockets(port, host or None)


def addresses(host: str | None, port: int) -> list[str]:
    """The addresses at which a server can be reached."""
    if host not in (*WILDCARDS, None):
        return [f"http://{f'[{host}]' if ':' in host else host}:{port}/"]
    urls = [f"http://127.0.0.1:{port}/"]
    own = _own_ip()
    return urls if own is None else [*urls, f"http://{own}:{port}/"]


def _own_ip() -> str | None:
    """The address of this machine in its network; nothing is sent."""
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))
        address = str(probe.getsockname()[0])
        return None if address.startswith("127.") else address
    return None


class Service:
    """A Tornado server of its own, on a loop of its own in the thread that calls `run`."""

    def __init__(
        self,
        server: Server,
        sockets: list[socket.socket],
        settings: dict[str, Any],
        host: str | None = "127.0.0.1",
    ) -> None:
        self.server = server
        server.stop = self.stop
        self.urls = addresses(host, sockets[0].getsockname()[1])
        self.ready = threading.Event()
        self._sockets = sockets
        self._settings = settings
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopped: asyncio.Future[signal.Signals | None] | None = None
        self._hurry = False

    def run(self) -> signal.Signals | None:
        """Serve until a signal comes (it is returned) or `stop` is called."""
        with asyncio.Runner() as runner:
            return runner.run(self._serve())

    def call(self, function: Callable[[], object]) -> None:
        """Call a function on the loop; from any thread."""
        with suppress(RuntimeError):  # it has stopped already
            if self._loop is not None:
                self._loop.call_soon_threadsafe(function)

    def stop(self) -> None:
        """Stop; from any thread."""
        self.call(lambda: self._tell(None))

    def _tell(self, number: signal.Signals | None) -> None:
        if self._stopped is None:
            return
        if self._stopped.done():
            self._hurry = True  # asked for twice: who computes on is not waited for
        else:
            self._stopped.set_result(number)

    async def _serve(self) -> signal.Signals | None:
        self._loop = asyncio.get_running_loop()
        self._stopped = self._loop.create_future()
        main = threading.current_thread() is threading.main_thread()
        reload = self._settings.pop("autoreload", self.server.options.debug) and main
        app = make_tornado_app(self.server, autoreload=reload, **self._settings)
        http = HTTPServer(app, max_body_size=2 * PART_MOST)
        http.add_sockets(self._sockets)
        if main:
            self._handle_signals(self._loop)
        self.server.host  # noqa: B018  it is made now, on this loop
        self.ready.set()
        try:
            return await self._stopped
        finally:
            http.stop()
            await self._finish()
            with suppress(TimeoutError):
                await asyncio.wait_for(http.close_all_connections(), 1)

    def _handle_signals(self, loop: asyncio.AbstractEventLoop) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            with suppress(NotImplementedError):  # Windows: Ctrl-C raises KeyboardInterrupt
                loop.add_signal_handler(number, self._tell, number)

    async def _finish(self) -> None:
        """Tell the visitors, and let the sessions finish for a bounded time."""
        server = self.server
        server.close()
        clock = asyncio.get_running_loop().time
        end = clock() + server.options.shutdown_timeout
        while server.busy and clock() < end and not self._hurry:
            await asyncio.sleep(0.02)
        server.list_lingering()


def make_tornado_app(server: Server, **settings: Any) -> Application:
    """The Tornado application of a server of ours."""
    handlers: list[Any] = [(r"/", handler_class(server))]
    for path, report in server.reports.items():
        handlers.append((re.escape(path), ReportHandler, {"report": report}))
    if server.options.static_dir is not None:
        handlers.append((r"/static/(.*)", StaticFileHandler, {"path": server.options.static_dir}))
    return Application(handlers, **settings)
