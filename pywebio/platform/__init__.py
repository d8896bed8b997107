"""Serving applications: `start_server`, and a module for each web framework."""

from __future__ import annotations

from . import tornado
from .page import config
from .tornado import start_server

__all__ = ["config", "start_server", "tornado"]
