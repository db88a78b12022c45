"""The door of the simulation: a plan, how long things take, and how many runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final, Literal, get_args

from kehoach._plan import Plan
from kehoach._scenario import Scenario
from kehoach._spelling import nearest, shown
from kehoach.errors import Finding, InvalidScenario, MissingExtra
from kehoach.sim._engine import run_block
from kehoach.sim._prepare import prepared
from kehoach.sim._results import Results
from kehoach.sim._spread import spread
from kehoach.sim._tally import KEPT

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from kehoach._progress import Progress
    from kehoach.sim._forecast import Forecast

__all__ = ["Engine", "simulate"]

Engine = Literal["array", "numpy", "fast", "events"]
_BLOCK: Final = 500  # runs that are one piece of work for an executor: big enough that sending it costs nothing
_MOST: Final = 10_000_000
_WORTH_COMPILING: Final = 20_000_000  # duties times runs; below, starting the compiler costs more than it saves


def simulate(
    plan: Plan,
    scenario: Scenario | None = None,
    *,
    runs: int = 10_000,
    seed: int,
    since: Progress | None = None,
    executor: Executor | None = None,
    progress: Callable[[int, int], object] | None = None,
    engine: Engine = "array",
    keep: Iterable[str] = ("critical",),
) -> Forecast:
    """Carry a plan out many times over, with the luck of a scenario.

    The same plan, scenario, seed and runs give the same numbers, whatever the engine, the processor, the number of
    processes. Two plans that share a unit share its luck, run by run.

    Args:
        plan: The plan, with units.
        scenario: How long each step takes; None: the plan's own.
        runs: How many times.
        seed: What the luck is drawn from.
        since: The progress of a campaign that has begun: the runs go on from there.
        executor: Who works on blocks of runs; this thread when left out.
        progress: Called with the runs that are done and all of them; when it answers False, the forecast is of those
            that are done.
        engine: ``"array"``: all runs of a block at once, with compiled loops where they are installed and worth it;
            ``"numpy"``: without; ``"fast"``: with; ``"events"``: each run through a `kehoach.Campaign`, act by act,
            which takes some ten thousand times as long.
        keep: What is kept beside the totals: ``"critical"``, and one number per duty and run: ``"start"``, ``"first"``
            (submission), ``"submitted"`` (the last), ``"accepted"``.

    Raises:
        InvalidScenario: The scenario does not fit the plan, nothing says when the campaign starts, an argument is
            none, or the plan has what is not simulated; everything at once.
        MissingExtra: ``"fast"`` was asked for and numba is not installed.

    >>> import kehoach as kh
    >>> from kehoach.sim import Fixed, Scenario, simulate
    >>> plan = kh.Plan("Tổng kết", kh.Hierarchy.fan(province=1, district=2, commune=4))
    >>> scenario = Scenario(guide=1, draft=3, review=Fixed(0.5), start_on="14-3-2019")
    >>> simulate(plan, scenario, runs=3, seed=2019).days("end").tolist()
    [12.5, 12.5, 12.5]
    """
    from kehoach.sim._forecast import Forecast

    kept = tuple(dict.fromkeys(keep))
    found = [*_unusable(runs, seed, engine, kept)]
    given = _scenario_of(plan, scenario, found)
    if found:
        raise InvalidScenario(found)
    results = _events(plan, given, runs, seed, since, kept) if engine == "events" else None
    if results is None:
        fast = _is_fast(plan, runs, engine)
        ready = prepared(plan, given, seed, since=since, keep=kept, fast=fast)
        parts = spread(run_block, ready, runs=runs, size=_BLOCK, executor=executor, progress=progress)
        results = Results.merged(parts)
    return Forecast(results, plan, given, since)


def _scenario_of(plan: Plan, scenario: Scenario | None, found: list[Finding]) -> Scenario:
    if scenario is None:
        scenario = plan.scenario
    if isinstance(scenario, Scenario):
        return scenario
    found.append(_no("scenario", scenario, "scenario, and the plan has none", "kịch bản, kế hoạch cũng không có"))
    return Scenario()


def _no(key: str, value: object, wanted: str, wanted_vi: str) -> Finding:
    return Finding("KH982", {"key": key, "value": shown(value), "wanted": wanted, "wanted_vi": wanted_vi}, path=key)


def _unusable(runs: object, seed: object, engine: object, keep: tuple[object, ...]) -> Iterable[Finding]:
    """What is wrong with the arguments."""
    if isinstance(runs, bool) or not isinstance(runs, int) or not 0 < runs <= _MOST:
        yield _no("runs", runs, f"number of runs from 1 to {_MOST:,}", f"số lần chạy từ 1 đến {_MOST:,}")
    if isinstance(seed, bool) or not isinstance(seed, int):
        yield _no("seed", seed, "integer", "số nguyên")
    for key, value, known in (("engine", engine, get_args(Engine)), *(("keep", one, KEPT) for one in keep)):
        if value not in known:
            near = nearest(str(value), known)
            names = f"did you mean {near[0]!r}?" if near else ", ".join(known)
            yield _no(key, value, f"such name; {names}", f"tên hợp lệ; {names}")


def _is_fast(plan: Plan, runs: int, engine: Engine) -> bool:
    """Whether compiled loops are used."""
    if engine == "numpy":
        return False
    there = find_spec("numba") is not None
    if engine == "fast" and not there:
        raise MissingExtra("numba", "fast")
    return there and (engine == "fast" or plan.columns.n * runs >= _WORTH_COMPILING)


def _events(
    plan: Plan, scenario: Scenario, runs: int, seed: int, since: Progress | None, keep: tuple[str, ...]
) -> Results:
    from kehoach.sim._events import results_of

    return results_of(plan, scenario, runs=runs, seed=seed, since=since, keep=keep)
