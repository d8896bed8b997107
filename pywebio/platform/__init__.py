"""Serving applications: `start_server`, and a module for each web framework."""

from __future__ import annotations

from . import tornado
from .settings import config, seo
from .tornado import start_server

__all__ = ["config", "seo", "start_server", "tornado"]
