"""What is said of a program that cannot be started."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pywebio.platform.failure import Failure, failure_app, failure_of, read_failure
from pywebio.testing import Visitor


def test_the_last_place_and_the_last_line_are_those_of_the_error(tmp_path: Path) -> None:
    source = tmp_path / "a.py"
    source.write_text("x = 1\ny = <b>\n")
    with pytest.raises(SyntaxError) as caught:
        compile(source.read_text(), str(source), "exec")
    failure = failure_of(caught.value)
    assert (failure.file, failure.line) == (str(source), 2)
    assert failure.message == "SyntaxError: invalid syntax"


def test_without_a_place_there_is_what_was_said_otherwise() -> None:
    assert read_failure("Killed\n", "It has ended.") == Failure("It has ended.", detail="Killed\n")


def test_the_page_shows_the_lines_around(tmp_path: Path) -> None:
    source = tmp_path / "a.py"
    source.write_text("".join(f"line {count} <i>\n" for count in range(1, 21)))
    failure = Failure("SyntaxError: it's <b>", str(source), 10, "Traceback <u>")
    with Visitor(failure_app(failure, "closing words")) as visitor:
        visitor.settle()
        shown = visitor.text()
    for text in ("SyntaxError: it's <b>", "a.py, line 10", "Traceback <u>", "closing words"):
        assert text in shown
    assert "10 line 10 <i>" in shown
    assert "line 5 <i>" not in shown
    assert "line 15 <i>" not in shown


def test_only_sources_are_shown() -> None:
    with Visitor(failure_app(Failure("odd", "/etc/passwd", 1))) as visitor:
        visitor.sees("/etc/passwd, line 1")
        assert "root:" not in visitor.text()


@given(st.text())
def test_anything_that_was_said_can_be_read(said: str) -> None:
    assert read_failure(said, "otherwise").message
