"""Whole campaigns of lifecycles with steps of their own: from Python, from a plan file, in a store."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import kehoach as kh
from kehoach.files import parse_plan
from kehoach.testing import ManualClock, small_plan
from own_lifecycles import LIFECYCLES, signed
from staged import MORNING, begun, codes, refusal, shared

STEPS = """
[[lifecycle.states]]
name = "signed"
role = "accepted"
after = "reviewed"

[[lifecycle.transitions]]
trigger = "sign"
source = "reviewed"
dest = "signed"
who = "unit"
"""


def step_up(campaign: kh.Campaign, *units: str, **options: Any) -> None:
    """Take reports the whole way up, each by all of its superiors."""
    hierarchy = campaign.plan.hierarchy
    assert hierarchy is not None
    for unit in units:
        superiors = hierarchy.superiors(unit)
        for one in campaign.plan.lifecycle.way("aggregated" if superiors else campaign.plan.policy.root_ends):
            for superior in superiors if one.effect == "row" else [None]:
                content = options if one.effect == "freeze" else {}
                campaign.fire(unit, one.trigger, by=superior, **content)


@pytest.mark.parametrize("name", LIFECYCLES)
def test_a_campaign_runs_through(name: str) -> None:
    """Act by act, a campaign ends, its totals are whole, every duty is met, and its chain fits."""
    campaign = begun(lifecycle=LIFECYCLES[name])
    for number, unit in enumerate(campaign.plan.hierarchy.aggregation_order()):  # type: ignore[union-attr]
        step_up(campaign, unit, data={"members": number} if unit.startswith("commune") else None)
    progress = campaign.progress()
    assert progress.complete
    assert (campaign.total("province", "members").value, campaign.total("province", "members").complete) == (6, True)
    assert (progress.rate(), progress.rate(by="accepted")) == (1, 1)
    assert campaign.verify().entries == progress.seq


@pytest.mark.parametrize("name", LIFECYCLES)
def test_a_tier_is_taken_up_at_once(name: str) -> None:
    """`fire_all` goes through the same steps, and says the same as act by act."""
    campaign = begun(1, 2, 40, lifecycle=LIFECYCLES[name])
    for one in campaign.plan.lifecycle.way("aggregated"):
        outcomes = campaign.fire_all(one.trigger, tier="commune")
        assert len(outcomes) == 40
        assert all(outcome.done for outcome in outcomes)
    assert campaign.progress().counts()["aggregated"] == 40


def test_what_is_not_signed_does_not_go_up() -> None:
    """Between review and aggregation a signature is asked for, of the unit alone."""
    campaign = begun(1, 1, 1, lifecycle=signed())
    campaign.submit("commune")
    campaign.review("commune")
    (blocker,) = refusal(campaign, "commune", "aggregate")
    assert blocker.code == "no_such_move"
    assert codes(refusal(campaign, "commune", "sign", by="district")) == ["not_yours"]
    assert campaign.verbs.fire("commune", "sign").dest == "signed"
    assert campaign.aggregate("commune").dest == "aggregated"


def test_what_was_signed_is_sent_back_corrected_released_and_waived() -> None:
    """Every other act has its place around the new state, and leads to where it should."""
    campaign = begun(1, 1, 2, lifecycle=signed())
    campaign.submit("commune-1")
    campaign.review("commune-1")
    campaign.fire("commune-1", "sign")
    assert campaign.send_back("commune-1", reason="wrong").dest == "draft"
    step_up(campaign, "commune-1")
    assert campaign.correct("commune-1", reason="wrong again").dest == "draft"
    assert campaign.withdraw("commune-1").dest == "aggregated"
    assert campaign.release("commune-1", reason="too early").dest == "signed"
    assert campaign.aggregate("commune-1").dest == "aggregated"
    campaign.waive("commune-2", reason="merged")
    assert campaign.unwaive("commune-2").dest == "draft"
    campaign.waive("commune-2", reason="merged")
    assert campaign.submit("district").dest == "submitted"


def test_a_withdrawn_correction_stands_where_it_stood() -> None:
    """What two superiors held and one let go is signed again as it was, and the root comes back as far as it was."""
    campaign = shared(lifecycle=signed())
    step_up(campaign, "x")
    campaign.correct("x", reason="wrong")
    campaign.release("x", by="a", reason="wait")
    assert campaign.withdraw("x").dest == "signed"
    for signs in (False, True):
        alone = begun(1, lifecycle=signed())
        alone.submit("province")
        alone.review("province")
        if signs:
            alone.fire("province", "sign")
        alone.correct("province", reason="wrong")
        assert alone.withdraw("province").dest == ("signed" if signs else "reviewed")
        assert alone.progress().complete


def test_a_paper_goes_the_whole_way_when_it_is_received() -> None:
    """One act of the receiver does every step, those of the unit on its behalf, and is done once."""
    campaign = begun(1, 1, 1, lifecycle=signed(), policy=kh.Policy(accepts_in_one=True))
    paper: dict[str, Any] = {"data": {"members": 3}, "received_at": "2019-03-19T08:00+07:00", "command_id": "k"}
    last = campaign.receive("commune", **paper)
    assert [(entry.trigger, entry.acting_for) for entry in campaign.log()] == [
        ("submit", "commune"),
        ("review", None),
        ("sign", "commune"),
        ("aggregate", None),
    ]
    assert campaign.receive("commune", **paper).seq == last.seq
    with pytest.raises(kh.errors.InvalidCommand):
        campaign.receive("commune", **{**paper, "data": {"members": 4}})


def test_the_verbs_of_a_lifecycle_of_ones_own() -> None:
    """`verbs` has a method for each trigger, for a campaign and for one who acts; a misspelt one is named."""
    campaign = begun(1, 1, 1, lifecycle=signed())
    verbs: Any = campaign.acting(by="district", person="ba").verbs
    campaign.submit("commune")
    assert verbs.review("commune").person == "ba"
    assert campaign.verbs.sign("commune").dest == "signed"  # type: ignore[attr-defined]  # what the stub is for
    with pytest.raises(kh.errors.UnknownName, match="did you mean 'sign'"):
        campaign.verbs.sing("commune")  # type: ignore[attr-defined]  # a misspelt one
    assert not hasattr(campaign.verbs, "_sign")


def in_a_file(steps: str = STEPS) -> kh.Plan:
    """The plan of a file that adds a step to the standard lifecycle."""
    text = '[directive]\ntitle = "Ký"\n[[tiers]]\nid = "province"\n[[tiers]]\nid = "commune"\n'
    units = "".join(
        f'[[units]]\nid = "{unit}"\ntier = "{tier}"\n{above}'
        for unit, tier, above in (("p", "province", ""), ("c", "commune", 'reports_to = "p"\n'))
    )
    return parse_plan(text + units + steps, name="plan.toml")


def test_a_file_adds_a_step(tmp_path: Path) -> None:
    """A state and a transition in a file are a step of the standard lifecycle, in the digest as in Python."""
    plan = in_a_file()
    assert plan.lifecycle == signed()
    assert plan.digest == plan.replace(lifecycle=signed()).digest
    kh.save_plan(plan, tmp_path / "plan.toml")
    assert kh.load_plan(tmp_path / "plan.toml").digest == plan.digest


def test_a_file_says_where_a_step_is_wrong() -> None:
    """A misspelt name stands at its row, and what follows from it is not said again."""
    for old, new, line in (
        ('dest = "signed"', 'dest = "sined"', 23),
        ('after = "reviewed"', 'after = "reviewd"', 18),
        ('role = "accepted"', 'role = "acepted"', 17),
        ('who = "unit"', 'who = "unti"', 24),
    ):
        with pytest.raises(kh.errors.InvalidPlan) as error:
            in_a_file(STEPS.replace(old, new))
        assert [finding.line for finding in error.value.findings][:1] == [line], str(error.value)
        assert "root_ends" not in str(error.value)


@pytest.mark.parametrize("name", LIFECYCLES)
def test_a_campaign_is_resumed_from_a_store(tmp_path: Path, name: str) -> None:
    """What a store holds of a lifecycle of one's own is enough to go on where it stood."""
    clock, url = ManualClock(MORNING), f"sqlite:///{tmp_path / 'own.db'}"
    campaign = kh.Campaign.begin(
        small_plan(1, 1, 2, lifecycle=LIFECYCLES[name]), url, clock=clock, default_by="expected"
    )
    step_up(campaign, "commune-1")
    campaign.correct("commune-1", reason="wrong")
    again = kh.Campaign.resume(url, clock=clock, default_by="expected")
    assert again.plan.lifecycle == LIFECYCLES[name]
    assert again.progress() == campaign.progress()
    assert again.withdraw("commune-1").dest == "aggregated"
    assert again.verify().entries == again.progress().seq


