"""Contents of outputs that change while they stand: rows of a data table, lines of a log, a text.

They are not in the structure of the output. Its part :class:`Feed` sends them behind it, then each
change by itself; a view that comes later gets them anew. Pages leave out what they have already, so
that a page that was away for a moment is not sent back to the beginning.

An output that is shown several times has one :class:`Contents`, and a feed for each place.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .. import protocol as wire
from .nesting import Inner

if TYPE_CHECKING:
    from .copying import Copy
    from .page import Page
    from .pieces import Part
    from .view import Entry

FEED_SIZE = 100
"""What a command costs in bytes beside the contents it brings."""


class Contents:
    """What stands in an output; all its methods are called with the session's lock held."""

    def __init__(self) -> None:
        self.feeds: list[Feed] = []
        self.size = 0

    def whole(self) -> Iterator[tuple[wire.AnyChange, int]]:
        """Changes that make the contents from nothing, with about the bytes of each."""
        raise NotImplementedError

    def arrive(self, page: Page) -> None:
        """The first output with these contents is about to be shown."""

    def depart(self, page: Page) -> None:
        """The last output with these contents has gone."""

    def tell(self, page: Page, change: wire.AnyChange, size: int) -> None:
        """Tell the views of a change, in each place where the output stands."""
        for feed in self.feeds:
            page.emit(wire.Feed(id=feed.node.id, change=change), FEED_SIZE + size)

    def grow(self, page: Page, size: int) -> None:
        """The contents have become larger (or smaller) by so many bytes."""
        self.size += size
        page.size += size * len(self.feeds)


class Feed:
    """The contents of one output on the page."""

    __slots__ = ("contents", "node")

    def __init__(self, node: wire.Output, contents: Contents) -> None:
        self.node = node
        self.contents = contents

    def enter(self, page: Page) -> None:
        """The output is about to be shown."""
        if not self.contents.feeds:
            self.contents.arrive(page)
        page.size += self.contents.size
        self.contents.feeds.append(self)

    def fill(self, page: Page) -> None:
        """The output was shown: send what stands in it."""
        for command, size in self.entries():
            page.emit(command, size)  # type: ignore[arg-type]

    def leave(self, page: Page) -> None:
        """The output has gone."""
        if self in self.contents.feeds:
            self.contents.feeds.remove(self)
            page.size -= self.contents.size
            if not self.contents.feeds:
                self.contents.depart(page)

    def again(self, copy: Copy) -> Feed:
        """The same contents in another place."""
        return Feed(copy.nodes[self.node.id], self.contents)

    def entries(self) -> Iterator[Entry]:
        """The commands that bring the whole contents."""
        for change, size in self.contents.whole():
            yield wire.Feed(id=self.node.id, change=change), FEED_SIZE + size


def feeds_of(parts: tuple[Part, ...]) -> Iterator[Feed]:
    """The feeds among the parts of an output and of those in it."""
    for part in parts:
        if isinstance(part, Feed):
            yield part
        elif isinstance(part, Inner):
            yield from feeds_of(part.parts)
