"""Whole tiers at once: when columns are used and when not, and that it never shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import kehoach as kh
from kehoach._engine import _sweep, guards_for
from kehoach._engine._masks import mask_of
from kehoach._report import Details
from kehoach.testing import ManualClock, small_plan
from staged import MORNING, salt, written

REPORT = kh.Lifecycle.report
COMMUNES = [f"commune-{number:02d}" for number in range(1, 41)]


def begun(store: object = None, **changes: Any) -> kh.Campaign:
    """A campaign that is large enough to be swept."""
    plan = small_plan(1, 2, 40, **changes)
    return kh.Campaign.begin(plan, store, clock=ManualClock(MORNING), default_by="expected", salt=salt)


def sweeps(campaign: kh.Campaign, trigger: str, units: list[str] | None = None) -> bool:
    """Whether a trigger would be swept."""
    index = campaign.plan.columns.index
    duties = [index[unit] for unit in units or COMMUNES]
    return _sweep.can_sweep(campaign.plan, campaign._shell.current(), trigger, _sweep.run_of(duties))


def alike(one: kh.Campaign, other: kh.Campaign, act: Callable[[kh.Campaign], object]) -> None:
    """Two campaigns of one plan, of which the second goes one by one, come to the same."""
    act(one)
    act(other)
    assert one.progress() == other.progress()
    assert written(one) == written(other)


def singly(trigger: str, units: list[str] = COMMUNES, **options: Any) -> Callable[[kh.Campaign], Sequence[kh.Outcome]]:
    """Fire a trigger on units one by one."""

    def act(campaign: kh.Campaign) -> Sequence[kh.Outcome]:
        commands = [kh.Command(unit, trigger, **options) for unit in units]
        return campaign.fire_many(commands, atomic=False)

    return act


def test_what_may_be_swept() -> None:
    """Sending, accepting and taking are swept; what takes back, and what is unknown, is not."""
    campaign = begun()
    swept = [trigger for trigger in campaign.plan.lifecycle.triggers if sweeps(campaign, trigger)]
    assert swept == ["submit", "review", "aggregate"]
    assert not sweeps(campaign, "sumbit")
    assert not sweeps(campaign, "submit", [*COMMUNES, COMMUNES[0]])


@pytest.mark.parametrize("why", ["stragglers", "a correction", "a person", "a callable"])
def test_what_stands_in_the_way_of_a_sweep(why: str) -> None:
    """Where acts are not independent of each other, or more than numbers is needed, it goes one by one."""
    changes: dict[str, Any] = {
        "stragglers": {"policy": kh.Policy(stragglers="reject")},
        "a callable": {"lifecycle": REPORT().extend("submit", after=lambda event: None)},
    }.get(why, {})
    campaign = begun(**changes)
    if why == "a person":
        campaign.submit("commune-01", person="ba")
    if why == "a correction":
        for trigger in ("submit", "review", "aggregate"):
            campaign.fire("commune-01", trigger)
        campaign.correct("commune-01", reason="x")
    assert not sweeps(campaign, "submit")
    assert sweeps(begun(), "submit")


def test_a_trigger_of_other_actors_is_not_swept() -> None:
    """A lifecycle in which the issuer accepts, or more than one may, is asked one by one, and answers."""
    for who in ("issuer", ("lead", "unit")):
        rows = [
            kh.Transition("submit", "draft", "submitted", who="unit", effect="freeze"),
            kh.Transition("review", "submitted", "reviewed", who=who, effect="accept"),
        ]
        states = [
            "draft",
            {"name": "submitted", "role": "sent"},
            {"name": "reviewed", "role": "accepted", "final": True},
        ]
        campaign = begun(lifecycle=kh.Lifecycle(states, rows))
        campaign.fire_all("submit", tier="commune")
        outcomes = campaign.fire_all("review", tier="commune")
        assert all(one.done for one in outcomes)
        assert campaign.log()[-1].by == ("issuer" if who == "issuer" else "district-2")


@pytest.mark.parametrize("guard", ["gate", "content_present", "opened", "reason_given"])
@pytest.mark.parametrize("under", ["conditions", "unless"])
def test_a_guard_means_the_same_in_a_sweep(guard: str, under: str) -> None:
    """What a guard lets pass one by one it lets pass in a sweep, under `conditions` and under `unless`."""
    lifecycle = REPORT().extend("submit", **{under: guard})
    one, other = (begun(lifecycle=lifecycle) for _ in range(2))
    outcomes = one.fire_all("submit", units=COMMUNES)
    assert [bool(entry.blockers) for entry in outcomes] == [not entry.done for entry in outcomes]
    alike(begun(lifecycle=lifecycle), other, singly("submit"))
    assert one.progress() == other.progress()


def test_what_a_plan_has_decided_is_still_a_choice() -> None:
    """Where nobody has two superiors all others always hold, which under `unless` lets nothing pass."""
    campaigns = [begun(lifecycle=REPORT().extend("aggregate", unless="others_hold")) for _ in range(2)]
    for campaign in campaigns:
        for trigger in ("submit", "review"):
            campaign.fire_all(trigger, tier="commune")
    swept, single = campaigns
    outcomes = swept.fire_all("aggregate", tier="commune")
    assert not any(one.done for one in outcomes)
    assert [one.blockers for one in outcomes] == [one.blockers for one in singly("aggregate")(single)]


@pytest.mark.parametrize("code", ["not_opened", "closed"])
def test_an_opening_or_closing_that_is_set_under_way_is_asked_for(code: str) -> None:
    """A plan has none, a campaign sets one, and another campaign of the plan goes on without."""
    plan = small_plan(1, 2, 40)
    campaign, other = (
        kh.Campaign.begin(plan, clock=ManualClock(MORNING), default_by="expected", salt=salt) for _ in range(2)
    )
    campaign.reschedule(
        "tier:commune",
        **({"opens": "21-3-2019"} if code == "not_opened" else {"closes": "before 20-3-2019"}),
        reason="x",
    )
    with pytest.raises(kh.errors.Refused) as refused:
        campaign.submit("commune-01")
    assert [blocker.code for blocker in refused.value.blockers] == [code]
    assert {blocker.code for one in campaign.fire_all("submit", tier="commune") for blocker in one.blockers} == {code}
    assert other.submit("commune-01").dest == "submitted"
    assert all(one.done for one in other.fire_all("submit", tier="commune"))


def test_a_rework_due_is_kept_in_a_sweep() -> None:
    """A version that was sent in a sweep has its own rework due, as one that was sent by itself."""
    campaigns = [begun(deadlines={"commune": "before 20-3-2019"}) for _ in range(2)]
    for campaign in campaigns:
        campaign.fire_all("submit", tier="commune")
        campaign.send_back("commune-07", reason="x", due="before 1-4-2019")
    alike(*campaigns, singly("submit", ["commune-07"]))
    swept, single = campaigns
    for campaign in campaigns:
        campaign.recall("commune-09")
        campaign.recall("commune-07")
    swept.fire_all("submit", tier="commune")
    singly("submit", ["commune-07", "commune-09"])(single)
    for campaign in campaigns:
        campaign.review("commune-07")
    assert swept.progress() == single.progress()
    assert swept.progress().standing("commune-07", by="accepted").bucket == "met_on_time"


def test_content_is_filed_in_a_sweep() -> None:
    """What a unit said before a recall is what its next version, sent in a sweep, says."""
    campaigns = [begun() for _ in range(2)]
    for campaign in campaigns:
        campaign.submit("commune-01", data={"members": 5})
        campaign.recall("commune-01")
    swept, single = campaigns
    swept.fire_all("submit", tier="commune")
    singly("submit")(single)
    assert swept.progress() == single.progress()
    assert swept.total("commune-01", "members", version=2).value == 5


def test_who_was_waived_is_kept_in_a_sweep() -> None:
    """A superior's version that was sent in a sweep knows who was waived then, as one that was sent by itself."""
    districts = [f"district-{number}" for number in (1, 2)]
    campaigns = [begun() for _ in range(2)]
    for campaign in campaigns:
        campaign.waive("commune-01", reason="x")
        for trigger in ("submit", "review", "aggregate"):
            campaign.fire_all(trigger, tier="commune")
    swept, single = campaigns
    swept.fire_all("submit", tier="district")
    singly("submit", districts)(single)
    assert swept.progress() == single.progress()


