"""A scenario from what was measured: distributions fitted to lengths, those that still last among them.

For each tier and step, the parameters that make what was seen likeliest: a length that ended counts with its density,
one that still lasts with the probability of lasting longer (right censoring). Leaving the second kind out would make
everything look faster than it is, and most so in the middle of a campaign.
"""

from __future__ import annotations

import importlib
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Literal

import attrs
import numpy as np

from kehoach._scenario import Fixed, Gamma, LogNormal, Scenario, Shape, Steps, Weibull
from kehoach._spelling import nearest
from kehoach.errors import Finding, InvalidCommand, Lang, MissingExtra, UnknownName
from kehoach.sim._durations import Duration
from kehoach.sim._intervals import LEVEL, Estimate, normal, share_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["Family", "Fitted", "ReturnRate", "StepFit", "fitted"]

Family = Literal["best", "gamma", "lognormal", "weibull"]
_LEAST: Final = 5
_STEPS: Final = ("draft", "review", "rework")
_LAWS: Final[Mapping[str, tuple[str, Callable[[float, float], Shape]]]] = {
    "lognormal": ("lognorm", lambda form, scale: LogNormal(mu=math.log(scale), sigma=form)),
    "gamma": ("gamma", lambda form, scale: Gamma(shape=form, scale=scale)),
    "weibull": ("weibull_min", lambda form, scale: Weibull(shape=form, scale=scale)),
}
"""The families: the name in scipy, and the shape of a form and a scale in days."""
_FAR_OFF: Final = 0.9
"""A distance beyond this over the root of the lengths that ended is met by chance about once in twenty fits: for a
log-normal fitted to its own sample by Lilliefors (doi:10.1080/01621459.1967.10482916), and nearly so for the others."""


@attrs.frozen(kw_only=True, eq=False)
class StepFit:
    """One step of one tier.

    Attributes:
        tier: The tier.
        step: ``"draft"``, ``"review"`` or ``"rework"``.
        shape: The distribution that fits best, or that was asked for.
        mean: Its mean in days, with its interval from the curvature of the likelihood.
        ended: The lengths that came to an end, in days, ascending.
        running: Those that still last, in days so far, ascending.
        log_likelihood: The natural logarithm of how likely what was seen is under it.
        others: The same for each family that was tried.
        distance: The greatest distance between it and the Kaplan-Meier estimate, from 0 to 1.
        pooled: Whether the tier had too few lengths, so that those of all tiers stand in for them.
    """

    tier: str
    step: str
    shape: Shape
    mean: Estimate
    ended: tuple[float, ...]
    running: tuple[float, ...]
    log_likelihood: float
    others: Mapping[str, float]
    distance: float
    pooled: bool

    @property
    def fits(self) -> bool:
        """Whether the distance is one that chance alone would make, 19 times in 20."""
        return self.distance <= _FAR_OFF / math.sqrt(len(self.ended))


@attrs.frozen(kw_only=True)
class ReturnRate:
    """How often the reports of a tier are returned.

    Attributes:
        tier: The tier.
        first: The share of first reviews that end with a return.
        second: The same of second reviews; None where there was none.
        reviews: How many first reviews came to an end.
    """

    tier: str
    first: Estimate
    second: Estimate | None
    reviews: int


class Fitted(Scenario):
    """A scenario that was fitted to what was measured, and how well.

    Attributes:
        fits: Each step of each tier.
        return_rates: How often the reports of each tier are returned.
    """

    __slots__ = ("fits", "return_rates")
    fits: tuple[StepFit, ...]
    return_rates: tuple[ReturnRate, ...]

    @classmethod
    def made_from(cls, scenario: Scenario, fits: Iterable[StepFit], return_rates: Iterable[ReturnRate]) -> Fitted:
        """A scenario, with what it was made from."""
        made = object.__new__(cls)
        for field in attrs.fields(Scenario):
            object.__setattr__(made, field.name, getattr(scenario, field.name))
        object.__setattr__(made, "fits", tuple(fits))
        object.__setattr__(made, "return_rates", tuple(return_rates))
        return made

    def __reduce__(self) -> tuple[object, ...]:
        return (Fitted.made_from, (Scenario.from_dict(self.to_dict()), self.fits, self.return_rates))

    def plot(self, *, lang: Lang = "en") -> Figure:
        """What was measured beside what was fitted, step by step.

        Args:
            lang: The language of its labels.

        Raises:
            MissingExtra: matplotlib is not installed.
        """
        from kehoach.sim._plots import needed

        needed()
        from kehoach.sim._plots._fits import fits_figure

        return fits_figure(self.fits, lang=lang)

    def text(self, lang: Lang = "en") -> str:
        """A line for each step, and one for each tier's returns."""
        vi = lang == "vi"
        lines = [_line(one, vi=vi) for one in self.fits]
        for rate in self.return_rates:
            said = f"{rate.tier}, {'trả lại' if vi else 'returned'}: {rate.first.percent}"
            lines.append(said.replace(".", ",") if vi else said)
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        return f"<Fitted: {len(self.fits)} steps>"


