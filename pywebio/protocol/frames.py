"""Frames: what opens a connection, and what events travel in."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from .events import AnyEvent, Id, Name

Short = Annotated[str, Meta(max_length=256)]
ViewId = Annotated[str, Meta(min_length=16, max_length=64, pattern="^[A-Za-z0-9_-]+$")]


class Facts(Struct, kw_only=True, omit_defaults=True):
    """What a page knows of itself: sizes in CSS pixels, `time_zone` as an IANA name."""

    language: Short = ""
    time_zone: Short = ""
    width: int = 0
    height: int = 0
    dark: bool = False
    touch: bool = False


class Earlier(Struct, kw_only=True, omit_defaults=True):
    """What a fresh page knows of the load before it in the same tab, which had the session.

    `view` is the id of that load. `made`: the program or a script of the page has made the reload.
    `reload_ago`: if that load was a reload itself, the milliseconds since then. `copied`: that load
    still lives, since this tab is a copy of its tab.
    """

    view: ViewId
    made: bool = False
    reload_ago: Id | None = None
    copied: bool = False


class Hello(Struct, kw_only=True, omit_defaults=True, tag_field="type", tag="hello"):
    """The first frame of a connection.

    `view` is a random id of this load of the page, `session` the key it was given before (or none),
    `applied` the last command applied, `done` the last effect done (also by an earlier load).
    `path` and `query` are those of the page's address, `navigation` says how it was loaded, and
    `earlier` what was there before, if the key is of an earlier load.
    """

    version: int
    view: ViewId
    session: Short = ""
    applied: Id = 0
    done: Id = 0
    app: Name = ""
    path: Annotated[str, Meta(max_length=65536)] = ""
    query: Annotated[str, Meta(max_length=65536)] = ""
    navigation: Literal["navigate", "reload", "back_forward", "prerender", "restore"] = "navigate"
    earlier: Earlier | None = None
    facts: Facts = field(default_factory=Facts)


class Batch(Struct, kw_only=True, omit_defaults=True):
    """Any further frame: the last command applied, and events with their numbers.

    `ping` asks for an answer at once, so that a dead line shows itself.
    """

    ack: Id = 0
    events: list[tuple[Id, AnyEvent]] = []
    ping: bool = False


class Limits(Struct, kw_only=True):
    """What a view has to respect: bytes of a frame, commands and bytes before it acknowledges."""

    frame_bytes: int
    ack_commands: int
    ack_bytes: int


class Welcome(Struct, kw_only=True, omit_defaults=True, tag_field="type", tag="welcome"):
    """The answer to a hello. `resumed`: the numbers of this view go on; else a snapshot follows.

    `session` is the secret key for a later hello, `sid` the public id (used in file addresses),
    `events` the last event of this view that was taken, `upload` what has to be named to send
    files. `returned`: a fresh page has the session of an earlier load of it, of which the events up
    to `earlier_events` were taken.
    """

    session: str
    sid: str
    limits: Limits
    resumed: bool = False
    events: int = 0
    debug: bool = False
    upload: str = ""
    returned: bool = False
    earlier_events: int = 0


class Bye(Struct, kw_only=True, omit_defaults=True, tag_field="type", tag="bye"):
    """The server will not go on with this view.

    `unknown`: the session is not known (the server was restarted); `moved`: another view has taken
    over; `closed`: the session was ended; `version`: the page is of another version; `refused`: no
    further session is taken (the reason is in `detail`). `stopped`: the server stops, with all its
    sessions; the page connects again, to the server that may be started in its place.
    """

    reason: Literal["unknown", "moved", "closed", "version", "refused", "stopped"]
    detail: str = ""


class Polled(Struct, kw_only=True, omit_defaults=True):
    """The first line of an answer over HTTP; the frames follow, each on a line of its own.

    `first` numbers the first of them on this line, so that answers that overtake each other can be
    put in order. `wait`: seconds for which a request may wait for frames (0: it is answered at
    once). `over`: nothing more comes on this line.
    """

    first: int
    wait: float = 0
    over: bool = False


class Part(Struct, kw_only=True, omit_defaults=True):
    """A part of a file, where none can be posted: a binary frame begins with this on a line.

    `part` is named by the answer; `upload`, `size` and `offset` are as in the address of a POST.
    """

    part: Id
    upload: Short
    size: Id
    offset: Id


class Received(Struct, kw_only=True, omit_defaults=True, tag_field="type", tag="received"):
    """The answer to a part of a file that was sent as a binary frame: as the status of HTTP."""

    part: int
    status: int
