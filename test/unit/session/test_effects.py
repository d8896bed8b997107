"""What happens once: exactly once per page, kept while nobody looks, and never without bound."""

from __future__ import annotations

import pytest
from session_core import SMALL, Core, drain, texts, toasts

from pywebio import protocol as wire
from pywebio.exceptions import SessionClosedException, SessionException
from pywebio.session.base import Settings
from pywebio.session.coroutinebased import CoroutineSession
from pywebio.session.page import Bounds
from pywebio.testing import VirtualHost


def test_effects_wait_for_the_first_page() -> None:
    core = Core()
    core.text("a")
    core.toast("early")
    line = core.open()
    assert texts(line) == ["a"]
    assert toasts(line) == ["early"]
    assert not core.page.effects


def test_an_effect_has_its_place_among_the_changes() -> None:
    core = Core()
    line = core.open()
    drain(line)
    core.text("a")
    core.toast("between")
    core.text("b")
    frame = line.take()
    assert frame is not None
    assert frame.index(b'"a"') < frame.index(b"between") < frame.index(b'"b"')


def test_an_effect_goes_to_the_leading_page_alone() -> None:
    core = Core()
    first = core.open()
    drain(first)
    second = core.open()
    core.toast("x")
    drain(first)
    drain(second)
    assert (toasts(first), toasts(second)) == ([], ["x"])


def test_the_page_that_led_before_gets_what_the_leader_left_undone() -> None:
    core = Core()
    first = core.open()
    drain(first)
    second = core.open()
    drain(second)
    core.toast("x")
    second.leave()
    drain(first)
    assert toasts(first) == ["x"]


def test_effects_done_are_not_in_a_later_snapshot() -> None:
    core = Core()
    line = core.open()
    core.toast("once")
    drain(line)
    again = core.open()
    drain(again)
    assert toasts(again) == []


def test_a_page_that_falls_behind_keeps_its_effects() -> None:
    core = Core(window=SMALL)
    line = core.open()
    drain(line)
    line.drop()
    for number in range(100):
        core.text("x")
        core.toast(str(number))
    line.resume()
    drain(line)
    assert toasts(line) == [str(number) for number in range(100)]
    assert texts(line) == ["x"] * 100


def test_messages_drop_their_oldest_beyond_the_limit() -> None:
    core = Core(bounds=Bounds(effects=10))
    for number in range(25):
        core.toast(str(number))
    line = core.open()
    drain(line)
    assert toasts(line) == [str(number) for number in range(15, 25)]


def test_messages_make_room_among_scripts_without_dropping_any_of_these() -> None:
    core = Core(bounds=Bounds(effects=3))
    core.session.effect(wire.RunJs(effect=0, code="1"))
    core.toast("a")
    core.session.effect(wire.RunJs(effect=0, code="2"))
    core.toast("b")
    line = core.open()
    drain(line)
    kinds = [type(effect).__name__ for effect in line.document.effects]
    assert kinds == ["RunJs", "RunJs", "Toast"]
    assert toasts(line) == ["b"]


def test_the_bytes_of_effects_are_bounded_too() -> None:
    core = Core(bounds=Bounds(effect_size=1000))
    for _ in range(20):
        core.session.effect(wire.Toast(effect=0, content="x"), 300)
    assert core.page.effect_size <= 1300


def test_too_many_effects_of_a_coroutine_are_an_error_that_names_the_limit() -> None:
    host = VirtualHost()
    session = CoroutineSession(host, Settings(bounds=Bounds(effects=5)), {})
    for _ in range(5):
        session.effect(wire.RunJs(effect=0, code="x"))
    with pytest.raises(SessionException, match="5 effects"):
        session.effect(wire.RunJs(effect=0, code="x"))
    session.close()
    host.close()


def test_no_effect_after_the_end() -> None:
    core = Core()
    core.session.close()
    with pytest.raises(SessionClosedException):
        core.toast("late")