def always(event: Any) -> bool:
    """A guard that stands in a module."""
    return True


def test_guards_come_back_with_the_plan(tmp_path: Path) -> None:
    """A campaign with guards of one's own is resumed with the plan in hand, by their names, and not without."""
    lifecycle = (
        signed().with_guards(always=always).extend("sign", conditions="always").extend("submit", conditions=always)
    )
    plan, url = small_plan(1, 1, 2, lifecycle=lifecycle), f"sqlite:///{tmp_path / 'own.db'}"
    kh.Campaign.begin(plan, url, id="x", default_by="expected").submit("commune-1")
    assert kh.Campaign.resume(url, plan=plan, default_by="expected").review("commune-1").dest == "reviewed"
    with pytest.raises(kh.errors.InvalidCommand, match="always"):
        kh.Campaign.resume(url)
    kh.save_plan(plan, tmp_path / "plan.toml")
    names = dict.fromkeys(("always", f"{__name__}:always"), always)
    assert plan.lifecycle.callables() == names
    loaded = kh.load_plan(tmp_path / "plan.toml", guards=names)
    assert loaded.digest == plan.digest
    assert kh.Campaign.resume(url, plan=loaded, default_by="expected").fire("commune-1", "sign").dest == "signed"


def test_reports_may_end_where_they_are_noted() -> None:
    """In a lifecycle without rows nobody waits for anybody, nothing is held, and the rates are those of all reports."""
    noted = kh.Lifecycle(
        ["draft", kh.State("sent", role="sent"), kh.State("noted", role="accepted", final=True)],
        [
            kh.Transition("send", "draft", "sent", conditions=("opened", "not_closed")),
            kh.Transition("note", "sent", "noted", who="lead"),
            kh.Transition("take_back", "sent", "draft", effect="recall"),
        ],
    )
    campaign = begun(1, 1, 2, lifecycle=noted, policy=kh.Policy(gate="none"))
    for unit in ("province", "district", "commune-1"):
        campaign.fire(unit, "send")
        campaign.fire(unit, "note")
    progress = campaign.progress()
    assert progress.complete
    assert progress.held("province") == ()
    assert progress.rate("commune", by="accepted") == progress.rate("commune") == Fraction(1, 2)


def test_a_tier_may_only_be_informed() -> None:
    """A tier that owes nothing and is sent copies holds nothing up, and stands in no rate."""
    tiers = [kh.Tier("province"), kh.Tier("district", owes=False), kh.Tier("commune")]
    units = [
        kh.Unit("p", tier="province"),
        kh.Unit("d", tier="district", reports_to="p"),
        kh.Unit("c", tier="commune", reports_to=[kh.Edge("p"), kh.Edge("d", role="informs")]),
    ]
    plan = small_plan(1).replace(hierarchy=kh.Hierarchy.from_units(tiers, units), lifecycle=signed())
    campaign = kh.Campaign.begin(plan, clock=ManualClock(MORNING), default_by="expected")
    step_up(campaign, "c")
    campaign.submit("p")
    campaign.review("p")
    assert campaign.progress().complete
    assert (campaign.progress().rate("district"), campaign.progress().summary("district").expected) == (None, 0)