def _line(one: StepFit, *, vi: bool) -> str:
    counts = (len(one.ended), len(one.running))
    numbers = f"{one.mean.value:.2f} ({one.mean.low:.2f} … {one.mean.high:.2f})"
    name = type(one.shape).__name__
    if vi:
        said = f"{one.tier}, {one.step}: {name}, trung bình {numbers.replace('.', ',')} ngày; {counts[0]} đã xong, "
        said += f"{counts[1]} còn kéo dài"
        return said + ("" if one.fits else "; không khớp tốt") + ("; gộp mọi cấp" if one.pooled else "")
    said = f"{one.tier}, {one.step}: {name}, mean {numbers} days; {counts[0]} ended, {counts[1]} still last"
    return said + ("" if one.fits else "; fits badly") + ("; all tiers together" if one.pooled else "")


def fitted(
    rows: Iterable[Duration],
    *,
    family: Family = "best",
    least: int = _LEAST,
    days: Literal["calendar", "working"] = "calendar",
    hours: Iterable[str] | None = None,
) -> Fitted:
    """A scenario in which each tier takes for each step what was measured.

    A tier with fewer lengths that ended than `least` takes those of all tiers, and is marked as pooled.

    Args:
        rows: The lengths.
        family: Which distributions are tried: ``"lognormal"``, ``"gamma"``, ``"weibull"``; ``"best"``: all of them.
        least: How many lengths must have ended for a distribution, at least 2.
        days: What the lengths are counted in, for the scenario.
        hours: The hours of a working day, for the scenario.

    Raises:
        InvalidCommand: There are no lengths (KH994), or too few of a step that ended, in all tiers together (KH993).
        UnknownName: There is no such family.
        MissingExtra: scipy is not installed.
    """
    lengths = tuple(rows)
    if not lengths:
        raise InvalidCommand(Finding("KH994", {"problem": "there are no rows", "problem_vi": "không có dòng nào"}))
    families = _families(family)
    tiers = tuple(dict.fromkeys(one.tier for one in lengths))
    _enough(lengths, max(2, least))
    seen = [(tier, step) for tier in tiers for step in _STEPS if _source(lengths, tier, step)]
    fits = [_step_fit(lengths, tier, step, families, max(2, least)) for tier, step in seen]
    rates = tuple(rate for tier in tiers if (rate := _rate(lengths, tier)) is not None)
    return Fitted.made_from(_scenario(fits, rates, days, hours), fits, rates)


def _families(family: str) -> tuple[str, ...]:
    if family == "best":
        return tuple(_LAWS)
    if family not in _LAWS:
        known = ("best", *_LAWS)
        raise UnknownName("family", str(family), nearest(str(family), known) or known)
    return (family,)


def _source(lengths: Sequence[Duration], tier: str | None, step: str) -> list[Duration]:
    return [one for one in lengths if one.step == step and tier in (None, one.tier)]


def _enough(lengths: Sequence[Duration], least: int) -> None:
    """Each step has enough lengths that ended, if not in every tier then in all together."""
    findings: list[Finding] = []
    for step in _STEPS:
        found = _source(lengths, None, step)
        ended = sum(not one.censored for one in found)
        if found and ended < least:
            tiers = ", ".join(dict.fromkeys(one.tier for one in found))
            counts = {"ended": ended, "running": len(found) - ended, "least": least}
            findings.append(Finding("KH993", {"step": step, "tier": tiers, **counts}))
    if findings:
        raise InvalidCommand(findings)


def _step_fit(lengths: Sequence[Duration], tier: str, step: str, families: Sequence[str], least: int) -> StepFit:
    found = _source(lengths, tier, step)
    pooled = sum(not one.censored for one in found) < least
    if pooled:
        found = _source(lengths, None, step)
    ended, running = (
        np.array(sorted(one.days for one in found if one.censored is censored), np.float64)
        for censored in (False, True)
    )
    if ended[0] == ended[-1]:  # no spread: no family has a likeliest member
        shape: Shape = Fixed(float(ended[0]))
        likelihoods: dict[str, float] = {}
        law, mean = None, Estimate(shape.mean, shape.mean, shape.mean)
    else:
        laws = {name: _Law.fitted(name, ended, running) for name in families}
        likelihoods = {name: -law.cost(law.at) for name, law in laws.items()}
        law = laws[max(likelihoods, key=lambda name: likelihoods[name])]
        shape, mean = law.shape(law.at), law.mean()
    return StepFit(
        tier=tier,
        step=step,
        shape=shape,
        mean=mean,
        ended=tuple(ended.tolist()),
        running=tuple(running.tolist()),
        log_likelihood=max(likelihoods.values(), default=math.inf),
        others=likelihoods,
        distance=0.0 if law is None else law.distance(),
        pooled=pooled,
    )


