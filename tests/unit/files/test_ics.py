"""Dues as an iCalendar file: what a calendar program reads of it."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

import kehoach as kh
from kehoach._plan import DutyRow, Event
from kehoach.errors import InvalidCommand, UnknownName
from kehoach.files import ics_of
from kehoach.testing import ManualClock, small_plan

icalendar = pytest.importorskip("icalendar")

ROOT = Path(__file__).parents[3]
BEGUN = "2019-03-15T08:00+07:00"
DEADLINES = {"commune": "before 5-4-2019", "district": "before 20-4-2019"}


def planned(**changes: object) -> kh.Plan:
    given = {"deadlines": DEADLINES} | changes
    return small_plan(1, 1, 3, **given).replace(
        directive=kh.Directive("Tổng kết", number="116-KH/TU", issued_on="14-3-2019")
    )


def begun(clock: ManualClock | None = None, **changes: object) -> kh.Campaign:
    return kh.Campaign.begin(planned(**changes), clock=clock or ManualClock(BEGUN), default_by="expected")


def events(data: bytes) -> dict[str, Any]:
    """The events of a file by UID, as icalendar reads them back."""
    return {str(event["UID"]): event for event in icalendar.Calendar.from_ical(data).walk("VEVENT")}


def test_every_duty_with_a_due_is_a_day_in_the_calendar() -> None:
    """The last day on time is an all-day event; who has no deadline has no event."""
    found = events(ics_of(planned()))
    assert list(found) == [f"116-KH/TU/{unit}@kehoach" for unit in ("district", "commune-1", "commune-2", "commune-3")]
    event = found["116-KH/TU/commune-1@kehoach"]
    assert event.decoded("DTSTART") == date(2019, 4, 4)
    assert (str(event["SUMMARY"]), event["SEQUENCE"], event["STATUS"]) == ("Due: commune-1, report", 0, "CONFIRMED")
    assert str(event["X-KEHOACH-DUE-BEFORE"]) == "20190404T170000Z"
    assert event.decoded("DTSTAMP") == datetime(2019, 3, 13, 17, tzinfo=UTC)


def test_what_people_read_comes_in_both_languages() -> None:
    """Summary and description are official wording; the deadline stands in its own words."""
    event = events(ics_of(planned(deadlines={"commune": "trước ngày 05 tháng 4 năm 2019"}), lang="vi"))[
        "116-KH/TU/commune-1@kehoach"
    ]
    assert str(event["SUMMARY"]) == "Hạn: commune-1, báo cáo"
    assert str(event["DESCRIPTION"]).splitlines() == [
        "116-KH/TU: Tổng kết",
        "Thời hạn: trước ngày 05 tháng 4 năm 2019",
        "Đúng hạn: chậm nhất ngày 04 tháng 4 năm 2019",
    ]


def test_a_due_that_ends_before_midnight_is_an_instant_in_utc() -> None:
    """No zone is named that a reader might not know: 17:00 in Việt Nam is 10:00 UTC."""
    data = ics_of(planned(deadlines={"commune": "trước 17 giờ ngày 4/4/2019"}))
    event = events(data)["116-KH/TU/commune-1@kehoach"]
    assert event.decoded("DTSTART") == datetime(2019, 4, 4, 10, tzinfo=UTC)
    assert b"TZID" not in data
    assert b"+07" not in data
    assert "before 17:00 on 4 April 2019" in str(event["DESCRIPTION"])


def test_a_due_that_moved_keeps_its_event_and_its_number_rises() -> None:
    """The UID stays, SEQUENCE counts the steps, and the steps are told; no other event changes."""
    campaign = begun()
    before = events(ics_of(campaign.progress()))
    campaign.extend("commune-1", "before 10-4-2019", reason="a flood", document="12/CV-UBND")
    campaign.extend("commune-1", "before 12-4-2019", reason="more rain")
    after = events(ics_of(campaign.progress()))
    assert list(after) == list(before)
    moved = after["116-KH/TU/commune-1@kehoach"]
    assert (moved.decoded("DTSTART"), moved["SEQUENCE"]) == (date(2019, 4, 11), 2)
    assert "Extend: by 9 April 2019 (12/CV-UBND, a flood)" in str(moved["DESCRIPTION"])
    assert [after[uid]["SEQUENCE"] for uid in after if uid != "116-KH/TU/commune-1@kehoach"] == [0, 0, 0]


def test_an_extension_that_came_too_late_is_told_and_moves_nothing() -> None:
    """A retroactive step raises the number and leaves the day."""
    campaign = begun(ManualClock("2019-04-08T08:00+07:00"))
    campaign.extend("commune-1", "before 10-4-2019", reason="a flood")
    event = events(ics_of(campaign.progress(), lang="vi"))["116-KH/TU/commune-1@kehoach"]
    assert (event.decoded("DTSTART"), event["SEQUENCE"]) == (date(2019, 4, 4), 1)
    assert "Gia hạn (sau khi đã quá hạn): chậm nhất ngày 09 tháng 4 năm 2019 (a flood)" in str(event["DESCRIPTION"])


def test_a_return_with_a_due_moves_the_event() -> None:
    """The due of a rework is the day to keep, each return raises the number."""
    clock = ManualClock(BEGUN)
    campaign = begun(clock)
    for day in ("7-4-2019", "9-4-2019"):
        campaign.submit("commune-1")
        campaign.send_back("commune-1", reason="no figures", due=f"by {day}")
    event = events(ics_of(campaign.progress()))["116-KH/TU/commune-1@kehoach"]
    assert (event.decoded("DTSTART"), event["SEQUENCE"]) == (date(2019, 4, 9), 2)


def test_an_event_that_was_awaited_puts_the_due_into_the_calendar() -> None:
    """What counts from a day that is not known yet is left out until it is."""
    campaign = begun(deadlines={"commune": "5 days after conference"}, events=[Event("conference")])
    assert events(ics_of(campaign.progress())) == {}
    campaign.record("conference", "1-4-2019", by="issuer")
    assert len(events(ics_of(campaign.progress()))) == 3


def test_what_is_waived_is_no_day_to_keep() -> None:
    """Nobody waits for it, so it has no event."""
    campaign = begun()
    campaign.waive("commune-1", reason="merged")
    assert "116-KH/TU/commune-1@kehoach" not in events(ics_of(campaign.progress()))


def test_the_same_progress_gives_the_same_bytes() -> None:
    """Nothing comes from the machine's clock: the stamp is the instant that was asked about."""
    campaign = begun()
    data = ics_of(campaign.progress(at=BEGUN))
    assert data == ics_of(campaign.progress(at=BEGUN))
    assert {event.decoded("DTSTAMP") for event in events(data).values()} == {datetime(2019, 3, 15, 1, tzinfo=UTC)}
    assert b"DTSTAMP:19700101T000000Z" in ics_of(planned().replace(directive=kh.Directive("x")))


