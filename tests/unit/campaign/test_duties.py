"""Duties that come again, depend on something, wait for others, or have a gate of their own: in a campaign."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from tests.staged import codes, refusal, up

import kehoach as kh
from kehoach.errors import Refused
from kehoach.testing import ManualClock, small_plan

YEAR = kh.Recurrence("month", "2019-03", "2019-05")


def campaign(*rows: kh.DutyRow, clock: ManualClock | None = None, **more: Any) -> kh.Campaign:
    """A province, two districts and four communes that owe these beside their reports, in spring 2019."""
    plan = small_plan(1, 2, 4, **more).replace(duties=rows)
    return kh.Campaign.begin(plan, clock=clock or ManualClock("2019-03-20T08:00+07:00"), default_by="expected")


def test_periods_are_told_apart() -> None:
    """What is sent for March is not sent for April, goes into the March of its superior, and is totalled there."""
    stock = kh.DutyRow("stock", ("commune", "district"), deadline="by the 5 of the next month", period=YEAR)
    running = campaign(stock)
    running.submit("commune-1:stock@2019-03", data={"members": 5})
    running.review("commune-1:stock@2019-03")
    running.aggregate("commune-1:stock@2019-03")
    progress = running.progress()
    assert progress.state("commune-1:stock@2019-03") == "aggregated"
    assert progress.state("commune-1:stock@2019-04") == "draft"
    assert running.total("district-1:stock@2019-03", "members").value == 5
    assert running.total("district-1:stock@2019-04", "members").value is kh.MISSING
    assert progress.summary(form="stock").expected == 18
    assert progress.summary(form="stock@2019-03").met == 1
    assert progress.rate("commune", form="stock@2019-03") == Fraction(1, 4)


def test_estimates_and_what_is_owed_for_good_are_two_duties() -> None:
    """The estimate of March is due in March, the final figures with the estimate of April; each is met for itself."""
    row = kh.DutyRow("stock", "commune", deadline="by the 25 of every month", period=YEAR, estimate=True)
    running = campaign(row)
    running.submit("commune-1:stock@2019-03", data={"members": 5})
    running.submit("commune-1:stock-final@2019-03", data={"members": 6})
    assert (
        running.progress().due("commune-1:stock-final@2019-03").last_day
        == kh.Deadline.parse("by 25-4-2019").resolve().last_day
    )
    assert running.report("commune-1:stock@2019-03").data == {"members": 5}
    assert running.report("commune-1:stock-final@2019-03").data == {"members": 6}


def test_each_unit_may_have_its_own_gate() -> None:
    """A district whose gate is a half goes with one of two communes, the other needs both."""
    half = kh.DutyRow(owed_by="district-1", override=True, gate=kh.Quorum("1/2"))
    running = campaign(half, clock=ManualClock("2019-06-20T08:00+07:00"))
    up(running, "commune-1", "commune-2", data={"members": 1})
    running.submit("district-1")
    assert codes(refusal(running, "district-2", "submit")) == ["gate"]
    assert running.progress().missing("district-1") == ("commune-3",)


def test_a_gate_may_be_lifted_for_a_tier() -> None:
    """A tier without a gate sends whenever it likes, while the tier above waits."""
    running = campaign(kh.DutyRow(owed_by="district", override=True, gate="none"))
    running.submit("district-1")
    assert codes(refusal(running, "province", "submit")) == ["gate"]


def test_a_guiding_plan_comes_down_first() -> None:
    """Nobody sends a plan before the superior's stands, and each is told what it waits for."""
    row = kh.DutyRow("plan", ("province", "district"), gate="none", after=[kh.After("plan", "superior")])
    running = campaign(row)
    blockers = refusal(running, "district-1:plan", "submit")
    assert (codes(blockers), blockers[0].values["first"]) == (["not_in_order"], ("province:plan",))
    assert running.progress().waits_for("district-1:plan") == ("province:plan",)
    running.submit("province:plan")
    running.submit("district-1:plan")
    assert running.progress().waits_for("district-1:plan") == ()
    assert running.progress().out_of_order() == ()


def test_what_only_warns_is_shown_ever_after() -> None:
    """A report that came before what should have stood first is done, and shown as out of order, also later."""
    act = kh.DutyRow("meeting", "commune", kind="act")
    row = kh.DutyRow(owed_by="commune", override=True, after=[kh.After("meeting", "self", "warn")])
    running = campaign(act, row)
    running.submit("commune-1", data={"members": 1})
    shown = [(one.unit, one.first, one.enforce) for one in running.progress().out_of_order()]
    assert shown == [("commune-1", "commune-1:meeting", "warn")]
    running.complete("commune-1:meeting", data={"done_on": "20-3-2019"})
    assert running.progress().waits_for("commune-1") == ()


