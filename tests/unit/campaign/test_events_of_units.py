"""Events that happened to one unit alone."""

from __future__ import annotations

import pickle
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.staged import MORNING, codes, written

import kehoach as kh
from kehoach._plan import DutyRow, Event
from kehoach.errors import Refused, UnknownName
from kehoach.testing import ManualClock, small_plan

ROWS = [
    DutyRow("minutes", ("commune",), deadline="5 days after conference", closes="20 days after conference"),
    DutyRow("photos", ("commune",), kind="act", deadline="before 30-4-2019", only_if="conference"),
    DutyRow("digest", ("district",), deadline="3 days after due of minutes at commune"),
]


def begun(clock: ManualClock | None = None) -> kh.Campaign:
    """Communes that owe minutes after their conference, and photos of it."""
    plan = small_plan(1, 2, 4, duties=ROWS, events=[Event("conference")])
    return kh.Campaign.begin(plan, clock=clock or ManualClock(MORNING), default_by="expected")


def last_day(campaign: kh.Campaign, duty: str) -> date | None:
    return campaign.progress().due(duty).last_day


def refused(campaign: kh.Campaign, *arguments: Any, **options: Any) -> Refused:
    """Why an event is not recorded; nothing has changed."""
    before, log = campaign.progress(), written(campaign)
    with pytest.raises(Refused) as error:
        campaign.record(*arguments, **options)
    assert (campaign.progress(), written(campaign)) == (before, log)
    return error.value


def test_only_duties_of_that_unit_that_name_the_event_follow() -> None:
    """Its minutes have a due, those of the others wait on; what counts from another's due does too."""
    campaign = begun()
    entry = campaign.record("conference", "1-4-2019", "commune-1", document="02/BC")
    assert (entry.duty, entry.payload) == (
        "",
        {"document": "02/BC", "event": "conference", "on": "2019-04-01", "unit": "commune-1"},
    )
    assert last_day(campaign, "commune-1:minutes") == date(2019, 4, 8)
    progress = campaign.progress()
    assert progress.due("commune-2:minutes").awaiting == "conference"
    assert progress.due("district-1:digest").awaiting is not None
    assert progress.standing("commune-1:minutes").phase == "in_time"
    assert progress.standing("commune-2:minutes").phase == "awaiting"
    assert [(one.kind, one.document) for one in progress.shifts("commune-1:minutes")] == [("record", "02/BC")]
    assert progress.shifts("commune-1") == progress.shifts("commune-2:minutes") == ()
    assert progress.board.happened == {("conference", 3): date(2019, 4, 1)}


def test_the_day_is_that_of_its_first_due() -> None:
    """What was awaited is known by then: it is the first due, too, and the explanation counts from the day."""
    campaign = begun()
    campaign.record("conference", "1-4-2019", "commune-1")
    progress = campaign.progress()
    assert progress.first_due("commune-1:minutes").last_day == date(2019, 4, 8)
    assert progress.first_due("commune-2:minutes").awaiting == "conference"
    standing = progress.standing("commune-1:minutes")
    assert standing.first_due_before == standing.due_before
    assert "2019-04-01" in str(progress.due("commune-1:minutes").explain())


def test_a_closing_that_counts_from_it_follows() -> None:
    """Twenty days after its conference the minutes of that unit are closed, and of no other."""
    clock = ManualClock(MORNING)
    campaign = begun(clock)
    campaign.record("conference", "1-4-2019", "commune-1")
    clock.set("2019-05-01T08:00+07:00")
    with pytest.raises(Refused) as error:
        campaign.submit("commune-1:minutes")
    assert codes(error.value.blockers) == ["closed"]
    campaign.submit("commune-2:minutes")


def test_what_depends_on_it_wakes_for_that_unit() -> None:
    """Its photos are expected from then on, those of the others are dormant."""
    campaign = begun()
    campaign.record("conference", "1-4-2019", "commune-1")
    progress = campaign.progress()
    assert progress.standing("commune-1:photos").bucket == "open"
    assert progress.standing("commune-2:photos").bucket == "dormant"
    assert progress.summary(form="photos").expected == 1


def test_the_unit_itself_a_superior_and_the_issuer_may_record_it() -> None:
    """Nobody else; by default the unit does."""
    campaign = begun()
    assert campaign.record("conference", "1-4-2019", "commune-1").by == "commune-1"
    for by in ("district-2", "province", "issuer"):
        campaign.record("conference", "1-4-2019", "commune-2", by=by)
    for by in ("commune-3", "district-1"):
        error = refused(campaign, "conference", "1-4-2019", "commune-4", by=by)
        assert (error.unit, codes(error.blockers)) == ("commune-4", ["not_yours"])
        assert error.blockers[0].values["expected"] == ("commune-4",)
    assert codes(refused(campaign, "conference", "1-4-2019", by="commune-1").blockers) == ["not_yours"]


