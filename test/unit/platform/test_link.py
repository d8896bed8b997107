"""The WebSocket link: hello, numbers, acknowledgements, malformed frames, rates, lost lines."""

from __future__ import annotations

import json
from contextvars import Context
from random import Random
from typing import Any

import pytest
from desk import Clicks, Desk, Wire, connect
from hypothesis import given, settings
from hypothesis import strategies as st
from page_side import PageSide

from pywebio import protocol as wire
from pywebio.output import put_buttons, put_text
from pywebio.platform.http import Request
from pywebio.platform.link import BURST_FRAMES, GATHER, HELD_EVENTS, encode_frame
from pywebio.platform.visits import Visit
from pywebio.session import info
from pywebio.session.base import Program
from pywebio.session.current import Place, get_current_session, set_place

GREETING = "Good morning"


def greet() -> None:
    put_text(GREETING)


def show(desk: Desk, key: str, text: str, pump: bool = True) -> None:
    """Show a text in a session from outside of its program."""
    session = desk.visits[key].session

    def run() -> None:
        set_place(Place(session, "test"))
        put_text(text)

    Context().run(run)
    if pump:
        desk.clock.pump()


# -- hello ----------------------------------------------------------------------------------------


def test_a_hello_is_answered_by_welcome_and_the_page() -> None:
    tab = connect(Desk(greet))
    assert tab.page.welcome is not None
    assert not tab.page.welcome.resumed
    assert tab.page.frames[0].startswith('{"type":"welcome"')
    assert tab.page.text == GREETING
    assert tab.page.document.state == "finished"


class Slow(Desk):
    """Its programs begin a little after their session, as threads do."""

    def start(self, visit: Visit) -> None:
        self.clock.call_soon(lambda: Desk.start(self, visit))


class Silent(Desk):
    """Its programs compute for long before they show anything."""

    def start(self, visit: Visit) -> None:
        pass


def test_the_first_frame_of_a_page_has_the_first_output() -> None:
    desk = Slow(greet)
    tab = connect(desk)
    _, first, *_ = tab.page.frames
    assert "snapshot.begin" in first
    assert GREETING in first
    desk.clock.pass_time(1)
    assert tab.page.text == GREETING


def test_the_first_frame_of_a_page_does_not_wait_for_long() -> None:
    desk = Silent(greet)
    tab = connect(desk)
    assert len(tab.page.frames) == 1
    desk.clock.pass_time(GATHER)
    assert "snapshot.end" in tab.page.frames[1]
    show(desk, tab.page.key, "the answer")
    assert tab.page.text == "the answer"


def test_over_http_the_page_comes_with_the_answer_to_the_hello() -> None:
    tab = connect(Silent(greet), request=Request(protocol="http"))
    assert "snapshot.end" in tab.page.frames[1]


def test_a_line_that_breaks_before_the_first_frame_loses_and_doubles_nothing() -> None:
    desk = Slow(greet)
    tab = Wire(desk, PageSide(), Request())
    tab.link.receive(tab.page.hello())
    tab.lose()
    desk.clock.pump()
    again = Wire(desk, tab.page, Request())
    again.hello()
    desk.clock.pass_time(1)
    assert tab.page.text == GREETING
    assert len(desk.visits) == 1


def test_a_server_that_stops_before_the_first_frame_sends_only_its_last_word() -> None:
    desk = Silent(greet)
    tab = connect(desk)
    desk.close()
    desk.clock.pass_time(1)
    assert [json.loads(frame)["type"] for frame in tab.page.frames] == ["welcome", "bye"]


def test_keys_are_secret_and_each_visitor_has_an_own() -> None:
    desk = Desk(greet)
    keys = {connect(desk).page.key for _ in range(20)}
    assert len(keys) == 20
    assert min(map(len, keys)) >= 22


def test_the_application_is_named_by_hello_or_address_and_else_the_index() -> None:
    desk = Desk({"a": lambda: put_text("this is a"), "index": lambda: put_text("this is index")})
    assert connect(desk, app="a").page.text == "this is a"
    assert connect(desk, request=Request(query={"app": "a"})).page.text == "this is a"
    assert connect(desk, app="unknown").page.text == "this is index"
    assert connect(desk).page.text == "this is index"


