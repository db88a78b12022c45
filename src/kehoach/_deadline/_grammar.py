"""Phrases of deadlines: the words that bind, and which sequences of them make which rule.

A phrase is read once, from left to right, as signs: a keyword of `KEYWORDS`, or a slot (``D`` a day or instant, ``P``
a period, ``N`` a span). After a span and ``FROM``, ``AFTER`` or ``BEFORE`` the rest is the anchor ``A``. `RULES` then
says what the signs mean; a sequence that is not in it is refused. That table is the whole grammar.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final, Literal

import attrs

from kehoach._calendar._days import Cursor, read_day, read_weekday
from kehoach._calendar._names import WEEKDAYS_EN, WEEKDAYS_VI
from kehoach._calendar._tokens import refuse, shown
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
    anchor_name,
)
from kehoach._deadline._slots import Slot, SpanSlot, read_clock, read_slot
from kehoach._spelling import folded, nearest
from kehoach.errors import InvalidDeadline

__all__ = ["KEYWORDS", "RULES", "Parsed", "read_phrase"]

Lang = Literal["en", "vi"]

_VI: Final[dict[str, str]] = {
    "trước": "BEFORE",
    "trước thời điểm": "BEFORE",
    "trước khi": "BEFORE",
    "chậm nhất": "BY",
    "muộn nhất": "BY",
    "hạn cuối": "BY",
    "hạn cuối cùng": "BY",
    "hạn chót": "BY",
    "thời hạn cuối": "BY",
    "thời hạn cuối cùng": "BY",
    "không muộn hơn": "BY",
    "không chậm hơn": "BY",
    "không quá": "BY",
    "hoàn thành vào": "BY",
    "hoàn thành trong": "WITHIN",
    "xong vào": "BY",
    "xong trong": "WITHIN",
    "hoàn thành": "DONE",
    "xong": "DONE",
    "thực hiện xong": "DONE",
    "từ": "FROM",
    "kể từ": "FROM",
    "tính từ": "FROM",
    "tính kể từ": "FROM",
    "sau": "AFTER",
    "sau khi": "AFTER",
    "đến": "TO",
    "đến hết": "TO",
    "tới": "TO",
    "tới hết": "TO",
    "cho đến": "TO",
    "cho đến hết": "TO",
    "đến hết năm": "TO",
    "trong": "WITHIN",
    "trong vòng": "WITHIN",
    "trong thời hạn": "WITHIN",
    "trong thời gian": "WITHIN",
    "ngày": "",
    "là": "",
    "là vào": "",
    "vào": "",
    "lúc": "",
    "hồi": "",
    "thời điểm": "",
    "dự kiến": "?tentative",
    "khoảng": "?approximate",
    "chưa chắc chắn": "?uncertain",
    "kịp thời": "NONE",
    "đúng thời hạn quy định": "NONE",
    "đúng thời hạn": "NONE",
    "theo quy định": "NONE",
    "theo thời hạn quy định": "NONE",
    "không có thời hạn": "NONE",
    "không thời hạn": "NONE",
    "không quy định thời hạn": "NONE",
}
_EN: Final[dict[str, str]] = {
    "before": "BEFORE",
    "prior to": "BEFORE",
    "ahead of": "BEFORE",
    "by": "BY",
    "no later than": "BY",
    "not later than": "BY",
    "at the latest": "BY",
    "at latest": "BY",
    "by the end of": "BY",
    "done": "DONE",
    "finished": "DONE",
    "completed": "DONE",
    "complete": "DONE",
    "from": "FROM",
    "since": "FROM",
    "counted from": "FROM",
    "counting from": "FROM",
    "starting from": "FROM",
    "after": "AFTER",
    "following": "AFTER",
    "to": "TO",
    "until": "TO",
    "till": "TO",
    "through": "TO",
    "up to": "TO",
    "within": "WITHIN",
    "during": "WITHIN",
    "in": "WITHIN",
    "on": "",
    "at": "",
    "the": "",
    "the day of": "",
    "day": "",
    "tentative": "?tentative",
    "tentatively": "?tentative",
    "about": "?approximate",
    "around": "?approximate",
    "approximate": "?approximate",
    "approximately": "?approximate",
    "uncertain": "?uncertain",
    "ambiguous": "?ambiguous",
    "none": "NONE",
    "no deadline": "NONE",
    "in due time": "NONE",
    "promptly": "NONE",
}
_BOTH: Final[dict[str, str]] = {",": "", ":": "", ";": ""}

KEYWORDS: Final[dict[Lang | None, Lexicon[str]]] = {
    None: Lexicon({**_VI, **_EN, **_BOTH}),
    "vi": Lexicon({**_VI, **_BOTH}),
    "en": Lexicon({**_EN, **_BOTH}),
}
"""The words that bind. ``""`` is filling, ``?`` begins a doubt; ``None`` is both languages."""

_ANCHORS: Final[Lexicon[str]] = Lexicon(
    {
        "issued": "issued",
        "the day of issue": "issued",
        "issue": "issued",
        "ngày ban hành": "issued",
        "ngày ban hành văn bản": "issued",
        "ngày văn bản này được ban hành": "issued",
        "ban hành": "issued",
        "ngày ký": "issued",
        "ngày ký ban hành": "issued",
        "effective": "effective",
        "the effective date": "effective",
        "ngày có hiệu lực": "effective",
        "ngày văn bản có hiệu lực": "effective",
        "có hiệu lực": "effective",
        "submitted": "submitted",
        "submission": "submitted",
        "ngày gửi": "submitted",
        "ngày gửi báo cáo": "submitted",
        "ngày nộp": "submitted",
        "sent_back": "sent_back",
        "sent back": "sent_back",
        "ngày bị trả lại": "sent_back",
        "ngày trả lại": "sent_back",
        "ngày báo cáo bị trả lại": "sent_back",
        "bị trả lại": "sent_back",
        "reviewed": "reviewed",
        "review": "reviewed",
        "ngày duyệt": "reviewed",
        "ngày báo cáo được duyệt": "reviewed",
        "được duyệt": "reviewed",
        "aggregated": "aggregated",
        "ngày tổng hợp": "aggregated",
        "the start of the period": "period_first",
        "start of the period": "period_first",
        "ngày bắt đầu kỳ báo cáo": "period_first",
        "bắt đầu kỳ báo cáo": "period_first",
        "the end of the period": "period_last",
        "end of the period": "period_last",
        "ngày kết thúc kỳ báo cáo": "period_last",
        "ngày kết thúc kỳ": "period_last",
        "kết thúc kỳ báo cáo": "period_last",
        "kết thúc kỳ": "period_last",
        "hết kỳ báo cáo": "period_last",
    }
)


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
    """What has been read so far."""

    keys: list[str] = attrs.Factory(list)
    slots: list[Slot] = attrs.Factory(list)
    anchor: date | str | None = None
    minute: int | None = None
    doubts: set[Doubt] = attrs.Factory(set)

    def point(self, k: int = 0) -> Point:
        slot = self.slots[k]
        assert isinstance(slot, Point)
        return slot

    def target(self) -> Point | Period:
        slot = self.slots[0]
        assert not isinstance(slot, tuple)
        return slot

    def period(self) -> Period:
        slot = self.slots[0]
        assert isinstance(slot, Period)
        return slot

    def span(self) -> SpanSlot:
        slot = self.slots[0]
        assert isinstance(slot, tuple)
        return slot

    def occasion(self) -> Point:
        return (
            Day(self.anchor, self.minute) if isinstance(self.anchor, date) else Occasion(self.anchor or "", self.minute)
        )

    def after(self) -> Rule:
        return After(*self.span(), self.anchor or "", self.minute)

    def ahead(self) -> Rule:
        return Ahead(*self.span(), self.anchor or "", self.minute)

    def whole(self) -> Rule:
        """``from`` a period ``to`` another: from the first day of one to the last of the other."""
        first, last = self.slots
        assert isinstance(first, Period)
        assert isinstance(last, Period)
        return On(Day(first.first), Day(last.last))


RULES: Final[dict[str, Callable[[_Signs], Rule]]] = {
    "BEFORE D": lambda s: Before(s.point()),
    "BEFORE P": lambda s: Before(s.target()),
    "BEFORE A": lambda s: Before(s.occasion()),
    "BY D": lambda s: By(s.point()),
    "BY P": lambda s: By(s.target()),
    "BY A": lambda s: By(s.occasion()),
    "TO D": lambda s: By(s.point()),
    "TO P": lambda s: By(s.target()),
    "DONE D": lambda s: By(s.point()),
    "DONE P": lambda s: Within(s.period()),
    "D": lambda s: On(s.point()),
    "A": lambda s: On(s.occasion()),
    "WITHIN D": lambda s: On(s.point()),
    "FROM D TO D": lambda s: On(s.point(), s.point(1)),
    "FROM P TO P": _Signs.whole,
    "P": lambda s: Within(s.period()),
    "WITHIN P": lambda s: Within(s.period()),
    "N FROM A": _Signs.after,
    "N AFTER A": _Signs.after,
    "WITHIN N FROM A": _Signs.after,
    "WITHIN N AFTER A": _Signs.after,
    "BY N FROM A": _Signs.after,
    "BY N AFTER A": _Signs.after,
    "N BEFORE A": _Signs.ahead,
    "BY N BEFORE A": _Signs.ahead,
    "NONE": lambda _: Unbound(),
}
"""What a sequence of signs means; ``DONE`` before another sequence changes nothing."""

_BEFORE_ANCHOR: Final = ("FROM", "AFTER", "BEFORE")


def read_phrase(cursor: Cursor, lang: Lang | None) -> Parsed:
    """A phrase as a rule.

    Raises:
        InvalidDeadline: It is none of the table, or something in it is impossible or ambiguous.
    """
    signs = _Signs()
    keywords = KEYWORDS[lang]
    while cursor.peek().kind != "$":
        _read_sign(cursor, signs, keywords)
    return Parsed(_made(cursor, signs), frozenset(signs.doubts))


def _read_sign(cursor: Cursor, signs: _Signs, keywords: Lexicon[str]) -> None:
    if cursor.peek().text == "(":
        _read_bracket(cursor, signs, keywords)
        return
    if cursor.peek(1).kind == "$" and cursor.peek().text in (".", ";"):
        cursor.i += 1
        return
    back = cursor.i
    slot = read_slot(cursor)
    if slot is not None:
        signs.keys.append("N" if isinstance(slot, tuple) else "P" if isinstance(slot, Period) else "D")
        signs.slots.append(slot)
        return
    keyword = keywords.take(cursor)
    if keyword is None:
        _read_occasion(cursor, signs, back)
    elif keyword.startswith("?"):
        signs.doubts.add(keyword[1:])  # type: ignore[arg-type]  # the tables hold doubts only
    elif keyword:
        signs.keys.append(keyword)
        if keyword in _BEFORE_ANCHOR and signs.keys[-2:-1] == ["N"]:
            _read_anchor(cursor, signs)


def _read_bracket(cursor: Cursor, signs: _Signs, keywords: Lexicon[str]) -> None:
    """``(dự kiến)``, ``(tentative, approximate)``, ``(thứ Sáu)``."""
    start = cursor.i
    cursor.i += 1
    weekday = read_weekday(cursor)
    if weekday is not None:
        _check_weekday(cursor, signs, weekday, start)
    while cursor.peek().text != ")":
        keyword = keywords.take(cursor)
        if keyword is None or (keyword and not keyword.startswith("?")):
            _refuse_here(cursor, keywords)
        if keyword:
            signs.doubts.add(keyword[1:])  # type: ignore[arg-type]  # the tables hold doubts only
    cursor.i += 1


def _check_weekday(cursor: Cursor, signs: _Signs, weekday: int, start: int) -> None:
    point = signs.slots[-1] if signs.slots else None
    if not isinstance(point, Day):
        refuse("KH200", cursor.text, cursor.pieces[start].at, value=cursor.span(start))
    if point.day.weekday() != weekday:
        real = point.day.weekday()
        names = {"weekday": WEEKDAYS_EN[real], "weekday_vi": WEEKDAYS_VI[real]}
        at = cursor.pieces[start].at
        refuse("KH208", cursor.text, at, value=WEEKDAYS_EN[weekday], day=point.day.isoformat(), **names)


def _read_occasion(cursor: Cursor, signs: _Signs, start: int) -> None:
    """The day of a named event: only after ``ngày`` or ``the day of``, so that a slip is not taken for a name."""
    before = [token.text for token in cursor.pieces[max(0, start - 3) : start]]
    if signs.slots or not (before[-1:] == ["ngày"] or before == ["the", "day", "of"]):
        _refuse_here(cursor, KEYWORDS[None])
    signs.keys.append("A")
    if before[-1:] == ["ngày"]:
        cursor.i -= 1
    _take_anchor(cursor, signs)


def _read_anchor(cursor: Cursor, signs: _Signs) -> None:
    signs.keys.append("A")
    back = cursor.i
    for word in ("khi", "the", "day", "of"):
        cursor.took(word)
    day = read_day(cursor)
    if day is None:
        cursor.i = back
        _take_anchor(cursor, signs)
        return
    signs.anchor = day
    _take_tail(cursor, signs)


def _take_anchor(cursor: Cursor, signs: _Signs) -> None:
    """The rest of the text as the name of an anchor, but for a clock or a doubt at its end."""
    cursor.took("khi")
    back, known = cursor.i, _ANCHORS.take(cursor)
    if known is not None and (cursor.peek().kind == "$" or _is_tail(cursor)):
        signs.anchor = known
        _take_tail(cursor, signs)
        return
    cursor.i = back
    cursor.took("ngày") or cursor.took("the", "day", "of") or cursor.took("the")
    start = cursor.i
    while cursor.peek().kind != "$" and not _is_tail(cursor):
        cursor.i += 1
    signs.anchor = _name(cursor, start)
    _take_tail(cursor, signs)


def _is_tail(cursor: Cursor) -> bool:
    if cursor.peek().text in ("(", ",", ";") or (cursor.peek().text == "." and cursor.peek(1).kind == "$"):
        return True
    return cursor.peek().text in ("at", "lúc") and cursor.peek(1).kind == "n"


def _name(cursor: Cursor, start: int) -> str:
    text = cursor.span(start)
    try:
        return anchor_name(text)
    except InvalidDeadline:
        refuse("KH200", cursor.text, cursor.pieces[start].at, value=shown(text))


def _take_tail(cursor: Cursor, signs: _Signs) -> None:
    for word in (",", "vào", "at", "lúc"):
        cursor.took(word)
    signs.minute = read_clock(cursor)


def _made(cursor: Cursor, signs: _Signs) -> Rule:
    key = " ".join(signs.keys)
    make = RULES.get(key) or RULES.get(key.removeprefix("DONE "))
    if make is None:
        refuse("KH214" if not cursor.text.strip() else "KH200", cursor.text, value=shown(cursor.text))
    rule = make(signs)
    if isinstance(rule, On):
        _refuse_backwards(cursor, rule)
    return rule


def _refuse_backwards(cursor: Cursor, rule: On) -> None:
    first, last = rule.first, rule.last
    if isinstance(first, Day) and isinstance(last, Day) and last.day < first.day:
        refuse("KH211", cursor.text, first=first.day.isoformat(), last=last.day.isoformat())


def _refuse_here(cursor: Cursor, keywords: Lexicon[str]) -> None:
    token = cursor.peek()
    near = (
        nearest(token.text, {word for phrase in keywords for word in folded(phrase).split()})
        if token.kind == "w"
        else ()
    )
    value = cursor.text[token.at :] if token.kind != "w" else cursor.text[token.at : token.at + len(token.text)]
    refuse("KH200", cursor.text, token.at, value=shown(value) or "…", nearest=", ".join(near))
