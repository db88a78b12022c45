"""Days as people write them: ISO or day first, in figures, in Vietnamese or in English.

::

    day       = [weekday] ( figures | vietnamese | english )
    figures   = year mark month mark day | day mark month [ mark year ]        one mark of / . - throughout
    vietnamese= ["ngày"] ["mùng"] day "tháng" month [ "năm" year | "/" year | year ]
    english   = day [ordinal] ["of"] NAME [","] [year] | NAME day [ordinal] [","] [year]
    weekday   = "thứ" (hai … bảy | 2 … 7) | "chủ nhật" | Monday … Sunday
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

import attrs

from kehoach._calendar._names import MONTHS_EN, WEEKDAY_WORDS, WEEKDAYS_EN, WEEKDAYS_VI
from kehoach._calendar._tokens import Token, refuse, shown, tokens

__all__ = ["FIRST_YEAR", "LAST_YEAR", "Cursor", "parse_day", "read_day"]

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2999
_MARKS: Final = frozenset("/.-")
_ORDINALS: Final = frozenset({"st", "nd", "rd", "th"})
_LEAP: Final = 2000  # a year that has every day


def _words(cursor: Cursor) -> frozenset[str]:
    return frozenset(token.text for token in cursor.pieces)


@attrs.define
class Cursor:
    """A place in a text that is being read.

    Attributes:
        text: The whole text in NFC.
        pieces: Its tokens, closed by end tokens.
        i: The token to be read next.
        year: The year of days that state none.
        issued_on: The day that a day without a year cannot lie before.
        words: All tokens, for a quick look at what cannot be there.
    """

    text: str
    pieces: Sequence[Token]
    i: int = 0
    year: int | None = None
    issued_on: date | None = None
    words: frozenset[str] = attrs.field(default=attrs.Factory(_words, takes_self=True), init=False)

    @classmethod
    def over(cls, text: str, *, year: int | None = None, issued_on: date | None = None) -> Cursor:
        """A cursor at the beginning of a text."""
        whole, pieces = tokens(text)
        return cls(whole, pieces, 0, year, issued_on)

    def peek(self, ahead: int = 0) -> Token:
        """A token without taking it; at most `AHEAD` from the last."""
        return self.pieces[self.i + ahead]

    def took(self, *words: str) -> bool:
        """Take these tokens if they come next, all of them."""
        place = self.i
        for word in words:
            if self.pieces[place].text != word:
                return False
            place += 1
        self.i = place
        return True

    def number(self, ahead: int = 0) -> str | None:
        """The figures that come next, or None."""
        token = self.pieces[self.i + ahead]
        return token.text if token.kind == "n" else None

    def span(self, start: int) -> str:
        """The text from a token up to the one to be read next."""
        return self.text[self.pieces[start].at : self.peek().at].strip()


def made_year(cursor: Cursor, figures: str, start: int) -> int:
    """A year of four figures.

    Raises:
        InvalidDeadline: It has fewer (KH203) or lies outside 1900 to 2999 (KH217).
    """
    if len(figures) != 4:
        refuse("KH203", cursor.text, cursor.pieces[start].at, value=cursor.span(start) or figures)
    year = int(figures)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        refuse("KH217", cursor.text, cursor.pieces[start].at, value=year, first=FIRST_YEAR, last=LAST_YEAR)
    return year


def made_month(cursor: Cursor, figures: str, start: int) -> int:
    """A month from 1 to 12.

    Raises:
        InvalidDeadline: There is no such month (KH218).
    """
    month = int(figures)
    if not 1 <= month <= 12:
        refuse("KH218", cursor.text, cursor.pieces[start].at, value=month)
    return month


def made_day(cursor: Cursor, day: int, month: int, year: int | None, start: int) -> date:
    """A day; without a year, that of the cursor, else the first such day not before the day of issue.

    Raises:
        InvalidDeadline: No such month, month first, no such day, or no year (KH202, KH218, KH201, KH204).
    """
    value, at = cursor.span(start), cursor.pieces[start].at
    if month > 12 and day <= 12:
        refuse("KH202", cursor.text, at, value=value, month=month)
    if not 1 <= month <= 12:
        refuse("KH218", cursor.text, at, value=month)
    days = monthrange(year or _LEAP, month)[1]
    if not 1 <= day <= days:
        refuse("KH201", cursor.text, at, value=value, days=days)
    whole = year if year is not None else _year_of(cursor, day, month, value, at)
    if day > monthrange(whole, month)[1]:
        refuse("KH201", cursor.text, at, value=f"{value} ({whole})", days=monthrange(whole, month)[1])
    return date(whole, month, day)


def _year_of(cursor: Cursor, day: int, month: int, value: str, at: int) -> int:
    if cursor.year is not None:
        return cursor.year
    issued = cursor.issued_on
    if issued is None:
        refuse("KH204", cursor.text, at, value=value)
    return issued.year if (month, day) >= (issued.month, issued.day) else issued.year + 1


def read_day(cursor: Cursor) -> date | None:
    """Take a day if one comes next; a printed weekday is checked against it.

    Raises:
        InvalidDeadline: What comes is a day, but an impossible or an ambiguous one.
    """
    back = cursor.i
    weekday = read_weekday(cursor)
    if weekday is not None:
        cursor.took(",")
    for word in ("ngày", "the", "mùng", "mồng"):
        cursor.took(word)
    start = cursor.i
    day = _figures(cursor) or _named(cursor)
    if day is None:
        cursor.i = back
        return None
    if weekday is not None:
        refuse_weekday(cursor, weekday, day, start)
    return day


def refuse_weekday(cursor: Cursor, weekday: int, day: date, start: int) -> None:
    """Refuse a printed weekday that is not that of its day.

    Raises:
        InvalidDeadline: They disagree (KH208).
    """
    if weekday == day.weekday():
        return
    names = {"weekday": WEEKDAYS_EN[day.weekday()], "weekday_vi": WEEKDAYS_VI[day.weekday()]}
    at = cursor.pieces[start].at
    refuse("KH208", cursor.text, at, value=WEEKDAYS_EN[weekday], day=day.isoformat(), **names)


def read_weekday(cursor: Cursor) -> int | None:
    """Take the name of a weekday if one comes next; Monday = 0."""
    first = cursor.peek().text
    if first in ("thứ", "chủ"):
        weekday = WEEKDAY_WORDS.get(f"{first} {cursor.peek(1).text}")
        if weekday is not None:
            cursor.i += 2
        return weekday
    weekday = WEEKDAY_WORDS.get(first)
    if weekday is not None:
        cursor.i += 1
    return weekday


def _figures(cursor: Cursor) -> date | None:
    """``2019-04-05``, ``5/4/2019`` or ``5/4``; a month (``4/2019``, ``2019-04``) is left where it is."""
    one, mark, two = cursor.number(), cursor.peek(1).text, cursor.number(2)
    if one is None or two is None or mark not in _MARKS:
        return None
    start, other, three = cursor.i, cursor.peek(3).text, cursor.number(4)
    if three is not None and other in _MARKS:
        cursor.i += 5
        if other != mark:
            refuse("KH215", cursor.text, cursor.pieces[start].at, value=cursor.span(start), first=mark, second=other)
        if len(one) > 2:
            return made_day(cursor, int(three), int(two), made_year(cursor, one, start), start)
        if int(two) > 12 and int(one) <= 12:
            refuse("KH202", cursor.text, cursor.pieces[start].at, value=cursor.span(start), month=int(two))
        return made_day(cursor, int(one), int(two), made_year(cursor, three, start), start)
    if len(one) > 2 or len(two) > 2:
        return None
    cursor.i += 3
    return made_day(cursor, int(one), int(two), None, start)


def _named(cursor: Cursor) -> date | None:
    figures = cursor.number()
    if figures is not None:
        return _vietnamese(cursor, figures) or _english(cursor, figures)
    month = MONTHS_EN.get(cursor.peek().text)
    day = cursor.number(1)
    if month is None or day is None or len(day) > 2:
        return None
    start = cursor.i
    cursor.i += 2
    _take_ordinal(cursor)
    return made_day(cursor, int(day), month, _trailing_year(cursor), start)


def _vietnamese(cursor: Cursor, day: str) -> date | None:
    month = cursor.number(2)
    if cursor.peek(1).text != "tháng" or month is None or len(day) > 2:
        return None
    start = cursor.i
    cursor.i += 3
    return made_day(cursor, int(day), made_month(cursor, month, start), _trailing_year(cursor), start)


def _english(cursor: Cursor, day: str) -> date | None:
    start, back = cursor.i, cursor.i
    cursor.i += 1
    _take_ordinal(cursor)
    for word in ("of", "-"):
        cursor.took(word)
    month = MONTHS_EN.get(cursor.peek().text)
    if month is None or len(day) > 2:
        cursor.i = back
        return None
    cursor.i += 1
    cursor.took(".")
    return made_day(cursor, int(day), month, _trailing_year(cursor), start)


def _take_ordinal(cursor: Cursor) -> None:
    if cursor.peek().text in _ORDINALS:
        cursor.i += 1


def trailing_year(cursor: Cursor) -> int | None:
    """Take a year that follows a month if one is stated: ``năm 2019``, ``/2019``, ``, 2019``, ``2019``."""
    return _trailing_year(cursor)


def _trailing_year(cursor: Cursor) -> int | None:
    step = 1 if cursor.peek().text in ("năm", "/", "-", ",", ".") else 0
    if step and cursor.peek(1).text == "năm":
        step = 2
    figures = cursor.number(step)
    if figures is None or (len(figures) != 4 and (step == 0 or cursor.peek(step - 1).text == ",")):
        return None
    start = cursor.i + step
    cursor.i = start + 1
    return made_year(cursor, figures, start)


def parse_day(text: str | date, *, year: int | None = None, issued_on: date | None = None) -> date:
    """A day from what people type.

    Args:
        text: ``2019-04-05``, ``5/4/2019``, ``5-4-2019``, ``05.04.2019``, ``ngày 05 tháng 4 năm 2019``,
            ``5 April 2019``, or a `datetime.date`; never month first.
        year: The year of a day that states none.
        issued_on: A day without a year is the first such day not before this one.

    Raises:
        InvalidDeadline: It is no day, or one that can be read in two ways; the finding names value, place and way out.

    >>> parse_day("14-3-2019")
    datetime.date(2019, 3, 14)
    >>> parse_day("ngày 05 tháng 4 năm 2019")
    datetime.date(2019, 4, 5)
    >>> parse_day("31/4/2019")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    kehoach.errors.InvalidDeadline: 31/4/2019 in '31/4/2019' is a day that does not exist; ...
    """
    if isinstance(text, date) and not isinstance(text, datetime):
        return text
    if not isinstance(text, str):
        refuse("KH213", repr(text), value=shown(repr(text)))
    cursor = Cursor.over(text, year=year, issued_on=issued_on)
    day = read_day(cursor)
    if cursor.peek().kind == "x":
        figures = cursor.peek().text
        refuse("KH205", cursor.text, cursor.peek().at, value=shown(figures), figures=len(figures))
    if day is None or cursor.peek().kind != "$":
        rest = cursor.text[cursor.peek().at :]
        refuse("KH213", cursor.text, cursor.peek().at, value=shown(rest))
    return day
