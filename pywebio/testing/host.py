"""Where sessions live in a test: a clock that stands still, real threads, one event loop.

A test moves the clock with `advance`; nothing waits for real time. The host can tell when nothing
goes on by itself any more (`at_rest`): each thread of a program waits for the visitor or has ended,
and the event loop has nothing to do until the clock is moved.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import selectors
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextvars import Context
from functools import partial
from typing import Any, TypeVarTuple

from ..session.base import Session
from ..session.guard import Operation

Arguments = TypeVarTuple("Arguments")
Resting = Callable[[], bool]
"""Whether a thread that said it waits is still waiting: nothing has come for it yet."""


class VirtualTimer:
    """A call at a moment of the virtual clock."""

    __slots__ = ("cancelled", "function", "when")

    def __init__(self, when: float, function: Operation) -> None:
        self.when = when
        self.function = function
        self.cancelled = False

    def cancel(self) -> None:
        """Do not make it."""
        self.cancelled = True


class VirtualHost:
    """A host whose time moves only by `advance`."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self._stamp = 0
        self._now = 1000.0
        self._timers: list[tuple[float, int, VirtualTimer]] = []
        self._order = itertools.count()
        self._threads: dict[threading.Thread, None] = {}
        self._resting: dict[threading.Thread, Resting] = {}
        self.pumps: list[Callable[[], bool]] = []
        """Of each visitor: lets the page take what has come; tells whether there was anything."""
        self._loop: VirtualLoop | None = None
        self._loop_thread: threading.Thread | None = None

    # -- what sessions ask of their host ----------------------------------------------------------

    def time(self) -> float:
        """Seconds of the virtual clock."""
        return self._now

    def call_later(self, delay: float, function: Operation) -> VirtualTimer:
        """Call a function when the clock was moved by `delay`."""
        timer = VirtualTimer(self._now + delay, function)
        with self.changed:
            heapq.heappush(self._timers, (timer.when, next(self._order), timer))
        return timer

    def run_in_thread(self, function: Operation, name: str) -> None:
        """Run a function in a thread of its own."""
        thread = threading.Thread(target=self._run, args=(function,), name=name, daemon=True)
        if not name.endswith(" watch"):  # it only waits for a thread that is known itself
            self.know(thread)
        thread.start()

    def _run(self, function: Operation) -> None:
        try:
            function()
        finally:
            self.forget(threading.current_thread())

    def program_ended(self, session: Session) -> None:
        """The program of a session has ended."""
        self.stir()

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The event loop of coroutine sessions; it runs in a thread of its own."""
        if self._loop is None:
            self._loop = VirtualLoop(self)
            self._loop_thread = threading.Thread(
                target=self._loop.run, name="pywebio test loop", daemon=True
            )
            self._loop_thread.start()
        return self._loop

    # -- what goes on -----------------------------------------------------------------------------

    def stir(self) -> None:
        """Something has happened: who waits for a condition looks again."""
        with self.changed:
            self._stamp += 1
            self.changed.notify_all()

    @property
    def stamp(self) -> int:
        """Rises with everything that happens."""
        return self._stamp

    def wait_for_change(self, stamp: int, timeout: float) -> None:
        """Wait until something has happened after `stamp` was read."""
        with self.changed:
            self.changed.wait_for(lambda: self._stamp != stamp, timeout)

    def pump(self) -> bool:
        """Let all pages take what has come for them; tells whether there was anything."""
        return sum(pump() for pump in list(self.pumps)) > 0  # each of them: no short cut

    def know(self, thread: threading.Thread) -> None:
        """A thread belongs to a program: the host is not at rest while it works."""
        with self.changed:
            self._threads[thread] = None

    def forget(self, thread: threading.Thread) -> None:
        """A thread has ended."""
        with self.changed:
            self._threads.pop(thread, None)
        self.stir()

    def rest(self, still: Resting) -> None:
        """The calling thread begins to wait; `still` tells whether nothing has come for it."""
        with self.changed:
            self._resting[threading.current_thread()] = still
        self.stir()

    def awake(self) -> None:
        """The calling thread goes on."""
        with self.changed:
            self._resting.pop(threading.current_thread(), None)

    def busy_threads(self) -> list[threading.Thread]:
        """Threads of programs that work, or wait for something else than the visitor."""
        with self.changed:
            busy = [thread for thread in self._threads if thread.is_alive()]
            resting = dict(self._resting)
        return [thread for thread in busy if thread not in resting or not resting[thread]()]

    def at_rest(self) -> bool:
        """Whether nothing goes on until the visitor does something or the clock is moved."""
        return not self.busy_threads() and (self._loop is None or self._loop.at_rest())

    def describe(self) -> str:
        """What keeps the host from resting, for error messages."""
        frames = sys._current_frames()
        lines = []
        for thread in self.busy_threads():
            frame = frames.get(thread.ident or 0)
            place = "".join(traceback.format_stack(frame)[-3:]) if frame is not None else ""
            lines.append(f"thread {thread.name!r} is at\n{place}")
        if self._loop is not None and not self._loop.at_rest():
            lines.append("the event loop is busy, or a worker thread of asyncio is")
        return "\n".join(lines) or "nothing goes on"

    # -- the clock --------------------------------------------------------------------------------

    def moments(self, seconds: float) -> Iterator[float]:
        """Move the clock to one due moment after the other; the caller lets all rest in between."""
        goal = self._now + seconds
        while True:
            due = self._next_due()
            if due is None or due > goal:
                break
            self._now = max(self._now, due)
            self._run_due()
            yield self._now
        self._now = goal
        self._run_due()
        yield goal

    def _next_due(self) -> float | None:
        due = [] if self._loop is None else self._loop.due()
        with self.changed:
            while self._timers and self._timers[0][2].cancelled:
                heapq.heappop(self._timers)
            if self._timers:
                due.append(self._timers[0][0])
        return min(due) if due else None

    def _run_due(self) -> None:
        while True:
            with self.changed:
                if not self._timers or self._timers[0][0] > self._now:
                    break
                timer = heapq.heappop(self._timers)[2]
            if not timer.cancelled:
                timer.function()
        if self._loop is not None:
            self._loop.nudge()

    def close(self) -> None:
        """Stop the event loop; tasks that are left are cancelled."""
        loop, thread = self._loop, self._loop_thread
        self._loop = self._loop_thread = None
        if loop is None or thread is None:
            return
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)


class PatientSelector(selectors.DefaultSelector):
    """A selector that never waits for real time, only for something to happen."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting = False
        self.on_wait: Operation = bool

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Wait until something happens, however soon a timer would be due."""
        if timeout is not None and timeout <= 0:
            return super().select(0)
        self.waiting = True
        self.on_wait()
        try:
            return super().select(None)
        finally:
            self.waiting = False


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop that lives by the clock of a host."""

    def __init__(self, host: VirtualHost) -> None:
        self._host = host
        self._patient = PatientSelector()
        self._patient.on_wait = host.stir
        self._count = threading.Lock()
        self._coming = 0
        self._jobs = 0
        self._handles: list[tuple[float, int, asyncio.TimerHandle]] = []
        self._handle_order = itertools.count()
        super().__init__(self._patient)

    def time(self) -> float:
        """The host's clock."""
        return self._host.time()

    def run(self) -> None:
        """Run until stopped, then end what is left."""
        asyncio.set_event_loop(self)
        try:
            self.run_forever()
            self.run_until_complete(self._end_all())
            self.run_until_complete(self.shutdown_asyncgens())
        finally:
            asyncio.set_event_loop(None)
            self.close()

    async def _end_all(self) -> None:
        tasks = [task for task in asyncio.all_tasks(self) if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def at_rest(self) -> bool:
        """Whether the loop waits and nothing is on its way to it."""
        with self._count:
            if self._coming or self._jobs:
                return False
        return self._patient.waiting

    def nudge(self) -> None:
        """Look at the clock."""
        self.call_soon_threadsafe(bool)

    def due(self) -> list[float]:
        """When the next timer is due: a list of one, or empty."""
        with self._count:
            handles = self._handles
            now = self.time()
            while handles and (handles[0][2].cancelled() or handles[0][0] <= now):
                heapq.heappop(handles)
            return [handles[0][0]] if handles else []

    def call_at(
        self,
        when: float,
        callback: Callable[[*Arguments], object],
        *args: *Arguments,
        context: Context | None = None,
    ) -> asyncio.TimerHandle:
        """As asyncio's; the moment is noted for `advance`."""
        handle = super().call_at(when, callback, *args, context=context)
        with self._count:
            heapq.heappush(self._handles, (when, next(self._handle_order), handle))
        return handle

    def call_soon_threadsafe(
        self,
        callback: Callable[[*Arguments], object],
        *args: *Arguments,
        context: Context | None = None,
    ) -> asyncio.Handle:
        """As asyncio's; until the call is made the loop is not at rest."""
        with self._count:
            self._coming += 1
        try:
            arrived = partial(self._arrived, callback, *args)
            return super().call_soon_threadsafe(arrived, context=context)
        except RuntimeError:
            with self._count:
                self._coming -= 1
            raise

    def _arrived(self, callback: Callable[..., object], *args: Any) -> None:
        with self._count:
            self._coming -= 1
        callback(*args)

    def run_in_executor(  # type: ignore[override]
        self, executor: Executor | None, func: Callable[..., Any], *args: Any
    ) -> asyncio.Future[Any]:
        """As asyncio's; while a worker thread is at it the loop is not at rest."""
        with self._count:
            self._jobs += 1
        future = super().run_in_executor(executor, func, *args)
        future.add_done_callback(self._job_done)
        return future

    def _job_done(self, future: asyncio.Future[Any]) -> None:
        with self._count:
            self._jobs -= 1
