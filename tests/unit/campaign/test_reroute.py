"""Waiving a report into which others are expected: they go past it, to its superiors, until it is expected again."""

from __future__ import annotations

import pickle
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import kehoach as kh
from kehoach.testing import ManualClock, small_plan
from staged import MORNING, begun, codes, refusal, salt, shared, up, written

TIERS = [kh.Tier(one) for one in ("province", "region", "district", "commune")]


def deep(**changes: Any) -> kh.Campaign:
    """A province, a region, two districts of it (one shared with the province), two communes (one shared by both)."""
    units = [
        kh.Unit("p", tier="province"),
        kh.Unit("r", tier="region", reports_to="p"),
        kh.Unit("a", tier="district", reports_to=[("r", "1/4"), ("p", "3/4")]),
        kh.Unit("b", tier="district", reports_to="r"),
        kh.Unit("x", tier="commune", reports_to="a"),
        kh.Unit("y", tier="commune", reports_to=[("a", "1/2"), ("b", "1/2")]),
    ]
    plan = small_plan(1).replace(hierarchy=kh.Hierarchy.from_units(TIERS, units), **changes)
    return kh.Campaign.begin(plan, clock=ManualClock(MORNING), default_by="expected", salt=salt)


def shares(campaign: kh.Campaign) -> dict[tuple[str, str], Fraction]:
    """The edges of a campaign's graph, with the share that goes up each."""
    grid = campaign.progress().board.grid
    ends = zip(grid.edge_unit, grid.edge_superior, strict=True)
    return {(grid.names[u], grid.names[s]): grid.share.get(e, Fraction(1)) for e, (u, s) in enumerate(ends)}


def test_a_superior_with_reports_below_is_waived_by_rerouting() -> None:
    """Without `reroute` it is refused; with it the communes go to the province, which takes and counts them."""
    campaign = begun(1, 1, 2)
    assert codes(refusal(campaign, "district", "waive", reason="dissolved")) == ["reports_below"]
    entry = campaign.waive("district", reroute=True, reason="dissolved")
    assert (entry.trigger, entry.dest, entry.payload, entry.by) == ("waive", "waived", {"reroute": True}, "province")
    for unit in ("commune-1", "commune-2"):
        assert campaign.submit(unit, data={"members": 4}).dest == "submitted"
        assert campaign.review(unit).by == "province"
        assert campaign.aggregate(unit).dest == "aggregated"
    assert [row.unit for row in campaign.report("province").rows] == ["commune-1", "commune-2"]
    total = campaign.total("province", "members")
    assert (total.value, total.expected, total.waived) == (8, 2, 0)
    assert campaign.submit("province").dest == "submitted"
    campaign.review("province")
    assert campaign.progress().complete


def test_what_the_waived_draft_held_is_for_its_superiors() -> None:
    """Rows of its draft are dropped: those reports are reviewed again, and the superior's gate waits for them."""
    campaign = begun(1, 1, 2)
    up(campaign, "commune-1", data={"members": 4})
    campaign.waive("district", reroute=True, reason="x")
    assert campaign.report("district").rows == ()
    assert campaign.report("commune-1").state == "reviewed"
    assert campaign.progress().missing("province") == ("commune-1", "commune-2")
    assert codes(refusal(campaign, "province", "submit")) == ["gate"]
    assert campaign.aggregate("commune-1").dest == "aggregated"
    assert campaign.total("province", "members").value == 4


def test_shares_multiply_and_parallel_paths_merge() -> None:
    """Past a region the shares of a district add up; past a district those of its communes are multiplied."""
    campaign = deep()
    campaign.waive("r", reroute=True, reason="x")
    assert shares(campaign) == {
        ("r", "p"): 1,
        ("a", "p"): 1,
        ("b", "p"): 1,
        ("x", "a"): 1,
        ("y", "a"): Fraction(1, 2),
        ("y", "b"): Fraction(1, 2),
    }
    campaign = deep()
    campaign.waive("a", reroute=True, reason="x")
    assert shares(campaign) == {
        ("a", "p"): Fraction(3, 4),
        ("r", "p"): 1,
        ("a", "r"): Fraction(1, 4),
        ("b", "r"): 1,
        ("x", "r"): Fraction(1, 4),
        ("y", "r"): Fraction(1, 8),
        ("x", "p"): Fraction(3, 4),
        ("y", "p"): Fraction(3, 8),
        ("y", "b"): Fraction(1, 2),
    }
    assert campaign.progress().board.grid.superiors_of(4) == [1, 0]


