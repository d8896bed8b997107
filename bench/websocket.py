"""A WebSocket client that costs little: thousands of them in one process must not be the limit."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Callable
from urllib.parse import urlsplit

HANDSHAKE = (
    "GET {path} HTTP/1.1\r\n"
    "Host: {host}\r\n"
    "Upgrade: websocket\r\n"
    "Connection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    "Sec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"  # as browsers do
    "\r\n"
)
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


class WebSocket(asyncio.Protocol):
    """One connection; `on_text` is called with each text frame, as bytes."""

    def __init__(self, url: str, on_text: Callable[[bytes], None]) -> None:
        parts = urlsplit(url)
        path = f"{parts.path or '/'}?{parts.query}"
        self.request = HANDSHAKE.format(path=path, host=parts.netloc).encode()
        self.on_text = on_text
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.transport: asyncio.Transport
        self.rest = b""
        self.inflate: zlib._Decompress | None = None

    @classmethod
    async def connect(cls, url: str, on_text: Callable[[bytes], None]) -> WebSocket:
        parts = urlsplit(url)
        loop = asyncio.get_running_loop()
        _, socket = await loop.create_connection(
            lambda: cls(url, on_text), parts.hostname or "", parts.port or 80
        )
        await socket.opened
        return socket

    def send(self, text: str) -> None:
        self._send(TEXT, text.encode())

    def stop_reading(self) -> None:
        """Leave to the network what comes from now on."""
        self.transport.pause_reading()

    def drop(self) -> None:
        """As a line that is lost: no closing word."""
        self.transport.abort()

    # -- what asyncio calls ---------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(self.request)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.opened.done():
            self.opened.set_exception(exc or ConnectionError("closed before it was opened"))

    def data_received(self, data: bytes) -> None:
        self.rest = data = self.rest + data if self.rest else data
        if not self.opened.done():
            head, end, self.rest = data.partition(b"\r\n\r\n")
            if not end:
                self.rest = data
                return
            self._take_head(head)
        while self._take_frame():
            pass

    # -- frames ---------------------------------------------------------------------------------

    def _take_head(self, head: bytes) -> None:
        if b" 101 " in head[:16]:
            self.opened.set_result(None)
        else:
            self.opened.set_exception(ConnectionError(f"refused: {head[:60]!r}"))

    def _take_frame(self) -> bool:
        """Handle the first frame, if it is there as a whole."""
        data = self.rest
        if len(data) < 2:
            return False
        start, size = 2, data[1] & 127
        if size > 125:
            start = 4 if size == 126 else 10
            size = int.from_bytes(data[2:start])
        if len(data) < start + size:
            return False
        body = data[start : start + size]
        self.rest = data[start + size :]
        self._handle(data[0], body)
        return True

    def _handle(self, first: int, body: bytes) -> None:
        if first & 15 == TEXT:
            self.on_text(self._inflated(body) if first & 64 else body)
        elif first & 15 == PING:
            self._send(PONG, body)
        elif first & 15 == CLOSE:
            self.transport.close()

    def _inflated(self, body: bytes) -> bytes:
        if self.inflate is None:
            self.inflate = zlib.decompressobj(-15)
        return self.inflate.decompress(body + b"\0\0\xff\xff")

    def _send(self, kind: int, body: bytes) -> None:
        """Masked with zeros, as the standard asks for a mask and this one takes no time."""
        size = len(body)
        head = bytes([128 | kind, 128 | size]) if size < 126 else self._long_head(kind, size)
        self.transport.write(head + b"\0\0\0\0" + body)

    def _long_head(self, kind: int, size: int) -> bytes:
        mark, width = (126, 2) if size < 65536 else (127, 8)
        return bytes([128 | kind, 128 | mark]) + size.to_bytes(width)
