"""Requests and responses of HTTP, apart from any framework."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any
from urllib.parse import parse_qsl

CHUNK = 256 * 1024

BODY_MOST = 2 * 1024 * 1024
"""Bytes of the body of a request; hosts need not read more than one byte beyond that."""


@dataclass(frozen=True)
class Request:
    """What a framework knows of a request: header names in lower case, of each query key one value.

    `raw` is the framework's own request, for programs; `body` is that of a POST.
    """

    method: str = "GET"
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    ip: str = ""
    raw: Any = None
    body: bytes = b""
    backend: str = ""
    protocol: str = "websocket"

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


@dataclass
class Response:
    """An answer; `body` is sent in `chunks()`."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | memoryview = b""

    def chunks(self) -> Iterator[bytes]:
        """The body in parts, so that a large one does not stop everything else."""
        body = memoryview(self.body)
        for start in range(0, len(body), CHUNK):
            yield bytes(body[start : start + CHUNK])


def text(status: int, message: str) -> Response:
    """An answer in plain text."""
    return Response(status, {"Content-Type": "text/plain; charset=utf-8"}, message.encode())


def http_date(seconds: float) -> str:
    """A time as HTTP headers say it."""
    return formatdate(seconds, usegmt=True)


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
    return {**response.headers, "Content-Length": str(len(response.body))}
