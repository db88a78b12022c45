"""What a durable act costs, beside the bare driver that writes the same rows with the same settings.

Every unit submits, is reviewed and is aggregated, deepest tier first, and each act is kept when the call returns: one
commit per act, or one per thousand acts. SQLite: WAL, synchronous FULL. PostgreSQL: a server of its own on a socket in
a temporary folder, synchronous_commit on. Three write in turns, block by block, so that a disk that is busy with
something else is busy for all:

* the bare driver: begin, insert, update of the campaign's row, commit; the rows are ready, their hashes too;
* the journal of the store: it asks how far the log reaches, names, encodes and hashes what it is handed as numbers;
* the campaign: `fire` and `fire_many`, with every guard.

Aims: 0.8 of the bare driver for single acts; for batches 0.4 with SQLite, whose driver is C to the last line, and 1
with PostgreSQL. With --small: 152 units.
"""

from __future__ import annotations

import os
import platform
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import attrs

import kehoach as kh
from kehoach._progress import Actors, Line, Terms
from kehoach.stores import Journal, SQLStore
from kehoach.stores._schema import log
from kehoach.testing import ManualClock

SMALL = "--small" in sys.argv
SEED = {"province": 1, "district": 10, "commune": 141}
SINGLY = SEED if SMALL else {"country": 1, "province": 34, "commune": 3321}
TOGETHER = SEED if SMALL else {"country": 1, "province": 63, "district": 713, "commune": 11162}
BLOCK = 40 if SMALL else 200
BATCH = 100 if SMALL else 1000
MOST = 400 if SMALL else 8_000
ID = "116-KH/TU"

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))  # where the server of the tests is
COLUMNS = ", ".join(log.c.keys())
WRITE = f"INSERT INTO log ({COLUMNS}) VALUES ({', '.join('?' * len(log.c))})"  # noqa: S608  names and question marks
READ = f"SELECT {COLUMNS} FROM log ORDER BY seq"  # noqa: S608  names only
ADVANCE = "UPDATE campaign SET seq = ?, head = ? WHERE id = ? AND seq = ?"
Rows = Sequence[tuple[object, ...]]
Bare = Callable[[str], Callable[[Rows, bool], None]]


@attrs.frozen
class Base:
    """A database that is measured.

    Attributes:
        name: What it is called.
        place: Answers the URL of a new empty database.
        bare: Makes what writes rows to it with its driver alone.
        aims: What is to be reached for single acts and for batches, as a part of the bare driver.
    """

    name: str
    place: Callable[[], str]
    bare: Bare
    aims: tuple[float, float]


@attrs.frozen
class Work:
    """One sequence of acts in the three forms in which it is written.

    Attributes:
        plan: The plan of which it is the whole campaign.
        commands: As a user asks for it.
        lines: As numbers.
        rows: As the table holds it.
    """

    plan: kh.Plan
    commands: Sequence[kh.Command]
    lines: Sequence[Line]
    rows: Rows


def begun(plan: kh.Plan, url: str) -> kh.Campaign:
    """A campaign that nobody has touched, in a database."""
    return kh.Campaign.begin(plan, SQLStore.open(url), id=ID, clock=ManualClock("2019-03-20T08:00+07:00"))


def journal_of(plan: kh.Plan, url: str) -> Journal:
    """The journal of a campaign that nobody has touched, alone."""
    begun(plan, url)
    return SQLStore.open(url).journal(ID, terms_of(plan))


def terms_of(plan: kh.Plan) -> Terms:
    """What the numbers of a plan's log mean."""
    units, columns = plan.hierarchy.columns, plan.columns
    actors = Actors(units.ids, units.index)
    return Terms(columns.names, columns.index, plan.lifecycle.flat, actors, plan.digest)


def sqlite_alone(url: str) -> Callable[[Rows, bool], None]:
    """The driver of SQLite alone, with the settings of the store."""
    connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    for setting in ("busy_timeout = 10000", "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {setting}").fetchall()
    return partial(write_bare, connection, "BEGIN IMMEDIATE", "?")


def psycopg_alone(url: str) -> Callable[[Rows, bool], None]:
    """The driver of PostgreSQL alone, which prepares what it is asked often."""
    import psycopg

    cursor = psycopg.connect(url.replace("+psycopg", ""), autocommit=True).cursor()
    return partial(write_bare, cursor, "BEGIN ISOLATION LEVEL READ COMMITTED", "%s")


def work_of(sizes: dict[str, int], folder: Path) -> Work:
    """Every act of a campaign, done once."""
    hierarchy = kh.Hierarchy.fan(**sizes)
    plan = kh.Plan("Bench", hierarchy)
    commands: list[kh.Command] = []
    for unit in hierarchy.aggregation_order():
        superior = next(iter(hierarchy.superiors(unit)), "issuer")
        commands += [kh.Command(unit, "submit", by=unit), kh.Command(unit, "review", by=superior)]
        commands += [] if superior == "issuer" else [kh.Command(unit, "aggregate", by=superior)]
    path = folder / "done.db"
    begun(plan, f"sqlite:///{path}").fire_many(commands)
    lines = list(SQLStore.open(path).journal(ID, terms_of(plan)).read().lines())
    rows = sqlite3.connect(path).execute(READ).fetchall()
    return Work(plan, commands, lines, rows)


