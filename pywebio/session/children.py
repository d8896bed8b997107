"""The outputs in a scope, in their order.

A page may hold a hundred thousand, and any of them may be changed, taken away, or have something
put in front of it. So they stand in blocks of some hundred, and an index that all scopes of a page
share knows the block of each: whatever is done to an output looks through one block, not the page.
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import protocol as wire

MOST = 256
"""Outputs of a block; a fuller one is split."""


class Block:
    """Outputs that follow each other."""

    __slots__ = ("children", "nodes")

    def __init__(self, children: Children, nodes: list[wire.Output]) -> None:
        self.children = children
        self.nodes = nodes

    def place(self, node_id: int) -> int:
        """Where an output of this block stands in it."""
        nodes = self.nodes
        for place in range(len(nodes) - 1, -1, -1):  # what changes is mostly new
            if nodes[place].id == node_id:
                return place
        raise KeyError(node_id)


Index = dict[int, Block]
"""The block of each output of a page, by its id."""


class Children:
    """The outputs in one scope; `index` is that of the page."""

    __slots__ = ("_blocks", "_count", "_index")

    def __init__(self, index: Index) -> None:
        self._index = index
        self._blocks: list[Block] = []
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[wire.Output]:
        for block in self._blocks:
            yield from block.nodes

    def append(self, node: wire.Output) -> None:
        """Add an output at the end."""
        if not self._blocks or len(self._blocks[-1].nodes) >= MOST:
            self._blocks.append(Block(self, []))
        block = self._blocks[-1]
        block.nodes.append(node)
        self._index[node.id] = block
        self._count += 1

    def insert(self, position: int, node: wire.Output) -> int:
        """Put an output in front of the one at `position`; returns the id of that, 0 at the end."""
        if position >= self._count:
            self.append(node)
            return 0
        block, place = self._at(position)
        before = block.nodes[place].id
        self._insert(block, place, node)
        return before

    def insert_before(self, node_id: int, node: wire.Output) -> None:
        """Put an output in front of the one with an id."""
        block = self._index[node_id]
        self._insert(block, block.place(node_id), node)

    def _insert(self, block: Block, place: int, node: wire.Output) -> None:
        block.nodes.insert(place, node)
        self._index[node.id] = block
        self._count += 1
        if len(block.nodes) > MOST:
            self._split(block)

    def _at(self, position: int) -> tuple[Block, int]:
        """The block of a position, counted from the nearer end, and the place in it."""
        if position <= self._count // 2:
            for block in self._blocks:
                if position < len(block.nodes):
                    return block, position
                position -= len(block.nodes)
        start = self._count
        for block in reversed(self._blocks):
            start -= len(block.nodes)
            if position >= start:
                return block, position - start
        raise IndexError(position)

    def _split(self, block: Block) -> None:
        half = len(block.nodes) // 2
        behind = Block(self, block.nodes[half:])
        del block.nodes[half:]
        self._blocks.insert(self._blocks.index(block) + 1, behind)
        for node in behind.nodes:
            self._index[node.id] = behind

    def replace(self, node: wire.Output) -> None:
        """Put an output in the place of the one with its id."""
        block = self._index[node.id]
        block.nodes[block.place(node.id)] = node

    def remove(self, node_id: int) -> None:
        """Take an output out."""
        block = self._index.pop(node_id)
        del block.nodes[block.place(node_id)]
        self._count -= 1
        if not block.nodes:
            self._blocks.remove(block)

    def clear(self) -> list[wire.Output]:
        """Take all out."""
        nodes = list(self)
        self._blocks = []
        self._count = 0
        for node in nodes:
            del self._index[node.id]
        return nodes
