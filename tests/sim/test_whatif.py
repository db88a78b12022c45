"""Another day for a deadline, the earliest that holds, what the end depends on: all with the same luck."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

import kehoach as kh
from kehoach.errors import InvalidCommand, UnknownName
from kehoach.sim import Fixed, Forecast, LogNormal, Scenario, simulate, solve, sweep

SCENARIO = Scenario(
    guide=1,
    draft=LogNormal(mean=6, sigma=0.4),
    review=LogNormal(mean=0.2, sigma=0.4),
    rework=1,
    p_return=0.1,
    tiers={"district": {"draft": LogNormal(mean=4, sigma=0.3)}},
)
FIXED = Scenario(guide=0, draft=Fixed(3.5), review=Fixed(0.25))
BOUND = SCENARIO.replace(habits=[{"share": "0.5", "before_due": 4}])


@cache
def plan() -> kh.Plan:
    dues = {"commune": "before 29-3-2019", "district": "before 12-4-2019", "province": "before 30-4-2019"}
    units = kh.Hierarchy.fan(province=1, district=3, commune=12)
    return kh.Plan(kh.Directive("Tổng kết", issued_on="14-3-2019"), units, dues)


@cache
def base() -> Forecast:
    return simulate(plan(), SCENARIO, runs=400, seed=7)


def test_the_plan_as_it_is_is_the_point_of_no_days() -> None:
    """A sweep's point of 0 days is the forecast of the plan itself, byte for byte."""
    swept = sweep(plan(), SCENARIO, deadline="commune", days=[-2, 0, 2], runs=400, seed=7)
    assert [point.days for point in swept.points] == [-2, 0, 2]
    assert [str(point.last_day) for point in swept.points] == ["2019-03-26", "2019-03-28", "2019-03-30"]
    assert swept.points[1].forecast.to_json() == base().to_json()


def test_more_time_makes_more_reports_punctual() -> None:
    """Moved day by day, a later deadline is met by no fewer units; where nobody looks at it, the end stays."""
    swept = sweep(plan(), SCENARIO, deadline="commune", days=range(-3, 4), runs=200, seed=7)
    rates = [point.forecast.on_time("commune") for point in swept.points]
    values = [rate.value for rate in rates if rate is not None]
    assert values == sorted(values)
    assert values[0] < values[-1]
    assert {swept.compared(point).of("end").days.value for point in swept.points} == {0.0}


def test_a_moved_deadline_moves_those_who_look_at_it() -> None:
    """Where half of the units begin four days before the due, a later deadline makes the end later."""
    swept = sweep(plan(), BOUND, deadline="commune", days=[0, 5], runs=200, seed=7)
    moved = swept.compared(swept.points[1]).of("end").days
    assert 0 < moved.low < moved.value < 5


def test_a_sweep_reads_well() -> None:
    """Its text has a line for each day, in both languages."""
    swept = sweep(plan(), FIXED, deadline="commune", days=[0, 1], runs=20, seed=7)
    assert str(swept).splitlines()[1] == "+1 days, 2019-03-29: on time 100.0%; ends 50 % 2019-03-26, 90 % 2019-03-26"
    assert swept.text("vi").splitlines()[0].startswith("+0 ngày, 28/3/2019: đúng hạn 100,0%; kết thúc")
    assert [point["days"] for point in swept.to_dict()["points"]] == [0, 1]  # type: ignore[index,attr-defined]
    with pytest.raises(UnknownName):
        sweep(plan(), FIXED, deadline="commune", days=[1], runs=5).compared(swept.points[0])


def test_only_a_fixed_day_can_be_moved() -> None:
    """A deadline that counts from something else, or that the plan does not have, is refused with the way out."""
    counted = plan().replace(deadlines={"commune": "within 10 days from issued"})
    with pytest.raises(InvalidCommand, match="the deadline of commune is no fixed day"):
        sweep(counted, FIXED, deadline="commune", runs=5)
    with pytest.raises(UnknownName, match="did you mean 'commune'"):
        sweep(plan(), FIXED, deadline="comune", runs=5)


def test_the_earliest_deadline_holds_and_a_day_less_does_not() -> None:
    """Each solved deadline is a working day that holds as often as was asked; the working day before holds less."""
    solved = solve(plan(), SCENARIO, tier="province", probability=0.9, runs=400, seed=7)
    assert [one.tier for one in solved.deadlines] == ["commune", "district", "province"]
    for one in solved.deadlines:
        assert one.holds.value >= 0.9
        assert plan().calendar.is_working_day(one.last_day)
    days = [one.last_day for one in solved.deadlines]
    assert days == sorted(days)
    day = solved.of("commune").last_day
    before = next(
        date.fromordinal(day.toordinal() - back)
        for back in range(1, 9)
        if plan().calendar.is_working_day(date.fromordinal(day.toordinal() - back))
    )
    tighter = solved.plan.replace(deadlines={**solved.plan.deadlines, "commune": f"by {before}"})
    held = simulate(tighter, SCENARIO, runs=400, seed=7).all_on_time("commune")
    assert held is not None
    assert held.value < 0.9
    assert solved.together.value <= min(one.holds.value for one in solved.deadlines)