def _stats() -> Any:  # noqa: ANN401  # scipy brings no types; what it answers is told by `_Law`
    try:
        return importlib.import_module("scipy.stats")
    except ImportError as error:
        raise MissingExtra("scipy", "fit") from error


@attrs.frozen(eq=False)
class _Law:
    """A family, its likeliest member, and what it was fitted to.

    Attributes:
        name: The family.
        at: The logarithms of form and scale, (2,).
        ended, running: The lengths.
    """

    name: str
    at: Floats
    ended: Floats
    running: Floats

    @classmethod
    def fitted(cls, name: str, ended: Floats, running: Floats) -> _Law:
        """The member that makes the lengths likeliest, found by scipy with its right-censored likelihood."""
        stats = _stats()
        data = stats.CensoredData(uncensored=ended, right=running)
        form, _, scale = getattr(stats, _LAWS[name][0]).fit(data, floc=0)
        return cls(name, np.log([float(form), float(scale)]), ended, running)

    def cost(self, at: Floats) -> float:
        """Minus the logarithm of how likely the lengths are."""
        law, (form, scale) = getattr(_stats(), _LAWS[self.name][0]), np.exp(at)
        seen = law.logpdf(self.ended, form, scale=scale).sum() + law.logsf(self.running, form, scale=scale).sum()
        return -float(seen)

    def shape(self, at: Floats) -> Shape:
        """The shape of logarithms of form and scale."""
        form, scale = (float(one) for one in np.exp(at))
        return _LAWS[self.name][1](form, scale)

    def mean(self) -> Estimate:
        """The mean, and its interval by the delta method on its logarithm."""

        def log_mean(at: Floats) -> float:
            return math.log(self.shape(at).mean)

        middle, slope = log_mean(self.at), _slope(log_mean, self.at)
        try:
            variance = float(slope @ np.linalg.solve(_curvature(self.cost, self.at), slope))
        except np.linalg.LinAlgError:
            variance = math.nan
        half = normal(LEVEL) * math.sqrt(variance) if variance > 0 else math.inf
        return Estimate(middle, middle - half, middle + half).mapped(lambda value: math.exp(min(value, 700)))

    def distance(self) -> float:
        """The greatest distance from the Kaplan-Meier estimate (doi:10.1080/01621459.1958.10501452), on both sides."""
        stats, (form, scale) = _stats(), np.exp(self.at)
        steps = stats.ecdf(stats.CensoredData(uncensored=self.ended, right=self.running)).cdf
        places = np.asarray(steps.quantiles, np.float64)
        upper = np.asarray(steps.probabilities, np.float64)
        lower = np.concatenate(([0.0], upper[:-1]))
        here = np.isin(places, self.ended)  # it does not rise where something still lasts
        expected = getattr(stats, _LAWS[self.name][0]).cdf(places, form, scale=scale)[here]
        return float(max(np.abs(upper[here] - expected).max(), np.abs(expected - lower[here]).max()))


_STEP: Final = 1e-4


def _slope(function: Callable[[Floats], float], at: Floats) -> Floats:
    """The slope at a point, by central differences."""
    shifts = np.eye(len(at)) * _STEP
    return np.array([(function(at + one) - function(at - one)) / (2 * _STEP) for one in shifts])


def _curvature(function: Callable[[Floats], float], at: Floats) -> Floats:
    """The matrix of second derivatives at a point, by central differences."""
    shifts = np.eye(len(at)) * (_STEP * 10)
    rows = [
        [
            function(at + one + two) - function(at + one - two) - function(at - one + two) + function(at - one - two)
            for two in shifts
        ]
        for one in shifts
    ]
    return np.array(rows) / (4 * (_STEP * 10) ** 2)


def _rate(lengths: Sequence[Duration], tier: str) -> ReturnRate | None:
    """How often the reports of a tier are returned; None where nothing was decided."""
    answers: list[tuple[int, int]] = []
    for attempt in (1, 2):
        decided = [
            one for one in _source(lengths, tier, "review") if one.returned is not None and one.attempt == attempt
        ]
        answers.append((sum(bool(one.returned) for one in decided), len(decided)))
    (first, reviews), (second, again) = answers
    if not reviews:
        return None
    return ReturnRate(
        tier=tier,
        first=share_of(first, reviews),
        second=share_of(second, again) if again else None,
        reviews=reviews,
    )


def _scenario(fits: Sequence[StepFit], rates: Sequence[ReturnRate], days: str, hours: Iterable[str] | None) -> Scenario:
    tiers: dict[str, dict[str, object]] = {}
    for one in fits:
        tiers.setdefault(one.tier, {})[one.step] = one.shape
    for rate in rates:
        said: dict[str, object] = {"p_return": rate.first.value}
        if rate.second is not None:
            said["p_second_return"] = rate.second.value
        tiers.setdefault(rate.tier, {}).update(said)
    steps = {tier: Steps.from_dict(table) for tier, table in tiers.items()}
    return Scenario(tiers=steps, days=days, hours=None if hours is None else tuple(hours))
