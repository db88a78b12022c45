"""Reading one total from columns: the same figures that reading down along its rows gives."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property

from kehoach._report import MISSING, NA
from kehoach._rollup._ledger import Ledger
from kehoach._rollup._reach import Found
from kehoach._rollup._recipe import Figures, Recipe
from kehoach._rollup._tally import Result, given_figure, worked_out
from kehoach._rollup._total import Coverage
from kehoach._rollup._values import Value
from kehoach._rollup._walk import Node

__all__ = ["Reading", "reading"]

_Own = tuple[Figures | None, ...]


def reading(ledger: Ledger, node: Node, recipe: Recipe) -> Reading | None:
    """A total in columns; None where only reading it one by one is right.

    That is so where two versions of one duty are met, where the unit itself is waived, and where others were waived
    when the version was sent than now.

    Args:
        ledger: The columns.
        node: Whose total.
        recipe: Of which indicator; one that is worked out by columns.
    """
    column, board = ledger.column_of(node), ledger.board
    shared = sorted(ledger.shared.get(column, ()))
    if len({ledger.duty_of(one) for one in shared}) < len(shared) or node[0] in ledger.waivers:
        return None
    if node in board.rows and board.excused.get(node, frozenset()) != ledger.waivers:
        return None
    return Reading(ledger, node, column, shared, recipe)


class Reading:
    """One total in columns.

    Args:
        ledger: The columns.
        node: Whose total.
        column: The column of that version.
        shared: The columns of the shared versions that it reaches.
        recipe: Of which indicator.
    """

    def __init__(self, ledger: Ledger, node: Node, column: int, shared: Sequence[int], recipe: Recipe) -> None:
        self._ledger, self._node, self._column, self._recipe = ledger, node, column, recipe
        self._place = ledger.places[recipe.indicator.key]
        self._counts = ledger.pages.single(column, shared)

    def _count(self, word: str, given: int = -1) -> int:
        return int(self._ledger.pages.count(self._counts, self._place, word, given))

    @cached_property
    def coverage(self) -> Coverage:
        """Who is heard."""
        at = int(self._ledger.layout.place[self._node[0]])
        waived = self._ledger.waived[self._place]
        expected = int(self._ledger.expected[self._place][at]) - self._count("absent")
        reported = self._count("said") - self._count("unasked")
        return Coverage(reported, expected, 0 if waived is None else int(waived[at]))

    @property
    def is_whole(self) -> bool:
        """Whether everybody who is asked is heard."""
        return self.coverage.reported == self.coverage.expected

    @cached_property
    def _entered(self) -> list[int]:
        """For each given indicator, how many versions enter it."""
        return [self._count("entered", number) for number in range(len(self._recipe.givens))]

    @cached_property
    def _own(self) -> _Own:
        """What the version adds itself."""
        ledger, duty = self._ledger, self._node[0]
        return self._recipe.said(ledger.cells_at(self._column), ledger.book.asks(self._recipe, duty)).figures

    def value(self, zeros: list[tuple[str, str]]) -> Value | None:
        """The total; None where that is read one by one.

        Args:
            zeros: What is divided by nothing is noted here.
        """
        return self._worked_out(self._entered, (), zeros)

    def found(self) -> Found | None:
        """The total and the part of everything below; None where one of them is read one by one."""
        zeros: list[tuple[str, str]] = []
        own = self._own or (None,) * len(self._entered)
        left = [many - (added is not None) for many, added in zip(self._entered, own, strict=True)]
        value, below = self.value(zeros), self._worked_out(left, own, [])
        return None if value is None or below is None else Found(value, below, self.coverage, zeros)

    def _worked_out(self, entered: Sequence[int], own: _Own, zeros: list[tuple[str, str]]) -> Value | None:
        """The total without what the version adds itself, where that is given."""
        if all(entered):
            results = [self._given(number, own[number] if own else None, zeros) for number in range(len(entered))]
            return worked_out(self._recipe, results, zeros)
        if len(entered) > 1:
            return None  # whether the others are missing or do not apply is read one by one
        return MISSING if self.coverage.expected else NA

    def _given(self, number: int, own: Figures | None, zeros: list[tuple[str, str]]) -> Result:
        """The total of a given indicator, less what the version adds itself, where that is given."""
        pages, given, scale = self._ledger.pages, self._recipe.givens[number], self._ledger.layout.scale
        lanes = [place for place, lane in pages.lanes(self._place) if lane.given == number]
        if not given.is_additive:
            figure = pages.figure(self._column, lanes[0])
            if own is not None:
                figure = pages.picked(self._ledger.sources_of(self._column), lanes[0])
            return Fraction(figure, 10**given.indicator.decimals)
        sums = [pages.figure(self._column, lane) for lane in lanes]
        if own is not None:
            sums = [total - int(added) * scale for total, added in zip(sums, own, strict=True)]
        return given_figure(given, [Fraction(one, scale) if one % scale else one // scale for one in sums], zeros)