def test_fixed_lengths_have_one_answer() -> None:
    """Without luck, the deadlines are the days on which the reports are sent, moved on to a working day."""
    solved = solve(plan(), FIXED, tier="district", probability=0.99, runs=10)
    assert [(one.tier, one.last_day, one.stated) for one in solved.deadlines] == [
        ("commune", date(2019, 3, 18), date(2019, 3, 28)),
        ("district", date(2019, 3, 22), date(2019, 4, 11)),
    ]
    assert str(solved).splitlines() == [
        "commune: by 2019-03-18, holds in 100.0% (the plan says 2019-03-28)",
        "district: by 2019-03-22, holds in 100.0% (the plan says 2019-04-11)",
        "all together: 100.0%",
    ]
    assert solved.text("vi").splitlines()[0] == "commune: đến hết 18/3/2019, giữ được 100,0% (kế hoạch ghi 28/3/2019)"


def test_what_is_only_asked_for_gets_no_deadline() -> None:
    """A tier whose reports are asked for and not owed has no rate, and so no deadline to solve."""
    asked = plan().replace(duties=[kh.DutyRow(owed_by=["district"], binding="asked")])
    solved = solve(asked, FIXED, tier="province", runs=5)
    assert [one.tier for one in solved.deadlines] == ["commune", "province"]


def test_habits_are_solved_for_too() -> None:
    """Where units begin only before the due, the deadline is found that holds once they do."""
    solved = solve(plan(), SCENARIO.replace(habits=[{"share": 1, "before_due": 16}]), tier="commune", runs=200, seed=7)
    assert solved.of("commune").holds.value >= 0.9


def test_no_deadline_holds_where_units_never_send() -> None:
    """With one unit in ten absent, no day holds; the error counts the runs in which something never comes."""
    with pytest.raises(InvalidCommand, match=r"no deadline of commune holds with a probability of 0.9: in \d+ of 50"):
        solve(plan(), SCENARIO.replace(absences="0.1"), tier="commune", runs=50)


def test_no_deadline_holds_where_all_begin_too_late() -> None:
    """Where everybody begins a day before a due that takes six days, each later deadline is missed as well."""
    with pytest.raises(InvalidCommand, match="its units begin too shortly before it"):
        solve(plan(), FIXED.replace(habits=[{"share": 1, "before_due": 1}]), tier="commune", runs=5)


@pytest.mark.parametrize("probability", [0, 1, 90])
def test_a_probability_lies_between_0_and_1(probability: float) -> None:
    """Another is refused before anything runs, and so is an unknown tier."""
    with pytest.raises(InvalidCommand, match="a probability lies between 0 and 1"):
        solve(plan(), FIXED, tier="commune", probability=probability)
    with pytest.raises(UnknownName, match="did you mean 'commune'"):
        solve(plan(), FIXED, tier="comune")


def test_the_tornado_puts_the_strongest_input_first() -> None:
    """Drafting in communes moves the end most, and less of it means earlier; nothing that moves nothing is listed."""
    found = base().tornado(runs=100)
    assert (found.sways[0].tier, found.sways[0].step) in {("commune", "draft"), ("district", "draft")}
    assert found.sways[0].lowered.high < 0 < found.sways[0].raised.low
    widths = [sway.width for sway in found.sways]
    assert widths == sorted(widths, reverse=True)
    assert min(widths) > 0
    assert str(found).splitlines()[0].startswith("drafting, ")
    assert found.text("vi").splitlines()[0].startswith("soạn báo cáo, ")
    assert found.to_dict()["runs"] == 100


def test_without_luck_the_tornado_is_arithmetic() -> None:
    """A quarter of a fixed length moves the end by exactly that where a tier's chain sets it."""
    found = simulate(plan(), FIXED, runs=2, seed=1).tornado(by=0.2, of="commune")
    sway = next(sway for sway in found.sways if (sway.tier, sway.step) == ("commune", "draft"))
    assert (sway.lowered.value, sway.raised.value) == (pytest.approx(-0.7), pytest.approx(0.7))


@pytest.mark.parametrize("by", [0, 1, 25])
def test_a_tornado_changes_by_a_part(by: float) -> None:
    """Another part than one between 0 and 1 is refused."""
    with pytest.raises(InvalidCommand, match="an input is changed by a part between 0 and 1"):
        base().tornado(by=by)


def test_two_scenarios_share_their_luck() -> None:
    """Compared run by run, a quicker review makes no run later, and its effect is sure with few runs."""
    quicker = simulate(plan(), SCENARIO.replace(review="0.05"), runs=400, seed=7)
    effect = base().compare(quicker).of("end")
    assert effect.days.high < 0
    assert effect.later.value == 0.0
