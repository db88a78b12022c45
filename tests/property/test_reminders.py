"""Laws of reminders: asked in parts or at once, with dues that move and clocks that stop in between."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

import kehoach as kh
from kehoach._clock import micros
from kehoach._plan import Reminder
from kehoach.errors import Refused
from kehoach.testing import ManualClock, small_plan

START = micros("2019-03-15T00:00+07:00")
HOUR = 3_600_000_000  # microseconds
END = START + 60 * 24 * HOUR
TIMES = ("00:00", "08:00", "17:30")
CALENDAR = kh.Calendar.vietnam()
DEADLINES = {"commune": "before 5-4-2019", "district": "before 30-4-2019"}

rungs = st.builds(
    Reminder,
    st.integers(-12, 12),
    st.just("unit"),
    working=st.booleans(),
    at=st.sampled_from(TIMES),
)
ladders = st.lists(rungs, min_size=1, max_size=5, unique_by=lambda rung: (rung.days, rung.working, rung.at))
instants = st.integers(0, 60 * 24).map(lambda hours: START + hours * HOUR)
spans = st.lists(instants, max_size=12).map(lambda inner: sorted({START, *inner, END}))
acts = st.lists(
    st.tuples(
        instants,
        st.sampled_from(
            ["submit", "send_back", "recall", "extend", "reschedule", "suspend", "resume_clock", "nothing"]
        ),
        st.integers(1, 3),
        st.integers(1, 28),
    ),
    max_size=8,
).map(sorted)


def done(campaign: kh.Campaign, name: str, number: int, day: int) -> None:
    """Do one act on one commune, where nothing stands against it."""
    unit = f"commune-{number}"
    try:
        if name == "extend":
            campaign.extend(unit, f"by {day}-4-2019", reason="x")
        elif name == "reschedule":
            campaign.reschedule(unit, deadline=f"by {day}-4-2019", reason="x")
        elif name == "suspend":
            campaign.suspend(unit, reason="x")
        elif name == "resume_clock":
            campaign.resume_clock(unit, reason="x")
        elif name != "nothing":
            campaign.fire(unit, name, reason="x")
    except Refused:
        pass


def begun(ladder: list[Reminder]) -> tuple[kh.Campaign, ManualClock]:
    clock = ManualClock(START)
    plan = small_plan(1, 1, 3, deadlines=DEADLINES, reminders=ladder)
    return kh.Campaign.begin(plan, clock=clock, default_by="expected"), clock


@given(ladders, spans)
def test_parts_give_what_the_whole_gives(ladder: list[Reminder], span: list[int]) -> None:
    """Asked part by part nothing is doubled, and the last that a duty got is what asking once for the whole gives."""
    campaign, _ = begun(ladder)
    parts = [notice for first, last in pairwise(span) for notice in campaign.reminders(first, last)]
    assert len({(notice.unit, notice.rung) for notice in parts}) == len(parts)
    newest = {notice.unit: notice for notice in parts}
    assert list(campaign.reminders(START, END)) == [
        newest[unit] for unit in campaign.progress().duties() if unit in newest
    ]


def walked(last: date, rung: Reminder) -> date:
    """The day of a rung, found by going from day to day."""
    day, left, step = last, abs(rung.days), timedelta(1 if rung.days > 0 else -1)
    while left:
        day += step
        left -= not rung.working or CALENDAR.is_working_day(day)
    return day


@settings(max_examples=25)
@given(ladders)
def test_every_rung_comes_on_its_day_when_asked_in_time(ladder: list[Reminder]) -> None:
    """Asked thrice a day, each open duty gets each rung on its own day; of two that come at once, the later written."""
    campaign, _ = begun(ladder)
    days = [date(2019, 3, 15) + timedelta(number) for number in range(80)]
    cuts = [micros(f"{day}T{time}+07:00") for day in days for time in TIMES]
    got = {
        (notice.came_at.isoformat(), notice.unit): notice.rung
        for first, last in pairwise(cuts)
        for notice in campaign.reminders(first, last)
    }
    told = [(f"{walked(date(2019, 4, 4), rung)}T{rung.at}:00+07:00", rung) for rung in ladder]
    assert got == {(came, f"commune-{n}"): rung for n in (1, 2, 3) for came, rung in told} | {
        (f"{walked(date(2019, 4, 29), rung)}T{rung.at}:00+07:00", "district"): rung for rung in ladder
    }


@settings(max_examples=150)
@given(ladders, spans, acts)
def test_no_rung_of_a_duty_comes_twice_while_dues_move(
    ladder: list[Reminder], span: list[int], todo: list[tuple[int, str, int, int]]
) -> None:
    """Whatever is sent, returned, extended, moved or suspended between two questions, a rung comes once for a duty."""
    campaign, clock = begun(ladder)
    got: list[tuple[str, Reminder]] = []
    waiting = list(todo)
    for first, last in pairwise(span):
        while waiting and waiting[0][0] < last:
            at, *act = waiting.pop(0)
            clock.set(max(at, clock.now()))
            done(campaign, *act)
        clock.set(last)
        asked = campaign.reminders(first, last)
        assert campaign.reminders(first) == asked
        got += [(notice.unit, notice.rung) for notice in asked]
        progress = campaign.progress()
        for notice in asked:
            assert progress.standing(notice.unit).phase in ("in_time", "overdue")
    assert len(set(got)) == len(got)