def test_what_is_waived_is_not_waited_for() -> None:
    """A duty that is not expected any more stands in nobody's way."""
    row = kh.DutyRow("plan", ("province", "district"), gate="none", after=[kh.After("plan", "superior")])
    running = campaign(row)
    running.waive("province:plan", by="issuer", reason="not needed", reroute=True)
    running.submit("district-1:plan")


def test_a_duty_sleeps_until_its_event_is_recorded() -> None:
    """What depends on an event is listed, in no gate and no denominator, until the event has its day."""
    row = kh.DutyRow("damage", ("commune", "district"), only_if="storm")
    running = campaign(row, events=[kh.Event("storm")])
    progress = running.progress()
    assert progress.standing("commune-1:damage").bucket == "dormant"
    assert (progress.summary(form="damage").expected, progress.summary(form="damage").dormant) == (0, 6)
    assert progress.rate(form="damage") is None
    running.record("storm", "19-3-2019")
    awake = running.progress()
    assert (awake.summary(form="damage").expected, awake.summary(form="damage").dormant) == (6, 0)
    assert codes(refusal(running, "district-1:damage", "submit")) == ["gate"]


def test_a_unit_that_reports_wakes_its_own_duty_alone() -> None:
    """Under `any` whoever has something to say is expected from then on; a recall puts it to sleep again."""
    row = kh.DutyRow("damage", ("commune", "district"), only_if="any")
    running = campaign(row)
    running.submit("commune-1:damage", data={"members": 3})
    progress = running.progress()
    assert progress.standing("commune-1:damage").bucket == "met_undated"
    assert (progress.summary(form="damage").expected, progress.summary(form="damage").met) == (1, 1)
    running.recall("commune-1:damage")
    assert running.progress().standing("commune-1:damage").bucket == "dormant"


def test_a_gate_waits_for_those_who_are_awake() -> None:
    """The district's report on damage waits for the commune that reported, not for those that have nothing to say."""
    running = campaign(kh.DutyRow("damage", ("commune", "district"), only_if="any"))
    running.submit("commune-1:damage", data={"members": 3})
    assert refusal(running, "district-1:damage", "submit")[0].values["missing"] == ("commune-1:damage",)
    running.review("commune-1:damage")
    running.aggregate("commune-1:damage")
    running.submit("district-1:damage")
    total = running.total("district-1:damage", "members")
    assert (total.value, total.reported, total.expected, total.missing) == (3, 1, 1, ())


def test_who_is_left_alone_says_so() -> None:
    """When everybody below is waived a superior sends an explicit nil, a figure, or a reason; not nothing."""
    running = campaign()
    for unit in ("commune-1", "commune-3"):
        running.waive(unit, reason="merged")
    assert codes(refusal(running, "district-1", "submit")) == ["nil_unsaid"]
    assert running.may("district-1", "submit", reason="nothing to report")
    running.submit("district-1", data={"members": kh.NIL})
    running.review("district-1")
    running.aggregate("district-1")
    total = running.total("province", "members")
    assert (total.waived, total.missing) == (2, ("commune-2", "commune-4"))


def test_a_leaf_by_design_reports_alone() -> None:
    """A unit without subordinates waits for nobody and needs to say nothing special."""
    running = campaign(indicators=[])
    assert running.may("commune-1", "submit")


def closing(
    denominator: str, *, closed_on: str, clock: str = "2019-03-20T08:00+07:00"
) -> tuple[kh.Campaign, ManualClock]:
    """A province and two communes of which one closes on a day."""
    units = [
        kh.Unit("p", tier="province"),
        kh.Unit("old", tier="commune", reports_to="p", closed_on=closed_on),
        kh.Unit("same", tier="commune", reports_to="p"),
    ]
    hierarchy = kh.Hierarchy.from_units([kh.Tier("province"), kh.Tier("commune")], units)
    plan = small_plan(1, 2, deadlines={}).replace(
        hierarchy=hierarchy,
        deadlines={"commune": "by 31-3-2019"},
        policy=kh.Policy(denominator=denominator),
    )
    ticking = ManualClock(clock)
    return kh.Campaign.begin(plan, clock=ticking, default_by="expected"), ticking


def test_what_was_sent_does_not_wake_with_what_slept_then() -> None:
    """A version that was sent while others were dormant says the same when they report, or the event is recorded."""
    row = kh.DutyRow("report", "commune", override=True, only_if="storm")
    running = campaign(row, events=[kh.Event("storm")])
    running.submit("district-1", data={"members": kh.NIL})
    before = running.total("district-1", "members", version=1)
    assert (before.expected, before.waived, before.direct.waived) == (0, 0, 0)
    running.submit("commune-1", data={"members": 3})
    running.record("storm", "19-3-2019", by="issuer")
    assert running.total("district-1", "members", version=1) == before
    running.recall("district-1")
    assert running.total("district-1", "members").expected == 2


