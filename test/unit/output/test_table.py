from __future__ import annotations

from typing import Any

import pytest
from output_screen import Screen

from pywebio import protocol as wire
from pywebio.exceptions import ArgumentError
from pywebio.output import put_buttons, put_markdown, put_table, put_text, span, use_scope


def rows_of(screen: Screen) -> list[list[Any]]:
    node = screen.node()
    assert isinstance(node, wire.Table)
    return node.rows


def test_the_first_row_is_the_header(screen: Screen) -> None:
    put_table([["a", "b"], ["1", "2"]])
    assert rows_of(screen) == [["a", "b"], ["1", "2"]]
    assert screen.node().header == 1


def test_a_header_of_its_own(screen: Screen) -> None:
    put_table([["1", "2"]], header=("a", "b"))
    assert rows_of(screen) == [["a", "b"], ["1", "2"]]


def test_rows_may_be_tuples_and_of_any_length(screen: Screen) -> None:
    put_table((("a",), ["b", "c"], ()))
    assert rows_of(screen) == [["a"], ["b", "c"], []]


def test_rows_may_be_made_as_they_are_read(screen: Screen) -> None:
    put_table(zip("ab", "cd", strict=True))
    put_table((put_text(x) for x in "ab") for _ in range(1))
    first, second = screen.nodes()
    assert first.rows == [["a", "c"], ["b", "d"]]
    assert [cell.content for cell in second.rows[0]] == ["a", "b"]


def test_cells_are_text_unless_they_are_outputs(screen: Screen) -> None:
    put_table([[1, None, True], [{"a": 1}, "<b>\n", 1.50], ["\udc00", [1], b"x"]])
    assert rows_of(screen) == [
        ["1", "None", "True"],
        ["{'a': 1}", "<b>\n", "1.5"],
        ["\ufffd", "[1]", "b'x'"],
    ]


def test_outputs_in_cells(screen: Screen) -> None:
    clicked: list[str] = []
    put_table([["a"], [put_markdown("**b**")], [put_buttons(["c"], onclick=clicked.append)]])
    rows = rows_of(screen)
    assert isinstance(rows[1][0], wire.Markdown)
    screen.click(rows[2][0].callback, 0)
    assert clicked == ["c"]


def test_tables_in_tables(screen: Screen) -> None:
    put_table([[put_table([[put_text("deep")]])]])
    assert rows_of(screen)[0][0].rows[0][0].content == "deep"


def test_spans(screen: Screen) -> None:
    put_table([[span("Name", row=2), span(put_text("Address"), col=2)], ["City", "Country"]])
    name, address = rows_of(screen)[0]
    assert (name.content, name.row, name.col) == ("Name", 2, 1)
    assert (address.content.content, address.row, address.col) == ("Address", 1, 2)


def test_spans_in_the_header(screen: Screen) -> None:
    put_table([["1", "2"]], header=[span("both", col=2)])
    assert rows_of(screen)[0][0].col == 2


def test_a_span_tells_what_it_is_made_of() -> None:
    cell = span("x", row=2, col=3)
    assert (cell.content, cell.row, cell.col) == ("x", 2, 3)


def test_spans_cover_at_least_one_cell() -> None:
    cell = span("x", 0, -1)
    assert (cell.row, cell.col) == (1, 1)
    with pytest.raises(TypeError):
        span("x", row="2")  # type: ignore[arg-type]


def test_dicts(screen: Screen) -> None:
    put_table([{"a_b": 1, "cD": 2}, {"a_b": 3, "other": 4}])
    assert rows_of(screen) == [["A_b", "CD"], ["1", "2"], ["3", ""]]


def test_dicts_with_keys(screen: Screen) -> None:
    put_table([{"a": 1, "b": put_text("x")}, {"a": 2}], header=["b", "a"])
    header, first, second = rows_of(screen)
    assert header == ["b", "a"]
    assert first[0].content == "x"
    assert first[1:] == ["1"]
    assert second == ["", "2"]


def test_dicts_with_labels(screen: Screen) -> None:
    put_table([{"a": 1, "b": 2}], header=[("B", "b"), (put_markdown("*A*"), "a"), "c"])
    header, row = rows_of(screen)
    assert header[0] == "B"
    assert isinstance(header[1], wire.Markdown)
    assert header[2] == "c"
    assert row == ["2", "1", ""]


def test_a_table_without_rows(screen: Screen) -> None:
    put_table([])
    put_table([], header=["a", ("B", "b")])
    first, second = screen.nodes()
    assert first.rows == []
    assert second.rows == [["a", "B"]]


@pytest.mark.parametrize(
    ("data", "header"),
    [
        (None, None),
        (5, None),
        ("text", None),
        ({"a": 1}, None),
        ([["a"], 5], None),
        ([["a"], {"a": 1}], None),
        ([{"a": 1}, ["a"]], None),
        ([["a"]], "ab"),
        ([["a"]], 5),
        ([{"a": 1}], [("x", "y", "z")]),
    ],
)
def test_wrong_tables_are_refused(screen: Screen, data: Any, header: Any) -> None:
    with pytest.raises((ArgumentError, TypeError)):
        put_table(data, header)
    assert screen.texts() == []


def test_the_arguments_are_not_changed(screen: Screen) -> None:
    data, header = [["1"]], ["a"]
    put_table(data, header)
    assert (data, header) == ([["1"]], ["a"])


def test_scope_and_position(screen: Screen) -> None:
    with use_scope("s"):
        put_text("x")
    put_table([["a"]], scope="s", position=0)
    put_table([["a"]], None, "s", 0)
    assert screen.texts("s") == ["[table]", "[table]", "x"]
