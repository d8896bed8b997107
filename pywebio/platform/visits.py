"""Who visits a server: sessions that live, their seats, and the connections that serve these."""

from __future__ import annotations

from hashlib import blake2b
from typing import Protocol

from msgspec import Struct

from .. import protocol as wire
from ..session.base import Session
from ..session.coroutinebased import LoopHost
from ..session.guard import Operation
from ..session.view import View
from .applications import Application
from .rounds import Rounds


class ServerHost(LoopHost, Protocol):
    """Where the sessions of a server live; `rounds` are for what costs no timer of its own."""

    rounds: Rounds

    def call_soon(self, function: Operation) -> None:
        """Call a function on the loop, from any thread."""


class Carrier(Protocol):
    """What a seat knows of the connection that serves it."""

    @property
    def held(self) -> int:
        """How many events wait because the page sends too many."""

    def end(self, code: int, bye: wire.Bye | None = None) -> None:
        """Close the connection."""


class Seat:
    """A view of a session, the connection that serves it now, and its share of events.

    `returned`: it is a fresh page of the view `earlier`, of which `earlier_events` were taken.
    """

    __slots__ = (
        "budget",
        "carrier",
        "counted",
        "earlier",
        "earlier_events",
        "returned",
        "session",
        "view",
    )

    def __init__(self, session: Session, view: View, budget: float, now: float) -> None:
        self.session = session
        self.view = view
        self.returned = False
        self.earlier = ""
        self.earlier_events = 0
        self.carrier: Carrier | None = None
        self.budget = budget
        self.counted = now


def place_of(hello: wire.Hello) -> bytes:
    """What a page has to have in common with the load before it, to return to its session.

    A digest: addresses may be long, and every session keeps one.
    """
    address = "\0".join((hello.path, hello.query, hello.app))
    return blake2b(address.encode(errors="surrogatepass"), digest_size=16).digest()


class Visit:
    """A session that lives, its seats, and since when nobody looks at it."""

    __slots__ = (
        "application",
        "clean",
        "host",
        "left",
        "place",
        "seats",
        "session",
        "started",
    )

    def __init__(self, session: Session, host: ServerHost, application: Application) -> None:
        self.session = session
        self.host = host
        self.application = application
        self.place = b""
        self.seats: dict[str, Seat] = {}
        self.left: float | None = None
        self.clean = False
        self.started = False

    @property
    def watched(self) -> bool:
        """Whether a page is connected."""
        return any(seat.carrier is not None for seat in self.seats.values())


class Welcomed(Struct, frozen=True):
    """A hello was accepted: the seat, and whether the numbers of its view go on."""

    seat: Seat
    resumed: bool
