from __future__ import annotations

from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from output_screen import Screen

from pywebio.output import clear, put_file, put_table
from pywebio.testing.plugin import OpenVisitor


def test_a_file_and_its_label(screen: Screen) -> None:
    put_file("hello.txt", b"hello")
    put_file("ü.bin", bytearray(b"x"), "Get it")
    first, second = screen.nodes()
    assert (first.label, first.name) == ("hello.txt", "hello.txt")
    assert (second.label, second.name) == ("Get it", "ü.bin")
    sources = list(screen.session.page.files.values())
    assert [(source.name, source.content) for source in sources] == [
        ("hello.txt", b"hello"),
        ("ü.bin", b"x"),
    ]
    assert sources[0].mime == "text/plain"
    assert first.src == screen.session.file_url(sources[0])


def test_files_by_path_and_open_files(screen: Screen, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"from disk")
    put_file("a", path)
    with path.open("rb") as file:
        put_file("b", file)
    put_file("c", BytesIO(b"memory"))
    contents = [source.content for source in screen.session.page.files.values()]
    assert contents == [b"from disk", b"from disk", b"memory"]


@pytest.mark.parametrize("content", [None, 5, StringIO("text"), [b"x"]])
def test_contents_are_checked(screen: Screen, content: Any) -> None:
    with pytest.raises(TypeError, match="bytes"):
        put_file("a", content)
    with pytest.raises(TypeError, match="name"):
        put_file(5, b"x")  # type: ignore[arg-type]


def test_a_file_goes_with_its_output(screen: Screen) -> None:
    file = put_file("a", b"x")
    put_table([[file]])
    file.update("b", b"y")
    (source,) = screen.session.page.files.values()
    assert source.name == "b"
    clear()
    assert not screen.session.page.files


def test_a_visitor_saves_it_after_the_program_has_returned(open_visitor: OpenVisitor) -> None:
    visitor = open_visitor(lambda: put_file("a.txt", b"content", "Save"))
    assert visitor.state == "held"
    assert visitor.sees("[Save]")
    visitor.press("Save")
    assert visitor.downloads == [("a.txt", b"content")]


def test_in_a_coroutine(open_visitor: OpenVisitor) -> None:
    async def app() -> None:
        put_file("a.txt", b"content")

    visitor = open_visitor(app)
    visitor.press("a.txt")
    assert visitor.downloads == [("a.txt", b"content")]
    assert visitor.state == "held"
