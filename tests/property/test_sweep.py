"""The array path equals the way one by one, and the mask form of a guard its scalar form."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kehoach as kh
from kehoach._engine import guards_for
from kehoach._engine._glance import nothing_against, run_of
from kehoach._engine._masks import mask_of
from kehoach._report import NOTHING, Details
from kehoach.stores import MemoryStore
from kehoach.testing import ManualClock, small_plan
from staged import salt

MORNING = "2019-03-20T08:00+07:00"
PLAN = small_plan(1, 4, 40, deadlines={"commune": "before 5-4-2019"})
UNITS = [*PLAN.hierarchy.columns.ids] if PLAN.hierarchy is not None else []
COMMUNES = [unit for unit in UNITS if unit.startswith("commune")]
TRIGGERS = ("submit", "review", "aggregate")
BY_STATE = {"draft": TRIGGERS[:1], "submitted": TRIGGERS[1:2], "reviewed": TRIGGERS[2:], "aggregated": (), "waived": ()}


def begun(plan: kh.Plan = PLAN, store: MemoryStore | None = None) -> kh.Campaign:
    return kh.Campaign.begin(plan, store, clock=ManualClock(MORNING), default_by="expected", salt=salt)


class Tuesday:
    """An authority that lets everybody do everything: under it everything goes one by one."""

    def may(self, actor: str, trigger: str, duty: str, progress: kh.Progress) -> list[kh.Blocker]:
        """Nothing stands against anything."""
        return []


def slowly(campaign: kh.Campaign, trigger: str, units: list[str]) -> list[object]:
    """One by one."""
    answers: list[object] = []
    for unit in units:
        try:
            answers.append(campaign.fire(unit, trigger).to_dict())
        except kh.errors.Refused as refused:
            answers.append(refused.blockers)
    return answers


def quickly(campaign: kh.Campaign, trigger: str, units: list[str]) -> list[object]:
    """All at once."""
    outcomes = campaign.fire_all(trigger, units=units)
    return [one.blockers if one.entry is None else one.entry.to_dict() for one in outcomes]


@settings(max_examples=40)
@given(st.data())
def test_the_array_path_equals_the_way_one_by_one(data: st.DataObject) -> None:
    """`fire_all` gives the same entries, refusals and progress as firing each in turn, on random campaigns."""
    fast, slow = begun(), begun()
    for _ in range(data.draw(st.integers(1, 6))):
        trigger = data.draw(st.sampled_from(TRIGGERS))
        units = data.draw(st.permutations(UNITS).map(lambda drawn: drawn[:38]))
        assert quickly(fast, trigger, units) == slowly(slow, trigger, units)
        if data.draw(st.booleans()):
            for campaign in (fast, slow):
                returned = [unit for unit in units if campaign.may(unit, "send_back", reason="x")][:3]
                for unit in returned:
                    campaign.send_back(unit, reason="x")
    assert fast.progress() == slow.progress()
    assert [entry.hash for entry in fast.log()] == [entry.hash for entry in slow.log()]


DATED = {
    "commune": "on 20-3-2019",
    "district": "from 20-3-2019 to 25-3-2019",
    "province": "before 5-4-2019",
}
TIERS = ("commune", "district", "province")
ODD = ("waive", "unwaive", "send_back", "recall", "correct", "extend", "close")


def meanwhile(campaign: kh.Campaign, odd: str, unit: str) -> str | None:
    """One act that no sweep does; which blockers stand against it, if any."""
    try:
        if odd == "extend":
            campaign.extend(unit, "before 9-4-2019", reason="x")
        elif odd == "close":
            campaign.reschedule(unit, closes="before 20-3-2019", reason="x")
        else:
            campaign.fire(unit, odd, reason="x", **({"due": "before 9-4-2019"} if odd == "send_back" else {}))
    except kh.errors.Refused as refused:
        return str(refused.blockers)
    return None


@pytest.mark.slow
@settings(max_examples=30)
@given(st.data())
def test_a_tier_at_once_equals_its_duties_one_by_one(data: st.DataObject) -> None:
    """A sweep of a tier gives the entries, refusals and progress of firing each in turn, whatever happened before."""
    gate, deadlines = data.draw(st.sampled_from(["all", "none"])), data.draw(st.sampled_from([{}, DATED]))
    plan = small_plan(1, 3, 9, deadlines=deadlines, policy=kh.Policy(gate=gate))
    fast, slow = begun(plan), begun(plan)
    units = [*plan.columns.names]
    for tier in (*TIERS, *data.draw(st.lists(st.sampled_from(TIERS), max_size=4))):
        for trigger in data.draw(st.sampled_from([TRIGGERS, TRIGGERS[:2], TRIGGERS[:1], TRIGGERS[1:]])):
            for odd in data.draw(st.lists(st.sampled_from(ODD), max_size=3)):
                unit = data.draw(st.sampled_from(units))
                assert meanwhile(fast, odd, unit) == meanwhile(slow, odd, unit)
            states = {unit: slow.report(unit).state for unit in units}
            asked = [unit for unit in units if unit.startswith(tier) and trigger in BY_STATE[states[unit]]]
            outcomes = fast.fire_all(trigger, tier=tier)
            assert [one.command.unit for one in outcomes] == asked
            answers = [one.blockers if one.entry is None else one.entry.to_dict() for one in outcomes]
            assert answers == slowly(slow, trigger, asked)
    assert fast.progress() == slow.progress()
    assert [entry.hash for entry in fast.log()] == [entry.hash for entry in slow.log()]


def test_a_whole_campaign_can_be_swept() -> None:
    """Tier by tier, three sweeps each: the campaign is complete, and its chain fits."""
    campaign = begun()
    for tier in ("commune", "district", "province"):
        for trigger in TRIGGERS[: 2 if tier == "province" else 3]:
            outcomes = campaign.fire_all(trigger, tier=tier)
            assert all(one.done for one in outcomes)
    assert campaign.progress().complete
    assert campaign.verify().entries == 3 * len(UNITS) - 1


def test_a_sweep_refuses_with_reasons() -> None:
    """What is refused in a sweep has all its blockers, in the caller's order, and nothing else stops."""
    campaign = begun()
    outcomes = campaign.fire_all("submit", units=["district-1", *COMMUNES, "district-2"])
    assert [one.done for one in outcomes] == [False, *[True] * 40, False]
    assert [blocker.code for blocker in outcomes[0].blockers] == ["gate"]
    assert outcomes[1].entry is not None
    assert outcomes[1].entry.unit == "commune-01"
    assert outcomes[-1].command.unit == "district-2"


