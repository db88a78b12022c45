"""Which libraries of SQLite are loaded into this process.

Locks of files belong to a process: a second library in it knows nothing of those of the first, and lets them go when it
closes the file. Then another process may write while this one believes to be alone.
"""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

__all__ = ["candidates", "carrying", "loaded"]

_TABLE: Final = "/proc/self/maps"
_RUN: Final = re.compile(r"[0-9a-f]+-[0-9a-f]+ ..x[ps] [0-9a-f]+ [0-9a-f]+:[0-9a-f]+ [0-9]+ +(/.*)", re.ASCII)
_NAMED: Final = re.compile(r"sqlite|sqlcipher|/apsw/|/(lib)?python[0-9.]*[^/]*$", re.ASCII)
_MARK: Final = b"SQLite format 3\0"
"""What every library writes at the start of a file, and carries for that; what only calls one does not."""


def loaded() -> tuple[str, ...]:
    """The files with a library of SQLite that are loaded into this process; none on systems without such a table."""
    try:
        table = Path(_TABLE).read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return ()
    return carrying(candidates(table))


def candidates(table: str) -> tuple[str, ...]:
    r"""The loaded files that may carry a library of SQLite, by their names: each once, in their order.

    Only what is run counts. A database and what lies beside it may be mapped as well, and are never opened here:
    closing them would let their locks go.

    Args:
        table: What is loaded where, as ``/proc/self/maps`` says it (proc(5) of Linux).

    >>> candidates("7f00-7f10 r-xp 0000 08:01 7 /usr/lib/libsqlite3.so.0\n7f20-7f30 rw-p 0000 00:00 0 [heap]")
    ('/usr/lib/libsqlite3.so.0',)
    """
    files = (found[1] for line in table.splitlines() if (found := _RUN.fullmatch(line)))
    return tuple(dict.fromkeys(file for file in files if _NAMED.search(file)))


def carrying(files: Iterable[str]) -> tuple[str, ...]:
    """Those that carry a library; what cannot be read is left out."""
    return tuple(file for file in files if _carries(file))


def _carries(file: str) -> bool:
    try:
        with Path(file).open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as content:
            return content.find(_MARK) >= 0
    except (OSError, ValueError):  # gone meanwhile, or empty
        return False
