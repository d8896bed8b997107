from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from output_screen import Screen

from pywebio import protocol as wire
from pywebio.exceptions import ArgumentError
from pywebio.output import (
    clear,
    column,
    get_scope,
    grid,
    output,
    put_button,
    put_collapse,
    put_column,
    put_error,
    put_grid,
    put_info,
    put_row,
    put_scope,
    put_success,
    put_table,
    put_text,
    put_warning,
    remove,
    row,
    span,
    style,
    use_scope,
)


def contents_of(items: list[Any]) -> list[Any]:
    return [None if item is None else item.content for item in items]


# -- boxes ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("put", "kind"),
    [
        (put_info, "info"),
        (put_success, "success"),
        (put_warning, "warning"),
        (put_error, "error"),
    ],
)
def test_message_boxes(screen: Screen, put: Callable[..., Any], kind: str) -> None:
    put("a", 5, put_text("b"), closable=True)
    put()
    first, second = screen.nodes()
    assert (first.kind, first.closable, contents_of(first.contents)) == (
        kind,
        True,
        ["a", "5", "b"],
    )
    assert (second.kind, second.closable, second.contents) == (kind, False, [])


def test_collapse(screen: Screen) -> None:
    put_collapse("one", "a")
    put_collapse("two", ["a", put_text("b")], open=True)
    put_collapse(3, put_text("c"))
    put_collapse("four")
    found = [(n.title, contents_of(n.contents), n.open) for n in screen.nodes()]
    assert found == [
        ("one", ["a"], False),
        ("two", ["a", "b"], True),
        ("3", ["c"], False),
        ("four", [], False),
    ]


@pytest.mark.parametrize("content", [5, None, ["a", 5], [["a"]], {"a": 1}])
def test_contents_of_a_collapse_are_checked(screen: Screen, content: Any) -> None:
    with pytest.raises(AssertionError):
        put_collapse("t", content)


# -- rows, columns ----------------------------------------------------------------------------


def test_row(screen: Screen) -> None:
    put_row([put_text("a"), None, put_text("b")])
    node = screen.node()
    assert contents_of(node.items) == ["a", None, "b"]
    assert (node.columns, node.rows, node.flow) == ("1fr 10px 1fr", "", "column")


def test_row_with_sizes(screen: Screen) -> None:
    put_row([put_text("a"), None, put_text("b")], size="40% 10px minmax(10px, 2fr)")
    assert screen.node().columns == "40% 10px minmax(10px, 2fr)"


def test_column(screen: Screen) -> None:
    put_column([put_text("a"), None, put_text("b")])
    put_column([put_text("a")], "auto")
    first, second = screen.nodes()
    assert (first.rows, first.columns, first.flow) == ("1fr 10px 1fr", "", "row")
    assert second.rows == "auto"


def test_one_output_instead_of_a_list(screen: Screen) -> None:
    put_row(put_text("a"))
    put_column(put_text("b"))
    assert [contents_of(node.items) for node in screen.nodes()] == [["a"], ["b"]]


@pytest.mark.parametrize("put", [put_row, put_column])
def test_text_is_no_item(screen: Screen, put: Callable[..., Any]) -> None:
    for content in ("text", ["text"], [5], {"a": 1}):
        with pytest.raises(AssertionError, match="put_text"):
            put(content)
    with pytest.raises(TypeError, match="size"):
        put([put_text("a")], size={})
    assert screen.texts() == []


def test_names_of_1_0(screen: Screen) -> None:
    row([put_text("a")])
    column([put_text("a")], "auto", 0)
    grid([[put_text("a")]], direction="column", scope=-1)
    assert [node.flow for node in screen.nodes()] == ["column", "row", "column"]


# -- grids ------------------------------------------------------------------------------------


def test_grid(screen: Screen) -> None:
    put_grid([[put_text("a"), put_text("b")], [None, put_text("c")]], cell_width="100px")
    node = screen.node()
    assert contents_of(node.items) == ["a", "b", None, "c"]
    assert (node.columns, node.rows, node.flow) == ("100px 100px", "auto auto", "row")


