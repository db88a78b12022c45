"""A deadline that has been read: one exclusive instant, and how it came about."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final

import attrs

from kehoach._calendar import Calendar, Walked, weekday_name
from kehoach._deadline._explain import DayNote, Explanation, RawStep, Step, notes_between, reason
from kehoach._deadline._reading import Reading, zone_of
from kehoach._deadline._rules import Doubt, On, Part
from kehoach.errors import Finding, Lang, Value

if TYPE_CHECKING:
    import pendulum

    from kehoach._deadline._deadline import Deadline

__all__ = ["Due", "local_us"]

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MIDNIGHT: Final = datetime.min.time()
_US: Final = timedelta(microseconds=1)
_DOUBTS_VI: Final = {
    "provisional": "tạm tính",
    "tentative": "dự kiến",
    "approximate": "ước chừng",
    "uncertain": "chưa chắc chắn",
    "ambiguous": "có thể hiểu nhiều cách",
    "awaiting": "chưa xác định",
}
_WALKS: Final = {"working_days": "start", "working_days_back": "start", "rolled": "day"}
"""Steps that walk over days, and the value that holds the day they start from."""


def local_us(day: date, minute: int, zone: str) -> int:
    """A local minute of a day in microseconds since 1970 in UTC.

    A minute that a change of clocks leaves out is taken as if the clocks had not changed yet; one that comes twice, the
    first time.

    >>> local_us(date(1970, 1, 1), 7 * 60, "Asia/Bangkok")
    0
    """
    wall = datetime.combine(day, _MIDNIGHT) + timedelta(minutes=minute)
    return (wall.replace(tzinfo=zone_of(zone)) - _EPOCH) // _US


@attrs.frozen
class Due:
    """What a deadline comes to under a reading; on time is what was received before `due_before`.

    Attributes:
        deadline: The rule it was made from.
        reading: How it was read.
        last_day: The last day on time; None without a bound, or while awaiting.
        due_before_us: The one exclusive instant, in microseconds since 1970 in UTC; None = no bound, or awaiting.
        opens_at_us: The first instant of the window; None = always open.
        closes_at_us: The instant from which nothing is taken any more; None = never.
        doubts: Why it may still move, or may be read otherwise.
        awaiting: The anchor that is not known yet.
        findings: What is wrong with it or worth knowing.
    """

    deadline: Deadline
    reading: Reading
    last_day: date | None = None
    due_before_us: int | None = None
    opens_at_us: int | None = None
    closes_at_us: int | None = None
    doubts: frozenset[Doubt] = frozenset()
    awaiting: str | None = None
    findings: tuple[Finding, ...] = ()
    _steps: tuple[RawStep, ...] = attrs.field(default=(), alias="steps", eq=False, repr=False)
    _noted: tuple[Step, ...] = attrs.field(default=(), alias="noted", eq=False, repr=False)
    _calendar: Calendar | Walked | None = attrs.field(default=None, alias="calendar", eq=False, repr=False)

    @property
    def due_before(self) -> pendulum.DateTime | None:
        """The exclusive instant in the reading's zone.

        >>> from kehoach._deadline import Deadline
        >>> str(Deadline.parse("before 2019-04-05").resolve().due_before)
        '2019-04-05 00:00:00+07:00'
        """
        return self._at(self.due_before_us)

    @property
    def opens_at(self) -> pendulum.DateTime | None:
        """The first instant of the window in the reading's zone."""
        return self._at(self.opens_at_us)

    @property
    def closes_at(self) -> pendulum.DateTime | None:
        """The instant from which nothing is taken any more, in the reading's zone."""
        return self._at(self.closes_at_us)

    def _at(self, us: int | None) -> pendulum.DateTime | None:
        if us is None:
            return None
        import pendulum

        return pendulum.instance(_EPOCH + us * _US).in_timezone(self.reading.zone)

    @property
    def is_dated(self) -> bool:
        """Whether it has a bound that is known."""
        return self.due_before_us is not None

    def framed(self, *, opens: Due | None = None, closes: Due | None = None) -> Due:
        """The same due with a window stated apart: it opens with one due and closes at the bound of another.

        Args:
            opens: Opens at its own opening, else at the beginning of its last day.
            closes: Closes at its bound.
        """
        first = self.opens_at_us if opens is None else opens.opening_us
        last = self.closes_at_us if closes is None else closes.due_before_us
        return attrs.evolve(self, opens_at_us=first, closes_at_us=last)

    @property
    def opening_us(self) -> int | None:
        """When it opens, read as an opening: the instant it states, its window, or the beginning of its last day."""
        rule = self.deadline.rule
        if isinstance(rule, On) and rule.last is None and self.last_day is not None:
            minute = None if isinstance(rule.first, Part) else rule.first.minute
            return local_us(self.last_day, minute or 0, self.reading.zone)
        if self.opens_at_us is not None or self.last_day is None:
            return self.opens_at_us
        return local_us(self.last_day, 0, self.reading.zone)

    def noted(self, *steps: Step) -> Due:
        """The same due with more steps in its explanation: a layer, an extension."""
        return attrs.evolve(self, noted=(*self._noted, *steps))

    def explain(self, lang: Lang = "en") -> Explanation:
        """The ordered derivation; from it alone a person can redo the arithmetic.

        Args:
            lang: The language of its text.

        >>> from kehoach._deadline import Deadline
        >>> explanation = Deadline.parse("1 working day after 30-8-2019").resolve().explain()
        >>> for line in str(explanation).splitlines()[2:]:
        ...     print(line)
        the rule: 1 working day after 2019-08-30
        1 working day after Friday 2019-08-30, that day not counted: Tuesday 2019-09-03
        skipped: 2 Saturdays and Sundays (2019-08-31 … 2019-09-01), Monday 2019-09-02 (National Day)
        on time is what was received before Wednesday 2019-09-04 00:00 +0700
        """
        return Explanation(tuple(self._explained()), lang)

    def _explained(self) -> list[Step]:
        deadline, reading = self.deadline, self.reading
        steps = [Step("phrase", {"words": deadline.words})] if deadline.words else []
        if deadline.clause:
            steps.append(Step("clause", {"clause": deadline.clause}))
        steps.append(Step("reading", {"reading": reading.text(), "reading_vi": reading.text("vi")}))
        steps.append(Step("rule", {"rule": str(deadline), "rule_vi": deadline.phrase("vi")}))
        steps.extend(Step(code, values, self._notes(code, values)) for code, values in self._steps)
        steps.extend(self._noted)
        steps.extend(self._stays())
        for name, us in (("opens", self.opens_at_us), ("closes", self.due_before_us)):
            if us is not None:
                steps.append(Step(name, {"instant": self._shown(us), "instant_vi": self._shown(us, "vi")}))
        steps.extend(Step("doubt", {"doubt": doubt, "doubt_vi": _DOUBTS_VI[doubt]}) for doubt in sorted(self.doubts))
        return steps

    def _stays(self) -> list[Step]:
        """Say so when the last day is off and nothing moves it."""
        day, calendar = self.last_day, self._calendar
        if day is None or calendar is None or calendar.is_working_day(day):
            return []
        return [Step("stays", {"day": day.isoformat(), **reason(calendar, day)})]

    def _notes(self, code: str, values: Mapping[str, Value]) -> tuple[DayNote, ...]:
        """The days that a count or a roll passed over; a roll passes over the day it starts from."""
        if self._calendar is None or code not in _WALKS:
            return ()
        start, last = (date.fromisoformat(str(values[name])) for name in (_WALKS[code], "last"))
        rolls = timedelta(code == "rolled")
        if start <= last:
            return notes_between(self._calendar, start - rolls, last)
        return notes_between(self._calendar, last - timedelta(1), start - timedelta(1) + rolls)

    def _shown(self, us: int, lang: Lang = "en") -> str:
        local = (_EPOCH + us * _US).astimezone(zone_of(self.reading.zone))
        clock = f"{local:%H:%M:%S}" if local.second or local.microsecond else f"{local:%H:%M}"
        if lang == "vi":
            return f"{clock} {weekday_name(local.date(), 'vi')} {local:%d/%m/%Y}"
        return f"{weekday_name(local.date())} {local:%Y-%m-%d} {clock} {local:%z}"

    def to_dict(self) -> dict[str, object]:
        """The due as plain data, ready for JSON; instants as ISO texts in the reading's zone."""

        def iso(us: int | None) -> str | None:
            return None if us is None else (_EPOCH + us * _US).astimezone(zone_of(self.reading.zone)).isoformat()

        return {
            "deadline": str(self.deadline),
            "last_day": None if self.last_day is None else self.last_day.isoformat(),
            "due_before": iso(self.due_before_us),
            "opens_at": iso(self.opens_at_us),
            "closes_at": iso(self.closes_at_us),
            "doubts": sorted(self.doubts),
            "awaiting": self.awaiting,
            "findings": [finding.to_dict() for finding in self.findings],
        }

    def __str__(self) -> str:
        if self.awaiting is not None:
            return f"awaiting {self.awaiting}"
        if self.due_before_us is None:
            return "no deadline"
        marks = f" ({', '.join(sorted(self.doubts))})" if self.doubts else ""
        local = (_EPOCH + self.due_before_us * _US).astimezone(zone_of(self.reading.zone))
        return f"before {local:%Y-%m-%d %H:%M %z}{marks}"
