"""Whether this process is a script or a server: the one state that belongs to the process.

A program that calls interactive functions outside of any session is a script, unless servers were
made in its process: then such a call is a mistake and is told so.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

WORKER = "PYWEBIO_WORKER"
"""In the environment: this process is one that `reload` has started, and what it inherits."""

_importing: ContextVar[str] = ContextVar("pywebio_importing", default="")

_script = False
_server = False


def is_script() -> bool:
    """Whether script mode has begun."""
    return _script


def may_be_script() -> bool:
    """Whether script mode may begin, or has begun."""
    return not _server


def begin_script() -> None:
    """Script mode begins."""
    global _script
    _script = True


def begin_server() -> None:
    """A server was made."""
    global _server
    if not _script:
        _server = True


@contextmanager
def importing(file: str) -> Iterator[None]:
    """The file of an application is imported: it must not start a server."""
    token = _importing.set(file)
    try:
        yield
    finally:
        _importing.reset(token)


def imported_file() -> str:
    """The file of an application that is being imported here."""
    return _importing.get()
