"""Random scenarios, and what two forecasts of one plan have in common."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

import kehoach as kh
from kehoach.sim import (
    PERT,
    Empirical,
    Fixed,
    Gamma,
    Habit,
    Leave,
    LogNormal,
    Results,
    Scenario,
    Shape,
    Shared,
    Steps,
    Triangular,
    Weibull,
    simulate,
)

KEPT = ("start", "first", "submitted", "accepted", "critical")
SAME = ("end", "tier_end", "on_time", "dated", "sent", "expected", "work", "waiting", "first_day", "curve", "critical")
# Whole days among them: many things happen at one instant, and ties are decided.
SHAPES: list[Shape] = [
    Fixed(0),
    Fixed(1),
    Fixed(2),
    Empirical([0, 1, 1, 2]),
    LogNormal(mean=2, sigma=0.5),
    Gamma(mean=1, sd=2),
    Weibull(mean=2, sd=1),
    Triangular(0, 1, 4),
    PERT(1, 2, 5),
]


@st.composite
def scenarios(draw: st.DrawFn, tiers: tuple[str, ...], *, returns: bool = True) -> Scenario:
    """A scenario for the tiers of a plan."""
    shapes = st.sampled_from(SHAPES)
    rates = st.sampled_from([0, 0, 0.3, 0.6]) if returns else st.just(0)
    working = draw(st.booleans())
    habits = [Habit(0.4, 2), Habit(0.3, 1)] if draw(st.booleans()) else None
    return Scenario(
        guide=draw(shapes),
        draft=draw(shapes),
        review=draw(shapes),
        rework=draw(shapes),
        p_return=draw(rates),
        p_second_return=draw(rates),
        reviewers=draw(st.sampled_from([1, 1, 2, 3])),
        queue=draw(st.sampled_from(["arrival", "arrival", "due"])),
        habits=habits,
        absences=draw(st.sampled_from([0, 0, 0.1])),
        start_on="20-3-2019",
        days="working" if working else "calendar",
        hours=["07:30-11:30", "13:00-17:00"] if working and draw(st.booleans()) else None,
        leave=[Leave(draw(st.sampled_from([*tiers, "issuer"])), "21-3-2019", "25-3-2019")]
        if draw(st.booleans())
        else (),
        shared=Shared(draw(st.sampled_from(tiers)), 0.4) if draw(st.booleans()) else None,
        tiers={draw(st.sampled_from(tiers)): Steps(draft=draw(shapes), reviewers=draw(st.sampled_from([None, 2])))},
    )


def results(plan: kh.Plan, scenario: Scenario, *, runs: int = 3, seed: int = 7, engine: str = "numpy") -> Results:
    """The results of an engine, with every instant of every duty."""
    return simulate(plan, scenario, runs=runs, seed=seed, engine=engine, keep=KEPT).results  # type: ignore[arg-type]


def differences(one: Results, two: Results, names: tuple[str, ...] = SAME) -> list[str]:
    """In what two results are not equal to the last microsecond."""
    found = [name for name in names if not np.array_equal(getattr(one, name), getattr(two, name))]
    return found + [name for name in one.units if not np.array_equal(one.units[name], two.units[name])]
