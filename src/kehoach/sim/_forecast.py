"""What simulated campaigns say: when it ends, who is late, how sure that is."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import attrs

from kehoach._calendar import parse_day
from kehoach._clock import from_micros
from kehoach._frames import Field, Framed
from kehoach._plan import Plan
from kehoach._spelling import nearest
from kehoach.errors import Finding, InvalidCommand, Lang, UnknownName
from kehoach.sim._intervals import LEVEL, Estimate, mean_of, order_bounds, share_of
from kehoach.sim._results import NEVER, Results

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from kehoach._progress import Progress
    from kehoach._scenario import Scenario
    from kehoach.sim._compare import Comparison
    from kehoach.sim._plots import Kind
    from kehoach.sim._tornado import Tornado

    Floats = NDArray[np.float64]
    Instants = NDArray[np.int64]

__all__ = ["Critical", "Curve", "DayEstimate", "Effort", "Forecast"]

END: Final = "end"
"""What the whole campaign's end is asked by, beside the ids of tiers."""
DAY_US: Final = 86_400_000_000
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@attrs.frozen
class DayEstimate:
    """A percentile as a day, with its interval.

    Attributes:
        day: The day, in the plan's zone; None where so many runs do not end at all.
        low, high: The days between which the percentile of infinitely many runs lies; None where the runs are too few
            to bound that end, or do not end.
        days: The same three numbers in days from the start, with fractions; infinite for what does not end.

    >>> print(DayEstimate(date(2019, 5, 3), date(2019, 5, 2), date(2019, 5, 4), Estimate(50.1, 49.6, 50.7)))
    2019-05-03 (2019-05-02 … 2019-05-04)
    """

    day: date | None
    low: date | None
    high: date | None
    days: Estimate

    @property
    def level(self) -> float:
        """How often such an interval holds the percentile, at least."""
        return self.days.level

    def __str__(self) -> str:
        low, high = ("?" if end is None else f"{end}" for end in (self.low, self.high))
        return f"{self.day or 'never'} ({low} … {high})"


@attrs.frozen
class Effort:
    """What the time of a campaign goes into, in days summed over all units, per run.

    Attributes:
        work: Days in which units or reviewers work on reports.
        waiting: Days in which reports lie with a reviewer who is busy with others.
    """

    work: Estimate
    waiting: Estimate

    @property
    def share_waiting(self) -> float:
        """The part of both that is waiting, from 0 to 1; 0 where there is neither."""
        both = self.work.value + self.waiting.value
        return self.waiting.value / both if both else 0.0


@attrs.frozen
class Critical:
    """How often a unit's chain of reports sets the end.

    Attributes:
        unit: The duty: a unit, or what else of a unit's is owed.
        share: The share of runs in which it does.
    """

    unit: str
    share: Estimate


@attrs.frozen(eq=False)
class Curve:
    """What is in by the end of each day, on average over the runs.

    Attributes:
        days: The days, one after the other.
        shares: For each day the mean share of first reports that are in by its end, from 0 to 1, shape (days,).
        expected: How many reports are expected.
    """

    days: tuple[date, ...]
    shares: Floats
    expected: int

    def at(self, day: date | str) -> float:
        """The share that is in by the end of a day: 0 before the first, the last value after the last."""
        asked = parse_day(day)
        place = (asked - self.days[0]).days if self.days else -1
        return 0.0 if place < 0 else float(self.shares[min(place, len(self.days) - 1)])


