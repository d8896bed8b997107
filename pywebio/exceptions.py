"""The exceptions of this package.

::

    Exception
    ├── SessionException            something about the session of the caller
    │   ├── SessionClosedException      the visitor has left, or the session was ended
    │   └── SessionNotFoundException    the caller belongs to no session
    ├── FormCancelledError          the program took back a form that it waited at
    └── ArgumentError               (AssertionError, ValueError) a bad argument
    UserWarning
    └── PyWebIOWarning
"""

from __future__ import annotations

__all__ = [
    "ArgumentError",
    "FormCancelledError",
    "PyWebIOWarning",
    "SessionClosedException",
    "SessionException",
    "SessionNotFoundException",
]


class SessionException(Exception):
    """Base of what goes wrong with sessions."""


class SessionClosedException(SessionException):
    """The visitor has left or the session was ended: raised where a program waits."""


class SessionNotFoundException(SessionException):
    """An interactive function was called by a thread or task that belongs to no session."""


class SessionGoneException(SessionClosedException, SessionNotFoundException):
    """Raised in calls made after the end of a session: programs catch it by either name."""


class FormCancelledError(Exception):
    """The program took back a form: raised in the call that waited for the visitor."""


class ArgumentError(AssertionError, ValueError):
    """A bad argument. The message says what was given and what is accepted."""


class PyWebIOWarning(UserWarning):
    """Warnings of this package."""
