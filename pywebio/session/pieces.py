"""What a page is made of: outputs with their parts, and branches, the scopes in which they stand.

What an output needs besides its structure (callbacks, files, scopes in it) are its *parts*: they
enter the page with it and leave with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

from .. import protocol as wire
from .children import Children
from .nesting import Inner

if TYPE_CHECKING:
    from .copying import Copy
    from .page import Page

COMMAND_SIZE = 80
"""What a command costs in bytes beside its contents."""


def text_size(content: str) -> int:
    """What an output of plain text costs: it is not counted byte by byte, since there are many."""
    return COMMAND_SIZE + len(content)


class Part(Protocol):
    """Something that an output brings along."""

    def enter(self, page: Page) -> None:
        """The output is about to be shown."""

    def fill(self, page: Page) -> None:
        """The output was shown."""

    def leave(self, page: Page) -> None:
        """The output has gone."""

    def again(self, copy: Copy) -> Part:
        """The part for a copy of the output."""


Extra = tuple[tuple[Part, ...], int]
"""What is kept of an output on the page beside its structure: parts, approximate bytes."""


class Piece(NamedTuple):
    """An output as the page takes it: structure, parts, approximate bytes."""

    node: wire.Output
    parts: tuple[Part, ...]
    size: int

    def spare(self) -> Piece:
        """The same for later copies: a scope that is shown gives away what it began with."""
        return self._replace(parts=_spare(self.parts)) if self.parts else self


def _spare(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    return tuple([_spare_part(part) for part in parts])


def _spare_part(part: Part) -> Part:
    if isinstance(part, Inner):
        return Inner(part.id, _spare(part.parts))
    return part.spare() if isinstance(part, Branch) else part


def branches_of(parts: tuple[Part, ...]) -> Iterator[Branch]:
    """The scopes among the parts of an output and of those in it."""
    for part in parts:
        if isinstance(part, Branch):
            yield part
        elif isinstance(part, Inner):
            yield from branches_of(part.parts)


class Branch:
    """A scope on the page. It is a part of the output in which it stands (`node`).

    `initial` are outputs that stand in it from the start.
    """

    __slots__ = ("children", "entered", "initial", "mark", "name", "node", "trimmed")

    def __init__(self, node: wire.Scope, initial: tuple[Piece, ...] = ()) -> None:
        self.node = node
        self.name = node.name
        self.initial = initial
        self.children = Children({})
        self.entered = False
        self.mark: wire.Notice | None = None
        self.trimmed = 0

    def enter(self, page: Page) -> None:
        """Take the name, unless another scope of the page has it."""
        if self.name in page.branches:
            self.node.duplicate = True
            return
        page.branches[self.name] = self
        self.children = Children(page.index)
        self.entered = True

    def fill(self, page: Page) -> None:
        """Show what stands in it from the start."""
        if self.entered:
            for piece in self.initial:
                page.put(piece, self.name)
        self.initial = ()

    def leave(self, page: Page) -> None:
        """Give the name back; all that stands in it goes too."""
        if self.entered:
            self.entered = False
            page.empty(self)
            del page.branches[self.name]

    def spare(self) -> Branch:
        """The same before it is shown."""
        return Branch(self.node, tuple([piece.spare() for piece in self.initial]))

    def again(self, copy: Copy) -> Branch:
        """A scope of the same name: a second one on the page shows a notice."""
        node = cast(wire.Scope, copy.nodes[self.node.id])
        return Branch(node, tuple([copy.piece(piece) for piece in self.initial]))
