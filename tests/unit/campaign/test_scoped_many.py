"""What one actor does with many reports at once, and what it is told of figures: only what is shown is chosen."""

from __future__ import annotations

from typing import Any

import pytest

import kehoach as kh
from kehoach.errors import InvalidCommand, Refused, UnknownName
from kehoach.errors._words import Others
from kehoach.testing import ManualClock, small_plan

MORNING = "2019-03-20T08:00+07:00"
MONTHS = kh.Recurrence("month", "2019-01", "2019-03")


def office(**changes: Any) -> kh.Plan:
    """A province, two districts that are informed of nobody, and four communes, two in each; a copy of one report."""
    every = ("province", "district", "commune")
    return small_plan(
        1,
        2,
        4,
        deadlines={"commune": "before 5-4-2019"},
        indicators=[kh.Indicator("members", kind="stock", over_time="mean"), kh.Indicator("note", kind="text")],
        checks=[kh.Check("members = below(members)", severity="soft", asked_of=["district"])],
        duties=[
            kh.DutyRow("stock", every, period=MONTHS),
            kh.DutyRow("report", ("district-2",), override=True, copies=("commune-1",)),
        ],
        events=[kh.Event("conference")],
        groups=[kh.Group("pilot", [])],
        **changes,
    )


@pytest.fixture
def clock() -> ManualClock:
    """A morning in March."""
    return ManualClock(MORNING)


@pytest.fixture
def campaign(clock: ManualClock) -> kh.Campaign:
    """A campaign in which every commune has sent, and those of the second district are aggregated."""
    found = kh.Campaign.begin(office(), clock=clock, default_by="expected")
    for number in range(1, 5):
        found.submit(f"commune-{number}", data={"members": number, "note": f"note {number}"})
    clock.advance(hours=1)
    for unit in ("commune-2", "commune-4"):
        found.review(unit)
        found.aggregate(unit)
    return found


def codes(error: pytest.ExceptionInfo[InvalidCommand]) -> list[str]:
    return [one.code for one in error.value.findings]


# -- figures


def test_totals_are_those_of_what_is_shown(campaign: kh.Campaign) -> None:
    """A district sees the totals of its own and of its communes, in official order, as the campaign has them."""
    scoped, whole = campaign.scoped("district-2"), campaign.totals("members")
    found = scoped.totals("members", form="report")
    assert found.units == ("district-2", "commune-2", "commune-4")
    assert [one.value for one in found] == [whole[one.unit].value for one in found] == [6, 2, 4]
    assert found.values("members") == (6, 2, 4)
    assert [str(one) for one in found.coverages("members")] == ["2 of 2", "1 of 1", "1 of 1"]
    assert found["commune-4"] == campaign.total("commune-4", "members")
    assert scoped.totals("members", tier="commune", form="report").units == ("commune-2", "commune-4")
    assert scoped.totals(tier="province").units == ()
    for hidden in ("commune-1", "province", "commun-4"):
        with pytest.raises(UnknownName) as error:
            found[hidden]
        assert not {"commune-1", "commune-3", "province"} & {*error.value.nearest}


def test_totals_of_the_issuer_are_those_of_the_campaign(campaign: kh.Campaign) -> None:
    """Who sees all is told of all."""
    scoped = campaign.scoped("issuer")
    assert list(scoped.totals()) == list(campaign.totals())
    assert scoped.difference("district-2", "members", MORNING) == campaign.difference("district-2", "members", MORNING)


def test_texts_in_totals_name_only_what_is_shown(campaign: kh.Campaign) -> None:
    """Who has a copy of a district's report reads what its communes wrote, and not who they are."""
    plan = office().replace(
        indicators=[kh.Indicator("note", kind="text", goes_up="gather")], checks=[], policy=kh.Policy(gate="none")
    )
    told = kh.Campaign.begin(plan, clock=ManualClock(MORNING), default_by="expected")
    told.submit("commune-2", data={"note": "well"})
    told.review("commune-2")
    told.aggregate("commune-2")
    (value,) = told.scoped("commune-1").totals("note", tier="district").values("note")
    assert value == (kh.Quote(Others(1), "well"),)
    assert told.scoped("commune-1").totals("note")["district-2"].value == value
    (change,) = told.scoped("commune-1").difference("district-2", "note", "2019-03-19T08:00+07:00").changes
    assert (change.unit, change.delta) == ("others, 1 unit", None)


def test_a_difference_adds_up_with_what_is_hidden_in_one(campaign: kh.Campaign) -> None:
    """Who has a copy of a district's report sees what changed its total, and of those below it only how many."""
    before = campaign.scoped("district-2").difference("district-2", "members", MORNING)
    assert [(one.unit, one.delta) for one in before.changes] == [("commune-2", 2), ("commune-4", 4)]
    found = campaign.scoped("commune-1").difference("district-2", "members", MORNING)
    (change,) = found.changes
    assert (change.unit, change.cause, change.delta) == ("others, 2 units", "hidden", 6)
    assert (found.delta, dict(found.causes)) == (before.delta, {"hidden": 6})
    with pytest.raises(UnknownName):
        campaign.scoped("commune-1").difference("district-1", "members", MORNING)


