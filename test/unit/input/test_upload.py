"""Files as the program gets them: a dict whose content is read late, and checks of what came."""

from __future__ import annotations

import copy
import gc
import json
import math
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pywebio import input as i
from pywebio import protocol as wire
from pywebio.exceptions import ArgumentError
from pywebio.input.files import UploadedFile
from pywebio.input.form import Item
from pywebio.input.upload import FileReader, base_name
from pywebio.input.values import Invalid, read
from pywebio.session.base import Session
from pywebio.session.storage import Space, StoredFile
from pywebio.utils import format_file_size

KEYS = ["filename", "content", "mime_type", "last_modified", "size"]
CONTENT = b"\x00text\xff"


def make_file(content: bytes = CONTENT) -> UploadedFile:
    stored = StoredFile(Space(), len(content))
    stored.write(0, content, len(content))
    return UploadedFile.of(stored, "a.txt", "text/plain", 12.5)


def is_read(file: UploadedFile) -> bool:
    return dict.get(file, "content") == CONTENT


# -- the dict -------------------------------------------------------------------------------------


def keywords(**entries: Any) -> dict[str, Any]:
    return entries


def updated(file: UploadedFile) -> dict[str, Any]:
    target: dict[str, Any] = {}
    target.update(file)
    return target


def through_json(file: UploadedFile, indent: int | None = None) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        json.dumps(file, default=lambda data: data.decode("latin-1"), indent=indent)
    )
    found["content"] = found["content"].encode("latin-1")
    return found


COPIES: dict[str, Callable[[UploadedFile], dict[str, Any]]] = {
    "dict": dict,
    "unpacked": lambda file: {**file},
    "keywords": lambda file: keywords(**file),
    "items": lambda file: dict(file.items()),
    "zip": lambda file: dict(zip(file.keys(), file.values(), strict=True)),
    "loop": lambda file: {key: file[key] for key in file},
    "get": lambda file: {key: file.get(key) for key in file},
    "update": updated,
    "or": lambda file: file | {},
    "ror": lambda file: {} | file,
    "copy": lambda file: file.copy(),
    "copy.copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "pickle": lambda file: pickle.loads(pickle.dumps(file)),
    "json": through_json,
    "json indented": lambda file: through_json(file, 2),
    "pop": lambda file: {key: file.pop(key) for key in KEYS},
    "popitem": lambda file: dict([file.popitem() for _ in KEYS][::-1]),
    "setdefault": lambda file: {key: file.setdefault(key, None) for key in KEYS},
}


@pytest.mark.parametrize("way", COPIES.values(), ids=COPIES)
def test_every_way_to_the_content_reads_it(way: Callable[[UploadedFile], dict[str, Any]]) -> None:
    found = way(make_file())
    assert list(found) == KEYS
    assert found["content"] == CONTENT
    assert found["filename"] == "a.txt"
    assert found["mime_type"] == "text/plain"
    assert found["last_modified"] == 12.5
    assert found["size"] == len(CONTENT)


def test_nothing_is_read_before_somebody_asks() -> None:
    file = make_file()
    assert file["filename"] == "a.txt"
    assert len(file) == 5
    assert "content" in file
    assert list(file) == KEYS
    assert "a.txt" in repr(file)
    file.copy()
    copy.deepcopy(file)
    with file.open() as source:
        source.read()
    assert not is_read(file)
    assert file["content"] is file["content"]
    assert is_read(file)


def test_it_is_equal_to_the_plain_dict() -> None:
    plain = {
        "filename": "a.txt",
        "content": CONTENT,
        "mime_type": "text/plain",
        "last_modified": 12.5,
        "size": len(CONTENT),
    }
    assert make_file() == plain
    assert plain == make_file()
    assert make_file() == make_file()
    assert make_file() != make_file(b"other")
    assert isinstance(make_file(), dict)


def test_a_pattern_finds_the_content() -> None:
    match make_file():
        case {"content": content, "size": size}:
            assert (content, size) == (CONTENT, len(CONTENT))
        case _:
            pytest.fail("the pattern did not match")


def test_it_can_be_changed_like_a_dict() -> None:
    file = make_file()
    file["content"] = b"new"
    file["more"] = 1
    assert dict(file)["content"] == b"new"
    assert file.get("missing", 7) == 7
    del file["content"]
    assert "content" not in dict(file)
    with pytest.raises(KeyError):
        file["content"]
    with pytest.raises(KeyError):
        file.pop("content")