def test_grid_in_columns(screen: Screen) -> None:
    put_grid([[put_text("a"), put_text("b")], [put_text("c")]], direction="column", cell_height=20)
    node = screen.node()
    assert contents_of(node.items) == ["a", "b", "c", None]
    assert (node.columns, node.rows, node.flow) == ("auto auto", "20px 20px", "column")


def test_sizes_of_all_columns_and_rows(screen: Screen) -> None:
    put_grid([[put_text("a")]], "1px", "2px", cell_widths="3px 4px", cell_heights="5px")
    node = screen.node()
    assert (node.columns, node.rows) == ("3px 4px", "5px")


def test_short_rows_are_filled(screen: Screen) -> None:
    put_grid([[put_text("a")], [put_text("b"), put_text("c"), put_text("d")], []])
    assert contents_of(screen.node().items) == ["a", None, None, "b", "c", "d", None, None, None]


def test_spans_in_a_grid(screen: Screen) -> None:
    put_grid([[span(put_text("a"), row=2), put_text("b")], [put_text("c")], [span("d", col=2)]])
    node = screen.node()
    first, b, c, last = node.items
    assert (first.content.content, first.row, first.col) == ("a", 2, 1)
    assert (b.content, c.content) == ("b", "c")
    assert (last.content.content, last.row, last.col) == ("d", 1, 2)
    assert (node.columns, node.rows) == ("auto auto", "auto auto auto")


def test_filling_knows_what_spans_cover(screen: Screen) -> None:
    put_grid([[span("a", row=2, col=2), "b"], [], ["c"]])
    kinds = [item if item is None else type(item).__name__ for item in screen.node().items]
    assert kinds == ["Span", "Text", None, "Text", None, None]


def test_spans_in_columns(screen: Screen) -> None:
    put_grid([[span("a", col=2), "b"], ["c"]], direction="column")
    node = screen.node()
    assert len(node.items) == 3
    assert (node.columns, node.rows) == ("auto auto", "auto auto")


def test_an_empty_grid_and_empty_spans(screen: Screen) -> None:
    put_grid([])
    put_grid([[span(None, col=2)]])
    first, second = screen.nodes()
    assert first.items == []
    assert second.items[0].content is None


@pytest.mark.parametrize(
    "arguments",
    [
        {"content": ["text"]},
        {"content": [5]},
        {"content": 5},
        {"content": [[]], "direction": "diagonal"},
        {"content": [["a"]], "cell_width": []},
        {"content": [["a"]], "cell_heights": object()},
    ],
)
def test_wrong_grids_are_refused(screen: Screen, arguments: dict[str, Any]) -> None:
    with pytest.raises((ArgumentError, TypeError)):
        put_grid(**arguments)
    assert screen.texts() == []


# -- with -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "make",
    [
        lambda: put_collapse("t", "first"),
        lambda: put_info("first"),
        lambda: put_success("first"),
        lambda: put_warning("first"),
        lambda: put_error("first"),
        lambda: put_row([put_text("first")]),
        lambda: put_column([put_text("first")]),
    ],
)
def test_a_block_fills_the_container(screen: Screen, make: Callable[[], Any]) -> None:
    with make() as name:
        assert get_scope() == name
        put_text("a")
        put_button("b", onclick=lambda: None)
    put_text("below")
    put_text("c", scope=name)
    assert len(screen.texts()) == 2
    assert screen.texts(name) == ["a", "[buttons]", "c"]
    assert get_scope() == "ROOT"


def test_blocks_nest(screen: Screen) -> None:
    with put_row() as outer, put_column() as inner:
        put_text("a")
    with put_info(), put_collapse("t") as deep:
        put_text("b")
    assert screen.texts(outer) == ["[grid]"]
    assert screen.texts(inner) == ["a"]
    assert screen.texts(deep) == ["b"]


def test_items_of_a_row_put_by_a_block_stand_side_by_side(screen: Screen) -> None:
    with put_row():
        put_text("a")
        put_text("b")
    node = screen.node()
    assert (node.flow, node.auto_columns) == ("column", "1fr")
    assert node.items[0].style == "display: contents"


