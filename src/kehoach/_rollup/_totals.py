"""A table of totals: every unit of a tier, every indicator; a total is made when it is looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Final, overload

import attrs

from kehoach._frames import Field, Framed
from kehoach._progress import Board, duty_fields, duty_number
from kehoach._report import MISSING, NA
from kehoach._rollup._framing import total_fields
from kehoach._rollup._ledger import Ledger, can_be_columned
from kehoach._rollup._lineage import Replay
from kehoach._rollup._reach import Reach, version_of
from kehoach._rollup._reading import Reading, reading
from kehoach._rollup._recipe import Book, Recipe
from kehoach._rollup._total import Coverage, Total, TotalVersion
from kehoach._rollup._values import Value
from kehoach._rollup._walk import Node
from kehoach._rollup._waterfall import figure_of
from kehoach._spelling import nearest
from kehoach.errors import Finding, InvalidCommand, UnknownName

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

__all__ = ["Asked", "Totals"]

_BITS: Final = 63


@attrs.frozen(eq=False)
class Asked:
    """What a table of totals holds.

    Attributes:
        duties: Whose totals.
        keys: Which indicators.
        version: Which version of each.
    """

    duties: Sequence[int]
    keys: tuple[str, ...]
    version: TotalVersion


class Totals(Sequence[Total], Framed):
    """Totals of many units and indicators: units in official order, each with its indicators in that of the plan.

    A total is looked up by its place, by its unit (where one indicator was asked for), or by unit and key:
    ``totals[0]``, ``totals["461"]``, ``totals["461", "members"]``. What was asked for stays as it was when the campaign
    goes on.

    A frame of them has a row for each: ``duty``, ``unit``, ``name``, ``tier``, ``form``, ``period``, ``key``,
    ``version``; ``value``, rounded as it is printed, and ``exact``, the same exactly as text (``1/3``); ``text`` of
    texts, ``mark`` (``n/a``, ``missing``); ``own``, ``reported``, ``expected``, ``waived``,
    ``estimated`` and ``measure``. Values are integers, or decimals with as many places as any of the indicators has.
    """

    def __init__(
        self,
        book: Book,
        ledgers: Mapping[str, Ledger],
        board: Board,
        asked: Asked,
        *,
        at: int,
        replay: Replay | None = None,
    ) -> None:
        self._book, self._ledgers, self._board, self._at, self._replay = book, dict(ledgers), board, at, replay
        self._asked, self._seq = asked, board.seq
        self._reaches: dict[Node, Reach] = {}
        self._tell: Callable[[Total], Total] | None = None

    def shown(self, duties: Iterable[int], tell: Callable[[Total], Total]) -> Totals:
        """The same table for some of its duties, each total as it is told.

        Args:
            duties: The numbers of the duties; those that are not in the table are left out.
            tell: What a total becomes before it is handed out.
        """
        every = set(self._asked.duties)
        asked = attrs.evolve(self._asked, duties=[duty for duty in duties if duty in every])
        told = Totals(self._book, self._ledgers, self._board, asked, at=self._at, replay=self._replay)
        told._seq, told._tell = self._seq, tell
        return told

    @property
    def units(self) -> tuple[str, ...]:
        """The duties whose totals these are."""
        names, duties = self._board.grid.names, self._asked.duties
        return tuple(names) if len(duties) == len(names) else tuple([names[duty] for duty in duties])

    @property
    def keys(self) -> tuple[str, ...]:
        """The indicators."""
        return self._asked.keys

    def _fields(self) -> list[Field]:
        every, index = tuple(self), self._book.plan.columns.index
        decimals = max((self._book.recipe(key).indicator.decimals for key in self.keys), default=0)
        return [
            *duty_fields(self._book.plan, [index[one.unit] for one in every]),
            Field("key", "text", [one.key for one in every]),
            *total_fields(every, decimals),
        ]

    # ------------------------------------------------------------- looking up

    def __len__(self) -> int:
        return len(self._asked.duties) * len(self.keys)

    def __iter__(self) -> Iterator[Total]:
        return (self._total(duty, key) for duty in self._asked.duties for key in self.keys)

    @overload
    def __getitem__(self, place: int | str | tuple[str, str]) -> Total: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Total]: ...
    def __getitem__(self, place: int | slice | str | tuple[str, str]) -> Total | Sequence[Total]:
        if isinstance(place, slice):
            return tuple(self[one] for one in range(*place.indices(len(self))))
        if isinstance(place, int):
            spot = range(len(self))[place]
            return self._total(self._asked.duties[spot // len(self.keys)], self.keys[spot % len(self.keys)])
        unit, key = (place, self._only()) if isinstance(place, str) else place
        duty = self._number(unit)
        self._known(key)
        return self._total(duty, key)

    def _number(self, unit: str) -> int:
        duty = self._board.grid.index.get(unit) if self._tell is not None else duty_number(self._book.plan, unit)
        if duty is None or duty not in self._asked.duties:
            raise UnknownName("unit", unit, nearest(unit, self.units, 3))
        return duty

    def _only(self) -> str:
        if len(self.keys) != 1:
            raise TypeError(f"of {len(self.keys)} indicators one must be named: totals[unit, key]")
        return self.keys[0]

    def __repr__(self) -> str:
        return f"<totals of {len(self._asked.duties)} units, {len(self.keys)} indicators>"

    # ---------------------------------------------------------------- columns

    def values(self, key: str) -> tuple[Value, ...]:
        """The bare totals of an indicator, in the order of `units`."""
        recipe = self._known(key)
        if self._tell is not None and recipe.indicator.kind == "text":
            return tuple([self._total(duty, key).value for duty in self._asked.duties])
        return tuple([self._value(self._node(duty), recipe) for duty in self._asked.duties])

    def coverages(self, key: str) -> tuple[Coverage, ...]:
        """Who is heard in the totals of an indicator, in the order of `units`."""
        recipe = self._known(key)
        return tuple([self._coverage(self._node(duty), recipe) for duty in self._asked.duties])

    def array(self, key: str) -> np.ma.MaskedArray[tuple[int], np.dtype[np.int64]]:
        """The totals of an indicator as a column of 64-bit integers, without their point, in the order of `units`.

        What is missing or not applicable is masked.

        Raises:
            InvalidCommand: A total does not fit into 64 bits (KH651), or has more decimals than its indicator (KH652).
        """
        import numpy as np

        scale = 10 ** self._known(key).indicator.decimals
        values = self.values(key)
        masks = [not isinstance(figure_of(value), int | Fraction) or value in (MISSING, NA) for value in values]
        figures = [
            0 if is_masked else _whole(unit, key, Fraction(figure_of(value) or 0) * scale)
            for unit, value, is_masked in zip(self.units, values, masks, strict=True)
        ]
        return np.ma.array(np.array(figures, "i8"), mask=masks)

    def _known(self, key: str) -> Recipe:
        if key not in self.keys:
            raise UnknownName("indicator", key, nearest(key, self.keys))
        return self._book.recipe(key)

    # ----------------------------------------------------------- working out

    def _node(self, duty: int) -> Node:
        self._settle()
        return duty, version_of(self._board, duty, self._asked.version)

    def _total(self, duty: int, key: str) -> Total:
        found = self._whole(duty, key)
        return found if self._tell is None else self._tell(found)

    def _whole(self, duty: int, key: str) -> Total:
        node = self._node(duty)
        recipe = self._book.recipe(key)
        reach = self._reach(node).grouped(recipe)
        column = self._column(node, recipe)
        if column is None or not column.is_whole or self._book.estimates:
            return reach.total(recipe, self._replay)  # who is missing, and who estimates, is read one by one
        found = column.found()
        return reach.total(recipe, self._replay) if found is None else reach.told(recipe, found, self._replay)

    def _value(self, node: Node, recipe: Recipe) -> Value:
        column = self._column(node, recipe)
        value = None if column is None else column.value([])
        return self._reach(node).total(recipe, self._replay).value if value is None else value

    def _coverage(self, node: Node, recipe: Recipe) -> Coverage:
        column = self._column(node, recipe)
        if column is not None:
            return column.coverage
        total = self._reach(node).total(recipe, self._replay)
        return Coverage(total.reported, total.expected, total.waived)

    def _reach(self, node: Node) -> Reach:
        self._settle()
        if node not in self._reaches:
            self._reaches[node] = Reach(self._book, self._board, node, at=self._at)
        return self._reaches[node]

    def _settle(self) -> None:
        """Go on with what was asked for, where the campaign has gone on since."""
        if self._board.seq != self._seq and self._replay is not None:
            self._board = self._replay(self._seq)
            self._reaches.clear()
        for group, ledger in list(self._ledgers.items()):
            if ledger.seq == self._seq:
                continue
            fits = self._board.seq == self._seq and can_be_columned(self._board)
            tops = [(duty, version_of(self._board, duty, self._asked.version)) for duty in self._asked.duties]
            del self._ledgers[group]
            if fits:
                self._ledgers[group] = Ledger(self._book, self._board, tops, group)

    def _column(self, node: Node, recipe: Recipe) -> Reading | None:
        """A total in columns; None where only reading it one by one is right."""
        self._settle()
        ledger = self._ledgers.get(recipe.indicator.group)
        if ledger is None or recipe.indicator.key not in ledger.places:
            return None
        return reading(ledger, node, recipe)


def _whole(unit: str, key: str, figure: Fraction) -> int:
    if figure.denominator != 1:
        raise InvalidCommand(Finding("KH652", {"unit": unit, "key": key, "value": str(figure)}, subject=unit))
    if not -(2**_BITS) <= figure < 2**_BITS:
        raise InvalidCommand(Finding("KH651", {"unit": unit, "key": key, "value": str(figure)}, subject=unit))
    return int(figure)
