"""How a duty stands: exactly one bucket, and, while it is open, which kind of open at an instant.

The bucket of a duty follows from the log; the phase of an open one is asked of a clock and never stored. Two clocks
can say
whether what was met was met in time: the *first* submission that was not recalled, or the submission of the *accepted*
version; so a slow reviewer makes nobody late.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from fractions import Fraction
from typing import Literal

import attrs

from kehoach._clock import from_micros
from kehoach._progress._board import Board
from kehoach._progress._changes import FAR, NEAR

__all__ = [
    "BUCKETS", "PHASES", "UNEXPECTED", "Against", "RateClock", "Standing", "Summary", "View", "standing_of", "summed",
]  # fmt: skip

RateClock = Literal["first", "accepted"]
Against = Literal["effective", "original"]
BUCKETS: tuple[str, ...] = ("met_on_time", "met_late", "met_undated", "open", "waived", "lapsed")
UNEXPECTED: tuple[str, ...] = ("dormant", "cancelled")
"""Where a duty stands that is in no denominator: it depends on what has not happened, or its unit does not exist."""
PHASES: tuple[str, ...] = ("not_open_yet", "in_time", "overdue", "undated", "awaiting", "suspended")
_DAY = 86_400_000_000  # microseconds
_MET = ("met_on_time", "met_late", "met_undated")
_ASKED = 1  # the binding of a duty that is asked, not required


@attrs.frozen
class Standing:
    """How one duty stands at an instant.

    Attributes:
        unit: The duty.
        state: The state of its working version.
        bucket: One of `BUCKETS`; of a duty that is not expected, ``"dormant"`` or ``"cancelled"``.
        phase: One of `PHASES` while it is open, else None.
        submitted_at: When what was met came in, by the clock asked for, in UTC.
        due_before: The instant before which it was, or is, in time, in UTC; None: no deadline.
        days_late: Whole days begun since the due, for what is overdue or was late; 0 otherwise.
        first_due_before: The due before anything was extended or rescheduled, in UTC.
    """

    unit: str
    state: str
    bucket: str
    phase: str | None
    submitted_at: datetime | None
    due_before: datetime | None
    days_late: int
    first_due_before: datetime | None = None

    @property
    def late(self) -> bool:
        """Whether it is overdue, or came late."""
        return self.bucket == "met_late" or self.phase == "overdue"

    def __str__(self) -> str:
        return self.phase or self.bucket


@attrs.frozen(kw_only=True)
class Summary:
    """How many duties stand where; the buckets add up to `expected`.

    Attributes:
        tier: Of which tier; None: of all.
        expected: All duties that are required or a unit's own.
        met_on_time, met_late, met_undated, open, waived, lapsed: The buckets.
        not_open_yet, in_time, overdue, undated, awaiting, suspended: What `open` is made of, at `at`.
        dormant: How many depend on what has not happened, and are not expected.
        cancelled: How many are of units that do not exist when they would be owed, and are not expected.
        asked, asked_met: How many are only asked for, and how many of them are met; outside all other figures.
        unsolicited: How many reports came that nobody owed; outside all other figures.
        at: The instant it was asked for, in UTC.
    """

    tier: str | None
    expected: int
    met_on_time: int
    met_late: int
    met_undated: int
    open: int
    waived: int
    lapsed: int
    not_open_yet: int
    in_time: int
    overdue: int
    undated: int
    awaiting: int
    suspended: int
    dormant: int
    cancelled: int
    asked: int
    asked_met: int
    unsolicited: int
    at: datetime

    @property
    def met(self) -> int:
        """How many are met, in time, late or without a date."""
        return self.met_on_time + self.met_late + self.met_undated

    @property
    def table(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """The official two by two of what has a date: ((done on time, done late), (open in time, open overdue))."""
        return ((self.met_on_time, self.met_late), (self.in_time + self.not_open_yet + self.suspended, self.overdue))

    def rate(self, of: Literal["met", "on_time"] = "met") -> Fraction | None:
        """The share that is met, or that was on time among what has a date; None where nothing counts.

        The denominator is what is expected, less what is waived or lapsed; for ``on_time`` it leaves out what has no
        date.
        """
        counted = self.expected - self.waived - self.lapsed
        if of == "on_time":
            counted -= self.met_undated + self.undated + self.awaiting
        done = self.met if of == "met" else self.met_on_time
        return Fraction(done, counted) if counted else None


@attrs.frozen
class View:
    """How standings are asked for.

    Attributes:
        at: The instant, in microseconds since 1970 UTC.
        clock: Which clock says when a report came in.
        against: Which due it is held against: the effective one, or the first.
    """

    at: int
    clock: RateClock = "first"
    against: Against = "effective"

    def due(self, board: Board, duty: int) -> int:
        """The instant before which a duty was, or is, in time; `FAR`: none."""
        if self.against == "original":
            return board.first_due[duty]
        if not board.past_draft(duty):
            return board.due(duty)
        if self.clock == "first":
            return board.due_before[duty]
        accepted = board.accepted_version[duty]
        return board.own_dues.get((duty, accepted), board.due_before[duty]) if accepted else board.due(duty)

    def came_in(self, board: Board, duty: int) -> int:
        """When what was met came in; `NEAR` when nothing did."""
        if self.clock == "accepted" and board.accepted_version[duty]:
            return board.accepted_at[duty]
        return board.first_at[duty]

    def bucket(self, board: Board, duty: int) -> str:
        """The one bucket that a duty is in; see `Standing.bucket`."""
        if board.waived(duty):
            return "waived"
        if not board.grid.unconditional and (apart := self._apart(board, duty)):
            return apart
        if not board.past_draft(duty):
            return "open"
        due = self.due(board, duty)
        if due == FAR:
            return "met_undated"
        return "met_on_time" if self.came_in(board, duty) < due else "met_late"

    def _apart(self, board: Board, duty: int) -> str:
        """Why a duty is not expected, or not any more; empty when it is."""
        if duty in board.grid.outside:
            return "cancelled"
        if board.dormant(duty):
            return "dormant"
        return "lapsed" if board.lapsed(duty, self.at) else ""

    def phase(self, board: Board, duty: int) -> str:
        """Which kind of open a duty is."""
        due = self.due(board, duty)
        since = board.suspended.get(duty)
        if since is not None and since < due:  # what was overdue before it was suspended stays so
            return "suspended"
        if self.at < board.opens_at[duty]:
            return "not_open_yet"
        if due == FAR:
            return "awaiting" if board.plan.dues()[duty].awaiting is not None else "undated"
        return "in_time" if self.at < due else "overdue"


def standing_of(board: Board, duty: int, view: View) -> Standing:
    """How one duty stands."""
    bucket = view.bucket(board, duty)
    phase = view.phase(board, duty) if bucket == "open" else None
    due, came, original = view.due(board, duty), view.came_in(board, duty), board.first_due[duty]
    behind = (view.at if phase == "overdue" else came) - due if phase == "overdue" or bucket == "met_late" else -1
    return Standing(
        unit=board.grid.names[duty],
        state=board.flat.states[board.state[duty]],
        bucket=bucket,
        phase=phase,
        submitted_at=None if came == NEAR else from_micros(came),
        due_before=None if due == FAR else from_micros(due),
        first_due_before=None if original == FAR else from_micros(original),
        days_late=behind // _DAY + 1 if behind >= 0 else 0,
    )


def summed(board: Board, duties: Iterable[int], tier: str | None, view: View, *, unsolicited: int = 0) -> Summary:
    """How many of some duties stand where; what is only asked for, and what nobody owed, is counted apart."""
    counts = dict.fromkeys((*BUCKETS, *UNEXPECTED, *PHASES, "asked", "asked_met"), 0) | {"unsolicited": unsolicited}
    for duty in duties:
        bucket = view.bucket(board, duty)
        if board.grid.binding[duty] == _ASKED:
            counts["asked"] += 1
            counts["asked_met"] += bucket in _MET
            continue
        counts[bucket] += 1
        if bucket == "open":
            counts[view.phase(board, duty)] += 1
    expected = sum(counts[bucket] for bucket in BUCKETS)
    return Summary(tier=tier, expected=expected, at=from_micros(view.at), **counts)
