"""Whatever one visitor sends or does not read costs little time and memory, and nobody else."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import secrets
import socket
import struct
import threading
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from desk import Desk, Wire, connect
from hosts import HOSTS, Host
from page_side import PageSide
from served import PATIENCE, Tab, closed, served, visit
from tornado.httpclient import HTTPRequest
from tornado.httpserver import HTTPServer
from tornado.web import Application
from tornado.websocket import websocket_connect

from pywebio import protocol as wire
from pywebio.exceptions import SessionException
from pywebio.input import input, select
from pywebio.output import clear, put_buttons, put_image, put_text
from pywebio.platform.decoding import PARTS
from pywebio.platform.http import Request
from pywebio.platform.link import EVENT_BYTES, HELD_FRAMES, TOO_LARGE, TOO_MUCH
from pywebio.platform.polling import POLL_KEY, Polling
from pywebio.platform.server import LINE_HEADER
from pywebio.platform.serving import listen
from pywebio.platform.tornado import webio_handler
from pywebio.session import get_current_session, hold, run_js
from pywebio.session.base import MOST_WAITING
from pywebio.session.files import IN_MEMORY
from pywebio.testing.plugin import OpenVisitor

MB = 1024 * 1024
BUSY = 0.05 * 3
"""Seconds for which one visitor's data may keep the loop busy, with the slack of a busy machine."""


def app() -> None:
    put_text("here")
    put_buttons(["a"], onclick=lambda value: None)


def event(value: str, *, number: int = 1, callback: int = 2) -> str:
    return f'[{number},{{"event":"callback","callback":{callback},"value":{value}}}]'


def frame(*events: str) -> bytes:
    return ('{"events":[' + ",".join(events) + "]}").encode()


