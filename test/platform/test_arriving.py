"""Parts of files that are written while they come: in pieces, bounded, on every host."""

from __future__ import annotations

import asyncio
import secrets
import socket
from collections.abc import AsyncIterator, Iterator
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import pytest
from desk import Desk, connect
from hosts import HOSTS, Host
from http_tab import HttpTab
from hypothesis import given
from hypothesis import strategies as st
from served import PATIENCE, Tab, served, visit

from pywebio import protocol as wire
from pywebio.input import file_upload
from pywebio.output import put_text
from pywebio.platform.arriving import PIECE, Arriving, arriving, take, take_here
from pywebio.platform.http import Request
from pywebio.platform.options import PART_MOST, POSTED_MOST
from pywebio.platform.page import UPLOAD_KEY
from pywebio.session.uploads import Slot

UPLOAD = "an-upload-in-pieces"
LARGE = secrets.token_bytes(POSTED_MOST)


class Place:
    """A slot of a visitor's session on a server without a framework."""

    def __init__(self, most: int = 2 * POSTED_MOST, **options: Any) -> None:
        self.desk = Desk(lambda: None, **options)
        page = connect(self.desk)
        assert page.page.welcome is not None
        self.secret = page.page.welcome.upload
        (visited,) = self.desk.visits.values()
        self.slot: Slot = visited.session.uploads.open(most, most)
        self.upload = UPLOAD

    def request(self, size: Any, offset: Any = 0, **headers: str) -> Request:
        where = f"{self.secret}/{self.slot.id}/{self.upload}"
        query = {UPLOAD_KEY: where, "size": str(size), "offset": str(offset)}
        return Request("POST", query, {"host": "here", **headers})

    def part(self, size: Any, offset: Any = 0, **headers: str) -> Arriving:
        part = arriving(self.desk, self.request(size, offset, **headers))
        assert part is not None
        return part

    @property
    def content(self) -> bytes:
        file = self.slot.get(self.upload)
        assert file is not None
        return file.read()


@pytest.fixture
def place() -> Place:
    return Place()


def cut(content: bytes, *lengths: int) -> Iterator[bytes]:
    """The content in chunks of these lengths, the last of them again and again."""
    start, left = 0, list(lengths)
    while start < len(content):
        length = left.pop(0) if len(left) > 1 else left[0]
        yield content[start : start + length]
        start += length


