"""Totals of several periods, and what they come to: along periods other operators are right than along the tree."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import chain

import attrs

from kehoach._frames import Field, Framed
from kehoach._plan import Plan
from kehoach._report import MISSING, NA, NIL, Indicator, Mark
from kehoach._rollup._framing import total_fields
from kehoach._rollup._total import Coverage, Total
from kehoach._rollup._values import Quote, Value, exact, plain_value, shown_value
from kehoach._rollup._waterfall import figure_of
from kehoach._spelling import nearest
from kehoach.errors import Finding, InvalidCommand, UnknownName

__all__ = ["Series", "periods_of", "series_of"]

_Number = int | Fraction
_Ask = Callable[[str, str], Total]


@attrs.frozen(kw_only=True)
class Series(Framed):
    """The totals of one unit over several periods, and what they come to.

    A frame of it has a row for each period: ``duty``, ``period``, and the columns of a frame of `Totals` from
    ``version`` on.

    Attributes:
        unit: Whose: ``unit:form``.
        key: Which indicator.
        over_time: The operator by which periods are put together.
        totals: The total of each period, in the order of time.
        value: What they come to, exactly.
        findings: What is doubtful about that, such as a denominator of 0.
    """

    unit: str
    key: str
    over_time: str
    totals: tuple[Total, ...]
    value: Value
    findings: tuple[Finding, ...] = ()

    @property
    def counted(self) -> tuple[Total, ...]:
        """The totals that it rests on: all of them, of ``first`` and ``last`` the one."""
        if self.over_time in ("first", "last"):
            return self.totals[:1] if self.over_time == "first" else self.totals[-1:]
        return self.totals

    @property
    def coverage(self) -> Coverage:
        """Who is heard in the totals that it rests on: each unit once for each of these periods."""
        every = self.counted
        return Coverage(*(sum(getattr(one, name) for one in every) for name in ("reported", "expected", "waived")))

    @property
    def missing(self) -> tuple[str, ...]:
        """Who is missing in the totals that it rests on."""
        return tuple(chain.from_iterable(one.missing for one in self.counted))

    def __str__(self) -> str:
        last = self.totals[-1]
        return f"{shown_value(self.value, last.decimals, last.rounding)} ({self.coverage} reported)"

    def _fields(self) -> list[Field]:
        return [
            Field("duty", "text", [one.unit for one in self.totals]),
            Field("period", "text", [one.unit.rpartition("@")[2] for one in self.totals]),
            *total_fields(self.totals, self.totals[-1].decimals),
        ]

    def to_dict(self) -> dict[str, object]:
        """The series as plain data, ready for JSON."""
        return {
            "unit": self.unit,
            "key": self.key,
            "over_time": self.over_time,
            "value": plain_value(self.value),
            "coverage": attrs.asdict(self.coverage),
            "findings": [one.to_dict() for one in self.findings],
            "totals": [one.to_dict() for one in self.totals],
        }


def periods_of(plan: Plan, form: str, first: str | None, last: str | None) -> tuple[str, ...]:
    """The periods of a form, from one to another, both included.

    Raises:
        UnknownName: The plan has no such form that comes again, or it no such period.
    """
    pairs = zip(plan.columns.forms, plan.columns.periods, strict=True)
    known = [period for name, period in pairs if name == form and period is not None]
    if not known:
        again = {name for name, period in zip(plan.columns.forms, plan.columns.periods, strict=True) if period}
        raise UnknownName("form that comes again", form, nearest(form, sorted(again)))
    for period in (first, last):
        if period not in (None, *known):
            raise UnknownName("period", str(period), nearest(str(period), known))
    start = 0 if first is None else known.index(first)
    return tuple(known[start : None if last is None else known.index(last) + 1])


def series_of(indicators: Mapping[str, Indicator], key: str, unit: str, periods: Sequence[str], ask: _Ask) -> Series:
    """The totals of some periods and what they come to.

    Args:
        indicators: Those of the plan, by key.
        key: Which one.
        unit: Whose: ``unit:form``.
        periods: Which periods, in the order of time.
        ask: What answers with the total of a duty: its id, and the key.

    Raises:
        InvalidCommand: Periods of the indicator are not put together (KH655), or there are none (KH656).
    """
    if not periods:
        raise InvalidCommand(Finding("KH656", {"unit": unit}))
    duties = [f"{unit}@{period}" for period in periods]
    found = _Found(indicators, duties, ask)
    value = found.value(key)
    if isinstance(value, int | Fraction):
        value = exact(value, indicators[key].decimals)
    return Series(
        unit=unit,
        key=key,
        over_time=indicators[key].along_periods,
        totals=tuple(ask(duty, key) for duty in duties),
        value=NA if value is None else value,
        findings=tuple(Finding("KH650", {"unit": unit, "key": one, "denominator": by}) for one, by in found.zeros),
    )


class _Found:
    """What indicators come to over some periods; parts before what is worked out from them."""

    def __init__(self, indicators: Mapping[str, Indicator], duties: Sequence[str], ask: _Ask) -> None:
        self.indicators, self.duties, self.ask = indicators, duties, ask
        self.zeros: list[tuple[str, str]] = []

    def value(self, key: str) -> Value | _Number | None:
        """What an indicator comes to; None where it is divided by nothing."""
        one = self.indicators[key]
        if one.along_periods == "none":
            raise InvalidCommand(Finding("KH655", {"key": key}))
        if one.along_periods == "ratio":
            above, below = self._figure(str(one.numerator)), self._figure(str(one.denominator))
            return self._quotient(above, below, (key, str(one.denominator)))
        if one.along_periods == "formula":
            parts = [(sign, self._figure(part)) for sign, part in one.terms]
            if any(part is None for _, part in parts):
                return None
            figures = [sign * part for sign, part in parts if isinstance(part, int | Fraction)]
            return sum(figures) if figures else MISSING if any(part is MISSING for _, part in parts) else NA
        return self._put_together(one)

    def _figure(self, key: str) -> _Number | Mark | None:
        value = self.value(key)
        if value is None or isinstance(value, Mark):
            return value
        return figure_of(value)

    def _quotient(
        self, above: _Number | Mark | None, below: _Number | Mark | None, names: tuple[str, str]
    ) -> _Number | Mark | None:
        if above is None or below is None:
            return None
        if isinstance(above, Mark) or isinstance(below, Mark):
            return MISSING if MISSING in (above, below) else NA
        if below == 0:
            self.zeros.append(names)
            return None
        return Fraction(above) / below

    def _put_together(self, one: Indicator) -> Value | _Number | None:
        values = [self.ask(duty, one.key).value for duty in self.duties]
        if one.along_periods in ("first", "last"):
            return values[0 if one.along_periods == "first" else -1]
        if one.along_periods == "weighted_mean":
            return self._weighted(one, values)
        told = [value for value in values if value not in (MISSING, NA)]
        if not told:
            return MISSING if MISSING in values else NA
        if one.along_periods == "count":
            return sum(value is not NIL for value in told)
        if one.along_periods in ("union", "gather"):
            return _texts(one, self.duties, values)
        figures = [Fraction(figure_of(value) or 0) for value in told]
        total = sum(figures, Fraction(0))
        return {"sum": total, "mean": total / len(figures), "min": min(figures), "max": max(figures)}[one.along_periods]

    def _weighted(self, one: Indicator, values: Sequence[Value]) -> _Number | Mark | None:
        """The mean of the periods' totals, weighed by those of the weight."""
        weights = [self.ask(duty, str(one.weight)).value for duty in self.duties]
        pairs = [pair for pair in zip(values, weights, strict=True) if not {MISSING, NA} & {*pair}]
        if not pairs:
            return MISSING if MISSING in (*values, *weights) else NA
        figures = [(Fraction(figure_of(value) or 0), Fraction(figure_of(weight) or 0)) for value, weight in pairs]
        above = sum((figure * weight for figure, weight in figures), Fraction(0))
        below = sum((weight for _, weight in figures), Fraction(0))
        return self._quotient(above, below, (one.key, str(one.weight)))


def _texts(one: Indicator, duties: Sequence[str], values: Sequence[Value]) -> Value:
    """Texts of several periods: each once, or each with the duty that wrote it."""
    quotes = [
        text if isinstance(text, Quote) else Quote(duty, str(text))
        for duty, value in zip(duties, values, strict=True)
        for text in (value if isinstance(value, tuple) else (value,))
        if not isinstance(text, Mark)
    ]
    return tuple(dict.fromkeys(one.text for one in quotes)) if one.along_periods == "union" else tuple(quotes)
