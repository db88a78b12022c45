"""What changes when something is due while a campaign runs: extensions, suspensions, events that were awaited.

The first due is always kept and shown. An effective due stands beside it, and every step from one to the other is a
`Shift`. An extension after the effective due has passed is retroactive: it is shown, and what is closed opens again,
but it does not erase that the report was late.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import attrs

from kehoach._clock import from_micros
from kehoach._deadline import Due, Step
from kehoach._deadline._reading import zone_of
from kehoach._plan import FAR, NEAR, Plan, PlanColumns
from kehoach._report import Details
from kehoach._spelling import nearest
from kehoach.errors import UnknownName

if TYPE_CHECKING:
    from kehoach._progress._board import Board

__all__ = [
    "FAR",
    "NEAR",
    "Changing",
    "Request",
    "Shift",
    "change",
    "done_from",
    "moved",
    "own_columns",
    "returned",
    "selected",
    "shifted",
]

_MOVED = ("due_before", "opens_at", "closes_at")
_PLANNED = ("record", "name_group")
"""Steps that the plan itself takes: it is worked out anew, and its explanation begins with what it says by then."""


@attrs.frozen(kw_only=True)
class Shift:
    """One step of a due under way.

    Attributes:
        kind: ``"extend"``, ``"reschedule"``, ``"resume_clock"``, ``"record"`` or ``"name_group"``.
        was, becomes: The due before and after, in microseconds since 1970 UTC; `FAR`: none.
        retroactive: Whether the due had passed already.
        at: When it was decided, in microseconds since 1970 UTC.
        deadline: The words of the new deadline, where it has some.
        reason, document: Why, and by which document.
        since: When the clock that now goes on had been stopped, in microseconds since 1970 UTC.
    """

    kind: str
    was: int
    becomes: int
    retroactive: bool
    at: int
    deadline: str | None = None
    reason: str | None = None
    document: str | None = None
    since: int | None = None


@attrs.frozen(kw_only=True)
class Request:
    """An extension that was asked for and is not decided.

    Attributes:
        duty: The number of the duty.
        due_before: The due it asks for, in microseconds since 1970 UTC.
        deadline: The same in words.
        reason: Why.
    """

    duty: int
    due_before: int
    deadline: str
    reason: str | None


def selected(plan: Plan, selection: Iterable[str]) -> list[int]:
    """The numbers of the duties that words name, in official order.

    Args:
        plan: The plan.
        selection: Ids of duties or units, tiers, groups, or forms; ``"*"``: all. A kind may stand in front where a word
            is several things: ``tier:commune``, ``group:pilot``, ``form:plan``.

    Raises:
        UnknownName: A word names nothing; the nearest are proposed.
    """
    columns, found = plan.columns, set[int]()
    for word in selection:
        found.update(_meant(plan, word))
    return [duty for duty in range(columns.n) if duty in found]


def _meant(plan: Plan, word: str) -> Iterable[int]:
    columns = plan.columns
    if word == "*":
        return range(columns.n)
    if word in columns.index:
        return (columns.index[word],)
    kind, colon, name = word.partition(":")
    named = name if colon and kind in ("tier", "group", "form") else word
    tiers = [tier.id for tier in plan.tiers]
    if named in tiers and kind in ("tier", word):
        return (duty for duty in range(columns.n) if columns.tier_no[duty] == tiers.index(named))
    group = next((one for one in plan.groups if one.id == named), None)
    if group is not None and kind in ("group", word):
        return (duty for unit in group.units for duty in _of_unit(plan, unit))
    places = _places(columns, named) if kind in ("form", word) else set[int]()
    if places:
        return (duty for duty in range(columns.n) if columns.form_of[duty] in places)
    if found := _of_unit(plan, word):
        return found
    known = (*tiers, *(one.id for one in plan.groups), *dict.fromkeys(columns.forms), *columns.index)
    raise UnknownName("unit, tier, group or form", word, nearest(named, known, 3))


def _of_unit(plan: Plan, unit: str) -> Sequence[int]:
    """The report of a unit; all that it owes where it owes no report, or one that comes again."""
    columns = plan.columns
    if unit in columns.index:
        return (columns.index[unit],)
    number = None if plan.hierarchy is None else plan.hierarchy.columns.index.get(unit)
    return [] if number is None else [duty for duty in range(columns.n) if columns.unit_of[duty] == number]


def _places(columns: PlanColumns, word: str) -> set[int]:
    """Where a word means a form, a period, or a form in a period: ``stock``, ``2019-03``, ``stock@2019-03``."""
    pairs = zip(columns.forms, columns.periods, strict=True)
    return {place for place, (form, period) in enumerate(pairs) if word in (form, period, f"{form}@{period}")}


def shifted(plan: Plan, due: int, since: int, until: int) -> int:
    """A due after its clock stood still: later by as many days as lie between the two instants, at the same hour.

    Args:
        plan: Whose zone days are counted in.
        due: The due, in microseconds since 1970 UTC.
        since: When the clock was stopped, in microseconds since 1970 UTC.
        until: When it went on, in microseconds since 1970 UTC.
    """
    if due == FAR:
        return due
    zone = zone_of(plan.reading.zone)
    first, last, then = (from_micros(one).astimezone(zone) for one in (since, until, due))
    later = then.replace(tzinfo=None) + timedelta(days=(last.date() - first.date()).days)
    return round(later.replace(tzinfo=zone).timestamp()) * 1_000_000 + due % 1_000_000


@attrs.frozen
class Changing:
    """One change under way: the board it is folded into, and what the line of the log says of it."""

    board: Board
    kind: str
    details: Details
    payload: Mapping[str, Any]
    at: int

    def shift(self, duty: int, becomes: int, *, retroactive: bool = False, since: int | None = None) -> None:
        """Note a step from one due to another, and take it unless the due had passed already."""
        board = self.board
        step = Shift(
            kind=self.kind,
            was=board.due_before[duty],
            becomes=becomes,
            retroactive=retroactive,
            at=self.at,
            deadline=self.details.due,
            reason=self.details.reason,
            document=self.payload.get("document"),
            since=since,
        )
        board.shifts[duty] = (*board.shifts.get(duty, ()), step)
        if not retroactive:
            board.due_before[duty] = becomes
        board.closes_at[duty] = max(board.closes_at[duty], becomes)


def done_from(plan: Plan, day: str) -> int:
    """The first instant of a day in a plan's zone, in microseconds since 1970 UTC: from then on an act was done.

    Args:
        plan: Whose zone.
        day: The day, as an ISO text.
    """
    midnight = datetime.fromisoformat(day).replace(tzinfo=zone_of(plan.reading.zone))
    return round(midnight.timestamp()) * 1_000_000


def moved(due: Due, shift: Shift) -> Due:
    """A due after one step, with that step in its explanation."""
    if shift.kind in _PLANNED or shift.becomes == FAR:
        return due
    last = from_micros(shift.becomes - 1).astimezone(zone_of(due.reading.zone)).date()
    if shift.kind == "resume_clock":
        stood = (from_micros(one).astimezone(zone_of(due.reading.zone)) for one in (shift.since or shift.at, shift.at))
        first, until = (one.date().isoformat() for one in stood)
        step = Step("suspended", {"first": first, "last": until, "day": last.isoformat()})
    else:
        said = {"document": shift.document or shift.kind, "reason": shift.reason or ""}
        step = Step("extension", {"last": last.isoformat(), **said})
    return attrs.evolve(due.noted(step), due_before_us=shift.becomes, last_day=last)


def returned(due: Due, becomes: int) -> Due:
    """A due after its report was sent back with a due of its own, with that step in its explanation.

    Args:
        due: The due before.
        becomes: The due of the new version, in microseconds since 1970 UTC.
    """
    last = from_micros(becomes - 1).astimezone(zone_of(due.reading.zone)).date()
    return attrs.evolve(due.noted(Step("returned", {"last": last.isoformat()})), due_before_us=becomes, last_day=last)


def own_columns(board: Board) -> None:
    """Give a board columns of dues of its own: boards share them until one of them changes."""
    for column in _MOVED:
        setattr(board, column, getattr(board, column)[:])


def change(board: Board, kind: str, duty: int, details: Details, payload: Mapping[str, Any], at: int) -> None:
    """Fold one change into a board; the answer to what is due is then another one.

    Args:
        board: Where everything stands.
        kind: One of `kehoach._lifecycle.CHANGES`.
        duty: The number of the duty; -1 where `payload` selects duties.
        details: What the act carried.
        payload: What the change says: ``selection``, ``opens_at``, ``closes_at``, ``request``, ``document``.
        at: When it was decided, in microseconds since 1970 UTC.
    """
    own_columns(board)
    if kind == "request":
        asked = Request(
            duty=duty, due_before=details.due_before or FAR, deadline=details.due or "", reason=details.reason
        )
        board.requests[board.seq + 1] = asked
    elif kind == "decline":
        del board.requests[int(payload["request"])]
    elif kind == "grant":
        asked = board.requests.pop(int(payload["request"]))
        reason = details.reason or asked.reason
        granted = attrs.evolve(details, due=asked.deadline, due_before=asked.due_before, reason=reason)
        _reschedule(Changing(board, "extend", granted, payload, at), (asked.duty,))
    else:
        duties = [duty] if duty >= 0 else selected(board.plan, payload["selection"])
        if kind == "suspend":
            board.suspended.update(dict.fromkeys(duties, at))
        elif kind == "resume_clock":
            _resume(Changing(board, kind, details, payload, at), duties)
        else:
            _reschedule(Changing(board, kind, details, payload, at), duties)


def _reschedule(one: Changing, duties: Iterable[int]) -> None:
    """Give duties another due, opening or closing."""
    board, payload, becomes = one.board, one.payload, one.details.due_before
    for duty in duties:
        if becomes is not None:
            was, since = board.due_before[duty], board.suspended.get(duty)
            stands_still = since is not None and since < was
            one.shift(duty, becomes, retroactive=one.at >= was and not stands_still)
            if becomes > board.dues.get(duty, becomes):
                _overtake(one, duty, becomes, since)
        board.opens_at[duty] = payload.get("opens_at", board.opens_at[duty])
        board.closes_at[duty] = payload.get("closes_at", board.closes_at[duty])


def _overtake(one: Changing, duty: int, becomes: int, since: int | None) -> None:
    """A later due takes the place of a rework due, unless that has passed: then its lateness stays as well."""
    board = one.board
    if board.due_before[duty] == becomes:
        del board.dues[duty]
    elif one.at < board.dues[duty] or (since is not None and since < board.dues[duty]):
        board.dues[duty] = becomes


def _resume(one: Changing, duties: Iterable[int]) -> None:
    """Let clocks go on; what was overdue before it was suspended stays so."""
    board = one.board
    for duty in duties:
        since = board.suspended.pop(duty, None)
        was, rework = board.due_before[duty], board.dues.get(duty)
        if since is not None and since < was < FAR:
            one.shift(duty, shifted(board.plan, was, since, one.at), since=since)
        if since is not None and rework is not None and since < rework:
            board.dues[duty] = shifted(board.plan, rework, since, one.at)
