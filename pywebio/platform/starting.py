"""What every `start_server` does: check where it is called, listen, tell the addresses."""

from __future__ import annotations

import socket
import sys
import threading
import webbrowser
from contextlib import suppress
from typing import Protocol

from tornado.netutil import bind_sockets

from ..exceptions import ArgumentError
from . import mode
from .options import ServerOptions

WILDCARDS = ("", "0.0.0.0", "::")


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


class Served(Protocol):
    """What is served: a server, or many of them."""

    options: ServerOptions
    loopback: bool

    @property
    def busy(self) -> bool:
        """Whether something has still to end."""

    def close(self, *, again: bool = False) -> None:
        """End all sessions; `again`: pages are to come back."""


def announce(
    server: Served, sockets: list[socket.socket], host: str | None, open_browser: bool = False
) -> None:
    """A server listens: print its addresses, and open a browser if asked for."""
    prepare(server, host)
    tell_addresses(sockets, host, open_browser)


def prepare(server: Served, host: str | None) -> None:
    """What the process and the server have to know before it serves."""
    server.loopback = host in ("localhost", "127.0.0.1", "::1")
    interval = server.options.switch_interval
    if interval is not None:
        # One endless loop of outputs would make other visitors wait for seconds otherwise.
        sys.setswitchinterval(interval)


def tell_addresses(
    sockets: list[socket.socket], host: str | None, open_browser: bool = False
) -> None:
    """Print the addresses, and open a browser if asked for."""
    urls = addresses(host, sockets[0].getsockname()[1])
    for url in urls:
        print(f"Running on {url}", flush=True)
    if open_browser:
        threading.Thread(target=webbrowser.open, args=(urls[0],), daemon=True).start()


def listen(port: int, host: str) -> list[socket.socket]:
    """Listen at a port (0: a free one)."""
    if isinstance(port, bool) or not isinstance(port, int) or not 0 <= port < 65536:
        raise ArgumentError(f"port is a number from 0 to 65535; got {port!r}.")
    if host is not None and not isinstance(host, str):
        raise ArgumentError(f"host is an address as '127.0.0.1'; got {host!r}.")
    return bind_sockets(port, host or None)


def addresses(host: str | None, port: int) -> list[str]:
    """The addresses at which a server can be reached."""
    if host not in (*WILDCARDS, None):
        return [f"http://{f'[{host}]' if ':' in host else host}:{port}/"]
    urls = [f"http://127.0.0.1:{port}/"]
    own = own_address()
    return urls if own is None else [*urls, f"http://{own}:{port}/"]


def own_address() -> str | None:
    """The address of this machine in its network; nothing is sent."""
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))
        address = str(probe.getsockname()[0])
        return None if address.startswith("127.") else address
    return None