@given(
    content=st.binary(max_size=2000).map(lambda some: some * (PIECE // 500)),
    lengths=st.lists(st.integers(1000, 3 * PIECE), min_size=1, max_size=5),
    before=st.integers(0, 100),
)
def test_chunks_of_any_size_make_the_part(content: bytes, lengths: list[int], before: int) -> None:
    place = Place()
    size = before + len(content)
    if before:
        assert take_here(place.part(size), [b"x" * before]).status == 200
    response = take_here(place.part(size, before), cut(content, *lengths))
    assert response.status == 200
    assert place.content == b"x" * before + content


@pytest.mark.parametrize("chunks", [[], [b""], [b"", b""]])
def test_an_empty_file_arrives(place: Place, chunks: list[bytes]) -> None:
    assert take_here(place.part(0), chunks).status == 200
    assert place.content == b""


def test_what_is_kept_in_memory_is_bounded(place: Place) -> None:
    part = place.part(POSTED_MOST)
    kept = 0
    for _ in range(PIECE):  # the chunks of a sender who means no good
        kept += 1
        if part.add(b"x"):
            break
    assert kept == PIECE
    part.write()
    assert not part.add(b"x")


def test_a_whole_body_at_once_is_taken_as_parts_are(place: Place) -> None:
    content = LARGE[: 3 * PART_MOST + 5]
    assert take_here(place.part(len(content)), [content]).status == 200
    assert place.content == content


def test_what_came_before_the_line_broke_is_there(place: Place) -> None:
    content = LARGE[: 2 * PIECE]
    lost = place.part(len(content))
    assert lost.add(content[:PIECE])
    lost.write()
    response = take_here(place.part(len(content), PIECE), [content[PIECE:]])
    assert response.status == 200
    assert place.content == content


def test_more_than_a_part_may_have_is_refused_and_not_kept() -> None:
    origin = "https://a.example.com"
    place = Place(allowed_origins=[origin])
    part = place.part(2 * POSTED_MOST, origin=origin)
    response = take_here(part, [b"x" * POSTED_MOST, b"y", b"z" * POSTED_MOST])
    assert part.too_large
    assert response.status == 413
    assert response.headers["Access-Control-Allow-Origin"] == origin
    assert not part.add(b"x" * 2 * PIECE)
    assert part.end().status == 413


@pytest.mark.parametrize(
    ("size", "offset", "status"),
    [("x", 0, 400), (POSTED_MOST, "x", 400), (10 * POSTED_MOST, 0, 409), (PIECE, 0, 400)],
)
def test_what_is_refused_is_not_gathered(place: Place, size: Any, offset: Any, status: int) -> None:
    part = place.part(size, offset)
    for _ in range(5):
        if part.add(b"x" * PIECE):
            part.write()
    assert not part.add(b"x" * PIECE)
    assert part.end().status == status


def test_who_does_not_know_the_secret_writes_nothing(place: Place) -> None:
    place.secret = place.secret[:-1]
    assert take_here(place.part(PIECE), [b"x" * PIECE]).status == 403
    assert place.slot.get(UPLOAD) is None


def test_what_is_refused_is_not_read_without_end(place: Place) -> None:
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        for _ in range(10 * POSTED_MOST // PIECE):
            read += PIECE
            yield bytes(PIECE)

    place.secret = place.secret[:-1]
    response = asyncio.run(take(place.desk, place.part(PIECE), endless()))
    assert response.status == 403
    assert read == POSTED_MOST + PIECE


def test_what_still_comes_of_a_file_does_not_push_out_the_one_that_replaced_it(
    place: Place,
) -> None:
    content = LARGE + LARGE[:PIECE]  # two such files are more than the slot takes
    old = place.part(len(content))
    assert old.add(content[:PIECE])
    old.write()
    place.upload = "an-upload-in-its-place"
    assert take_here(place.part(len(content)), [content[:PIECE]]).status == 200
    assert old.add(content[:PIECE])
    assert old.end().status == 409
    assert take_here(place.part(len(content), PIECE), cut(content[PIECE:], PIECE)).status == 200
    assert place.content == content


def test_the_session_ends_while_a_part_comes(place: Place) -> None:
    part = place.part(2 * PIECE)
    assert part.add(b"x" * PIECE)
    part.write()
    place.desk.close()
    part.add(b"x" * PIECE)
    assert part.end().status == 404


def test_room_that_ends_in_the_middle_of_a_part() -> None:
    place = Place(upload_space=PIECE)
    response = take_here(place.part(4 * PIECE), cut(LARGE[: 4 * PIECE], PIECE))
    assert response.status == 507


def test_other_requests_are_no_parts(place: Place) -> None:
    asked = place.request(1)
    assert arriving(place.desk, Request("GET", asked.query)) is None
    assert arriving(place.desk, Request("POST", {})) is None
    assert arriving(place.desk, Request("POST", asked.query, {"pywebio-line": "x" * 20})) is None


# -- real servers ---------------------------------------------------------------------------------


def app() -> None:
    file = file_upload("file")
    put_text("file", file["size"], file["content"] == LARGE)


async def address(tab: Tab, size: int, offset: int = 0) -> str:
    """Where a part of the file goes that the form asks for."""
    await tab.until(lambda page: page.form)
    field = tab.page.document.forms[tab.page.form].field("")
    assert isinstance(field, wire.FileField)
    assert tab.page.welcome is not None
    place = f"{tab.page.welcome.upload}/{field.slot}/{UPLOAD}"
    return f"{tab.url}?{UPLOAD_KEY}={place}&size={size}&offset={offset}"


def post(url: str, body: bytes, *, chunked: bool = False, stop: int | None = None) -> int:
    """Post a body; returns the status, 0 without one. `stop`: the line breaks after so much."""
    place = urlsplit(url)
    assert place.hostname is not None
    assert place.port is not None
    length = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {len(body)}"
    head = f"POST {place.path}?{place.query} HTTP/1.1\r\nHost: {place.netloc}\r\n{length}\r\n\r\n"
    with socket.create_connection((place.hostname, place.port), PATIENCE) as line:
        try:
            line.sendall(head.encode())
            for chunk in cut(body[:stop], 100_000):
                line.sendall(b"%x\r\n%b\r\n" % (len(chunk), chunk) if chunked else chunk)
            if stop is not None:
                return 0
            line.sendall(b"0\r\n\r\n" if chunked else b"")
            answer = line.recv(100)
        except ConnectionError:  # it does not read what is too large
            return 0
    return int(answer.split()[1]) if answer else 0


async def submit(tab: Tab) -> None:
    values = {"data": [{"upload": UPLOAD, "name": "a.bin"}]}
    await tab.send(wire.FormSubmit(form=tab.page.form, values=values))


async def send_at_once(tab: Tab) -> None:
    """Send a file in one part, after a line has broken in its midst."""
    url = await address(tab, len(LARGE))
    await asyncio.to_thread(post, url, LARGE, stop=len(LARGE) // 3)
    assert await asyncio.to_thread(post, url, LARGE) == 200
    await submit(tab)
    await tab.sees(f"file {len(LARGE)} True")
    await tab.leave()


def tab_of(host: Host, url: str) -> Tab:
    return (Tab if "websocket" in host.transports else HttpTab)(url)


@pytest.mark.parametrize("host", HOSTS.values(), ids=HOSTS)
def test_every_host_takes_large_parts(host: Host) -> None:
    async def run() -> None:
        await send_at_once(await tab_of(host, url).open())

    with host.start(app) as url:
        visit(run)


@pytest.mark.parametrize("host", HOSTS.values(), ids=HOSTS)
def test_no_host_takes_larger_ones(host: Host) -> None:
    async def run() -> None:
        tab = await tab_of(host, url).open()
        where = await address(tab, 2 * len(LARGE))
        assert await asyncio.to_thread(post, where, LARGE + b"x") in (0, 400, 413)
        await tab.leave()

    with host.start(app) as url:
        visit(run)


def test_bodies_without_a_length() -> None:
    async def run() -> None:
        tab = await Tab(url).open()
        where = await address(tab, len(LARGE))
        assert await asyncio.to_thread(post, where, LARGE, chunked=True) == 200
        await submit(tab)
        await tab.sees("True")

    with served(app) as url:
        visit(run)


def post_in_turn(*urls: str) -> list[int]:
    """Post the file to these addresses on one connection; returns the statuses."""
    statuses = []
    connection = HTTPConnection(urlsplit(urls[0]).netloc, timeout=PATIENCE)
    connection.connect()
    connection.auto_open = 0  # a second connection would hide that the first one was closed
    for url in urls:
        place = urlsplit(url)
        connection.request("POST", f"{place.path}?{place.query}", LARGE)
        response = connection.getresponse()
        response.read()
        statuses.append(response.status)
    connection.close()
    return statuses


def test_a_refused_part_leaves_the_connection_usable() -> None:
    async def run() -> None:
        tab = await Tab(url).open()
        where = await address(tab, len(LARGE))
        wrong = where.replace(f"/{UPLOAD}", "/no")
        assert await asyncio.to_thread(post_in_turn, wrong, where) == [400, 200]

    with served(app) as url:
        visit(run)
