"""W3 and W3s: a campaign many times over, beside SimPy and beside a heap by hand, in the same run.

W3: the task comes down, reports are written, reviewed one at a time, one in ten is returned once; every length is
log-normal. W3s: without reviews. Each way has its own luck; the means of the end have to agree.
"""

from __future__ import annotations

import argparse
import heapq
import platform
import random
import resource
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from math import sqrt
from pathlib import Path

import numpy as np

import kehoach as kh
from kehoach.sim import LogNormal, Scenario, simulate
from kehoach.sim._engine import run_block
from kehoach.sim._luck import counters
from kehoach.sim._prepare import prepared

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from simpy_desk import MEANS, P_RETURN, SIGMA, Tree, run, sample

WORKLOADS = {
    "seed": (1, 10, 141),
    "vn-2025": (1, 34, 3321),
    "vn-2019": (1, 63, 713, 11162),
    "million": (1, 100, 1000, 10000, 988899),
}


def scenario_of(*, simple: bool) -> Scenario:
    """The lengths of W3, or of W3s."""
    shapes = {step: LogNormal(mean=mean, sigma=SIGMA) for step, mean in MEANS.items()}
    if simple:
        return Scenario(guide=shapes["guide"], draft=shapes["draft"], review=0, start_on="14-3-2019")
    return Scenario(**shapes, p_return=P_RETURN, start_on="14-3-2019")


def plan_of(name: str) -> tuple[kh.Plan, Tree]:
    """A plan, and its units by number."""
    tiers = {f"tier-{place}": count for place, count in enumerate(WORKLOADS[name])}
    plan = kh.Plan(kh.Directive(name), kh.Hierarchy.fan(**tiers))
    grid = plan.columns
    above = [next(iter(grid.superiors_of(duty)), -1) for duty in range(grid.n)]
    return plan, Tree(above)


def by_hand(tree: Tree, rng: random.Random) -> float:
    """The end of a run by a heap of events, with nothing around it."""
    count, below, superior = len(tree.superior), tree.below, tree.superior
    guide, missing = [0.0] * count, [len(some) for some in below]
    begun, busy, queue = [0.0] * count, [False] * (count + 1), [list[tuple[float, int]]() for _ in range(count + 1)]
    again, heap = [False] * count, list[tuple[float, int, int]]()
    for unit, above in enumerate(superior):
        if above >= 0:
            guide[unit] = guide[above] + (sample(rng, MEANS["guide"]) if below[unit] else 0.0)
        begun[unit] = guide[unit]
        if not below[unit]:
            heap.append((guide[unit] + sample(rng, MEANS["draft"]), 0, unit))
    heapq.heapify(heap)
    now = 0.0
    while heap:
        now, reviewed, unit = heapq.heappop(heap)
        above = superior[unit]
        if not reviewed:
            queue[above].append((now, unit))
        else:
            busy[above] = False
            if not again[unit] and rng.random() < P_RETURN:
                again[unit] = True
                heapq.heappush(heap, (now + sample(rng, MEANS["rework"]), 0, unit))
            elif above >= 0:
                missing[above] -= 1
                begun[above] = max(begun[above], now)
                if not missing[above]:
                    heapq.heappush(heap, (begun[above] + sample(rng, MEANS["draft"]), 0, above))
        if not busy[above] and queue[above]:
            busy[above] = True
            _, following = queue[above].pop(0)
            heapq.heappush(heap, (now + sample(rng, MEANS["review"]), 1, following))
    return now


def timed(work: Callable[[], Sequence[float]]) -> tuple[float, Sequence[float]]:
    """How many seconds of a processor something takes, and what it gives."""
    before = time.process_time()
    said = work()
    return time.process_time() - before, said


def ends_of(
    plan: kh.Plan, runs: int, engine: str, *, simple: bool = False, repeat: int = 3
) -> tuple[float, list[float]]:
    """The least time of some rounds of our runs, and the ends in days."""
    ready = prepared(plan, scenario_of(simple=simple), 2019, fast=engine == "fast")
    run_block(ready, 0, 10)  # load, compile
    best, ends = min((timed(lambda: _days(run_block(ready, 0, runs))) for _ in range(repeat)), key=lambda one: one[0])
    return best, list(ends)


def _days(results: object) -> list[float]:
    end, start = results.end, results.start  # type: ignore[attr-defined]
    return list((end - start) / 86_400e6)


