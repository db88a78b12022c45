"""Deadlines as values: made from what people write, printed so that they parse back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Final, Literal, cast

import attrs

from kehoach._calendar import Calendar, WorkingDays, parse_day
from kehoach._calendar._days import FIRST_YEAR, LAST_YEAR, Cursor
from kehoach._calendar._tokens import LONGEST, refuse
from kehoach._deadline._anchors import PERIOD_LAST
from kehoach._deadline._due import Due
from kehoach._deadline._grammar import read_phrase
from kehoach._deadline._periods import Period
from kehoach._deadline._reading import Reading
from kehoach._deadline._resolve import Anchors, resolved
from kehoach._deadline._rules import (
    STATED_DOUBTS,
    After,
    Ahead,
    Before,
    By,
    Day,
    Doubt,
    Occasion,
    On,
    PeriodDay,
    Point,
    Rule,
    Span,
    Unbound,
    Within,
    span_unit,
)
from kehoach._deadline._slots import read_slot
from kehoach._deadline._times import read_clock
from kehoach._deadline._wording import worded
from kehoach._spelling import nfc
from kehoach.errors import Finding, InvalidDeadline

__all__ = ["Deadline"]

_CHECKS: Final = {"plain": "; checked by ", "en": "; checked by ", "vi": "; đối chiếu với "}
_CHECK: Final = re.compile(r"; *(?:checked by|đối chiếu với) +", re.IGNORECASE)
_NOTHING: Final[Mapping[str, date]] = {}


def _doubts(given: Iterable[str]) -> frozenset[Doubt]:
    kept = frozenset(given)
    for doubt in kept - STATED_DOUBTS:
        values = {"name": "doubt", "value": str(doubt)[:60], "choices": ", ".join(sorted(STATED_DOUBTS))}
        raise InvalidDeadline(Finding("KH220", values))
    return cast("frozenset[Doubt]", kept)


def _check(given: Deadline | str | None) -> Deadline | None:
    return None if given is None else Deadline.coerce(given)


@attrs.frozen
class Deadline:
    """A rule that says until when something is on time, kept with the words it came from.

    Attributes:
        rule: The rule.
        doubts: What the text itself marks, such as ``tentative`` (dự kiến).
        checked_by: A second derivation of the same day; where the two disagree, the due carries a finding.
        words: The phrase it came from, as typed; no part of its equality.
        clause: The clause of the directive it stands in; no part of its equality.

    >>> Deadline.parse("trước ngày 05 tháng 4 năm 2019") == Deadline.before("2019-04-05")
    True
    >>> print(Deadline.parse("chậm nhất 17 giờ ngày 5/4/2019"))
    by 2019-04-05 17:00
    """

    rule: Rule
    doubts: frozenset[Doubt] = attrs.field(default=frozenset(), converter=_doubts, kw_only=True)
    checked_by: Deadline | None = attrs.field(default=None, converter=_check, kw_only=True)
    words: str = attrs.field(default="", eq=False, kw_only=True)
    clause: str = attrs.field(default="", eq=False, kw_only=True)

    # -------------------------------------------------------------- making

    @classmethod
    def parse(
        cls,
        text: str,
        *,
        year: int | None = None,
        issued_on: date | str | None = None,
        lang: Literal["en", "vi"] | None = None,
    ) -> Deadline:
        """One phrase of Vietnamese or English as a deadline.

        Args:
            text: The phrase, at most 500 characters; dates ISO or day first.
            year: The year of dates that state none.
            issued_on: The day of issue; a date without a year is the first such day not before it.
            lang: Read only the words of one language; None = both.

        Raises:
            InvalidDeadline: It is no deadline, or one that can be read in two ways; the finding names the value, its
                place and the way out.

        >>> print(Deadline.parse("trong thời hạn 10 ngày làm việc kể từ ngày ban hành"))
        10 working days after issued
        >>> print(Deadline.parse("before 5/4", year=2019))
        before 2019-04-05
        """
        if not isinstance(text, str):
            raise InvalidDeadline(Finding("KH226", {"type": type(text).__name__}))
        _check_year(year)
        issued = None if issued_on is None else parse_day(issued_on)
        head, *tail = _CHECK.split(nfc(text), 1) if len(text) <= LONGEST else (text,)
        cursor = Cursor.over(head, year=year, issued_on=issued)
        if cursor.peek().kind == "$":
            refuse("KH214", text)
        parsed = read_phrase(cursor, lang)
        check = cls.parse(tail[0], year=year, issued_on=issued, lang=lang) if tail else None
        return cls(parsed.rule, doubts=parsed.doubts, checked_by=check, words=text)

    @classmethod
    def coerce(cls, given: Deadline | str | None) -> Deadline:
        """A deadline from a deadline, a phrase or None (no deadline).

        Raises:
            InvalidDeadline: It is none of these, or the phrase cannot be read.
        """
        if given is None:
            return cls.none()
        if isinstance(given, str):
            return cls.parse(given)
        if not isinstance(given, Deadline):
            raise InvalidDeadline(Finding("KH226", {"type": type(given).__name__}))
        return given

    @classmethod
    def before(cls, bound: date | str | Period | Point) -> Deadline:
        """Before a day, an instant (``"2019-04-05 17:00"``) or a period (``"2019-04"``); the bound is outside."""
        target = _target(bound)
        if isinstance(target, Period) and _is_window(target):
            target = Day(target.first)
        return cls(Before(target))

    @classmethod
    def by(cls, bound: date | str | Period | Point) -> Deadline:
        """Up to the end of a day, of a minute, or of a period; the bound is inside."""
        target = _target(bound)
        if isinstance(target, Period) and _is_window(target):
            target = Day(target.last)
        return cls(By(target))

    @classmethod
    def on(cls, first: date | str | Point, last: date | str | Point | None = None) -> Deadline:
        """On a day, or from one day to another; opens with the first, due at the end of the last.

        Raises:
            InvalidDeadline: The range runs backwards (KH211).
        """
        start, end = _point(first), None if last is None else _point(last)
        if isinstance(start, Day) and isinstance(end, Day) and end.day < start.day:
            days = {"first": start.day.isoformat(), "last": end.day.isoformat()}
            raise InvalidDeadline(Finding("KH211", {"text": f"{start.day} … {end.day}", **days}))
        return cls(On(start, end))

    @classmethod
    def within(cls, period: str | Period) -> Deadline:
        """In a period; opens with its first day, due at the end of its last."""
        target = _target(period)
        if not isinstance(target, Period):
            return cls(On(target))
        if _is_window(target):
            return cls(On(Day(target.first), Day(target.last)))
        return cls(Within(target))

    @classmethod
    def after(cls, n: int, unit: str, anchor: date | str, at: str | None = None) -> Deadline:
        """So many units after an anchor, whose day is not counted (Civil Code 2015 article 147).

        Args:
            n: How many, from 1 to 9999.
            unit: ``working days``, ``days``, ``weeks``, ``months``, ``years`` or ``hours``.
            anchor: A day, ``issued``, ``effective``, an event, ``due of FORM at TIER``, or an instant of the campaign.
            at: A time of the last day, such as ``17:00``; that minute is inside.

        >>> print(Deadline.after(3, "working days", "due of report at commune", at="17:00"))
        3 working days after due of report at commune at 17:00
        """
        return cls(After(n, span_unit(unit), _anchor(anchor), _minute(at)))

    @classmethod
    def ahead(cls, n: int, unit: str, anchor: date | str, at: str | None = None) -> Deadline:
        """So many units before an anchor, counted back and never moved off a day off."""
        return cls(Ahead(n, span_unit(unit), _anchor(anchor), _minute(at)))

    @classmethod
    def none(cls) -> Deadline:
        """No deadline: kịp thời, đúng thời hạn quy định."""
        return _NONE

    # -------------------------------------------------------------- asking

    @property
    def anchors(self) -> tuple[str, ...]:
        """The names it must be told; empty for fixed days.

        >>> Deadline.parse("10 days after election").anchors
        ('election',)
        """
        own = tuple(dict.fromkeys(_anchors_of(self.rule)))
        if self.checked_by is None:
            return own
        return tuple(dict.fromkeys((*own, *self.checked_by.anchors)))

    @property
    def is_bound(self) -> bool:
        """Whether it sets a bound at all."""
        return not isinstance(self.rule, Unbound)

    def resolve(
        self,
        reading: Reading | None = None,
        anchors: Anchors = _NOTHING,
        *,
        calendar: Calendar | WorkingDays | str | None = None,
    ) -> Due:
        """What it comes to.

        Args:
            reading: How it is read; None = the default `Reading`.
            anchors: Days, instants with a zone, or dues, by name.
            calendar: Which days are worked; None = the calendar of the reading.

        Raises:
            InvalidDeadline: An anchor is naive, or the span leaves the years that can be counted.

        >>> due = Deadline.parse("before 2019-04-05").resolve()
        >>> due.last_day, str(due)
        (datetime.date(2019, 4, 4), 'before 2019-04-05 00:00 +0700')
        """
        how = _READING if reading is None else reading
        return resolved(self, how, anchors, Calendar.coerce(how.calendar if calendar is None else calendar))

    def phrase(self, lang: Literal["en", "vi"] = "vi") -> str:
        """Official wording in one language; it parses back to the same deadline.

        >>> Deadline.parse("before 2019-04-05").phrase("vi")
        'trước ngày 05 tháng 4 năm 2019'
        """
        return self._text(lang)

    def _text(self, style: Literal["plain", "en", "vi"]) -> str:
        words = {
            "tentative": "dự kiến",
            "approximate": "khoảng",
            "uncertain": "chưa chắc chắn",
            "ambiguous": "không rõ ràng",
        }
        text = worded(self.rule, style)
        if self.doubts:
            names = sorted(words.get(doubt, doubt) if style == "vi" else doubt for doubt in self.doubts)
            text += f" ({', '.join(names)})"
        return text if self.checked_by is None else f"{text}{_CHECKS[style]}{self.checked_by._text(style)}"

    def __str__(self) -> str:
        return self._text("plain")

    # ------------------------------------------------------------- keeping

    def to_dict(self) -> dict[str, str]:
        """The deadline as plain data: its canonical text, and words and clause where there are any."""
        data = {"deadline": str(self)}
        if self.words:
            data["words"] = self.words
        if self.clause:
            data["clause"] = self.clause
        return data

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> Deadline:
        """The deadline that `to_dict` wrote.

        Raises:
            InvalidDeadline: The text cannot be read.
        """
        made = cls.parse(str(data.get("deadline", "")))
        return attrs.evolve(made, words=str(data.get("words", "")), clause=str(data.get("clause", "")))


_NONE: Final = Deadline(Unbound())
_READING: Final = Reading()


def _check_year(year: int | None) -> None:
    if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
        raise InvalidDeadline(Finding("KH217", {"value": str(year)[:60], "first": FIRST_YEAR, "last": LAST_YEAR}))


def _anchors_of(rule: Rule) -> Iterable[str]:
    if isinstance(rule, Span):
        points: tuple[object, ...] = (rule.anchor,)
    elif isinstance(rule, On):
        points = (rule.first, rule.last)
    else:
        points = (rule.target,) if isinstance(rule, (Before, By)) else ()
    for point in points:
        if isinstance(point, Occasion):
            yield point.anchor
        elif isinstance(point, PeriodDay):
            yield PERIOD_LAST
        elif isinstance(point, str):
            yield point


def _is_window(period: Period) -> bool:
    """Whether a period has no words of its own; its days stand for it."""
    return period.start_day != 1 or period.every in ("day", "week")


def _target(given: date | str | Period | Point) -> Point | Period:
    if isinstance(given, datetime):
        raise InvalidDeadline(Finding("KH226", {"type": "datetime"}))
    if isinstance(given, date):
        return Day(given)
    if not isinstance(given, str):
        return given
    cursor = Cursor.over(given)
    slot = read_slot(cursor)
    if slot is None or isinstance(slot, tuple) or cursor.peek().kind != "$":
        refuse("KH213", cursor.text, cursor.peek().at, value=cursor.text[cursor.peek().at :][:60])
    return slot


def _point(given: date | str | Point) -> Point:
    target = _target(given)
    if isinstance(target, Period):
        raise InvalidDeadline(Finding("KH213", {"text": str(given), "value": str(given), "position": 1}))
    return target


def _anchor(given: date | str) -> date | str:
    if isinstance(given, datetime):
        raise InvalidDeadline(Finding("KH226", {"type": "datetime"}))
    if isinstance(given, str) and given[:1].isdigit():
        return parse_day(given)
    return given


def _minute(at: str | None) -> int | None:
    if at is None:
        return None
    cursor = Cursor.over(at)
    minute = read_clock(cursor)
    if minute is None or cursor.peek().kind != "$":
        refuse("KH210", at, value=at[:60])
    return minute
