"""Nonsense of every shape: no crash, nothing left behind, no flood in the log, others go on."""

from __future__ import annotations

import gc
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from desk import Desk, Wire, connect
from hypothesis import given, settings
from hypothesis import strategies as st
from page_side import PageSide

from pywebio.output import put_buttons, put_file, put_text
from pywebio.platform.decoding import read_batch, read_event, whole_characters
from pywebio.platform.files import answer_file
from pywebio.platform.http import Request
from pywebio.platform.page import ASSET_KEY, FILE_KEY, UPLOAD_KEY
from pywebio.session.base import Program
from pywebio.session.files import FileSource

# -- what travels -------------------------------------------------------------------------------

ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 2**70) | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
KINDS = st.sampled_from(
    ["callback", "form.submit", "form.blur", "form.change", "form.cancel", "result", "pin.change",
     "popup.closed", "toast.closed", "large", "x", ""]
)  # fmt: skip
EVENTS = st.fixed_dictionaries(
    {"event": KINDS},
    optional={
        name: st.integers(-1, 12) | ANY_JSON
        for name in (
            "form",
            "callback",
            "wait",
            "pin",
            "popup",
            "value",
            "values",
            "name",
            "upload",
        )
    },
)
BATCHES = st.fixed_dictionaries(
    {},
    optional={
        "ack": st.integers(-1, 20) | ANY_JSON,
        "events": st.lists(st.tuples(st.integers(0, 40) | ANY_JSON, EVENTS | ANY_JSON), max_size=5)
        | ANY_JSON,
        "ping": st.booleans() | ANY_JSON,
    },
)
HELLOS = st.fixed_dictionaries(
    {"type": st.just("hello") | ANY_JSON, "version": st.integers(0, 3) | ANY_JSON},
    optional={
        name: st.text(max_size=70) | ANY_JSON
        for name in ("view", "session", "applied", "done", "app", "query", "navigation", "facts")
    },
)
FRAMES = (
    BATCHES.map(json.dumps)
    | HELLOS.map(json.dumps)
    | ANY_JSON.map(json.dumps)
    | st.text(max_size=60)
    | st.binary(max_size=60)
)


def app() -> None:
    put_text("here")
    put_buttons(["a"], onclick=lambda value: None)
    put_file("a", b"content")


class Scene:
    """A server with a visitor who sends nonsense, and one who does not."""

    def __init__(self, program: Any = app) -> None:
        self.desk = Desk(program, max_sessions=50, keep_running=0, keep_finished=0)
        self.good = connect(self.desk)
        self.bad = connect(self.desk)
        self.start = self.desk.clock.now

    def frame(self, frame: str | bytes) -> None:
        """The bad visitor sends a frame; when its line was cut, it comes anew."""
        self.desk.clock.pass_time(0.05)
        self.bad.say(frame)
        if self.bad.closed is not None:
            self.bad = connect(self.desk)

    def hello(self, frame: str | bytes) -> None:
        """Somebody begins with a frame, and goes."""
        self.desk.clock.pass_time(0.05)
        other = Wire(self.desk, PageSide(), Request())
        other.say(frame)
        other.lose(clean=True)

    def check(self, caplog: pytest.LogCaptureFixture) -> None:
        """Nothing has come of it."""
        self.desk.clock.pass_time(20)
        assert self.good.closed is None
        assert self.good.page.text.startswith("here")
        assert self.desk.visits[self.good.page.key].session.program == Program.HELD
        assert len(self.desk.visits) <= 3
        assert len(self.desk.links) <= 3
        errors = [record for record in caplog.records if record.levelname == "ERROR"]
        assert errors == []
        assert len(caplog.records) <= 2 * (self.desk.clock.now - self.start) + 2


def run(examples: int, strategy: st.SearchStrategy[Any], feed: Any) -> None:
    settings(max_examples=examples, database=None)(given(strategy)(feed))()


MANY = pytest.mark.parametrize("examples", [300, pytest.param(10_000, marks=pytest.mark.slow)])


@MANY
def test_frames(examples: int, caplog: pytest.LogCaptureFixture) -> None:
    scene = Scene()
    run(examples, FRAMES, scene.frame)
    scene.check(caplog)


@MANY
def test_first_frames(examples: int, caplog: pytest.LogCaptureFixture) -> None:
    scene = Scene()
    run(examples, FRAMES, scene.hello)
    scene.check(caplog)


