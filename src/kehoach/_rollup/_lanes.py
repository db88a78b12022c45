"""What reports add to totals, as columns: one number for each figure that is summed, and one bit for each answer.

It is the algebra of cells by whole columns: the same tables, looked up for all reports at once. What one report adds is
worked out by `Recipe.said`; a test holds both against each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, Literal

import attrs

from kehoach._plan import Plan
from kehoach._report import MISSING, NA, NIL, Cell, Indicator, Mark
from kehoach._rollup._algebra import JOINED, Heard
from kehoach._rollup._recipe import Given, Recipe, scaled

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Column = NDArray[np.int64]
    Bits = NDArray[np.uint8]
    Mask = NDArray[np.bool_]

__all__ = ["COLUMNED", "Added", "Lane", "Sheet", "added_by", "lanes_of"]

Reducer = Literal["add", "low", "high"]
COLUMNED: Final = frozenset(("sum", "count", "mean", "weighted_mean", "min", "max"))
"""The operators of given indicators that are worked out by columns; the others pick texts, or by official order."""

_FIGURE, _NIL, _NA, _MISSING = range(4)
_CODES: Final = {NIL: _NIL, NA: _NA, MISSING: _MISSING}
_ASKED: Final = (Heard.SAID, Heard.SAID, Heard.NA, Heard.MISSING)
_UNASKED: Final = (Heard.SAID, Heard.SAID, Heard.NA, Heard.SILENT)
_SAFE: Final = 2**31  # figures below multiply without overflow


@attrs.frozen
class Lane:
    """A row of columns: one figure of one given indicator of one recipe.

    Attributes:
        recipe: The place of the recipe.
        given: The place of the given indicator in it.
        part: The place of the figure, for those that add two.
        reducer: How superiors make one figure of many.
    """

    recipe: int
    given: int
    part: int
    reducer: Reducer


def lanes_of(recipes: Sequence[Recipe]) -> tuple[Lane, ...]:
    """The lanes of some recipes, in their order."""
    return tuple(
        Lane(place, number, part, {"min": "low", "max": "high"}.get(given.goes_up, "add"))  # type: ignore[arg-type]  # one of the three
        for place, recipe in enumerate(recipes)
        for number, given in enumerate(recipe.givens)
        for part in range(2 if given.goes_up in ("mean", "weighted_mean") else 1)
    )


class Sheet:
    """The cells of many versions, column by column; each indicator is read once.

    Args:
        plan: Whose indicators.
        duties: The duty of each version.
        cells: The figures of each version.
    """

    def __init__(self, plan: Plan, duties: Sequence[int], cells: Sequence[Mapping[str, Cell]]) -> None:
        import numpy as np

        self.n = len(duties)
        self._filled = [(place, one) for place, one in enumerate(cells) if one]
        self._places = np.array([place for place, _ in self._filled], "i8")
        grid = plan.columns
        numbers = np.asarray(duties, "i8")
        firsts = np.asarray(grid.edge_first, "i8")
        tiers = np.frombuffer(grid.tier_no, "u1") if isinstance(grid.tier_no, bytes) else np.asarray(grid.tier_no, "i8")
        self._tiers = tiers[numbers]
        self._is_leaf = (firsts[1:] == firsts[:-1])[numbers]
        self._names = [tier.id for tier in plan.tiers]
        self._read: dict[str, tuple[Column, Bits]] = {}

    def asked(self, indicator: Indicator) -> Mask:
        """Which versions are asked for an indicator."""
        import numpy as np

        asked: Mask = self._is_leaf
        if indicator.asked_of:
            asked = np.array([name in indicator.asked_of for name in self._names], bool)[self._tiers]
        return asked

    def column(self, indicator: Indicator) -> tuple[Column, Bits]:
        """The scaled figures of an indicator, 0 where there is none, and what stands in each cell."""
        known = self._read.get(indicator.key)
        if known is None:
            known = self._read[indicator.key] = self._column(indicator)
        return known

    def _column(self, indicator: Indicator) -> tuple[Column, Bits]:
        import numpy as np

        raw = [cells.get(indicator.key, MISSING) for _, cells in self._filled]
        codes = np.full(self.n, _MISSING, "u1")
        figures = np.ones(len(raw), "i8")
        plain = indicator.decimals == 0 and all(type(cell) is int for cell in raw)
        codes[self._places] = _FIGURE
        if not plain:
            codes[self._places] = [_CODES[cell] if isinstance(cell, Mark) else _FIGURE for cell in raw]
        if indicator.kind != "text":
            figures = _integers(raw if plain else [scaled(cell, indicator.decimals) for cell in raw])
        column = np.zeros(self.n, figures.dtype)
        column[self._places] = figures
        return column, codes


def _integers(figures: Sequence[Cell]) -> Column:
    """Integers as a column; of Python's own where one of them needs more than 64 bits."""
    import numpy as np

    try:
        return np.array(figures, "i8")
    except OverflowError:
        return np.array(figures, object)