def test_the_default_index_lists_the_applications_with_links() -> None:
    def bmi() -> None:
        """Body mass index

        From height and weight."""

    tab = connect(Desk([bmi, greet]))
    assert tab.page.text.splitlines() == [
        "Applications",
        "Body mass index",
        "From height and weight.",
        "greet",
        "No description.",
    ]
    links = [node for node in tab.page.document.outputs() if isinstance(node, wire.Link)]
    assert [link.app for link in links] == ["bmi", "greet"]


@pytest.mark.parametrize(
    "frame",
    ["", "{}", "[]", "null", '{"type":"hello"}', '{"type":"hello","version":1,"view":"short"}'],
)
def test_what_is_no_hello_closes_the_connection(frame: str) -> None:
    desk = Desk(greet)
    tab = Wire(desk, PageSide(), Request())
    tab.say(frame)
    assert tab.closed is not None
    assert not desk.visits


def test_a_connection_that_says_nothing_is_closed() -> None:
    desk = Desk(greet)
    tab = Wire(desk, PageSide(), Request())
    desk.clock.pass_time(9)
    assert tab.closed is None
    desk.clock.pass_time(2)
    assert tab.closed is not None


def test_a_page_of_another_version_is_told_so() -> None:
    unlike_ours: dict[str, Any] = {"view": 3, "strange": True}
    for more in ({}, unlike_ours):
        tab = connect(Desk(greet), version=wire.VERSION + 1, **more)
        assert tab.page.bye is not None
        assert tab.page.bye.reason == "version"
        assert tab.closed is not None


def test_a_session_that_is_not_known_is_told_so() -> None:
    tab = connect(Desk(greet), session="unknown", applied=7)
    assert tab.page.bye is not None
    assert tab.page.bye.reason == "unknown"


def test_a_key_of_an_earlier_server_opens_a_new_session_for_a_fresh_page() -> None:
    assert connect(Desk(greet), session="unknown").page.text == GREETING


def test_too_many_sessions_are_refused(caplog: pytest.LogCaptureFixture) -> None:
    desk = Desk(greet, max_sessions=1)
    connect(desk)
    tab = connect(desk)
    assert tab.page.bye is not None
    assert tab.page.bye.reason == "refused"
    assert "Too many" in tab.page.bye.detail
    assert "the limit" in caplog.text


def test_a_fresh_page_with_a_known_key_gets_a_session_of_its_own() -> None:
    desk = Desk(greet)
    first = connect(desk)
    second = connect(desk, session=first.page.key)
    assert second.page.key != first.page.key


# -- resuming -------------------------------------------------------------------------------------


def test_a_page_that_was_cut_off_gets_the_rest_and_nothing_twice() -> None:
    clicks = Clicks()
    desk = Desk(clicks.app)
    tab = connect(desk)
    session = desk.visits[tab.page.key].session
    tab.lose()
    show(desk, tab.page.key, "while away")
    again = connect(desk, tab.page)
    assert again.page.welcome is not None
    assert again.page.welcome.resumed
    assert again.page.text == "[a] [b]\nwhile away"
    assert session.program == Program.HELD


def test_an_event_sent_into_a_dead_line_arrives_once() -> None:
    clicks = Clicks()
    desk = Desk(clicks.app)
    tab = connect(desk)
    lost_on_its_way = tab.page.event(clicks.click(tab.page))
    assert lost_on_its_way
    tab.lose()
    again = connect(desk, tab.page)
    again.say(again.page.kept())
    assert clicks.values == ["a"]
    again.say(again.page.kept())
    again.lose()
    third = connect(desk, tab.page)
    third.say(third.page.kept())
    assert clicks.values == ["a"]


