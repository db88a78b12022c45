"""How long things took in a campaign that was carried out, or is being: lengths read from its log, ended or not yet.

What a log shows is when reports were sent, returned and accepted; the lengths of a scenario lie between. A report can
be begun once all below it are accepted (one that nothing is below: from the start); a reviewer takes reports one after
the other, so that a review begins when the report is there and the one before it is decided. When guidance came, no log
says: it is part of what those at the bottom take for drafting. What has not come to an end is a length that is longer
than it lasts so far: it is censored.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal

import attrs
import numpy as np

from kehoach._clock import micros
from kehoach._plan import NEAR, Plan
from kehoach._progress import LogEntry, hierarchy_of
from kehoach._scenario import Scenario
from kehoach.errors import Finding, InvalidCommand
from kehoach.sim._prepare import Work, axes_of, start_of

__all__ = ["Duration", "durations"]

Step = Literal["draft", "review", "rework"]
_ISSUER: Final = "issuer"


@attrs.frozen(kw_only=True)
class Duration:
    """One length.

    Attributes:
        tier: The tier of the unit whose report it is; of a review too.
        step: ``"draft"``, ``"review"`` or ``"rework"``.
        days: How long, in days of 24 hours, or in working days where these were asked for.
        censored: Whether it still lasts: it will be longer than that.
        unit: The unit; empty where nobody says.
        returned: Of a review, whether the report was returned; None of what is no review or still lasts.
        attempt: Of a review, which one of this report it is, from 1.
    """

    tier: str
    step: str
    days: float
    censored: bool = False
    unit: str = ""
    returned: bool | None = None
    attempt: int = 1


@attrs.define
class _Course:
    """What happened to one report: what, when and by whom; instants in microseconds since 1970 UTC."""

    sent: list[int] = attrs.field(factory=list[int])
    decided: list[tuple[int, bool, str]] = attrs.field(factory=list[tuple[int, bool, str]])
    returns: list[int] = attrs.field(factory=list[int])
    accepted: int | None = None
    pending: int | None = None
    left_out: bool = False


def durations(
    log: Sequence[LogEntry],
    plan: Plan,
    *,
    until: str | int | None = None,
    start_on: str | None = None,
    days: Literal["calendar", "working"] = "calendar",
    hours: Iterable[str] | None = None,
    reviewers: int = 1,
) -> tuple[Duration, ...]:
    """Read the lengths of all reports from a log.

    What was recorded at the same instant as what it follows took no time and says nothing: it is left out. Of a report,
    all up to its first acceptance is read; corrections are not. Acts are not read.

    Args:
        log: The log of a campaign, ``campaign.log()``.
        plan: Its plan.
        until: Up to when the log is whole: an instant with its offset; the last entry's when left out.
        start_on: The day from which reports could be begun; the plan's effective day or day of issue when left out.
        days: What lengths are counted in; ``"working"`` counts days of the plan's calendar.
        hours: The hours of a working day, such as ``["07:30-11:30", "13:00-17:00"]``.
        reviewers: How many reports a superior reviews at once.

    Raises:
        InvalidCommand: The log is empty (KH994).
        InvalidScenario: Nothing says when the campaign starts, or the hours are none.
    """
    if not len(log):
        raise InvalidCommand(Finding("KH994", {"problem": "the log is empty", "problem_vi": "nhật ký trống"}))
    scenario = Scenario(start_on=start_on, days=days, hours=None if hours is None else tuple(hours))
    end = micros(log[-1].at if until is None else until, path="until")
    courses = _courses(log, plan, end)
    start = start_of(plan, scenario)
    read = _Reading(plan, courses, start, end, axes_of(plan, scenario, start))
    return (*read.drafts(), *read.reworks(), *read.reviews(reviewers))


def _courses(log: Sequence[LogEntry], plan: Plan, until: int) -> dict[int, _Course]:
    """What happened to each report up to an instant, by the number of its duty."""
    roles = {state.name: state.role for state in plan.lifecycle.state_values}
    effects = {(one.trigger, one.source, one.dest or one.source): one.effect for one in plan.lifecycle.transitions}
    index, columns = plan.columns.index, plan.columns
    courses: dict[int, _Course] = {}
    for entry in log:
        duty = index.get(entry.duty, -1)
        at = micros(entry.received_at or entry.at)
        if duty < 0 or columns.form_of[duty] in columns.acts or at > until or entry.source not in roles:
            continue
        course = courses.setdefault(duty, _Course())
        if course.accepted is not None:
            continue
        effect = effects.get((entry.trigger, entry.source, entry.dest))
        _noted(course, effect, roles[entry.dest], at if effect == "freeze" else micros(entry.at), entry.by)
    return courses


def _noted(course: _Course, effect: str | None, role: str, at: int, by: str) -> None:
    """Note what one entry says; what changes nothing that is counted here leaves the course as it is."""
    if effect == "freeze":
        course.sent.append(at)
        course.pending = at
    elif effect == "recall":
        course.sent.pop()
        course.pending = None
    elif effect == "open" and course.pending is not None:
        course.decided.append((at, True, by))
        course.returns.append(at)
        course.pending = None
    elif effect == "accept":
        course.decided.append((at, False, by))
        course.accepted, course.pending = at, None
    elif role == "waived":
        course.left_out = True


@attrs.frozen
class _Reading:
    """The courses of all reports, and the clock by which lengths are counted."""

    plan: Plan
    courses: dict[int, _Course]
    start: int
    until: int
    work: Work

    def drafts(self) -> Iterator[Duration]:
        """From when a report could be begun until it was first sent."""
        columns = self.plan.columns
        for duty in range(columns.n):
            if columns.form_of[duty] in columns.acts or columns.opens_at[duty] > self.until:
                continue
            course = self.courses.get(duty, _Course())
            first = course.sent[0] if course.sent else None
            ready = None if course.left_out else self._ready(duty, first)
            if ready is not None:
                yield from self._told(duty, "draft", ready, first)

    def reworks(self) -> Iterator[Duration]:
        """From each return until the report was sent again."""
        for duty, course in self.courses.items():
            for back in course.returns:
                yield from self._told(duty, "rework", back, next((at for at in course.sent if at > back), None))

    def reviews(self, reviewers: int) -> Iterator[Duration]:
        """From when a reviewer could take a report until it was decided; of what waits, only what is in hand."""
        for desk in self._desks().values():
            free = [self.start] * max(1, reviewers)
            for decided, came, duty, attempt, returned in sorted(desk.decided):
                yield from self._told(duty, "review", max(came, free[0]), decided, attempt=attempt, returned=returned)
                heapq.heapreplace(free, max(decided, free[0]))
            for came, duty, attempt in sorted(desk.waiting)[: len(free)]:
                yield from self._told(duty, "review", max(came, heapq.heappop(free)), None, attempt=attempt)

    def _desks(self) -> dict[str, _Desk]:
        desks: dict[str, _Desk] = {}
        for duty, course in self.courses.items():
            for place, (decided, returned, by) in enumerate(course.decided):
                came = max((at for at in course.sent if at <= decided), default=decided)
                desks.setdefault(by, _Desk()).decided.append((decided, came, duty, place + 1, returned))
            if course.pending is not None:
                waiting = desks.setdefault(self._reviewer(duty), _Desk()).waiting
                waiting.append((course.pending, duty, len(course.decided) + 1))
        return desks

    def _reviewer(self, duty: int) -> str:
        columns, lead = self.plan.columns, self.plan.columns.lead_actor[duty]
        return hierarchy_of(self.plan).columns.ids[lead] if lead < columns.units else _ISSUER

    def _ready(self, duty: int, sent: int | None) -> int | None:
        """When a report could be begun; None while it cannot."""
        columns = self.plan.columns
        ready = max(self.start, self.start if columns.opens_at[duty] == NEAR else columns.opens_at[duty])
        for below in columns.subordinates_of(duty) if columns.gate[duty] else ():
            course = self.courses.get(below, _Course())
            if course.left_out:
                continue
            if course.accepted is None or (sent is not None and course.accepted > sent):
                if sent is None:
                    return None
                continue  # sent without it, as a quorum allows
            ready = max(ready, course.accepted)
        return ready

    def _told(
        self, duty: int, step: Step, since: int, end: int | None, *, attempt: int = 1, returned: bool | None = None
    ) -> Iterator[Duration]:
        """The length, unless it is none."""
        columns, axis = self.plan.columns, self.work.axes[0]
        unit = hierarchy_of(self.plan).columns.ids[columns.unit_of[duty]]
        ends = np.array([since, self.until if end is None else end], np.int64) - self.start
        worked = axis.worked(np.maximum(ends, 0))
        length = int(worked[1] - worked[0]) / self.work.day
        if length > 0:
            tier = self.plan.tiers[columns.tier_no[duty]].id
            yield Duration(
                tier=tier, step=step, days=length, censored=end is None, unit=unit, returned=returned, attempt=attempt
            )


@attrs.frozen
class _Desk:
    """What came before one reviewer.

    Attributes:
        decided: When each report was decided and when it came, its duty, the attempt, whether it was returned.
        waiting: When each report that waits came, its duty, the attempt.
    """

    decided: list[tuple[int, int, int, int, bool]] = attrs.field(factory=list[tuple[int, int, int, int, bool]])
    waiting: list[tuple[int, int, int]] = attrs.field(factory=list[tuple[int, int, int]])
