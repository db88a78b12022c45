"""Simulations whose answer is known, what results may not depend on, and what is refused."""

from __future__ import annotations

import math
import pickle
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import networkx as nx
import numpy as np
import pytest

import kehoach as kh
from kehoach.errors import Invalid, InvalidScenario
from kehoach.sim import NEVER, Fixed, Habit, LogNormal, Results, Scenario, simulate
from kehoach.sim._engine import run_block
from kehoach.sim._prepare import prepared

DAY = 86_400_000_000
FAN = kh.Hierarchy.fan(province=1, district=3, commune=20)
PLAN = kh.Plan(
    kh.Directive("Tổng kết", issued_on="14-3-2019"), FAN, {"commune": "before 25-3-2019", "district": "before 5-4-2019"}
)
SCENARIO = Scenario(
    guide=LogNormal(mean=2, sigma=0.5),
    draft=LogNormal(mean=5, sigma=0.5),
    review=LogNormal(mean=0.2, sigma=0.5),
    rework=LogNormal(mean=1.5, sigma=0.5),
    p_return=0.2,
    p_second_return=0.2,
)
KEPT = ("start", "first", "submitted", "accepted")


def results(plan: kh.Plan = PLAN, scenario: Scenario = SCENARIO, **options: Any) -> Results:
    return simulate(plan, scenario, **{"runs": 40, "seed": 2019, "keep": KEPT, **options}).results


def same(one: Results, two: Results) -> bool:
    """Whether two results are equal to the last bit."""
    arrays = ("end", "tier_end", "on_time", "dated", "sent", "expected", "work", "waiting", "curve")
    kept = all(np.array_equal(one.units[name], two.units[name]) for name in one.units)
    return kept and all(np.array_equal(getattr(one, name), getattr(two, name)) for name in arrays)


def days(plan: kh.Plan, scenario: Scenario, **options: Any) -> list[float]:
    """The ends of runs in days from the start."""
    said = results(plan, scenario, **options)
    return [float(one) for one in (said.end - said.start) / DAY]


def test_a_chain_of_fixed_times_adds_up() -> None:
    """Four units in a row: the task comes down in two steps, then each writes and is reviewed."""
    chain = kh.Plan(kh.Directive("Chuỗi", issued_on="14-3-2019"), kh.Hierarchy.fan(a=1, b=1, c=1, d=1))
    scenario = Scenario(guide=2, draft=3, review=0.5)
    assert days(chain, scenario, runs=3) == [2 * 2 + 4 * 3.5] * 3


def test_one_reviewer_takes_one_at_a_time() -> None:
    """Twenty reports that come in together are reviewed one after the other, and wait as long as those before them."""
    flat = kh.Plan(kh.Directive("Phẳng", issued_on="14-3-2019"), kh.Hierarchy.fan(province=1, commune=20))
    said = results(flat, Scenario(draft=3, review=0.5), runs=1)
    assert (said.end - said.start).tolist() == [round((3 + 20 * 0.5 + 3 + 0.5) * DAY)]
    assert said.waiting.tolist() == [round(0.5 * 20 * 19 / 2 * DAY)]
    two = results(flat, Scenario(draft=3, review=0.5, reviewers=2), runs=1)
    assert (two.end - two.start).tolist() == [round((3 + 10 * 0.5 + 3 + 0.5) * DAY)]


def test_without_spread_it_is_the_critical_path() -> None:
    """With fixed lengths and as many reviewers as reports, each acceptance is the longest way to it in a graph."""
    lengths = {unit: 1 + place % 7 for place, unit in enumerate(PLAN.columns.names)}
    scenario = Scenario(
        guide=2, draft=1, review=0.25, reviewers=99, units={u: {"draft": d} for u, d in lengths.items()}
    )
    graph: nx.DiGraph = nx.DiGraph()
    for unit in FAN.columns.ids:
        above = next(iter(FAN.superiors(unit)), None)
        leaf = not list(FAN.subordinates(unit))
        graph.add_edge((unit, "task"), (unit, "done"), days=lengths[unit] + 0.25)
        if above is not None:
            graph.add_edge((above, "task"), (unit, "task"), days=0 if leaf else 2)
            graph.add_edge((unit, "done"), (above, "done"), days=lengths[above] + 0.25)
    for node in nx.topological_sort(graph):
        ways = [graph.nodes[one]["at"] + edge["days"] for one, _, edge in graph.in_edges(node, data=True)]
        graph.nodes[node]["at"] = max(ways, default=0.0)
    said = results(scenario=scenario, runs=1)
    accepted = (said.units["accepted"][:, 0] - said.start) / DAY
    assert accepted.tolist() == [graph.nodes[unit, "done"]["at"] for unit in PLAN.columns.names]
    assert said.end[0] == said.start + round(nx.dag_longest_path_length(graph, weight="days") * DAY)