def test_a_block_that_fails_leaves_the_container(screen: Screen) -> None:
    with pytest.raises(KeyError), put_info():
        raise KeyError
    assert get_scope() == "ROOT"


def test_a_container_can_be_kept_shown_again_and_entered_again(screen: Screen) -> None:
    box = put_info("x")
    with box as first:
        put_text("a")
    box.show()
    with box as second:
        put_text("b")
    assert screen.texts() == ["[alert]"] * 3
    assert screen.texts(first) == ["a"]
    assert screen.texts(second) == ["b"]
    assert len(screen.scopes) == 4


def test_a_container_goes_with_its_scope(screen: Screen) -> None:
    with use_scope("s"), put_info() as name:
        put_text("a")
    clear("s")
    assert screen.scopes == {"s"}
    put_text("late", scope=name)
    assert screen.texts("s") == []


# -- put_scope --------------------------------------------------------------------------------


def test_scopes_as_outputs(screen: Screen) -> None:
    put_row([put_scope("left"), put_scope("right", "text")])
    put_scope("below", [put_text("a"), "b"])
    put_text("filled", scope="left")
    assert screen.texts("left") == ["filled"]
    assert screen.texts("right") == ["text"]
    assert screen.texts("below") == ["a", "b"]


def test_scopes_in_scopes(screen: Screen) -> None:
    put_scope("a", put_scope("b", put_table([[put_scope("c", "deep")]])))
    assert screen.scopes == {"a", "b", "c"}
    assert screen.texts("c") == ["deep"]
    remove("a")
    assert screen.scopes == set()


def test_a_second_scope_of_a_name_is_marked_and_stays_empty(screen: Screen) -> None:
    put_scope("s", "first")
    put_scope("s", "second")
    put_table([[put_scope("s", "third")]])
    first, second, table = screen.nodes()
    assert (first.duplicate, second.duplicate, table.rows[0][0].duplicate) == (False, True, True)
    assert screen.texts("s") == ["first"]


def test_a_scope_shown_twice_is_a_duplicate(screen: Screen) -> None:
    kept = put_scope("s", "a").show()
    kept.show()
    put_row([kept])
    first, second, grid_node = screen.nodes()
    assert [first.duplicate, second.duplicate, grid_node.items[0].duplicate] == [False, True, True]
    clear()
    kept.show()
    assert screen.texts("s") == ["a"]
    assert not screen.node().duplicate


def test_a_scope_shown_again_after_it_has_gone_has_its_contents(screen: Screen) -> None:
    clicks: list[int] = []
    inner = put_text("a").onclick(lambda: clicks.append(1))
    kept = put_table([[put_scope("s", [inner, put_scope("t", "deep")])]])
    for _ in range(3):
        clear()
        kept.show()
        assert screen.texts("s") == ["a", "<t>"]
        assert screen.texts("t") == ["deep"]
        screen.click(screen.nodes("s")[0].click)
    assert len(clicks) == 3


def test_other_contents_of_a_scope_are_text(screen: Screen) -> None:
    for name, content in (("a", 5), ("b", [5]), ("c", None)):
        put_scope(name, content)
    assert screen.texts("a") == screen.texts("b") == ["5"]
    assert screen.texts("c") == []


# -- output() ---------------------------------------------------------------------------------


def place_of(screen: Screen) -> str:
    """The scope of the only placeholder on the page."""
    (name,) = screen.scopes
    return name


def test_a_placeholder_does_not_appear_by_itself(screen: Screen) -> None:
    handle = output("a")
    del handle
    output("b")
    assert screen.texts() == []


def test_a_placeholder_changes_where_it_stands(screen: Screen) -> None:
    handle = output("a", put_text("b"), 5)
    put_table([["x", handle]])
    name = place_of(screen)
    assert screen.texts(name) == ["a", "b", "5"]
    handle.append("c", put_text("d"))
    assert screen.texts(name) == ["a", "b", "5", "c", "d"]
    handle.reset("e", put_text("f"))
    assert screen.texts(name) == ["e", "f"]
    handle.reset()
    assert screen.texts(name) == []


