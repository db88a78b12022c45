"""The model written once more, with SimPy and luck of its own, agrees in distribution."""

from __future__ import annotations

import random

import numpy as np
import pytest
from numpy.typing import NDArray

import kehoach as kh
from kehoach.sim import LogNormal, Scenario, simulate

pytest.importorskip("simpy")

from simpy_desk import MEANS, P_RETURN, SIGMA, Tree, run

SHAPES = {step: LogNormal(mean=mean, sigma=SIGMA) for step, mean in MEANS.items()}
SCENARIO = Scenario(**SHAPES, p_return=P_RETURN, start_on="14-3-2019")
DAY = 86_400_000_000


def distance(one: list[float], two: NDArray[np.float64]) -> float:
    """How far two samples lie apart: the greatest difference of their distribution functions."""
    places = np.sort(np.append(one, two))
    shares = [np.searchsorted(np.sort(some), places, "right") / len(some) for some in (one, two)]
    return float(np.abs(shares[0] - shares[1]).max())


def critical(one: int, two: int, level: float) -> float:
    """The distance that samples of one distribution exceed with a probability of `level` (Smirnov)."""
    return float(np.sqrt(-np.log(level / 2) / 2 * (one + two) / (one * two)))


@pytest.mark.slow
@pytest.mark.parametrize(("tiers", "peers", "runs"), [((1, 10, 141), 300, 4000), ((1, 34, 3321), 12, 400)])
def test_both_models_agree_in_distribution(tiers: tuple[int, ...], peers: int, runs: int) -> None:
    """Of every tier the end, and the end of all, are from one distribution at the level of one in a thousand."""
    plan = kh.Plan("W3", kh.Hierarchy.fan(**{f"t{place}": count for place, count in enumerate(tiers)}))
    grid = plan.columns
    tree, rng = Tree([next(iter(grid.superiors_of(duty)), -1) for duty in range(grid.n)]), random.Random(2019)
    others = [run(tree, rng) for _ in range(peers)]
    said = simulate(plan, SCENARIO, runs=runs, seed=2019, keep=()).results
    firsts = np.cumsum([0, *tiers])
    for tier in range(len(tiers)):
        ends = [max(one[firsts[tier] : firsts[tier + 1]]) for one in others]
        mine = (said.tier_end[tier] - said.start) / DAY
        assert distance(ends, mine) < critical(peers, runs, 0.001)
