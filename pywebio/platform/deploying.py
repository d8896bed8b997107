"""Serving a folder: every file in it that defines `main` is an application at its own address."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from ..exceptions import ArgumentError
from ..session.guard import Operation
from .failure import failure_app, failure_of
from .folder import find, index_page
from .http import Request, Response, compressed, text
from .loading import MAIN, Modules, load, module_name
from .options import ServerOptions
from .origin import NOT_MEANT, frame_ancestors, host_allowed
from .polling import Polling
from .server import Server, health
from .serving import check_start
from .settings import own_defaults
from .threads import Workers
from .tornado import HttpHandler, PageHandler, Service, Start, claim, serve

log = logging.getLogger("pywebio")

AGAIN_AFTER = 1.0
"""Seconds for which a file that could not be imported is not tried again."""

Index = bool | Callable[[str], str]
Answer = Server | Response


class FolderServer(Server):
    """The server of one file; the limits are those of the folder."""

    def __init__(self, folder: Folder, applications: object) -> None:
        super().__init__(applications, folder.options, http_only=folder.http_only)
        self.settings = folder.settings
        self.loopback = folder.loopback
        self.stop = folder.stop
        self._folder = folder
        Polling(self)

    @property
    def full(self) -> bool:
        """Whether the whole folder takes no further session."""
        return self._folder.full


class Folder:
    """A folder that is served, with a server for each file that was asked for."""

    def __init__(
        self, base: Path, index: Index, options: ServerOptions, *, http_only: bool = False
    ) -> None:
        self.base = base.resolve()
        self.options = options
        self.settings = options.session_settings._replace(crowded=self._crowded)
        self.http_only = http_only
        self.loopback = False
        self.stop: Operation | None = None
        self.reports: dict[str, Callable[[], Response]] = {}
        if options.metrics_path:
            raise ArgumentError("metrics_path is for start_server(), not for many files.")
        if options.health_path:
            self.reports[options.health_path] = self._health
        self._limit = options.session_limit
        self._closing = False
        self._index = index
        self._servers: dict[Path, Server] = {}
        self._failed: dict[Path, float] = {}
        self._modules: dict[Path, Modules] = {}
        self._old: list[Server] = []
        self.workers = Workers()
        self._importing = asyncio.Lock()

    # -- as one server ----------------------------------------------------------------------------

    @property
    def servers(self) -> list[Server]:
        """All servers, those too that others have taken the place of."""
        return [*self._servers.values(), *self._old]

    @property
    def visits(self) -> dict[str, object]:
        """All sessions that live here."""
        return {key: visit for server in self.servers for key, visit in server.visits.items()}

    def _crowded(self) -> bool:
        return sum(len(server.visits) for server in self.servers) > 1

    @property
    def full(self) -> bool:
        """Whether no further session is taken."""
        return sum(server.counted for server in self.servers) >= self._limit

    @property
    def busy(self) -> bool:
        """Whether something has still to end."""
        return any(server.busy for server in self.servers)

    def close(self) -> None:
        """End all sessions."""
        self._closing = True
        for server in self.servers:
            server.close()

    def list_lingering(self) -> None:
        """Name in the log what still runs."""
        for server in self.servers:
            server.list_lingering()

    def _health(self) -> Response:
        return health(closing=self._closing, full=self.full)

    # -- requests ---------------------------------------------------------------------------------

    async def answer(self, path: str, request: Request) -> Answer:
        """The server that a request is for, or an answer without one."""
        if not host_allowed(request.host, self.options.allowed_hosts):
            return text(403, NOT_MEANT)
        found = find(self.base, path)
        if found.kind == "app":
            return await self._app(found.path, again="reload" in request.query)
        if found.kind == "folder":
            return self._list(found.path, request)
        if found.kind == "refused":
            return text(403, "This address is not served.")
        return text(404, "There is no application at this address.")

    def _list(self, folder: Path, request: Request) -> Response:
        if self._index is False:
            return text(403, "The applications in this folder are not listed.")
        policy = frame_ancestors(self.options)
        if self._index is True:
            page = index_page(self.base, folder, unreadable=self.options.debug)
            policy += "; default-src 'none'; style-src 'unsafe-inline'"
        else:
            page = self._index(str(folder))
        headers = {
            "Content-Type": "text/html; charset=utf-8",
            "Cache-Control": "no-cache",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "strict-origin-when-cross-origin",
            "Content-Security-Policy": policy,
        }
        return compressed(Response(200, headers, page.encode("utf-8", "replace")), request)

    async def _app(self, path: Path, *, again: bool) -> Answer:
        again = again and self.options.debug
        if not again and path in self._servers:
            return self._servers[path]
        async with self._importing:
            if not again and path in self._servers:  # while this one waited
                return self._servers[path]
            return await self._load(path)

    async def _load(self, path: Path) -> Answer:
        """Import a file and make a server of its `main`."""
        if time.monotonic() - self._failed.get(path, -AGAIN_AFTER) < AGAIN_AFTER:
            return _could_not_load()
        try:
            server: Server | None = await self._in_thread(lambda: self._make_server(path))
            if server is None:
                return text(404, "There is no application at this address.")
        except Exception as error:
            log.exception("%s could not be loaded", path)
            if not self.options.debug:
                self._failed[path] = time.monotonic()
                return _could_not_load()
            server = FolderServer(self, failure_app(failure_of(error)))
        if path in self._servers:
            self._replace(self._servers[path])
        self._servers[path] = server
        return server

    def _make_server(self, path: Path) -> Server | None:
        """The server of a file, unless that has no `main`."""
        own = self._modules.setdefault(path.parent, {})
        with own_defaults():  # what it says of pages is said of its own
            main = getattr(load(path, module_name(path, self.base), own), MAIN, None)
            return None if main is None else FolderServer(self, main)

    def _replace(self, server: Server) -> None:
        """Another server takes its place; its pages are to come to that one."""
        self._old = [old for old in self._old if old.busy]
        self._old.append(server)
        server.close()

    async def _in_thread(self, function: Callable[[], Any]) -> Any:
        """Import in a thread, so that others do not wait."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[Any] = loop.create_future()

        def set_done(value: Any, error: Exception | None) -> None:
            if done.cancelled():
                return
            if error is None:
                done.set_result(value)
            else:
                done.set_exception(error)

        def work() -> None:
            value, problem = None, None
            try:
                value = function()
            except Exception as error:
                problem = error
            except BaseException as error:  # a file that wants to end the process
                problem = RuntimeError(f"The file has raised {error!r}.")
                problem = problem.with_traceback(error.__traceback__)
            with suppress(RuntimeError):  # the loop is closed
                loop.call_soon_threadsafe(set_done, value, problem)

        self.workers.run(work, "pywebio import")
        return await done


