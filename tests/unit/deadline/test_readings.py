"""Facts about readings: one text, several answers, each by name; both sides of each bound to the microsecond."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pytest

from kehoach._calendar import Calendar
from kehoach._deadline import Deadline, Due, Reading
from kehoach.errors import InvalidDeadline

COMMUNE, DISTRICT, PROVINCE = (
    "hoàn thành trước ngày 05 tháng 4 năm 2019",
    "trước ngày 20 tháng 04 năm 2019",
    "trước ngày 30 tháng 04 năm 2019",
)
EPOCH = datetime(1970, 1, 1, tzinfo=ZoneInfo("UTC"))


def read(text: str, calendar: Any = None, **reading: Any) -> Due:
    return Deadline.parse(text).resolve(Reading(**reading), calendar=calendar)


def micros(text: str, zone: str = "Asia/Ho_Chi_Minh") -> int:
    local = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))
    return (local - EPOCH) // timedelta(microseconds=1)


def on_time(due: Due, instant: str) -> bool:
    assert due.due_before_us is not None
    return micros(instant) < due.due_before_us


@pytest.mark.parametrize(
    ("before", "roll", "days"),
    [
        ("exclusive", "none", ("2019-04-04", "2019-04-19", "2019-04-29")),
        ("exclusive", "previous", ("2019-04-04", "2019-04-19", "2019-04-26")),
        ("inclusive", "none", ("2019-04-05", "2019-04-20", "2019-04-30")),
        ("inclusive", "next", ("2019-04-05", "2019-04-22", "2019-05-02")),
    ],
)
def test_the_four_readings_of_plan_116(before: str, roll: str, days: tuple[str, str, str]) -> None:
    """Three tiers, four readings: each last day, and both sides of its bound to the microsecond."""
    for text, day in zip((COMMUNE, DISTRICT, PROVINCE), days, strict=True):
        due = read(text, before=before, roll=roll)
        assert due.last_day == date.fromisoformat(day)
        assert on_time(due, f"{day}T23:59:59.999999")
        assert not on_time(due, f"{date.fromisoformat(day) + timedelta(1)}T00:00:00.000000")


def test_the_days_that_the_first_reading_leaves() -> None:
    """Calendar days and working days from the day after the start to the last day, as the plan's facts state."""
    calendar = Calendar.vietnam()
    starts = (date(2019, 3, 14), date(2019, 4, 4), date(2019, 4, 19))
    ends = [read(text).last_day for text in (COMMUNE, DISTRICT, PROVINCE)]
    spans = [((end - start).days, calendar.count(start, end)) for start, end in zip(starts, ends, strict=True) if end]
    assert spans == [(21, 15), (15, 10), (10, 5)]


@pytest.mark.parametrize(
    ("text", "last_moment"),
    [
        ("trước ngày 05/4/2019", "2019-04-04T23:59:59.999999"),
        ("trước 17 giờ ngày 05/4/2019", "2019-04-05T16:59:59.999999"),
        ("trước 0 giờ ngày 05/4/2019", "2019-04-04T23:59:59.999999"),
        ("trước 24 giờ ngày 05/4/2019", "2019-04-05T23:59:59.999999"),
        ("trước tháng 4/2019", "2019-03-31T23:59:59.999999"),
        ("chậm nhất ngày 05/4/2019", "2019-04-05T23:59:59.999999"),
        ("chậm nhất 17 giờ ngày 05/4/2019", "2019-04-05T17:00:59.999999"),
        ("chậm nhất 23:59 ngày 05/4/2019", "2019-04-05T23:59:59.999999"),
        ("chậm nhất 24 giờ ngày 05/4/2019", "2019-04-05T23:59:59.999999"),
        ("từ ngày 01/4/2019 đến 17 giờ ngày 05/4/2019", "2019-04-05T17:00:59.999999"),
        ("trong tháng 4/2019", "2019-04-30T23:59:59.999999"),
        ("10 ngày làm việc kể từ ngày 12/4/2019", "2019-05-02T23:59:59.999999"),
        ("5 ngày kể từ ngày 1/4/2019 lúc 17:00", "2019-04-08T17:00:59.999999"),
        ("3 ngày trước ngày 10/4/2019", "2019-04-07T23:59:59.999999"),
    ],
)
def test_both_sides_of_each_bound(text: str, last_moment: str) -> None:
    """The last microsecond on time is on time, and the next one is late."""
    due = read(text)
    assert due.due_before_us == micros(last_moment) + 1
    assert due.last_day == date.fromisoformat(last_moment[:10])


