"""What totals cost: fifty indicators of every leaf, to every unit of every tier, exact and with their coverage.

Thirty sums, ten weighted means, five smallest and five largest figures; one leaf in twenty has two superiors with a
share of a half each. Beside it, in the same run, two ways of doing the sums alone with numpy, in binary floats and
without any coverage: `reduceat` over figures that are gathered by superior, as they must be when they come by unit, and
`reduceat` over figures that lie by superior already. Aim: 0.4 of the first. Both start from columns, as the library
does after the first time; what the first time costs is told apart.

Then what one changed leaf of a million costs at the root, its acts left out. Aim: a millisecond.
With --small: 152 units, and 10,000 for the last.
"""

from __future__ import annotations

import gc
import platform
import sys
import time
from array import array
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np

import kehoach as kh
from kehoach._progress import Board
from kehoach._rollup._ledger import Ledger
from kehoach._rollup._recipe import Book
from kehoach.testing import ManualClock

SMALL = "--small" in sys.argv
ROUNDS = 3 if SMALL else 25
SIZES = {
    "vn-2019": (1, 63, 713, 11162),
    "villages": (1, 63, 713, 11162, 98000),
}
MILLION = (1, 100, 1000, 10000, 988899)
TIERS = ("country", "province", "district", "commune", "village")
SUMS = tuple(f"sum_{number:02}" for number in range(30))
MEANS = tuple(f"mean_{number:02}" for number in range(10))
LOWS = tuple(f"low_{number}" for number in range(5))
HIGHS = tuple(f"high_{number}" for number in range(5))
WEIGHT = SUMS[0]
INDICATORS = (
    *(kh.Indicator(key, kind="stock") for key in SUMS),
    *(kh.Indicator(key, goes_up="weighted_mean", weight=WEIGHT) for key in MEANS),
    *(kh.Indicator(key, goes_up="min") for key in LOWS),
    *(kh.Indicator(key, goes_up="max") for key in HIGHS),
)
KEYS = tuple(one.key for one in INDICATORS)


def hierarchy(sizes: tuple[int, ...], *, diamonds: bool) -> kh.Hierarchy:
    """Units dealt round-robin over the tier above; one leaf in twenty has a second superior, with half of it."""
    units: list[kh.Unit] = [kh.Unit("u0-0", tier=TIERS[0])]
    for tier, (above, here) in enumerate(pairwise(sizes), 1):
        for number in range(here):
            first = f"u{tier - 1}-{number % above}"
            to: Any = first
            if diamonds and tier == len(sizes) - 1 and number % 20 == 0 and above > 1:
                to = [(first, "1/2"), (f"u{tier - 1}-{(number + 1) % above}", "1/2")]
            units.append(kh.Unit(f"u{tier}-{number}", tier=TIERS[tier], reports_to=to))
    return kh.Hierarchy.from_units([kh.Tier(name) for name in TIERS[: len(sizes)]], units)


def reported(plan: kh.Plan, figures: np.ndarray) -> Board:
    """Where a campaign stands in which every leaf has reported and every superior holds everything."""
    board, grid = Board(plan), plan.columns
    board.held = array("I", [1]) * len(grid.edge_unit)
    leaves = [duty for duty in range(grid.n) if grid.edge_first[duty] == grid.edge_first[duty + 1]]
    for duty, column in zip(leaves, figures.T.tolist(), strict=True):
        board.cells[duty] = dict(zip(KEYS, column, strict=True))
    return board


class ByHand:
    """The same with numpy alone: floats, no coverage."""

    def __init__(self, plan: kh.Plan, figures: np.ndarray) -> None:
        grid = plan.columns
        unit, superior = np.asarray(grid.edge_unit), np.asarray(grid.edge_superior)
        share = np.ones(len(unit))
        share[list(grid.share)] = [float(one) for one in grid.share.values()]
        generation = np.asarray(grid.generation)
        leaves = np.flatnonzero(generation == 0)
        x = figures.astype(float)
        weighted = x[30:40] * x[0]
        self.adds, self.lows, self.highs = (np.zeros((rows, grid.n)) for rows in (40, 5, 5))
        self.adds[:30, leaves], self.adds[30:, leaves] = x[:30], weighted
        self.lows[:, leaves], self.highs[:, leaves] = x[40:45], x[45:]
        self.levels = []
        for level in range(1, generation.max() + 1):
            edges = np.flatnonzero(generation[superior] == level)
            starts = np.flatnonzero(np.diff(superior[edges], prepend=-1))
            part = share[edges]
            self.levels.append((unit[edges], part if (part != 1).any() else None, starts, superior[edges][starts]))
        first = self.levels[0]
        self.lying = [
            np.ascontiguousarray(self.adds[:, first[0]] * (1 if first[1] is None else first[1])),
            np.ascontiguousarray(self.lows[:, first[0]]),
            np.ascontiguousarray(self.highs[:, first[0]]),
        ]

    def gathered(self) -> None:
        """Gather by superior, then sum."""
        for unit, part, starts, target in self.levels:
            held = np.take(self.adds, unit, axis=1)
            self.adds[:, target] = np.add.reduceat(held if part is None else held * part, starts, axis=1)
            self.lows[:, target] = np.minimum.reduceat(np.take(self.lows, unit, axis=1), starts, axis=1)
            self.highs[:, target] = np.maximum.reduceat(np.take(self.highs, unit, axis=1), starts, axis=1)

    def in_order(self) -> None:
        """Sum what lies by superior already, on the lowest tier."""
        for level, (unit, part, starts, target) in enumerate(self.levels):
            adds, lows, highs = (
                self.lying if level == 0 else (self.adds[:, unit], self.lows[:, unit], self.highs[:, unit])
            )
            if level and part is not None:
                adds = adds * part
            self.adds[:, target] = np.add.reduceat(adds, starts, axis=1)
            self.lows[:, target] = np.minimum.reduceat(lows, starts, axis=1)
            self.highs[:, target] = np.maximum.reduceat(highs, starts, axis=1)


