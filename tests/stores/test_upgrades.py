"""Databases of earlier schemas are brought to this one with all they hold, also when the upgrade is killed half-way.

``tests/data/stores`` holds a dump of a database of each earlier schema, as the release of its time wrote it.
"""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import settings
from sqlalchemy import event

import kehoach as kh
from kehoach.errors import InvalidCommand, StoreError
from kehoach.stores import SQLStore
from kehoach.stores._migrate import STEPS, migrate, schema_of
from kehoach.stores._schema import APPLICATION, SCHEMA, metadata
from kehoach.stores._target import database_of
from kehoach.testing import ManualClock
from server import Server, asked

DUMPS = {int(path.stem[-4:]): path for path in (Path(__file__).parents[1] / "data/stores").glob("schema-*.sql")}
HEADS = {
    "2019": (9, "96997f9ea56d24ffed908a6eacf4dbfbd2b3a9b261acdcead361386d6fea6a9f"),
    "2020": (1, "5de7893ca77f189a8fed7d242c37eb3ac0d3f8f05028f4b1deed4c5358b18eaa"),
}
KILLS = 24 if settings().max_examples <= 100 else 1_000


def made(schema: int, folder: Path) -> Path:
    """A database of an earlier schema, with data."""
    path = folder / "old.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript(DUMPS[schema].read_text(encoding="utf-8"))
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute("PRAGMA journal_mode = WAL")
    return path


def heads(store: SQLStore) -> dict[str, tuple[int, str]]:
    """Where each log ends, every line hashed anew."""
    return {head.campaign: (head.seq, head.hash) for head in store.prove()}


def test_every_earlier_schema_is_there() -> None:
    """Of each schema but this release's there is a database."""
    assert sorted(DUMPS) == list(range(1, SCHEMA))


@pytest.mark.parametrize("schema", DUMPS)
def test_an_earlier_schema_is_refused_and_then_upgraded(tmp_path: Path, schema: int) -> None:
    """Opened as it is, it is refused with both numbers; upgraded, it holds every line, hash for hash, and goes on."""
    path = made(schema, tmp_path)
    with pytest.raises(StoreError, match=f"schema {schema}, this release needs {SCHEMA}"):
        SQLStore.open(path)
    with SQLStore.migrate(path) as store:
        assert heads(store) == HEADS
        clock = ManualClock("2019-04-01T08:00+07:00")
        campaign = kh.Campaign.resume(store, id="2019", clock=clock, default_by="expected")
        progress = campaign.progress()
        counts = {"draft": 3, "submitted": 0, "reviewed": 1, "aggregated": 1, "waived": 1}
        assert dict(progress.counts()) == counts
        assert campaign.report("commune-1").data["members"] == 1521
        assert (campaign.log()[0].sections, campaign.log()[0].payload) == ({"awareness": "Đã quán triệt"}, {"desk": 4})
        assert str(progress.due("commune-2").last_day) == "2019-04-10"
        assert campaign.verify().entries == 9
        campaign.aggregate("commune-2")
        campaign.snapshot()
        assert campaign.verify(kh.stores.Head(*HEADS["2019"])).entries == 10
        with pytest.raises(InvalidCommand, match="hash chain itself"):
            campaign.erase(1, reason="x")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.parametrize("schema", DUMPS)
