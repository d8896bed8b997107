"""Files on their way from a page to the program.

The program opens a *slot* where it asks for files: it says how large they may be and how many. A
page sends each file in parts to a slot, in any order and again after a lost answer; who sends has
to know the secret of the session. A file that is whole waits in its slot until the program takes
it. When the program lets go of the slot, what nobody took is deleted.
"""

from __future__ import annotations

import re
import secrets
import threading
import weakref
from collections import deque
from collections.abc import Callable
from functools import cached_property

from .storage import Space, SpaceFull, StoredFile

MOST_FILES = 1000
"""So many files may be sent to one slot."""

MOST_GAPS = 1000
"""So many pieces of a file may lie apart from each other: pages send few out of order."""

_ID = re.compile(r"[A-Za-z0-9_-]{16,64}")


class UploadRefused(Exception):
    """A part of a file is not taken; `status` says why as HTTP does."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Upload:
    """A file of which parts arrive."""

    def __init__(self, space: Space, size: int) -> None:
        self.file = StoredFile(space, size)
        self._ranges: list[tuple[int, int]] = []
        self._lock = threading.Lock()

    @property
    def size(self) -> int:
        """Bytes of the whole file."""
        return self.file.size

    @property
    def received(self) -> int:
        """Bytes that have arrived."""
        return sum(end - start for start, end in self._ranges)

    @property
    def complete(self) -> bool:
        """Whether all has arrived."""
        return self.received == self.size

    def write(self, offset: int, data: bytes) -> None:
        """Take a part. One that came before changes nothing."""
        with self._lock:
            if self.complete:
                return
            ranges = _merged([*self._ranges, (offset, offset + len(data))])
            if len(ranges) > MOST_GAPS:
                raise UploadRefused(409, "The parts of this file lie too far apart.")
            fresh = sum(end - start for start, end in ranges) - self.received
            if fresh:
                self.file.write(offset, data, fresh)
                self._ranges = ranges


def _merged(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Ranges in order, those that touch as one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


class Slot:
    """A place to which files may be sent, as long as the program holds it.

    :param max_size: bytes of one file.
    :param max_total: bytes of all.
    :param most: how many.
    """

    def __init__(
        self, slot_id: int, space: Space, max_size: int, max_total: int, most: int
    ) -> None:
        self.id = slot_id
        self.max_size = max_size
        self.max_total = max_total
        self.most = most
        self._space = space
        self._uploads: dict[str, Upload] = {}
        self._gone: deque[str] = deque(maxlen=MOST_FILES)
        self._lock = threading.Lock()

    def write(self, upload_id: str, size: int, offset: int, data: bytes) -> Upload:
        """Take a part of a file, or raise :class:`UploadRefused`."""
        if not 0 <= offset <= offset + len(data) <= size:
            raise UploadRefused(400, "This part does not lie within its file.")
        upload = self._upload(upload_id, size)
        try:
            upload.write(offset, data)
        except SpaceFull:
            raise UploadRefused(507, "There is no room for further files at present.") from None
        return upload

    def _upload(self, upload_id: str, size: int) -> Upload:
        with self._lock:
            upload = self._uploads.get(upload_id)
            if upload is None:
                return self._begin(upload_id, size)
        if upload.size != size:
            raise UploadRefused(400, "The size of a file cannot change.")
        return upload

    def _begin(self, upload_id: str, size: int) -> Upload:
        """A new file. Older ones go as far as needed: a page that keeps to the rules, which it
        was told, has let go of them. What still comes of such a file (its last part may have been
        on its way) does not begin it again, in the place of the one that replaced it."""
        if _ID.fullmatch(upload_id) is None:
            raise UploadRefused(400, "This is no name of an upload.")
        if size > self.max_size or size > self.max_total:
            raise UploadRefused(409, "This file is larger than what was asked for.")
        if upload_id in self._gone:
            raise UploadRefused(409, "This file had to make room for a later one.")
        uploads = self._uploads
        total = sum(upload.size for upload in uploads.values())
        while uploads and (total + size > self.max_total or len(uploads) >= self.most):
            oldest = next(iter(uploads))
            total -= uploads.pop(oldest).size
            self._gone.append(oldest)
        upload = uploads[upload_id] = Upload(self._space, size)
        return upload

    def get(self, upload_id: str) -> StoredFile | None:
        """A file that has arrived as a whole."""
        upload = self._uploads.get(upload_id)
        return upload.file if upload is not None and upload.complete else None

    def take(self, upload_id: str) -> StoredFile | None:
        """The same; the slot lets go of it."""
        file = self.get(upload_id)
        if file is not None:
            with self._lock:
                self._uploads.pop(upload_id, None)
        return file


class Uploads:
    """The slots of a session. `secret` is known to its pages alone."""

    __slots__ = ("__dict__", "_event_size", "_next_id", "_space", "secret")

    def __init__(self, space: Space, next_id: Callable[[], int], event_size: int) -> None:
        self.secret = secrets.token_urlsafe(18)
        self._space = space
        self._next_id = next_id
        self._event_size = event_size

    @cached_property
    def _slots(self) -> weakref.WeakValueDictionary[int, Slot]:
        """The slots by their ids; most sessions never have one."""
        return weakref.WeakValueDictionary()

    @cached_property
    def events(self) -> Slot:
        """Events that are too large for a frame."""
        slot = self._slots[0] = Slot(0, self._space, self._event_size, self._event_size, MOST_FILES)
        return slot

    def open(self, max_size: int, max_total: int, most: int = MOST_FILES) -> Slot:
        """A new slot; it is there as long as the caller holds it."""
        slot = Slot(self._next_id(), self._space, max_size, max_total, most)
        self._slots[slot.id] = slot
        return slot

    def write(
        self, secret: str, slot_id: int, upload_id: str, size: int, offset: int, data: bytes
    ) -> Upload:
        """Take a part of a file, or raise :class:`UploadRefused`."""
        if not secrets.compare_digest(secret.encode(), self.secret.encode()):
            raise UploadRefused(403, "Nobody else may send files to this session.")
        slot = self.events if slot_id == 0 else self._slots.get(slot_id)
        if slot is None:
            raise UploadRefused(404, "No file is asked for any more.")
        return slot.write(upload_id, size, offset, data)
