"""Units that close under way: what they still owe lapses, what is counted stays."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.staged import MORNING, begun, codes, refusal, shared, up, written

import kehoach as kh
from kehoach._plan import DutyRow, Group
from kehoach.errors import InvalidCommand, InvalidDeadline, Refused, UnknownName
from kehoach.testing import ManualClock, small_plan

AFTER = "2019-04-01T00:00+07:00"
LAST = "31-3-2019"


def started(*sizes: int, **changes: Any) -> tuple[kh.Campaign, ManualClock]:
    """A campaign that has just begun, and its clock."""
    clock = ManualClock(MORNING)
    return begun(*(sizes or (1, 2, 4)), clock=clock, **changes), clock


def refused(campaign: kh.Campaign, *arguments: Any, **options: Any) -> Refused:
    """Why a closing is refused; nothing has changed."""
    before, log = campaign.progress(), written(campaign)
    with pytest.raises(Refused) as error:
        campaign.close(*arguments, **options)
    assert (campaign.progress(), written(campaign)) == (before, log)
    assert all(one.text(lang) for one in error.value.blockers for lang in ("en", "vi"))
    return error.value


def test_what_is_not_met_lapses_at_the_end_of_the_day() -> None:
    """Until midnight in the plan's zone the duty is open; from then on it has lapsed."""
    campaign, clock = started()
    entry = campaign.close("commune-1", LAST, reason="merged", document="1234/NQ-UBTVQH14")
    assert (entry.trigger, entry.duty, entry.by, entry.reason) == ("close", "", "district-1", "merged")
    assert entry.payload == {"document": "1234/NQ-UBTVQH14", "on": "2019-03-31", "units": ["commune-1"]}
    clock.set("2019-03-31T23:59:59.999999+07:00")
    assert campaign.progress().standing("commune-1").bucket == "open"
    clock.set(AFTER)
    assert campaign.progress().standing("commune-1").bucket == "lapsed"
    assert campaign.progress().standing("commune-2").bucket == "open"


def test_a_lapsed_duty_refuses_to_be_sent() -> None:
    """Reports and acts alike, one by one and many at once; on the last day they may still be sent."""
    campaign, clock = started(duties=[DutyRow("meeting", ("commune",), kind="act")], deadlines={"commune": "none"})
    campaign.close(["commune-1", "commune-2", "commune-3"], LAST, reason="merged")
    clock.set("2019-03-31T20:00+07:00")
    campaign.submit("commune-3")
    clock.set(AFTER)
    (blocker,) = refusal(campaign, "commune-1", "submit")
    assert (blocker.code, blocker.values["ended"]) == ("lapsed", "01/04/2019 00:00")
    assert codes(refusal(campaign, "commune-1:meeting", "complete", data={"done_on": "21-3-2019"})) == ["lapsed"]
    outcomes = campaign.fire_all("submit", tier="commune")
    assert [(one.command.unit, one.done) for one in outcomes] == [
        ("commune-1", False),
        ("commune-2", False),
        ("commune-4", True),
    ]
    assert campaign.triggers("commune-1", by="commune-1") == ()


def test_what_has_lapsed_is_in_no_gate() -> None:
    """The district goes without the commune that has closed, and not before."""
    campaign, clock = started()
    up(campaign, "commune-3", data={"members": 3})
    campaign.close("commune-1", LAST, reason="merged")
    assert codes(refusal(campaign, "district-1", "submit")) == ["gate"]
    clock.set(AFTER)
    campaign.submit("district-1")
    assert campaign.progress().missing("district-1") == ()


def test_what_has_lapsed_is_in_no_denominator_and_no_coverage() -> None:
    """The rate, the summary and the coverage of a total leave it out."""
    campaign, clock = started()
    up(campaign, "commune-3", data={"members": 3})
    campaign.close("commune-1", LAST, reason="merged")
    assert campaign.total("district-1", "members").expected == 2
    clock.set(AFTER)
    total = campaign.total("district-1", "members")
    assert (total.value, total.reported, total.expected, total.missing) == (3, 1, 1, ())
    summary = campaign.progress().summary("commune")
    assert (summary.expected, summary.lapsed, summary.met, summary.rate()) == (4, 1, 1, Fraction(1, 3))


