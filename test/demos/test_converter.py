"""The file converter."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demos import converter
from pywebio.testing.plugin import OpenVisitor

ROWS = [{"name": "Ann", "city": "Oslo"}, {"name": "Bob | Co", "city": 'Rome, "old"'}]


def test_a_file_goes_in_and_others_come_out(open_visitor: OpenVisitor) -> None:
    visitor = open_visitor(converter.main)
    visitor.submit(("people.csv", b"name;city\nAnn;Oslo\nBob;Rome\n"))
    assert visitor.sees("2 rows, 2 columns")
    for label in converter.WRITERS:
        visitor.press(f"Save as {label}")
        visitor.settle()
    files = {name: content.decode() for name, content in visitor.downloads}
    assert list(files) == [f"people{e}" for e in (".csv", ".json", ".jsonl", ".md", ".html")]
    assert files["people.csv"] == "name,city\nAnn,Oslo\nBob,Rome\n"
    assert json.loads(files["people.json"])[1] == {"name": "Bob", "city": "Rome"}
    assert files["people.jsonl"].startswith('{"name": "Ann", "city": "Oslo"}\n')
    assert files["people.md"] == "| name | city |\n| --- | --- |\n| Ann | Oslo |\n| Bob | Rome |\n"
    assert "<tr><td>Ann</td><td>Oslo</td></tr>" in files["people.html"]


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.txt", b"a", "A file with one of these endings"),
        ("a.csv", b"", "There is no row"),
        ("a.csv", b"a,b\n", "There is no row"),
        ("a.csv", b"a,b\n1,2,3\n", "Row 2 has 3 cells, but the first row names 2 columns."),
        ("a.csv", b"a,a\n1,2\n", "Two columns have the same name."),
        ("a.csv", b'a\n"b', "This is no CSV"),
        ("a.csv", b"a\n\xff", "not UTF-8: see byte 2"),
        ("a.json", b"{", "This is no JSON"),
        ("a.json", b"[1]", "a list of objects"),
        ("a.json", b'[{"a": NaN}]', "NaN is no number in JSON"),
        ("a.json", b'[{"a": "\\ud800"}]', "half a character"),
        ("a.json", b"[" * 100_000, "This is no JSON"),
        ("a.json", b'[{"a": 1e999}]', "cannot be written again"),
        ("a.json", json.dumps([dict.fromkeys(map(str, range(201)))]).encode(), "more than 200"),
        ("a.jsonl", b'{"a": 1}\n{"a": ', "Line 2 is no JSON"),
        ("a.jsonl", b"5", "Line 1 is no object"),
    ],
)
def test_what_cannot_be_read_is_told_at_the_field(
    open_visitor: OpenVisitor, name: str, content: bytes, problem: str
) -> None:
    visitor = open_visitor(converter.main)
    visitor.submit((name, content))
    assert problem in (visitor.form.problem or "")


def test_the_sample_can_be_converted(open_visitor: OpenVisitor) -> None:
    visitor = open_visitor(converter.main)
    visitor.press("A small file to try it with")
    (sample,) = visitor.downloads
    visitor.submit(sample)
    assert visitor.sees("2 rows, 3 columns")


def test_much_is_previewed_in_part(open_visitor: OpenVisitor) -> None:
    visitor = open_visitor(converter.main)
    lines = "".join(f"{n}\n" for n in range(25))
    visitor.submit(("n.csv", b"number\n" + lines.encode()))
    assert visitor.sees("and 5 rows more")
    assert "24" not in visitor.text("result").split()


@pytest.mark.parametrize("kind", ["CSV", "JSON", "JSON Lines"])
def test_what_was_written_is_read_again(kind: str) -> None:
    ending, write = converter.WRITERS[kind]
    assert converter.read("a" + ending, write(ROWS).encode()) == ROWS


def test_markdown_and_html_keep_their_marks() -> None:
    assert r"| Bob \| Co |" in converter.write_markdown(ROWS)
    assert "&lt;b&gt;" in converter.write_html([{"a": "<b>"}])


VALUES = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=3)


@given(st.lists(st.dictionaries(st.text(), VALUES), min_size=1))
def test_any_json_goes_out_in_all_ways(rows: list[dict[str, Any]]) -> None:
    try:
        read = converter.read("a.json", json.dumps(rows).encode())
    except converter.UnreadableError:
        return
    assert read == rows
    for _, write in converter.WRITERS.values():
        assert write(read).encode()


@given(st.sampled_from(sorted(converter.READERS)), st.binary())
def test_anything_is_read_or_refused(ending: str, content: bytes) -> None:
    with suppress(converter.UnreadableError):
        assert converter.read("a" + ending, content)
