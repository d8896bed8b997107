"""Files of sessions over HTTP: ranges, fingerprints, names, types."""

from __future__ import annotations

import pytest

from pywebio.platform.files import answer_file
from pywebio.platform.http import Request, Response
from pywebio.session.files import FileSource

CONTENT = bytes(range(100))


def fetch(source: FileSource | None = None, **headers: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return answer_file(Request(headers=named), source or FileSource(CONTENT, "image/png"))


def test_the_whole_file() -> None:
    response = fetch()
    assert (response.status, response.body) == (200, CONTENT)
    assert response.headers["Content-Type"] == "image/png"
    assert response.headers["Accept-Ranges"] == "bytes"
    assert response.headers["Cache-Control"].startswith("private")


@pytest.mark.parametrize(
    ("header", "start", "end"),
    [
        ("bytes=0-9", 0, 10),
        ("bytes=90-", 90, 100),
        ("bytes=-5", 95, 100),
        ("bytes=0-0", 0, 1),
        ("bytes=99-99", 99, 100),
        ("bytes=50-500", 50, 100),
        ("bytes=-500", 0, 100),
        (f"bytes=10-{'9' * 99}", 10, 100),
        (f"bytes=-{'9' * 9999}", 0, 100),
    ],
)
def test_a_range(header: str, start: int, end: int) -> None:
    response = fetch(range=header)
    assert response.status == 206
    assert response.body == CONTENT[start:end]
    assert response.headers["Content-Range"] == f"bytes {start}-{end - 1}/100"


@pytest.mark.parametrize(
    "header", ["bytes=100-", "bytes=200-300", "bytes=-0", f"bytes={'9' * 99}-"]
)
def test_a_range_that_cannot_be_had(header: str) -> None:
    response = fetch(range=header)
    assert response.status == 416
    assert response.headers["Content-Range"] == "bytes */100"
    assert not response.body


@pytest.mark.parametrize(
    "header", ["bytes=", "bytes=-", "bytes=9-1", "lines=1-2", "bytes=1-2,5-6", "bytes=a-b", ""]
)
def test_what_is_no_single_range_is_answered_with_all(header: str) -> None:
    assert fetch(range=header).status == 200


def test_a_range_of_what_has_changed_is_answered_with_all() -> None:
    source = FileSource(CONTENT)
    assert fetch(source, range="bytes=0-9", if_range=source.etag).status == 206
    assert fetch(source, range="bytes=0-9", if_range='"other"').status == 200


@pytest.mark.parametrize("form", ["{}", '"x", {}', "W/{}", "*"])
def test_a_file_that_the_browser_has(form: str) -> None:
    source = FileSource(CONTENT)
    response = fetch(source, if_none_match=form.format(source.etag))
    assert response.status == 304
    assert not response.body
    assert response.headers["ETag"] == source.etag


def test_another_file_has_another_fingerprint() -> None:
    assert FileSource(b"a").etag != FileSource(b"b").etag
    assert fetch(FileSource(b"a"), if_none_match=FileSource(b"b").etag).status == 200


@pytest.mark.parametrize(
    ("name", "plain", "encoded"),
    [
        ("report.pdf", "report.pdf", "report.pdf"),
        ('a "b".txt', "a _b_.txt", "a%20%22b%22.txt"),
        ("报告.csv", "__.csv", "%E6%8A%A5%E5%91%8A.csv"),
        ("../../etc/passwd", "passwd", "passwd"),
        ("a\r\nSet-Cookie: x.txt", "a__Set-Cookie: x.txt", "a%0D%0ASet-Cookie%3A%20x.txt"),
    ],
)
def test_the_name_for_saving(name: str, plain: str, encoded: str) -> None:
    header = fetch(FileSource(CONTENT, name=name)).headers["Content-Disposition"]
    assert header == f"attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}"


def test_without_a_name_it_is_shown() -> None:
    assert fetch().headers["Content-Disposition"] == "inline"


@pytest.mark.parametrize("mime", ["text/html", "image/svg+xml", "application/xhtml+xml", "x/y"])
def test_what_may_hold_scripts_is_shut_in(mime: str) -> None:
    assert fetch(FileSource(b"<script>", mime)).headers["Content-Security-Policy"] == "sandbox"


@pytest.mark.parametrize("mime", ["image/png", "video/mp4", "application/pdf", "text/plain"])
def test_what_holds_none_is_not(mime: str) -> None:
    assert "Content-Security-Policy" not in fetch(FileSource(b"x", mime)).headers
