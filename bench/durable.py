"""What a durable act costs beside the bare sqlite3 driver, which writes the same rows with the same settings in the same run.

Each act is kept when the call returns: WAL, synchronous FULL, a commit of its own; or a thousand acts in one commit. The two
write in turns, block by block, so that a disk that is busy with something else is busy for both. The driver is handed rows
that are ready, hash included; the store is handed numbers, asks how far the log reaches, names, encodes and hashes them. The
aims: at least 0.8 of the bare driver for single acts, 0.4 for batches. With --small: fewer acts.
"""

from __future__ import annotations

import os
import platform
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import cycle, islice
from pathlib import Path

from kehoach._lifecycle import Lifecycle
from kehoach._progress import Actors, Line, Terms
from kehoach._report import NOTHING
from kehoach.stores import Journal, Record, SQLStore

COMMUNES = 152
SMALL = "--small" in sys.argv
BLOCK, BLOCKS = 200, 5 if SMALL else 30
BATCH, BATCHES = 1000, 4 if SMALL else 40
DIGEST = "00" * 32
BEGUN = 1_552_957_200_000_000  # 19 March 2019, eight in the morning in Vietnam


def terms() -> Terms:
    """What the numbers mean: the standard lifecycle and the reports of some communes."""
    names = tuple(f"commune-{number:03}" for number in range(1, COMMUNES + 1))
    index = {name: number for number, name in enumerate(names)}
    return Terms(names, index, Lifecycle.report().flat, Actors(names, index), DIGEST)


def acts() -> Sequence[Line]:
    """As many acts as are written: every commune submits, then every one is reviewed, and so on."""
    turns = cycle((duty, place) for place in (0, 4) for duty in range(COMMUNES))
    number = BLOCK * BLOCKS + BATCH * BATCHES
    return [(BEGUN + seq, duty, 1, place, duty, NOTHING) for seq, (duty, place) in enumerate(islice(turns, number))]


def opened(folder: Path, name: str) -> Path:
    """A database with one campaign in it."""
    path = folder / name
    with SQLStore.open(path) as store:
        store.begin(Record("116-KH/TU", DIGEST, "{}", BEGUN))
    return path


def bare(path: Path) -> sqlite3.Connection:
    """The driver alone, with the settings of the store."""
    connection = sqlite3.connect(path, isolation_level=None)
    for setting in ("busy_timeout = 10000", "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {setting}").fetchall()
    return connection


WRITE = f"INSERT INTO log VALUES ({', '.join('?' * 21)})"  # noqa: S608  question marks only
ADVANCE = "UPDATE campaign SET seq = ?, head = ? WHERE id = ? AND seq = ?"


def written_bare(connection: sqlite3.Connection, rows: Sequence[tuple[object, ...]], *, together: bool) -> None:
    """Write rows as the driver's user would."""
    for one in [rows] if together else [[row] for row in rows]:
        campaign, first, last = one[0][0], one[0][1], one[-1]
        connection.execute("BEGIN IMMEDIATE")
        if together:
            connection.executemany(WRITE, one)
        else:
            connection.execute(WRITE, one[0])
        connection.execute(ADVANCE, (last[1], last[-1], campaign, int(str(first)) - 1))
        connection.execute("COMMIT")


def written(journal: Journal, lines: Sequence[Line], *, together: bool) -> None:
    """Write lines as a campaign does."""
    if together:
        journal.lock()
        journal.extend(lines)
        return
    for line in lines:
        journal.lock()
        journal.append(*line)


def seconds(work: Callable[[], None]) -> float:
    """How long a piece of work takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def shown(title: str, ours: list[float], theirs: list[float], acts_each: int, aim: float) -> None:
    """Print both and the ratio of their medians."""
    mine, peer = statistics.median(ours) / acts_each, statistics.median(theirs) / acts_each
    print(f"  {title:<22} {1e6 * peer:8.1f} µs bare driver   {1e6 * mine:8.1f} µs store   {1 / mine:9,.0f} acts/s")
    print(f"  {'':<22} ratio {peer / mine:.2f} (aim: at least {aim})")


def main() -> None:
    """Write the same rows through the store and through the bare driver, in turns, and print both."""
    lines = acts()
    with tempfile.TemporaryDirectory(dir=Path(__file__).parent) as folder:
        made = opened(Path(folder), "rows.db")
        with SQLStore.open(made) as store:
            written(store.journal("116-KH/TU", terms()), lines, together=True)
        rows = sqlite3.connect(made).execute("SELECT * FROM log ORDER BY seq").fetchall()
        connection, path = bare(opened(Path(folder), "bare.db")), opened(Path(folder), "store.db")
        print(f"durable acts, SQLite {sqlite3.sqlite_version}, WAL, synchronous FULL")
        print(f"  {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
        with SQLStore.open(path) as store:
            journal = store.journal("116-KH/TU", terms())
            place = 0
            for title, size, count, aim in (
                ("one by one", BLOCK, BLOCKS, 0.8),
                ("batches of 1000", BATCH, BATCHES, 0.4),
            ):
                ours: list[float] = []
                theirs: list[float] = []
                for _ in range(count):
                    run, together = slice(place, place + size), size == BATCH
                    theirs.append(seconds(lambda run=run, t=together: written_bare(connection, rows[run], together=t)))
                    ours.append(seconds(lambda run=run, t=together: written(journal, lines[run], together=t)))
                    place += size
                shown(title, ours, theirs, size, aim)
            begun = time.perf_counter()
            entries = journal.verify().entries
            print(f"  verify: {entries / (time.perf_counter() - begun):,.0f} entries/s")
        same = bare(path).execute("SELECT * FROM log ORDER BY seq").fetchall() == rows
        print(f"  both wrote the same {place:,} rows: {'yes' if same else 'NO'}")


if __name__ == "__main__":
    main()
