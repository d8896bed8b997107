"""Parts of files over HTTP: to a real Tornado server, and to a server without a framework."""

from __future__ import annotations

import asyncio
import json
import secrets
import socket
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import msgspec
import pytest
from desk import Desk, Wire, connect
from page_side import PageSide
from served import PATIENCE, Tab, served, visit
from tornado.httpserver import HTTPServer
from tornado.web import Application

from pywebio import protocol as wire
from pywebio.input import file_upload, textarea
from pywebio.output import put_text
from pywebio.platform.http import Request, Response
from pywebio.platform.options import PART_MOST, POSTED_MOST
from pywebio.platform.page import UPLOAD_KEY
from pywebio.platform.serving import listen
from pywebio.platform.tornado import webio_handler
from pywebio.session.uploads import Slot

PART = 512 * 1024
CONTENT = secrets.token_bytes(2 * PART + 100_000)


def app() -> None:
    file = file_upload("File")
    put_text(f"got {file['size']}", file["content"] == CONTENT)


async def coroutine_app() -> None:
    file = await file_upload("File")
    put_text(f"got {file['size']}", file["content"] == CONTENT)


BOTH = pytest.mark.parametrize("program", [app, coroutine_app])


def file_field(tab: Tab) -> wire.FileField:
    field = tab.page.document.forms[tab.page.form].field("")
    assert isinstance(field, wire.FileField)
    return field


def address(welcome: wire.Welcome, slot: int, upload: str, size: int, offset: int) -> str:
    return f"{UPLOAD_KEY}={welcome.upload}/{slot}/{upload}&size={size}&offset={offset}"


