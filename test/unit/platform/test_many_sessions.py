"""A thousand sessions in one process, without a network: nothing of them stays."""

from __future__ import annotations

import gc
import random
import sys
import weakref

from desk import Desk, connect

from pywebio import protocol as wire
from pywebio.output import put_buttons, put_image, put_table, put_text, use_scope
from pywebio.pin import put_input
from pywebio.session import defer_call, local
from pywebio.session.base import Session


def app() -> None:
    defer_call(lambda: None)
    local.data = bytearray(10_000)
    put_buttons(["a"], onclick=lambda value: put_text("clicked"))
    put_table([["a", put_text("in a table")]])
    put_image(b"GIF89a" + bytes(1000))
    with use_scope("scope"):
        put_input("pin", value="x")


def _come_and_go(desk: Desk, count: int, dice: random.Random) -> list[weakref.ref[Session]]:
    """Pages come, click, lose their line and come back, and go; some cleanly, some not."""
    seen: list[weakref.ref[Session]] = []
    for _ in range(count):
        tab = connect(desk)
        (visit,) = [
            visit for visit in desk.visits.values() if tab.link.seat in visit.seats.values()
        ]
        seen.append(weakref.ref(visit.session))
        (buttons,) = [
            node for node in tab.page.document.outputs() if isinstance(node, wire.Buttons)
        ]
        tab.say(tab.page.event(wire.CallbackEvent(callback=buttons.callback, value=0)))
        if dice.random() < 0.3:
            tab.lose()
            tab = connect(desk, tab.page)
        tab.ack()
        tab.lose(clean=dice.random() < 0.5)
        if dice.random() < 0.1:
            desk.clock.pass_time(1000)
    desk.clock.pass_time(1000)
    return seen


def test_a_thousand_sessions_that_come_and_go_leave_nothing_behind() -> None:
    desk, dice = Desk(app), random.Random(4)
    _come_and_go(desk, 50, dice)
    gc.collect()
    blocks = sys.getallocatedblocks()
    seen = _come_and_go(desk, 1000, dice)
    assert not desk.visits
    assert not desk.links
    assert desk.clock.timers == 0
    gc.collect()
    assert [session for session in seen if session() is not None] == []
    del seen
    assert sys.getallocatedblocks() - blocks < 1000  # one for each would be a leak
