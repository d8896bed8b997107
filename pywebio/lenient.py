"""Arguments that old programs give by habit, taken for what is meant.

A program that has run for years is not to end at a call because a number came from a data frame, or
because a word is none of those known. What cannot be meant is refused where it is given, as ever.
"""

from __future__ import annotations

import logging
import operator
from collections.abc import Callable, Iterable
from typing import Any

from .exceptions import ArgumentError

log = logging.getLogger("pywebio")

FOREVER = 10**9
"""What may take more than so many seconds may take as long as it likes."""

_REAL = ("i", "u", "f")
"""Kinds of what NumPy has. Its truth values, times and complex numbers turn into a float too."""


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
    if getattr(getattr(value, "dtype", None), "kind", "i") not in _REAL:
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


def seconds_of(timeout: object) -> int | float | None:
    """A timeout in seconds; None: as long as it takes."""
    if timeout is None:
        return None
    seconds = number_of(timeout)
    if seconds is None or not seconds >= 0:  # so that NaN is refused too
        raise ArgumentError(f"timeout is a number of seconds, or None; got {timeout!r}.")
    return seconds if seconds <= FOREVER else None


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


def color_of(value: Any, accepted: Iterable[str]) -> Any:
    """A colour of buttons; also by the names of its classes, as ``outline-danger``."""
    if value in (None, ""):
        return "primary"
    if not isinstance(value, str):
        raise ArgumentError(f"color is one of {', '.join(accepted)}; got {value!r}.")
    word = value.removeprefix("btn-").removeprefix("outline-")
    return word_of("color", word, accepted, "light")


def function_of(callback: Any, what: str) -> Callable[..., Any]:
    """What a click calls: nothing for `None` and ``...``."""
    if callable(callback):
        return callback  # type: ignore[no-any-return]
    if callback is None or callback is ...:
        return _nothing
    raise ArgumentError(
        f"{what} has to be a function, got {callback!r:.60}: give the function itself, without "
        "calling it."
    )


def _nothing(*arguments: object) -> None:
    """What a button without a function does."""
