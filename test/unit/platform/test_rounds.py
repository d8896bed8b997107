"""Short waits that share a timer."""

from __future__ import annotations

from functools import partial

import pytest
from desk import ManualHost

from pywebio.platform.rounds import Rounds

DELAY = 0.05


def test_calls_come_between_half_of_the_delay_and_all_of_it() -> None:
    host = ManualHost()
    rounds = Rounds(host, DELAY)
    called: dict[int, float] = {}
    begun: dict[int, float] = {}

    def note(number: int) -> None:
        called[number] = host.now

    for number in range(40):
        begun[number] = host.now
        rounds.add(partial(note, number))
        host.pass_time(0.007)
    host.pass_time(DELAY)
    waits = [called[number] - begun[number] for number in range(40)]
    assert list(called) == list(range(40))
    assert all(DELAY / 2 - 1e-9 <= wait <= DELAY + 1e-9 for wait in waits)


def test_a_thousand_calls_need_one_timer_at_a_time_and_none_at_rest() -> None:
    host = ManualHost()
    rounds = Rounds(host, DELAY)
    for _ in range(1000):
        rounds.add(lambda: None)
    assert host.timers == 1
    host.pass_time(DELAY / 2)
    assert host.timers == 1
    host.pass_time(DELAY)
    assert host.timers == 0


def test_what_is_added_by_a_call_is_called_too() -> None:
    host = ManualHost()
    rounds = Rounds(host, DELAY)
    called: list[str] = []

    def first() -> None:
        called.append("first")
        rounds.add(lambda: called.append("second"))

    rounds.add(first)
    host.pass_time(3 * DELAY)
    assert called == ["first", "second"]
    assert host.timers == 0


def test_a_call_that_fails_is_told_and_keeps_no_other_from_being_called(
    caplog: pytest.LogCaptureFixture,
) -> None:
    host = ManualHost()
    rounds = Rounds(host, DELAY)
    called: list[str] = []
    rounds.add(lambda: called.append("before"))
    rounds.add(lambda: 1 / 0)
    rounds.add(lambda: called.append("behind"))
    host.pass_time(2 * DELAY)
    assert called == ["before", "behind"]
    assert [record.exc_info is not None for record in caplog.records] == [True]
    caplog.clear()
