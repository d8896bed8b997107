"""Files as a visitor sends them, in thread and coroutine sessions."""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from both_kinds import now

from pywebio import input as i
from pywebio import protocol as wire
from pywebio.output import put_text
from pywebio.session import hold
from pywebio.session.base import Settings
from pywebio.session.storage import Space
from pywebio.testing import Visitor, VisitorError

Open = Callable[..., Visitor]


def test_one_file(opens: Open) -> None:
    async def app() -> None:
        file = await now(i.file_upload("Your file", required=True))
        put_text(file["filename"], file["size"], file["mime_type"], file["content"][-3:])

    visitor = opens(app)
    visitor.submit()
    assert visitor.sees("Please choose a file.")
    visitor.submit(("one.txt", b"x" * 1_300_000 + b"end"))
    assert visitor.sees("one.txt 1300003 text/plain b'end'")


def test_no_file(opens: Open) -> None:
    async def app() -> None:
        put_text(await now(i.file_upload("one")), await now(i.file_upload("more", multiple=True)))

    visitor = opens(app)
    visitor.submit()
    visitor.submit()
    assert visitor.sees("None []")


def test_several_files_in_a_group(opens: Open, tmp_path: Path) -> None:
    async def app() -> None:
        data = await now(
            i.input_group(
                "Both",
                [i.input("Name", name="name"), i.file_upload("Files", name="files", multiple=True)],
            )
        )
        put_text(data["name"], *[file["filename"] for file in data["files"]])

    path = tmp_path / "on-disk.bin"
    path.write_bytes(b"content")
    visitor = opens(app)
    visitor.submit(name="Ann", files=[path, ("b.txt", b"")])
    assert visitor.sees("Ann on-disk.bin b.txt")


def test_a_refused_form_keeps_its_files(opens: Open) -> None:
    async def app() -> None:
        data = await now(
            i.input_group(
                "Both",
                [
                    i.input("Age", type=i.NUMBER, name="age", required=True),
                    i.file_upload("File", name="file"),
                ],
            )
        )
        put_text(data["age"], data["file"]["content"])

    visitor = opens(app)
    visitor.submit(file=("a", b"kept"))
    assert visitor.sees("Please fill in this field.")
    visitor.submit(age=5)
    assert visitor.sees("5 b'kept'")


def test_a_check_of_ones_own_is_shown_at_the_field(opens: Open) -> None:
    def check(file: Any) -> str | None:
        return None if file is None or file["content"].startswith(b"%PDF") else "This is no PDF."

    async def app() -> None:
        file = await now(i.file_upload("Report", validate=check))
        put_text(file["filename"])

    visitor = opens(app)
    visitor.submit(("a.pdf", b"<html>"))
    assert visitor.sees("This is no PDF.")
    visitor.submit(("b.pdf", b"%PDF-1.7"))
    assert visitor.sees("b.pdf")


def test_what_the_page_would_not_take(opens: Open) -> None:
    async def app() -> None:
        await now(i.file_upload("File", max_size=10))

    visitor = opens(app)
    for wrong in [("a", b"x" * 11), "no bytes", 5, [("a", b""), ("b", b"")]]:
        with pytest.raises((VisitorError, FileNotFoundError)):
            visitor.fill(wrong)
    visitor.submit([])


def test_the_file_is_there_after_the_form_and_goes_with_the_value(opens: Open) -> None:
    held: list[Any] = []
    space = Space()

    async def app() -> None:
        held.append(await now(i.file_upload("File")))
        put_text("thanks")
        await now(hold())

    visitor = opens(app, settings=Settings(space=space))
    visitor.submit(("a", b"12345"))
    assert visitor.sees("thanks")
    path = held[0].path
    visitor.leave()
    assert path.read_bytes() == b"12345"
    assert space.used == 5
    held.clear()
    gc.collect()
    assert not path.exists()
    assert space.used == 0


def test_files_of_a_cancelled_form_are_deleted(opens: Open) -> None:
    space = Space()

    async def app() -> None:
        data = await now(
            i.input_group("Files", [i.file_upload("File", name="file")], cancelable=True)
        )
        put_text("cancelled", data)

    visitor = opens(app, settings=Settings(space=space))
    visitor.fill(file=("a", b"12345"))
    assert space.used == 5
    visitor.cancel()
    assert visitor.sees("cancelled None")

    def deleted() -> bool:
        gc.collect()
        return space.used == 0

    visitor.wait_until(deleted, "the file is deleted")


def test_files_named_by_a_page_that_never_sent_them(opens: Open) -> None:
    async def app() -> None:
        put_text(await now(i.file_upload("File")))

    visitor = opens(app)
    visitor.send(
        wire.FormSubmit(form=visitor.form.id, values={"data": [{"upload": "/etc/passwd"}]})
    )
    assert visitor.sees("The file has not arrived.")


@pytest.mark.parametrize("wrong", [{"max_size": "201M"}, {"max_total_size": "x"}, {"accept": 3}])
def test_bad_arguments_fail_in_the_call(opens: Open, wrong: dict[str, Any]) -> None:
    async def app() -> None:
        await now(i.file_upload("File", **wrong))

    visitor = opens(app)
    assert isinstance(visitor.expect_error(ValueError), AssertionError)
