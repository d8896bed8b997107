"""The numbers of a slider: which kind they are, and what is possible."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from ..exceptions import ArgumentError
from ..lenient import number_of
from .options import SAFE_INTEGER


def slider_range(
    value: Any, min_value: Any, max_value: Any, step: Any, continuous: bool | None = None
) -> dict[str, Any]:
    """The attributes of a slider's field; the value is one that the slider can show.

    It is `continuous` if one of the numbers is a float, unless that is said. A slider without room
    (its end was counted, and there is nothing yet) stays at its start, as browsers have it.
    """
    value = _number(value, "value", 0)
    min_value = _number(min_value, "min_value", 0)
    max_value = max(min_value, _number(max_value, "max_value", 100))
    step = _number(step, "step", 1) or 1
    if step < 0:
        raise ArgumentError(f"step of slider() has to be above 0; got {step!r}.")
    if continuous is None:
        continuous = any(isinstance(number, float) for number in (value, min_value, max_value))
    steps = 0 if continuous else step
    whole = not continuous and float(step).is_integer()
    nearest = _nearest(value, min_value, max_value, steps)
    return {
        "value": int(nearest) if whole else float(nearest),
        "min_value": min_value,
        "max_value": max_value,
        "step": int(steps) if whole else steps,
        "whole": whole,
    }


def _number(given: Any, name: str, default: int) -> int | float:
    number = default if given is None else number_of(given, written=True)
    if number is None:
        raise ArgumentError(f"{name} of slider() is a number; got {given!r}.")
    if not abs(number) <= SAFE_INTEGER:  # so that it holds for NaN too
        raise ArgumentError(f"{name} of slider() is too large or no number; got {given!r:.60}.")
    return number


def _nearest(value: float, least: float, most: float, step: float) -> Fraction | float:
    """The possible number that is nearest to `value`, as browsers choose it."""
    value = min(max(value, least), most)
    if not step:
        return value
    start, width = Fraction(least), Fraction(str(step))
    steps = math.floor((Fraction(value) - start) / width + Fraction(1, 2))
    possible = math.floor((Fraction(most) - start) / width)
    return start + min(steps, possible) * width
