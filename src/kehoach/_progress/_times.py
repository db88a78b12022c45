"""How long reports take: in whose hands each one was, and who lets others wait."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, TypeVar

import attrs

from kehoach._clock import from_micros
from kehoach._plan import FAR
from kehoach._progress._courses import Course, Hold, Holder

if TYPE_CHECKING:
    from kehoach._progress._board import Board

__all__ = ["Lengths", "Pace", "Span", "Times", "pace_of", "times_of"]

_NOTHING = timedelta()
K = TypeVar("K")


@attrs.frozen(kw_only=True)
class Span:
    """A stretch of time in which a report was in one pair of hands.

    Attributes:
        holder: ``"unit"`` or ``"reviewer"``.
        since, until: From when to when, in UTC.
        version: Which version.
        ended: Whether it is over; else `until` is the instant that was asked of.
    """

    holder: Holder
    since: datetime
    until: datetime
    version: int
    ended: bool


@attrs.frozen(kw_only=True)
class Times:
    """In whose hands a report was, and for how long; lengths are exact to the microsecond.

    ``unit_time + reviewer_time == total``: while a report is under way it is always in somebody's hands.

    Attributes:
        unit: The duty.
        superior: Who reviews it: its lead superior, ``issuer`` above the root.
        submissions: How often it was sent.
        returns: How often a superior sent it back.
        recalls: How often its unit took it back.
        corrections: How often a correction was opened.
        unit_time: How long its unit had it.
        rework_time: The part of that which lies after the first submission.
        reviewer_time: How long it waited for its reviewer.
        total: How long it was under way: since `since`, without the time in which it was accepted.
        since: From when its time counts, in UTC: the opening of the duty or the begin of the campaign, whichever is
            later; None while it waits for an event.
        holder: In whose hands it is at the instant that was asked of: ``"unit"``, ``"reviewer"`` or None.
        spans: The stretches, in their order.
    """

    unit: str
    superior: str
    submissions: int
    returns: int
    recalls: int
    corrections: int
    unit_time: timedelta
    rework_time: timedelta
    reviewer_time: timedelta
    total: timedelta
    since: datetime | None
    holder: Holder | None
    spans: tuple[Span, ...]


@attrs.frozen(kw_only=True)
class Lengths:
    """How long stretches of one kind took; what still lasts counts up to the instant that was asked of.

    Attributes:
        count: How many there are.
        running: How many of them still last.
        mean: Their mean, to the microsecond; None where there are none.
        median: Their median, to the microsecond.
        longest: The longest of them.
        longest_of: Whose that was: a duty.
    """

    count: int
    running: int
    mean: timedelta | None
    median: timedelta | None
    longest: timedelta | None
    longest_of: str | None


@attrs.frozen(kw_only=True)
class Pace:
    """How reports go: how many are returned, how long units work on them again, how long they wait for a review.

    Attributes:
        tier: Of which tier; None: of all.
        form: Of which form; None: of all.
        superior: Under which reviewer; None: under all.
        reports: How many reports.
        submissions: How often they were sent.
        decided: How many submissions were accepted or returned.
        returned: How many of these were returned.
        rework: The stretches in which units had them again after they had been sent.
        waiting: The stretches in which they waited for a review.
        groups: The same for each tier and form.
        superiors: The same for each reviewer, who lets others wait longest first.
    """

    tier: str | None
    form: str | None
    superior: str | None
    reports: int
    submissions: int
    decided: int
    returned: int
    rework: Lengths
    waiting: Lengths
    groups: tuple[Pace, ...] = ()
    superiors: tuple[Pace, ...] = ()

    @property
    def return_rate(self) -> Fraction | None:
        """The share of decided submissions that were returned; None where nothing is decided."""
        return Fraction(self.returned, self.decided) if self.decided else None


def times_of(board: Board, course: Course) -> Times:
    """The times of one report.

    Args:
        board: Where everything stands.
        course: How the report has gone.
    """
    holds = course.holds
    between = sum(later.since - earlier.until for earlier, later in pairwise(holds))
    under_way = holds[-1].until - holds[0].since - between if holds else 0
    return Times(
        unit=board.grid.names[course.duty],
        superior=_reviewer(board, course.duty),
        submissions=course.submissions,
        returns=course.returns,
        recalls=course.recalls,
        corrections=course.corrections,
        unit_time=_sum(hold for hold in holds if hold.holder == "unit"),
        rework_time=_sum(hold for hold in holds if hold.holder == "unit" and hold.again),
        reviewer_time=_sum(hold for hold in holds if hold.holder == "reviewer"),
        total=_length(under_way),
        since=None if course.since == FAR else from_micros(course.since),
        holder=course.holder if holds and not holds[-1].ended else None,
        spans=tuple(_span(hold) for hold in holds),
    )


def _span(hold: Hold) -> Span:
    return Span(
        holder=hold.holder,
        since=from_micros(hold.since),
        until=from_micros(hold.until),
        version=hold.version,
        ended=hold.ended,
    )


def _sum(holds: Iterable[Hold]) -> timedelta:
    return _length(sum(hold.length for hold in holds))


def _length(micros: int | Fraction) -> timedelta:
    return timedelta(microseconds=round(micros))


def _reviewer(board: Board, duty: int) -> str:
    hierarchy, lead = board.plan.hierarchy, board.grid.lead_actor[duty]
    assert hierarchy is not None  # a campaign has units
    return hierarchy.columns.ids[lead] if lead < board.grid.units else "issuer"


def pace_of(board: Board, courses: Sequence[Course], *, tier: str | None = None, form: str | None = None) -> Pace:
    """The pace of some reports, of each tier and form among them, and of each reviewer.

    Args:
        board: Where everything stands.
        courses: How the reports have gone.
        tier: The tier they are of, where it is one.
        form: The form they are of, where it is one.
    """
    grid, tiers = board.grid, board.plan.tiers

    def kind(course: Course) -> tuple[int, str]:
        return grid.tier_no[course.duty], grid.forms[grid.form_of[course.duty]]

    groups = [
        _paced(board, some, tier=tiers[place].id, form=name)
        for (place, name), some in sorted(_grouped(courses, kind).items(), key=lambda item: item[0][0])
    ]
    reviewers = _grouped(courses, lambda course: _reviewer(board, course.duty))
    superiors = [_paced(board, some, tier=tier, form=form, superior=name) for name, some in reviewers.items()]
    whole = _paced(board, courses, tier=tier, form=form)
    return attrs.evolve(whole, groups=tuple(groups), superiors=tuple(sorted(superiors, key=_patience)))


def _patience(pace: Pace) -> tuple[timedelta, timedelta]:
    """A key by which who lets others wait longest comes first."""
    waiting = pace.waiting
    return -(waiting.longest or _NOTHING), -(waiting.mean or _NOTHING)


def _grouped(courses: Iterable[Course], key: Callable[[Course], K]) -> dict[K, list[Course]]:
    groups: dict[K, list[Course]] = {}
    for course in courses:
        groups.setdefault(key(course), []).append(course)
    return groups


def _paced(
    board: Board, courses: Sequence[Course], *, tier: str | None, form: str | None, superior: str | None = None
) -> Pace:
    decisions = [returned for course in courses for returned in course.decided.values()]
    return Pace(
        tier=tier,
        form=form,
        superior=superior,
        reports=len(courses),
        submissions=sum(course.submissions for course in courses),
        decided=len(decisions),
        returned=sum(decisions),
        rework=_lengths(board, courses, lambda hold: hold.holder == "unit" and hold.again),
        waiting=_lengths(board, courses, lambda hold: hold.holder == "reviewer"),
    )


def _lengths(board: Board, courses: Iterable[Course], wanted: Callable[[Hold], bool]) -> Lengths:
    found = [(hold.length, course.duty, hold.ended) for course in courses for hold in course.holds if wanted(hold)]
    if not found:
        return Lengths(count=0, running=0, mean=None, median=None, longest=None, longest_of=None)
    lengths = [Fraction(length) for length, _, _ in found]
    longest, duty, _ = max(found, key=lambda one: one[0])
    return Lengths(
        count=len(found),
        running=sum(not ended for _, _, ended in found),
        mean=_length(sum(lengths, Fraction(0)) / len(lengths)),
        median=_length(median(lengths)),
        longest=_length(longest),
        longest_of=board.grid.names[duty],
    )
