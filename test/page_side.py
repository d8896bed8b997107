"""The page's side of the wire, without a browser: hello, numbers, acknowledgements, a document."""

from __future__ import annotations

import json
import secrets
from typing import Any

import msgspec

from pywebio import protocol as wire
from pywebio.testing.document import Document
from pywebio.testing.words import page_text

_frame = msgspec.json.Decoder(list[msgspec.Raw])
_command: msgspec.json.Decoder[wire.AnyCommand] = msgspec.json.Decoder(wire.AnyCommand)


class PageSide:
    """What a page knows and sends; somebody else carries the frames."""

    def __init__(self) -> None:
        self.view = secrets.token_urlsafe(16)
        self.document = Document()
        self.welcome: wire.Welcome | None = None
        self.bye: wire.Bye | None = None
        self.received: list[wire.Received] = []
        self.key = ""
        self.confirmed = 0
        self.frames: list[str] = []
        self._received = 0
        self._events = 0
        self._kept: list[tuple[int, wire.AnyEvent]] = []

    # -- to the server ----------------------------------------------------------------------------

    def hello(self, **more: Any) -> str:
        """The first frame of a connection."""
        about: dict[str, Any] = {
            "version": wire.VERSION,
            "view": self.view,
            "session": self.key,
            "applied": self.document.applied,
            **more,
        }
        return json.dumps({"type": "hello", **about})

    def event(self, event: wire.AnyEvent) -> str:
        """A frame with a new event."""
        self._events += 1
        self._kept.append((self._events, event))
        return self._batch([(self._events, event)])

    def kept(self) -> str:
        """A frame with all events that the server has not confirmed."""
        return self._batch(self._kept)

    def unconfirmed(self) -> list[tuple[int, wire.AnyEvent]]:
        """The events that the server has not confirmed."""
        return list(self._kept)

    def ack(self) -> str:
        """A frame that says what was applied."""
        return self._batch([])

    def _batch(self, events: list[tuple[int, wire.AnyEvent]]) -> str:
        return msgspec.json.encode(wire.Batch(ack=self.document.applied, events=events)).decode()

    # -- from the server --------------------------------------------------------------------------

    def receive(self, data: str | bytes) -> bool:
        """Take a frame; returns whether there were commands in it."""
        text = data if isinstance(data, str) else data.decode()
        self.frames.append(text)
        if text.startswith("{"):
            self._control(json.loads(text))
            return False
        first, events, *commands = _frame.decode(text)
        self._confirm(msgspec.json.decode(events, type=int))
        number = msgspec.json.decode(first, type=int)
        if commands and self._received < 0:
            self.document.applied = self._received = number - 1
        for raw in commands:
            if number > self._received:
                self._received = number
                self.document.apply(number, _command.decode(raw))
            number += 1
        return bool(commands)

    def _control(self, frame: dict[str, Any]) -> None:
        if frame["type"] == "bye":
            self.bye = msgspec.convert(frame, wire.Bye)
            return
        if frame["type"] == "received":
            self.received.append(msgspec.convert(frame, wire.Received))
            return
        self.welcome = msgspec.convert(frame, wire.Welcome)
        self.key = self.welcome.session
        if not self.welcome.resumed:
            self._received = -1
        self._confirm(self.welcome.events)

    def _confirm(self, number: int) -> None:
        self.confirmed = number
        self._kept = [kept for kept in self._kept if kept[0] > number]

    @property
    def text(self) -> str:
        """What a visitor reads."""
        return page_text(self.document)

    @property
    def form(self) -> int:
        """The id of the form in front; 0 if there is none."""
        return next(reversed(self.document.forms), 0)

    def submit(self, value: str) -> str:
        """A frame that submits the form in front, of one field."""
        return self.event(wire.FormSubmit(form=self.form, values={"data": value}))
