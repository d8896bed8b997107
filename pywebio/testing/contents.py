"""What stands in outputs that are fed: rows of a data table, lines of a log, a growing text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from .. import protocol as wire

Fetch = Callable[[str], bytes | None]
"""Gives the bytes of a file, or `None` if it has gone with its output meanwhile."""


class FeedError(AssertionError):
    """The server sent a change that does not fit what stands there."""


class RowsModel:
    """The rows of a data table by their ids."""

    def __init__(self, fetch: Fetch) -> None:
        self.number = 0
        self.rows: dict[int | str, Any] = {}
        self._fetch = fetch
        self._lost = False

    def apply(self, change: Any) -> None:
        """Follow a change; one that was seen is left out."""
        if change.number <= self.number or self._lost:
            return
        self.number = change.number
        if isinstance(change, wire.RowsRemove):
            for row_id in change.ids:
                if self.rows.pop(row_id, _MISSING) is _MISSING:
                    raise FeedError(f"there is no row {row_id!r}")
            return
        pairs = self._pairs(change.rows)
        if self._lost:
            return
        if isinstance(change, wire.RowsLoad):
            self.rows = dict(pairs)
        elif isinstance(change, wire.RowsInsert):
            self._insert(pairs, change.before)
        else:
            self._update(pairs)

    def _pairs(self, rows: wire.Rows) -> list[Any]:
        if not rows.src:
            found: list[Any] = msgspec.json.decode(msgspec.json.encode(rows.pairs))
            return found
        file = self._fetch(rows.src)
        self._lost = file is None
        lines = (file or b"").splitlines()
        return [pair for line in lines for pair in msgspec.json.decode(line)]

    def _insert(self, pairs: list[Any], before: int | str | None) -> None:
        if any(row_id in self.rows for row_id, _ in pairs):
            raise FeedError("a row is there already")
        old = list(self.rows.items())
        index = len(old) if before is None else list(self.rows).index(before)
        self.rows = dict([*old[:index], *pairs, *old[index:]])

    def _update(self, pairs: list[Any]) -> None:
        for row_id, record in pairs:
            if row_id not in self.rows:
                raise FeedError(f"there is no row {row_id!r}")
            self.rows[row_id] = record

    def text(self) -> str:
        """One line for each row."""
        return "\n".join(" | ".join(map(str, _leaves(row))) for row in self.rows.values())

    def picture(self) -> Any:
        """All of it as plain values."""
        return [[row_id, record] for row_id, record in self.rows.items()]


def _leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [leaf for item in value.values() for leaf in _leaves(item)]
    return [value]


class LinesModel:
    """The lines of a log."""

    def __init__(self, fetch: Fetch) -> None:
        self.start = 0
        self.lines: list[str] = []

    def apply(self, change: Any) -> None:
        """Follow a change; lines that are there are left out."""
        end = self.start + len(self.lines)
        first = max(change.first, change.start)
        if first > end:
            self.start, self.lines, end = first, [], first
        self.lines += change.lines[max(0, end - change.first) :]
        if change.start > self.start:
            del self.lines[: change.start - self.start]
            self.start = change.start

    def text(self) -> str:
        """The lines."""
        return "\n".join(self.lines)

    def picture(self) -> Any:
        """All of it as plain values."""
        return [self.start, *self.lines]


class TextModel:
    """A text that grows."""

    def __init__(self, fetch: Fetch) -> None:
        self.content = ""
        self.done = False

    def apply(self, change: Any) -> None:
        """Follow a change; text that is there is left out."""
        if change.at > len(self.content):
            raise FeedError(f"text is missing before {change!r}")
        self.content += change.text[len(self.content) - change.at :]
        self.done = self.done or change.done

    def text(self) -> str:
        """The text."""
        return self.content

    def picture(self) -> Any:
        """All of it as plain values."""
        return [self.content, self.done]


_MISSING = object()

Model = RowsModel | LinesModel | TextModel

MODELS: dict[type[wire.Node], type[Model]] = {
    wire.DataTable: RowsModel,
    wire.Log: LinesModel,
    wire.Stream: TextModel,
}
