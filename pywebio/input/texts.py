"""Values that programs give to fields, as the texts that fields show."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from .. import protocol as wire
from .values import to_float


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
    if kind == "date" and isinstance(value, datetime):
        value = value.date()
    if kind in ("number", "float"):
        return _number_text(value)
    text = field_text(value)
    return text.replace(" ", "T", 1) if kind == "datetime-local" else text


def _number_text(value: Any) -> str:
    """A number as it is written; nothing for NaN and for text that is none, as browsers do it."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = field_text(value).strip()
    return "" if to_float(text) is None else text