def test_a_page_that_never_heard_of_its_session_gets_it_again() -> None:
    started: list[int] = []

    def app() -> None:
        started.append(1)
        put_text(GREETING)

    desk = Desk(app)
    page = PageSide()
    deaf = Wire(desk, PageSide(), Request())  # its welcome is lost on the way
    deaf.say(page.hello())
    deaf.lose()
    again = connect(desk, page)
    assert again.page.text == GREETING
    assert started == [1]
    assert len(desk.visits) == 1


def test_a_second_connection_of_a_view_takes_over_and_the_first_is_closed() -> None:
    desk = Desk(greet)
    first = connect(desk)
    second = connect(desk, first.page)
    assert first.closed is not None
    assert second.closed is None
    first.lose(clean=True)
    desk.clock.pass_time(1000)
    assert second.page.key in desk.visits


def test_numbers_that_do_not_fit_are_answered_by_a_snapshot() -> None:
    desk = Desk(greet)
    tab = connect(desk)
    tab.lose()
    again = connect(desk, tab.page, applied=999)
    assert again.page.welcome is not None
    assert not again.page.welcome.resumed
    assert again.page.text == GREETING


# -- acknowledging --------------------------------------------------------------------------------


def test_events_are_acknowledged_alone_after_a_moment() -> None:
    clicks = Clicks()
    desk = Desk(clicks.app)
    tab = connect(desk)
    tab.say(tab.page.event(clicks.click(tab.page)))
    assert tab.page.confirmed == 0
    desk.clock.pass_time(0.049)
    assert tab.page.confirmed == 0
    desk.clock.pass_time(0.002)
    assert tab.page.confirmed == 1
    assert json.loads(tab.page.frames[-1])[1:] == [1]


def test_acknowledgements_of_events_ride_along_with_commands() -> None:
    desk = Desk(lambda: put_buttons(["a"], lambda value: put_text("clicked")))
    tab = connect(desk)
    tab.say(tab.page.event(Clicks().click(tab.page)))
    assert tab.page.text.endswith("clicked")
    assert tab.page.confirmed == 1
    frames = len(tab.page.frames)
    desk.clock.pass_time(1)
    assert len(tab.page.frames) == frames


def test_a_ping_is_answered_at_once() -> None:
    tab = connect(Desk(greet))
    frames = len(tab.page.frames)
    tab.say('{"ping": true}')
    assert len(tab.page.frames) == frames + 1


def test_a_burst_is_sent_as_one_frame() -> None:
    desk = Desk(Clicks().app)
    tab = connect(desk)
    frames = len(tab.page.frames)
    for index in range(100):
        show(desk, tab.page.key, f"line {index}", pump=False)
    desk.clock.pump()
    assert len(tab.page.frames) == frames + 1
    assert tab.page.text.endswith("line 99")


def test_in_a_burst_frames_are_gathered_but_an_answer_does_not_wait() -> None:
    clicks = Clicks()
    desk = Desk(clicks.app)
    tab = connect(desk)
    click = clicks.click(tab.page)
    for index in range(20):
        show(desk, tab.page.key, f"line {index}")
    assert not tab.page.text.endswith("line 19")
    tab.say(tab.page.event(click))
    show(desk, tab.page.key, "answer")
    assert tab.page.text.endswith("line 19\nanswer")


def test_a_page_that_does_not_acknowledge_is_not_flooded() -> None:
    desk = Desk(Clicks().app, window_commands=10, slow_after=0.01)
    tab = connect(desk)
    frames = len(tab.page.frames)
    for index in range(200):
        show(desk, tab.page.key, f"line {index}")
        desk.clock.pass_time(0.02)  # so that no frame waits for more commands
    sent = sum(len(json.loads(frame)) - 2 for frame in tab.page.frames[frames:])
    assert BURST_FRAMES + 1 < sent <= 10
    for _ in range(5):
        tab.ack()
    assert tab.page.text.endswith("line 199")


# -- malformed ------------------------------------------------------------------------------------


