"""Phrases of deadlines: which sequences of words make which rule.

A phrase is read once, from left to right, as signs: a keyword of the vocabulary, or a slot (``D`` a day or instant,
``P`` a period, ``N`` a span, ``d`` the bare first day of a range). After a span and ``FROM``, ``AFTER`` or ``BEFORE``
the rest is the anchor ``A``. `RULES` then says what the signs mean; a sequence that is not in it is refused. That table
is the whole grammar.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final, cast

import attrs

from kehoach._calendar._days import Cursor, read_day, read_weekday, refuse_weekday
from kehoach._calendar._tokens import AHEAD, Token, refuse, shown
from kehoach._deadline._anchors import anchor_name, duty_at
from kehoach._deadline._lexicon import Lexicon
from kehoach._deadline._periods import Period
from kehoach._deadline._rules import (
    After,
    Ahead,
    Before,
    By,
    Day,
    Doubt,
    Occasion,
    On,
    Point,
    Rule,
    Unbound,
    Within,
)
from kehoach._deadline._slots import UNITS, Slot, SpanSlot, read_slot
from kehoach._deadline._times import read_clock
from kehoach._deadline._vocabulary import KEYWORDS, ROTATED
from kehoach._spelling import nearest
from kehoach.errors import InvalidDeadline, Lang

__all__ = ["RULES", "Parsed", "read_phrase"]


@attrs.frozen
class Parsed:
    """What a phrase says.

    Attributes:
        rule: The rule.
        doubts: What the text itself marks.
    """

    rule: Rule
    doubts: frozenset[Doubt]


@attrs.define
class _Signs:
    """What has been read so far; the key of `RULES` says which slots are there."""

    keys: list[str] = attrs.field(factory=list[str])
    slots: list[Slot] = attrs.field(factory=list[Slot])
    anchor: date | str = ""
    minute: int | None = None
    first_day: int = 0
    doubts: set[Doubt] = attrs.field(factory=set[Doubt])

    def point(self, k: int = 0) -> Point:
        return cast("Point", self.slots[k])

    def period(self, k: int = 0) -> Period:
        return cast("Period", self.slots[k])

    def after(self) -> Rule:
        n, unit = cast("SpanSlot", self.slots[0])
        return After(n, unit, self.anchor, self.minute)

    def ahead(self) -> Rule:
        n, unit = cast("SpanSlot", self.slots[0])
        return Ahead(n, unit, self.anchor, self.minute)

    def occasion(self) -> Point:
        return Day(self.anchor, self.minute) if isinstance(self.anchor, date) else Occasion(self.anchor, self.minute)

    def doubtful(self, doubt: Doubt, rule: Rule) -> Rule:
        self.doubts.add(doubt)
        return rule


RULES: Final[dict[str, Callable[[_Signs], Rule]]] = {
    "BEFORE D": lambda s: Before(s.point()),
    "BEFORE P": lambda s: Before(s.period()),
    "BEFORE A": lambda s: Before(s.occasion()),
    "BY BEFORE D": lambda s: s.doubtful("ambiguous", Before(s.point())),
    "BY D": lambda s: By(s.point()),
    "BY P": lambda s: By(s.period()),
    "BY A": lambda s: By(s.occasion()),
    "BY TO D": lambda s: By(s.point()),
    "BY TO P": lambda s: By(s.period()),
    "BY WITHIN D": lambda s: By(s.point()),
    "BY WITHIN P": lambda s: By(s.period()),
    "TO D": lambda s: By(s.point()),
    "TO P": lambda s: By(s.period()),
    "DONE D": lambda s: By(s.point()),
    "D BACK": lambda s: By(s.point()),
    "FROM D BACK": lambda s: By(s.point()),
    "D": lambda s: On(s.point()),
    "A": lambda s: On(s.occasion()),
    "WITHIN D": lambda s: On(s.point()),
    "FROM D TO D": lambda s: On(s.point(), s.point(1)),
    "FROM d TO D": lambda s: On(_first_of_range(s), s.point()),
    "FROM P TO P": lambda s: On(Day(s.period().first), Day(s.period(1).last)),
    "P": lambda s: Within(s.period()),
    "WITHIN P": lambda s: Within(s.period()),
    "N FROM A": _Signs.after,
    "N AFTER A": _Signs.after,
    "WITHIN N FROM A": _Signs.after,
    "WITHIN N AFTER A": _Signs.after,
    "BY N FROM A": _Signs.after,
    "BY N AFTER A": _Signs.after,
    "BY WITHIN N FROM A": _Signs.after,
    "N BEFORE A": _Signs.ahead,
    "BY N BEFORE A": _Signs.ahead,
    "BEFORE N THAN A": _Signs.ahead,
    "BEFORE A N": _Signs.ahead,
    "BY BEFORE A N": _Signs.ahead,
    "NONE": lambda _: Unbound(),
}
"""What a sequence of signs means; ``DONE`` before another sequence changes nothing."""

_BEFORE_ANCHOR: Final = frozenset({"FROM", "AFTER", "BEFORE", "THAN"})
_NO_ANCHOR: Final = frozenset({"N", "WITHIN N", "BY N", "DONE N", "DONE WITHIN N", "DONE BY N"})
_BEFORE_OCCASION: Final[tuple[list[str], ...]] = ([], ["BEFORE"], ["BY"], ["BY", "BEFORE"])
_DAY_OF: Final = (("the", "day", "of"), ("ngày", "diễn", "ra", "sự", "kiện"))
_LONGEST_TAIL: Final = 160  # characters; a name, a clock and a doubt are shorter
_OCCASION_WORDS: Final = frozenset(head[-1] for head in _DAY_OF)
_DAY: Final = (("ngày",),)
_TO_WORDS: Final = frozenset({"đến", "tới", "to", "until", "till", "through"})


def read_phrase(cursor: Cursor, lang: Lang | None) -> Parsed:
    """A phrase as a rule.

    Raises:
        InvalidDeadline: It is none of the table, or something in it is impossible or ambiguous.
    """
    signs, keywords = _Signs(), KEYWORDS[lang]
    _rotate(cursor)
    _infer_year(cursor)
    while cursor.peek().kind != "$":
        _read_sign(cursor, signs, keywords)
    return Parsed(_made(cursor, signs), frozenset(signs.doubts))


def _rotate(cursor: Cursor) -> None:
    """Put words such as ``hằng tháng`` that stand first where the slots look for them."""
    count = ROTATED.take(cursor)
    if count is not None:
        pieces, k = list(cursor.pieces), cursor.i
        end = len(pieces) - AHEAD
        cursor.pieces = [*pieces[k + (pieces[k].text == ",") : end], *pieces[k - count : k], *pieces[end:]]
        cursor.i = 0


def _infer_year(cursor: Cursor) -> None:
    """In ``từ ngày 1/4 đến ngày 5/4/2019`` the one year that is stated is that of both days."""
    if cursor.year is None and not _TO_WORDS.isdisjoint(cursor.words):
        years = {token.text for token in cursor.pieces if token.kind == "n" and len(token.text) == 4}
        cursor.year = int(years.pop()) if len(years) == 1 else None


def _read_sign(cursor: Cursor, signs: _Signs, keywords: Lexicon[str]) -> None:
    token = cursor.peek()
    if token.text == "(":
        _read_bracket(cursor, signs, keywords)
        return
    if token.text in (".", ";") and cursor.peek(1).kind == "$":
        cursor.i += 1
        return
    if signs.keys[-1:] == ["FROM"] and _read_first_day(cursor, signs):
        return
    previous = cursor.pieces[cursor.i - 1].text if cursor.i else ""
    if previous in _OCCASION_WORDS and _read_occasion(cursor, signs, _DAY_OF):
        return
    slot = read_slot(cursor)
    if slot is None and previous == "ngày" and _read_occasion(cursor, signs, _DAY):
        return
    if slot is not None:
        signs.keys.append("N" if isinstance(slot, tuple) else "P" if isinstance(slot, Period) else "D")
        signs.slots.append(slot)
        return
    keyword = keywords.take(cursor)
    if keyword is None:
        if not _split(cursor, keywords):
            _refuse_here(cursor, keywords)
    elif keyword.startswith("?"):
        signs.doubts.add(cast("Doubt", keyword[1:]))
    elif keyword:
        signs.keys.append(keyword)
        if keyword in _BEFORE_ANCHOR and signs.keys[-2:-1] == ["N"]:
            signs.keys.append("A")
            _read_anchor(cursor, signs)


def _read_first_day(cursor: Cursor, signs: _Signs) -> bool:
    """``từ ngày 1 đến ngày 5 tháng 4``: the first day has no month of its own."""
    ahead = 1 if cursor.peek().text in ("ngày", "the", "day") else 0
    figures = cursor.number(ahead)
    if figures is None or len(figures) > 2 or cursor.peek(ahead + 1).text not in _TO_WORDS:
        return False
    signs.keys.append("d")
    signs.first_day = int(figures)
    cursor.i += ahead + 1
    return True


def _first_of_range(signs: _Signs) -> Point:
    last = signs.point()
    if not isinstance(last, Day) or not 1 <= signs.first_day <= last.day.day:
        end = last.day.isoformat() if isinstance(last, Day) else "?"
        refuse("KH211", f"{signs.first_day} … {end}", first=str(signs.first_day), last=end)
    return Day(last.day.replace(day=signs.first_day))


def _split(cursor: Cursor, keywords: Lexicon[str]) -> bool:
    """Words written together (``trướcngày``): two of the vocabulary, put apart."""
    token = cursor.peek()
    for k in range(1, len(token.text)) if token.kind == "w" else ():
        if token.text[:k] in keywords.words and token.text[k:] in keywords.words:
            halves = [Token("w", token.text[:k], token.at), Token("w", token.text[k:], token.at + k)]
            cursor.pieces = [*cursor.pieces[: cursor.i], *halves, *cursor.pieces[cursor.i + 1 :]]
            return True
    return False


def _read_bracket(cursor: Cursor, signs: _Signs, keywords: Lexicon[str]) -> None:
    """``(dự kiến)``, ``(tentative, approximate)``, ``(thứ Sáu)``."""
    start = cursor.i
    cursor.i += 1
    weekday = read_weekday(cursor)
    if weekday is not None:
        point = signs.slots[-1] if signs.slots else None
        if not isinstance(point, Day):
            refuse("KH200", cursor.text, cursor.pieces[start].at, value=cursor.span(start))
        refuse_weekday(cursor, weekday, point.day, start)
    while not cursor.took(")"):
        keyword = keywords.take(cursor)
        if keyword is None or (keyword and not keyword.startswith("?")):
            _refuse_here(cursor, keywords)
        if keyword:
            signs.doubts.add(cast("Doubt", keyword[1:]))


# ------------------------------------------------------------------- anchors


def _read_occasion(cursor: Cursor, signs: _Signs, heads: tuple[tuple[str, ...], ...]) -> bool:
    """The day of a named event: only after ``ngày`` or ``the day of``, so that a slip is not taken for a name."""
    if signs.slots or signs.keys not in _BEFORE_OCCASION:
        return False
    before = tuple(token.text for token in cursor.pieces[max(0, cursor.i - 5) : cursor.i])
    if not any(before[-len(head) :] == head for head in heads):
        return False
    if len(cursor.text) - cursor.peek().at > _LONGEST_TAIL:
        return False
    back = cursor.i
    name = _take_name(cursor)
    if name is None:
        cursor.i = back
        return False
    signs.keys.append("A")
    signs.anchor = name
    _take_tail(cursor, signs)
    return True


def _read_anchor(cursor: Cursor, signs: _Signs) -> None:
    back = cursor.i
    for word in ("khi", "the", "day", "date", "of"):
        cursor.took(word)
    day = read_day(cursor)
    if day is not None:
        signs.anchor = day
    else:
        cursor.i = back
        name = _take_name(cursor)
        if name is None:
            at = cursor.pieces[back].at
            refuse("KH200", cursor.text, at, value=shown(cursor.text[at:] or cursor.text))
        signs.anchor = name
    _take_tail(cursor, signs)


def _take_name(cursor: Cursor) -> str | None:
    """The rest of the text as the name of an anchor, but for a clock, a span or a doubt at its end."""
    start, duty = cursor.i, duty_at(cursor.text, cursor.peek().at)
    while not _is_tail(cursor) if duty is None else cursor.peek().at < duty[1]:
        cursor.i += 1
    if duty is not None:
        return duty[0]
    try:
        return anchor_name(cursor.span(start))
    except InvalidDeadline:
        return None


def _is_tail(cursor: Cursor) -> bool:
    """Whether a name ends here."""
    token, after = cursor.peek(), cursor.peek(1)
    if token.kind == "$" or token.text in ("(", ",", ";") or (token.text == "." and after.kind == "$"):
        return True
    if token.text in ("at", "lúc"):
        return after.kind == "n"
    return token.kind == "n" and after.text in UNITS.words and cursor.text[token.at - 1 : token.at].isspace()


def _take_tail(cursor: Cursor, signs: _Signs) -> None:
    back = cursor.i
    for word in (",", "vào", "at", "lúc"):
        cursor.took(word)
    signs.minute = read_clock(cursor)
    if signs.minute is None:
        cursor.i = back


# -------------------------------------------------------------------- ending


def _made(cursor: Cursor, signs: _Signs) -> Rule:
    key = " ".join(signs.keys)
    make = RULES.get(key) or RULES.get(key.removeprefix("DONE "))
    if make is None:
        refuse("KH232" if key in _NO_ANCHOR else "KH200", cursor.text, value=shown(cursor.text))
    rule = make(signs)
    if isinstance(rule, On):
        first, last = rule.first, rule.last
        if isinstance(first, Day) and isinstance(last, Day) and last.day < first.day:
            refuse("KH211", cursor.text, first=first.day.isoformat(), last=last.day.isoformat())
    return rule


def _refuse_here(cursor: Cursor, keywords: Lexicon[str]) -> None:
    token = cursor.peek()
    if token.kind == "x":
        refuse("KH205", cursor.text, token.at, value=shown(token.text), figures=len(token.text))
    value = cursor.text[token.at : token.at + len(token.text)] if token.kind == "w" else cursor.text[token.at :]
    near = nearest(token.text, sorted(keywords.words)) if token.kind == "w" and len(token.text) <= 12 else ()
    if near and near[0] != token.text:
        refuse("KH233", cursor.text, token.at, value=shown(value), nearest=near[0])
    refuse("KH200", cursor.text, token.at, value=shown(value or cursor.text))
