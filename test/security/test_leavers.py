"""Whoever has left, or was cut off by the server, leaves nothing that stays for ever."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

import pytest
from desk import Clicks, Desk, Wire, connect
from page_side import PageSide
from served import PATIENCE, Tab, fetch, served, visit

from pywebio import protocol as wire
from pywebio.platform.http import Request
from pywebio.platform.link import HELD_EVENTS
from pywebio.platform.server import GOING_AWAY


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


def test_a_program_that_runs_on_counts_as_a_session() -> None:
    """Else whoever comes and goes, again and again, would leave threads without end."""
    go = threading.Event()
    begun: list[int] = []

    def app() -> None:
        begun.append(1)
        go.wait(PATIENCE)

    async def run() -> None:
        for _ in range(2):
            tab = await Tab(url).open()
            tab.line.close(GOING_AWAY)
        while "_lingering 2.0" not in await asyncio.to_thread(figures):
            await asyncio.sleep(0.05)
        late = await Tab(url).open()
        assert late.page.bye is not None
        assert late.page.bye.reason == "refused"
        go.set()
        while "_lingering 0.0" not in await asyncio.to_thread(figures):
            await asyncio.sleep(0.05)
        assert (await Tab(url).open()).page.bye is None

    def figures() -> str:
        return fetch(f"{url}metrics")[2].decode()

    try:
        options = {"max_sessions": 2, "keep_running": 0, "metrics_path": "/metrics"}
        with served(app, others=options) as url:
            visit(run)
    finally:
        go.set()
    assert len(begun) == 3
