"""Values that programs give to fields, as the texts that fields show."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from .. import protocol as wire


def field_text(value: Any) -> str:
    """A value as text; nothing for None."""
    return "" if value is None else str(plain(value))


def plain(value: Any) -> Any:
    """Dates and times as HTML writes them; anything else as it is."""
    match value:
        case datetime():
            moment = value.replace(tzinfo=None)
            return moment.isoformat(timespec=_precision(moment.time()))
        case time():
            return value.replace(tzinfo=None).isoformat(timespec=_precision(value))
        case date():
            return value.isoformat()
        case _:
            return value


def _precision(moment: time) -> str:
    if moment.microsecond:
        return "milliseconds"
    return "seconds" if moment.second else "minutes"


def initial_text(value: Any, kind: wire.InputKind) -> str:
    """A value as the text that a field of this kind shows."""
    if kind == "number" and isinstance(value, float) and value.is_integer():
        value = int(value)
    if kind == "date" and isinstance(value, datetime):
        value = value.date()
    return field_text(value)
