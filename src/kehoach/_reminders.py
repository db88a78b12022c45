"""What is to be sent between two instants: which rung of the plan's ladder each open duty has reached.

A rung comes due once for a duty: at the first instant at which the due that is in force has come so near, or lies so
far back, as the rung says. A due that is moved takes with it the rungs that had not come due; those that had are not
repeated. While a clock stands still no rung comes due. So the answers for ``[a, b)`` and ``[b, c)`` never name the same
rung of the same duty, and nothing has to be remembered of what was sent: who asks keeps the instant up to which it has
asked. Who asks late, after days without asking, is given the last rung of each duty only.

A report that was returned with a due of its own is owed anew: its rungs are those of that due.

Nothing is sent here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

import attrs

from kehoach._calendar import Calendar
from kehoach._clock import from_micros
from kehoach._deadline import Deadline
from kehoach._deadline._due import local_us
from kehoach._deadline._reading import zone_of
from kehoach._plan import Plan, Reminder
from kehoach._progress import FAR, NEAR, Board, Progress, hierarchy_of
from kehoach._progress._standing import View
from kehoach.errors import Lang

__all__ = ["Notice", "reminders"]

_DAY = 86_400_000_000  # microseconds
_ISSUER = "issuer"


@attrs.frozen(kw_only=True)
class Notice:
    """One reminder that is to be sent: the rung that a duty has reached, and whom it tells.

    Two notices are equal when they are the same rung of the same duty under the same due, whenever they were asked for.

    Attributes:
        unit: The duty.
        name: How the unit that owes it is printed.
        form: What is owed.
        kind: ``"report"`` or ``"act"``.
        to: Whom it tells: ids of units, and ``issuer``; each once.
        rung: The rung.
        came_at: When the rung came due, in the plan's zone.
        due_before: The instant before which the duty is in time, in the plan's zone.
        last_day: The last day on time.
        asked_at: The instant that its words speak of, in the plan's zone.
        period: For which period, where it is owed again and again.
    """

    unit: str
    name: str
    form: str
    kind: str
    to: tuple[str, ...]
    rung: Reminder
    came_at: datetime
    due_before: datetime
    last_day: date
    asked_at: datetime = attrs.field(eq=False)
    period: str | None = None

    @property
    def overdue(self) -> bool:
        """Whether the due has passed: it urges (đôn đốc), before that it reminds (nhắc)."""
        return self.asked_at >= self.due_before

    @property
    def days(self) -> int:
        """Days that are left until the last day; once overdue, days begun since the due."""
        if self.overdue:
            return (self.asked_at - self.due_before).days + 1
        return (self.last_day - self.asked_at.date()).days

    @property
    def key(self) -> str:
        """What tells it from all other notices of its campaign; a sender that knows it sends nothing twice.

        >>> plain = dict(unit="c1", name="c1", form="report", kind="report", to=(), rung=Reminder(-3, working=True))
        >>> day = datetime(2019, 4, 1, 8)
        >>> Notice(**plain, came_at=day, due_before=day, last_day=day.date(), asked_at=day).key
        'c1 -3 working 2019-04-01T08:00:00'
        """
        working = " working" if self.rung.working else ""
        return f"{self.unit} {self.rung.days}{working} {self.came_at.isoformat()}"

    def text(self, lang: Lang = "en") -> str:
        """The notice in one line of official wording."""
        return _vietnamese(self) if lang == "vi" else _english(self)

    def __str__(self) -> str:
        return self.text()

    def to_dict(self) -> dict[str, object]:
        """The notice as plain data, ready for JSON."""
        return {
            "key": self.key,
            "unit": self.unit,
            "name": self.name,
            "form": self.form,
            "period": self.period,
            "to": list(self.to),
            "rung": self.rung.to_dict(),
            "came_at": self.came_at.isoformat(),
            "due_before": self.due_before.isoformat(),
            "last_day": self.last_day.isoformat(),
            "overdue": self.overdue,
            "days": self.days,
            "text": self.text("en"),
            "text_vi": self.text("vi"),
        }


def _until(notice: Notice, lang: Lang) -> str:
    """The due in official wording: a day, or a time of day where it ends before midnight."""
    local = notice.due_before
    if (local.hour, local.minute) == (0, 0):
        return Deadline.by(notice.last_day).phrase(lang)
    return Deadline.before(f"{local:%H:%M %d-%m-%Y}").phrase(lang)


def _vietnamese(notice: Notice) -> str:
    what = "báo cáo" if notice.form == "report" else f"báo cáo {notice.form}"
    what += f" kỳ {notice.period}" if notice.period else ""
    if notice.overdue:
        undone = f"chưa hoàn thành {notice.form}" if notice.kind == "act" else f"chưa gửi {what}"
        return f"Đôn đốc: {notice.name} {undone}, quá hạn {notice.days} ngày ({_until(notice, 'vi')})"
    todo = f"hoàn thành {notice.form}" if notice.kind == "act" else f"gửi {what}"
    left = f"còn {notice.days} ngày" if notice.days else "hôm nay là ngày cuối"
    return f"Nhắc: {notice.name} {todo} {_until(notice, 'vi')} ({left})"


def _english(notice: Notice) -> str:
    what = "its report" if notice.form == "report" else f"its report {notice.form}"
    what += f" for {notice.period}" if notice.period else ""
    days = f"{notice.days} day{'' if notice.days == 1 else 's'}"
    if notice.overdue:
        undone = f"has not completed {notice.form}" if notice.kind == "act" else f"has not sent {what}"
        return f"Overdue: {notice.name} {undone}, {days} late ({_until(notice, 'en')})"
    todo = f"is to complete {notice.form}" if notice.kind == "act" else f"is to send {what}"
    return f"Reminder: {notice.name} {todo} {_until(notice, 'en')} ({f'{days} left' if notice.days else 'today'})"


# ----------------------------------------------------------------------- which


def reminders(progress: Progress, since: int, until: int) -> tuple[Notice, ...]:
    """What is to be sent: of each open duty the last rung that came due between two instants, in official order.

    None for a duty that is met, waived or lapsed, whose clock stands still, or that has no due that is known.

    Args:
        progress: Where everything stands; normally at `until`.
        since: From this instant on, in microseconds since 1970 UTC.
        until: Before this one, in microseconds since 1970 UTC.
    """
    if not progress.plan.reminders:
        return ()
    ladder = _Ladder(progress.board, since, until)
    view = View(until)
    found: list[Notice] = []
    for duty in range(progress.board.grid.n):
        reached = ladder.reached(duty)
        if reached is not None and ladder.is_asked(duty, view):
            found.append(_notice(progress, duty, *reached, until))
    return tuple(found)


class _Ladder:
    """The rungs of a plan, and when each comes due under each due; what many duties share is reckoned once."""

    def __init__(self, board: Board, since: int, until: int) -> None:
        self.board, self.since, self.until = board, since, until
        self.plan: Plan = board.plan
        self.zone = self.plan.reading.zone
        self.rungs = self.plan.reminders
        self.known: dict[tuple[int, int], int] = {}
        self.plain: dict[tuple[int, int, int], tuple[int, Reminder] | None] = {}

    def is_asked(self, duty: int, view: View) -> bool:
        """Whether a duty is still to be met, with a clock that runs and a due."""
        board = self.board
        return duty not in board.suspended and view.bucket(board, duty) == "open" and view.due(board, duty) < FAR

    def reached(self, duty: int) -> tuple[int, Reminder] | None:
        """The last rung that came due in time, and when; None where none did."""
        board, grid = self.board, self.board.grid
        if duty in board.shifts or duty in board.dues:
            return self._last(grid.tier_no[duty], grid.form_of[duty], _spans(board, duty))
        key = (grid.tier_no[duty], grid.form_of[duty], board.due_before[duty])
        if key not in self.plain:
            self.plain[key] = self._last(key[0], key[1], [(NEAR, FAR, key[2])])
        return self.plain[key]

    def _last(self, tier: int, form: int, spans: Sequence[tuple[int, int, int]]) -> tuple[int, Reminder] | None:
        due = spans[-1][2]
        last: tuple[int, int, Reminder] | None = None
        for number, rung in enumerate(self.rungs):
            if not rung.concerns(self.plan.tiers[tier].id, self.board.grid.forms[form]):
                continue
            came = next(self._comes(number, spans), FAR)
            if self.since <= came < self.until:
                here = (came, self._instant(number, due), rung)
                last = here if last is None or here[:2] >= last[:2] else last
        return None if last is None else (last[0], last[2])

    def _comes(self, number: int, spans: Iterable[tuple[int, int, int]]) -> Iterator[int]:
        """When a rung comes due: under each due that was in force long enough, the first of these counts."""
        for begins, ends, due in spans:
            comes = max(begins, self._instant(number, due))
            if comes < ends:
                yield comes

    def _instant(self, number: int, due: int) -> int:
        """When a rung comes due under a due; `FAR` where there is no due, or no such day."""
        if due == FAR:
            return FAR
        key = (number, due)
        if key not in self.known:
            self.known[key] = self._reckoned(self.rungs[number], due)
        return self.known[key]

    def _reckoned(self, rung: Reminder, due: int) -> int:
        last = from_micros(due - 1).astimezone(zone_of(self.zone)).date()
        try:
            if rung.working:
                day = Calendar.coerce(self.plan.calendar).add(last, rung.days)
            else:
                day = date.fromordinal(last.toordinal() + rung.days)
            return local_us(day, rung.minute, self.zone)
        except (ValueError, OverflowError):  # the day lies outside the years that there are
            return FAR


def _spans(board: Board, duty: int) -> list[tuple[int, int, int]]:
    """The dues that were in force, one after the other: from when, until when, and the due.

    While a clock stands still no due is in force.
    """
    if duty in board.dues:
        return [(NEAR, FAR, board.dues[duty])]
    spans: list[tuple[int, int, int]] = []
    begins = NEAR
    for shift in board.shifts[duty]:
        if shift.retroactive:
            continue
        spans.append((begins, shift.at, shift.was))
        if shift.since is not None:
            spans = [(first, min(last, shift.since), due) for first, last, due in spans if first < shift.since]
        begins = shift.at
    return [*spans, (begins, FAR, board.due_before[duty])]


def _notice(progress: Progress, duty: int, came: int, rung: Reminder, until: int) -> Notice:
    board, grid = progress.board, progress.board.grid
    hierarchy, zone = hierarchy_of(progress.plan), zone_of(progress.plan.reading.zone)
    due = board.due(duty)
    unit = hierarchy.columns.ids[grid.unit_of[duty]]
    return Notice(
        unit=grid.names[duty],
        name=hierarchy.name_of(unit),
        form=grid.forms[grid.form_of[duty]],
        kind="act" if grid.form_of[duty] in grid.acts else "report",
        to=tuple(dict.fromkeys(_whom(board, duty, rung.to, hierarchy.columns.ids))),
        rung=rung,
        came_at=from_micros(came).astimezone(zone),
        due_before=from_micros(due).astimezone(zone),
        last_day=from_micros(due - 1).astimezone(zone).date(),
        asked_at=from_micros(until - 1).astimezone(zone),  # the last instant of the time that was asked about
        period=grid.periods[grid.form_of[duty]],
    )


def _whom(board: Board, duty: int, to: Iterable[str], ids: Sequence[str]) -> Iterator[str]:
    """The units, or the issuer, that the words of a rung mean; above a top stands the issuer."""
    grid = board.grid
    lead = grid.lead_actor[duty]
    for word in to:
        if word == "unit":
            yield ids[grid.unit_of[duty]]
        elif word == _ISSUER or lead >= grid.units:
            yield _ISSUER
        elif word == "lead":
            yield ids[lead]
        else:
            yield from (ids[grid.unit_of[above]] for above in grid.superiors_of(duty))
