"""What asyncio finds that nobody has looked at: the end of a session is no mistake.

A task of a bare `create_task` that waits for another one ends with what that was told at the end of
the session. The session knows neither, and asyncio would write a traceback to the log for each
visitor who leaves. Who awaits whom is not to be found out; but the loop asks a handler before it
writes, and what it has found says what it is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from .base import is_end
from .logs import log

Handler = Callable[[asyncio.AbstractEventLoop, dict[str, Any]], object]


class QuietEnds:
    """An exception handler of a loop: leaves out ends of sessions, hands on all else."""

    def __init__(self, former: Handler | None) -> None:
        self._former = former

    def __call__(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Take what the loop has found."""
        error = context.get("exception")
        if isinstance(error, BaseException) and is_end(error):
            log.debug("ended with its session: %s", context.get("message"), exc_info=error)
        elif self._former is not None:
            self._former(loop, context)
        else:
            loop.default_exception_handler(context)


def quiet_ends(loop: asyncio.AbstractEventLoop) -> None:
    """Let a loop say nothing of what ends with its session; once for each loop."""
    former = loop.get_exception_handler()
    if not isinstance(former, QuietEnds):
        loop.set_exception_handler(QuietEnds(former))
