"""A session: addresses, its end, callbacks, files; without any program."""

from __future__ import annotations

import logging

import pytest
from session_core import Core, drain, texts

from pywebio import protocol as wire
from pywebio.exceptions import (
    SessionClosedException,
    SessionException,
    SessionGoneException,
    SessionNotFoundException,
)
from pywebio.session.base import CLOSED, EXPIRED, Message, Program
from pywebio.session.callbacks import Refused
from pywebio.session.files import FileSource
from pywebio.session.page import Bounds
from pywebio.session.pieces import Piece


class Box:
    """A mailbox to look into."""

    def __init__(self) -> None:
        self.got: list[Message] = []

    def put(self, message: Message) -> None:
        self.got.append(message)

    def __len__(self) -> int:
        return len(self.got)


@pytest.fixture
def core(monkeypatch: pytest.MonkeyPatch) -> Core:
    core = Core()
    monkeypatch.setattr(core.session, "new_mailbox", Box)
    return core


def got(wait: object) -> list[Message]:
    mailbox = wait.mailbox  # type: ignore[attr-defined]
    assert isinstance(mailbox, Box)
    return mailbox.got


def test_each_wait_has_its_own_address(core: Core) -> None:
    with core.session.open_wait() as one, core.session.open_wait() as two:
        submit = wire.FormSubmit(form=two.id, values={})
        core.session.deliver(submit)
        core.session.deliver(wire.Result(wait=one.id, value=5))
        assert got(one) == [wire.Result(wait=one.id, value=5)]
        assert got(two) == [submit]


def test_a_late_event_does_not_reach_the_next_form(core: Core) -> None:
    with core.session.open_wait() as gone:
        pass
    with core.session.open_wait() as wait:
        core.session.deliver(wire.FormSubmit(form=gone.id, values={}))
        assert got(wait) == []
    assert got(gone) == []


@pytest.mark.parametrize(
    "event",
    [
        wire.FormSubmit(form=99, values={"x": 1}),
        wire.FormCancel(form=99),
        wire.FormBlur(form=99, name="x"),
        wire.FormChange(form=99, name="x"),
        wire.CallbackEvent(callback=99),
        wire.Result(wait=99),
        wire.PopupClosed(popup=99),
        wire.ToastClosed(callback=99),
    ],
)
def test_events_for_nothing_are_ignored(core: Core, event: wire.AnyEvent) -> None:
    core.session.deliver(event)
    core.session.close()
    core.session.deliver(event)


def test_a_wait_expires_on_the_clock_of_the_host(core: Core) -> None:
    host = core.session.virtual
    with core.session.open_wait() as wait:
        wait.expire_after(10)
        assert list(host.moments(9)) != []
        assert got(wait) == []
        assert list(host.moments(1)) != []
        assert got(wait) == [EXPIRED]
    with core.session.open_wait() as early:
        early.expire_after(10)
    assert list(host.moments(100)) != []
    assert got(early) == []


def test_the_end_reaches_all_waits(core: Core) -> None:
    with core.session.open_wait() as one, core.session.open_wait() as two:
        core.session.close()
        assert got(one) == got(two) == [CLOSED]
        core.session.close()
        assert got(one) == [CLOSED]


def test_nothing_can_be_begun_after_the_end(core: Core) -> None:
    core.session.close()
    for call in (
        core.session.admit,
        core.session.check_open,
        core.session.open_wait,
        lambda: core.session.change(lambda page: None),
        lambda: core.session.defer(lambda: None),
    ):
        with pytest.raises(SessionGoneException) as caught:
            call()
        assert isinstance(caught.value, SessionClosedException)
        assert isinstance(caught.value, SessionNotFoundException)


def test_what_a_destructor_shows_after_the_end_is_nothing(core: Core) -> None:
    line = core.open()
    core.text("a")
    core.session.close()
    core.text("b")
    assert core.page.count == 0
    assert line.document.applied == 0


def test_deferred_functions_run_once_in_order_and_an_error_stops_none(
    core: Core, caplog: pytest.LogCaptureFixture
) -> None:
    order: list[int] = []
    core.session.defer(lambda: order.append(1))
    core.session.defer(lambda: 1 / 0)
    core.session.defer(lambda: order.append(2))
    core.session.program_done()
    core.session.close()
    while not core.session.virtual.at_rest():
        core.session.virtual.wait_for_change(core.session.virtual.stamp, 0.05)
    assert order == [1, 2]
    assert "ZeroDivisionError" in caplog.text
    core.session.errors.clear()


# -- program and page -----------------------------------------------------------------------------


def test_the_page_outlives_its_program(core: Core) -> None:
    core.text("shown")
    image = FileSource(b"image", "image/png")
    core.session.send_file(image)
    core.session.program_done()
    line = core.open()
    assert texts(line) == ["shown"]
    assert line.document.state == "finished"
    assert core.page.files == {image.token: image}
    core.text("by a destructor, just after the end")
    assert texts(line)[1:] == ["by a destructor, just after the end"]
    with pytest.raises(SessionClosedException):
        core.session.admit()


