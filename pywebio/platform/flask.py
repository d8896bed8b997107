"""Serving with Flask: a view in an existing application, or a server of its own."""

from __future__ import annotations

from collections.abc import Callable
from socket import socket
from typing import Any, cast

import flask
from werkzeug.local import LocalProxy
from werkzeug.serving import WSGIRequestHandler, make_server

from .background import run_event_loop
from .http import Request, Response, all_headers, query_of
from .options import options_of
from .server import Server
from .serving import check_start
from .tornado import Start, claim, serve
from .wsgi import Front, Quiet, WsgiService, body, reporter, with_body

__all__ = ["run_event_loop", "start_server", "webio_view", "wsgi_app"]

METHODS = ["GET", "POST", "OPTIONS"]

View = Callable[[], flask.Response]


def view(answer: Callable[[Request], Response]) -> View:
    """A view of what answers requests."""

    def webio_view() -> flask.Response:
        request = as_request()
        response = answer(request)
        return flask.Response(
            body(request, response), status=response.status, headers=all_headers(response)
        )

    return webio_view


def as_request() -> Request:
    """The request that Flask is at, apart from the framework."""
    request = cast("LocalProxy[flask.Request]", flask.request)._get_current_object()
    ours = Request(
        method=request.method,
        query=query_of(request.query_string.decode("latin-1")),
        headers={name.lower(): value for name, value in request.headers.items()},
        ip=request.remote_addr or "",
        raw=request,
        backend="flask",
        protocol="http",
    )
    return with_body(ours, _reader(request))


def _reader(request: flask.Request) -> Callable[[int], bytes]:
    """What reads the body of a request."""
    begun = False

    def read(size: int) -> bytes:
        nonlocal begun
        # What the application has read before it, for its log, is found by `get_data`.
        piece: bytes = request.stream.read(size) or (b"" if begun else request.get_data())
        begun = True
        return piece

    return read


def webio_view(
    applications: object,
    cdn: bool | str = True,
    session_expire_seconds: float | None = None,
    session_cleanup_interval: float | None = None,
    allowed_origins: list[str] | None = None,
    check_origin: Callable[[str], bool] | None = None,
) -> View:
    """Make a view that serves applications in a Flask application, at any one route.

    Let the route take GET, POST and OPTIONS. Sessions live in the process that started them: run
    one process with many threads.

    :param applications: one function, a list of functions, or a dict from names to functions.
    :param cdn: base URL of the page's files; by default they come from this view.
    :param session_expire_seconds: a session of whose page nothing was heard for so long ends (600
        if not given).
    :param session_cleanup_interval: seconds between looks at that (300 if not given).
    :param allowed_origins: patterns of other sites whose pages may connect.
    :param check_origin: a function `check_origin(origin) -> bool` in place of the patterns.

    Example::

        app = Flask(__name__)
        methods = ["GET", "POST", "OPTIONS"]
        app.add_url_rule("/tool", "webio_view", webio_view(task), methods=methods)
    """
    options, _ = options_of(locals())
    return view(Front(Server(applications, options, backend="flask", http_only=True)).answer)


def make_app(front: Front) -> flask.Flask:
    """A Flask application of a server of ours."""
    directory = front.server.options.static_dir
    app = flask.Flask("pywebio", static_url_path="/static", static_folder=directory)
    app.add_url_rule("/", "webio_view", view(front.answer), methods=METHODS)
    for path, report in front.server.reports.items():
        app.add_url_rule(path, path, view(reporter(report)))
    return app


def wsgi_app(
    applications: object,
    cdn: bool | str = True,
    static_dir: str | None = None,
    allowed_origins: list[str] | None = None,
    check_origin: Callable[[str], bool] | None = None,
    session_expire_seconds: float | None = None,
    session_cleanup_interval: float | None = None,
    max_payload_size: int | str = "200M",
    **limits: Any,
) -> flask.Flask:
    """Make a WSGI application for a server of your choice: gunicorn, waitress, uWSGI.

    All parameters are those of :func:`pywebio.platform.wsgi.wsgi_app`.

    Example::

        app = wsgi_app(task)  # gunicorn --threads 100 module:app
    """
    options, _ = options_of(locals(), limits)
    return make_app(Front(Server(applications, options, backend="flask", http_only=True)))


class Handler(Quiet, WSGIRequestHandler):
    """Flask's, without a word."""


def start_server(
    applications: object,
    port: int = 8080,
    host: str = "",
    cdn: bool | str = True,
    static_dir: str | None = None,
    remote_access: bool = False,
    allowed_origins: list[str] | None = None,
    check_origin: Callable[[str], bool] | None = None,
    session_expire_seconds: float | None = None,
    session_cleanup_interval: float | None = None,
    debug: bool = False,
    max_payload_size: int | str = "200M",
    **flask_options: Any,
) -> None:
    """Serve applications with Flask's server for development; returns when it stops.

    :param flask_options: the limits that :class:`pywebio.platform.options.ServerOptions` lists,
        and options of `werkzeug.serving.make_server`, as `ssl_context`.

    The other parameters are those of :func:`pywebio.platform.tornado.start_server` and
    :func:`webio_view`.

    Example::

        start_server(main, port=8080)
    """
    check_start()
    flask_options.pop("disable_asyncio", None)  # before 1.1
    options, settings = options_of(locals(), flask_options)
    front = Front(Server(applications, options, backend="flask", http_only=True))
    start = Start(port, host, remote_access=remote_access, allowed_hosts=options.allowed_hosts)
    serve(make_service(front, claim(start, options.debug), settings, host), start)


def make_service(
    front: Front,
    sockets: list[socket],
    settings: dict[str, Any],
    host: str | None = "127.0.0.1",
) -> WsgiService:
    """Flask's server for development at sockets that listen."""
    app = make_app(front)
    settings = {"threaded": True, "request_handler": Handler, **settings}

    def make(one: socket) -> Any:
        address, port = one.getsockname()[:2]
        server = make_server(address, port, app, fd=one.fileno(), **settings)
        server.daemon_threads = True  # type: ignore[attr-defined]
        return server

    return WsgiService(front, sockets, make, host)
