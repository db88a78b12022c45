"""Groups that are named under way."""

from __future__ import annotations

import pickle
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.staged import MORNING, codes, up, written

import kehoach as kh
from kehoach._plan import DutyRow, Event, Group
from kehoach.errors import InvalidCommand, InvalidPlan, Refused, UnknownName
from kehoach.testing import ManualClock, small_plan

DEADLINES = {"commune": "before 5-4-2019", "district": "before 20-4-2019", "pilot": "before 28-3-2019"}


def begun(clock: ManualClock | None = None, **changes: Any) -> kh.Campaign:
    """A campaign whose plan has a group that nobody is in yet."""
    given = {"deadlines": DEADLINES, "groups": [Group("pilot", ())]} | changes
    plan = small_plan(1).replace(**given) if "hierarchy" in given else small_plan(1, 2, 4, **given)
    return kh.Campaign.begin(plan, clock=clock or ManualClock(MORNING), default_by="expected")


def refused(campaign: kh.Campaign, *arguments: Any, **options: Any) -> Refused:
    """Why a group is not named; nothing has changed."""
    before, log = campaign.progress(), written(campaign)
    with pytest.raises(Refused) as error:
        campaign.name_group(*arguments, **options)
    assert (campaign.progress(), written(campaign)) == (before, log)
    return error.value


def finding(campaign: kh.Campaign, *arguments: Any) -> kh.Finding:
    """The one finding with which naming a group is refused; nothing has changed."""
    before, log = campaign.progress(), written(campaign)
    with pytest.raises(InvalidCommand) as error:
        campaign.name_group(*arguments)
    assert (campaign.progress(), written(campaign)) == (before, log)
    (one,) = error.value.findings
    assert one.text("vi")
    assert one.remedy("vi")
    return one


def test_what_a_row_says_of_the_group_holds_from_then_on() -> None:
    """The due of the group becomes that of the unit, as a step; the first due stays and is shown."""
    campaign = begun()
    entry = campaign.name_group("pilot", ["commune-1"], document="3/CV")
    assert (entry.duty, entry.by) == ("", "issuer")
    assert entry.payload == {"document": "3/CV", "group": "pilot", "units": ["commune-1"]}
    progress = campaign.progress()
    assert progress.due("commune-1").last_day == date(2019, 3, 27)
    assert progress.first_due("commune-1").last_day == date(2019, 4, 4)
    assert progress.due("commune-2").last_day == date(2019, 4, 4)
    (shift,) = progress.shifts("commune-1")
    assert (shift.kind, shift.retroactive, shift.document) == ("name_group", False, "3/CV")
    assert "group pilot" in str(progress.due("commune-1").explain())
    assert "tier commune" in str(progress.first_due("commune-1").explain())


def test_openings_closings_and_bindings_of_the_group_hold() -> None:
    """From then on it opens and closes as the group does, and is only asked."""
    row = DutyRow("report", ("pilot",), override=True, opens="25-3-2019", closes="by 30-3-2019", binding="asked")
    clock = ManualClock(MORNING)
    campaign = begun(clock, deadlines={"commune": "before 5-4-2019"}, duties=[row])
    campaign.name_group("pilot", "commune-1")
    assert campaign.progress().summary("commune").expected == 3
    assert campaign.progress().summary("commune").asked == 1
    for instant, code in ((MORNING, "not_opened"), ("2019-04-01T08:00+07:00", "closed")):
        clock.set(instant)
        with pytest.raises(Refused) as error:
            campaign.submit("commune-1")
        assert codes(error.value.blockers) == [code]
    campaign.submit("commune-2")


def test_a_due_that_has_passed_stays() -> None:
    """Naming does not erase that a report was late: the step is shown as retroactive, and what had closed opens."""
    clock = ManualClock("2019-04-08T08:00+07:00")
    campaign = begun(clock, deadlines=DEADLINES | {"pilot": "before 20-4-2019"})
    campaign.name_group("pilot", "commune-1")
    progress = campaign.progress()
    assert [one.retroactive for one in progress.shifts("commune-1")] == [True]
    assert progress.standing("commune-1").phase == "overdue"
    assert progress.due("commune-1").last_day == date(2019, 4, 4)


