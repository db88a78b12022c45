"""How a store is: what keeps it, with which settings, what an act survives, and what is known to be wrong with that."""

from __future__ import annotations

from typing import Final

import attrs

from kehoach.errors import Finding
from kehoach.stores._backend import Durability
from kehoach.stores._database import Database
from kehoach.stores._libraries import loaded
from kehoach.stores._migrate import schema_of
from kehoach.stores._schema import SCHEMA

__all__ = ["Health", "doubts", "examined", "is_affected"]

_PRAGMAS: Final = (
    *("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "page_size", "page_count", "application_id"),
    "wal_autocheckpoint",
)
_SETTINGS: Final = (
    *("synchronous_commit", "fsync", "full_page_writes", "server_encoding", "default_transaction_isolation"),
    *("lock_timeout", "wal_level"),
)
_AFFECTED_SINCE: Final = (3, 7, 0)
_FIXED: Final = ((3, 44, 6), (3, 50, 7), (3, 51, 3))
"""The releases of each line in which the WAL-reset bug is mended, https://www.sqlite.org/wal.html."""


@attrs.frozen(kw_only=True)
class Health:
    """How a store is.

    Attributes:
        place: The database, as people call it; without a password.
        kind: ``"SQLite"`` or ``"PostgreSQL"``.
        release: The release of the library or server.
        driver: What speaks to it, with its release.
        schema: The number of its schema.
        durability: What an act survives when it was acknowledged.
        settings: What it is set to, name by name.
        campaigns: How many campaigns it holds.
        entries: How many lines they have together.
        findings: What is doubtful; none of it stops anything.
    """

    place: str
    kind: str
    release: str
    driver: str
    schema: int
    durability: Durability
    settings: tuple[tuple[str, str], ...]
    campaigns: int
    entries: int
    findings: tuple[Finding, ...] = ()


def is_affected(release: tuple[int, ...]) -> bool:
    """Whether a release of SQLite has the WAL-reset bug.

    >>> is_affected((3, 40, 1)), is_affected((3, 50, 7)), is_affected((3, 51, 0)), is_affected((3, 54, 1))
    (True, False, True, False)
    """
    mended = any(release[:2] == line[:2] and release >= line for line in _FIXED)
    return _AFFECTED_SINCE <= release < _FIXED[-1] and not mended


def doubts(found: tuple[int, ...], release: str, libraries: tuple[str, ...]) -> tuple[Finding, ...]:
    """What is doubtful about the library of SQLite that is used, and about others beside it.

    Args:
        found: Its release as numbers.
        release: The same as a text.
        libraries: The files with a library that are loaded into this process.
    """
    findings: list[Finding] = []
    if is_affected(found):
        findings.append(Finding("KH956", {"found": release}))
    if len(libraries) > 1:
        names = ", ".join(libraries[:3]) + (", …" if len(libraries) > 3 else "")
        findings.append(Finding("KH999", {"count": len(libraries), "libraries": names}, severity="warning"))
    return tuple(findings)


def examined(database: Database) -> Health:
    """Look at a database; nothing is changed.

    Args:
        database: It is open.
    """
    ((campaigns, entries),) = database.rows(database.statements.extent)
    driver = database.engine.dialect.loaded_dbapi
    file = database.engine.dialect.name == "sqlite"
    if file:
        release = str(driver.sqlite_version)
        settings = tuple((name, str(database.rows(f"PRAGMA {name}")[0][0])) for name in _PRAGMAS)
        findings = doubts(tuple(driver.sqlite_version_info), release, loaded())
    else:
        asked = ", ".join(f"current_setting('{name}')" for name in ("server_version", *_SETTINGS))
        release, *found = database.rows(f"SELECT {asked}")[0]
        settings, findings = tuple(zip(_SETTINGS, map(str, found), strict=True)), ()
    return Health(
        place=database.place,
        kind="SQLite" if file else "PostgreSQL",
        release=str(release),
        driver=f"{database.engine.dialect.driver} {getattr(driver, '__version__', '')}".strip(),
        schema=schema_of(database) or SCHEMA,
        durability=database.backend.durability,
        settings=settings,
        campaigns=int(campaigns),
        entries=int(entries),
        findings=findings,
    )
