"""Rules on random plans and campaigns: none of the built-in ones fails, and asking changes nothing."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kehoach import Campaign, Plan
from kehoach.rules import BUILTIN, check, exercise
from kehoach.testing.strategies import campaigns, plans

FAILURES = {"KH780", "KH781", "KH782"}
ORDER = {"error": 0, "warning": 1, "note": 2}


@pytest.mark.slow
@settings(max_examples=60)
@given(plan=plans())
def test_rules_on_plans_never_fail_and_say_what_the_plan_says(plan: Plan) -> None:
    """Of any plan the built-in rules find all that it says of itself, errors first, and none of them fails."""
    found = check(plan)
    assert not FAILURES & {one.code for one in found}
    assert set(plan.check()) <= set(found)
    assert [ORDER[one.severity] for one in found] == sorted(ORDER[one.severity] for one in found)
    assert all(one.text("en") and one.text("vi") and one.path for one in found)


@pytest.mark.slow
@settings(max_examples=60)
@given(campaign=campaigns())
def test_rules_on_campaigns_never_fail_and_move_nothing(campaign: Campaign) -> None:
    """Of any campaign the rules find the same twice, and where it stands is as it was."""
    before = campaign.progress()
    found = campaign.check()
    assert not FAILURES & {one.code for one in found}
    assert campaign.check() == found
    assert campaign.progress() == before
    assert all(one.text("en") and one.text("vi") for one in found)


@pytest.mark.slow
@settings(max_examples=25)
@given(campaign=campaigns(), data=st.data())
def test_what_is_chosen_is_what_is_found_of_it(campaign: Campaign, data: st.DataObject) -> None:
    """Selecting some rules and ignoring some finds exactly what all rules find under their codes."""
    codes = [rule.code for rule in BUILTIN]
    some = data.draw(st.lists(st.sampled_from(codes), min_size=1, unique=True))
    found = campaign.check()
    assert campaign.check(select=some) == tuple(one for one in found if one.code in some)
    assert campaign.check(ignore=some) == tuple(one for one in found if one.code not in some)
    fired = exercise(BUILTIN, [campaign]).fired
    assert {code for code, count in fired.items() if count} == {one.code for one in found}


@pytest.mark.slow
@settings(max_examples=25)
@given(campaign=campaigns())
def test_steps_of_a_log_are_where_the_campaign_stood(campaign: Campaign) -> None:
    """After each line a step stands where the progress known at that line stood; before it, where the one above led."""
    from kehoach.rules._step import steps_of

    steps = list(steps_of(campaign.plan, campaign.log()))
    for step, onward in pairwise(steps):
        assert step.after == onward.before
    if steps:
        assert steps[0].before.seq == 0
        assert steps[-1].after == campaign.progress()
