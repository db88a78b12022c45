"""Time as it is worked: there and back, at night, on days off, and when clocks change."""

from __future__ import annotations

from datetime import date

import numpy as np

from kehoach.sim._luck import DAY
from kehoach.sim._worktime import AROUND_THE_CLOCK, Axis, axis_of, midnight

HOUR = DAY // 24
START = midnight(date(2019, 3, 15), "Asia/Ho_Chi_Minh")  # a Friday
HOURS = ((450, 690), (780, 1020))


def weekdays(day: date) -> bool:
    return day.weekday() < 5


def after(axis: Axis, at: float, hours: float) -> float:
    """The hour after the start at which what is begun at an hour ends."""
    return float(axis.after(np.array([round(at * HOUR)]), np.array([round(hours * HOUR)]))[0] / HOUR)


def test_a_working_day_ends_at_night() -> None:
    """Eight hours begun on Friday morning end that afternoon; begun at noon they end on Monday noon."""
    axis = axis_of(START, "Asia/Ho_Chi_Minh", HOURS, weekdays)
    assert after(axis, 0, 8) == after(axis, 7.5, 8) == 17
    assert after(axis, 12, 8) == 72 + 11.5
    assert after(axis, 30, 1) == 72 + 8.5


def test_what_takes_no_time_ends_when_it_begins() -> None:
    """Also at night, before the first day and on Sunday."""
    axis = axis_of(START, "Asia/Ho_Chi_Minh", HOURS, weekdays)
    assert [after(axis, at, 0) for at in (0, 3, 12, 20, 60, 80)] == [0, 3, 12, 20, 60, 80]


def test_work_in_parts_is_work_in_one() -> None:
    """What ends after two lengths one after the other ends after their sum."""
    axis = axis_of(START, "Asia/Ho_Chi_Minh", HOURS, weekdays)
    rng = np.random.default_rng(1)
    at, one, two = (rng.integers(0, 40 * DAY, 500) for _ in range(3))
    assert (axis.after(axis.after(at, one), two) == axis.after(at, one + two)).all()


def test_whole_days_are_worked_from_midnight() -> None:
    """Without hours a working day lasts from midnight to midnight."""
    axis = axis_of(START, "Asia/Ho_Chi_Minh", (), weekdays)
    assert after(axis, 12, 24) == 84
    assert after(axis, 0, 24) == 24


def test_a_day_on_which_clocks_change_is_as_long_as_it_is() -> None:
    """In Berlin the last Sunday of March 2019 has 23 hours, and work goes on without a gap."""
    start = midnight(date(2019, 3, 31), "Europe/Berlin")
    axis = axis_of(start, "Europe/Berlin", (), lambda _: True)
    assert after(axis, 0, 24) == 24
    assert (np.diff(axis.begins[1:3]) == 23 * HOUR).all()


def test_after_twelve_years_work_goes_on_day_and_night() -> None:
    """What is beyond the table ends as well."""
    axis = axis_of(START, "Asia/Ho_Chi_Minh", HOURS, lambda day: day.year == 2019 and weekdays(day))
    at = np.array([10**15, 2**60])
    assert axis.after(at, np.array([10, 10])).tolist() == (at + 10).tolist()
    assert axis.after(np.array([0]), np.array([10**15]))[0] > 10**15


def test_around_the_clock_is_time_itself() -> None:
    """Without spans an axis adds."""
    assert AROUND_THE_CLOCK.is_plain
    assert after(AROUND_THE_CLOCK, 3, 5) == 8