def test_an_inclusive_reading_of_an_instant() -> None:
    """Where "before" means "by", that minute is inside."""
    assert read("trước 17 giờ ngày 05/4/2019", before="inclusive").due_before_us == micros("2019-04-05T17:01")


def test_an_inclusive_reading_leaves_periods_alone_and_says_so() -> None:
    """ "Before April" is never read as "by the end of April"; under this reading it is in doubt."""
    due = read("trước tháng 4/2019", before="inclusive")
    assert (due.last_day, due.doubts) == (date(2019, 3, 31), {"ambiguous"})
    assert read("trước tháng 4/2019").doubts == frozenset()


@pytest.mark.parametrize(
    ("text", "roll", "last"),
    [
        ("chậm nhất 05/4/2026", "none", "2026-04-05"),
        ("chậm nhất 05/4/2026", "next", "2026-04-06"),
        ("chậm nhất 05/4/2026", "previous", "2026-04-03"),
        ("trước 05/4/2026", "next", "2026-04-06"),
        ("trước 05/4/2026", "previous", "2026-04-03"),
        ("trước 17 giờ ngày 05/4/2026", "next", "2026-04-06"),
        ("trước 17 giờ ngày 05/4/2026", "previous", "2026-04-03"),
        ("từ 01/4/2026 đến 05/4/2026", "next", "2026-04-06"),
        ("trong tháng 5/2026", "next", "2026-06-01"),
        ("trước tháng 6/2026", "previous", "2026-05-29"),
    ],
)
def test_the_last_day_on_time_rolls(text: str, roll: str, last: str) -> None:
    """5 April 2026 is a Sunday: not the day that is named moves, but the last day on time (the 4th or the 5th)."""
    due = read(text, roll=roll)
    assert due.last_day == date.fromisoformat(last)
    if "17 giờ" in text:
        assert due.due_before_us == micros(f"{last}T17:00")


def test_opening_days_never_roll() -> None:
    """Only the end of a window moves."""
    due = read("từ 06/4/2019 đến 07/4/2019", roll="next")
    assert (str(due.opens_at), due.last_day) == ("2019-04-06 00:00:00+07:00", date(2019, 4, 8))


@pytest.mark.parametrize(("way", "last"), [("none", 6), ("next", 8), ("previous", 5)])
def test_spans_roll_by_their_own_rule(way: str, last: int) -> None:
    """Article 148(5) moves spans to the next working day; a fixed date is not moved by it."""
    due = read("5 ngày kể từ ngày 1/4/2019", roll_spans=way)
    assert due.last_day == date(2019, 4, last)
    assert read("chậm nhất 6/4/2019", roll_spans=way).last_day == date(2019, 4, 6)


def test_counts_back_never_roll() -> None:
    """A span counted back ends where it ends, on a Sunday too."""
    for way in ("next", "previous"):
        assert read("3 ngày trước ngày 10/4/2019", roll=way, roll_spans=way).last_day == date(2019, 4, 7)


def test_a_closing_time_ends_the_last_day_early() -> None:
    """Where an office closes at 17:00, the last day ends then; an instant that the text states stands."""
    assert read("chậm nhất 05/4/2019", closing="17:00").due_before_us == micros("2019-04-05T17:00")
    assert read("trước 05/4/2019", closing="17:00").due_before_us == micros("2019-04-04T17:00")
    assert read("chậm nhất 20:00 ngày 05/4/2019", closing="17:00").due_before_us == micros("2019-04-05T20:01")


