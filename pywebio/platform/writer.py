"""Frames on their way out, for frameworks in which sending is a coroutine."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress


class Writer:
    """Sends frames one after the other. It has a task only while there is something to send.

    :param send: a coroutine that sends a text frame.
    :param close: a coroutine that closes the connection with a code.
    """

    __slots__ = ("_close", "_code", "_frames", "_send", "_task")

    def __init__(
        self, send: Callable[[str], Awaitable[object]], close: Callable[[int], Awaitable[object]]
    ) -> None:
        self._send = send
        self._close = close
        self._code: int | None = None
        self._frames: deque[bytes] = deque()
        self._task: asyncio.Task[None] | None = None

    def send(self, frame: bytes) -> None:
        """Send a frame after those before it."""
        self._frames.append(frame)
        self._work()

    def close(self, code: int) -> None:
        """Close the connection when all frames were sent."""
        self._code = code
        self._work()

    def _work(self) -> None:
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._run())

    async def _run(self) -> None:
        try:
            # What fails here is a line that was lost; whoever reads from it is told so.
            with suppress(Exception):
                while self._frames:
                    await self._send(self._frames.popleft().decode())
                if self._code is not None:
                    await self._close(self._code)
        finally:
            self._frames.clear()
            self._task = None
