"""Whether a fresh load of a page returns to the program that an earlier load of it has shown.

A page keeps the key of its session for its tab. Loaded again there it brings that key, and says
what it knows of how it came about. Here is decided what it gets: the same session, or a new one.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

OnReload = Literal["", "resume", "restart"]
"""What an application wants (`config(on_reload=...)`); empty: what is decided here."""

HURRY = 3000
"""Whoever reloads twice within so many milliseconds wants the page to begin anew."""

RETURNING = frozenset({"reload", "back_forward", "restore"})
"""Ways of loading that bring back what was there: typed addresses and links do not."""


class Situation(NamedTuple):
    """How a page was loaded, and what has become of the program.

    `navigation`, `made`, `copied` and `reload_ago` are as the page says (:class:`wire.Hello`,
    :class:`wire.Earlier`).
    """

    navigation: str
    same_place: bool
    """Path, query and application are those of the session."""
    copied: bool = False
    made: bool = False
    reload_ago: int | None = None
    idle: bool = False
    """The program has ended, or only callbacks and `hold()` keep it."""
    scripted: bool = False
    """The program has run a script that is not run again."""
    debug: bool = False


def why_anew(situation: Situation, on_reload: OnReload = "") -> str:
    """Why a page gets a new session; empty if it returns to the one of which it has the key."""
    s = situation
    if s.navigation not in RETURNING:
        return "it was not reloaded"
    if s.copied:
        return "its tab is a copy of another one"
    if not s.same_place:
        return "it has another address"
    if s.reload_ago is not None and s.reload_ago < HURRY:
        return "it was reloaded twice in a short time"
    if on_reload == "restart":
        return "the application wants it so"
    if on_reload == "resume":
        return ""
    if s.debug:
        return "the server runs with debug"
    if s.made and s.navigation == "reload":  # else a link has led away, and the visitor is back
        return "the program has made the reload"
    if s.idle:
        return "the program had nothing to do any more"
    if s.scripted:
        return "the program has run a script without keep"
    return ""
