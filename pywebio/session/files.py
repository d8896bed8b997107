"""Files of a session: bytes that a page fetches by address, as long as the page stands."""

from __future__ import annotations

import hashlib
import mimetypes
import secrets
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .copying import Copy
    from .page import Page


class FileSource:
    """Bytes with an unguessable name.

    `name` is the name for saving (empty: shown in the page), `mime` the content type.
    """

    def __init__(self, content: bytes, mime: str = "", name: str = "") -> None:
        self.token = secrets.token_urlsafe(18)
        self.content = content
        self.name = name
        self.mime = mime or mimetypes.guess_type(name)[0] or "application/octet-stream"
        self.uses = 0

    @property
    def size(self) -> int:
        """Size in bytes."""
        return len(self.content)

    @cached_property
    def etag(self) -> str:
        """A fingerprint of the content, as HTTP wants it."""
        return f'"{hashlib.blake2b(self.content, digest_size=12).hexdigest()}"'

    def enter(self, page: Page) -> None:
        """An output that shows it is about to be shown."""
        self.uses += 1
        page.files[self.token] = self

    def fill(self, page: Page) -> None:
        """Nothing stands in a file."""

    def leave(self, page: Page) -> None:
        """An output that shows it has gone."""
        self.uses -= 1
        if self.uses <= 0:
            page.files.pop(self.token, None)

    def again(self, copy: Copy) -> FileSource:
        """A copy of the output shows the same file."""
        return self
