"""Law 12: the event-by-event simulation with the production engine gives the same instants as the array simulation."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import kehoach as kh
from kehoach.errors import InvalidScenario
from kehoach.sim import Results, Scenario
from scenarios import differences, results, scenarios
from slow_world import World
from worlds import plan_of, worlds


def simulable(world: World) -> World:
    """The directive with stragglers that wait, and without what has to be in a report."""
    return replace(world, stragglers="hold", content_required=False)


def arrays_of(plan: kh.Plan, scenario: Scenario) -> Results | None:
    """The results of the arrays; None where the plan has what they do not simulate, and say so."""
    try:
        return results(plan, scenario)
    except InvalidScenario as error:
        assert {one.code for one in error.findings} == {"KH984"}  # noqa: PT017 - nothing else is wrong with it
        return None


@pytest.mark.slow
@settings(max_examples=60)
@given(st.data())
def test_the_engine_of_production_gives_the_same_instants(data: st.DataObject) -> None:
    """On random plans with any gates, quorums, forms, periods and order, both engines agree to the microsecond."""
    world = simulable(data.draw(worlds()))
    closes = any(form.closes for form in world.forms)
    scenario = data.draw(scenarios(world.tiers, returns=not closes))
    plan = plan_of(world)
    arrays = arrays_of(plan, scenario)
    assume(arrays is not None)
    assert arrays is not None
    assert differences(arrays, results(plan, scenario, engine="events")) == []


@pytest.mark.slow
@settings(max_examples=30)
@given(st.data())
def test_compiled_loops_give_the_same_numbers(data: st.DataObject) -> None:
    """Whatever the plan and the scenario, the compiled loops give the very integers of the arrays."""
    pytest.importorskip("numba")
    world = simulable(data.draw(worlds()))
    scenario = data.draw(scenarios(world.tiers, returns=not any(form.closes for form in world.forms)))
    plan = plan_of(world)
    arrays = arrays_of(plan, scenario)
    assume(arrays is not None)
    assert arrays is not None
    assert differences(arrays, results(plan, scenario, engine="fast")) == []