def test_the_last_of_many_is_the_maximum_of_lognormals() -> None:
    """Without reviews and guidance the communes' end is a maximum: its distribution is the n-th power of one's."""
    n, runs = 50, 4000
    flat = kh.Plan(kh.Directive("Phẳng", issued_on="14-3-2019"), kh.Hierarchy.fan(province=1, commune=n))
    said = results(flat, Scenario(draft=LogNormal(mean=5, sigma=0.5), review=0), runs=runs, keep=())
    ends = np.sort((said.tier_end[1] - said.start) / DAY)
    scores = (np.log(ends) - (math.log(5) - 0.125)) / 0.5
    exact = np.array([(0.5 * math.erfc(-one / math.sqrt(2))) ** n for one in scores])
    far = max(np.abs(exact - np.arange(runs) / runs).max(), np.abs(exact - np.arange(1, runs + 1) / runs).max())
    assert far < 1.63 / runs**0.5  # Kolmogorov and Smirnov at the level of 1 %


@pytest.mark.parametrize("size", [1, 7, 40])
def test_results_do_not_depend_on_the_size_of_blocks(size: int) -> None:
    """Law 11: blocks of any size, joined in any order, give the same bytes."""
    ready = prepared(PLAN, SCENARIO, 2019, keep=KEPT)
    parts = [run_block(ready, first, min(size, 40 - first)) for first in range(0, 40, size)]
    assert same(Results.merged(reversed(parts)), results())


def test_results_do_not_depend_on_who_works_them_out() -> None:
    """Law 11: on two threads and on what came out of a pickle the same bytes."""
    with ThreadPoolExecutor(2) as pool:
        assert same(results(executor=pool, runs=1100), results(runs=1100))
    ready = pickle.loads(pickle.dumps(prepared(PLAN, SCENARIO, 2019, keep=KEPT)))
    assert same(run_block(ready, 0, 40), results())


def test_one_more_unit_shifts_no_other() -> None:
    """Every commune begins and sends its report at the same instants when one more is in the plan."""
    more = kh.Plan(PLAN.directive, kh.Hierarchy.from_units(
        FAN.tiers, [*FAN.units, kh.Unit("more", tier="commune", reports_to="district-1")]
    ), PLAN.deadlines)  # fmt: skip
    one, two = results(), results(more)
    first = [more.columns.index[name] for name in PLAN.columns.names[4:]]
    assert (one.units["first"][4:] == two.units["first"][first]).all()


def test_another_seed_is_other_luck() -> None:
    """Seeds give different runs, the same seed the same."""
    assert same(results(), results())
    assert not (results().end == results(seed=2020).end).any()


def test_who_never_sends_keeps_others_waiting() -> None:
    """A unit that never sends leaves its superiors without an end, and is counted."""
    said = results(scenario=SCENARIO.replace(units={"commune-01": {"absences": 1}}))
    assert set(said.end.tolist()) == {NEVER}
    assert said.sent[2].tolist() == [19] * 40
    assert said.sent[0].tolist() == [0] * 40


def test_habits_follow_the_due() -> None:
    """Who begins three days before the due begins then, and a moved deadline moves them."""
    scenario = Scenario(draft=1, review=0, tiers={"commune": {"habits": [Habit(1, 3)]}})
    for deadline, day in (("before 25-3-2019", 8), ("before 28-3-2019", 11)):
        said = results(PLAN.replace(deadlines={"commune": deadline}), scenario, runs=1)
        assert set(((said.units["start"][4:, 0] - said.start) / DAY).tolist()) == {day}
        assert said.on_time[2].tolist() == [20]


def test_a_shared_factor_moves_a_district_together() -> None:
    """Communes of one district are late together: the spread of their mean grows, the mean itself does not."""
    alone = results(scenario=Scenario(draft=SCENARIO.draft, review=0), runs=2000)
    shared = results(
        scenario=Scenario(draft=SCENARIO.draft, review=0, shared={"tier": "district", "sigma": 0.4}), runs=2000
    )
    means = [(one.units["first"][4::3].mean(axis=0) - one.start) / DAY for one in (alone, shared)]
    assert means[1].std() > 2 * means[0].std()
    assert abs(means[1].mean() - means[0].mean()) < 0.2


