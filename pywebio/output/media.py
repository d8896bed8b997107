"""Images."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

from .. import protocol as wire
from ..exceptions import ArgumentError
from ..session.files import FileSource
from ..utils import as_text
from .widget import Builder, Output, ScopeArgument, css_length

_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
)
_MIMES = {"jpg": "image/jpeg", "svg": "image/svg+xml", "ico": "image/x-icon"}
_FORMAT = re.compile(r"[A-Za-z0-9.+-]+")


def put_image(
    src: Any,
    format: str | None = None,
    title: str = "",
    width: str | int | None = None,
    height: str | int | None = None,
    scope: ScopeArgument = None,
    position: int = -1,
) -> Output:
    """Show an image.

    :param src: its address, its bytes, or an image object of the package Pillow.
    :param format: the format of the bytes (``"png"``, ``"jpeg"``, ``"svg"``, ...), if it is not to
        be found out; for an image object the format in which it is sent.
    :param title: a text for those who do not see it.
    :param width: a CSS length as ``"30px"`` or ``"50%"``, or a number of pixels.
    :param height: the same.
    :param scope: as for :func:`put_text`.
    :param position: as for :func:`put_text`.

    Example::

        put_image("https://example.org/logo.png", title="logo", width="80px")
        put_image(b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>")
    """
    builder = Builder(scope, position)
    if format is not None and not (isinstance(format, str) and _FORMAT.fullmatch(format)):
        raise ArgumentError(f"format takes a format as 'png', got {format!r}.")
    if isinstance(src, str):
        address = as_text(src)
    else:
        source = _source(src, format)
        builder.parts.append(source)
        address = builder.session.file_url(source)
    node = wire.Image(
        id=builder.id(),
        src=address,
        title=as_text(title or ""),
        width=css_length("width", width),
        height=css_length("height", height),
    )
    return builder.output(node, put_image)


def _source(src: Any, format: str | None) -> FileSource:
    if isinstance(src, bytes | bytearray | memoryview):
        content = bytes(src)
        mime = mime_of(content) if format is None else _mime(format)
    elif not isinstance(src, type) and callable(getattr(src, "save", None)):
        content = _saved(src, format)
        mime = mime_of(content)
    else:
        raise TypeError(f"put_image() takes an address, bytes or a Pillow image, got {src!r}.")
    return FileSource(content, mime)


def _saved(image: Any, format: str | None) -> bytes:
    """The bytes of a Pillow image: in its own format, else JPEG, if that can hold it."""
    if format is None:
        own = getattr(image, "format", None)
        plain = getattr(image, "mode", "RGB") in ("RGB", "L", "CMYK")
        format = own or ("JPEG" if plain else "PNG")
    buffer = BytesIO()
    image.save(buffer, format="JPEG" if format.lower() == "jpg" else format)
    return buffer.getvalue()


def _mime(format: str) -> str:
    name = format.lower()
    return _MIMES.get(name, f"image/{name}")


def mime_of(content: bytes) -> str:
    """The content type of an image, by its first bytes."""
    for start, mime in _SIGNATURES:
        if content.startswith(start):
            return mime
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    head = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"<") and b"<svg" in head:
        return "image/svg+xml"
    return "application/octet-stream"
