"""Forecasts of runs that were written down by hand, or drawn from a distribution that is known."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import cache

import numpy as np

import kehoach as kh
from kehoach.sim import NEVER, Results, Scenario
from kehoach.sim._forecast import Forecast

DAY = 86_400_000_000
START = round(datetime(2019, 3, 13, 17, tzinfo=UTC).timestamp()) * 1_000_000  # midnight in Vietnam
TIERS = ("province", "district", "commune")


@cache
def plan() -> kh.Plan:
    """One province, two districts, five communes, each tier with its deadline."""
    units = kh.Hierarchy.fan(province=1, district=2, commune=5)
    dues = {"commune": "before 5-4-2019", "district": "before 15-4-2019", "province": "before 30-4-2019"}
    return kh.Plan(kh.Directive("Tổng kết", number="116-KH/TU", issued_on="14-3-2019"), units, dues)


def instants(days: Sequence[float]) -> np.ndarray:
    """Days from the start as instants; an infinite one never comes."""
    return np.array([NEVER if np.isinf(day) else START + round(day * DAY) for day in days], np.int64)


def results(
    ends: Sequence[float],
    *,
    communes: Sequence[float] | None = None,
    on_time: Sequence[int] | None = None,
    seed: int = 2019,
    first_run: int = 0,
    provisional: int = 0,
) -> Results:
    """Runs that end after so many days; districts end half way, communes after a quarter unless that is said."""
    runs, whole = len(ends), np.asarray(ends, float)
    met = np.full(runs, 4) if on_time is None else np.asarray(on_time)
    tier_end = [instants(ends), instants(whole / 2), instants(whole / 4 if communes is None else communes)]
    curve = np.zeros((3, 60), np.int64)
    curve[2, :5], curve[1, 20:22], curve[0, 40] = runs, runs, runs
    return Results(
        plan_digest=plan().digest,
        seed=seed,
        first_run=first_run,
        runs=runs,
        start=START,
        zone="Asia/Ho_Chi_Minh",
        tiers=TIERS,
        end=instants(ends),
        tier_end=np.stack(tier_end),
        on_time=np.stack([np.ones(runs), np.full(runs, 2), met]).astype(np.int32),
        dated=np.array([1, 2, 5], np.int32),
        sent=np.stack([np.ones(runs), np.full(runs, 2), np.full(runs, 5)]).astype(np.int32),
        expected=np.array([1, 2, 5], np.int32),
        work=np.full(runs, 30 * DAY, np.int64),
        waiting=np.full(runs, 10 * DAY, np.int64),
        critical=np.array([runs, runs - 1, 1, *([runs // 2] * 2), 0, 0, 0], np.int32),
        first_day=date(2019, 3, 20).toordinal(),
        curve=curve,
        provisional=provisional,
    )


def forecast(ends: Sequence[float], **said: object) -> Forecast:
    """A forecast of such runs."""
    return Forecast(results(ends, **said), plan(), Scenario())  # type: ignore[arg-type]
