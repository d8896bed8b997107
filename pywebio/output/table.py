"""Tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .. import protocol as wire
from ..exceptions import ArgumentError
from ..lenient import whole_of
from ..utils import as_text
from .frames import Frame, frame_of
from .widget import (
    Builder,
    Output,
    ScopeArgument,
    Span,
    combines,
    items_of,
    together,
)

Cell = str | wire.Output | wire.Span

SPAN_MOST = 1000
"""Rows or columns that a cell can cover; browsers draw no more either."""


def span(content: object, row: int = 1, col: int = 1) -> Span:
    """A cell of :func:`put_table` or :func:`put_grid` that covers several rows or columns.

    :param content: an output or text. The cells that it covers are left out of the data.
    :param row: so many rows, 1 at least.
    :param col: so many columns, 1 at least.

    Example::

        put_table([
            [span("Name", row=2), span("Address", col=2)],
            ["City", "Country"],
            ["Wang", "Beijing", "China"],
        ])
    """
    with together(content):
        return Span(content, _extent(row), _extent(col))


def _extent(number: object) -> int:
    whole = whole_of(number)
    if whole is None:
        raise TypeError(f"span() takes numbers of rows and columns, got {number!r}.")
    return min(max(whole, 1), SPAN_MOST)


@combines
def put_table(
    tdata: Any,
    header: Iterable[Any] | None = None,
    scope: ScopeArgument = None,
    position: int = -1,
) -> Output:
    """Show a table.

    :param tdata: rows: lists of cells, or dicts; or a data frame of pandas or polars. A
        cell is an output, a :func:`span`, or anything else, which is shown as text.
    :param header: for lists: the header row (default: the first row of `tdata` is it). For dicts:
        the keys to show, in order; each a key or a pair of label and key (default: the keys of the
        first row).
    :param scope: as for :func:`put_text`.
    :param position: as for :func:`put_text`.

    Example::

        put_table([
            ["Name", "Score"],
            ["Ann", 3],
            ["Bob", put_markdown("**4**")],
        ])
        put_table([{"name": "Ann", "score": 3}], header=["score", ("Who", "name")])
    """
    builder = Builder(scope, position)
    heads = None if header is None else items_of(header, "header takes a list")
    frame = frame_of(tdata)
    if frame is None:
        rows = items_of(tdata, "put_table() takes a list of rows or a data frame")
    else:
        rows, heads = _from_frame(frame, heads)
    with together(rows, heads):
        lines = _from_dicts(rows, heads) if _is_dict(rows) else _from_lists(rows, heads)
        with together(lines):
            cells = [[_cell(builder, value) for value in line] for line in lines]
            return builder.output(wire.Table(id=builder.id(), rows=cells), put_table)


def _from_frame(frame: Frame, header: list[Any] | None) -> tuple[list[Any], list[Any]]:
    """A data frame as dicts and the columns to show; a missing value is an empty cell."""
    labels = frame.labels()
    rows = [
        {label: "" if cell is None else cell for label, cell in zip(labels, row, strict=True)}
        for row in frame.rows
    ]
    return rows, [(label, label) for label in labels] if header is None else header


def _is_dict(rows: list[Any]) -> bool:
    return bool(rows) and isinstance(rows[0], Mapping)


def _from_lists(rows: list[Any], header: list[Any] | None) -> list[list[Any]]:
    lines = [_row(row) for row in rows]
    if header is None:
        return lines
    if not rows:  # nothing says whether these were to be dicts
        header = [_label_and_key(item)[0] for item in header]
    return [header, *lines]


def _row(row: Any) -> list[Any]:
    if isinstance(row, bytes | Mapping | Output) or not isinstance(row, Iterable):
        raise ArgumentError(
            f"A row of a table is a list of cells (like the first row), got {row!r}."
        )
    return list(row)


def _from_dicts(rows: list[Any], header: list[Any] | None) -> list[list[Any]]:
    for row in rows:
        if not isinstance(row, Mapping):
            raise ArgumentError(f"All rows of this table have to be dicts, got {row!r}.")
    if header is None:
        columns = [(_capitalised(key), key) for key in rows[0]]
    else:
        columns = [_label_and_key(item) for item in header]
    lines = [[label for label, _ in columns]]
    lines.extend([row.get(key, "") for _, key in columns] for row in rows)
    return lines


def _capitalised(key: object) -> str:
    text = str(key)
    return text[:1].upper() + text[1:]


def _label_and_key(item: Any) -> tuple[Any, Any]:
    if isinstance(item, list | tuple):
        if len(item) != 2:
            raise ArgumentError(f"A pair in header is (label, key), got {item!r}.")
        return item[0], item[1]
    return item, item


def _cell(builder: Builder, value: Any) -> Cell:
    if isinstance(value, Span):
        content = value.content
        inner = builder.nest(content) if isinstance(content, Output) else as_text(content)
        return wire.Span(content=inner, row=value.row, col=value.col)
    return builder.nest(value) if isinstance(value, Output) else as_text(value)
