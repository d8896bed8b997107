"""One Chromium for all tests of this folder, a fresh profile and a fresh server for each.

A test fails when its page logs an error to the console, throws, or asks any other host for
anything; what a test expects of these it names with ``watch.allow(...)``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlsplit

import pytest
from browser.chromium import shared_chromium
from browser.proxy import Proxy
from browser.server import Apps, Routes, Server
from browser.types import NewPage, ProxyTo, RoutesMaker, Serve, Visit
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from pywebio.platform.options import ServerOptions
from pywebio.platform.server import Server as Serving
from pywebio.platform.tornado import handler_class

PATIENCE = 15_000
"""Milliseconds that a page may take for anything, on a busy machine too."""

expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


class Watch:
    """Collects what no page should do."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self.requests: list[str] = []
        self._allowed: list[str] = []

    def allow(self, pattern: str) -> None:
        """Problems that match a regular expression are part of the test."""
        self._allowed.append(pattern)

    def add(self, context: BrowserContext) -> None:
        """Watch all pages of a browser context."""
        context.on("request", self._request)
        context.on("page", self._page)

    def _page(self, page: Page) -> None:
        page.on("console", lambda message: self._console(message.type, message.text))
        page.on("pageerror", lambda error: self.problems.append(f"uncaught: {error}"))

    def _console(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.problems.append(f"console {kind}: {text}")

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        self.requests.append(request.url)
        if address.scheme not in ("data", "blob") and address.hostname != "127.0.0.1":
            self.problems.append(f"request to another host: {request.url}")

    def check(self) -> None:
        """Fail if there were problems."""
        left = [
            problem
            for problem in self.problems
            if not any(re.search(pattern, problem) for pattern in self._allowed)
        ]
        assert not left, "\n".join(left)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser."""
    with shared_chromium() as browser:
        yield browser


@pytest.fixture
def watch() -> Watch:
    """What the pages of this test do that no page should."""
    return Watch()


@pytest.fixture
def new_page(chromium: Browser, watch: Watch, serve: Serve, proxy_to: ProxyTo) -> Iterator[NewPage]:
    """Open a further visitor's browser: ``new_page(width=390, color_scheme="dark")``.

    Pages close before the servers and proxies that they are connected to.
    """
    with ExitStack() as stack:

        def make(width: int = 1280, height: int = 800, **settings: Any) -> Page:
            settings.setdefault("locale", "en-US")
            context = chromium.new_context(
                viewport={"width": width, "height": height}, reduced_motion="reduce", **settings
            )
            stack.callback(context.close)
            context.set_default_timeout(PATIENCE)
            watch.add(context)
            return context.new_page()

        yield make
    watch.check()


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """The visitor's page."""
    return new_page()


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serve applications: ``serve(app)``, ``serve({"a": f})``, or ``serve(routes=function)``."""
    with ExitStack() as stack:

        def start(
            apps: Apps | None = None,
            routes: RoutesMaker | None = None,
            path: str = "/",
            http_only: bool = False,
            **settings: Any,
        ) -> Server:
            def one_route() -> Routes:
                server = Serving(apps, ServerOptions(**settings), http_only=http_only)
                return [(path, handler_class(server))]

            server = Server(routes or one_route)
            stack.callback(server.close)
            return server

        yield start


@pytest.fixture
def visit(page: Page, serve: Serve) -> Visit:
    """Serve an application and open it."""

    def open_app(apps: Apps, query: str = "", **settings: Any) -> Page:
        page.goto(serve(apps, **settings).url + query)
        return page

    return open_app


@pytest.fixture
def proxy_to() -> Iterator[ProxyTo]:
    """Put a proxy in front of a server: ``proxy_to(server, prefix="/tool")``."""
    with ExitStack() as stack:

        def make(
            server: Server, prefix: str = "", rate: int = 0, rate_up: int = 0, upgrade: bool = True
        ) -> Proxy:
            proxy = Proxy(server.port, prefix, rate, rate_up, upgrade=upgrade)
            stack.callback(proxy.close)
            return proxy

        yield make
