"""The line between a session and a page in the same process.

Everything goes through the real encoding both ways, so that a test sees what a browser would.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable

import msgspec

from .. import protocol as wire
from ..session.base import Session
from .document import Document

_frame = msgspec.json.Decoder(list[msgspec.Raw])
_command: msgspec.json.Decoder[wire.AnyCommand] = msgspec.json.Decoder(wire.AnyCommand)
_batch = msgspec.json.Decoder(wire.Batch)


Deed = wire.EffectCommand | wire.KeptScript
"""What a page has to do once."""


def nothing() -> None:
    """For a page that looks by itself whether something has come."""


class Line:
    """A page and its connection: it can be cut at any moment, and resumed."""

    def __init__(
        self,
        session: Session,
        wake: Callable[[], None] = nothing,
        after: Line | None = None,
    ) -> None:
        self.session = session
        self.document = Document()
        self.document.fetch = self._fetch
        view = secrets.token_urlsafe(16)
        if after is None:
            self.view = session.attach(view)
        else:
            self.document.done = after.document.done
            self.view = session.return_to(view, self.document.done)
        self._wake = wake
        self._event = 0
        self._kept: list[tuple[int, wire.AnyEvent]] = []
        self._made: dict[int, float] = {}
        self.connect()

    @property
    def connected(self) -> bool:
        """Whether the line stands."""
        return self.view.connected

    def connect(self) -> None:
        """The line stands: frames flow."""
        self.view.wake = self._wake
        self.view.connected = True
        self._wake()

    # -- frames -----------------------------------------------------------------------------------

    def take(self) -> bytes | None:
        """The next frame of the server, as it is sent."""
        if not self.view.connected:
            return None
        taken = self.session.take(self.view)
        if taken is None:
            return None
        first, commands = taken
        return msgspec.json.encode([first, self.view.events, *commands])

    def apply(self, frame: bytes) -> list[Deed]:
        """The page applies a frame; returns the effects that it has to carry out."""
        first, events, *commands = _frame.decode(frame)
        self._events_taken(msgspec.json.decode(events, type=int))
        number = msgspec.json.decode(first, type=int)
        effects: list[Deed] = []
        for raw in commands:
            command = _command.decode(raw)
            if self.document.apply(number, command):
                effects.append(command)  # type: ignore[arg-type]
            number += 1
        return effects

    def acknowledge(self) -> None:
        """Tell the server what the page has applied."""
        if self.view.connected:
            self.session.acknowledge(self.view, self.document.applied)

    def pump(self) -> list[Deed]:
        """Take, apply and acknowledge one frame; returns the effects in it."""
        frame = self.take()
        if frame is None:
            return []
        effects = self.apply(frame)
        self.acknowledge()
        return effects

    # -- events -----------------------------------------------------------------------------------

    def send(self, event: wire.AnyEvent) -> None:
        """Send an event, now or when the line stands again."""
        self._event += 1
        self._kept.append((self._event, event))
        self._made[self._event] = self.session.host.time()
        self.flush()

    def unsent(self) -> list[tuple[float, wire.AnyEvent]]:
        """Events that the server has not taken, with the times at which they were made."""
        taken = self.view.events
        return [(self._made[number], event) for number, event in self._kept if number > taken]

    def flush(self) -> None:
        """Send what the server has not confirmed; it leaves out what it has."""
        if not self._kept or not self.view.connected:
            return
        text = msgspec.json.encode(wire.Batch(ack=self.document.applied, events=self._kept))
        batch = _batch.decode(text)
        self.session.acknowledge(self.view, batch.ack)
        self.session.deliver_batch(self.view, batch.events)
        self._events_taken(self.view.events)

    def _events_taken(self, number: int) -> None:
        self._kept = [kept for kept in self._kept if kept[0] > number]
        for past in [one for one in self._made if one <= number]:
            del self._made[past]

    # -- the connection ---------------------------------------------------------------------------

    def drop(self) -> None:
        """The line is lost without a word."""
        self.view.connected = False
        self.session.room_made()

    def resume(self) -> None:
        """The line stands again: each side says what it has, and gets the rest."""
        session = self.session
        with session.guard:
            effect = self.view.resume(self.document.applied)
            session.page.effects_done(max(effect, self.document.done))
        session.room_made()
        self.connect()
        self._events_taken(self.view.events)
        self.flush()

    def leave(self) -> None:
        """The page is closed."""
        self.session.detach(self.view)

    def _fetch(self, src: str) -> bytes | None:
        """A file of the session; `None` for one whose output has gone meanwhile."""
        source = self.session.page.files.get(src.rpartition("/")[2])
        return None if source is None else source.content
