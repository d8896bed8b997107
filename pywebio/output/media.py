"""Images, sound, film."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

from .. import protocol as wire
from ..exceptions import ArgumentError
from ..session.files import Content, FileSource, head_of, take_content
from ..session.storage import Space
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

    :param src: its address (a str); its bytes, a file opened in binary mode or a generator of
        bytes; a `pathlib.Path` (sent from where it is, so leave it there); or an image of Pillow.
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
    _check_format(format, "png")
    if src is None or isinstance(src, str):
        address = as_text(src or "")
    else:
        address = _kept(builder, _source(builder.session.space, src, format))
    node = wire.Image(
        id=builder.id(),
        src=address,
        title=as_text(title or ""),
        width=css_length("width", width),
        height=css_length("height", height),
    )
    return builder.output(node, put_image)


def _check_format(format: object, example: str) -> None:
    if format is not None and not (isinstance(format, str) and _FORMAT.fullmatch(format)):
        raise ArgumentError(f"format takes a format as {example!r}, got {format!r}.")


def _source(space: Space, src: Any, format: str | None) -> FileSource:
    if not isinstance(src, type) and callable(getattr(src, "save", None)):
        src, format = _saved(src, format), None
    content = take_content(src, space, "put_image() takes the address of an image, or")
    mime = mime_of(head_of(content, 1024)) if format is None else _mime(format)
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


# -- sound and film -------------------------------------------------------------------------------

_MEDIA = (
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"\xff\xf3", "audio/mpeg"),
    (b"fLaC", "audio/flac"),
    (b"\x1a\x45\xdf\xa3", "video/webm"),
)
_MEDIA_NAMES = {"mp3": "mpeg", "oga": "ogg", "ogv": "ogg", "m4a": "mp4", "mov": "quicktime"}


def put_audio(
    src: Any,
    autoplay: bool = False,
    loop: bool = False,
    muted: bool = False,
    scope: ScopeArgument = None,
    position: int = -1,
    *,
    format: str | None = None,
    title: str = "",
) -> Output:
    """Show a sound with controls to play it.

    :param src: its address (a str), its bytes, a file opened in binary mode, a generator of bytes,
        or a `pathlib.Path` (sent from where it is, so leave it there).
    :param autoplay: play it at once, if the browser allows it.
    :param loop: begin again at the end.
    :param muted: silent at first.
    :param scope: as for :func:`put_text`.
    :param position: as for :func:`put_text`.
    :param format: the format of the bytes (``"mp3"``, ``"wav"``, ``"ogg"``, ...), if it is not to
        be found out.
    :param title: a name for those who do not see the page.

    Example::

        put_audio("https://example.org/birds.mp3", title="birds in the morning")
    """
    builder = Builder(scope, position)
    node = wire.Audio(
        id=builder.id(),
        src=_media(builder, "audio", src, format),
        title=as_text(title or ""),
        autoplay=bool(autoplay),
        loop=bool(loop),
        muted=bool(muted),
    )
    return builder.output(node, put_audio)


def put_video(
    src: Any,
    autoplay: bool = False,
    loop: bool = False,
    height: str | int | None = None,
    width: str | int | None = None,
    muted: bool = False,
    poster: Any = None,
    scope: ScopeArgument = None,
    position: int = -1,
    *,
    format: str | None = None,
    title: str = "",
) -> Output:
    """Show a film with controls to play it.

    :param src: its address (a str), its bytes, a file opened in binary mode, a generator of bytes,
        or a `pathlib.Path` (sent from where it is, so leave it there).
    :param autoplay: play it at once, if the browser allows it: mostly only with `muted`.
    :param loop: begin again at the end.
    :param height: a CSS length as ``"300px"`` or ``"50%"``, or a number of pixels.
    :param width: the same.
    :param muted: silent at first.
    :param poster: an image to show before it plays: as for :func:`put_image`.
    :param scope: as for :func:`put_text`.
    :param position: as for :func:`put_text`.
    :param format: the format of the bytes (``"mp4"``, ``"webm"``, ...), if it is not to be found
        out.
    :param title: a name for those who do not see the page.

    Example::

        put_video("https://example.org/film.mp4", width="100%", title="a walk through the park")
    """
    builder = Builder(scope, position)
    node = wire.Video(
        id=builder.id(),
        src=_media(builder, "video", src, format),
        title=as_text(title or ""),
        autoplay=bool(autoplay),
        loop=bool(loop),
        muted=bool(muted),
        poster="" if poster is None else _image_address(builder, poster),
        width=css_length("width", width),
        height=css_length("height", height),
    )
    return builder.output(node, put_video)


def _image_address(builder: Builder, src: Any) -> str:
    return (
        as_text(src)
        if isinstance(src, str)
        else _kept(builder, _source(builder.session.space, src, None))
    )


def _media(builder: Builder, kind: str, src: Any, format: str | None) -> str:
    """The address of a sound or film; bytes become a file of the session."""
    _check_format(format, "mp3" if kind == "audio" else "mp4")
    if isinstance(src, str):
        return as_text(src)
    content: Content = take_content(src, builder.session.space, f"put_{kind}()")
    if format is None:
        mime = media_mime(head_of(content, 16), kind)
    else:
        mime = f"{kind}/{_MEDIA_NAMES.get(format.lower(), format.lower())}"
    return _kept(builder, FileSource(content, mime))


def _kept(builder: Builder, source: FileSource) -> str:
    builder.parts.append(source)
    return builder.session.file_url(source)


def media_mime(content: bytes, kind: str) -> str:
    """The content type of a sound or film, by its first bytes."""
    if content[:4] == b"RIFF" and content[8:12] == b"WAVE":
        return "audio/wav"
    if content[4:8] == b"ftyp":
        return f"{kind}/mp4"
    if content.startswith(b"OggS"):
        return f"{kind}/ogg"
    for start, mime in _MEDIA:
        if content.startswith(start):
            return mime
    return f"{kind}/mp4" if kind == "video" else "audio/mpeg"
