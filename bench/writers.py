"""Many processes that write one campaign at the same time: nothing is lost, and how fast it goes.

PostgreSQL: two, four and eight processes act in one campaign, each through `fire`, with every guard; each folds what
the others wrote before it decides. Beside it, in the same run, the bare driver writes the same rows, once with a lock
on the row of the campaign, as the store does, and once with a lock on the whole table, as is often done.

SQLite: sixty-four processes act without a pause, each act kept when it returns. None may give up, and none may wait
for a second.

With --small: fewer acts, and a second of sixteen writers.
"""

from __future__ import annotations

import multiprocessing
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import attrs

import kehoach as kh
from kehoach.stores import SQLStore
from kehoach.testing import ManualClock, small_plan

SMALL = "--small" in sys.argv
ACTS = 200 if SMALL else 4_000
WRITERS, SECONDS = (16, 1.0) if SMALL else (64, 8.0)
ID = "116-KH/TU"
PLAN = small_plan(1, 8, 64)
LOCKS = {
    "row lock": "SELECT 1 FROM campaign WHERE id = %s FOR UPDATE",
    "table lock": "LOCK TABLE log IN EXCLUSIVE MODE",
}

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))  # where the server of the tests is


@attrs.frozen
class Waited:
    """What one writer went through.

    Attributes:
        acts: How many acts were done.
        longest: How long one took at most, in seconds.
        gave_up: How many were given up.
    """

    acts: int
    longest: float
    gave_up: int = 0


Work = Callable[[str, int, int], Waited]


def begun(url: str) -> str:
    """A campaign that nobody has touched."""
    with SQLStore.open(url) as store:
        kh.Campaign.begin(PLAN, store, id=ID, clock=ManualClock("2019-03-20T08:00+07:00"))
    return url


def acting(url: str, number: int, acts: int, *, seconds: float = float("inf")) -> Waited:
    """Hand a report of one's own in and take it back, again and again, for so many acts or seconds."""
    campaign = kh.Campaign.resume(url, id=ID, plan=PLAN, clock=ManualClock("2019-03-20T08:00+07:00"))
    unit, longest, done, gave_up = f"commune-{number + 1:02}", 0.0, 0, 0
    until = time.perf_counter() + seconds
    for act in range(acts):
        start = time.perf_counter()
        if start >= until:
            break
        try:
            campaign.fire(unit, "recall" if act % 2 else "submit", by=unit)
        except kh.errors.StoreError:
            gave_up += 1
            continue
        longest, done = max(longest, time.perf_counter() - start), done + 1
    return Waited(done, longest, gave_up)


def bare(lock: str, url: str, _number: int, acts: int) -> Waited:
    """Write rows as the driver's user would, behind a lock."""
    import psycopg

    cursor = psycopg.connect(url.replace("+psycopg", ""), autocommit=True).cursor()
    names = [row[0] for row in cursor.execute("SELECT * FROM log LIMIT 0").description or ()]
    said = {"campaign": ID, "at": 1_553_043_600_000_000, "duty": "commune-01", "version": 1, "trigger": "submit"}
    said |= {"source": "draft", "dest": "submitted", "by_": "commune-01", "hash": "5e" * 32}
    write = f"INSERT INTO log VALUES ({', '.join(['%s'] * len(names))})"  # noqa: S608  marks only
    longest = 0.0
    for _ in range(acts):
        start = time.perf_counter()
        cursor.execute("BEGIN ISOLATION LEVEL READ COMMITTED")
        cursor.execute(LOCKS[lock].encode(), (ID,) if "%s" in LOCKS[lock] else None)
        ((seq, head),) = cursor.execute("SELECT seq, head FROM campaign WHERE id = %s", (ID,)).fetchall()
        row = {**said, "seq": seq + 1}
        cursor.execute(write.encode(), [row.get(name) for name in names])
        cursor.execute("UPDATE campaign SET seq = %s, head = %s WHERE id = %s", (seq + 1, head, ID))
        cursor.execute("COMMIT")
        longest = max(longest, time.perf_counter() - start)
    return Waited(acts, longest)


