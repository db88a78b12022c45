"""The write-ahead log of a SQLite file of our own: whether it is still there, and when it goes into the file.

A program that only reads the bytes of a database and closes it takes the locks of its process along, and who comes next
removes the log under those that write to it: their acts are acknowledged and gone. One look at the name beside the
database after each act tells. While a connection has the log open nobody removes it rightly, and no other file gets its
number.
"""

from __future__ import annotations

import os
from typing import Final

__all__ = ["EMPTY", "FOLD", "ROOM", "Ahead"]

ROOM: Final = 4 * 1024 * 1024
"""How long the log gets before it goes into the file, in bytes: a thousand pages, as SQLite itself has it."""

FOLD: Final = "PRAGMA wal_checkpoint(PASSIVE)"
"""Takes into the file what no reader needs any more in the log, and keeps nobody waiting."""

EMPTY: Final = "PRAGMA wal_checkpoint(TRUNCATE)"
"""Takes all of it into the file, and leaves nothing in the log."""


class Ahead:
    """The log ahead of one connection.

    Args:
        path: Where it lies.
        room: How long it may get, in bytes.

    Attributes:
        room: The same.
        written: Whether an act was kept in it through this connection.
    """

    __slots__ = ("_inode", "_path", "room", "written")

    def __init__(self, path: str, room: int) -> None:
        self._path, self.room, self.written = path, room, False
        self._inode: int | None = None

    def size(self) -> int | None:
        """How long it is, in bytes; None when it is gone, or is not the one that was seen first."""
        try:
            found = os.stat(self._path)  # noqa: PTH116  # asked twice in each act
        except FileNotFoundError:
            return None
        except OSError:  # no right to look, which says nothing about the log
            return 0
        if found.st_ino != self._inode:
            if self._inode is not None:
                return None
            self._inode = found.st_ino
        return found.st_size
