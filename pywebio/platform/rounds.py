"""Many short waits with one timer: a timer for each event would wake the loop for each."""

from __future__ import annotations

from ..session.base import Host
from ..session.guard import Operation
from ..session.logs import log


class Rounds:
    """Calls functions between half of `delay` seconds and all of it after they were added.

    What is added while a round goes by is called at the end of the next one; one that fails keeps
    no other from being called. Used on the thread of the host only.
    """

    __slots__ = ("_added", "_due", "_host", "_period", "_running")

    def __init__(self, host: Host, delay: float) -> None:
        self._host = host
        self._period = delay / 2
        self._running = False
        self._added: list[Operation] = []
        self._due: list[Operation] = []

    def add(self, function: Operation) -> None:
        """Call a function in a while."""
        self._added.append(function)
        if not self._running:
            self._begin()

    def _begin(self) -> None:
        self._running = True
        self._host.call_later(self._period, self._end)

    def _end(self) -> None:
        self._running = False
        due, self._due, self._added = self._due, self._added, []
        if self._due:
            self._begin()
        for function in due:
            try:
                function()
            except Exception:
                log.exception("a call that was due failed")
