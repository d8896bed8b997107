"""A file that the visitor has sent: a dict of what is known of it, whose content is read late.

Its bytes stay in a temporary file until the program asks for ``f["content"]``. Everything that
makes a plain dict of it (``dict(f)``, ``{**f}``, ``f.items()``, JSON, pickle) asks for them.
"""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from ..session.storage import Space, StoredFile

CONTENT = "content"
_MISSING = object()


class _Unread:
    """Stands in the dict for bytes that nobody has asked for."""

    def __repr__(self) -> str:
        return "<not read yet>"


_UNREAD = _Unread()


class UploadedFile(dict[str, Any]):
    """What `file_upload` returns: a dict with `filename` (no folders), `content` (bytes),
    `mime_type`, `last_modified` (seconds since 1970) and `size`.

    Beside the dict it offers the file on disk, which needs no memory: `path`, `open()`, `save()`.
    The temporary file is deleted when the program holds neither this value nor a copy of it.

    Example::

        photo = file_upload("Your photo", accept="image/*", required=True)
        photo.save("photos/latest.jpg")
        print(photo["filename"], photo["size"])
    """

    __slots__ = ("__weakref__", "_stored")

    _stored: StoredFile | None

    def __init__(self, entries: dict[str, Any], stored: StoredFile | None = None) -> None:
        super().__init__(entries)
        self._stored = stored

    @classmethod
    def of(cls, stored: StoredFile, filename: str, mime: str, modified: float) -> UploadedFile:
        """The value of a file that has arrived."""
        entries = {
            "filename": filename,
            CONTENT: _UNREAD,
            "mime_type": mime,
            "last_modified": modified,
            "size": stored.size,
        }
        return cls(entries, stored)

    # -- the file ---------------------------------------------------------------------------------

    @property
    def path(self) -> Path:
        """Where the bytes are, as long as the program holds this value: in a temporary file."""
        if self._stored is None:
            content = self[CONTENT]
            stored = StoredFile(Space(), len(content))
            stored.write(0, content, len(content))
            self._stored = stored
        return self._stored.path

    def open(self) -> BinaryIO:
        """The content as a binary file to read from, as ``with f.open() as file: ...``."""
        if self._stored is None:
            return io.BytesIO(self[CONTENT])
        return io.BufferedReader(_Reading(self._stored))

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Copy the file to `path`, or under its own name into that folder; returns where it is."""
        target = Path(path)
        if target.is_dir():
            target /= self["filename"]
        with self.open() as source, open(target, "wb") as copy:
            shutil.copyfileobj(source, copy, 1024 * 1024)
        return target

    # -- the dict: whoever gets at the content finds it read --------------------------------------

    def _read(self) -> None:
        if super().get(CONTENT) is _UNREAD and self._stored is not None:
            super().__setitem__(CONTENT, self._stored.read())

    def __getitem__(self, key: str) -> Any:
        if key == CONTENT:
            self._read()
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        """The value of a key, or the default."""
        if key == CONTENT:
            self._read()
        return super().get(key, default)

    def __iter__(self) -> Iterator[str]:
        # That this is defined here makes `dict(f)` and `{**f}` ask `__getitem__`.
        return super().__iter__()

    def values(self) -> Any:
        """All values."""
        self._read()
        return super().values()

    def items(self) -> Any:
        """All keys with their values."""
        self._read()
        return super().items()

    def pop(self, key: str, default: Any = _MISSING) -> Any:
        """Take a key out and return its value."""
        self._read()
        return super().pop(key) if default is _MISSING else super().pop(key, default)

    def popitem(self) -> tuple[str, Any]:
        """Take the last key out and return it with its value."""
        self._read()
        return super().popitem()

    def setdefault(self, key: str, default: Any = None) -> Any:
        """The value of a key, which is set to the default if it is missing."""
        self._read()
        return super().setdefault(key, default)

    def copy(self) -> UploadedFile:
        """The same file again; the content is not read for it."""
        twin = UploadedFile({}, self._stored)
        for key in self:
            dict.__setitem__(twin, key, super().__getitem__(key))
        return twin

    __copy__ = copy

    def __deepcopy__(self, memo: dict[int, Any]) -> UploadedFile:
        return self.copy()

    def __eq__(self, other: object) -> bool:
        self._read()
        if isinstance(other, UploadedFile):
            other._read()
        return super().__eq__(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = None

    def __or__(self, other: Any) -> Any:
        return dict(self) | other

    def __ror__(self, other: Any) -> Any:
        return other | dict(self)

    def __reduce__(self) -> tuple[Any, ...]:
        return UploadedFile, (dict(self),)

    def __repr__(self) -> str:
        shown = {key: self[key] for key in self if key != CONTENT}
        return f"<UploadedFile {shown!r}>"


class _Reading(io.FileIO):
    """An open file that keeps the temporary file alive."""

    def __init__(self, stored: StoredFile) -> None:
        super().__init__(stored.path, "rb")
        self._stored = stored
