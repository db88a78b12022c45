"""The working out of one total: what reports add to it, put in and taken out one by one, exactly.

Sums are kept as integers, or as fractions where shares cut them; what takes the smallest, the first or each text keeps
every report, once however many ways lead to it. Nothing is rounded.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Sequence
from fractions import Fraction

from kehoach._report import MISSING, NA, NIL, Mark
from kehoach._rollup._recipe import Figures, Given, Recipe
from kehoach._rollup._values import Quote, Value, exact

__all__ = ["Result", "Tally", "given_figure", "worked_out"]


_Number = int | Fraction
Result = _Number | str | tuple[str, ...] | tuple[Quote, ...] | Mark | None


class Tally:
    """What is known of one total so far.

    Args:
        recipe: How it is worked out.
        names: The ids of duties.

    Attributes:
        entered: For each given indicator, how many reports have entered.
        zeros: What was divided by nothing when the value was asked for last: what, and the name of its denominator.
    """

    __slots__ = ("_lanes", "_names", "_picks", "_recipe", "entered", "zeros")

    def __init__(self, recipe: Recipe, names: Sequence[str]) -> None:
        self._recipe, self._names = recipe, names
        self._lanes: list[list[_Number]] = [[0, 0] for _ in recipe.givens]
        self._picks = [_Picks(given) for given in recipe.givens]
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
            self._picks[place].keep(duty, figures[place] if figures else None)

    def merge(self, other: Tally, share: _Number) -> None:
        """Put in all that another tally holds, by a share."""
        for place, given in enumerate(self._recipe.givens):
            self.entered[place] += other.entered[place]
            if given.is_additive:
                mine, theirs = self._lanes[place], other._lanes[place]
                self._lanes[place] = [one + share * more for one, more in zip(mine, theirs, strict=True)]
            else:
                self._picks[place].keep_all(other._picks[place])

    def value(self, expected: Sequence[int]) -> Value:
        """The total as it stands; what is divided by nothing is noted in `zeros`.

        Args:
            expected: For each given indicator, how many are expected to give it.
        """
        zeros: list[tuple[str, str]] = []
        results = [self._given(place, many, zeros) for place, many in enumerate(expected)]
        found = worked_out(self._recipe, results, zeros)
        self.zeros = tuple(zeros)
        return found

    def _given(self, place: int, expected: int, zeros: list[tuple[str, str]]) -> Result:
        given = self._recipe.givens[place]
        if not self.entered[place]:
            return MISSING if expected else NA
        if not given.is_additive:
            return self._picks[place].chosen(self._names)
        return given_figure(given, self._lanes[place], zeros)


def worked_out(recipe: Recipe, results: Sequence[Result], zeros: list[tuple[str, str]]) -> Value:
    """A total from those of the given indicators.

    Args:
        recipe: How it is worked out.
        results: The totals of its given indicators.
        zeros: What is divided by nothing is noted here: what, and the name of its denominator.
    """
    found: list[Result] = []
    for step in recipe.steps:
        if step.given >= 0:
            found.append(results[step.given])
        elif step.indicator.goes_up == "ratio":
            (_, above), (_, below) = step.parts
            names = (step.indicator.key, str(step.indicator.denominator))
            found.append(_quotient(found[above], found[below], names, zeros))
        else:
            found.append(_sum([(sign, found[part]) for sign, part in step.parts]))
    last = found[-1]
    if isinstance(last, int | Fraction):
        return exact(last, recipe.indicator.decimals)
    return NA if last is None else last


def given_figure(given: Given, lanes: Sequence[int | Fraction], zeros: list[tuple[str, str]]) -> Result:
    """The total of an additive given indicator, from what reports have added to it; not nobody."""
    whole = lanes[0]
    if given.goes_up == "count":
        return whole
    scaled = Fraction(whole, 10**given.indicator.decimals) if given.indicator.decimals else whole
    if given.goes_up == "sum":
        return scaled
    parts = lanes[1]
    if given.weight is not None:
        scaled = Fraction(scaled, 10**given.weight.decimals)
        parts = Fraction(parts, 10**given.weight.decimals)
        return _quotient(scaled, parts, (given.indicator.key, given.weight.key), zeros)
    return Fraction(scaled) / parts


def _sum(parts: Sequence[tuple[int, Result]]) -> Result:
    """The sum of some results: what nobody gave adds nothing, and what cannot be worked out makes it so."""
    results = [result for _, result in parts]
    if None in results:
        return None
    figures = [sign * result for sign, result in parts if isinstance(result, int | Fraction)]
    return sum(figures) if figures else MISSING if MISSING in results else NA


def _quotient(above: Result, below: Result, names: tuple[str, str], zeros: list[tuple[str, str]]) -> Result:
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


class _Picks:
    """What reports add as wholes to one given indicator, of which one or all are picked."""

    __slots__ = ("_given", "_kept", "_ranks")

    def __init__(self, given: Given) -> None:
        self._given = given
        self._kept: dict[int, Figures] = {}
        self._ranks: list[tuple[int, ...]] | None = None

    def keep(self, duty: int, added: Figures | None) -> None:
        """Keep what a report adds in place of what was kept of it; None: nothing."""
        before = self._kept.pop(duty, None)
        if added is not None:
            self._kept[duty] = added
        if self._ranks is not None:  # few change once it has been asked for
            if before is not None:
                del self._ranks[bisect_left(self._ranks, self._rank(duty, before))]
            if added is not None:
                insort(self._ranks, self._rank(duty, added))

    def keep_all(self, other: _Picks) -> None:
        """Keep what another holds as well."""
        self._kept |= other._kept
        self._ranks = None

    def _rank(self, duty: int, added: Figures) -> tuple[int, ...]:
        """What decides between reports: the figure, or official order."""
        return (int(added[0]), duty) if self._given.goes_up in ("min", "max") else (duty,)

    def chosen(self, names: Sequence[str]) -> Result:
        """What is picked."""
        if self._ranks is None:
            self._ranks = sorted(self._rank(*one) for one in self._kept.items())
        given, ranks, kept = self._given, self._ranks, self._kept
        if given.indicator.kind == "text":
            return self._texts(names)
        duty = ranks[0 if given.goes_up in ("first", "min") else -1][-1]
        return Fraction(int(kept[duty][0]), 10**given.indicator.decimals)

    def _texts(self, names: Sequence[str]) -> Result:
        duties = [duty for (duty,) in self._ranks or () if self._kept[duty]]
        texts = [str(self._kept[duty][0]) for duty in duties]
        if self._given.goes_up == "union":
            return tuple(dict.fromkeys(texts))
        if self._given.goes_up == "gather":
            return tuple(Quote(names[duty], text) for duty, text in zip(duties, texts, strict=True))
        return NIL if not texts else texts[0 if self._given.goes_up == "first" else -1]