@given(st.lists(st.sampled_from(["\\", "u", "d83d", "de00", "D800", '"', "a", "\\ud83d\\ude00"])))
def test_halves_of_characters_are_replaced_as_a_json_reader_sees_them(pieces: list[str]) -> None:
    text = '["' + "".join(pieces) + '"]'
    try:
        value = json.loads(text)
    except ValueError:
        whole_characters(text)
        return
    expected = value[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if len(value) == 1:
        assert json.loads(whole_characters(text)) == [expected]


@given(st.binary(max_size=200) | EVENTS.map(json.dumps).map(str.encode))
def test_large_events(data: bytes) -> None:
    read_event(data)
    read_batch(data, lambda reason: None)


# -- requests -----------------------------------------------------------------------------------

WORDS = st.text(max_size=30) | st.sampled_from(
    ["bytes=0-", "bytes=-5", "bytes=2-1", "bytes=0-1,3-4", "bytes=" + "9" * 400, "gzip;q=0", "*",
     '"', "https://[", "null", "http://here", "a, b;q=", "W/\"x\"", "\x00", "é", "٣", "bytes=٣-٤"]
)  # fmt: skip
HEADERS = st.dictionaries(
    st.sampled_from(
        ["range", "if-range", "if-none-match", "accept-encoding", "accept-language", "origin",
         "host", "user-agent", "cookie", "content-type"]
    ),
    WORDS,
)  # fmt: skip
QUERIES = st.dictionaries(
    st.sampled_from([ASSET_KEY, FILE_KEY, UPLOAD_KEY, "size", "offset", "test", "app"]),
    WORDS | st.sampled_from(["SID/SECRET/0/upload-number-one", "SID/TOKEN", "0", "5", "1e3", "-1"]),
)
METHODS = st.sampled_from(["GET", "HEAD", "POST", "OPTIONS", "PUT", "get", "", "\x00"])


@MANY
def test_requests(examples: int, caplog: pytest.LogCaptureFixture) -> None:
    scene = Scene()
    session = scene.desk.visits[scene.bad.page.key].session
    (token,) = session.page.files

    def ask(asked: tuple[str, dict[str, str], dict[str, str], bytes]) -> None:
        method, query, headers, body = asked
        scene.desk.clock.pass_time(0.05)
        filled = {
            name: value.replace("SID", session.sid)
            .replace("SECRET", session.uploads.secret)
            .replace("TOKEN", token)
            for name, value in query.items()
        }
        response = scene.desk.http(Request(method, filled, headers, body=body))
        assert response.status in (200, 204, 206, 304, 400, 403, 404, 405, 409, 413, 416, 507)
        sent = b"".join(response.chunks())
        assert len(sent) == response.size
        for name, value in response.headers.items():
            assert "\r" not in name + value
            assert "\n" not in name + value

    run(examples, st.tuples(METHODS, QUERIES, HEADERS, st.binary(max_size=50)), ask)
    scene.check(caplog)


@given(st.binary(max_size=40), WORDS | st.from_regex(r"bytes=\d{0,3}-\d{0,3}", fullmatch=True))
def test_ranges_are_those_of_the_content(content: bytes, header: str) -> None:
    response = answer_file(Request(headers={"range": header}), FileSource(content))
    sent = b"".join(response.chunks())
    if response.status == 206:
        span = response.headers["Content-Range"].removeprefix("bytes ").partition("/")[0]
        first, last = map(int, span.split("-"))
        assert sent == content[first : last + 1]
        assert sent
    else:
        assert (response.status, sent) in ((200, content), (416, b""))


# -- uploads ------------------------------------------------------------------------------------


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for temporary files."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    yield tmp_path
    gc.collect()
    assert list(tmp_path.iterdir()) == []


PARTS = st.tuples(
    # Ever new ones too: a file that had to make room is not begun again.
    st.sampled_from(["upload-number-one", "upload-number-two", "short", "../../x", ""])
    | st.integers(0, 10**6).map(lambda number: f"upload-number-{number:07}"),
    st.sampled_from(["0", "1", "20", "100", "101", "-1", "x", "9" * 20]),
    st.sampled_from(["0", "1", "19", "20", "50", "-1", "", "9" * 20]),
    st.sampled_from([b"", b"x", b"y" * 20, b"z" * 100]),
)


@MANY
def test_parts_of_files(examples: int, temporary: Path, caplog: pytest.LogCaptureFixture) -> None:
    scene = Scene()
    session = scene.desk.visits[scene.bad.page.key].session
    slot: Any = session.uploads.open(100, 150, 2)

    def send(part: tuple[str, str, str, bytes]) -> None:
        upload, size, offset, body = part
        scene.desk.clock.pass_time(0.05)
        address = f"{session.sid}/{session.uploads.secret}/{slot.id}/{upload}"
        query = {UPLOAD_KEY: address, "size": size, "offset": offset}
        response = scene.desk.http(Request("POST", query, {"host": "here"}, body=body))
        assert response.status in (200, 400, 409)
        assert len(list(temporary.iterdir())) <= 2
        assert session.space.used <= 150

    run(examples, PARTS, send)
    scene.check(caplog)
    slot = None
    gc.collect()
    assert session.space.used == 0