def test_a_unit_that_closes_lapses_what_it_has_not_met() -> None:
    """From its last day on an unmet duty is in no gate and no rate, and cannot be sent any more."""
    running, clock = closing("any_overlap", closed_on="2019-03-25")
    assert running.progress().standing("old").bucket == "open"
    clock.set("2019-03-25T00:00+07:00")
    progress = running.progress()
    assert progress.standing("old").bucket == "lapsed"
    assert progress.rate("commune") == 0
    assert (progress.summary("commune").expected, progress.summary("commune").lapsed) == (2, 1)
    assert codes(refusal(running, "old", "submit")) == ["lapsed"]
    up(running, "same", data={"members": 2})
    running.submit("p")
    total = running.total("p", "members", version="published")
    assert (total.value, total.expected, total.waived) == (2, 1, 1)


def test_what_a_closed_unit_has_met_stays() -> None:
    """A report that was in before the unit closed counts as before."""
    running, clock = closing("any_overlap", closed_on="2019-03-25")
    up(running, "old", data={"members": 1})
    clock.set("2019-04-02T00:00+07:00")
    assert running.progress().standing("old").bucket == "met_on_time"
    assert running.total("p", "members").value == 1


def test_a_unit_outside_the_denominator_is_not_expected() -> None:
    """A unit that is closed at the cut-off owes nothing: it is listed as cancelled and stands in no gate."""
    running, _ = closing("open_on_cutoff", closed_on="2019-03-25")
    progress = running.progress()
    assert progress.standing("old").bucket == "cancelled"
    assert (progress.summary("commune").expected, progress.summary("commune").cancelled) == (1, 1)
    assert codes(refusal(running, "old", "submit")) == ["not_expected"]
    up(running, "same", data={"members": 2})
    running.submit("p")


def test_acts_wait_for_the_acts_below() -> None:
    """An act may come after those of the subordinates; they have no rows, they have to be done."""
    row = kh.DutyRow("meeting", ("commune", "district"), kind="act", after=[kh.After("meeting")])
    running = campaign(row)
    said = {"data": {"done_on": "20-3-2019"}}
    with pytest.raises(Refused):
        running.complete("district-1:meeting", **said)  # type: ignore[arg-type]
    running.complete("commune-1:meeting", **said)  # type: ignore[arg-type]
    running.complete("commune-3:meeting", **said)  # type: ignore[arg-type]
    running.complete("district-1:meeting", **said)  # type: ignore[arg-type]


def test_everything_is_resumed_as_it_was(tmp_path: Any) -> None:
    """Periods, conditions and gates of their own come back from a store as they were begun."""
    rows = (
        kh.DutyRow("stock", "commune", deadline="by the 5 of the next month", period=YEAR),
        kh.DutyRow("damage", "commune", only_if="any"),
        kh.DutyRow(owed_by="district-1", override=True, gate=kh.Quorum("1/2")),
    )
    plan = small_plan(1, 2, 4).replace(duties=rows)
    clock = ManualClock("2019-03-20T08:00+07:00")
    store = f"sqlite:///{tmp_path / 'store.db'}"
    running = kh.Campaign.begin(plan, store, clock=clock, default_by="expected")
    running.submit("commune-1:stock@2019-04", data={"members": 5})
    running.submit("commune-2:damage", data={"members": 5})
    again = kh.Campaign.resume(store, clock=clock)
    assert again.progress() == running.progress()
    assert again.plan == plan


def test_whoever_owes_no_plain_report_is_selected_with_all_it_owes() -> None:
    """A unit or group whose reports come again is moved with all of its periods; a period alone can be named."""
    rows = [kh.DutyRow(owed_by=("commune", "district"), deadline="by the 5 of the next month", period=YEAR)]
    running = campaign(*rows, groups=[kh.Group("pilot", ["commune-1", "commune-2"])])
    running.reschedule("pilot", deadline="by 30-6-2019", reason="late start", by="issuer")
    assert running.progress().due("commune-1@2019-03").last_day == running.progress().due("commune-2@2019-05").last_day
    running.reschedule("2019-04", deadline="by 31-7-2019", reason="late start", by="issuer")
    assert str(running.progress().due("district-1@2019-04").last_day) == "2019-07-31"
    assert str(running.progress().due("district-1@2019-05").last_day) == "2019-06-05"
