"""The schema of a database: which number it has, and the way to this release's."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from kehoach.errors import Finding, StoreError
from kehoach.stores._database import Database
from kehoach.stores._naming import OPTION, Naming
from kehoach.stores._schema import SCHEMA, VERSION_TABLE, metadata

if TYPE_CHECKING:
    from alembic.script import Script, ScriptDirectory

__all__ = ["STEPS", "check_schema", "migrate", "schema_of"]

_ALEMBIC: Final = threading.Lock()
"""Held while steps are taken: what `alembic.op` works on is one for the whole process."""

STEPS: Final = Path(__file__).parent / "migrations"
"""Where the steps of Alembic lie; they go with the package."""


def schema_of(database: Database) -> int | None:
    """The number of a database's schema; None when it holds nothing of ours.

    Raises:
        StoreError: It has tables of our names that are not ours (KH903), or there is no such schema (KH962).
    """
    naming = database.naming
    try:
        with database.session() as connection:
            found = sa.inspect(connection)
            if naming.schema is not None and naming.schema not in found.get_schema_names():
                raise StoreError(Finding("KH962", {"place": database.place, "schema": naming.schema}))
            names = set(found.get_table_names(naming.schema))
    except database.errors as error:
        raise database.failure(error) from error
    if naming.table(VERSION_TABLE) not in names:
        if names & {naming.table(name) for name in metadata.tables}:
            raise StoreError(Finding("KH903", {"place": database.place}))
        return None
    rows = database.rows(database.statements.version)
    if len(rows) != 1 or not str(rows[0][0]).isdecimal():
        raise StoreError(Finding("KH903", {"place": database.place}))
    return int(rows[0][0])


def check_schema(database: Database) -> None:
    """Refuse a schema that is not this release's.

    Raises:
        StoreError: It is newer (KH904), or older (KH905).
    """
    found = schema_of(database)
    if found != SCHEMA:
        code = "KH904" if found is not None and found > SCHEMA else "KH905"
        raise StoreError(Finding(code, {"place": database.place, "found": found, "known": SCHEMA}))


def migrate(database: Database, *, steps: Path = STEPS) -> None:
    """Take a database to the schema that the last step leads to: all of the way in one transaction, or none of it.

    Args:
        database: An empty one, or one of an earlier release.
        steps: The folder with the steps.
    """
    from alembic.operations import Operations
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    script = ScriptDirectory(str(steps))
    with _ALEMBIC, database.session() as connection:
        try:
            connection.exec_driver_sql(database.alone)
            context = MigrationContext.configure(connection, opts=_options(database.naming))
            done = context.get_current_revision()  # asked again under the lock: another process may have been quicker
            for step in _way(database, script, done):
                with Operations.context(context):
                    step.module.upgrade()
                context.stamp(script, step.revision)
            if database.backend.stamp is not None:
                connection.exec_driver_sql(database.backend.stamp)
            connection.exec_driver_sql(database.kept)
        except BaseException as error:
            _undo(database, connection)
            if isinstance(error, database.errors):
                raise database.failure(error) from error
            raise


def _options(naming: Naming) -> dict[str, object]:
    """What Alembic, and each step, is told of the names of the tables."""
    version = naming.table(VERSION_TABLE)
    return {"version_table": version, "version_table_schema": naming.schema, OPTION: naming}


def _way(database: Database, script: ScriptDirectory, done: str | None) -> list[Script]:
    """The steps that are still to be taken, in their order."""
    every = list(script.walk_revisions())  # the last first
    places = [step.revision for step in every]
    if done is not None and done not in places:
        raise StoreError(Finding("KH904", {"place": database.place, "found": int(done), "known": int(places[0])}))
    return every[: len(every) if done is None else places.index(done)][::-1]


def _undo(database: Database, connection: sa.Connection) -> None:
    try:
        for statement in database.undone:
            connection.exec_driver_sql(statement)
    except database.errors:  # nothing was under way, or the driver undid it
        if database.commits:  # the connection of an application is its own
            connection.invalidate()
