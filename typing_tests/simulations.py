"""What type checkers must see of scenarios and of runs; never run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import assert_type

import numpy as np
from numpy.typing import NDArray

import kehoach as kh
from kehoach.sim import (
    NEVER,
    PERT,
    Empirical,
    Fixed,
    Forecast,
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


def assume() -> Scenario:
    shapes: list[Shape] = [
        LogNormal(mean=5, sigma=0.5),
        Gamma(mean=3, sd="1.5"),
        Weibull(shape=2, scale=3),
        Triangular(1, 2, 6),
        PERT(1, 2, 6, weight=3),
        Empirical([1, 2, 4]),
        Fixed(2),
    ]
    assert_type(shapes[0].mean, float)
    assert_type(shapes[0].quantiles([0.5]), list[float])
    scenario = Scenario(
        guide=2,
        draft=shapes[0],
        review={"mean": 1, "sd": 1},
        p_return="10%",
        habits=[Habit(0.3, 3), {"share": "0.1", "before_due": 1}],
        leave=[Leave("461", "1-4-2019", dt.date(2019, 4, 5))],
        shared=Shared("district", 0.3),
        tiers={"commune": Steps(draft=3), "district": {"reviewers": 2}},
        start_on="14-3-2019",
    )
    assert_type(scenario.draft, Shape | None)
    assert_type(scenario.of("commune", ["pilot"], "461"), Steps)
    assert_type(scenario.tiers, Mapping[str, Steps])
    assert_type(scenario.replace(p_return=0.2), Scenario)
    assert_type(Scenario.from_dict(scenario.to_dict()), Scenario)
    return scenario


def carry_out(plan: kh.Plan, progress: kh.Progress) -> None:
    assert_type(plan.scenario, Scenario | None)
    assert_type(plan.replace(scenario=assume()), kh.Plan)
    forecast = simulate(plan, seed=2019, since=progress, engine="fast", keep=["accepted"])
    assert_type(forecast, Forecast)
    results = forecast.results
    assert_type(results, Results)
    assert_type(results.end, NDArray[np.int64])
    assert_type(results.critical, NDArray[np.int32] | None)
    assert_type(Results.merged([results]), Results)
    never: int = NEVER
    assert_type(results.end < never, NDArray[np.bool_])
