"""Rules as text: the canonical form, and official wording in both languages; all three parse back."""

from __future__ import annotations

from datetime import date
from typing import Final, Literal

from kehoach._calendar._names import MONTH_NAMES, WEEKDAYS_EN, WEEKDAYS_VI
from kehoach._deadline._anchors import KNOWN_ANCHORS, duty_of
from kehoach._deadline._periods import Period
from kehoach._deadline._rules import (
    Ahead,
    Before,
    By,
    Day,
    Occasion,
    On,
    Part,
    PeriodDay,
    Point,
    Rule,
    Span,
    Unbound,
    Unit,
    Within,
    clock,
)
from kehoach._deadline._vocabulary import RESERVED
from kehoach._spelling import folded

__all__ = ["Style", "anchor_words", "long_day", "period_words", "worded"]

Style = Literal["plain", "en", "vi"]

_ROMAN: Final = ("", "I", "II", "III", "IV")
_WHICH: Final = ("", "first", "second", "third", "fourth")
_PARTS_VI: Final = {"start": "đầu", "middle": "giữa", "end": "cuối"}
_UNITS_VI: Final[dict[Unit, str]] = {
    "hours": "giờ",
    "days": "ngày",
    "working_days": "ngày làm việc",
    "weeks": "tuần",
    "months": "tháng",
    "years": "năm",
}
_ANCHORS_VI: Final = {
    "issued": "ngày ban hành",
    "effective": "ngày có hiệu lực",
    "submitted": "ngày gửi",
    "sent_back": "ngày bị trả lại",
    "reviewed": "ngày duyệt",
    "aggregated": "ngày tổng hợp",
    "period_first": "ngày bắt đầu kỳ báo cáo",
    "period_last": "ngày kết thúc kỳ báo cáo",
}
_ANCHORS_EN: Final = {
    "issued": "the day of issue",
    "effective": "the effective date",
    "sent_back": "sent back",
    "period_first": "the start of the period",
    "period_last": "the end of the period",
}


def long_day(day: date, style: Style = "vi") -> str:
    """A day in words; in Vietnamese days below 10 and months 1 and 2 are padded.

    >>> long_day(date(2021, 2, 4)), long_day(date(2021, 2, 4), "en")
    ('ngày 04 tháng 02 năm 2021', '4 February 2021')
    """
    if style == "plain":
        return day.isoformat()
    if style == "en":
        return f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}"
    return f"ngày {_day_and_month_vi(day.day, day.month)} năm {day.year}"


def _day_and_month_vi(day: int, month: int) -> str:
    return f"{day:02} tháng {_month_vi(month)}"


def _month_vi(month: int) -> str:
    return f"{month:02}" if month <= 2 else str(month)


def _clock_vi(minute: int) -> str:
    hours, minutes = divmod(minute, 60)
    return f"{hours:02} giờ {minutes:02}" if minutes else f"{hours:02} giờ"


def worded(rule: Rule, style: Style) -> str:
    """A rule as text that parses back to it."""
    if isinstance(rule, Unbound):
        return "không có thời hạn" if style == "vi" else "none" if style == "plain" else "no deadline"
    if isinstance(rule, Span):
        return _span(rule, style)
    if isinstance(rule, On):
        return _on(rule, style)
    if isinstance(rule, Within):
        return f"{'trong' if style == 'vi' else 'within'} {period_words(rule.period, style)}"
    return _bound(rule, style)


def _bound(rule: Before | By, style: Style) -> str:
    target = period_words(rule.target, style) if isinstance(rule.target, Period) else _point(rule.target, style)
    if style != "vi":
        return f"{'before' if isinstance(rule, Before) else 'by'} {target}"
    if isinstance(rule, Before):
        return f"trước {target}"
    return f"đến hết {target}" if isinstance(rule.target, Period) else f"chậm nhất {target}"


def _on(rule: On, style: Style) -> str:
    first = _point(rule.first, style)
    if rule.last is None:
        if style == "en" and isinstance(rule.first, Day) and rule.first.minute is not None:
            return f"at {first}"
        return first if style == "vi" else f"on {first}"
    last = _point(rule.last, style)
    return f"từ {first} đến hết {last}" if style == "vi" else f"from {first} to {last}"


def _span(rule: Span, style: Style) -> str:
    ahead = isinstance(rule, Ahead)
    anchor = anchor_words(rule.anchor, style)
    if style == "vi":
        tail = "" if rule.minute is None else f", lúc {_clock_vi(rule.minute)}"
        count = f"{rule.n:02} {_UNITS_VI[rule.unit]}"
        return f"chậm nhất {count} trước {anchor}{tail}" if ahead else f"trong thời hạn {count} kể từ {anchor}{tail}"
    unit = rule.unit.replace("_", " ")
    count = f"{rule.n} {unit if rule.n > 1 else unit.removesuffix('s')}"
    tail = "" if rule.minute is None else f" at {clock(rule.minute)}"
    return f"{count} {'ahead of' if ahead else 'after'} {anchor}{tail}"


