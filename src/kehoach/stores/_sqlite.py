"""SQLite: what a connection must be set to, and proof that it is.

The driver's own transactions begin too late (a snapshot that is already old cannot be written from) and its settings
are per connection, so both are said outright, and every setting is read back: a database that quietly ignored
`synchronous` loses acts that were acknowledged, and nobody would know before the power fails.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Final, Literal

import attrs
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor

from kehoach.errors import Finding, StoreError
from kehoach.stores._ahead import EMPTY, ROOM, Ahead
from kehoach.stores._backend import Durability
from kehoach.stores._failures import is_busy
from kehoach.stores._rows import Row
from kehoach.stores._schema import APPLICATION

__all__ = ["SQLite", "check_release"]

_STRICT_SINCE: Final = (3, 37, 0)
"""The release that brought STRICT tables, in which no word gets into a column of numbers."""

# FULL: what is acknowledged survives a power cut. NORMAL: a kill, and of a power cut the log without its last lines.
_SYNCHRONOUS: Final[dict[Durability, str]] = {"power": "2", "process": "1"}
# EXTRA: the folder is synced as well when the journal goes, without which a commit may come undone.
_EXTRA: Final = "3"

_TRIES: Final = 100
"""How often a new file is asked to become a WAL database; between two tries one other writer has its turn."""


def check_release(found: tuple[int, ...]) -> None:
    """Refuse a library that does not know our tables.

    Args:
        found: The release of SQLite that the driver carries.

    Raises:
        StoreError: It is too old (KH935).
    """
    if found < _STRICT_SINCE:
        raise StoreError(Finding("KH935", {"found": _dotted(found), "needed": _dotted(_STRICT_SINCE)}))


def _dotted(release: tuple[int, ...]) -> str:
    return ".".join(map(str, release))


@attrs.frozen
class SQLite:
    """SQLite as a store needs it; see `kehoach.stores._backend.Backend`.

    Attributes:
        place: The database, as people know it.
        path: Its file.
        seconds: How long a writer waits for its turn.
        durability: What an act survives when it was acknowledged.
        shared: Whether it is an application's, with tables of its own beside ours, and connections that it sets itself.
        network: Whether several machines may write to it: then there is no log ahead, which they could not share.
        room: How long the log ahead gets before it goes into the file, in bytes.
    """

    place: str
    path: str | None
    seconds: float
    durability: Durability = "power"
    shared: bool = False
    network: bool = False
    room: int = ROOM
    # A deferred transaction would find out only at its first write that another one was quicker.
    begin: str = attrs.field(default="BEGIN IMMEDIATE", init=False)
    begin_alone: str = attrs.field(default="BEGIN IMMEDIATE", init=False)
    paramstyle: Literal["qmark"] = attrs.field(default="qmark", init=False)
    shred: str = attrs.field(default="PRAGMA secure_delete = ON", init=False)
    sweep: str = attrs.field(default=EMPTY, init=False)

    @property
    def _wanted(self) -> dict[str, str]:
        if self.network:
            return {"journal_mode": "delete", "foreign_keys": "1", "synchronous": _EXTRA}
        # With a log ahead readers are never blocked, and never block.
        wanted = {"journal_mode": "wal", "foreign_keys": "1", "synchronous": _SYNCHRONOUS[self.durability]}
        if not self.shared:
            # Only who has the turn takes the log into the file; a log that begins anew is cut to what it may hold, so
            # that its length says whether it is full.
            wanted |= {"wal_autocheckpoint": "0", "journal_size_limit": str(self.room)}
        return wanted

    @property
    def stamp(self) -> str | None:
        """The number in the file's header that says whose it is; the header of an application's file is its own."""
        return None if self.shared else f"PRAGMA application_id = {APPLICATION}"

    def ahead(self) -> Ahead | None:
        """The log beside the file; SQLite writes it beside the file that a link leads to."""
        if self.shared or self.network or self.path is None:
            return None
        return Ahead(f"{os.path.realpath(self.path)}-wal", self.room)

    def settle(self, connection: DBAPIConnection) -> None:
        """Make the settings of a new connection; a file that is not ours is not written to."""
        connection.isolation_level = None  # no transaction begins but by a statement of ours
        try:
            _answer(connection, f"PRAGMA busy_timeout = {self._wait}")
            self._recognise(connection)
            self._choose_journal(connection)
            for setting, wanted in self._wanted.items():
                if _answer(connection, f"PRAGMA {setting}") != wanted:
                    _answer(connection, f"PRAGMA {setting} = {wanted}")
            _answer(connection, "PRAGMA schema_version")  # the first read opens the log ahead: now nobody removes it
        except BaseException:
            connection.close()
            raise

    @property
    def _wait(self) -> str:
        return str(round(self.seconds * 1000))

    def _choose_journal(self, connection: DBAPIConnection) -> None:
        """Switch a new file to WAL, or one that several machines write to away from it.

        That takes the file alone, and SQLite does not wait for it as it waits elsewhere: when several processes open a
        new file at once, each waits for a turn to write, gives it back, and tries again.
        """
        for tries in range(_TRIES, 0, -1):
            try:
                _answer(connection, f"PRAGMA journal_mode = {self._wanted['journal_mode']}")
            except Exception as error:
                if tries == 1 or not is_busy(error):
                    raise
                _answer(connection, "BEGIN IMMEDIATE")
                _answer(connection, "ROLLBACK")
            else:
                return

    def _recognise(self, connection: DBAPIConnection) -> None:
        """Whether the file is ours, or empty."""
        if self.shared:
            return
        _answer(connection, "BEGIN")  # one moment for both questions: another process may be making the tables now
        owner = _answer(connection, "PRAGMA application_id")
        things = _answer(connection, "SELECT count(*) FROM sqlite_master")
        _answer(connection, "COMMIT")
        if owner != str(APPLICATION) and (owner, things) != ("0", "0"):
            raise StoreError(Finding("KH903", {"place": self.place}))

    def take(self, connection: DBAPIConnection) -> None:
        """Nothing: what a connection must be set to, an application sets when it opens it."""

    def release(self, connection: DBAPIConnection) -> None:
        """Nothing: nothing was set."""

    def join(self, connection: DBAPIConnection) -> None:
        """A driver that begins transactions by its own guess has not begun one; then it is begun here, for writing.

        It is the application's all the same, which commits it or rolls it back.
        """
        wanted = self._wanted["synchronous"]
        found = _answer(connection, "PRAGMA synchronous")
        if found < wanted:
            raise StoreError(self._wrong("synchronous", found, wanted))
        if not connection.in_transaction:
            if connection.isolation_level is None:
                raise StoreError(Finding("KH940", {"place": self.place}))
            _answer(connection, "BEGIN IMMEDIATE")

    def insert(self, cursor: DBAPICursor, statement: str, rows: Sequence[Row]) -> None:
        """Write them one after the other: a statement that is prepared once is as fast as one of a thousand rows."""
        cursor.executemany(statement, rows)

    def check(self, connection: DBAPIConnection) -> None:
        """Read every setting back, and how the driver begins transactions."""
        wrong = [
            self._wrong(setting, found, wanted)
            for setting, wanted in self._wanted.items()
            if (found := _answer(connection, f"PRAGMA {setting}")) != wanted
        ]
        wait = _answer(connection, "PRAGMA busy_timeout")
        if wait != self._wait and not (self.shared and wait != "0"):
            wrong.append(self._wrong("busy_timeout", wait, self._wait))
        if connection.isolation_level is not None:
            wrong.append(self._wrong("isolation_level", repr(connection.isolation_level), "None"))
        if wrong:
            raise StoreError(wrong)

    def _wrong(self, setting: str, found: str, wanted: str) -> Finding:
        return Finding("KH915", {"place": self.place, "setting": setting, "found": found, "wanted": wanted})


def _answer(connection: DBAPIConnection, statement: str) -> str:
    """The first value that a statement answers, as text in small letters; empty when it answers nothing."""
    cursor = connection.cursor()
    try:
        cursor.execute(statement)
        rows = cursor.fetchall()
        return str(rows[0][0]).lower() if rows else ""
    finally:
        cursor.close()
