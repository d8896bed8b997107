"""The numbers of a slider: which kind they are, and what is possible."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from ..exceptions import ArgumentError
from .options import SAFE_INTEGER


def slider_range(
    value: Any, min_value: Any, max_value: Any, step: Any, continuous: bool | None = None
) -> dict[str, Any]:
    """The attributes of a slider's field; the value is one that the slider can show.

    It is `continuous` if one of the numbers is a float, unless that is said.
    """
    for name, number in (("value", value), ("min_value", min_value), ("max_value", max_value)):
        _check(number, name)
    _check(step, "step")
    if min_value > max_value:
        raise ArgumentError(
            f"min_value of slider() is above max_value; got {min_value!r} and {max_value!r}."
        )
    if step <= 0:
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


def _check(number: Any, name: str) -> None:
    if isinstance(number, bool) or not isinstance(number, int | float):
        raise ArgumentError(f"{name} of slider() is a number; got {number!r}.")
    if not abs(number) <= SAFE_INTEGER:  # so that it holds for NaN too
        raise ArgumentError(f"{name} of slider() is too large or no number; got {number!r:.60}.")


def _nearest(value: float, least: float, most: float, step: float) -> Fraction | float:
    """The possible number that is nearest to `value`, as browsers choose it."""
    value = min(max(value, least), most)
    if not step:
        return value
    start, width = Fraction(least), Fraction(str(step))
    steps = math.floor((Fraction(value) - start) / width + Fraction(1, 2))
    possible = math.floor((Fraction(most) - start) / width)
    return start + min(steps, possible) * width
