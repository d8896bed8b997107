"""Worker threads: an idle one or a new one, never a queue.

Programs block in their inputs for hours, so that a pool with a fixed number of threads would let
visitors wait for each other. Idle workers end after a while. All are daemon threads: a program that
computes does not keep the process from ending.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import TypeVar

log = logging.getLogger("pywebio")

Job = tuple[Callable[[], object], str]
T = TypeVar("T")


class Workers:
    """Threads that run functions; `idle` is how long one waits for its next, in seconds.

    `names` are those of the threads that work.
    """

    def __init__(self, idle: float = 5.0) -> None:
        self._idle_time = idle
        self._idle: list[SimpleQueue[Job]] = []
        self._lock = threading.Lock()
        self.names: list[str] = []

    @property
    def running(self) -> int:
        """How many work."""
        return len(self.names)

    @property
    def idle(self) -> int:
        """How many wait for their next."""
        return len(self._idle)

    def run(self, function: Callable[[], object], name: str) -> None:
        """Run a function at once in a thread of this name."""
        with self._lock:
            self.names.append(name)
            box = self._idle.pop() if self._idle else None
        if box is not None:
            box.put((function, name))
            return
        box = SimpleQueue()
        box.put((function, name))
        try:
            threading.Thread(target=self._work, args=(box,), name=name, daemon=True).start()
        except RuntimeError:  # the system gives no further one
            with self._lock:
                self.names.remove(name)
            raise

    async def result(self, function: Callable[[], T], name: str = "pywebio file") -> T:
        """Await the result of a function that runs in a thread.

        Asyncio has threads too; but its own end with the main thread, while a script still serves.
        """
        loop = asyncio.get_running_loop()
        done: asyncio.Future[T] = loop.create_future()

        def settle(result: T | None, error: Exception | None) -> None:
            if done.done():
                return
            if error is not None:
                done.set_exception(error)
            else:
                done.set_result(result)  # type: ignore[arg-type]

        def work() -> None:
            result, failed = None, None
            try:
                result = function()
            except Exception as error:
                failed = error
            with suppress(RuntimeError):  # the loop is closed
                loop.call_soon_threadsafe(settle, result, failed)

        self.run(work, name)
        return await done

    def _work(self, box: SimpleQueue[Job]) -> None:
        thread = threading.current_thread()
        job: Job | None = box.get()
        while job is not None:
            name = thread.name = job[1]
            try:
                job[0]()
            except BaseException:  # as SystemExit, which would end this thread uncounted
                log.exception("a worker thread failed")
            job = None  # what the function holds may go now
            thread.name = "pywebio idle"
            with self._lock:
                self.names.remove(name)
                self._idle.append(box)
            job = self._next(box)

    def _next(self, box: SimpleQueue[Job]) -> Job | None:
        try:
            return box.get(timeout=self._idle_time)
        except Empty:
            pass
        with self._lock:
            if box in self._idle:
                self._idle.remove(box)
                return None
        return box.get()  # it was given something just now
