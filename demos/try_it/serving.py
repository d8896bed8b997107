"""Serves demos, documentation and examples together: ``/``, ``/docs/`` and ``/try/``.

What can be run is what stands in the documentation, by its id; a visitor sends no code.
"""

from __future__ import annotations

import html
import re
import signal
import socket
from collections.abc import Callable, Mapping
from typing import Any

from tornado.httputil import HTTPServerRequest
from tornado.web import Application, RedirectHandler, RequestHandler, StaticFileHandler

from demos.try_it import site
from demos.try_it.blocks import all_blocks
from demos.try_it.programs import applications
from pywebio.platform.http import Response
from pywebio.platform.options import ServerOptions
from pywebio.platform.server import Server
from pywebio.platform.serving import listen
from pywebio.platform.tornado import PageHandler, Service, Start, handler_class, log_request
from pywebio.platform.tornado import serve as run

_TRY = re.compile(r"/try/(?P<id>[0-9a-f]{12})(?P<bare>/bare)?")

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Documentation</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">{more}
<style>body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 20vh auto 0;
padding: 0 1rem }} pre {{ white-space: pre-wrap }}</style></head>
<body>{body}</body></html>"""


class Demonstration(Application):
    """Applications at ``/``, the documentation at ``/docs/``, its examples at ``/try/ID``."""

    def __init__(self, apps: object, **settings: Any) -> None:
        self.servers: list[Server] = []
        self._examples: dict[str, type[RequestHandler]] = {}
        documentation = {
            "path": str(site.SITE),
            "default_filename": "index.html",
            "building": site.Building(),
        }
        handlers: list[Any] = [
            (r"/", self._serving(apps)),
            (r"/docs", RedirectHandler, {"url": "/docs/"}),
            (r"/docs/(.*)", Documentation, documentation),
        ]
        super().__init__(handlers, **settings)

    def find_handler(self, request: HTTPServerRequest, **kwargs: Any) -> Any:
        """The handler of an example, or else of the rest."""
        match = _TRY.fullmatch(request.path)
        handler = self._example(match["id"], bool(match["bare"])) if match else None
        if handler is None:
            return super().find_handler(request, **kwargs)
        return self.get_handler_delegate(request, handler)

    def _example(self, identity: str, bare: bool) -> type[RequestHandler] | None:
        """The handler that runs an example; it is made when first asked for."""
        block = all_blocks().get(identity)
        if block is None or not block.can_be_tried:
            return None
        key = f"{identity}{bare}"
        if key not in self._examples:
            self._examples[key] = self._serving(applications(block, with_code=not bare))
        return self._examples[key]

    def _serving(self, apps: object) -> type[PageHandler]:
        """A handler that serves applications, with a server of its own."""
        self.servers.append(Server(apps))
        return handler_class(self.servers[-1])


class Documentation(StaticFileHandler):
    """The built site; it is built when it is asked for and is missing or old."""

    def initialize(self, path: str, default_filename: str, building: site.Building) -> None:  # type: ignore[override]
        """Take what the routes say."""
        super().initialize(path, default_filename)
        self.building = building
        self.absolute_path = None

    async def get(self, path: str, include_body: bool = True) -> None:
        """Answer with a page of the site, or say that it is on its way."""
        if path.endswith(("/", ".html")) or not path:
            self.building.ask()
            if not site.STAMP.is_file():
                self.answer_with_state()
                return
        await super().get(path, include_body)

    def answer_with_state(self) -> None:
        """Say why there is no site yet, and look again if that will change."""
        self.set_header("Cache-Control", "no-store")
        if self.building.problem:
            self.set_status(503)
            self.finish(
                _PAGE.format(more="", body=f"<pre>{html.escape(self.building.problem)}</pre>")
            )
            return
        body = "<p>The documentation is being built. This page follows when it is done, in a few "
        refresh = '<meta http-equiv="refresh" content="1">'
        self.finish(_PAGE.format(more=refresh, body=body + "seconds.</p>"))

    def compute_etag(self) -> str | None:
        """The tag of a file; what is said in its place has none."""
        return None if self.absolute_path is None else super().compute_etag()

    def set_extra_headers(self, path: str) -> None:
        """Let the browser ask whether a page has changed."""
        self.set_header("Cache-Control", "no-cache")


class AllServers:
    """The servers of all applications, as one that can be stopped."""

    def __init__(self, site: Demonstration) -> None:
        self._site = site
        self.options = ServerOptions()
        self.loopback = False
        self.stop: Callable[[], object] | None = None
        self.reports: Mapping[str, Callable[[], Response]] = {}

    @property
    def visits(self) -> dict[str, object]:
        """All sessions."""
        return {key: visit for one in self._site.servers for key, visit in one.visits.items()}

    @property
    def busy(self) -> bool:
        """Whether something has still to end."""
        return any(one.busy for one in self._site.servers)

    def close(self) -> None:
        """Tell all visitors, and end their sessions."""
        for one in self._site.servers:
            one.close()

    def list_lingering(self) -> None:
        """Name in the log what still runs."""
        for one in self._site.servers:
            one.list_lingering()


class DemonstrationService(Service):
    """Serves it all until a signal comes."""

    def __init__(self, apps: object, sockets: list[socket.socket], host: str) -> None:
        self._site = Demonstration(apps, log_function=log_request)
        super().__init__(AllServers(self._site), sockets, {}, host)

    def application(self, **settings: Any) -> Application:
        """What answers."""
        return self._site

    def run(self) -> signal.Signals | None:
        """Tell where the documentation is, and serve."""
        print(f"Documentation at {self.urls[0]}docs/", flush=True)
        return super().run()


def serve(apps: object, port: int, host: str) -> None:
    """Serve applications, documentation and examples until a signal comes."""
    start = Start(port, host)
    run(DemonstrationService(apps, listen(port, host), host), start)
