"""W5: a plan file with the units of vn-2019 loaded, checked, its duties listed with their dues; beside it networkx.

The peer builds the same graph from the same rows, held in memory as Python lists, and sorts it: what any program that
holds the units must do at least. Run with ``--small`` to see only that both agree.
"""

from __future__ import annotations

import argparse
import platform
import sys
import tempfile
import timeit
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import networkx as nx

from kehoach import Hierarchy
from kehoach.files import load_plan

_VN_2019 = {"country": 1, "province": 63, "district": 713, "commune": 11162}
_SMALL = {"country": 1, "province": 3, "district": 9, "commune": 60}
_PLAN = """\
[directive]
title = "W5"
issued_on = 2019-03-14

[[tiers]]
id = "country"
deadline = "trước ngày 15 tháng 5 năm 2019"
[[tiers]]
id = "province"
deadline = "trước ngày 30 tháng 04 năm 2019"
[[tiers]]
id = "district"
deadline = "trước ngày 20 tháng 04 năm 2019"
[[tiers]]
id = "commune"
deadline = "trước ngày 05 tháng 4 năm 2019"

[[units]]
file = "units.csv"
"""


def _prepared(folder: Path, tiers: dict[str, int]) -> tuple[Path, list[tuple[str, str, str]]]:
    """A plan file in a folder, and its units as rows of id, tier and superior."""
    hierarchy = Hierarchy.fan(**tiers)
    hierarchy.to_csv(folder / "units.csv")
    plan = folder / "plan.toml"
    plan.write_text(_PLAN, encoding="utf-8")
    rows = [(unit.id, unit.tier, unit.reports_to_text) for unit in hierarchy.units]
    return plan, rows


def ours(plan: Path) -> int:
    """Load, check, list every duty with its last day on time."""
    loaded = load_plan(plan)
    loaded.check()
    return len([(str(duty), due.last_day) for duty, due in zip(loaded.duties(), loaded.dues(), strict=True)])


def ours_with_graph(plan: Path) -> int:
    """The same, and the networkx graph of the hierarchy built as well."""
    loaded = load_plan(plan)
    loaded.check()
    listed = len([(str(duty), due.last_day) for duty, due in zip(loaded.duties(), loaded.dues(), strict=True)])
    return listed if loaded.hierarchy is not None and len(loaded.hierarchy.graph) == listed else 0


def peer(rows: Sequence[tuple[str, str, str]]) -> int:
    """Build the graph, prove it acyclic and sort it."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from((unit, {"tier": tier}) for unit, tier, _ in rows)
    graph.add_edges_from((unit, superior) for unit, _, superior in rows if superior)
    return sum(map(len, nx.topological_generations(graph)))


def best(run: Callable[[], int], times: int) -> float:
    """The best of some runs, in seconds; as `timeit` does it, without collections of garbage in between."""
    return min(timeit.repeat(run, number=1, repeat=times))


def main(arguments: Sequence[str]) -> int:
    """Print both and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="73 units, once: to see that both agree")
    options = parser.parse_args(arguments)
    tiers, times = (_SMALL, 1) if options.small else (_VN_2019, 15)
    with tempfile.TemporaryDirectory() as folder:
        plan, rows = _prepared(Path(folder), tiers)
        if not ours(plan) == ours_with_graph(plan) == peer(rows) == sum(tiers.values()):
            print("the counts differ")
            return 1
        theirs = best(lambda: peer(rows), times)
        machine = f"{platform.machine()}, Python {platform.python_version()}"
        print(f"W5 plan, {sum(tiers.values())} units, {machine}, best of {times}")
        print(f"  networkx builds and sorts       {theirs * 1000:8.1f} ms")
        for name, run in (("load, check, list", ours), ("the same, graph included", ours_with_graph)):
            mine = best(partial(run, plan), times)
            print(f"  {name:<30}  {mine * 1000:8.1f} ms  {mine / theirs:5.2f} x")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