# -- the file on disk -----------------------------------------------------------------------------


def test_path_open_and_save(tmp_path: Path) -> None:
    file = make_file()
    assert file.path.read_bytes() == CONTENT
    with file.open() as source:
        assert source.read(2) == CONTENT[:2]
    assert file.save(tmp_path / "b.bin").read_bytes() == CONTENT
    assert file.save(str(tmp_path)) == tmp_path / "a.txt"
    assert (tmp_path / "a.txt").read_bytes() == CONTENT


def test_the_file_lives_as_long_as_what_holds_it() -> None:
    file = make_file()
    path = file.path
    twin = file.copy()
    source = twin.open()
    del file
    gc.collect()
    assert path.exists()
    del twin
    gc.collect()
    with source:
        assert source.read() == CONTENT
    del source
    gc.collect()
    assert not path.exists()


def test_a_pickled_file_has_a_path_again(tmp_path: Path) -> None:
    file = pickle.loads(pickle.dumps(make_file()))
    with file.open() as source:
        assert source.read() == CONTENT
    assert file.path.read_bytes() == CONTENT
    assert file.save(tmp_path).read_bytes() == CONTENT


# -- arguments ------------------------------------------------------------------------------------


def field(**arguments: Any) -> Item:
    item: Item = i.file_upload("label", name="x", **arguments)
    return item


def spec(**arguments: Any) -> wire.FileField:
    """The field as the page gets it."""
    found = field(**arguments).field
    assert isinstance(found, wire.FileField)
    return found


@pytest.mark.parametrize(
    ("size", "count"),
    [(0, 200 * 1024**2), (10, 10), ("40K", 40 * 1024), ("15mb", 15 * 1024**2), ("1.5k", 1536)],
)
def test_sizes(here: Session, size: Any, count: int) -> None:
    assert spec(max_size=size).max_size == count
    assert spec(max_total_size=size).max_total_size == count


@pytest.mark.parametrize(
    "size", ["much", "", "3X", "201M", 10**12, -1, math.inf, math.nan, "9" * 400]
)
def test_sizes_that_are_none_or_too_large(here: Session, size: Any) -> None:
    with pytest.raises(ValueError, match="max_size"):
        field(max_size=size)
    with pytest.raises(ValueError, match="max_total_size"):
        field(max_total_size=size)


@pytest.mark.parametrize("size", [[], None, True, b"3M"])
def test_sizes_of_other_types(here: Session, size: Any) -> None:
    with pytest.raises(AssertionError):
        field(max_size=size)


def test_one_file_cannot_be_larger_than_all(here: Session) -> None:
    assert spec(max_size="3M", max_total_size="2M").max_size == 2 * 1024**2


@pytest.mark.parametrize(
    ("accept", "kinds"),
    [
        (None, []),
        ("", []),
        (".pdf", [".pdf"]),
        ("image/*, .pdf", ["image/*", ".pdf"]),
        ((".a", ".b,.c"), [".a", ".b", ".c"]),
    ],
)
def test_kinds_of_files(here: Session, accept: Any, kinds: list[str]) -> None:
    assert spec(accept=accept).accept == kinds


@pytest.mark.parametrize("accept", [5, [1], [None]])
def test_kinds_of_files_that_are_none(here: Session, accept: Any) -> None:
    with pytest.raises(ArgumentError, match="accept"):
        field(accept=accept)


def test_the_old_default_text_is_said_in_the_language_of_the_page(here: Session) -> None:
    assert spec().placeholder == ""
    assert spec(placeholder="Choose file").placeholder == ""
    assert spec(placeholder="Your photo").placeholder == "Your photo"


# -- what was sent --------------------------------------------------------------------------------


def put(item: Item, content: bytes, name: str = "a.txt", **more: Any) -> dict[str, Any]:
    """Send a file to the slot of a field; what the page says of it then."""
    assert isinstance(item.reader, FileReader)
    upload = f"upload-with-number-{len(content)}"
    item.reader.slot.write(upload, len(content), 0, content)
    return {"upload": upload, "name": name, **more}


def problem(item: Item, sent: Any) -> str:
    with pytest.raises(Invalid) as caught:
        read(item.reader, item.field, sent)
    return caught.value.message


