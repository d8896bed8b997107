"""Where sessions live: an event loop for what is short, worker threads for what may block."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from contextvars import Context

from ..session.base import Session
from .rounds import Rounds
from .threads import Workers

ACK_DELAY = 0.05
"""Seconds after which events are acknowledged, at the latest."""


class LoopTimer:
    """A call in the future, made and cancelled from any thread."""

    __slots__ = ("_cancelled", "_handle", "_host")

    def __init__(self, host: EventLoopHost) -> None:
        self._host = host
        self._handle: asyncio.TimerHandle | None = None
        self._cancelled = False

    def start(self, delay: float, function: Callable[[], object]) -> None:
        """Begin to count; called on the loop."""
        if not self._cancelled:
            # In a context of its own: asyncio keeps cancelled timers for a while, with the context
            # in which they were made, and that may hold a session.
            call_later = self._host.loop.call_later
            self._handle = call_later(delay, self._fire, function, context=Context())

    def _fire(self, function: Callable[[], object]) -> None:
        self._handle = None  # it refers to this timer: the two would wait for the collector
        if not self._cancelled:
            function()

    def cancel(self) -> None:
        """Do not make the call."""
        self._cancelled = True
        if self._handle is not None:
            self._host.call_soon(self._handle.cancel)


class EventLoopHost:
    """The host of the sessions of one server on one event loop."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        workers: Workers,
        program_ended: Callable[[Session], object],
    ) -> None:
        self.loop = loop
        self._thread = threading.get_ident()
        self._workers = workers
        self._program_ended = program_ended
        self.rounds = Rounds(self, ACK_DELAY)

    def time(self) -> float:
        """Seconds of a clock that never goes back."""
        return time.monotonic()

    def call_soon(self, function: Callable[[], object]) -> None:
        """Call a function on the loop; nothing happens when the loop has ended."""
        if threading.get_ident() == self._thread:
            self.loop.call_soon(function)
            return
        with suppress(RuntimeError):  # the loop is closed
            self.loop.call_soon_threadsafe(function)

    def call_later(self, delay: float, function: Callable[[], object]) -> LoopTimer:
        """Call a function on the loop after `delay` seconds."""
        timer = LoopTimer(self)
        if threading.get_ident() == self._thread:
            timer.start(delay, function)
        else:
            self.call_soon(lambda: timer.start(delay, function))
        return timer

    def run_in_thread(self, function: Callable[[], object], name: str) -> None:
        """Run a function in a worker thread at once."""
        self._workers.run(function, name)

    def program_ended(self, session: Session) -> None:
        """The program of a session has ended."""
        self.call_soon(lambda: self._program_ended(session))
