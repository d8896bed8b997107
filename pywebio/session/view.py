"""A view: one onlooker of a page, and what it has not been told yet.

The commands for a view are numbered from 1 without gaps. A view keeps those that it was not yet
sent and those that it was sent but has not acknowledged. After a lost line it says the last number
it applied and gets the rest. When too much piles up, what was not sent is dropped and the view is
*stale*: it gets a snapshot of the page when it can take one. So a view never costs more than its
window, however slow it is.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from ..protocol import AnyCommand, Effect

Entry = tuple[AnyCommand, int]
"""A command and its approximate size in bytes."""

FRAME_BYTES = 256 * 1024
"""About as much goes into one frame."""

NEVER = float("-inf")

ATTENDED = 2.0
"""Seconds after a visitor has acted amid many outputs in which a view gets few at a time."""

BUSY = 64
"""More commands that wait than these are many: a page at rest has hardly any to take."""


class Window:
    """How much may be sent to a view before it acknowledges.

    `commands` may be on their way: a page lays out a thousand lines almost as fast as ten, so that
    few large steps are sooner done than many small ones. While the visitor acts amid what comes
    there are only `attended`, so that the answer to a click does not stand behind all that.
    """

    __slots__ = ("attended", "commands", "size")

    def __init__(
        self, commands: int = 2048, size: int = 1024 * 1024, attended: int | None = None
    ) -> None:
        self.commands = commands
        self.size = size
        self.attended = commands if attended is None else min(attended, commands)


class View:
    """What one onlooker has, has been sent, and will be sent.

    All methods but `heard` are called with the session's lock held. `wake` is set by the carrier:
    it is called (without the lock) when there is something to take, once until it was taken.
    """

    __slots__ = (
        "_attended",
        "_sent",
        "_sent_size",
        "_size",
        "_snapshot_end",
        "_unsent",
        "acked",
        "connected",
        "events",
        "id",
        "slow",
        "stale",
        "wake",
        "window",
        "woken",
    )

    def __init__(self, view_id: str, window: Window) -> None:
        self.id = view_id
        self.window = window
        self.acked = 0
        self.events = 0
        self.connected = False
        self.slow = False
        self.stale = True
        self.wake: Callable[[], None] | None = None
        self.woken = False
        # Lists, not deques: an empty deque takes 760 bytes, and most views have nothing waiting.
        self._sent: list[Entry] = []
        self._unsent: list[Entry] = []
        self._sent_size = 0
        self._size = 0
        self._snapshot_end = 0
        self._attended = NEVER

    def heard(self, number: int) -> None:
        """Event `number` was taken; no lock is needed, since only the window hangs on it."""
        self.events = number
        if self.pending > BUSY:
            self._attended = monotonic()

    def may_be_woken(self) -> None:
        """Who could not take what there is wants to be called again."""
        self.woken = False

    @property
    def sent(self) -> int:
        """Number of the last command sent."""
        return self.acked + len(self._sent)

    @property
    def pending(self) -> int:
        """How many commands are not acknowledged, those of a snapshot left out."""
        last = self.sent + len(self._unsent)
        return last - max(self.acked, self._snapshot_end)

    @property
    def room(self) -> int:
        """How many commands may be on their way now."""
        attended = monotonic() - self._attended < ATTENDED
        return self.window.attended if attended else self.window.commands

    @property
    def full(self) -> bool:
        """Whether a program that can wait should wait before it makes more."""
        return self.pending >= self.room or self._size >= self.window.size

    @property
    def has_work(self) -> bool:
        """Whether `take` would have something to give now or after an acknowledgement."""
        return self.stale or bool(self._unsent)

    def push(self, command: AnyCommand, size: int, slack: int = 1) -> None:
        """Add a command, or give up what was not sent when it is too much.

        `slack` widens the window for programs that wait by themselves (several may be at it).
        """
        if self.stale:
            return
        if self.pending >= self.window.commands * slack or self._size >= self.window.size * slack:
            self.drop()
            return
        self._unsent.append((command, size))
        self._size += size

    def drop(self) -> None:
        """Forget what was not sent: the view needs a snapshot."""
        self._unsent.clear()
        self._count_again()
        self.stale = True

    def load(self, snapshot: list[Entry]) -> None:
        """Have a snapshot sent."""
        self._unsent.extend(snapshot)
        self._snapshot_end = self.sent + len(self._unsent)
        self.stale = False

    @property
    def ready(self) -> bool:
        """Whether the line is free enough for something to be taken."""
        if self._sent_size >= self.window.size:
            return False
        return len(self._sent) < self.room or self.sent < self._snapshot_end

    def take(self) -> tuple[int, list[AnyCommand]]:
        """Take commands for one frame: the number of the first, and about 256 kB of them."""
        first = self.sent + 1
        amount = size = 0
        for entry in self._unsent:
            if size >= FRAME_BYTES:
                break
            amount += 1
            size += entry[1]
        taken = self._unsent[:amount]
        del self._unsent[:amount]
        self._sent += taken
        self._sent_size += size
        return first, [entry[0] for entry in taken]

    def acknowledge(self, number: int) -> int:
        """Forget commands up to `number`; returns the last effect among them, or 0.

        Numbers that were never sent are ignored.
        """
        amount = number - self.acked
        if amount > len(self._sent):
            return 0
        effect = 0
        if amount > 0:
            taken = self._sent[:amount]
            del self._sent[:amount]
            snapshot = max(0, self._snapshot_end - self.acked)  # so many of them do not count
            self.acked += amount
            self._sent_size -= sum([size for _, size in taken])
            self._size -= sum([size for _, size in taken[snapshot:]])
            effect = next((one.effect for one, _ in reversed(taken) if isinstance(one, Effect)), 0)
            self.slow = False
        return effect

    def resume(self, applied: int) -> int:
        """Go on after a lost line with what follows number `applied`; returns as `acknowledge`.

        A number that does not fit is answered by a snapshot.
        """
        self.woken = False
        if not self.acked <= applied <= self.sent:
            self._sent.clear()
            self._sent_size = 0
            self.acked = applied
            self.drop()
            return 0
        effect = self.acknowledge(applied)
        if self.stale:
            # What was on its way is dropped too: the snapshot takes its numbers.
            self._sent.clear()
            self._count_again()
        self._unsent[:0] = self._sent
        self._sent.clear()
        self._sent_size = 0
        return effect

    def _count_again(self) -> None:
        """The size of what is sent and does not belong to a snapshot."""
        free = max(0, self._snapshot_end - self.acked)
        self._size = sum(entry[1] for index, entry in enumerate(self._sent) if index >= free)
