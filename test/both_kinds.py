"""Apps that are written once and run as both kinds of session.

An app is an ``async`` function that awaits ``now(call)`` where a coroutine session would await the
call itself. In a thread session the call blocks and `now` has nothing to wait for, so that the
coroutine never stops: a plain function can run it in one step.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Coroutine
from typing import Any

AsyncFunction = Callable[..., Coroutine[Any, Any, Any]]


async def now(value: Any) -> Any:
    """The value of a call, awaited if it has to be."""
    return await value if inspect.isawaitable(value) else value


class Kind:
    """``thread`` or ``coroutine``."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.is_thread = name == "thread"

    def __repr__(self) -> str:
        return self.name

    def function(self, function: AsyncFunction) -> Callable[..., Any]:
        """The function as a program of this kind would have it: plain or ``async``."""
        if not self.is_thread:
            return function

        @functools.wraps(function, assigned=("__name__", "__doc__", "__module__"))
        def plain(*arguments: Any) -> Any:
            try:
                function(*arguments).send(None)
            except StopIteration as done:
                return done.value
            raise AssertionError("a thread session has awaited something")

        del plain.__wrapped__
        return plain


KINDS = [Kind("thread"), Kind("coroutine")]
