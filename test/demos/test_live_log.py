"""The live log; its seconds pass on the visitor's clock."""

from __future__ import annotations

import pytest

from demos import live_log
from pywebio.testing import Visitor
from pywebio.testing.plugin import OpenVisitor


@pytest.fixture
def log(open_visitor: OpenVisitor) -> Visitor:
    visitor: Visitor = open_visitor(live_log.main)
    return visitor


def numbers(visitor: Visitor) -> list[int]:
    """The numbers of the lines on the page."""
    lines = visitor.text("ROOT").splitlines()
    return [int(line.split()[0]) for line in lines if line[:6].isdigit()]


def test_it_streams_between_start_and_stop(log: Visitor) -> None:
    log.advance(1)
    assert numbers(log) == []
    log.press("Start")
    log.advance(1.95)
    assert numbers(log) == list(range(1, 21))
    log.press("Stop")
    log.advance(5)
    assert numbers(log) == list(range(1, 21))
    log.press("Start")
    log.advance(0.95)
    assert numbers(log) == list(range(1, 31))


def test_it_keeps_the_last_lines_only(log: Visitor) -> None:
    log.press("Start")
    log.advance(15)
    assert len(numbers(log)) == 100
    log.submit(keep=20)
    assert len(numbers(log)) == 20
    first = numbers(log)[0]
    log.advance(0.35)
    assert numbers(log)[0] > first
    assert len(numbers(log)) == 20
    log.press("Clear")
    assert numbers(log) == []


def test_a_note_goes_into_the_log(log: Visitor) -> None:
    log.submit(note="here I was")
    assert log.sees("000001")
    assert log.sees("NOTE  here I was")


def test_a_lost_line_costs_nothing(log: Visitor) -> None:
    log.press("Start")
    log.advance(1)
    log.fill(note="half a sen")
    log.drop()
    log.advance(3)
    log.resume()
    log.advance(1)
    seen = numbers(log)
    assert seen == list(range(1, len(seen) + 1))
    assert len(seen) >= 50
    assert log.form.values["note"] == "half a sen"
