"""A disk that fails when it is told to, and whose power can be cut: SQLite's own files through a layer of ours.

The layer sits under a second SQLite library, the one that apsw brings, behind a driver with the few things that a
store asks of a driver. What is written is recorded: from the record comes what may be left on a disk when the power
goes at any moment, where a sector that was not synced may have been written or not.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import apsw
import attrs
import sqlalchemy as sa
from sqlalchemy.pool import QueuePool

from kehoach.stores import SQLStore
from kehoach.stores._backend import Durability
from kehoach.stores._database import Database
from kehoach.stores._sqlite import SQLite
from kehoach.stores._target import _listen

__all__ = ["Disk", "Event", "left_after"]

SECTOR = 512
DONE = "acknowledged"


@attrs.frozen
class Event:
    """What happened to a file; ``acknowledged`` stands between them with the number of a line."""

    what: str
    name: str = ""
    place: int = 0
    content: bytes = b""


class Disk(apsw.VFS):
    """Where the files of a database lie.

    Attributes:
        events: What happened so far.
        fault: Called before each thing that is done to a file, with its name; it raises to make it fail.
    """

    made = 0

    def __init__(self) -> None:
        Disk.made += 1
        self.name = f"disk-{Disk.made}"
        self.events: list[Event] = []
        self.fault: Callable[[str], None] = lambda _what: None
        super().__init__(self.name, "")

    def excepthook(self, *_what: object) -> None:
        """Nothing: what a file raises comes out of the statement."""

    def xOpen(self, name: Any, flags: Any) -> Any:  # noqa: N802
        """A file of the database, or one beside it."""
        self.fault("open")
        return _File(self, name, flags)

    def xDelete(self, name: str, syncdir: bool) -> None:  # noqa: N802
        """Remove a file."""
        self.fault("delete")
        super().xDelete(name, syncdir)
        self.events.append(Event("delete" if syncdir else "delete some time", Path(name).name))

    def acknowledge(self, seq: int) -> None:
        """Note that somebody was told that a line is kept."""
        self.events.append(Event(DONE, place=seq))

    def store(self, path: Path, *, durability: Durability = "power", pages: int = 1000) -> SQLStore:
        """A store that was made before, on this disk; its log is folded into the file every so many pages."""
        backend = SQLite(place=str(path), path=str(path), seconds=0.05, durability=durability, room=pages * 4096)

        def connect() -> _Connection:
            try:
                return _Connection(apsw.Connection(str(path), vfs=self.name))
            except apsw.Error as error:
                raise _told(error) from None

        engine = sa.create_engine("sqlite://", module=DRIVER, creator=connect, poolclass=QueuePool, max_overflow=-1)
        _listen(engine, backend)
        database = Database(engine, backend, place=str(path), seconds=0.05, own=True)
        try:
            database.link().close()
            database.rows(database.statements.version)
        except BaseException:
            database.close()
            raise
        return SQLStore(database)


class _File(apsw.VFSFile):
    def __init__(self, disk: Disk, name: Any, flags: Any) -> None:
        self._disk = disk
        self._name = Path(name.filename() if isinstance(name, apsw.URIFilename) else name or "temporary").name
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        self._disk.fault("write")
        super().xWrite(data, offset)
        self._disk.events.append(Event("write", self._name, offset, bytes(data)))

    def xSync(self, flags: int) -> None:  # noqa: N802
        self._disk.fault("sync")
        super().xSync(flags)
        self._disk.events.append(Event("sync", self._name))

    def xTruncate(self, size: int) -> None:  # noqa: N802
        self._disk.fault("truncate")
        super().xTruncate(size)
        self._disk.events.append(Event("truncate", self._name, size))

    def xRead(self, amount: int, offset: int) -> bytes:  # noqa: N802
        self._disk.fault("read")
        return super().xRead(amount, offset)


# --------------------------------------------------------------- what is left


class _Content:
    """A file as it lies on the disk for sure, and what was done to it since it was synced."""

    def __init__(self) -> None:
        self.sure = bytearray()
        self.since: list[Event] = []

    def sync(self) -> None:
        self.sure = self.left(lambda: True)
        self.since = []

    def left(self, written: Callable[[], bool]) -> bytearray:
        """What lies there when of each sector since the last sync somebody says whether it was written."""
        content = bytearray(self.sure)
        for event in self.since:
            if event.what == "truncate":
                if written():
                    del content[event.place :]
                continue
            for start in range(0, len(event.content), SECTOR):
                piece = event.content[start : start + SECTOR]
                if written():
                    place = event.place + start
                    content.extend(bytes(max(0, place + len(piece) - len(content))))
                    content[place : place + len(piece)] = piece
        return content


def left_after(
    events: Sequence[Event], before: dict[str, bytes], cuts: Iterable[int], chance: random.Random
) -> Iterable[tuple[int, int, dict[str, bytes]]]:
    """What the power leaves when it goes right before some events.

    Args:
        events: What happened.
        before: What lay there at first.
        cuts: The places of those events, rising.
        chance: What says of each sector that was not synced whether it was written.

    Yields:
        The place, the highest line that was acknowledged by then, and the files.
    """
    files: dict[str, _Content] = {}
    for name, content in before.items():
        files[name] = _Content()
        files[name].sure = bytearray(content)
    gone: dict[str, _Content] = {}
    told, at = 0, 0
    for cut in cuts:
        for event in events[at:cut]:
            if event.what == DONE:
                told = max(told, event.place)
            elif event.what.startswith("delete"):
                gone.pop(event.name, None)
                file = files.pop(event.name, None)
                if file is not None and event.what != "delete":
                    gone[event.name] = file
            elif event.what == "sync":
                files.setdefault(event.name, _Content()).sync()
            else:
                gone.pop(event.name, None)
                files.setdefault(event.name, _Content()).since.append(event)
        at = cut
        back = {name: file for name, file in gone.items() if chance.random() < 0.5}
        written = partial(_happens, chance, chance.choice([0.0, 0.5, 0.5, 0.9, 1.0]))
        yield cut, told, {name: bytes(file.left(written)) for name, file in {**back, **files}.items()}


def _happens(chance: random.Random, level: float) -> bool:
    return chance.random() < level


# --------------------------------------------------------------- as much of a driver as a store asks for


class Error(Exception):
    """What the library raises."""


class OperationalError(Error):
    """The same, when the statement was right."""


class IntegrityError(Error):
    """A key that is there already."""


def _told(error: apsw.Error) -> Error:
    fallen = {apsw.IOError: apsw.SQLITE_IOERR, apsw.FullError: apsw.SQLITE_FULL}.get(type(error), apsw.SQLITE_ERROR)
    code = getattr(error, "extendedresult", 0) or getattr(error, "result", 0) or fallen  # raised by a file of ours
    name = apsw.mapping_extended_result_codes.get(code) or apsw.mapping_result_codes.get(code & 255, "SQLITE_ERROR")
    kind = IntegrityError if isinstance(error, apsw.ConstraintError) else OperationalError
    made = kind(str(error))
    made.sqlite_errorname = name  # type: ignore[attr-defined]
    return made


class _Cursor:
    def __init__(self, connection: apsw.Connection) -> None:
        self._connection, self._rows = connection, []
        self.rowcount = -1

    def execute(self, statement: str, values: Sequence[object] = ()) -> _Cursor:
        return self._run(lambda cursor: cursor.execute(statement, tuple(values)))

    def executemany(self, statement: str, rows: Iterable[Sequence[object]]) -> _Cursor:
        return self._run(lambda cursor: cursor.executemany(statement, [tuple(row) for row in rows]))

    def _run(self, work: Callable[[apsw.Cursor], Any]) -> _Cursor:
        cursor = self._connection.cursor()
        try:
            self._rows = list(work(cursor))
        except apsw.Error as error:
            raise _told(error) from None
        finally:
            with suppress(apsw.Error):
                cursor.close(True)
        self.rowcount = self._connection.changes()
        return self

    def fetchall(self) -> list[tuple[Any, ...]]:
        return self._rows

    def fetchone(self) -> tuple[Any, ...] | None:
        return self._rows[0] if self._rows else None

    def close(self) -> None:
        self._rows = []


class _Connection:
    isolation_level = None

    def __init__(self, real: apsw.Connection) -> None:
        self.real = real

    @property
    def in_transaction(self) -> bool:
        return self.real.in_transaction

    def cursor(self) -> _Cursor:
        return _Cursor(self.real)

    def create_function(self, *_arguments: object, **_options: object) -> None:
        """Nothing: no statement of ours calls one."""

    def commit(self) -> None:
        if self.real.in_transaction:
            self.cursor().execute("COMMIT")

    def rollback(self) -> None:
        if self.real.in_transaction:
            self.cursor().execute("ROLLBACK")

    def close(self) -> None:
        with suppress(apsw.Error):
            self.real.close(True)


DRIVER = SimpleNamespace(
    Error=Error,
    OperationalError=OperationalError,
    IntegrityError=IntegrityError,
    DatabaseError=Error,
    paramstyle="qmark",
    sqlite_version_info=tuple(map(int, apsw.sqlitelibversion().split("."))),
    sqlite_version=apsw.sqlitelibversion(),
)
