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
from kehoach._progress._board import FAR, NEAR, Board

__all__ = ["BUCKETS", "PHASES", "RateClock", "Standing", "Summary", "bucket_of", "phase_of", "standing_of", "summed"]

RateClock = Literal["first", "accepted"]
BUCKETS: tuple[str, ...] = ("met_on_time", "met_late", "met_undated", "open", "waived", "lapsed")
PHASES: tuple[str, ...] = ("not_open_yet", "in_time", "overdue", "undated")
_DAY = 86_400_000_000  # microseconds


@attrs.frozen
class Standing:
    """How one duty stands at an instant.

    Attributes:
        unit: The duty.
        state: The state of its working version.
        bucket: One of `BUCKETS`.
        phase: One of `PHASES` while it is open, else None.
        submitted_at: When what was met came in, by the clock asked for, in UTC.
        due_before: The instant before which it was, or is, in time, in UTC; None: no deadline.
        days_late: Whole days begun since the due, for what is overdue or was late; 0 otherwise.
    """

    unit: str
    state: str
    bucket: str
    phase: str | None
    submitted_at: datetime | None
    due_before: datetime | None
    days_late: int

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
        expected: All duties.
        met_on_time, met_late, met_undated, open, waived, lapsed: The buckets.
        not_open_yet, in_time, overdue, undated: What `open` is made of, at `at`.
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
    at: datetime

    @property
    def met(self) -> int:
        """How many are met, in time, late or without a date."""
        return self.met_on_time + self.met_late + self.met_undated

    @property
    def table(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """The official two by two of what has a date: ((done on time, done late), (open in time, open overdue))."""
        return ((self.met_on_time, self.met_late), (self.in_time + self.not_open_yet, self.overdue))

    def rate(self, of: Literal["met", "on_time"] = "met") -> Fraction | None:
        """The share that is met, or that was on time among what has a date; None where nothing counts.

        The denominator is what is expected, less what is waived or lapsed; for ``on_time`` it leaves out what has no
        date.
        """
        counted = self.expected - self.waived - self.lapsed
        if of == "on_time":
            counted -= self.met_undated + self.undated
        done = self.met if of == "met" else self.met_on_time
        return Fraction(done, counted) if counted else None


def bucket_of(board: Board, duty: int, clock: RateClock) -> str:
    """The bucket of one duty, by one of the two clocks."""
    if not board.past_draft(duty):
        return "open"
    due = board.due(duty) if clock == "accepted" else board.grid.due_before[duty]
    if due == FAR:
        return "met_undated"
    return "met_on_time" if came_in(board, duty, clock) < due else "met_late"


def came_in(board: Board, duty: int, clock: RateClock) -> int:
    """When what was met came in, in microseconds since 1970 UTC; `NEAR` when nothing did."""
    if clock == "accepted" and board.accepted_version[duty]:
        return board.accepted_at[duty]
    return board.first_at[duty]


def phase_of(board: Board, duty: int, at: int) -> str:
    """Which kind of open a duty is at an instant (microseconds since 1970 UTC)."""
    due = board.due(duty)
    if at < board.grid.opens_at[duty]:
        return "not_open_yet"
    if due == FAR:
        return "undated"
    return "in_time" if at < due else "overdue"


def standing_of(board: Board, duty: int, at: int, clock: RateClock) -> Standing:
    """How one duty stands at an instant (microseconds since 1970 UTC)."""
    bucket = bucket_of(board, duty, clock)
    phase = phase_of(board, duty, at) if bucket == "open" else None
    due = board.grid.due_before[duty] if bucket != "open" and clock == "first" else board.due(duty)
    came = came_in(board, duty, clock)
    behind = (at if phase == "overdue" else came) - due if phase == "overdue" or bucket == "met_late" else -1
    return Standing(
        unit=board.grid.names[duty],
        state=board.flat.states[board.state[duty]],
        bucket=bucket,
        phase=phase,
        submitted_at=None if came == NEAR else from_micros(came),
        due_before=None if due == FAR else from_micros(due),
        days_late=behind // _DAY + 1 if behind >= 0 else 0,
    )


def summed(board: Board, duties: Iterable[int], tier: str | None, at: int, clock: RateClock) -> Summary:
    """How many of some duties stand where, at an instant (microseconds since 1970 UTC)."""
    counts = dict.fromkeys((*BUCKETS, *PHASES), 0)
    for duty in duties:
        bucket = bucket_of(board, duty, clock)
        counts[bucket] += 1
        if bucket == "open":
            counts[phase_of(board, duty, at)] += 1
    expected = sum(counts[bucket] for bucket in BUCKETS)
    return Summary(tier=tier, expected=expected, at=from_micros(at), **counts)