def test_a_file_and_what_the_browser_says_of_it(here: Session) -> None:
    item = field()
    sent = put(item, b"abc", "C:\\fake\\one.txt", type="text/x-mine", modified=1500.0)
    found = read(item.reader, item.field, [sent])
    assert found == {
        "filename": "one.txt",
        "content": b"abc",
        "mime_type": "text/x-mine",
        "last_modified": 1.5,
        "size": 3,
    }


@pytest.mark.parametrize(
    ("name", "given", "mime"),
    [
        ("a.png", "", "image/png"),
        ("a", "", "application/octet-stream"),
        ("a.png", "x/y\r\nSet-Cookie: a", "image/png"),
    ],
)
def test_the_type_of_a_file(here: Session, name: str, given: str, mime: str) -> None:
    item = field()
    assert read(item.reader, item.field, [put(item, b"x", name, type=given)])["mime_type"] == mime


def test_nothing_chosen(here: Session) -> None:
    single, several = field(), field(multiple=True)
    assert read(single.reader, single.field, []) is None
    assert read(single.reader, single.field, None) is None
    assert read(several.reader, several.field, []) == []
    needed = field(required=True)
    assert problem(needed, []) == "@required_file"
    disabled = field(disabled=True, multiple=True)
    assert read(disabled.reader, disabled.field, [put(disabled, b"x")]) == []


def test_several_come_in_their_order(here: Session) -> None:
    item = field(multiple=True)
    sent = [put(item, b"xx", "2"), put(item, b"x", "1"), put(item, b"", "0")]
    found = read(item.reader, item.field, sent)
    assert [(file["filename"], file["size"]) for file in found] == [("2", 2), ("1", 1), ("0", 0)]


def test_limits_are_checked_again(here: Session) -> None:
    item = field(multiple=True, max_size=10, max_total_size=15)
    files = [put(item, b"x" * 6), put(item, b"x" * 7)]
    assert len(read(item.reader, item.field, files)) == 2
    assert problem(item, [*files, files[0]]) == "@files_too_big|15 B"
    assert isinstance(item.reader, FileReader)
    item.reader.slot.max_size = 12
    assert problem(item, [put(item, b"x" * 11, "a|b")]) == "@file_too_big|a b|10 B"
    single = field()
    one = put(single, b"x")
    assert problem(single, [one, one]) == "@too_many_files|1"


def test_files_that_have_not_arrived_or_belong_elsewhere(here: Session) -> None:
    item, other = field(), field()
    assert problem(item, [{"upload": "never-heard-of-this-one"}]) == "@upload_lost"
    assert problem(item, [put(other, b"x")]) == "@upload_lost"
    assert isinstance(item.reader, FileReader)
    item.reader.slot.write("upload-that-is-not-whole", 10, 0, b"x")
    assert problem(item, [{"upload": "upload-that-is-not-whole"}]) == "@upload_lost"


any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=12,
)


@given(sent=any_json)
def test_whatever_is_sent_is_read_or_refused(sent: Any) -> None:
    found: Any = None
    reader = READER[0]
    try:
        found = reader.convert(sent)
    except Invalid:
        return
    assert found == []


READER: list[FileReader] = []


@pytest.fixture(autouse=True)
def reader(here: Session) -> FileReader:
    item = field(multiple=True)
    assert isinstance(item.reader, FileReader)
    READER[:] = [item.reader]
    return item.reader


@pytest.mark.parametrize(
    ("name", "base"),
    [
        ("a.txt", "a.txt"),
        ("/etc/passwd", "passwd"),
        ("C:\\Users\\me\\a.txt", "a.txt"),
        ("../..", "file"),
        ("..", "file"),
        ("", "file"),
        ("a\r\nb\x00.txt", "ab.txt"),
        (" résumé 2024.pdf ", "résumé 2024.pdf"),
        ("x" * 300 + ".tar", "x" * 251 + ".tar"),
    ],
)
def test_names_are_base_names(name: str, base: str) -> None:
    assert base_name(name) == base


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 B"),
        (1023, "1023 B"),
        (1024, "1 kB"),
        (1536, "1.5 kB"),
        (20 * 1024**2, "20 MB"),
        (200 * 1024**2, "200 MB"),
        (1024**3 * 3 // 2, "1.5 GB"),
        (5 * 1024**5, "5120 TB"),
    ],
)
def test_sizes_as_people_read_them(size: int, text: str) -> None:
    assert format_file_size(size) == text
