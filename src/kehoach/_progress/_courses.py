"""Who had each report in hand, from when to when: read from the log on demand, and kept nowhere.

A report is in its unit's hands while it is a draft and in its reviewer's while it is sent; once it is accepted nobody
waits for anybody. A return, a recall or a correction gives it to the unit again. What came on paper was with the
reviewer from the instant at which it came, whenever that was entered.

Time counts from the opening of the duty or from the begin of the campaign, whichever is later, and ends with the
instant that is asked of. What waits for an event is in nobody's hands before the event is recorded, and what a unit
still owes when it closes is in nobody's hands after.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, Literal

import attrs

from kehoach._lifecycle import EFFECTS, ROLES, Move
from kehoach._plan import FAR, NEAR, Plan
from kehoach._progress._log import Line
from kehoach._report import Details

if TYPE_CHECKING:
    from kehoach._progress._board import Board

__all__ = ["Course", "Hold", "Holder", "courses"]

Holder = Literal["unit", "reviewer"]

_FREEZE, _ACCEPT, _ROW, _OPEN, _RECALL, _CORRECT, _WITHDRAW = map(
    EFFECTS.index, ("freeze", "accept", "row", "open", "recall", "correct", "withdraw")
)
_HOLDERS: Final[Mapping[str, Holder]] = {"draft": "unit", "sent": "reviewer"}


@attrs.frozen
class Hold:
    """A stretch of time in which a report was in one pair of hands.

    Attributes:
        holder: Whose.
        since, until: From when to when, in microseconds since 1970 UTC.
        version: Which version.
        again: Whether the report had been sent before.
        ended: Whether it is over; else it lasts beyond the instant that is asked of.
    """

    holder: Holder
    since: int
    until: int
    version: int
    again: bool
    ended: bool

    @property
    def length(self) -> int:
        """How long it took, in microseconds."""
        return self.until - self.since


@attrs.frozen
class _Act:
    """One act on a report: who did it counts only where it is the unit itself."""

    at: int
    version: int
    move: Move
    own: bool
    details: Details

    @property
    def when(self) -> int:
        """When the report changed hands: what came on paper, when it came."""
        came = self.details.received_at
        return self.at if self.move.code != _FREEZE or came is None else came


@attrs.define
class Course:
    """How one report has gone.

    Attributes:
        duty: The number of the duty.
        since: From when its time counts, in microseconds since 1970 UTC; `FAR`: it does not count yet.
        ends: From when its unit does not exist; `FAR`: it stays.
        taken: Since when it is in the hands that it is in.
        holder: Whose; None: nobody's.
        holds: The stretches, in their order; none is empty.
        submissions: How often it was sent.
        returns: How often a superior sent it back.
        recalls: How often its unit took it back.
        corrections: How often a correction was opened.
        decided: Per version that was accepted or returned, whether it was returned.
    """

    duty: int
    since: int
    ends: int
    taken: int
    holder: Holder | None = "unit"
    holds: list[Hold] = attrs.field(factory=list[Hold])
    submissions: int = 0
    returns: int = 0
    recalls: int = 0
    corrections: int = 0
    decided: dict[int, bool] = attrs.field(factory=dict[int, bool])
    _correcting: bool = False

    def take(self, act: _Act, role: str, *, top: bool) -> None:
        """Take in one act.

        Args:
            act: The act.
            role: The role of the state it leads to.
            top: Whether nobody takes rows of the report.
        """
        holder, code = _HOLDERS.get(role), act.move.code
        if holder != self.holder:
            self._hand_over(holder, max(act.when, self.taken), act.version)
        self._count(act, code)
        settled = code == _WITHDRAW or (code == _ROW and role == "counted") or (code == _ACCEPT and top)
        self._correcting = code == _CORRECT or (self._correcting and not settled)

    def _count(self, act: _Act, code: int) -> None:
        if code == _FREEZE:
            self.submissions += 1
        elif code == _ACCEPT:
            self.decided.setdefault(act.version, False)
        elif code == _RECALL or (code == _OPEN and act.own):
            self.recalls += 1
        elif code == _OPEN:
            self.returns += 1
            self.decided[act.version] = True
        elif code == _CORRECT:
            self.corrections += 1

    def _hand_over(self, holder: Holder | None, at: int, version: int, *, ended: bool = True) -> None:
        until = at
        if self.holder == "unit" and holder != "reviewer" and self.ends < at and not self._correcting:
            until, ended = self.ends, True
        if self.holder is not None and until > self.taken:
            self.holds.append(Hold(self.holder, self.taken, until, version, self.submissions > 0, ended))
        self.holder, self.taken = holder if until == at else None, at

    def stop(self, at: int, version: int) -> None:
        """Measure the stretch that still lasts up to the instant that is asked of.

        Args:
            at: The instant, in microseconds since 1970 UTC.
            version: The working version by then.
        """
        self._hand_over(self.holder, at, version, ended=False)


def courses(
    board: Board, plan: Plan, lines: Iterable[Line], *, begun: int, at: int, duties: Sequence[int]
) -> list[Course]:
    """How reports have gone.

    Args:
        board: Where everything stands at the instant that is asked of.
        plan: The plan that the campaign was begun with.
        lines: The log up to that instant.
        begun: When the campaign was begun, in microseconds since 1970 UTC.
        at: The instant that is asked of, in microseconds since 1970 UTC.
        duties: The numbers of the duties.

    Returns:
        One course for each of these, in their order.
    """
    acts: dict[int, list[_Act]] = {duty: [] for duty in duties}
    known = {event.id: NEAR for event in plan.events if event.on is not None}
    told: dict[tuple[str, str | None], int] = {(event, None): when for event, when in known.items()}
    moves, unit_of = board.flat.moves, board.grid.unit_of
    for line in lines:
        when, duty, version, place, by, details = line
        begun = min(begun, when)  # what happened before is entered later, with a clock of its own
        if moves[place].trigger == "record":
            said = json.loads(details.payload or "{}")
            told.setdefault((said["event"], said.get("unit")), when)
        elif duty in acts and moves[place].dest >= 0:
            actor = by if details.acting_for is None else details.acting_for
            acts[duty].append(_Act(when, version, moves[place], actor == unit_of[duty], details))
    return [_course(board, duty, acts[duty], begun, at, told) for duty in duties]


def _course(
    board: Board, duty: int, acts: Sequence[_Act], begun: int, at: int, told: Mapping[tuple[str, str | None], int]
) -> Course:
    grid, flat = board.grid, board.flat
    opens = max(board.opens_at[duty], _wakes(board, duty, told))
    since = max(begun, min(opens, acts[0].at) if acts else opens)
    one = Course(duty, since, grid.ends_at.get(duty, FAR), since)
    top = grid.superior_first[duty] == grid.superior_first[duty + 1]
    for act in acts:
        one.take(act, ROLES[flat.roles[act.move.dest]], top=top)
    if duty not in grid.outside or acts:
        one.stop(at, board.version[duty])
    return one


def _wakes(board: Board, duty: int, told: Mapping[tuple[str, str | None], int]) -> int:
    """When what a duty waits for was recorded; before all times where it waits for nothing."""
    event = board.grid.only_if.get(duty)
    if event is None:
        return NEAR
    unit = board.grid.names[duty].partition(":")[0].partition("@")[0]
    return min(told.get((event, None), FAR), told.get((event, unit), FAR))
