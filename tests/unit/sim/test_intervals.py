"""Intervals hold what they are for as often as they say, and shrink as runs are added."""

from __future__ import annotations

import math

import numpy as np
import pytest

from kehoach.sim._intervals import Estimate, mean_of, order_bounds, share_of, students_t

TRIALS = 4_000
RUNS = 200


@pytest.fixture(scope="module")
def luck() -> np.random.Generator:
    return np.random.default_rng(2019)


def covered(hits: int) -> float:
    return hits / TRIALS


def test_an_interval_of_a_mean_holds_it_nineteen_times_in_twenty(luck: np.random.Generator) -> None:
    """Of 4,000 samples of a gamma distribution, about 95 % have its mean in their interval."""
    found = (mean_of(luck.gamma(4.0, 0.5, RUNS)) for _ in range(TRIALS))
    assert covered(sum(one.low <= 2.0 <= one.high for one in found)) == pytest.approx(0.95, abs=0.015)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_an_interval_of_a_percentile_holds_it_at_least_as_often_as_it_says(
    luck: np.random.Generator, share: float
) -> None:
    """Order statistics hold the percentile in at least 95 % of 4,000 samples, and not in nearly all."""
    values = np.sort(luck.random((TRIALS, RUNS)), axis=1)
    low, high = order_bounds(RUNS, share)
    assert low is not None
    assert high is not None
    held = np.count_nonzero((values[:, low] <= share) & (share <= values[:, high]))
    assert 0.945 <= covered(int(held)) <= 0.985


@pytest.mark.parametrize("share", [0.03, 0.4, 0.9])
def test_an_interval_of_a_share_holds_it_nineteen_times_in_twenty(luck: np.random.Generator, share: float) -> None:
    """Wilson's interval holds the true share in about 95 % of 4,000 samples, also where it is small."""
    found = (share_of(int(hits), RUNS) for hits in luck.binomial(RUNS, share, TRIALS))
    assert covered(sum(one.low <= share <= one.high for one in found)) == pytest.approx(0.95, abs=0.02)


def test_intervals_shrink_with_the_square_root_of_the_runs() -> None:
    """A hundred times the runs make the interval of a percentile ten times as narrow."""
    few, many = order_bounds(1_000, 0.5), order_bounds(100_000, 0.5)
    widths = [(high - low) / n for (low, high), n in ((few, 1_000), (many, 100_000)) if low is not None and high]
    assert widths[0] / widths[1] == pytest.approx(10, rel=0.03)


def test_more_certainty_costs_width() -> None:
    """An interval of 99 % holds that of 90 %."""
    wide, narrow = share_of(30, 100, 0.99), share_of(30, 100, 0.9)
    assert wide.low < narrow.low < narrow.value < narrow.high < wide.high


def test_too_few_runs_leave_an_end_open() -> None:
    """Ten runs say nothing of what the 95th percentile is at most, and five nothing of the median's ends."""
    assert order_bounds(10, 0.95) == (7, None)
    assert order_bounds(5, 0.5) == (None, None)


def test_a_single_run_has_a_mean_without_bounds() -> None:
    """One value is its own mean, and may be anything else."""
    assert mean_of(np.array([3.0])) == Estimate(3.0, -math.inf, math.inf)


def test_what_never_happens_makes_the_mean_infinite() -> None:
    """One run that never ends is enough."""
    assert mean_of(np.array([3.0, math.inf])).value == math.inf


def test_none_and_all_are_not_certain() -> None:
    """A share of 0 or 1 in the runs keeps an interval: it reaches to 0 or 1, and beyond on the other side."""
    none, every = share_of(0, 100), share_of(100, 100)
    assert (none.low, every.high) == (0.0, 1.0)
    assert 0.03 < none.high < 0.04
    assert none.high == pytest.approx(1 - every.low)


@pytest.mark.parametrize(("freedom", "expected"), [(5, 2.5706), (9, 2.2622), (30, 2.0423), (1_000, 1.9623)])
def test_students_t_is_that_of_the_tables(freedom: int, expected: float) -> None:
    """The expansion agrees with printed tables to a thousandth."""
    assert students_t(0.95, freedom) == pytest.approx(expected, abs=0.001)
