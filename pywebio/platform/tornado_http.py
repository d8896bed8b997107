"""Serving with Tornado over HTTP only, for networks where WebSockets are not possible."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .options import options_of
from .server import Server
from .serving import check_start
from .tornado import HttpHandler, PageHandler, Service, Start, claim, handler_class, serve

__all__ = ["HttpHandler", "start_server", "webio_handler"]


def webio_handler(
    applications: object,
    cdn: bool | str = True,
    session_expire_seconds: float | None = None,
    session_cleanup_interval: float | None = None,
    allowed_origins: list[str] | None = None,
    check_origin: Callable[[str], bool] | None = None,
) -> type[PageHandler]:
    """Make a handler that serves applications in a Tornado application, without WebSockets.

    :param applications: one function, a list of functions, or a dict from names to functions.
    :param cdn: base URL of the page's files; by default they come from this handler.
    :param session_expire_seconds: a session of whose page nothing was heard for so long ends (600
        if not given).
    :param session_cleanup_interval: seconds between looks at that (300 if not given).
    :param allowed_origins: patterns of other sites whose pages may connect.
    :param check_origin: a function `check_origin(origin) -> bool` in place of the patterns.

    Example::

        application = tornado.web.Application([(r"/tool", webio_handler(task))])
    """
    options, _ = options_of(locals())
    return handler_class(Server(applications, options, http_only=True))


def start_server(
    applications: object,
    port: int = 8080,
    host: str = "",
    debug: bool = False,
    cdn: bool | str = True,
    static_dir: str | None = None,
    allowed_origins: list[str] | None = None,
    check_origin: Callable[[str], bool] | None = None,
    auto_open_webbrowser: bool = False,
    session_expire_seconds: float | None = None,
    session_cleanup_interval: float | None = None,
    max_payload_size: int | str = "200M",
    **tornado_app_settings: Any,
) -> None:
    """Serve applications over HTTP only; the call returns when the server stops.

    All parameters but `session_expire_seconds` and `session_cleanup_interval` (see
    :func:`webio_handler`) are those of :func:`pywebio.platform.tornado.start_server`.

    Example::

        start_server(main, port=8080)
    """
    check_start()
    options, settings = options_of(locals(), tornado_app_settings)
    server = Server(applications, options, http_only=True)
    start = Start(port, host, auto_open_webbrowser, allowed_hosts=options.allowed_hosts)
    sockets = claim(start, settings.get("autoreload", options.debug))
    serve(Service(server, sockets, settings, host), start)
