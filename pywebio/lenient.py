"""Arguments that old programs give by habit, taken for what is meant.

A program that has run for years is not to end at a call because a number came from a data frame, or
because a word is none of those known. What cannot be meant is refused where it is given, as ever.
"""

from __future__ import annotations

import logging
import operator
from collections.abc import Iterable
from typing import Any

log = logging.getLogger("pywebio")


def number_of(value: object, written: bool = False) -> int | float | None:
    """A number, also one of NumPy, a `Decimal` or a `Fraction`; None for what is none.

    :param written: text that says a number is one too, as it comes from a file of settings.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return value
    if isinstance(value, str):
        return _read(value) if written else None
    if isinstance(value, type) or hasattr(value, "__len__"):  # an array of one number is a list
        return None
    return _converted(value)


def _converted(value: Any) -> int | float | None:
    for convert in (operator.index, float):
        try:
            return convert(value)
        except (TypeError, ValueError, OverflowError):
            continue
    return None


def _read(text: str) -> int | float | None:
    for convert in (int, float):
        try:
            return convert(text)
        except (ValueError, OverflowError):
            continue
    return None


def whole_of(value: object, written: bool = False) -> int | None:
    """A whole number in any of these forms, also 3.0; None for what is none."""
    number = number_of(value, written)
    if isinstance(number, float):
        return int(number) if number.is_integer() else None
    return number


def word_of(name: str, value: Any, accepted: Iterable[str], default: str) -> Any:
    """One of some words; for `None` and for words that are not known, the `default`."""
    if value is None:
        return default
    accepted = tuple(accepted)
    if value in accepted:
        return value
    log.warning(
        "%s=%.60r is none of %s: it is taken as %r.", name, value, ", ".join(accepted), default
    )
    return default