def test_callbacks_hold_the_program_and_its_end_ends_them(core: Core) -> None:
    callback = core.button()
    core.session.program_done()
    assert core.fresh().state == "held"
    core.session.deliver(wire.CallbackEvent(callback=callback.id))
    core.session.program_done(ZeroDivisionError())
    assert core.session.program is Program.FINISHED
    line = core.open()
    drain(line)
    assert line.document.state == "failed"
    core.session.errors.clear()


def test_an_error_is_shown_in_detail_only_with_debug() -> None:
    for debug in (False, True):
        core = Core()
        core.session.settings = core.session.settings._replace(debug=debug)
        core.session.program_done(ZeroDivisionError("secret"))
        assert ("secret" in core.fresh().detail) is debug


def test_closing_takes_the_page_and_its_files(core: Core) -> None:
    core.button()
    core.table("T")
    core.form(1, "a")
    core.session.send_file(FileSource(b"x"))
    core.session.close()
    page = core.page
    assert (page.count, page.size) == (0, 0)
    assert not any((page.callbacks, page.files, page.forms, page.views))
    assert core.session.program is Program.CLOSED


# -- callbacks ------------------------------------------------------------------------------------


def test_what_the_page_could_not_have_sent_is_dropped_and_logged_once_a_second(
    core: Core, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(value: wire.Json) -> tuple[object, ...]:
        raise Refused(f"value {value}")

    callback = core.session.callback(lambda: 1 / 0, refuse)
    core.session.keep_callback(callback)
    with caplog.at_level(logging.WARNING):
        for value in range(50):
            core.session.deliver(wire.CallbackEvent(callback=callback.id, value=value))
        assert len(caplog.records) == 1
        assert list(core.session.virtual.moments(1.5)) != []
        core.session.deliver(wire.CallbackEvent(callback=callback.id, value="x" * 10_000))
    assert len(caplog.records) == 2
    assert len(caplog.text) < 1000


def test_a_callback_for_once_is_called_once(core: Core, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[object] = []
    monkeypatch.setattr(core.session, "call", lambda callback, args: calls.append(args))
    callback = core.session.callback(lambda: None, once=True)
    core.session.keep_callback(callback)
    for _ in range(3):
        core.session.deliver(wire.CallbackEvent(callback=callback.id))
    assert calls == [()]


def test_a_message_that_has_gone_takes_its_callback_along(core: Core) -> None:
    once = core.session.callback(lambda: None, once=True)
    lasting = core.button()
    core.session.keep_callback(once)
    for callback in (once, lasting):
        core.session.deliver(wire.ToastClosed(callback=callback.id))
    assert set(core.page.callbacks) == {lasting.id}


def test_too_many_callbacks_are_an_error_that_names_the_limit() -> None:
    core = Core(bounds=Bounds(callbacks=3))
    for _ in range(3):
        core.button()
    with pytest.raises(SessionException, match="3 callbacks"):
        core.button()
    core.do(lambda page: page.clear("ROOT"))
    core.button()


# -- files ----------------------------------------------------------------------------------------


def test_the_newest_file_stays_and_older_ones_go_beyond_the_limit() -> None:
    core = Core(bounds=Bounds(size=1000))
    files = [FileSource(bytes(600)) for _ in range(4)]
    for file in files:
        core.session.send_file(file)
    assert list(core.page.files) == [files[-1].token]
    huge = FileSource(bytes(5000))
    address = core.session.send_file(huge)
    assert list(core.page.files) == [huge.token]
    assert address == f"file:{core.session.sid}/{huge.token}"


def test_names_of_files_and_sessions_cannot_be_guessed() -> None:
    tokens = {FileSource(b"").token for _ in range(100)} | {Core().session.key for _ in range(100)}
    assert len(tokens) == 200
    assert min(map(len, tokens)) >= 22


def test_an_event_loop_does_not_wait_for_a_page_that_is_being_changed(core: Core) -> None:
    line = core.open()
    view = line.view
    drain(line)
    woken: list[int] = []
    view.wake = lambda: woken.append(1)
    view.connected = True
    with core.session.guard:
        core.page.put(Piece(wire.Text(id=900, content="new"), (), 80), "ROOT")
        assert core.session.take_now(view) is None
        assert not woken
    assert woken == [1]
    taken = core.session.take_now(view)
    assert taken is not None
    (command,) = taken[1]
    assert isinstance(command, wire.Put)
    assert command.node.id == 900


def test_an_acknowledgement_is_not_lost_while_the_page_is_being_changed(core: Core) -> None:
    line = core.open()
    core.text("one")
    taken = core.session.take_now(line.view)
    assert taken is not None
    last = taken[0] + len(taken[1]) - 1
    with core.session.guard:
        core.session.acknowledge(line.view, last)
        assert line.view.acked < last
    assert line.view.acked == last


def test_a_system_without_further_threads_leaves_no_session_at_work(
    core: Core, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def run_in_thread(function: object, name: str) -> None:
        raise RuntimeError("can't start new thread")

    session = core.session
    monkeypatch.setattr(session.host, "run_in_thread", run_in_thread)
    session.call(core.button(), ())
    assert "no further thread: can't start new thread" in caplog.text
    assert session.tasks == 0
    session.defer(lambda: None)
    session.start(lambda: None)
    assert session.program == Program.FINISHED
    session.close()
    assert session.busy == []
