"""Duties that are acts: something is done, not sent."""

from __future__ import annotations

from pathlib import Path

import pytest

import kehoach as kh
from kehoach.errors import InvalidCommand, Refused, UnknownName
from kehoach.testing import ManualClock, small_plan

MORNING = "2019-03-20T08:00+07:00"
PLANS = kh.DutyRow("plan", kind="act", owed_by=["district"], deadline="before 22-3-2019")
REPORTS = kh.DutyRow("report", owed_by=["province", "district", "commune"])


def begun(store: object = None, clock: ManualClock | None = None) -> kh.Campaign:
    plan = small_plan(1, 1, 2, duties=[REPORTS, PLANS])
    return kh.Campaign.begin(plan, store, clock=clock or ManualClock(MORNING), default_by="expected")


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [blocker.code for blocker in refused.value.blockers]


def test_an_act_has_a_lifecycle_of_its_own() -> None:
    """Planned, completed by the unit, confirmed by its superior, reopened with a reason."""
    campaign = begun()
    duty = "district:plan"
    assert campaign.progress().state(duty) == "planned"
    assert campaign.triggers(duty) == ()
    assert campaign.triggers(duty, data={"done_on": "19-3-2019"}) == ("complete",)
    entry = campaign.complete(duty, data={"done_on": "19-3-2019", "manner": "a meeting", "evidence": "12/BB"})
    assert (entry.by, entry.source, entry.dest, entry.unit) == ("district", "planned", "completed", "district")
    assert dict(campaign.report(duty).data) == {"done_on": "2019-03-19", "manner": "a meeting", "evidence": "12/BB"}
    assert campaign.confirm(duty).by == "province"
    with pytest.raises(Refused) as refused:
        campaign.reopen(duty)
    assert codes(refused) == ["reason_missing"]
    assert campaign.reopen(duty, reason="the minutes are missing").dest == "planned"
    assert campaign.report(duty).version == 2


def test_an_act_stands_beside_the_report_of_its_unit() -> None:
    """The acts of a district neither close its gate nor finish the campaign; its report goes its own way."""
    campaign = begun()
    for unit in ("commune-1", "commune-2", "district"):
        for trigger in ("submit", "review", "aggregate"):
            campaign.fire(unit, trigger)
    campaign.submit("province")
    campaign.review("province")
    progress = campaign.progress()
    assert progress.complete
    assert progress.standing("district:plan").bucket == "open"
    assert progress.summary("district").expected == 2
    assert progress.summary("district", form="plan").met == 0
    assert progress.rate("district", form="report") == 1
    with pytest.raises(UnknownName, match="no form 'plans'; did you mean 'plan'"):
        progress.summary(form="plans")


def test_an_act_was_done_on_the_day_it_was_done() -> None:
    """What was done in time and recorded late is in time; what was done late is late."""
    clock = ManualClock("2019-04-10T08:00+07:00")
    early, late = begun(clock=clock), begun(clock=clock)
    early.complete("district:plan", data={"done_on": "21-3-2019"})
    late.complete("district:plan", data={"done_on": "22-3-2019"})
    assert early.progress().standing("district:plan").bucket == "met_on_time"
    assert late.progress().standing("district:plan").bucket == "met_late"


def test_an_act_says_when_it_was_done_and_not_in_advance() -> None:
    """Without a day, or with one to come, it is refused; a day that is none is an error."""
    campaign = begun()
    for data, code in ((None, "act_unsaid"), ({"done_on": "21-3-2019"}, "not_done_yet")):
        with pytest.raises(Refused) as refused:
            campaign.complete("district:plan", data=data)
        assert codes(refused) == [code]
    with pytest.raises(InvalidCommand) as error:
        campaign.complete("district:plan", data={"done_on": "30-2-2019", "members": 3})
    assert [finding.path for finding in error.value.findings] == ["data.done_on", "data.members"]


def test_a_report_is_not_completed_and_an_act_not_submitted() -> None:
    """Each kind has its own triggers; another one is refused with what is possible."""
    campaign = begun()
    with pytest.raises(Refused) as refused:
        campaign.submit("district:plan")
    assert "complete" in refused.value.blockers[0].remedy()
    with pytest.raises(Refused):
        campaign.complete("district", data=None)
    with pytest.raises(UnknownName, match="no trigger 'confrim'; did you mean 'confirm'"):
        campaign.fire("district:plan", "confrim")


def test_a_neighbour_does_not_confirm_an_act() -> None:
    """Only the superior of the unit confirms, or a higher tier with a reason."""
    campaign = begun()
    campaign.complete("district:plan", data={"done_on": "19-3-2019"})
    for by in ("commune-1", "district"):
        with pytest.raises(Refused) as refused:
            campaign.confirm("district:plan", by=by)
        assert codes(refused) == ["not_yours"]


def test_acts_survive_a_database(tmp_path: Path) -> None:
    """Lines of acts come back as they were written."""
    url = f"sqlite:///{tmp_path / 'acts.db'}"
    first = begun(url)
    first.complete("district:plan", data={"done_on": "19-3-2019", "manner": "a meeting"})
    first.submit("commune-1")
    second = kh.Campaign.resume(url, clock=ManualClock(MORNING), default_by="expected")
    assert second.progress() == first.progress()
    assert second.confirm("district:plan").dest == "confirmed"
    assert second.verify().entries == 3
