"""Whoever is cut off by the server has left, as one whose line broke: nothing of it stays for ever."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from desk import Clicks, Desk, Wire, connect
from page_side import PageSide

from pywebio import protocol as wire
from pywebio.platform.http import Request
from pywebio.platform.link import HELD_EVENTS


class Unread(Wire):
    """Of what is sent to this page nothing is ever read."""

    def _deliver(self, frame: bytes) -> object:  # type: ignore[override]
        self.page.receive(frame)
        return self

    def add_done_callback(self, function: Callable[[object], None]) -> None:
        """As a future that is never done."""


def send_too_large_a_frame(tab: Wire) -> None:
    tab.say(b" " * 2_000_000)


def flood(tab: Wire) -> None:
    event = wire.CallbackEvent(callback=1, value=0)
    for _ in range(HELD_EVENTS + 2000):
        tab.page.event(event)
    tab.say(tab.page.kept())
    tab.desk.clock.pass_time(HELD_EVENTS / 200 + 10)


def ping_and_read_nothing(tab: Wire) -> None:
    for _ in range(10_000):
        if tab.closed is None:
            tab.say('{"ping":true}')


@pytest.mark.parametrize("misbehave", [send_too_large_a_frame, flood, ping_and_read_nothing])
@pytest.mark.parametrize("told", [True, False], ids=["", "and the framework says nothing"])
def test_its_session_ends(misbehave: Callable[[Wire], None], told: bool) -> None:
    desk = Desk(Clicks().app, reconnect_timeout=20, window_size=1000, frame_size=1_000_000)
    tab = Unread(desk, PageSide(), Request())
    tab.hello()
    misbehave(tab)
    assert tab.closed is not None
    if told:
        tab.lose()
    assert len(desk.visits) == 1  # it may come back
    desk.clock.pass_time(21)
    assert not desk.visits


def test_it_may_come_back_until_then() -> None:
    desk = Desk(Clicks().app, reconnect_timeout=20)
    tab = connect(desk)
    send_too_large_a_frame(tab)
    tab.lose()
    desk.clock.pass_time(10)
    again = connect(desk, tab.page)
    desk.clock.pass_time(100)
    assert again.closed is None
    assert len(desk.visits) == 1
    again.lose()
    desk.clock.pass_time(21)
    assert not desk.visits
