"""The assistant; its pauses pass on the visitor's clock."""

from __future__ import annotations

import asyncio
import gc

import pytest

from demos import assistant
from pywebio.testing import Visitor
from pywebio.testing.plugin import OpenVisitor


@pytest.fixture
def visitor(open_visitor: OpenVisitor) -> Visitor:
    result: Visitor = open_visitor(assistant.main)
    return result


def test_an_answer_comes_word_by_word(visitor: Visitor) -> None:
    visitor.press("How do I make good tea?")
    visitor.advance(assistant.PAUSE * 6)
    assert visitor.sees("### How to make")
    assert "bitter" not in visitor.text()
    visitor.advance(60)
    assert visitor.sees("turns bitter.")
    assert "[Stop]" not in visitor.text()


def test_it_can_be_stopped_and_goes_on_with_another_question(visitor: Visitor) -> None:
    visitor.press("Why is the sea blue?")
    visitor.advance(assistant.PAUSE * 6)
    visitor.press("Stop")
    assert visitor.sees("(stopped)")
    visitor.advance(60)
    assert "grey day" not in visitor.text()
    visitor.fill(text="Python, please")
    visitor.press("Send")
    visitor.advance(60)
    assert visitor.sees("start_server(hello")


def test_a_visitor_who_leaves_stops_it(visitor: Visitor, caplog: pytest.LogCaptureFixture) -> None:
    visitor.press("Why is the sea blue?")
    visitor.advance(assistant.PAUSE * 3)
    visitor.leave()
    visitor.advance(60)
    gc.collect()
    assert caplog.text == ""


def test_an_empty_question_is_not_answered(visitor: Visitor) -> None:
    visitor.press("Something else")
    visitor.fill(text="   ")
    visitor.press("Send")
    assert visitor.form.label == "Your question"
    assert "[Stop]" not in visitor.text()


def test_what_it_does_not_know_it_makes_up(visitor: Visitor) -> None:
    visitor.press("Something else")
    visitor.fill(text="Quantum <b>lobsters</b>?")
    visitor.press("Send")
    visitor.advance(60)
    assert visitor.sees("Quantum <b>lobsters</b>?")
    assert visitor.sees("Of this I know *nothing*")


def test_the_same_question_has_the_same_answer() -> None:
    async def ask(prompt: str) -> str:
        return "".join([piece async for piece in assistant.Model().answer(prompt)])

    first, again, other = (asyncio.run(ask(prompt)) for prompt in ("xyzzy", "xyzzy", "plugh"))
    assert first == again != other
    assert "Of this I know *nothing*, but I can talk:\n\n> " in first


def test_all_of_a_text_is_said() -> None:
    async def ask() -> str:
        return "".join([piece async for piece in assistant.Model().answer("tea")])

    assert asyncio.run(ask()) == assistant.KNOWLEDGE[0]