def _could_not_load() -> Response:
    return text(500, "This application could not be loaded. The log of the server says why.")


# -- Tornado --------------------------------------------------------------------------------------


class _Routed(PageHandler):
    """Finds the server of a request first."""

    folder: Folder

    async def prepare(self) -> None:
        """Find the server, or answer without one."""
        request = self.as_request()
        found = await self.folder.answer(self.request.path, request)
        if isinstance(found, Server):
            self.server = found
            self.begin()
            return
        if request.method not in ("GET", "HEAD"):
            found = text(405, "This address is only for reading.")
        await self.respond(request, found)
        self.finish()


class _Http(_Routed):
    get = HttpHandler.get


def deploy_handler(folder: Folder) -> type[PageHandler]:
    """A handler class for a folder."""
    base = _Http if folder.http_only else _Routed
    return type("FolderHandler", (base,), {"folder": folder})


def deploy(
    base: object,
    port: int,
    host: str,
    index: object,
    options: ServerOptions,
    settings: dict[str, Any],
    *,
    open_browser: bool = False,
    http_only: bool = False,
) -> None:
    """Serve a folder until the process is told to stop."""
    check_start()
    path, index = _check(base, index)
    folder = Folder(path, index, options, http_only=http_only)
    start = Start(port, host, open_browser, allowed_hosts=options.allowed_hosts)
    sockets = claim(start, settings.get("autoreload", options.debug))
    route = (r"/.*", deploy_handler(folder))
    serve(Service(folder, sockets, settings, host, route), start)


def _check(base: object, index: object) -> tuple[Path, Index]:
    if not isinstance(base, str | os.PathLike) or not os.path.isdir(base):
        raise ArgumentError(f"base is the path of a folder; got {base!r}, which is none.")
    if not isinstance(index, bool) and not callable(index):
        raise ArgumentError(
            f"index is True, False or a function index(path) -> html; got {index!r}."
        )
    return Path(base), index