def test_a_due_whose_clock_stands_still_has_not_passed() -> None:
    """A suspended duty gets the due of the group, whatever the day."""
    clock = ManualClock(MORNING)
    campaign = begun(clock, deadlines=DEADLINES | {"pilot": "before 20-4-2019"})
    campaign.suspend("commune-1", reason="a storm")
    clock.set("2019-04-08T08:00+07:00")
    campaign.name_group("pilot", "commune-1")
    assert [one.retroactive for one in campaign.progress().shifts("commune-1")] == [False]


def test_a_due_that_an_act_has_moved_stays() -> None:
    """An extension of the campaign is narrower than a group."""
    campaign = begun()
    campaign.extend("commune-1", "before 10-4-2019", reason="a flood")
    campaign.name_group("pilot", "commune-1")
    assert campaign.progress().due("commune-1").last_day == date(2019, 4, 9)
    campaign.extend("commune-1", "before 12-4-2019", reason="another")
    assert campaign.progress().due("commune-1").last_day == date(2019, 4, 11)


def test_units_join_one_after_another_and_selections_know_them() -> None:
    """Who is in the group stays; a selection by the group means all that have joined by then."""
    campaign = begun()
    campaign.name_group("pilot", ["commune-1"])
    campaign.name_group("pilot", ["commune-2", "commune-1"])
    campaign.reschedule("group:pilot", deadline="before 30-3-2019", reason="a day more")
    days = [campaign.progress().due(f"commune-{one}").last_day for one in (1, 2, 3)]
    assert days == [date(2019, 3, 29), date(2019, 3, 29), date(2019, 4, 4)]
    assert campaign.plan.groups[0].units == ()
    assert campaign.progress().plan == campaign.plan


def test_tiers_and_groups_may_join_a_group() -> None:
    """Units are named as in a closing."""
    campaign = begun(groups=[Group("pilot", ()), Group("islands", ("commune-4",))])
    campaign.name_group("pilot", ["islands", "commune-2"])
    assert campaign.log()[0].payload["units"] == ["commune-2", "commune-4"]


def test_naming_never_adds_a_duty() -> None:
    """A row of the group that states a form would: it is refused, and what to do is said."""
    campaign = begun(duties=[DutyRow("minutes", ("pilot",), deadline="before 5-4-2019")])
    one = finding(campaign, "pilot", "commune-1")
    assert (one.code, one.values["what"]) == ("KH540", "add or take away duties")
    assert "override" in one.remedy()


def test_naming_never_takes_a_duty_away() -> None:
    """Under the group's due a unit that is founded in April would not owe the report: that is refused, too."""
    tiers = [kh.Tier("province"), kh.Tier("commune")]
    units = [
        kh.Unit("p", tier="province"),
        kh.Unit("c", tier="commune", reports_to="p", opened_on="1-4-2019"),
    ]
    deadlines = {"commune": "before 5-4-2019", "pilot": "before 28-3-2019"}
    campaign = begun(hierarchy=kh.Hierarchy.from_units(tiers, units), deadlines=deadlines)
    assert finding(campaign, "pilot", "c").values["what"] == "add or take away duties"


def test_naming_never_changes_who_receives_a_report() -> None:
    """A row of the group that names another receiver would."""
    row = DutyRow("report", ("pilot",), override=True, to="district-2")
    assert finding(begun(duties=[row]), "pilot", "commune-1").values["what"] == "change who receives a report"


def test_naming_never_changes_what_must_stand_before() -> None:
    """Gates, orders and conditions are those with which the campaign was begun."""
    for row in (
        DutyRow("report", ("pilot",), override=True, gate="none"),
        DutyRow("report", ("pilot",), override=True, only_if="flood"),
    ):
        campaign = begun(duties=[row], events=[Event("flood")])
        assert finding(campaign, "pilot", "district-1").values["what"] == "change what must stand before a report"


def test_rows_that_contradict_each_other_are_refused_as_in_a_plan() -> None:
    """A unit of two groups with two dues of one rank: the plan says so, and nothing is named."""
    groups = [Group("pilot", ()), Group("islands", ("commune-4",))]
    campaign = begun(deadlines=DEADLINES | {"islands": "before 1-4-2019"}, groups=groups)
    with pytest.raises(InvalidPlan) as error:
        campaign.name_group("pilot", "commune-4")
    assert [one.code for one in error.value.findings] == ["KH117"]
    assert not campaign.log()
    campaign.name_group("pilot", "commune-1")


