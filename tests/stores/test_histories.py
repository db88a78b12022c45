"""Many processes and threads at one campaign: what each was told fits one order of the acts, and nobody waits long.

The soak profile of Hypothesis lets them ask for much more.
"""

from __future__ import annotations

import os
import pickle
import random
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import settings

import kehoach as kh
from kehoach.errors import StoreError
from kehoach.stores import SQLStore
from kehoach.stores._database import Database
from kehoach.stores._queue import Queue
from kehoach.testing import History, ManualClock, check_history, small_plan
from server import Server

SOAK = settings().max_examples > 100
COMMANDS = 2_000 if SOAK else 60
PLAN = small_plan(1, 3, 9)
ID = "116-KH/TU"
TRIGGERS = ("submit", "submit", "review", "aggregate", "recall", "send_back", "release", "correct", "withdraw")

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")]


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database with a campaign that nobody has touched."""
    server: Server | None = request.getfixturevalue("server") if request.param == "PostgreSQL" else None
    place = f"sqlite:///{tmp_path}/campaigns.db" if server is None else server.place()
    with SQLStore.open(place) as store:
        kh.Campaign.begin(PLAN, store, id=ID, clock=ManualClock(0))
    return place


def in_processes(works: list[Callable[[], Any]]) -> list[Any]:
    """Run each work in a process of its own, all at once; what each answered."""
    inward, outward = os.pipe()
    pipes: list[int] = []
    children: list[int] = []
    for work in works:
        answer, said = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                os.close(outward)
                os.read(inward, 1)  # all begin when the other end is closed
                with os.fdopen(said, "wb") as stream:
                    pickle.dump(work(), stream)
            finally:
                os._exit(0)
        os.close(said)
        pipes.append(answer)
        children.append(child)
    os.close(outward)
    os.close(inward)
    answers: list[Any] = []
    for answer, child in zip(pipes, children, strict=True):
        with os.fdopen(answer, "rb") as stream:
            told = stream.read()
        os.waitpid(child, 0)
        answers.append(pickle.loads(told))
    return answers


def command(chance: random.Random, number: str) -> kh.Command:
    """Some act that may or may not be possible."""
    hierarchy = PLAN.hierarchy
    assert hierarchy is not None
    unit, trigger = chance.choice(hierarchy.aggregation_order()), chance.choice(TRIGGERS)
    superior = next(iter(hierarchy.superiors(unit)), "issuer")
    by = unit if trigger in ("submit", "recall", "withdraw", "correct") else superior
    data = {"members": chance.randrange(9)} if trigger == "submit" else None
    reason = "x" if trigger in ("send_back", "release", "correct") else None
    return kh.Command(unit, trigger, by=by, data=data, reason=reason, command_id=number)


def asks(store: SQLStore, history: History, writer: str) -> None:
    """Ask for many acts, now and then for one once more, and look at the log."""
    chance, seen = random.Random(writer), 0
    campaign = kh.Campaign.resume(store, plan=PLAN, clock=ManualClock(0))
    asked: list[kh.Command] = []
    for act in range(COMMANDS):
        again = asked and chance.random() < 0.1
        asked.append(asked[-1] if again else command(chance, f"{writer}-{act}"))
        history.fire(campaign, asked[-1], writer=writer)
        if chance.random() < 0.2:
            seen = max(history.look(campaign, seen, reader=writer).seqs, default=seen)


def recorded(url: str, number: int, threads: int) -> History:
    """One process with some threads, and what all of them were told."""
    history = History()
    with SQLStore.open(url) as store, ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda thread: asks(store, history, f"{number}-{thread}"), range(threads)))
    return history


@pytest.mark.parametrize(("processes", "threads"), [(4, 1), (2, 3), (1, 6)])
def test_what_many_are_told_fits_one_order(url: str, processes: int, threads: int) -> None:
    """Every answer and every look of processes and threads at one campaign is explained by the order of its log."""
    works = [lambda number=number: recorded(url, number, threads) for number in range(processes)]
    history = History.merged(in_processes(works))
    with SQLStore.open(url) as store:
        campaign = kh.Campaign.resume(store, plan=PLAN, clock=ManualClock(0))
        log = campaign.log()
        assert campaign.verify().entries == len(log) > 10
        assert check_history(PLAN, history, log) == ()
    assert len(history) == processes * threads * COMMANDS
    assert {step.answer for step in history.asked} == {"done", "refused"}


def test_without_the_turn_acts_fail_and_none_is_lost(url: str) -> None:
    """Where the lock is taken out of the statements, the second line holds: acts fail, and the rest is in order."""

    def work(number: int) -> History:
        history = History()
        with SQLStore.open(url, timeout=0.2) as store:
            database: Database = store._database
            without = database.statements.turn.replace("FOR UPDATE", "")
            database.statements = attrs.evolve(database.statements, turn=without)
            if database.backend.path is not None:
                object.__setattr__(database.backend, "begin", "BEGIN DEFERRED")
            asks(store, history, str(number))
        return history

    history = History.merged(in_processes([lambda number=number: work(number) for number in range(4)]))
    with SQLStore.open(url) as store:
        campaign = kh.Campaign.resume(store, plan=PLAN, clock=ManualClock(0))
        assert check_history(PLAN, history, campaign.log()) == ()
        assert campaign.verify().entries > 0


# The line of the writers of a file


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "campaigns.db"
    with SQLStore.open(path) as store:
        kh.Campaign.begin(PLAN, store, id=ID, clock=ManualClock(0))
    return path


def test_of_many_writers_none_gives_up(path: Path) -> None:
    """Sixteen processes that write without a pause get their turns, each of them as often as it asks."""
    acts = 200 if SOAK else 10

    def work(number: int) -> int:
        campaign = kh.Campaign.resume(path, id=ID, plan=PLAN, clock=ManualClock(0))
        commune = f"commune-{number % 9 + 1}"
        for act in range(acts):
            try:
                campaign.fire(commune, "recall" if act % 2 else "submit", by=commune, data=None)
            except kh.errors.Refused:
                continue
        return acts

    assert in_processes([lambda number=number: work(number) for number in range(16)]) == [acts] * 16


def test_a_line_that_was_tidied_away_is_joined_anew(path: Path) -> None:
    """When the file of the line is removed by who came last, the next ones wait at a new one, one behind the other."""
    first, second = Queue(str(path), 0.0), Queue(str(path), 0.0)
    assert first.take()
    assert not second.take()
    Queue(str(path), 0.0).tidy()  # somebody has the turn: it stays
    assert not second.take()
    first.give()
    Queue(str(path), 0.0).tidy()
    assert not Path(f"{path}-turn").exists()
    assert first.take()
    assert not second.take()
    first.leave()
    assert second.take()
    second.leave()
    Queue(str(path), 0.0).tidy()
    Queue(str(path), 0.0).tidy()
    assert [one.name for one in path.parent.iterdir()] == ["campaigns.db"]


def test_nobody_waits_for_a_dead_one(path: Path) -> None:
    """A writer that is killed with the turn, or in the line, leaves its place to the next."""
    inward, outward = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            holder = Queue(str(path), 0.0)
            os.write(outward, b"x" if holder.take() else b"-")
            os.close(outward)
            signal.pause()
        finally:
            os._exit(0)
    try:
        taken = os.read(inward, 1)
        waiting = Queue(str(path), 0.0)
        early = waiting.take()
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(inward)
        os.close(outward)
    assert (taken, early, waiting.take()) == (b"x", False, True)
    waiting.leave()


def test_where_no_line_can_be_made_the_database_decides(path: Path) -> None:
    """Without the right to make the file, writers take the lock of SQLite alone."""
    Path(f"{path}-turn").mkdir()
    for _ in range(2):
        assert Queue(str(path), 0.0).take()
    campaign = kh.Campaign.resume(path, id=ID, clock=ManualClock(0))
    assert campaign.submit("commune-1", by="commune-1").seq == 1


def test_who_waits_too_long_in_the_line_is_told_so(path: Path) -> None:
    """A turn that somebody keeps is waited for as long as it was said, and no longer."""
    holder = Queue(str(path), 0.0)
    assert holder.take()
    with SQLStore.open(path, timeout=0.01) as store:
        campaign = kh.Campaign.resume(store, id=ID, clock=ManualClock(0))
        with pytest.raises(StoreError, match=r"more than 0\.01 seconds"):
            campaign.submit("commune-1", by="commune-1")
        holder.leave()
        assert campaign.submit("commune-1", by="commune-1").seq == 1