def test_several_are_passed_over_in_any_order() -> None:
    """The graph that comes of it does not depend on who was waived first; each can be expected again by itself."""
    ways = []
    for order in (("a", "r"), ("r", "a")):
        campaign = deep()
        for unit in order:
            campaign.waive(unit, reroute=True, reason="x")
        ways.append(shares(campaign))
        assert campaign.review(campaign.submit("x").unit).by == "p"
    assert ways[0] == ways[1]
    assert ways[0]["x", "p"] == 1
    campaign.unwaive("r")
    assert shares(campaign)["x", "r"] == Fraction(1, 4)
    campaign.unwaive("a")
    assert shares(campaign) == shares(deep())


def test_the_lead_is_the_first_superior_that_is_kept() -> None:
    """Past the lead superior a report is reviewed by the next in line; past the root by the issuer."""
    campaign = shared()
    campaign.waive("a", reroute=True, reason="x")
    campaign.submit("x")
    assert codes(refusal(campaign, "x", "review", by="a")) == ["needs_reason"]
    assert campaign.review("x").by == "p"
    assert campaign.aggregate("x", by="b").dest == "reviewed"
    assert campaign.aggregate("x").by == "p"
    root = begun(1, 2)
    root.submit("district-1")
    root.waive("province", reroute=True, reason="the communes report to the ministry")
    assert root.review("district-1").by == "issuer"
    assert not root.progress().complete
    root.submit("district-2")
    root.review("district-2")
    assert root.progress().complete


def test_what_is_waived_keeps_its_correction_when_the_root_is_passed_over() -> None:
    """A correction that was open when its report was waived is open when it is expected again, below a root or not."""
    for past in (False, True):
        campaign = begun(1, 2)
        up(campaign, "district-1", data={"members": 5})
        campaign.correct("district-1", reason="x")
        campaign.release("district-1", reason="x")
        campaign.waive("district-1", reason="x")
        if past:
            campaign.waive("province", reroute=True, reason="x")
        campaign.unwaive("district-1")
        assert campaign.withdraw("district-1").dest == "reviewed"
        assert campaign.report("district-1").version == 1


def test_a_report_that_all_others_hold_is_aggregated_at_once() -> None:
    """Where the one that is passed over was the last that did not hold it, nobody is left to wait for."""
    campaign = shared()
    campaign.submit("x", data={"members": 9})
    campaign.review("x")
    campaign.aggregate("x", by="a")
    assert campaign.report("x").state == "reviewed"
    campaign.waive("b", reroute=True, reason="x")
    assert campaign.report("x").state == "reviewed"
    campaign.waive("a", reroute=True, reason="x")
    assert campaign.report("x").state == "reviewed"
    assert campaign.aggregate("x").dest == "aggregated"
    again = deep(policy=kh.Policy(gate="none"))
    again.submit("a")
    again.review("a")
    again.aggregate("a", by="p")
    again.waive("r", reroute=True, reason="x")
    assert again.report("a").state == "aggregated"


def test_never_taken_and_a_reason_still_guard_it() -> None:
    """What a superior has taken is corrected, not waived, and nothing is waived without a reason, rerouted or not."""
    campaign = begun(1, 1, 1)
    assert codes(refusal(campaign, "district", "waive", payload={"reroute": True})) == ["reason_missing"]
    up(campaign, "commune", "district")
    campaign.correct("district", reason="x")
    payload = {"reroute": True}
    assert codes(refusal(campaign, "district", "waive", reason="x", payload=payload)) == ["was_taken"]


def test_a_root_that_had_ended_is_not_passed_over() -> None:
    """While a correction of what was accepted by the issuer is open, it still counts."""
    campaign = begun(1, 1)
    up(campaign, "district")
    campaign.submit("province")
    campaign.review("province")
    campaign.correct("province", reason="x")
    blockers = refusal(campaign, "province", "waive", reason="x", payload={"reroute": True})
    assert [blocker.to_dict()["text"] for blocker in blockers] == ["issuer holds version 1 of it"]


