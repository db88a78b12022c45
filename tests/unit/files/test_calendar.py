"""Calendars from files: days off and days worked as CSV and iCalendar, and every fault at its line."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

import kehoach as kh
from kehoach.errors import InvalidDeadline, InvalidFile
from kehoach.files import explain, read_calendar
from kehoach.testing import small_plan

ROOT = Path(__file__).parents[3]
CSV = """\
day,kind,name,source,known_on
2019-04-10,off,Lễ hội của tỉnh,12/QĐ-UBND,2019-03-01
13/4/2019,work,làm bù,12/QĐ-UBND,1-3-2019
"""
ICS = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//x//y//VI
BEGIN:VEVENT
UID:1
DTSTART;VALUE=DATE:20190410
DTEND;VALUE=DATE:20190412
SUMMARY:Lễ hội
  của tỉnh\\, hai ngày
X-KEHOACH-SOURCE:12/QĐ-UBND
X-KEHOACH-KNOWN-ON:20190301
BEGIN:VALARM
TRIGGER:-P1D
SUMMARY:nhắc
END:VALARM
END:VEVENT
BEGIN:VEVENT
DTSTART:20190413
CATEGORIES:Làm bù,khác
SUMMARY:làm bù
END:VEVENT
END:VCALENDAR
"""


def written(folder: Path, text: str, name: str = "days") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


def faults(folder: Path, text: str) -> list[tuple[str, int | None]]:
    with pytest.raises(InvalidDeadline) as caught:
        read_calendar(written(folder, text))
    return [(finding.code, finding.line) for finding in caught.value.findings]


def test_a_table_becomes_a_calendar_over_plain_weeks(tmp_path: Path) -> None:
    """Days off and days worked, with name, document and the day they became known."""
    calendar = read_calendar(written(tmp_path, CSV))
    assert (calendar.name, calendar.week) == ("own", (0, 1, 2, 3, 4))
    assert [(row.day, row.works, row.name, row.source, row.known_on) for row in calendar.rows] == [
        (date(2019, 4, 10), False, "Lễ hội của tỉnh", "12/QĐ-UBND", date(2019, 3, 1)),
        (date(2019, 4, 13), True, "làm bù", "12/QĐ-UBND", date(2019, 3, 1)),
    ]


@pytest.mark.parametrize("separator", [";", "\t"])
def test_a_table_as_spreadsheets_write_it_is_read(tmp_path: Path, separator: str) -> None:
    """Semicolons and tabs, a byte order mark, line ends of any kind, blank lines."""
    text = "\ufeff" + CSV.replace(",", separator).replace("\n", "\r\n") + "\r\n" + separator * 4 + "\r\n"
    assert read_calendar(written(tmp_path, text)) == read_calendar(written(tmp_path, CSV, "plain"))


def test_days_lie_over_the_calendar_beneath(tmp_path: Path) -> None:
    """A row wins over the same day of the base; all other days of the base stay, and so does its name."""
    path = written(tmp_path, "day,kind\n2019-04-29,work\n2019-04-10,off\n")
    calendar = read_calendar(path, base="VN")
    assert [calendar.is_working_day(date(2019, 4, day)) for day in (29, 10, 15, 30)] == [True, False, False, False]
    assert (calendar.name, calendar.last) == ("VN", kh.Calendar.vietnam().last)
    assert read_calendar(path, base=kh.Calendar.vietnam(), name="mine").name == "mine"


def test_a_calendar_from_a_file_is_a_calendar_of_a_plan(tmp_path: Path) -> None:
    """Deadlines of a plan count over it, and it is part of the plan's digest."""
    mine = read_calendar(written(tmp_path, CSV), base="VN")
    plan = small_plan(1, 1, deadlines={"district": "2 working days after 9-4-2019"})
    assert plan.due("district").last_day == date(2019, 4, 11)
    assert plan.replace(calendar=mine).due("district").last_day == date(2019, 4, 12)
    assert kh.Plan.from_dict(plan.replace(calendar=mine).to_dict()) == plan.replace(calendar=mine)
    assert [move.becomes.last_day for move in plan.reproject(mine)] == [date(2019, 4, 12)]


def test_every_fault_of_a_table_has_its_line(tmp_path: Path) -> None:
    """Kinds, days, doubles: all in one run."""
    text = (
        'day,kind,name\n2019-04-10,free,x\n30-2-2019,off,"two\nlines"\n\n'
        "2019-04-10,off,x\n2019-04-10,work,x\n4/25/2019,off,\n"
    )
    assert faults(tmp_path, text) == [("KH250", 2), ("KH201", 4), ("KH251", 7), ("KH202", 8)]


@pytest.mark.parametrize("text", ["", "date;kind\n2019-04-10;off\n2019-04-11;off\n", "day\n2019-04-10\n"])
def test_a_table_without_its_columns_is_one_fault(tmp_path: Path, text: str) -> None:
    """A missing column is said once, at the first line."""
    assert faults(tmp_path, text) == [("KH252", 1)]


def test_a_line_that_is_no_csv_is_a_fault(tmp_path: Path) -> None:
    """A cell beyond what the csv module takes is refused, not a crash."""
    assert faults(tmp_path, f"day,kind,name\n2019-04-10,off,{'x' * 200_000}\n2019-04-11,off,\n") == [("KH250", 2)]


