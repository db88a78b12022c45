"""From one total to another, report by report: steps that add up to the difference exactly.

Reports are put in and taken out in official order, one after the other, and the total is worked out after each. What a
step changes is its delta. For what only adds, the order makes no difference; for a ratio or a smallest figure it
decides how a difference is shared among reports that make it together, but never its sum.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from kehoach._rollup._recipe import Figures, Recipe
from kehoach._rollup._tally import Tally
from kehoach._rollup._values import Value

__all__ = ["Delta", "Entries", "Entry", "figure_of", "steps_between"]

Delta = int | Decimal | Fraction
"""A change of a figure, exactly."""
Entry = tuple[int, int | Fraction, tuple[Figures | None, ...]]
"""One version of a report in a total: its number, the share of it that is counted, and what it adds."""
Entries = Mapping[int, tuple[Entry, ...]]
"""What every report adds to a total, oldest version first, by the number of its duty."""


def figure_of(value: Value) -> int | Fraction | None:
    """A value as a figure; a mark stands for none yet, which is 0, and a text for no figure."""
    if isinstance(value, str | tuple):
        return None
    if isinstance(value, Decimal):
        return Fraction(value)
    return value if isinstance(value, int | Fraction) else 0


def steps_between(
    recipe: Recipe, names: Sequence[str], before: Entries, after: Entries
) -> Iterator[tuple[int, int | Fraction | None]]:
    """The reports that two totals differ in, in official order, each with what it changes; None for texts.

    Args:
        recipe: How the total is worked out.
        names: The ids of duties.
        before: What reports add to the one.
        after: What they add to the other.
    """
    tally = Tally(recipe, names)
    for duty, entries in before.items():
        _enter(tally, duty, entries)
    whole = [1] * len(recipe.givens)
    is_text = recipe.indicator.kind == "text" and recipe.indicator.goes_up != "count"
    last = figure_of(tally.value(whole))
    for duty in sorted({*before, *after}):
        if before.get(duty) == after.get(duty):
            continue
        for _, weight, figures in before.get(duty, ()):
            tally.put(duty, weight, figures, times=-1)
        tally.pick(duty, ())
        _enter(tally, duty, after.get(duty, ()))
        value = figure_of(tally.value(whole))
        yield duty, None if is_text or value is None or last is None else value - last
        last = value


def _enter(tally: Tally, duty: int, entries: Sequence[Entry]) -> None:
    for _, weight, figures in entries:
        tally.put(duty, weight, figures)
    if entries:
        tally.pick(duty, entries[-1][2])
