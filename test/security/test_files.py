"""Files under fire: up and down, large, cut, on a full disk; and nothing of them is left behind."""

from __future__ import annotations

import asyncio
import errno
import gc
import hashlib
import io
import logging
import os
import secrets
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from desk import Desk, connect
from served import PATIENCE, Tab, fetch, served, visit

from pywebio import protocol as wire
from pywebio.exceptions import SessionException
from pywebio.input import file_upload
from pywebio.output import put_audio, put_file, put_image, put_text
from pywebio.platform import tornado
from pywebio.platform.http import Request
from pywebio.platform.page import FILE_KEY, UPLOAD_KEY
from pywebio.session import download, hold
from pywebio.session.files import IN_MEMORY
from pywebio.session.storage import Space, StoredFile
from pywebio.session.uploads import MOST_GAPS, Slot, UploadRefused
from pywebio.testing.plugin import OpenVisitor

MB = 1024 * 1024
LARGE = os.urandom(IN_MEMORY + 12345)
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for temporary files, in which nothing may be left."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    gc.collect()
    assert list(folder.iterdir()) == []


# -- down: whatever the program gives -------------------------------------------------------------


def given(kind: str, content: bytes, folder: Path) -> Any:
    path = folder / "given.bin"
    path.write_bytes(content)
    kinds: dict[str, Any] = {
        "bytes": lambda: content,
        "bytearray": lambda: bytearray(content),
        "memoryview": lambda: memoryview(content),
        "path": lambda: path,
        "file": lambda: io.BytesIO(content),
        "generator": lambda: (content[at : at + 1000] for at in range(0, len(content), 1000)),
    }
    return kinds[kind]()


KINDS = ["bytes", "bytearray", "memoryview", "path", "file", "generator"]


@pytest.mark.parametrize(
    "content", [b"", PNG + b"small", PNG + LARGE], ids=["empty", "small", "large"]
)
@pytest.mark.parametrize("kind", KINDS)
def test_contents_of_every_kind(
    open_visitor: OpenVisitor, tmp_path: Path, kind: str, content: bytes
) -> None:
    def program() -> None:
        put_file("a.bin", given(kind, content, tmp_path))
        put_image(given(kind, content, tmp_path))
        put_audio(given(kind, content, tmp_path))
        download("b.bin", given(kind, content, tmp_path))
        hold()

    visitor = open_visitor(program)
    sources = list(visitor.session.page.files.values())
    assert [source.content for source in sources] == [content] * 4
    in_memory = kind != "path" and len(content) <= IN_MEMORY
    assert [source.path is None for source in sources] == [in_memory] * 4
    if content:
        assert sources[1].mime == "image/png"
    visitor.close()


WRONG: list[Any] = [
    lambda: 5,
    lambda: None,
    lambda: [b"x"],
    lambda: io.StringIO("x"),
    lambda: iter(["x"]),
    lambda: bytes,
]


@pytest.mark.parametrize("wrong", WRONG)
def test_other_contents_are_refused(open_visitor: OpenVisitor, wrong: Any) -> None:
    def program() -> None:
        with pytest.raises(TypeError, match=r"bytes.*generator"):
            put_file("a", wrong())
        with pytest.raises(TypeError, match=r"download\(\) takes bytes"):
            download("a", wrong())
        put_text("refused")

    assert open_visitor(program).sees("refused")


def test_a_path_that_cannot_be_read_is_told_to_the_program(
    open_visitor: OpenVisitor, tmp_path: Path
) -> None:
    def program() -> None:
        for path in (tmp_path / "none", tmp_path):
            with pytest.raises(FileNotFoundError, match="there is no file"):
                put_file("a", path)
        put_text("told")

    assert open_visitor(program).sees("told")


def test_a_generator_that_fails_leaves_nothing(open_visitor: OpenVisitor) -> None:
    def broken() -> Iterator[bytes]:
        yield LARGE
        raise ZeroDivisionError

    def program() -> None:
        with pytest.raises(ZeroDivisionError):
            put_file("a", broken())
        put_text("told")

    visitor = open_visitor(program)
    assert visitor.sees("told")
    assert not visitor.session.page.files


def test_the_room_of_the_server_is_told_with_its_name(open_visitor: OpenVisitor) -> None:
    def program() -> None:
        with pytest.raises(SessionException, match="upload_space"):
            put_file("a", LARGE)
        put_text("told")

    settings = Desk(program, upload_space=IN_MEMORY).settings
    visitor = open_visitor(program, settings=settings)
    assert visitor.sees("told")
    assert settings.space is not None
    gc.collect()
    assert settings.space.used == 0


