"""The processes of visitors without a browser, seen from the run."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from threading import Timer
from typing import Any

from bench.peers import Late, Server


class Visitors:
    """A process of visitors: it does what it is ordered to, one order after the other."""

    def __init__(self, server: Server, process: subprocess.Popen[str]) -> None:
        self.server = server
        self.process = process

    def order(self, what: dict[str, Any], limit: float = 60) -> Any:
        """Have an order carried out within so many seconds; returns the answer."""
        assert self.process.stdin
        assert self.process.stdout
        watch = Timer(limit, self.process.kill)
        watch.start()
        try:
            self.process.stdin.write(json.dumps(what) + "\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline()
        finally:
            watch.cancel()
        if not line:
            raise Late(f"not done within {limit:.0f} s: {what}")
        return json.loads(line)

    def open(self, app: str, amount: int, limit: float = 60) -> float:
        """Open visitors; returns how many seconds that took."""
        seconds: float = self.order({"open": amount, "app": app}, limit)
        return seconds

    def press(self, seconds: float, every: float = 1) -> list[float]:
        """The milliseconds that presses take, when each visitor presses every so often."""
        times: list[float] = self.order({"press": seconds, "every": every}, seconds + 20)
        return times


@contextlib.contextmanager
def crowd(server: Server) -> Iterator[Visitors]:
    """A process of visitors of a server; it is stopped at the end."""
    url = f"http://127.0.0.1:{server.port}"
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.visitors", server.peer.key, url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Visitors(server, process)
    finally:
        process.kill()
        process.communicate()
