"""What a number of runs says, and how sure that is: intervals for means, shares and percentiles.

Every answer of a forecast is an estimate from finitely many runs; its interval says where the answer of infinitely many
would lie. It speaks of luck alone: that the scenario itself may be wrong, no number of runs can show.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from statistics import NormalDist
from typing import TYPE_CHECKING, Final

import attrs

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["LEVEL", "Estimate", "mean_of", "normal", "order_bounds", "share_of", "students_t"]

LEVEL: Final = 0.95
"""How often an interval holds the value it is for, unless another level is asked for."""


@attrs.frozen
class Estimate:
    """A number with its interval.

    Attributes:
        value: The number; its unit is that of what was asked for (days, units, a share from 0 to 1).
        low, high: The interval; infinite where the runs leave an end open.
        level: How often such an interval holds the value of infinitely many runs.

    >>> str(Estimate(42.125, 41.9, 42.35))
    '42.1 (41.9 … 42.4)'
    """

    value: float
    low: float
    high: float
    level: float = LEVEL

    def __float__(self) -> float:
        return self.value

    def __str__(self) -> str:
        return f"{self.value:.1f} ({self.low:.1f} … {self.high:.1f})"

    @property
    def percent(self) -> str:
        """A share as people read it.

        >>> Estimate(0.925, 0.9, 0.95).percent
        '92.5 % (90.0 … 95.0 %)'
        """
        return f"{100 * self.value:.1f} % ({100 * self.low:.1f} … {100 * self.high:.1f} %)"

    def mapped(self, change: Callable[[float], float]) -> Estimate:
        """The same, with a rising function applied to all three numbers."""
        return Estimate(change(self.value), change(self.low), change(self.high), self.level)


def normal(level: float) -> float:
    """The half width of a two-sided interval in standard deviations of a normal distribution.

    >>> round(normal(0.95), 2)
    1.96
    """
    return NormalDist().inv_cdf(0.5 + level / 2)


def students_t(level: float, freedom: int) -> float:
    """The same for Student's t: the expansion of Abramowitz and Stegun 26.7.5, to a thousandth from 5 degrees on.

    >>> round(students_t(0.95, 9), 2)
    2.26
    """
    z = normal(level)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return float(z + sum(term / freedom**power for power, term in enumerate(terms, 1)))


def mean_of(values: Floats, level: float = LEVEL) -> Estimate:
    """The mean of independent values with Student's interval; of a single one the interval is without bounds.

    Args:
        values: One for each run, shape (runs,); an infinite one makes the mean infinite.
        level: How often the interval holds the true mean.
    """
    import numpy as np

    n, mean = len(values), float(np.mean(values))
    if n < 2 or not math.isfinite(mean):
        low = -math.inf if math.isfinite(mean) else mean
        return Estimate(mean, low, math.inf, level)
    half = students_t(level, n - 1) * float(np.std(values, ddof=1)) / math.sqrt(n)
    return Estimate(mean, mean - half, mean + half, level)


def share_of(hits: int, n: int, level: float = LEVEL) -> Estimate:
    """The share of runs in which something happened, with Wilson's interval (doi:10.1080/01621459.1927.10502953).

    Args:
        hits: In how many it did.
        n: How many runs there are, at least one.
        level: How often the interval holds the true share.

    >>> share_of(90, 100).percent
    '90.0 % (82.6 … 94.5 %)'
    """
    z = normal(level)
    share, wide = hits / n, z * z / n
    middle = (share + wide / 2) / (1 + wide)
    half = math.sqrt(share * (1 - share) * wide + wide * wide / 4) / (1 + wide)
    low = 0.0 if hits == 0 else middle - half  # which rounding would miss by a hair
    return Estimate(share, low, 1.0 if hits == n else middle + half, level)


def order_bounds(n: int, share: float, level: float = LEVEL) -> tuple[int | None, int | None]:
    """Which two of n sorted values hold a percentile between them, whatever they are distributed by.

    The number of values below the percentile is binomial, so the ranks follow from its tails alone: each misses with a
    probability of at most half of what the level leaves (David and Nagaraja, Order Statistics, 3rd ed., 7.1).

    Args:
        n: How many values.
        share: Which percentile, as a share between 0 and 1.
        level: How often the interval holds it, at least.

    Returns:
        The places of both ends, counted from 0; None where n values are too few for that end.

    >>> order_bounds(100, 0.5), order_bounds(10, 0.95)
    ((39, 60), (7, None))
    """
    import numpy as np

    counts = np.arange(1, n + 1)
    logs = np.concatenate(([0.0], np.cumsum(np.log((n - counts + 1) / counts))))
    places = np.arange(n + 1)
    mass = np.exp(logs + places * math.log(share) + (n - places) * math.log1p(-share))
    below = np.cumsum(mass)  # at most k values lie below
    tail = (1 - level) / 2
    low = int(np.searchsorted(below, tail, side="right")) - 1  # P(at most low) is no more than the tail
    high = int(np.searchsorted(below, 1 - tail, side="left"))  # P(more than high) is no more than the tail
    return (low if low >= 0 else None), (high if high < n else None)
