"""A copy of a store that is proved to be one: made by the database itself, checked line by line, then given its name.

Nothing of ours opens a database's file: who reads it by other means drops the locks of SQLite, and may take half of a
transaction along. The database copies its own pages at one moment, whoever writes meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

import sqlalchemy as sa

from kehoach._progress import chain_start
from kehoach.errors import Finding, StoreError
from kehoach.stores._database import Database
from kehoach.stores._rows import Row
from kehoach.stores._store import Head
from kehoach.stores._verify import Chain, verified

__all__ = ["backed_up", "proved"]


def proved(database: Database) -> tuple[Head, ...]:
    """Check the chain of every campaign; nothing but the database is needed for that.

    Returns:
        Where each log ends, in the order in which the campaigns were begun.

    Raises:
        Tampered: A line does not fit; `seq` names the first.
    """
    statements, heads = database.statements, list[Head]()

    def page(id: str) -> Callable[[int, int], list[Row]]:
        return lambda behind, until: database.rows(statements.page, id, behind, until)

    for (id,) in database.rows(statements.ids):
        ((digest, _),) = database.rows(statements.plan_of, id)
        (reach,) = database.rows(statements.reach, id)
        found = verified(Chain(chain_start(id, digest), digest), reach, page(id))
        heads.append(Head(found.entries, found.head, id))
    return tuple(heads)


def backed_up(database: Database, target: Path, opened: Callable[[sa.Engine], Database]) -> tuple[Head, ...]:
    """Copy a SQLite database, and check the copy.

    Args:
        database: It may be written to meanwhile.
        target: A file that does not exist yet.
        opened: Opens the copy as a store.

    Returns:
        Where each log of the copy ends.

    Raises:
        StoreError: There is such a file, or the copy cannot be made (KH957), or is no store.
        Tampered: The copy does not fit: what it was made of does not fit either.
    """
    if database.backend.path is None or not database.commits:
        _refuse(database, target, "it is not a SQLite file that is opened by its name", "không phải tệp SQLite")
    if target.exists() or target.is_symlink():
        _refuse(database, target, "there is something of this name", "đã có tệp cùng tên")
    if not target.parent.is_dir():
        _refuse(database, target, f"there is no folder {target.parent}", f"không có thư mục {target.parent}")
    part = target.with_name(f"{target.name}.part")
    for name in _files(part):
        name.unlink(missing_ok=True)
    try:
        heads = _copied(database, part, opened)
        part.rename(target)
    except BaseException as error:
        for name in _files(part):
            with suppress(OSError):
                name.unlink(missing_ok=True)
        if isinstance(error, OSError) and not isinstance(error, StoreError):
            _refuse(database, target, error.strerror or str(error), error.strerror or str(error))
        raise
    return heads


def _copied(database: Database, part: Path, opened: Callable[[sa.Engine], Database]) -> tuple[Head, ...]:
    engine = sa.create_engine(sa.URL.create("sqlite", database=str(part.absolute())), hide_parameters=True)
    link = database.link()
    try:
        with engine.connect() as there:
            target = there.connection.dbapi_connection
            assert target is not None  # it was just opened
            link.copy(target)
    except database.errors as error:
        link.discard()
        raise database.failure(error) from error
    else:
        link.close()
    finally:
        engine.dispose()
    copy = opened(engine)
    try:
        return proved(copy)
    finally:
        copy.close()
        engine.dispose()


def _files(path: Path) -> tuple[Path, ...]:
    """A database and what SQLite keeps beside it."""
    return path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")


def _refuse(database: Database, target: Path, problem: str, problem_vi: str) -> NoReturn:
    values = {"place": database.place, "target": str(target), "problem": problem, "problem_vi": problem_vi}
    raise StoreError(Finding("KH957", values))
