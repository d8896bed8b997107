from __future__ import annotations

import time
from typing import Any

import pytest
from output_screen import Document, Screen

from pywebio.exceptions import ArgumentError
from pywebio.output import clear, put_code, put_html, put_link, put_markdown, put_text


def test_texts_are_joined(screen: Screen) -> None:
    put_text("a", 1, None, 2.5)
    put_text("x", "y", sep="")
    put_text()
    put_text(["list"])
    assert screen.texts() == ["a 1 None 2.5", "xy", "", "['list']"]


def test_inline_text(screen: Screen) -> None:
    put_text("a", inline=True)
    put_text("b")
    assert [node.inline for node in screen.nodes()] == [True, False]


def test_text_of_a_str_subclass_can_be_sent(screen: Screen) -> None:
    class Name(str):
        __slots__ = ()

    put_text(Name("ann"))
    assert type(screen.node().content) is str


def test_half_a_surrogate_pair_does_not_break_the_page(screen: Screen) -> None:
    put_text("name\udcff")
    put_html("\ud800")
    put_markdown("\ud800")
    put_code("\ud800")
    put_link("\ud800", url="x")
    assert [getattr(node, "content", "\ufffd") for node in screen.nodes()] == [
        "name\ufffd",
        *["\ufffd"] * 4,
    ]


def test_text_that_is_not_ascii(screen: Screen) -> None:
    put_text("中文 🙂")
    assert screen.texts() == ["中文 🙂"]


@pytest.mark.parametrize("arguments", [{"sep": 1}, {"position": "top"}, {"scope": 1.5}])
def test_wrong_types_are_refused(screen: Screen, arguments: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        put_text("a", "b", **arguments)
    assert screen.texts() == []


def test_markdown(screen: Screen) -> None:
    put_markdown("# Title", options={"breaks": False}, sanitize=False)
    node = screen.node()
    assert (node.content, node.options, node.sanitize) == ("# Title", {"breaks": False}, False)


def test_markdown_is_sanitized_by_default(screen: Screen) -> None:
    put_markdown("a")
    assert screen.node().sanitize is True


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("one line", "one line"),
        ("  one line", "  one line"),
        ("first\n    a\n      b\n\n    c", "first\na\n  b\n\nc"),
        ("\n\t\ta\n\t\tb\n\t", "\na\nb\n"),
        ("\n    a\n\tb", "\n    a\n\tb"),
        ("  first\n  a", "  first\na"),
    ],
)
def test_the_shared_indentation_of_markdown_is_removed(
    screen: Screen, text: str, shown: str
) -> None:
    put_markdown(text)
    assert screen.node().content == shown


def test_indentation_of_markdown_may_stay(screen: Screen) -> None:
    put_markdown("a\n    b", lstrip=False)
    assert screen.node().content == "a\n    b"


def test_strip_indent_of_earlier_releases(screen: Screen) -> None:
    put_markdown("    a\n      b\n  c", strip_indent=4)
    put_markdown("    a\n      b", 4)
    put_markdown("a\n    b", 0)
    put_markdown("a\n    b", 0, True)
    contents = [node.content for node in screen.nodes()]
    assert contents == ["a\n  b\nc", "a\n  b", "a\n    b", "a\nb"]


def test_unknown_keywords_of_markdown_are_ignored(screen: Screen) -> None:
    put_markdown("a", anything=1)
    assert screen.node().content == "a"


@pytest.mark.parametrize("text", [None, 1, b"a"])
def test_markdown_takes_text_only(screen: Screen, text: Any) -> None:
    with pytest.raises(TypeError, match="put_markdown"):
        put_markdown(text)


@pytest.mark.parametrize("options", [{"x": object()}, {"x": "\ud800"}, {(1, 2): 3}, "breaks"])
def test_options_that_json_cannot_say_are_refused_at_the_call(screen: Screen, options: Any) -> None:
    with pytest.raises(TypeError):
        put_markdown("a", options=options)
    assert screen.texts() == []


def test_later_changes_of_the_options_do_not_reach_the_page(screen: Screen) -> None:
    options: dict[str, Any] = {"x": [1]}
    put_markdown("a", options=options)
    options["x"].append(2)
    assert screen.node().options == {"x": [1]}


def test_html(screen: Screen) -> None:
    put_html("<b>a</b>")
    put_html("<b>b</b>", sanitize=True)
    assert [(n.content, n.sanitize) for n in screen.nodes()] == [
        ("<b>a</b>", False),
        ("<b>b</b>", True),
    ]


def test_objects_that_have_markup(screen: Screen) -> None:
    class Both:
        def __html__(self) -> str:
            return "html"

        def _repr_html_(self) -> str:
            return "repr"

    class Repr:
        def _repr_html_(self) -> str:
            return "repr"

    put_html(Both())
    put_html(Repr())
    assert [node.content for node in screen.nodes()] == ["html", "repr"]


def test_html_of_other_objects_is_refused(screen: Screen) -> None:
    class Broken:
        def _repr_html_(self) -> bytes:
            return b"x"

    for value in (b"x", ["x"], object(), Broken(), Broken):
        with pytest.raises(TypeError, match="put_html"):
            put_html(value)


def test_code(screen: Screen) -> None:
    put_code("```\nx", "python", rows=3)
    put_code({"a": 1})
    first, second = screen.nodes()
    assert (first.content, first.language, first.rows) == ("```\nx", "python", 3)
    assert (second.content, second.language, second.rows) == ("{'a': 1}", "", None)


@pytest.mark.parametrize("rows", [0, -1, "all", 1.5])
def test_rows_of_code_are_checked(screen: Screen, rows: Any) -> None:
    with pytest.raises(ArgumentError):
        put_code("a", rows=rows)
    with pytest.raises(TypeError):
        put_code("a", language=3)  # type: ignore[arg-type]


def test_link(screen: Screen) -> None:
    put_link("docs", url="https://example.org/?a=1&b=2", new_window=True)
    put_link(5, app="other")
    first, second = screen.nodes()
    assert (first.label, first.url, first.app, first.new_window) == (
        "docs",
        "https://example.org/?a=1&b=2",
        "",
        True,
    )
    assert (second.label, second.url, second.app, second.new_window) == ("5", "", "other", False)


@pytest.mark.parametrize("target", [{}, {"url": "a", "app": "b"}])
def test_a_link_has_exactly_one_target(screen: Screen, target: dict[str, Any]) -> None:
    with pytest.raises(ArgumentError, match="either"):
        put_link("x", **target)


def test_the_target_of_a_link_is_text(screen: Screen) -> None:
    with pytest.raises(TypeError):
        put_link("x", url=1)  # type: ignore[arg-type]


def test_ten_thousand_texts_take_little_time(screen: Screen) -> None:
    best = 1.0
    for _ in range(8):
        start = time.process_time()
        for _ in range(1250):
            put_text("a line of a log")
        best = min(best, time.process_time() - start)
        assert len(screen.commands()) >= 1250
        screen.document = Document()
        clear()
    assert best * 8 < 0.1
