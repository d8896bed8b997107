"""The lock of a session.

Outputs are shown by ``Output.__del__``, which may run on any thread at any moment: also in the
middle of an operation of this very thread that holds the lock, when the garbage collector starts
there. It may neither wait (deadlock) nor give up (a lost output). So work is left in a list, and
whoever holds the lock empties the list before and after it lets go: after letting go it looks
again, and takes the lock once more if something was left in between. Between "left" and "looked"
there is no gap: work that is left after the last look finds the lock free.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock, get_ident
from types import TracebackType

from .logs import log_of

Operation = Callable[[], object]


class Guard:
    """A lock that knows its owner and does what others left while it was held.

    `after` is called, without the lock, whenever the lock was let go. `sid` is for the log.
    """

    __slots__ = ("_after", "_left", "_lock", "_owner", "_sid")

    def __init__(self, after: Operation, sid: str = "") -> None:
        self._sid = sid
        self._lock = Lock()
        self._owner = 0
        self._left: list[Operation] = []  # an empty deque would take 760 bytes
        self._after = after

    @property
    def mine(self) -> bool:
        """Whether this thread holds the lock."""
        return self._owner == get_ident()

    def leave(self, operation: Operation) -> None:
        """Do `operation` now, or let the holder of the lock do it: never waits, never raises."""
        self._left.append(operation)
        self._look()

    def do(self, operation: Operation) -> None:
        """Do `operation` with the lock held; what it raises reaches the caller."""
        if self._owner == get_ident():
            self._left.append(operation)
        else:
            with self:
                operation()

    def settle(self) -> None:
        """Wait until what was left is done: after that a thread reads what it has shown before."""
        if (self._left or self._lock.locked()) and self._owner != get_ident():
            with self:
                pass

    def __enter__(self) -> None:
        if self._owner == get_ident():
            raise RuntimeError("this thread holds the session's lock already")
        self._lock.acquire()
        self._owner = get_ident()
        self._do_left()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.exit()

    def try_enter(self) -> bool:
        """Take the lock if nobody holds it; after that `exit` has to be called."""
        if not self._lock.acquire(False):
            return False
        self._owner = get_ident()
        self._do_left()
        return True

    def exit(self) -> None:
        """Let the lock go."""
        self._do_left()
        self._owner = 0
        self._lock.release()
        self._look()
        self._after()

    def _look(self) -> None:
        done = False
        while self._left and self._lock.acquire(False):
            self._owner = get_ident()
            self._do_left()
            self._owner = 0
            self._lock.release()
            done = True
        if done:
            self._after()

    def _do_left(self) -> None:
        left = self._left
        while left:
            operation = left.pop(0)
            try:
                operation()
            except Exception:
                log_of(self._sid).exception("an operation on the page failed")
