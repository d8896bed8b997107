"""The soak, for a moment; and what is made of the memory that it has seen."""

from __future__ import annotations

import random

import pytest
from faults.memory import Rest, in_use
from faults.slope import slope
from faults.soak import Result, Tally, soak


@pytest.mark.slow
def test_a_short_soak_loses_nothing() -> None:
    result = soak(20, 60, seed=7)
    print(result)
    assert result.tally.problems == []
    assert result.tally.lines > 500
    assert result.tally.clicks > 100
    assert result.tally.cuts > 0
    (rest,) = result.rests
    assert rest.resident < result.most + 1e6
    assert result.most < 90e6
    assert "too few rounds" in str(result)


def course(leak: float, noise: float, rounds: int = 7) -> Result:
    """The memory of a soak in which each session leaves something behind."""
    dice = random.Random(3)
    rests = []
    for number in range(rounds):
        caches = 50_000 / 2**number
        in_use = 20e6 - caches + leak * 350 * number + dice.gauss(0, noise)
        rests.append(Rest(350 * (number + 1), int(in_use), int(in_use * 1.8)))
    return Result(Tally(), rests, 0)


@pytest.mark.parametrize("noise", [1000, 10_000, 50_000])
def test_noise_and_caches_are_no_leak(noise: float) -> None:
    assert course(0, noise).good


@pytest.mark.parametrize("leak", [100, 400, 4000])
def test_a_leak_is_found(leak: float) -> None:
    result = course(leak, 10_000)
    assert result.leaks
    assert not result.good
    assert "IT GROWS" in str(result)


def test_what_grows_beside_that_which_is_in_use_is_found() -> None:
    rests = [Rest(350 * n, 20_000_000, 40_000_000 + 140_000 * n) for n in range(7)]
    result = Result(Tally(), rests, 0)
    assert not result.leaks
    assert result.swells
    assert not result.good


def test_a_loss_is_no_good_result() -> None:
    result = course(0, 1000)
    result.tally.problem("a line is missing")
    assert not result.good


def test_a_slope_lies_in_its_interval_as_often_as_it_says() -> None:
    dice = random.Random(3)
    within = 0
    for _ in range(1000):
        found = slope([(place, 5 * place + dice.gauss(0, 1)) for place in range(6)])
        within += abs(found.value - 5) < found.margin
    assert 930 < within < 970
    assert found.above(4)
    assert not found.above(5)


def test_memory_that_is_taken_is_in_use_and_what_is_given_back_is_not() -> None:
    before = in_use()
    small, large = [object() for _ in range(50_000)], bytes(5_000_000)
    taken = in_use() - before
    assert 5_500_000 < taken < 8_000_000
    del small, large
    assert abs(in_use() - before) < 500_000
