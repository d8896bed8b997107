"""The quiz."""

from __future__ import annotations

import pytest

from demos import quiz
from pywebio.testing import Visitor
from pywebio.testing.plugin import OpenVisitor

RIGHT = ["Pacific", 71, ["dolphin", "seal"], " Trade", 12]


@pytest.fixture
def visitor(open_visitor: OpenVisitor) -> Visitor:
    result: Visitor = open_visitor(quiz.main)
    return result


def go_on(visitor: Visitor, answers: list[object]) -> None:
    for answer in answers:
        visitor.fill(answer=answer)
        visitor.press("Next")


def test_all_right(visitor: Visitor) -> None:
    go_on(visitor, RIGHT)
    assert visitor.sees("dolphin, seal")
    visitor.press("Hand in")
    assert visitor.sees("5 of 5")
    visitor.press("Once more")
    assert visitor.sees("1 of 5")


def test_going_back_keeps_what_was_said(visitor: Visitor) -> None:
    go_on(visitor, ["Atlantic", 30])
    visitor.press("Back")
    assert visitor.sees("2 of 5")
    assert visitor.form.values["answer"] == "30"
    visitor.press("Back")
    assert visitor.form.values["answer"] == "Atlantic"
    go_on(visitor, RIGHT)
    visitor.press("Hand in")
    assert visitor.sees("5 of 5")


def test_an_empty_field_does_not_keep_from_going_back(visitor: Visitor) -> None:
    go_on(visitor, ["Pacific"])
    visitor.press("Back")
    assert visitor.sees("1 of 5")


def test_a_wrong_answer_is_explained_and_can_be_changed_before(visitor: Visitor) -> None:
    go_on(visitor, ["Atlantic", *RIGHT[1:]])
    visitor.press("Change 1")
    assert visitor.form.values["answer"] == "Atlantic"
    go_on(visitor, ["Indian", *RIGHT[1:]])
    visitor.press("Hand in")
    assert visitor.sees("4 of 5")
    assert visitor.sees("Not Indian but Pacific.")


@pytest.mark.parametrize("answer", ["", "101", "-1"])
def test_no_percentage(visitor: Visitor, answer: str) -> None:
    go_on(visitor, ["Pacific"])
    visitor.fill(answer=answer)
    visitor.press("Next")
    assert visitor.form.marks == {"answer": "A number from 0 to 100, please."}


def test_a_tick_is_needed(visitor: Visitor) -> None:
    go_on(visitor, RIGHT[:2])
    visitor.press("Next")
    assert visitor.form.marks == {"answer": "Tick one at least."}
