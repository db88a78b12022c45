"""What type checkers must see of programs that simulate; never run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from concurrent.futures import Executor
from typing import assert_type

import numpy as np
import pandas as pd  # type: ignore[import-untyped]
import polars as pl
from matplotlib.figure import Figure
from numpy.typing import NDArray

import kehoach as kh
from kehoach.sim import (
    Comparison,
    Critical,
    Curve,
    DayEstimate,
    Duration,
    Effect,
    Effort,
    Estimate,
    Fitted,
    Forecast,
    Point,
    ReturnRate,
    Scenario,
    Shape,
    Solution,
    Solved,
    StepFit,
    Sway,
    Sweep,
    Tornado,
    durations,
    fit,
    simulate,
    solve,
    sweep,
)


def ask(plan: kh.Plan, scenario: Scenario, pool: Executor, log: tuple[kh.LogEntry, ...]) -> None:
    forecast = simulate(plan, scenario, runs=1_000, seed=2019, executor=pool, progress=lambda done, runs: done < runs)
    assert_type(forecast, Forecast)
    assert_type(forecast.days("commune"), NDArray[np.float64])
    assert_type(forecast.mean(), Estimate)
    assert_type(forecast.percentile(90, "commune"), DayEstimate)
    assert_type(forecast.percentile(90).day, dt.date | None)
    assert_type(forecast.p_by("30-4-2019").value, float)
    assert_type(forecast.never(), Estimate)
    assert_type(forecast.on_time("commune"), Estimate | None)
    assert_type(forecast.late("commune"), Estimate | None)
    assert_type(forecast.all_on_time(), Estimate | None)
    assert_type(forecast.curve(), Curve)
    assert_type(forecast.curve().at("30-4-2019"), float)
    assert_type(forecast.effort(), Effort)
    assert_type(forecast.critical(), tuple[Critical, ...])
    assert_type(forecast.plot("curve", lang="vi"), Figure)
    assert_type(forecast.to_frame("pandas"), pd.DataFrame)
    assert_type(forecast.to_frame("polars"), pl.DataFrame)
    assert_type(forecast.to_dict(), dict[str, object])
    assert_type(forecast.to_json(), str)
    assert_type((forecast.seed, forecast.runs, forecast.plan_digest), tuple[int, int, str])
    assert_type(forecast.rerun(scenario, runs=10), Forecast)

    tornado = forecast.tornado(by=0.2)
    assert_type(tornado, Tornado)
    assert_type(tornado.sways, tuple[Sway, ...])
    assert_type(tornado.sways[0].raised, Estimate)
    assert_type(tornado.plot(), Figure)

    comparison = forecast.compare(forecast)
    assert_type(comparison, Comparison)
    assert_type(comparison.of("commune"), Effect)
    assert_type(comparison.effects[0].days.value, float)

    swept = sweep(plan, scenario, deadline="commune", days=range(-2, 3))
    assert_type(swept, Sweep)
    assert_type(swept.points, tuple[Point, ...])
    assert_type(swept.points[0].forecast, Forecast)

    solved = solve(plan, scenario, tier="province", probability=0.9)
    assert_type(solved, Solution)
    assert_type(solved.of("commune"), Solved)
    assert_type(solved.of("commune").last_day, dt.date)
    assert_type(solved.plan, kh.Plan)

    fitted = fit(log, plan, family="gamma")
    assert_type(fitted, Fitted)
    assert_type(fitted.fits, tuple[StepFit, ...])
    assert_type(fitted.fits[0].shape, Shape)
    assert_type(fitted.fits[0].others, Mapping[str, float])
    assert_type(fitted.return_rates, tuple[ReturnRate, ...])
    assert_type(fitted.plot(), Figure)
    assert_type(Scenario.fit(log, plan), Scenario)
    assert_type(durations(log, plan, days="working"), tuple[Duration, ...])
