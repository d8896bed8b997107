"""Text that grows while it is made: what a language model says, token by token."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator
from contextlib import aclosing
from typing import Any

from .. import protocol as wire
from ..exceptions import ArgumentError
from ..session.feeds import Contents, Feed
from ..session.page import Page
from ..utils import as_text
from .widget import Builder, Output, ScopeArgument, State

SLICE = 32 * 1024
"""A command brings so many characters at most."""

_END = object()


class Text(Contents):
    """A text that grows at its end."""

    def __init__(self) -> None:
        super().__init__()
        self.done = False
        self._pieces: list[str] = []
        self._length = 0

    @property
    def text(self) -> str:
        """All of it."""
        whole = "".join(self._pieces)
        self._pieces = [whole]
        return whole

    def whole(self) -> Iterator[tuple[wire.AnyChange, int]]:
        """The text so far, in slices."""
        text = self.text
        for at in range(0, len(text), SLICE):
            piece = text[at : at + SLICE]
            yield wire.StreamText(at=at, text=piece), len(piece)
        if self.done:
            yield wire.StreamText(at=len(text), text="", done=True), 0

    def add(self, page: Page, text: str) -> None:
        """More text."""
        for start in range(0, len(text), SLICE):
            piece = text[start : start + SLICE]
            at = self._length
            self._pieces.append(piece)
            self._length += len(piece)
            self.grow(page, len(piece))
            self.tell(page, wire.StreamText(at=at, text=piece), len(piece))

    def end(self, page: Page) -> None:
        """Nothing more will come."""
        if not self.done:
            self.done = True
            self.tell(page, wire.StreamText(at=self._length, text="", done=True), 0)


class StreamOutput(Output):
    """What :func:`pywebio.output.put_stream` returns: a text to which more can be written."""

    __slots__ = ()

    @property
    def text(self) -> str:
        """The text so far."""
        return self._contents.text

    def write(self, text: object) -> None:
        """Add text at the end; a stream that stands nowhere yet is shown.

        Example::

            answer = put_stream()
            for word in ("All ", "is ", "**well**."):
                answer.write(word)
            answer.close()
        """
        more = as_text(text)
        self._appear()
        contents = self._contents
        if contents.done:
            raise ArgumentError("This stream is closed: nothing more can be written to it.")
        if more:
            self.session.change(lambda page: contents.add(page, more))

    def close(self) -> None:
        """Nothing more will come: the page gives the text its last touch.

        Example::

            answer = put_stream()
            answer.write("`done`")
            answer.close()
        """
        self._appear()
        contents = self._contents
        self.session.change(lambda page: contents.end(page))

    @property
    def _contents(self) -> Text:
        for part in self._piece.parts:
            if isinstance(part, Feed) and isinstance(part.contents, Text):
                return part.contents
        raise ArgumentError("This output is not a stream any more.")

    def _appear(self) -> None:
        if self._state is State.NEW:
            self.show()


def put_stream(
    tokens: Iterable[object] | AsyncIterable[object] | None = None,
    plain: bool = False,
    sanitize: bool = True,
    scope: ScopeArgument = None,
    position: int = -1,
) -> Any:
    """Show text that grows while it is made, as the answers of a language model do.

    :param tokens: pieces of the text: an iterator or an async iterator. The call returns when it is
        at its end; in a program of coroutines the call has to be awaited. Without it, the program
        calls `write()` of the output.
    :param plain: the text is plain text; else it is Markdown.
    :param sanitize: remove scripts and event attributes from markup in the text.
    :param scope: as for :func:`put_text`.
    :param position: as for :func:`put_text`.
    :return: the output; its `text` is the whole text.

    Example::

        answer = put_stream(iter(["# Tea\\n", "1. boil ", "water\\n", "2. wait"]))
        toast(f"{len(answer.text)} characters")
    """
    builder = Builder(scope, position)
    known = isinstance(tokens, Iterable | AsyncIterable) and not isinstance(tokens, str | bytes)
    if tokens is not None and not known:
        raise TypeError(f"put_stream() takes an iterator of pieces of text, got {tokens!r}.")
    node = wire.Stream(id=builder.id(), plain=bool(plain), sanitize=bool(sanitize))
    builder.parts.append(Feed(node, Text()))
    output = builder.make(StreamOutput, node)
    if tokens is None:
        return output
    output.show()
    if builder.session.kind == "coroutine":
        return _follow(output, _in_turns(tokens))
    if isinstance(tokens, Iterable):
        for token in tokens:
            output.write(token)
        output.close()
        return output
    return asyncio.run(_follow(output, _async(tokens)))


async def _follow(output: StreamOutput, tokens: AsyncIterator[object]) -> StreamOutput:
    async with aclosing(tokens) as pieces:  # type: ignore[type-var]
        async for token in pieces:
            output.write(token)
    output.close()
    return output


async def _async(tokens: AsyncIterable[object]) -> AsyncIterator[object]:
    async for token in tokens:
        yield token


async def _in_turns(tokens: Iterable[object] | AsyncIterable[object]) -> AsyncIterator[object]:
    """The tokens, without holding up other tasks while a plain iterator makes the next one."""
    if isinstance(tokens, AsyncIterable):
        async for token in tokens:
            yield token
        return
    iterator = iter(tokens)
    while (token := await asyncio.to_thread(next, iterator, _END)) is not _END:
        yield token