def test_what_is_counted_stays() -> None:
    """A report that was sent is reviewed, taken and counted after its unit has closed, and so is one taken before."""
    campaign, clock = started()
    up(campaign, "commune-1", data={"members": 1})
    campaign.submit("commune-3", data={"members": 3})
    campaign.close(["commune-1", "commune-3"], LAST, reason="merged")
    clock.set(AFTER)
    campaign.review("commune-3")
    campaign.aggregate("commune-3")
    total = campaign.total("district-1", "members")
    assert (total.value, total.reported, total.expected) == (4, 2, 2)
    assert campaign.progress().summary("commune").lapsed == 0
    campaign.submit("district-1")


def test_a_correction_of_what_counts_can_be_sent_after_the_closing() -> None:
    """A version that counts is corrected to its end: the duty is met, so it does not lapse."""
    campaign, clock = started()
    up(campaign, "commune-1", data={"members": 1})
    campaign.close("commune-1", LAST, reason="merged")
    clock.set(AFTER)
    campaign.correct("commune-1", reason="a slip")
    assert campaign.progress().standing("commune-1").bucket == "met_undated"
    up(campaign, "commune-1", data={"members": 2})
    assert campaign.total("district-1", "members").value == 2


def test_what_is_taken_back_after_the_closing_lapses() -> None:
    """A report that is recalled when its unit is gone cannot be sent again, and holds up nobody."""
    campaign, clock = started()
    campaign.submit("commune-1")
    campaign.close("commune-1", LAST, reason="merged")
    clock.set(AFTER)
    campaign.recall("commune-1")
    assert campaign.progress().standing("commune-1").bucket == "lapsed"
    up(campaign, "commune-3")
    campaign.submit("district-1")


def test_a_published_total_keeps_the_denominator_it_was_sent_with() -> None:
    """What lapses later changes no version that was sent; the next one leaves it out."""
    campaign, clock = started(policy=kh.Policy(gate="none"))
    campaign.close("commune-1", LAST, reason="merged")
    campaign.submit("district-1")
    sent = campaign.total("district-1", "members", 1)
    clock.set(AFTER)
    assert campaign.total("district-1", "members", 1) == sent
    assert sent.expected == 2
    campaign.recall("district-1")
    assert campaign.total("district-1", "members").expected == 1


def test_units_below_are_not_closed_with_theirs() -> None:
    """A unit into which others are still to report is not closed; the refusal lists them."""
    campaign, clock = started()
    error = refused(campaign, "district-1", LAST, reason="merged")
    (blocker,) = error.blockers
    assert (error.unit, blocker.code) == ("district-1", "reports_into")
    assert blocker.values == {"unit": "district-1", "count": 2, "units": ("commune-1", "commune-3")}
    campaign.close(["district-1", "tier:commune"], LAST, reason="merged")
    clock.set(AFTER)
    assert campaign.progress().summary().lapsed == 5
    assert campaign.progress().standing("district-2").bucket == "open"


def test_a_unit_closes_once_those_below_are_closed_waived_or_counted() -> None:
    """Closed before it, waived, or held in a report that was sent: then nothing is lost with it."""
    campaign, _ = started(1, 1, 3)
    campaign.close("commune-1", "30-3-2019", reason="merged")
    campaign.waive("commune-2", reason="an island")
    assert refused(campaign, "district", LAST, reason="merged").blockers[0].values["units"] == ("commune-3",)
    up(campaign, "commune-3")
    assert refused(campaign, "district", LAST, reason="merged").blockers[0].values["units"] == ("commune-3",)
    campaign.waive("commune-1", reason="merged")
    campaign.submit("district")
    campaign.close("district", LAST, reason="merged")
    assert campaign.progress().board.closed == {1: 1554051600000000, 2: 1553965200000000}


def test_a_unit_that_outlives_its_superior_keeps_it_open() -> None:
    """Those below must close no later than the one into which they report."""
    campaign, _ = started(1, 1, 1)
    campaign.close("commune", "15-4-2019", reason="merged")
    assert codes(refused(campaign, "district", LAST, reason="merged").blockers) == ["reports_into"]
    campaign.close("district", "15-4-2019", reason="merged")


def test_reports_that_go_past_a_unit_do_not_keep_it_open() -> None:
    """After a reroute nothing goes up into it any more."""
    campaign, clock = started()
    campaign.waive("district-1", reason="abolished", payload={"reroute": True})
    campaign.close("district-1", LAST, reason="abolished")
    clock.set(AFTER)
    up_to_province(campaign, "commune-1")
    assert campaign.progress().state("commune-1") == "aggregated"
    assert refusal(campaign, "province", "submit")[0].values["missing"] == ("district-2", "commune-3")


