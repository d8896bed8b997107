"""Functions that are written once, as coroutines, for both kinds of session."""

from __future__ import annotations

import inspect
from collections.abc import Coroutine
from typing import Any

from ..session import get_current_session


async def now(value: Any) -> Any:
    """What a call gives: awaited in coroutine sessions; in thread sessions it is there already."""
    return await value if inspect.isawaitable(value) else value


def run(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """The result of a coroutine in a thread session, where nothing in it is awaited.

    In a coroutine session it is the coroutine, for the program to await.
    """
    try:
        session = get_current_session()
        session.check_open()
    except BaseException:
        coroutine.close()
        raise
    if session.kind != "thread":
        return coroutine
    try:
        coroutine.send(None)
    except StopIteration as done:
        return done.value
    coroutine.close()
    raise RuntimeError("A coroutine function was given to a program that is a plain function.")
