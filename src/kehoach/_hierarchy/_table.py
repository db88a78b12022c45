"""A table of units: columns of text, and where each row comes from."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import accumulate, chain
from typing import TypeVar

import attrs

from kehoach._hierarchy._units import Unit
from kehoach._hierarchy._words import shown
from kehoach.errors import Finding, InvalidHierarchy, Value

__all__ = ["COLUMNS", "Place", "UnitTable", "check_shape", "filled"]

T = TypeVar("T")

COLUMNS = ("id", "name", "tier", "reports_to", "kind", "opened_on", "closed_on", "derived")
_TEXTS = frozenset(COLUMNS[:5])


@attrs.frozen
class Place:
    """Where a row of units stands.

    Attributes:
        path: In the values, such as ``units[12]``.
        file, line: In a file, when it comes from one; lines count from 1.
    """

    path: str
    file: str | None = None
    line: int | None = None

    def __str__(self) -> str:
        return self.path if self.file is None else f"{self.file}:{self.line}"

    def finding(self, code: str, values: Mapping[str, Value], field: str, subject: str | None = None) -> Finding:
        """A finding about a field of this row."""
        return self.put(Finding(code, values, subject=subject), field)

    def put(self, finding: Finding, field: str) -> Finding:
        """A finding as one about a field of this row."""
        return attrs.evolve(finding, path=f"{self.path}.{field}", file=self.file, line=self.line)


def _nth(i: int) -> Place:
    return Place(f"units[{i}]")


@attrs.frozen(eq=False)
class UnitTable:
    """Units as columns, one row for each; what every hierarchy is made from.

    Args:
        id: The ids, in official order.
        name, tier, kind: Texts; an empty column stands for blanks.
        reports_to: Edges as text, such as ``"461"`` or ``"A=1/2|B=1/2|C=informs"``; blank at the top.
        opened_on, closed_on: Days, or texts of days; blank where not known.
        derived: Whether the document leaves the unit's edges unsaid: a bool, or a text that says yes or no.
        place: Where a row comes from, for messages.
    """

    id: Sequence[str]
    name: Sequence[str] = ()
    tier: Sequence[str] = ()
    reports_to: Sequence[str] = ()
    kind: Sequence[str] = attrs.field(default=(), kw_only=True)
    opened_on: Sequence[str | date | None] = attrs.field(default=(), kw_only=True)
    closed_on: Sequence[str | date | None] = attrs.field(default=(), kw_only=True)
    derived: Sequence[str | bool] = attrs.field(default=(), kw_only=True)
    place: Callable[[int], Place] = attrs.field(default=_nth, kw_only=True)

    def __len__(self) -> int:
        return len(self.id)

    @classmethod
    def of(cls, units: Iterable[Unit]) -> UnitTable:
        """The table of some units."""
        rows = tuple(units)
        return cls(
            [unit.id for unit in rows],
            [unit.name for unit in rows],
            [unit.tier for unit in rows],
            [unit.reports_to_text for unit in rows],
            kind=[unit.kind or "" for unit in rows],
            opened_on=[unit.opened_on for unit in rows],
            closed_on=[unit.closed_on for unit in rows],
        )

    @classmethod
    def joined(cls, tables: Iterable[UnitTable]) -> UnitTable:
        """Several tables, one under the other; each row keeps its place in a file.

        >>> both = UnitTable.joined([UnitTable(["45"]), UnitTable(["461", "462"], name=["Đông Hà", "Quảng Trị"])])
        >>> (both.id, both.name, str(both.place(2)))
        (['45', '461', '462'], ['', 'Đông Hà', 'Quảng Trị'], 'units[2]')
        """
        parts = tuple(tables)
        return cls(
            _stacked([(part.id, len(part)) for part in parts], ""),
            _stacked([(part.name, len(part)) for part in parts], ""),
            _stacked([(part.tier, len(part)) for part in parts], ""),
            _stacked([(part.reports_to, len(part)) for part in parts], ""),
            kind=_stacked([(part.kind, len(part)) for part in parts], ""),
            opened_on=_stacked([(part.opened_on, len(part)) for part in parts], None),
            closed_on=_stacked([(part.closed_on, len(part)) for part in parts], None),
            derived=_stacked([(part.derived, len(part)) for part in parts], ""),
            place=_Stack(parts).place,
        )


def check_shape(table: UnitTable) -> None:
    """Every column must have a row for each unit, or none, and the first five must hold text.

    Raises:
        InvalidHierarchy: They do not, or there are no units.
    """
    findings = list(_misshapen(table))
    if findings:
        raise InvalidHierarchy(findings)


def _misshapen(table: UnitTable) -> Iterator[Finding]:
    if not len(table):
        yield Finding("KH344", path="units")
    for column in COLUMNS:
        cells: Sequence[object] = getattr(table, column)
        if cells and len(cells) != len(table):
            yield Finding("KH345", {"column": column, "got": len(cells), "expected": len(table)}, path="units")
        elif column in _TEXTS and set(map(type, cells)) - {str}:
            for i, cell in enumerate(cells):
                if not isinstance(cell, str):
                    values: dict[str, Value] = {"value": shown(cell), "type": type(cell).__name__}
                    yield table.place(i).finding("KH311", values, column)


def filled(column: Sequence[T], n: int, blank: T) -> Sequence[T]:
    """A column of n rows; blanks where it is empty."""
    return column if column or not n else [blank] * n


def _stacked(parts: Iterable[tuple[Sequence[T], int]], blank: T) -> list[T]:
    return list(chain.from_iterable(filled(column, n, blank) for column, n in parts))


class _Stack:
    """Where the rows of a joined table come from."""

    __slots__ = ("_ends", "_parts")

    def __init__(self, parts: Sequence[UnitTable]) -> None:
        self._parts = parts
        self._ends = list(accumulate(map(len, parts)))

    def place(self, i: int) -> Place:
        """The place of a row: its number in the whole, its file and line in its part."""
        part = bisect_right(self._ends, i)
        within = i - (self._ends[part - 1] if part else 0)
        return attrs.evolve(self._parts[part].place(within), path=f"units[{i}]")
