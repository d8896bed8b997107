"""The real server on a free loopback port, in a thread of the test's process."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application

App = Callable[..., Any]
Apps = App | Sequence[App] | Mapping[str, App]
Routes = list[Any]


class Server:
    """A Tornado server; `routes` is called in its thread, where the event loop runs."""

    def __init__(self, routes: Callable[[], Routes], **settings: Any) -> None:
        self.loop = asyncio.new_event_loop()
        self.port = 0
        self._routes = routes
        self._settings = settings
        self._started = threading.Event()
        self._stopped = asyncio.Event()
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="test server", daemon=True)
        self._thread.start()
        self._started.wait()
        if self._error is not None:
            raise self._error

    @property
    def url(self) -> str:
        """The address, with a slash at its end."""
        return f"http://127.0.0.1:{self.port}/"

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        try:
            self.loop.run_until_complete(self._serve())
        except BaseException as error:
            self._error = error
            self._started.set()
        finally:
            asyncio.set_event_loop(None)
            self.loop.close()

    async def _serve(self) -> None:
        sockets = bind_sockets(0, "127.0.0.1")
        self.port = sockets[0].getsockname()[1]
        routes = self._routes()
        http = HTTPServer(Application(routes, **self._settings))
        http.add_sockets(sockets)
        self._started.set()
        await self._stopped.wait()
        http.stop()
        for route in routes:
            if server := getattr(route[1], "server", None):
                server.close()
                await self._until_idle(server)
        await http.close_all_connections()
        await self._end_tasks()
        await self.loop.shutdown_default_executor()

    async def _until_idle(self, server: Any) -> None:
        """Programs get a moment to hear that their visitors have gone."""
        end = self.loop.time() + 2
        while server.busy and self.loop.time() < end:
            await asyncio.sleep(0.005)

    async def _end_tasks(self) -> None:
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def close(self) -> None:
        """Stop serving."""
        if not self.loop.is_closed():
            self.loop.call_soon_threadsafe(self._stopped.set)
        self._thread.join(10)
