from __future__ import annotations

from typing import Any

import pytest
from output_screen import Screen

from pywebio.exceptions import ArgumentError
from pywebio.output import (
    put_button,
    put_image,
    put_row,
    put_scope,
    put_scrollable,
    put_tabs,
    put_text,
    style,
)


def words(contents: list[Any]) -> list[Any]:
    return [getattr(node, "content", None) for node in contents]


# -- tabs -----------------------------------------------------------------------------------------


def test_tabs(screen: Screen) -> None:
    put_tabs(
        [
            {"title": "a", "content": "text"},
            {"title": 1, "content": [put_text("one"), "two"]},
            {"title": "c", "content": style([put_text("red")], "color: red")},
            {"title": "d", "content": 5},
            {"title": "e", "content": []},
        ]
    )
    found = [(tab.title, words(tab.contents)) for tab in screen.node().tabs]
    assert found == [
        ("a", ["text"]),
        ("1", ["one", "two"]),
        ("c", ["red"]),
        ("d", ["5"]),
        ("e", []),
    ]


def test_what_stands_in_tabs_comes_and_goes_with_them(screen: Screen) -> None:
    inner = put_button("old", onclick=print)
    tabs = put_tabs(
        [
            {"title": "a", "content": [put_scope("s"), put_image(b"GIF89a")]},
            {"title": "b", "content": inner},
        ]
    ).show()
    put_text("in s", scope="s")
    assert screen.texts("s") == ["in s"]
    inner.update("new", onclick=print)
    assert screen.node().tabs[1].contents[0].buttons[0].label == "new"
    tabs.remove()
    page = screen.session.page
    assert (screen.scopes, page.files, page.callbacks) == (set(), {}, {})
    put_row([tabs])
    assert len(page.callbacks) == len(page.files) == 1


@pytest.mark.parametrize(
    "tabs",
    [
        [{"title": "a"}],
        [{"content": "a"}],
        ["a"],
        [("a", "b")],
        "ab",
        {"title": "a", "content": "b"},
        5,
        None,
    ],
)
def test_tabs_are_checked(screen: Screen, tabs: Any) -> None:
    with pytest.raises(AssertionError):
        put_tabs(tabs)


def test_outputs_of_tabs_that_failed_do_not_appear(screen: Screen) -> None:
    with pytest.raises(ArgumentError):
        put_tabs([{"title": "a", "content": put_text("never")}, {"title": "b"}])
    with pytest.raises(ArgumentError):
        put_tabs(tab for tab in [{"title": "a", "content": [put_text("never")]}, 5])  # type: ignore[misc]
    assert screen.texts() == []


def test_tabs_hold_no_block(screen: Screen) -> None:
    with pytest.raises(RuntimeError, match="put_scrollable"), put_tabs([]):
        pass


# -- boxes that scroll ----------------------------------------------------------------------------


def heights(screen: Screen) -> list[tuple[str, str]]:
    return [(node.min_height, node.max_height) for node in screen.nodes()]


def test_scrollable(screen: Screen) -> None:
    put_scrollable(put_text("a"))
    put_scrollable(["b", put_text("c"), 5], keep_bottom=True, border=False)
    put_scrollable("d")
    first, second, third = screen.nodes()
    assert (words(first.contents), first.keep_bottom, first.border) == (["a"], False, True)
    assert (words(second.contents), second.keep_bottom, second.border) == (
        ["b", "c", "5"],
        True,
        False,
    )
    assert words(third.contents) == ["d"]


def test_heights(screen: Screen) -> None:
    put_scrollable()
    put_scrollable("a", 120.5)
    put_scrollable("a", (100, 200))
    put_scrollable("a", (None, "50vh"))
    put_scrollable("a", None)
    put_scrollable("a", max_height=300, horizon_scroll=True)
    assert heights(screen) == [
        ("400px", "400px"),
        ("120.5px", "120.5px"),
        ("100px", "200px"),
        ("", "50vh"),
        ("", ""),
        ("300px", "300px"),
    ]


def test_a_block_in_a_box(screen: Screen) -> None:
    with put_scrollable("first", keep_bottom=True) as scope:
        put_text("second")
    put_text("third", scope=scope)
    assert screen.texts(scope) == ["second", "third"]
    assert screen.texts() == ["[scrollable]"]


def test_arguments_of_a_box_are_checked(screen: Screen) -> None:
    for height in ((1,), (1, 2, 3), [True, 1], {"max": 5}):
        with pytest.raises((ArgumentError, TypeError), match="height"):
            put_scrollable(put_text("never"), height)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="hight"):
        put_scrollable(put_text("never"), hight=5)
    assert screen.texts() == []
