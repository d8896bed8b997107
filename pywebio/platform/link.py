"""The line of a page to its session, whatever carries it, and apart from any framework.

A carrier (a WebSocket of a framework, or a series of HTTP requests) gives `send` and `close`, and
calls `receive` for each frame and `lost` at the end. All of it on the thread of the event loop.

What a page sends is a valid frame or is dropped. Events beyond the rate of the options are held
here, unacknowledged, until their time has come; if a page sends far more than that, its line is
cut when these were delivered: it has kept what was not acknowledged and comes back with it.

Who only pretends to be a page may acknowledge what it never read. So what the framework has not
brought to the network yet is counted too, where `send` returns a future that tells when it has.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable
from contextlib import suppress

import msgspec

from .. import protocol as wire
from ..session.base import Session, Timer
from ..session.logs import log_of
from ..session.storage import StoredFile
from ..session.view import FRAME_BYTES
from .decoding import Numbered, read_batch, read_event, read_hello
from .http import Request
from .server import CLEAN, Server
from .uploads import take_part
from .visits import Seat

HTTP_FRAME = 32 * 1024
"""Bytes of a frame of a page that talks by HTTP: a proxy that takes no larger bodies would refuse
it whenever it is sent again. What is larger goes as files do, in parts that shrink."""

BURST_GAP = 0.01
BURST_FRAMES = 4
GATHER = 0.004
"""After so many frames with less than so many seconds between them, a frame waits a little for
more commands to share it. So does the first frame of a session that starts."""

HELLO_WITHIN = 10.0
"""Seconds in which a connection has to say hello."""

HELD_EVENTS = 10_000
"""So many events too many are held; of further ones the page is to keep what it has."""

HELD_FRAMES = 8
"""Likewise so many times the largest frame, in bytes."""

EVENT_BYTES = 16 * 1024
"""An event counts once for each so many bytes, so that large ones are not sent at the full rate."""

TURN = 0.01
"""Seconds for which events of one page are delivered before others have their turn."""

UNSENT_WINDOWS = 8
"""So many windows in bytes may wait for the network: who has read nothing, but acknowledges all
of it, is cut off."""

UNREADABLE = 1002
TOO_LARGE = 1009
TOO_MUCH = 1013
TOO_MANY = 429
"""The status of a part that came while another was being written."""

_encode = msgspec.json.Encoder().encode
_part = msgspec.json.Decoder(wire.Part)

Held = tuple[int, int, wire.AnyEvent | None]
"""What an event costs of the rate, its number, and the event (`None`: a malformed one)."""


class Link:
    """One connection of a page, over a WebSocket or over HTTP."""

    __slots__ = (
        "__weakref__",
        "_burst",
        "_close",
        "_closed",
        "_expected",
        "_held",
        "_held_size",
        "_held_timer",
        "_hello_timer",
        "_large",
        "_largest",
        "_overflown",
        "_owes",
        "_receiving",
        "_request",
        "_send_frame",
        "_sent_at",
        "_told",
        "_unsent",
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
        self._send_frame = send
        self._unsent = 0
        self._largest = 0
        self._large: list[StoredFile] = []  # an empty deque would take 760 bytes
        self._close = close
        self._closed = False
        self._held: deque[Held] | None = None  # an empty one takes more than all the rest
        self._held_size = 0
        self._overflown = False
        self._owes = False
        self._receiving = False
        self._expected = 0
        self._told = 0
        self._sent_at = 0.0
        self._burst = 0
        self._held_timer: Timer | None = None
        self._hello_timer: Timer | None = self.host.call_later(HELLO_WITHIN, self._too_late)
        server.links.add(self)

    # -- what the framework calls -----------------------------------------------------------------

    def receive(self, data: str | bytes) -> None:
        """A frame has come."""
        if self._closed:
            return
        if len(data) > self.server.options.frame_size:
            self._lose(TOO_LARGE)
        elif self.seat is not None:
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

    def _lose(self, code: int) -> None:
        """Cut the line; a page that keeps to the rules comes back with what was not taken."""
        seat = self.seat
        self._finish()
        self._close(code)
        if seat is not None:
            self.server.left(seat, self, False)

    def _finish(self) -> None:
        self._closed = True
        self._held = None
        # Frameworks leave their connections to the garbage collector, which comes late. The session
        # is not to wait for it.
        self.seat = None
        for timer in (self._held_timer, self._hello_timer):
            if timer is not None:
                timer.cancel()

    # -- hello ------------------------------------------------------------------------------------

    def _too_late(self) -> None:
        self.end(UNREADABLE)

    def _say_hello(self, data: str | bytes, request: Request) -> None:
        hello = read_hello(data)
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
        most = self.server.options.frame_size
        polls = request.protocol == "http"
        if polls:
            most = min(most, HTTP_FRAME)
        starts = self._begin(answer.seat, answer.resumed, most)
        if starts and not polls:
            # A frame of the empty page would hold up the first output, which is about to come and
            # wakes the link. (Over HTTP the welcome goes at once: the rest would cost a request.)
            self.host.call_later(GATHER, self._flush)
        else:
            self._flush()

    def _begin(self, seat: Seat, resumed: bool, frame_bytes: int) -> bool:
        """Take a seat and tell the page so; returns whether the program starts only now."""
        self.seat = seat
        session, view = seat.session, seat.view
        self._expected = self._told = view.events
        window = view.window
        welcome = wire.Welcome(
            session=session.key,
            sid=session.sid,
            limits=wire.Limits(
                frame_bytes=frame_bytes,
                ack_commands=window.attended,
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
        return self.server.seated(seat, self)

    # -- to the page ------------------------------------------------------------------------------

    def _send(self, frame: bytes) -> None:
        """Send a frame, unless far more waits for the network than a page would let."""
        # One output may be larger than all windows: an honest page takes its time with that one.
        if self._unsent - self._largest > UNSENT_WINDOWS * self.server.options.window_size:
            self._drop_liar()
            return
        sent = self._send_frame(frame)
        told = getattr(sent, "add_done_callback", None)
        if told is not None:
            size = len(frame)
            self._unsent += size
            self._largest = max(self._largest, size)
            told(lambda _: self._was_sent(size))

    def _was_sent(self, size: int) -> None:
        self._unsent -= size
        if self._unsent == 0:
            self._largest = 0

    def _drop_liar(self) -> None:
        if not self._closed:
            if self.seat is not None:
                self.seat.session.log_drop("acknowledgements of what it has not read")
            self._lose(TOO_MUCH)

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
        while not self._closed and size >= FRAME_BYTES // 2 and (taken := take(view)) is not None:
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
        if seat.view.events > self._told and not self._owes:
            self._owes = True
            self.host.rounds.add(self._acknowledge)

    def _acknowledge(self) -> None:
        self._owes = False
        if self.seat is not None and not self._closed and self.seat.view.events > self._told:
            self._answer(self.seat)

    def _answer(self, seat: Seat) -> None:
        """Say which events were taken, without commands."""
        self._told = seat.view.events
        self._send(_encode([seat.view.sent + 1, self._told]))

    # -- from the page ----------------------------------------------------------------------------

    def _take(self, seat: Seat, data: str | bytes) -> None:
        session = seat.session
        batch = read_batch(data, session.log_drop)
        if batch is None:
            session.log_drop("a frame that cannot be read")
            return
        ack, events, ping = batch
        if ack > seat.view.acked:
            session.acknowledge(seat.view, ack)
            self.server.progressed(seat)
            if seat.view.woken:  # nobody wakes a busy line
                self._flush()
        if events:
            self._burst = 0  # answers do not wait
            self._hold(events, len(data))
            self._deliver(seat)
        if self._closed:
            return
        if ping:
            self._answer(seat)
        else:
            self._acknowledge_later(seat)

    def _hold(self, events: list[Numbered], size: int) -> None:
        if self._held is None:
            self._held = deque()
            self._held_size = 0
        held = self._held
        most = HELD_FRAMES * self.server.options.frame_size
        if held and self._held_size + size > most:
            self._overflown = True
            return
        self._held_size += size
        each = 1 + size // len(events) // EVENT_BYTES
        for number, event in events:
            if len(held) >= HELD_EVENTS:
                self._overflown = True
                return
            if number == self._expected + 1:
                self._expected += 1
                held.append((each, number, event))
                if self.server.meter is not None:
                    self.server.meter.came(event)

    def _cut(self) -> None:
        """The page has sent more than was held: it comes back with what was not acknowledged."""
        if self.seat is not None:
            self.seat.session.log_drop("more events than are taken; its line was cut")
        self._lose(TOO_MUCH)

    def _deliver(self, seat: Seat) -> None:
        """Deliver what is held, as much as the rate allows, and as long as others may wait."""
        held, options = self._held, self.server.options
        if self._closed or not held:
            return
        now = self.host.time()
        earned = (now - seat.counted) * options.event_rate
        seat.budget = min(options.event_burst, seat.budget + earned)
        seat.counted = now
        end = now + TURN
        while held and seat.budget >= 1 and self.host.time() <= end:
            cost, number, event = held.popleft()
            seat.budget -= cost
            self._deliver_one(seat, number, event)
        if not held:
            self._held = None
            if self._overflown:
                self._cut()
        elif self._held_timer is None and not self._closed:
            wanted = 0 if seat.budget >= 1 else max(1, 1 - seat.budget)
            delay = wanted / options.event_rate
            self._held_timer = self.host.call_later(delay, lambda: self._deliver_held(seat))

    def _deliver_held(self, seat: Seat) -> None:
        self._held_timer = None
        self._deliver(seat)
        if not self._closed:
            self._acknowledge_later(seat)

    def _deliver_one(self, seat: Seat, number: int, event: wire.AnyEvent | None) -> None:
        if event is None:  # malformed: it counts as taken, else none behind it would ever be
            seat.view.heard(number)
            return
        if isinstance(event, wire.LargeEvent):
            seat.view.heard(number)
            self._deliver_large(seat, event.upload)
            return
        try:
            seat.session.deliver_batch(seat.view, [(number, event)])
        except Exception:
            sid = seat.session.sid
            log_of(sid).exception("session %s: an event could not be delivered", sid)

    def _deliver_large(self, seat: Seat, upload_id: str) -> None:
        """Deliver an event that was sent as a file, behind those of its kind before it."""
        session = seat.session
        file = session.uploads.events.take(upload_id)
        if file is None:
            session.log_drop("a large event of which nothing has come")
            return
        seat.budget -= file.size // EVENT_BYTES
        self._large.append(file)
        if len(self._large) == 1:
            self._read_large(session)

    def _read_large(self, session: Session) -> None:
        """Read the first of them. That must not hold up the others, nor take a thread for each."""
        file = self._large[0]

        def read() -> None:
            event = None
            with suppress(OSError):
                event = read_event(file.read())
            self.host.call_soon(lambda: self._large_read(session, event))

        session.host.run_in_thread(read, "pywebio large event")

    def _large_read(self, session: Session, event: wire.AnyEvent | None) -> None:
        self._large.pop(0)
        if event is None:
            session.log_drop("a large event that cannot be read, or has too many parts")
        else:
            session.deliver(event)
        if self._large:
            self._read_large(session)


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