def test_a_sweep_by_a_stranger_is_refused_one_by_one() -> None:
    """A named actor acts where it may and is refused where it may not."""
    campaign = begun()
    outcomes = campaign.fire_all("submit", units=COMMUNES, by="commune-07")
    assert [one.command.unit for one in outcomes if one.done] == ["commune-07"]
    assert {blocker.code for one in outcomes if not one.done for blocker in one.blockers} == {"not_yours"}


def test_nobody_sweeps_unnamed() -> None:
    """Without `by` and without a default every item is refused."""
    campaign = kh.Campaign.begin(PLAN, clock=ManualClock(MORNING))
    assert {one.blockers[0].code for one in campaign.fire_all("submit", units=COMMUNES)} == {"no_actor"}


def test_another_authority_is_asked_one_by_one() -> None:
    """The array path belongs to the standard authority."""
    campaign = kh.Campaign.begin(PLAN, clock=ManualClock(MORNING), authority=Tuesday())
    outcomes = campaign.fire_all("submit", units=COMMUNES, by="tuesday")
    assert all(one.done for one in outcomes)
    assert campaign.log()[0].by == "tuesday"


GUARDED = small_plan(
    1,
    4,
    40,
    policy=kh.Policy(stragglers="reject"),
    indicators=[kh.Indicator("members", required=True)],
    deadlines={"commune": "on 25-3-2019", "district": "before 20-4-2019"},
)
UNGATED = small_plan(1, 4, 40, policy=kh.Policy(gate="none"))


