"""Serving applications: `start_server`, and a module for each web framework."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from . import bokeh, tornado, tornado_http
from .background import run_event_loop
from .path_deploy import path_deploy, path_deploy_http
from .running import RunningServer, background_server, stop_server
from .settings import config, seo
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

LAZY = {
    "aiohttp": "aiohttp",
    "asgi": "",
    "django": "django",
    "fastapi": "fastapi uvicorn websockets",
    "flask": "flask",
    "httpbased": "",
    "wsgi": "",
}
"""Modules that are imported when first asked for, and the packages that they need."""


def __getattr__(name: str) -> ModuleType:
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


bokeh.try_install_bokeh_hook()