def test_a_file_from_the_disk_is_answered_in_ranges(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(LARGE)
    desk = Desk(lambda: put_file("a.bin", path))
    tab = connect(desk)
    (link,) = tab.page.document.outputs()
    assert isinstance(link, wire.FileLink)

    def get(**headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return desk.http(Request("GET", {FILE_KEY: link.src.removeprefix("file:")}, named))

    whole = get()
    assert b"".join(whole.chunks()) == LARGE
    assert whole.size == len(LARGE)
    assert whole.headers["Cache-Control"] == "no-cache"  # the program may write it anew
    part = get(range="bytes=1000-100999", if_range=whole.headers["ETag"])
    assert part.status == 206
    assert b"".join(part.chunks()) == LARGE[1000:101000]
    assert part.headers["Content-Range"] == f"bytes 1000-100999/{len(LARGE)}"
    assert get(if_none_match=whole.headers["ETag"]).status == 304
    path.write_bytes(b"changed")
    changed = get(range="bytes=0-1", if_range=whole.headers["ETag"])
    assert changed.status == 200
    assert b"".join(changed.chunks()) == b"changed"
    path.unlink()
    assert get().status == 404
    tab.lose(clean=True)
    desk.clock.pass_time(100)


def test_a_file_is_there_as_long_as_its_session(tmp_path: Path) -> None:
    desk = Desk(lambda: put_image(PNG + LARGE))
    tab = connect(desk)
    (image,) = tab.page.document.outputs()
    assert isinstance(image, wire.Image)
    request = Request("GET", {FILE_KEY: image.src.removeprefix("file:")})
    begun = desk.http(request).chunks()
    first = next(begun)
    tab.lose()
    desk.clock.pass_time(599)
    assert desk.http(request).status == 200
    desk.clock.pass_time(2)
    assert desk.http(request).status == 404
    gc.collect()
    assert first + b"".join(begun) == PNG + LARGE  # what has begun is sent to its end
    del begun


def get_raw(url: str, path: str, head: str = "") -> socket.socket:
    line = socket.create_connection(
        ("127.0.0.1", int(url.rstrip("/").rpartition(":")[2])), PATIENCE
    )
    line.sendall(f"GET /{path} HTTP/1.1\r\nHost: x\r\n{head}\r\n".encode())
    return line


async def file_of(tab: Tab) -> str:
    await tab.until(lambda page: page.document.outputs())
    (node,) = tab.page.document.outputs()
    assert isinstance(node, wire.FileLink)
    return f"?{FILE_KEY}={node.src.removeprefix('file:')}"


def test_a_file_that_shrinks_while_it_is_sent_ends_the_answer_and_not_the_server(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "a.bin"
    with path.open("wb") as file:
        file.truncate(50 * MB)

    async def run() -> None:
        tab = await Tab(url).open()
        address = await file_of(tab)

        def broken() -> int:
            with get_raw(url, address) as line:
                assert line.recv(15) == b"HTTP/1.1 200 OK"
                os.truncate(path, 10)
                got = 15
                with suppress(ConnectionError):
                    while block := line.recv(MB):
                        got += len(block)
                return got

        assert await asyncio.to_thread(broken) < 50 * MB
        assert (await asyncio.to_thread(fetch, url + address))[2] == bytes(10)

    with served(lambda: put_file("a", path)) as url:
        visit(run)
    assert caplog.text.count("could not be sent") == caplog.text.count("shorter") == 1


def test_who_does_not_take_a_file_is_cut_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(tornado, "STALLED", 0.2)
    path = tmp_path / "a.bin"
    with path.open("wb") as file:
        file.truncate(100 * MB)

    async def run() -> None:
        tab = await Tab(url).open()
        address = await file_of(tab)

        def stuck() -> int:
            with get_raw(url, address) as line:
                line.recv(15)
                assert cut.wait(PATIENCE)
                got = 0
                with suppress(ConnectionError):
                    while block := line.recv(MB):
                        got += len(block)
                return got

        waiting = asyncio.to_thread(stuck)
        task = asyncio.ensure_future(waiting)
        while "could not be sent" not in caplog.text:
            await asyncio.sleep(0.05)
        cut.set()
        assert await task < 100 * MB

    cut = threading.Event()
    with served(lambda: put_file("a", path)) as url:
        visit(run)


# -- up -------------------------------------------------------------------------------------------


def address_of(tab: Tab, upload: str, size: int, offset: int) -> str:
    assert tab.page.welcome is not None
    field = tab.page.document.forms[tab.page.form].field("data")
    assert isinstance(field, wire.FileField)
    where = f"{tab.page.welcome.upload}/{field.slot}/{upload}"
    return f"?{UPLOAD_KEY}={where}&size={size}&offset={offset}"


def post(url: str, path: str, body: bytes, cut_after: int | None = None) -> int:
    """Send a part; the line may break in the middle. Returns the status, 0 for a broken line."""
    port = int(url.rstrip("/").rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as line:
        head = f"POST /{path} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n"
        line.sendall(head.encode() + body[:cut_after])
        if cut_after is not None:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            return 0
        return int(line.recv(100).split()[1])


def test_thirty_cuts_during_an_upload() -> None:
    content = secrets.token_bytes(8 * MB)
    part = 256 * 1024
    digests: list[str] = []

    def program() -> None:
        file = file_upload("File")
        digests.append(hashlib.sha256(file["content"]).hexdigest())
        put_text("done")

    async def run() -> None:
        tab = await Tab(url).open()
        await tab.until(lambda page: page.form)
        upload = secrets.token_urlsafe(18)
        for number, offset in enumerate(range(0, len(content), part)):
            path = address_of(tab, upload, len(content), offset)
            body = content[offset : offset + part]
            if number < 30:
                await asyncio.to_thread(post, url, path, body, number * 7919 % part)
                if number % 10 == 0:
                    tab.cut()
                    tab = await Tab(url, tab.page).open()
            assert await asyncio.to_thread(post, url, path, body) == 200
        sent = {"upload": upload, "name": "a.bin"}
        await tab.send(wire.FormSubmit(form=tab.page.form, values={"data": [sent]}))
        await tab.sees("done")

    with served(program) as url:
        visit(run)
    assert digests == [hashlib.sha256(content).hexdigest()]


class FullDisk:
    """A disk on which nothing can be written any more."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.full = True
        self._write = StoredFile.write
        monkeypatch.setattr(StoredFile, "write", lambda *given: self._refuse(*given))

    def _refuse(self, *given: Any) -> None:
        if self.full:
            raise OSError(errno.ENOSPC, "No space left on device")
        self._write(*given)


def test_a_full_disk_ends_no_session_and_fills_no_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    disk = FullDisk(monkeypatch)

    async def run() -> None:
        tab = await Tab(url).open()
        await tab.until(lambda page: page.form)
        upload = secrets.token_urlsafe(18)
        path = address_of(tab, upload, 3, 0)
        for _ in range(50):
            assert await asyncio.to_thread(post, url, path, b"abc") == 507
        await tab.send(wire.FormSubmit(form=tab.page.form, values={"data": []}))
        await tab.until(lambda page: page.document.forms[page.form].marks)
        disk.full = False
        assert await asyncio.to_thread(post, url, path, b"abc") == 200
        sent = [{"upload": upload, "name": "a"}]
        await tab.send(wire.FormSubmit(form=tab.page.form, values={"data": sent}))
        await tab.sees("3 bytes")

    with served(lambda: put_text(file_upload("F", required=True)["size"], "bytes")) as url:
        visit(run)
    told = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert 1 <= len(told) <= 10
    assert "No space left" in caplog.text


def test_the_log_has_no_keys(caplog: pytest.LogCaptureFixture) -> None:
    """Neither in a server of ours nor in an application that logs every request."""

    async def run() -> None:
        tab = await Tab(url).open()
        await tab.until(lambda page: page.form)
        assert tab.page.welcome is not None
        for path in (address_of(tab, "upload-number-one", 10, 20), f"?{FILE_KEY}=a/b"):
            assert await asyncio.to_thread(post, url, path, b"abc") in (400, 405)
            await asyncio.to_thread(fetch, url + path)
        keys.append(tab.page.welcome.upload.partition("/")[2])

    def as_tornado_does(handler: Any) -> None:
        logging.getLogger("tornado.access").warning(handler._request_summary())

    keys: list[str] = []
    with caplog.at_level(logging.DEBUG):
        for settings in ({}, {"log_function": as_tornado_does}):
            with served(lambda: file_upload("F"), others=settings) as url:
                visit(run)
    assert not any(key in caplog.text for key in keys)
    assert "POST / " in caplog.text


@pytest.mark.parametrize("count", [MOST_GAPS + 10])
def test_parts_that_lie_apart_are_few(count: int) -> None:
    slot = Slot(1, Space(), 10**9, 10**9, 1)

    def send() -> None:
        for number in range(count):
            slot.write("upload-number-one", 10**9, 2 * number, b"x")

    with pytest.raises(UploadRefused) as refused:
        send()
    assert refused.value.status == 409


def test_what_was_begun_and_never_ended_goes_with_the_session(temporary: Path) -> None:
    async def run() -> None:
        tab = await Tab(url).open()
        await tab.until(lambda page: page.form)
        for number in range(5):
            path = address_of(tab, f"upload-never-ended-{number}", 10, 0)
            assert await asyncio.to_thread(post, url, path, b"abc") == 200
        assert len(list(temporary.iterdir())) == 1  # one file is asked for: older ones have gone
        await tab.leave()

    with served(lambda: file_upload("F"), others={"keep_running": 0}) as url:
        visit(run)


@pytest.mark.parametrize("given", ["size", "total", "count"])
def test_more_than_was_asked_for_is_refused_by_the_server(given: str) -> None:
    limits: dict[str, Any] = {
        "size": {"max_size": 10},
        "total": {"max_total_size": 10},
        "count": {},
    }

    async def run() -> None:
        tab = await Tab(url).open()
        await tab.until(lambda page: page.form)
        large = 11 if given != "count" else 5
        status = await asyncio.to_thread(
            post, url, address_of(tab, "upload-number-one", large, 0), b"x" * large
        )
        assert status == (200 if given == "count" else 409)
        sent = [{"upload": "upload-number-one", "name": "a"}] * (2 if given == "count" else 1)
        await tab.send(wire.FormSubmit(form=tab.page.form, values={"data": sent}))
        await tab.until(lambda page: page.document.forms[page.form].marks)

    with served(lambda: file_upload("F", **limits[given])) as url:
        visit(run)


TRICKS = [
    "../../../etc/passwd", "..\\..\\windows\\win.ini", "/etc/passwd", "C:\\boot.ini", "a/../../b",
    "..", ".", "", "\0", "a\0b.txt", "con\r\nSet-Cookie: x", "x" * 1000, "‮gpj.exe", "~/.ssh/id",
]  # fmt: skip


@pytest.mark.parametrize("name", TRICKS)
def test_the_name_of_a_file_is_no_path(
    open_visitor: OpenVisitor, tmp_path: Path, name: str
) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    names: list[str] = []

    def program() -> None:
        file = file_upload("F")
        names.append(file["filename"])
        file.save(folder)
        put_text("saved")

    visitor = open_visitor(program)
    form = visitor.form
    field = visitor.session.page.forms[form.id].command.fields[0]
    assert isinstance(field, wire.FileField)
    uploads = visitor.session.uploads
    uploads.write(uploads.secret, field.slot, "upload-number-one", 1, 0, b"x")
    sent: Any = [{"upload": "upload-number-one", "name": name}]
    visitor.send(wire.FormSubmit(form=form.id, values={"data": sent}))
    assert visitor.sees("saved")
    assert [path.name for path in folder.iterdir()] == names
    assert not set(names[0]) & set("/\\\0\r\n")
    assert len(names[0]) <= 255


# -- a gigabyte -----------------------------------------------------------------------------------


def resident() -> int:
    """Bytes of memory that this process has."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


GB = 1024 * MB


@pytest.mark.slow
def test_a_gigabyte_up_and_down_needs_no_memory(tmp_path: Path, temporary: Path) -> None:
    sparse = tmp_path / "sparse.bin"
    with sparse.open("wb") as file:
        file.truncate(GB)
    part = bytes(512 * 1024)
    seen: list[int] = []

    def program() -> None:
        put_file("large.bin", sparse)
        file = file_upload("File")
        with file.open() as source:
            seen.append(sum(len(block) for block in iter(lambda: source.read(MB), b"")))
        put_text("done")

    def take(address: str) -> int:
        with get_raw(url, address, "Connection: close\r\n") as line:
            return sum(len(block) for block in iter(lambda: line.recv(MB), b""))

    async def run() -> None:
        tab = await Tab(url).open()
        await tab.until(lambda page: page.form)
        address = await file_of(tab)
        await asyncio.to_thread(fetch, url + address, Range="bytes=0-10000000")
        before = resident()
        assert await asyncio.to_thread(take, address) > GB
        assert resident() - before < 30 * MB
        upload = secrets.token_urlsafe(18)
        for offset in range(0, GB, len(part)):
            path = address_of(tab, upload, GB, offset)
            assert await asyncio.to_thread(post, url, path, part) == 200
        assert resident() - before < 30 * MB
        sent = {"upload": upload, "name": "a.bin"}
        await tab.send(wire.FormSubmit(form=tab.page.form, values={"data": [sent]}))
        await tab.sees("done")
        assert resident() - before < 30 * MB

    with served(program, max_payload_size="2G") as url:
        visit(run)
    assert seen == [GB]
