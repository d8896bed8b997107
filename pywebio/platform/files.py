"""Answers with files: the page's own assets, and the files of sessions."""

from __future__ import annotations

import hashlib
import mimetypes
import re
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

from msgspec import structs

from ..session.files import FileSource
from .http import FilePart, Request, Response, text

ENCODINGS = (("br", ".br"), ("gzip", ".gz"))

_ASSET_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}")
_HASHED = re.compile(r"-[0-9a-f]{8,}\.")
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")

HARMLESS = re.compile(r"(image/(?!svg)|audio/|video/|font/|text/plain|application/(pdf|zip|gzip))")
"""Types in which no script can be."""

TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".map": "application/json",
    ".wasm": "application/wasm",
}


class Assets:
    """The files that the page loads: a directory of them, some beside compressed twins."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def answer(self, request: Request, name: str) -> Response:
        """Answer a request for the asset of this name."""
        path = self.directory / name
        if not _ASSET_NAME.fullmatch(name) or not path.is_file():
            return text(
                404, "There is no such file: the page may be of another version. Reload it."
            )
        encoding, path = self._best(request, path)
        headers = {
            "Content-Type": _type_of(name),
            "Cache-Control": "public, max-age=31536000, immutable"
            if _HASHED.search(name)
            else "no-cache",
            "Vary": "Accept-Encoding",
        }
        if encoding:
            headers["Content-Encoding"] = encoding
        return _answer_path(request, path, headers)

    @staticmethod
    def _best(request: Request, path: Path) -> tuple[str, Path]:
        """The smallest form of an asset that the browser can read."""
        if "range" not in request.headers:
            for encoding, suffix in ENCODINGS:
                twin = path.with_name(path.name + suffix)
                if request.accepts(encoding) and twin.is_file():
                    return encoding, twin
        return "", path


def answer_path(request: Request, path: Path, mime: str) -> Response:
    """Answer a request with a file of the disk that is asked for now and then."""
    return _answer_path(request, path, {"Content-Type": mime, "Cache-Control": "no-cache"})


def _answer_path(request: Request, path: Path, headers: dict[str, str]) -> Response:
    content, tag = _read(path, path.stat().st_mtime_ns)
    headers["ETag"] = tag
    if request.headers.get("if-none-match") == tag:
        return Response(304, headers)
    return ranged(request, Response(200, headers, content))


@lru_cache(maxsize=64)
def _read(path: Path, changed: int) -> tuple[bytes, str]:
    """The content of an asset with its fingerprint; read again when the file has changed."""
    content = path.read_bytes()
    return content, f'"{hashlib.blake2b(content, digest_size=12).hexdigest()}"'


def _type_of(name: str) -> str:
    suffix = name[name.rfind(".") :]
    return TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"


def answer_file(request: Request, source: FileSource) -> Response:
    """Answer a request for a file of a session."""
    try:
        tag, content = source.etag, _content(source)
    except OSError:
        return text(404, "This file is not there any more.")
    headers = {
        "Content-Type": _mime(source.mime),
        "Cache-Control": "no-cache" if source.may_change else "private, max-age=86400",
        "ETag": tag,
        "Content-Disposition": _disposition(source.name),
    }
    if not HARMLESS.match(source.mime):
        # Shown by itself it would be a document of this site, with all that its scripts may do.
        headers["Content-Security-Policy"] = "sandbox"
    if _matches(request.headers.get("if-none-match", ""), tag):
        return Response(304, headers)
    if isinstance(content, FilePart):
        return ranged(request, Response(200, headers, file=content))
    return ranged(request, Response(200, headers, content))


def _content(source: FileSource) -> bytes | FilePart:
    """The bytes, or where they are on the disk: what was deleted raises `OSError`."""
    path = source.path
    if path is None:
        return source.content
    return FilePart(path, 0, path.stat().st_size, source.kept)


def _mime(mime: str) -> str:
    if mime.startswith("text/") and "charset" not in mime:
        return f"{mime}; charset=utf-8"
    return mime


def _matches(header: str, tag: str) -> bool:
    return header.strip() == "*" or tag in re.findall(r'"[^"]*"', header)


def _disposition(name: str) -> str:
    """How a file is to be saved: names beyond ASCII are said twice, for old and new browsers."""
    if not name:
        return "inline"
    base = re.split(r"[/\\]", name)[-1]
    plain = re.sub(r'[^ -~]|["\\%]', "_", base)
    encoded = quote(base.encode("utf-8", "replace"), safe="")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}"


def ranged(request: Request, response: Response) -> Response:
    """Cut the answer to the one range that was asked for, if any."""
    response.headers["Accept-Ranges"] = "bytes"
    match = _RANGE.fullmatch(request.headers.get("range", "").replace(" ", ""))
    condition = request.headers.get("if-range", "")
    if match is None or (condition and condition != response.headers["ETag"]):
        return response
    size = response.size
    found = _bounds(match[1], match[2], size)
    if found is None:
        return response
    start, end = found
    if start >= end:
        return Response(416, {**response.headers, "Content-Range": f"bytes */{size}"})
    response.status = 206
    response.headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    if response.file is not None:
        response.file = structs.replace(response.file, start=start, end=end)
    else:
        response.body = memoryview(response.body)[start:end]
    return response


def _bounds(first: str, last: str, size: int) -> tuple[int, int] | None:
    """Start and end of a range; an empty one cannot be had, `None` is no range."""
    start, end = _number(first), _number(last)
    if start is None:
        return None if end is None else (max(0, size - end), size)
    if end is None:
        return start, size
    return None if end < start else (start, min(end + 1, size))


def _number(digits: str) -> int | None:
    """A number of a range; Python refuses to read thousands of digits, and no file is so large."""
    return int(digits[:18]) if digits else None