def up_to_province(campaign: kh.Campaign, unit: str) -> None:
    campaign.submit(unit)
    campaign.review(unit)
    campaign.aggregate(unit)


def test_a_shared_unit_keeps_all_its_superiors_open() -> None:
    """Where a commune reports to two districts, neither closes while it is expected."""
    campaign = shared()
    for district in ("a", "b"):
        assert "x" in refused(campaign, district, LAST, reason="merged").blockers[0].values["units"]  # type: ignore[operator]
    campaign.close(["a", "b", "x", "y"], LAST, reason="merged")


def test_another_day_may_be_named_until_the_unit_is_gone() -> None:
    """A closing that is still to come can be moved; one that has come is not taken back."""
    campaign, clock = started()
    campaign.close("commune-1", "25-3-2019", reason="merged")
    campaign.close("commune-1", LAST, reason="later than planned")
    clock.set("2019-03-28T08:00+07:00")
    assert campaign.may("commune-1", "submit")
    clock.set(AFTER)
    (blocker,) = refused(campaign, "commune-1", "30-4-2019", reason="after all").blockers
    assert (blocker.code, blocker.values["units"], blocker.values["day"]) == (
        "closes_already",
        ("commune-1",),
        "31/03/2019",
    )


def test_a_closing_may_be_told_late() -> None:
    """What was sent between the day and its telling stays met; the rest has lapsed since that day."""
    campaign, clock = started()
    clock.set("2019-04-10T08:00+07:00")
    campaign.submit("commune-1")
    campaign.close(["commune-1", "commune-2"], LAST, reason="merged")
    progress = campaign.progress()
    assert progress.standing("commune-1").bucket == "met_undated"
    assert progress.standing("commune-2").bucket == "lapsed"
    assert campaign.progress(at="2019-04-09T08:00+07:00").standing("commune-2").bucket == "open"


def test_a_unit_of_the_plan_that_closes_anyway_closes_no_later() -> None:
    """Its day in the plan stands; an earlier one may be told under way."""
    tiers = [kh.Tier("province"), kh.Tier("commune")]
    units = [
        kh.Unit("p", tier="province"),
        kh.Unit("c", tier="commune", reports_to="p", closed_on="1-5-2019"),
    ]
    plan = small_plan(1).replace(
        hierarchy=kh.Hierarchy.from_units(tiers, units), deadlines={"commune": "before 5-4-2019"}
    )
    clock = ManualClock(MORNING)
    campaign = kh.Campaign.begin(plan, clock=clock, default_by="expected")
    (blocker,) = refused(campaign, "c", "30-6-2019", reason="merged").blockers
    assert (blocker.code, blocker.values["day"]) == ("closes_already", "30/04/2019")
    campaign.close("c", LAST, reason="earlier")
    clock.set(AFTER)
    assert campaign.progress().standing("c").bucket == "lapsed"


def test_a_campaign_whose_root_has_closed_is_complete() -> None:
    """When nothing is expected of the root any more, nothing is waited for."""
    campaign, clock = started(1)
    campaign.close("province", LAST, reason="merged")
    assert not campaign.progress().complete
    clock.set(AFTER)
    assert campaign.progress().complete


def test_a_superior_of_all_and_the_issuer_may_close_units() -> None:
    """A district closes its communes, nobody itself or others'; of several the issuer is expected."""
    campaign, _ = started()
    assert codes(refused(campaign, "commune-1", LAST, reason="x", by="commune-1").blockers) == ["not_yours"]
    assert codes(refused(campaign, ["commune-1", "commune-2"], LAST, reason="x", by="district-1").blockers) == [
        "not_yours"
    ]
    assert campaign.close("commune-1", LAST, reason="x", by="district-1").by == "district-1"
    assert campaign.close(["commune-1", "commune-2"], LAST, reason="x", by="province").by == "province"
    assert campaign.close(["commune-1", "commune-2"], LAST, reason="x").by == "issuer"


