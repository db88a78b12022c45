"""The laws of deadlines and document numbers: 6 (what is printed parses back) and 7 (nothing moves a deadline)."""

from __future__ import annotations

import csv
import random
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kehoach._calendar import Calendar, DayOff, parse_day
from kehoach._deadline import KNOWN_ANCHORS, Deadline, Due, Explanation, Period, Reading, Step
from kehoach._deadline._rules import (
    After,
    Ahead,
    Before,
    By,
    Day,
    Occasion,
    On,
    Part,
    PeriodDay,
    Unbound,
    Within,
)
from kehoach._directive import Reference
from kehoach.errors import KehoachError

T = TypeVar("T")
SOAK = settings.default.max_examples > 1000 if settings.default else False
PHRASES = Path(__file__).parents[1] / "unit" / "deadline" / "phrases.csv"
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
EPOCH = datetime(1970, 1, 1, tzinfo=ZoneInfo("UTC"))

days = st.dates(date(1900, 1, 1), date(2999, 12, 31))
near_days = st.dates(date(2015, 1, 1), date(2026, 6, 30))
minutes = st.none() | st.integers(0, 1440)
names = st.sampled_from(
    [
        *KNOWN_ANCHORS,
        "election",
        "bầu cử",
        "hội nghị tổng kết",
        "conference-1",
        "due of report",
        "by-election",
        "trong sạch",
        "sau bão",
        "q5",
        "h1",
    ]
)
anchors = names | st.just("due of report at commune") | days
units = st.sampled_from(["days", "working_days", "weeks", "months", "years", "hours"])


@st.composite
def periods(draw: st.DrawFn) -> Period:
    """Periods that have words: months, quarters, halves and years."""
    every, most = draw(st.sampled_from([("month", 12), ("quarter", 4), ("half", 2), ("year", 1)]))
    return Period(every, draw(st.integers(1900, 2999)), draw(st.integers(1, most)))  # type: ignore[arg-type]


@st.composite
def period_days(draw: st.DrawFn) -> PeriodDay:
    """Days told by the reporting period."""
    every, later, minute = (
        draw(st.sampled_from(["day", "week", "month", "year"])),
        draw(st.integers(0, 1)),
        draw(minutes),
    )
    day = draw(st.integers(1, {"day": 1, "week": 7}.get(every, 28 if every == "year" else 31)))
    month = draw(st.integers(1, 12)) if every == "year" else 0
    return PeriodDay(every, day, month, later, minute)  # type: ignore[arg-type]


fixed = st.builds(Day, days, minutes)
parts = st.builds(Part, st.sampled_from(["start", "middle", "end"]), periods())
points = fixed | parts | period_days()
occasions = st.builds(Occasion, names, minutes)


@st.composite
def ranges(draw: st.DrawFn) -> On:
    """From one point to another, the days in order."""
    first, last = draw(points), draw(points)
    if isinstance(first, Day) and isinstance(last, Day) and last.day < first.day:
        first, last = last, first
    return On(first, last)


rules = (
    st.builds(Before, points | periods() | occasions)
    | st.builds(By, points | periods() | occasions)
    | st.builds(On, points | occasions)
    | ranges()
    | st.builds(Within, periods())
    | st.builds(After, st.integers(1, 9999), units, anchors, minutes)
    | st.builds(Ahead, st.integers(1, 9999), units, anchors, minutes)
    | st.just(Unbound())
)
doubts = st.frozensets(st.sampled_from(["tentative", "approximate", "uncertain", "ambiguous"]))
plain_deadlines = st.builds(Deadline, rules, doubts=doubts)
deadlines = st.builds(Deadline, rules, doubts=doubts, checked_by=st.none() | plain_deadlines)
readings = st.builds(
    Reading,
    before=st.sampled_from(["exclusive", "inclusive"]),
    roll=st.sampled_from(["none", "next", "previous"]),
    roll_spans=st.sampled_from(["none", "next", "previous"]),
    closing=st.sampled_from(["24:00", "17:00", "00:01"]),
)


