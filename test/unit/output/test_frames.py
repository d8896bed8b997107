"""Data frames: with stand-ins that have what the library asks for, and with those installed."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

import pytest
from output_screen import Screen

from pywebio.output import datatable_insert, put_datatable, put_table
from pywebio.output.frames import Frame, frame_of, plain_cell


class Mask:
    """Which cells of a row are missing."""

    def __init__(self, row: list[bool]) -> None:
        self.row = row

    def any(self) -> bool:
        return any(self.row)

    def __iter__(self) -> Iterator[bool]:
        return iter(self.row)


class Missing:
    def __init__(self, rows: list[tuple[Any, ...]]) -> None:
        self.rows = rows

    def to_numpy(self) -> list[Mask]:
        return [Mask([cell is None for cell in row]) for row in self.rows]


class RangeIndex(list[Any]):
    names: tuple[str | None, ...] = (None,)
    nlevels = 1
    start = 0
    step = 1


class Index(list[Any]):
    def __init__(self, keys: list[Any], *names: str | None) -> None:
        super().__init__(keys)
        self.names = names
        self.nlevels = len(names)


class Pandas:
    """What a frame of pandas can do."""

    def __init__(self, columns: list[Any], rows: list[tuple[Any, ...]], index: Any = None) -> None:
        self.columns = columns
        self.index = RangeIndex(range(len(rows))) if index is None else index
        self._rows = rows

    def isna(self) -> Missing:
        return Missing(self._rows)

    def itertuples(self, index: bool, name: None) -> Iterator[tuple[Any, ...]]:
        assert not index
        return iter(self._rows)

    def reset_index(self) -> None:
        raise AssertionError("the frame is not to be copied")


class Polars:
    """What a frame of polars can do."""

    def __init__(self, columns: list[str], rows: list[tuple[Any, ...]]) -> None:
        self.columns = columns
        self._rows = rows

    def iter_rows(self) -> Iterator[tuple[Any, ...]]:
        return iter(self._rows)


class Lazy:
    """A frame that is yet to be computed."""

    def collect_schema(self) -> None:
        raise AssertionError("not needed")

    def collect(self) -> Polars:
        return Polars(["a"], [(1,)])


class Arrow:
    column_names = ("a", "b")

    def to_pydict(self) -> dict[str, list[Any]]:
        return {"a": [1, 2], "b": ["x", None]}


class Scalar:
    """A number of NumPy."""

    ndim = 0

    def item(self) -> float:
        return 1.5


class NaTType:
    pass


def made(value: Any) -> Frame:
    frame = frame_of(value)
    assert frame is not None
    return frame


def test_a_counted_index_is_left_out_and_missing_values_are_none() -> None:
    frame = made(Pandas(["a", "b"], [(1, "x"), (Scalar(), None)]))
    assert frame == ([("a",), ("b",)], [(1, "x"), (1.5, None)])


def test_an_index_that_says_something_comes_first() -> None:
    assert made(Pandas(["n"], [(1,)], Index(["k"], None))) == ([("index",), ("n",)], [("k", 1)])
    assert made(Pandas(["n"], [(1,)], Index([9], "id"))).labels() == ["id", "n"]
    two = made(Pandas(["n"], [(1,)], Index([("a", "b")], "x", None)))
    assert two == ([("x",), ("level_1",), ("n",)], [("a", "b", 1)])


def test_columns_in_groups_and_of_the_same_name() -> None:
    frame = made(Pandas([("g", "a"), ("g", "b"), ("c", ""), ("g", "a")], [(1, 2, 3, 4)]))
    assert frame.labels() == ["g / a", "g / b", "c", "g / a (2)"]
    assert frame.records() == [{"g": {"a": 1, "b": 2, "a (2)": 4}, "c": 3}]


def test_other_frames() -> None:
    assert made(Polars(["a"], [(1,)])) == ([("a",)], [(1,)])
    assert made(Lazy()) == ([("a",)], [(1,)])
    assert made(Arrow()) == ([("a",), ("b",)], [(1, "x"), (2, None)])
    for other in ([1], {"a": 1}, "text", Polars, None):
        assert frame_of(other) is None


def test_cells() -> None:
    day = datetime.date(2026, 1, 2)
    values = [float("nan"), NaTType(), day, [day], {1: Scalar()}, True, "x"]
    assert [plain_cell(value) for value in values] == [
        None, None, "2026-01-02", ["2026-01-02"], {"1": 1.5}, True, "x",
    ]  # fmt: skip


def test_put_table(screen: Screen) -> None:
    put_table(Pandas(["a", "long_name"], [(1, "x"), (2, None)]))
    put_table(Polars(["a", "b"], [(1, 2)]), header=["b", ("A", "a")])
    put_table(Polars(["a", "b"], []))
    assert [node.rows for node in screen.nodes()] == [
        [["a", "long_name"], ["1", "x"], ["2", ""]],
        [["b", "A"], ["2", "1"]],
        [["a", "b"]],
    ]


def test_put_datatable(screen: Screen) -> None:
    put_datatable(Pandas([("g", "a"), ("b", "")], [(1, None)]), instance_id="t")
    datatable_insert("t", Polars(["b"], [(5,)]))
    assert screen.node().columns == [["g", ["a"]], "b"]
    assert screen.fed().rows == {0: {"g": {"a": 1}, "b": None}, 1: {"b": 5}}


REAL = [name for name in ("pandas", "polars", "pyarrow") if find_spec(name)]


@pytest.mark.parametrize("name", ["stand-in", *REAL])
def test_frames_of_the_packages_installed(name: str) -> None:
    columns = {"n": [1, 2], "x": [0.5, None], "t": ["a", None]}
    if name == "stand-in":
        frame: Any = Pandas(list(columns), list(zip(*columns.values(), strict=True)))
    else:
        module = __import__(name)
        frame = module.table(columns) if name == "pyarrow" else module.DataFrame(columns)
    assert made(frame).records() == [{"n": 1, "x": 0.5, "t": "a"}, {"n": 2, "x": None, "t": None}]