def test_who_is_in_the_group_already_is_not_named_again() -> None:
    """When nobody new is named there is nothing to do."""
    campaign = begun()
    campaign.name_group("pilot", "commune-1")
    assert codes(refused(campaign, "pilot", "commune-1").blockers) == ["in_group_already"]


def test_a_superior_of_all_and_the_issuer_may_name_them() -> None:
    """A unit does not name itself."""
    campaign = begun()
    assert codes(refused(campaign, "pilot", "commune-1", by="commune-1").blockers) == ["not_yours"]
    assert codes(refused(campaign, "pilot", ["commune-1", "commune-2"], by="district-1").blockers) == ["not_yours"]
    assert campaign.name_group("pilot", "commune-1", by="district-1").by == "district-1"


def test_groups_and_units_that_are_unknown_propose_the_nearest() -> None:
    """A name that the plan does not have is a slip."""
    campaign = begun(groups=[Group("pilot", ()), Group("nobody", ())])
    with pytest.raises(UnknownName, match="no group 'pilt'; did you mean 'pilot'"):
        campaign.name_group("pilt", "commune-1")
    with pytest.raises(UnknownName, match="did you mean 'commune-1'"):
        campaign.name_group("pilot", "comune-1")
    assert finding(campaign, "pilot", "nobody").code == "KH541"


def test_naming_and_events_go_together() -> None:
    """An event that gets its day after the naming counts for the group's rule, and for the first due."""
    campaign = begun(
        deadlines={"commune": "10 days after conference", "pilot": "5 days after conference"},
        events=[Event("conference")],
    )
    campaign.name_group("pilot", "commune-1")
    campaign.record("conference", "1-4-2019", "commune-2")
    campaign.record("conference", "8-4-2019")
    progress = campaign.progress()
    assert progress.due("commune-1").last_day == date(2019, 4, 16)
    assert progress.first_due("commune-1").last_day == date(2019, 4, 18)
    assert progress.due("commune-2").last_day == date(2019, 4, 11)
    standing = progress.standing("commune-1", against="original")
    assert standing.due_before == standing.first_due_before


def test_naming_goes_on_over_reroutes_and_closings() -> None:
    """Who goes past whom, and who has closed, stays when a group is named after it."""
    clock = ManualClock(MORNING)
    campaign = begun(clock)
    campaign.waive("district-1", reason="abolished", payload={"reroute": True})
    campaign.close("commune-4", "25-3-2019", reason="merged")
    campaign.name_group("pilot", ["commune-1", "commune-4"])
    clock.set("2019-03-27T08:00+07:00")
    progress = campaign.progress()
    assert progress.standing("commune-4").bucket == "lapsed"
    assert progress.due("commune-1").last_day == date(2019, 3, 27)
    up_one(campaign)
    assert campaign.report("province").rows[0].unit == "commune-1"


def up_one(campaign: kh.Campaign) -> None:
    campaign.submit("commune-1")
    campaign.review("commune-1")
    campaign.aggregate("commune-1", by="province")


def test_a_named_group_survives_a_database_and_pickling(tmp_path: Path) -> None:
    """Another object folds the same log to the same dues; the chain fits."""
    url = f"sqlite:///{tmp_path / 'campaign.db'}"
    plan = small_plan(1, 2, 4, deadlines=DEADLINES, groups=[Group("pilot", ())])
    first = kh.Campaign.begin(plan, url, clock=ManualClock(MORNING), default_by="expected")
    first.name_group("pilot", "commune-1")
    up(first, "commune-2")
    second = kh.Campaign.resume(url, clock=ManualClock(MORNING))
    assert second.progress() == first.progress()
    assert written(second) == written(first)
    assert second.verify().entries == 4
    again = pickle.loads(pickle.dumps(first.progress()))
    assert again == first.progress()
    assert again.due("commune-1").last_day == date(2019, 3, 27)
    assert again.first_due("commune-1").last_day == date(2019, 4, 4)
