"""W6: every state of a small campaign; beside it a plain breadth-first search, and Hypothesis's rule-based machine.

The peers have the same plan, the same engine and the same laws. The plain search keeps whole boards, copied for every
act, and knows neither subtrees nor symmetry. Hypothesis walks at random, and says when it found the first
counter-example in a plan without a gate. Run with ``--small`` to see only that all agree.
"""

from __future__ import annotations

import argparse
import platform
import sys
import time
from collections import deque
from collections.abc import Sequence

import attrs
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from kehoach import Campaign, Lifecycle, Plan, Progress
from kehoach._explore._laws import overlooked
from kehoach._explore._moments import moments_of
from kehoach._explore._stage import Stage
from kehoach._explore._whole import Whole
from kehoach.errors import Refused
from kehoach.testing import Exploration, ManualClock, explore, small_plan


def plain(plan: Plan) -> int:
    """How many states a search finds that copies a board for every act, with one return at most."""
    stage = Stage(plan, moments_of(plan, still=True))
    whole = Whole(stage)  # for its keys alone
    first = stage.fresh()
    seen, waiting = {(whole.key(first), 1)}, deque([(first, 1)])
    while waiting:
        board, left = waiting.popleft()
        stage.board = board
        if any(True for _ in overlooked(stage, 0)):
            raise AssertionError(plan)
        for duty in range(stage.grid.n):
            stage.board = board
            for offer in [*stage.offers(duty, 0)]:
                rest = left - offer.opens
                if rest >= 0:
                    stage.board = board.copy()
                    stage.make(offer)
                    moved = stage.board
                    key = (whole.key(moved), rest)
                    if key not in seen:
                        seen.add(key)
                        waiting.append((moved, rest))
    return len(seen)


def ungated(*sizes: int) -> Plan:
    """A plan in which nobody waits for subordinates, although its policy says so."""
    standard = Lifecycle.report()
    rows = [
        attrs.evolve(row, conditions=tuple(one for one in row.conditions if one != "gate"))
        for row in standard.transitions
    ]
    return small_plan(*sizes, lifecycle=Lifecycle(standard.state_values, rows, initial="draft"))


class Walk(RuleBasedStateMachine):
    """Random acts by whom they are for; what is sent had everything that its gate asks for."""

    plan: Plan

    def __init__(self) -> None:
        super().__init__()
        clock = ManualClock("2019-03-20T08:00+07:00")
        self.campaign = Campaign.begin(self.plan, clock=clock, default_by="expected")

    @rule(data=st.data())
    def act(self, data: st.DataObject) -> None:
        """Do anything that has a way."""
        progress: Progress = self.campaign.progress()
        unit = data.draw(st.sampled_from(progress.duties()))
        trigger = data.draw(st.sampled_from(self.plan.lifecycle.triggers))
        missing = progress.missing(unit)
        try:
            self.campaign.fire(unit, trigger, reason="because")
        except Refused:
            return
        assert trigger != "submit" or not missing


def walked(plan: Plan) -> tuple[float, int]:
    """How long Hypothesis takes to find the first counter-example, in seconds, and in how many acts; 0: none found."""
    count = 0

    class Counted(Walk):
        def teardown(self) -> None:
            nonlocal count
            count += len(self.campaign.log())

    Counted.plan = plan
    started = time.perf_counter()
    quiet = settings(
        max_examples=200,
        stateful_step_count=30,
        deadline=None,
        database=None,
        print_blob=False,
        derandomize=True,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    try:
        run_state_machine_as_test(Counted, settings=quiet)
    except AssertionError:
        return time.perf_counter() - started, count
    return 0.0, count


def timed(plan: Plan, returns: int | None = 1) -> tuple[Exploration, float]:
    """What `explore` finds, and in how many seconds."""
    started = time.perf_counter()
    found = explore(plan, returns=returns)
    return found, time.perf_counter() - started


def main(arguments: Sequence[str]) -> int:
    """Print all and their ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="two units, once: to see that all agree")
    small = parser.parse_args(arguments).small
    print(f"W6 explore, {platform.machine()}, Python {platform.python_version()}")
    explore(small_plan(1, 1))  # modules are loaded
    looks: list[tuple[tuple[int, ...], int | None]] = [((1, 1), 1), ((1, 1), None)]
    looks += [] if small else [((1, 2, 2), 1), ((1, 2, 3), 1), ((1, 2, 3), 2), ((1, 2), None)]
    for sizes, returns in looks:
        found, seconds = timed(small_plan(*sizes), returns)
        name, many = "-".join(map(str, sizes)), "any" if returns is None else returns
        print(f"  {name}, returns {many}: {found.states:9,} states {seconds:7.2f} s {found.states / seconds:9,.0f} /s")
        if not found.ok or not found.complete:
            return 1
    peer = (1, 1) if small else (1, 2, 2)
    started = time.perf_counter()
    states = plain(small_plan(*peer))
    theirs, (found, ours) = time.perf_counter() - started, timed(small_plan(*peer))
    rate, ratio = states / theirs, theirs / ours
    print(f"  plain search, the same: {states:9,} states {theirs:7.2f} s {rate:9,.0f} /s, {ratio:.0f} x")
    broken = ungated(*peer)
    started = time.perf_counter()
    found = explore(broken, first=True)
    ours = time.perf_counter() - started
    seconds, acts = walked(broken)
    print(f"  first counter-example: {ours * 1000:.0f} ms, {len(found.traces[0].steps)} act")
    print(f"  Hypothesis: {seconds * 1000:.0f} ms, {acts} acts" if seconds else f"  Hypothesis: none in {acts} acts")
    return 0 if found.traces[0].finding.code == "KH890" else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