def test_a_zone_is_part_of_the_reading() -> None:
    """The same day ends elsewhere at another instant."""
    due = read("chậm nhất 05/4/2019", zone="Pacific/Kiritimati")
    assert due.due_before_us == micros("2019-04-06T00:00", "Pacific/Kiritimati")
    assert str(due.due_before) == "2019-04-06 00:00:00+14:00"


@pytest.mark.parametrize(
    ("day", "zone", "minute", "utc"),
    [
        ("31/3/2019", "Europe/Berlin", "02:30", "2019-03-31T01:30"),  # left out: as if clocks had not changed yet
        ("27/10/2019", "Europe/Berlin", "02:30", "2019-10-27T00:30"),  # twice: the first time
        ("9/6/1943", "Asia/Ho_Chi_Minh", "12:00", "1943-06-09T04:00"),  # Saigon was eight hours ahead
    ],
)
def test_changes_of_clocks_have_one_answer(day: str, zone: str, minute: str, utc: str) -> None:
    """A local minute that does not exist, or exists twice, is one instant."""
    due = read(f"before {day} {minute}", zone=zone)
    assert due.due_before_us == micros(utc, "UTC")


def test_an_own_calendar_is_taken_instead() -> None:
    """A calendar, its name, or any object with ``is_working_day``."""

    @attrs.frozen
    class EveryDay:
        def is_working_day(self, day: date) -> bool:
            return True

    text = "10 ngày làm việc kể từ ngày 12/4/2019"
    assert read(text, calendar="weekdays").last_day == date(2019, 4, 26)
    assert read(text, calendar=EveryDay()).last_day == date(2019, 4, 22)
    assert Deadline.parse(text).resolve(Reading(calendar=Calendar.weekdays())).last_day == date(2019, 4, 26)
    assert Deadline.parse(text).resolve(Reading(calendar="weekdays")).last_day == date(2019, 4, 26)


def test_a_reading_is_plain_data() -> None:
    """It reads back, prints in both languages, and completes what is absent by its defaults."""
    reading = Reading(before="inclusive", roll="next", closing="9:30", zone="UTC", calendar="weekdays")
    assert Reading.from_dict(reading.to_dict()) == reading
    assert Reading.from_dict({}) == Reading()
    assert reading.closing_minute == 570
    assert str(reading) == "before inclusive, roll next, spans next, closing 09:30, UTC, calendar weekdays"
    assert reading.text("vi") == (
        "“trước ngày” tính cả ngày nêu ra; ngày ấn định dời sang ngày làm việc kế tiếp; "
        "khoảng thời gian dời sang ngày làm việc kế tiếp; hết ngày lúc 09:30; múi giờ UTC; lịch weekdays"
    )


def test_every_slip_of_a_reading_is_named() -> None:
    """All problems at once, each with its key."""
    with pytest.raises(InvalidDeadline) as caught:
        Reading.from_dict(
            {"before": "maybe", "roll": "up", "closing": "25:00", "zone": "Mars/Base", "colour": "red", "roll_spans": 3}
        )
    assert sorted((finding.code, finding.path) for finding in caught.value.findings) == [
        ("KH220", "reading.before"),
        ("KH220", "reading.closing"),
        ("KH220", "reading.colour"),
        ("KH220", "reading.roll"),
        ("KH220", "reading.roll_spans"),
        ("KH221", "reading.zone"),
    ]


@pytest.mark.parametrize("closing", ["", "0:00", "24:01", "12:60", "noon", "-1:00", "٠٩:٠٠"])
def test_a_closing_time_is_a_time_of_day(closing: str) -> None:
    """From 00:01 to 24:00, in figures from 0 to 9."""
    with pytest.raises(InvalidDeadline, match="closing"):
        Reading(closing=closing)


@pytest.mark.parametrize("zone", ["", "../etc/passwd", "Asia/Nowhere", "x" * 5000, "\0"])
def test_a_zone_is_one_of_the_iana_list(zone: str) -> None:
    """Nothing else is looked up."""
    with pytest.raises(InvalidDeadline, match="no time zone"):
        Reading(zone=zone)