def test_what_is_stale_is_told_where_both_ends_are_shown(campaign: kh.Campaign, clock: ManualClock) -> None:
    """A district is told what it has not taken; who has a copy of its report is not."""
    for unit in ("commune-1", "commune-3"):
        campaign.review(unit)
    campaign.aggregate("commune-1")
    found = campaign.scoped("district-1").stale()
    assert [(one.unit, one.cause) for one in found] == [("district-1", "commune-3")]
    assert found == campaign.scoped("district-1").stale("district-1")
    assert campaign.stale("district-1") == found
    assert campaign.scoped("commune-1").stale() == ()


def test_a_series_is_that_of_a_form_that_is_shown(campaign: kh.Campaign) -> None:
    """Periods of one's own form are put together; those of a form that is not shown are as unknown as no unit."""
    campaign.submit("commune-2:stock@2019-01", data={"members": 4})
    campaign.submit("commune-2:stock@2019-02", data={"members": 6})
    found = campaign.scoped("district-2").series("commune-2:stock", "members", last="2019-02")
    assert (found.value, [one.value for one in found.totals]) == (5, [4, 6])
    for unit in ("district-2:stock", "commune-3:stock", "commune-9:stock"):
        with pytest.raises(UnknownName) as error:
            campaign.scoped("commune-1").series(unit, "members")
        assert (error.value.kind, error.value.name) == ("unit", unit)


def test_checks_on_content_are_told_without_hidden_names(campaign: kh.Campaign) -> None:
    """What a check misses below is named to who sees it, and counted to who does not."""
    campaign.submit("district-2", data={"members": 5})
    (finding,) = campaign.scoped("district-2").content("district-2")
    assert (finding.code, finding.values["left"], finding.values["right"]) == ("KH694", "5", "6")
    with pytest.raises(UnknownName):
        campaign.scoped("commune-3").content("district-2")


# -- acts


def test_many_acts_are_by_who_looks(campaign: kh.Campaign) -> None:
    """Commands without an actor are the view's; the lines of the log say so, the outcomes keep the commands."""
    commands = [kh.Command(f"commune-{n}", "review") for n in (1, 3)]
    outcomes = campaign.scoped("district-1", person="clerk").fire_many(commands)
    assert [one.done for one in outcomes] == [True, True]
    assert [one.command for one in outcomes] == commands
    assert [(one.entry.by, one.entry.person) for one in outcomes if one.entry is not None] == [
        ("district-1", "clerk")
    ] * 2


def test_one_hidden_report_keeps_an_atomic_batch_from_being_done(campaign: kh.Campaign) -> None:
    """A command on what is not shown is refused as unknown, and none of the batch is done; singly the others are."""
    scoped, before = campaign.scoped("district-1"), campaign.progress().seq
    commands = [kh.Command("commune-1", "review"), kh.Command("commune-2", "review")]
    outcomes = scoped.fire_many(commands)
    assert [(one.done, type(one.error)) for one in outcomes] == [(False, type(None)), (False, UnknownName)]
    assert (outcomes[1].error.name, campaign.progress().seq) == ("commune-2", before)  # type: ignore[union-attr]
    singly = scoped.fire_many(commands, atomic=False, order="upward")
    assert [one.done for one in singly] == [True, False]
    assert [str(one.error) for one in singly] == ["None", str(outcomes[1].error)]
    with pytest.raises(TypeError):
        scoped.fire_many(["commune-1"])  # type: ignore[list-item]


def test_a_trigger_is_fired_on_all_that_is_shown(campaign: kh.Campaign) -> None:
    """A district reviews all its communes at once, and no other; what is refused says why without other names."""
    outcomes = campaign.scoped("district-1").fire_all("review", tier="commune")
    assert [one.command.unit for one in outcomes if one.done] == ["commune-1", "commune-3"]
    assert [one.unit for one in campaign.log()[-2:]] == ["commune-1", "commune-3"]
    refused = campaign.scoped("district-1").fire_all("submit", units=["district-1"])
    assert [type(one.error) for one in refused] == [Refused]
    with pytest.raises(UnknownName):
        campaign.scoped("district-1").fire_all("review", units=["commune-2"])
    with pytest.raises(UnknownName, match="did you mean 'review'"):
        campaign.scoped("district-1").fire_all("revew")


