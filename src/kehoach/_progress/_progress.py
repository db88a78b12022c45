"""Where a campaign stands: the fold of its log at an instant, read-only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Literal

from kehoach._calendar import Calendar, WorkingDays
from kehoach._clock import from_micros
from kehoach._deadline import Due
from kehoach._deadline._reading import zone_of
from kehoach._frames import Field
from kehoach._hierarchy import Hierarchy
from kehoach._plan import Plan, PlanColumns, Reprojection
from kehoach._plan._unowed import unowed
from kehoach._plan._values import ISSUER
from kehoach._progress._board import Board
from kehoach._progress._changes import FAR, NEAR, Shift, moved, returned
from kehoach._progress._content import content_hash
from kehoach._progress._framing import Framing, standing_fields
from kehoach._progress._happenings import due_of
from kehoach._progress._reports import Reports
from kehoach._progress._reviews import Waiting, waiting
from kehoach._progress._sequence import Disorder, disorders, waits_for
from kehoach._progress._standing import Against, RateClock, Standing, Summary, View, standing_of, summed
from kehoach._progress._unsolicited import Unsolicited
from kehoach._report import ACT_CELLS, Command, Report, Row
from kehoach._spelling import nearest
from kehoach.errors import Finding, InvalidCommand, UnknownName

__all__ = ["Progress", "duties_of", "duty_number", "hierarchy_of", "report_of"]


def duty_number(plan: Plan, unit: str, *, propose: bool = True) -> int:
    """The number of a duty that a text names: ``unit``, ``unit:form`` or ``unit:form@period``.

    Args:
        plan: The plan.
        unit: The text.
        propose: Whether to look for ids that are alike where there is no such duty.

    Raises:
        UnknownName: The plan has no such duty; the nearest ids are proposed.
        AmbiguousName: The unit owes several that it may mean; they are listed.
    """
    number = plan.columns.index.get(unit) if isinstance(unit, str) else None
    if number is None:
        owes = plan.hierarchy is not None and str(unit).partition(":")[0] in plan.hierarchy
        raise unowed(plan.columns, unit, kind="duty" if owes else "unit", propose=propose)
    return number


def duties_of(plan: Plan, tier: str | None = None, form: str | None = None) -> Sequence[int]:
    """The numbers of the duties of a tier and of a form, or of all, in official order.

    Raises:
        UnknownName: No such tier or form; the nearest is proposed.
    """
    columns = plan.columns
    duties: Sequence[int] = range(columns.n)
    if form is not None:
        places = _places_of(columns, form)
        duties = [duty for duty in duties if columns.form_of[duty] in places]
    if tier is not None:
        place = _place("tier", tier, [one.id for one in plan.tiers])
        duties = [duty for duty in duties if columns.tier_no[duty] == place]
    return duties


def _places_of(columns: PlanColumns, form: str) -> set[int]:
    """Where a form stands in all its periods, or in the one that is named: ``stock``, ``stock@2019-03``."""
    known = [
        name if period is None else f"{name}@{period}"
        for name, period in zip(columns.forms, columns.periods, strict=True)
    ]
    names = dict.fromkeys((*columns.forms, *known))
    _place("form", form, list(names))
    return {place for place, label in enumerate(known) if form in (label, columns.forms[place])}


def _place(kind: str, name: str, known: Sequence[str]) -> int:
    if name not in known:
        raise UnknownName(kind, name, nearest(name, known))
    return known.index(name)


def hierarchy_of(plan: Plan) -> Hierarchy:
    """The units of a plan.

    Raises:
        InvalidCommand: The plan is a template (KH500).
    """
    if plan.hierarchy is None:
        raise InvalidCommand(Finding("KH500"))
    return plan.hierarchy


def report_of(board: Board, duty: int) -> Report:
    """The report of a duty as it stands."""
    grid = board.grid
    version = board.version[duty]
    first = grid.edge_first[duty]
    rows = tuple(
        Row(
            grid.names[grid.edge_unit[edge]],
            board.held[edge],
            grid.names[duty],
            version,
            content_hash(board, grid.edge_unit[edge], board.held[edge]),
        )
        for edge in range(first, grid.edge_first[duty + 1])
        if board.held[edge]
    )
    sent, before = board.sent_at[duty], board.first_at[duty]
    cells, texts = board.cells.get(duty, {}), board.texts.get(duty, {})
    return Report(
        unit=grid.names[duty],
        version=version,
        state=board.flat.states[board.state[duty]],
        data={key: cells[key] for key in (*(one.key for one in board.plan.indicators), *ACT_CELLS) if key in cells},
        sections={one.key: texts[one.key] for one in board.plan.outline if one.key in texts},
        rows=rows,
        submitted_at=None if sent == NEAR else from_micros(sent),
        first_submitted_at=None if before == NEAR else from_micros(before),
        reason=board.reasons.get(duty),
        hash=None if sent == NEAR else content_hash(board, duty, version),
    )


def _given(board: Board, duty: int, planned: Due) -> bool:
    """Whether a due is another than the plan's: an act under way, or a return, gave it."""
    return duty in board.dues or board.due_before[duty] != (
        FAR if planned.due_before_us is None else planned.due_before_us
    )


