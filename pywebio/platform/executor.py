"""What `asyncio.to_thread` uses on the loop of a server of our own.

The threads that asyncio would make keep a process that is to end until their work is done, and
there are only some, for which all visitors would wait if the programs of a few block in them.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any, ParamSpec, TypeVar

from ..session.current import current_sid
from .threads import Workers

P = ParamSpec("P")
R = TypeVar("R")

MOST = 500
"""So many jobs at a time; further ones wait."""

Job = tuple[Callable[[], object], str]


class DaemonExecutor(ThreadPoolExecutor):
    """Runs jobs in workers, which are daemon threads. (asyncio takes no other kind of executor.)"""

    def __init__(self, workers: Workers, most: int = MOST) -> None:
        super().__init__(max_workers=1)  # it never starts one
        self._workers = workers
        self._most = most
        self._running = 0
        self._waiting: deque[Job] = deque()
        self._turns = threading.Lock()

    def submit(self, fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        """Run a function in a thread, as soon as there is room."""
        future: Future[R] = Future()
        job = (partial(_run, future, partial(fn, *args, **kwargs)), current_sid() or "server")
        with self._turns:
            if self._running >= self._most:
                self._waiting.append(job)
                return future
            self._running += 1
        self._start(job)
        return future

    def _start(self, job: Job) -> None:
        self._workers.run(partial(self._work, job[0]), f"pywebio {job[1]} to_thread")

    def _work(self, job: Callable[[], object]) -> None:
        job()
        with self._turns:
            following = self._waiting.popleft() if self._waiting else None
            if following is None:
                self._running -= 1
        if following is not None:
            self._start(following)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Nobody waits for what does not end."""


def _run(future: Future[Any], call: Callable[[], Any]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        result = call()
    except BaseException as error:  # whoever awaits it gets it, whatever it is
        future.set_exception(error)
    else:
        future.set_result(result)
