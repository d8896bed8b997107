"""The soak, for a moment; and the line that is drawn through the memory."""

from __future__ import annotations

import random

import pytest
from faults.slope import slope
from faults.soak import soak


@pytest.mark.slow
def test_a_short_soak_loses_nothing() -> None:
    result = soak(20, 60, seed=7)
    print(result)
    assert result.tally.problems == []
    assert result.tally.lines > 500
    assert result.tally.clicks > 100
    assert result.tally.cuts > 0
    # The pages still grow, by 120 outputs each: whether memory does is for the long soak to say.
    assert result.memory[-1][1] - result.memory[0][1] < 30e6


def course(rise: float, seconds: int = 400) -> list[tuple[float, float]]:
    """Noise, and a rise in a second."""
    dice = random.Random(3)
    return [(second, 50 + rise * second + dice.gauss(0, 1)) for second in range(seconds)]


def test_noise_does_not_grow() -> None:
    found = slope(course(0))
    assert not found.grows
    assert abs(found.value) < 2 * found.margin


@pytest.mark.parametrize("rise", [0.01, 0.1, 1])
def test_growth_is_found(rise: float) -> None:
    found = slope(course(rise))
    assert found.grows
    assert abs(found.value - rise) < 2 * found.margin


def test_what_shrinks_does_not_grow() -> None:
    assert not slope(course(-0.1)).grows