class Progress(Framing):
    """Where a campaign stands at an instant: a snapshot that later acts do not change.

    Attributes:
        plan: The plan that is carried out.
        seq: The last line of the log that is folded in.

    A parameter `unit` is a duty: ``unit``, ``unit:form`` or ``unit:form@period``; an unknown one raises `UnknownName`.
    """

    __slots__ = ("_at", "_board", "plan", "seq")

    def __init__(self, plan: Plan, board: Board, at: int) -> None:
        self.plan, self.seq = plan, board.seq
        self._board, self._at = board, at

    @property
    def board(self) -> Board:
        """The columns behind it, for the rooms that count in numbers; not to be changed."""
        return self._board

    @property
    def command(self) -> Command | None:
        """The act that is being decided, where an authority is asked; None anywhere else."""
        return None

    @property
    def at(self) -> datetime:
        """The instant it speaks of, in the plan's zone."""
        return from_micros(self._at).astimezone(zone_of(self.plan.reading.zone))

    def state(self, unit: str) -> str:
        """The state of the working version."""
        return self._board.flat.states[self._board.state[duty_number(self.plan, unit)]]

    def version(self, unit: str) -> int:
        """The number of the working version, from 1."""
        return self._board.version[duty_number(self.plan, unit)]

    def report(self, unit: str) -> Report:
        """The report as it stands."""
        return report_of(self._board, duty_number(self.plan, unit))

    def reports(self, tier: str | None = None, *, form: str | None = None) -> Reports:
        """Every report as it stands, in official order; of one tier or one form when it is named."""
        board = self._board
        return Reports(self.plan, duties_of(self.plan, tier, form), lambda duty: report_of(board, duty))

    def due(self, unit: str) -> Due:
        """When it is due by now, with the way it was worked out and every step by which it was moved."""
        duty, board = duty_number(self.plan, unit), self._board
        shifts = board.shifts.get(duty, ())
        passed = any(shift.retroactive and shift.kind == "name_group" for shift in shifts)
        due = due_of(board, duty, board.origin if passed else board.plan)
        for shift in shifts:
            if not shift.retroactive:
                due = moved(due, shift)
        return returned(due, board.dues[duty]) if duty in board.dues else due

    def first_due(self, unit: str) -> Due:
        """When it was due at first."""
        return due_of(self._board, duty_number(self.plan, unit), self._board.origin)

    def shifts(self, unit: str) -> tuple[Shift, ...]:
        """Every step by which a due was moved, retroactive ones among them."""
        return self._board.shifts.get(duty_number(self.plan, unit), ())

    def reproject(self, calendar: Calendar | WorkingDays | str) -> tuple[Reprojection, ...]:
        """The open dues that another version of the calendar would move, from what to what and why.

        What is met never moves, nor does a due that an act under way, or a return, has given. Nothing is changed by
        asking.

        Args:
            calendar: As in `Plan.reproject`.
        """
        board, view = self._board, self._view("first", "effective")
        number = board.grid.index
        return tuple(
            move
            for move in board.plan.reproject(calendar)
            if view.bucket(board, number[move.unit]) == "open" and not _given(board, number[move.unit], move.was)
        )

    def standing(self, unit: str, *, by: RateClock | None = None, against: Against = "effective") -> Standing:
        """How one duty stands.

        Args:
            unit: Which duty.
            by: The clock: ``"first"`` or ``"accepted"``; the plan's policy says when left out.
            against: Which due: the ``"effective"`` one, or the ``"original"``.
        """
        return standing_of(self._board, duty_number(self.plan, unit), self._view(by, against))

    def standings(
        self,
        tier: str | None = None,
        *,
        form: str | None = None,
        by: RateClock | None = None,
        against: Against = "effective",
    ) -> Iterator[Standing]:
        """How every duty stands, in official order; of one tier or one form when it is named."""
        view = self._view(by, against)
        return (standing_of(self._board, duty, view) for duty in duties_of(self.plan, tier, form))

    def late(self, tier: str | None = None) -> tuple[str, ...]:
        """Every duty that is overdue or came late, in official order."""
        return tuple(one.unit for one in self.standings(tier) if one.late)

    def overdue(self, tier: str | None = None) -> tuple[str, ...]:
        """Every duty that is not met and past its due, in official order."""
        return tuple(one.unit for one in self.standings(tier) if one.phase == "overdue")

    def held(self, unit: str) -> tuple[str, ...]:
        """The stragglers of a superior: accepted, without a row in it, while it is past draft."""
        board, duty = self._board, duty_number(self.plan, unit)
        grid = board.grid
        if not board.flat.roles[board.state[duty]] or not board.flat.takes:
            return ()
        edges = range(grid.edge_first[duty], grid.edge_first[duty + 1])
        return tuple(grid.names[grid.edge_unit[edge]] for edge in edges if self._waits(edge))

    def _waits(self, edge: int) -> bool:
        board = self._board
        below = board.grid.edge_unit[edge]
        accepted = board.flat.roles[board.state[below]] >= 2 and not board.waived(below)
        return accepted and board.held[edge] != board.version[below]

    def missing(self, unit: str) -> tuple[str, ...]:
        """The subordinates without a row in a superior's working version, in official order."""
        board, duty = self._board, duty_number(self.plan, unit)
        grid = board.grid
        edges = range(grid.edge_first[duty], grid.edge_first[duty + 1])
        return tuple(
            grid.names[grid.edge_unit[edge]]
            for edge in edges
            if not board.held[edge] and not board.unexpected(grid.edge_unit[edge], self._at)
        )

    def summary(
        self,
        tier: str | None = None,
        *,
        form: str | None = None,
        by: RateClock | None = None,
        against: Against = "effective",
    ) -> Summary:
        """How many duties stand where, of one tier and one form, or of all."""
        duties, apart = duties_of(self.plan, tier, form), len(self.unsolicited(tier, form=form))
        return summed(self._board, duties, tier, self._view(by, against), unsolicited=apart)

    def reviews(self, superior: str | None = None) -> tuple[Waiting, ...]:
        """What waits for a review, in the order in which it came in.

        Args:
            superior: Only what this unit, or ``issuer``, is to review.

        Raises:
            UnknownName: There is no such unit.
        """
        known = hierarchy_of(self.plan).columns
        if superior is None or superior == ISSUER:
            number = None if superior is None else known.n
        elif superior in known.index:
            number = known.index[superior]
        else:
            raise UnknownName("unit", superior, nearest(superior, (*known.ids, ISSUER), 3))
        return tuple(waiting(self._board, self._at, number))

    def unsolicited(self, tier: str | None = None, *, form: str | None = None) -> tuple[Unsolicited, ...]:
        """The reports that came and nobody owed, in the order in which they were filed.

        Args:
            tier: Only those of units of this tier.
            form: Only those of this form.
        """
        tier_of = hierarchy_of(self.plan).tier_of
        return tuple(
            one
            for one in self._board.unsolicited.values()
            if (tier is None or tier_of(one.unit) == tier) and form in (None, one.form, one.form.partition("@")[0])
        )

    def rate(
        self,
        tier: str | None = None,
        *,
        of: Literal["met", "on_time"] = "met",
        form: str | None = None,
        by: RateClock | None = None,
        against: Against = "effective",
    ) -> Fraction | None:
        """The share of a tier's duties that is met, or that was on time among those with a date; None for 0 of 0."""
        return self.summary(tier, form=form, by=by, against=against).rate(of)

    def counts(self) -> Mapping[str, int]:
        """How many duties are in each state."""
        states = self._board.flat.states
        return {name: self._board.state.count(number) for number, name in enumerate(states)}

    @property
    def complete(self) -> bool:
        """Whether every report that has no superior is in the state in which a campaign ends, or accepted beyond it."""
        board, grid = self._board, self._board.grid
        ends = board.flat.ends[self.plan.policy.root_ends]
        reports = (duty for duty in range(grid.n) if grid.form_of[duty] not in grid.acts)
        tops = (duty for duty in reports if grid.superior_first[duty] == grid.superior_first[duty + 1])
        return all(board.state[duty] in ends or board.unexpected(duty, self._at) for duty in tops)

    def waits_for(self, unit: str) -> tuple[str, ...]:
        """What must stand before a duty, by the `after` of its row, and does not; what only warns is among it."""
        names, duty = self._board.grid.names, duty_number(self.plan, unit)
        return tuple(names[one] for one in waits_for(self._board, duty, self._at))

    def out_of_order(self, tier: str | None = None, *, form: str | None = None) -> tuple[Disorder, ...]:
        """Every duty that is met while what must stand before it is not, or came later, in official order."""
        return tuple(disorders(self._board, duties_of(self.plan, tier, form), self._at))

    def duties(self, tier: str | None = None) -> tuple[str, ...]:
        """The ids of all duties, or of a tier's, in official order."""
        names = self._board.grid.names
        return tuple(names[duty] for duty in duties_of(self.plan, tier))

    def _fields(self, tier: str | None, form: str | None, by: RateClock | None, against: Against) -> list[Field]:
        return standing_fields(self._board, duties_of(self.plan, tier, form), self._view(by, against))

    def _view(self, by: RateClock | None, against: Against) -> View:
        return View(self._at, by or self.plan.policy.rate, against)

    def __eq__(self, other: object) -> bool:
        """Equal when folded from equal logs of equal plans, whatever the instant asked of."""
        if not isinstance(other, Progress):
            return NotImplemented
        mine, theirs = self._board, other._board
        return self.plan.digest == other.plan.digest and all(
            getattr(mine, name) == getattr(theirs, name)
            for name in Board.__slots__
            if name not in ("grid", "grids", "flat", "origin", "plan")
        )

    __hash__ = None  # type: ignore[assignment]  # a snapshot is compared, not used as a key

    def __repr__(self) -> str:
        return f"<Progress at {self.at.isoformat()}: {dict(self.counts())}>"
