"""Serving applications: `start_server`, and a module for each web framework.

What serves comes with Tornado, which takes as long to load as all the rest of the package: it is
loaded when it is first asked for, so that programs, tools and tests that only import do not wait.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from . import bokeh
from .path_deploy import path_deploy, path_deploy_http
from .settings import config, seo

if TYPE_CHECKING:
    from . import remote_access as remote_access
    from . import script as script
    from . import tornado, tornado_http
    from .background import run_event_loop
    from .running import RunningServer, background_server, stop_server
    from .tornado import start_server

__all__ = [
    "RunningServer",
    "background_server",
    "bokeh",
    "config",
    "path_deploy",
    "path_deploy_http",
    "run_event_loop",
    "seo",
    "start_server",
    "stop_server",
    "tornado",
    "tornado_http",
]

NAMES = {
    "RunningServer": "running",
    "background_server": "running",
    "run_event_loop": "background",
    "start_server": "tornado",
    "stop_server": "running",
}
"""Names whose modules are imported when they are first asked for."""

LAZY = {
    "aiohttp": "aiohttp",
    "asgi": "",
    "django": "django",
    "fastapi": "fastapi uvicorn websockets",
    "flask": "flask",
    "httpbased": "",
    "page": "",
    "remote_access": "",
    "script": "",
    "tornado": "",
    "tornado_http": "",
    "wsgi": "",
}
"""Modules that are imported when first asked for, and the packages that they need."""


def __getattr__(name: str) -> object:
    if name in NAMES:
        # Not kept: what a test puts in its place for a while would stay.
        return getattr(import_module(f".{NAMES[name]}", __name__), name)
    if name not in LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        return import_module(f".{name}", __name__)
    except ModuleNotFoundError as error:
        if error.name is None or error.name.startswith("pywebio"):
            raise
        raise AttributeError(
            f"{__name__}.{name} needs {error.name}, which is not installed: "
            f"pip install {LAZY[name]}"
        ) from error


def __dir__() -> list[str]:
    """Also what is not loaded yet, for those who complete names."""
    return sorted({*globals(), *__all__})


bokeh.try_install_bokeh_hook()
