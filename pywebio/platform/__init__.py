"""Serving applications: `start_server`, and a module for each web framework."""

from __future__ import annotations

from . import bokeh, tornado
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
    "seo",
    "start_server",
    "stop_server",
    "tornado",
]

bokeh.try_install_bokeh_hook()
