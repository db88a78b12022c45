"""A store in a database, through SQLAlchemy: SQLite in a file, or PostgreSQL."""

from __future__ import annotations

import os
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Engine

from kehoach._progress import Terms, chain_start
from kehoach.errors import Finding, InvalidCommand, StoreError
from kehoach.stores import _target
from kehoach.stores._backend import Durability
from kehoach.stores._backup import backed_up, proved
from kehoach.stores._database import Database, Link
from kehoach.stores._failures import is_duplicate
from kehoach.stores._guest import Guest, GuestJournal
from kehoach.stores._health import Health, examined
from kehoach.stores._journal import SQLJournal
from kehoach.stores._migrate import check_schema, migrate, schema_of
from kehoach.stores._mounts import mounts, shared_by
from kehoach.stores._schema import CHAIN_FORMAT
from kehoach.stores._store import Head, Journal, Record
from kehoach.stores._turn import unknown_campaign

__all__ = ["SQLStore"]


class SQLStore:
    """Campaigns in a database; make one with `SQLStore.open`.

    What it acknowledged survives a kill and a power cut. Several processes and threads may write at the same time, and
    each waits for its turn; who reads is never kept waiting. After a fork the child opens it anew.

    Attributes:
        place: The database as people call it: a path, or a URL without its password.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder, SQLStore.open(f"{folder}/2019.db") as store:
    ...     store.begin(Record("116-KH/TU", "0" * 64, "{}", 0))
    ...     [record.id for record in store.campaigns()]
    ['116-KH/TU']
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.place = database.place

    @classmethod
    def open(
        cls,
        target: object,
        *,
        timeout: float | None = None,
        create: bool = True,
        durability: Durability | None = None,
        prefix: str | None = None,
        schema: str | None = None,
        allow_network: bool | None = None,
    ) -> Self:
        """Open a database; an empty one is given its tables.

        Args:
            target: A URL such as ``sqlite:///2019.db`` or ``postgresql+psycopg://host/name``, the path of a file, or an
                engine of the application, whose own tables stay untouched. A connection of the application stands for
                the transaction that it has under way: what is written is kept or undone with it, and nothing is
                committed here; the store, and every campaign of it, ends with that transaction.
            timeout: How long a writer waits for its turn, in seconds; None: what the URL says, else 10.
            create: Whether a database that does not exist may be made.
            durability: What an act survives when it was acknowledged. ``"power"``: a cut of the power. ``"process"``:
                the end of the process; after a power cut the last acts may be missing, never one from the middle, and
                it is many times faster. None: what the URL says (``?durability=process``), else ``"power"``.
            prefix: What stands before the name of each table, so that several stores, and tables of an application
                that bear our names, stand side by side in one database: ``"kehoach_"``. Small letters, digits and
                underscores. None: what the URL says (``?prefix=kehoach_``), else nothing.
            schema: The schema of PostgreSQL in which the tables lie; it must be there. None: what the URL says
                (``?schema=reports``), else the first of the connection's search path.
            allow_network: Whether a SQLite file may lie on a file system that several machines share, whose locks then
                are all that stands between them; ``journal_mode=DELETE`` and ``synchronous=EXTRA`` take the place of
                WAL. None: what the URL says (``?allow_network=1``), else not. Other databases have no such choice.

        Raises:
            StoreError: It cannot be opened, belongs to another program, is of another release, or is a SQLite file on
                such a file system (KH998).
            MissingExtra: The driver of the database is not installed.
            InvalidCommand: `target` is none of these, or no table can be called as `prefix` or `schema` says (KH960).
        """
        database = _target.database_of(
            target,
            timeout=timeout,
            create=create,
            durability=durability,
            prefix=prefix,
            schema=schema,
            allow_network=allow_network,
        )
        try:
            database.link().close()  # reads the settings back, before anything is asked
            if schema_of(database) is None:
                _make(database, create=create)
            check_schema(database)
        except BaseException:
            database.close()
            raise
        return cls(database)

    @classmethod
    def migrate(
        cls,
        target: object,
        *,
        timeout: float | None = None,
        prefix: str | None = None,
        schema: str | None = None,
        allow_network: bool | None = None,
    ) -> Self:
        """Take a database of an earlier release to this one's schema, in one transaction, and open it.

        Make a backup first: there is no way back. The arguments are those of `open`.

        Raises:
            StoreError: It cannot be opened, belongs to another program, or is of a newer release.
        """
        database = _target.database_of(
            target, timeout=timeout, create=False, prefix=prefix, schema=schema, allow_network=allow_network
        )
        try:
            database.link().close()
            schema_of(database)  # a database of another program is refused
            migrate(database)
            check_schema(database)
        except BaseException:
            database.close()
            raise
        return cls(database)

    @staticmethod
    def settle(
        engine: Engine,
        *,
        timeout: float = _target.TIMEOUT,
        durability: Durability = "power",
        allow_network: bool = False,
    ) -> Engine:
        """Have every new connection of an application's engine set as a store needs it; call it before the first use.

        For SQLite: transactions begin by a statement and not by the driver's guess, WAL, ``synchronous=FULL``, foreign
        keys. The application's own transactions begin as they are told: with the execution option
        ``kehoach_begin="IMMEDIATE"`` they take the turn to write at once, otherwise when they first write. An engine
        for PostgreSQL needs nothing.

        Args:
            engine: The engine; it is given back.
            timeout: How long a writer waits for its turn, in seconds.
            durability: As in `open`, which is told the same.
            allow_network: As in `open`, which is told the same.

        Raises:
            StoreError: Campaigns cannot be kept in such a database.
        """
        _target.settle(engine, seconds=timeout, durability=durability, allow_network=allow_network)
        return engine

    def begin(self, record: Record) -> None:
        """Keep a new campaign; of several that ask at the same moment for one id, one gets it.

        Raises:
            InvalidCommand: There is one of this id (KH510).
            StoreError: The database failed.
        """
        try:
            with self._database.writing() as link:
                self._write(link, record)
        except StoreError as error:
            if error.__cause__ is not None and is_duplicate(error.__cause__):
                raise InvalidCommand(Finding("KH510", {"id": record.id})) from error
            raise

    def _write(self, link: Link, record: Record) -> None:
        statements = self._database.statements
        ordinal = link.rows(statements.last_ordinal)[0][0] + 1
        head = chain_start(record.id, record.digest).hex()
        link.run(statements.keep_campaign, (record.id, ordinal, 0, head, record.digest, record.begun_at, CHAIN_FORMAT))
        link.run(statements.keep_plan, (record.id, record.digest, record.plan))

    def campaigns(self) -> tuple[Record, ...]:
        """Every campaign, in the order in which they were begun."""
        return tuple(Record(*row) for row in self._database.rows(self._database.statements.campaigns))

    def journal(self, id: str, terms: Terms) -> Journal:
        """The journal of a campaign, a new object for each who asks.

        Args:
            id: The campaign.
            terms: What numbers mean to the one who asks.

        Raises:
            UnknownName: No campaign of this id; the nearest are proposed.
            InvalidCommand: `terms` are of another plan (KH511).
            StoreError: The log is of a format that this release does not know, or the database failed.
        """
        rows = self._database.rows(self._database.statements.plan_of, id)
        if not rows:
            raise unknown_campaign(self._database, id)
        digest, form = rows[0]
        if digest != terms.plan:
            values = {"id": id, "stored": digest[:12], "given": terms.plan[:12]}
            raise InvalidCommand(Finding("KH511", values))
        if form != CHAIN_FORMAT:
            raise StoreError(Finding("KH936", {"id": id, "found": form, "known": CHAIN_FORMAT}))
        kind = GuestJournal if isinstance(self._database, Guest) else SQLJournal
        return kind(self._database, id, terms)

    def backup(self, path: str | Path) -> tuple[Head, ...]:
        """Make a copy of a SQLite store, and prove it: the database copies itself, whoever writes meanwhile.

        The copy is a beginning of each log that holds all that was acknowledged before the call. It gets its name when
        every line of it was checked. For PostgreSQL there are its own tools.

        Args:
            path: A file that does not exist yet.

        Returns:
            The head of each campaign in the copy, in the order in which they were begun; keep them elsewhere.

        Raises:
            StoreError: There is such a file, or this store cannot be copied so (KH957), or the disk is full.
            Tampered: A line does not fit, here or in the copy.
        """
        naming, seconds = self._database.naming, self._database.seconds
        apart = shared_by(mounts(), os.path.realpath(path)) is not None  # a copy may lie there: one program writes it

        def opened(engine: Engine) -> Database:
            _target.settle(engine, allow_network=apart)
            prefix = naming.prefix or None
            return type(self).open(engine, timeout=seconds, create=False, prefix=prefix, allow_network=apart)._database

        return backed_up(self._database, Path(path), opened)

    def prove(self) -> tuple[Head, ...]:
        """Check the chain of every campaign; no plan is needed for that, and nothing but the database is read.

        Returns:
            The head of each campaign, in the order in which they were begun.

        Raises:
            Tampered: A line does not fit; `seq` names the first.
        """
        return proved(self._database)

    def health(self) -> Health:
        """How the store is: releases, settings, what an act survives, and what is known to be wrong with that."""
        return examined(self._database)

    def close(self) -> None:
        """Close the connections; when the last one closes, SQLite tidies up beside the file.

        Who forgets it loses nothing: a store that is no longer used closes itself.
        """
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"SQLStore({self.place!r})"


def _make(database: Database, *, create: bool) -> None:
    if not create:
        raise StoreError(Finding("KH931", {"place": database.place}))
    migrate(database)
