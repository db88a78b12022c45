"""What an act costs: every unit of vn-2019 submits, is reviewed and is aggregated, deepest tier first, in memory.

The same acts in several ways in the same run, in turn, a hundred units at a time; of each hundred the best of the runs
counts, so that what else the machine does is not measured with them:

* kehoach: `Campaign.fire` with the store in memory; every guard of the standard lifecycle, every column of the log.
* `transitions`: one model per report bound with `add_model`, its gate a condition, its log a list of tuples.
* Automat, where it is installed: one machine per report, and no more: no gate, no log, nobody is asked who acts.
* a dict and an if: no guard but the gate, a list for a log, no refusal that says why. The floor.

Aims: a fifth of `transitions`, six times the floor, 150 bytes a report beside the plan. Automat is a mark, not a floor:
what its machines leave out is most of an act.

Then whole tiers at once: `Campaign.fire_all` beside bare numpy columns that do the same moves, check the same gate and
write the same columns of a log; warm, the best of many, because single ones scatter tenfold. Aim: three times.
With --small: 152 units.
"""

from __future__ import annotations

import gc
import importlib.util
import os
import platform
import sys
import time
import tracemalloc
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np
from transitions import Machine

import kehoach as kh
from kehoach.testing import ManualClock

SIZES = {"province": 1, "district": 10, "commune": 141}
LARGE = {"country": 1, "province": 63, "district": 713, "commune": 11162}
SMALL = "--small" in sys.argv
RUNS = 2 if SMALL else 9
HIERARCHY = kh.Hierarchy.fan(**(SIZES if SMALL else LARGE))
PLAN = kh.Plan("Bench", HIERARCHY)
JOBS = [(unit, (HIERARCHY.superiors(unit) or ("issuer",))[0]) for unit in HIERARCHY.aggregation_order()]
BELOW = {unit: HIERARCHY.subordinates(unit) for unit, _ in JOBS}
ACTS = 3 * len(JOBS) - 1  # nobody aggregates the root


def campaign() -> kh.Campaign:
    """A campaign that nobody has touched."""
    return kh.Campaign.begin(PLAN, clock=ManualClock("2019-03-20T08:00+07:00"))


Drive = Callable[[slice], object]
"""Does the acts of some of the jobs."""


def with_kehoach() -> Drive:
    """Drive a campaign through its public door."""
    fire = campaign().fire

    def run(some: slice) -> None:
        for unit, superior in JOBS[some]:
            fire(unit, "submit", by=unit)
            fire(unit, "review", by=superior)
            if superior != "issuer":
                fire(unit, "aggregate", by=superior)

    return run


class Model:
    """A report bound to a machine of `transitions`."""

    state: str

    def __init__(self, unit: str, taken: set[str], log: list[tuple[Any, ...]]) -> None:
        self.unit, self.taken, self.log = unit, taken, log

    def gate(self) -> bool:
        """Whether every subordinate has been aggregated."""
        return all(below in self.taken for below in BELOW[self.unit])

    def note(self) -> None:
        """Write a line of the log."""
        self.log.append((len(self.log), time.time_ns(), self.unit, self.state))

    def take(self) -> None:
        """Take the row."""
        self.taken.add(self.unit)


def with_transitions() -> Drive:
    """Drive a model per report, bound with `add_model`."""
    taken: set[str] = set()
    log: list[tuple[Any, ...]] = []
    machine = Machine(
        model=None,
        states=["draft", "submitted", "reviewed", "aggregated"],
        initial="draft",
        auto_transitions=False,
        transitions=[
            {"trigger": "submit", "source": "draft", "dest": "submitted", "conditions": "gate", "after": "note"},
            {"trigger": "review", "source": "submitted", "dest": "reviewed", "after": "note"},
            {"trigger": "aggregate", "source": "reviewed", "dest": "aggregated", "after": ["take", "note"]},
        ],
    )
    models = [Model(unit, taken, log) for unit, _ in JOBS]
    for first in range(0, len(models), 2_000):  # add_model looks through all earlier models, each time
        machine.models = []
        machine.add_model(models[first : first + 2_000])

    def run(some: slice) -> None:
        for model, (_, superior) in zip(models[some], JOBS[some], strict=True):
            model.submit()  # type: ignore[attr-defined]  # made at run time
            model.review()  # type: ignore[attr-defined]
            if superior != "issuer":
                model.aggregate()  # type: ignore[attr-defined]

    return run


class Report(Protocol):
    """What can be done with a report of Automat."""

    def submit(self) -> None:
        """Send it."""

    def review(self) -> None:
        """Accept it."""

    def aggregate(self) -> None:
        """Take it."""


def with_automat() -> Drive:
    """Drive a machine of Automat per report."""
    from automat import TypeMachineBuilder

    builder = TypeMachineBuilder(Report, object)
    names = ("draft", "submitted", "reviewed", "aggregated")
    draft, submitted, reviewed, aggregated = (builder.state(name) for name in names)
    draft.upon(Report.submit).to(submitted).returns(None)
    submitted.upon(Report.review).to(reviewed).returns(None)
    reviewed.upon(Report.aggregate).to(aggregated).returns(None)
    machine = builder.build()
    reports = [machine(object()) for _ in JOBS]

    def run(some: slice) -> None:
        for report, (_, superior) in zip(reports[some], JOBS[some], strict=True):
            report.submit()
            report.review()
            if superior != "issuer":
                report.aggregate()

    return run


