"""A total: what a version of a report says of everything below it, read down along its rows.

A total is read from rows, never kept, so it cannot differ from what it rests on. It never travels without its
coverage: who was asked, who answered, and who is missing. Missing is never zero: ``sum{5, missing} = 5`` with
coverage 1/2, ``sum{missing}`` is missing, ``sum{}`` is not applicable, and nil is 0 with coverage.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Literal, NoReturn

import attrs

from kehoach._plan import Plan, PlanColumns
from kehoach._progress import Board, duty_number
from kehoach._report import MISSING, NA, NIL, Cell, Indicator, Mark, pointed
from kehoach._spelling import nearest
from kehoach.errors import Finding, InvalidCommand, UnknownName

__all__ = ["Total", "TotalVersion", "total"]

TotalVersion = Literal["draft", "published"] | int
_TOTALLED = ("sum",)


@attrs.frozen(kw_only=True)
class Total:
    """A figure with what it rests on.

    Attributes:
        unit: Whose total.
        version: Of which version of its report.
        key: Which indicator.
        value: The exact total: an `int`, a `Decimal`, a `Fraction` where shares make one; `MISSING`: nobody answered;
            `NA`: nobody is asked.
        own: The unit's own part.
        reported: How many of those asked, in the whole subtree, stand in the total with a figure or nil.
        expected: How many are asked, less those to whom it does not apply.
        missing: Who is asked and does not stand in it, in official order.
        waived: How many are waived, outside the coverage.
        decimals: How many figures stand behind the point when it is printed.
        measure: What is counted.
    """

    unit: str
    version: int
    key: str
    value: int | Decimal | Fraction | Mark
    own: Cell
    reported: int
    expected: int
    missing: tuple[str, ...]
    waived: int = 0
    decimals: int = 0
    measure: str = ""

    @property
    def coverage(self) -> Fraction | None:
        """Reported of expected; None when nobody is asked."""
        return Fraction(self.reported, self.expected) if self.expected else None

    @property
    def complete(self) -> bool:
        """Whether everybody who is asked stands in it."""
        return self.reported == self.expected

    def __float__(self) -> NoReturn:
        raise TypeError(f"a total has a coverage ({self.reported} of {self.expected}); read .value for the bare figure")

    def __str__(self) -> str:
        figure = self.value if isinstance(self.value, Mark) else _printed(self.value, self.decimals)
        return f"{figure} ({self.reported} of {self.expected} reported)"

    def to_dict(self) -> dict[str, object]:
        """The total as plain data, ready for JSON; exact figures as text where they are no integers."""
        plain = self.value if isinstance(self.value, int) else str(self.value)
        own = self.own if isinstance(self.own, int) else str(self.own)
        fields = attrs.asdict(self, filter=lambda field, _: field.name not in ("value", "own"))
        return {**fields, "missing": list(self.missing), "value": plain, "own": own}


def _printed(value: int | Decimal | Fraction, decimals: int) -> str:
    """Rounded half up, away from zero, as statistics offices print; only here is a figure ever rounded."""
    scaled = Fraction(value) * 10**decimals
    whole = int(abs(scaled) + Fraction(1, 2))
    return f"{pointed(-whole if scaled < 0 else whole, decimals):.{decimals}f}"


def total(
    plan: Plan, board: Board, unit: str, key: str, version: TotalVersion = "draft", *, at: int | None = None
) -> Total:
    """The total of an indicator in one version of a unit's report.

    Args:
        plan: The plan.
        board: Where everything stands.
        unit: Whose total.
        key: Which indicator.
        version: ``"draft"``: the working version; ``"published"``: it too once it is sent, else the last that was
            accepted; or a number.
        at: The instant at which a version that is not sent is asked of, in microseconds since 1970 UTC; that of the
            last line when None.

    Raises:
        UnknownName: No such unit or indicator.
        InvalidCommand: The indicator has no total (KH607), or the unit no such version (KH608).
    """
    duty, indicator = duty_number(plan, unit), _indicator(plan, key)
    number = _version(board, duty, version)
    reached = board.reached(duty, number)
    said = {below: _cell(board, below, v, key) for (below, v) in reached}
    asked = [below for below in _subtree(board.frame(duty, number), duty) if _asks(plan, indicator, below)]
    excused = board.waived_in(duty, number, at)
    waived = [below for below in asked if below in excused and not board.dormant(below)]
    expected = [below for below in asked if below not in excused]
    open_ones = [below for below in expected if said.get(below, MISSING) is not NA]
    missing = [below for below in open_ones if said.get(below, MISSING) is MISSING]
    figures = [(weight, said[below]) for (below, _), weight in reached.items() if not _empty(said[below])]
    names = board.grid.names
    return Total(
        unit=names[duty],
        version=number,
        key=key,
        value=_sum(figures, indicator, asked=bool(open_ones)),
        own=said[duty],
        reported=len(open_ones) - len(missing),
        expected=len(open_ones),
        missing=tuple(names[below] for below in missing),
        waived=len(waived),
        decimals=indicator.decimals,
        measure=indicator.measure,
    )


def _indicator(plan: Plan, key: str) -> Indicator:
    known = {one.key: one for one in plan.indicators}
    if key not in known:
        raise UnknownName("indicator", key, nearest(key, known))
    if known[key].goes_up not in _TOTALLED:
        raise InvalidCommand(Finding("KH607", {"key": key, "goes_up": known[key].goes_up}))
    return known[key]


def _version(board: Board, duty: int, version: TotalVersion) -> int:
    working, sent = board.version[duty], board.flat.roles[board.state[duty]] > 0 and not board.waived(duty)
    if version in ("draft", working):
        return working
    last = working if sent else board.base[duty][0] if duty in board.base else board.accepted_version[duty]
    if version == "published" and last:
        return last
    if isinstance(version, int) and 1 <= version <= max(working, board.newest.get(duty, 0)):
        return version
    values = {"unit": board.grid.names[duty], "version": version, "known": f"1 to {working}"}
    raise InvalidCommand(Finding("KH608", values))


def _cell(board: Board, duty: int, version: int, key: str) -> Cell:
    if (duty, version) in board.filed:
        return board.filed[duty, version][0].get(key, MISSING)
    return board.cells.get(duty, {}).get(key, MISSING) if version == board.version[duty] else MISSING


def _empty(cell: Cell) -> bool:
    return cell is MISSING or cell is NA


def _subtree(grid: PlanColumns, duty: int) -> list[int]:
    """A duty and everything below it along the edges of a graph, in official order."""
    seen, border = {duty}, [duty]
    while border:
        here = border.pop()
        below = set(grid.edge_unit[grid.edge_first[here] : grid.edge_first[here + 1]]) - seen
        seen |= below
        border.extend(below)
    return sorted(seen)


def _asks(plan: Plan, indicator: Indicator, duty: int) -> bool:
    grid = plan.columns  # a unit that is passed over is no leaf
    if not indicator.asked_of:
        return grid.edge_first[duty] == grid.edge_first[duty + 1]
    return plan.tiers[grid.tier_no[duty]].id in indicator.asked_of


def _sum(figures: list[tuple[Fraction, Cell]], indicator: Indicator, *, asked: bool) -> int | Decimal | Fraction | Mark:
    if not figures:
        return MISSING if asked else NA
    exact = sum(
        (weight * Fraction(0 if cell is NIL else cell) for weight, cell in figures),  # type: ignore[arg-type]
        Fraction(0),
    )
    if exact.denominator == 1 and indicator.decimals == 0:
        return int(exact)
    scaled = exact * 10**indicator.decimals
    return pointed(int(scaled), indicator.decimals) if scaled.denominator == 1 else exact
