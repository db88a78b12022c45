"""How the total of an indicator is worked out: the indicators that reports give, and the steps from these to it.

An indicator that is reported is one step. One that is worked out is a list of steps, parts before what is made of
them, so that however deep formulas lie in ratios nothing is called by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

import attrs

from kehoach._plan import Plan
from kehoach._report import ADDITIVE, MISSING, NIL, Cell, Indicator
from kehoach._rollup._algebra import JOINED, Heard, heard
from kehoach._spelling import nearest
from kehoach.errors import Finding, InvalidCommand, UnknownName

__all__ = ["Book", "Figures", "Given", "Recipe", "Said", "Step", "scaled"]

Figures = tuple[int | str, ...]
"""What one report adds to one given indicator: scaled integers, one or two, or a text; a text's nil is no text."""


def _needs(given: Given) -> tuple[Indicator, ...]:
    return (given.indicator,) if given.weight is None else (given.indicator, given.weight)


@attrs.frozen(eq=False)
class Given:
    """An indicator that reports give.

    Attributes:
        indicator: Which.
        weight: The indicator it is weighed by.
        needs: The indicators whose cells it reads.
    """

    indicator: Indicator
    weight: Indicator | None = None
    needs: tuple[Indicator, ...] = attrs.field(default=attrs.Factory(_needs, takes_self=True), init=False)

    @property
    def goes_up(self) -> str:
        """Its operator."""
        return self.indicator.goes_up

    @property
    def is_additive(self) -> bool:
        """Whether what reports add to it may be cut into shares."""
        return self.indicator.goes_up in ADDITIVE

    def figures(self, cells: Sequence[Cell]) -> Figures:
        """What one report adds, from the cells of what it needs; all of them say something.

        Args:
            cells: The cell of the indicator and, where it is weighed, that of its weight.
        """
        cell = cells[0]
        if self.goes_up == "count":
            return (int(cell is not NIL),)
        if self.indicator.kind == "text":
            return () if cell is NIL else (str(cell),)
        own = scaled(cell, self.indicator.decimals)
        if self.weight is not None:
            weight = scaled(cells[1], self.weight.decimals)
            return (own * weight, weight)
        return (own, 1) if self.goes_up == "mean" else (own,)


def scaled(cell: Cell, decimals: int) -> int:
    """A figure without its point, as an integer; nil is 0."""
    scale = int(10**decimals)
    if isinstance(cell, int):
        return cell * scale
    if isinstance(cell, Decimal):
        above, below = cell.as_integer_ratio()
        return above * scale // below
    return 0


@attrs.frozen(eq=False)
class Step:
    """One step: a given indicator, or what is made of earlier steps.

    Attributes:
        indicator: What it works out.
        given: The place of the given indicator; -1 where it is made of parts.
        parts: What it is made of: signs and the numbers of steps; of a ratio the numerator, then the denominator.
    """

    indicator: Indicator
    given: int = -1
    parts: tuple[tuple[int, int], ...] = ()


@attrs.frozen(eq=False)
class Said:
    """What one report says to an indicator.

    Attributes:
        heard: What it says to the whole.
        heards: What it says to each given indicator.
        figures: For each given indicator, what it adds, None where it adds nothing; empty where nothing is added.
    """

    heard: Heard
    heards: tuple[Heard, ...]
    figures: tuple[Figures | None, ...] = ()


@attrs.frozen(eq=False)
class Recipe:
    """How the total of one indicator is worked out.

    Attributes:
        indicator: Whose total.
        givens: The indicators that reports give.
        steps: From these to the total, which is the last.
    """

    indicator: Indicator
    givens: tuple[Given, ...]
    steps: tuple[Step, ...]

    def said(self, cells: Mapping[str, Cell], asked: Sequence[bool]) -> Said:
        """What one report says.

        Args:
            cells: Its figures.
            asked: For each given indicator, whether the report is asked for it.
        """
        heards = tuple([_heard(given, cells, asked=one) for given, one in zip(self.givens, asked, strict=True)])
        whole = heards[0] if len(self.steps) == 1 else self._joined(heards)
        if whole is not Heard.SAID:
            return Said(whole, heards)
        figures = [
            given.figures([cells.get(one.key, MISSING) for one in given.needs]) if one is Heard.SAID else None
            for given, one in zip(self.givens, heards, strict=True)
        ]
        return Said(whole, heards, tuple(figures))

    def _joined(self, heards: Sequence[Heard]) -> Heard:
        """What the report says to the whole, from what it says to each given indicator."""
        found: list[Heard] = []
        for step in self.steps:
            if step.given >= 0:
                found.append(heards[step.given])
                continue
            table, (first, *rest) = JOINED[step.indicator.goes_up], [found[number] for _, number in step.parts]
            for other in rest:
                first = table[first, other]
            found.append(first)
        return found[-1]


