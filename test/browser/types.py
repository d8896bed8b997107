"""Types of the fixtures of the browser tests."""

from __future__ import annotations

from typing import Any, Protocol

from browser.proxy import Proxy
from browser.server import Apps, Routes, Server
from playwright.sync_api import Page


class Visit(Protocol):
    """Serve an application and open it: ``visit(app)``, ``visit({"a": f}, query="?app=a")``."""

    def __call__(self, apps: Apps, query: str = "", **settings: Any) -> Page: ...


class NewPage(Protocol):
    """A further visitor: ``new_page(width=390, color_scheme="dark")``."""

    def __call__(self, width: int = 1280, height: int = 800, **settings: Any) -> Page: ...


class Serve(Protocol):
    """Serve applications, or own routes made by a function that runs in the server's thread."""

    def __call__(
        self,
        apps: Apps | None = None,
        routes: RoutesMaker | None = None,
        path: str = "/",
        **settings: Any,
    ) -> Server: ...


class RoutesMaker(Protocol):
    """Make the routes of a Tornado application."""

    def __call__(self) -> Routes: ...


class ProxyTo(Protocol):
    """Put a proxy in front of a server."""

    def __call__(
        self,
        server: Server,
        prefix: str = "",
        rate: int = 0,
        rate_up: int = 0,
        upgrade: bool = True,
    ) -> Proxy: ...
