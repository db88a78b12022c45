"""Laws of times, closings, groups, events of units and reports without a duty, on random campaigns."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kehoach as kh
from kehoach._plan import DutyRow, Event, Group
from kehoach._progress import BUCKETS, Board, fold
from kehoach.stores import MemoryStore
from kehoach.testing import ManualClock

MORNING = "2019-03-20T08:00+07:00"
TIERS = [kh.Tier("province"), kh.Tier("district"), kh.Tier("commune")]
COMMUNES = ("c0", "c1", "c2", "c3")
UNITS = ("p", "d0", "d1", *COMMUNES)
FORWARD = ("submit", "review", "aggregate")
ACTING = ("complete", "confirm", "reopen")
TRIGGERS = ("submit", "submit", "submit", "withdraw", "waive", "unwaive")


@st.composite
def plans(draw: st.DrawFn) -> kh.Plan:
    """A province, two districts, four communes, one of them shared: with clocks, an event, an empty group, an act."""
    units = [kh.Unit("p", tier="province"), *(kh.Unit(one, tier="district", reports_to="p") for one in ("d0", "d1"))]
    shared = draw(st.booleans())
    for number, unit in enumerate(COMMUNES):
        to = [("d0", "1/3"), ("d1", "2/3")] if shared and not number else f"d{number % 2}"
        units.append(kh.Unit(unit, tier="commune", reports_to=to))
    rework = draw(st.sampled_from([None, "2 days after sent_back", "1 working day after sent_back"]))
    review = draw(st.sampled_from([None, "1 day after submitted"]))
    opens = draw(st.sampled_from([None, "21-3-2019"]))
    binding: Any = draw(st.sampled_from([None, "asked"]))
    return kh.Plan(
        "Random",
        kh.Hierarchy.from_units(TIERS, units),
        {
            "commune": draw(st.sampled_from(["before 22-3-2019", "3 days after flood", "none"])),
            "pilot": draw(st.sampled_from(["before 21-3-2019", "before 25-3-2019", "none"])),
        },
        duties=[
            DutyRow("report", ("commune",), override=True, rework=rework, review=review, opens=opens),
            DutyRow("report", ("pilot",), override=True, closes="by 28-3-2019", binding=binding),
            DutyRow("meeting", ("commune",), kind="act", deadline="2 days after flood", only_if="flood", rework=rework),
        ],
        groups=[Group("pilot", ())],
        events=[Event("flood")],
        indicators=[kh.Indicator("members", kind="stock")],
        policy=kh.Policy(gate=draw(st.sampled_from(["all", "none"]))),
    )


class Drive:
    """A campaign and the random acts that are tried on it."""

    def __init__(self, plan: kh.Plan, draw: st.DataObject) -> None:
        self.plan, self.draw = plan, draw
        self.clock, self.store = ManualClock(MORNING), MemoryStore()
        self.campaign = kh.Campaign.begin(plan, self.store, id="x", clock=self.clock, default_by="expected")

    def pick(self, *choices: Any) -> Any:
        """One of some."""
        return self.draw.draw(st.sampled_from(choices))

    def act(self) -> kh.LogEntry | None:
        """Try one act; None when it is refused."""
        self.clock.advance(hours=self.draw.draw(st.integers(0, 30)), seconds=self.draw.draw(st.integers(0, 3)))
        ways: tuple[Callable[[], kh.LogEntry], ...] = (
            *(self.onward,) * 8, *(self.back,) * 4, self.fire, self.complete, self.complete, self.close, self.name,
            self.record, self.file, self.shift,
        )  # fmt: skip
        try:
            done: kh.LogEntry = self.pick(*ways)()
        except (kh.errors.Refused, kh.errors.InvalidCommand):
            return None
        return done

    def onward(self) -> kh.LogEntry:
        """The next step of a report on its way up."""
        unit = self.pick(*UNITS)
        trigger = next((one for one in FORWARD if self.campaign.may(unit, one)), "aggregate")
        return self.campaign.fire(unit, trigger)

    def back(self) -> kh.LogEntry:
        """A step back of a report that is past draft, where there is one."""
        progress = self.campaign.progress()
        sent = [unit for unit in UNITS if progress.state(unit) not in ("draft", "waived")] or UNITS
        due = self.pick(None, None, "before 30-3-2019")
        trigger = self.pick("send_back", "send_back", "recall", "correct", "release")
        return self.campaign.fire(
            self.pick(*sent), trigger, reason="because", due=due if trigger == "send_back" else None
        )

    def fire(self) -> kh.LogEntry:
        """An act on a report."""
        options: dict[str, Any] = {"reason": self.pick("because", "because", None)}
        trigger = self.pick(*TRIGGERS)
        if trigger == "submit":
            options["received_at"] = self.clock.now() - self.draw.draw(st.integers(0, 10**11))
        return self.campaign.fire(self.pick(*UNITS), trigger, **options)

    def complete(self) -> kh.LogEntry:
        """An act on something that is done."""
        data = {"done_on": self.pick("19-3-2019", "20-3-2019")}
        trigger, by = self.pick(*ACTING), self.pick(None, "d0", "d1", *COMMUNES)
        unit = f"{self.pick(*COMMUNES)}:meeting"
        return self.campaign.fire(unit, trigger, by=by, data=data if trigger == "complete" else None, reason="because")

    def close(self) -> kh.LogEntry:
        """A closing."""
        units = self.draw.draw(st.lists(st.sampled_from(UNITS), min_size=1, max_size=5, unique=True))
        return self.campaign.close(units, self.pick("21-3-2019", "24-3-2019", "30-3-2019"), reason="merged")

    def name(self) -> kh.LogEntry:
        """Units that join the group."""
        return self.campaign.name_group("pilot", self.pick(*COMMUNES, "d0"))

    def record(self) -> kh.LogEntry:
        """An event, of all or of one unit."""
        unit = self.pick(None, *COMMUNES)
        return self.campaign.record("flood", self.pick("19-3-2019", "20-3-2019"), unit, reason=self.pick("wet", None))

    def file(self) -> kh.LogEntry:
        """A report that nobody may owe."""
        return self.campaign.file(self.pick(*UNITS), self.pick("report", "meeting"), by=self.pick(None, "p"))

    def shift(self) -> kh.LogEntry:
        """A due or an opening that moves."""
        unit = self.pick(*COMMUNES)
        if self.pick(True, False):
            return self.campaign.extend(unit, self.pick("before 26-3-2019", "before 1-4-2019"), reason="x")
        return self.campaign.reschedule(unit, opens=self.pick("20-3-2019", "23-3-2019"), reason="x")


def driven(plan: kh.Plan, draw: st.DataObject, acts: int) -> Drive:
    """A campaign in which acts were tried."""
    drive = Drive(plan, draw)
    for _ in range(acts):
        drive.act()
    return drive


def bytes_of(campaign: kh.Campaign) -> str:
    """Everything that a campaign has written, as text."""
    return json.dumps([entry.to_dict() for entry in campaign.log()], default=str)


# ------------------------------------------------------------------------ laws


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(plans(), st.data())
def test_folding_twice_or_in_two_parts_gives_the_same_progress(plan: kh.Plan, data: st.DataObject) -> None:
    """Law 1: folding a log twice, or in two parts, gives the same progress."""
    drive = driven(plan, data, 25)
    log = drive.store.journal("x", None).read()  # type: ignore[arg-type]  # the journal is there already
    cut = data.draw(st.integers(0, log.seq))
    whole, parts = Board(plan), Board(plan)
    fold(whole, log.lines())
    fold(parts, list(log.lines())[:cut])
    parts = parts.copy()
    fold(parts, log.lines(after=cut))
    now = drive.campaign.progress()
    for board in (whole, parts):
        assert kh.Progress(plan, board, 0) == now
    again = kh.Campaign.resume(drive.store, clock=drive.clock).progress()
    assert again == now
    assert [again.due(duty) for duty in again.duties()] == [now.due(duty) for duty in now.duties()]


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(plans(), st.data())
def test_a_refused_command_leaves_everything_byte_equal(plan: kh.Plan, data: st.DataObject) -> None:
    """Law 2: a refused command leaves progress, store and log byte-equal."""
    drive = Drive(plan, data)
    for _ in range(20):
        before, written = drive.campaign.progress(), bytes_of(drive.campaign)
        if drive.act() is None:
            assert drive.campaign.progress() == before
            assert bytes_of(drive.campaign) == written


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(plans(), st.data())
def test_every_expected_duty_is_in_one_bucket(plan: kh.Plan, data: st.DataObject) -> None:
    """Law 5: the buckets of all duties, with what is only asked, dormant or cancelled, are all duties; 0 ≤ rate ≤ 1."""
    drive = Drive(plan, data)
    for _ in range(15):
        drive.act()
        summary = drive.campaign.progress().summary()
        apart = summary.asked + summary.dormant + summary.cancelled
        assert sum(getattr(summary, bucket) for bucket in BUCKETS) + apart == plan.columns.n
        rate = summary.rate()
        assert rate is None or 0 <= rate <= 1


# ----------------------------------------------------------------------- times


def role(campaign: kh.Campaign, entry: kh.LogEntry) -> str:
    """What the state after a line means."""
    flat = campaign.progress().board.flat
    roles = dict(zip(flat.states, flat.roles, strict=True))
    return ("draft", "sent", "accepted", "counted", "waived")[roles[entry.dest]]


def slow_times(drive: Drive, duty: str, now: datetime) -> tuple[timedelta, timedelta, timedelta]:
    """Unit time, rework time and reviewer time, worked out line by line: who has it from each line to the next."""
    lines = [entry for entry in drive.campaign.log() if entry.duty == duty and entry.dest]
    points: list[tuple[datetime, str]] = []
    start = since(drive, duty, lines)
    here, holder, sent = start, "unit", False
    spent = {"unit": timedelta(), "again": timedelta(), "reviewer": timedelta(), "": timedelta()}
    for entry in lines:
        becomes = {"draft": "unit", "sent": "reviewer"}.get(role(drive.campaign, entry), "")
        when = entry.received_at if entry.trigger in ("submit", "complete") and entry.received_at else entry.at
        when = max(when, here)
        if becomes != holder:
            spent["again" if holder == "unit" and sent else holder] += when - here
            points.append((when, becomes))
            here, holder = when, becomes
        sent = sent or entry.trigger in ("submit", "complete")
    if now > here:
        spent["again" if holder == "unit" and sent else holder] += now - here
    return spent["unit"] + spent["again"], spent["again"], spent["reviewer"]


def since(drive: Drive, duty: str, lines: list[kh.LogEntry]) -> datetime:
    """From when time counts: the opening or the begin, but never behind the first act."""
    progress = drive.campaign.progress()
    opens = progress.board.opens_at[drive.plan.columns.index[duty]]
    begin = datetime.fromisoformat(MORNING)
    opening = datetime.fromtimestamp(opens / 10**6, begin.tzinfo) if opens > 0 else begin
    return max(begin, min([opening, *(entry.at for entry in lines[:1])]))


@pytest.mark.slow
@settings(max_examples=80, deadline=None)
@given(plans(), st.data())
def test_unit_time_and_reviewer_time_are_the_total(plan: kh.Plan, data: st.DataObject) -> None:
    """Unit time + reviewer time = total for every report; a slow count, line by line, finds the same."""
    drive = driven(plan, data, 30)
    campaign, closed = drive.campaign, drive.campaign.progress().board.closed
    now = datetime.fromtimestamp(drive.clock.now() / 10**6, datetime.fromisoformat(MORNING).tzinfo)
    for duty in campaign.progress().duties():
        times = campaign.times(duty)
        assert times.unit_time + times.reviewer_time == times.total
        assert timedelta() <= times.rework_time <= times.unit_time
        assert times.total == sum((one.until - one.since for one in times.spans), timedelta())
        assert all(earlier.until <= later.since for earlier, later in zip(times.spans, times.spans[1:], strict=False))
        unit = drive.plan.columns.unit_of[drive.plan.columns.index[duty]]
        if unit not in closed and ":" not in duty:
            assert slow_times(drive, duty, now) == (times.unit_time, times.rework_time, times.reviewer_time)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(plans(), st.data())
def test_the_pace_of_all_is_that_of_its_parts(plan: kh.Plan, data: st.DataObject) -> None:
    """Counts of all reports are the sums over tiers and forms, and over reviewers; the rate is at most one."""
    drive = driven(plan, data, 25)
    pace = drive.campaign.pace()
    for parts in (pace.groups, pace.superiors):
        for name in ("reports", "submissions", "decided", "returned"):
            assert getattr(pace, name) == sum(getattr(one, name) for one in parts)
        assert pace.waiting.count == sum(one.waiting.count for one in parts)
    longest = [one.waiting.longest or timedelta() for one in pace.superiors]
    assert longest == sorted(longest, reverse=True)
    assert pace.return_rate is None or 0 <= pace.return_rate <= 1
    waits = [one for duty in drive.campaign.progress().duties() for one in drive.campaign.times(duty).spans]
    assert pace.waiting.count == len([one for one in waits if one.holder == "reviewer"])


# -------------------------------------------------------------- what follows


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(plans(), st.data())
def test_naming_and_recording_move_only_what_they_speak_of(plan: kh.Plan, data: st.DataObject) -> None:
    """A line of one unit, or of units that join a group, changes the dues of these units' duties and of no other."""
    drive = driven(plan, data, 8)
    for way in (drive.name, drive.record, drive.file, drive.close):
        before = drive.campaign.progress()
        try:
            entry = way()
        except (kh.errors.Refused, kh.errors.InvalidCommand):
            continue
        after, said = drive.campaign.progress(), entry.payload
        named = {said["unit"]} if "unit" in said else set(said.get("units", UNITS))
        if entry.trigger in ("file", "close"):
            named = set()
        for duty in after.duties():
            if duty.partition(":")[0] not in named:
                number = plan.columns.index[duty]
                for column in ("due_before", "opens_at", "closes_at", "first_due"):
                    assert getattr(after.board, column)[number] == getattr(before.board, column)[number], (duty, column)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(plans(), st.data())
def test_a_reviewer_makes_nobody_late(plan: kh.Plan, data: st.DataObject) -> None:
    """However long what was sent waits: its bucket by either clock is the same a year later."""
    drive = driven(plan, data, 20)
    waiting = drive.campaign.progress().reviews()
    clocks = ("first", "accepted")

    def buckets() -> list[str]:
        progress = drive.campaign.progress()
        return [progress.standing(one.unit, by=clock).bucket for one in waiting for clock in clocks]  # type: ignore[arg-type]

    before = buckets()
    drive.clock.advance(days=365)
    later = drive.campaign.progress().reviews()
    assert buckets() == before
    assert [(one.unit, one.submitted_at, one.due_before) for one in later] == [
        (one.unit, one.submitted_at, one.due_before) for one in waiting
    ]
    assert all(one.overdue for one in later if one.due_before is not None)
    assert all(one.days_late == 0 for one in later if one.due_before is None)
