"""Copies of outputs, for those that are shown more than once: each gets ids of its own."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import structs

from .. import protocol as wire
from .page import Piece


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
        changes: dict[str, object] = {"id": self.next_id(), "rev": 0}
        match node:
            case wire.Table():
                changes["rows"] = [[self._item(cell) for cell in row] for row in node.rows]
            case wire.Grid():
                changes["items"] = [self._item(item) for item in node.items]
            case wire.Alert() | wire.Collapse():
                changes["contents"] = [self.node(content) for content in node.contents]
            case wire.Scope():
                changes["duplicate"] = changes["removed"] = False
            case wire.Pin():
                changes.update(value=None, sets=0, expired=False)
        new: wire.Output = structs.replace(node, **changes)
        self.nodes[node.id] = new
        return new

    def _item(self, item: wire.Output | wire.Span | str | None) -> object:
        if isinstance(item, wire.Node):
            return self.node(item)
        if isinstance(item, wire.Span) and isinstance(item.content, wire.Node):
            return structs.replace(item, content=self.node(item.content))
        return item