@attrs.frozen(eq=False)
class Added:
    """What many versions add to one recipe.

    Attributes:
        said: Which of them enter.
        absent: To which of those that are asked it does not apply.
        unasked: Which of those that enter were not asked.
        entered: For each given indicator, which of them enter it.
        lanes: For each given indicator, the figures, 0 where nothing is added.
    """

    said: Mask
    absent: Mask
    unasked: Mask
    entered: tuple[Mask, ...]
    lanes: tuple[tuple[Column, ...], ...]


def added_by(recipe: Recipe, sheet: Sheet) -> Added:
    """What the versions of a sheet add to one recipe."""
    import numpy as np

    heards = [_heard(given, sheet) for given in recipe.givens]
    asked = np.logical_or.reduce([sheet.asked(given.indicator) for given in recipe.givens])
    whole = _joined(recipe, heards)
    said = whole == Heard.SAID
    entered = tuple(said & (one == Heard.SAID) for one in heards)
    return Added(
        said=said,
        absent=asked & (whole == Heard.NA),
        unasked=said & ~asked,
        entered=entered,
        lanes=tuple(_figures(given, sheet, mask) for given, mask in zip(recipe.givens, entered, strict=True)),
    )


def _heard(given: Given, sheet: Sheet) -> Bits:
    """What every version says to a given indicator."""
    import numpy as np

    asked = sheet.asked(given.indicator)
    own = _said(sheet.column(given.indicator)[1], asked)
    if given.weight is None:
        return own
    weight = _said(sheet.column(given.weight)[1], asked | (own == Heard.SAID))
    return np.where(own == Heard.SILENT, own, _table("weighted_mean")[own, weight])


def _said(codes: Bits, asked: Mask) -> Bits:
    import numpy as np

    return np.where(asked, np.array(_ASKED, "u1")[codes], np.array(_UNASKED, "u1")[codes])


def _table(name: str) -> Bits:
    import numpy as np

    table = np.empty((len(Heard), len(Heard)), "u1")
    for (one, other), joined in JOINED[name].items():
        table[one, other] = joined
    return table


def _joined(recipe: Recipe, heards: Sequence[Bits]) -> Bits:
    """What every version says to the whole; see `Recipe.said`."""
    found: list[Bits] = []
    for step in recipe.steps:
        if step.given >= 0:
            found.append(heards[step.given])
            continue
        table, (first, *rest) = _table(step.indicator.goes_up), [found[number] for _, number in step.parts]
        for other in rest:
            first = table[first, other]
        found.append(first)
    return found[-1]


def _figures(given: Given, sheet: Sheet, entered: Mask) -> tuple[Column, ...]:
    """What every version adds to a given indicator."""
    import numpy as np

    figures, codes = sheet.column(given.indicator)
    if given.goes_up == "count":
        return ((entered & (codes == _FIGURE)).astype("i8"),)
    own = np.where(entered, figures, 0)
    if given.weight is not None:
        weight = np.where(entered, sheet.column(given.weight)[0], 0)
        return (_times(own, weight), weight)
    return (own, entered.astype("i8")) if given.goes_up == "mean" else (own,)


def _times(one: Column, other: Column) -> Column:
    """Products, of Python's own integers where they may need more than 64 bits."""
    import numpy as np

    small = all(column.dtype != object and _most(column) < _SAFE for column in (one, other))
    return one * other if small else np.multiply(one.astype(object), other.astype(object))


def _most(column: Column) -> int:
    """The largest figure without its sign."""
    return max(int(column.max()), -int(column.min())) if len(column) else 0