def test_duties_of_a_tier_with_one_due_can_be_one_event() -> None:
    """An event for each tier and due, and one of its own for who was moved."""
    campaign = begun()
    campaign.extend("commune-2", "before 10-4-2019", reason="a flood")
    found = events(ics_of(campaign.progress(), each="tier", id="2019"))
    assert {uid: (str(one["SUMMARY"]), one.decoded("DTSTART"), one["SEQUENCE"]) for uid, one in found.items()} == {
        "2019/tier/district@kehoach": ("Due: district, report", date(2019, 4, 19), 0),
        "2019/tier/commune-1@kehoach": ("Due: commune (2 units), report", date(2019, 4, 4), 0),
        "2019/tier/commune-2@kehoach": ("Due: commune-2, report", date(2019, 4, 9), 1),
    }


def test_only_some_duties_can_be_asked_for() -> None:
    """Units and duties by id; one that does not exist is named, with the nearest."""
    rows = [DutyRow("plan", "commune", deadline="by 1-4-2019", doubt="tentative")]
    found = events(ics_of(planned(duties=rows), units=["commune-2", "commune-2:plan"]))
    assert {uid: one["STATUS"] for uid, one in found.items()} == {
        "116-KH/TU/commune-2@kehoach": "CONFIRMED",
        "116-KH/TU/commune-2:plan@kehoach": "TENTATIVE",
    }
    assert str(found["116-KH/TU/commune-2:plan@kehoach"]["SUMMARY"]) == "Due: commune-2, plan"
    with pytest.raises(UnknownName, match="did you mean 'commune-"):
        ics_of(planned(), units=["comune-2"])


