"""Runs in blocks, here or on an executor: the same bytes whatever the block size, the number of workers, the order.

Nothing of our own distributes work. A block is a function of the prepared plan, its first run and its number of runs;
an executor of `concurrent.futures` runs blocks where it likes, and the answers come back in the order of the runs. At
any time only a few blocks are under way, so that memory does not grow with what waits in a queue.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import CancelledError, Executor, Future
from typing import Final, TypeVar

from kehoach.errors import ExecutorDied, Finding, KehoachError

__all__ = ["AHEAD", "Progressed", "Task", "blocks_of", "spread"]

P = TypeVar("P")
R = TypeVar("R")
Task = Callable[[P, int, int], R]
"""What an executor runs: a module's function of what was prepared, the first run and how many."""
Progressed = Callable[[int, int], object]
"""What is told after each block: how many runs are done, of how many; when it answers False, no more are begun."""

AHEAD: Final = 32
"""Blocks that are handed to an executor before the first of them is back."""
_TRIES: Final = 3
"""How often a block is handed over before its executor counts as dead: a cluster may lose what a dying worker had."""


def blocks_of(runs: int, size: int) -> Iterator[tuple[int, int]]:
    """The first run and the number of runs of each block.

    >>> list(blocks_of(10, 4))
    [(0, 4), (4, 4), (8, 2)]
    """
    return ((first, min(size, runs - first)) for first in range(0, runs, size))


def spread(
    task: Task[P, R],
    prepared: P,
    *,
    runs: int,
    size: int,
    executor: Executor | None = None,
    progress: Progressed | None = None,
) -> Iterator[R]:
    """Run every block; the answers come in the order of the runs.

    Args:
        task: What is done with a block; where an executor has other processes, a function that they can import.
        prepared: What it is done with; where an executor has other processes, what can be pickled.
        runs: How many runs.
        size: How many runs a block has at most.
        executor: Who runs the blocks; this thread when left out.
        progress: Told after each block; when it answers False, that block was the last.

    Raises:
        ExecutorDied: The executor lost its workers, was shut down or cancelled a block; what the blocks themselves
            raise is raised as it is.
    """
    answers = _here(task, prepared, runs, size) if executor is None else _there(task, prepared, runs, size, executor)
    done = 0
    for count, answer in answers:
        done += count
        stop = progress is not None and progress(done, runs) is False
        yield answer
        if stop:
            answers.close()
            return


def _here(task: Task[P, R], prepared: P, runs: int, size: int) -> Generator[tuple[int, R], None, None]:
    return ((count, task(prepared, first, count)) for first, count in blocks_of(runs, size))


def _there(
    task: Task[P, R], prepared: P, runs: int, size: int, executor: Executor
) -> Generator[tuple[int, R], None, None]:
    waiting: deque[tuple[int, int, Future[R]]] = deque()

    def submitted(first: int, count: int, done: int) -> Future[R]:
        try:
            return executor.submit(task, prepared, first, count)
        except Exception as error:
            # A plain RuntimeError: it is shut down, or broken since the last block.
            if not isinstance(error, RuntimeError) and _is_fault_of_the_block(error):
                raise  # what was prepared cannot be sent, say
            raise _died(error, done, runs) from error

    def answered(done: int) -> tuple[int, R]:
        first, count, future = waiting.popleft()
        for left in range(_TRIES - 1, -1, -1):
            try:
                return count, future.result()
            except (Exception, CancelledError) as error:
                if _is_fault_of_the_block(error):
                    raise
                if not left:
                    raise _died(error, done, runs) from error
                future = submitted(first, count, done)
        raise AssertionError  # pragma: no cover - the last try returns or raises

    done = 0
    try:
        for first, count in blocks_of(runs, size):
            waiting.append((first, count, submitted(first, count, done)))
            if len(waiting) >= AHEAD:
                yield (one := answered(done))
                done += one[0]
        while waiting:
            yield (one := answered(done))
            done += one[0]
    finally:
        for _, _, future in waiting:
            future.cancel()


def _is_fault_of_the_block(error: BaseException) -> bool:
    """Whether a block raised it, wherever it ran; what an executor itself raises comes from its package.

    Dask mixes up an answer with an error when a worker dies at the wrong moment, and fails on it with a TypeError: so
    where it was raised is asked as well.
    """
    if isinstance(error, KehoachError):
        return True
    home = type(error).__module__.partition(".")[0]
    if home in {"concurrent", "distributed", "dask", "multiprocessing"} or isinstance(error, OSError):
        return False
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    return place is None or not str(place.tb_frame.f_globals.get("__name__")).startswith(("distributed.", "dask."))


def _died(error: BaseException, done: int, runs: int) -> ExecutorDied:
    said = f"{type(error).__name__}: {error}".rstrip(": ")
    return ExecutorDied(Finding("KH995", {"error": said, "done": done, "runs": runs}))