def anchor_words(anchor: date | str, style: Style) -> str:
    """An anchor in a phrase.

    >>> anchor_words("issued", "vi")
    'ngày ban hành'
    """
    if isinstance(anchor, date):
        return long_day(anchor, style)
    if style == "plain":
        return anchor
    if style == "en":
        return _ANCHORS_EN.get(anchor, anchor)
    duty = duty_of(anchor)
    if duty is not None:
        form, where = duty
        return f"thời hạn của {form}" + (f" tại {where}" if where else "")
    return _ANCHORS_VI.get(anchor, f"ngày {anchor}")


def period_words(period: Period, style: Style) -> str:
    """A period in a phrase.

    >>> period_words(Period("quarter", 2022, 1), "vi")
    'quý I năm 2022'
    """
    every, number, year = period.every, period.number, period.year
    if style == "vi":
        names = {
            "month": f"tháng {_month_vi(number)}",
            "quarter": f"quý {_ROMAN[min(number, 4)]}",
            "half": f"6 tháng {'đầu' if number == 1 else 'cuối'}",
        }
        return f"{names.get(every, '')} năm {year}".strip()
    if every == "year":
        return f"year {year}"
    if style == "plain":
        return str(period)
    if every == "month":
        return f"{MONTH_NAMES[number - 1]} {year}"
    return f"the {_WHICH[number]} {every} of {year}"


def _point(point: Point, style: Style) -> str:
    if isinstance(point, Day):
        return _timed(long_day(point.day, style), point.minute, style)
    if isinstance(point, Part):
        period = period_words(point.of, style)
        return f"{_PARTS_VI[point.which]} {period}" if style == "vi" else f"{point.which} of {period}"
    if isinstance(point, Occasion):
        return _occasion(point, style)
    return _periodic(point, style)


def _timed(day: str, minute: int | None, style: Style) -> str:
    if minute is None:
        return day
    if style == "plain":
        return f"{day} {clock(minute)}"
    return f"{_clock_vi(minute)} {day}" if style == "vi" else f"{clock(minute)} on {day}"


def _occasion(point: Occasion, style: Style) -> str:
    anchor = anchor_words(point.anchor, "plain" if style == "en" else style)
    if style == "vi":
        day = anchor
        if not anchor.startswith("ngày ") or not _is_plain(point.anchor):
            day = f"ngày diễn ra sự kiện {anchor.removeprefix('ngày ')}"
        return day if point.minute is None else f"{day}, lúc {_clock_vi(point.minute)}"
    return f"the day of {anchor}" + ("" if point.minute is None else f" at {clock(point.minute)}")


def _is_plain(name: str) -> bool:
    """Whether a name after "ngày" cannot be taken for anything else."""
    words = folded(name).split()
    return name in KNOWN_ANCHORS or (all(word.isalpha() for word in words) and words[0] not in RESERVED)


def _periodic(point: PeriodDay, style: Style) -> str:
    if point.every == "day":
        return _daily(point, style)
    text = _periodic_vi(point) if style == "vi" else _periodic_en(point)
    if point.minute is None:
        return text
    return f"{_clock_vi(point.minute)} {text}" if style == "vi" else f"{text} {clock(point.minute)}"


def _daily(point: PeriodDay, style: Style) -> str:
    if style == "vi":
        day = "ngày tiếp theo" if point.later else "hằng ngày"
        return day if point.minute is None else f"{_clock_vi(point.minute)} {day}"
    if point.later:
        return (
            "the day after the period" if point.minute is None else f"{clock(point.minute)} of the day after the period"
        )
    return "every day" if point.minute is None else f"{clock(point.minute)} every day"


def _periodic_en(point: PeriodDay) -> str:
    if point.every == "month":
        month = "month after the period" if point.later else "last month of the period"
        return f"day {point.day} of the {month}"
    if point.every == "week":
        week = "of the week after the period" if point.later else "every week"
        return f"{WEEKDAYS_EN[point.day - 1]} {week}"
    year = "of the year after the period" if point.later else "every year"
    return f"{point.day} {MONTH_NAMES[point.month - 1]} {year}"


def _periodic_vi(point: PeriodDay) -> str:
    if point.every == "month":
        return f"ngày {point.day:02} của tháng {'sau' if point.later else 'cuối'} kỳ báo cáo"
    if point.every == "week":
        return f"{WEEKDAYS_VI[point.day - 1]} {'của tuần sau kỳ báo cáo' if point.later else 'hằng tuần'}"
    year = "của năm sau kỳ báo cáo" if point.later else "hằng năm"
    return f"ngày {_day_and_month_vi(point.day, point.month)} {year}"