def test_a_selection_chooses_among_what_is_shown(campaign: kh.Campaign) -> None:
    """``commune`` means a district's own communes to a district: only their dues move, and only they are in the log."""
    entry = campaign.scoped("district-1").reschedule(
        "tier:commune", deadline="before 9-4-2019", reason="rain", document="12/TB"
    )
    progress = campaign.progress()
    moved = [unit for unit in progress.duties() if progress.shifts(unit)]
    assert {one.partition(":")[0] for one in moved} == {"commune-1", "commune-3"}
    assert entry.by == "district-1"
    assert set(campaign.log()[-1].payload["selection"]) == set(moved)
    campaign.scoped("issuer").reschedule("tier:commune", deadline="before 10-4-2019", reason="rain")
    assert campaign.log()[-1].payload["selection"] == ["tier:commune"]
    with pytest.raises(InvalidCommand) as error:
        campaign.scoped("district-1").reschedule("tier:province", deadline="before 9-4-2019", reason="rain")
    assert codes(error) == ["KH515"]
    for word in ("commune-2", "commune-9"):
        with pytest.raises(UnknownName) as unknown:
            campaign.scoped("district-1").suspend(["commune-1", word], reason="rain")
        assert unknown.value.name == word
        assert not {"commune-2", "commune-4", "province"} & {*unknown.value.nearest}


def test_clocks_are_stopped_and_go_on(campaign: kh.Campaign, clock: ManualClock) -> None:
    """A district stops the clocks of its own communes, and lets them go on."""
    scoped = campaign.scoped("district-1")
    scoped.suspend("tier:commune", reason="rain")
    standings = {one.unit: one.phase for one in campaign.progress().standings("commune")}
    assert (standings["commune-3:stock@2019-03"], standings["commune-2:stock@2019-03"]) == ("suspended", "undated")
    clock.advance(days=2)
    assert scoped.resume_clock("tier:commune", reason="dry").trigger == "resume_clock"
    assert campaign.scoped("district-2").log()[-1].trigger != "resume_clock"


def test_events_units_and_groups_are_those_that_are_shown(campaign: kh.Campaign) -> None:
    """An event of one's own commune is recorded, a commune joins a group and closes; others are unknown."""
    scoped = campaign.scoped("district-1")
    assert scoped.record("conference", "1-4-2019", "commune-1").payload["unit"] == "commune-1"
    assert scoped.name_group("pilot", "commune-3").payload["units"] == ["commune-3"]
    assert scoped.close(["commune-3"], "1-5-2019", reason="merged").payload["units"] == ["commune-3"]
    for act in (
        lambda: scoped.record("conference", "1-4-2019", "commune-2"),
        lambda: scoped.name_group("pilot", "commune-2"),
        lambda: scoped.close("commune-2", "1-5-2019", reason="merged"),
    ):
        with pytest.raises(UnknownName):
            act()
    with pytest.raises(InvalidCommand) as error:
        scoped.close([], "1-5-2019", reason="x")
    assert codes(error) == ["KH541"]
    with pytest.raises(Refused):
        scoped.record("conference", "2-4-2019")


def test_a_path_is_opened_by_who_stands_at_its_top(campaign: kh.Campaign) -> None:
    """The district opens its commune and itself, and is told of both; a commune may not open what stands above it."""
    campaign.submit("district-2", data={"members": 6})
    with pytest.raises(Refused):
        campaign.scoped("commune-2").reopen_path("commune-2", reason="wrong")
    lines = campaign.scoped("province", person="clerk").reopen_path("commune-2", reason="wrong")
    assert [one.duty for one in lines] == ["district-2", "commune-2"]
    assert {one.person for one in lines} == {"clerk"}


def test_who_listens_hears_of_what_is_shown(campaign: kh.Campaign) -> None:
    """A listener of a view is called with its lines alone, until it stops; who sees all hears all."""
    heard: list[str] = []
    every: list[str] = []
    stop = campaign.scoped("district-1").subscribe(lambda entry: heard.append(entry.duty))
    campaign.scoped("issuer").subscribe(lambda entry: every.append(entry.duty))
    campaign.review("commune-1")
    campaign.release("commune-4", by="district-2", reason="x")
    stop()
    campaign.review("commune-3")
    assert (heard, every) == (["commune-1"], ["commune-1", "commune-4", "commune-3"])


@pytest.mark.parametrize("name", ["acting", "check", "erase", "plan", "scoped", "verify"])
def test_what_speaks_of_the_whole_campaign_is_refused_clearly(campaign: kh.Campaign, name: str) -> None:
    """What a campaign has and a view has not says so; what nobody has is no attribute as anywhere."""
    scoped = campaign.scoped("district-1")
    with pytest.raises(AttributeError, match="speaks of the campaign as a whole, which 'district-1' is not shown"):
        getattr(scoped, name)
    with pytest.raises(AttributeError, match="'Scoped' object has no attribute 'revew'"):
        _ = scoped.revew
    assert scoped.id == "campaign"


def test_a_view_has_whatever_a_campaign_has_or_says_why_not() -> None:
    """Every public name of a campaign is one of its views, or is refused in words."""
    from kehoach._campaign._scoped import _OF_ALL

    public = {name for name in dir(kh.Campaign) if not name.startswith("_")}
    assert public - {name for name in dir(kh.Scoped) if not name.startswith("_")} == _OF_ALL
