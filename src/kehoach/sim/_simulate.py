"""The door of the simulation: a plan, how long things take, and how many runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Literal

from kehoach.sim._results import Results

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from kehoach._plan import Plan
    from kehoach._progress import Progress
    from kehoach._scenario import Scenario

__all__ = ["results_of"]

Engine = Literal["array", "events"]


def results_of(
    plan: Plan,
    scenario: Scenario | None = None,
    *,
    runs: int = 10_000,
    seed: int,
    since: Progress | None = None,
    executor: Executor | None = None,
    progress: Callable[[int, int], object] | None = None,
    engine: Engine = "array",
    keep: Iterable[str] = (),
) -> Results:
    """Carry a plan out many times over.

    Args:
        plan: The plan, with units.
        scenario: How long each step takes; the plan's own when None.
        runs: How many times.
        seed: What the luck is drawn from.
        since: A progress of a campaign that has begun: the runs go on from there.
        executor: Where blocks of runs are worked out; here when None.
        progress: Called with the runs that are done and all of them.
        engine: ``"array"``: all runs of a block at once; ``"events"``: each run through a campaign, act by act.
        keep: What is kept beside the totals: ``"critical"``, and per duty ``"submitted"``, ``"first"``, ``"accepted"``,
            ``"start"``.
    """
    raise NotImplementedError
