"""The working out of one total: what reports add to it, put in and taken out one by one, exactly.

Sums are kept as integers, or as fractions where shares cut them; what takes the smallest, the first or each text keeps
every report, once however many ways lead to it. Nothing is rounded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

import attrs

from kehoach._report import MISSING, NA, NIL, Mark, pointed
from kehoach._rollup._recipe import Figures, Given, Recipe

__all__ = ["Quote", "Tally", "Value", "exact"]


@attrs.frozen
class Quote:
    """What one unit wrote, as it wrote it.

    Attributes:
        unit: The duty.
        text: Its words.
    """

    unit: str
    text: str

    def __str__(self) -> str:
        return f"{self.unit}: {self.text}"


Value = int | Decimal | Fraction | str | tuple[str, ...] | tuple[Quote, ...] | Mark
"""What a total can be: a figure, exactly; a text, texts, or texts with their units; or a mark in place of these."""

_Number = int | Fraction
_Result = _Number | str | tuple[str, ...] | tuple[Quote, ...] | Mark | None


def exact(value: _Number, decimals: int) -> int | Decimal | Fraction:
    """A figure as an integer where it has no decimals, as a decimal where these hold it, else as the fraction it is.

    >>> exact(Fraction(5, 2), 1), exact(Fraction(1, 3), 1), exact(Fraction(4, 2), 0)
    (Decimal('2.5'), Fraction(1, 3), 2)
    """
    if isinstance(value, int):
        return value if decimals == 0 else pointed(value * 10**decimals, decimals)
    if value.denominator == 1 and decimals == 0:
        return int(value)
    scaled = value * 10**decimals
    return pointed(int(scaled), decimals) if scaled.denominator == 1 else value


class Tally:
    """What is known of one total so far.

    Args:
        recipe: How it is worked out.
        names: The ids of duties.
    """

    __slots__ = ("_lanes", "_names", "_picks", "_recipe", "entered", "zeros")

    def __init__(self, recipe: Recipe, names: Sequence[str]) -> None:
        self._recipe, self._names = recipe, names
        self._lanes: list[list[_Number]] = [[0, 0] for _ in recipe.givens]
        self._picks: list[dict[int, Figures]] = [{} for _ in recipe.givens]
        self.entered = [0] * len(recipe.givens)
        self.zeros: tuple[tuple[str, str], ...] = ()

    def put(self, duty: int, weight: _Number, figures: Sequence[Figures | None], times: int = 1) -> None:
        """Put in what a report adds by a share, or, where `times` is -1, take it out."""
        for place, added in enumerate(figures):
            if added is None:
                continue
            self.entered[place] += times
            if self._recipe.givens[place].is_additive:
                lanes = self._lanes[place]
                for lane, figure in enumerate(added):
                    lanes[lane] += times * weight * figure  # type: ignore[operator]  # integers, where it is additive

    def pick(self, duty: int, figures: Sequence[Figures | None]) -> None:
        """Keep what a report adds as a whole, in place of what was kept of it before; nothing takes it out."""
        for place, given in enumerate(self._recipe.givens):
            if given.is_additive:
                continue
            added = figures[place] if figures else None
            if added is None:
                self._picks[place].pop(duty, None)
            else:
                self._picks[place][duty] = added

    def value(self, expected: Sequence[int]) -> Value:
        """The total as it stands; what is divided by nothing is noted in `zeros`.

        Args:
            expected: For each given indicator, how many are expected to give it.
        """
        zeros: list[tuple[str, str]] = []
        results: list[_Result] = []
        for step in self._recipe.steps:
            if step.given >= 0:
                results.append(self._given(step.given, expected[step.given], zeros))
            elif step.indicator.goes_up == "ratio":
                (_, above), (_, below) = step.parts
                names = (step.indicator.key, str(step.indicator.denominator))
                results.append(_quotient(results[above], results[below], names, zeros))
            else:
                results.append(_sum([(sign, results[part]) for sign, part in step.parts]))
        self.zeros = tuple(zeros)
        last = results[-1]
        if isinstance(last, int | Fraction):
            return exact(last, self._recipe.indicator.decimals)
        return NA if last is None else last

    def _given(self, place: int, expected: int, zeros: list[tuple[str, str]]) -> _Result:
        given, (whole, parts) = self._recipe.givens[place], self._lanes[place]
        if not self.entered[place]:
            return MISSING if expected else NA
        if not given.is_additive:
            return _picked(given, self._picks[place], self._names)
        if given.goes_up == "count":
            return whole
        scaled = Fraction(whole, 10**given.indicator.decimals) if given.indicator.decimals else whole
        if given.goes_up == "sum":
            return scaled
        if given.weight is not None:
            scaled = Fraction(scaled, 10**given.weight.decimals)
            parts = Fraction(parts, 10**given.weight.decimals)
            return _quotient(scaled, parts, (given.indicator.key, given.weight.key), zeros)
        return Fraction(scaled) / parts


def _sum(parts: Sequence[tuple[int, _Result]]) -> _Result:
    """The sum of some results: what nobody gave adds nothing, and what cannot be worked out makes it so."""
    results = [result for _, result in parts]
    if None in results:
        return None
    figures = [sign * result for sign, result in parts if isinstance(result, int | Fraction)]
    return sum(figures) if figures else MISSING if MISSING in results else NA


def _quotient(above: _Result, below: _Result, names: tuple[str, str], zeros: list[tuple[str, str]]) -> _Result:
    """One figure by another; None, and a note, where that is nothing."""
    if above is None or below is None:
        return None
    if isinstance(above, Mark) or isinstance(below, Mark):
        return MISSING if MISSING in (above, below) else NA
    assert isinstance(above, int | Fraction)  # a text is no part of anything
    assert isinstance(below, int | Fraction)
    if below == 0:
        zeros.append(names)
        return None
    return Fraction(above) / below


def _picked(given: Given, picks: Mapping[int, Figures], names: Sequence[str]) -> _Result:
    """What is picked out of reports that count as wholes."""
    goes_up, scale = given.goes_up, 10**given.indicator.decimals
    if given.indicator.kind == "text":
        texts = [(duty, str(figures[0])) for duty, figures in sorted(picks.items()) if figures]
        if goes_up == "union":
            return tuple(dict.fromkeys(text for _, text in texts))
        if goes_up == "gather":
            return tuple(Quote(names[duty], text) for duty, text in texts)
        return NIL if not texts else texts[0 if goes_up == "first" else -1][1]
    if goes_up in ("first", "last"):
        duty = min(picks) if goes_up == "first" else max(picks)
        return Fraction(int(picks[duty][0]), scale)
    figures = [int(figure) for figure, *_ in picks.values()]
    return Fraction(min(figures) if goes_up == "min" else max(figures), scale)