def test_critical_units_are_on_the_way_to_the_end() -> None:
    """The root is on every chain, one district on each, and one commune of it on most."""
    said = results(keep=("critical",), runs=100)
    assert said.critical is not None
    assert said.critical[0] == 100
    assert said.critical[1:4].sum() == 100
    assert 90 <= said.critical[4:].sum() <= 100


def test_it_goes_on_from_the_middle() -> None:
    """What a live campaign has done stays done; nothing that is still to come comes before now."""
    clock = kh.testing.ManualClock("2019-03-14T00:00+07:00")
    campaign = kh.Campaign.begin(PLAN, clock=clock, default_by="expected")
    clock.set("2019-03-20T09:00+07:00")
    campaign.submit("commune-01")
    campaign.submit("commune-02")
    campaign.review("commune-02")
    campaign.send_back("commune-01", reason="thiếu số liệu")
    campaign.waive("commune-03", reason="miễn")
    campaign.submit("commune-04")
    clock.set("2019-03-22T09:00+07:00")
    said = results(since=campaign.progress(), runs=200)
    now, came, index = clock.now(), clock.now() - 2 * DAY, PLAN.columns.index
    accepted, first = said.units["accepted"], said.units["first"]
    assert set(accepted[index["commune-02"]].tolist()) == {came}
    assert set(first[index["commune-01"]].tolist()) == set(first[index["commune-04"]].tolist()) == {came}
    assert set(first[index["commune-03"]].tolist()) == {NEVER}
    assert (accepted[index["commune-01"]] > now).all()
    assert (accepted[index["commune-04"]] > now).all()
    assert (first[index["commune-05"]] >= now).all()
    assert said.expected.tolist() == [1, 3, 19]


def test_another_deadline_is_tried_on_a_campaign_under_way() -> None:
    """A plan with other deadlines goes on from there, but what the campaign itself has moved stays moved."""
    clock = kh.testing.ManualClock("2019-03-15T00:00+07:00")
    campaign = kh.Campaign.begin(PLAN, clock=clock, default_by="expected")
    campaign.extend("commune-01", "before 3-4-2019", reason="lũ")
    later = PLAN.replace(deadlines={"commune": "before 1-5-2019"})
    said, moved = (results(plan, since=campaign.progress(), runs=50) for plan in (PLAN, later))
    assert np.array_equal(said.end, moved.end)
    assert said.on_time[2].mean() < moved.on_time[2].mean() <= 20
    assert (moved.on_time[2] >= 19).all()
    with pytest.raises(InvalidScenario, match="with the duties of this plan"):
        results(PLAN.replace(hierarchy=kh.Hierarchy.fan(province=1), deadlines={}), since=campaign.progress())


def test_what_was_begun_long_ago_is_soon_done() -> None:
    """Of a length that is never above four days, half of which have passed, the rest is at most two."""
    flat = kh.Plan(kh.Directive("Phẳng", issued_on="14-3-2019"), kh.Hierarchy.fan(province=1, commune=2))
    clock = kh.testing.ManualClock("2019-03-16T00:00+07:00")
    campaign = kh.Campaign.begin(flat, clock=clock, default_by="expected")
    scenario = Scenario(draft={"shape": "triangular", "low": 0, "mode": 4, "high": 4}, review=0)
    said = results(flat, scenario, since=campaign.progress(), runs=300)
    first = said.units["first"][1:] - clock.now()
    assert 0 <= first.min() < first.max() <= 2 * DAY


def test_working_days_of_a_calendar_that_ends_are_counted() -> None:
    """Runs that go on after the last certain day of the calendar are counted as provisional."""
    plan = PLAN.replace(calendar=kh.Calendar("VN", week=(0, 1, 2, 3, 4), first=date(2019, 1, 1), last=date(2019, 4, 1)))
    said = results(plan, SCENARIO.replace(days="working"))
    assert said.provisional == int((said.end >= said.start + 19 * DAY).sum()) > 0
    assert results(plan, SCENARIO).provisional == 0


def test_the_start_is_the_day_of_effect_or_issue() -> None:
    """The scenario's day goes first, then the effective day, then that of issue; without any it is asked for."""
    assert results().start == 1552496400 * 10**6
    assert results(scenario=SCENARIO.replace(start_on="15-3-2019")).start == 1552496400 * 10**6 + DAY
    later = PLAN.replace(directive=kh.Directive("Tổng kết", issued_on="14-3-2019", effective_on="16-3-2019"))
    assert results(later).start == 1552496400 * 10**6 + 2 * DAY
    with pytest.raises(InvalidScenario, match="day of the years 1900 to 9900"):
        results(scenario=SCENARIO.replace(start_on=date(9999, 1, 1)))
    with pytest.raises(InvalidScenario, match="say start_on= in the scenario"):
        results(kh.Plan("Tổng kết", FAN))


