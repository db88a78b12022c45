"""The steps of the schema: all of them together are the tables, and each is taken whole or not at all."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.dialects import postgresql

from kehoach.stores import Record, SQLStore
from kehoach.stores._database import Database
from kehoach.stores._migrate import STEPS, migrate, schema_of
from kehoach.stores._schema import SCHEMA, VERSION_TABLE, metadata
from kehoach.stores._statements import compiled
from kehoach.stores._target import database_of

ANOTHER_STEP = '''
"""One more table."""
from alembic import op
import sqlalchemy as sa

revision, down_revision = "{next:04}", "{last:04}"


def upgrade() -> None:
    op.create_table("later", sa.Column("a", sa.Integer()))
    {also}
'''


def tables(path: Path) -> dict[str, str]:
    with sqlite3.connect(path) as connection:
        made = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    connection.close()
    return {name: " ".join(sql.split()) for name, sql in made}


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = database_of(tmp_path / "x.db", timeout=None, create=True)
    yield opened
    opened.close()


def shape(path: Path) -> dict[str, object]:
    """The columns, keys and indexes of each table; where a column stands among the others does not matter."""
    with sqlite3.connect(path) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {
            name: (
                sorted(row[1:] for row in connection.execute(f"PRAGMA table_xinfo({name})")),
                sorted(row[2:] for row in connection.execute(f"PRAGMA foreign_key_list({name})")),
                sorted(row[1:] for row in connection.execute(f"PRAGMA index_list({name})")),
                [row[4:] for row in connection.execute("PRAGMA table_list") if row[1] == name],
            )
            for name in names
        }
    connection.close()
    return found


def steps_with(folder: Path, also: str) -> Path:
    """The steps of this release and one more."""
    steps = shutil.copytree(STEPS, folder / "steps", ignore=shutil.ignore_patterns("__pycache__"))
    step = ANOTHER_STEP.format(also=also, next=SCHEMA + 1, last=SCHEMA)
    (steps / "versions" / f"v{SCHEMA + 1:04}_later.py").write_text(step, encoding="utf-8")
    return steps


def test_all_steps_together_are_the_tables(tmp_path: Path, database: Database) -> None:
    """A database that took every step has the very tables, columns, keys and indexes that the library declares."""
    migrate(database)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        assert compare_metadata(context, metadata) == []
    declared = sa.create_engine(f"sqlite:///{tmp_path}/declared.db")
    metadata.create_all(declared)
    declared.dispose()
    stepped = shape(tmp_path / "x.db")
    del stepped[VERSION_TABLE]
    assert stepped == shape(tmp_path / "declared.db")


def test_the_last_step_is_the_schema_that_is_known() -> None:
    """Steps are numbered without a gap, there is one way, and its end is the number that this release knows."""
    script = ScriptDirectory(str(STEPS))
    numbers = [step.revision for step in script.walk_revisions()]
    assert script.get_heads() == [f"{SCHEMA:04}"]
    assert numbers == [f"{number:04}" for number in range(SCHEMA, 0, -1)]


def test_a_database_that_is_up_to_date_is_left_alone(database: Database) -> None:
    """Whoever comes second to migrate finds it done."""
    migrate(database)
    migrate(database)
    assert schema_of(database) == SCHEMA


def test_an_older_database_takes_the_steps_it_lacks(tmp_path: Path, database: Database) -> None:
    """A step on top of a database with data keeps the data and moves the number."""
    path = tmp_path / "x.db"
    with SQLStore.open(path) as store:
        store.begin(Record("2019", "ab", "{}", 5))
    migrate(database, steps=steps_with(tmp_path, "op.execute('SELECT 1')"))
    assert schema_of(database) == SCHEMA + 1
    assert "later" in tables(path)
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT id FROM campaign").fetchall() == [("2019",)]
    connection.close()


@pytest.mark.parametrize("last", ["raise KeyboardInterrupt", "op.execute('SELECT no_such_thing')", "1 / 0"])
def test_a_step_that_fails_changes_nothing(tmp_path: Path, database: Database, last: str) -> None:
    """When a step breaks half-way, or is interrupted, tables and number are as before, and the database is not held."""
    migrate(database)
    before = tables(tmp_path / "x.db")
    with pytest.raises((KeyboardInterrupt, OSError, ZeroDivisionError)):
        migrate(database, steps=steps_with(tmp_path, last))
    assert tables(tmp_path / "x.db") == before
    assert schema_of(database) == SCHEMA
    with SQLStore.open(tmp_path / "x.db", timeout=0.1) as store:
        store.begin(Record("2019", "ab", "{}", 5))


def test_tables_of_numbers_take_no_words(database: Database) -> None:
    """Every table of ours is STRICT: a word does not get into a column of numbers."""
    migrate(database)
    link = database.link()
    strict = {row[1]: row[5] for row in link.rows("PRAGMA table_list")}
    link.close()
    assert {name: strict[name] for name in metadata.tables} == dict.fromkeys(metadata.tables, 1)


def test_statements_are_in_the_words_of_either_database() -> None:
    """Every statement compiles for PostgreSQL as for SQLite, where the turn takes the campaign's row."""
    statements = compiled(postgresql.psycopg.dialect(paramstyle="format"))
    assert statements.turn.endswith("FOR UPDATE")
    assert "?" not in statements.write
    assert statements.write.count("%s") == 24
