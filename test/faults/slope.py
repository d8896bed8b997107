"""Whether a measured quantity grows: a line through its course, with the interval of its slope."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import NamedTuple

T_95 = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.0]
"""Student's t for 95 % and 1, 2, ... degrees of freedom; the last one for more."""


class Slope(NamedTuple):
    """Growth by one unit, and the half width of its 95 % interval."""

    value: float
    margin: float

    def above(self, most: float) -> bool:
        """Whether it is more than that beyond doubt."""
        return self.value - self.margin > most


def slope(samples: Sequence[tuple[float, float]]) -> Slope:
    """The slope of three or more samples (place, value) that are independent of each other.

    What was measured a moment after another one is not: it would make the interval too narrow.
    """
    free = len(samples) - 2
    middle = sum(place for place, _ in samples) / len(samples)
    level = sum(value for _, value in samples) / len(samples)
    spread = sum((place - middle) ** 2 for place, _ in samples)
    rise = sum((place - middle) * (value - level) for place, value in samples) / spread
    rest = sum((value - level - rise * (place - middle)) ** 2 for place, value in samples)
    student = T_95[min(free, len(T_95)) - 1]
    return Slope(rise, student * sqrt(rest / free / spread))
