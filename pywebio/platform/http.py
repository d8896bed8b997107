"""Requests and responses of HTTP, apart from any framework."""

from __future__ import annotations

import gzip
from collections.abc import AsyncGenerator, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from msgspec import Struct

from .threads import Workers

CHUNK = 256 * 1024

BODY_MOST = 2 * 1024 * 1024
"""Bytes of the body of a request; hosts need not read more than one byte beyond that."""


class Request(Struct, frozen=True):
    """What a framework knows of a request: header names in lower case, of each query key one value.

    `raw` is the framework's own request, for programs; `body` is that of a POST. Hosts with a
    thread for each request leave that of a part of a file in `chunks`: it is read as it is written.
    """

    method: str = "GET"
    query: Mapping[str, str] = {}
    headers: Mapping[str, str] = {}
    ip: str = ""
    raw: Any = None
    body: bytes = b""
    backend: str = ""
    protocol: str = "websocket"
    chunks: Iterable[bytes] = ()

    @property
    def host(self) -> str:
        """The Host header."""
        return self.headers.get("host", "")

    @property
    def origin(self) -> str:
        """The Origin header, empty if there is none."""
        return self.headers.get("origin", "")

    @property
    def language(self) -> str:
        """The language that the visitor likes best."""
        return self.headers.get("accept-language", "").split(",")[0].split(";")[0].strip()

    def accepts(self, encoding: str) -> bool:
        """Whether the answer may be compressed in this way."""
        for part in self.headers.get("accept-encoding", "").split(","):
            name, _, quality = part.partition(";")
            if name.strip().lower() == encoding:
                return quality.replace(" ", "").lower() not in ("q=0", "q=0.0", "q=0.00")
        return False


class FilePart(Struct, frozen=True):
    """Bytes of a file on the disk, from `start` to before `end`; `owner` keeps the file there."""

    path: Path
    start: int
    end: int
    owner: object = None

    def chunks(self) -> Iterator[bytes]:
        """The bytes in parts. Reading may take its time; a file that has shrunk is an `OSError`."""
        with open(self.path, "rb") as file:
            file.seek(self.start)
            left = self.end - self.start
            while left > 0:
                chunk = file.read(min(CHUNK, left))
                if not chunk:
                    raise OSError(f"{self.path} has become shorter while it was sent")
                left -= len(chunk)
                yield chunk


class Response(Struct):
    """An answer; its body, which is `body` or a part of a `file`, is sent in `chunks()`."""

    status: int = 200
    headers: dict[str, str] = {}
    body: bytes | memoryview = b""
    file: FilePart | None = None

    @property
    def size(self) -> int:
        """Bytes of the body."""
        return len(self.body) if self.file is None else self.file.end - self.file.start

    def chunks(self) -> Iterator[bytes]:
        """The body in parts, so that a large one does not stop everything else.

        Those of a file are read from the disk as they are asked for. On an event loop ask for
        `chunks_there`.
        """
        if self.file is not None:
            yield from self.file.chunks()
            return
        body = memoryview(self.body)
        for start in range(0, len(body), CHUNK):
            yield bytes(body[start : start + CHUNK])

    async def chunks_there(self, workers: Workers | None) -> AsyncGenerator[bytes, None]:
        """The same for event loops: files are read in worker threads."""
        chunks = self.chunks()
        if workers is None or self.file is None:
            for chunk in chunks:
                yield chunk
            return
        try:
            while chunk := await workers.result(lambda: next(chunks, b"")):
                yield chunk
        finally:
            chunks.close()  # type: ignore[attr-defined]


def text(status: int, message: str) -> Response:
    """An answer in plain text."""
    return Response(status, {"Content-Type": "text/plain; charset=utf-8"}, message.encode())


def compressed(response: Response, request: Request) -> Response:
    """Compress the body of an answer if the browser can read that."""
    response.headers["Vary"] = "Accept-Encoding, Accept-Language"
    if request.accepts("gzip"):
        response.body = gzip.compress(response.body, 6, mtime=0)
        response.headers["Content-Encoding"] = "gzip"
    return response


def query_of(text: str) -> dict[str, str]:
    """The part of an address behind the question mark: of each key the last value."""
    return dict(parse_qsl(text, keep_blank_values=True, errors="replace"))


def all_headers(response: Response) -> dict[str, str]:
    """The headers of an answer as they are sent: with the length of its body."""
    if response.status in (204, 304):
        return response.headers
    return {**response.headers, "Content-Length": str(response.size)}