def test_another_day_needs_a_reason() -> None:
    """The day of that unit, or of everybody, is changed with a reason; the same day is said again without one."""
    campaign = begun()
    campaign.record("conference", "1-4-2019", "commune-1")
    campaign.record("conference", "1-4-2019", "commune-1")
    assert codes(refused(campaign, "conference", "2-4-2019", "commune-1").blockers) == ["reason_missing"]
    campaign.record("conference", "2-4-2019", "commune-1", reason="it rained")
    assert last_day(campaign, "commune-1:minutes") == date(2019, 4, 8)
    campaign.record("conference", "3-4-2019")
    assert codes(refused(campaign, "conference", "4-4-2019", "commune-2").blockers) == ["reason_missing"]
    campaign.record("conference", "4-4-2019", "commune-2", reason="a day later here")
    assert last_day(campaign, "commune-2:minutes") == date(2019, 4, 9)


def test_a_day_for_everybody_leaves_the_day_of_one_unit() -> None:
    """The narrower day stays; all others get the one of everybody, and their first dues with it."""
    campaign = begun()
    campaign.record("conference", "1-4-2019", "commune-1")
    campaign.record("conference", "10-4-2019")
    assert last_day(campaign, "commune-1:minutes") == date(2019, 4, 8)
    assert last_day(campaign, "commune-2:minutes") == date(2019, 4, 16)
    progress = campaign.progress()
    assert progress.first_due("commune-1:minutes").last_day == date(2019, 4, 8)
    assert progress.first_due("commune-2:minutes").last_day == date(2019, 4, 16)
    instants = [progress.standing(f"commune-{one}:minutes").first_due_before for one in (1, 2)]
    assert [one.isoformat()[:10] for one in instants if one is not None] == ["2019-04-08", "2019-04-16"]


def test_a_due_that_an_act_has_moved_stays() -> None:
    """An extension is narrower than an event, also than one of the unit alone."""
    campaign = begun()
    campaign.record("conference", "1-4-2019", "commune-1")
    campaign.extend("commune-1:minutes", "before 20-4-2019", reason="a flood", accept_gap=True)
    campaign.record("conference", "5-4-2019", "commune-1", reason="it rained")
    progress = campaign.progress()
    assert progress.due("commune-1:minutes").last_day == date(2019, 4, 19)
    assert progress.first_due("commune-1:minutes").last_day == date(2019, 4, 10)


def test_events_and_units_that_are_unknown_propose_the_nearest() -> None:
    """An event or a unit that the plan does not have is not recorded."""
    campaign = begun()
    with pytest.raises(UnknownName, match="did you mean 'conference'"):
        campaign.record("conferense", "1-4-2019", "commune-1")
    with pytest.raises(UnknownName, match="no unit 'comune-1'; did you mean 'commune-1'"):
        campaign.record("conference", "1-4-2019", "comune-1")
    assert not campaign.log()


def test_a_unit_whose_duties_do_not_name_the_event_keeps_its_dues() -> None:
    """It is recorded and moves nothing."""
    campaign = begun()
    before = campaign.progress().board.due_before
    campaign.record("conference", "1-4-2019", "district-1")
    assert campaign.progress().board.due_before == before
    assert campaign.progress().board.happened == {("conference", 1): date(2019, 4, 1)}


@pytest.mark.slow
def test_a_thousand_units_are_recorded_one_by_one_in_a_moment() -> None:
    """A line of one unit works out the dues of that unit alone, not the plan anew."""
    plan = small_plan(1, 1, 1000, duties=ROWS[:1], events=[Event("conference")])
    campaign = kh.Campaign.begin(plan, clock=ManualClock(MORNING), default_by="expected")
    for number in range(1, 1001):
        campaign.record("conference", "1-4-2019", f"commune-{number:04}")
    summary = campaign.progress().summary("commune", form="minutes")
    assert (summary.in_time, summary.awaiting) == (1000, 0)


def test_events_of_units_survive_a_database_and_pickling(tmp_path: Path) -> None:
    """Another object folds the same log to the same dues; the chain fits."""
    url = f"sqlite:///{tmp_path / 'campaign.db'}"
    plan = small_plan(1, 2, 4, duties=ROWS, events=[Event("conference")])
    first = kh.Campaign.begin(plan, url, clock=ManualClock(MORNING), default_by="expected")
    first.record("conference", "1-4-2019", "commune-1")
    first.record("conference", "3-4-2019")
    second = kh.Campaign.resume(url, clock=ManualClock(MORNING))
    assert second.progress() == first.progress()
    assert second.progress().due("commune-1:minutes") == first.progress().due("commune-1:minutes")
    assert written(second) == written(first)
    assert second.verify().entries == 2
    again = pickle.loads(pickle.dumps(first.progress()))
    assert again == first.progress()
    assert again.due("commune-1:minutes").last_day == date(2019, 4, 8)
