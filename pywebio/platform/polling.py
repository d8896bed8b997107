"""Lines over HTTP, for where WebSockets are not: the same frames, in a series of requests.

A line begins with a POST whose body starts with a hello. Further frames of the page come by POST,
each on a line of the body, and whatever waits for the page goes back in the answer. A GET only asks
what there is, and waits for it as long as the page says and the host can afford. The page makes up
a random name for each line and says it in a header, never in the address, which proxies log.

A lost answer needs no care here: frames are numbered on a line, so that the page notices the gap,
says hello on a new line, and the link resumes. So nothing is lost or doubled, as on a WebSocket.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable

import msgspec
from msgspec import structs

from .. import protocol as wire
from ..session.base import Timer
from ..session.view import FRAME_BYTES
from .http import BODY_MOST, Request, Response, text
from .link import TOO_LARGE, TOO_MUCH, Link
from .server import LINE_HEADER, Server

log = logging.getLogger("pywebio")

POLL_KEY = "_pywebio_poll"
"""In the address: the seconds that a request may wait, or `leave`."""

LONGEST = 25.0
"""Seconds for which hosts with an event loop let a request wait: less than proxies do."""

REACTION = 0.1
"""Seconds for which any host waits for the first reactions to what was posted."""

LAST_WORD = 1.5
"""Seconds in which a page asks again, if it is in view, and hears why its line has ended."""

LEAST_SILENCE = 90.0
"""A page in the background may be silent for a minute, since browsers slow its timers down."""

FRAMES_MOST = 1000
"""Frames in one request; pages send far fewer."""

_NAME = re.compile(r"[A-Za-z0-9_-]{16,64}")
_encode = msgspec.json.Encoder().encode


class Line:
    """One line of a page: its link, and the frames that wait for the next request.

    `over`: no further frame comes; `finished`: the page has got the last one.
    """

    __slots__ = (
        "_first",
        "_forget",
        "_frames",
        "_server",
        "_waiter",
        "finished",
        "heard",
        "link",
        "over",
    )

    def __init__(self, server: Server, request: Request, forget: Callable[[], object]) -> None:
        self._server = server
        self._forget = forget
        self._frames: list[tuple[bytes, asyncio.Future[None]]] = []
        self._first = 1
        self._waiter: asyncio.Future[None] | None = None
        self.over = False
        self.finished = False
        self.heard = server.host.time()
        self.link = Link(server, structs.replace(request, protocol="http"), self._send, self._close)

    def receive(self, body: bytes) -> None:
        """Take the frames of a request."""
        for frame in body.split(b"\n", FRAMES_MOST)[:FRAMES_MOST]:
            if frame:
                self.link.receive(frame)

    async def wait(self, seconds: float) -> None:
        """Wait until there are frames. Of several requests only the last one waits."""
        if self._frames or self.over or seconds <= 0:
            return
        self._release()
        loop = asyncio.get_running_loop()
        waiter = self._waiter = loop.create_future()
        timer = loop.call_later(seconds, _done, waiter)
        try:
            await waiter
        finally:
            timer.cancel()
            if self._waiter is waiter:
                self._waiter = None

    def take(self, wait: float) -> bytes:
        """The answer to a request: what waits, as much as a slow line carries in good time."""
        count = size = 0
        for frame, sent in self._frames:
            count += 1
            size += len(frame)
            _done(sent)
            if size >= FRAME_BYTES:
                break
        frames, self._frames = self._frames[:count], self._frames[count:]
        if not self._frames:
            self.finished = self.over
        head = wire.Polled(first=self._first, wait=wait, over=self.finished)
        self._first += count
        self.heard = self._server.host.time()
        if self.finished:
            self.link.lost()
        return b"\n".join([_encode(head), *(frame for frame, _ in frames)])

    def leave(self) -> None:
        """The page was closed."""
        self.link.lost(clean=True)
        self._end()

    def expire(self) -> None:
        """Nothing was heard of the page for long: it has gone, and its session ends."""
        seat = self.link.seat
        self.link.lost()
        self._end()
        visit = self._server.visits.get(seat.session.key) if seat is not None else None
        if visit is not None and not visit.watched:
            self._server.end(visit)

    def _send(self, frame: bytes) -> asyncio.Future[None]:
        sent = asyncio.get_running_loop().create_future()
        self._frames.append((frame, sent))
        self._release()
        return sent

    def _close(self, code: int) -> None:
        if code in (TOO_LARGE, TOO_MUCH):
            self._frames.clear()  # its line was cut: what was on the way is not kept either
        if self._frames:
            # The page asks again soon; a server that stops waits so long.
            self._server.host.call_later(LAST_WORD, self.link.lost)
        elif self._waiter is None:
            self.link.lost()
            self._forget()
        self._end()

    def _end(self) -> None:
        self.over = True
        self._release()

    def _release(self) -> None:
        if self._waiter is not None:
            _done(self._waiter)
            self._waiter = None


def _done(waiter: asyncio.Future[None]) -> None:
    if not waiter.done():
        waiter.set_result(None)


class Polling:
    """The lines over HTTP of one server.

    :param longest: seconds for which a request may wait; 0 for hosts that have a thread for each
        request, whose pages ask again after a moment instead.
    """

    def __init__(self, server: Server, longest: float = LONGEST) -> None:
        self._server = server
        self._longest = longest
        self._lines: dict[str, Line] = {}
        self._timer: Timer | None = None
        server.polls = self

    async def answer(self, request: Request) -> Response:
        """Answer a request that names a line."""
        if not self._server.origin_ok(request):
            return text(403, "Pages of other sites may not connect (see allowed_origins).")
        name = request.headers[LINE_HEADER]
        if not _NAME.fullmatch(name):
            return text(400, "This is no name of a line.")
        if len(request.body) > BODY_MOST:
            return text(413, "This request is too large.")
        line = self._lines.get(name)
        if line is None and request.method == "POST" and request.body:
            line = self._begin(name, request)
        if line is None:
            return text(410, "This line has ended: say hello on a new one.")
        if request.method == "POST":
            line.receive(request.body)
        return await self._answer(name, line, request)

    async def _answer(self, name: str, line: Line, request: Request) -> Response:
        line.heard = self._server.host.time()
        asked = request.query.get(POLL_KEY, "")
        if asked == "leave":
            line.leave()
        else:
            await line.wait(self._patience(asked))
        body = line.take(self._longest)
        if line.finished:
            self._lines.pop(name, None)
        headers = {"Content-Type": "application/x-ndjson", "Cache-Control": "no-store"}
        return Response(200, headers, body)

    def _patience(self, asked: str) -> float:
        """How long a request waits; hosts with a thread for each wait for first reactions only."""
        try:
            seconds = float(asked)
        except ValueError:
            return 0
        return max(0.0, min(seconds, max(self._longest, REACTION)))

    def _begin(self, name: str, request: Request) -> Line:
        line = Line(self._server, request, lambda: self._lines.pop(name, None))
        self._lines[name] = line
        if self._timer is None:
            self._look_later()
        return line

    # -- silence ----------------------------------------------------------------------------------

    @property
    def _silence(self) -> float:
        """Seconds of silence after which a page has gone."""
        kept = self._server.options.reconnect_timeout
        return LEAST_SILENCE if kept is None else kept

    def _look_later(self) -> None:
        often = min(self._server.options.session_cleanup_interval, max(self._silence, 0.1))
        self._timer = self._server.host.call_later(often, self._look)

    def _look(self) -> None:
        """End what was silent for too long; look again as long as there are lines."""
        self._timer = None
        limit = self._server.host.time() - self._silence
        for name, line in list(self._lines.items()):
            if line.heard <= limit:
                del self._lines[name]
                line.expire()
        if self._lines:
            self._look_later()
