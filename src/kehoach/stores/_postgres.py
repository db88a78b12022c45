"""PostgreSQL: what a connection must be set to, and proof that it is.

The campaign's row is locked before anything is read, and at READ COMMITTED what is read afterwards is as new as the
lock. At a higher level the snapshot would be older than the lock, and two writers could both decide on what was true
before either.
"""

from __future__ import annotations

from typing import Final, Literal

import attrs
from sqlalchemy.engine.interfaces import DBAPIConnection

from kehoach.errors import Finding, StoreError
from kehoach.stores._schema import APPLICATION

__all__ = ["Postgres"]

_BEGIN: Final = "BEGIN ISOLATION LEVEL READ COMMITTED"
# What a commit may wait for, all of it at least this server's own disk.
_DURABLE: Final = ("on", "local", "remote_write", "remote_apply")


@attrs.frozen
class Postgres:
    """PostgreSQL as a store needs it; see `kehoach.stores._backend.Backend`.

    Attributes:
        place: The database, as people know it; without a password.
        seconds: How long a writer waits for its turn.
        shared: Whether its connections are an application's, which sets them itself.
    """

    place: str
    seconds: float
    shared: bool = False
    begin: str = attrs.field(default=_BEGIN, init=False)
    begin_alone: str = attrs.field(default=f"{_BEGIN}; SELECT pg_advisory_xact_lock({APPLICATION})", init=False)
    paramstyle: Literal["format"] = attrs.field(default="format", init=False)
    path: None = attrs.field(default=None, init=False)
    stamp: None = attrs.field(default=None, init=False)

    def settle(self, connection: DBAPIConnection) -> None:
        """Make the settings of a new connection."""
        connection.autocommit = True  # no transaction begins but by a statement of ours
        cursor = connection.cursor()
        try:
            cursor.execute(f"SET lock_timeout = {round(self.seconds * 1000)}")
        finally:
            cursor.close()

    def check(self, connection: DBAPIConnection) -> None:
        """Read the settings back, and whether a commit waits for the disk."""
        cursor = connection.cursor()
        try:
            cursor.execute("SELECT current_setting('synchronous_commit'), current_setting('server_encoding')")
            commit, encoding = cursor.fetchall()[0]
        finally:
            cursor.close()
        wrong = [] if commit in _DURABLE else [self._wrong("synchronous_commit", commit, "on")]
        wrong += [] if encoding == "UTF8" else [self._wrong("server_encoding", encoding, "UTF8")]
        wrong += [] if connection.autocommit else [self._wrong("autocommit", "False", "True")]
        if wrong:
            raise StoreError(wrong)

    def _wrong(self, setting: str, found: str, wanted: str) -> Finding:
        return Finding("KH915", {"place": self.place, "setting": setting, "found": found, "wanted": wanted})
