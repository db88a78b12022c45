"""Facts about periods and their windows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kehoach._deadline import DECREE_09, Deadline, Every, Period


@pytest.mark.parametrize(
    ("every", "number", "first", "last"),
    [
        ("month", 1, "2021-12-15", "2022-01-14"),
        ("month", 3, "2022-02-15", "2022-03-14"),
        ("quarter", 1, "2021-12-15", "2022-03-14"),
        ("quarter", 2, "2022-03-15", "2022-06-14"),
        ("half", 1, "2021-12-15", "2022-06-14"),
        ("half", 2, "2022-06-15", "2022-12-14"),
        ("year", 1, "2021-12-15", "2022-12-14"),
    ],
)
def test_the_windows_of_decree_09(every: Every, number: int, first: str, last: str) -> None:
    """Decree 09/2019 article 12: from the 15th of the month before to the 14th, for every length."""
    period = Period(every, 2022, number, start_day=DECREE_09)
    assert (period.first.isoformat(), period.last.isoformat()) == (first, last)


@pytest.mark.parametrize(
    ("period", "text", "first", "last"),
    [
        (Period("day", 2020, 60), "2020-02-29", "2020-02-29", "2020-02-29"),
        (Period("week", 2020, 53), "2020-W53", "2020-12-28", "2021-01-03"),
        (Period("month", 2020, 2), "2020-02", "2020-02-01", "2020-02-29"),
        (Period("quarter", 2020, 4), "2020-Q4", "2020-10-01", "2020-12-31"),
        (Period("half", 2020, 1), "2020-H1", "2020-01-01", "2020-06-30"),
        (Period("year", 2020), "2020", "2020-01-01", "2020-12-31"),
    ],
)
def test_calendar_periods(period: Period, text: str, first: str, last: str) -> None:
    """Days, weeks of ISO 8601, months, quarters, halves and years, with stable ids."""
    assert (str(period), period.first.isoformat(), period.last.isoformat()) == (text, first, last)


@pytest.mark.parametrize("every", ["day", "week", "month", "quarter", "half", "year"])
@pytest.mark.parametrize("start_day", [1, DECREE_09])
def test_every_day_lies_in_one_period(every: Every, start_day: int) -> None:
    """Periods follow each other without a gap, and each day is in the one that holds it."""
    first, last = date(2019, 12, 1), date(2021, 2, 1)
    day = first
    for period in Period.each(every, first, last, start_day=start_day):
        assert period.first <= day <= period.last
        assert all(
            Period.holding(day + timedelta(k), every, start_day=start_day) == period
            for k in range((period.last - day).days + 1)
        )
        day = period.last + timedelta(1)
    assert day > last


def test_windows_become_ranges() -> None:
    """A window has no words of its own, so its days stand for it, and the text parses back."""
    window = Period("month", 2022, 3, start_day=DECREE_09)
    made = [Deadline.before(window), Deadline.by(window), Deadline.within(window), Deadline.within("2022-03-05")]
    assert [str(deadline) for deadline in made] == [
        "before 2022-02-15",
        "by 2022-03-14",
        "from 2022-02-15 to 2022-03-14",
        "on 2022-03-05",
    ]
    assert [Deadline.parse(str(deadline)) for deadline in made] == made


def test_two_windows_live_side_by_side() -> None:
    """A statistical month and a reporting month of one name differ in their days."""
    statistical, reporting = Period("month", 2022, 3), Period("month", 2022, 3, start_day=DECREE_09)
    assert str(statistical) == str(reporting)
    assert (statistical.last, reporting.last) == (date(2022, 3, 31), date(2022, 3, 14))
    assert statistical != reporting


def test_the_report_of_a_period_is_due_in_its_last_month() -> None:
    """Decree 09/2019 article 13: by the 25th of the last month, whichever window the period has."""
    rule = Deadline.parse("chậm nhất ngày 25 của tháng cuối kỳ báo cáo")
    for start_day in (1, DECREE_09):
        quarter = Period("quarter", 2022, 1, start_day=start_day)
        assert rule.resolve(anchors={"period_last": quarter.last}).last_day == date(2022, 3, 25)


@pytest.mark.parametrize(
    ("text", "last", "day"),
    [
        ("by day 31 of every month", "2022-02-28", "2022-02-28"),
        ("by day 5 of the month after the period", "2022-12-31", "2023-01-05"),
        ("by day 31 of the month after the period", "2022-01-14", "2022-02-28"),
        ("by Friday every week", "2022-12-31", "2022-12-30"),
        ("by Monday of the week after the period", "2022-12-31", "2023-01-02"),
        ("by 29 February every year", "2022-12-31", "2022-02-28"),
        ("by 15 January of the year after the period", "2022-12-31", "2023-01-15"),
        ("by every day", "2022-12-31", "2022-12-31"),
        ("by 17:00 of the day after the period", "2022-12-31", "2023-01-01"),
    ],
)
def test_periodic_days(text: str, last: str, day: str) -> None:
    """Each is told by the last day of the period; a month without the day has its last day instead."""
    due = Deadline.parse(text).resolve(anchors={"period_last": date.fromisoformat(last)})
    assert due.last_day == date.fromisoformat(day)