def draws_alone(plan: kh.Plan, runs: int) -> float:
    """How long drawing the lengths of W3s alone takes, in our own way: one of each unit, by compiled loops."""
    from kehoach.sim._fast import drawn_both, table_of

    ready = prepared(plan, scenario_of(simple=True), 2019, fast=True)
    table, block = table_of(ready.curves), max(1, 60_000 // len(ready.duty))

    def work() -> list[float]:
        for first in range(0, runs, block):
            drawn_both(ready.keys[0], counters(first, block)[:, 0], ready.draft, ready.review, table)
        return []

    work()
    return min(timed(work)[0] for _ in range(3))


def usual_draws(units: int, runs: int) -> float:
    """How long numpy's own generator takes for as many log-normal lengths."""
    rng, block = np.random.default_rng(2019), max(1, 60_000 // units)

    def work() -> list[float]:
        for _ in range(0, runs, block):
            rng.lognormal(0.0, SIGMA, (block, units))
        return []

    return min(timed(work)[0] for _ in range(3))


def shown(name: str, units: int, runs: int, seconds: float, ends: Sequence[float], peer: float | None) -> float:
    """Print one line; how many unit-runs a second."""
    rate = units * runs / seconds
    mean = f"{statistics.fmean(ends):6.2f} ± {1.96 * statistics.stdev(ends) / sqrt(len(ends)):.2f}" if ends else ""
    ratio = "" if peer is None else f"{rate / peer:7.1f} x"
    print(f"  {name:24} {runs:7} runs {rate / 1e6:9.3f} M unit-runs/s {ratio:>10}  {mean}")
    return rate


def w3(name: str, *, peer_runs: int, runs: int) -> None:
    """W3 in every way, and W3s beside drawing its numbers."""
    plan, tree = plan_of(name)
    units, rng = len(tree.superior), random.Random(2019)  # noqa: S311 - luck, not secrets
    print(f"{name}: {units} units")
    seconds, ends = timed(lambda: [max(run(tree, rng)) for _ in range(peer_runs)])
    peer = shown("W3 SimPy", units, peer_runs, seconds, ends, None)
    seconds, others = timed(lambda: [by_hand(tree, rng) for _ in range(peer_runs)])
    shown("W3 heap by hand", units, peer_runs, seconds, others, peer)
    for engine in ("numpy", "fast"):
        seconds, mine = ends_of(plan, runs, engine)
        shown(f"W3 kehoach {engine}", units, runs, seconds, mine, peer)
        agree(ends, mine)
    agree(others, mine)
    seconds, _ = usual_draws(units, runs), None
    drawing = shown("numpy's draws alone", units, runs, seconds, [], None)
    own = shown("our draws alone, two each", units, runs, draws_alone(plan, runs), [], None)
    for engine in ("numpy", "fast"):
        seconds, mine = ends_of(plan, runs, engine, simple=True)
        rate = shown(f"W3s kehoach {engine}", units, runs, seconds, mine, peer)
        print(f"  {'':24} {drawing / rate:.2f} times the draws of numpy alone, {own / rate:.2f} times ours")


def agree(one: Sequence[float], two: Sequence[float]) -> None:
    """Two ways have the same mean, within four standard errors."""
    error = sqrt(statistics.variance(one) / len(one) + statistics.variance(two) / len(two))
    if abs(statistics.fmean(one) - statistics.fmean(two)) > 4 * error + 1e-9:
        sys.exit(f"the means differ: {statistics.fmean(one)} and {statistics.fmean(two)}, standard error {error}")


def large(name: str, runs: int) -> None:
    """How long and how much memory a whole simulation takes, through the public door."""
    plan, _ = plan_of(name)
    for engine in ("numpy", "fast"):
        simulate(plan, scenario_of(simple=False), runs=1, seed=1, engine=engine)
        before = time.process_time()
        simulate(plan, scenario_of(simple=False), runs=runs, seed=2019, engine=engine)
        spent, peak = time.process_time() - before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        print(f"{name} x {runs} runs, {engine}: {spent:.1f} s of one core, {peak:.2f} GiB at most in this process")


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="few runs, to see that everything runs and agrees")
    parser.add_argument("--large", action="store_true", help="also vn-2025 x 10,000 runs and a million units x 100")
    args = parser.parse_args()
    print(f"Python {platform.python_version()}, numpy {np.__version__}, {platform.machine()}, {platform.processor()}")
    if args.small:
        w3("seed", peer_runs=60, runs=400)
        return
    w3("seed", peer_runs=300, runs=20_000)
    w3("vn-2025", peer_runs=20, runs=2_000)
    if args.large:
        large("vn-2025", 10_000)
        large("million", 100)


if __name__ == "__main__":
    main()
