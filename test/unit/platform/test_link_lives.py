"""How long sessions live: lines that are lost, pages that are closed, servers that stop."""

from __future__ import annotations

import gc
import weakref

import pytest
from desk import Clicks, Desk, Wire, connect

from pywebio import protocol as wire
from pywebio.output import put_image, put_text
from pywebio.platform.http import Request
from pywebio.session.base import Program


def greet() -> None:
    put_text("Good morning")


def lives(desk: Desk, tab: Wire) -> bool:
    return tab.page.key in desk.visits


def test_a_lost_line_is_waited_for() -> None:
    desk = Desk(greet)
    tab = connect(desk)
    tab.lose()
    desk.clock.pass_time(599)
    assert lives(desk, tab)
    desk.clock.pass_time(2)
    assert not lives(desk, tab)
    assert connect(desk, tab.page).page.bye == wire.Bye(reason="unknown")


def test_a_session_without_a_line_does_not_keep_its_connection_in_memory() -> None:
    desk = Desk(greet)
    tab = connect(desk)
    key, link = tab.page.key, weakref.ref(tab.link)
    tab.lose()
    desk.clock.pass_time(20)
    del tab
    gc.collect()
    assert key in desk.visits
    assert link() is None


def test_reconnect_timeout_says_how_long() -> None:
    desk = Desk(greet, reconnect_timeout=20)
    tab = connect(desk)
    tab.lose()
    desk.clock.pass_time(19)
    assert lives(desk, tab)
    desk.clock.pass_time(2)
    assert not lives(desk, tab)


def test_reconnect_timeout_none_ends_the_session_at_once() -> None:
    desk = Desk(greet, reconnect_timeout=None)
    tab = connect(desk)
    tab.lose()
    desk.clock.pass_time(0)
    assert not lives(desk, tab)


def test_a_closed_page_of_a_held_program_is_kept_for_a_moment() -> None:
    desk = Desk(Clicks().app)
    tab = connect(desk)
    session = desk.visits[tab.page.key].session
    tab.lose(clean=True)
    desk.clock.pass_time(4.9)
    assert lives(desk, tab)
    desk.clock.pass_time(0.2)
    assert not lives(desk, tab)
    assert session.program == Program.CLOSED


def test_a_closed_page_of_a_running_program_is_kept_a_little_longer() -> None:
    desk = Desk(greet)
    tab = connect(desk)
    session = desk.visits[tab.page.key].session
    session.program = Program.RUNNING  # as if it were computing
    tab.lose(clean=True)
    desk.clock.pass_time(9.9)
    assert lives(desk, tab)
    desk.clock.pass_time(0.2)
    assert not lives(desk, tab)


def test_a_program_that_ends_after_its_page_was_closed_is_not_kept_longer() -> None:
    desk = Desk(greet)
    tab = connect(desk)
    session = desk.visits[tab.page.key].session
    session.program = Program.RUNNING
    tab.lose(clean=True)
    desk.clock.pass_time(6)
    session.program_done()
    desk.clock.pass_time(0)
    assert not lives(desk, tab)


def test_a_page_that_came_back_in_time_stays() -> None:
    desk = Desk(greet)
    tab = connect(desk)
    tab.lose(clean=True)
    desk.clock.pass_time(3)
    connect(desk, tab.page)
    desk.clock.pass_time(10_000)
    assert lives(desk, tab)


def test_all_sessions_share_one_timer() -> None:
    desk = Desk(greet)
    tabs = [connect(desk) for _ in range(50)]
    for tab in tabs:
        tab.lose()
        desk.clock.pass_time(1)
    assert desk.clock.timers == 1
    desk.clock.pass_time(574.5)
    assert [lives(desk, tab) for tab in tabs] == [False] * 25 + [True] * 25


def test_closing_the_server_tells_the_pages() -> None:
    desk = Desk(Clicks().app)
    tab = connect(desk)
    session = desk.visits[tab.page.key].session
    desk.close()
    assert tab.page.bye == wire.Bye(reason="stopped")
    assert tab.closed == 1001
    assert session.program == Program.CLOSED
    late = connect(desk)
    assert late.page.bye is not None
    assert late.page.bye.reason == "stopped"


def test_programs_that_compute_on_are_listed_in_the_log_until_they_end(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(greet)
    tab = connect(desk)
    session = desk.visits[tab.page.key].session
    name = f"pywebio {session.sid} main-0"
    monkeypatch.setattr(type(session), "busy", [name])
    tab.lose(clean=True)
    desk.clock.pass_time(10)
    assert not lives(desk, tab)
    assert not caplog.records
    desk.clock.pass_time(130)
    assert len(caplog.records) == 2
    assert name in caplog.text
    monkeypatch.setattr(type(session), "busy", [])
    desk.clock.pass_time(1000)
    assert len(caplog.records) == 2
    assert desk.clock.timers == 0


def test_an_image_as_the_last_line_can_be_fetched_while_the_page_stands() -> None:
    picture = b"\x89PNG\r\n\x1a\n" + bytes(100)
    desk = Desk(lambda: put_image(picture))
    tab = connect(desk)
    (image,) = tab.page.document.outputs()
    assert isinstance(image, wire.Image)
    assert picture.hex() not in "".join(tab.page.frames)
    request = Request(query={"_pywebio_file": image.src.removeprefix("file:")})
    assert desk.http(request).body == picture
    tab.lose()
    desk.clock.pass_time(500)
    assert desk.http(request).status == 200
    desk.clock.pass_time(500)
    assert desk.http(request).status == 404


def test_a_session_that_ended_is_kept_until_its_threads_have_ended(
    caplog: pytest.LogCaptureFixture,
) -> None:
    desk = Desk(greet)
    tab = connect(desk)
    (visit,) = desk.visits.values()
    session = visit.session
    threads = ["thread"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(session), "busy", property(lambda _: list(threads)))
        desk.end(visit)
        for _ in range(30):
            desk.clock.pass_time(1)
        assert "still run" not in caplog.text
        for _ in range(40):
            desk.clock.pass_time(1)
        assert caplog.text.count("still run") == 1
        threads.clear()
        desk.clock.pass_time(2)
        assert session not in desk._lingering
    assert tab.closed is not None