@given(deadlines)
def test_law_6_for_deadlines(deadline: Deadline) -> None:
    """``parse(str(x)) == x`` for deadlines, and for their wording in both languages, in NFC and in NFD."""
    for text in (str(deadline), deadline.phrase("vi"), deadline.phrase("en")):
        assert Deadline.parse(text) == deadline
        assert Deadline.parse(unicodedata.normalize("NFD", text)) == deadline
    assert Deadline.from_dict(deadline.to_dict()) == deadline


@given(days)
def test_law_6_for_days(day: date) -> None:
    """A day reads back from every form in which it is written."""
    forms = [
        day.isoformat(),
        f"{day.day}/{day.month}/{day.year}",
        f"{day:%d-%m-%Y}",
        f"{day:%d.%m.%Y}",
        f"ngày {day:%d} tháng {day.month} năm {day.year}",
    ]
    assert {parse_day(form) for form in forms} == {day}


@given(readings)
def test_law_6_for_readings(reading: Reading) -> None:
    """A reading reads back from its plain data."""
    assert Reading.from_dict(reading.to_dict()) == reading


codes = st.sampled_from(["KH", "KL", "QĐ", "TTr", "CTr", "TTLT", "NQLT", "BC", "NĐ"])
organs = st.sampled_from(["TU", "TW", "UBND", "TTg", "BNNPTNT", "BKHĐT", "QH13", "HĐND", "ĐU"])
numbers = st.integers(1, 999_999)
years = st.integers(1945, 2999)


@st.composite
def reference_texts(draw: st.DrawFn) -> str:
    """Numbers in the five forms, padded and spaced in any way."""
    n = str(draw(numbers)).zfill(draw(st.integers(1, 3)))
    code, organ, other, year = draw(codes), draw(organs), draw(organs), draw(years)
    form = draw(
        st.sampled_from(
            [
                f"{n}-{code}/{organ}",
                f"{n}/{code}-{organ}",
                f"{n}/{organ}-{other}",
                f"{n}/{year}/{code}-{organ}",
                f"{n}/{year}/{organ}",
                f"{n}/{year}/TTLT-{organ}-{other}",
                f"{n}",
                f"{n}-{code}",
                f"{n}/{year}",
                f"/{code}-{organ}",
                f"{code}/{organ}",
            ]
        )
    )
    if draw(st.booleans()):
        form = form.replace("/", " / ").replace("-", " - ")
    return draw(st.sampled_from(["", "số ", "Kế hoạch số ", "Công văn "])) + form


@given(reference_texts())
def test_law_6_for_references(text: str) -> None:
    """``parse(str(x)) == x`` for document numbers, and for their canonical form; what was typed is printed."""
    reference = Reference.parse(text)
    assert str(reference) == text.strip()
    assert Reference.parse(str(reference)) == Reference.parse(reference.canonical) == reference
    assert hash(Reference.parse(reference.canonical)) == hash(reference)
    assert Reference.parse(unicodedata.normalize("NFD", text)) == reference
    assert reference.fits(reference)


@given(near_days, st.integers(1, 400), units.filter(lambda unit: unit != "hours"), readings)
def test_law_7_later_counts_end_later(start: date, n: int, unit: str, reading: Reading) -> None:
    """``after`` is monotone in n, whatever the unit and the reading."""
    one, two = (Deadline.after(k, unit, start).resolve(reading).due_before_us or 0 for k in (n, n + 1))
    assert one <= two


