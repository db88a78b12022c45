"""What a report says against the checks of its plan: exact figures, and an answer for each check that applies.

A figure that is missing is unknown: a hard check refuses it, a soft one warns. Nil is zero. One that does not apply
leaves the check out, as does a sum over reports below of which there are none or to all of which it does not apply.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Final

import attrs

from kehoach._plan import Plan
from kehoach._progress import Board
from kehoach._report import MISSING, NA, NIL, Cell, Check, Details, Operand, Sides
from kehoach.errors import Blocker, Finding, Value

__all__ = ["Judge", "Verdict", "findings_of"]

_Cells = Mapping[str, Cell]
_Sum = Fraction | str | None
"""A sum; the name of what is unknown in it; None where it does not apply."""
_TENTHS: Final = (2, 5)


@attrs.frozen
class Verdict:
    """A check that does not hold, or of which nobody can tell.

    Attributes:
        check: The check.
        place: Which of the plan's.
        left, right: The sides; None where one of them is unknown.
        unknown: What is missing.
    """

    check: Check
    place: int
    left: Fraction | None = None
    right: Fraction | None = None
    unknown: tuple[str, ...] = ()

    @property
    def values(self) -> dict[str, Value]:
        """What a message says: the check, and both sides with their difference, or what is missing."""
        said: dict[str, Value] = {"check": self.check.title or str(self.check)}
        if self.left is None or self.right is None:
            return {**said, "missing": self.unknown}
        off = abs(self.left - self.right)
        said |= {"left": _shown(self.left), "right": _shown(self.right), "difference": _shown(off)}
        return {**said, "formula": str(self.check), "tolerance": str(self.check.tolerance)}

    @property
    def blocker(self) -> Blocker:
        """What stands against sending the report."""
        return Blocker("check_unknown" if self.unknown else "check_failed", self.values)

    def finding(self, unit: str) -> Finding:
        """The same as something that is told: an error where it is hard, else a warning."""
        code, severity = "KH695" if self.unknown else "KH694", "error" if self.check.is_hard else "warning"
        path = f"checks[{self.place}]"
        return Finding(code, {"unit": unit, **self.values}, severity=severity, path=path, subject=unit)  # type: ignore[arg-type]  # a severity


def findings_of(plan: Plan, board: Board, duty: int) -> tuple[Finding, ...]:
    """What the working version of a report breaks, hard checks first.

    Args:
        plan: The plan.
        board: Where everything stands.
        duty: The number of the duty.
    """
    found = [one.finding(board.grid.names[duty]) for one in Judge(plan, plan.checks).verdicts(board, duty, None)]
    return tuple(sorted(found, key=lambda one: one.severity != "error"))


class Judge:
    """Some checks of a plan, ready to be asked.

    Args:
        plan: The plan.
        checks: Which of its checks.
    """

    def __init__(self, plan: Plan, checks: Iterable[Check]) -> None:
        self._indicators = {one.key: one for one in plan.indicators}
        self._tiers = [tier.id for tier in plan.tiers]
        wanted = set(checks)
        self._checks = [
            (place, one, (self._flat(one.sides[0]), self._flat(one.sides[1])))
            for place, one in enumerate(plan.checks)
            if one in wanted
        ]

    def verdicts(self, board: Board, duty: int, details: Details | None) -> Iterator[Verdict]:
        """What does not hold of a report, were it sent with some details."""
        form = board.grid.forms[board.grid.form_of[duty]].partition("@")[0]
        tier = self._tiers[board.grid.tier_no[duty]]
        cells = {**board.cells.get(duty, {}), **((details.data or {}) if details is not None else {})}
        for place, check, sides in self._checks:
            if check.form not in ("", form) or (check.asked_of and tier not in check.asked_of):
                continue
            if check.asked_of or self._concerns(board, duty, cells, sides):
                yield from self._verdict(board, duty, cells, (place, check, sides))

    def _flat(self, side: Iterable[Operand]) -> tuple[Operand, ...]:
        """The figures that reports say, in place of those that are worked out."""
        flat: list[Operand] = []
        for one in side:
            terms = self._indicators[one.key].terms
            parts = (Operand(one.sign * sign, key, one.is_below) for sign, key in terms)
            flat += self._flat(parts) if terms else (one,)
        return tuple(flat)

    def _asks(self, board: Board, duty: int, key: str) -> bool:
        asked, grid = self._indicators[key].asked_of, board.grid
        return self._tiers[grid.tier_no[duty]] in asked if asked else grid.edge_first[duty] == grid.edge_first[duty + 1]

    def _concerns(self, board: Board, duty: int, cells: _Cells, sides: Sides) -> bool:
        """Whether a report says, or is asked for, any figure of its own; one of sums alone, all above others."""
        own = [one.key for side in sides for one in side if not one.is_below]
        return not own or any(cells.get(key, MISSING) is not MISSING or self._asks(board, duty, key) for key in own)

    def _verdict(self, board: Board, duty: int, cells: _Cells, asked: tuple[int, Check, Sides]) -> Iterator[Verdict]:
        place, check, sides = asked
        sums = [[self._figure(board, duty, cells, one) for one in side] for side in sides]
        if any(one is None for side in sums for one in side):
            return
        unknown = tuple(dict.fromkeys(one for side in sums for one in side if isinstance(one, str)))
        if unknown:
            yield Verdict(check, place, unknown=unknown)
            return
        left, right = (sum((one for one in side if isinstance(one, Fraction)), Fraction()) for side in sums)
        if not _holds(left - right, check.relation, Fraction(check.tolerance)):
            yield Verdict(check, place, left, right)

    def _figure(self, board: Board, duty: int, cells: _Cells, one: Operand) -> _Sum:
        key, own = one.key, cells.get(one.key, MISSING)
        found = self._below(board, duty, key) if one.is_below else _figure(own, key)
        return one.sign * found if isinstance(found, Fraction) else found

    def _below(self, board: Board, duty: int, key: str) -> _Sum:
        """The sum of what is held, by shares; a held report that does not say what it is asked for makes it unknown."""
        node, total, is_said = (duty, board.version[duty]), Fraction(), False
        for (unit, version), weight in board.reached(*node, self._indicators[key].group).items():
            if (unit, version) == node or not weight:
                continue
            cell = board.filed.get((unit, version), ({}, {}))[0].get(key, MISSING)
            if cell is MISSING and self._asks(board, unit, key):
                return f"{board.grid.names[unit]}: {key}"
            figure = _figure(cell, key)
            if isinstance(figure, Fraction):
                total, is_said = total + weight * figure, True
        return total if is_said else None


def _figure(cell: Cell, key: str) -> _Sum:
    """The figure of a cell; nil is zero, what does not apply is None, what is missing is its key."""
    if cell is NA:
        return None
    if cell is NIL:
        return Fraction()
    return Fraction(cell) if isinstance(cell, int | Decimal) else key


def _holds(off: Fraction, relation: str, tolerance: Fraction) -> bool:
    """Whether a left side that is so much more than the right one is what it should be."""
    if relation == "=":
        return abs(off) <= tolerance
    more = -off if relation in (">", ">=") else off
    return more <= tolerance if relation in ("<=", ">=") else more < tolerance


def _shown(figure: Fraction) -> str:
    """An exact figure: with a point where it ends, else as a fraction."""
    rest, places = figure.denominator, 0
    for one in _TENTHS:
        count = 0
        while rest % one == 0:
            rest, count = rest // one, count + 1
        places = max(places, count)
    if rest != 1 or places == 0:
        return str(figure)
    return format(Decimal(f"{int(figure * 10**places)}E-{places}"), "f")
