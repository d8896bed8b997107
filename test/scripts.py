"""Programs in processes of their own: what they print, and the address at which they serve."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from served import PATIENCE

HEAD = "from pywebio.input import *\nfrom pywebio.output import *\nfrom pywebio.session import *\n"
SCREEN = ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER", "PYWEBIO_SCRIPT_MODE_PORT", "PYWEBIO_DEBUG")
ROOT = Path(__file__).resolve().parents[1]


class Script:
    """A running script, what it prints and the address of its page."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.lines: list[str] = []
        self._found = threading.Event()
        self._printed = threading.Condition()
        self.url = ""
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._printed:
                self.lines.append(line.rstrip())
                self._printed.notify_all()
            if line.startswith("Running on ") and not self._found.is_set():
                self.url = line.split()[-1]
                self._found.set()
        self._found.set()

    def serves(self) -> str:
        """Wait for the address of the page."""
        assert self._found.wait(PATIENCE)
        assert self.url, self.output
        return self.url

    def says(self, line: str, times: int, patience: float) -> bool:
        """Wait until a line was printed so many times; returns whether it was."""
        with self._printed:
            return self._printed.wait_for(lambda: self.lines.count(line) >= times, patience)

    def say(self, line: str) -> None:
        """Write a line to its input."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.close()

    def ends(self) -> int:
        """Wait for the end; returns the code."""
        code = self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        return code

    @property
    def output(self) -> str:
        """What it has printed."""
        return "\n".join(self.lines)


@contextmanager
def script(
    code: str, port: int | None = 0, program: Path | None = None, **environment: str
) -> Iterator[Script]:
    """Run a script, from a file if one is named."""
    text = HEAD + textwrap.dedent(code)
    source = ["-c", text]
    if program is not None:
        program.write_text(text)
        source = [str(program)]
    inherited = {name: value for name, value in os.environ.items() if name not in SCREEN}
    if port is not None:
        inherited["PYWEBIO_SCRIPT_MODE_PORT"] = str(port)
    process = subprocess.Popen(
        [sys.executable, "-X", "faulthandler", "-W", "error", *source],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**inherited, "PYTHONPATH": str(ROOT), **environment},
    )
    running = Script(process)
    try:
        yield running
    finally:
        if process.poll() is None:
            process.kill()
        running.ends()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.close()
        process.stdout.close()
