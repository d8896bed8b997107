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
from dataclasses import dataclass
from pathlib import Path

BENCH = Path(__file__).resolve().parent
PUBLISHED_VENV = BENCH / ".venv-pywebio"
PUBLISHED = "1.8.4"
PROGRAM_IMPORTS = "import pywebio, pywebio.input, pywebio.output, pywebio.session"
TICKS = os.sysconf("SC_CLK_TCK")
PAGE_SIZE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Peer:
    """One side: its key in the results, its title, its Python, its server and its import."""

    key: str
    title: str
    python: Path
    script: Path
    imports: str
    arguments: tuple[str, ...] = ()


RAW = Peer(
    "raw",
    "raw Tornado",
    Path(sys.executable),
    BENCH / "raw.py",
    "import tornado.web, tornado.websocket",
)
OURS = Peer("ours", "pywebio", Path(sys.executable), BENCH / "program.py", PROGRAM_IMPORTS)
PUBLISHED_PEER = Peer(
    "published",
    f"PyWebIO {PUBLISHED}",
    PUBLISHED_VENV / "bin" / "python",
    BENCH / "program.py",
    PROGRAM_IMPORTS,
)
PEERS = (RAW, OURS, PUBLISHED_PEER)


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
    if PUBLISHED_PEER.python.exists():
        return
    print(f"== set up: PyWebIO {PUBLISHED} in {PUBLISHED_VENV.name}", flush=True)
    subprocess.run([sys.executable, "-m", "venv", str(PUBLISHED_VENV)], check=True)
    subprocess.run(
        [PUBLISHED_PEER.python, "-m", "pip", "install", "--quiet", f"pywebio=={PUBLISHED}"],
        check=True,
    )


@dataclass
class Server:
    """A running server of one side, in a process of its own."""

    peer: Peer
    process: subprocess.Popen[bytes]
    port: int
    ready_ms: float

    def url(self, app: str) -> str:
        return f"http://127.0.0.1:{self.port}/?app={app}"

    def cpu_seconds(self) -> float:
        """Time of the processor used so far, by all threads."""
        stat = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(stat[11]) + int(stat[12])) / TICKS

    def memory(self) -> int:
        """Bytes of memory in use."""
        resident = Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]
        return int(resident) * PAGE_SIZE


@contextlib.contextmanager
def serving(peer: Peer) -> Iterator[Server]:
    """A fresh server of a side; it is stopped at the end."""
    port = free_port()
    started = time.perf_counter()
    process = start(peer, port)
    try:
        wait_until_ready(process, port)
        yield Server(peer, process, port, (time.perf_counter() - started) * 1000)
    finally:
        process.kill()
        process.wait()


def start(peer: Peer, port: int) -> subprocess.Popen[bytes]:
    # `-P` keeps the folder of the script off the path: each side imports what is installed.
    return subprocess.Popen(
        [peer.python, "-P", peer.script, *peer.arguments, str(port)],
        cwd="/",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def wait_until_ready(process: subprocess.Popen[bytes], port: int, limit: float = 30) -> None:
    deadline = time.monotonic() + limit
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended with code {process.returncode}")
        with contextlib.suppress(urllib.error.URLError, ConnectionError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/?app=first", timeout=5).close()
            return
        time.sleep(0.002)
    raise TimeoutError(f"{process.args!r} did not answer within {limit:.0f} s")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def import_cpu_ms(peer: Peer) -> float:
    """Processor time of a fresh interpreter that does nothing but import a side."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([peer.python, "-P", "-c", peer.imports], cwd="/", check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return used * 1000
