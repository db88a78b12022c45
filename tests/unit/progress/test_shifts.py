"""Dues under way: what a step does to one, and what it leaves alone."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

import kehoach as kh
from kehoach._clock import micros
from kehoach._progress import FAR
from kehoach._progress._changes import moved, shifted
from kehoach.testing import ManualClock, small_plan
from staged import MORNING, begun

DUE = {"commune": "before 22-3-2019", "district": "within 5 days from tet"}


def at(moment: str = MORNING) -> kh.Campaign:
    """A campaign whose communes have a day and whose district waits for an event."""
    return begun(1, 1, 2, clock=ManualClock(moment), deadlines=DUE, events=[kh.Event("tet")])


@pytest.mark.parametrize(
    ("since", "until", "becomes"),
    [
        ("2019-03-20T08:00+07:00", "2019-03-20T23:59+07:00", "2019-03-22T00:00+07:00"),
        ("2019-03-20T23:59+07:00", "2019-03-21T00:00+07:00", "2019-03-23T00:00+07:00"),
        ("2019-03-20T08:00+07:00", "2019-04-20T07:00+07:00", "2019-04-22T00:00+07:00"),
    ],
)
def test_a_clock_that_stood_still_moves_a_due_by_whole_days(since: str, until: str, becomes: str) -> None:
    """As many days later as lie between the two local days, at the same hour."""
    plan = small_plan(1, 1)
    assert shifted(plan, micros("2019-03-22T00:00+07:00"), micros(since), micros(until)) == micros(becomes)
    assert shifted(plan, FAR, micros(since), micros(until)) == FAR


def test_the_hour_of_a_due_stays_where_clocks_are_changed() -> None:
    """In a zone whose clocks are set forward in between, the due keeps its local hour and its last microsecond."""
    plan = small_plan(1, 1, reading=kh.Reading(zone="Europe/Paris"))
    paris = ZoneInfo("Europe/Paris")
    due, since, until = (datetime(2019, 3, day, 12, 30, 15, 7, tzinfo=paris) for day in (30, 28, 29))
    assert shifted(plan, micros(due), micros(since), micros(until)) == micros(due.replace(day=31))


def test_a_retroactive_step_is_shown_and_moves_no_due() -> None:
    """An extension after the due stands among the steps; the due that is asked for is the one before it."""
    campaign = at("2019-03-23T08:00+07:00")
    campaign.extend("commune-1", "before 1-4-2019", reason="a flood")
    campaign.extend("commune-1", "before 2-4-2019", reason="still flooded")
    progress = campaign.progress()
    assert [shift.retroactive for shift in progress.shifts("commune-1")] == [True, True]
    assert progress.due("commune-1") == progress.first_due("commune-1")
    assert progress.shifts("commune-2") == ()


def test_a_recorded_event_is_no_step_of_an_explanation() -> None:
    """A due that an event has given its day explains itself, without a step of its own."""
    campaign = at()
    campaign.record("tet", "20-3-2019")
    progress = campaign.progress()
    (shift,) = progress.shifts("district")
    assert (shift.kind, shift.was, shift.retroactive) == ("record", FAR, False)
    due = progress.due("district")
    assert moved(due, shift) == due
    assert due.last_day == date(2019, 3, 25)


def test_an_event_does_not_take_back_what_was_rescheduled() -> None:
    """A due, an opening or a closing that was given under way stays when the event has its day."""
    for changes, kept in (
        ({"deadline": "before 1-4-2019"}, "due_before"),
        ({"opens": "19-3-2019"}, "opens_at"),
        ({"closes": "before 9-4-2019"}, "closes_at"),
    ):
        campaign = at()
        campaign.reschedule("district", reason="x", **changes)
        before = getattr(campaign.progress().board, kept)[1]
        campaign.record("tet", "20-3-2019")
        board = campaign.progress().board
        assert getattr(board, kept)[1] == before
        assert (board.due_before[1] == micros("2019-03-26T00:00+07:00")) == (kept != "due_before")


def test_an_event_that_is_recorded_again_moves_what_followed_it() -> None:
    """When the day of an event is corrected, a due that followed the first day follows the second."""
    campaign = at()
    campaign.record("tet", "20-3-2019")
    campaign.record("tet", "21-3-2019", reason="a misprint")
    assert campaign.progress().due("district").last_day == date(2019, 3, 26)
    assert campaign.progress().first_due("district").last_day == date(2019, 3, 26)
    assert [one.kind for one in campaign.progress().shifts("district")] == ["record", "record"]
