"""The plan as a whole: one value, checked together."""

from __future__ import annotations

import copy
import pickle
from datetime import date
from pathlib import Path

import pytest

from kehoach._deadline import Deadline, Reading
from kehoach._directive import Directive
from kehoach._hierarchy import Hierarchy, Tier
from kehoach._lifecycle import Lifecycle
from kehoach._plan import Duty, DutyRow, Event, Group, Plan, Policy
from kehoach._report import Indicator, Section
from kehoach.errors import InvalidPlan, UnknownName
from kehoach.files import load_plan

H = Hierarchy.fan(province=1, district=2, commune=6)
PLAN_116 = Path(__file__).parents[3] / "examples" / "plan_116" / "plan.toml"


@pytest.fixture(scope="module")
def plan_116() -> Plan:
    """The first directive that must work."""
    return load_plan(PLAN_116)


def test_all_problems_of_a_plan_come_at_once() -> None:
    """Contradictions of every part are found in one go, each with its path."""
    with pytest.raises(InvalidPlan) as caught:
        Plan(
            "",
            H,
            {"comune": "by 4-4-2019", "commune": "befor 4-4-2019"},
            indicators=[Indicator("m"), Indicator("m"), Indicator("r", kind="ratio", numerator="m", denominator="x")],
            outline=[Section("s", asked_of="comune")],
            groups=[Group("g", ["commune-7"])],
            policy=Policy(root_ends="reviewd"),
            processing={"comune": 3},
            scenario={"a": float("nan")},
        )
    assert [(one.code, one.path) for one in caught.value.findings] == [
        ("KH710", "directive.title"),
        ("KH233", "deadlines.commune"),
        ("KH126", "scenario.a"),
        ("KH115", "indicators[1].key"),
        ("KH113", "groups[0].units[0]"),
        ("KH113", "deadlines.comune"),
        ("KH113", "processing.comune"),
        ("KH113", "outline[0].asked_of[0]"),
        ("KH113", "indicators[2].denominator"),
        ("KH122", "policy.root_ends"),
    ]


def test_a_plan_is_asked_for_its_parts() -> None:
    """What was given can be read back, and nothing of it can be changed."""
    directive, reading, policy = Directive("T"), Reading(roll="next"), Policy(gate="none")
    plan = Plan(directive, H, {"commune": "by 4-4-2019"}, reading=reading, policy=policy, processing={"district": 3})
    assert (plan.directive, plan.hierarchy, plan.tiers) == (directive, H, H.tiers)
    assert (plan.reading, plan.policy, plan.lifecycle) == (reading, policy, Lifecycle.report())
    assert plan.deadlines == {"commune": Deadline.by("2019-04-04")}
    assert plan.processing == {"district": 3}
    with pytest.raises(TypeError):
        plan.deadlines["district"] = Deadline.none()  # type: ignore[index]  # on purpose
    with pytest.raises(AttributeError):
        plan.reading = reading  # type: ignore[misc]  # on purpose


def test_duties_are_a_sequence_made_on_use() -> None:
    """A duty is found by place, by slice and by iteration, and is the same value each time."""
    plan = Plan("T", H, duties=[DutyRow("plan", "district")])
    duties = plan.duties()
    assert len(duties) == 11
    assert duties[-1] == Duty("district-2", "plan")
    assert list(duties)[9:] == list(duties[9:]) == [Duty("district-1", "plan"), Duty("district-2", "plan")]
    assert [str(duty) for duty in duties[:2]] == ["province", "district-1"]
    assert plan.dues()[-1] == plan.due("district-2:plan")
    assert list(plan.dues()[8:10]) == list(plan.dues())[8:10]
    for beyond in (11, -12):
        with pytest.raises(IndexError):
            duties[beyond]
        with pytest.raises(IndexError):
            plan.dues()[beyond]
    assert (repr(duties), repr(plan.dues())) == ("<11 duties>", "<11 dues>")


@pytest.mark.parametrize("unit", ["commune-7", "commune-1:plan", "commune-1@2019", "", "a:b:c", "district-1:plans"])
def test_an_unknown_duty_is_refused_with_the_nearest(unit: str) -> None:
    """A unit, a form or a period that is not owed names no duty."""
    plan = Plan("T", H, duties=[DutyRow("plan", "district")])
    with pytest.raises(UnknownName) as caught:
        plan.due(unit)
    assert caught.value.kind == "duty"
    if unit == "district-1:plans":
        assert "district-1:plan" in caught.value.nearest


def test_to_replace_is_to_make_anew() -> None:
    """A replaced plan is checked like any other, keeps the rest, and the former one is as it was."""
    plan = Plan("T", H, {"commune": "by 4-4-2019"}, events=[Event("e", "2019-05-10")])
    changed = plan.replace(deadlines={"commune": "by 5-4-2019"})
    assert changed.due("commune-1").last_day == date(2019, 4, 5)
    assert changed.events == plan.events
    assert plan.due("commune-1").last_day == date(2019, 4, 4)
    assert plan.replace() == plan
    with pytest.raises(InvalidPlan):
        plan.replace(deadlines={"comune": "by 5-4-2019"})
    with pytest.raises(TypeError):
        plan.replace(deadline={})


