"""Pins: fields that stand on the page, and what is known of their values.

The page tells changes soon after they happen, and before any other event, so that the values here
are those that the visitor sees, and reading one asks nobody. There are two exceptions: a large
value is only marked as changed, and a script of the program may have set values behind the page's
back. In both cases the page is asked once.
"""

from __future__ import annotations

from threading import RLock
from typing import TYPE_CHECKING, Any, Protocol

from msgspec import Struct, json, structs, to_builtins

from .. import protocol as wire
from ..protocol import Json
from .callbacks import Refused

if TYPE_CHECKING:
    from .base import Conversation, Session, Wait
    from .callbacks import Callback
    from .copying import Copy
    from .page import Page

UPDATE_SIZE = 80
"""What telling an update costs in bytes beside the new attributes."""

NONE_WATCHED: frozenset[str] = frozenset()

_encode = json.Encoder().encode


class PinReader(Protocol):
    """From what the page sends for a field to what the program gets."""

    def initial(self) -> Any:
        """The value of the field as the program has made it."""

    def read(self, sent: Json) -> Any:
        """The value sent, or :class:`Refused`."""


class PinChanged(Struct, frozen=True):
    """Delivered to those who wait for a change by the visitor."""

    name: str
    value: Any


class PinPart:
    """A pin on the page; it is a part of the output that shows it.

    `value` is what the program gets. `large`: the page has another one, which was not sent yet.
    """

    __slots__ = ("large", "node", "reader", "shown", "size", "value")

    def __init__(self, node: wire.Pin, reader: PinReader) -> None:
        self.node = node
        self.reader = reader
        self.value: Any = None
        self.large = False
        self.shown = False
        self.size = 0

    @property
    def name(self) -> str:
        """The name by which the program knows the pin."""
        return self.node.field.name

    # -- as a part of an output -------------------------------------------------------------------

    def enter(self, page: Page) -> None:
        """Take the name; the pin that had it expires."""
        pins = page.pins
        former = pins.by_name.get(self.name)
        if former is not None:
            former.expire(page)
        if self.name in pins.watched:
            self.node.field = structs.replace(self.node.field, onchange=True)
        if pins.last_left[0] == self.node.id:  # it was replaced by another one with its own value
            self.node.sets = pins.last_left[1] + 1
        self.value = self.reader.initial()
        pins.by_name[self.name] = self
        pins.by_id[self.node.id] = self

    def fill(self, page: Page) -> None:
        """The page has it from now on."""
        self.shown = True

    def leave(self, page: Page) -> None:
        """Give the name back."""
        pins = page.pins
        if pins.by_name.get(self.name) is self:
            del pins.by_name[self.name]
        if pins.by_id.pop(self.node.id, None) is not None:
            pins.last_left = (self.node.id, self.node.sets)
        self._count(page, 0)

    def again(self, copy: Copy) -> PinPart:
        """A pin of the same name: shown, it takes the place of this one."""
        node = copy.nodes[self.node.id]
        assert isinstance(node, wire.Pin)
        return PinPart(node, self.reader)

    def expire(self, page: Page) -> None:
        """Another pin takes the name: a remark stands in the place of this one."""
        self.leave(page)
        self.node.expired = True
        self.node.value = None
        self.node.rev += 1
        if self.shown:
            page.emit(wire.Replace(node=self.node))

    def _count(self, page: Page, size: int) -> None:
        page.size += size - self.size
        self.size = size

    # -- its value --------------------------------------------------------------------------------

    def counts(self, event: wire.PinChange) -> bool:
        """Whether a change does not cross a value set by the program: the page will show that."""
        return event.sets == self.node.sets and not self.node.expired

    def take(self, page: Page, event: wire.PinChange, value: Any) -> bool:
        """The page has told a change; returns whether it counts."""
        if not self.counts(event):
            return False
        self.large = event.large
        if not event.large:
            self.store(page, event.value, value)
        return True

    def store(self, page: Page, sent: Json, value: Any) -> None:
        """The value is known; a page that comes later gets it too, unless it is a password."""
        field = self.node.field
        secret = isinstance(field, wire.InputField) and field.kind == "password"
        self.node.value = "" if secret else sent
        self.value = value
        self.large = False
        self._count(page, len(sent) if isinstance(sent, str) else len(_encode(sent)))

    def update(
        self, page: Page, field: wire.FormField, attributes: dict[str, Json], sets: bool = False
    ) -> None:
        """The program has changed the field; `sets`: its value too."""
        node = self.node
        node.field = field
        if sets:
            self.value = self.reader.initial()
            self.large = False
            node.value = None
            node.sets += 1
            self._count(page, 0)
        self._tell(page, attributes)

    def refuse(self, page: Page) -> None:
        """The page has a value that is not allowed: show it the one that counts."""
        node = self.node
        attributes: dict[str, Json] = {}
        if node.value is not None:
            attributes["value"] = node.value
        else:
            for key in ("value", "options"):
                if hasattr(node.field, key):
                    attributes[key] = to_builtins(getattr(node.field, key))
        if attributes:
            node.sets += 1
            self._tell(page, attributes)

    def _tell(self, page: Page, attributes: dict[str, Json]) -> None:
        node = self.node
        node.rev += 1
        page.emit(
            wire.PinUpdate(id=node.id, attributes=attributes, rev=node.rev, sets=node.sets),
            UPDATE_SIZE + len(_encode(attributes)),
        )


