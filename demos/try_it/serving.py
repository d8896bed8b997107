"""Serves demos, documentation and examples together: ``/``, ``/docs/`` and ``/try/``.

What can be run is what stands in the documentation, by its id; a visitor sends no code.
"""

from __future__ import annotations

import asyncio
import html
import re
import signal
import sys
from contextlib import suppress
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.httputil import HTTPServerRequest
from tornado.netutil import bind_sockets
from tornado.web import Application, RedirectHandler, RequestHandler, StaticFileHandler

from demos.try_it import site
from demos.try_it.blocks import all_blocks
from demos.try_it.programs import applications
from pywebio.platform.server import Server
from pywebio.platform.serving import finish
from pywebio.platform.tornado import handler_class

SWITCH_INTERVAL = 0.0005
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
        self._examples: dict[str, type[RequestHandler]] = {}
        self._servers: list[Server] = []
        documentation = {
            "path": str(site.SITE),
            "default_filename": "index.html",
            "building": site.Building(),
        }
        handlers: list[Any] = [
            (r"/", self._handler(apps)),
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

    async def finish(self) -> None:
        """Tell the visitors that the server stops, and let their sessions end."""
        await asyncio.gather(*map(finish, self._servers))

    def _handler(self, apps: object) -> type[RequestHandler]:
        """A handler of applications, whose server ends with this one."""
        server = Server(apps)
        self._servers.append(server)
        return handler_class(server)

    def _example(self, identity: str, bare: bool) -> type[RequestHandler] | None:
        """The handler that runs an example; it is made when first asked for."""
        block = all_blocks().get(identity)
        if block is None or not block.can_be_tried:
            return None
        key = f"{identity}{bare}"
        if key not in self._examples:
            self._examples[key] = self._handler(applications(block, with_code=not bare))
        return self._examples[key]


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


def serve(apps: object, port: int, host: str) -> None:
    """Serve applications, documentation and examples until a signal comes."""
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(apps, port, host))


async def _serve(apps: object, port: int, host: str) -> None:
    sockets = bind_sockets(port, host)
    sys.setswitchinterval(SWITCH_INTERVAL)  # as start_server does
    application = Demonstration(apps)
    server = HTTPServer(application, max_body_size=2**21)
    server.add_sockets(sockets)
    address = f"http://{host}:{sockets[0].getsockname()[1]}/"
    print(f"Running on {address}", flush=True)
    print(f"Documentation at {address}docs/", flush=True)
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows: Ctrl-C raises KeyboardInterrupt
            loop.add_signal_handler(number, stopped.set)
    await stopped.wait()
    server.stop()
    await application.finish()