def test_acts_are_done_one_by_one_on_their_days() -> None:
    """An act that is done again, in many at once, was done on the day that was said, not when it was written down."""
    rows = [kh.DutyRow("meeting", kind="act", owed_by=["commune"])]
    acts = [f"{unit}:meeting" for unit in COMMUNES]
    campaigns = [begun(duties=rows) for _ in range(2)]
    for campaign in campaigns:
        for act in acts:
            campaign.complete(act, data={"done_on": "18-3-2019"})
            campaign.reopen(act, reason="x")
    swept, single = campaigns
    swept.fire_all("complete", units=acts)
    singly("complete", acts)(single)
    assert swept.progress() == single.progress()


@pytest.mark.parametrize(
    ("form", "row"),
    [
        ("plan", {"gate": "none", "after": [kh.After("plan", "superior")]}),
        ("damage", {"only_if": "any"}),
    ],
)
def test_who_waits_for_whom_is_seen_one_by_one(form: str, row: dict[str, Any]) -> None:
    """Where what one sends lets another send, or keeps it from it, many at once are many in their order."""
    units = [f"{unit}:{form}" for unit in ("province", "district-1", *COMMUNES, "district-2")]
    rows = [kh.DutyRow(form, ("province", "district", "commune"), **row)]
    swept, single = (begun(duties=rows) for _ in range(2))
    outcomes = swept.fire_all("submit", units=units)
    assert [one.done for one in outcomes] == [one.done for one in singly("submit", units)(single)]
    assert any(one.done for one in outcomes)
    assert swept.progress() == single.progress()
    assert written(swept) == written(single)