@settings(max_examples=25)
@given(st.data())
def test_masks_answer_as_guards_do(data: st.DataObject) -> None:
    """The scalar and the mask form of every guard agree on every duty of random boards, for every kind of actor."""
    plan = data.draw(st.sampled_from([PLAN, GUARDED]))
    store = MemoryStore()
    campaign = begun(plan, store)
    for _ in range(data.draw(st.integers(0, 4))):
        trigger = data.draw(st.sampled_from(TRIGGERS))
        units = data.draw(st.lists(st.sampled_from(UNITS), unique=True, max_size=30))
        person = data.draw(st.sampled_from([None, "anh-ba"]))
        campaign.fire_many([kh.Command(unit, trigger, person=person) for unit in units], atomic=False)
    board = campaign.progress().board
    duties = np.arange(len(UNITS), dtype=np.int32)
    kind = data.draw(st.sampled_from(["unit", "lead", "random"]))
    grid = plan.columns
    chosen = [data.draw(st.integers(0, grid.units)) for _ in duties] if kind == "random" else None
    actors = np.asarray(chosen or (grid.unit_of if kind == "unit" else grid.lead_actor), dtype=np.int32)
    details = data.draw(
        st.sampled_from([NOTHING, Details(person="anh-ba"), Details(reason="x"), Details(due_before=1)])
    )
    at = data.draw(st.sampled_from([0, 2**62]))
    for name, (guard, _) in guards_for(plan).items():
        mask = mask_of(name, guard)(board, duties, actors, details, at)
        scalar = [guard(board, duty, actor, details, at) in (None, True) for duty, actor in enumerate(actors.tolist())]
        assert mask.tolist() == scalar, name


@settings(max_examples=40)
@given(st.data())
def test_a_glance_never_says_more_than_the_mask(data: st.DataObject) -> None:
    """Where a guard is said to hold nothing against any duty of a run, its mask lets all of them pass."""
    plan = data.draw(st.sampled_from([PLAN, GUARDED, UNGATED]))
    campaign = begun(plan)
    for trigger in TRIGGERS[: data.draw(st.integers(0, 3))]:
        campaign.fire_all(trigger, units=data.draw(st.permutations(UNITS)))
    if data.draw(st.booleans()):
        campaign.fire_many([kh.Command("commune-01", "submit", person="anh-ba")], atomic=False)
    board, grid = campaign.progress().board, plan.columns
    first = data.draw(st.integers(0, len(UNITS) - 1))
    spread = data.draw(st.permutations(UNITS)).index(UNITS[first])
    numbers = data.draw(st.sampled_from([range(first, len(UNITS)), [first], [spread, first]]))
    run, at = run_of(numbers), data.draw(st.sampled_from([0, 2**62]))
    actors = np.asarray(data.draw(st.sampled_from([grid.unit_of, grid.lead_actor])), dtype=np.int32)[run.pick]
    for name, (guard, _) in guards_for(plan).items():
        if nothing_against(name, guard, board, run, actors, at):
            assert mask_of(name, guard)(board, run.duties, actors, NOTHING, at).all(), name


@pytest.mark.parametrize("trigger", TRIGGERS)
def test_a_board_is_not_touched_by_deciding(trigger: str) -> None:
    """A sweep in which everything is refused leaves the progress as it was."""
    campaign = begun()
    before = campaign.progress()
    districts = [unit for unit in UNITS if not unit.startswith("commune")]
    campaign.fire_all(trigger, units=[*districts, *(COMMUNES if trigger != "submit" else [])])
    assert campaign.progress() == before
    assert len(campaign.log()) == 0
