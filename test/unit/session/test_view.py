"""A view: numbers without gaps, acknowledgements, lost lines, and a bounded window."""

from __future__ import annotations

import pytest
from session_core import NORMAL, SMALL, Core, drain, texts, toasts

from pywebio import protocol as wire
from pywebio.session import view as view_module
from pywebio.session.page import Bounds
from pywebio.session.view import ATTENDED, BUSY, FRAME_BYTES, View, Window


def put(content: str) -> wire.Put:
    return wire.Put(node=wire.Text(id=1, content=content))


def contents(commands: list[wire.AnyCommand]) -> list[str]:
    texts = [one.node for one in commands if isinstance(one, wire.Put)]
    return [node.content for node in texts if isinstance(node, wire.Text)]


def fed(*words: str, window: Window = NORMAL) -> View:
    """A view that has a snapshot of nothing and then these."""
    view = View("v", window)
    view.load([])
    for word in words:
        view.push(put(word), 10)
    return view


def test_numbers_begin_at_one_and_have_no_gaps() -> None:
    view = fed("a", "b")
    assert view.take() == (1, [put("a"), put("b")])
    view.push(put("c"), 10)
    assert view.take() == (3, [put("c")])
    assert view.take() == (4, [])


def test_a_frame_holds_about_256_kb() -> None:
    view = View("v", Window(size=10 * FRAME_BYTES))
    view.load([])
    for word in "abc":
        view.push(put(word), FRAME_BYTES // 2)
    assert contents(view.take()[1]) == ["a", "b"]
    assert contents(view.take()[1]) == ["c"]


def test_what_was_not_acknowledged_is_sent_again_after_a_lost_line() -> None:
    view = fed("a", "b", "c")
    view.take()
    view.resume(1)
    assert view.take() == (2, [put("b"), put("c")])
    view.resume(1)  # and lost once more
    view.push(put("d"), 10)
    assert view.take() == (2, [put("b"), put("c"), put("d")])
    view.resume(4)
    assert view.take() == (5, [])


@pytest.mark.parametrize("forged", [4, 10**9])
def test_a_forged_acknowledgement_is_ignored(forged: int) -> None:
    view = fed("a", "b", "c")
    view.take()
    assert view.acknowledge(forged) == 0
    assert view.acked == 0
    view.resume(0)
    assert contents(view.take()[1]) == ["a", "b", "c"]


def test_an_old_acknowledgement_changes_nothing() -> None:
    view = fed("a", "b", "c")
    view.take()
    view.acknowledge(2)
    view.acknowledge(1)
    assert view.acked == 2


def test_acknowledging_tells_the_last_effect() -> None:
    view = fed("a")
    view.push(wire.Toast(effect=7, content=""), 10)
    view.push(wire.Toast(effect=8, content=""), 10)
    view.take()
    assert view.acknowledge(1) == 0
    assert view.acknowledge(3) == 8


@pytest.mark.parametrize("applied", [0, 99])
def test_a_page_that_does_not_fit_gets_a_snapshot_with_the_numbers_after_its_own(
    applied: int,
) -> None:
    view = fed("a", "b", "c")
    view.take()
    view.acknowledge(2)
    view.resume(applied)
    assert view.stale
    view.load([(put("whole"), 10)])
    assert view.take() == (applied + 1, [put("whole")])
    assert view.acknowledge(applied + 1) == 0
    assert view.pending == 0


def test_a_slow_view_gives_up_what_was_not_sent() -> None:
    view = fed(window=Window(commands=3))
    for word in "abcd":
        view.push(put(word), 10)
    assert view.stale
    assert view.take() == (1, [])
    view.push(put("e"), 10)
    assert view.take() == (1, [])  # it waits for the snapshot


def test_many_bytes_fill_the_window_too() -> None:
    view = fed(window=Window(size=100))
    view.push(put("x"), 100)
    assert view.full
    view.push(put("y"), 1)
    assert view.stale


def test_a_snapshot_does_not_count_against_the_window() -> None:
    view = View("v", Window(commands=3, size=100))
    view.load([(put("old"), 60)] * 50)
    assert not view.full
    view.push(put("new"), 10)
    assert not view.stale
    taken = view.take()[1]
    assert len(taken) == 51
    view.acknowledge(50)
    assert view.pending == 1


def test_acknowledging_a_snapshot_does_not_widen_the_window() -> None:
    view = View("v", Window(size=100))
    view.load([(put("old"), 60)] * 50)
    view.take()
    view.acknowledge(50)
    view.push(put("x"), 100)
    assert view.full


def test_slack_widens_the_window_for_programs_that_wait() -> None:
    view = fed(window=Window(commands=2))
    for word in "abcd":
        view.push(put(word), 10, slack=2)
    assert view.full
    assert not view.stale
    view.push(put("e"), 10, slack=2)
    assert view.stale


def test_the_window_is_free_again_after_a_lost_line_and_a_snapshot() -> None:
    view = fed(window=Window(commands=100, size=100))
    view.push(put("a"), 60)
    view.push(put("b"), 60)
    view.take()
    view.push(put("c"), 60)  # too much: stale
    assert view.stale
    view.resume(0)
    view.load([(put("whole"), 10)])
    view.take()
    view.acknowledge(view.sent)
    assert not view.full
    view.push(put("d"), 10)
    assert not view.stale


def test_the_size_on_its_way_comes_down_with_acknowledgements() -> None:
    view = fed(window=Window(size=100))
    for _ in range(50):
        view.push(put("x"), 40)
        view.push(put("y"), 40)
        view.take()
        assert not view.stale
        view.acknowledge(view.sent)
    assert not view.full
    assert view.ready


# -- views of a session -----------------------------------------------------------------------


def test_each_view_has_numbers_of_its_own() -> None:
    core = Core()
    first = core.open()
    core.text("a")
    drain(first)
    second = core.open()
    core.text("b")
    assert texts(first) == texts(second) == ["a", "b"]
    assert second.document.snapshots == 1


def test_a_frame_lost_on_the_way_is_sent_again() -> None:
    core = Core()
    line = core.open()
    drain(line)
    core.text("a")
    assert line.take() is not None  # and it never arrives
    line.drop()
    core.text("b")
    line.resume()
    assert texts(line) == ["a", "b"]
    assert line.document.snapshots == 1


def test_a_lost_acknowledgement_doubles_nothing() -> None:
    core = Core()
    line = core.open()
    drain(line)
    core.text("a")
    core.toast("hello")
    frame = line.take()
    assert frame is not None
    line.apply(frame)
    line.drop()  # before it could say so
    line.resume()
    assert texts(line) == ["a"]
    assert toasts(line) == ["hello"]


def test_a_view_that_was_away_too_long_gets_a_snapshot() -> None:
    core = Core(window=SMALL)
    line = core.open()
    core.text("first")
    core.toast("first")
    drain(line)
    line.drop()
    for number in range(100):
        core.text(str(number))
    core.toast("last")
    line.resume()
    assert texts(line) == ["first", *map(str, range(100))]
    assert line.document.snapshots == 2
    assert toasts(line) == ["first", "last"]


def test_an_away_view_costs_no_more_than_its_window() -> None:
    core = Core(window=SMALL)
    line = core.open()
    drain(line)
    line.drop()
    for _ in range(1000):
        core.text("x")
    assert len(line.view._unsent) + len(line.view._sent) <= SMALL.commands * 4


def test_a_view_is_woken_once_until_it_takes() -> None:
    core = Core()
    line = core.open()
    drain(line)
    calls: list[int] = []
    line.view.wake = lambda: calls.append(1)
    for _ in range(5):
        core.text("x")
    assert len(calls) == 1
    drain(line)
    core.text("y")
    assert len(calls) == 2


def test_a_busy_line_gives_the_rest_after_an_acknowledgement() -> None:
    core = Core(window=SMALL)
    line = core.open()
    drain(line)
    for _ in range(SMALL.commands):
        core.text("x")
    frame = line.take()
    assert frame is not None
    core.text("y")
    assert line.take() is None
    line.apply(frame)
    line.acknowledge()
    assert texts(line) == ["x"] * SMALL.commands + ["y"]


def test_events_are_taken_once_and_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    core = Core()
    line = core.open()
    seen: list[wire.AnyEvent] = []
    monkeypatch.setattr(core.session, "deliver", seen.append)
    one, two = wire.FormCancel(form=1), wire.FormCancel(form=2)
    core.session.deliver_batch(line.view, [(1, one)])
    core.session.deliver_batch(line.view, [(1, one), (2, two)])
    core.session.deliver_batch(line.view, [(4, one)])  # 3 is missing: it will be sent again
    assert seen == [one, two]
    assert line.view.events == 2


def test_detaching_twice_or_after_the_end_is_harmless() -> None:
    core = Core(bounds=Bounds(outputs=100))
    line = core.open()
    core.session.detach(line.view)
    core.session.detach(line.view)
    core.session.close()
    core.session.detach(line.view)
    assert core.page.leading is None


def test_as_long_as_nobody_acts_a_burst_may_be_on_its_way() -> None:
    window = Window(commands=200, attended=2)
    view = fed(*("line" for _ in range(199)), window=window)
    assert not view.full
    view.push(put("last"), 10)
    assert view.full
    view.take()
    view.acknowledge(198)
    assert not view.full


def test_who_acts_amid_many_outputs_gets_few_at_a_time_for_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 100.0
    monkeypatch.setattr(view_module, "monotonic", lambda: now)
    view = fed(*("line" for _ in range(BUSY + 1)), window=Window(commands=100, attended=10))
    assert not view.full
    view.heard(1)
    assert view.full
    assert view.events == 1
    view.take()
    view.acknowledge(BUSY - 8)
    assert not view.full
    view.push(put("line"), 10)
    assert view.full
    now += ATTENDED
    assert not view.full


def test_who_acts_on_a_quiet_page_starts_a_burst() -> None:
    window = Window(commands=50, attended=10)
    view = fed(window=window)
    view.heard(1)
    for _ in range(49):
        view.push(put("line"), 10)
    assert not view.full


def test_who_does_not_wait_has_no_more_pending_than_the_window() -> None:
    """A coroutine outputs and outputs: its view is to take a snapshot, but not for a click."""
    view = fed(*("line" for _ in range(BUSY + 1)), window=Window(commands=100, attended=10))
    view.heard(1)
    while not view.stale:
        held = view.pending
        view.push(put("line"), 10)
    assert held == 100


def test_who_waits_has_room_for_several_threads() -> None:
    view = fed(window=Window(commands=20, attended=10))
    while not view.stale:
        held = view.pending
        view.push(put("line"), 10, slack=4)
    assert held == 80
