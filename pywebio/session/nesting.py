"""Outputs in other outputs: finding them, exchanging them, and what they bring along.

Outputs stand in the *slots* of others: rows of a table, items of a grid, contents. Whatever a new
kind of output holds, in lists and smaller structures, is found if it stands in a slot.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar, cast

from msgspec import Struct, structs

from .. import protocol as wire

if TYPE_CHECKING:
    from .copying import Copy
    from .page import Page
    from .pieces import Part, Piece

S = TypeVar("S", bound=Struct)

SLOTS = ("rows", "items", "contents", "content", "tabs")
"""The fields in which an output, or a structure in it, has other outputs."""


_slots: dict[type[Struct], tuple[str, ...]] = {}


def slots_of(kind: type[Struct]) -> tuple[str, ...]:
    """The slots of a kind of structure. What a text has in `content` are no outputs."""
    found = _slots.get(kind)
    if found is None:
        text = "content" if issubclass(kind, wire.Node) else ""
        fields = kind.__struct_fields__
        found = _slots[kind] = tuple([s for s in SLOTS if s in fields and s != text])
    return found


def inner_outputs(value: Any) -> Iterator[wire.Output]:
    """The outputs that stand directly in an output, in order."""
    for slot in slots_of(type(value)):
        yield from _found(getattr(value, slot))


def _found(value: Any) -> Iterator[wire.Output]:
    if isinstance(value, wire.Node):
        yield cast(wire.Output, value)
    elif isinstance(value, list):
        for item in value:
            if type(item) is not str:  # as most cells of most tables are
                yield from _found(item)
    elif isinstance(value, Struct):
        yield from inner_outputs(value)


def exchanged(value: S, exchange: Callable[[wire.Output], wire.Output], **changes: object) -> S:
    """A copy of an output in which each output directly in it went through a function."""
    for slot in slots_of(type(value)):
        changes[slot] = _exchanged(getattr(value, slot), exchange)
    return structs.replace(value, **changes)


def _exchanged(value: Any, exchange: Callable[[wire.Output], wire.Output]) -> Any:
    if isinstance(value, wire.Node):
        return exchange(cast(wire.Output, value))
    if isinstance(value, list):
        return [_exchanged(item, exchange) for item in value]
    return exchanged(value, exchange) if isinstance(value, Struct) else value


def find_path(node: wire.Output, node_id: int) -> list[wire.Output] | None:
    """The way from an output to one in it (or itself): the outer ones first, itself last."""
    if node.id == node_id:
        return [node]
    for inner in inner_outputs(node):
        path = find_path(inner, node_id)
        if path is not None:
            return [node, *path]
    return None


def with_other(path: list[wire.Output], other: wire.Output) -> wire.Output:
    """The outermost output of a path, with another one at the path's end."""
    if len(path) == 1:
        return other
    new = with_other(path[1:], other)
    return exchanged(path[0], lambda inner: new if inner is path[1] else inner)


class Inner:
    """The parts of an output that stands in another one: they enter and leave with that."""

    __slots__ = ("id", "parts")

    def __init__(self, node_id: int, parts: tuple[Part, ...]) -> None:
        self.id = node_id
        self.parts = parts

    def enter(self, page: Page) -> None:
        """The outer output is about to be shown."""
        for part in self.parts:
            part.enter(page)

    def fill(self, page: Page) -> None:
        """The outer output was shown."""
        for part in self.parts:
            part.fill(page)

    def leave(self, page: Page) -> None:
        """The outer output has gone."""
        for part in self.parts:
            part.leave(page)

    def again(self, copy: Copy) -> Inner:
        """The same for a copy of the outer output."""
        parts = tuple([part.again(copy) for part in self.parts])
        return Inner(copy.nodes[self.id].id, parts)

    def at(self, path: list[wire.Output]) -> Inner:
        """The parts of the output at the end of a path that begins here."""
        if len(path) == 1:
            return self
        for part in self.parts:
            if isinstance(part, Inner) and part.id == path[1].id:
                return part.at(path[1:])
        inner = Inner(path[1].id, ())
        self.parts = (*self.parts, inner)
        return inner.at(path[1:])


def inner_part(piece: Piece) -> tuple[Part, ...]:
    """What an output that is put into another one gives to the parts of that."""
    return (Inner(piece.node.id, piece.parts),) if piece.parts else ()
