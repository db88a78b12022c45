"""Facts about calendars: which days are worked, counted, kept and named."""

from __future__ import annotations

import pickle
from datetime import date, timedelta
from typing import Any

import attrs
import pytest

from kehoach._calendar import Calendar, DayOff, Walked, WorkingDays, weekday_name
from kehoach.errors import InvalidDeadline

FRIDAY, SATURDAY, SUNDAY, MONDAY = (date(2019, 4, day) for day in (5, 6, 7, 8))


@attrs.frozen
class Sundays:
    """A made-up office that works on Sundays only."""

    def is_working_day(self, day: date) -> bool:
        return day.weekday() == 6


@attrs.frozen
class Never:
    """No office at all."""

    def is_working_day(self, day: date) -> bool:
        return False


def own(**options: Any) -> Calendar:
    rows = [DayOff("8-4-2019", name="nghỉ", name_en="a day off"), DayOff("13-4-2019", works=True, known_on="1-4-2019")]
    return Calendar.from_rows(rows, **options)


def codes(make: Any, *given: Any, **options: Any) -> list[tuple[str, str]]:
    with pytest.raises(InvalidDeadline) as caught:
        make(*given, **options)
    return [(finding.code, finding.path) for finding in caught.value.findings]


def test_weekdays_know_no_holidays() -> None:
    """Plain weeks: Monday to Friday of every year, without end."""
    weekdays = Calendar.weekdays()
    assert [weekdays.is_working_day(day) for day in (FRIDAY, SATURDAY, SUNDAY, MONDAY)] == [True, False, False, True]
    assert (weekdays.first, weekdays.last, weekdays.is_certain(date(2500, 1, 1))) == (None, None, True)


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [(FRIDAY, 1, MONDAY), (SATURDAY, 1, MONDAY), (SUNDAY, 1, MONDAY), (MONDAY, -1, FRIDAY), (SATURDAY, -1, FRIDAY)],
)
def test_the_first_day_is_not_counted(start: date, n: int, end: date) -> None:
    """Forward and back, the day from which one counts is outside, worked or not."""
    assert Calendar.weekdays().add(start, n) == end


def test_no_working_days_later_is_the_day_itself() -> None:
    """Zero moves nothing, not even off a Sunday."""
    assert Calendar.weekdays().add(SUNDAY, 0) == SUNDAY


def test_a_row_differs_from_its_weekday() -> None:
    """A Monday off is passed over and a Saturday worked is counted."""
    calendar = own()
    assert calendar.add(FRIDAY, 1) == date(2019, 4, 9)
    assert [calendar.add(date(2019, 4, 12), n) for n in (1, 2)] == [date(2019, 4, 13), date(2019, 4, 15)]
    assert calendar.count(FRIDAY, date(2019, 4, 15)) == 6
    assert calendar.count(date(2019, 4, 15), FRIDAY) == -6


def test_far_from_the_rows_plain_weeks_go_on() -> None:
    """Before the first row and after the last the count is that of weeks, without a break."""
    calendar, weekdays = own(), Calendar.weekdays()
    assert calendar.add(date(1950, 1, 2), 100) == weekdays.add(date(1950, 1, 2), 100)
    assert calendar.count(date(1950, 1, 2), date(2500, 1, 2)) == weekdays.count(date(1950, 1, 2), date(2500, 1, 2))
    assert calendar.add(date(2019, 4, 1), 500) == weekdays.add(date(2019, 4, 1), 500)
    assert calendar.add(date(2019, 4, 30), -500) == weekdays.add(date(2019, 4, 30), -500)


def test_known_on_leaves_out_what_came_later() -> None:
    """A row that became known later is not there yet."""
    assert own(known_on="31-3-2019").is_working_day(date(2019, 4, 13)) is False
    assert own(known_on="1-4-2019").is_working_day(date(2019, 4, 13)) is True


