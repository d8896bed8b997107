"""Starting a program again when its source changes, without losing its port or its pages.

The process that a user starts becomes the *supervisor*: it holds the listening sockets and starts
the same command once more as the *worker*, which takes them over. When a source file changes, the
worker cuts its lines and ends, and a new one is started; what pages ask meanwhile waits in the
sockets. A worker that cannot start (a syntax error, an exception) is followed by an application of
the supervisor's that shows why, until the next change. A page whose line was cut connects again,
finds itself unknown, and loads itself anew.

Between the two there is a socket: the worker says which files it consists of, the supervisor that
it shall end; and each sees in it that the other one has gone.
"""

from __future__ import annotations

import builtins
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from types import FrameType
from typing import Any, Protocol

from . import mode
from .failure import Failure, read_failure
from .sources import Sources, module_files, scan

LOOK_EVERY = 0.2
"""Seconds between looks at the files."""

TOLD_EVERY = 0.5
"""Seconds between looks of a worker at what it has imported meanwhile."""

ENDS_WITHIN = 10.0
"""Seconds after which a worker that shall end is killed."""

SAID_MOST = 64 * 1024


class Restartable(Protocol):
    """What serves in a worker; `ready` when it does."""

    ready: threading.Event

    def finish(self, number: signal.Signals | None = None) -> None:
        """Stop, as after a signal; from any thread."""

    def restart(self) -> None:
        """Stop and leave the pages to the one that comes; from any thread."""


def can_start_again() -> bool:
    """Whether this process can be started again by its own command."""
    main = sys.modules.get("__main__")
    return (
        os.name == "posix"  # elsewhere sockets are not inherited by number
        and threading.current_thread() is threading.main_thread()
        and isinstance(getattr(main, "__file__", None), str)
        and len(sys.orig_argv) > 1
        and not sys.flags.interactive
        and not getattr(sys, "frozen", False)
        and not _is_watched()
    )


def _is_watched() -> bool:
    """Whether a debugger or a shell runs the program: a second one could not do the same."""
    return (
        sys.gettrace() is not None
        or "pydevd" in sys.modules
        or hasattr(builtins, "__IPYTHON__")
        or hasattr(sys, "ps1")
    )


# -- the worker's side ----------------------------------------------------------------------------


class Worker:
    """This process as a worker."""

    def __init__(self, inherited: dict[str, Any]) -> None:
        self.sockets = [socket.socket(fileno=number) for number in inherited["sockets"]]
        self._channel = socket.socket(fileno=inherited["channel"])
        for own in (*self.sockets, self._channel):
            own.set_inheritable(False)
        # What is said from now on is for the terminal alone.
        os.dup2(inherited["stderr"], 2)
        os.close(inherited["stderr"])
        self._known: set[str] = set()

    def begin(self, service: Restartable) -> None:
        """Say that the program has come as far as to serve, and listen to the supervisor."""
        self._tell_files()
        self._channel.recv(1)  # It watches them: no change is missed from here on.
        self._channel.settimeout(TOLD_EVERY)
        threading.Thread(
            target=self._listen, args=(service,), name="pywebio worker", daemon=True
        ).start()

    def end(self) -> None:
        """Serving is over."""
        with suppress(OSError):
            self._channel.shutdown(socket.SHUT_RDWR)
        self._channel.close()

    def _tell_files(self) -> None:
        files = set(module_files()) - self._known
        if files or not self._known:
            self._known |= files
            with suppress(OSError):
                self._channel.sendall(json.dumps(sorted(files)).encode() + b"\n")

    def _listen(self, service: Restartable) -> None:
        service.ready.wait()
        while True:
            try:
                word = self._channel.recv(1)
            except TimeoutError:
                self._tell_files()
                continue
            except OSError:
                word = b""
            if word == b"r":
                service.restart()
            elif word == b"i":
                service.finish(signal.SIGINT)
            elif word != b"+":  # also when the supervisor has gone
                service.finish(signal.SIGTERM)
                return


@lru_cache(maxsize=1)
def as_worker() -> Worker | None:
    """What this process is as a worker, if it is one."""
    text = os.environ.pop(mode.WORKER, "")
    if not text:
        return None
    inherited = json.loads(text)
    # A program that the worker has started inherits the variable, but nothing else.
    return Worker(inherited) if inherited["parent"] == os.getppid() else None


# -- the supervisor's side ------------------------------------------------------------------------


