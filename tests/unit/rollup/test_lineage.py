"""Lineage: a total explains itself down to those that nobody reports to, with versions and hashes, at any size."""

from __future__ import annotations

import json
import pickle
from fractions import Fraction
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kehoach as kh
from figured import FIGURES, KEYS, Drive, plans
from kehoach.errors import InvalidCommand
from kehoach.testing import ManualClock, small_plan
from staged import begun, shared, up

OPEN = kh.Policy(gate="none")


def province() -> kh.Campaign:
    """A province of two districts, of which one holds both of its communes and the other one of two."""
    campaign = begun(1, 2, 4, policy=OPEN)
    for unit, members in (("commune-1", 5), ("commune-2", 6), ("commune-3", 7)):
        up(campaign, unit, data={"members": members})
    up(campaign, "district-1", "district-2")
    return campaign


def plain_text(lineage: object) -> list[str]:
    """The lines of a lineage, hashes cut to four figures."""
    lines = str(lineage).splitlines()
    return [line if "[" not in line else line.partition("[")[0] + line.partition("[")[2][:4] for line in lines]


def test_a_total_is_told_as_a_tree() -> None:
    """Each version stands under the one that holds it, with its own total and its hash; who is missing is named."""
    campaign = province()
    short = {unit: (campaign.report(unit).hash or "")[:4] for unit in ("district-1", "district-2", "commune-1")}
    short |= {unit: (campaign.report(unit).hash or "")[:4] for unit in ("commune-2", "commune-3")}
    assert plain_text(campaign.total("province", "members").explain()) == [
        "province v1: 18 draf",
        f"├─ district-1 v1: 12 {short['district-1']}",
        f"│  ├─ commune-1 v1: 5 {short['commune-1']}",
        f"│  └─ commune-3 v1: 7 {short['commune-3']}",
        f"└─ district-2 v1: 6 {short['district-2']}",
        f"   ├─ commune-2 v1: 6 {short['commune-2']}",
        "   └─ missing: commune-4",
    ]


def test_a_tree_can_be_kept_short() -> None:
    """So deep and no deeper, so many and no more: of the others it says how many there are and what they add up to."""
    total = province().total("province", "members")
    assert plain_text(total.explain(depth=0))[1:] == ["└─ 2 reports: 18"]
    lines = plain_text(total.explain(depth=1, largest=1))
    assert [lines[0], lines[1][:-5], *lines[2:]] == [
        "province v1: 18 draf",
        "├─ district-1 v1: 12",
        "│  └─ 2 reports: 12",
        "└─ and 1 other: 6",
    ]


def test_the_largest_come_first() -> None:
    """Where some are left out, those that count most are shown, whatever their sign."""
    campaign = begun(1, 1, 4, indicators=[kh.Indicator("balance")])
    for place, balance in enumerate((1, -9, 4, 2), 1):
        up(campaign, f"commune-{place}", data={"balance": balance})
    lines = plain_text(campaign.total("district", "balance").explain(largest=2))
    assert [line[3:17] for line in lines[1:]] == ["commune-2 v1: ", "commune-3 v1: ", "and 2 others: "]
    assert lines[-1] == "└─ and 2 others: 3"


def test_what_does_not_add_up_is_not_added() -> None:
    """Of a largest figure and of texts, the others are counted and not summed."""
    indicators = [kh.Indicator("top", goes_up="max"), kh.Indicator("note", kind="text", goes_up="gather")]
    campaign = begun(1, 1, 3, indicators=indicators)
    for place in range(1, 4):
        up(campaign, f"commune-{place}", data={"top": place, "note": f"n{place}"})
    assert plain_text(campaign.total("district", "top").explain(largest=1))[-1] == "└─ and 2 others"
    note = campaign.total("district", "note").explain(largest=1)
    assert plain_text(note)[0] == "district v1: commune-1: n1; commune-2: n2; commune-3: n3 draf"
    assert plain_text(note)[-1] == "└─ and 2 others"


def test_a_shared_report_is_told_once() -> None:
    """It stands under both of its superiors with the share of each; what lies below it is not told again."""
    campaign = shared(policy=OPEN)
    up(campaign, "x", data={"members": 3})
    up(campaign, "a", "b")
    lineage = campaign.total("p", "members").explain()
    assert len(lineage) == 4
    lines = [line.partition(" [")[0] for line in str(lineage).splitlines()]
    assert lines == [
        "p v1: 3",
        "├─ a v1: 1",
        "│  └─ x v1: 3 × 1/3",
        "└─ b v1: 2",
        "   ├─ x v1: 3 × 2/3",
        "   └─ missing: y",
    ]


