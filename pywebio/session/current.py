"""Which session, and which place in it, the running code belongs to.

The answer is a context variable: asyncio tasks inherit it, and so does ``asyncio.to_thread``. Plain
threads do not inherit it; ``register_thread`` notes it on the thread object. In script mode every
thread belongs to the one session of the process: script mode sets `fallback`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextvars import ContextVar
from typing import TYPE_CHECKING, NamedTuple

from ..exceptions import ArgumentError, SessionNotFoundException
from ..lenient import whole_of
from ..protocol import ROOT
from ..utils import as_text

if TYPE_CHECKING:
    from .base import Session

THREAD_MARK = "_pywebio_place"

ScopeArgument = str | int | None
"""A scope: its name, its index in the stack of entered scopes, or `None` for the current one."""


class Place(NamedTuple):
    """A session, the scopes entered (outermost first), and the id of the task that entered them."""

    session: Session
    task: str
    scopes: tuple[str, ...] = (ROOT,)


_place: ContextVar[Place] = ContextVar("pywebio_place")

fallback: Callable[[], Place | None] | None = None
"""Script mode: gives a place to code that has none."""


def find_place() -> Place:
    """Where the caller is; raises :class:`SessionNotFoundException` when it is in no session."""
    place = _place.get(None)
    if place is not None:
        return place
    place = getattr(threading.current_thread(), THREAD_MARK, None)
    if place is None and fallback is not None:
        place = fallback()
    if place is None:
        raise SessionNotFoundException(_not_found())
    _place.set(place)
    return place


def _not_found() -> str:
    thread = threading.current_thread()
    if thread is threading.main_thread():
        return (
            "This function was called outside of a session. Call it in the function that is given "
            "to start_server(), or (in a script) before start_server() is called."
        )
    return (
        f"This function was called in the thread {thread.name!r}, which belongs to no session. "
        "Call pywebio.session.register_thread(thread) before the thread uses it."
    )


def set_place(place: Place) -> None:
    """Say where the running context is."""
    _place.set(place)


def find_scope(place: Place, scope: ScopeArgument) -> str:
    """The name of the scope that a `scope` argument means."""
    if isinstance(scope, str):
        return as_text(scope).replace(" ", "-") if scope else place.scopes[-1]
    if scope is None:
        return place.scopes[-1]
    index = whole_of(scope) if not isinstance(scope, int) else scope
    if index is not None:
        try:
            return place.scopes[index]
        except IndexError:
            raise ArgumentError(
                f"scope={scope} is out of range: {len(place.scopes)} scopes are entered here, "
                f"{', '.join(place.scopes)}."
            ) from None
    raise TypeError(f"scope takes a name, an index or None, got {scope!r}.")


def current_sid() -> str:
    """The id of the caller's session; empty if there is none. Does not start script mode."""
    place = _place.get(None) or getattr(threading.current_thread(), THREAD_MARK, None)
    return place.session.sid if place is not None else ""


def get_current_session() -> Session:
    """The session of the caller."""
    return find_place().session


def get_current_task_id() -> str:
    """A name for the thread or task of the caller, unique in its session."""
    return find_place().task