def test_a_fault_is_shown_with_its_line(tmp_path: Path) -> None:
    """The text of a fault holds file, line and what stands there."""
    path = written(tmp_path, "day,kind\n2019-04-10,free\n")
    with pytest.raises(InvalidDeadline) as caught:
        read_calendar(path)
    assert explain(caught.value).startswith(f"{path}:2:1: error KH250")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """What cannot be read is a fault of the file."""
    with pytest.raises(InvalidFile):
        read_calendar(tmp_path / "nothing.csv")


# ------------------------------------------------------------------ iCalendar


def ics(*lines: str) -> str:
    return "\n".join(["BEGIN:VCALENDAR", "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR", ""])


@pytest.fixture(autouse=True)
def _icalendar(request: pytest.FixtureRequest) -> None:
    if "ics" in request.node.name or "event" in request.node.name:
        pytest.importorskip("icalendar")


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_events_become_days(tmp_path: Path, ends: str) -> None:
    """An event is off on each of its days; one of the category làm bù is worked; names go over folded lines."""
    calendar = read_calendar(written(tmp_path, ICS.replace("\n", ends)))
    assert [(row.day, row.works, row.name, row.source, row.known_on) for row in calendar.rows] == [
        (date(2019, 4, 10), False, "Lễ hội của tỉnh, hai ngày", "12/QĐ-UBND", date(2019, 3, 1)),
        (date(2019, 4, 11), False, "Lễ hội của tỉnh, hai ngày", "12/QĐ-UBND", date(2019, 3, 1)),
        (date(2019, 4, 13), True, "làm bù", "", None),
    ]


@pytest.mark.parametrize(
    ("lines", "days"),
    [
        (("DTSTART:20190410",), 1),
        (("DTSTART:20190410", "DTEND:20190411"), 1),
        (("DTSTART:20190410", "DURATION:P3D"), 3),
        (("DTSTART:20190410", "DURATION:P1W"), 7),
        (("DTSTART:20190410", "STATUS:CANCELLED"), 0),
        (("dtstart;value=date:20190410", "X-KEHOACH-KIND:off"), 1),
    ],
)
def test_how_long_an_event_is(tmp_path: Path, lines: tuple[str, ...], days: int) -> None:
    """Without an end a day; else up to the day before its end, or as long as it says; cancelled not at all."""
    assert len(read_calendar(written(tmp_path, ics(*lines))).rows) == days


def test_two_events_of_one_day_share_it(tmp_path: Path) -> None:
    """Two reasons for one day off are one day off with both names; off and worked is a contradiction."""
    event = "BEGIN:VEVENT\nDTSTART:20190410\nSUMMARY:{}\nX-KEHOACH-KIND:{}\nEND:VEVENT\n"
    text = "BEGIN:VCALENDAR\n" + event.format("A", "off") + event.format("B", "off") + "END:VCALENDAR\n"
    assert [row.name for row in read_calendar(written(tmp_path, text)).rows] == ["A; B"]
    assert faults(tmp_path, text.replace("B\nX-KEHOACH-KIND:off", "B\nX-KEHOACH-KIND:work")) == [("KH251", 7)]


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (("SUMMARY:x",), [("KH256", 2)]),
        (("DTSTART:20190410T080000Z",), [("KH256", 3)]),
        (("DTSTART:20190431",), [("KH201", 3)]),
        (("DTSTART:20190410", "DTEND:20190410"), [("KH258", 4)]),
        (("DTSTART:20190410", "DTEND:20210410"), [("KH258", 4)]),
        (("DTSTART:20190410", "DTEND:soon"), [("KH256", 4)]),
        (("DTSTART:20190410", "DURATION:PT8H"), [("KH256", 4)]),
        (("DTSTART:20190410", "DURATION:P0D"), [("KH258", 4)]),
        (("DTSTART:20190410", "RRULE:FREQ=YEARLY"), [("KH257", 4)]),
        (("DTSTART:20190410", "X-KEHOACH-KNOWN-ON:maybe", "nonsense"), [("KH256", 4), ("KH255", 5)]),
        (("DTSTART:20190410", "BEGIN:VALARM"), [("KH255", 4)]),
        (("DTSTART:20190410", "END:VALARM"), [("KH255", 4)]),
        (("DTSTART:20190410", "END:VEVENT", "END:VCALENDAR", "BEGIN:VEVENT"), [("KH255", 8), ("KH256", 6)]),
    ],
)
def test_every_fault_of_an_event_has_its_line(
    tmp_path: Path, lines: tuple[str, ...], found: list[tuple[str, int]]
) -> None:
    """What is no whole day, runs backwards, repeats or is not closed is named where it stands."""
    assert sorted(faults(tmp_path, ics(*lines))) == sorted(found)


def test_without_icalendar_an_ics_file_says_how_to_get_it(tmp_path: Path) -> None:
    """A table needs no extra; an iCalendar file names the one that it needs."""
    events, table = written(tmp_path, ICS, "a.ics"), written(tmp_path, CSV, "a.csv")
    program = (
        "import sys; sys.modules['icalendar'] = None\n"
        "import kehoach as kh\n"
        "print(kh.files.read_calendar(sys.argv[1]).name)\n"
        "try:\n    kh.files.read_calendar(sys.argv[2])\n"
        "except kh.errors.MissingExtra as error:\n    print(error)\n"
    )
    command = [sys.executable, "-c", program, table, events]
    said = subprocess.run(command, cwd=ROOT / "src", capture_output=True, text=True, check=False)
    assert said.stdout.splitlines() == [
        "own",
        "icalendar is not installed; get it with: pip install 'kehoach[office]'",
    ], said.stderr