class Pins:
    """The pins of a page, and who wants to hear of their changes."""

    __slots__ = (
        "asked",
        "by_id",
        "by_name",
        "callbacks",
        "last_left",
        "lock",
        "scripts",
        "scripts_known",
        "waits",
        "watched",
    )

    def __init__(self) -> None:
        self.by_name: dict[str, PinPart] = {}
        self.by_id: dict[int, PinPart] = {}
        self.last_left = (0, 0)
        """The id of the pin that left the page last, and its `sets`."""
        self.watched = NONE_WATCHED
        self.waits: dict[str, list[Wait]] = {}
        self.callbacks: dict[str, list[Callback]] = {}
        self.lock = RLock()
        """Held while the program changes a pin, so that two threads do not undo each other."""
        self.asked: dict[int, dict[PinPart, int]] = {}
        """Which pins the page was asked for: by the wait for the answer, with their `sets`."""
        self.scripts = 0
        """How many scripts of the program were given to the page."""
        self.scripts_known = 0
        """The page was asked for its values after so many scripts."""

    def watch(self, page: Page, name: str) -> None:
        """Have the page tell each change of a pin at once, in full."""
        self.watched |= {name}
        part = self.by_name.get(name)
        if part is not None and not part.node.field.onchange:
            field = structs.replace(part.node.field, onchange=True)
            part.update(page, field, {"onchange": True})

    def clear(self) -> None:
        """The session has ended."""
        self.by_name.clear()
        self.by_id.clear()
        self.callbacks.clear()


def values_of(session: Session, names: list[str]) -> Conversation[dict[str, Any]]:
    """Values of pins that are on the page; most often without asking it."""
    session.guard.settle()
    pins = session.page.pins
    parts = [pins.by_name[name] for name in names if name in pins.by_name]
    if any(part.large for part in parts) or (parts and pins.scripts > pins.scripts_known):
        yield from _ask(session, parts)
    values: dict[str, Any] = {}
    for name in names:
        part = pins.by_name.get(name)
        if part is not None:
            value = part.value
            values[name] = list(value) if type(value) is list else value
    return values


def _ask(session: Session, parts: list[PinPart]) -> Conversation[None]:
    """Let the page tell what is not known here."""
    pins = session.page.pins
    scripts = pins.scripts
    with session.open_wait() as wait:
        pins.asked[wait.id] = {part: part.node.sets for part in parts}
        try:
            ids = [part.node.id for part in parts]
            wait.ask(wire.PinRead(effect=0, wait=wait.id, pins=ids))
            while not isinstance((yield wait), wire.Result):
                pass
        finally:
            pins.asked.pop(wait.id, None)
    pins.scripts_known = max(pins.scripts_known, scripts)


def take_answer(session: Session, event: wire.Result) -> None:
    """The page has told values. They are taken here, in the order of the page's events: a change
    that comes after them is not to be forgotten again.
    """
    asked = session.page.pins.asked.get(event.wait)
    if asked is None:
        return
    sent = event.value if isinstance(event.value, dict) else {}
    for part, sets in asked.items():
        if part.node.sets != sets:
            continue
        part.large = False
        key = str(part.node.id)
        if key not in sent:
            continue
        try:
            value = part.reader.read(sent[key])
        except Refused as refused:
            session.log_drop(str(refused))
        else:
            with session.guard:
                part.store(session.page, sent[key], value)
