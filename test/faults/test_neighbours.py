"""An endless loop does not slow the others, whether its visitor reads, does not, or is away."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Awaitable, Callable

import pytest
from both_kinds import KINDS, Kind
from served import PATIENCE, Tab, served, visit

from pywebio import protocol as wire
from pywebio.exceptions import SessionClosedException
from pywebio.output import put_buttons, put_text, use_scope
from pywebio.session import hold

BOTH = pytest.mark.parametrize("kind", KINDS, ids=repr)
NEIGHBOURS = 20
ROUNDS = 10

MOST = 3.0
"""Seconds that the slowest of all clicks may take: some milliseconds are usual, with slack for a
machine that has other things to do. Without the rule for fairness it takes 5 s and more."""


class Flood:
    """A program that shows without end, and what ended it."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.ended: list[BaseException] = []
        self.shown = 0
        self.over = threading.Event()

    async def run(self) -> None:
        """Show on and on."""
        try:
            while True:
                put_text("on and on")
                self.shown += 1
                if not self.kind.is_thread:
                    await asyncio.sleep(0)
        except SessionClosedException as error:
            self.ended.append(error)
            raise
        finally:
            self.over.set()


async def read_all(tab: Tab) -> None:
    """Acknowledge what comes, as a fast page does, without looking at it."""
    number = 0
    while (frame := await tab.read()) is not None:
        if frame[:1] == "[":
            first, _, *commands = json.loads(frame)
            number = first + len(commands) - 1
            await tab.say(f'{{"ack":{number},"events":[]}}')


async def read_nothing(tab: Tab) -> None:
    """The page is frozen: its line stands, and it takes nothing."""
    await asyncio.Event().wait()


async def be_away(tab: Tab) -> None:
    """The line is lost, and the session is kept."""
    tab.cut()


def count() -> None:
    """The neighbours' program: a button that is answered."""
    clicks = iter(range(1, 10_000))

    def click(label: str) -> None:
        with use_scope("clicks", clear=True):
            put_text(f"click {next(clicks)}")

    put_buttons(["count"], onclick=click)
    hold()


async def click_often(tab: Tab, times: list[float]) -> None:
    """Click, wait for the answer, and again."""
    (buttons,) = [node for node in tab.page.document.outputs() if isinstance(node, wire.Buttons)]
    for number in range(1, ROUNDS + 1):
        start = time.perf_counter()
        await tab.send(wire.CallbackEvent(callback=buttons.callback, value=0))
        await tab.until(lambda page, number=number: f"click {number}" in page.text)  # type: ignore[misc]
        times.append(time.perf_counter() - start)
        await asyncio.sleep(0.02)


@pytest.mark.parametrize("reader", [read_all, read_nothing, be_away])
@BOTH
def test_neighbours_of_an_endless_loop_are_answered(
    kind: Kind, reader: Callable[[Tab], Awaitable[None]]
) -> None:
    flood = Flood(kind)
    times: list[float] = []

    async def run() -> None:
        tabs = [await Tab(url).open("count") for _ in range(NEIGHBOURS)]
        for tab in tabs:
            await tab.until(lambda page: page.document.outputs())
        flooded = await Tab(url).open("flood")
        reading = asyncio.ensure_future(reader(flooded))
        while flood.shown < 5000:
            await asyncio.sleep(0.01)
        before = flood.shown
        await asyncio.gather(*(click_often(tab, times) for tab in tabs))
        assert flood.shown > before or reader is read_nothing
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
        flooded.cut()

    options = {"keep_running": 0.2, "max_outputs": 2000, "slow_after": 0.5}
    apps = {"count": count, "flood": kind.function(flood.run)}
    with served(apps, reconnect_timeout=60 if reader is be_away else 0.2, others=options) as url:
        visit(run)
        if reader is not be_away:
            assert flood.over.wait(PATIENCE), "its visitor has left"
    assert flood.over.wait(PATIENCE)
    assert [type(error).__mro__[1] for error in flood.ended] == [SessionClosedException]
    times.sort()
    assert len(times) == NEIGHBOURS * ROUNDS
    assert times[-1] < MOST, f"median {times[len(times) // 2]:.3f} s, slowest {times[-1]:.3f} s"


@BOTH
def test_many_loops_end_when_their_visitors_leave(kind: Kind) -> None:
    floods = [Flood(kind) for _ in range(10)]
    waiting = list(floods)

    async def app() -> None:
        await waiting.pop().run()

    async def run() -> None:
        for _ in floods:
            tab = await Tab(url).open()
            await tab.sees("on and on")
            await tab.leave()

    with served(kind.function(app), others={"keep_running": 0, "max_outputs": 200}) as url:
        visit(run)
        assert all(flood.over.wait(PATIENCE) for flood in floods)
    assert all(len(flood.ended) == 1 for flood in floods)