@given(near_days, st.integers(1, 60), st.integers(1, 60))
def test_law_7_months_count_from_the_anchor(start: date, one: int, two: int) -> None:
    """The end of so many months depends on the anchor and their sum alone: same day, or the month's last."""
    due = Deadline.after(one + two, "months", start).resolve(Reading(roll_spans="none"))
    month = start.month - 1 + one + two
    first = date(start.year + month // 12, month % 12 + 1, 1)
    last = Period("month", first.year, first.month).last
    assert due.last_day == min(first.replace(day=1) + timedelta(start.day - 1), last)


@given(near_days, st.integers(-60, 60))
def test_working_days_are_as_walked(start: date, n: int) -> None:
    """The table counts as a walk from day to day does, over holidays, swaps and made-up Saturdays."""
    calendar, day, left = Calendar.vietnam(), start, abs(n)
    while left:
        day += timedelta(1 if n > 0 else -1)
        left -= calendar.is_working_day(day)
    assert calendar.add(start, n) == day
    low, high = min(start, day), max(start, day)
    walked = sum(calendar.is_working_day(low + timedelta(k)) for k in range(1, (high - low).days + 1))
    assert calendar.count(low, high) == walked == -calendar.count(high, low)


@given(st.dates(date(2020, 1, 1), date(2022, 10, 31)), st.integers(1, 40))
def test_working_days_are_those_of_numpy(start: date, n: int) -> None:
    """In years without made-up Saturdays the count is that of ``numpy.busday_offset``."""
    calendar = Calendar.vietnam()
    off = [row.day for row in calendar.rows if not row.works]
    end = np.busday_offset(np.datetime64(start), n, roll="backward", holidays=np.array(off, dtype="datetime64[D]"))
    assert calendar.add(start, n) == end.astype(object)


@given(st.lists(st.tuples(near_days, st.booleans()), unique_by=lambda row: row[0], max_size=20), near_days)
def test_any_rows_make_a_calendar(rows: list[tuple[date, bool]], start: date) -> None:
    """Whatever days differ, counting there and back comes to the same, and plain data keep all of it."""
    calendar = Calendar.from_rows(DayOff(day, works=works) for day, works in rows)
    end = calendar.add(start, 17)
    assert calendar.count(start, end) == 17
    assert calendar.is_working_day(end)
    assert Calendar.from_dict(calendar.to_dict()) == calendar


def ours(make: Callable[[], T]) -> T | None:
    """What is made, or None for an error of ours, whose texts must be there; any other error goes through."""
    try:
        return make()
    except KehoachError as error:
        texts = [str(error), *(finding.text("vi") for finding in getattr(error, "findings", ()))]
    assert all(texts)
    return None


def redone(explanation: Explanation, reading: Reading) -> date | None:
    """The last day on time, redone by hand from the steps alone: no calendar, no rule, no library."""
    day: date | None = None
    for step in explanation:
        off = {note.day for note in step.days if not note.works}
        told = {
            name: date.fromisoformat(str(step.values[name]))
            for name in ("start", "day", "bound")
            if name in step.values
        }
        if step.code in ("working_days", "working_days_back"):
            day, left, way = (
                told["start"],
                int(str(step.values["n"])),
                timedelta(-1 if step.code.endswith("back") else 1),
            )
            while left:
                day += way
                left -= day not in off
        elif step.code in ("before", "before_inclusive"):
            day = told["bound"] - timedelta(step.code == "before")
        elif step.code == "rolled":
            day = told["day"]
            while day in off:
                day += timedelta(1 if step.values["way"] == "next" else -1)
        elif "last" in step.values and step.code not in ("periodic", "hours", "hours_back"):
            day = date.fromisoformat(str(step.values["last"]))
        elif step.code == "until_instant":
            day = date.fromisoformat(str(step.values["instant"])[:10])
    return day


simple = st.builds(Before, st.builds(Day, near_days)) | st.builds(By, st.builds(Day, near_days, minutes))
counted = st.builds(After, st.integers(1, 60), st.sampled_from(["days", "working_days", "months"]), near_days)
backed = st.builds(Ahead, st.integers(1, 60), st.sampled_from(["days", "working_days"]), near_days)


@given(st.builds(Deadline, simple | counted | backed), readings)
def test_an_explanation_can_be_redone(deadline: Deadline, reading: Reading) -> None:
    """From the steps alone an independent hand comes to the same last day, and from it to the same instant."""
    due = deadline.resolve(reading)
    day = redone(due.explain(), reading)
    assert day == due.last_day
    if getattr(getattr(deadline.rule, "target", None), "minute", None) is None:
        end = datetime(day.year, day.month, day.day, tzinfo=HANOI) + timedelta(minutes=reading.closing_minute)
        assert due.due_before_us == (end - EPOCH) // timedelta(microseconds=1)


@given(deadlines, readings, near_days)
def test_every_deadline_resolves_or_says_why(deadline: Deadline, reading: Reading, day: date) -> None:
    """A due, or an error of ours; what is on time is a last day, and every step has a text in both languages."""
    told: dict[str, date] = dict.fromkeys(deadline.anchors, datetime(day.year, day.month, day.day, 9, tzinfo=HANOI))
    due = ours(lambda: deadline.resolve(reading, told))
    if due is None:
        return
    assert (due.due_before_us is None) == (due.last_day is None) == (not deadline.is_bound)
    assert str(due.explain("vi"))
    assert str(due.explain("en"))
    assert isinstance(due, Due)
    assert all(isinstance(step, Step) for step in due.explain())


PIECES = [
    *(
        "trước",
        "chậm nhất",
        "ngày",
        "tháng",
        "năm",
        "quý",
        "từ",
        "đến hết",
        "trong",
        "kể từ",
        "sau",
        "là",
        "vào",
        "giờ",
    ),
    *("hoàn thành", "ngày làm việc", "(dự kiến)", "bầu cử", "đầu", "cuối", "hằng tháng", "thứ Sáu", "ngày ban hành"),
    *("before", "by", "after", "working days", "on", "from", "to", "within", "of", "the", "every", "daily", "Friday"),
    *("5/4/2019", "2019-04-05", "5/4", "4/25", "31/10/20", "30-02-2019", "17h00", "17:60", "I", "IV", "2019", "05"),
    *("99999", "(", ")", ",", ".", ";", ":", "-", "/", "issued", "; checked by ", "at", "the day of", "a", "A", "_"),
    *("\u0301", "\u200b", "٥", "½", "²", "Ⅳ", "\x00", "\n", "\t", "ß", "ﬁ", "İ", "đ", "Đ", "Ð"),
]


def mutated(rng: random.Random, phrases: list[str]) -> str:
    """A phrase of the table with a few slips, or words at random."""
    if rng.random() < 0.3:
        return rng.choice(["", " "]).join(rng.choices(PIECES, k=rng.randrange(12)))
    text = rng.choice(phrases)
    for _ in range(rng.randrange(1, 5)):
        at = rng.randrange(len(text) + 1)
        slip = rng.randrange(5)
        if slip == 0:
            text = text[:at] + text[at + 1 :]
        elif slip == 1:
            text = text[:at] + rng.choice(PIECES) + text[at:]
        elif slip == 2:
            text = text[:at] + chr(rng.choice([rng.randrange(32, 127), rng.randrange(160, 0x2000)])) + text[at + 1 :]
        elif slip == 3:
            text = text[at:] + text[:at]
        else:
            text = text[:at] + text[max(0, at - 5) :]
    return text


@pytest.mark.slow
def test_fuzz_only_ever_gives_our_own_error() -> None:
    """Random and mutated phrases are read, and then print and parse back, or are refused with an error of ours."""
    phrases = [row[1] for row in csv.reader(PHRASES.read_text(encoding="utf-8").splitlines())]
    rng = random.Random(2019)
    read = 0
    for _ in range(200_000 if SOAK else 5_000):
        text = mutated(rng, phrases)
        deadline = ours(lambda text=text: Deadline.parse(text))  # type: ignore[misc]
        if deadline is None:
            continue
        read += 1
        assert Deadline.parse(str(deadline)) == deadline, text
        assert Deadline.parse(deadline.phrase("vi")) == deadline, text
        assert Deadline.parse(deadline.phrase("en")) == deadline, text
    assert read > 100


@given(st.text(max_size=300))
def test_fuzz_of_document_numbers(text: str) -> None:
    """Any text is a number, or is refused with an error of ours; what is found in it stands where it is said to."""
    reference = ours(lambda: Reference.parse(text))
    assert reference is None or Reference.parse(str(reference)) == reference
    whole = unicodedata.normalize("NFC", text)
    for found in Reference.find(text):
        assert whole[found.start : found.stop] == str(found.reference)
