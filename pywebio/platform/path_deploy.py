"""A folder of applications, served: what a program calls (`deploying` does it)."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from .options import options_of

__all__ = ["path_deploy", "path_deploy_http"]


def path_deploy(
    base: str | os.PathLike[str],
    port: int = 0,
    host: str = "",
    index: bool | Callable[[str], str] = True,
    static_dir: str | None = None,
    reconnect_timeout: float | None = 0,
    cdn: bool | str = True,
    debug: bool = False,
    allowed_origins: list[str] | None = None,
    check_origin: Callable[[str], bool] | None = None,
    max_payload_size: int | str = "200M",
    **tornado_app_settings: Any,
) -> None:
    """Serve the applications in a folder; the call returns when the server stops.

    A file that defines `main` (a function, or a list or dict of functions) is at the address of its
    path without ``.py``: ``/tools/bmi`` for ``tools/bmi.py``. It is imported when it is first asked
    for. Files and folders whose name begins with ``_`` or ``.`` are not served.

    :param base: the folder.
    :param port: the port; 0 is a free one.
    :param host: the address to listen at; by default all.
    :param index: what stands at the address of a folder that has no ``index.py``: a list of what is
        in it (`True`), nothing (`False`), or the HTML that a function returns for its path.
    :param static_dir: a directory that is served below ``/static/``.
    :param debug: start again when a source file changes, show tracebacks in the page, and import a
        file once more when its address ends in ``?reload``.

    The other parameters are those of :func:`pywebio.platform.start_server`; limits are those of
    all applications together.

    Example::

        path_deploy("apps", port=8080)
    """
    from .deploying import deploy  # with it comes Tornado: loaded when it is wanted

    open_browser = tornado_app_settings.pop("auto_open_webbrowser", False)
    options, settings = options_of(locals(), tornado_app_settings)
    deploy(base, port, host, index, options, settings, open_browser=open_browser)


def path_deploy_http(
    base: str | os.PathLike[str],
    port: int = 0,
    host: str = "",
    index: bool | Callable[[str], str] = True,
    static_dir: str | None = None,
    cdn: bool | str = True,
    debug: bool = False,
    allowed_origins: list[str] | None = None,
    check_origin: Callable[[str], bool] | None = None,
    session_expire_seconds: float | None = None,
    session_cleanup_interval: float | None = None,
    max_payload_size: int | str = "200M",
    **tornado_app_settings: Any,
) -> None:
    """As :func:`path_deploy`, over HTTP only, for networks where WebSockets are not possible.

    :param session_expire_seconds: a session of whose page nothing was heard for so long ends (600
        if not given).
    :param session_cleanup_interval: seconds between looks at that (300 if not given).

    The other parameters are those of :func:`path_deploy`.

    Example::

        path_deploy_http("apps", port=8080)
    """
    from .deploying import deploy  # with it comes Tornado: loaded when it is wanted

    open_browser = tornado_app_settings.pop("auto_open_webbrowser", False)
    options, settings = options_of(locals(), tornado_app_settings)
    deploy(base, port, host, index, options, settings, open_browser=open_browser, http_only=True)
