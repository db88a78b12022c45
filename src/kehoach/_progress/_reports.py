"""What reports say themselves, as a sequence and as columns of a data frame."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import overload

from kehoach._frames import Field, Framed, decimals_of
from kehoach._plan import Plan
from kehoach._progress._framing import duty_fields
from kehoach._report import ACT_CELLS, NIL, Cell, Indicator, Mark, Report

__all__ = ["Reports"]


class Reports(Sequence[Report], Framed):
    """Reports as they stand, in official order; each is made when it is looked at.

    A frame of them has a row for each: ``unit``, ``name``, ``form``, ``period``; each indicator that is entered, by its
    key, an integer or a decimal with its places, and behind it, such as ``members.mark``, what stands in place of the
    figure (``nil`` beside a 0, ``n/a``); each section; and of acts ``done_on``, ``manner`` and ``evidence``.
    `kehoach.files.submissions_from_frame` reads such frames.

    Args:
        plan: The plan.
        duties: The numbers of the duties.
        report: What makes the report of one.
    """

    __slots__ = ("_duties", "_plan", "_report")

    def __init__(self, plan: Plan, duties: Sequence[int], report: Callable[[int], Report]) -> None:
        self._plan, self._duties, self._report = plan, duties, report

    def __len__(self) -> int:
        return len(self._duties)

    @overload
    def __getitem__(self, place: int) -> Report: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Report]: ...
    def __getitem__(self, place: int | slice) -> Report | Sequence[Report]:
        if isinstance(place, slice):
            return tuple(map(self._report, self._duties[place]))
        return self._report(self._duties[place])

    def __repr__(self) -> str:
        return f"<{len(self)} reports>"

    def _fields(self) -> list[Field]:
        every = tuple(self)
        about = [one for one in duty_fields(self._plan, self._duties) if one.name not in ("duty", "tier")]
        figures = [
            field
            for indicator in self._plan.indicators
            if not indicator.is_computed
            for field in _said(indicator, [one.data.get(indicator.key) for one in every])
        ]
        texts = [
            Field(one.key, "text", [report.sections.get(one.key) for report in every]) for one in self._plan.outline
        ]
        return [*about, *figures, *texts, *self._done(every)]

    def _done(self, every: Sequence[Report]) -> Iterator[Field]:
        """What is said of acts, where the plan asks for some."""
        if self._plan.columns.acts:
            day, *rest = ACT_CELLS
            days = [one.data.get(day) for one in every]
            yield Field(day, "day", [date.fromisoformat(one) if isinstance(one, str) else None for one in days])
            for key in rest:
                texts = [one.data.get(key) for one in every]
                yield Field(key, "text", [one if isinstance(one, str) else None for one in texts])


def _said(indicator: Indicator, cells: Sequence[Cell | None]) -> Iterator[Field]:
    """The figures of an indicator, and what stands in their place."""
    key, decimals = indicator.key, indicator.decimals
    if indicator.kind == "text":
        yield Field(key, "text", [one if isinstance(one, str) else None for one in cells])
    else:
        figures = [_figure(one) for one in cells]
        if decimals:
            yield Field(key, "decimal", decimals_of(figures, decimals), decimals=decimals)
        else:
            yield Field(key, "integer", [None if one is None else int(one) for one in figures])
    yield Field(f"{key}.mark", "text", [str(one) if isinstance(one, Mark) else None for one in cells])


def _figure(cell: Cell | None) -> int | Decimal | None:
    if cell is NIL:
        return 0
    return cell if isinstance(cell, int | Decimal) and not isinstance(cell, Mark) else None
