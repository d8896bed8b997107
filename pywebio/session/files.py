"""Files of a session: bytes that a page fetches by address, as long as the page stands.

Small ones are kept in memory and count to the size of the page. Larger ones stand in temporary
files, and those that the program names by their path stay where they are: both are read from the
disk in blocks when they are fetched.
"""

from __future__ import annotations

import mimetypes
import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..exceptions import SessionException
from .storage import Space, SpaceFull, StoredFile

if TYPE_CHECKING:
    from .copying import Copy
    from .page import Page

IN_MEMORY = 128 * 1024
"""Bytes of a file beyond which it stands on the disk."""

BLOCK = 1024 * 1024

Content = bytes | StoredFile | Path


class FileSource:
    """A file with an unguessable name.

    `name` is the name for saving (empty: shown in the page), `mime` the content type. What others
    bound or share is not `counted` to the size of the page.
    """

    def __init__(
        self, content: Content, mime: str = "", name: str = "", *, counted: bool = True
    ) -> None:
        self.token = secrets.token_urlsafe(18)
        self.kept = content
        self.name = name
        self.mime = mime or mimetypes.guess_type(name)[0] or "application/octet-stream"
        self.uses = 0
        self.counts = len(content) if isinstance(content, bytes) and counted else 0

    @property
    def path(self) -> Path | None:
        """Where it is on the disk."""
        if isinstance(self.kept, bytes):
            return None
        return self.kept.path if isinstance(self.kept, StoredFile) else self.kept

    @property
    def content(self) -> bytes:
        """All its bytes; in memory."""
        return self.kept if isinstance(self.kept, bytes) else _read(self.kept)

    @property
    def size(self) -> int:
        """Bytes of memory or disk that are kept for it."""
        if isinstance(self.kept, bytes):
            return len(self.kept)
        return self.kept.size if isinstance(self.kept, StoredFile) else 0

    @property
    def may_change(self) -> bool:
        """Whether it is a file of the program's, which others may write."""
        return isinstance(self.kept, Path)

    @property
    def etag(self) -> str:
        """What tells this content from others, as HTTP wants it."""
        if isinstance(self.kept, Path):
            stat = self.kept.stat()
            return f'"{stat.st_mtime_ns:x}-{stat.st_size:x}"'
        # The content never changes, and its address is a secret.
        return f'"{blake2b(self.token.encode(), digest_size=12).hexdigest()}"'

    def enter(self, page: Page) -> None:
        """An output that shows it is about to be shown."""
        if self.uses == 0:
            page.size += self.counts
        self.uses += 1
        page.files[self.token] = self

    def fill(self, page: Page) -> None:
        """Nothing stands in a file."""

    def leave(self, page: Page) -> None:
        """An output that shows it has gone."""
        self.uses -= 1
        if self.uses == 0:
            page.size -= self.counts
        if self.uses <= 0:
            page.files.pop(self.token, None)

    def again(self, copy: Copy) -> FileSource:
        """A copy of the output shows the same file."""
        return self


def _read(kept: StoredFile | Path) -> bytes:
    return kept.read() if isinstance(kept, StoredFile) else kept.read_bytes()


def head_of(content: Content, size: int) -> bytes:
    """The first bytes of a file."""
    if isinstance(content, bytes):
        return content[:size]
    with open(content.path if isinstance(content, StoredFile) else content, "rb") as file:
        return file.read(size)


def take_content(given: Any, space: Space, what: str) -> Content:
    """What a program gives as the content of a file, as it is kept.

    :param given: bytes, text (it becomes UTF-8), the path of a file, a file opened in binary mode,
        or an iterator of bytes.
    """
    if isinstance(given, os.PathLike):
        return _checked(Path(given), what)
    if isinstance(given, str):
        given = given.encode(errors="replace")
    if isinstance(given, bytes | bytearray | memoryview):
        return keep(bytes(given), space)
    if isinstance(given, type):
        raise _wrong(given, what)
    reader = getattr(given, "read", None)
    if callable(reader):
        return _gather(_blocks(reader), space, given, what)
    if hasattr(given, "__next__"):
        return _gather(given, space, given, what)
    raise _wrong(given, what)


def keep(content: bytes, space: Space) -> Content:
    """Bytes as they are kept: many of them on the disk."""
    if len(content) <= IN_MEMORY:
        return content
    return _write([content], space)


def _checked(path: Path, what: str) -> Path:
    path = path.absolute()
    if not path.is_file():
        raise FileNotFoundError(f"{what}: there is no file {str(path)!r}.")
    with open(path, "rb"):  # what may not be read is told now, not to the visitor
        return path


def _blocks(read: Callable[[int], Any]) -> Iterator[Any]:
    while block := read(BLOCK):
        yield block


def _gather(parts: Iterable[Any], space: Space, given: object, what: str) -> Content:
    """All parts: in memory as long as they are few."""
    first: list[bytes] = []
    size = 0
    rest = iter(parts)
    for part in rest:
        if not isinstance(part, bytes | bytearray | memoryview):
            raise _wrong(given, what, part)
        first.append(bytes(part))
        size += len(part)
        if size > IN_MEMORY:
            return _write(_checked_parts(first, rest, given, what), space)
    return b"".join(first)


def _checked_parts(
    first: list[bytes], rest: Iterator[Any], given: object, what: str
) -> Iterator[bytes]:
    yield from first
    first.clear()
    for part in rest:
        if not isinstance(part, bytes | bytearray | memoryview):
            raise _wrong(given, what, part)
        yield bytes(part)


def _write(parts: Iterable[bytes], space: Space) -> StoredFile:
    stored = StoredFile(space, 0)
    try:
        for part in parts:
            stored.write(stored.size, part, len(part))
            stored.size += len(part)
    except SpaceFull:
        raise SessionException(
            f"There is no room for this file: the files of this server would take more than "
            f"{space.limit:,} bytes, its limit (upload_space)."
        ) from None
    return stored


def _wrong(given: object, what: str, part: object = None) -> TypeError:
    hint = " For text write content.encode()." if isinstance(part or given, str) else ""
    return TypeError(
        f"{what} takes bytes, a pathlib.Path, a file opened in binary mode or a generator of "
        f"bytes; got {given!r:.100}.{hint}"
    )
