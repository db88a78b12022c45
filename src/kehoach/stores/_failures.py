"""What a driver raised, in words that people can act on; the driver's own error stays behind it as the cause."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from kehoach.errors import Finding, StoreError

__all__ = ["driver_error", "failure", "is_busy", "is_duplicate", "is_medium"]

# The primary result codes of SQLite, https://www.sqlite.org/rescode.html, and what each means for us.
_SQLITE: Final = {
    "NOTADB": "KH902",
    "CORRUPT": "KH912",
    "BUSY": "KH911",
    "LOCKED": "KH911",
    "FULL": "KH910",
    "READONLY": "KH908",
    "CANTOPEN": "KH909",
    "PERM": "KH908",
    "IOERR": "KH913",
}
_STALE: Final = (
    "SQLITE_BUSY_SNAPSHOT"  # the transaction has read, another one wrote since, and it cannot write any more
)
# The SQLSTATE classes and codes of PostgreSQL, appendix A of its manual.
_SQLSTATE: Final = {
    "53100": "KH910",
    "55P03": "KH911",
    "40P01": "KH911",
    "25006": "KH945",
    "58030": "KH913",
    "XX001": "KH912",
}
_VALUE: Final = "22"  # the class of everything that is wrong with a value
_DUPLICATES: Final = frozenset({"SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY", "23505"})


def failure(error: Exception, *, place: str, path: str | None, seconds: float, opening: bool = False) -> StoreError:
    """The error of ours that says what a driver's error means.

    Args:
        error: What the driver, or SQLAlchemy around it, raised.
        place: The database, as a person knows it; without a password.
        path: Its file, when it has one.
        seconds: How long a writer waits for its turn.
        opening: Whether there is no connection yet.
    """
    cause = driver_error(error)
    if isinstance(cause, OverflowError | UnicodeError):
        return StoreError(Finding("KH933", {"problem": _first_line(cause)}))
    code = _code(cause)
    if code == "KH909" and path is not None and not _writable(path):
        code = "KH908"
    if code == "KH914" and opening:
        code = "KH909"
    values = {"place": place, "problem": _first_line(cause), "seconds": f"{seconds:g}"}
    return StoreError(Finding(code, values))


def driver_error(error: BaseException) -> BaseException:
    """The driver's own error; SQLAlchemy keeps it as `orig`."""
    inner = getattr(error, "orig", None)
    return inner if isinstance(inner, BaseException) else error


def is_duplicate(error: BaseException) -> bool:
    """Whether a row of that key is there already."""
    return _name(driver_error(error)) in _DUPLICATES


def is_busy(error: BaseException) -> bool:
    """Whether another connection stood in the way."""
    return _code(driver_error(error)) == "KH911"


def is_medium(found: StoreError) -> bool:
    """Whether the disk failed, so that nobody knows what it holds."""
    return any(one.code == "KH913" for one in found.findings)


def _name(cause: BaseException) -> str:
    return str(getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None) or "")


def _code(cause: BaseException) -> str:
    name = _name(cause)
    if name == _STALE:
        return "KH942"
    if name.startswith(_VALUE) or (not name and type(cause).__name__ == "DataError"):
        return "KH933"
    if name.startswith("SQLITE_"):
        return _SQLITE.get(name.split("_")[1], "KH914")
    return _SQLSTATE.get(name, "KH914")


def _first_line(cause: BaseException) -> str:
    """What the driver said; what follows the first line may repeat values of a row."""
    return (str(cause).splitlines() or [type(cause).__name__])[0]


def _writable(path: str) -> bool:
    file = Path(path).absolute()
    return _may_write(file.parent) and (not file.exists() or _may_write(file))


def _may_write(place: Path) -> bool:
    return os.access(place, os.W_OK, effective_ids=os.access in os.supports_effective_ids)
