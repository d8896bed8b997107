"""What every `start_server` does: check where it is called, listen, tell the addresses, end."""

from __future__ import annotations

import asyncio
import errno
import socket
import threading
import webbrowser
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Protocol

from tornado.netutil import bind_sockets

from ..exceptions import ArgumentError
from ..lenient import whole_of
from ..session.guard import Operation
from . import mode
from .http import Response
from .options import ServerOptions

WILDCARDS = ("", "0.0.0.0")


class Served(Protocol):
    """What is served: a server, or many of them."""

    options: ServerOptions
    loopback: bool
    stop: Operation | None

    @property
    def visits(self) -> Mapping[str, object]:
        """The sessions that live there."""

    @property
    def reports(self) -> Mapping[str, Callable[[], Response]]:
        """What it tells of itself: path -> answer."""

    @property
    def busy(self) -> bool:
        """Whether something has still to end."""

    def close(self) -> None:
        """End all sessions."""

    def list_lingering(self) -> None:
        """Name in the log what still runs."""


def check_start() -> None:
    """Raise unless a server may be started in this process."""
    if mode.is_script():
        raise RuntimeError(
            "This program is a script already: it has used the page before start_server(). Call "
            "interactive functions only in the functions that are given to start_server()."
        )
    if file := mode.imported_file():
        raise RuntimeError(
            f"{file} starts a server while it is imported to be served. Put the call below "
            "`if __name__ == '__main__':`, and name its function `main`."
        )


def check_no_loop() -> None:
    """Raise if an event loop runs in this thread: a server that blocks would stop it."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    raise RuntimeError(
        "An event loop runs in this thread already, as in notebooks and in coroutines, and this "
        "call would not return before the server stops. pywebio.platform.background_server(...) "
        "starts a server beside other work; a handler as webio_handler() is served by that loop."
    )


def announce(urls: list[str], open_browser: bool = False) -> None:
    """A process listens: tell its addresses, open a browser if asked to."""
    for url in urls:
        print(f"Running on {url}", flush=True)
    if open_browser:
        threading.Thread(target=webbrowser.open, args=(urls[0],), daemon=True).start()


def listen(port: int | str, host: str) -> list[socket.socket]:
    """Listen at a port (0: a free one); also as text, as the environment has it."""
    number = whole_of(port, written=True)
    if number is None or not 0 <= number < 65536:
        raise ArgumentError(f"port is a number from 0 to 65535; got {port!r}.")
    if host is not None and not isinstance(host, str):
        raise ArgumentError(f"host is an address as '127.0.0.1'; got {host!r}.")
    try:
        return bind_sockets(number, host or None)
    except OSError as error:
        if isinstance(error, socket.gaierror):
            reason = f"{error.strerror}: host={host!r} is no address of this machine."
        elif error.errno == errno.EADDRINUSE:
            reason = f"{error.strerror}: choose another port than {port}; 0 is a free one."
        else:
            raise
        raise type(error)(error.errno, reason) from None


def local_address(host: str | None) -> str:
    """How a server that listens at `host` is named on this machine; without the port."""
    if host is None or host in WILDCARDS:
        return "127.0.0.1"
    if host == "::":
        host = "::1"  # it takes no connections of version 4
    return f"[{host}]" if ":" in host else host


def addresses(host: str | None, port: int) -> list[str]:
    """The addresses at which a server can be reached."""
    urls = [f"http://{local_address(host)}:{port}/"]
    own = own_address() if host is None or host in WILDCARDS else None
    return urls if own is None else [*urls, f"http://{own}:{port}/"]


def own_address() -> str | None:
    """The address of this machine in its network; nothing is sent."""
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))
        address = str(probe.getsockname()[0])
        return None if address.startswith("127.") else address
    return None


def _patient() -> bool:
    return False


async def finish(
    server: Served, hurried: Callable[[], bool] = _patient, most: float | None = None
) -> None:
    """Tell the visitors, and let the sessions finish for a bounded time."""
    server.close()
    clock = asyncio.get_running_loop().time
    patience = server.options.shutdown_timeout
    end = clock() + (patience if most is None else min(patience, most))
    while server.busy and clock() < end and not hurried():
        await asyncio.sleep(0.02)
    server.list_lingering()
