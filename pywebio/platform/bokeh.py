"""The notebook type `pywebio` of Bokeh: `show()` shows in the page of the session."""

from __future__ import annotations

import asyncio
import importlib.util
import sys
import threading
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from ..output import put_figure, put_html
from ..session import defer_call, info
from .origin import LOOPBACK, host_name

NOTEBOOK = "bokeh.io.notebook"
STARTS_WITHIN = 30.0


def try_install_bokeh_hook() -> None:
    """Offer the notebook type, now or when Bokeh is imported; nothing is imported for it.

    Importing the package calls this. Then::

        from bokeh.io import output_notebook, show

        def app():
            output_notebook(notebook_type="pywebio")
            show(figure)
    """
    module = sys.modules.get(NOTEBOOK)
    if module is not None:
        _offer(module)
    elif not any(isinstance(finder, _WhenImported) for finder in sys.meta_path):
        sys.meta_path.insert(0, _WhenImported())


def _offer(module: ModuleType) -> None:
    module.install_notebook_hook("pywebio", load_notebook, show_doc, show_app, overwrite=True)


class _WhenImported:
    """Waits for the import of the one module, and is gone then."""

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> ModuleSpec | None:
        """Let the others find the module, and offer the notebook type when it has run."""
        if fullname != NOTEBOOK:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(fullname)
        if spec is None or spec.loader is None:
            return spec
        run = spec.loader.exec_module

        def exec_module(module: ModuleType) -> None:
            run(module)
            _offer(module)

        spec.loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec


def load_notebook(
    resources: Any = None,
    verbose: bool = False,
    hide_banner: bool = False,
    load_timeout: int = 5000,
) -> None:
    """Called by `output_notebook()`: figures bring what they need themselves."""


def show_doc(obj: Any, state: Any, notebook_handle: Any) -> None:
    """Called by `show()` of a figure or a layout."""
    put_figure(obj)


def show_app(app: Any, state: Any, notebook_url: Any, port: int = 0, **kw: Any) -> None:
    """Called by `show()` of an application: it is served at a port of its own for the session.

    Pages reach that port at the name by which they have reached this server.
    """
    name = host_name(info.server_host)
    options = {"port": port, "allow_websocket_origin": [info.server_host], **kw}
    if name in LOOPBACK:
        options["address"] = name.strip("[]")
    running = _AppServer(app, options)
    defer_call(running.stop)
    embed: Any = importlib.import_module("bokeh.embed")
    put_html(embed.server_document(f"http://{name}:{running.port}/"))


class _AppServer:
    """A server of Bokeh, on a loop of its own in a thread of its own."""

    def __init__(self, app: Any, options: dict[str, Any]) -> None:
        self.port = 0
        self._started = threading.Event()
        self._error: Exception | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopped: asyncio.Event | None = None
        self._thread = threading.Thread(
            target=lambda: asyncio.run(self._serve(app, options)), name="bokeh server", daemon=True
        )
        self._thread.start()
        if not self._started.wait(STARTS_WITHIN):
            raise TimeoutError("The server of Bokeh has not started.")
        if self._error is not None:
            raise self._error

    async def _serve(self, app: Any, options: dict[str, Any]) -> None:
        self._loop, self._stopped = asyncio.get_running_loop(), asyncio.Event()
        try:
            ioloop: Any = importlib.import_module("tornado.ioloop")
            module: Any = importlib.import_module("bokeh.server.server")
            server = module.Server({"/": app}, io_loop=ioloop.IOLoop.current(), **options)
            server.start()
            self.port = server.port
        except Exception as error:
            self._error = error
            return
        finally:
            self._started.set()
        await self._stopped.wait()
        server.stop()
        server.unlisten()
        http = getattr(server, "_http", None)
        if http is not None:  # Bokeh itself leaves lines that are open to the end of the process
            await http.close_all_connections()

    def stop(self) -> None:
        """Stop serving; from any thread."""
        loop, stopped = self._loop, self._stopped
        if loop is not None and stopped is not None and not loop.is_closed():
            loop.call_soon_threadsafe(stopped.set)
