"""Parts of files that are written to the disk while they come.

A page lets its parts grow as long as the line is fast (a request costs more than the bytes of a
small part), so that a host does not gather them in memory: it hands on what it reads, and each
`PIECE` of it is taken as if it were a part of its own. So all that is checked of a part holds for
each piece, and what has come before a line breaks is there.
"""

from __future__ import annotations

from collections.abc import AsyncIterable, Callable, Iterable
from typing import TypeVar

from msgspec import structs

from .http import Request, Response, text
from .options import PART_MOST, POSTED_MOST
from .page import UPLOAD_KEY
from .server import Server, polls

T = TypeVar("T")

PIECE = 512 * 1024
"""So many bytes of a part are written at once: what it takes of memory, at most."""


class Arriving:
    """The body of a request that sends a part of a file."""

    def __init__(self, server: Server, request: Request) -> None:
        self._server = server
        self._request = request
        self._kept = bytearray()  # it stays, so that each piece finds the memory of the one before
        self._length = 0
        self._written = 0
        self._come = 0
        self._answer: Response | None = None

    def add(self, chunk: bytes) -> bool:
        """Keep some of the body; returns whether `write` has to be called before there is more."""
        self._come += len(chunk)
        if self._refused:
            return False
        if self.too_large:
            refused = text(413, "This part is too large.")
            self._answer = self._server.with_headers(self._request, refused)
            return False
        end = self._length + len(chunk)
        self._kept[self._length : end] = chunk
        self._length = end
        return end >= PIECE

    def write(self) -> None:
        """Write what is kept to the disk."""
        with memoryview(self._kept)[: self._length] as content:
            for start in range(0, self._length, PART_MOST):  # a host may hand on a lot at once
                with content[start : start + PART_MOST] as piece:
                    self._write(piece)
        self._length = 0

    def end(self) -> Response:
        """Write the rest; returns the answer."""
        self.write()
        return self._answer or self._write(memoryview(b""))  # an empty file is sent too

    @property
    def too_large(self) -> bool:
        """Whether more has come than is taken, be it refused or not."""
        return self._come > POSTED_MOST

    @property
    def _refused(self) -> bool:
        return self._answer is not None and self._answer.status != 200

    def _write(self, piece: memoryview) -> Response:
        if self._answer is not None and self._refused:
            return self._answer
        query = self._request.query
        if self._written:  # then the query has been found to be right
            query = {**query, "offset": str(int(query["offset"]) + self._written)}
        request = structs.replace(self._request, query=query, body=piece)
        self._answer = self._server.http(request)
        self._written += len(piece)
        return self._answer


def arriving(server: Server, request: Request) -> Arriving | None:
    """What takes the body of a request, if that is a part of a file."""
    return Arriving(server, request) if sends_part(request) else None


def sends_part(request: Request) -> bool:
    """Whether the body of a request is a part of a file."""
    return request.method == "POST" and UPLOAD_KEY in request.query and not polls(request)


async def on_disk(server: Server, function: Callable[[], T]) -> T:
    """Await what writes to the disk, in a worker thread."""
    async with server.posts:
        return await server.workers.result(function, "pywebio upload")


async def take(server: Server, part: Arriving, chunks: AsyncIterable[bytes]) -> Response:
    """Take a part on an event loop; returns the answer. More than is taken is not read."""
    async for chunk in chunks:
        if part.add(chunk):
            await on_disk(server, part.write)
        if part.too_large:
            break
    return await on_disk(server, part.end)


def take_here(part: Arriving, chunks: Iterable[bytes]) -> Response:
    """Take a part in the calling thread; returns the answer."""
    for chunk in chunks:
        if part.add(chunk):
            part.write()
    return part.end()
