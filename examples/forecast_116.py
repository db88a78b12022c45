"""When Plan 116 would end, who would be late, and what another deadline would do; the lengths are made up."""

from __future__ import annotations

import tomllib
from pathlib import Path

import kehoach as kh
from kehoach.sim import Scenario, simulate, solve

FOLDER = Path(__file__).parent / "plan_116"


def main() -> None:
    """Print the forecast, what sets it, and the deadlines that would hold."""
    plan = kh.load_plan(FOLDER / "plan.toml")
    scenario = Scenario.from_dict(tomllib.loads((FOLDER / "scenario.toml").read_text(encoding="utf-8")))
    forecast = simulate(plan, scenario, runs=2_000, seed=2019)
    print(forecast)
    print()
    print(forecast.tornado(runs=500).text().splitlines()[0])
    print()
    without = forecast.compare(simulate(plan, scenario.replace(p_return=0), runs=2_000, seed=2019))
    print(f"if nothing were returned, the end would move by {without.of('end').days} days")
    print()
    print(solve(plan, scenario, tier="province", probability=0.9, runs=1_000, seed=2019))


main()
