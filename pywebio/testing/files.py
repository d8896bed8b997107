"""The files that a visitor chooses, and how they get to the session."""

from __future__ import annotations

import mimetypes
import os
import secrets
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from .. import protocol as wire
from ..session.base import Session
from ..utils import format_file_size

PART = 512 * 1024
"""Bytes that are sent at a time, as pages do it."""

MODIFIED = 1_700_000_000_000.0
"""When a file that a test made up was changed last, in milliseconds since 1970."""


class VisitorError(AssertionError):
    """The visitor cannot do this: there is no such field, option, button, ... on the page."""


class ChosenFile(NamedTuple):
    """A file of the visitor."""

    name: str
    content: bytes
    type: str
    modified: float


def chosen_files(field: wire.FileField, value: Any) -> list[ChosenFile]:
    """The files to choose in a field, if the page would take them."""
    files = [_chosen(field, one) for one in (value if isinstance(value, list) else [value])]
    if len(files) > field.most:
        raise VisitorError(
            f"The field {field.name!r} takes {field.most} file(s), not {len(files)}."
        )
    for file in files:
        if len(file.content) > field.max_size:
            most = format_file_size(field.max_size)
            raise VisitorError(f"{file.name!r} is too large: {field.name!r} takes {most} at most.")
    if sum(len(file.content) for file in files) > field.max_total_size:
        most = format_file_size(field.max_total_size)
        raise VisitorError(f"The files are too large: {field.name!r} takes {most} at most.")
    return files


def _chosen(field: wire.FileField, value: Any) -> ChosenFile:
    match value:
        case (str(name), bytes(content)):
            modified = MODIFIED
        case str() | os.PathLike():
            path = Path(value)
            name, content, modified = path.name, path.read_bytes(), path.stat().st_mtime * 1000
        case _:
            raise VisitorError(
                f"The field {field.name!r} takes a file: a path, or a pair (name, bytes); "
                f"got {value!r}."
            )
    return ChosenFile(name, content, mimetypes.guess_type(name)[0] or "", modified)


def send_files(session: Session, field: wire.FileField, files: list[ChosenFile]) -> wire.Json:
    """Send files to the slot of a field, in parts; returns the value of the field."""
    return [msgspec.to_builtins(_send(session, field, file)) for file in files]


def _send(session: Session, field: wire.FileField, file: ChosenFile) -> wire.SentFile:
    uploads = session.uploads
    upload = secrets.token_urlsafe(18)
    size = len(file.content)
    for offset in range(0, max(size, 1), PART):
        part = file.content[offset : offset + PART]
        uploads.write(uploads.secret, field.slot, upload, size, offset, part)
    return wire.SentFile(upload=upload, name=file.name, type=file.type, modified=file.modified)
