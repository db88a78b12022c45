"""The line in which the writers of one SQLite file wait.

SQLite lets whoever happens to ask at the right moment write next, and has the others ask less and less often: of many
writers some wait for ever. Here each takes a lock on a file beside the database first, and asks as often as all
others. The file has nothing in it and decides nothing: SQLite's own lock does, whoever else writes.
"""

from __future__ import annotations

import os
import time
from typing import Final

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows has no such locks, and SQLite's own do
    fcntl = None  # type: ignore[assignment]

__all__ = ["Queue"]

_PAUSE: Final = 0.0005
"""Between two questions, in seconds: about as long as an act holds the turn."""


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
        """Wait for the turn; whether it came in time. Where there can be no such file, it comes at once."""
        if fcntl is None:  # pragma: no cover - see above
            return True
        until = time.monotonic() + self._seconds
        while self._opened():
            assert self._file is not None  # it is open
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= until:
                    return False
                time.sleep(_PAUSE)  # noqa: TID251  # SQLite itself waits no otherwise
                continue
            except OSError:  # a file system without locks
                return True
            if os.fstat(self._file).st_nlink:
                return True
            self.leave()  # who came last tidied up, and others wait at a new file
        return True

    def _opened(self) -> bool:
        if self._file is None:
            try:
                self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
            except OSError:  # no right to write, no space: there is still SQLite's own lock
                return False
        return True

    def give(self) -> None:
        """Give the turn back; without it nothing happens."""
        if self._file is not None and fcntl is not None:
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def leave(self) -> None:
        """Close the file, and give the turn back with it."""
        file, self._file = self._file, None
        if file is not None:
            os.close(file)

    def tidy(self) -> None:
        """Remove the file, unless somebody has the turn; who waits at it finds out and opens another one."""
        if fcntl is None or not os.path.exists(self._path):  # noqa: PTH110  # a text, on the way out
            return
        self._seconds = 0.0
        if self.take() and self._file is not None:
            os.unlink(self._path)  # noqa: PTH108
        self.leave()

    def __del__(self) -> None:
        self.leave()
