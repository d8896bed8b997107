"""Data frames of pandas and polars, tables of pyarrow: told by what they can do, never imported."""

from __future__ import annotations

from collections.abc import Iterable
from math import isnan
from typing import Any, NamedTuple

PLAIN = (str, int, float, bool, type(None))


class Frame(NamedTuple):
    """Columns and rows of a data frame. A column is named by a path: groups, then its own name."""

    columns: list[tuple[str, ...]]
    rows: list[tuple[Any, ...]]

    def labels(self) -> list[str]:
        """One name for each column."""
        return [" / ".join(path) for path in self.columns]

    def records(self) -> list[dict[str, Any]]:
        """A dict for each row; columns of a group stand in a dict of their own."""
        if all(len(path) == 1 for path in self.columns):
            names = [path[0] for path in self.columns]
            return [dict(zip(names, row, strict=True)) for row in self.rows]
        return [self._record(row) for row in self.rows]

    def blank(self) -> list[dict[str, Any]]:
        """The dict of a row in which nothing stands, if there are columns."""
        return [self._record((None,) * len(self.columns))] if self.columns else []

    def _record(self, row: tuple[Any, ...]) -> dict[str, Any]:
        record: dict[str, Any] = {}
        for path, value in zip(self.columns, row, strict=True):
            group = record
            for key in path[:-1]:
                group = group.setdefault(key, {})
            group[path[-1]] = value
        return record


def frame_of(value: Any) -> Frame | None:
    """The data frame as columns and rows, if it is one.

    The index of a pandas frame comes first if it says something: if it has a name or is not just
    0, 1, 2. Missing values become `None`.
    """
    if isinstance(value, type):
        return None
    if hasattr(value, "itertuples") and hasattr(value, "reset_index"):
        return _from_pandas(value)
    if hasattr(value, "iter_rows") and hasattr(value, "columns"):
        return _frame(value.columns, value.iter_rows())
    if hasattr(value, "collect_schema") and callable(getattr(value, "collect", None)):
        return frame_of(value.collect())  # a lazy frame of polars
    if hasattr(value, "column_names") and hasattr(value, "to_pydict"):
        columns = value.to_pydict()
        return _frame(columns, zip(*columns.values(), strict=True))
    return None


def _from_pandas(frame: Any) -> Frame:
    index = frame.index
    named = any(name is not None for name in index.names)
    counted = type(index).__name__ == "RangeIndex" and index.start == 0 and index.step == 1
    missing = frame.isna().to_numpy()
    values = zip(frame.itertuples(index=False, name=None), missing, strict=True)
    rows = [
        tuple([None if gone else cell for cell, gone in zip(row, mask, strict=True)])
        if mask.any()
        else row
        for row, mask in values
    ]
    columns = list(frame.columns)
    if named or not counted:
        single = index.nlevels == 1
        columns = [*_index_names(index.names), *columns]
        rows = [
            ((key,) if single else tuple(key)) + row for key, row in zip(index, rows, strict=True)
        ]
    return _frame(columns, rows)


def _index_names(names: Iterable[Any]) -> list[Any]:
    found = list(names)
    if len(found) == 1:
        return ["index" if found[0] is None else found[0]]
    return [f"level_{place}" if name is None else name for place, name in enumerate(found)]


def _frame(columns: Iterable[Any], rows: Iterable[Iterable[Any]]) -> Frame:
    return Frame(_paths(columns), [tuple([plain_cell(cell) for cell in row]) for row in rows])


def _paths(columns: Iterable[Any]) -> list[tuple[str, ...]]:
    """Names of columns as paths; a second one of the same name gets a number."""
    seen: dict[tuple[str, ...], int] = {}
    paths: list[tuple[str, ...]] = []
    for name in columns:
        parts = name if isinstance(name, tuple) and name else (name,)
        path = tuple([str(part) for part in parts if part != ""]) or ("",)
        count = seen[path] = seen.get(path, 0) + 1
        paths.append(path if count == 1 else (*path[:-1], f"{path[-1]} ({count})"))
    return paths


def plain_cell(value: Any) -> Any:
    """A cell as JSON can say it: numbers of NumPy as numbers, all else as text."""
    if type(value) in PLAIN:
        return None if isinstance(value, float) and isnan(value) else value
    if isinstance(value, list | tuple):
        return [plain_cell(item) for item in value]
    if isinstance(value, dict):
        return {str(key): plain_cell(item) for key, item in value.items()}
    if hasattr(value, "item") and getattr(value, "ndim", None) == 0:
        return plain_cell(value.item())
    if hasattr(value, "tolist") and hasattr(value, "dtype"):
        return plain_cell(value.tolist())
    if type(value).__name__ in ("NaTType", "NAType"):
        return None
    return str(value)
