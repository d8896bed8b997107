"""The event loop of hosts that have none of their own, as WSGI servers: a thread of the process.

Sessions live on it: timers, lines over HTTP, and coroutine applications, which so share what they
make of asyncio, however many views serve them.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Coroutine
from concurrent.futures import CancelledError
from typing import Any, TypeVar

T = TypeVar("T")


class LoopEndedError(Exception):
    """The loop on which something was to be done has ended."""


_lock = threading.Lock()
_loop: asyncio.AbstractEventLoop | None = None
_thread: threading.Thread | None = None


def background_loop() -> asyncio.AbstractEventLoop:
    """The loop of this process; it begins when first asked for."""
    global _loop, _thread
    with _lock:
        if _loop is None:
            _loop = asyncio.new_event_loop()
            _thread = threading.Thread(
                target=_loop.run_forever, name="pywebio event loop", daemon=True
            )
            _thread.start()
        return _loop


def _forget() -> None:
    """A forked process has no thread that would run the loop: it makes a new one."""
    global _lock, _loop, _thread
    _lock = threading.Lock()
    _loop = _thread = None


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)


def run_on(loop: asyncio.AbstractEventLoop, work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine on the loop of another thread; waits for its result.

    :raises LoopEndedError: if the loop ends before.
    """
    try:
        return asyncio.run_coroutine_threadsafe(work, loop).result()
    except CancelledError:
        raise LoopEndedError from None
    except RuntimeError as error:
        if not loop.is_closed():
            raise
        work.close()
        raise LoopEndedError from error


def run_event_loop(debug: bool = False) -> None:
    """Run the event loop of coroutine applications under Flask and Django; does not return.

    The loop begins by itself when it is needed, so that nobody has to call this any more; it is
    kept for programs that do.

    :param debug: switch on the debug mode of the loop.

    Example::

        threading.Thread(target=run_event_loop, daemon=True).start()
    """
    background_loop().set_debug(debug)
    if _thread is not None:
        _thread.join()