def nearly(value: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Batches with something wrong in them."""
    names = st.sampled_from(["form.submit", "callback", "result", "popup.closed", "x", ""])
    event = st.fixed_dictionaries(
        {"event": names}, optional={"form": value, "callback": value, "wait": value, "name": value}
    )
    return st.fixed_dictionaries(
        {},
        optional={
            "ack": value,
            "events": st.lists(st.tuples(value, event | value)) | value,
            "ping": value,
        },
    )


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 2**70) | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
FRAMES = (
    st.text(max_size=60)
    | ANY_JSON.map(json.dumps)
    | nearly(ANY_JSON).map(json.dumps)
    | st.binary(max_size=60)
)


class Target:
    """A session that is fed with nonsense."""

    def __init__(self) -> None:
        self.desk = Desk(Clicks().app)
        self.tab = connect(self.desk)
        self.start = self.desk.clock.now

    def feed(self, frame: str | bytes) -> None:
        """Feed a frame, a hundredth of a second after the one before."""
        self.desk.clock.pass_time(0.01)
        self.tab.say(frame)
        assert self.tab.closed is None

    def check(self, caplog: pytest.LogCaptureFixture) -> None:
        """The session lives, and the log has at most a line per second."""
        assert self.desk.visits[self.tab.page.key].session.program == Program.HELD
        assert 1 < len(caplog.records) <= self.desk.clock.now - self.start + 1


VALID = [
    b'{"ack":4,"events":[[1,{"event":"callback","callback":2,"value":[0,"a",null]}]]}',
    b'{"ack":0,"events":[[1,{"event":"form.submit","form":3,"values":{"a":"b","c":[1.5]}}]]}',
    b'{"events":[[1,{"event":"result","wait":3,"value":{"x":true}}],[2,{"event":"toast.closed"}]]}',
    b'{"ping":true,"ack":1}',
]
PIECES = [b"{", b"}", b"[", b"]", b'"', b",", b":", b"null", b"-1", b"1e999", b"\\ud800", b"\xff"]


def spoiled(random: Random) -> bytes:
    """A valid frame with a few bytes lost, doubled or replaced."""
    frame = bytearray(random.choice(VALID))
    for _ in range(random.randint(1, 4)):
        at = random.randrange(len(frame) + 1)
        frame[at : at + random.randint(0, 6)] = random.choice(PIECES) * random.randint(0, 2)
    return bytes(frame)


def test_malformed_frames_never_end_the_session_nor_fill_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    target = Target()

    @settings(max_examples=100, deadline=None, database=None)
    @given(st.randoms(use_true_random=False))
    def feed(random: Random) -> None:
        own = Random(random.getrandbits(64))
        for _ in range(100):
            target.feed(spoiled(own))

    feed()
    target.check(caplog)


@pytest.mark.slow
def test_nonsense_never_ends_the_session_nor_fills_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    target = Target()
    settings(max_examples=10_000, deadline=None, database=None)(given(FRAMES)(target.feed))()
    target.check(caplog)


def test_after_malformed_frames_the_page_still_works() -> None:
    clicks = Clicks()
    desk = Desk(clicks.app)
    tab = connect(desk)
    for frame in ("{", '{"events":[[1]]}', b"\xff\xfe", '{"ack":"x"}', "[" * 100_000):
        tab.say(frame)
    tab.say(tab.page.event(clicks.click(tab.page)))
    assert clicks.values == ["a"]


def test_a_malformed_event_does_not_stop_those_behind_it() -> None:
    clicks = Clicks()
    desk = Desk(clicks.app)
    tab = connect(desk)
    callback = clicks.click(tab.page).callback
    good = {"event": "callback", "callback": callback, "value": 1}
    tab.say(json.dumps({"events": [[1, {"event": "no such"}], [2, good]]}))
    assert clicks.values == ["b"]
    desk.clock.pass_time(0.1)
    assert tab.page.confirmed == 2


def test_half_a_character_is_replaced_and_the_event_arrives() -> None:
    got: list[Any] = []

    def app() -> None:
        session = get_current_session()
        session.keep_callback(session.callback(got.append, lambda value: (value,)))

    desk = Desk(app)
    tab = connect(desk)
    (callback,) = desk.visits[tab.page.key].session.page.callbacks
    event = {"event": "callback", "callback": callback, "value": "\ud83d and \U0001f600"}
    tab.say(json.dumps({"events": [[1, event]]}))
    assert got == ["\ufffd and \U0001f600"]


def test_events_for_what_is_not_there_are_ignored() -> None:
    desk = Desk(Clicks().app)
    tab = connect(desk)
    for event in (
        wire.CallbackEvent(callback=999),
        wire.FormSubmit(form=999, values={}),
        wire.Result(wait=999),
        wire.PopupClosed(popup=999),
        wire.ToastClosed(callback=999),
    ):
        tab.say(tab.page.event(event))
    assert tab.closed is None
    desk.clock.pass_time(1)
    assert tab.page.confirmed == 5


# -- what JSON cannot say -------------------------------------------------------------------------


@pytest.mark.parametrize("content", ["half a character \ud83d", float("nan"), object(), {1: {2}}])
def test_a_value_that_cannot_be_encoded_leaves_no_gap(content: Any) -> None:
    commands: list[wire.AnyCommand] = [
        wire.ScopeClear(scope="a"),
        wire.RunJs(effect=1, code="x", args={"value": content}),
        wire.ScopeClear(scope="b"),
    ]
    frame = json.loads(encode_frame(5, 2, commands))
    assert frame[:2] == [5, 2]
    assert [command["cmd"] for command in frame[2:]][::2] == ["scope.clear", "scope.clear"]
    assert len(frame) == 5


# -- rates ----------------------------------------------------------------------------------------


def test_events_beyond_the_rate_wait_and_all_arrive_in_order() -> None:
    clicks = Clicks()
    desk = Desk(clicks.app)
    tab = connect(desk)
    callback = clicks.click(tab.page).callback
    for value in range(1500):
        tab.say(tab.page.event(wire.CallbackEvent(callback=callback, value=value % 2)))
    assert len(clicks.values) == 1000
    assert desk.clock.timers <= 3
    desk.clock.pass_time(0.05)
    assert tab.page.confirmed < 1100
    desk.clock.pass_time(1)
    assert 1190 <= len(clicks.values) <= 1220
    desk.clock.pass_time(2)
    assert clicks.values == ["a", "b"] * 750
    assert tab.page.confirmed == 1500


def test_a_page_that_floods_is_cut_off_and_comes_back_with_the_rest() -> None:
    clicks = Clicks()
    desk = Desk(clicks.app, event_burst=20)
    tab = connect(desk)
    event = wire.CallbackEvent(callback=clicks.click(tab.page).callback, value=0)
    for _ in range(HELD_EVENTS + 12):
        tab.page.event(event)
    tab.say(tab.page.kept())
    assert len(clicks.values) == 20
    desk.clock.pass_time(HELD_EVENTS / 200 + 1)
    assert tab.closed == 1013
    assert len(clicks.values) == HELD_EVENTS
    again = connect(desk, tab.page)
    again.say(again.page.kept())
    assert len(clicks.values) == HELD_EVENTS + 12


# -- what programs know ---------------------------------------------------------------------------


def test_info_of_the_visitor() -> None:
    seen: dict[str, Any] = {}

    def app() -> None:
        names = ("user_language", "server_host", "origin", "user_ip", "backend", "protocol")
        seen.update({name: info[name] for name in (*names, "time_zone", "width", "request")})
        seen["browser"] = info.user_agent.browser.family

    raw = object()
    request = Request(
        headers={
            "accept-language": "zh-CN,zh;q=0.9",
            "host": "example.com:8080",
            "origin": "http://example.com:8080",
            "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0",
        },
        ip="10.0.0.7",
        raw=raw,
        backend="tornado",
    )
    connect(Desk(app), request=request, facts={"time_zone": "Europe/Berlin", "width": 800})
    assert seen == {
        "user_language": "zh-CN",
        "server_host": "example.com:8080",
        "origin": "http://example.com:8080",
        "user_ip": "10.0.0.7",
        "backend": "tornado",
        "protocol": "websocket",
        "time_zone": "Europe/Berlin",
        "width": 800,
        "request": raw,
        "browser": "Firefox",
    }