def with_a_dict() -> Drive:
    """Drive a dict, with an if."""
    state = {unit: "draft" for unit, _ in JOBS}
    log: list[tuple[Any, ...]] = []
    table = {
        "submit": ("draft", "submitted"),
        "review": ("submitted", "reviewed"),
        "aggregate": ("reviewed", "aggregated"),
    }

    def fire(unit: str, trigger: str) -> None:
        source, dest = table[trigger]
        if state[unit] != source:
            raise ValueError(unit)
        if trigger == "submit" and any(state[below] != "aggregated" for below in BELOW[unit]):
            raise ValueError(unit)
        state[unit] = dest
        log.append((unit, trigger))

    def run(some: slice) -> None:
        for unit, superior in JOBS[some]:
            fire(unit, "submit")
            fire(unit, "review")
            if superior != "issuer":
                fire(unit, "aggregate")

    return run


WAYS: dict[str, Callable[[], Drive]] = {
    "kehoach": with_kehoach,
    "transitions": with_transitions,
    "a dict and an if": with_a_dict,
}
if importlib.util.find_spec("automat"):
    WAYS["Automat"] = with_automat


def tier_by_tier() -> Callable[[], object]:
    """Drive a campaign tier by tier through its public door."""
    fire_all = kh.Campaign.begin(PLAN, clock=ManualClock("2019-03-20T08:00+07:00"), default_by="expected").fire_all
    tiers = [tier.id for tier in reversed(HIERARCHY.tiers)]

    def run() -> None:
        for tier in tiers:
            fire_all("submit", tier=tier)
            fire_all("review", tier=tier)
            if tier != tiers[-1]:
                fire_all("aggregate", tier=tier)

    return run


def bare_columns() -> Callable[[], object]:
    """Drive numpy columns, with the gate of a tier checked at once and a log of five columns."""
    columns = HIERARCHY.columns
    n, above = columns.n, np.full(columns.n, -1)
    above[np.frombuffer(columns.edge_unit, "i4")] = np.frombuffer(columns.edge_superior, "i4")
    wanted = np.bincount(above[above >= 0], minlength=n)
    state, version, taken = np.zeros(n, "u1"), np.ones(n, "u2"), np.zeros(n, "i4")
    sent, log = np.zeros(n, "i8"), []
    numbers = [np.array([columns.index[u] for u in HIERARCHY.units_of(t.id)]) for t in reversed(HIERARCHY.tiers)]

    def write(duties: np.ndarray, place: int) -> None:
        log.append((np.full(len(duties), 7), duties, above[duties], version[duties], np.full(len(duties), place)))

    def run() -> None:
        for duties in numbers:
            if not ((state[duties] == 0) & (taken[duties] == wanted[duties])).all():
                raise ValueError
            state[duties], sent[duties] = 1, 7
            write(duties, 0)
            if not (state[duties] == 1).all():
                raise ValueError
            state[duties] = 2
            write(duties, 5)
            if len(duties) > 1:
                state[duties] = 3
                np.add.at(taken, above[duties], 1)
                write(duties, 6)

    return run


def seconds(make: Callable[[], Callable[[], object]]) -> float:
    """How long one run takes, its making left out."""
    run = make()
    gc.collect()
    begun = time.perf_counter()
    run()
    return time.perf_counter() - begun


def in_hundreds(make: Callable[[], Drive]) -> list[float]:
    """How long each hundred jobs of one run take, its making left out."""
    run = make()
    gc.collect()
    taken: list[float] = []
    for first in range(0, len(JOBS), 100):
        begun = time.perf_counter()
        run(slice(first, first + 100))
        taken.append(time.perf_counter() - begun)
    return taken


def bytes_per_report() -> float:
    """What a finished campaign holds beside its plan, log included, per report."""
    every = slice(None)
    with_kehoach()(every)  # whatever the plan works out once
    gc.collect()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    run = with_kehoach()
    run(every)
    held = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    return held / len(JOBS)


def main() -> None:
    """Measure the ways in turn and print them with their ratios."""
    runs: dict[str, list[list[float]]] = {way: [] for way in WAYS}
    for _ in range(RUNS):
        for way, make in WAYS.items():
            runs[way].append(in_hundreds(make))
    best = {way: sum(map(min, zip(*taken, strict=True))) for way, taken in runs.items()}
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    print(f"lifecycle, {len(JOBS)} units, {ACTS} acts, best of {RUNS}, {machine}")
    for way, taken in best.items():
        print(f"  {way:<18} {1e6 * taken / ACTS:6.2f} microseconds an act")
    print(f"  kehoach / transitions: {best['kehoach'] / best['transitions']:.3f} (aim: at most 0.2)")
    print(f"  kehoach / a dict and an if: {best['kehoach'] / best['a dict and an if']:.1f} (aim: at most 6)")
    if "Automat" in best:
        print(f"  kehoach / Automat: {best['kehoach'] / best['Automat']:.2f} (which keeps no log and asks nobody)")
    else:
        print("  Automat is left out: it is not installed (pip install 'Automat>=25.4', or make bench)")
    many = 4 if SMALL else 40
    swept, bare = (min(seconds(make) for _ in range(many)) for make in (tier_by_tier, bare_columns))
    print(f"  fire_all           {1e6 * swept / ACTS:6.4f} microseconds an act, best of {many}")
    print(f"  numpy columns      {1e6 * bare / ACTS:6.4f} microseconds an act")
    print(f"  fire_all / numpy columns: {swept / bare:.1f} (aim: at most 3)")
    print(f"  {bytes_per_report():.0f} bytes a report beside the plan, log included (aim: at most 150)")


if __name__ == "__main__":
    main()
