"""A gate that opens when enough are in."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kehoach as kh
from kehoach.errors import InvalidPlan, Refused
from kehoach.testing import ManualClock, small_plan

MORNING = "2019-03-20T08:00+07:00"


def begun(communes: int, clock: ManualClock | None = None, **policy: object) -> kh.Campaign:
    plan = small_plan(1, 1, communes, deadlines={"commune": "before 5-4-2019"}, policy=kh.Policy(**policy))
    return kh.Campaign.begin(plan, clock=clock or ManualClock(MORNING), default_by="expected")


def bring(campaign: kh.Campaign, *units: str) -> None:
    """Submit, review and aggregate."""
    for unit in units:
        for trigger in ("submit", "review", "aggregate"):
            campaign.fire(unit, trigger)


def refusal(campaign: kh.Campaign) -> kh.Blocker:
    with pytest.raises(Refused) as refused:
        campaign.submit("district")
    (blocker,) = refused.value.blockers
    return blocker


def test_enough_are_enough_once_the_dues_are_past() -> None:
    """Two of four open a half's gate, but only when the dues of the missing have passed; the missing stay overdue."""
    clock = ManualClock(MORNING)
    campaign = begun(4, clock, gate={"quorum": "50%"})
    bring(campaign, "commune-1")
    early = refusal(campaign)
    assert (early.code, early.values["held"], early.values["needed"]) == ("quorum", 1, 2)
    bring(campaign, "commune-2")
    assert refusal(campaign).code == "quorum_early"
    clock.set("2019-04-04T23:59:59.999999+07:00")
    assert refusal(campaign).code == "quorum_early"
    clock.set("2019-04-05T00:00+07:00")
    assert campaign.submit("district").dest == "submitted"
    assert campaign.progress().overdue() == ("commune-3", "commune-4")
    assert campaign.progress().missing("district") == ("commune-3", "commune-4")


def test_the_day_of_a_quorum_may_be_named() -> None:
    """With `quorum_from` the gate opens on that day, whatever the dues."""
    clock = ManualClock(MORNING)
    campaign = begun(2, clock, gate={"quorum": "1/2"}, quorum_from="25-3-2019")
    bring(campaign, "commune-1")
    assert "25/03/2019" in refusal(campaign).text()
    clock.set("2019-03-25T00:00+07:00")
    assert campaign.submit("district").dest == "submitted"


def test_required_units_are_among_them() -> None:
    """A required unit keeps the gate closed, however many others are in."""
    clock = ManualClock("2019-04-10T08:00+07:00")
    campaign = begun(4, clock, gate={"quorum": "50%", "required": ["commune-4"]})
    bring(campaign, "commune-1", "commune-2", "commune-3")
    blocker = refusal(campaign)
    assert (blocker.code, blocker.values["missing"]) == ("quorum", ("commune-4",))
    bring(campaign, "commune-4")
    assert campaign.submit("district").dest == "submitted"


def test_everybody_is_always_enough() -> None:
    """When all are in, no day is waited for; and a waived unit is not counted."""
    campaign = begun(3, gate={"quorum": "90%"})
    bring(campaign, "commune-1", "commune-2")
    campaign.waive("commune-3", reason="merged")
    assert campaign.submit("district").dest == "submitted"


@given(st.integers(0, 400), st.integers(1, 100))
def test_a_share_is_counted_exactly(expected: int, percent: int) -> None:
    """What is needed is the least whole number that is not below the share: 55 % of 100 is 55."""
    needed = kh.Quorum(f"{percent}%").needed(expected)
    assert needed - 1 < Fraction(percent * expected, 100) <= needed
    assert kh.Quorum("55%").needed(100) == 55


@pytest.mark.parametrize("share", ["0", "101%", "half", 0.55, None])
def test_a_share_that_is_none_is_refused(share: object) -> None:
    """Nothing, more than all, words and binary floats are no shares."""
    with pytest.raises(InvalidPlan):
        kh.Policy(gate={"quorum": share})


def test_a_quorum_survives_its_file(tmp_path: Path) -> None:
    """A plan file says it, and what is saved says it again; a required unit that is not there is named."""
    plan = small_plan(
        1, 1, 3, policy=kh.Policy(gate={"quorum": "55%", "required": ["commune-1"]}, quorum_from="1-4-2019")
    )
    kh.save_plan(plan, tmp_path / "plan.toml")
    again = kh.load_plan(tmp_path / "plan.toml")
    assert again == plan
    assert again.policy.gate == kh.Quorum("11/20", ["commune-1"])
    with pytest.raises(InvalidPlan, match="requires 'comune-1'"):
        small_plan(1, 1, 3, policy=kh.Policy(gate={"quorum": "55%", "required": ["comune-1"]}))
