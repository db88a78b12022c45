"""Runs on other processes and on a cluster: the same bytes as here, and none lost with a worker."""

from __future__ import annotations

import io
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import cache
from multiprocessing import get_context
from typing import Any

import numpy as np
import pytest

import kehoach as kh
from kehoach.errors import ExecutorDied
from kehoach.sim import Forecast, LogNormal, Scenario, simulate

RUNS = 1_700


@cache
def plan() -> kh.Plan:
    units = kh.Hierarchy.fan(province=1, district=3, commune=12)
    return kh.Plan(kh.Directive("Tổng kết", issued_on="14-3-2019"), units, {"commune": "before 29-3-2019"})


SCENARIO = Scenario(guide=1, draft=LogNormal(mean=6, sigma=0.4), review="0.2", rework=1, p_return="0.1")


@cache
def here() -> Forecast:
    return simulate(plan(), SCENARIO, runs=RUNS, seed=7)


def everything(said: Forecast) -> bytes:
    """All that was kept of the runs, byte by byte."""
    out, held = io.BytesIO(), said.results
    for part in (held.end, held.tier_end, held.on_time, held.sent, held.work, held.waiting, held.critical, held.curve):
        out.write(np.ascontiguousarray(part).tobytes())
    return out.getvalue() + said.to_json().encode()


def test_threads_give_the_same_bytes() -> None:
    """On a pool of threads, blocks are done in any order and put together in that of the runs."""
    with ThreadPoolExecutor(3) as pool:
        assert everything(simulate(plan(), SCENARIO, runs=RUNS, seed=7, executor=pool)) == everything(here())


@pytest.mark.slow
def test_processes_give_the_same_bytes() -> None:
    """On two processes of their own, the runs are the same to the last byte."""
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        assert everything(simulate(plan(), SCENARIO, runs=RUNS, seed=7, executor=pool)) == everything(here())


def test_an_executor_that_is_gone_is_a_clear_error() -> None:
    """A pool that was shut down is said to have died before the first run."""
    pool = ThreadPoolExecutor(1)
    pool.shutdown()
    with pytest.raises(ExecutorDied, match=f"the executor died after 0 of {RUNS} runs"):
        simulate(plan(), SCENARIO, runs=RUNS, seed=7, executor=pool)


def test_runs_that_are_stopped_are_those_of_fewer_runs() -> None:
    """When progress answers False, what is done is the same as if only so many had been asked for."""
    stopped = simulate(plan(), SCENARIO, runs=RUNS, seed=7, progress=lambda done, runs: done < 1_000)
    assert stopped.runs == 1_000
    assert everything(stopped) == everything(simulate(plan(), SCENARIO, runs=1_000, seed=7))


# -- a cluster


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    """A cluster of two processes on this machine, each of which is started again when it dies."""
    distributed = pytest.importorskip("distributed")
    import dask

    quiet = {"distributed.worker.profile.enabled": False, "logging.distributed": "critical"}
    with dask.config.set(quiet):
        cluster = distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50, host="127.0.0.1"
        )
        with cluster, distributed.Client(cluster) as connected:
            yield connected


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_cluster_gives_the_same_bytes(client: Any) -> None:
    """On two workers of a Dask cluster, the runs are the same to the last byte."""
    with client.get_executor() as executor:
        assert everything(simulate(plan(), SCENARIO, runs=RUNS, seed=7, executor=executor)) == everything(here())


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_killed_worker_loses_no_run(client: Any) -> None:
    """A worker is killed while runs are under way; its blocks are run again elsewhere, and no byte is missing."""
    asked = simulate(plan(), SCENARIO, runs=20_000, seed=7)
    killed = threading.Event()

    def kill(done: int, runs: int) -> None:
        if not killed.is_set():
            killed.set()
            os.kill(next(iter(client.run(os.getpid).values())), signal.SIGKILL)

    with client.get_executor() as executor:
        said = simulate(plan(), SCENARIO, runs=20_000, seed=7, executor=executor, progress=kill)
    assert killed.is_set()
    assert everything(said) == everything(asked)
