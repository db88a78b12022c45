"""The scenario of a plan: read with it, checked against it, and no part of what it asks."""

from __future__ import annotations

import pytest

from kehoach._hierarchy import Hierarchy
from kehoach._plan import Group, Plan
from kehoach._scenario import LogNormal, Scenario
from kehoach.errors import InvalidPlan
from kehoach.files import parse_plan, plan_text

TEXT = """
[directive]
title = "Tổng kết"
[[tiers]]
id = "province"
[[tiers]]
id = "commune"
[[units]]
id = "45"
tier = "province"
[[units]]
id = "19330"
tier = "commune"
reports_to = "45"
[scenario]
draft = {mean = 5, sigma = 0.5}
review = 0.2
p_return = "10%"
start_on = 2019-03-14
[scenario.tiers.commune]
draft = [1, 2, 4]
"""


def plan(**more: object) -> Plan:
    return Plan("Tổng kết", Hierarchy.fan(province=1, commune=3), groups=[Group("pilot", ["commune-1"])], **more)  # type: ignore[arg-type]


def test_a_file_says_how_long_things_take() -> None:
    """The table of a plan file is a scenario, with the numbers as they are written."""
    scenario = parse_plan(TEXT).scenario
    assert scenario == Scenario(
        draft=LogNormal(mean=5, sigma=0.5), review="0.2", p_return=0.1, start_on="14-3-2019",
        tiers={"commune": {"draft": [1, 2, 4]}},
    )  # fmt: skip


def test_what_is_read_can_be_written() -> None:
    """A plan written and read again has the same scenario."""
    read = parse_plan(TEXT)
    assert parse_plan(plan_text(read)).scenario == read.scenario


def test_how_long_things_take_is_not_asked_of_anybody() -> None:
    """Plans that differ in their scenario alone are equal and have one digest."""
    assert plan(scenario=Scenario(draft=3)).digest == plan().digest


def test_strangers_are_refused_with_the_place_and_the_nearest() -> None:
    """Every name that the plan does not have is found at once."""
    scenario = Scenario(
        tiers={"comune": {"draft": 1}}, groups={"pilots": {"steps": {"sgin": 1}}}, units={"commune-9": {}},
        leave=[{"of": "provinces", "first": "1-4-2019"}], shared={"tier": "district", "sigma": "0.1"},
    )  # fmt: skip
    with pytest.raises(InvalidPlan) as caught:
        plan(scenario=scenario)
    assert [(one.code, one.path) for one in caught.value.findings] == [
        ("KH975", "scenario.tiers.comune"),
        ("KH975", "scenario.groups.pilots"),
        ("KH975", "scenario.units.commune-9"),
        ("KH975", "scenario.shared.tier"),
        ("KH975", "scenario.leave[0].of"),
        ("KH975", "scenario.groups.pilots.steps.sgin"),
    ]
    assert "no tier 'comune'; did you mean 'commune'?" in str(caught.value)


def test_faults_of_a_file_have_their_lines() -> None:
    """What is wrong in the table is said with the line it stands in."""
    with pytest.raises(InvalidPlan) as caught:
        parse_plan(TEXT.replace("draft = {mean = 5, sigma = 0.5}", "draft = {sigma = 0.5}"))
    assert [(one.code, one.path, one.line) for one in caught.value.findings] == [("KH976", "scenario.draft", 16)]