def test_rows_lie_over_another_calendar() -> None:
    """A row wins over the same day of the calendar beneath; the rest stays."""
    mine = Calendar.from_rows([DayOff("30-4-2019", works=True)], base=Calendar.vietnam(), name="mine")
    assert [mine.is_working_day(date(2019, 4, day)) for day in (29, 30)] == [False, True]
    assert (mine.name, mine.last) == ("mine", Calendar.vietnam().last)


def test_rolling_finds_the_nearest_working_day() -> None:
    """A working day stays, a day off moves the way that is named."""
    calendar = own()
    assert [calendar.rolled(day, "next") for day in (FRIDAY, SATURDAY)] == [FRIDAY, date(2019, 4, 9)]
    assert [calendar.rolled(day, "previous") for day in (FRIDAY, MONDAY)] == [FRIDAY, FRIDAY]
    assert calendar.rolled(SATURDAY, "none") == SATURDAY


def test_labels_say_what_a_day_is() -> None:
    """The row's name in either language, else the weekday."""
    calendar = own()
    assert [calendar.label(MONDAY), calendar.label(MONDAY, "vi")] == ["a day off", "nghỉ"]
    assert [calendar.label(SUNDAY), calendar.label(SUNDAY, "vi")] == ["Sunday", "Chủ nhật"]
    assert calendar.label(date(2019, 4, 13)) == "Saturday"
    assert weekday_name(FRIDAY, "vi") == "thứ Sáu"


def test_csv_gives_rows() -> None:
    """Columns in any order; a byte order mark and an unknown column do no harm."""
    text = "\ufeffkind,day,note,name\noff,8/4/2019,x,nghỉ\nwork,13/4/2019,,\n"
    assert Calendar.from_csv_text(text).rows == (
        DayOff("8-4-2019", name="nghỉ"),
        DayOff("13-4-2019", works=True),
    )


def test_every_bad_row_of_a_csv_is_named() -> None:
    """All problems at once, each with its row."""
    text = "day,kind\n30/2/2019,off\n8/4/2019,holiday\n9/4/2019,off\n"
    assert codes(Calendar.from_csv_text, text) == [("KH201", "calendar.days[0]"), ("KH250", "calendar.days[1]")]


@pytest.mark.parametrize("text", ["", "date,kind\n", "day\n8/4/2019\n"])
def test_a_csv_needs_its_columns(text: str) -> None:
    """Without day and kind there is nothing to read."""
    assert codes(Calendar.from_csv_text, text) == [("KH252", "")]


def test_a_csv_that_cannot_be_cut_is_refused() -> None:
    """A field beyond the limit of the reader is a finding, not an error of the csv module."""
    assert codes(Calendar.from_csv_text, "day,kind\n" + "x" * 200_000) == [("KH250", "")]


def test_two_rows_of_one_day_contradict_each_other() -> None:
    """A day cannot be said twice."""
    twice = [DayOff("8-4-2019"), DayOff("8-4-2019", works=True)]
    assert codes(Calendar.from_rows, twice) == [("KH251", "")]


def test_a_calendar_has_a_week_and_a_span() -> None:
    """A week without work, a weekday that is none and a span that runs backwards are refused."""
    assert codes(Calendar, "x", week=()) == [("KH254", "")]
    assert codes(Calendar, "x", week=(7,)) == [("KH254", "")]
    assert codes(Calendar, "x", first=MONDAY, last=FRIDAY) == [("KH254", "")]


def test_another_week_is_a_calendar_too() -> None:
    """Offices that work on Saturdays count six days a week."""
    six = Calendar("six", week=(5, 0, 1, 2, 3, 4))
    assert [six.add(FRIDAY, n) for n in range(1, 8)] == [date(2019, 4, day) for day in (6, 8, 9, 10, 11, 12, 13)]


def test_what_is_written_reads_back() -> None:
    """The resolved table is plain data, and the digest is that of the table."""
    for calendar in (own(), Calendar.weekdays(), Calendar.vietnam().within(date(2019, 1, 1), date(2019, 12, 31))):
        again = Calendar.from_dict(calendar.to_dict())
        assert (again, again.digest, hash(again)) == (calendar, calendar.digest, hash(calendar))
        assert pickle.loads(pickle.dumps(calendar)) == calendar
    assert own().digest != Calendar.weekdays().digest


