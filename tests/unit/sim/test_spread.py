"""Blocks of runs, here and on executors: the same answers in the same order, and an executor that dies says so."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from typing import Any

import pytest

from kehoach.errors import ExecutorDied, Finding, InvalidPlan
from kehoach.sim._spread import AHEAD, blocks_of, spread


def numbered(prepared: str, first: int, count: int) -> list[str]:
    return [f"{prepared}{run}" for run in range(first, first + count)]


def dying(prepared: int, first: int, count: int) -> int:
    if first >= prepared:
        os._exit(1)
    return count


def odd(prepared: str, first: int, count: int) -> int:
    raise InvalidPlan(Finding("KH100", {"problem": prepared}))


def broken(prepared: str, first: int, count: int) -> int:
    raise ZeroDivisionError(prepared)


class Counting(Executor):
    """Runs what it is given when it is given it, and remembers how many answers were not fetched at worst."""

    def __init__(self) -> None:
        self.handed = self.most = self.fetched = 0

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.handed += 1
        self.most = max(self.most, self.handed - self.fetched)
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


@pytest.mark.parametrize("size", [1, 7, 50, 1_000])
def test_blocks_cover_every_run_once(size: int) -> None:
    """Whatever their size, blocks hold each run once and in order."""
    found = [run for first, count in blocks_of(50, size) for run in range(first, first + count)]
    assert found == list(range(50))


def test_answers_come_in_the_order_of_the_runs() -> None:
    """On threads as in this one, the answers of all blocks are those of the runs in their order."""
    here = list(spread(numbered, "run-", runs=100, size=7))
    with ThreadPoolExecutor(3) as pool:
        there = list(spread(numbered, "run-", runs=100, size=7, executor=pool))
    assert there == here
    assert [run for block in here for run in block] == [f"run-{run}" for run in range(100)]


def test_progress_is_told_after_each_block() -> None:
    """Who asks is told how many runs are done, and of how many."""
    told: list[tuple[int, int]] = []
    list(spread(numbered, "", runs=10, size=4, progress=lambda done, runs: told.append((done, runs))))
    assert told == [(4, 10), (8, 10), (10, 10)]


def test_only_a_few_blocks_are_under_way() -> None:
    """However many blocks there are, an executor has only so many whose answers nobody has fetched."""
    executor = Counting()
    for _ in spread(numbered, "", runs=500, size=1, executor=executor):
        executor.fetched += 1
    assert executor.handed == 500
    assert executor.most == AHEAD


@pytest.mark.slow
def test_a_pool_whose_worker_dies_is_an_error_that_counts_what_was_done() -> None:
    """When a process of a pool is gone, the error says so and how far the runs had come."""
    with (
        ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool,
        pytest.raises(ExecutorDied, match=r"after 4 of 12 runs: BrokenProcessPool") as caught,
    ):
        list(spread(dying, 4, runs=12, size=4, executor=pool))
    assert caught.value.findings[0].code == "KH995"


def test_a_pool_that_was_shut_down_is_an_error() -> None:
    """An executor that takes no more work is said to have died, after no run."""
    pool = ThreadPoolExecutor(1)
    pool.shutdown()
    with pytest.raises(ExecutorDied, match="after 0 of 10 runs"):
        list(spread(numbered, "", runs=10, size=4, executor=pool))


class Gone(Executor):
    """Nobody is there any more, or what is to be sent cannot be."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        raise self.error


def test_an_executor_that_cannot_be_reached_is_an_error() -> None:
    """A connection that is gone is the executor's fault; work that cannot be sent is not."""
    with pytest.raises(ExecutorDied, match="after 0 of 10 runs: ConnectionResetError"):
        list(spread(numbered, "", runs=10, size=4, executor=Gone(ConnectionResetError())))
    with pytest.raises(TypeError, match="cannot pickle"):
        list(spread(numbered, "", runs=10, size=4, executor=Gone(TypeError("cannot pickle"))))


def test_what_is_waited_for_is_stopped_when_progress_says_so() -> None:
    """When progress answers False, what is under way is let go and nothing more is begun."""
    with ThreadPoolExecutor(1) as pool:
        found = list(spread(numbered, "", runs=1_000, size=1, executor=pool, progress=lambda done, _: done < 3))
    assert found == [["0"], ["1"], ["2"]]


@pytest.mark.parametrize(("task", "error"), [(odd, InvalidPlan), (broken, ZeroDivisionError)])
def test_what_a_block_raises_is_raised_as_it_is(task: object, error: type[Exception]) -> None:
    """A fault of the runs themselves is no fault of the executor."""
    with ThreadPoolExecutor(1) as pool, pytest.raises(error):
        list(spread(task, "the plan is odd", runs=10, size=4, executor=pool))  # type: ignore[arg-type]


class Forgetful(ThreadPoolExecutor):
    """An executor that loses the first answer of every block, as a cluster does whose worker dies."""

    def __init__(self) -> None:
        super().__init__(max_workers=2)
        self.lost: set[tuple[object, ...]] = set()

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Hand over a block; the first time it is cancelled."""
        if args[1:] in self.lost:
            return super().submit(fn, *args, **kwargs)
        self.lost.add(args[1:])
        gone: Future[Any] = Future()
        gone.cancel()
        return gone


def test_a_block_that_was_lost_is_run_again() -> None:
    """An answer that an executor lost costs no run: the block is handed over once more."""
    with Forgetful() as executor:
        answers = list(spread(numbered, "p", runs=10, size=4, executor=executor))
    assert answers == list(spread(numbered, "p", runs=10, size=4))
    assert len(executor.lost) == 3
