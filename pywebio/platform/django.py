"""Serving with Django: a view in an existing project, or a server of its own."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import partial
from socket import AF_INET6, socket
from typing import Any

from django import setup
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.static import serve as serve_file

from .background import run_event_loop
from .http import Request, Response, all_headers, query_of
from .options import options_of
from .server import Server
from .serving import check_start
from .tornado import Start, claim, serve
from .wsgi import Front, Quiet, WsgiService, body, reporter, with_body

__all__ = ["run_event_loop", "start_server", "urlpatterns", "webio_view", "wsgi_app"]

View = Callable[..., HttpResponseBase]

urlpatterns: list[Any] = []
"""The routes of a project that this module sets up: each server has its own."""


def view(answer: Callable[[Request], Response]) -> View:
    """A view of what answers requests; no CSRF token is asked, as who posts is known by other
    secrets."""

    def webio_view(request: HttpRequest) -> HttpResponseBase:
        ours = as_request(request)
        response = answer(ours)
        # Under ASGI iterators would have to be asynchronous.
        kind = StreamingHttpResponse if isinstance(request, WSGIRequest) else HttpResponse
        theirs = kind(body(ours, response), status=response.status, headers=all_headers(response))
        # What visitors ask for wrongly is nothing to warn of: they may do so at any rate.
        theirs._has_been_logged = response.status < 500
        return theirs

    exempt: View = csrf_exempt(webio_view)
    return exempt


def as_request(request: HttpRequest) -> Request:
    """A request, apart from the framework."""
    ours = Request(
        method=request.method or "GET",
        query=query_of(request.META.get("QUERY_STRING", "")),
        headers={name.lower(): value for name, value in request.headers.items()},
        ip=request.META.get("REMOTE_ADDR", ""),
        raw=request,
        backend="django",
        protocol="http",
    )
    return with_body(ours, request.read)


def webio_view(
    applications: object,
    cdn: bool | str = True,
    session_expire_seconds: float | None = None,
    session_cleanup_interval: float | None = None,
    allowed_origins: list[str] | None = None,
    check_origin: Callable[[str], bool] | None = None,
) -> View:
    """Make a view that serves applications in a Django project, at any one route.

    It needs no CSRF token. Sessions live in the process that started them: run one process with
    many threads.

    :param applications: one function, a list of functions, or a dict from names to functions.
    :param cdn: base URL of the page's files; by default they come from this view.
    :param session_expire_seconds: a session of whose page nothing was heard for so long ends (600
        if not given).
    :param session_cleanup_interval: seconds between looks at that (300 if not given).
    :param allowed_origins: patterns of other sites whose pages may connect.
    :param check_origin: a function `check_origin(origin) -> bool` in place of the patterns.

    Example::

        urlpatterns = [path("tool", webio_view(task))]
    """
    options, _ = options_of(locals())
    return view(Front(Server(applications, options, backend="django", http_only=True)).answer)


class Handler(WSGIHandler):
    """A Django application of a server of ours, with routes of its own."""

    def __init__(self, front: Front) -> None:
        super().__init__()
        routes = [path("", view(front.answer))]
        for route, report in front.server.reports.items():
            routes.append(path(route.lstrip("/"), view(reporter(report))))
        directory = front.server.options.static_dir
        if directory is not None:
            routes.append(path("static/<path:path>", partial(serve_file, document_root=directory)))
        self._routes = tuple(routes)

    def get_response(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request."""
        request.urlconf = self._routes
        response: HttpResponseBase = super().get_response(request)
        return response


def configure(debug: bool, more: dict[str, Any]) -> None:
    """Set Django up, unless this process has a project that has done so."""
    if not settings.configured:
        defaults = {
            "DEBUG": debug,
            "ALLOWED_HOSTS": ["*"],
            "ROOT_URLCONF": __name__,
            "SECRET_KEY": secrets.token_urlsafe(24),
        }
        settings.configure(**{**defaults, **more})
        setup()


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
    **django_options: Any,
) -> Handler:
    """Make a WSGI application for a server of your choice: gunicorn, waitress, uWSGI.

    :param django_options: settings of Django, and the limits that
        :class:`pywebio.platform.options.ServerOptions` lists.

    The other parameters are those of :func:`pywebio.platform.wsgi.wsgi_app`.

    Example::

        application = wsgi_app(task)  # gunicorn --threads 100 module
    """
    options, more = options_of(locals(), django_options)
    configure(options.debug, more)
    return Handler(Front(Server(applications, options, backend="django", http_only=True)))


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
    **django_options: Any,
) -> None:
    """Serve applications with Django's server for development; returns when it stops.

    :param django_options: settings of Django, and the limits that
        :class:`pywebio.platform.options.ServerOptions` lists.

    The other parameters are those of :func:`pywebio.platform.tornado.start_server` and
    :func:`webio_view`.

    Example::

        start_server(main, port=8080)
    """
    check_start()
    django_options.pop("disable_asyncio", None)  # before 1.1
    options, more = options_of(locals(), django_options)
    configure(options.debug, more)
    front = Front(Server(applications, options, backend="django", http_only=True))
    start = Start(port, host, remote_access=remote_access, allowed_hosts=options.allowed_hosts)
    serve(make_service(front, claim(start, options.debug), host), start)


class QuietHandler(Quiet, WSGIRequestHandler):
    """Django's, without a word."""


def make_service(
    front: Front, sockets: list[socket], host: str | None = "127.0.0.1"
) -> WsgiService:
    """Django's server for development at sockets that listen."""
    application = Handler(front)

    def make(one: socket) -> ThreadedWSGIServer:
        server = ThreadedWSGIServer(
            one.getsockname()[:2],
            QuietHandler,
            ipv6=one.family == AF_INET6,
            bind_and_activate=False,
        )
        server.socket.close()
        server.socket = one
        server.server_name, server.server_port = one.getsockname()[:2]
        server.setup_environ()
        server.set_app(application)
        return server

    return WsgiService(front, sockets, make, host)