def _worker(work: Work, url: str, number: int, acts: int, gate: object, answers: object) -> None:
    gate.wait()  # type: ignore[attr-defined]  # a barrier
    answers.put(work(url, number, acts))  # type: ignore[attr-defined]  # a queue


def at_once(work: Work, url: str, writers: int, acts: int) -> tuple[list[Waited], float]:
    """Several processes at the same time; what each went through, and how long it took, in seconds."""
    context = multiprocessing.get_context("spawn" if os.name == "nt" else "fork")
    gate, answers = context.Barrier(writers + 1), context.Queue()
    children = [
        context.Process(target=_worker, args=(work, url, number, acts, gate, answers)) for number in range(writers)
    ]
    for child in children:
        child.start()
    gate.wait()
    start = time.perf_counter()
    waited = [answers.get() for _ in children]
    taken = time.perf_counter() - start
    for child in children:
        child.join()
    return waited, taken


def kept(url: str) -> int:
    """How many lines there are, after the chain was checked."""
    with SQLStore.open(url) as store:
        return kh.Campaign.resume(store, id=ID, plan=PLAN).verify().entries


def on_postgres() -> None:
    """Two, four and eight processes in one campaign."""
    from functools import partial

    from server import Server, binaries

    programs = binaries()
    if programs is None:
        print("PostgreSQL left out: there are no programs of it here")
        return
    server = Server(programs)
    try:
        server.start()
        ((release,),) = server.do("SHOW server_version")
        print(f"PostgreSQL {release}, one campaign, synchronous_commit on")
        for writers in (2, 4, 8):
            rates: dict[str, float] = {}
            each = ACTS // writers
            works: dict[str, Work] = {"campaign": acting, **{name: partial(bare, name) for name in LOCKS}}
            for name, work in works.items():
                url = begun(server.place())
                waited, taken = at_once(work, url, writers, each)
                rates[name] = writers * each / taken
                lost = writers * each - (kept(url) if name == "campaign" else _rows(server, url))
                longest = max(one.longest for one in waited)
                told = f"{rates[name]:7,.0f} acts/s, longest {1e3 * longest:5.0f} ms, lost {lost}"
                print(f"  {writers} processes, {name:<11} {told}")
            print(f"    campaign / table lock of the bare driver: {rates['campaign'] / rates['table lock']:.2f}")
        server.stop()
    finally:
        server.remove()


def _rows(server: object, url: str) -> int:
    from server import asked

    ((count,),) = asked(url, "SELECT count(*) FROM log")
    return int(str(count))


def on_sqlite(folder: str) -> None:
    """Many processes at one file, none of which may starve."""
    url = begun(f"sqlite:///{folder}/campaigns.db")

    def work(place: str, number: int, acts: int) -> Waited:
        return acting(place, number, acts, seconds=SECONDS)

    waited, _ = at_once(work, url, WRITERS, 10**9)
    acts, gave_up = [one.acts for one in waited], sum(one.gave_up for one in waited)
    longest = max(one.longest for one in waited)
    print(f"SQLite, {WRITERS} processes at one campaign, {SECONDS:g} s")
    each = f"each {min(acts)} to {max(acts)}, longest {1e3 * longest:,.0f} ms (aim: 1,000)"
    print(f"  {sum(acts) / SECONDS:,.0f} acts/s, {each}")
    print(f"  gave up: {gave_up}, lost: {sum(acts) - kept(url)} (aims: 0)")


def main() -> None:
    """Measure both."""
    print(f"many writers, {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory(dir=Path(__file__).parent) as folder:
        on_sqlite(folder)
    try:
        on_postgres()
    except ImportError as error:
        print(f"PostgreSQL left out: {error} (pip install 'kehoach[postgres]')")


if __name__ == "__main__":
    main()