class _Process:
    """A worker as its supervisor sees it."""

    def __init__(self, sockets: list[socket.socket]) -> None:
        self.channel, other = socket.socketpair()
        self._errors, errors = os.pipe()
        numbers = [one.fileno() for one in sockets]
        stderr = os.dup(2)
        inherited = {
            "parent": os.getpid(),
            "sockets": numbers,
            "channel": other.fileno(),
            "stderr": stderr,
        }
        try:
            self._process = subprocess.Popen(
                [sys.executable, *sys.orig_argv[1:]],
                stderr=errors,
                pass_fds=[*numbers, other.fileno(), stderr],
                env={**os.environ, mode.WORKER: json.dumps(inherited)},
            )
        finally:
            other.close()
            os.close(errors)
            os.close(stderr)
        self.channel.setblocking(False)
        os.set_blocking(self._errors, False)
        self.ready = False
        self.said = b""
        self._line = b""
        self._open = [self.channel.fileno(), self._errors]

    @property
    def code(self) -> int | None:
        """How it ended, if it has."""
        return self._process.poll()

    def look(self, seconds: float) -> list[str]:
        """Wait for news, for so long at most; gives the files that it consists of, too."""
        if not self._open:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(seconds)
            return []
        readable, _, _ = select.select(self._open, [], [], seconds)
        if self._errors in readable:
            self._read_errors()
        return self._read_files() if self.channel.fileno() in readable else []

    def _read_errors(self) -> None:
        data = os.read(self._errors, SAID_MOST)
        if not data:
            self._open.remove(self._errors)
            return
        self.said = (self.said + data)[-SAID_MOST:]
        with suppress(OSError):
            os.write(2, data)

    def _read_files(self) -> list[str]:
        try:
            data = self.channel.recv(SAID_MOST)
        except BlockingIOError:
            return []
        except OSError:
            data = b""
        if not data:
            self._open.remove(self.channel.fileno())
            return []
        *lines, self._line = (self._line + data).split(b"\n")
        return [file for line in lines for file in json.loads(line)]

    def watched(self) -> None:
        """Its files are watched: it may serve."""
        self.ready = True
        self.tell(b"+")

    def tell(self, word: bytes) -> None:
        """Say something to it, or end it if it does not listen yet."""
        if not self.ready:
            self._process.terminate()
            return
        with suppress(OSError):
            self.channel.send(word)

    def wait(self, seconds: float | None = None) -> None:
        """Wait for its end; after so many seconds it is killed."""
        end = None if seconds is None else time.monotonic() + seconds
        while self.code is None:
            if end is not None and time.monotonic() > end:
                self._process.kill()
            self.look(LOOK_EVERY)

    def drain(self) -> None:
        """Read its last words."""
        while self._errors in self._open and select.select([self._errors], [], [], 0)[0]:
            self._read_errors()

    def close(self) -> None:
        """Let go of what connected the two."""
        self.channel.close()
        os.close(self._errors)


class Supervisor:
    """This process as a supervisor.

    `folder` is looked through for the change that mends a program that does not start; `show`
    serves an application about a failure at sockets, and gives what ends that.
    """

    def __init__(
        self,
        sockets: list[socket.socket],
        folder: str,
        show: Callable[[Failure, list[socket.socket]], Callable[[], None]],
    ) -> None:
        self._sockets = sockets
        self._folder = folder
        self._show = show
        self._sources = Sources()
        self._signal: signal.Signals | None = None

    def run(self) -> int:
        """Keep a worker running; returns the exit code of the whole."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._take_signal)
        code = None
        while code is None:
            around = Sources()
            around.add(scan(self._folder))
            process = _Process(self._sockets)
            try:
                code = self._supervise(process, around)
            finally:
                process.close()
        for one in self._sockets:
            one.close()
        return code

    def _take_signal(self, number: int, frame: FrameType | None) -> None:
        self._signal = signal.Signals(number)

    def _supervise(self, process: _Process, around: Sources) -> int | None:
        """See a worker to its end; `None`: there is to be another one."""
        while process.code is None:
            files = process.look(LOOK_EVERY)
            if files:
                self._sources.add(files)
                if not process.ready:
                    process.watched()
            if self._signal is not None:
                process.tell(b"i" if self._signal == signal.SIGINT else b"t")
                process.wait()
                break
            if changed := self._sources.changed():
                names = ", ".join(os.path.relpath(path) for path in changed[:3])
                print(f"Starting again: {names} has changed", flush=True)
                process.tell(b"r")
                process.wait(ENDS_WITHIN)
                return None
        if self._signal is not None:
            return _exit_code(self._signal)
        if process.ready and process.code == 0:
            return 0
        return self._wait_for_change(process, around)

    def _wait_for_change(self, process: _Process, around: Sources) -> int | None:
        """Show why the program does not run, until there is a change."""
        process.drain()
        failure = read_failure(process.said.decode(errors="replace"), _ending(process.code))
        print("The program does not run; it starts again when it changes.", file=sys.stderr)
        hide = self._show(failure, [one.dup() for one in self._sockets])
        try:
            while self._signal is None:
                if around.add(scan(self._folder)) or around.changed() or self._sources.changed():
                    print("Starting again", flush=True)
                    self._sources.renew()
                    return None
                time.sleep(LOOK_EVERY)
            return _exit_code(self._signal)
        finally:
            hide()


def _exit_code(number: signal.Signals) -> int:
    """As without a supervisor."""
    return 0 if number == signal.SIGTERM else 128 + number


def _ending(code: int | None) -> str:
    if code == 0:
        return "The program has ended without serving anything."
    if code is not None and code < 0:
        return f"The program was ended by the signal {signal.Signals(-code).name}."
    return f"The program has ended with the exit code {code}; the terminal may say why."
