"""The line of a page to its session, whatever carries it, and apart from any framework.

A carrier (a WebSocket of a framework, or a series of HTTP requests) gives `send` and `close`, and
calls `receive` for each frame and `lost` at the end. All of it on the thread of the event loop.

What a page sends is a valid frame or is dropped. Events beyond the rate of the options are held
here, unacknowledged, until their time has come; if a page sends far more than that, its line is
cut when these were delivered: it has kept what was not acknowledged and comes back with it.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Callable

import msgspec

from .. import protocol as wire
from ..session.base import Session, Timer
from ..session.logs import log_of
from ..session.view import FRAME_BYTES
from .http import Request
from .server import CLEAN, Seat, Server
from .uploads import take_part

ACK_DELAY = 0.05
"""Seconds after which events are acknowledged when nothing else is sent."""

BURST_GAP = 0.01
BURST_FRAMES = 4
GATHER = 0.004
"""After so many frames with less than so many seconds between them, a frame waits a little for
more commands to share it."""

HELLO_WITHIN = 10.0
"""Seconds in which a connection has to say hello."""

HELD_EVENTS = 10_000
"""So many events too many are held; of further ones the page is to keep what it has."""

UNREADABLE = 1002
TOO_MUCH = 1013
TOO_MANY = 429
"""The status of a part that came while another was being written."""

_encode = msgspec.json.Encoder().encode
_hello = msgspec.json.Decoder(wire.Hello)
_part = msgspec.json.Decoder(wire.Part)
_batch = msgspec.json.Decoder(wire.Batch)
_event: msgspec.json.Decoder[wire.AnyEvent] = msgspec.json.Decoder(wire.AnyEvent)
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")

Numbered = tuple[int, wire.AnyEvent | None]


class _Loose(msgspec.Struct):
    """A batch of which single events may be malformed."""

    ack: wire.Id = 0
    events: list[tuple[wire.Id, msgspec.Raw]] = []
    ping: bool = False


class _Version(msgspec.Struct):
    """As much of a hello as pages of any version send."""

    version: int


_loose = msgspec.json.Decoder(_Loose)
_version = msgspec.json.Decoder(_Version)


class Link:
    """One connection of a page, over a WebSocket or over HTTP."""

    __slots__ = (
        "__weakref__",
        "_ack_timer",
        "_burst",
        "_close",
        "_closed",
        "_expected",
        "_held",
        "_held_timer",
        "_hello_timer",
        "_overflown",
        "_receiving",
        "_request",
        "_send",
        "_sent_at",
        "_told",
        "host",
        "seat",
        "server",
    )

    def __init__(
        self,
        server: Server,
        request: Request,
        send: Callable[[bytes], object],
        close: Callable[[int], object],
    ) -> None:
        self.server = server
        self._request: Request | None = request
        self.seat: Seat | None = None
        self.host = server.host
        self._send = send
        self._close = close
        self._closed = False
        self._held: deque[Numbered] | None = None  # an empty one takes more than all the rest
        self._overflown = False
        self._receiving = False
        self._expected = 0
        self._told = 0
        self._sent_at = 0.0
        self._burst = 0
        self._ack_timer: Timer | None = None
        self._held_timer: Timer | None = None
        self._hello_timer: Timer | None = self.host.call_later(HELLO_WITHIN, self._too_late)
        server.links.add(self)

    # -- what the framework calls -----------------------------------------------------------------

    def receive(self, data: str | bytes) -> None:
        """A frame has come."""
        if self._closed:
            return
        if self.seat is not None:
            self._take(self.seat, data)
        elif self._request is not None:
            self._say_hello(data, self._request)
            self._request = None

    def receive_part(self, data: bytes) -> None:
        """A part of a file has come as a binary frame; one is written at a time."""
        seat = self.seat
        if self._closed or seat is None:
            return
        head, _, body = data.partition(b"\n")
        try:
            part = _part.decode(head)
        except (msgspec.MsgspecError, ValueError):
            seat.session.log_drop("a part of a file that cannot be read")
            return
        if self._receiving:
            self._send(_encode(wire.Received(part=part.part, status=TOO_MANY)))
            return
        self._receiving = True
        session, host = seat.session, self.host

        def write() -> None:
            status = take_part(session, part, body)
            host.call_soon(lambda: self._received(part.part, status))

        host.run_in_thread(write, "pywebio upload")

    def _received(self, part: int, status: int) -> None:
        self._receiving = False
        if not self._closed:
            self._send(_encode(wire.Received(part=part, status=status)))

    def lost(self, clean: bool = False) -> None:
        """The connection has gone; `clean`: the page was closed."""
        self.server.links.discard(self)
        if self._closed:
            return
        seat = self.seat
        self._finish()
        if seat is not None:
            self.server.left(seat, self, clean)

    # -- what the server calls --------------------------------------------------------------------

    @property
    def held(self) -> int:
        """How many events wait for their time."""
        return len(self._held) if self._held is not None else 0

    def end(self, code: int, bye: wire.Bye | None = None) -> None:
        """Close the connection, after a last word."""
        if self._closed:
            return
        if bye is not None:
            self._send(_encode(bye))
        self._finish()
        self._close(code)

    def _finish(self) -> None:
        self._closed = True
        self._held = None
        # Frameworks leave their connections to the garbage collector, which comes late. The session
        # is not to wait for it.
        self.seat = None
        for timer in (self._ack_timer, self._held_timer, self._hello_timer):
            if timer is not None:
                timer.cancel()

    # -- hello ------------------------------------------------------------------------------------

    def _too_late(self) -> None:
        self.end(UNREADABLE)

    def _say_hello(self, data: str | bytes, request: Request) -> None:
        hello = _read_hello(data)
        if hello is None:
            self.end(UNREADABLE)
            return
        if self._hello_timer is not None:
            self._hello_timer.cancel()
            self._hello_timer = None
        answer = self.server.welcome(hello, request)
        if isinstance(answer, wire.Bye):
            self.end(CLEAN, answer)
            return
        self._begin(answer.seat, answer.resumed)

    def _begin(self, seat: Seat, resumed: bool) -> None:
        self.seat = seat
        session, view = seat.session, seat.view
        self._expected = self._told = view.events
        window = view.window
        welcome = wire.Welcome(
            session=session.key,
            sid=session.sid,
            limits=wire.Limits(
                frame_bytes=self.server.options.frame_size,
                ack_commands=window.commands,
                ack_bytes=window.size,
            ),
            resumed=resumed,
            events=view.events,
            debug=session.settings.debug,
            upload=f"{session.sid}/{session.uploads.secret}",
            returned=seat.returned,
            earlier_events=seat.earlier_events,
        )
        self._send(_encode(welcome))
        host, flush = self.host, self._flush_soon
        view.wake = lambda: host.call_soon(flush)
        self.server.seated(seat, self)
        self._flush()

    # -- to the page ------------------------------------------------------------------------------

    def _flush_soon(self) -> None:
        """Send what waits; in a burst gather a little first, since frames cost more than bytes."""
        now = self.host.time()
        self._burst = self._burst + 1 if now - self._sent_at < BURST_GAP else 0
        if self._burst > BURST_FRAMES:
            self.host.call_later(GATHER, self._flush)
        else:
            self._flush()

    def _flush(self) -> None:
        """Send what waits, as far as the line is free."""
        seat = self.seat
        if self._closed or seat is None:
            return
        view, take = seat.view, seat.session.take_now
        size = FRAME_BYTES
        while size >= FRAME_BYTES // 2 and (taken := take(view)) is not None:
            frame = encode_frame(taken[0], view.events, taken[1], seat.session.sid)
            self._send(frame)
            self._told = view.events
            self._sent_at = self.host.time()
            size = len(frame)
        if view.has_work and not view.woken:
            # The program has made more meanwhile.
            view.woken = True
            self.host.call_soon(self._flush_soon)

    def _acknowledge_later(self, seat: Seat) -> None:
        if seat.view.events > self._told and self._ack_timer is None:
            self._ack_timer = self.host.call_later(ACK_DELAY, self._acknowledge)

    def _acknowledge(self) -> None:
        self._ack_timer = None
        if self.seat is not None and not self._closed and self.seat.view.events > self._told:
            self._answer(self.seat)

    def _answer(self, seat: Seat) -> None:
        """Say which events were taken, without commands."""
        self._told = seat.view.events
        self._send(_encode([seat.view.sent + 1, self._told]))

    # -- from the page ----------------------------------------------------------------------------

    def _take(self, seat: Seat, data: str | bytes) -> None:
        session = seat.session
        batch = _read_batch(data, session.log_drop)
        if batch is None:
            session.log_drop("a frame that cannot be read")
            return
        ack, events, ping = batch
        if ack > seat.view.acked:
            session.acknowledge(seat.view, ack)
            self.server.progressed(seat)
            self._flush()  # a busy line wakes nobody
        if events:
            self._burst = 0  # answers do not wait
            self._hold(events)
            self._deliver(seat)
        if self._closed:
            return
        if ping:
            self._answer(seat)
        else:
            self._acknowledge_later(seat)

    def _hold(self, events: list[Numbered]) -> None:
        if self._held is None:
            self._held = deque()
        held = self._held
        for event in events:
            if len(held) >= HELD_EVENTS:
                self._overflown = True
                return
            if event[0] == self._expected + 1:
                self._expected += 1
                held.append(event)
                if self.server.meter is not None:
                    self.server.meter.came(event[1])

    def _cut(self) -> None:
        """The page has sent more than was held: it comes back with what was not acknowledged."""
        seat = self.seat
        self._finish()
        self._close(TOO_MUCH)
        if seat is not None:
            seat.session.log_drop("more events than are taken; its line was cut")
            self.server.left(seat, self, False)

    def _deliver(self, seat: Seat) -> None:
        """Deliver what is held, as much as the rate allows."""
        held, options = self._held, self.server.options
        if self._closed or not held:
            return
        now = self.host.time()
        earned = (now - seat.counted) * options.event_rate
        seat.budget = min(options.event_burst, seat.budget + earned)
        seat.counted = now
        while held and seat.budget >= 1:
            seat.budget -= 1
            self._deliver_one(seat, *held.popleft())
        if not held:
            self._held = None
            if self._overflown:
                self._cut()
        elif self._held_timer is None and not self._closed:
            self._held_timer = self.host.call_later(
                1 / options.event_rate, lambda: self._deliver_held(seat)
            )

    def _deliver_held(self, seat: Seat) -> None:
        self._held_timer = None
        self._deliver(seat)
        if not self._closed:
            self._acknowledge_later(seat)

    def _deliver_one(self, seat: Seat, number: int, event: wire.AnyEvent | None) -> None:
        if event is None:  # malformed: it counts as taken, else none behind it would ever be
            seat.view.events = number
            return
        if isinstance(event, wire.LargeEvent):
            seat.view.events = number
            self._deliver_large(seat.session, event.upload)
            return
        try:
            seat.session.deliver_batch(seat.view, [(number, event)])
        except Exception:
            sid = seat.session.sid
            log_of(sid).exception("session %s: an event could not be delivered", sid)

    def _deliver_large(self, session: Session, upload_id: str) -> None:
        """Deliver an event that was sent as a file. Reading it must not hold up the others."""
        file = session.uploads.events.take(upload_id)
        if file is None:
            session.log_drop("a large event of which nothing has come")
            return
        host = self.host

        def read() -> None:
            event = _read_event(file.read())
            if event is None:
                session.log_drop("a large event that cannot be read")
            else:
                host.call_soon(lambda: session.deliver(event))

        session.host.run_in_thread(read, "pywebio large event")


# -- frames ---------------------------------------------------------------------------------------


def encode_frame(first: int, events: int, commands: list[wire.AnyCommand], sid: str = "") -> bytes:
    """A frame of commands; `sid` is for the log."""
    try:
        return _encode([first, events, *commands])
    except Exception:
        single = [_encode_one(command, sid) for command in commands]
        return b"[" + b",".join([str(first).encode(), str(events).encode(), *single]) + b"]"


def _encode_one(command: wire.AnyCommand, sid: str) -> bytes:
    """A command that may hold what JSON does not know: its number may not get lost."""
    try:
        return _encode(command)
    except Exception:
        log_of(sid).debug("a command is written the slow way", exc_info=True)
    try:
        plain = msgspec.to_builtins(command, enc_hook=repr, str_keys=True)
        return json.dumps(plain).encode()
    except Exception as error:
        log_of(sid).exception("a command could not be sent to the page")
        return _encode(wire.Console(effect=0, message=f"An output could not be sent: {error!r}"))


def _read_hello(data: str | bytes) -> wire.Hello | None:
    try:
        return _hello.decode(data)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        pass
    try:
        version = _version.decode(data).version
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    if version == wire.VERSION:
        return None
    return wire.Hello(version=version, view="-" * 16)


def _read_batch(
    data: str | bytes, dropped: Callable[[str], None]
) -> tuple[int, list[Numbered], bool] | None:
    """Acknowledgement, numbered events (`None` for a malformed one) and ping of a frame."""
    try:
        batch = _batch.decode(data)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return _read_loosely(data, dropped)
    return batch.ack, list(batch.events), batch.ping


def _read_loosely(
    data: str | bytes, dropped: Callable[[str], None]
) -> tuple[int, list[Numbered], bool] | None:
    try:
        text = _whole_characters(data if isinstance(data, str) else data.decode())
        loose = _loose.decode(text)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    events: list[Numbered] = []
    for number, raw in loose.events:
        try:
            events.append((number, _event.decode(raw)))
        except (msgspec.MsgspecError, ValueError, RecursionError) as error:
            dropped(f"an event that cannot be read ({error})")
            events.append((number, None))
    return loose.ack, events, loose.ping


def _read_event(data: bytes) -> wire.AnyEvent | None:
    try:
        return _event.decode(_whole_characters(data.decode()))
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None


def _whole_characters(text: str) -> str:
    """Replace halves of characters, which a visitor's keyboard can make and UTF-8 cannot say."""
    if _SURROGATE.search(text) is None:
        return text
    plain = json.dumps(json.loads(text), ensure_ascii=False)
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