def test_a_unit_that_owes_nothing_closes_by_the_same_right() -> None:
    """The right follows from who stands above whom, not from duties."""
    campaign, _ = started(duties=[DutyRow("minutes", ("district",), kind="act")], deadlines={"province": "none"})
    plan = campaign.plan.replace(deadlines={}, duties=[DutyRow("minutes", ("district",), kind="act")])
    clock = ManualClock(MORNING)
    bare = kh.Campaign.begin(
        plan.replace(
            hierarchy=kh.Hierarchy.from_units(
                [kh.Tier("p", owes=False), kh.Tier("district"), kh.Tier("c", owes=False)],
                [
                    kh.Unit("p", tier="p"),
                    kh.Unit("d", tier="district", reports_to="p"),
                    kh.Unit("x", tier="c", reports_to="d"),
                ],
            )
        ),
        clock=clock,
        default_by="expected",
    )
    assert codes(refused(bare, "x", LAST, reason="merged", by="x").blockers) == ["not_yours"]
    assert bare.close("x", LAST, reason="merged").by == "d"


def test_a_reason_is_needed_and_names_must_be_known() -> None:
    """Without a reason it is refused; units, tiers and groups are named, and forms are not."""
    campaign, _ = started(groups=[Group("islands", ("commune-1", "commune-2")), Group("none", ())])
    assert codes(refused(campaign, "commune-1", LAST).blockers) == ["reason_missing"]
    with pytest.raises(UnknownName, match="no unit, tier or group 'comune-1'; did you mean 'commune-1'"):
        campaign.close("comune-1", LAST, reason="x")
    with pytest.raises(UnknownName):
        campaign.close("form:report", LAST, reason="x")
    with pytest.raises(InvalidCommand) as empty:
        campaign.close("none", LAST, reason="x")
    assert [one.code for one in empty.value.findings] == ["KH541"]
    with pytest.raises(InvalidDeadline):
        campaign.close("commune-1", "31-2-2019", reason="x")
    campaign.close("islands", LAST, reason="x")
    campaign.close("unit:commune-3", LAST, reason="x")
    assert sorted(campaign.progress().board.closed) == [3, 4, 5]
    campaign.close("*", LAST, reason="x")
    assert len(campaign.progress().board.closed) == 7


def test_a_closing_is_done_once_under_one_command_id() -> None:
    """Asked twice, it is one line."""
    campaign, _ = started()
    first = campaign.close("commune-1", LAST, reason="x", command_id="k")
    assert campaign.close("commune-1", LAST, reason="x", command_id="k") == first
    assert len(campaign.log()) == 1


def test_a_closing_survives_a_database_and_another_writer(tmp_path: Path) -> None:
    """Another object that has the campaign open refuses what has lapsed, too; the chain fits."""
    url, clock = f"sqlite:///{tmp_path / 'campaign.db'}", ManualClock(MORNING)
    first = kh.Campaign.begin(small_plan(1, 2, 4), url, clock=clock, default_by="expected")
    second = kh.Campaign.resume(url, clock=clock, default_by="expected")
    first.close("commune-1", LAST, reason="merged")
    clock.set(AFTER)
    assert codes(refusal(second, "commune-1", "submit")) == ["lapsed"]
    third = kh.Campaign.resume(url, clock=clock)
    assert third.progress() == first.progress() == second.progress()
    assert written(third) == written(first)
    assert third.verify().entries == 1


def test_a_closing_survives_pickling() -> None:
    """A progress that comes back from a pickle knows who has closed, also after a reroute."""
    campaign, clock = started()
    campaign.waive("district-2", reason="abolished", payload={"reroute": True})
    campaign.close(["district-2", "commune-1"], LAST, reason="merged")
    clock.set(AFTER)
    progress = campaign.progress()
    again = pickle.loads(pickle.dumps(progress))
    assert again == progress
    assert again.standing("commune-1").bucket == "lapsed"
    assert again.missing("province") == progress.missing("province") == ("district-1", "commune-2", "commune-4")


def test_an_earlier_board_does_not_know_of_a_later_closing() -> None:
    """A snapshot and a batch that is refused keep the columns they had."""
    campaign, clock = started()
    before = campaign.progress()
    campaign.close("commune-1", LAST, reason="merged")
    clock.set(AFTER)
    assert before.standing("commune-1").bucket == "open"
    outcomes = campaign.fire_many([kh.Command("commune-2", "submit"), kh.Command("commune-1", "submit")])
    assert [codes(one.blockers) for one in outcomes] == [[], ["lapsed"]]
    assert campaign.progress().at == datetime(2019, 3, 31, 17, tzinfo=UTC)