def test_what_stands_under_several_is_told_below_the_first() -> None:
    """A district that two provinces share is told in full once, and named the second time."""
    tiers = [kh.Tier(name) for name in ("nation", "province", "district", "commune")]
    units = [
        kh.Unit("n", tier="nation"),
        *(kh.Unit(one, tier="province", reports_to="n") for one in ("a", "b")),
        kh.Unit("d", tier="district", reports_to=[("a", "1/2"), ("b", "1/2")]),
        kh.Unit("x", tier="commune", reports_to="d"),
    ]
    plan = small_plan(1).replace(hierarchy=kh.Hierarchy.from_units(tiers, units))
    campaign = kh.Campaign.begin(plan, clock=ManualClock(0), default_by="expected")
    up(campaign, "x", data={"members": 3})
    up(campaign, "d", "a", "b")
    lineage = campaign.total("n", "members").explain()
    lines = str(lineage).splitlines()
    assert [line.endswith(", as above") for line in lines] == [False, False, False, False, False, True]
    plain = lineage.to_dict()["top"]
    first, second = plain["parts"]  # type: ignore[index,call-overload]  # plain data
    assert ("parts" in first["parts"][0], "parts" in second["parts"][0]) == (True, False)


def test_a_lineage_as_plain_data() -> None:
    """Units, versions, hashes, shares, values and who is missing are ready for JSON, to the depth that is asked for."""
    campaign = province()
    plain: Any = json.loads(json.dumps(campaign.total("province", "members").explain(depth=1).to_dict()))
    top = plain["top"]
    assert (plain["key"], top["unit"], top["hash"], top["value"], top["own"]) == (
        "members",
        "province",
        None,
        18,
        "missing",
    )
    assert [(one["unit"], one["value"], one["others"], one["parts"]) for one in top["parts"]] == [
        ("district-1", 12, 2, []),
        ("district-2", 6, 1, []),
    ]
    assert top["parts"][1]["missing"] == ["commune-4"]
    assert top["parts"][0]["hash"] == campaign.report("district-1").hash


def test_a_lineage_as_a_graph() -> None:
    """Versions are nodes, and edges lead from what was taken to what took it, with shares."""
    campaign = shared(policy=OPEN)
    up(campaign, "x", data={"members": 3})
    up(campaign, "a", "b")
    graph = campaign.total("p", "members").explain().graph
    assert nx.is_directed_acyclic_graph(graph)
    assert graph.edges[("x", 1), ("b", 1)]["share"] == Fraction(2, 3)
    assert graph.nodes["x", 1]["value"] == 3
    assert graph.nodes["x", 1]["hash"] == campaign.report("x").hash
    assert set(nx.ancestors(graph, ("p", 1))) == {("a", 1), ("b", 1), ("x", 1)}


def test_what_was_worked_out_is_explained() -> None:
    """A total explains what it was, after the campaign has gone on; and so does one of an instant in the past."""
    clock = ManualClock(0)
    campaign = begun(1, 1, 2, policy=OPEN, clock=clock)
    up(campaign, "commune-1", data={"members": 5})
    total, then = campaign.total("district", "members"), clock.now()
    before = str(total.explain())
    clock.advance(days=1)
    up(campaign, "commune-2", data={"members": 7})
    assert str(total.explain()) == before
    assert str(campaign.total("district", "members", known_on=then).explain()) == before
    assert str(campaign.total("district", "members").explain()) != before


def test_a_total_that_travelled_cannot_explain_itself() -> None:
    """A pickled total is equal to the first, without the campaign behind it."""
    total = province().total("province", "members")
    copy = pickle.loads(pickle.dumps(total))
    assert copy == total
    with pytest.raises(InvalidCommand, match="the total of members of province cannot be explained any more"):
        copy.explain()


def test_a_campaign_of_eleven_thousand_stays_readable() -> None:
    """Where a superior has hundreds of subordinates, ten are shown and the others are added up."""
    sizes = {"country": 1, "province": 3, "commune": 450}
    plan = kh.Plan("Many", kh.Hierarchy.fan(**sizes), indicators=[kh.Indicator("members")], policy=OPEN)
    campaign = kh.Campaign.begin(plan, clock=ManualClock(0), default_by="expected")
    for number in range(1, 451):
        up(campaign, f"commune-{number:03}", data={"members": number})
    up(campaign, "province-1", "province-2", "province-3")
    lineage = campaign.total("country", "members").explain()
    assert len(lineage) == 454
    lines = str(lineage).splitlines()
    assert len(lines) == 1 + 3 * 12
    assert sum("and 140 others: " in line for line in lines) == 3


@settings(max_examples=30, deadline=None)
@given(plans(), st.data())
def test_every_version_explains_its_own_total(plan: kh.Plan, data: st.DataObject) -> None:
    """The value at the top of a lineage is the total, and every version in it has the value of its own total."""
    drive = Drive(plan, data)
    drive.rush()
    for _ in range(6):
        drive.act()
    campaign = drive.campaign
    for key in data.draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=5, unique=True)):
        total = campaign.total("p", key)
        lineage = total.explain()
        assert lineage.top.value == total.value
        assert lineage.top.own == total.own
        for one in lineage.origins():
            assert one.value == campaign.total(one.unit, key, version=one.version).value, (key, one.unit)
        if key in FIGURES:
            str(lineage)
        json.dumps(lineage.to_dict())
