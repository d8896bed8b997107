"""The log of the package, with the session in every record."""

from __future__ import annotations

import logging
from typing import Any

from .current import current_sid

log = logging.getLogger("pywebio")

NO_SESSION = "-"


class SessionFilter(logging.Filter):
    """Gives each record the attribute `session`: the id of the session that it is about, or ``-``.

    The records of the logger ``pywebio`` have it anyway. Add the filter to a handler, and those
    that your own programs log have it too.

    Example::

        import logging
        from pywebio import SessionFilter

        handler = logging.StreamHandler()
        handler.addFilter(SessionFilter())
        handler.setFormatter(logging.Formatter("%(levelname)s [%(session)s] %(message)s"))
        logging.getLogger("my_app").addHandler(handler)
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Add the attribute; every record passes."""
        if not hasattr(record, "session"):
            record.session = current_sid() or NO_SESSION
        return True


log.addFilter(SessionFilter())


def log_of(sid: str) -> logging.LoggerAdapter[logging.Logger]:
    """The log, for what is not logged by code that runs in the session itself."""
    extra: dict[str, Any] = {"session": sid or NO_SESSION}
    return logging.LoggerAdapter(log, extra)


class Seldom:
    """Lets through one line a second of what somebody outside may cause at any rate."""

    __slots__ = ("_at", "_kept")

    def __init__(self) -> None:
        self._at = float("-inf")
        self._kept = 0

    def lets(self, now: float) -> bool:
        """Whether a line may be written at the time `now`."""
        if now - self._at < 1:
            self._kept += 1
            return False
        self._at = now
        return True

    def kept(self) -> str:
        """What to add to a line, as " (3 more since the last such line)"; counts from 0 again."""
        kept, self._kept = self._kept, 0
        return f" ({kept:,} more since the last such line)" if kept else ""