def _heard(given: Given, cells: Mapping[str, Cell], *, asked: bool) -> Heard:
    own = heard(cells.get(given.indicator.key, MISSING), asked=asked)
    if given.weight is None:
        return own
    weight = heard(cells.get(given.weight.key, MISSING), asked=asked or own is Heard.SAID)
    if own is Heard.SILENT:
        return own  # a weight alone weighs nothing
    return JOINED["weighted_mean"][own, weight]


class Book:
    """The recipes of a plan's indicators, and who is asked for what.

    Args:
        plan: Whose.
    """

    __slots__ = ("_asked", "_estimates", "_grid", "_indicators", "_recipes", "plan")

    def __init__(self, plan: Plan) -> None:
        self.plan, self._grid = plan, plan.columns
        self._asked: dict[tuple[str, int, bool], tuple[bool, ...]] = {}
        self._indicators = {one.key: one for one in plan.indicators}
        self._recipes: dict[str, Recipe] = {}
        self._estimates: frozenset[int] | None = None

    @property
    def indicators(self) -> Mapping[str, Indicator]:
        """The indicators of the plan, by key."""
        return self._indicators

    @property
    def keys(self) -> tuple[str, ...]:
        """The indicators that have totals, in the order of the plan."""
        return tuple(key for key, one in self._indicators.items() if one.goes_up != "none")

    def recipe(self, key: str) -> Recipe:
        """How the total of an indicator is worked out.

        Raises:
            UnknownName: No such indicator.
            InvalidCommand: It does not go up (KH607).
        """
        known = self._recipes.get(key)
        if known is None:
            known = self._recipes[key] = _recipe(self._indicator(key), self._indicators)
        return known

    def _indicator(self, key: str) -> Indicator:
        if key not in self._indicators:
            raise UnknownName("indicator", key, nearest(key, self._indicators))
        if self._indicators[key].goes_up == "none":
            raise InvalidCommand(Finding("KH607", {"key": key, "goes_up": "none"}))
        return self._indicators[key]

    def asks(self, recipe: Recipe, duty: int) -> tuple[bool, ...]:
        """For each given indicator of a recipe, whether a duty is asked for it."""
        grid = self._grid  # a unit that is passed over is no leaf
        kind = (recipe.indicator.key, grid.tier_no[duty], grid.edge_first[duty] == grid.edge_first[duty + 1])
        known = self._asked.get(kind)
        if known is None:
            tier, is_leaf = self.plan.tiers[kind[1]].id, kind[2]
            askeds = [given.indicator.asked_of for given in recipe.givens]
            known = self._asked[kind] = tuple([tier in asked if asked else is_leaf for asked in askeds])
        return known

    @property
    def estimates(self) -> frozenset[int]:
        """The duties whose reports hold estimates."""
        if self._estimates is None:
            grid = self.plan.columns
            terms = list(zip(grid.form_of, grid.terms_of, strict=True))
            some = {pair: duty for duty, pair in enumerate(terms)}
            soft = {pair for pair, duty in some.items() if self.plan.terms(duty).estimate}
            pairs = enumerate(terms if soft else ())
            self._estimates = frozenset(duty for duty, pair in pairs if pair in soft)
        return self._estimates


def _recipe(indicator: Indicator, known: Mapping[str, Indicator]) -> Recipe:
    givens: list[Given] = []
    steps: list[Step] = []
    numbers: dict[str, int] = {}
    for one in _parts_first(indicator, known):
        numbers[one.key] = len(steps)
        if one.is_computed:
            steps.append(Step(one, parts=tuple((sign, numbers[part]) for sign, part in _parts(one))))
        else:
            steps.append(Step(one, given=len(givens)))
            givens.append(Given(one, None if one.weight is None else known[one.weight]))
    return Recipe(indicator, tuple(givens), tuple(steps))


def _parts(indicator: Indicator) -> tuple[tuple[int, str], ...]:
    """What an indicator is made of, with signs."""
    if indicator.goes_up == "ratio":
        return ((1, str(indicator.numerator)), (1, str(indicator.denominator)))
    return indicator.terms


def _parts_first(indicator: Indicator, known: Mapping[str, Indicator]) -> Iterable[Indicator]:
    """An indicator and all it is made of, each once, parts before wholes; the plan is proved free of circles."""
    ordered: dict[str, Indicator] = {}
    left = [indicator]
    while left:
        one = left[-1]
        missing = [known[part] for _, part in _parts(one) if part not in ordered] if one.is_computed else []
        if missing:
            left.extend(missing)
        else:
            ordered.setdefault(one.key, one)
            left.pop()
    return ordered.values()