def test_what_a_waived_unit_took_before_is_still_taken() -> None:
    """A commune that stands in a version which the passed-over district sent and recalled cannot be waived either."""
    campaign = begun(1, 1, 1)
    up(campaign, "commune")
    campaign.submit("district")
    campaign.recall("district")
    campaign.waive("district", reroute=True, reason="x")
    campaign.send_back("commune", reason="x")
    assert codes(refusal(campaign, "commune", "waive", reason="x")) == ["was_taken"]


def test_rerouting_without_owing_subordinates_is_a_plain_waive() -> None:
    """Of a leaf, and of a superior whose subordinates are all waived, nothing goes past."""
    campaign = begun(1, 1, 1)
    grid = campaign.progress().board.grid
    campaign.waive("commune", reroute=True, reason="x")
    campaign.waive("district", reroute=True, reason="x")
    assert campaign.progress().board.grid is grid
    assert codes(refusal(campaign, "commune", "unwaive")) == ["superior_not_draft"]


def test_a_waived_subordinate_goes_past_it_too() -> None:
    """A commune that was waived before can be expected again while its district is passed over."""
    campaign = begun(1, 1, 2)
    campaign.waive("commune-1", reason="x")
    campaign.waive("district", reroute=True, reason="x")
    assert campaign.unwaive("commune-1").by == "province"
    up_past = ("submit", "review", "aggregate")
    assert [campaign.fire("commune-1", trigger).dest for trigger in up_past][-1] == "aggregated"


def test_unwaiving_puts_it_back() -> None:
    """Once nothing of it was taken past it, the district is expected again, and the communes go up into it."""
    campaign = begun(1, 1, 2)
    before = shares(campaign)
    up(campaign, "commune-1")
    campaign.waive("district", reroute=True, reason="x")
    campaign.aggregate("commune-1")
    blockers = refusal(campaign, "district", "unwaive")
    assert [(one.code, one.values["superior"], one.values["units"]) for one in blockers] == [
        ("came_past", "province", ("commune-1",))
    ]
    campaign.release("commune-1", reason="x")
    assert campaign.unwaive("district").dest == "draft"
    assert shares(campaign) == before
    assert campaign.progress().missing("province") == ("district",)
    assert campaign.aggregate("commune-1").by == "district"


def test_what_was_sent_with_it_keeps_it_passed_over() -> None:
    """A version that holds what came past it stays as it was sent; so it is not expected again."""
    campaign = begun(1, 1, 1)
    campaign.waive("district", reroute=True, reason="x")
    campaign.submit("commune")
    campaign.review("commune")
    campaign.aggregate("commune")
    campaign.submit("province")
    assert codes(refusal(campaign, "district", "unwaive")) == ["superior_not_draft"]
    campaign.recall("province")
    campaign.release("commune", reason="x")
    assert codes(refusal(campaign, "district", "unwaive")) == ["came_past"]


def test_a_version_that_was_sent_before_keeps_its_meaning() -> None:
    """Rows, shares and coverage of a sent version are those of the graph it was sent on, withdrawn to it or not."""
    campaign = deep(policy=kh.Policy(gate="none"))
    up(campaign, "x", data={"members": 8})
    campaign.submit("a")
    campaign.review("a")
    campaign.aggregate("a", by="p")
    campaign.submit("p")
    campaign.review("p")
    told = campaign.total("p", "members"), campaign.report("p").rows
    assert told[0].value == 6
    campaign.waive("r", reroute=True, reason="x")
    assert shares(campaign)["a", "p"] == 1
    assert (campaign.total("p", "members"), campaign.report("p").rows) == told
    campaign.correct("p", reason="x")
    assert campaign.total("p", "members").value == 8
    assert campaign.total("p", "members", version=1) == told[0]
    campaign.submit("b", data={"members": 1})
    campaign.review("b")
    campaign.aggregate("b")
    campaign.withdraw("p")
    assert (campaign.total("p", "members"), campaign.report("p").rows) == told
    assert campaign.report("b").state == "reviewed"
    assert campaign.progress().held("p") == ("b",)


def test_a_snapshot_with_its_own_graph_survives_pickling() -> None:
    """Progress of a campaign in which reports go past one is the same after pickling, and reads the same totals."""
    campaign = deep()
    campaign.waive("a", reroute=True, reason="x")
    campaign.submit("x", data={"members": 8})
    campaign.review("x")
    campaign.aggregate("x", by="r")
    progress = campaign.progress()
    again = pickle.loads(pickle.dumps(progress))
    assert again == progress
    assert again.board.grid.share == progress.board.grid.share
    assert again.missing("r") == progress.missing("r") == ("b", "y")