@pytest.mark.parametrize(
    ("index", "expected"),
    [
        (0, "mnabxy"),
        (1, "amnbxy"),
        (4, "abxymn"),
        (9, "abxymn"),
        (-1, "abxymn"),
        (-2, "abxmny"),
        (-4, "amnbxy"),
        (-5, "mnabxy"),
        (-9, "mnabxy"),
    ],
)
def test_insert_keeps_the_order(screen: Screen, index: int, expected: str) -> None:
    shown, hidden = output(*"abxy"), output(*"abxy")
    shown.show()
    name = place_of(screen)
    shown.insert(index, "m", "n")
    hidden.insert(index, "m", "n")
    assert "".join(screen.texts(name)) == expected
    hidden.show()
    (other,) = screen.scopes - {name}
    assert "".join(screen.texts(other)) == expected


def test_a_placeholder_changes_before_it_is_shown(screen: Screen) -> None:
    handle = output("a")
    handle.append("b")
    handle.insert(0, "c")
    kept = put_row([handle])
    handle.append("d")
    kept.show()
    assert screen.texts(place_of(screen)) == ["c", "a", "b", "d"]


def test_a_placeholder_changes_in_all_its_places(screen: Screen) -> None:
    handle = output("a")
    put_row([handle, handle])
    handle.show()
    with use_scope("s"):
        put_table([[handle]])
    handle.append("b")
    names = screen.scopes - {"s"}
    assert len(names) == 4
    assert all(screen.texts(name) == ["a", "b"] for name in names)
    clear("s")
    handle.reset("c")
    names = screen.scopes - {"s"}
    assert len(names) == 3
    assert all(screen.texts(name) == ["c"] for name in names)


def test_a_placeholder_that_has_gone_can_be_shown_again(screen: Screen) -> None:
    handle = output("a").show()
    clear()
    handle.append("b")
    handle.show()
    assert screen.texts(place_of(screen)) == ["a", "b"]


def test_a_combination_with_a_placeholder_shown_twice(screen: Screen) -> None:
    handle = output("a")
    kept = put_table([[handle]])
    kept.show().show()
    handle.reset("b")
    assert [screen.texts(name) for name in screen.scopes] == [["b"], ["b"]]


def test_style_and_clicks_of_a_placeholder(screen: Screen) -> None:
    clicks: list[int] = []
    handle = style(output("a"), "color: red").onclick(lambda: clicks.append(1))
    handle.show()
    put_row([handle])
    first, second = screen.nodes()
    assert first.style == second.items[0].style == "color: red"
    screen.click(first.click)
    screen.click(second.items[0].click)
    assert clicks == [1, 1]


def test_placeholders_in_placeholders(screen: Screen) -> None:
    inner = output("a")
    outer = output(inner)
    outer.show()
    inner.append("b")
    outer.append("c")
    texts = sorted(screen.texts(name) for name in screen.scopes)
    assert ["a", "b"] in texts
    assert any(text[-1] == "c" for text in texts)


def test_buttons_in_a_placeholder(screen: Screen) -> None:
    clicks: list[int] = []
    handle = output(put_button("x", onclick=lambda: clicks.append(1)))
    handle.show().show()
    for name in screen.scopes:
        screen.click(screen.node(name).callback, 0)
    assert clicks == [1, 1]
    handle.reset()
    assert screen.session.page.callbacks == {}


def test_insert_takes_an_index(screen: Screen) -> None:
    with pytest.raises(TypeError):
        output("a").insert("b", "c")  # type: ignore[arg-type]


def test_a_placeholder_keeps_no_more_than_a_page(screen: Screen) -> None:
    bounds = screen.session.page.bounds._replace(outputs=200)
    screen.session.page.bounds = bounds
    handle = output()
    for number in range(1000):
        handle.append(number)
    assert len(handle.pieces) <= 201
    last = handle.pieces[-1].node
    assert isinstance(last, wire.Text)
    assert last.content == "999"