@attrs.frozen(eq=False, repr=False)
class Forecast(Framed):
    """What simulated campaigns of a plan say.

    `to_frame` has a row for each run: when it ended and how long after the start, and of each tier the same, what was
    on time and what was late. Every number comes with an interval that shrinks with the square root of the runs; it
    speaks of luck alone, not of whether the scenario is right.

    Args:
        results: What was kept of each run.
        plan: The plan.
        scenario: What was assumed.
        since: Where a live campaign stood from which the runs went on; None: they began at the start.
    """

    results: Results
    plan: Plan
    scenario: Scenario
    since: Progress | None = None

    @property
    def seed(self) -> int:
        """The seed that all luck came from."""
        return self.results.seed

    @property
    def runs(self) -> int:
        """How many runs there are."""
        return self.results.runs

    @property
    def plan_digest(self) -> str:
        """The digest of the plan that was simulated."""
        return self.results.plan_digest

    @property
    def tiers(self) -> tuple[str, ...]:
        """The ids of the tiers, top to bottom."""
        return tuple(self.results.tiers)

    @property
    def start(self) -> date:
        """The day from which days are counted."""
        return self._day(self.results.start)

    # ----------------------------------------------------------------- when

    def days(self, of: str = END) -> Floats:
        """How long it took, run by run: shape (runs,), in days from the start, infinite for what never ends.

        Args:
            of: ``"end"`` for the campaign, or the id of a tier: until the last of its reports.

        Raises:
            UnknownName: There is no such tier.
        """
        import numpy as np

        ends = self._ends(of)
        return np.where(ends == NEVER, np.inf, (ends - self.results.start) / DAY_US)

    def mean(self, of: str = END, *, level: float = LEVEL) -> Estimate:
        """The mean of `days`, in days from the start; infinite where a run never ends: then ask for percentiles.

        Args:
            of: ``"end"``, or the id of a tier.
            level: How often the interval holds the true mean.
        """
        return mean_of(self.days(of), _level(level))

    def percentile(self, q: float, tier: str | None = None, *, level: float = LEVEL) -> DayEstimate:
        """The day by whose end so many of the runs are over, with an interval from order statistics.

        Args:
            q: How many, in percent: 50 is the median. A number below 1 is taken as a share: 0.9 is 90.
            tier: Of a tier; of the whole campaign when left out.
            level: How often the interval holds the percentile of infinitely many runs, at least.

        Raises:
            InvalidCommand: `q` is not between 0 and 100.
            UnknownName: There is no such tier.
        """
        share = _share(q)
        ends, n = self._sorted(tier or END), self.runs
        low, high = order_bounds(n, share, _level(level))
        place = min(max(math.ceil(share * n - 1e-9) - 1, 0), n - 1)
        instants = [None if at is None else int(ends[at]) for at in (place, low, high)]
        day, first, last = (None if at is None else self._day_or_never(at) for at in instants)
        value, bottom, top = map(self._since, instants)
        lowest = 0.0 if bottom is None else bottom
        assert value is not None  # the place of a percentile is always there
        return DayEstimate(day, first, last, Estimate(value, lowest, math.inf if top is None else top, level))

    def p_by(self, day: date | str, tier: str | None = None, *, level: float = LEVEL) -> Estimate:
        """The probability that it is over by the end of a day.

        Args:
            day: The day, in the plan's zone.
            tier: A tier; the whole campaign when left out.
            level: How often the interval holds the true probability.
        """
        import numpy as np

        bound = self._midnight(parse_day(day) + timedelta(days=1))
        hits = int(np.count_nonzero(self._ends(tier or END) < bound))
        return share_of(hits, self.runs, _level(level))

    def never(self, of: str = END, *, level: float = LEVEL) -> Estimate:
        """The probability that it never ends, as where a unit never sends and all are waited for."""
        import numpy as np

        return share_of(int(np.count_nonzero(self._ends(of) == NEVER)), self.runs, _level(level))

    # ------------------------------------------------------------ who is late

    def on_time(self, tier: str | None = None, *, level: float = LEVEL) -> Estimate | None:
        """The share of dated reports that are first sent on time, on average; None where none has a date.

        Args:
            tier: Of a tier; of all when left out.
            level: How often the interval holds the true share.
        """
        shares = self.shares_on_time(tier)
        return None if shares is None else mean_of(shares, _level(level))

    def shares_on_time(self, tier: str | None = None) -> Floats | None:
        """The same run by run, shape (runs,)."""
        met, dated = self._met(tier)
        return met / dated if dated else None

    def late(self, tier: str | None = None, *, level: float = LEVEL) -> Estimate | None:
        """How many dated reports are not sent on time, on average per run; None where none has a date."""
        met, dated = self._met(tier)
        return mean_of(dated - met, _level(level)) if dated else None

    def all_on_time(self, tier: str | None = None, *, level: float = LEVEL) -> Estimate | None:
        """The probability that every dated report is sent on time; None where none has a date."""
        import numpy as np

        met, dated = self._met(tier)
        return share_of(int(np.count_nonzero(met == dated)), self.runs, _level(level)) if dated else None

    def curve(self, tier: str | None = None) -> Curve:
        """What is in by each day: the S-curve of first reports.

        Args:
            tier: Of a tier; of all when left out.
        """
        import numpy as np

        counts, first = self.results.curve, date.fromordinal(self.results.first_day)
        counted = counts.sum(axis=0) if tier is None else counts[self._tier(tier)]
        expected = self._expected(tier)
        shares = np.cumsum(counted) / max(1, expected * self.runs)
        days = tuple(first + timedelta(days=place) for place in range(len(shares)))
        return Curve(days, shares, expected)

    # ------------------------------------------------------------ what makes it late

    def effort(self, *, level: float = LEVEL) -> Effort:
        """How much is work and how much is waiting for reviewers, in days summed over all units, per run."""
        import numpy as np

        work, waiting = (np.asarray(part) / DAY_US for part in (self.results.work, self.results.waiting))
        return Effort(mean_of(work, _level(level)), mean_of(waiting, level))

    def critical(self, *, level: float = LEVEL) -> tuple[Critical, ...]:
        """The units whose chain of reports sets the end, the most frequent first; those that never do are left out.

        A chain begins at the end of the campaign and goes back, report by report, to what each one waited for last.
        """
        counts = self.results.critical
        if counts is None:
            raise InvalidCommand(Finding("KH990", {"what": "critical"}))
        names = self.plan.columns.names
        found = [
            Critical(names[duty], share_of(int(counts[duty]), self.runs, _level(level)))
            for duty in counts.nonzero()[0].tolist()
        ]
        return tuple(sorted(found, key=lambda one: -one.share.value))

    def tornado(self, *, by: float = 0.25, of: str = END, runs: int | None = None) -> Tornado:
        """What the end depends on most: each length and probability of the scenario lowered and raised, one by one.

        Every variant runs with the same luck, so that a difference is the input's and not chance's.

        Args:
            by: By which part each input is changed, between 0 and 1: 0.25 is a quarter less and a quarter more.
            of: Of which end: ``"end"``, or the id of a tier.
            runs: How many runs each variant has; at most those of the forecast, 1,000 when left out.
        """
        from kehoach.sim._tornado import tornado_of

        return tornado_of(self, by=by, of=of, runs=runs)

    def compare(self, other: Forecast, *, level: float = LEVEL) -> Comparison:
        """What another forecast says otherwise, run by run with the same luck.

        Args:
            other: A forecast with the same seed and as many runs.
            level: How often the paired intervals hold the true differences.

        Raises:
            InvalidCommand: Seed or runs differ, so that runs have no partners.
        """
        from kehoach.sim._compare import compared

        return compared(self, other, _level(level))

    def rerun(self, scenario: Scenario, *, runs: int | None = None, keep: Iterable[str] = ("critical",)) -> Forecast:
        """The same plan with the same luck under another scenario.

        Args:
            scenario: What is assumed now.
            runs: How many runs; as many as these when left out.
            keep: What is kept beside the totals, as `simulate` has it.
        """
        from kehoach.sim._simulate import simulate

        return simulate(self.plan, scenario, runs=runs or self.runs, seed=self.seed, since=self.since, keep=keep)

    # ------------------------------------------------------------ out

    def to_dict(self) -> dict[str, object]:
        """What it says as plain data: percentiles, rates, waiting, the critical units, the curve."""
        from kehoach.sim._told import facts

        return facts(self)

    def to_json(self) -> str:
        """The same as JSON, keys in a fixed order: the same forecast gives the same bytes."""
        import json

        return json.dumps(self.to_dict(), ensure_ascii=False)

    def _fields(self) -> list[Field]:
        from kehoach.sim._frame import fields_of

        return fields_of(self)

    def plot(self, kind: Kind = "timeline", *, lang: Lang = "en", of: str = END) -> Figure:
        """A picture; save it with ``.savefig("out.png")``.

        Args:
            kind: ``timeline``, ``curve``, ``histogram``, ``tornado`` or ``critical``.
            lang: The language of its labels.
            of: Of which end the histogram and the tornado are: ``"end"``, or the id of a tier.

        Raises:
            MissingExtra: matplotlib is not installed.
        """
        from kehoach.sim._plots import drawn

        return drawn(self, kind, lang=lang, of=of)

    def text(self, lang: Lang = "en") -> str:
        """What it says, in lines for people."""
        from kehoach.sim._told import text_of

        return text_of(self, lang)

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        return f"<Forecast of {self.runs} runs, seed {self.seed}: half end by {self.percentile(50).day or 'no day'}>"

    def _repr_html_(self) -> str:
        from kehoach.sim._told import html_of

        return html_of(self)

    # ------------------------------------------------------------ inside

    @cached_property
    def _kept(self) -> dict[str, Instants]:
        return {}

    def _sorted(self, of: str) -> Instants:
        """The ends of all runs, earliest first; sorted once."""
        import numpy as np

        if of not in self._kept:
            self._kept[of] = np.sort(self._ends(of))
        return self._kept[of]

    def _ends(self, of: str) -> Instants:
        return self.results.end if of == END else self.results.tier_end[self._tier(of)]

    def _tier(self, tier: str) -> int:
        if tier not in self.tiers:
            raise UnknownName("tier", tier, nearest(tier, self.tiers))
        return self.tiers.index(tier)

    def _met(self, tier: str | None) -> tuple[Floats, int]:
        """How many were on time in each run, and how many are dated."""
        import numpy as np

        met, dated = self.results.on_time, self.results.dated
        if tier is None:
            return np.asarray(met.sum(axis=0), dtype=np.float64), int(dated.sum())
        place = self._tier(tier)
        return np.asarray(met[place], dtype=np.float64), int(dated[place])

    def _expected(self, tier: str | None) -> int:
        """How many reports the curve is a share of."""
        counts = self.results.expected
        return int(counts.sum() if tier is None else counts[self._tier(tier)])

    def _day(self, us: int) -> date:
        return from_micros(us).astimezone(ZoneInfo(self.results.zone)).date()

    def _day_or_never(self, us: int) -> date | None:
        return None if us == NEVER else self._day(us)

    def _since(self, us: int | None) -> float | None:
        return None if us is None else math.inf if us == NEVER else (us - self.results.start) / DAY_US

    def _midnight(self, day: date) -> int:
        local = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(self.results.zone))
        return (local - _EPOCH) // timedelta(microseconds=1)


def _share(q: float) -> float:
    share = q / 100 if q >= 1 else q
    if not 0 < share < 1:
        raise InvalidCommand(Finding("KH991", {"value": repr(q)}, path="q"))
    return share


def _level(level: float) -> float:
    if not 0 < level < 1:
        raise InvalidCommand(Finding("KH992", {"value": repr(level)}, path="level"))
    return level