def test_equal_plans_have_equal_digests_and_copies_are_equal() -> None:
    """Equality is that of what the plan says; pickles and copies say the same."""
    plan = Plan("T", H, {"commune": "by 4-4-2019"}, groups=[Group("g", ["commune-1"])], calendar="weekdays")
    twin = Plan("T", Hierarchy.fan(province=1, district=2, commune=6), {"commune": "chậm nhất ngày 04/4/2019"},
                groups=[Group("g", ["commune-1"])], calendar="weekdays")  # fmt: skip
    assert plan == twin
    assert hash(plan) == hash(twin)
    assert pickle.loads(pickle.dumps(plan)) == copy.deepcopy(plan) == plan
    assert plan != plan.replace(policy=Policy(rate="accepted"))
    assert plan != "plan"
    assert len(plan.digest) == 64


def test_every_part_of_a_plan_counts_in_its_digest() -> None:
    """Whatever is changed, the digest changes; the wording of a deadline is not a part."""
    plan = Plan(Directive("T", issued_on="14-3-2019"), H, {"commune": "by 4-4-2019"})
    changes: list[dict[str, object]] = [
        {"directive": Directive("U", issued_on="14-3-2019")},
        {"hierarchy": Hierarchy.fan(province=1, district=2, commune=5)},
        {"deadlines": {"commune": "by 5-4-2019"}},
        {"indicators": [Indicator("m")]},
        {"outline": [Section("s")]},
        {"duties": [DutyRow("plan", "district")]},
        {"groups": [Group("g")]},
        {"events": [Event("e")]},
        {"reading": Reading(before="inclusive")},
        {"policy": Policy(gate="none")},
        {"calendar": "weekdays"},
        {"processing": {"district": 3}},
        {"lifecycle": Lifecycle.report().extend("submit", conditions="gate")},
    ]
    digests = {plan.replace(**change).digest for change in changes}
    assert len(digests | {plan.digest}) == len(changes) + 1
    assert plan.replace(deadlines={"commune": "chậm nhất ngày 04 tháng 4 năm 2019"}).digest == plan.digest


def test_a_template_is_a_plan_without_units() -> None:
    """It has tiers and deadlines, no duties; it is printed, and equal to itself after pickling."""
    plan = Plan(
        "T", tiers=["province", Tier("commune")], deadlines={"commune": "by 4-4-2019"}, duties=[DutyRow("plan", "x-1")]
    )
    assert plan.is_template
    assert (len(plan.duties()), len(plan.dues()), plan.forms) == (0, 0, ("report",))
    assert [(layer.terms.layer, layer.due.last_day, layer.units) for layer in plan.layers()] == [
        ("tier province", None, ()),
        ("tier commune", date(2019, 4, 4), ()),
    ]
    assert repr(plan) == "<Plan T: a template, report>"
    assert pickle.loads(pickle.dumps(plan)) == plan
    with pytest.raises(UnknownName):
        plan.due("commune-1")
    with pytest.raises(InvalidPlan):
        Plan("T", tiers=["a", "a"])


def test_plan_116_is_read_as_it_was_written(plan_116: Plan) -> None:
    """One province, six bodies, ten districts, 141 communes; thirteen topics; three deadlines."""
    assert (str(plan_116), len(plan_116.duties()), plan_116.forms) == ("116-KH/TU", 158, ("report",))
    assert plan_116.directive.issued_on == date(2019, 3, 14)
    assert [layer.terms.binding for layer in plan_116.layers()] == ["own", "asked", "required", "required"]
    assert len(plan_116.outline) == 13
    assert [section.key for section in plan_116.outline if section.goes_up == "rewrite"] == [
        "overall_assessment",
        "goals_orientations_tasks",
    ]
    assert [(one.code, one.subject) for one in plan_116.check()] == [
        ("KH164", "province"),
        ("KH153", "body"),
        ("KH158", None),
    ]


@pytest.mark.parametrize(
    ("before", "roll", "commune", "district", "province"),
    [
        ("exclusive", "none", date(2019, 4, 4), date(2019, 4, 19), date(2019, 4, 29)),
        ("exclusive", "previous", date(2019, 4, 4), date(2019, 4, 19), date(2019, 4, 26)),
        ("inclusive", "none", date(2019, 4, 5), date(2019, 4, 20), date(2019, 4, 30)),
        ("inclusive", "next", date(2019, 4, 5), date(2019, 4, 22), date(2019, 5, 2)),
    ],
)
def test_the_four_readings_of_plan_116(
    plan_116: Plan, before: str, roll: str, commune: date, district: date, province: date
) -> None:
    """The same text read in four ways gives four sets of last days on time."""
    plan = plan_116.replace(reading=Reading(before=before, roll=roll))  # type: ignore[arg-type]  # two words of two
    assert [plan.due(unit).last_day for unit in ("19330", "461", "45")] == [commune, district, province]
