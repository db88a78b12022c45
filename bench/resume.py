"""What it takes to go on with a campaign: from its log, from a snapshot, for one unit of it; and to prove its log.

vn-2019 complete: 11,939 units, each has submitted, was reviewed and aggregated, 35,816 entries in a SQLite file; once
without figures, once with fifty from each unit. Aims: resumed under 2 s from the log and under 0.5 s from a snapshot,
and at least 150,000 entries a second proved. The peer is the driver alone, reading the same rows and doing nothing with
them. With --small: 152 units.
"""

from __future__ import annotations

import os
import platform
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import kehoach as kh
from kehoach.stores import SQLStore
from kehoach.testing import ManualClock

SMALL = "--small" in sys.argv
SIZES = (
    {"province": 1, "district": 10, "commune": 141}
    if SMALL
    else {"country": 1, "province": 63, "district": 713, "commune": 11162}
)
FIGURES = (0, 50)
TRIES = 3


def seconds(work: Callable[[], object]) -> float:
    """How long a piece of work takes: the median of a few."""
    taken: list[float] = []
    for _ in range(TRIES):
        begin = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begin)
    return statistics.median(taken)


def made(path: Path, figures: int) -> kh.Campaign:
    """A campaign in which everything was done."""
    indicators = [kh.Indicator(f"figure_{number}") for number in range(figures)]
    plan = kh.Plan("Bench", kh.Hierarchy.fan(**SIZES), indicators=indicators)
    data = {one.key: 1000 + number for number, one in enumerate(indicators)} or None
    hierarchy, commands = plan.hierarchy, list[kh.Command]()
    assert hierarchy is not None
    for unit in hierarchy.aggregation_order():
        superior = next(iter(hierarchy.superiors(unit)), "issuer")
        commands += [kh.Command(unit, "submit", by=unit, data=data), kh.Command(unit, "review", by=superior)]
        commands += [] if superior == "issuer" else [kh.Command(unit, "aggregate", by=superior)]
    campaign = kh.Campaign.begin(plan, SQLStore.open(path), id="x", clock=ManualClock("2019-03-20T08:00+07:00"))
    campaign.fire_many(commands)
    return campaign


def bare(path: Path) -> int:
    """Every row of the log through the driver alone."""
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT * FROM log ORDER BY campaign, seq").fetchall()
    connection.close()
    return len(rows)


def measured(path: Path, figures: int) -> None:
    """Resume in every way, compare what comes of it, and prove the log."""
    campaign = made(path, figures)
    store, plan, entries = SQLStore.open(path), campaign.plan, campaign.head().seq
    one = campaign.plan.hierarchy.aggregation_order()[0] if campaign.plan.hierarchy else ""
    peer = seconds(lambda: bare(path))

    def told(title: str, taken: float) -> None:
        print(f"    {title:<44} {1000 * taken:8.1f} ms   {taken / peer:6.2f}")

    print(f"  {entries:,} entries, {figures} figures of each unit")
    told("the driver alone reads every row", peer)
    told("resume from the log", seconds(lambda: kh.Campaign.resume(store)))
    told("keep a snapshot", seconds(campaign.snapshot))
    told("resume from the snapshot", seconds(lambda: kh.Campaign.resume(store)))
    told("resume one unit from it, plan at hand", seconds(lambda: kh.Campaign.resume(store, plan=plan, units=[one])))
    proof = seconds(store.prove)
    told("prove the log", proof)
    print(f"    {entries / proof:,.0f} entries/s proved (aim: 150,000)")
    part = kh.Campaign.resume(store, plan=plan, units=[one])
    same = kh.Campaign.resume(store).progress() == campaign.progress() and part.report(one) == campaign.report(one)
    print(f"    all stand alike: {'yes' if same else 'NO'}")


def main() -> None:
    """Measure without and with figures."""
    print(f"going on, {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory() as folder:
        for figures in FIGURES:
            measured(Path(folder, f"{figures}.db"), figures)


if __name__ == "__main__":
    main()
