"""The chat room, with several visitors at once."""

from __future__ import annotations

import pytest

from demos import chat
from pywebio.testing import Visitor
from pywebio.testing.plugin import OpenVisitor


@pytest.fixture(autouse=True)
def new_room(monkeypatch: pytest.MonkeyPatch) -> chat.Room:
    room = chat.Room()
    monkeypatch.setattr(chat, "room", room)
    return room


def enter(open_visitor: OpenVisitor, name: str) -> Visitor:
    visitor = open_visitor(chat.main)
    visitor.submit(name)
    assert visitor.sees(f"{name} has come in")
    return visitor


def test_what_one_says_both_see(open_visitor: OpenVisitor) -> None:
    ann, bob = enter(open_visitor, "Ann"), enter(open_visitor, "Bob")
    assert ann.sees("Bob has come in")
    ann.fill(text="Hello <b>Bob</b>")
    ann.press("Send")
    for visitor in (ann, bob):
        assert visitor.sees("Hello <b>Bob</b>")


def test_a_name_is_taken_once(open_visitor: OpenVisitor) -> None:
    enter(open_visitor, "Ann")
    late = open_visitor(chat.main)
    late.submit("Ann")
    assert "Ann is here already" in str(late.form.marks)
    late.submit("  ")
    assert "at least one letter" in str(late.form.marks)


def test_a_newcomer_sees_what_was_said(open_visitor: OpenVisitor) -> None:
    ann = enter(open_visitor, "Ann")
    ann.fill(text="first words")
    ann.press("Send")
    assert ann.sees("first words")
    assert enter(open_visitor, "Bob").sees("first words")


def test_leaving_by_the_button_and_by_closing_the_page(
    open_visitor: OpenVisitor, new_room: chat.Room
) -> None:
    ann, bob, eve = (enter(open_visitor, name) for name in ("Ann", "Bob", "Eve"))
    bob.press("Leave")
    assert bob.sees("You have left the room")
    assert ann.sees("Bob has left")
    eve.close()
    assert ann.sees("Eve has left")
    assert list(new_room.members) == ["Ann"]


def test_empty_messages_are_not_sent(open_visitor: OpenVisitor, new_room: chat.Room) -> None:
    ann = enter(open_visitor, "Ann")
    ann.fill(text="   ")
    ann.press("Send")
    assert [message.text for message in new_room.history] == ["Ann has come in"]
