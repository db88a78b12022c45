"""The three engines side by side, on plans that have one thing each."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

import kehoach as kh
from kehoach.errors import InvalidScenario
from kehoach.sim import Habit, LogNormal, Scenario, Shared, simulate
from own_lifecycles import LIFECYCLES
from scenarios import differences, results

DIRECTIVE = kh.Directive("Tổng kết", issued_on="14-3-2019")
FAN = kh.Hierarchy.fan(province=1, district=3, commune=12)
LENGTHS = {step: LogNormal(mean=mean, sigma=0.5) for step, mean in (("guide", 2), ("draft", 5), ("review", 0.4))}
USUAL = Scenario(**LENGTHS, rework=1, p_return=0.4, p_second_return=0.4)
ENGINES = ["events", *(["fast"] if find_spec("numba") else [])]
TIERS = [kh.Tier("p"), kh.Tier("d"), kh.Tier("c")]
DIAMONDS = kh.Hierarchy.from_units(TIERS, [
    kh.Unit("P", tier="p"),
    *(kh.Unit(f"d{n}", tier="d", reports_to="P") for n in range(3)),
    *(kh.Unit(f"c{n}", tier="c", reports_to=[(f"d{n % 3}", "1/2"), (f"d{(n + 1) % 3}", "1/2")]) for n in range(7)),
    kh.Unit("body", tier="c", reports_to="P"),
])  # fmt: skip


def many_forms() -> kh.Plan:
    """A plan that comes down, an act of every commune once it is there, and a report that waits for the act."""
    return kh.Plan(DIRECTIVE, FAN, duties=[
        kh.DutyRow("plan", ("province", "district"), after=[kh.After("plan", "superior")], gate="none"),
        kh.DutyRow("meeting", ("commune",), kind="act", after=[kh.After("plan", "superior")]),
        kh.DutyRow("report", ("commune", "district"), override=True,
                   after=[kh.After(), kh.After("plan", "superior"), kh.After("meeting", "subordinates", "warn")]),
    ])  # fmt: skip


PLANS = {
    "one form": kh.Plan(DIRECTIVE, FAN, {"commune": "before 25-3-2019"}),
    "diamonds": kh.Plan(DIRECTIVE, DIAMONDS),
    "quorum": kh.Plan(
        DIRECTIVE, FAN, {"commune": "before 25-3-2019"}, policy=kh.Policy(gate=kh.Quorum("1/2", ["commune-01"]))
    ),
    "quorum from a day": kh.Plan(DIRECTIVE, FAN, policy=kh.Policy(gate=kh.Quorum("1/3"), quorum_from="24-3-2019")),
    "contracted": kh.Plan(DIRECTIVE, FAN, duties=[kh.DutyRow("report", ("province", "commune"))]),
    "months": kh.Plan(DIRECTIVE, FAN, duties=[
        kh.DutyRow("report", ("province", "district", "commune"), period=kh.Recurrence("month", "2019-03", "2019-05")),
    ]),
    "many forms": many_forms(),
    "ends when sent": kh.Plan(DIRECTIVE, FAN, policy=kh.Policy(root_ends="submitted")),
    "acts too": kh.Plan(
        DIRECTIVE, FAN, duties=[kh.DutyRow("meeting", ("commune",), kind="act")], policy=kh.Policy(gate="none")
    ),
}  # fmt: skip
WAYS = {
    "usual": USUAL,
    "working hours": USUAL.replace(days="working", hours=["07:30-11:30", "13:00-17:00"]),
    "leave": USUAL.replace(leave=[{"of": "issuer", "first": "1-4-2019", "last": "9-4-2019"}]),
    "two reviewers": USUAL.replace(reviewers=2),
    "what is due first": USUAL.replace(queue="due"),
    "people": USUAL.replace(habits=[Habit(0.5, 3), Habit(0.2, 1)], absences=0.02),
}
CASES = [*((name, "usual") for name in PLANS), *(("many forms", way) for way in WAYS if way != "usual")]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("name", "way"), CASES)
def test_every_engine_gives_the_same_instants(name: str, way: str, engine: str) -> None:
    """Law 12, plan by plan: arrays, compiled loops and a campaign agree to the microsecond."""
    plan, scenario = PLANS[name], WAYS[way]
    assert differences(results(plan, scenario), results(plan, scenario, engine=engine)) == []


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", LIFECYCLES)
def test_steps_of_a_lifecycle_of_ones_own_take_their_time(name: str, engine: str) -> None:
    """Signing, stamping, checking and preparing are simulated where the lifecycle has them, alike by every engine."""
    lifecycle = LIFECYCLES[name]
    plan = kh.Plan(DIRECTIVE, FAN, lifecycle=lifecycle)
    named = {one.trigger for one in lifecycle.transitions} & {"sign", "stamp", "check", "prepare"}
    scenario = USUAL.replace(steps=dict.fromkeys(named, LogNormal(mean=1, sigma=0.5)), shared=Shared("province", 0.3))
    said = results(plan, scenario)
    assert differences(said, results(plan, scenario, engine=engine)) == []
    at_once = results(plan, scenario.replace(steps=dict.fromkeys(named, 0)))
    assert (said.end > at_once.end).all()


def test_two_that_wait_for_each_other_at_one_desk_are_left_to_the_events() -> None:
    """What waits for a desk that waits for its own desk is refused by the arrays, and goes act by act."""
    groups = [kh.Group("first", ["commune-01"]), kh.Group("second", ["commune-04"])]
    plan = kh.Plan(DIRECTIVE, FAN, groups=groups, duties=[
        kh.DutyRow("a", ("commune",), gate="none"),
        kh.DutyRow("b", ("first",), after=[kh.After("a", "self")], gate="none"),
        kh.DutyRow("a", ("second",), after=[kh.After("b", "peers")], override=True),
    ])  # fmt: skip
    with pytest.raises(InvalidScenario, match="one desk") as caught:
        results(plan, USUAL)
    assert "engine='events'" in str(caught.value)
    said = results(plan, USUAL, engine="events")
    index = plan.columns.index
    assert (said.units["start"][index["commune-04:a"]] >= said.units["first"][index["commune-01:b"]]).all()


def test_who_closes_under_way_is_left_to_the_events() -> None:
    """A unit that ceases to exist holds up nobody from then on, as the campaign has it."""
    units = [
        *kh.Hierarchy.fan(province=1, commune=2).units,
        kh.Unit("old", tier="commune", reports_to="province", closed_on="20-3-2019"),
    ]
    plan = kh.Plan(DIRECTIVE, kh.Hierarchy.from_units([kh.Tier("province"), kh.Tier("commune")], units))
    scenario = Scenario(draft=2, review=0, units={"old": {"draft": 99}})
    with pytest.raises(InvalidScenario, match="ceases to exist"):
        results(plan, scenario)
    said = results(plan, scenario, engine="events", runs=1)
    day = (said.units["start"][0, 0] - said.start) / 86_400e6
    assert day == 6


def test_rates_by_the_accepted_version_use_its_own_submission() -> None:
    """By the clock of the accepted version a returned report is on time when its last version was."""
    late = kh.Plan(DIRECTIVE, FAN, {"commune": "before 20-3-2019"}, policy=kh.Policy(rate="accepted"))
    scenario = Scenario(draft=2, review=0, rework=9, p_return=1)
    assert results(late, scenario).on_time.tolist()[2] == [0, 0, 0]
    assert results(late.replace(policy=kh.Policy()), scenario).on_time.tolist()[2] == [12, 12, 12]
    reworked = late.replace(duties=[
        kh.DutyRow("report", ("commune",), rework="5 days after sent_back"),
        kh.DutyRow("report", ("district", "province")),
    ], deadlines={})  # fmt: skip
    with pytest.raises(InvalidScenario, match="rate = 'first'"):
        simulate(reworked, scenario, runs=1, seed=1)
