"""The turn to write one campaign: a transaction from BEGIN to COMMIT or ROLLBACK, with one writer in it."""

from __future__ import annotations

from threading import get_ident
from typing import Final

from kehoach._spelling import nearest
from kehoach.errors import Conflict, Finding, OutcomeUnknown, StoreError, UnknownName
from kehoach.stores._database import Database, Link, Rows
from kehoach.stores._failures import driver_error
from kehoach.stores._rows import Row

__all__ = ["PAGE", "Turn", "unknown_campaign"]

PAGE: Final = 1000
"""How many lines one statement reads."""


def unknown_campaign(database: Database, id: str) -> UnknownName:
    """The error for a campaign that a store does not hold, with the ids that look like it."""
    return UnknownName("campaign", id, nearest(id, [row[0] for row in database.rows(database.statements.ids)], 3))


class Turn:
    """The turn to write one campaign.

    Args:
        database: Where it is kept.
        id: Its name there.

    Attributes:
        seq: The number of the last line of its log.
        head: The hash of that line, 32 bytes.
        thread: The thread whose turn it is.
    """

    __slots__ = ("_database", "_id", "_link", "head", "seq", "thread")

    def __init__(self, database: Database, id: str) -> None:
        self._database, self._id = database, id
        self._link: Link | None = None
        self.thread = get_ident()
        self.seq, self.head = 0, b""

    @property
    def _open(self) -> Link:
        if self._link is None:
            raise StoreError(Finding("KH918", {"id": self._id}))
        self._database.check_process()
        return self._link

    def begin(self) -> None:
        """Wait until nobody else writes this campaign, then see how far its log reaches.

        Raises:
            UnknownName: The store holds no such campaign.
            StoreError: The wait was too long, or the database failed.
        """
        database = self._database
        link = self._link = database.link()
        try:
            rows = database.turn(link, self._id)
        except database.errors as error:
            raise database.failure(error) from error
        if not rows:
            raise unknown_campaign(database, self._id)
        self.seq = rows[0][0]
        try:
            self.head = bytes.fromhex(rows[0][1])
        except ValueError as error:
            raise StoreError(Finding("KH924", {"seq": self.seq})) from error

    def rows(self, statement: str, *values: object) -> Rows:
        """What a statement answers within the turn."""
        try:
            return self._open.rows(statement, values)
        except self._database.errors as error:
            raise self._database.failure(error) from error

    def run(self, statement: str, *values: object) -> None:
        """Send a statement that answers nothing within the turn."""
        try:
            self._open.run(statement, values)
        except self._database.errors as error:
            raise self._database.failure(error) from error

    def write(self, rows: list[Row]) -> None:
        """Write lines and say how far the log reaches now; nothing is kept before `commit`.

        Args:
            rows: Whole rows of the log, in order, the first of them right behind the last line.

        Raises:
            Conflict: The log no longer ends where this turn saw it end.
        """
        link, statements = self._open, self._database.statements
        reached = (rows[-1][1], rows[-1][-1], self._id, self.seq)
        if len(rows) > 1:
            self._database.backend.insert(link.cursor, statements.many, rows)
        elif statements.line is None:
            link.run(statements.write, rows[0])
        if len(rows) > 1 or statements.line is None:
            moved = link.run(statements.advance, reached)
        else:
            moved = link.run(statements.line, (*rows[0], *reached))
        if moved != 1:
            raise Conflict(Finding("KH919", {"seq": self.seq + 1, "id": self._id}))

    def commit(self, last: Row) -> None:
        """Keep what was written, and give the turn back.

        A COMMIT that raised may have been done all the same. So it is looked up, on another connection and in a turn of
        its own: while the old one may still be at work, "not there" would prove nothing.

        Args:
            last: The last row that was written.

        Raises:
            StoreError: It was not kept.
            OutcomeUnknown: It cannot be found out whether it was.
        """
        link, database = self._open, self._database
        try:
            database.keep(link)
        except database.errors as error:
            self._link = None
            database.abandon(link)
            kept = database.commits and self._kept(last, error)
            failure = database.failure(error)  # asked for in any case: after a failed sync nothing more is written
            if not kept:
                raise failure from error
        else:
            self._link = None
            link.close()

    def keep(self) -> None:
        """Keep what was sent, and give the turn back; whether a COMMIT that raised was done nobody finds out."""
        try:
            self._database.keep(self._open)
        except self._database.errors as error:
            raise self._database.failure(error) from error
        link, self._link = self._open, None
        link.close()

    def _kept(self, last: Row, error: Exception) -> bool:
        seq, digest = last[1], last[-1]
        again = Turn(self._database, self._id)
        try:
            again.begin()
            return again.rows(self._database.statements.written_as, self._id, seq) == [(digest,)]
        except (StoreError, UnknownName) as lost:
            problem = (str(driver_error(error)).splitlines() or [""])[0]
            raise OutcomeUnknown(Finding("KH920", {"seq": seq, "id": self._id, "problem": problem})) from lost
        finally:
            again.end()

    def end(self) -> None:
        """Undo what was written and not kept, and give the turn back; after `commit` it does nothing."""
        link, self._link = self._link, None
        if link is not None:
            self._database.undo(link)
