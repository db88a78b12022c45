"""Strategies, and the machine that carries out plans at random: what they draw is valid, what fails is a script."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis.stateful import run_state_machine_as_test

import kehoach as kh
from kehoach.testing import CampaignMachine, RuleBroken, run_script, small_plan, strategies

QUIET = settings(
    max_examples=60,
    stateful_step_count=15,
    phases=(Phase.generate, Phase.shrink),
    database=None,
    derandomize=True,
    print_blob=False,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


def failure(machine: type[CampaignMachine]) -> RuleBroken:
    """What a machine fails with, shrunk."""
    with pytest.raises(RuleBroken) as caught:
        run_state_machine_as_test(machine, settings=QUIET)
    return caught.value


@given(strategies.hierarchies(units=6, superiors=3))
def test_hierarchies_have_one_root_and_whole_shares(hierarchy: kh.Hierarchy) -> None:
    """Every hierarchy has one root, at most so many units, and none without a superior below it."""
    assert hierarchy.root == "province"
    assert len(hierarchy) <= 8
    assert all(hierarchy.superiors(unit.id) for unit in hierarchy.units if unit.id != "province")


@given(strategies.deadlines(anchors=("issued",)))
def test_deadlines_print_and_parse(deadline: kh.Deadline) -> None:
    """Every deadline is printed so that it parses back, and its phrases parse."""
    assert kh.Deadline.parse(str(deadline)) == deadline


@given(strategies.phrases(anchors=("issued",)))
def test_phrases_parse(phrase: str) -> None:
    """Every phrase is read."""
    assert kh.Deadline.parse(phrase).phrase("vi") == phrase


@given(strategies.plans())
@settings(max_examples=25, deadline=None)
def test_plans_are_without_errors(plan: kh.Plan) -> None:
    """Every plan can be carried out, and says of itself who owes what."""
    assert len(plan.duties()) == plan.columns.n
    assert not [one for one in plan.check() if one.severity == "error"]


@given(strategies.campaigns(most=15))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_campaigns_verify(campaign: kh.Campaign) -> None:
    """The log of every campaign fits its chain."""
    assert campaign.verify().entries == len(campaign.log())


def test_what_strategies_draw_shrinks_to_what_is_small() -> None:
    """The smallest plan has one unit; the smallest act is on the first unit."""
    plan = find(strategies.plans(), lambda plan: True, settings=QUIET)
    assert plan.columns.n == 1
    act: Any = find(strategies.acts(small_plan(1, 2)), lambda act: True, settings=QUIET)
    assert act.unit == "province"


def test_a_machine_without_rules_holds_that_a_refusal_changes_nothing() -> None:
    """The standard lifecycle passes."""
    run_state_machine_as_test(CampaignMachine, settings=settings(QUIET, max_examples=10))


def test_a_broken_rule_comes_as_the_smallest_script() -> None:
    """A rule that nobody is waived is broken by one act, and its script comes true."""

    def nobody_is_waived(progress: kh.Progress) -> bool:
        return "waived" not in [progress.state(unit) for unit in progress.duties()]

    class Waivers(CampaignMachine):
        plan = small_plan(1, 2)
        holds = (nobody_is_waived,)

    error = failure(Waivers)
    assert [step.act for step in error.script.steps if step.act] == ["waive"]
    assert "[[when]]" in str(error)
    assert run_script(error.script).ok


def test_a_rule_of_steps_is_held_against_every_act() -> None:
    """Two acts show that reports are sent back, and the script ends with the second."""

    def nothing_is_sent_back(before: kh.Progress, act: kh.LogEntry, after: kh.Progress) -> str | None:
        return f"{act.unit} is sent back" if act.trigger == "send_back" else None

    class Returns(CampaignMachine):
        plan = small_plan(1)
        holds = (nothing_is_sent_back,)

    error = failure(Returns)
    assert error.finding.text() == "province is sent back"
    assert [step.act for step in error.script.steps if step.act] == ["submit", "send_back"]


def test_a_machine_takes_a_strategy_of_plans() -> None:
    """What fails in every plan fails in the smallest one."""

    def nothing_is_sent(progress: kh.Progress) -> bool:
        return "submitted" not in [progress.state(unit) for unit in progress.duties()]

    class Drawn(CampaignMachine):
        plan = strategies.plans()
        holds = (nothing_is_sent,)

    assert failure(Drawn).script.plan.columns.n == 1
