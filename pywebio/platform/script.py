"""Script mode: a plain script that asks and shows becomes a page of its own.

The first interactive call starts a server at the loopback address and waits until the page has
connected. All threads of the process belong to the one session. It ends when the script has ended,
that is its main thread and all others that are no daemons; if there are callbacks, when the page
is closed.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import webbrowser
from collections.abc import Callable
from itertools import count
from types import FrameType, TracebackType
from typing import Any

from .. import protocol as wire
from ..exceptions import ArgumentError, SessionClosedException
from ..session.base import Program, Session
from ..session.current import Place
from ..session.threadbased import ThreadSession
from . import mode
from .about import session_info
from .http import Request
from .options import ServerOptions
from .origin import LOOPBACK
from .page import FILE_KEY
from .server import CLEAN, Server
from .serving import listen
from .tornado import Service
from .visits import Seat, Visit, Welcomed

PORT_VARIABLE = "PYWEBIO_SCRIPT_MODE_PORT"

DELIVER_WITHIN = 8.0
"""Seconds that the page gets for the last outputs when the script has ended."""

FILES_WITHIN = 3.0
"""Seconds that the page then gets to fetch files: one that is not in view is never fetched."""

_lock = threading.Lock()
_script: Script | None = None


def place() -> Place | None:
    """Where a caller is that is in no session: in the script's, unless this process is a server.

    The first call starts script mode; all wait until the page has connected.
    """
    global _script
    if not mode.may_be_script():
        return None
    with _lock:
        if _script is None:
            _script = Script(_port())
    return _script.place()


def _port() -> int:
    text = os.environ.get(PORT_VARIABLE, "0")
    if not text.isdecimal() or int(text) > 65535:
        raise ArgumentError(f"{PORT_VARIABLE} is the number of a port; got {text!r}.")
    return int(text)


class ScriptSession(ThreadSession):
    """The session of a script: its program is the process."""

    def register(self, thread: threading.Thread) -> None:
        """Every thread belongs to this session: nothing to do."""
        self.check_open()

    def run_deferred(self, functions: list[Callable[[], Any]]) -> None:
        """Call deferred functions in order; the process waits for them."""

        def run() -> None:
            for function in functions:
                try:
                    function()
                except BaseException as error:  # the next ones are called whatever one does
                    self.report(error, f"deferred call {function!r}")

        threading.Thread(target=run, name="pywebio deferred").start()


class ScriptServer(Server):
    """A server of one session, for one page at a time."""

    last_word = wire.Bye(reason="closed")  # nothing will come in its place

    def __init__(self, options: ServerOptions) -> None:
        super().__init__(_nothing, options)
        self.connected = threading.Event()
        self.over = threading.Event()
        self.changed = threading.Condition()
        self.fetched: set[str] = set()
        self.visit: Visit | None = None

    def begin(self) -> None:
        """This is no server to the process, but its script mode."""
        mode.begin_script()

    def open(self) -> Session:
        """Make the session; called on the loop."""
        session = ScriptSession(self.host, self.settings, {})
        self.visit = self.take_in(session, self.host, self.applications["index"])
        return session

    def new_session(self, hello: wire.Hello, request: Request) -> Welcomed | wire.Bye:
        """Give the session to the first page; to another one if the first was closed."""
        visit = self.visit
        if visit is None or self.over.is_set():
            return wire.Bye(reason="closed")
        if visit.watched and not _is_its_page(visit, hello):
            return wire.Bye(
                reason="refused",
                detail="This is the page of a script and is open in another tab or window already.",
            )
        for seat in visit.seats.values():
            visit.session.detach(seat.view)
            carrier, seat.carrier = seat.carrier, None
            if carrier is not None:
                carrier.end(CLEAN)
        visit.seats.clear()
        visit.session.info.update(session_info(hello, request))
        return Welcomed(self.add_seat(visit, hello.view), False)

    def why_anew(self, visit: Visit, hello: wire.Hello) -> str:
        """A page that is loaded again is one more page of the one session: see `new_session`."""
        return "it is the page of a script"

    def start(self, visit: Visit) -> None:
        """The program is running: let it go on."""
        self.connected.set()

    def end(self, visit: Visit, bye: wire.Bye | None = None, code: int = 1001) -> None:
        """The page was closed, or the script has ended."""
        self.over.set()  # before the script hears of it, so that it knows why
        super().end(visit, bye, code)
        self._tell()

    def left(self, seat: Seat, carrier: Any, clean: bool) -> None:
        """The connection has gone."""
        super().left(seat, carrier, clean)
        self._tell()

    def progressed(self, seat: Seat) -> None:
        """The page has applied commands."""
        self._tell()

    def answered(self, request: Request) -> None:
        """Note the files that the page has."""
        self.fetched.add(request.query.get(FILE_KEY, "").rpartition("/")[2])
        self._tell()

    def _tell(self) -> None:
        with self.changed:
            self.changed.notify_all()

    def delivered(self) -> bool:
        """Whether the page shows all that the script has put out, or is closed."""
        visit = self.visit
        if visit is None or self.over.is_set():
            return True
        if not visit.watched:
            return visit.left is not None and visit.clean
        return all(
            seat.view.acked == seat.view.sent and not seat.view.has_work
            for seat in visit.seats.values()
        )

    def all_fetched(self) -> bool:
        """Whether the page has all files that stand on it, or is closed."""
        visit = self.visit
        if visit is None or self.over.is_set() or not visit.watched:
            return True
        return self.fetched.issuperset(visit.session.page.files)


def _is_its_page(visit: Visit, hello: wire.Hello) -> bool:
    """Whether it was loaded again before its connection was seen to be gone."""
    earlier = hello.earlier
    if hello.session != visit.session.key or earlier is None or earlier.copied:
        return False
    return earlier.view in visit.seats


def _nothing() -> None:
    """The application of a script is the script."""


class Script:
    """Script mode of this process."""

    def __init__(self, port: int) -> None:
        hosts = tuple(LOOPBACK)
        self.server = ScriptServer(ServerOptions(allowed_hosts=hosts, keep_finished=2))
        sockets = listen(port, "127.0.0.1")
        self.address = f"http://127.0.0.1:{sockets[0].getsockname()[1]}/"
        self._service = Service(self.server, sockets, {})
        self._names = count()
        self._error: BaseException | None = None
        self._main_ended = False
        self._served = threading.Event()
        threading.Thread(target=self._serve, name="pywebio server", daemon=True).start()
        self._service.ready.wait()
        self.session = self._open()
        self._hook()
        threading.Thread(target=self._watch, name="pywebio end of script").start()
        self._show()

    def _serve(self) -> None:
        try:
            self._service.run()
        finally:
            self._served.set()

    def _open(self) -> Session:
        made: list[Session] = []
        ready = threading.Event()

        def make() -> None:
            made.append(self.server.open())
            ready.set()

        self._service.call(make)
        ready.wait()
        return made[0]

    def _show(self) -> None:
        """Print the address, and open a browser if there is a screen for it."""
        sys.setswitchinterval(0.0005)
        print(f"Running on {self.address}", flush=True)
        if PORT_VARIABLE not in os.environ and _has_screen():
            threading.Thread(target=webbrowser.open, args=(self.address,), daemon=True).start()

    def place(self) -> Place:
        """The place of the calling thread; waits for the page."""
        self.server.connected.wait()
        name = threading.current_thread().name
        return Place(self.session, f"{name}-{next(self._names)}")

    # -- the end ----------------------------------------------------------------------------------

    def _hook(self) -> None:
        """Learn of an error that ends the script, and of Ctrl-C while it only waits."""
        before = sys.excepthook

        def excepthook(
            kind: type[BaseException], error: BaseException, trace: TracebackType | None
        ) -> None:
            self._error = error
            if isinstance(error, SessionClosedException) and self.server.over.is_set():
                print("The page was closed: the script ends.", file=sys.stderr)
            else:
                before(kind, error, trace)

        sys.excepthook = excepthook
        if threading.current_thread() is not threading.main_thread():
            return
        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            signal.signal(signal.SIGINT, self._interrupted)

    def _interrupted(self, number: int, frame: FrameType | None) -> None:
        if not self._main_ended:
            signal.default_int_handler(number, frame)
        # The interpreter waits for threads and has nothing that could be interrupted.
        self._service.stop()

    def _watch(self) -> None:
        """Wait for the script's threads, then end the session and let the process end."""
        main = threading.main_thread()
        main.join()
        self._main_ended = True
        own = threading.current_thread()
        while others := [thread for thread in threading.enumerate() if _counts(thread, own)]:
            for thread in others:
                thread.join()
        self._finish()

    def _finish(self) -> None:
        server = self.server
        if isinstance(self._error, KeyboardInterrupt):
            self._service.stop()
        elif server.connected.is_set() and not server.over.is_set():
            self.session.program_done(self._error)
            if self.session.program == Program.HELD:
                server.over.wait()
            with server.changed:
                server.changed.wait_for(server.delivered, DELIVER_WITHIN)
                server.changed.wait_for(server.all_fetched, FILES_WITHIN)
        self._service.stop()
        self._served.wait(DELIVER_WITHIN)


def _counts(thread: threading.Thread, own: threading.Thread) -> bool:
    """Whether the process waits for a thread."""
    return thread is not own and not thread.daemon and thread.is_alive()


def _has_screen() -> bool:
    """Whether a browser could show something (text browsers would take the terminal)."""
    if sys.platform.startswith(("win", "darwin")):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))
