"""Files of a directory: what is in it, and nothing outside of it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pywebio.platform.http import Request, Response, query_of
from pywebio.platform.static import StaticFiles
from pywebio.platform.writer import Writer


@pytest.fixture
def files(tmp_path: Path) -> StaticFiles:
    folder = tmp_path / "public"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.txt").write_text("public")
    (folder / "sub" / "ä b.css").write_text("p {}")
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "public-not").mkdir()
    (tmp_path / "public-not" / "b.txt").write_text("secret")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    return StaticFiles(str(folder))


def get(files: StaticFiles, name: str, method: str = "GET", **headers: str) -> Response:
    named = {key.replace("_", "-"): value for key, value in headers.items()}
    return files.answer(Request(method, headers=named), name)


def test_a_file(files: StaticFiles) -> None:
    answer = get(files, "a.txt")
    assert (answer.status, bytes(answer.body)) == (200, b"public")
    assert answer.headers["Content-Type"] == "text/plain"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert get(files, "a.txt", if_none_match=answer.headers["ETag"]).status == 304
    part = get(files, "a.txt", range="bytes=0-2")
    assert (part.status, bytes(part.body)) == (206, b"pub")
    assert get(files, "sub/ä b.css").headers["Content-Type"] == "text/css"


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "sub",
        "none.txt",
        "../secret.txt",
        "sub/../../secret.txt",
        "../public-not/b.txt",
        "link.txt",
        "/etc/passwd",
        "a.txt\0",
        "\0",
        "x" * 5000,
        "a.txt/",
        "a.txt/b",
    ],
)
def test_nothing_else(files: StaticFiles, name: str) -> None:
    assert get(files, name).status in (200, 404)
    assert b"secret" not in bytes(get(files, name).body)
    assert name == "a.txt/" or get(files, name).status == 404


def test_files_are_only_read(files: StaticFiles) -> None:
    assert get(files, "a.txt", "POST").status == 405
    assert get(files, "a.txt", "HEAD").status == 200


@given(st.text(st.sampled_from("./\\%2ea~\0:ä"), max_size=20))
def test_no_name_leads_out(name: str) -> None:
    here = Path(__file__).resolve().parent
    files = StaticFiles(str(here / "none"))
    assert files.answer(Request(), name).status == 404


def test_of_each_key_of_an_address_the_last_value_counts() -> None:
    assert query_of("a=1&a=2&b=&c") == {"a": "2", "b": "", "c": ""}
    assert query_of("a=%FF%20b+c") == {"a": "\ufffd b c"}


def test_a_writer_sends_in_order_and_closes_behind_the_last_frame() -> None:
    done: list[object] = []

    async def send(text: str) -> None:
        await asyncio.sleep(0)
        done.append(text)

    async def close(code: int) -> None:
        done.append(code)

    async def run() -> None:
        writer = Writer(send, close)
        for text in (b"a", b"b"):
            writer.send(text)
        await asyncio.sleep(0)
        writer.send(b"c")
        writer.close(1000)
        while done[-1:] != [1000]:
            await asyncio.sleep(0)
        assert done == ["a", "b", "c", 1000]

    asyncio.run(run())


def test_a_writer_whose_line_was_lost_forgets_what_it_has() -> None:
    tried: list[str] = []

    async def send(text: str) -> None:
        tried.append(text)
        raise ConnectionResetError

    async def close(code: int) -> None:
        raise AssertionError("it was lost already")

    async def run() -> None:
        writer = Writer(send, close)
        writer.send(b"a")
        writer.send(b"b")
        for _ in range(5):
            await asyncio.sleep(0)
        assert tried == ["a"]
        writer.send(b"c")
        for _ in range(5):
            await asyncio.sleep(0)
        assert tried == ["a", "c"]

    asyncio.run(run())
