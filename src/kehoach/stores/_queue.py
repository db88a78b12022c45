"""The line in which the writers of one SQLite file wait.

SQLite lets whoever happens to ask at the right moment write next, and has the others ask less and less often: of many
writers some wait for ever. Here who comes first is first. The line stands at a file beside the database, as locks on
its bytes: byte 0 is the turn, and each who waits holds a byte of its own, further on than all who came before. A lock
goes with its process, so that nobody waits for a dead one. The file decides nothing: SQLite's own lock does, whoever
else writes.
"""

from __future__ import annotations

import os
import struct
import time
from typing import Final

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows
    fcntl = None  # type: ignore[assignment]

__all__ = ["Queue"]

_PAUSE: Final = 0.0005
"""Between two questions, in seconds: about as long as an act holds the turn."""
_TURN: Final = 0
_DRAWING: Final = 1
_FIRST: Final = 2
_LAST: Final = 0  # a length of nothing reaches to the end of all files
_FLOCK: Final = "@hhqqi4x"  # struct flock of Linux on 64 bits
# Locks that belong to an open file and not to a process, which has many threads; only Linux has them.
_SET: Final[int] = getattr(fcntl, "F_OFD_SETLK", 0)
_GET: Final[int] = getattr(fcntl, "F_OFD_GETLK", 0)
_WRITE: Final[int] = getattr(fcntl, "F_WRLCK", 0)
_NONE: Final[int] = getattr(fcntl, "F_UNLCK", 0)
_HERE: Final = bool(_SET) and struct.calcsize("P") == 8


class Queue:
    """One place in the line, for one connection.

    Args:
        path: The database.
        seconds: How long to wait for the turn.
    """

    __slots__ = ("_file", "_path", "_seconds")

    def __init__(self, path: str, seconds: float) -> None:
        self._path, self._seconds = f"{path}-turn", seconds
        self._file: int | None = None

    def take(self) -> bool:
        """Wait for the turn; whether it came in time. Where there can be no line, it comes at once."""
        until: float | None = None
        while self._opened():
            try:
                if self._locked(_TURN, 1) and self._free(_FIRST, _LAST):
                    if os.fstat(self._number).st_nlink:
                        return True
                    self.leave()  # who came last tidied up, and others wait at a new file
                    continue
                self._let(_TURN, 1)
                until = time.monotonic() + self._seconds if until is None else until
                return self._waited(until)
            except OSError:  # a file system without such locks
                self.leave()
                return True
        return True

    def _waited(self, until: float) -> bool:
        """Join the line at its end, and wait until everybody before has gone."""
        while not self._locked(_DRAWING, 1):
            if not _paused(until):
                return False
        place = _FIRST + int.from_bytes(os.pread(self._number, 8, 0), "little")
        os.pwrite(self._number, (place - _FIRST + 1).to_bytes(8, "little"), 0)
        self._locked(place, 1)
        self._let(_DRAWING, 1)
        try:
            while not ((place == _FIRST or self._free(_FIRST, place - _FIRST)) and self._locked(_TURN, 1)):
                if not _paused(until):
                    return False
            return True
        finally:
            self._let(place, 1)

    def _opened(self) -> bool:
        if self._file is None:
            if not _HERE:
                return False
            try:
                self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
            except OSError:  # no right to write, no space: there is still SQLite's own lock
                return False
        return True

    @property
    def _number(self) -> int:
        assert self._file is not None  # it is open
        return self._file

    def _locked(self, start: int, length: int) -> bool:
        """Take a lock, unless somebody has it."""
        try:
            self._ask(_SET, _WRITE, start, length)
        except BlockingIOError:
            return False
        return True

    def _let(self, start: int, length: int) -> None:
        self._ask(_SET, _NONE, start, length)

    def _free(self, start: int, length: int) -> bool:
        """Whether nobody else has a lock there."""
        return self._ask(_GET, _WRITE, start, length) == _NONE

    def _ask(self, command: int, kind: int, start: int, length: int) -> int:
        """Ask for locks, and for what kind of lock stands in the way."""
        assert fcntl is not None  # the file would not be open
        found = fcntl.fcntl(self._number, command, struct.pack(_FLOCK, kind, os.SEEK_SET, start, length, 0))
        answer: int = struct.unpack(_FLOCK, found)[0]
        return answer

    def give(self) -> None:
        """Give the turn back, and any place in the line; without them nothing happens."""
        if self._file is not None:
            self._let(_TURN, _LAST)

    def leave(self) -> None:
        """Close the file, and give the turn back with it."""
        file, self._file = self._file, None
        if file is not None:
            os.close(file)

    def at_once(self) -> bool:
        """Take the turn, if it is to be had without waiting."""
        self._seconds = 0.0
        return self.take()

    def tidy(self) -> None:
        """Remove the file, unless somebody has the turn or waits; who comes to an old one finds out."""
        if not _HERE or not os.path.exists(self._path):  # noqa: PTH110  # a text, on the way out
            return
        if self.at_once() and self._file is not None:
            os.unlink(self._path)  # noqa: PTH108
        self.leave()

    def __del__(self) -> None:
        self.leave()


def _paused(until: float) -> bool:
    """Rest for a moment; whether there is still time."""
    if time.monotonic() >= until:
        return False
    time.sleep(_PAUSE)  # noqa: TID251  # SQLite itself waits no otherwise
    return True
