"""A public address for a server of this machine, by a tunnel of the system's `ssh`.

`ssh` connects to a host that forwards what arrives there to this machine: a tunnel service, which
says the address, or a server of one's own. The key of that host has to be known already, as the
tunnel leads whoever holds it into this program.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import subprocess
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

from ..exceptions import ArgumentError

__all__ = ["remote_access_service", "start_remote_access_service"]

log = logging.getLogger("pywebio")

VARIABLE = "PYWEBIO_REMOTE_ACCESS"
SERVICE, SERVICE_PORT = "app.pywebio.online", 1022

AGAIN_FIRST, AGAIN_MOST = 1.0, 60.0
"""Seconds before a tunnel that broke is tried again; they double."""

SAYS_WITHIN = 5.0
"""Seconds in which a service says the address; a host that says none is one itself."""

_HOST = re.compile(r"(?:[\w.-]+@)?(?:[A-Za-z0-9][\w.-]*|\[[0-9A-Fa-f:.]+\])")
_URL = re.compile(r"https?://[^\s\"'<>,]+")
_ALLOCATED = re.compile(r"Allocated port (\d+) for remote forward")

_OPTIONS = {
    "BatchMode": "yes",
    "StrictHostKeyChecking": "yes",
    "ExitOnForwardFailure": "yes",
    "ConnectTimeout": "15",
    "ServerAliveInterval": "30",
    "ServerAliveCountMax": "3",
}


class Way(NamedTuple):
    """How to ask for the public end: services know it as port 80, others give a free one."""

    port: int
    arguments: tuple[str, ...]


WAYS = (Way(80, ("-T",)), Way(0, ("-N",)))


class Tunnel:
    """A tunnel to a port of this machine; it is made again when it breaks."""

    def __init__(
        self,
        local_port: int,
        server: str = SERVICE,
        server_port: int = SERVICE_PORT,
        *,
        local_host: str = "127.0.0.1",
        found: Callable[[str], object] | None = None,
    ) -> None:
        if not isinstance(server, str) or not _HOST.fullmatch(server):
            raise ArgumentError(
                f"The server of a tunnel is named as 'example.com'; got {server!r}."
            )
        self._ssh = shutil.which("ssh")
        if self._ssh is None:
            raise RuntimeError("remote_access needs the program ssh, which is not installed here.")
        self._to = f"{local_host}:{local_port}"
        self._server, self._server_port = server, server_port
        self._found = found or _tell
        self._address = ""
        self._stopped = threading.Event()
        self._process: subprocess.Popen[str] | None = None
        self._lock = threading.Lock()

    def start(self) -> None:
        """Keep the tunnel in a thread of its own."""
        threading.Thread(target=self.run, name="pywebio tunnel", daemon=True).start()

    def stop(self) -> None:
        """End it; from any thread."""
        with self._lock:
            self._stopped.set()
            if self._process is not None:
                self._process.terminate()

    def __enter__(self) -> Tunnel:
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    def run(self) -> None:
        """Keep the tunnel until it is stopped, or can never be."""
        pause, ways = AGAIN_FIRST, list(WAYS)
        while not self._stopped.is_set():
            lines = self._connect(ways[0])
            if self._stopped.is_set():
                return
            said = "\n".join(lines)
            if "remote port forwarding failed" in said and len(ways) > 1:
                ways.pop(0)
                continue
            if problem := self._lasting_problem(said):
                log.error("remote access: %s", problem)
                return
            log.warning("remote access: the tunnel is broken (%s); trying again", said[-300:])
            self._stopped.wait(pause)
            pause = min(2 * pause, AGAIN_MOST)

    # -- one connection ---------------------------------------------------------------------------

    def command(self, way: Way) -> list[str]:
        """The command that makes the tunnel."""
        options = [f"-o{name}={value}" for name, value in _OPTIONS.items()]
        forward = f"-R{way.port}:{self._to}"
        server = self._server.replace("[", "").replace("]", "")
        return [
            self._ssh or "ssh", "-v", *way.arguments, *options, forward,
            "-p", str(self._server_port), "--", server,
        ]  # fmt: skip

    def _connect(self, way: Way) -> list[str]:
        """Make a tunnel and follow it to its end; returns the last that was said."""
        with self._lock:
            if self._stopped.is_set():
                return []
            # Its standard input ends with this process, and with it what runs on the other side.
            process = self._process = subprocess.Popen(
                self.command(way),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
            )
        lines: deque[str] = deque(maxlen=20)
        silent = threading.Timer(SAYS_WITHIN, self._take, [f"http://{self._name()}/"])
        silent.daemon = True
        with process:
            assert process.stdout is not None
            for line in process.stdout:
                if line.startswith("debug"):
                    if "remote forward success" in line and way.port:
                        silent.start()
                    continue
                lines.append(line.strip())
                self._read(line)
            silent.cancel()
            if process.stdin is not None:
                with suppress(OSError):
                    process.stdin.close()
        return list(lines)

    def _read(self, line: str) -> None:
        if match := _ALLOCATED.search(line):
            self._take(f"http://{self._name()}:{match[1]}/")
        elif match := _URL.search(line):
            self._take(match[0].rstrip(".)"))

    def _take(self, address: str) -> None:
        """An address was said: the first of a connection counts, and only a new one is told."""
        with self._lock:
            if self._stopped.is_set() or address == self._address:
                return
            self._address = address
        self._found(address)

    def _name(self) -> str:
        return self._server.rpartition("@")[2]

    def _lasting_problem(self, said: str) -> str:
        """Why it makes no sense to try again."""
        where = f"{self._server} (port {self._server_port})"
        if "Host key verification failed" in said or "REMOTE HOST IDENTIFICATION" in said:
            return (
                f"the key of {where} is not the one that this machine knows, or none is known. "
                f"Compare it with what its owner says: `ssh -p {self._server_port} {self._server}`"
                " shows it once and keeps it."
            )
        if "Permission denied" in said:
            return (
                f"{where} does not accept a key of this machine (see `ssh-add` and `ssh-copy-id`)."
            )
        return ""


def _tell(address: str) -> None:
    print(f"Public address: {address}", flush=True)


def tunnel_of_environment(local_port: int, local_host: str = "127.0.0.1") -> Tunnel:
    """The tunnel that `start_server(remote_access=True)` makes."""
    server, port = server_of(os.environ.get(VARIABLE, ""))
    return Tunnel(local_port, server, port, local_host=local_host)


def server_of(text: str) -> tuple[str, int]:
    """Name and port of ``host[:port]``; nothing is the service."""
    if not text.strip():
        return SERVICE, SERVICE_PORT
    server, _, port = text.strip().rpartition(":")
    if not server or port.endswith("]"):
        server, port = text.strip(), "22"
    if not _HOST.fullmatch(server) or not port.isdecimal() or not 0 < int(port[:9]) < 65536:
        raise ArgumentError(f"{VARIABLE} is host[:port], as 'example.com:22'; got {text!r}.")
    return server, int(port)


def remote_access_service(
    local_port: int = 8080,
    server: str = SERVICE,
    server_port: int = SERVICE_PORT,
    setup_timeout: float = 60,
) -> None:
    """Keep a tunnel to a port of this machine; the call returns when there can be none.

    :param local_port: the port of a server on this machine.
    :param server: the host at the other end, as ``example.com`` or ``user@example.com``.
    :param server_port: its port for ssh.
    :param setup_timeout: accepted; a tunnel that does not come about is tried again.
    """
    Tunnel(local_port, server, server_port).run()


def start_remote_access_service(**kwargs: int | str) -> Tunnel:
    """As :func:`remote_access_service`, in a thread; returns what has a `stop()`."""
    kwargs.pop("setup_timeout", None)
    tunnel = Tunnel(int(kwargs.pop("local_port", 8080)), **kwargs)  # type: ignore[arg-type]
    tunnel.start()
    return tunnel
