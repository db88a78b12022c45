"""Why a due is what it is: ordered steps, as data and as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

import attrs

from kehoach._calendar import Calendar, Walked, weekday_name
from kehoach.errors import Lang, Value

__all__ = ["DayNote", "Explanation", "RawStep", "Step", "notes_between", "reason"]

_EN: Final = {
    "phrase": "the text says: {words}",
    "clause": "it stands in clause {clause}",
    "layer": "it comes from {layer}",
    "reading": "it is read with: {reading}",
    "rule": "the rule: {rule}",
    "anchor": "{anchor} is {day}",
    "awaiting": "{anchor} is not known yet",
    "working_days": "{count} after {start}, that day not counted: {last}",
    "working_days_back": "{count} before {start}, that day not counted: {last}",
    "span": "{count} after {start}, that day not counted: {last}",
    "span_back": "{count} before {start}, that day not counted: {last}",
    "hours": "{count} after {start}: {last}",
    "hours_back": "{count} before {start}: {last}",
    "clamped": "that month has no day {wanted}, so its last day is taken: {day}",
    "part": "the {which} of {of} is {day} (Civil Code 2015 article 146)",
    "part_loose": "the {which} of {of} has no day of its own, so {of} is taken as a whole",
    "periodic": "in the period that ends on {last} this is {day}",
    "before": "{bound} is outside, so the last day on time is {last}",
    "before_inclusive": "this reading takes {bound} as inside, so the last day on time is {last}",
    "before_period": "{of} begins on {first}, which is outside, so the last day on time is {last}",
    "before_instant": "{instant} is outside, so the last day on time is {last}",
    "until": "{last} is inside",
    "until_instant": "the minute {instant} is inside",
    "period": "{of} runs from {first} to {last}",
    "rolled": "{day} is off ({why}), so the last day moves to the {way} working day: {last}",
    "stays": "{day} is off ({why}), and this reading does not move it",
    "closes": "on time is what was received before {instant}",
    "opens": "it opens at {instant}",
    "never": "there is no deadline",
    "doubt": "the due is {doubt}",
    "extension": "moved to {last} by {document}: {reason}",
    "suspended": "the clock stood still from {first} to {last}, so the last day moves to {day}",
    "returned": "it was sent back, so its new version is in time until {last}",
    "skipped": "skipped: {days}",
    "made_up": "counted although at the end of a week: {days}",
}
_VI: Final = {
    "phrase": "văn bản ghi: {words}",
    "clause": "thuộc mục {clause}",
    "layer": "áp dụng theo {layer_vi}",
    "reading": "cách hiểu: {reading_vi}",
    "rule": "quy tắc: {rule_vi}",
    "anchor": "{anchor_vi} là {day}",
    "awaiting": "chưa biết {anchor_vi}",
    "working_days": "{n} ngày làm việc sau {start}, không tính ngày này: {last}",
    "working_days_back": "{n} ngày làm việc trước {start}, không tính ngày này: {last}",
    "span": "{n} {unit_vi} sau {start}, không tính ngày này: {last}",
    "span_back": "{n} {unit_vi} trước {start}, không tính ngày này: {last}",
    "hours": "{n} giờ sau {start_vi}: {last_vi}",
    "hours_back": "{n} giờ trước {start_vi}: {last_vi}",
    "clamped": "tháng đó không có ngày {wanted}, nên lấy ngày cuối tháng: {day}",
    "part": "{which_vi} {of_vi} là {day} (Điều 146 Bộ luật Dân sự 2015)",
    "part_loose": "{which_vi} {of_vi} không ứng với một ngày cụ thể, nên lấy cả {of_vi}",
    "periodic": "trong kỳ kết thúc ngày {last}, đó là {day}",
    "before": "không tính {bound}, nên ngày cuối cùng đúng hạn là {last}",
    "before_inclusive": "cách hiểu này tính cả {bound}, nên ngày cuối cùng đúng hạn là {last}",
    "before_period": "{of_vi} bắt đầu {first}, không tính ngày này, nên ngày cuối cùng đúng hạn là {last}",
    "before_instant": "không tính {instant_vi}, nên ngày cuối cùng đúng hạn là {last}",
    "until": "tính cả {last}",
    "until_instant": "tính cả phút {instant_vi}",
    "period": "{of_vi} từ {first} đến {last}",
    "rolled": "{day} là ngày nghỉ ({why_vi}), nên ngày cuối dời sang ngày làm việc {way_vi}: {last}",
    "stays": "{day} là ngày nghỉ ({why_vi}), cách hiểu này không dời ngày",
    "closes": "đúng hạn là nhận được trước {instant_vi}",
    "opens": "bắt đầu nhận từ {instant_vi}",
    "never": "không có thời hạn",
    "doubt": "thời hạn {doubt_vi}",
    "extension": "dời đến {last} theo {document}: {reason}",
    "suspended": "tạm dừng tính thời hạn từ {first} đến {last}, nên ngày cuối dời đến {day}",
    "returned": "báo cáo bị trả lại, nên bản mới đúng hạn đến hết {last}",
    "skipped": "không tính: {days}",
    "made_up": "tính cả ngày làm bù: {days}",
}
STEP_CODES: Final = tuple(_EN)
_SATURDAY: Final = 5


@attrs.frozen
class DayNote:
    """A day that a count passed over, or counted against its weekday.

    Attributes:
        day: The day.
        works: True when it was counted although it is no weekday.
        label: What it is, in English.
        label_vi: The same in Vietnamese.
    """

    day: date
    works: bool
    label: str
    label_vi: str

    def text(self, lang: Lang = "en") -> str:
        """The day and what it is."""
        return f"{shown_day(self.day, lang)} ({self.label_vi if lang == 'vi' else self.label})"


def _kept(values: Mapping[str, Value]) -> Mapping[str, Value]:
    return MappingProxyType(dict(values))


@attrs.frozen
class Step:
    """One step of a derivation: a code and what it is made from.

    Attributes:
        code: A word of the table of steps, such as ``working_days``.
        values: What the text is made from; days as ISO texts.
        days: The days skipped, and the made-up days counted, each with its name; weekends among them.
    """

    code: str
    values: Mapping[str, Value] = attrs.field(factory=dict[str, Value], converter=_kept)
    days: tuple[DayNote, ...] = ()

    def __reduce__(self) -> tuple[object, ...]:
        return (Step, (self.code, dict(self.values), self.days))

    def text(self, lang: Lang = "en") -> str:
        """The step in one language; weekends are counted, other days are named."""
        table = _VI if lang == "vi" else _EN
        head = table[self.code].format_map({name: _printed(value, lang) for name, value in self.values.items()})
        return "\n".join((head, *_noted(self.days, table, lang)))

    def to_dict(self) -> dict[str, object]:
        """The step as plain data, ready for JSON."""
        days = [
            {"day": n.day.isoformat(), "works": n.works, "label": n.label, "label_vi": n.label_vi} for n in self.days
        ]
        return {
            "code": self.code,
            "values": dict(self.values),
            "days": days,
            "text": self.text(),
            "text_vi": self.text("vi"),
        }


def shown_day(day: date, lang: Lang) -> str:
    """A day in a text: ``Fri 2019-04-05`` or ``05/04/2019``, with its weekday."""
    if lang == "vi":
        return f"{weekday_name(day, 'vi')} {day:%d/%m/%Y}"
    return f"{weekday_name(day)} {day.isoformat()}"


def _printed(value: Value, lang: Lang) -> object:
    """Days of the values are ISO texts; a text shows them with their weekday."""
    if isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-" and value.replace("-", "").isdigit():
        return shown_day(date.fromisoformat(value), lang)
    return value


def _noted(days: tuple[DayNote, ...], table: Mapping[str, str], lang: Lang) -> Iterator[str]:
    plain = [
        note
        for note in days
        if not note.works and note.day.weekday() >= _SATURDAY and note.label == weekday_name(note.day)
    ]
    named = [note.text(lang) for note in days if not note.works and note not in plain]
    if plain:
        first, last = (f"{end:%d/%m}" if lang == "vi" else end.isoformat() for end in (plain[0].day, plain[-1].day))
        count = f"{len(plain)} ngày thứ Bảy, Chủ nhật" if lang == "vi" else f"{len(plain)} Saturdays and Sundays"
        named.insert(0, f"{count} ({first} … {last})" if len(plain) > 1 else plain[0].text(lang))
    if named:
        yield table["skipped"].format(days=", ".join(named))
    made_up = [note.text(lang) for note in days if note.works]
    if made_up:
        yield table["made_up"].format(days=", ".join(made_up))


def notes_between(calendar: Calendar | Walked, after: date, until: date) -> tuple[DayNote, ...]:
    """The days off, and the weekend days worked, after one day and up to another."""
    notes: list[DayNote] = []
    for k in range(1, (until - after).days + 1):
        day = after + timedelta(k)
        works = calendar.is_working_day(day)
        if not works or day.weekday() >= _SATURDAY:
            notes.append(DayNote(day, works, calendar.label(day), calendar.label(day, "vi")))
    return tuple(notes)


def reason(calendar: Calendar | Walked, day: date) -> dict[str, str]:
    """Why a day is off, in both languages, as values of a step."""
    if calendar.row(day) is None and day.weekday() >= _SATURDAY:
        return {"why": "weekend", "why_vi": "nghỉ cuối tuần"}
    return {"why": calendar.label(day), "why_vi": calendar.label(day, "vi")}


RawStep = tuple[str, Mapping[str, Value]]
"""A step as a derivation notes it: code and values; a `Step` is made of it when somebody asks."""


@attrs.frozen
class Explanation:
    """The whole derivation of a due.

    Attributes:
        steps: The steps, in order.
        lang: The language of its text.
    """

    steps: tuple[Step, ...]
    lang: Lang = "en"

    def __str__(self) -> str:
        return "\n".join(step.text(self.lang) for step in self.steps)

    def __iter__(self) -> Iterator[Step]:
        return iter(self.steps)

    def __len__(self) -> int:
        return len(self.steps)

    def to_dict(self) -> list[dict[str, object]]:
        """The steps as plain data, ready for JSON."""
        return [step.to_dict() for step in self.steps]
