"""What a visitor's click calls."""

from __future__ import annotations

import reprlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..protocol import Json

if TYPE_CHECKING:
    from .copying import Copy
    from .page import Page


class Refused(Exception):
    """The page sent something that it could not have: the event is ignored."""


_short = reprlib.Repr()
_short.maxlevel = 2


def short(value: Json) -> str:
    """What the page sent, as a message shows it: all of a million lists would take their time."""
    return _short.repr(value)


def no_arguments(value: Json) -> tuple[Any, ...]:
    """Accept a click that carries nothing."""
    return ()


class Callback:
    """A function of the program that the page may call, by id, while an output that uses it stands.

    `accept` checks what the page sent and makes the arguments of the call; it raises
    :class:`Refused` for what the page could not have sent. `serial`: not beside others (thread
    sessions). `mutex`: not while it runs (coroutine sessions). `once`: gone after its first call.
    """

    __slots__ = ("accept", "function", "id", "mutex", "once", "running", "serial", "uses")

    def __init__(
        self,
        callback_id: int,
        function: Callable[..., Any],
        accept: Callable[[Json], tuple[Any, ...]] = no_arguments,
        *,
        serial: bool = False,
        mutex: bool = False,
        once: bool = False,
    ) -> None:
        self.id = callback_id
        self.function = function
        self.accept = accept
        self.serial = serial
        self.mutex = mutex
        self.once = once
        self.running = 0
        self.uses = 0

    def enter(self, page: Page) -> None:
        """An output that uses it is about to be shown."""
        self.uses += 1
        page.callbacks[self.id] = self

    def fill(self, page: Page) -> None:
        """Nothing stands in a callback."""

    def leave(self, page: Page) -> None:
        """An output that uses it has gone."""
        self.uses -= 1
        if self.uses <= 0:
            page.callbacks.pop(self.id, None)

    def again(self, copy: Copy) -> Callback:
        """A copy of the output calls the same function."""
        return self
