"""A database as the rooms of this folder use it: connections from a pool, statements, and errors in our words."""

from __future__ import annotations

import os
import weakref
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Final, Protocol, cast

import sqlalchemy as sa
from sqlalchemy import Engine
from sqlalchemy.engine.interfaces import DBAPIConnection, Dialect
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import PoolProxiedConnection

from kehoach.errors import Finding, OutcomeUnknown, StoreError
from kehoach.stores._ahead import EMPTY, FOLD, Ahead
from kehoach.stores._backend import Backend
from kehoach.stores._failures import failure, is_medium
from kehoach.stores._naming import PLAIN, Naming
from kehoach.stores._queue import Queue
from kehoach.stores._statements import Statements, compiled

__all__ = ["OPTION", "Database", "Link", "Rows"]

Rows = list[tuple[Any, ...]]
OPTION: Final = "kehoach_begin"
"""The option of a connection that says how its transactions begin, after `SQLStore.settle`: ``DEFERRED`` where it says
nothing, ``IMMEDIATE`` for one that will write, ``NOT`` for none."""
_OF_THE_PARENT: Final[list[Link]] = []
_CHECKED: Final = "kehoach-settings-read-back"


class _Copying(Protocol):
    """What a connection of the driver of SQLite has beyond that of every driver."""

    def backup(self, target: DBAPIConnection) -> None: ...


class Link:
    """One connection while one piece of work uses it.

    Args:
        pooled: The connection.
        spare: Where it waits for its next use; None: in the pool of the engine.
        backend: What sets it back before it goes there.

    Attributes:
        cursor: What runs statements.
        queue: Where it waits for its turn to write, before the database is asked; None: nowhere.
        ahead: The log ahead of it; None: not ours to look after.
    """

    __slots__ = ("_backend", "_pooled", "_spare", "ahead", "cursor", "queue")

    def __init__(self, pooled: PoolProxiedConnection, spare: list[Link] | None, backend: Backend) -> None:
        self._pooled, self._spare, self._backend = pooled, spare, backend
        self.cursor = pooled.cursor()
        self.queue: Queue | None = None
        self.ahead: Ahead | None = None

    def rows(self, statement: str, values: Sequence[object] = ()) -> Rows:
        """What a statement answers, all of it: a cursor that was not read to its end would hold the log's tail."""
        cursor = self.cursor
        cursor.execute(statement, values)
        return cursor.fetchall()  # type: ignore[return-value]  # the drivers give lists of tuples

    def run(self, statement: str, values: Sequence[object] = ()) -> int:
        """Send a statement that answers nothing; how many rows it changed."""
        self.cursor.execute(statement, values)
        return self.cursor.rowcount

    def copy(self, target: DBAPIConnection) -> None:
        """Copy the whole database into another, as it is at one moment; only SQLite can do that."""
        cast("_Copying", self._pooled.dbapi_connection).backup(target)

    def close(self) -> None:
        """Give the connection back, and the turn; nothing is under way on it."""
        if self.queue is not None:
            self.queue.give()
        if self._spare is None:
            _give_back(self._pooled, self._backend)
        else:
            self._spare.append(self)

    def discard(self) -> None:
        """Close the connection for good, with whatever was under way on it, and then give the turn back."""
        try:
            if self._pooled.is_valid:
                self._pooled.invalidate()
        finally:
            if self.queue is not None:
                self.queue.leave()


