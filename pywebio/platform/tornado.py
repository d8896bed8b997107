"""Serving with Tornado: a server of its own, or a handler in an existing application."""

from __future__ import annotations

import asyncio
import logging
import os
import re
import signal
import socket
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager, nullcontext, suppress
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, NoReturn

from msgspec import Struct
from tornado.httpserver import HTTPServer
from tornado.iostream import StreamClosedError
from tornado.log import access_log
from tornado.web import (
    Application,
    HTTPError,
    RequestHandler,
    StaticFileHandler,
    stream_request_body,
)
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from ..exceptions import ArgumentError
from ..session.logs import log
from . import mode
from .arriving import Arriving, arriving, on_disk
from .ending import end_tasks, signals_to
from .http import BODY_MOST, Request, Response, all_headers, query_of
from .link import Link
from .options import PARAMETERS, POSTED_MOST, ServerOptions, make_options, options_of
from .polling import Polling
from .process import tune_process
from .server import CLEAN, GOING_AWAY, Server
from .serving import (
    Served,
    addresses,
    announce,
    check_no_loop,
    check_start,
    finish,
    listen,
    local_address,
)

if TYPE_CHECKING:
    from .failure import Failure
    from .reload import Worker
    from .remote_access import Tunnel

PING_INTERVAL = 30.0

RESTARTS_WITHIN = 1.0
"""Seconds that sessions get to finish when the program starts again."""

Route = tuple[str, type[RequestHandler]]

FULL = 507
"""The answer when there is no room for a file."""

STALLED = 120.0
"""Seconds in which who fetches a file has to take a part of it."""

IDLE = 75.0
"""Seconds in which a connection has to bring the head of its next request."""

BODY_WITHIN = 300.0
"""Seconds in which the body of a request has to come: pages send less than a second of the line."""