def test_a_plan_has_its_own_scenario() -> None:
    """Without a scenario the plan's is used, and without that it is asked for."""
    plan = PLAN.replace(scenario=SCENARIO)
    assert same(simulate(plan, runs=40, seed=2019, keep=KEPT).results, results())
    with pytest.raises(InvalidScenario, match="the plan has none"):
        simulate(PLAN, runs=1, seed=1)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"runs": 0}, "runs: 0 is no number of runs from 1 to 10,000,000"),
        ({"runs": True}, "runs: True is no number"),
        ({"seed": 1.5}, "seed: 1.5 is no integer"),
        ({"seed": "2019"}, "seed: '2019' is no integer"),
        ({"engine": "arrays"}, "did you mean 'array'"),
        ({"keep": ["acepted"]}, "did you mean 'accepted'"),
    ],
)
def test_arguments_that_are_none_are_refused(options: dict[str, Any], said: str) -> None:
    """Each says what was given and what is wanted."""
    with pytest.raises(InvalidScenario) as caught:
        results(**options)
    assert said in str(caught.value)


def test_a_tier_without_a_step_is_named() -> None:
    """Every step that nobody says the length of is found, with its tier; so is rework where something is returned."""
    lifecycle = kh.Lifecycle.report().with_state("signed", role="accepted")
    signed = PLAN.replace(lifecycle=lifecycle.insert("sign", source="reviewed", dest="signed", who="unit"))
    with pytest.raises(InvalidScenario) as caught:
        results(signed, Scenario(tiers={"province": {"draft": 1}, "comune": {}}, review=1, p_return=0.1))
    assert [(one.code, one.path) for one in caught.value.findings] == [
        ("KH975", "tiers.comune"),
        ("KH981", "tiers.province.rework"),
        ("KH981", "tiers.district.draft"),
        ("KH981", "tiers.district.sign"),
        ("KH981", "tiers.district.rework"),
        ("KH981", "tiers.commune.draft"),
        ("KH981", "tiers.commune.sign"),
        ("KH981", "tiers.commune.rework"),
    ]


def test_what_is_not_simulated_is_said() -> None:
    """Stragglers that reopen what is sent, and reports that close while some are returned, are refused by name."""
    early = PLAN.replace(policy=kh.Policy(gate="none", stragglers="supplement"))
    rows = [kh.DutyRow("report", ("commune",), closes="before 1-5-2019")]
    for plan in (early, PLAN.replace(duties=[*rows, kh.DutyRow("report", ("district", "province"))], deadlines={})):
        with pytest.raises(InvalidScenario) as caught:
            results(plan)
        assert {one.code for one in caught.value.findings} == {"KH984"}


def test_a_template_cannot_be_simulated() -> None:
    """A plan without units is refused."""
    with pytest.raises(Invalid, match="units"):
        simulate(kh.Plan(PLAN.directive, tiers=["a"]), Scenario(draft=1, review=1), runs=1, seed=1)


def test_events_go_through_the_campaign() -> None:
    """Act by act through a campaign the numbers are the same, and a plan that arrays leave out is taken."""
    assert same(results(runs=3, engine="numpy"), results(runs=3, engine="events"))
    closing = PLAN.replace(duties=[
        kh.DutyRow("report", ("commune",), closes="before 24-3-2019"), kh.DutyRow("report", ("district", "province")),
    ], deadlines={})  # fmt: skip
    said = results(closing, runs=3, engine="events")
    assert said.units["first"][4:].min() < said.start + 10 * DAY
    with pytest.raises(InvalidScenario, match="act by act"):
        results(engine="events", since=kh.Campaign.begin(PLAN).progress())


def test_memory_does_not_grow_with_runs() -> None:
    """Blocks of a step of some thousand numbers: what is kept per run is a number per tier, not per duty."""
    said = results(keep=(), runs=2000)
    assert said.units == {}
    assert said.end.nbytes + said.tier_end.nbytes + said.on_time.nbytes + said.sent.nbytes < 2000 * 100


def test_fixed_lengths_may_be_zero() -> None:
    """A campaign in which nothing takes any time ends when it starts."""
    assert days(PLAN, Scenario(draft=Fixed(0), review=Fixed(0)), runs=2) == [0, 0]
