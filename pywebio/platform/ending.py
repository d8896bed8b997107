"""The end of a server of our own: it has to come, whatever programs do."""

from __future__ import annotations

import asyncio
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

IMPATIENT = 1.0
"""A signal so many seconds after one that the event loop has not heard of yet breaks in."""

LAST = 0.5
"""Seconds that tasks have to end after they were cancelled for the last time."""

Tell = Callable[[signal.Signals], object]


@contextmanager
def signals_to(loop: asyncio.AbstractEventLoop, tell: Tell) -> Iterator[None]:
    """Tell the loop of SIGINT and SIGTERM; in other threads than the main one they are left alone.

    A coroutine that computes without ever awaiting holds up the loop, and nothing could be told. A
    second signal raises `KeyboardInterrupt` right there.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    asked: list[float] = []

    def hear(number: int) -> None:
        asked.clear()
        tell(signal.Signals(number))

    def interrupted(number: int, frame: FrameType | None) -> None:
        now = time.monotonic()
        if asked and now - asked[0] > IMPATIENT:
            asked.clear()
            loop.call_soon_threadsafe(hear, number)
            raise KeyboardInterrupt
        if not asked:
            asked.append(now)
        loop.call_soon_threadsafe(hear, number)

    before: dict[int, Any] = {
        number: signal.signal(number, interrupted) for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


async def end_tasks() -> None:
    """Cancel all other tasks of the running loop, and let go of those that do not end."""
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    if not tasks:
        return
    _, left = await asyncio.wait(tasks, timeout=LAST)
    for task in left:
        # It swallows cancellations: whoever waits for all tasks of the loop would do so for ever.
        asyncio._unregister_task(task)
        task._log_destroy_pending = False  # type: ignore[attr-defined]  # it was named in the log
