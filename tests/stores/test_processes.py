"""Processes that write at the same time, and processes that are killed with no chance to say goodbye.

The soak profile of Hypothesis kills many more.
"""

from __future__ import annotations

import os
import random
import signal
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from kehoach._report import Details
from kehoach.errors import InvalidCommand
from kehoach.stores import Record, SQLStore
from kehoach.testing._store_contract import _DIGEST, _line, _terms
from server import Server

ID = "116-KH/TU"
RECORD = Record(ID, _DIGEST, "{}", 5)
KILLS = 20 if settings().max_examples <= 100 else 2_000
ACK = 8  # bytes
LARGEST = 130  # lines of one act

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork"),
]


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """What makes new empty databases and answers their URLs."""
    if request.param == "PostgreSQL":
        server: Server = request.getfixturevalue("server")
        return server.place
    numbers = iter(range(10_000))
    return lambda: f"sqlite:///{tmp_path}/{next(numbers)}.db"


def killed(work: Callable[[Callable[[int], None]], None], *, acks: int, spins: int) -> int:
    """Run some work in a process of its own and kill it: after so many acknowledgements and some turns of a loop.

    Returns:
        The last number that it acknowledged, 0 when it came to none.
    """
    inward, outward = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(inward)
            work(lambda number: os.write(outward, number.to_bytes(ACK, "big")) and None)
        finally:
            os._exit(0)
    os.close(outward)
    with os.fdopen(inward, "rb") as said:
        told = [said.read(ACK) for _ in range(acks)]
        for _ in range(spins):
            pass
        os.kill(child, signal.SIGKILL)
        told += iter(lambda: said.read(ACK), b"")
    os.waitpid(child, 0)
    return int.from_bytes(next((one for one in reversed(told) if one), b""), "big")


def writer(url: str, seed: int) -> Callable[[Callable[[int], None]], None]:
    """Write without an end, one line or a batch at a time, and acknowledge each act when it returned."""

    def work(acknowledge: Callable[[int], None]) -> None:
        chance = random.Random(seed)
        journal = SQLStore.open(url).journal(ID, _terms())
        while True:
            seq, size = journal.lock(), chance.choice([1, 1, 1, 1, 7, LARGEST])
            act = Details(reason=f"{seq + 1}:{size}")
            acknowledge(journal.extend([_line(seq + n, details=act) for n in range(1, size + 1)])[-1].seq)

    return work


def test_a_kill_loses_nothing_that_was_acknowledged(place: Callable[[], str]) -> None:
    """After each kill of a writer every acknowledged line is there, every act whole, and the chain fits."""
    url, chance, before = place(), random.Random(116), 0
    with SQLStore.open(url) as store:
        store.begin(RECORD)
    for kill in range(KILLS):
        acks = chance.randrange(1, 12)
        spins = chance.choice([0, chance.randrange(20_000)])
        acknowledged = max(before, killed(writer(url, kill), acks=acks, spins=spins))
        with SQLStore.open(url) as store:
            journal = store.journal(ID, _terms())
            journal.lock()  # a server may still be at what the dead one asked for last
            journal.unlock()
            entries = journal.verify().entries
            acts = Counter(entry.reason for entry in journal.entries(before))
        assert acknowledged <= entries <= acknowledged + LARGEST, f"kill {kill}"
        assert {reason: int(str(reason).partition(":")[2]) for reason in acts} == acts, f"kill {kill}"
        before = entries


def test_a_kill_while_the_tables_are_made_leaves_no_half_of_them(place: Callable[[], str]) -> None:
    """After a kill during the first opening the database is empty or whole, and opens either way."""
    chance = random.Random(2019)
    SQLStore.open(place()).close()  # what the child needs is imported, so that it is killed at its work
    for _ in range(KILLS):
        url = place()

        def work(acknowledge: Callable[[int], None], url: str = url) -> None:
            acknowledge(1)
            with SQLStore.open(url) as store:
                acknowledge(2)
                store.begin(RECORD)
                acknowledge(3)

        acknowledged = killed(work, acks=1, spins=chance.randrange(2_000_000))
        with SQLStore.open(url) as store:
            assert store.campaigns() in ((), (RECORD,))
            if acknowledged == 3:
                assert store.campaigns() == (RECORD,)
            elif store.campaigns() == ():
                store.begin(RECORD)
            assert store.journal(ID, _terms()).verify().entries == 0


def run_all(works: list[Callable[[], bool]]) -> list[int]:
    """Run each work in a process of its own, all at once; 0 for each that came out true."""
    inward, outward = os.pipe()
    children: list[int] = []
    for work in works:
        child = os.fork()
        if child == 0:
            answer = 2
            try:
                os.close(outward)
                os.read(inward, 1)  # all begin when the other end is closed
                answer = 0 if work() else 1
            finally:
                os._exit(answer)
        children.append(child)
    os.close(inward)
    os.close(outward)
    return [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]


def test_processes_that_write_at_once_lose_nothing(place: Callable[[], str]) -> None:
    """Of four processes that write one campaign each waits for its turn, and who polls meanwhile misses no line."""
    url = place()
    with SQLStore.open(url) as store:
        store.begin(RECORD)

    def work(number: int) -> bool:
        journal = SQLStore.open(url).journal(ID, _terms())
        written: list[int] = []
        for act in range(50):
            journal.lock()
            written.append(journal.append(*_line(act, details=Details(command_id=f"{number}-{act}"))).seq)
        return written == sorted(set(written))

    def poll() -> bool:
        journal = SQLStore.open(url).journal(ID, _terms())
        seen: list[int] = []
        while len(seen) < 200:
            seen += [entry.seq for entry in journal.entries(seen[-1] if seen else 0)]
        return seen == list(range(1, 201))

    assert run_all([*(lambda number=number: work(number) for number in range(4)), poll]) == [0] * 5
    with SQLStore.open(url) as store:
        journal = store.journal(ID, _terms())
        assert journal.verify().entries == 200
        assert {entry.command_id for entry in journal.entries()} == {f"{n}-{a}" for n in range(4) for a in range(50)}


def test_processes_that_open_a_new_database_at_once_find_one_store(place: Callable[[], str]) -> None:
    """However many processes open an empty database, its tables are made once and one begins the campaign."""
    for _ in range(5):
        url = place()

        def work(url: str = url) -> bool:
            store = SQLStore.open(url)
            try:
                store.begin(RECORD)
            except InvalidCommand:
                return False
            return True

        assert sorted(run_all([work] * 6)) == [0, 1, 1, 1, 1, 1]
