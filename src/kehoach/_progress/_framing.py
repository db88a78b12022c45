"""Where every duty stands and when it is due, as columns of a data frame."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Literal, overload

from kehoach._clock import from_micros, micros
from kehoach._deadline._reading import zone_of
from kehoach._frames import Field, Library, frame_of
from kehoach._plan import Plan
from kehoach._plan._values import ISSUER
from kehoach._progress._board import Board
from kehoach._progress._changes import FAR, NEAR
from kehoach._progress._standing import Against, RateClock, View, standing_of

if TYPE_CHECKING:
    from kehoach._frames._framed import ArrowTable, PandasFrame, PolarsFrame

__all__ = ["Framing", "duty_fields", "standing_fields"]


class Framing:
    """A progress that can be had as a data frame."""

    __slots__ = ()

    @abstractmethod
    def _fields(self, tier: str | None, form: str | None, by: RateClock | None, against: Against) -> list[Field]:
        """The columns of the frame."""

    @overload
    def to_frame(
        self,
        library: Literal["pandas"],
        *,
        tier: str | None = None,
        form: str | None = None,
        by: RateClock | None = None,
        against: Against = "effective",
    ) -> PandasFrame: ...
    @overload
    def to_frame(
        self,
        library: Literal["polars"],
        *,
        tier: str | None = None,
        form: str | None = None,
        by: RateClock | None = None,
        against: Against = "effective",
    ) -> PolarsFrame: ...
    @overload
    def to_frame(
        self,
        library: Literal["pyarrow"],
        *,
        tier: str | None = None,
        form: str | None = None,
        by: RateClock | None = None,
        against: Against = "effective",
    ) -> ArrowTable: ...
    @overload
    def to_frame(
        self,
        library: Library | None = None,
        *,
        tier: str | None = None,
        form: str | None = None,
        by: RateClock | None = None,
        against: Against = "effective",
    ) -> object: ...
    def to_frame(
        self,
        library: Library | None = None,
        *,
        tier: str | None = None,
        form: str | None = None,
        by: RateClock | None = None,
        against: Against = "effective",
    ) -> object:
        """How every duty stands and when it is due, a row for each, as a data frame of pandas, polars or pyarrow.

        Its columns: ``duty``, ``unit``, ``name``, ``tier``, ``form``, ``period``, ``superior`` (the lead, or
        ``issuer``), ``version``, ``state``, ``bucket`` and ``phase`` as in `Standing`, ``opens_at``, ``due_before``,
        ``last_day`` (the last day on time), ``closes_at``, ``first_due_before``, ``submitted_at``, ``days_late`` and
        ``late``. Instants are told in the plan's zone; what is not said is null.

        Args:
            library: Which of the three makes it; None: the first of them that is installed.
            tier: Only of this tier.
            form: Only of this form.
            by: The clock, as in `standing`.
            against: Which due, as in `standing`.

        Raises:
            UnknownName: No such tier, form or library.
            MissingExtra: The library is not installed, or none is.
        """
        return frame_of(self._fields(tier, form, by, against), library)


def duty_fields(plan: Plan, duties: Sequence[int]) -> list[Field]:
    """Which duties they are: id, unit, name, tier, form and period.

    Args:
        plan: The plan.
        duties: The numbers of the duties.
    """
    grid, hierarchy, tiers = plan.columns, plan.hierarchy, [one.id for one in plan.tiers]
    assert hierarchy is not None  # a campaign has units
    units = [hierarchy.columns.ids[grid.unit_of[duty]] for duty in duties]
    return [
        Field("duty", "text", [grid.names[duty] for duty in duties]),
        Field("unit", "text", units),
        Field("name", "text", [hierarchy.name_of(unit) for unit in units]),
        Field("tier", "text", [tiers[grid.tier_no[duty]] for duty in duties]),
        Field("form", "text", [grid.forms[grid.form_of[duty]] for duty in duties]),
        Field("period", "text", [grid.periods[grid.form_of[duty]] for duty in duties]),
    ]


def standing_fields(
    board: Board, duties: Sequence[int], view: View, told: Callable[[str], str] = lambda name: name
) -> list[Field]:
    """How some duties stand and when they are due, as columns.

    Args:
        board: Where everything stands.
        duties: The numbers of the duties.
        view: How standings are asked for.
        told: What a superior is called that may not be named.
    """
    plan, grid, zone = board.plan, board.grid, board.plan.reading.zone
    every = [standing_of(board, duty, view) for duty in duties]
    dues = [None if one.due_before is None else micros(one.due_before) for one in every]
    firsts = [None if one.first_due_before is None else micros(one.first_due_before) for one in every]
    came = [None if one.submitted_at is None else micros(one.submitted_at) for one in every]
    ids = () if plan.hierarchy is None else plan.hierarchy.columns.ids
    leads = [ISSUER if grid.lead_actor[duty] == len(ids) else told(ids[grid.lead_actor[duty]]) for duty in duties]
    return [
        *duty_fields(plan, duties),
        Field("superior", "text", leads),
        Field("version", "integer", [board.version[duty] for duty in duties]),
        Field("state", "text", [one.state for one in every]),
        Field("bucket", "text", [one.bucket for one in every]),
        Field("phase", "text", [one.phase for one in every]),
        Field("opens_at", "instant", [_known(board.opens_at[duty]) for duty in duties], zone=zone),
        Field("due_before", "instant", dues, zone=zone),
        Field("last_day", "day", [_last_day(due, zone) for due in dues]),
        Field("closes_at", "instant", [_known(board.closes_at[duty]) for duty in duties], zone=zone),
        Field("first_due_before", "instant", firsts, zone=zone),
        Field("submitted_at", "instant", came, zone=zone),
        Field("days_late", "integer", [one.days_late for one in every]),
        Field("late", "flag", [one.late for one in every]),
    ]


def _known(instant: int) -> int | None:
    return None if instant in (NEAR, FAR) else instant


def _last_day(due: int | None, zone: str) -> date | None:
    """The day of the last instant that is on time."""
    return None if due is None else from_micros(due - 1).astimezone(zone_of(zone)).date()
