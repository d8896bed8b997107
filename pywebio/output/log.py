"""A log: many lines in a box that follows its end."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

from .. import protocol as wire
from ..exceptions import ArgumentError
from ..session.feeds import Contents, Feed
from ..session.page import Page
from ..utils import as_text
from .widget import Builder, Output, ScopeArgument, State, css_length

CHUNK_LINES = 500
CHUNK_SIZE = 32 * 1024
"""A command brings as many lines, or as many bytes, at most."""

LINE_MOST = 8000
"""A longer line goes on in the next one."""

SIZE_MOST = 32 * 1024 * 1024
"""Beyond so many bytes the oldest lines go, however few they are."""


class Chunk:
    """Some lines that stand behind each other; a full one does not change any more."""

    __slots__ = ("first", "lines", "size")

    def __init__(self, first: int) -> None:
        self.first = first
        self.lines: list[str] = []
        self.size = 0


class Lines(Contents):
    """The lines of a log: those numbered from `start` to before `end`."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most
        self.start = 0
        self.end = 0
        self._chunks: deque[Chunk] = deque()

    def whole(self) -> Iterator[tuple[wire.AnyChange, int]]:
        """All lines, a chunk at a time."""
        for chunk in self._chunks:
            yield self._change(chunk.first, list(chunk.lines)), chunk.size
        if not self._chunks:
            yield self._change(self.end, []), 0

    def _change(self, first: int, lines: list[str]) -> wire.LogLines:
        return wire.LogLines(first=first, lines=lines, start=self.start)

    def add(self, page: Page | None, lines: list[str]) -> None:
        """More lines at the end."""
        index = 0
        while index < len(lines):
            first = self.end
            chunk = self._room()
            before = chunk.size
            taken = index
            while index < len(lines) and not _full(chunk):
                line = lines[index]
                chunk.lines.append(line)
                chunk.size += len(line) + 4
                index += 1
            self.end += index - taken
            self._grow(page, chunk.size - before)
            self._trim(page)
            if page is not None:
                self.tell(page, self._change(first, lines[taken:index]), chunk.size - before)

    def _room(self) -> Chunk:
        if not self._chunks or _full(self._chunks[-1]):
            self._chunks.append(Chunk(self.end))
        return self._chunks[-1]

    def _trim(self, page: Page | None) -> None:
        chunks = self._chunks
        self.start = max(self.start, self.end - self.most)
        while len(chunks) > 1 and (chunks[1].first <= self.start or self.size > SIZE_MOST):
            self._grow(page, -chunks.popleft().size)
            self.start = max(self.start, chunks[0].first)

    def clear(self, page: Page | None) -> None:
        """All lines go."""
        self._chunks.clear()
        self.start = self.end
        self._grow(page, -self.size)
        if page is not None:
            self.tell(page, self._change(self.end, []), 0)

    def _grow(self, page: Page | None, size: int) -> None:
        if page is None:
            self.size += size
        else:
            self.grow(page, size)


def _full(chunk: Chunk) -> bool:
    return len(chunk.lines) >= CHUNK_LINES or chunk.size >= CHUNK_SIZE


class LogOutput(Output):
    """What :func:`pywebio.output.put_log` returns.

    It can stand where a program wants a file to write to.
    """

    __slots__ = ("_rest",)

    _rest: str

    def append(self, *texts: object) -> None:
        """Add lines at the end; a text with line breaks is several lines.

        A log that stands nowhere yet is shown with its first line.

        Example::

            log = put_log()
            log.append("started", "two\\nthree")
        """
        self.extend(texts)

    def extend(self, texts: Iterable[object]) -> None:
        """Add many lines at once.

        Example::

            put_log().extend(f"line {n}" for n in range(1000))
        """
        if isinstance(texts, str | bytes) or not isinstance(texts, Iterable):
            raise TypeError(f"extend() takes a list of lines, got {texts!r}. See append().")
        lines = lines_of(texts)
        self._appear()
        self.session.change(lambda page: self._lines.add(page, lines))

    def clear(self) -> None:
        """Take all lines away.

        Example::

            log = put_log(["old"])
            log.clear()
        """
        self._appear()
        self.session.change(lambda page: self._lines.clear(page))

    def write(self, text: str) -> int:
        """Add text as to a file: what follows the last line break waits for its end.

        Example::

            log = put_log()
            print("done", 3, file=log)
        """
        if not isinstance(text, str):
            raise TypeError(f"write() takes text, got {text!r}.")
        *lines, rest = (getattr(self, "_rest", "") + text).split("\n")
        self._rest = rest
        if lines:
            self.extend(lines)
        return len(text)

    def flush(self) -> None:
        """Nothing waits but an unfinished line: for those who write to files.

        Example::

            log = put_log(["one"])
            print("two", file=log, flush=True)
        """

    @property
    def _lines(self) -> Lines:
        for part in self._piece.parts:
            if isinstance(part, Feed) and isinstance(part.contents, Lines):
                return part.contents
        raise ArgumentError("This output is not a log any more.")

    def _appear(self) -> None:
        if self._state is State.NEW:
            self.show()


def put_log(
    lines: Iterable[object] = (),
    height: int | str = 400,
    max_lines: int = 1_000_000,
    follow: bool = True,
    label: str = "",
    scope: ScopeArgument = None,
    position: int = -1,
) -> LogOutput:
    """Show a log: lines of text in a box that scrolls, up to a million and more.

    :param lines: the first lines.
    :param height: pixels, or a CSS length.
    :param max_lines: beyond so many lines the oldest go.
    :param follow: the end stays in sight, unless the visitor scrolls away from it.
    :param label: what the log is about, for those who do not see it.
    :param scope: as for :func:`put_text`.
    :param position: as for :func:`put_text`.

    The log is used like a list (``append``, ``extend``, ``clear``) or like a file:
    ``print(..., file=log)``, ``logging.StreamHandler(log)``.

    Example::

        log = put_log(height=200)
        log.append("one", "two")
        print("three", file=log)
    """
    builder = Builder(scope, position)
    if isinstance(lines, bytes) or not isinstance(lines, Iterable):
        raise TypeError(f"put_log() takes a list of lines, got {lines!r}.")
    if not isinstance(max_lines, int) or isinstance(max_lines, bool):
        raise TypeError(f"max_lines takes a whole number, got {max_lines!r}.")
    if max_lines < 1:
        raise ArgumentError(f"max_lines has to be 1 or more, got {max_lines}.")
    contents = Lines(max_lines)
    contents.add(None, lines_of([lines] if isinstance(lines, str) else lines))
    node = wire.Log(
        id=builder.id(),
        label=as_text(label or ""),
        height=css_length("height", height),
        most=max_lines,
        follow=bool(follow),
    )
    builder.parts.append(Feed(node, contents))
    return builder.make(LogOutput, node, put_log)


def lines_of(texts: Iterable[object]) -> list[str]:
    """The lines of texts; a very long one is broken."""
    lines: list[str] = []
    for value in texts:
        text = as_text(value)
        for line in text.split("\n") if "\n" in text else (text,):
            line = line.removesuffix("\r")
            if len(line) <= LINE_MOST:
                lines.append(line)
            else:
                lines += [line[at : at + LINE_MOST] for at in range(0, len(line), LINE_MOST)]
    return lines
