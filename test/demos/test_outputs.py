"""The output gallery."""

from __future__ import annotations

import pytest

from demos import outputs
from pywebio import protocol as wire
from pywebio.testing import Visitor
from pywebio.testing.plugin import OpenVisitor


@pytest.fixture
def gallery(open_visitor: OpenVisitor) -> Visitor:
    visitor: Visitor = open_visitor(outputs.main)
    visitor.settle()
    return visitor


def test_every_output_function_is_there(gallery: Visitor) -> None:
    shown = {type(node) for node in gallery.document.everything()}
    kinds = {
        wire.Text,
        wire.Markdown,
        wire.Html,
        wire.Code,
        wire.Table,
        wire.Buttons,
        wire.Link,
        wire.Image,
        wire.Alert,
        wire.Grid,
        wire.Collapse,
        wire.Scope,
    }
    assert shown >= kinds


def test_all_examples_work(gallery: Visitor) -> None:
    assert gallery.state == "held"
    text = gallery.text()
    for chapter, examples in outputs.CHAPTERS.items():
        assert f"## {chapter}" in text
        for function in examples:
            assert f"### {function.__doc__}" in text
            assert outputs.code_of(function)


def test_positions_and_placeholder(gallery: Visitor) -> None:
    assert gallery.text("positions").split() == ["B", "D", "C", "A"]
    (table,) = [node for node in gallery.find(wire.Table) if node.rows[0] == ["Name", "Hobbies"]]
    cell = table.rows[1][1]
    texts = [getattr(node, "content", None) for node in gallery.document.standing(cell)]
    assert texts == ["**Coding**", "Movie", "Music", "Drama"]


def test_a_button_counts(gallery: Visitor) -> None:
    gallery.press("Count")
    gallery.press("Count")
    assert gallery.text("counter") == "clicked 2 times"


def test_toasts(gallery: Visitor) -> None:
    gallery.press("success", nth=2)
    assert gallery.toasts[-1].color == "success"
    gallery.press("Until closed")
    gallery.advance(5)
    assert [toast.content for toast in gallery.toasts] == ["Close me"]
    gallery.close_toast("Close me")
    gallery.press("Takes a click")
    gallery.click("Click me")
    assert gallery.sees("Thank you")


def test_popups(gallery: Visitor) -> None:
    gallery.press("large")
    assert gallery.popup is not None
    assert gallery.popup.startswith("Title\nText")
    gallery.close_popup()
    gallery.press("With a button of its own")
    assert gallery.sees("Outputs go in here.")
    gallery.press("Close")
    gallery.settle()
    assert gallery.popup is None


def test_what_the_browser_does(gallery: Visitor) -> None:
    gallery.answers = lambda code, args: 1280 if code == "innerWidth" else None
    gallery.press("How wide is the window?")
    assert gallery.sees("1280 pixels")
    gallery.press("To the top")
    assert "scrollTo" in gallery.scripts[-1].code
    gallery.press("Save a file")
    assert gallery.downloads == [("hello.txt", b"Hello, world!\n")]


def test_chapters_are_scrolled_to(gallery: Visitor) -> None:
    gallery.press("Tables")
    assert [e.scope for e in gallery.effects if isinstance(e, wire.ScrollTo)] == ["chapter-Tables"]
