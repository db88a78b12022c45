"""A plan of one form over a tree, simulated with SimPy: written from the description, with luck of its own."""

from __future__ import annotations

import random
from collections.abc import Generator, Mapping, Sequence
from math import log
from typing import Any

import simpy

SIGMA = 0.5
MEANS = {"guide": 2.0, "draft": 5.0, "review": 0.2, "rework": 1.5}
P_RETURN = 0.1


class Tree:
    """Units by number, superiors before subordinates.

    Args:
        superior: The superior of each unit; -1 for the root.
    """

    def __init__(self, superior: Sequence[int]) -> None:
        self.superior = list(superior)
        self.below: list[list[int]] = [[] for _ in superior]
        for unit, above in enumerate(superior):
            if above >= 0:
                self.below[above].append(unit)


def sample(rng: random.Random, mean: float) -> float:
    """A log-normal length with a mean in days."""
    return rng.lognormvariate(log(mean) - SIGMA**2 / 2, SIGMA)


def run(tree: Tree, rng: random.Random, means: Mapping[str, float] = MEANS, p_return: float = P_RETURN) -> list[float]:
    """When each unit's report is accepted, in days from the start."""
    env = simpy.Environment()
    count = len(tree.superior)
    guide = [0.0] * count
    for unit, above in enumerate(tree.superior):
        if above >= 0:
            guide[unit] = guide[above] + (sample(rng, means["guide"]) if tree.below[unit] else 0.0)
    desks = [simpy.Resource(env, capacity=1) for _ in range(count + 1)]  # the last reviews the root
    accepted = [env.event() for _ in range(count)]
    times = [0.0] * count

    def report(unit: int) -> Generator[Any, Any, None]:
        yield env.timeout(guide[unit])
        if tree.below[unit]:
            yield env.all_of([accepted[one] for one in tree.below[unit]])
        yield env.timeout(sample(rng, means["draft"]))
        returned = rng.random() < p_return
        yield from review(unit)
        if returned:
            yield env.timeout(sample(rng, means["rework"]))
            yield from review(unit)
        times[unit] = env.now
        accepted[unit].succeed()

    def review(unit: int) -> Generator[Any, Any, None]:
        with desks[tree.superior[unit]].request() as turn:
            yield turn
            yield env.timeout(sample(rng, means["review"]))

    for unit in range(count):
        env.process(report(unit))
    env.run()
    return times