def best(*runs: Callable[[], object]) -> list[float]:
    """The seconds of the best round of each, in turn."""
    times = [float("inf")] * len(runs)
    gc.collect()
    for _ in range(ROUNDS):
        for place, run in enumerate(runs):
            begun = time.perf_counter()
            run()
            times[place] = min(times[place], time.perf_counter() - begun)
    return times


def agrees(ledger: Ledger, peer: ByHand) -> None:
    """Both say the same of the root, and of every superior whose figures are no parts."""
    board, place = ledger.board, ledger.layout.place
    peer.gathered()
    for duty in (board.grid.order[-1], board.grid.order[-2]):
        column = int(place[duty])
        for row, key in ((0, SUMS[0]), (29, SUMS[29])):
            (lane,) = [spot for spot, one in ledger.pages.lanes(ledger.places[key])]
            exact = Fraction(ledger.pages.figure(column, lane), ledger.layout.scale)
            assert abs(float(exact) - peer.adds[row, duty]) < 1e-6 * max(1.0, abs(float(exact)))


def rolled(name: str, sizes: tuple[int, ...]) -> None:
    """Print what one pass costs."""
    plan = kh.Plan("Bench", hierarchy(sizes, diamonds=True), indicators=INDICATORS)
    leaves = sizes[-1]
    figures = np.random.default_rng(2019).integers(0, 10_000, (50, leaves))
    board = reported(plan, figures)
    begun = time.perf_counter()
    ledger = Ledger(Book(plan), board)
    first = time.perf_counter() - begun
    peer = ByHand(plan, figures)
    agrees(ledger, peer)
    ours, gathered, lying = best(ledger.roll, peer.gathered, peer.in_order)
    values = 50 * leaves
    print(f"{name}: {leaves:,} leaves, 50 indicators")
    for what, seconds in (
        ("kehoach: exact, with coverage", ours),
        ("  numpy floats, gathered by superior, without coverage", gathered),
        ("  numpy floats, lying by superior, without coverage", lying),
    ):
        ratio = "" if seconds == ours else f"   kehoach has {seconds / ours:.2f} of it"
        print(f"{what:<56} {values / seconds / 1e6:>8.0f} M leaf values/s {seconds * 1e3:>9.2f} ms{ratio}")
    print(f"{'the first time: cells into columns, and the pass':<56} {'':>22} {first * 1e3:>9.0f} ms")


def changed(sizes: tuple[int, ...]) -> None:
    """Print what one changed leaf costs at the root."""
    plan = kh.Plan(
        "Bench",
        hierarchy(sizes, diamonds=False),
        indicators=[kh.Indicator("members")],
        policy=kh.Policy(gate="none"),
    )
    grid = plan.columns
    campaign = kh.Campaign.begin(plan, clock=ManualClock("2019-03-20T08:00+07:00"), default_by="expected")
    tiers = [tier.id for tier in plan.tiers][::-1]
    for unit in plan.hierarchy.units_of(tiers[0]) if plan.hierarchy is not None else ():
        campaign.fire(unit, "submit", by=unit, data={"members": 1})
    campaign.fire_all("review", tier=tiers[0])
    campaign.fire_all("aggregate", tier=tiers[0])
    for tier in tiers[1:]:
        for trigger in ("submit", "review", *(["aggregate"] if tier != tiers[-1] else [])):
            campaign.fire_all(trigger, tier=tier)
    begun = time.perf_counter()
    campaign.totals("members")
    print(f"million: {grid.n:,} units, one indicator; the first pass {time.perf_counter() - begun:.1f} s")
    path = [f"u{len(sizes) - 1}-7"]
    assert plan.hierarchy is not None
    while path[-1] != plan.hierarchy.root:
        path.append(plan.hierarchy.superiors(path[-1])[0])
    seconds: list[float] = []
    for number in range(ROUNDS):
        for unit in reversed(path):
            campaign.correct(unit, reason="bench", **({"by": "issuer"} if unit == path[-1] else {}))
        for unit in path:
            campaign.submit(unit, data={"members": number + 2} if unit == path[0] else None)
            campaign.review(unit)
            if unit != path[-1]:
                campaign.aggregate(unit)
        begun = time.perf_counter()
        total = campaign.totals("members")[path[-1]]
        seconds.append(time.perf_counter() - begun)
        assert (total.value, total.reported) == (sizes[-1] + number + 1, sizes[-1]), total
    told = f"{min(seconds) * 1e3:.2f} ms, the middle one {sorted(seconds)[len(seconds) // 2] * 1e3:.2f} ms"
    print(f"{'  one changed leaf, its path of acts, at the root':<56} {told}")


def main() -> None:
    """Print everything."""
    machine = f"Python {platform.python_version()}, numpy {np.__version__}, {platform.machine()}, {platform.system()}"
    print(f"{machine}; best of {ROUNDS} rounds")
    for name, sizes in SIZES.items():
        rolled(name, (1, 10, 141) if SMALL else sizes)
    changed((1, 10, 100, 1000, 8889) if SMALL else MILLION)


if __name__ == "__main__":
    main()
