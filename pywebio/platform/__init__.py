"""Serving applications: `start_server`, and a module for each web framework."""

from __future__ import annotations

from . import tornado
from .page import config
from .running import RunningServer, background_server, stop_server
from .tornado import start_server

__all__ = [
    "RunningServer",
    "background_server",
    "config",
    "start_server",
    "stop_server",
    "tornado",
]