def test_a_reroute_that_another_wrote_is_followed(tmp_path: Path) -> None:
    """Two objects on one store: what one rerouted the other decides on, and so does one that resumes, now and then."""
    store = f"sqlite:///{tmp_path / 'x.db'}"
    clock = ManualClock(MORNING)
    first = kh.Campaign.begin(small_plan(1, 1, 2), store, id="x", clock=clock, default_by="expected", salt=salt)
    second = kh.Campaign.resume(store, clock=clock, default_by="expected")
    before = clock.now()
    clock.advance(hours=1)
    first.waive("district", reroute=True, reason="x")
    second.submit("commune-1")
    assert second.review("commune-1", by="province").dest == "reviewed"
    assert codes(refusal(second, "commune-1", "aggregate", by="district")) == ["not_yours"]
    assert first.aggregate("commune-1").by == "province"
    third = kh.Campaign.resume(store, clock=clock, default_by="expected")
    assert third.progress() == first.progress() == second.progress()
    assert third.progress(at=before).missing("province") == ("district",)
    assert third.progress(at=clock.now()).missing("province") == ("commune-2",)
    assert third.verify().entries == 4
    third.release("commune-1", reason="x")
    assert second.unwaive("district").dest == "draft"
    assert first.aggregate("commune-1", by="district").dest == "aggregated"


def test_a_batch_decides_on_the_graph_it_has_made() -> None:
    """Acts of an atomic batch behind a reroute are decided on the new graph; a refused batch leaves the old one."""
    campaign = begun(1, 1, 2)
    waive = kh.Command("district", "waive", reason="x", payload={"reroute": True})
    acts = [waive, kh.Command("commune-1", "submit"), kh.Command("commune-1", "review", by="province")]
    refused = campaign.fire_many([*acts, kh.Command("commune-2", "review", by="province")])
    assert [one.done for one in refused] == [False] * 4
    before = written(campaign)
    campaign.submit("commune-2")
    assert codes(refusal(campaign, "commune-2", "review", by="province")) == ["needs_reason"]
    assert campaign.review("commune-2", by="district").dest == "reviewed"
    assert len(written(campaign)) == len(before) + 2
    assert all(one.done for one in campaign.fire_many(acts))
    assert campaign.aggregate("commune-2", by="province").dest == "aggregated"


def test_one_form_is_rerouted_and_not_another() -> None:
    """Only the graph of the form changes: the district still takes what communes owe under another form."""
    rows = [
        kh.DutyRow("report", owed_by=["province", "district", "commune"]),
        kh.DutyRow("list", owed_by=["province", "district", "commune"]),
    ]
    campaign = begun(1, 1, 2, duties=rows, deadlines={})
    campaign.waive("district", reroute=True, reason="x")
    campaign.submit("commune-1")
    campaign.submit("commune-1:list")
    assert campaign.review("commune-1").by == "province"
    assert campaign.review("commune-1:list").by == "district"


def test_a_paper_is_received_past_a_waived_unit() -> None:
    """`receive` is an act of the superior that takes the report by now; whole tiers go the same way."""
    campaign = begun(1, 1, 2, policy=kh.Policy(accepts_in_one=True))
    campaign.waive("district", reroute=True, reason="x")
    entry = campaign.receive("commune-1", data={"members": 2})
    assert (entry.trigger, entry.by) == ("aggregate", "province")
    for trigger in ("submit", "review", "aggregate"):
        assert [one.done for one in campaign.fire_all(trigger, units=["commune-2"])] == [True]
    assert campaign.submit("province").dest == "submitted"


@pytest.mark.parametrize("trigger", ["submit", "review", "aggregate"])
def test_whole_tiers_are_swept_on_the_new_graph(trigger: str) -> None:
    """`fire_all` over columns says the same as one by one after a reroute."""
    ways = []
    for sweep in (True, False):
        campaign = begun(1, 2, 80)
        campaign.waive("district-1", reroute=True, reason="x")
        for one in ("submit", "review", "aggregate"):
            if sweep or one != trigger:
                campaign.fire_all(one, tier="commune")
            else:
                units = campaign.progress().duties("commune")
                campaign.fire_many([kh.Command(unit, one) for unit in units], atomic=False)
        ways.append((written(campaign), campaign.progress().board.held))
    assert ways[0] == ways[1]
