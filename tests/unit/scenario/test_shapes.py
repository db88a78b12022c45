"""Shapes of lengths: means and quantiles against closed forms, and what is refused."""

from __future__ import annotations

import math
import pickle
from collections.abc import Callable
from statistics import fmean

import pytest

from kehoach._scenario import PERT, Empirical, Fixed, Gamma, LogNormal, Shape, Triangular, Weibull
from kehoach._scenario._reading import shape_of
from kehoach.errors import InvalidScenario

SHAPES: list[Shape] = [
    Fixed(2),
    LogNormal(mean=5, sigma=0.5),
    Gamma(mean=4, sd=2),
    Gamma(mean=4, sd=8),
    Gamma(mean=4, sd=0.001),
    Weibull(mean=3, sd=2),
    Weibull(mean=3, sd=6),
    Triangular(1, 2, 6),
    PERT(1, 2, 6),
    PERT(0, 0, 3, weight=2),
    Empirical([1, 2, 6]),
]
EVEN = [(place + 0.5) / 100_000 for place in range(100_000)]


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_quantiles_have_the_mean(shape: Shape) -> None:
    """The mean over all quantiles is the mean, to a thousandth."""
    assert fmean(shape.quantiles(EVEN)) == pytest.approx(shape.mean, rel=1e-3)


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_quantiles_rise(shape: Shape) -> None:
    """No quantile is below the one before, and none is negative."""
    lengths = shape.quantiles([2.0**-22, *EVEN[::100], 1 - 2.0**-22])
    assert lengths == sorted(lengths)
    assert lengths[0] >= 0


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_a_shape_is_a_value(shape: Shape) -> None:
    """Written as a table and read again, or pickled, it is equal; equal shapes have one hash."""
    assert shape_of(shape.to_dict(), "draft") == shape
    assert pickle.loads(pickle.dumps(shape)) == shape
    assert hash(shape_of(shape.to_dict(), "draft")) == hash(shape)


@pytest.mark.parametrize(
    ("shape", "mean", "sd"),
    [
        (LogNormal(mean=5, sd=2), 5, 2),
        (LogNormal(median=4, sigma=0.5), 4 * math.exp(0.125), None),
        (LogNormal(mu=1, sigma=0.2), math.exp(1.02), None),
        (Gamma(mean=3, sd=1), 3, 1),
        (Gamma(shape=4, scale=0.5), 2, 1),
        (Weibull(mean=3, sd=2), 3, 2),
        (Weibull(shape=1, scale=2), 2, 2),
        (Triangular(1, 2, 6), 3, math.sqrt((1 + 4 + 36 - 2 - 6 - 12) / 18)),
        (PERT(1, 2, 6), 2.5, math.sqrt(0.75)),
    ],
    ids=str,
)
def test_mean_and_spread_are_those_that_were_given(shape: Shape, mean: float, sd: float | None) -> None:
    """Whichever numbers a shape was given by, its quantiles have the mean and the spread that follow."""
    lengths = shape.quantiles(EVEN)
    assert fmean(lengths) == pytest.approx(mean, rel=1e-3)
    if sd is not None:
        assert math.sqrt(fmean((one - mean) ** 2 for one in lengths)) == pytest.approx(sd, rel=5e-3)


def test_an_exponential_has_its_quantiles() -> None:
    """A gamma of shape 1 and a Weibull of shape 1 are both the exponential, far into its tail."""
    shares = [1e-6, 0.01, 0.5, 0.99, 1 - 1e-6]
    exact = [-3 * math.log1p(-share) for share in shares]
    assert Gamma(mean=3, sd=3).quantiles(shares) == pytest.approx(exact, rel=1e-4)
    assert Weibull(mean=3, sd=3).quantiles(shares) == pytest.approx(exact, rel=1e-9)


def test_a_pert_of_weight_0_plus_is_even() -> None:
    """Where the likeliest weighs next to nothing, all lengths are equally likely."""
    assert PERT(0, 1, 2, weight=1e-9).quantiles([0.1, 0.5, 0.9]) == pytest.approx([0.2, 1.0, 1.8], rel=1e-6)


def test_three_equal_numbers_are_one_length() -> None:
    """A triangle and a PERT without width give their only length."""
    assert Triangular(2, 2, 2).quantiles([0.1, 0.9]) == PERT(2, 2, 2).quantiles([0.1, 0.9]) == [2, 2]
    assert LogNormal(mean=2, sigma=0).quantiles([0.1, 0.9]) == [2, 2]


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: LogNormal(mean=-1, sigma=0.5), "KH971"),
        (lambda: LogNormal(mean=0, sigma=0.5), "KH971"),
        (lambda: LogNormal(mean=1e9, sigma=0.5), "KH971"),
        (lambda: LogNormal(mean=5, sigma=-0.5), "KH972"),
        (lambda: LogNormal(mean=5, sigma=5), "KH972"),
        (lambda: LogNormal(mean="five", sigma=0.5), "KH970"),
        (lambda: LogNormal(mean=True, sigma=0.5), "KH970"),
        (lambda: LogNormal(mean=float("nan"), sigma=0.5), "KH970"),
        (lambda: LogNormal(mean="1/0", sigma=0.5), "KH970"),
        (lambda: LogNormal(mean="1e999999999999", sigma=0.5), "KH970"),
        (lambda: LogNormal(mean=10**5000, sigma=0.5), "KH970"),
        (lambda: LogNormal(sd=2), "KH976"),
        (lambda: LogNormal(mean=2), "KH976"),
        (lambda: LogNormal(mean=2, mu=1, sigma=1), "KH976"),
        (lambda: Gamma(sd=2), "KH976"),
        (lambda: Gamma(mean=2, sd=0), "KH971"),
        (lambda: Gamma(mean=1, sd=100), "KH972"),
        (lambda: Weibull(sd=2), "KH976"),
        (lambda: Weibull(mean=1, sd=1e-9), "KH972"),
        (lambda: Weibull(shape=0.01, scale=1), "KH972"),
        (lambda: Triangular(3, 2, 4), "KH977"),
        (lambda: Triangular(0, 0, 0), "KH977"),
        (lambda: PERT(1, 5, 4), "KH977"),
        (lambda: PERT(1, 2, 4, weight=0), "KH971"),
        (lambda: Empirical([]), "KH976"),
        (lambda: Empirical("12"), "KH976"),
        (lambda: Empirical([1, -2]), "KH972"),
        (lambda: Fixed(-1), "KH972"),
    ],
)
def test_what_is_no_length_is_refused(make: Callable[[], Shape], code: str) -> None:
    """Means that are not above zero, spreads without a mean, numbers out of order: each has its code."""
    with pytest.raises(InvalidScenario) as caught:
        make()
    assert [one.code for one in caught.value.findings] == [code]
