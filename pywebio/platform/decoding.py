"""Reading what pages send: valid frames and events, or nothing.

Who sends is not known to mean well, and the interpreter does nothing else while it reads JSON. So
what is read at once is bounded: in bytes by those who call, in parts here.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import msgspec

from .. import protocol as wire

Numbered = tuple[int, wire.AnyEvent | None]

BAD_EVENTS = 1000
"""So many malformed events of a frame are looked at; further ones count as such unseen."""

MANY_BYTES = 16 * 1024
"""Beyond it the garbage collector rests while a text is read: a million lists in it would have it
look at all of them again and again."""

PARTS = 200_000
"""So many lists and objects may be in one frame, or in an event that came as a file: they take the
interpreter some 20 ms."""

SLICE = 256 * 1024

UNREADABLE = (msgspec.MsgspecError, ValueError, RecursionError)

_hello = msgspec.json.Decoder(wire.Hello)
_batch = msgspec.json.Decoder(wire.Batch)
_event: msgspec.json.Decoder[wire.AnyEvent] = msgspec.json.Decoder(wire.AnyEvent)


class _Loose(msgspec.Struct):
    """A batch of which single events may be malformed."""

    ack: wire.Id = 0
    events: list[tuple[wire.Id, msgspec.Raw]] = []
    ping: bool = False


class _Version(msgspec.Struct):
    """As much of a hello as pages of any version send."""

    version: int


class _Question(msgspec.Struct):
    """As much of an event as is needed to answer what was asked."""

    event: str
    wait: wire.Id


_loose = msgspec.json.Decoder(_Loose)
_version = msgspec.json.Decoder(_Version)
_question = msgspec.json.Decoder(_Question)


def read_hello(data: str | bytes) -> wire.Hello | None:
    """A hello; one of another version says no more than that."""
    try:
        return _hello.decode(data)
    except UNREADABLE:
        pass
    try:
        version = _version.decode(data).version
    except UNREADABLE:
        return None
    if version == wire.VERSION:
        return None
    return wire.Hello(version=version, view="-" * 16)


def read_batch(
    data: str | bytes, dropped: Callable[[str], None]
) -> tuple[int, list[Numbered], bool] | None:
    """Acknowledgement, numbered events (`None` for a malformed one) and ping of a frame."""
    with _no_collection(len(data)):
        try:
            if len(data) > PARTS and too_many_parts(_as_bytes(data)):
                return _read_loosely(data, dropped, PARTS)
            batch = _batch.decode(data)
        except UNREADABLE:
            return _read_loosely(data, dropped)
    return batch.ack, list(batch.events), batch.ping


def _as_bytes(data: str | bytes) -> bytes:
    return data.encode() if isinstance(data, str) else data


def _read_loosely(
    data: str | bytes, dropped: Callable[[str], None], parts: int | None = None
) -> tuple[int, list[Numbered], bool] | None:
    """Each event by itself; `parts`: so many lists and objects are read of all of them."""
    try:
        text = whole_characters(data if isinstance(data, str) else data.decode())
        loose = _loose.decode(text)
    except UNREADABLE:
        return None
    events: list[Numbered] = []
    bad = 0
    for number, raw in loose.events:
        event: wire.AnyEvent | None = None
        if parts is not None:
            found = count_parts(bytes(raw), parts)
            if found > parts:
                event = _answer_to(raw)
                if event is None:
                    dropped("an event with too many lists and objects")
                events.append((number, event))
                continue
            parts -= found
        if bad < BAD_EVENTS:
            try:
                event = _event.decode(raw)
            except UNREADABLE as error:
                bad += 1
                dropped(f"an event that cannot be read ({error})")
        events.append((number, event))
    return loose.ack, events, loose.ping


def read_event(data: bytes) -> wire.AnyEvent | None:
    """An event that was sent as a file. What has too many parts is answered with nothing."""
    with _no_collection(len(data)):
        try:
            return _answer_to(data) if too_many_parts(data) else _event.decode(data)
        except UNREADABLE:
            pass
        try:
            return _event.decode(whole_characters(data.decode()))
        except UNREADABLE:
            return None


def _answer_to(data: bytes | msgspec.Raw) -> wire.Result | None:
    try:
        question = _question.decode(data)
    except UNREADABLE:
        return None
    return wire.Result(wait=question.wait) if question.event == "result" else None


def too_many_parts(data: bytes) -> bool:
    """Whether a JSON text has more lists and objects than are read."""
    return count_parts(data, PARTS) > PARTS


def count_parts(data: bytes, most: int) -> int:
    """How many lists and objects a JSON text has. Brackets in texts are none: they are told apart
    where there are more than `most` in all, and counting ends beyond it."""
    parts = data.count(b"[") + data.count(b"{")
    if parts <= most:
        return parts
    parts = 0
    outside = True
    for piece in _slices(data):
        runs = piece.replace(rb"\\", b"").replace(rb"\"", b"").split(b'"')
        rest = b"".join(runs[0 if outside else 1 :: 2])
        parts += rest.count(b"[") + rest.count(b"{")
        outside ^= len(runs) % 2 == 0
        if parts > most:
            break
    return parts


def _slices(data: bytes) -> Iterator[bytes]:
    """The text in parts of which none ends within an escape; between them others may run."""
    start = 0
    while start < len(data):
        end = min(start + SLICE, len(data))
        while end < len(data) and data[end - 1 : end] == b"\\":
            end += 1
        yield data[start:end]
        start = end


@contextmanager
def _no_collection(size: int) -> Iterator[None]:
    if size < MANY_BYTES or not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_LOW = r"\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_HIGH = r"\\u[dD][89abAB][0-9a-fA-F]{2}"
_HALF = re.compile(rf"{_HIGH}(?!{_LOW})|(?<!{_HIGH}){_LOW}")


def whole_characters(text: str) -> str:
    """Replace halves of characters, which a visitor's keyboard can make and UTF-8 cannot say."""
    if _SURROGATE.search(text) is None or "\0" in text:  # JSON has no such character
        return text
    # Without escaped backslashes each of those that are left begins an escape.
    plain = text.replace(r"\\", "\0\0")
    return _HALF.sub(r"\\ufffd", plain).replace("\0\0", r"\\")
