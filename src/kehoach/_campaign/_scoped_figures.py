"""The figures of a campaign as one actor may see them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import attrs

from kehoach._campaign._consolidating import as_shown
from kehoach._campaign._scoped_view import View
from kehoach._clock import Instant
from kehoach._progress import Scope, duties_of
from kehoach._rollup import (
    Change,
    Consolidated,
    Difference,
    Quote,
    Series,
    Stale,
    Total,
    Totals,
    TotalVersion,
    Value,
    exact,
)
from kehoach.errors import Finding
from kehoach.errors._words import Others

__all__ = ["ScopedFigures"]


class ScopedFigures(View):
    """The questions about figures; see `kehoach.Scoped`."""

    __slots__ = ()

    def total(self, unit: str, key: str, version: TotalVersion = "draft", *, known_on: Instant | None = None) -> Total:
        """The total of an indicator; who is missing and not shown is one line; see `Campaign.total`."""
        duty = self._scope.name(unit)
        return self._told_total(self._asked(lambda: self._campaign.total(duty, key, version, known_on=known_on)))

    def totals(
        self,
        key: str | Sequence[str] | None = None,
        *,
        tier: str | None = None,
        form: str | None = None,
        version: TotalVersion = "draft",
    ) -> Totals:
        """The totals of all that is shown; see `Campaign.totals`."""
        whole = self._asked(lambda: self._campaign.totals(key, tier=tier, form=form, version=version))
        if self._scope.sees_all:
            return whole
        return whole.shown(self._scope.only(duties_of(self._campaign.plan, tier, form)), self._told_total)

    def consolidated(
        self, unit: str, version: TotalVersion = "draft", *, known_on: Instant | None = None
    ) -> Consolidated:
        """The whole report of a unit; who has a part in it and is not shown is counted; see `Campaign.consolidated`."""
        duty = self._scope.name(unit)
        found = self._asked(lambda: self._campaign.consolidated(duty, version, known_on=known_on))
        return as_shown(found, self._scope, self._told_total)

    def stale(self, unit: str | None = None, version: TotalVersion = "draft") -> tuple[Stale, ...]:
        """Whose version is behind what is accepted below it, where both are shown; see `Campaign.stale`."""
        duty = None if unit is None else self._scope.name(unit)
        found = self._asked(lambda: self._campaign.stale(duty, version))
        return tuple(one for one in found if all(map(self._shows, (one.unit, one.cause, one.superior))))

    def difference(
        self, unit: str, key: str, since: Instant, until: Instant | None = None, *, version: TotalVersion = "draft"
    ) -> Difference:
        """What made a total another; what is not shown is one change; see `Campaign.difference`."""
        duty = self._scope.name(unit)
        found = self._asked(lambda: self._campaign.difference(duty, key, since, until, version=version))
        if self._scope.sees_all:
            return found
        return attrs.evolve(
            found,
            opening=self._told_total(found.opening),
            closing=self._told_total(found.closing),
            changes=_changes(found, self._scope),
        )

    def series(
        self,
        unit: str,
        key: str,
        *,
        first: str | None = None,
        last: str | None = None,
        version: TotalVersion = "draft",
    ) -> Series:
        """The totals of several periods of a form that is shown; see `Campaign.series`."""
        scope = self._scope
        if not scope.sees_unit(unit.partition(":")[0]):
            raise scope.unknown(unit)
        found = self._asked(lambda: self._campaign.series(unit, key, first=first, last=last, version=version))
        if not all(self._shows(one.unit) for one in found.totals):
            raise scope.unknown(unit)
        totals, findings = map(self._told_total, found.totals), map(scope.finding, found.findings)
        return attrs.evolve(found, totals=tuple(totals), value=self._quoted(found.value), findings=tuple(findings))

    def content(self, unit: str) -> tuple[Finding, ...]:
        """Which checks of the plan a report breaks as it stands; see `Campaign.content`."""
        duty = self._scope.name(unit)
        return tuple(map(self._scope.finding, self._campaign.content(duty)))

    def _told_total(self, found: Total) -> Total:
        """A total of the campaign as far as it is shown."""
        if not self._scope.sees_below(found.unit):  # nor where it comes from
            found = attrs.evolve(found, telling=None, stale=found.stale)
        return attrs.evolve(
            found,
            value=self._quoted(found.value),
            below=self._quoted(found.below),
            missing=self._scope.names(found.missing),
            findings=tuple(map(self._scope.finding, found.findings)),
            stale=tuple(one for one in found.stale if self._shows(one.cause) and self._shows(one.superior)),
        )

    def _quoted(self, value: Value) -> Value:
        """Texts that are told with their units, without the names that may not be told."""
        if not isinstance(value, tuple):
            return value
        tell = self._scope.told_name
        quotes = tuple(Quote(tell(one.unit), one.text) for one in value if isinstance(one, Quote))
        return quotes or value


def _changes(found: Difference, scope: Scope) -> tuple[Change, ...]:
    """The changes by what is shown, and behind them one for all others, so that they add up as before."""
    seen = [one for one in found.changes if scope.shows(one.unit)]
    rest = [one for one in found.changes if not scope.shows(one.unit)]
    told = [attrs.evolve(one, through=scope.told_name(one.through)) for one in seen]
    if rest:
        others = Others(len({one.unit.partition(":")[0] for one in rest}))
        delta = _sum([one.delta for one in rest], found.closing.decimals)
        told.append(Change(unit=others, cause="hidden", delta=delta, was=(), becomes=(), through=others))
    return tuple(told)


def _sum(deltas: Sequence[int | Decimal | Fraction | None], decimals: int) -> int | Decimal | Fraction | None:
    figures = [Fraction(one) for one in deltas if one is not None]
    return exact(sum(figures, Fraction(0)), decimals) if len(figures) == len(deltas) else None
