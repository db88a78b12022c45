"""A store within a transaction of an application: what is written is kept or undone with the application's own rows.

Nothing is committed here. Each act is a savepoint of its own, so that an act that fails leaves nothing and the
application may go on; the campaign's row stays locked from the first act until the application ends its transaction.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from typing import Final

import sqlalchemy as sa
from sqlalchemy.pool import PoolProxiedConnection

from kehoach._progress import Line, Log, Terms
from kehoach.errors import Finding, StoreError
from kehoach.stores._backend import Backend
from kehoach.stores._database import Database, Link, Rows
from kehoach.stores._journal import SQLJournal
from kehoach.stores._naming import PLAIN, Naming
from kehoach.stores._rows import Row

__all__ = ["Guest", "GuestJournal"]

_BEGIN: Final = "SAVEPOINT kehoach"
_KEEP: Final = "RELEASE SAVEPOINT kehoach"
_UNDO: Final = "ROLLBACK TO SAVEPOINT kehoach"


class _Lent(Link):
    """The connection of an application: it is neither closed here nor given back."""

    __slots__ = ()

    def __init__(self, pooled: PoolProxiedConnection, backend: Backend) -> None:
        super().__init__(pooled, None, backend)

    def close(self) -> None:
        """Nothing: it stays with the application."""

    def discard(self) -> None:
        """Nothing: it stays with the application."""


class Guest(Database):
    """A database within a transaction of an application.

    Args:
        connection: The application's connection; where nothing is under way on it, a transaction begins as it does
            with every first statement, and it is the application that ends it.
        backend: What its kind of database needs.
        place: What people call it; without a password.
        seconds: How long a writer waits for its turn.
        naming: What its tables are called.
    """

    __slots__ = ("_connection", "_inner", "_link", "_outer")

    commits = False
    kept = _KEEP
    undone = (_UNDO, _KEEP)

    def __init__(
        self, connection: sa.Connection, backend: Backend, *, place: str, seconds: float, naming: Naming = PLAIN
    ) -> None:
        super().__init__(connection.engine, backend, place=place, seconds=seconds, own=False, naming=naming)
        self._connection = connection
        try:
            connection.exec_driver_sql("SELECT 1")  # a transaction begins, unless one is under way
            self._outer = connection.get_transaction()
            self._inner = connection.get_nested_transaction()
            pooled = connection.connection
            assert pooled.dbapi_connection is not None  # it has just answered
            backend.join(pooled.dbapi_connection)
            self._link = _Lent(pooled, backend)
        except self.errors as error:
            raise self.failure(error) from error

    def link(self) -> Link:
        """The application's connection.

        Raises:
            StoreError: The transaction has ended (KH939), or this is another process (KH916).
        """
        self.check_process()
        ours = self._outer is not None and self._outer.is_active and self._connection.get_transaction() is self._outer
        if not ours or self._connection.closed or not (self._inner is None or self._inner.is_active):
            raise StoreError(Finding("KH939", {"place": self.place}))
        return self._link

    def rows(self, statement: str, *values: object) -> Rows:
        """What one statement answers; one that fails is undone, and the transaction goes on."""
        with self.writing() as link:
            return link.rows(statement, values)

    @contextmanager
    def session(self) -> Generator[sa.Connection]:
        """The application's connection."""
        self.link()
        yield self._connection

    @property
    def alone(self) -> str:
        """The statement that begins a part of the transaction, which is kept or undone as a whole."""
        return _BEGIN

    def turn(self, link: Link, id: str) -> Rows:
        """The same, with no other writer of a campaign, and how far its log reaches."""
        link.run(_BEGIN)
        if self.backend.path is not None:
            link.run(self.statements.hold, (id,))
        return link.rows(self.statements.turn, (id,))

    def undo(self, link: Link) -> None:
        """Undo the part, and leave the rest of the transaction as it is."""
        if self.here:
            with suppress(*self.errors):  # the application has ended its transaction, and the part with it
                for statement in self.undone:
                    link.run(statement)

    def abandon(self, link: Link) -> None:
        """Undo the part."""
        self.undo(link)

    def close(self) -> None:
        """Nothing: the connection stays with the application."""


class GuestJournal(SQLJournal):
    """A log within a transaction of an application, which may undo lines by a savepoint of its own.

    What was built on lines that are gone is wrong, so it is refused (KH941): the number and hash of the last line that
    was seen must still be there.
    """

    __slots__ = ("_known",)

    def __init__(self, database: Database, id: str, terms: Terms) -> None:
        super().__init__(database, id, terms)
        self._known: tuple[int, str] = (0, "")

    def lock(self) -> int:
        """Take the turn to write; the answer is the number of the last line."""
        seq = super().lock()
        try:
            self._reach()
        except BaseException:
            self.unlock()
            raise
        return seq

    def _keep(self, lines: Sequence[Line]) -> Log:
        page = super()._keep(lines)
        if lines:
            self._known = (page.seq, page.hash(page.seq).hex())
        return page

    def _reach(self) -> Row:
        row = super()._reach()
        seq, known = self._known
        if seq and (row[0] < seq or self._hash_of(seq).hex() != known):
            raise StoreError(Finding("KH941", {"id": self.id, "seq": seq}))
        self._known = (row[0], row[1])
        return row
