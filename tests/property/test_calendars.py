"""Laws of calendars from files, of dues as calendars, and of what another calendar would move."""

from __future__ import annotations

import csv
import io
import unicodedata
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kehoach as kh
from kehoach._calendar import DayOff
from kehoach.files import ics_of, read_calendar
from kehoach.testing import ManualClock, small_plan

SPRING = st.dates(date(2019, 4, 1), date(2019, 6, 30))
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=12)
ROWS = st.lists(
    st.builds(DayOff, SPRING, works=st.booleans(), name=WORDS, source=WORDS, known_on=st.none() | SPRING),
    max_size=12,
    unique_by=lambda row: row.day,
)
RULES = st.one_of(
    st.builds("{} working days after {}".format, st.integers(1, 25), SPRING),
    st.builds("by {}".format, SPRING),
    st.builds("{} working days before {}".format, st.integers(1, 9), SPRING),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where files of days lie, one after the other."""
    return tmp_path_factory.mktemp("days")


def kept(folder: Path, text: str) -> Path:
    path = folder / "days"
    path.write_text(text, encoding="utf-8", newline="")
    return path


def composed(row: DayOff) -> DayOff:
    """The same row with its texts in NFC, as everything that is read."""
    name, source = (unicodedata.normalize("NFC", text) for text in (row.name, row.source))
    return DayOff(row.day, works=row.works, name=name, source=source, known_on=row.known_on)


def event(row: DayOff) -> str:
    """A day as an event, by hand: the letters that mean something to iCalendar are escaped."""

    def text(given: str) -> str:
        return given.translate(str.maketrans({"\\": "\\\\", ",": "\\,", ";": "\\;"}))

    lines = ["BEGIN:VEVENT", f"DTSTART;VALUE=DATE:{row.day:%Y%m%d}", f"SUMMARY:{text(row.name)}"]
    lines += [f"X-KEHOACH-SOURCE:{text(row.source)}", f"X-KEHOACH-KIND:{'work' if row.works else 'off'}"]
    lines += [] if row.known_on is None else [f"X-KEHOACH-KNOWN-ON:{row.known_on:%Y%m%d}"]
    return "\r\n".join([*lines, "END:VEVENT", ""])


@given(ROWS)
def test_a_calendar_written_as_a_table_is_read_back(folder: Path, rows: list[DayOff]) -> None:
    """What days a table names, it gives: names with commas, quotes and letters of any kind among them."""
    heading = ["day", "kind", "name", "name_en", "source", "known_on"]
    out = io.StringIO()
    csv.writer(out).writerows([heading, *(row.to_list() for row in rows)])
    assert read_calendar(kept(folder, out.getvalue())) == kh.Calendar.from_rows(map(composed, rows))


@given(ROWS)
def test_a_calendar_written_as_events_is_read_back(folder: Path, rows: list[DayOff]) -> None:
    """Days off and days worked, their names, documents and when they became known survive iCalendar."""
    pytest.importorskip("icalendar")
    text = "BEGIN:VCALENDAR\r\n" + "".join(map(event, rows)) + "END:VCALENDAR\r\n"
    assert read_calendar(kept(folder, text)) == kh.Calendar.from_rows(map(composed, rows))


@given(st.tuples(RULES, RULES), ROWS, ROWS, st.sampled_from(["none", "next", "previous"]))
def test_what_would_move_is_what_another_plan_has(
    rules: tuple[str, str], old: list[DayOff], new: list[DayOff], roll: Any
) -> None:
    """`reproject` names the duties whose due differs under the other calendar, both dues, and only changed days."""
    before, after = (kh.Calendar.from_rows(rows) for rows in (old, new))
    deadlines = {"district": rules[0], "commune": rules[1]}
    plan = small_plan(1, 1, 2, deadlines=deadlines, calendar=before, reading=kh.Reading(roll=roll))
    other = plan.replace(calendar=after)
    moves = {move.unit: (move.was.last_day, move.becomes.last_day) for move in plan.reproject(after)}
    names = [str(duty) for duty in plan.duties()]
    assert moves == {
        name: (plan.due(name).last_day, other.due(name).last_day)
        for name in names
        if plan.due(name).last_day != other.due(name).last_day
    }
    for move in plan.reproject(after):
        assert move.days
        assert all(before.is_working_day(day.day) != day.works == after.is_working_day(day.day) for day in move.days)


@given(st.dictionaries(st.sampled_from(["province", "district", "commune"]), RULES), st.integers(0, 40))
def test_every_due_has_its_event_on_its_last_day(deadlines: dict[str, str], days: int) -> None:
    """Read back, the file holds one event for each dated duty, on the last day on time, and none for the others."""
    icalendar = pytest.importorskip("icalendar")
    clock = ManualClock("2019-03-01T08:00+07:00")
    campaign = kh.Campaign.begin(small_plan(1, 1, 2, deadlines=deadlines), clock=clock, default_by="expected")
    if "commune" in deadlines:
        last = campaign.progress().due("commune-1").last_day or date(2019, 4, 1)
        campaign.reschedule("commune-1", deadline=f"by {last + timedelta(days)}", reason="x")
    progress = campaign.progress()
    found = {
        str(event["UID"]): event.decoded("DTSTART")
        for event in icalendar.Calendar.from_ical(ics_of(progress, id="c")).walk("VEVENT")
    }
    dues = {unit: progress.due(unit).last_day for unit in progress.duties()}
    assert found == {f"c/{unit}@kehoach": last for unit, last in dues.items() if last is not None}


@given(st.sampled_from(["", "day,kind\n", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:2019"]), st.text(max_size=60))
def test_any_text_is_a_calendar_or_a_fault_of_it(folder: Path, head: str, tail: str) -> None:
    """Whatever stands in a file, the answer is a calendar or an error that says what is wrong with it."""
    pytest.importorskip("icalendar")
    said = "a calendar"
    try:
        read_calendar(kept(folder, head + tail))
    except kh.errors.Invalid as error:
        said = str(error)
    assert said
