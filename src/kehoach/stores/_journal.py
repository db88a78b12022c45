"""The log of one campaign in a database."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from threading import get_ident

from kehoach._progress import Entries, Line, Log, LogEntry, Terms, chain_start
from kehoach._report import Details
from kehoach.errors import Conflict, Finding, InvalidCommand, KehoachError, StoreError, Tampered
from kehoach.stores._database import Database, Rows
from kehoach.stores._failures import is_duplicate
from kehoach.stores._rows import Codec, Row, hashed
from kehoach.stores._store import Head, Snapshot, Verified
from kehoach.stores._turn import PAGE, Turn, unknown_campaign
from kehoach.stores._verify import Chain, verified

__all__ = ["SQLJournal"]

_HELD = "turn"
_MANY = 40  # parts of a snapshot; more are read in one go


class SQLJournal:
    """The log of one campaign in a database; see `kehoach.stores.Journal`.

    One object serves one thread; others may read through it, and are refused when they want to write.

    Args:
        database: Where it is kept.
        id: The campaign.
        terms: What the numbers mean.

    Attributes:
        id: The campaign.
        terms: What the numbers mean.

    Raises:
        StoreError: The rows of this lifecycle could not be told apart (KH932).
    """

    __slots__ = ("_codec", "_database", "_erased", "_held", "_start", "id", "terms")

    def __init__(self, database: Database, id: str, terms: Terms) -> None:
        self._database, self.id, self.terms = database, id, terms
        self._codec = Codec(terms)
        self._start = chain_start(id, terms.plan)
        self._erased = False
        self._held: dict[str, Turn] = {}  # at most one; a dict, because its setdefault cannot be interrupted

    def lock(self) -> int:
        """Take the turn to write; the answer is the number of the last line.

        A turn that this thread took before and left, because something interrupted it, is given back first.

        Raises:
            StoreError: Another thread writes through this object (KH917), others kept the turn too long (KH911), ….
        """
        if self._held:
            self.unlock()
        turn = Turn(self._database, self.id)
        if self._held.setdefault(_HELD, turn) is not turn:
            raise StoreError(Finding("KH917", {"id": self.id}))
        try:
            turn.begin()
        except BaseException:
            self.unlock()
            raise
        return turn.seq

    def unlock(self) -> None:
        """Give the turn back; nothing is written. It does nothing without the turn, or with another thread's."""
        turn = self._mine()
        if turn is not None:
            try:
                turn.end()
            finally:
                self._held.pop(_HELD, None)

    def _mine(self) -> Turn | None:
        turn = self._held.get(_HELD)
        return turn if turn is not None and turn.thread == get_ident() else None

    def _turn(self) -> Turn:
        turn = self._mine()
        if turn is None:
            raise StoreError(Finding("KH918", {"id": self.id}))
        return turn

    def append(self, at: int, duty: int, version: int, place: int, by: int, details: Details) -> LogEntry:
        """Write one line and give the turn back; when it returns, the line is kept.

        Raises:
            InvalidCommand: The command id was written before (KH507).
            Conflict: Another writer was quicker.
            OutcomeUnknown: It cannot be found out whether the line was kept.
            StoreError: It was not.
        """
        lines = ((at, duty, version, place, by, details),)
        return LogEntry(page := self._keep(lines), page.seq)

    def extend(self, lines: Sequence[Line]) -> Sequence[LogEntry]:
        """Write lines, all or none, and give the turn back; what is raised is as for `append`."""
        return self._keep(lines).entries()

    def _keep(self, lines: Sequence[Line]) -> Log:
        """Write lines and give the turn back, whatever happens; the answer is the page of the log that they make."""
        turn = self._turn()
        try:
            page = Log(self.terms, turn.head, first=turn.seq + 1)
            for line in lines:
                page.append(*line)
            if lines:
                rows = self._rows(turn, lines)
                turn.write(rows)
                turn.commit(rows[-1])
        except self._database.errors as error:
            self.unlock()
            raise self._refusal(error, lines, turn.seq) from error
        else:
            if self._erased and self._mine() is not None:
                self.unlock()
                self._sweep()
            return page
        finally:
            self.unlock()

    def _rows(self, turn: Turn, lines: Sequence[Line]) -> list[Row]:
        head, plan, made = turn.head, self.terms.plan, self._codec.row
        rows: list[Row] = []
        for seq, line in enumerate(lines, turn.seq + 1):
            row = made(seq, line)
            head = hashed(head, row, plan)
            rows.append((self.id, *row, head.hex()))
        return rows

    def _refusal(self, error: Exception, lines: Sequence[Line], seq: int) -> KehoachError:
        """Why lines were not written: most often a command id that is there already."""
        if not is_duplicate(error):
            return self._database.failure(error)
        met: dict[str, int] = {}
        for number, line in enumerate(lines, seq + 1):
            command_id = line[5].command_id
            if command_id is None:
                continue
            before = met.get(command_id) or self._number_of(command_id)
            if before is not None:
                return InvalidCommand(Finding("KH507", {"command_id": command_id, "seq": before}))
            met[command_id] = number
        return Conflict(Finding("KH919", {"seq": seq + 1, "id": self.id}))

    def erase(self, lines: Sequence[int]) -> None:
        """Let lines lose their content, within the turn: it is kept, or undone, with what is written behind it.

        The snapshot goes as well, which may hold it. A database in a file writes over what was there.

        Raises:
            StoreError: Without the turn (KH918), or the database failed.
        """
        turn, database = self._turn(), self._database
        if database.backend.shred is not None:
            turn.rows(database.backend.shred)
        for seq in lines:
            turn.run(database.statements.erase, self.id, seq)
        turn.run(database.statements.forget, self.id)
        self._erased = True

    def _sweep(self) -> None:
        """Let what was erased leave the files beside the database as well; where others read, later."""
        self._erased = False
        if self._database.commits and self._database.backend.sweep is not None:
            link = self._database.link()
            try:
                self._database.wait(link)
                link.rows(self._database.backend.sweep)
            finally:
                link.close()

    def read(self, after: int = 0) -> Log:
        """The lines after one, as columns; they are read by pages, and no cursor stays open.

        Raises:
            StoreError: A line cannot be understood, or the database failed.
            Tampered: A line is missing.
        """
        reach: int = self._reach()[0]
        behind = min(max(after, 0), reach)
        log = Log(self.terms, self._hash_of(behind), first=behind + 1)
        while log.seq < reach:
            self._add_page(log, min(log.seq + PAGE, reach))
        return log

    def _hash_of(self, seq: int) -> bytes:
        """The hash of a line as it stands beside it; of line 0 the one that the chain begins with."""
        if seq == 0:
            return self._start
        rows = self._ask(self._database.statements.written_as, self.id, seq)
        if not rows:
            raise Tampered(Finding("KH921", {"seq": seq}), seq)
        try:
            return bytes.fromhex(rows[0][0])
        except ValueError as error:
            raise Tampered(Finding("KH901", {"seq": seq}), seq) from error

    def _add_page(self, log: Log, until: int) -> None:
        """Put the lines behind the last one onto a log, up to a line that must be there."""
        for row in self._ask(self._database.statements.page, self.id, log.seq, until):
            if row[0] != log.seq + 1:
                break
            log.append(*self._codec.line(row))
        if log.seq < until:
            raise Tampered(Finding("KH921", {"seq": log.seq + 1}), log.seq + 1)

    def entries(self, after: int = 0) -> Entries:
        """The lines after one, as entries."""
        return self.read(after).entries()

    def find(self, command_id: str) -> LogEntry | None:
        """The line that a command id wrote; None when it wrote none."""
        seq = self._number_of(command_id)
        if seq is None:
            return None
        log = Log(self.terms, self._hash_of(seq - 1), first=seq)
        self._add_page(log, seq)
        return LogEntry(log, seq)

    def _number_of(self, command_id: str) -> int | None:
        rows = self._ask(self._database.statements.written_by, self.id, command_id)
        return rows[0][0] if rows else None

    def verify(self, head: Head | None = None) -> Verified:
        """Check the whole chain: every field of every line, that none is missing or twice, and where it ends.

        Args:
            head: How far the log reached at an earlier moment, kept elsewhere: a cut or rewritten log is found by it.

        Raises:
            Tampered: A line does not fit; `seq` names the first.
        """
        page = self._database.statements.page
        return verified(
            Chain(self._start, self.terms.plan),
            self._reach(),
            lambda behind, until: self._ask(page, self.id, behind, until),
            head,
        )

    def snapshot(self, parts: Collection[int] | None = None) -> Snapshot | None:
        """The snapshot that was kept; None when there is none, or its line is not the log's.

        Args:
            parts: Only these parts, as far as they are there; None: all.
        """
        statements = self._database.statements
        if parts is None or len(parts) > _MANY:
            rows = self._ask(statements.parts, self.id)
        else:
            rows = [row for part in sorted(parts) for row in self._ask(statements.part, self.id, part)]
        if not rows or len({row[:3] for row in rows}) != 1:
            return None  # another one was put in its place meanwhile
        seq, head, form = rows[0][:3]
        written = self._ask(statements.written_as, self.id, seq) if seq else [(self._start.hex(),)]
        if written != [(head,)] or seq > self._reach()[0]:
            return None
        return Snapshot(seq, head, form, {row[3]: bytes(row[4]) for row in rows})

    def keep(self, snapshot: Snapshot | None) -> None:
        """Put a snapshot in the place of the one before.

        Raises:
            StoreError: The database failed, or others kept the turn too long.
        """
        statements, turn = self._database.statements, Turn(self._database, self.id)
        try:
            turn.begin()
            turn.run(statements.forget, self.id)
            if snapshot is not None:
                said = (snapshot.seq, snapshot.head, snapshot.format)
                for part, held in snapshot.parts.items():
                    turn.run(statements.keep_part, self.id, part, *said, held)
            turn.keep()
        finally:
            turn.end()

    def _reach(self) -> Row:
        rows = self._ask(self._database.statements.reach, self.id)
        if not rows:
            raise unknown_campaign(self._database, self.id)
        return rows[0]

    def _ask(self, statement: str, *values: object) -> Rows:
        """What a statement answers: within the turn, when it is this thread's, else on a connection of its own."""
        turn = self._mine()
        return self._database.rows(statement, *values) if turn is None else turn.rows(statement, *values)

    def __repr__(self) -> str:
        return f"<journal of {self.id!r} in {self._database.place}>"
