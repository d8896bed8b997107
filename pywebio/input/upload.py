"""`file_upload`: ask for files."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterable
from typing import Any

import msgspec

from .. import protocol as wire
from ..exceptions import ArgumentError
from ..protocol import Json
from ..session.current import ScopeArgument, find_place
from ..session.storage import StoredFile
from ..session.uploads import MOST_FILES, Slot
from ..utils import format_file_size, parse_file_size
from .fields import _item_or_answer, _shared
from .files import UploadedFile
from .form import Item, Validate
from .values import Invalid

CHOOSE = "Choose file"

_MIME = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+(;[ -~]*)?", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def file_upload(
    label: str = "",
    accept: str | Iterable[str] | None = None,
    name: str | None = None,
    placeholder: str = CHOOSE,
    multiple: bool = False,
    max_size: int | str = 0,
    max_total_size: int | str = 0,
    required: bool | None = None,
    help_text: str | None = None,
    *,
    validate: Validate | None = None,
    timeout: float | None = None,
    scope: ScopeArgument = None,
    **other_html_attrs: Any,
) -> Any:
    """Ask for a file, or for several. They can be chosen, dropped or pasted, and go to the disk of
    the server while the visitor fills in the rest.

    :param accept: which files are offered: ``".pdf"``, ``"image/*"``, or a list of these. It is a
        hint for the visitor: look at what has come.
    :param placeholder: text of the empty field.
    :param multiple: ask for any number of files.
    :param max_size: the largest file, in bytes or as ``"40K"``, ``"3M"``, ``"1.5G"``. 0 is the
        largest that the server allows (`max_payload_size`).
    :param max_total_size: all files together, likewise.
    :param required: refuse to choose nothing.
    :param validate: called with what the call returns, once the files are there; returns `None`, or
        a message that is shown at the field.
    :returns: a dict with the keys `filename`, `content` (bytes), `mime_type`, `last_modified`
        (seconds since 1970) and `size`, or None without a file; with `multiple` a list of these.
        The content is read from the disk when it is asked for. For large files there are
        ``.open()``, ``.save(path)`` and ``.path``; see :class:`pywebio.input.files.UploadedFile`.
    :raises ArgumentError: (a `ValueError`) for a size that is none, or beyond the server's.

    The other parameters are those of `input`.

    Example::

        report = file_upload("Your report", accept=".csv", max_size="5M", required=True)
        print(report["filename"], len(report["content"].splitlines()))
    """
    shared = _shared(label, name, help_text, required, validate, None, other_html_attrs)
    field, slot = file_field(shared, accept, placeholder, multiple, max_size, max_total_size)
    return _item_or_answer(name, Item(field, FileReader(field, slot), validate), timeout, scope)


def file_field(
    shared: dict[str, Any],
    accept: str | Iterable[str] | None,
    placeholder: str | None,
    multiple: bool,
    max_size: int | str,
    max_total_size: int | str,
) -> tuple[wire.FileField, Slot]:
    """A field for files, and the slot to which they go while somebody holds it."""
    session = find_place().session
    most = session.settings.max_payload_size
    largest = _size(max_size, "max_size", most)
    total = _size(max_total_size, "max_total_size", most)
    count = MOST_FILES if multiple else 1
    slot = session.uploads.open(min(largest, total), total, count)
    field = wire.FileField(
        **shared,
        slot=slot.id,
        accept=accepted_kinds(accept),
        multiple=bool(multiple),
        placeholder="" if placeholder in (None, CHOOSE) else str(placeholder),
        max_size=slot.max_size,
        max_total_size=total,
        most=count,
    )
    return field, slot


def _size(size: Any, what: str, most: int) -> int:
    """A limit in bytes; 0 stands for the server's own."""
    try:
        count = parse_file_size(size)
    except ValueError as error:
        raise ArgumentError(f"{what}: {error}") from None
    if count < 0:
        raise ArgumentError(f"{what} cannot be negative; got {size!r}.")
    if count > most:
        raise ArgumentError(
            f"{what}={size!r} is more than this server takes ({format_file_size(most)}): give "
            "start_server() a larger max_payload_size."
        )
    return count or most


def accepted_kinds(accept: Any) -> list[str]:
    """Which files are offered, as a list."""
    if accept is None:
        return []
    parts = [accept] if isinstance(accept, str) else accept
    if isinstance(parts, Iterable):
        parts = list(parts)
    if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
        raise ArgumentError(
            f"accept is a text as '.pdf' or 'image/*', or a list of these; got {accept!r}."
        )
    return [kind.strip() for part in parts for kind in part.split(",") if kind.strip()]


class FileReader:
    """Reads files that the page has sent to a slot; a list of them with `multiple`, else one."""

    def __init__(self, field: wire.FileField, slot: Slot) -> None:
        self.field = field
        self.slot = slot

    def convert(self, sent: Json) -> Any:
        """What the program gets."""
        given = self._sent(sent)
        if len(given) > self.field.most:
            raise Invalid(f"@too_many_files|{self.field.most}")
        files = [self._file(one) for one in given]
        if self.field.multiple:
            return files
        return files[-1] if files else None

    @staticmethod
    def _sent(sent: Json) -> list[wire.SentFile]:
        try:
            return msgspec.convert([] if sent is None else sent, list[wire.SentFile])
        except (msgspec.ValidationError, RecursionError):
            raise Invalid("@invalid") from None

    def _file(self, given: wire.SentFile) -> UploadedFile:
        stored = self.slot.get(given.upload)
        if stored is None:
            raise Invalid("@upload_lost")
        name = base_name(given.name)
        self._check_size(stored, name)
        return UploadedFile.of(stored, name, mime_type(given.type, name), given.modified / 1000)

    def _check_size(self, stored: StoredFile, name: str) -> None:
        most = self.field.max_size
        if stored.size > most:
            shown = name.replace("|", " ")
            raise Invalid(f"@file_too_big|{shown}|{format_file_size(most)}")

    def check(self, value: Any) -> None:
        """Check that there is a file if there has to be, and how large all are together."""
        files: list[UploadedFile] = value if isinstance(value, list) else [value] if value else []
        field = self.field
        if field.required and not files:
            raise Invalid("@required_file")
        if sum(file["size"] for file in files) > field.max_total_size:
            raise Invalid(f"@files_too_big|{format_file_size(field.max_total_size)}")

    def kept(self) -> Any:
        """A field that the visitor cannot change has no files."""
        return [] if self.field.multiple else None


def mime_type(given: str, name: str) -> str:
    """The type that the browser says; if it says none, that of such names."""
    if _MIME.fullmatch(given):
        return given
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def base_name(name: str) -> str:
    """A file's name without folders, of whatever system, and without what cannot be in a name."""
    base = _CONTROL.sub("", re.split(r"[/\\]", name)[-1]).strip()
    if len(base) > 255:
        stem, dot, suffix = base.rpartition(".")
        kept = f"{dot}{suffix}" if stem and len(suffix) < 32 else ""
        base = base[: 255 - len(kept)] + kept
    return base if base.strip(".") else "file"
