"""Frames on their way out, for frameworks in which sending is a coroutine."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress

CLOSE_WITHIN = 5.0
"""Seconds in which what was sent before has to be gone once the connection is to be closed: who
reads nothing would keep it in memory for good."""


class Writer:
    """Sends frames one after the other. It has a task only while there is something to send.

    :param send: a coroutine that sends a text frame.
    :param close: a coroutine that closes the connection with a code.
    :param abort: ends a connection that takes nothing any more, where the framework can.
    """

    __slots__ = ("_abort", "_close", "_code", "_frames", "_send", "_task")

    def __init__(
        self,
        send: Callable[[str], Awaitable[object]],
        close: Callable[[int], Awaitable[object]],
        abort: Callable[[], object] | None = None,
    ) -> None:
        self._send = send
        self._close = close
        self._abort = abort
        self._code: int | None = None
        self._frames: deque[tuple[bytes, asyncio.Future[None]]] = deque()
        self._task: asyncio.Task[None] | None = None

    def send(self, frame: bytes) -> asyncio.Future[None]:
        """Send a frame after those before it; the future tells when the network has taken it."""
        sent = asyncio.get_running_loop().create_future()
        self._frames.append((frame, sent))
        self._work()
        return sent

    def close(self, code: int) -> None:
        """Close the connection when all frames were sent, or could not be for a while."""
        self._code = code
        task = self._work()
        timer = asyncio.get_running_loop().call_later(CLOSE_WITHIN, self._give_up, task)
        task.add_done_callback(lambda _: timer.cancel())

    def _work(self) -> asyncio.Task[None]:
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._run())
        return self._task

    def _give_up(self, task: asyncio.Task[None]) -> None:
        task.cancel()
        if self._abort is not None:
            self._abort()

    async def _run(self) -> None:
        try:
            # What fails here is a line that was lost; whoever reads from it is told so.
            with suppress(Exception):
                while self._frames:
                    frame, sent = self._frames.popleft()
                    await self._send(frame.decode())
                    sent.set_result(None)
                if self._code is not None:
                    await self._close(self._code)
        finally:
            self._frames.clear()
            self._task = None