@stream_request_body  # so that a body is bounded by us, and not taken apart as a form
class PageHandler(WebSocketHandler):
    """One route for all: the page, its assets and files, and the WebSocket."""

    server: Server
    link: Link | None = None
    arriving: Arriving | None = None

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

    def prepare(self) -> Awaitable[None] | None:
        """The head of a request has come."""
        self.begin()
        return None

    def begin(self) -> None:
        """Expect the body, if there is one."""
        connection: Any = self.request.connection
        if self.request.method == "POST":
            self.arriving = arriving(self.server, self.as_request())
        part = self.arriving is not None
        connection.set_max_body_size(POSTED_MOST if part else self.server.options.body_limit)

    def data_received(self, chunk: bytes) -> Awaitable[None] | None:
        """Some of the body has come; returns what has to be awaited before there is more."""
        if self.arriving is None:
            self.request.body += chunk
        elif self.arriving.add(chunk):
            return on_disk(self.server, self.arriving.write)
        return None

    def on_connection_close(self) -> None:
        """The connection has gone, perhaps before all of the body has come."""
        # Handlers of WebSockets leave this out, and would wait for the rest of the body for good.
        RequestHandler.on_connection_close(self)
        super().on_connection_close()

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
        if self.arriving is None:
            response = await self.server.answer(request)
        else:
            response = await on_disk(self.server, self.arriving.end)
        if await self.respond(request, response):
            self.server.answered(request)

    async def respond(self, request: Request, response: Response) -> bool:
        """Send an answer; returns whether its body was sent to the end."""
        self.clear_header("Server")
        self.set_status(response.status)
        for name, value in all_headers(response).items():
            self.set_header(name, value)
        if response.status in (204, 304):
            self.clear_header("Content-Type")
            return False
        return request.method != "HEAD" and await self._send_body(response)

    async def _send_body(self, response: Response) -> bool:
        """Send the body as fast as it is taken; returns whether all of it was."""
        try:
            # Without a server there are no files either (see `path_deploy`).
            workers = self.server.workers if response.file is not None else None
            async with aclosing(response.chunks_there(workers)) as chunks:
                async for chunk in chunks:
                    self.write(chunk)
                    await asyncio.wait_for(self.flush(), STALLED)
        except StreamClosedError:
            return False
        except OSError as error:  # it has stalled (a TimeoutError is one), or cannot be read
            log.warning("a file could not be sent to its end: %s", str(error) or "nobody takes it")
            self._drop()
            return False
        return True

    def _drop(self) -> None:
        connection: Any = self.request.connection
        if connection is not None and connection.stream is not None:
            connection.stream.close()

    head = options = answer
    post = put = patch = delete = answer  # which says what is allowed

    def _request_summary(self) -> str:
        """What Tornado's log says: without the query, in which the keys to files are."""
        request = self.request
        return f"{request.method} {request.path} ({request.remote_ip})"

    def log_exception(self, typ: Any, value: Any, tb: Any) -> None:
        """A request has failed; this too is told without the query."""
        if isinstance(value, HTTPError):
            super().log_exception(typ, value, tb)
        else:
            log.error("a request failed: %s", self._request_summary(), exc_info=(typ, value, tb))

    def check_xsrf_cookie(self) -> None:
        """Who posts is known by the secret of the session and by Origin, not by a cookie."""

    def as_request(self) -> Request:
        """The request, apart from the framework."""
        request = self.request
        return Request(
            method=request.method or "GET",
            query=query_of(self.request.query),
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
        if self.link is None:
            return
        if isinstance(message, str):
            self.link.receive(message)
        else:
            self.link.receive_part(message)

    def on_close(self) -> None:
        """The connection has gone."""
        if self.link is not None:
            self.link.lost(clean=self.close_code in (CLEAN, GOING_AWAY))
            self.link = None

    def send_frame(self, frame: bytes) -> asyncio.Future[None] | None:
        """Send a text frame; a line that was lost meanwhile is told by `on_close`."""
        with suppress(WebSocketClosedError):
            sent = self.write_message(frame)
            sent.add_done_callback(_look)
            return sent
        return None


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
    options, _ = options_of(locals())
    return handler_class(Server(applications, options))


class HttpHandler(PageHandler):
    """The same without WebSockets."""

    get = PageHandler.answer


def handler_class(server: Server) -> type[PageHandler]:
    """A handler class for a server."""
    Polling(server)
    base = HttpHandler if server.http_only else PageHandler
    return type(base.__name__, (base,), {"server": server})


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
    :param remote_access: a public address by a tunnel of `ssh`; the environment variable
        ``PYWEBIO_REMOTE_ACCESS=host[:port]`` names the host at its other end.
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
    server, settings = make_server(
        applications,
        debug=debug,
        cdn=cdn,
        static_dir=static_dir,
        reconnect_timeout=reconnect_timeout,
        allowed_origins=allowed_origins,
        check_origin=check_origin,
        max_payload_size=max_payload_size,
        **tornado_app_settings,
    )
    hosts = server.options.allowed_hosts
    start = Start(port, host, auto_open_webbrowser, remote_access, hosts)
    sockets = claim(start, settings.get("autoreload", server.options.debug))
    serve(Service(server, sockets, settings, host), start)


def make_server(
    applications: object, *, websocket_max_message_size: int | None = None, **keywords: Any
) -> tuple[Server, dict[str, Any]]:
    """A server, and those of the keywords that are for Tornado."""
    check_start()
    if websocket_max_message_size is not None:  # the name before 1.3
        keywords["max_payload_size"] = websocket_max_message_size
    named = {name: keywords.pop(name) for name in PARAMETERS & keywords.keys()}
    options, settings = make_options(**named, others=keywords)
    return Server(applications, options), settings


def make_service(
    applications: object,
    port: int = 0,
    host: str = "",
    *,
    remote_access: bool = False,
    **keywords: Any,
) -> Service:
    """A server that listens and is ready to run; the keywords are those of `start_server`."""
    if remote_access:
        raise ArgumentError("remote_access is for start_server().")
    server, settings = make_server(applications, **keywords)
    return Service(server, listen(port, host), settings, host)


class Start(Struct, frozen=True):
    """How a server of a process of its own is asked for."""

    port: int
    host: str
    open_browser: bool = False
    remote_access: bool = False
    allowed_hosts: tuple[str, ...] | None = None

    def tunnel(self, sockets: list[socket.socket]) -> Tunnel | None:
        """A public address for what is served at these sockets, if it is wanted."""
        if not self.remote_access:
            return None
        from .remote_access import tunnel_of_environment

        try:
            return tunnel_of_environment(sockets[0].getsockname()[1], local_address(self.host))
        except Exception:
            for one in sockets:
                one.close()
            raise


def claim(start: Start, again: bool) -> list[socket.socket]:
    """The sockets of a server; `again`: it is to start again when its source changes.

    Then this process starts its program once more, and that one serves.
    """
    check_no_loop()
    worker = this_worker()
    if worker is not None:
        return worker.sockets
    if again:
        from .reload import can_start_again

        if can_start_again():
            main = sys.modules["__main__"].__file__ or ""
            supervise(start, os.path.dirname(os.path.abspath(main)))
    return listen(start.port, start.host)


@lru_cache(maxsize=1)
def this_worker() -> Worker | None:
    """What this process is as a worker, if it is one: only then is that part loaded."""
    if mode.WORKER not in os.environ:
        return None
    from .reload import as_worker

    return as_worker()


def supervise(start: Start, folder: str) -> NoReturn:
    """Let this program run in another process, which starts again when its source changes."""
    from .reload import Supervisor

    sockets = listen(start.port, start.host)
    tunnel = start.tunnel(sockets)
    announce(addresses(start.host, sockets[0].getsockname()[1]), start.open_browser)
    with tunnel or nullcontext():
        show = partial(show_failure, start.allowed_hosts)
        raise SystemExit(Supervisor(sockets, folder, show).run())


def serve(service: Service, start: Start) -> None:
    """Serve until the process is told to stop."""
    tune_process(service.server.options)
    worker = this_worker()
    tunnel = start.tunnel(service.sockets) if worker is None else None
    if worker is not None:
        worker.begin(service)
    else:
        announce(service.urls, start.open_browser)
    with tunnel or nullcontext():
        number = service.run()
    if worker is not None:
        worker.end()
    if number is not None:
        # As after other ends by these signals; the code of SIGTERM is that of an orderly stop.
        raise SystemExit(0 if number == signal.SIGTERM else 128 + number)


def show_failure(
    allowed_hosts: tuple[str, ...] | None, failure: Failure, sockets: list[socket.socket]
) -> Callable[[], None]:
    """Serve a page that shows why the program does not run; gives what ends that."""
    from .failure import failure_app

    app = failure_app(failure, "This page changes by itself when the error is mended.")
    server = Server(app, ServerOptions(debug=True, allowed_hosts=allowed_hosts))
    service = Service(server, sockets, {}, route=(r".*", handler_class(server)))
    thread = threading.Thread(target=service.run, name="pywebio failure")
    thread.start()
    service.ready.wait()

    def hide() -> None:
        service.restart()
        thread.join()

    return hide


class Service:
    """A Tornado server of its own, on a loop of its own in the thread that calls `run`."""

    def __init__(
        self,
        server: Served,
        sockets: list[socket.socket],
        settings: dict[str, Any],
        host: str | None = "127.0.0.1",
        route: Route | None = None,
    ) -> None:
        self.server = server
        self._route = route
        self._again = False
        server.stop = self.stop
        server.loopback = host in ("localhost", "127.0.0.1", "::1")
        self.urls = addresses(host, sockets[0].getsockname()[1])
        self.ready = threading.Event()
        self.sockets = sockets
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

    def finish(self, number: signal.Signals | None = None) -> None:
        """Stop, as after a signal, if that has not begun; from any thread."""

        def tell() -> None:
            if self._stopped is not None and not self._stopped.done():
                self._stopped.set_result(number)

        self.call(tell)

    def restart(self) -> None:
        """Stop soon, as another server waits to take over the pages; from any thread."""
        self._again = True
        self.finish()

    def _tell(self, number: signal.Signals | None) -> None:
        if self._stopped is None:
            return
        if self._stopped.done():
            self._hurry = True
        else:
            self._stopped.set_result(number)

    async def _serve(self) -> signal.Signals | None:
        self._loop = asyncio.get_running_loop()
        self._stopped = self._loop.create_future()
        main = threading.current_thread() is threading.main_thread()
        # Elsewhere the process of a user starts its program again (see `claim`).
        again = self._settings.pop("autoreload", self.server.options.debug)
        reload = again and main and os.name != "posix"
        if isinstance(self.server, Server):
            self._loop.set_default_executor(self.server.executor())
            self.server.host  # noqa: B018  it is made now, on this loop
        with signals_to(self._loop, self._tell):
            try:
                async with self._listening(self.sockets, autoreload=reload, **self._settings):
                    self.ready.set()
                    return await self._stopped
            finally:
                await end_tasks()

    @asynccontextmanager
    async def _listening(
        self, sockets: list[socket.socket], **settings: Any
    ) -> AsyncIterator[None]:
        """Take requests; in the end let the sessions finish before connections are closed."""
        http = HTTPServer(
            self.application(**settings),
            max_body_size=BODY_MOST,
            idle_connection_timeout=IDLE,
            body_timeout=BODY_WITHIN,
        )
        http.add_sockets(sockets)
        try:
            yield
        finally:
            http.stop()
            await self._finish()
            with suppress(TimeoutError):
                await asyncio.wait_for(http.close_all_connections(), 1)

    def application(self, **settings: Any) -> Application:
        """The Tornado application that answers."""
        return make_tornado_app(self.server, self._route, **settings)

    async def _finish(self) -> None:
        # Who asks for the end twice does not wait for programs that compute on.
        most = RESTARTS_WITHIN if self._again else None
        await finish(self.server, lambda: self._hurry, most)


def make_tornado_app(server: Served, route: Route | None = None, **settings: Any) -> Application:
    """The Tornado application of a server of ours, or of what is at another route."""
    if route is None:
        assert isinstance(server, Server)
        route = (r"/", handler_class(server))
    handlers: list[Any] = [
        (re.escape(path), ReportHandler, {"report": report})
        for path, report in server.reports.items()
    ]
    if server.options.static_dir is not None:
        handlers.append((r"/static/(.*)", StaticFileHandler, {"path": server.options.static_dir}))
    settings.setdefault("log_function", log_request)
    return Application([*handlers, route], **settings)


def log_request(handler: RequestHandler) -> None:
    """What visitors ask for wrongly is nothing to warn of: they may do so at any rate."""
    status = handler.get_status()
    failed = status >= 500 and status != FULL
    summary = f"{status} {handler.request.method} {handler.request.path}"
    access_log.log(logging.ERROR if failed else logging.INFO, summary)