def post(url: str, data: bytes | memoryview, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Post something: status, headers, body."""
    headers = {"Content-Type": "application/octet-stream", **headers}
    request = urllib.request.Request(url, data=data, method="POST", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, dict(error.headers), error.read()


async def send(url: str, tab: Tab, content: bytes, part: int = PART) -> wire.SentFile:
    """Send a file to the field of the form, the last part first."""
    await tab.until(lambda page: page.form)
    assert tab.page.welcome is not None
    slot = file_field(tab).slot
    upload = secrets.token_urlsafe(18)
    for offset in reversed(range(0, max(len(content), 1), part)):
        query = address(tab.page.welcome, slot, upload, len(content), offset)
        data = content[offset : offset + part]
        status, headers, body = await asyncio.to_thread(post, f"{url}?{query}", data)
        assert status == 200, body
        assert headers["Cache-Control"] == "no-store"
    assert json.loads(body)["received"] == len(content)
    return wire.SentFile(upload=upload, name="a.bin")


async def submit(tab: Tab, *files: wire.SentFile) -> None:
    values = {"data": msgspec.to_builtins(list(files))}
    await tab.send(wire.FormSubmit(form=tab.page.form, values=values))


@BOTH
def test_a_file_arrives_in_parts(program: Any) -> None:
    async def run() -> None:
        tab = await Tab(url).open()
        await submit(tab, await send(url, tab, CONTENT))
        await tab.sees(f"got {len(CONTENT)} True")

    with served(program) as url:
        visit(run)


def test_an_empty_file() -> None:
    async def run() -> None:
        tab = await Tab(url).open()
        await submit(tab, await send(url, tab, b""))
        await tab.sees("got 0 False")

    with served(app) as url:
        visit(run)


def test_a_mount_in_an_application_with_cookies_against_forgery() -> None:
    async def run() -> None:
        routes: list[Any] = [(r"/tool", webio_handler(app))]
        http = HTTPServer(Application(routes, xsrf_cookies=True))
        sockets = listen(0, "127.0.0.1")
        http.add_sockets(sockets)
        url = f"http://127.0.0.1:{sockets[0].getsockname()[1]}/tool"
        tab = await Tab(url).open()
        await submit(tab, await send(url, tab, CONTENT))
        await tab.sees("True")
        await tab.leave()
        http.stop()
        await http.close_all_connections()

    visit(run)


def test_bodies_that_are_too_large_are_not_read() -> None:
    head = "POST /?%s=a/b/1/c HTTP/1.1\r\nHost: here\r\nContent-Length: %d\r\n\r\n"
    with served(app) as url:
        port = int(url.rstrip("/").rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), PATIENCE) as line:
            line.sendall((head % (UPLOAD_KEY, POSTED_MOST + 1)).encode())
            assert b" 400 " in line.recv(100)


# -- a server without a framework -----------------------------------------------------------------


class Sender:
    """Posts parts to a slot of a visitor's session."""

    def __init__(self, desk: Desk, page: Wire, slot: Slot) -> None:
        self.desk = desk
        assert page.page.welcome is not None
        self.secret = page.page.welcome.upload
        self.held = slot  # it stays open as long as somebody holds it
        self.slot: int | str = slot.id
        self.upload = "upload-of-the-sender"

    def post(self, body: bytes = b"x", size: Any = 1, offset: Any = 0, **headers: str) -> Response:
        query = {
            UPLOAD_KEY: f"{self.secret}/{self.slot}/{self.upload}",
            "size": str(size),
            "offset": str(offset),
        }
        return self.desk.http(Request("POST", query, {"host": "here", **headers}, body=body))


@pytest.fixture
def sender() -> Sender:
    desk = Desk(lambda: None)
    page = connect(desk)
    (visited,) = desk.visits.values()
    return Sender(desk, page, visited.session.uploads.open(1000, 1000))


def test_a_part_is_acknowledged(sender: Sender) -> None:
    response = sender.post(b"abc", size=10, offset=4)
    assert response.status == 200
    assert json.loads(bytes(response.body)) == {"received": 3, "most": POSTED_MOST}
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("number", ["", "-1", "x", "1.5", "9" * 30, "٣"])
def test_numbers_are_numbers(sender: Sender, number: str) -> None:
    assert sender.post(size=number).status == 400
    assert sender.post(offset=number).status == 400
    sender.slot = number
    assert sender.post().status == 400


def test_a_part_that_is_too_large(sender: Sender) -> None:
    assert sender.post(b"x" * (PART_MOST + 1), size=PART_MOST + 1).status == 413


def test_a_file_that_is_too_large(sender: Sender) -> None:
    assert sender.post(size=1001).status == 409


def test_nobody_else_may_send(sender: Sender) -> None:
    sid, _, secret = sender.secret.partition("/")
    sender.secret = f"{sid}/{'x' * len(secret)}"
    assert sender.post().status == 403
    sender.secret = f"nobody/{secret}"
    assert sender.post().status == 404
    sender.secret = f"{sid}/{secret}"
    sender.slot = 4711
    assert sender.post().status == 404


def test_pages_of_other_sites_may_not_send(sender: Sender) -> None:
    refused = sender.post(origin="https://elsewhere.example")
    assert refused.status == 403
    assert "Access-Control-Allow-Origin" not in refused.headers
    assert sender.post(origin="http://here").status == 200


def test_a_page_of_an_allowed_site_asks_first() -> None:
    desk = Desk(lambda: None, allowed_origins=["https://*.example.com"])
    headers = {"host": "here", "origin": "https://a.example.com"}
    response = desk.http(Request("OPTIONS", {}, headers))
    assert response.headers["Access-Control-Allow-Origin"] == "https://a.example.com"
    assert "POST" in response.headers["Access-Control-Allow-Methods"]
    other = desk.http(Request("OPTIONS", {}, {**headers, "origin": "https://b.example"}))
    assert "Access-Control-Allow-Origin" not in other.headers


def test_the_host_is_checked() -> None:
    desk = Desk(lambda: None, allowed_hosts=["good.example"])
    request = Request("POST", {UPLOAD_KEY: "a/b/1/c"}, {"host": "evil.example"}, body=b"x")
    assert desk.http(request).status == 403


def test_a_full_disk_is_told(sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*arguments: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pywebio.session.storage.StoredFile.write", full)
    assert sender.post().status == 507


def test_the_session_has_ended(sender: Sender) -> None:
    sender.desk.close()
    assert sender.post().status == 404


def test_room_for_all_visitors_together() -> None:
    desk = Desk(lambda: None, upload_space=5)
    page = connect(desk)
    (visited,) = desk.visits.values()
    sender = Sender(desk, page, visited.session.uploads.open(1000, 1000))
    assert sender.post(b"x" * 5, size=20).status == 200
    assert sender.post(b"x", size=20, offset=5).status == 507


# -- parts on the line of a page ------------------------------------------------------------------


class LineSender:
    """Sends parts to a slot of a visitor's session as binary frames."""

    def __init__(self, sender: Sender, page: Wire) -> None:
        self.sender = sender
        self.page = page
        self.number = 0

    def frame(self, body: bytes, **more: Any) -> bytes:
        """A frame with a part."""
        self.number += 1
        upload = f"{self.sender.secret}/{self.sender.slot}/{self.sender.upload}"
        head = {"part": self.number, "upload": upload, "size": 10, "offset": 0, **more}
        return json.dumps(head).encode() + b"\n" + body

    def send(self, data: bytes) -> list[int]:
        """Send a frame; returns the answers that came for it."""
        before = len(self.page.page.received)
        self.page.link.receive_part(data)
        self.page.desk.clock.pump()
        answers = self.page.page.received[before:]
        assert {answer.part for answer in answers} <= {self.number}
        return [answer.status for answer in answers]


@pytest.fixture
def line() -> LineSender:
    desk = Desk(lambda: None)
    page = connect(desk)
    (visited,) = desk.visits.values()
    return LineSender(Sender(desk, page, visited.session.uploads.open(1000, 1000)), page)


def test_a_part_on_the_line_is_answered_when_it_is_written(line: LineSender) -> None:
    assert line.send(line.frame(b"abc\nde")) == [200]
    assert line.send(line.frame(b"fghi", offset=6)) == [200]
    stored = line.sender.held.get(line.sender.upload)
    assert stored is not None
    assert stored.read() == b"abc\ndefghi"


def test_one_part_is_written_at_a_time(line: LineSender, monkeypatch: pytest.MonkeyPatch) -> None:
    later: list[Any] = []
    clock = line.page.desk.clock
    monkeypatch.setattr(clock, "run_in_thread", lambda function, name: later.append(function))
    assert line.send(line.frame(b"abc")) == []
    assert line.send(line.frame(b"def")) == [429]
    later.pop()()
    line.number = 1
    assert line.send(b"") == [200]


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"upload": "nobody/secret/1/some-upload-of-mine"}, 403),
        ({"offset": 11}, 400),
        ({"size": 1001}, 409),
    ],
)
def test_a_part_on_the_line_is_checked(line: LineSender, more: dict[str, Any], status: int) -> None:
    assert line.send(line.frame(b"x", **more)) == [status]


