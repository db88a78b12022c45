"""PostgreSQL: what a connection must be set to, and proof that it is.

The campaign's row is locked before anything is read, and at READ COMMITTED what is read afterwards is as new as the
lock. At a higher level the snapshot would be older than the lock, and two writers could both decide on what was true
before either.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Final, Literal, Protocol, cast

import attrs
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor

from kehoach.errors import Finding, StoreError
from kehoach.stores._backend import Durability
from kehoach.stores._rows import Row
from kehoach.stores._schema import APPLICATION

__all__ = ["Postgres"]

_BEGIN: Final = "BEGIN ISOLATION LEVEL READ COMMITTED"
# What a commit may wait for, all of it at least this server's own disk.
_DURABLE: Final = ("on", "local", "remote_write", "remote_apply")


class _Copy(Protocol):
    def write_row(self, row: Sequence[object]) -> None: ...


class _Copying(Protocol):
    """What a cursor of psycopg has beyond the cursor of every driver."""

    def copy(self, statement: str) -> AbstractContextManager[_Copy]: ...


@attrs.frozen
class Postgres:
    """PostgreSQL as a store needs it; see `kehoach.stores._backend.Backend`.

    Attributes:
        place: The database, as people know it; without a password.
        seconds: How long a writer waits for its turn.
        durability: What an act survives when it was acknowledged.
        shared: Whether its connections are an application's; they are set while they are used here, and set back.
    """

    place: str
    seconds: float
    durability: Durability = "power"
    shared: bool = False
    begin: str = attrs.field(default=_BEGIN, init=False)
    begin_alone: str = attrs.field(default=f"{_BEGIN}; SELECT pg_advisory_xact_lock({APPLICATION})", init=False)
    paramstyle: Literal["format"] = attrs.field(default="format", init=False)
    path: None = attrs.field(default=None, init=False)
    stamp: None = attrs.field(default=None, init=False)
    shred: None = attrs.field(default=None, init=False)
    sweep: None = attrs.field(default=None, init=False)

    def ahead(self) -> None:
        """Nothing: its log is the server's."""

    def settle(self, connection: DBAPIConnection) -> None:
        """Make the settings of a new connection; those of an application are set when they are taken."""
        if not self.shared:
            self.take(connection)
            if self.durability == "process":
                _answers(connection, "SET synchronous_commit = off")

    def take(self, connection: DBAPIConnection) -> None:
        """No transaction begins but by a statement of ours, and a writer waits so long and no longer."""
        connection.autocommit = True
        _answers(connection, f"SET lock_timeout = {round(self.seconds * 1000)}")

    def release(self, connection: DBAPIConnection) -> None:
        """Leave a connection as it was."""
        _answers(connection, "RESET lock_timeout")
        connection.autocommit = False

    def join(self, connection: DBAPIConnection) -> None:
        """Only at READ COMMITTED is what is read behind the lock as new as the lock."""
        if connection.autocommit:
            raise StoreError(Finding("KH940", {"place": self.place}))
        (level,) = _answers(connection, "SELECT current_setting('transaction_isolation')")
        if level != "read committed":
            raise StoreError(Finding("KH943", {"place": self.place, "found": str(level).upper()}))
        self.check(connection)

    def check(self, connection: DBAPIConnection) -> None:
        """Read the settings back, and whether a commit waits for the disk."""
        settings = "SELECT current_setting('synchronous_commit'), current_setting('server_encoding')"
        commit, encoding = _answers(connection, settings)
        wrong = (
            []
            if commit in _DURABLE or self.durability == "process"
            else [self._wrong("synchronous_commit", str(commit), "on")]
        )
        wrong += [] if encoding == "UTF8" else [self._wrong("server_encoding", str(encoding), "UTF8")]
        if wrong:
            raise StoreError(wrong)

    def insert(self, cursor: DBAPICursor, statement: str, rows: Sequence[Row]) -> None:
        """Send the lines as one stream, which takes the server no statement for each."""
        with cast("_Copying", cursor).copy(statement) as stream:
            for row in rows:
                stream.write_row(row)

    def _wrong(self, setting: str, found: str, wanted: str) -> Finding:
        return Finding("KH944", {"place": self.place, "setting": setting, "found": found, "wanted": wanted})


def _answers(connection: DBAPIConnection, statement: str) -> tuple[object, ...]:
    """The first row that a statement answers; empty when it answers none."""
    cursor = connection.cursor()
    try:
        cursor.execute(statement)
        return tuple(cursor.fetchone() or ()) if cursor.description else ()
    finally:
        cursor.close()