@pytest.mark.slow
def test_a_sweep_writes_to_a_database_what_it_writes_to_memory(tmp_path: Path) -> None:
    """The lines of a sweep are the same in a database as in memory, hashes among them."""
    plan = small_plan(1, 2, 40)
    stores = (None, f"sqlite:///{tmp_path / 'swept.db'}")
    memory, database = (
        kh.Campaign.begin(plan, store, id="x", clock=ManualClock(MORNING), default_by="expected", salt=salt)
        for store in stores
    )
    for campaign in (memory, database):
        for trigger in ("submit", "review", "aggregate"):
            assert all(one.done for one in campaign.fire_all(trigger, tier="commune"))
    assert written(memory) == written(database)
    assert database.verify().entries == 120


def test_outcomes_of_a_sweep_are_a_sequence() -> None:
    """They have a length, places, slices and an end, say what was asked, and are made when they are looked at."""
    campaign = begun()
    outcomes = campaign.fire_all("submit", units=["district-1", *COMMUNES])
    assert (len(outcomes), repr(outcomes)) == (41, "<41 outcomes, 1 refused>")
    assert [one.done for one in outcomes[:3]] == [False, True, True]
    assert outcomes[-1].command == kh.Command("commune-40", "submit")
    assert outcomes[1].text() == "commune-01: submitted"
    assert "commune-01" in outcomes[0].text()
    with pytest.raises(IndexError):
        outcomes[41]


def test_everybody_is_swept_at_once() -> None:
    """Where no tier is named, the trigger goes to every duty in whose state it exists."""
    campaign = begun(policy=kh.Policy(gate="none"))
    assert all(one.done for one in campaign.fire_all("submit"))
    assert campaign.progress().counts()["submitted"] == 43


def test_a_mask_that_knows_persons_asks_duty_by_duty() -> None:
    """Where persons are known on both sides, the mask form of the guard is its scalar form, asked one by one."""
    campaign = begun()
    for unit, person in (("commune-01", "ba"), ("commune-02", "tư")):
        campaign.submit(unit, person=person)
    board, grid = campaign.progress().board, campaign.plan.columns
    duties = np.array([grid.index[f"commune-0{number}"] for number in (1, 2, 3)], dtype=np.int32)
    actors = np.array([grid.lead_actor[duty] for duty in duties], dtype=np.int32)
    guard, _ = guards_for(campaign.plan)["not_preparer"]
    mask = mask_of("not_preparer", guard)
    assert mask(board, duties, actors, Details(person="ba"), 0).tolist() == [False, True, True]
    assert mask(board, duties, actors, Details(), 0).tolist() == [True, True, True]


def test_a_sweep_over_nothing_writes_nothing() -> None:
    """Where a tier has nothing in such a state, or nobody is selected, there are no outcomes and no lines."""
    campaign = begun()
    assert list(campaign.fire_all("review", tier="commune")) == []
    assert list(campaign.fire_all("submit", units=[])) == []
    with pytest.raises(kh.errors.UnknownName, match="no tier 'comune'; did you mean 'commune'"):
        campaign.fire_all("submit", tier="comune")
    for unit in ("comune-01", 7, ["commune-01"]):
        with pytest.raises(kh.errors.UnknownName, match="no unit"):
            campaign.fire_all("submit", units=[*COMMUNES, unit])  # type: ignore[list-item]
    assert written(campaign) == []


def test_many_tiers_are_swept_by_their_numbers() -> None:
    """A plan in which not everybody owes counts its tiers in wider columns, and sweeps the same."""
    rows = [kh.DutyRow("report", owed_by=["province", "commune"])]
    campaign = begun(duties=rows)
    assert len(campaign.fire_all("submit", tier="commune")) == 40
    assert campaign.progress().counts()["submitted"] == 40