def test_a_template_has_no_calendar() -> None:
    """Without units nothing is due."""
    with pytest.raises(InvalidCommand, match="no units"):
        ics_of(kh.Plan("x", None, DEADLINES, tiers=["district", "commune"]))


def test_without_icalendar_the_error_says_how_to_get_it() -> None:
    """The extra is named with the command that installs it."""
    program = (
        "import sys; sys.modules['icalendar'] = None\n"
        "import kehoach as kh\nfrom kehoach.testing import small_plan\n"
        "try:\n    kh.files.ics_of(small_plan(1, 1))\n"
        "except kh.errors.MissingExtra as error:\n    print(error)\n"
    )
    command = [sys.executable, "-c", program]
    said = subprocess.run(command, cwd=ROOT / "src", capture_output=True, text=True, check=False)
    assert said.stdout.strip() == "icalendar is not installed; get it with: pip install 'kehoach[office]'", said.stderr


def test_what_nobody_waits_for_is_left_out() -> None:
    """What depends on an event comes in once that has a day; a unit that has closed, or is not open, leaves it."""
    row = DutyRow("damage", "commune", only_if="storm", deadline="by 20-4-2019")
    plain = planned(deadlines={}, duties=[row], events=[Event("storm")])
    assert events(ics_of(plain)) == {}
    assert len(events(ics_of(plain.replace(events=[Event("storm", "1-4-2019")])))) == 3
    campaign = kh.Campaign.begin(plain, clock=ManualClock(BEGUN), default_by="expected")
    assert events(ics_of(campaign.progress())) == {}
    campaign.record("storm", "14-3-2019", by="issuer")
    assert len(events(ics_of(campaign.progress()))) == 3


def test_units_that_do_not_exist_have_no_dues() -> None:
    """A unit that closes before a due has it until it closes; one that opens later has none."""
    units = [kh.Unit("b", tier="district"), kh.Unit("a", tier="commune", reports_to="b", closed_on="20-3-2019")]
    hierarchy = kh.Hierarchy.from_units([kh.Tier("district"), kh.Tier("commune")], units)
    plan = kh.Plan(kh.Directive("T", number="1/KH", issued_on="14-3-2019"), hierarchy, {"commune": "by 4-4-2019"})
    assert events(ics_of(plan)) == {}
    counted = plan.replace(policy=kh.Policy(denominator="any_overlap"))
    assert list(events(ics_of(counted))) == ["1/KH/a@kehoach"]
    clock = ManualClock(BEGUN)
    campaign = kh.Campaign.begin(counted, clock=clock, default_by="expected")
    assert len(events(ics_of(campaign.progress()))) == 1
    clock.set("2019-03-21T08:00+07:00")
    assert events(ics_of(campaign.progress())) == {}


def test_periods_are_told_in_the_summary() -> None:
    """Each period of a form is an event of its own, which says which."""
    months = kh.Recurrence("month", "2019-01", "2019-02")
    row = DutyRow("stock", "district", period=months, deadline="by day 5 of the next month")
    found = events(ics_of(planned(deadlines={}, duties=[row]), lang="vi"))
    assert [str(one["SUMMARY"]) for one in found.values()] == [f"Hạn: district, stock 2019-0{n}" for n in (1, 2)]
    tiers = events(ics_of(planned(deadlines={}, duties=[row]), each="tier"))
    assert list(tiers) == [f"116-KH/TU/tier/district:stock@2019-0{n}@kehoach" for n in (1, 2)]
