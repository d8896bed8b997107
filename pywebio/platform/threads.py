"""Worker threads: an idle one or a new one, never a queue.

Programs block in their inputs for hours, so that a pool with a fixed number of threads would let
visitors wait for each other. Idle workers end after a while. All are daemon threads: a program that
computes does not keep the process from ending.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue

log = logging.getLogger("pywebio")

Job = tuple[Callable[[], object], str]


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
        threading.Thread(target=self._work, args=(box,), name=name, daemon=True).start()

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