def write_bare(cursor: sqlite3.Connection, begin: str, mark: str, rows: Rows, together: bool) -> None:  # noqa: FBT001
    """Write rows as the driver's user would."""
    write, advance = WRITE.replace("?", mark), ADVANCE.replace("?", mark)
    for batch in [rows] if together else [[row] for row in rows]:
        campaign, first, last = batch[0][0], batch[0][1], batch[-1]
        cursor.execute(begin)
        if together:
            cursor.executemany(write, batch)
        else:
            cursor.execute(write, batch[0])
        cursor.execute(advance, (last[1], last[-1], campaign, int(str(first)) - 1))
        cursor.execute("COMMIT")


def write_lines(journal: Journal, lines: Sequence[Line], *, together: bool) -> None:
    """Write numbers as a campaign does when it has decided."""
    if together:
        journal.lock()
        journal.extend(lines)
        return
    for line in lines:
        journal.lock()
        journal.append(*line)


def fire(campaign: kh.Campaign, commands: Sequence[kh.Command], *, together: bool) -> None:
    """Do acts as a user does."""
    if together:
        campaign.fire_many(commands)
        return
    for command in commands:
        campaign.fire(command.unit, command.trigger, by=command.by)


def seconds(work: Callable[[], None]) -> float:
    """How long a piece of work takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def measured(title: str, work: Work, size: int, base: Base) -> None:
    """Write the same acts in the three ways, in turns, and print what one act costs in each: the median block."""
    together = size == BATCH
    place = base.place()
    begun(work.plan, place)
    bare = base.bare(place)
    journal = journal_of(work.plan, base.place())
    campaign = begun(work.plan, base.place())
    taken: dict[str, list[float]] = {"bare driver": [], "journal": [], "campaign": []}
    number = min(len(work.rows), len(work.rows) if together else MOST) // size * size
    for start in range(0, number, size):
        run = slice(start, start + size)
        taken["bare driver"].append(seconds(partial(bare, work.rows[run], together)))
        taken["journal"].append(seconds(partial(write_lines, journal, work.lines[run], together=together)))
        taken["campaign"].append(seconds(partial(fire, campaign, work.commands[run], together=together)))
    cost = {way: statistics.median(blocks) / size for way, blocks in taken.items()}
    print(f"  {title}, {number:,} acts (aim: at least {base.aims[together]} of the bare driver)")
    for way, each in cost.items():
        print(f"    {way:<12} {1e6 * each:7.1f} µs   {1 / each:9,.0f} acts/s   {cost['bare driver'] / each:5.2f}")
    begin = time.perf_counter()
    verified = campaign.verify()
    print(f"    verify       {verified.entries / (time.perf_counter() - begin):,.0f} entries/s")
    same = journal.verify().head == verified.head == work.rows[number - 1][-1]
    print(f"    all wrote the same rows: {'yes' if same else 'NO'}")


@contextmanager
def postgres() -> Iterator[Base | str]:
    """PostgreSQL on a server of its own; a sentence where there is none."""
    try:
        from server import Server, binaries
    except ImportError as error:
        yield f"left out: {error} (pip install 'kehoach[postgres]')"
        return
    programs = binaries()
    if programs is None:
        yield "left out: there are no programs of PostgreSQL here"
        return
    server = Server(programs)
    try:
        server.start()
        ((release,),) = server.do("SHOW server_version")
        yield Base(f"PostgreSQL {release}, synchronous_commit on", server.place, psycopg_alone, (0.8, 1.0))
        server.stop()
    finally:
        server.remove()


def main() -> None:
    """Measure single acts and batches in each database."""
    print(f"durable acts, {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory(dir=Path(__file__).parent) as name, postgres() as server:
        numbers = iter(range(100))
        file = Base(
            f"SQLite {sqlite3.sqlite_version}, WAL, synchronous FULL",
            lambda: f"sqlite:///{name}/{next(numbers)}.db",
            sqlite_alone,
            (0.8, 0.4),
        )
        works = []
        for title, sizes, size in (("one by one", SINGLY, BLOCK), (f"batches of {BATCH}", TOGETHER, BATCH)):
            folder = Path(name, f"made-{size}")
            folder.mkdir()
            works.append((title, work_of(sizes, folder), size))
        for base in (file, server):
            if isinstance(base, str):
                print(f"PostgreSQL {base}")
                continue
            print(base.name)
            for title, work, size in works:
                measured(title, work, size, base)


if __name__ == "__main__":
    main()
