"""How long something takes, as people state it: a mean and a spread in days, or the numbers of a known distribution.

Each shape answers two questions: its mean, and its quantiles. A simulation asks for the quantiles once, for a table; no
shape draws anything itself.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import accumulate, pairwise
from statistics import NormalDist
from typing import Final, Protocol, runtime_checkable

import attrs

from kehoach._scenario._numbers import number, plain, positive, refused, spread

__all__ = ["PERT", "SHAPES", "Empirical", "Fixed", "Gamma", "LogNormal", "Shape", "Triangular", "Weibull"]

_NORMAL: Final = NormalDist()
_WIDEST: Final = 4.0  # standard deviations of a logarithm: a mean 3,000 times the median is no duration any more
_POINTS: Final = 1 << 15
_STEEPEST: Final = 1e12
_FLATTEST: Final = 0.05  # the least shape of a Gamma or Weibull, for the same reason


@runtime_checkable
class Shape(Protocol):
    """A distribution of lengths in days, none of them negative."""

    @property
    def mean(self) -> float:
        """The mean in days."""
        ...  # pragma: no cover - the body of a protocol

    def quantiles(self, shares: Sequence[float]) -> list[float]:
        """The lengths in days below which shares of all lengths lie.

        Args:
            shares: Numbers above 0 and below 1, ascending.
        """
        ...  # pragma: no cover - the body of a protocol

    def to_dict(self) -> dict[str, object]:
        """The shape as a plan file holds it."""
        ...  # pragma: no cover - the body of a protocol


@attrs.frozen(init=False)
class Fixed:
    """Always the same length.

    Args:
        days: The length; may be 0.

    Attributes:
        mean: The length in days.

    >>> Fixed(2).quantiles([0.1, 0.9])
    [2.0, 2.0]
    """

    mean: float

    def __init__(self, days: object) -> None:
        object.__setattr__(self, "mean", spread(days, "days"))

    def quantiles(self, shares: Sequence[float]) -> list[float]:
        """The length, for every share."""
        return [self.mean] * len(shares)

    def to_dict(self) -> dict[str, object]:
        """The shape as a plan file holds it."""
        return {"shape": "fixed", "days": plain(self.mean)}


@attrs.frozen(init=False)
class LogNormal:
    """Lengths whose logarithm is normal: most near the usual, a few much longer.

    Args:
        mean: The mean in days.
        sigma: The standard deviation of the natural logarithm.
        sd: The standard deviation in days, in place of `sigma`.
        median: The median in days, in place of `mean`.
        mu: The mean of the natural logarithm of days, in place of `mean`.

    Attributes:
        mean: The mean in days.
        sigma: The standard deviation of the natural logarithm.

    >>> LogNormal(mean=5, sigma=0.5)
    LogNormal(mean=5.0, sigma=0.5)
    >>> round(LogNormal(mean=5, sd=2).sigma, 3), round(LogNormal(median=4, sigma=0.5).mean, 3)
    (0.385, 4.533)
    """

    mean: float
    sigma: float

    def __init__(
        self,
        *,
        mean: object = None,
        sigma: object = None,
        sd: object = None,
        median: object = None,
        mu: object = None,
    ) -> None:
        given = _given(mean=mean, sigma=sigma, sd=sd, median=median, mu=mu)
        if given == {"mean", "sd"}:
            middle = positive(mean, "mean")
            wide = math.sqrt(math.log1p((spread(sd, "sd") / middle) ** 2))
        elif given in ({"mean", "sigma"}, {"median", "sigma"}, {"mu", "sigma"}):
            wide = spread(sigma, "sigma")
            middle = _middle(mean, median, mu, wide)
        else:
            raise refused("KH976", "lognormal", ways="mean and sd, mean and sigma, median and sigma, or mu and sigma")
        if wide > _WIDEST:
            raise refused("KH972", "sigma", wide)
        object.__setattr__(self, "mean", middle)
        object.__setattr__(self, "sigma", wide)

    def quantiles(self, shares: Sequence[float]) -> list[float]:
        """The lengths in days below which shares of all lengths lie."""
        if not self.sigma:
            return [self.mean] * len(shares)
        mu = math.log(self.mean) - self.sigma**2 / 2
        return [math.exp(mu + self.sigma * _NORMAL.inv_cdf(share)) for share in shares]

    def to_dict(self) -> dict[str, object]:
        """The shape as a plan file holds it."""
        return {"shape": "lognormal", "mean": plain(self.mean), "sigma": plain(self.sigma)}


def _given(**arguments: object) -> set[str]:
    return {name for name, value in arguments.items() if value is not None}


def _middle(mean: object, median: object, mu: object, sigma: float) -> float:
    """The mean of a log-normal from whichever was given."""
    if mean is not None:
        return positive(mean, "mean")
    middle = positive(median, "median") if median is not None else math.exp(min(number(mu, "mu"), 50))
    return positive(middle * math.exp(min(sigma, _WIDEST) ** 2 / 2), "mean")


@attrs.frozen(init=False)
class Gamma:
    """A sum of waiting times: with shape 1 exponential, with a large one nearly normal.

    Args:
        mean: The mean in days.
        sd: The standard deviation in days.
        shape: The shape, in place of `sd`.
        scale: The scale in days, in place of `mean`.

    Attributes:
        mean: The mean in days.
        shape: The shape; the standard deviation is the mean over its root.

    >>> Gamma(mean=4, sd=2), Gamma(shape=4, scale=1)
    (Gamma(mean=4.0, shape=4.0), Gamma(mean=4.0, shape=4.0))
    """

    mean: float
    shape: float

    def __init__(self, *, mean: object = None, sd: object = None, shape: object = None, scale: object = None) -> None:
        given = _given(mean=mean, sd=sd, shape=shape, scale=scale)
        if given == {"mean", "sd"}:
            middle = positive(mean, "mean")
            form = (middle / positive(sd, "sd")) ** 2
        elif given == {"mean", "shape"}:
            middle, form = positive(mean, "mean"), positive(shape, "shape", _STEEPEST)
        elif given == {"shape", "scale"}:
            form = positive(shape, "shape", _STEEPEST)
            middle = positive(form * positive(scale, "scale"), "mean")
        else:
            raise refused("KH976", "gamma", ways="mean and sd, mean and shape, or shape and scale")
        object.__setattr__(self, "mean", middle)
        object.__setattr__(self, "shape", _steep(form))

    def quantiles(self, shares: Sequence[float]) -> list[float]:
        """The lengths in days below which shares of all lengths lie, by summing the density of the logarithm."""
        if self.shape > 1e6:  # narrower than a thousandth of the mean: as good as normal
            return [self.mean * (1 + _NORMAL.inv_cdf(share) / math.sqrt(self.shape)) for share in shares]
        form = self.shape
        low = math.log(form) - 40.0 / math.sqrt(form) - 40.0 / form
        high = math.log(form + 40.0 * math.sqrt(form) + 40.0)
        points = _inverted((low, high), lambda y: form * y - math.exp(y), shares)
        return [self.mean / form * math.exp(point) for point in points]

    def to_dict(self) -> dict[str, object]:
        """The shape as a plan file holds it."""
        return {"shape": "gamma", "mean": plain(self.mean), "k": plain(self.shape)}


def _steep(form: float) -> float:
    if not _FLATTEST <= form <= _STEEPEST:
        raise refused("KH972", "shape", form)
    return form


def _inverted(span: tuple[float, float], log_density: Callable[[float], float], shares: Sequence[float]) -> list[float]:
    """Where shares of a density lie: its sum by the trapezoid rule from either end, turned round by interpolation.

    Args:
        span: Where nearly all of it lies.
        log_density: Its logarithm, up to a constant; smooth, and next to nothing at both ends.
        shares: Above 0 and below 1; those above a half are read from the upper end, so that tails stay exact.
    """
    low, high = span
    step = (high - low) / _POINTS
    places = [low + step * place for place in range(_POINTS + 1)]
    logs = [log_density(place) for place in places]
    top = max(logs)
    heights = [math.exp(one - top) for one in logs]
    pairs = [(one + two) / 2 for one, two in pairwise(heights)]
    below, above = list(accumulate(pairs, initial=0.0)), list(accumulate(reversed(pairs), initial=0.0))
    whole = below[-1]
    return [
        _read(below, places, share * whole) if share <= 0.5 else low + high - _read(above, places, (1 - share) * whole)
        for share in shares
    ]


def _read(sums: Sequence[float], places: Sequence[float], wanted: float) -> float:
    """The place at which rising sums reach a number, straight between two of them."""
    here = min(max(bisect_left(sums, wanted), 1), len(sums) - 1)
    width = sums[here] - sums[here - 1]
    part = (wanted - sums[here - 1]) / width if width > 0 else 0.0
    return places[here - 1] + part * (places[here] - places[here - 1])


@attrs.frozen(init=False)
class Weibull:
    """Lengths whose end grows likelier (shape above 1) or less likely (below 1) the longer they last.

    Args:
        mean: The mean in days.
        sd: The standard deviation in days.
        shape: The shape, in place of `sd`.
        scale: The scale in days, in place of `mean`.

    Attributes:
        mean: The mean in days.
        shape: The shape.

    >>> Weibull(mean=3, shape=1).quantiles([1 - math.exp(-1)])
    [3.0]
    """

    mean: float
    shape: float

    def __init__(self, *, mean: object = None, sd: object = None, shape: object = None, scale: object = None) -> None:
        given = _given(mean=mean, sd=sd, shape=shape, scale=scale)
        if given == {"mean", "sd"}:
            middle = positive(mean, "mean")
            form = _weibull_shape(positive(sd, "sd") / middle)
        elif given == {"mean", "shape"}:
            middle, form = positive(mean, "mean"), _steep(positive(shape, "shape", _STEEPEST))
        elif given == {"shape", "scale"}:
            form = _steep(positive(shape, "shape", _STEEPEST))
            middle = positive(min(positive(scale, "scale") * math.gamma(1 + 1 / form), 1e9), "mean")
        else:
            raise refused("KH976", "weibull", ways="mean and sd, mean and shape, or shape and scale")
        object.__setattr__(self, "mean", middle)
        object.__setattr__(self, "shape", form)

    def quantiles(self, shares: Sequence[float]) -> list[float]:
        """The lengths in days below which shares of all lengths lie."""
        scale = self.mean / math.gamma(1 + 1 / self.shape)
        return [scale * (-math.log1p(-share)) ** (1 / self.shape) for share in shares]

    def to_dict(self) -> dict[str, object]:
        """The shape as a plan file holds it."""
        return {"shape": "weibull", "mean": plain(self.mean), "k": plain(self.shape)}


def _weibull_shape(ratio: float) -> float:
    """The shape whose standard deviation is a ratio of the mean, by halving; the ratio falls as the shape grows."""

    def spread_of(form: float) -> float:
        return math.exp(math.lgamma(1 + 2 / form) - 2 * math.lgamma(1 + 1 / form)) - 1

    low, high = _FLATTEST, 1e4
    if not spread_of(high) < ratio**2 < spread_of(low):
        raise refused("KH972", "sd", ratio)
    for _ in range(80):
        middle = math.sqrt(low * high)
        low, high = (middle, high) if spread_of(middle) > ratio**2 else (low, middle)
    return low


def _rising(low: object, mode: object, high: object, name: str) -> tuple[float, float, float]:
    """Three numbers that do not fall."""
    three = spread(low, "low"), spread(mode, "mode"), spread(high, "high")
    if not three[0] <= three[1] <= three[2] or three[2] == 0:
        raise refused("KH977", name, three)
    return three


@attrs.frozen(init=False)
class Triangular:
    """Between a least and a greatest length, with a likeliest one: what people can say who have measured nothing.

    Args:
        low: The least, in days.
        mode: The likeliest.
        high: The greatest.

    >>> Triangular(1, 2, 6).mean, Triangular(0, 1, 2).quantiles([0.5])
    (3.0, [1.0])
    """

    low: float
    mode: float
    high: float

    def __init__(self, low: object, mode: object, high: object) -> None:
        for name, value in zip(("low", "mode", "high"), _rising(low, mode, high, "triangular"), strict=True):
            object.__setattr__(self, name, value)

    @property
    def mean(self) -> float:
        """The mean in days."""
        return (self.low + self.mode + self.high) / 3

    def quantiles(self, shares: Sequence[float]) -> list[float]:
        """The lengths in days below which shares of all lengths lie."""
        wide, left, right = self.high - self.low, self.mode - self.low, self.high - self.mode
        turn = left / wide if wide else 1.0
        return [
            self.low + math.sqrt(share * wide * left)
            if share <= turn
            else self.high - math.sqrt((1 - share) * wide * right)
            for share in shares
        ]

    def to_dict(self) -> dict[str, object]:
        """The shape as a plan file holds it."""
        return {"shape": "triangular", "low": plain(self.low), "mode": plain(self.mode), "high": plain(self.high)}


@attrs.frozen(init=False)
class PERT:
    """The same three numbers, the likeliest of them weighing more: a beta distribution.

    Args:
        low: The least, in days.
        mode: The likeliest.
        high: The greatest.
        weight: How much the likeliest weighs against the other two; 4 is the usual.

    >>> PERT(1, 2, 6).mean
    2.5
    """

    low: float
    mode: float
    high: float
    weight: float

    def __init__(self, low: object, mode: object, high: object, *, weight: object = 4) -> None:
        for name, value in zip(("low", "mode", "high"), _rising(low, mode, high, "pert"), strict=True):
            object.__setattr__(self, name, value)
        object.__setattr__(self, "weight", positive(weight, "weight"))

    @property
    def mean(self) -> float:
        """The mean in days."""
        return (self.low + self.weight * self.mode + self.high) / (self.weight + 2)

    def quantiles(self, shares: Sequence[float]) -> list[float]:
        """The lengths in days below which shares of all lengths lie, by summing the density of the log of the odds."""
        wide = self.high - self.low
        if not wide:
            return [self.low] * len(shares)
        left = 1 + self.weight * (self.mode - self.low) / wide
        right = 1 + self.weight * (self.high - self.mode) / wide
        span = -40.0 / left - 5, 40.0 / right + 5
        points = _inverted(span, lambda y: -left * math.log1p(math.exp(-y)) - right * math.log1p(math.exp(y)), shares)
        return [self.low + wide / (1 + math.exp(-point)) for point in points]

    def to_dict(self) -> dict[str, object]:
        """The shape as a plan file holds it."""
        bounds: dict[str, object] = {"low": plain(self.low), "mode": plain(self.mode), "high": plain(self.high)}
        return {"shape": "pert", **bounds, "weight": plain(self.weight)}


@attrs.frozen(init=False)
class Empirical:
    """Lengths that were measured, each as likely as the others.

    Args:
        days: The lengths in days; at least one.

    >>> Empirical([3, 1, 2]).mean, Empirical([3, 1, 2]).quantiles([0.2, 0.5, 0.9])
    (2.0, [1.0, 2.0, 3.0])
    """

    days: tuple[float, ...]

    def __init__(self, days: Iterable[object]) -> None:
        lengths = () if isinstance(days, str) else tuple(days)
        if not lengths:
            raise refused("KH976", "empirical", ways="at least one length in days")
        object.__setattr__(self, "days", tuple(sorted(spread(one, "days") for one in lengths)))

    @property
    def mean(self) -> float:
        """The mean in days."""
        return math.fsum(self.days) / len(self.days)

    def quantiles(self, shares: Sequence[float]) -> list[float]:
        """The lengths in days below which shares of all lengths lie."""
        count = len(self.days)
        return [self.days[min(int(share * count), count - 1)] for share in shares]

    def to_dict(self) -> dict[str, object]:
        """The shape as a plan file holds it."""
        return {"shape": "empirical", "days": [plain(one) for one in self.days]}


SHAPES: Final[Mapping[str, type[Shape]]] = {
    "fixed": Fixed,
    "lognormal": LogNormal,
    "gamma": Gamma,
    "weibull": Weibull,
    "triangular": Triangular,
    "pert": PERT,
    "empirical": Empirical,
}