def test_a_killed_upgrade_leaves_the_old_schema_or_the_new(tmp_path: Path, schema: int) -> None:
    """Killed at any step of the database's own program: the old schema or the new, nothing between, and every line."""
    original = made(schema, tmp_path)
    whole = steps_of(shutil.copy(original, tmp_path / "counted.db"))
    found: set[int] = set()
    for number in range(KILLS):
        path = Path(shutil.copy(original, tmp_path / f"{number}.db"))
        killed_at(path, whole * (number + 1) // KILLS)
        database = database_of(path, timeout=None, create=False)
        here = schema_of(database)
        database.close()
        assert here in (schema, SCHEMA)
        found.add(here)
        with closing(sqlite3.connect(path)) as connection:
            names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            assert ("snapshot" in names) == (here == SCHEMA)
        with SQLStore.migrate(path) as store:
            assert heads(store) == HEADS
        path.unlink()
    assert schema in found


def steps_of(path: Path) -> int:
    """How many steps of SQLite's program an upgrade takes."""
    count = [0]
    upgraded(path, lambda: count.__setitem__(0, count[0] + 1))
    return count[0]


def killed_at(path: Path, step: int) -> None:
    """Upgrade in a process of its own, and kill it at a step."""
    child = os.fork()
    if child == 0:
        left = [step]

        def tick() -> None:
            left[0] -= 1
            if left[0] <= 0:
                os.kill(os.getpid(), signal.SIGKILL)

        try:
            upgraded(path, tick)
        finally:
            os._exit(0)
    os.waitpid(child, 0)


def upgraded(path: Path, tick: Callable[[], None]) -> None:
    """Upgrade a database; `tick` is called at each step of SQLite's program."""
    database = database_of(path, timeout=None, create=False)

    def watch(connection: sqlite3.Connection, _: object) -> None:
        connection.set_progress_handler(lambda: tick() or 0, 1)

    event.listen(database.engine, "connect", watch)
    migrate(database)
    database.close()


# On a server


def first_only(folder: Path, schema: int) -> Path:
    """The steps up to an earlier schema."""
    later = [f"v{number:04}_*" for number in range(schema + 1, SCHEMA + 1)]
    return Path(shutil.copytree(STEPS, folder / "steps", ignore=shutil.ignore_patterns("__pycache__", *later)))


@pytest.fixture(params=DUMPS)
def old_server(request: pytest.FixtureRequest, server: Server, tmp_path: Path) -> tuple[int, str]:
    """The schema and the URL of an earlier database on a server, with the rows of the file."""
    url, schema = server.place(), int(request.param)
    database = database_of(url, timeout=None, create=True)
    migrate(database, steps=first_only(tmp_path, schema))
    with closing(sqlite3.connect(made(schema, tmp_path))) as file, database.engine.begin() as connection:
        for table in ("campaign", "plan", "log"):
            rows = file.execute(f"SELECT * FROM {table}")
            columns = [column for (column, *_) in rows.description]
            into = sa.table(table, *map(sa.column, columns))
            connection.execute(sa.insert(into), [dict(zip(columns, row, strict=True)) for row in rows])
    database.close()
    return schema, url


def test_a_server_is_upgraded_with_its_data(old_server: tuple[int, str]) -> None:
    """A server of an earlier schema is refused, then upgraded, and holds every line."""
    schema, url = old_server
    with pytest.raises(StoreError, match=f"schema {schema}, this release needs {SCHEMA}"):
        SQLStore.open(url)
    with SQLStore.migrate(url) as store:
        assert heads(store) == HEADS
        campaign = kh.Campaign.resume(
            store, id="2019", clock=ManualClock("2019-04-01T08:00+07:00"), default_by="expected"
        )
        campaign.aggregate("commune-2")
        assert campaign.verify().entries == 10


def test_an_upgrade_whose_server_goes_leaves_the_old_schema(old_server: tuple[int, str], server: Server) -> None:
    """When the connection is ended before any statement of the upgrade, the old schema is there, and every line."""
    schema, url = old_server
    ended = 0
    while True:
        database, left = database_of(url, timeout=None, create=False), [ended + 1]

        def cut(connection: sa.Connection, cursor: object, statement: str, *_: object, left: list[int] = left) -> None:
            left[0] -= 1
            if left[0] == 0 and statement != "COMMIT":
                pid = connection.connection.dbapi_connection.info.backend_pid  # type: ignore[union-attr]  # psycopg's
                server.do(f"SELECT pg_terminate_backend({pid})")

        event.listen(database.engine, "before_cursor_execute", cut)
        try:
            migrate(database)
        except StoreError:
            ended += 1
        else:
            break
        finally:
            database.close()
        assert asked(url, "SELECT version_num FROM kehoach_version") == [(f"{schema:04}",)]
    assert ended > len(metadata.tables)
    with SQLStore.open(url) as store:
        assert heads(store) == HEADS


@pytest.mark.parametrize("kind", ["file", "server"])
def test_a_newer_database_is_refused_with_both_numbers(
    request: pytest.FixtureRequest, tmp_path: Path, kind: str
) -> None:
    """What a later release wrote is neither opened nor migrated."""
    url = request.getfixturevalue("postgres") if kind == "server" else str(tmp_path / "a.db")
    SQLStore.open(url).close()
    newer = f"UPDATE kehoach_version SET version_num = '{SCHEMA + 1:04}'"
    if kind == "server":
        asked(url, newer)
    else:
        with closing(sqlite3.connect(url, isolation_level=None)) as connection:
            connection.execute(newer)
    for way in (SQLStore.open, SQLStore.migrate):
        with pytest.raises(StoreError, match=f"schema {SCHEMA + 1}, this release knows {SCHEMA}"):
            way(url)
