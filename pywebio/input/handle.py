"""Taking back a form from elsewhere in the program."""

from __future__ import annotations

import threading
from contextvars import ContextVar
from types import TracebackType

from ..exceptions import FormCancelledError
from ..session.base import Wait

_active: ContextVar[tuple[FormHandle, ...]] = ContextVar("pywebio_form_handles", default=())


class FormHandle:
    """Takes back the forms that are asked within its ``with`` block.

    Another thread, task, callback or session calls `cancel`: the form disappears, and the call
    that waits at it raises `FormCancelledError`, which the block does not swallow. Whatever shows
    the form, also a function of somebody else, needs to know nothing of the handle. Blocks may be
    nested; tasks that are created in a block belong to it, threads do not.

    In a coroutine session there are asyncio's own ways too: a task that waits at a form can be
    cancelled, and `asyncio.timeout` ends the wait.

    Example::

        handle = FormHandle()
        put_button("Sold out", onclick=lambda: handle.cancel("sold out"))
        try:
            with handle:
                number = input("How many?", type=NUMBER)
        except FormCancelledError as cancelled:
            print(cancelled)
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waits: list[Wait] = []
        self._reason: str | None = None

    def __enter__(self) -> FormHandle:
        _active.set((*_active.get(), self))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # Not by a token: several threads may be in the block of one handle.
        active = _active.get()
        if self not in active:
            return
        last = len(active) - 1 - active[::-1].index(self)
        _active.set(active[:last] + active[last + 1 :])

    def cancel(self, reason: str = "") -> None:
        """Take back the forms of this handle, and all that are still to be asked in its block.

        :param reason: the text of the `FormCancelledError`.
        """
        with self._lock:
            if self._reason is None:
                self._reason = str(reason)
            waits = list(self._waits)
        for wait in waits:
            wait.cancel(self._reason)

    @property
    def cancelled(self) -> bool:
        """Whether `cancel` was called."""
        return self._reason is not None

    @property
    def pending(self) -> bool:
        """Whether a form of this handle waits for the visitor now."""
        return bool(self._waits)

    def join(self, wait: Wait) -> None:
        """A form is about to be shown."""
        with self._lock:
            if self._reason is None:
                self._waits.append(wait)
                return
        raise FormCancelledError(self._reason)

    def part(self, wait: Wait) -> None:
        """A form has gone."""
        with self._lock:
            if wait in self._waits:
                self._waits.remove(wait)


def active_handles() -> tuple[FormHandle, ...]:
    """The handles in whose blocks the caller is."""
    return _active.get()