def filled(piece: str, size: int = MB - 300) -> str:
    return piece * (size // len(piece))


def bush(depth: int) -> str:
    """Lists of lists, each of six."""
    return "[" + ",".join([bush(depth - 1)] * 6) + "]" if depth else "0"


BOMBS: dict[str, bytes] = {
    "many events": frame(*[event("0", number=n + 1) for n in range(18_000)]),
    "malformed events": frame(*[f"[{n + 1},{{}}]" for n in range(80_000)]),
    "unknown events": frame(*[f'[{n + 1},{{"event":"x"}}]' for n in range(40_000)]),
    "lists": frame(event("[" + filled("[],") + "0]")),
    "objects": frame(event("[" + filled("{},") + "0]")),
    "lists and half a character": frame(event('["\\ud800",' + filled("[],") + "0]")),
    "halves of characters": frame(event('["' + filled("\\ud800") + '"]')),
    "as many lists as are read": frame(event("[" + "[]," * (PARTS - 10) + "0]")),
    "lists in each event": frame(
        *[event("[" + "[]," * 80_000 + "0]", number=n) for n in (1, 2, 3)]
    ),
    "brackets in texts": frame(event("[" + filled('"[",') + "0]")),
    "texts and brackets": frame(event("[" + filled('"","[",') + "0]")),
    "escapes and half a character": frame(event('["' + filled("\\n") + '\\ud800"]')),
    "pairs and half a character": frame(event('["' + filled("\\ud83d\\ude00") + '\\ud800"]')),
    "a deep bush": frame(event(bush(6))),
    "nested lists": frame(event("[" * 500_000)),
    "nested objects": frame(event(filled('{"a":'))),
    "closed nests": frame(event("[" * 500_000 + "]" * 500_000)),
    "keys": ("{" + ",".join(f'"{n}":0' for n in range(80_000)) + "}").encode(),
    "a number of a million digits": b'{"ack":' + b"9" * (MB - 100) + b"}",
    "a fraction of a million digits": b'{"ack":1.' + b"9" * (MB - 100) + b"}",
    "nothing readable": b"\xff" * (MB - 1),
    "quotes": b'"' * (MB - 1),
    "backslashes": b'{"events":["' + b"\\" * (MB - 100),
}


@pytest.fixture
def as_served() -> Iterator[None]:
    """The garbage collector looks at what is new alone, as where a server runs."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("as_served")
@pytest.mark.parametrize("name", BOMBS)
def test_a_frame_keeps_the_loop_busy_for_a_moment_only(name: str) -> None:
    assert len(BOMBS[name]) <= MB
    tab = connect(Desk(app))
    before = time.thread_time()
    tab.link.receive(BOMBS[name])
    assert time.thread_time() - before < BUSY
    assert tab.closed is None


@pytest.mark.usefixtures("as_served")
@pytest.mark.parametrize("name", BOMBS)
def test_so_does_a_frame_in_place_of_a_hello(name: str) -> None:
    tab = Wire(Desk(app), PageSide(), Request())
    before = time.thread_time()
    tab.link.receive(BOMBS[name])
    assert time.thread_time() - before < BUSY
    assert tab.closed is not None


def test_a_frame_that_is_too_large_is_not_looked_at() -> None:
    tab = connect(Desk(app))
    tab.say(b" " * (MB + 1))
    assert tab.closed == TOO_LARGE
    again = connect(tab.desk, tab.page)
    assert again.page.welcome is not None
    assert again.page.welcome.resumed


def test_a_compressed_bomb_is_not_unpacked() -> None:
    """Neither frames nor bodies are taken compressed."""

    async def run() -> None:
        request = HTTPRequest(url.replace("http", "ws", 1))
        line = await websocket_connect(request, compression_options={})
        assert "Sec-WebSocket-Extensions" not in (line.headers or {})
        await closed(line)
        bomb = zlib.compress(bytes(200 * MB), 9)
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        head = (
            "POST / HTTP/1.1\r\nHost: x\r\nContent-Encoding: deflate\r\nContent-Length: %d\r\n\r\n"
        )
        writer.write((head % len(bomb)).encode() + bomb)
        assert (await reader.readline()).split()[1] == b"405"
        writer.transport.abort()
        await reader.read()

    with served(app) as url:
        port = int(url.rstrip("/").rpartition(":")[2])
        visit(run)


# -- large events ---------------------------------------------------------------------------------


def test_large_events_are_read_one_after_the_other_and_count_for_several() -> None:
    threads: list[str] = []
    taken: list[Any] = []
    desk = Desk(lambda: put_buttons(["a", "b"], onclick=taken.append))
    run_in_thread = desk.clock.run_in_thread

    def counted(function: Any, name: str) -> None:
        threads.append(name)
        desk.clock.call_soon(lambda: run_in_thread(function, name))

    desk.clock.run_in_thread = counted  # type: ignore[method-assign]
    tab = connect(desk)
    desk.clock.pump()
    tab.ack()
    (visited,) = desk.visits.values()
    (seat,) = visited.seats.values()
    (button,) = tab.page.document.outputs()
    assert isinstance(button, wire.Buttons)
    slot = visited.session.uploads.events
    for number in range(100):
        value = json.dumps(number % 2) + " " * 2 * EVENT_BYTES
        event = b'{"event":"callback","callback":%d,"value":%s}'
        content = event % (button.callback, value.encode())
        slot.write(f"large-event-number-{number:03}", len(content), 0, content)
        tab.link.receive(tab.page.event(wire.LargeEvent(upload=f"large-event-number-{number:03}")))
        assert threads.count("pywebio large event") <= 1
    desk.clock.pump()
    assert taken == ["a", "b"] * 50
    assert seat.budget <= 1000 - 100 * 3


# -- floods ---------------------------------------------------------------------------------------


class Flooded:
    """A page that sends far more events than it may."""

    def __init__(self) -> None:
        self.taken: list[Any] = []
        self.desk = Desk(lambda: put_buttons(["a", "b"], onclick=self.taken.append))
        self.tab = connect(self.desk)

    def callback(self) -> int:
        (node,) = self.tab.page.document.outputs()
        assert isinstance(node, wire.Buttons)
        return node.callback


def test_large_events_are_held_up_to_a_few_frames() -> None:
    flooded = Flooded()
    tab = flooded.tab
    value = '"' + "x" * (MB - 1000) + '"'
    tracemalloc.start()
    try:
        for number in range(1, 200):
            if tab.closed is None:
                tab.say(frame(event(value, number=number, callback=flooded.callback())))
            assert tracemalloc.get_traced_memory()[0] < (HELD_FRAMES + 4) * MB
    finally:
        tracemalloc.stop()
    flooded.desk.clock.pass_time(10)
    assert tab.closed == TOO_MUCH
    again = connect(flooded.desk, tab.page)
    assert again.page.welcome is not None
    assert 0 < again.page.welcome.events < 200


def test_a_large_event_counts_for_several() -> None:
    flooded = Flooded()
    value = '"' + "x" * (10 * EVENT_BYTES) + '"'
    for number in range(1, 300):
        flooded.tab.say(frame(event(value, number=number, callback=flooded.callback())))
    (visited,) = flooded.desk.visits.values()
    (seat,) = visited.seats.values()
    assert seat.view.events < 1000 / 10 + 1


def test_events_for_a_program_that_does_not_look_are_dropped(
    open_visitor: OpenVisitor, caplog: pytest.LogCaptureFixture
) -> None:
    busy = threading.Event()

    def work(value: str) -> None:
        assert busy.wait(PATIENCE)

    def program() -> None:
        put_text("chosen", select("One", ["a", "b"], onchange=work))

    visitor = open_visitor(program, patience=0.05)
    form, session = visitor.form.id, visitor.session
    for number in range(10_000):
        session.deliver(wire.FormChange(form=form, name="data", value="ab"[number % 2]))
    (wait,) = session.waits.values()
    assert len(wait.mailbox) <= MOST_WAITING
    assert len(caplog.records) <= 2
    busy.set()
    visitor.settle()
    visitor.submit("b")
    assert visitor.sees("chosen b")


def test_clicks_behind_a_serial_callback_are_bounded(
    open_visitor: OpenVisitor, caplog: pytest.LogCaptureFixture
) -> None:
    gate = threading.Event()
    done: list[int] = []

    def work(value: int) -> None:
        assert gate.wait(PATIENCE)
        done.append(value)

    visitor = open_visitor(
        lambda: put_buttons([1, 2], onclick=work, serial_mode=True), patience=0.05
    )
    (callback,) = visitor.session.page.callbacks
    for _ in range(5000):
        visitor.session.deliver(wire.CallbackEvent(callback=callback, value=0))
    assert len(caplog.records) <= 3
    gate.set()
    visitor.settle()
    assert 1000 <= len(done) <= 1100
    visitor.expect_error(SessionException)


def raw_frame(payload: bytes) -> bytes:
    """A WebSocket frame as a client sends it, with a mask that changes nothing."""
    size = len(payload)
    head = bytes([0x80 | size]) if size < 126 else b"\xff" + size.to_bytes(8, "big")
    if 126 <= size < 65536:
        head = b"\xfe" + size.to_bytes(2, "big")
    return b"\x81" + head + bytes(4) + payload


FLOODS = {
    "pings": raw_frame(b'{"ping":true}') * 10_000,
    "acknowledgements": raw_frame(b'{"ack":0}') * 10_000,
    "malformed": raw_frame(b"[") * 10_000,
    "frames of a control kind": (b"\x89\x80" + bytes(4)) * 10_000,
    "empty frames": raw_frame(b"") * 10_000,
    "lists": raw_frame(BOMBS["lists"]) * 3,
    "as many lists as are read": raw_frame(BOMBS["as many lists as are read"]) * 3,
    "many events": raw_frame(BOMBS["many events"]) * 3,
    "pieces of a frame": (b"\x00\x81" + bytes(4) + b" ") * 10_000,
}


@pytest.mark.usefixtures("as_served")
@pytest.mark.parametrize("name", FLOODS)
def test_a_flood_leaves_the_loop_to_others(name: str) -> None:
    """What one round of the loop takes of the processor, while a page sends all that it can."""

    async def run() -> None:
        http = HTTPServer(Application([("/", webio_handler(app))]))
        sockets = listen(0, "127.0.0.1")
        http.add_sockets(sockets)
        port = sockets[0].getsockname()[1]
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(
            b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        await reader.readuntil(b"\r\n\r\n")
        writer.write(raw_frame(PageSide().hello().encode()))
        await reader.readuntil(b"here")
        flood = threading.Thread(target=pour, args=(writer.get_extra_info("socket"), FLOODS[name]))
        flood.start()
        longest, end = 0.0, time.monotonic() + 1.5
        while time.monotonic() < end:
            before = time.thread_time()
            await asyncio.sleep(0)
            longest = max(longest, time.thread_time() - before)
        writer.transport.abort()
        flood.join(PATIENCE)
        assert not flood.is_alive()
        assert longest < BUSY
        tab = await Tab(f"http://127.0.0.1:{port}/").open()
        await tab.sees("here")
        await tab.leave()
        http.stop()
        await http.close_all_connections()

    visit(run)


def pour(line: Any, data: bytes) -> None:
    """Send as fast as the network takes it, until the line is gone."""
    with socket.socket(fileno=os.dup(line.fileno())) as own, suppress(OSError):
        own.settimeout(3)
        while True:
            own.sendall(data)


# -- who does not read ----------------------------------------------------------------------------


class Stuck(Wire):
    """A connection of which the network takes nothing."""

    def __init__(self, desk: Desk, page: PageSide, request: Request) -> None:
        self.waiting = 0
        super().__init__(desk, page, request)

    def _deliver(self, sent: bytes) -> Any:
        self.page.receive(sent)
        self.waiting += len(sent)

        class Never:
            def add_done_callback(self, function: Callable[[object], None]) -> None:
                """It is never done."""

        return Never()


def test_who_acknowledges_what_it_did_not_read_is_cut_off() -> None:
    def many() -> None:
        for _ in range(20_000):
            put_text("x" * 10_000)

    desk = Desk(many, slow_after=0.01, max_page_size=200 * MB)
    tab = Stuck(desk, PageSide(), Request())
    tab.hello()
    for _ in range(1000):
        if tab.closed is not None:
            break
        tab.ack()
    assert tab.closed == TOO_MUCH
    assert tab.waiting < 12 * MB


def pages_of_ten_kilobytes() -> None:
    for _ in range(4000):
        put_text("x" * 10_000)


def test_over_http_what_was_not_fetched_counts_too() -> None:
    desk = Desk(pages_of_ten_kilobytes, slow_after=0.01, max_page_size=200 * MB)
    polling = Polling(desk)
    name = secrets.token_urlsafe(18)

    def post(*frames: str) -> Request:
        body = "\n".join(frames).encode()
        return Request("POST", {POLL_KEY: "0"}, {LINE_HEADER: name}, body=body)

    async def run() -> None:
        await desk.answer(post(PageSide().hello()))
        (line,) = polling._lines.values()
        for number in range(0, 4000, 200):
            acks = (f'{{"ack":{number + ack}}}' for ack in range(200))
            if line.over:
                break
            await desk.answer(post(*acks))
            assert sum(len(frame) for frame, _ in line._frames) < 12 * MB
        assert line.over
        assert not line._frames
        assert not polling._lines

    asyncio.run(run())


def masked(text: str) -> bytes:
    """A short text frame of a client (a mask of zeros changes nothing)."""
    size = len(text)
    head = bytes([0x81, 0x80 | size]) if size < 126 else struct.pack("!BBH", 0x81, 0xFE, size)
    return head + bytes(4) + text.encode()


@pytest.mark.parametrize("host", [one for one in HOSTS.values() if len(one.transports) > 1])
def test_every_host_tells_what_the_network_has_not_taken(
    host: Host, caplog: pytest.LogCaptureFixture
) -> None:
    """A page that reads nothing at all, and acknowledges whatever there may be."""
    others = {"window_size": 100_000, "max_page_size": 200 * MB, "slow_after": 0.01}
    with host.start(pages_of_ten_kilobytes, others=others) as url, socket.socket() as line:
        at = urlsplit(url)
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.settimeout(PATIENCE)
        line.connect((at.hostname, at.port))
        line.sendall(
            f"GET {at.path} HTTP/1.1\r\nHost: {at.netloc}\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n".encode()
        )
        assert b" 101 " in line.recv(20)
        end = time.monotonic() + PATIENCE
        number = 0
        with suppress(ConnectionError):
            line.sendall(masked(PageSide().hello()))
            while "not read" not in caplog.text:
                assert time.monotonic() < end, "the line was not cut"
                line.sendall(b"".join(masked(f'{{"ack":{number + ack}}}') for ack in range(100)))
                number = number + 50 if number < 4000 else 0
                time.sleep(0.01)
    assert "not read" in caplog.text


def test_one_large_output_on_a_slow_line_is_no_lie() -> None:
    desk = Desk(lambda: put_text("x" * 20 * MB), max_page_size=200 * MB)
    tab = Stuck(desk, PageSide(), Request())
    tab.hello()
    assert tab.waiting > 20 * MB
    for _ in range(100):
        tab.say('{"ping":true}')
    assert tab.closed is None


def test_pings_that_nobody_reads_the_answers_of_end_too() -> None:
    tab = Stuck(Desk(app, window_size=1000), PageSide(), Request())
    tab.hello()
    for _ in range(10_000):
        if tab.closed is None:
            tab.say('{"ping":true}')
    assert tab.closed == TOO_MUCH


def resident() -> int:
    """Bytes of memory that this process has."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


READERS = ["slow", "never", "absent"]


@pytest.mark.parametrize("seconds", [3, pytest.param(30, marks=pytest.mark.slow)])
@pytest.mark.parametrize("reader", READERS)
def test_an_endless_loop_needs_no_memory(reader: str, seconds: int) -> None:
    """Whoever reads: one who takes 100 kB a second, one who takes nothing, nobody."""
    made = [0]

    def endless() -> None:
        while True:
            put_text(f"line {made[0]} {'x' * 200}")
            made[0] += 1

    async def run() -> None:
        tab = await Tab(url).open()
        await tab.sees("line 0")
        if reader == "absent":
            tab.cut()
        # The page itself may grow to its limit first.
        while made[0] < 10_000:
            await asyncio.sleep(0.05)
        before, end = resident(), time.monotonic() + seconds
        while time.monotonic() < end:
            await asyncio.sleep(0.5)
            if reader == "slow":
                frame = await tab.read()
                assert frame is not None
                if tab.page.receive(frame):
                    await tab.say(tab.page.ack())
        count = made[0]
        assert resident() - before < 3 * 10 * MB
        assert count > 10_000

    # A page of 1,000 lines, so that it is full when the count begins.
    with served(endless, others={"max_outputs": 1000, "slow_after": 0.2}) as url:
        visit(run)


# -- programs -------------------------------------------------------------------------------------


@pytest.mark.parametrize("slow", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_a_million_effects_with_nobody_there(slow: bool) -> None:
    desk = Desk(app)
    tab = connect(desk)
    (visited,) = desk.visits.values()
    tab.lose()
    session = visited.session
    tracemalloc.start()
    try:
        for _ in range(1_000_000 if slow else 20_000):
            session.effect(wire.Toast(effect=0, content="x" * 100))
        assert tracemalloc.get_traced_memory()[0] < 9 * MB
    finally:
        tracemalloc.stop()
    assert len(session.page.effects) <= 1000


@pytest.mark.parametrize("slow", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_a_million_outputs_into_one_scope(open_visitor: OpenVisitor, slow: bool) -> None:
    count, most = (1_000_000, 100_000) if slow else (30_000, 2000)

    def program() -> None:
        for number in range(count):
            put_text(f"line {number}")

    settings = Desk(app, max_outputs=most).settings
    visitor = open_visitor(program, settings=settings, patience=900)
    visitor.settle()
    page = visitor.session.page
    assert page.count <= most
    assert page.root.trimmed >= count - most
    assert visitor.text().endswith(f"line {count - 1}")


@pytest.mark.parametrize("rounds", [10, pytest.param(100, marks=pytest.mark.slow)])
def test_a_hundred_thousand_callbacks_come_and_go(open_visitor: OpenVisitor, rounds: int) -> None:
    kept: list[int] = []

    def program() -> None:
        page = get_current_session().page
        for _ in range(rounds):
            for number in range(1000):
                put_buttons([number], onclick=lambda value: None)
            clear()
            kept.append(len(page.callbacks))
        put_text("done")

    visitor = open_visitor(program, patience=120)
    assert visitor.sees("done", timeout=120)
    assert kept == [0] * rounds
    assert visitor.session.page.size < 1000


def test_images_are_kept_on_the_disk_when_they_are_large(open_visitor: OpenVisitor) -> None:
    def program() -> None:
        put_image(b"\x89PNG\r\n\x1a\n" + bytes(IN_MEMORY))
        put_image(b"\x89PNG\r\n\x1a\n")
        hold()

    visitor = open_visitor(program)
    large, small = visitor.session.page.files.values()
    assert large.path is not None
    assert small.path is None
    path = large.path
    assert path.stat().st_size == IN_MEMORY + 8
    assert visitor.session.page.size < 2000
    visitor.close()
    del large, small
    gc.collect()
    assert not path.exists()


def test_many_small_images_count_to_the_size_of_the_page(open_visitor: OpenVisitor) -> None:
    told: list[str] = []

    def program() -> None:
        try:
            for _ in range(100):
                put_image(b"\x89PNG\r\n\x1a\n" + bytes(IN_MEMORY - 100))
        except SessionException as error:
            told.append(str(error))

    settings = Desk(app, max_page_size=MB).settings
    open_visitor(program, settings=settings)
    assert len(told) == 1
    assert "max_page_size" in told[0]


def test_scripts_that_nobody_runs_stop_a_program_not_the_server(open_visitor: OpenVisitor) -> None:
    async def program() -> None:
        for _ in range(5000):
            run_js("x")

    settings = Desk(app, max_effects=10).settings
    visitor = open_visitor(program, settings=settings)
    error = visitor.expect_error(SessionException)
    assert "10 effects" in str(error)


def test_a_name_that_is_asked_for_is_answered_after_all_that() -> None:
    """The short form of all above in one session: it works on."""

    async def run() -> None:
        tab = await Tab(url).open()
        for name in ("keys", "nested lists", "quotes"):
            await tab.say(BOMBS[name].decode())
        await tab.submit("Ann")
        await tab.sees("hello Ann")

    with served(lambda: put_text("hello", input("name"))) as url:
        visit(run)