class Database:
    """A database that is open.

    Args:
        engine: Its connections.
        backend: What its kind needs.
        place: What people call it; without a password.
        seconds: How long a writer waits for its turn.
        own: Whether the engine was made here. Then connections that are not in use wait here as well, because the way
            through a pool costs as much as all else that an act does before the disk. The pool of an application may
            be small, and is not ours to empty.
        naming: What its tables are called.

    Attributes:
        statements: Every statement, as its text.
        errors: What its driver raises.
        commits: Whether an act is kept when it returns; within a transaction of an application it is not.
        kept, undone: The statements that end a transaction.
    """

    commits = True
    kept = "COMMIT"
    undone: tuple[str, ...] = ("ROLLBACK",)
    __slots__ = (
        "__weakref__",
        "_failed",
        "_pid",
        "_spare",
        "backend",
        "engine",
        "errors",
        "naming",
        "place",
        "seconds",
        "statements",
    )

    def __init__(
        self,
        engine: Engine,
        backend: Backend,
        *,
        place: str,
        seconds: float,
        own: bool,
        naming: Naming = PLAIN,
    ) -> None:
        self._spare: list[Link] | None = [] if own else None
        self.engine, self.backend, self.place, self.seconds, self.naming = engine, backend, place, seconds, naming
        driver = engine.dialect.loaded_dbapi
        self.errors: tuple[type[Exception], ...] = (driver.Error, SQLAlchemyError, OverflowError, UnicodeError)
        speaking = cast("Callable[..., Dialect]", type(engine.dialect))
        self.statements: Statements = compiled(speaking(paramstyle=backend.paramstyle), naming)
        self._pid = os.getpid()
        self._failed: StoreError | None = None
        if self._spare is not None:
            weakref.finalize(self, _close, engine, self._spare, self._pid, backend.path, self.errors)

    def link(self) -> Link:
        """A connection, set as it must be.

        Raises:
            StoreError: It cannot be had, or a setting is not what it must be.
        """
        self.check_process()
        if self._failed is not None:
            raise StoreError(self._failed.findings)
        return self._spare.pop() if self._spare else self._opened()

    def _opened(self) -> Link:
        try:
            pooled = self.engine.raw_connection()
        except self.errors as error:
            raise self.failure(error, opening=True) from error
        if self._spare is None or pooled.info.get(_CHECKED) != self.backend:
            self._check(pooled)
        link = Link(pooled, self._spare, self.backend)
        if self._spare is not None and self.backend.path is not None:
            link.queue = Queue(self.backend.path, self.seconds)
            link.ahead = self.backend.ahead()
            self._watch(link)
        return link

    def _check(self, pooled: PoolProxiedConnection) -> None:
        connection = pooled.dbapi_connection
        assert connection is not None  # it was just handed out
        try:
            if self._spare is None:
                self.backend.take(connection)
            if pooled.info.get(_CHECKED) != self.backend:
                self.backend.check(connection)
        except BaseException as error:
            pooled.invalidate()
            if isinstance(error, self.errors):
                raise self.failure(error) from error
            raise
        pooled.info[_CHECKED] = self.backend

    def rows(self, statement: str, *values: object) -> Rows:
        """What one statement answers, on a connection of its own."""
        link = self.link()
        try:
            found = link.rows(statement, values)
        except BaseException as error:
            link.discard()
            if isinstance(error, self.errors):
                raise self.failure(error) from error
            raise
        link.close()
        return found

    @contextmanager
    def writing(self) -> Generator[Link]:
        """A transaction with no other writer in the store: kept when the block ends, undone when it raises."""
        link = self.link()
        try:
            self.wait(link)
            link.run(self.alone)
            self._watch(link)
            yield link
            self.keep(link)
        except BaseException as error:
            self.undo(link)
            if isinstance(error, self.errors):
                raise self.failure(error) from error
            raise
        link.close()

    @contextmanager
    def session(self) -> Generator[sa.Connection]:
        """A connection as SQLAlchemy has it, on which no transaction begins but by a statement of ours."""
        with self.engine.connect() as connection:
            connection.execution_options(**{OPTION: "NOT"})
            driver = connection.connection.dbapi_connection
            assert driver is not None  # it was just opened
            if self._spare is None:
                self.backend.take(driver)
            try:
                yield connection
            finally:
                if self._spare is None and not connection.invalidated:
                    self.backend.release(driver)

    @property
    def alone(self) -> str:
        """The statement that begins a transaction with no other writer in the store."""
        return self.backend.begin_alone

    def turn(self, link: Link, id: str) -> Rows:
        """Begin a transaction with no other writer of a campaign, and see how far its log reaches: seq and head."""
        self.wait(link)
        link.run(self.backend.begin)
        self._watch(link)
        return link.rows(self.statements.turn, (id,))

    def wait(self, link: Link) -> None:
        """Wait in the line of the writers, where there is one.

        Raises:
            StoreError: The turn did not come in time (KH911).
        """
        if link.queue is not None and not link.queue.take():
            raise StoreError(Finding("KH911", {"place": self.place, "seconds": f"{self.seconds:g}"}))

    def keep(self, link: Link) -> None:
        """Keep what was written; and while the turn lasts, take the log ahead into the file when it is long.

        Raises:
            OutcomeUnknown: The log is gone, and what was written to it with it (KH997).
        """
        link.run(self.kept)
        if link.ahead is not None:
            link.ahead.written = True
            if self._watch(link) > link.ahead.room:
                try:
                    link.rows(FOLD)
                except self.errors as error:  # what was kept stays in the log; a medium that failed is remembered
                    self.failure(error)

    def _watch(self, link: Link) -> int:
        """How long the log ahead of a connection is, in bytes; 0 where there is none to look after.

        It is looked at when a turn begins as well: what was not written to a log that is gone need not be found again.
        """
        size = 0 if link.ahead is None else link.ahead.size()
        if size is None:
            lost = Finding("KH997", {"place": self.place})
            self._failed = StoreError(lost)
            raise OutcomeUnknown(lost)
        return size

    def undo(self, link: Link) -> None:
        """Undo what is under way, and give the connection back.

        In a fork the transaction is the parent's: the connection is neither used nor closed, and is never collected.
        """
        if not self.here:
            _OF_THE_PARENT.append(link)
            return
        try:
            link.run("ROLLBACK")
        except self.errors:  # nothing was under way, or the driver undid it, or the connection is of no use
            self._drop(link)
        except BaseException:
            link.discard()
            raise
        else:
            if self._failed is None:
                link.close()
            else:
                self._drop(link)

    def _drop(self, link: Link) -> None:
        """Close a connection, and those that wait: a server that fell, or a log that is gone, took them along."""
        link.discard()
        while self._spare:
            self._spare.pop().discard()
        if self._spare is not None and self._failed is not None:
            self.engine.dispose()

    def abandon(self, link: Link) -> None:
        """Undo what may be under way on a connection that is of no use any more, and close it.

        Closing alone would not do: a driver keeps a closed connection, and its lock, while a cursor of it is alive.
        """
        with suppress(*self.errors):
            link.run("ROLLBACK")
        link.discard()

    @property
    def here(self) -> bool:
        """Whether this process opened it."""
        return os.getpid() == self._pid

    def check_process(self) -> None:
        """Refuse to work in a fork of the process that opened it.

        Raises:
            StoreError: This is another process (KH916).
        """
        if os.getpid() != self._pid:
            raise StoreError(Finding("KH916", {"place": self.place, "opener": self._pid, "here": os.getpid()}))

    def failure(self, error: Exception, *, opening: bool = False) -> StoreError:
        """An error of the driver in our words.

        When the medium failed, nobody knows what it holds, and nothing more is done here until it is opened anew: a
        second sync may succeed without having written what the first one lost.
        """
        path = self.backend.path
        found = failure(error, place=self.place, path=path, seconds=self.seconds, opening=opening)
        if is_medium(found):
            self._failed = found
        return found

    def close(self) -> None:
        """Close every connection that was opened here; the engine of an application stays as it is."""
        if self._spare is not None:
            _close(self.engine, self._spare, self._pid, self.backend.path, self.errors)


def _give_back(pooled: PoolProxiedConnection, backend: Backend) -> None:
    connection = pooled.dbapi_connection
    if connection is not None:
        backend.release(connection)
    pooled.close()


def _close(engine: Engine, spare: list[Link], pid: int, path: str | None, errors: tuple[type[Exception], ...]) -> None:
    """Close what is open; in a fork of the process that opened it nothing is touched."""
    if os.getpid() == pid:
        if any(link.ahead is not None and link.ahead.written for link in spare):
            _shorten(spare[-1], errors)
        while spare:
            spare.pop().discard()
        engine.dispose()
        if path is not None:
            Queue(path, 0.0).tidy()


def _shorten(link: Link, errors: tuple[type[Exception], ...]) -> None:
    """Take the log ahead into the file and leave it empty, when nobody has the turn or reads what is in it."""
    with suppress(*errors):
        link.rows("PRAGMA busy_timeout = 0")
        if link.queue is None or link.queue.at_once():
            link.rows(EMPTY)