def test_the_secret_of_another_session_is_no_good(line: LineSender) -> None:
    other = connect(line.page.desk)
    assert other.page.welcome is not None
    upload = f"{other.page.welcome.upload}/1/some-upload-of-mine"
    assert line.send(line.frame(b"x", upload=upload)) == [403]


def test_a_part_on_the_line_that_is_too_large(line: LineSender) -> None:
    assert line.send(line.frame(b"x" * (PART_MOST + 1), size=PART_MOST + 1)) == [413]


@pytest.mark.parametrize(
    "data",
    [b"", b"\n", b"x", b"{}\nx", b'{"part": -1}\n', b"\xff\n\xff", b"[" * 100_000, b'{"part":1}'],
)
def test_binary_nonsense_is_dropped(line: LineSender, data: bytes) -> None:
    assert line.send(data) == []
    assert line.page.closed is None
    assert line.send(line.frame(b"abc")) == [200]


def test_parts_before_a_hello_and_after_the_end_are_nothing(line: LineSender) -> None:
    silent = Wire(line.page.desk, PageSide(), Request())
    silent.link.receive_part(line.frame(b"abc"))
    line.page.lose()
    line.page.link.receive_part(line.frame(b"abc"))
    assert line.page.page.received == silent.page.received == []


# -- large events ---------------------------------------------------------------------------------


def test_an_event_that_is_larger_than_a_frame() -> None:
    text = "ä" * 3_000_000 + "\ud800end"

    def long_text() -> None:
        got = textarea("Text")
        put_text(len(got), got[-3:])

    async def run() -> None:
        tab = await Tab(url).open()
        await tab.until(lambda page: page.form)
        event = {"event": "form.submit", "form": tab.page.form, "values": {"data": text}}
        content = json.dumps(event).encode()
        upload = secrets.token_urlsafe(18)
        assert tab.page.welcome is not None
        for offset in range(0, len(content), PART):
            query = address(tab.page.welcome, 0, upload, len(content), offset)
            part = content[offset : offset + PART]
            status, _, _ = await asyncio.to_thread(post, f"{url}?{query}", part)
            assert status == 200
        await tab.send(wire.LargeEvent(upload=upload))
        await tab.sees("3000004 end")

    with served(long_text) as url:
        visit(run)


@pytest.mark.parametrize(
    "content", [b"", b"nonsense", b"\xff\xfe", b'{"event":"large","upload":"x"}', b"[" * 100_000]
)
def test_a_large_event_that_is_none_is_dropped(content: bytes) -> None:
    desk = Desk(lambda: put_text("here"))
    page = connect(desk)
    (visited,) = desk.visits.values()
    upload = "a-large-event-no-1"
    slot = visited.session.uploads.events
    slot.write(upload, len(content), 0, content)
    page.say(page.page.event(wire.LargeEvent(upload=upload)))
    page.say(page.page.event(wire.LargeEvent(upload=upload)))
    assert page.closed is None
    assert slot.get(upload) is None
    (seat,) = visited.seats.values()
    assert seat.view.events == 2


# -- memory ---------------------------------------------------------------------------------------

MB = 1024 * 1024


def resident() -> int:
    """Bytes of memory that this process has."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096


@pytest.mark.slow
@pytest.mark.parametrize("length", [PART, POSTED_MOST])
def test_an_upload_of_100_mb_needs_no_memory(length: int) -> None:
    part = secrets.token_bytes(length)
    seen: list[int] = []

    def large() -> None:
        file = file_upload("File")
        with file.open() as source:
            seen.append(sum(len(block) for block in iter(lambda: source.read(MB), b"")))
        put_text("done")

    async def run() -> None:
        tab = await Tab(url).open()
        await tab.until(lambda page: page.form)
        assert tab.page.welcome is not None
        slot = file_field(tab).slot
        upload = secrets.token_urlsafe(18)
        size = 100 * MB
        before = most = 0
        for offset in range(0, size, length):
            query = address(tab.page.welcome, slot, upload, size, offset)
            rest = memoryview(part)[: size - offset]
            status, _, _ = await asyncio.to_thread(post, f"{url}?{query}", rest)
            assert status == 200
            before = before or resident()
            most = max(most, resident())
        await submit(tab, wire.SentFile(upload=upload, name="large"))
        await tab.sees("done")
        assert seen == [size]
        assert max(most, resident()) - before < 10 * MB

    with served(large) as url:
        visit(run)
