"""Whether a measured quantity grows: a line through its course, with the interval of its slope."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import NamedTuple

BLOCKS = 20
"""The course is divided into so many parts of which the means count.

Memory at one second is much what it was the second before. A line through all the seconds would
take them for independent, and its interval would be far too narrow.
"""

T_95 = {3: 3.182, 4: 2.776, 5: 2.571, 8: 2.306, 18: 2.101}
"""Student's t for 95 % and so many degrees of freedom."""


class Slope(NamedTuple):
    """Growth in a unit of time, and the half width of its 95 % interval."""

    value: float
    margin: float

    @property
    def grows(self) -> bool:
        """Whether it is more than zero beyond doubt."""
        return self.value - self.margin > 0


def slope(samples: Sequence[tuple[float, float]], blocks: int = BLOCKS) -> Slope:
    """The slope of samples (time, value)."""
    size = len(samples) / blocks
    parts = [samples[int(n * size) : int((n + 1) * size)] for n in range(blocks)]
    times = [_mean([time for time, _ in part]) for part in parts]
    values = [_mean([value for _, value in part]) for part in parts]
    middle, level = _mean(times), _mean(values)
    spread = sum((time - middle) ** 2 for time in times)
    pairs = list(zip(times, values, strict=True))
    rise = sum((time - middle) * (value - level) for time, value in pairs) / spread
    rest = sum((value - level - rise * (time - middle)) ** 2 for time, value in pairs)
    free = blocks - 2
    return Slope(rise, T_95[free] * sqrt(rest / free / spread))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
