"""The Markdown previewer."""

from __future__ import annotations

from demos import markdown_previewer
from pywebio import protocol as wire
from pywebio.testing import Visitor
from pywebio.testing.plugin import OpenVisitor


def shown(visitor: Visitor) -> str:
    """The Markdown of the preview."""
    (node,) = visitor.outputs("preview")
    assert isinstance(node, wire.Markdown)
    return node.content


def test_a_sample_is_there_and_text_is_previewed(open_visitor: OpenVisitor) -> None:
    visitor = open_visitor(markdown_previewer.main)
    assert shown(visitor) == markdown_previewer.SAMPLE
    visitor.fill(text="# Mine\n  indented")
    visitor.press("Preview")
    assert shown(visitor) == "# Mine\n  indented"
    assert visitor.form.values["text"] == "# Mine\n  indented"


def test_the_text_is_saved_as_a_file(open_visitor: OpenVisitor) -> None:
    visitor = open_visitor(markdown_previewer.main)
    visitor.fill(text="Größe: **5**")
    visitor.press("Save as file")
    assert visitor.sees("Saved as text.md")
    assert visitor.downloads == [("text.md", "Größe: **5**".encode())]


def test_start_anew(open_visitor: OpenVisitor) -> None:
    visitor = open_visitor(markdown_previewer.main)
    visitor.press("Start anew")
    assert shown(visitor) == ""
