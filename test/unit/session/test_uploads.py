"""Files that arrive in parts: slots, limits, room on the disk, and how long a file lives."""

from __future__ import annotations

import gc
import random
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pywebio.session.storage import Space, SpaceFull, StoredFile
from pywebio.session.uploads import Slot, UploadRefused, Uploads

ID = "upload-number-one"
OTHER = "upload-number-two"


def make_slot(
    max_size: int = 1000, max_total: int = 2000, most: int = 10, space: int = 10_000
) -> Slot:
    return Slot(1, Space(space), max_size, max_total, most)


def make_uploads() -> Uploads:
    return Uploads(Space(10_000), count(1).__next__, 1000)


def status(slot: Slot, upload: str, size: int, offset: int, data: bytes) -> int:
    with pytest.raises(UploadRefused) as caught:
        slot.write(upload, size, offset, data)
    return caught.value.status


# -- parts ----------------------------------------------------------------------------------------


@given(data=st.binary(max_size=300), part=st.integers(1, 100), seed=st.integers())
def test_parts_in_any_order_and_twice_make_the_file(data: bytes, part: int, seed: int) -> None:
    slot = make_slot()
    offsets = list(range(0, max(len(data), 1), part))
    arriving = offsets * 2
    random.Random(seed).shuffle(arriving)
    for offset in arriving:
        upload = slot.write(ID, len(data), offset, data[offset : offset + part])
    assert upload.received == len(data)
    stored = slot.get(ID)
    assert stored is not None
    assert stored.read() == data
    assert stored.path.stat().st_size == len(data)


def test_a_file_that_lacks_a_part_is_not_there() -> None:
    slot = make_slot()
    slot.write(ID, 30, 0, b"x" * 10)
    slot.write(ID, 30, 20, b"x" * 10)
    assert slot.get(ID) is None
    assert slot.write(ID, 30, 5, b"x" * 15).complete
    assert slot.get(ID) is not None


def test_nothing_changes_a_file_that_is_whole() -> None:
    slot = make_slot()
    slot.write(ID, 4, 0, b"good")
    slot.write(ID, 4, 0, b"evil")
    stored = slot.get(ID)
    assert stored is not None
    assert stored.read() == b"good"


@pytest.mark.parametrize(
    ("size", "offset", "data"),
    [(10, 5, b"x" * 6), (10, 11, b""), (3, 0, b"four")],
)
def test_a_part_has_to_lie_within_its_file(size: int, offset: int, data: bytes) -> None:
    assert status(make_slot(), ID, size, offset, data) == 400


def test_a_file_cannot_change_its_size() -> None:
    slot = make_slot()
    slot.write(ID, 20, 0, b"x")
    assert status(slot, ID, 21, 0, b"x") == 400


@pytest.mark.parametrize("name", ["", "short", "../../../../etc/passwd", "x" * 65, "ä" * 20])
def test_an_upload_has_a_name_that_nobody_guesses(name: str) -> None:
    assert status(make_slot(), name, 1, 0, b"x") == 400


# -- limits ---------------------------------------------------------------------------------------


def test_a_file_beyond_the_limit_is_refused_before_anything_is_kept() -> None:
    slot = make_slot(max_size=10)
    assert status(slot, ID, 11, 0, b"x") == 409
    assert slot.get(ID) is None


def test_what_a_page_has_let_go_of_makes_room() -> None:
    slot = make_slot(max_size=1000, max_total=1000, most=1)
    slot.write(ID, 600, 0, b"x" * 600)
    slot.write(OTHER, 600, 0, b"x" * 600)
    assert slot.get(ID) is None
    assert slot.get(OTHER) is not None


def test_what_still_comes_of_it_does_not_begin_it_again() -> None:
    """Else it would push out the file that has replaced it, of which parts have come."""
    slot = make_slot(max_size=1000, max_total=1000, most=1)
    slot.write(ID, 600, 0, b"x" * 300)
    slot.write(OTHER, 600, 0, b"x" * 300)
    assert status(slot, ID, 600, 300, b"x" * 300) == 409
    slot.write(OTHER, 600, 300, b"x" * 300)
    assert slot.get(OTHER) is not None


def test_a_page_cannot_fill_the_disk_with_more_than_it_was_asked_for() -> None:
    space = Space()
    slot = Slot(1, space, 100, 250, 1000)
    for number in range(50):
        slot.write(f"upload-number-{number:04}", 100, 0, b"x" * 100)
    gc.collect()
    assert space.used == 200


def test_the_room_of_a_server_is_bounded() -> None:
    space = Space(100)
    one, two = Slot(1, space, 100, 100, 1), Slot(2, space, 100, 100, 1)
    one.write(ID, 80, 0, b"x" * 80)
    assert status(two, OTHER, 30, 0, b"x" * 30) == 507
    assert two.write(ID, 20, 0, b"x" * 20).complete


def test_two_servers_do_not_share_their_room() -> None:
    first, second = Space(10), Space(10)
    first.take(10)
    second.take(10)
    with pytest.raises(SpaceFull):
        first.take(1)


# -- how long a file lives ------------------------------------------------------------------------


def test_a_file_goes_with_the_last_that_holds_it() -> None:
    space = Space()
    stored = StoredFile(space, 5)
    stored.write(0, b"12345", 5)
    path = stored.path
    assert path.read_bytes() == b"12345"
    assert space.used == 5
    del stored
    gc.collect()
    assert not path.exists()
    assert space.used == 0


def test_what_nobody_took_goes_with_the_slot() -> None:
    uploads = make_uploads()
    slot = uploads.open(100, 100)
    path = uploads.write(uploads.secret, slot.id, ID, 3, 0, b"abc").file.path
    assert path.exists()
    number = slot.id
    del slot
    gc.collect()
    assert not path.exists()
    with pytest.raises(UploadRefused) as caught:
        uploads.write(uploads.secret, number, ID, 3, 0, b"abc")
    assert caught.value.status == 404


def test_what_was_taken_outlives_the_slot() -> None:
    uploads = make_uploads()
    slot = uploads.open(100, 100)
    uploads.write(uploads.secret, slot.id, ID, 3, 0, b"abc")
    stored = slot.take(ID)
    assert slot.take(ID) is None
    del slot
    gc.collect()
    assert stored is not None
    assert stored.read() == b"abc"


# -- trust ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("secret", ["", "guess", "ö", "x" * 24])
def test_only_who_knows_the_secret_may_send(secret: str) -> None:
    uploads = make_uploads()
    slot = uploads.open(100, 100)
    with pytest.raises(UploadRefused) as caught:
        uploads.write(secret, slot.id, ID, 3, 0, b"abc")
    assert caught.value.status == 403
    assert slot.get(ID) is None


def test_each_session_has_its_own_secret() -> None:
    assert make_uploads().secret != make_uploads().secret
    assert len(make_uploads().secret) >= 22
