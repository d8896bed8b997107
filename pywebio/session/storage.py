"""Temporary files on disk, bounded: what visitors upload stands there and never in memory."""

from __future__ import annotations

import os
import tempfile
import threading
import weakref
from collections import deque
from contextlib import suppress
from pathlib import Path

DEFAULT_SPACE = 10 * 1024**3
"""Bytes of all temporary files of a server."""


class SpaceFull(Exception):
    """There is no room for more bytes."""


class Space:
    """Room for the temporary files of one server."""

    def __init__(self, limit: int = DEFAULT_SPACE) -> None:
        self.limit = limit
        self._used = 0
        self._lock = threading.Lock()
        self._returned: deque[int] = deque()

    @property
    def used(self) -> int:
        """Bytes that are taken."""
        with self._lock:
            return self._count()

    def take(self, size: int) -> None:
        """Take room, or raise :class:`SpaceFull`."""
        with self._lock:
            if self._count() + size > self.limit:
                raise SpaceFull
            self._used += size

    def give_back(self, size: int) -> None:
        """The room is free again. Destructors call it, at any moment: it takes no lock."""
        self._returned.append(size)

    def _count(self) -> int:
        while self._returned:
            self._used -= self._returned.popleft()
        return self._used


class _Claim:
    """What a file holds, apart from the file: it is given back when that has gone."""

    __slots__ = ("bytes", "path", "space")

    def __init__(self, space: Space, path: Path) -> None:
        self.space = space
        self.path = path
        self.bytes = 0

    def release(self) -> None:
        """Delete the file."""
        with suppress(OSError):  # somebody has moved it, or (Windows) still reads it
            self.path.unlink()
        self.space.give_back(self.bytes)


class StoredFile:
    """A temporary file; it is deleted when nothing in the program holds it any more.

    `size` is what it is to have in the end.
    """

    __slots__ = ("__weakref__", "_claim", "path", "size")

    def __init__(self, space: Space, size: int) -> None:
        handle, name = tempfile.mkstemp(prefix="pywebio-")
        os.close(handle)
        self.path = Path(name)
        self.size = size
        self._claim = _Claim(space, self.path)
        weakref.finalize(self, self._claim.release)

    def write(self, offset: int, data: bytes, fresh: int) -> None:
        """Write a part, of which `fresh` bytes are new; raises :class:`SpaceFull`."""
        claim = self._claim
        claim.space.take(fresh)
        try:
            with open(self.path, "r+b") as file:
                file.seek(offset)
                file.write(data)
        except OSError:
            claim.space.give_back(fresh)
            raise
        claim.bytes += fresh

    def read(self) -> bytes:
        """The whole content."""
        return self.path.read_bytes()
