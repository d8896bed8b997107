"""The sides of the comparison: how each is installed, started and looked at from outside."""

from __future__ import annotations

import contextlib
import os
import resource
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

BENCH = Path(__file__).resolve().parent
PUBLISHED_VENV = BENCH / ".venv-pywebio"
PUBLISHED = "1.8.4"
PROGRAM_IMPORTS = "import pywebio, pywebio.input, pywebio.output, pywebio.session"
SERVING_IMPORTS = f"{PROGRAM_IMPORTS}; from pywebio import start_server"
PAGE_SIZE = os.sysconf("SC_PAGE_SIZE")
CPU_CLOCK = 2
"""Linux tells the processor time of process P at the clock ``~P << 3 | 2``."""


class Late(Exception):
    """A side has not done in time what it was asked for."""


@dataclass(frozen=True)
class Peer:
    """One side: its key in the results, its title, its Python, its server and its import.

    `address` is what follows the port in the address of one of its programs; `serving` is what a
    program imports that serves, where that is more.
    """

    key: str
    title: str
    python: Path
    script: Path
    imports: str
    arguments: tuple[str, ...] = ()
    address: str = "/?app={app}"
    serving: str = ""

    def with_arguments(self, *arguments: str) -> Peer:
        """The same side with its server started otherwise."""
        return replace(self, arguments=arguments)


RAW = Peer(
    "raw",
    "raw Tornado",
    Path(sys.executable),
    BENCH / "raw.py",
    "import tornado.web, tornado.websocket",
)
OURS = Peer(
    "ours",
    "pywebio",
    Path(sys.executable),
    BENCH / "program.py",
    PROGRAM_IMPORTS,
    serving=SERVING_IMPORTS,
)
PUBLISHED_PEER = Peer(
    "published",
    f"PyWebIO {PUBLISHED}",
    PUBLISHED_VENV / "bin" / "python",
    BENCH / "program.py",
    PROGRAM_IMPORTS,
    ("bytes",),
    serving=SERVING_IMPORTS,
)
PEERS = (RAW, OURS, PUBLISHED_PEER)


def raise_limits() -> None:
    """Let this process and those it starts have as many connections as the system allows."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def compile_ours() -> None:
    """As after an installation: the first import would be of sources otherwise."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    command = [str(OURS.python), "-m", "compileall", "-q", str(BENCH.parent / "pywebio")]
    subprocess.run(command, check=True, env=environment)


def on_host(name: str) -> Peer:
    """This package on another host than its own."""
    script = BENCH / "hosts.py"
    return Peer(OURS.key, f"pywebio on {name}", OURS.python, script, "", (name,))


def install_published() -> None:
    """Put the published package into a virtual environment of its own, where nothing else is."""
    install(PUBLISHED_VENV, f"pywebio=={PUBLISHED}")


def install(folder: Path, *packages: str) -> None:
    """Make a virtual environment with these packages, if that was not done before."""
    stamp = folder / ".installed"
    wanted = "\n".join(packages)
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print(f"== set up: {' '.join(packages)} in {folder.name}", flush=True)
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    python = str(folder / "bin" / "python")
    subprocess.run([python, "-m", "pip", "install", "--quiet", *packages], check=True)
    stamp.write_text(wanted)


@dataclass
class Server:
    """A running server of one side, in a process of its own."""

    peer: Peer
    process: subprocess.Popen[bytes]
    port: int
    ready_ms: float

    def url(self, app: str) -> str:
        return f"http://127.0.0.1:{self.port}{self.peer.address.format(app=app)}"

    def cpu_seconds(self) -> float:
        """Time of the processor used so far, by all threads, in steps of nanoseconds."""
        return time.clock_gettime((~self.process.pid << 3) | CPU_CLOCK)

    def memory(self) -> int:
        """Bytes of memory in use."""
        resident = Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]
        return int(resident) * PAGE_SIZE

    def forget_peak(self) -> None:
        """Let `peak` begin anew."""
        Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")

    def peak(self) -> int:
        """Bytes of memory in use at most since then."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) * 1024


running: set[subprocess.Popen[bytes]] = set()
"""Servers that are to be ended with this process, however that ends."""


def stop_all() -> None:
    for process in list(running):
        process.kill()


@contextlib.contextmanager
def serving(peer: Peer) -> Iterator[Server]:
    """A fresh server of a side; it is stopped at the end."""
    port = free_port()
    started = time.perf_counter()
    process = start(peer, port)
    running.add(process)
    try:
        server = Server(peer, process, port, 0)
        wait_until_ready(server)
        server.ready_ms = (time.perf_counter() - started) * 1000
        yield server
    finally:
        process.kill()
        process.wait()
        running.discard(process)


def start(peer: Peer, port: int) -> subprocess.Popen[bytes]:
    # `-P` keeps the folder of the script off the path: each side imports what is installed.
    return subprocess.Popen(
        [peer.python, "-P", peer.script, *peer.arguments, str(port)],
        cwd="/",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def wait_until_ready(server: Server, limit: float = 60) -> None:
    process = server.process
    deadline = time.monotonic() + limit
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended with code {process.returncode}")
        with contextlib.suppress(urllib.error.URLError, ConnectionError):
            urllib.request.urlopen(server.url("first"), timeout=5).close()
            return
        time.sleep(0.002)
    raise Late(f"{server.peer.title} did not answer within {limit:.0f} s")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def import_cpu_ms(peer: Peer, imports: str) -> float:
    """Processor time of a fresh interpreter that does nothing but import a side."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([peer.python, "-P", "-c", imports], cwd="/", check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return used * 1000