@pytest.mark.parametrize("data", [{"days": 1}, {"days": [1]}, {"week": "x"}, {"week": ["0"]}, {"days": [["x"]]}])
def test_damaged_data_is_refused(data: dict[str, object]) -> None:
    """Plain data of the wrong shape is refused with the reason."""
    assert codes(Calendar.from_dict, data)[0][0] == "KH250"


def test_damaged_days_are_refused() -> None:
    """A day or an end of the span that is none is refused like anywhere else."""
    assert codes(Calendar.from_dict, {"days": [["30-2-2019", "off"]]}) == [("KH201", "calendar.days[0]")]
    assert codes(Calendar.from_dict, {"first": "x"}) == [("KH213", "")]


def test_a_plan_keeps_the_part_it_leans_on() -> None:
    """The part is certain only where its rows are; outside it a due would be provisional."""
    part = Calendar.vietnam().within(date(2019, 1, 1), date(2019, 12, 31))
    assert {row.day.year for row in part.rows} == {2019}
    assert (part.first, part.last) == (date(2019, 1, 1), date(2019, 12, 31))
    assert part.is_certain(date(2020, 1, 1)) is False
    assert Calendar.weekdays().within(FRIDAY, MONDAY).first == FRIDAY


def test_any_object_that_knows_working_days_is_a_calendar() -> None:
    """It is asked day by day, and counts as the others do."""
    sundays = Calendar.coerce(Sundays())
    assert isinstance(sundays, Walked)
    assert isinstance(Sundays(), WorkingDays)
    assert (sundays.name, sundays.first, sundays.last, sundays.is_certain(SUNDAY)) == ("Sundays", None, None, True)
    assert sundays.add(FRIDAY, 2) == date(2019, 4, 14)
    assert sundays.add(FRIDAY, -1) == date(2019, 3, 31)
    assert (sundays.count(FRIDAY, date(2019, 4, 14)), sundays.count(date(2019, 4, 14), FRIDAY)) == (2, -2)
    assert [sundays.rolled(FRIDAY, way) for way in ("none", "next", "previous")] == [FRIDAY, SUNDAY, date(2019, 3, 31)]
    assert sundays.label(SUNDAY, "vi") == "Chủ nhật"
    assert [sundays.row(day) for day in (SUNDAY, SATURDAY)] == [DayOff(SUNDAY, works=True), None]


def test_a_calendar_without_work_ends_the_search() -> None:
    """Nothing runs for ever: after 400 days without work the calendar is refused."""
    assert codes(Calendar.coerce(Never()).add, FRIDAY, 1) == [("KH253", "")]
    assert codes(Calendar.coerce(Sundays()).add, date.max, 1) == [("KH253", "")]


def test_calendars_are_asked_for_by_name() -> None:
    """Two names are known; a calendar is itself; anything else is refused."""
    assert Calendar.coerce("weekdays") is Calendar.weekdays()
    assert Calendar.named("VN") == Calendar.vietnam()
    assert Calendar.coerce(own()) == own()
    assert codes(Calendar.named, "XX") == [("KH222", "")]
    assert codes(Calendar.coerce, 3) == [("KH222", "")]


def test_counting_ends_with_the_years() -> None:
    """Beyond the years 1 to 9999 there is no day to answer with."""
    assert codes(Calendar.weekdays().add, date.max - timedelta(3), 9) == [("KH225", "")]
    assert codes(Calendar.weekdays().add, date.min, -1) == [("KH225", "")]


def test_a_calendar_shows_itself() -> None:
    """The name is its text; the repr says how much it knows."""
    assert (str(own()), repr(own())) == ("own", "<Calendar own: 2 days differ, certain from None to None>")
    assert own() != "own"
