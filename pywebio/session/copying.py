"""Copies of outputs, for those that are shown more than once: each gets ids of its own."""

from __future__ import annotations

from collections.abc import Callable

from .. import protocol as wire
from .nesting import exchanged
from .pieces import Piece


class Copy:
    """One copy of an output with all that stands in it; `nodes` says what became of which id."""

    def __init__(self, next_id: Callable[[], int]) -> None:
        self.next_id = next_id
        self.nodes: dict[int, wire.Output] = {}

    def piece(self, piece: Piece) -> Piece:
        """A copy of an output as the page takes it."""
        node = self.node(piece.node)
        return Piece(node, tuple([part.again(self) for part in piece.parts]), piece.size)

    def node(self, node: wire.Output) -> wire.Output:
        """A copy of a node and of the nodes in it."""
        new = exchanged(node, self.node, id=self.next_id(), rev=0)
        if isinstance(new, wire.Scope):
            new.duplicate = new.removed = False
        if isinstance(new, wire.Pin):
            new.value, new.sets, new.expired = None, 0, False
        self.nodes[node.id] = new
        return new
