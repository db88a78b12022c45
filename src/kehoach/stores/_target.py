"""What a caller may name as a store, and the database behind it."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError

from kehoach.errors import Finding, InvalidCommand, MissingExtra, StoreError
from kehoach.stores._backend import Backend, Durability
from kehoach.stores._database import OPTION, Database
from kehoach.stores._guest import Guest
from kehoach.stores._postgres import Postgres
from kehoach.stores._sqlite import SQLite, check_release

__all__ = ["TIMEOUT", "database_of", "settle"]

TIMEOUT: Final = 10.0
"""How long a writer waits for its turn unless it is told, in seconds: an act takes less than a thousandth of one."""

_OPTION: Final = "timeout"
_SURVIVE: Final = "durability"
_SURVIVES: Final[tuple[Durability, ...]] = ("power", "process")
_SURVIVED: Final = {"wanted": "power or process", "wanted_vi": "power hay process"}
_WANTED: Final = {"wanted": "URL, path, engine or connection", "wanted_vi": "URL, đường dẫn, engine hay kết nối"}
_SECRET = re.compile(r"(?<=//)[^/?#]*(?=@)|(?<=password=)[^&]*")


def database_of(
    target: object, *, timeout: float | None, create: bool, durability: Durability | None = None
) -> Database:
    """The database that a caller means; none of it is read yet.

    Args:
        target: A URL, the path of a file, an engine of the application, or a connection of it with its transaction.
        timeout: How long a writer waits for its turn, in seconds; None: what the URL says, else `TIMEOUT`.
        create: Whether a file that does not exist may be made.
        durability: What an act survives when it was acknowledged; None: what the URL says, else a power cut.

    Raises:
        InvalidCommand: `durability` is none, or `target` names no store (KH508).
    """
    if durability not in (None, *_SURVIVES):
        raise InvalidCommand(Finding("KH508", {"value": repr(durability)[:60], **_SURVIVED}, path="durability"))
    wait, kept = TIMEOUT if timeout is None else timeout, durability or "power"
    if isinstance(target, sa.Connection):
        return _guest(target, wait, kept)
    if isinstance(target, sa.Engine):
        return _adopted(target, wait, kept)
    if isinstance(target, Path):
        return _file(str(target), wait, kept, create=create)
    if not isinstance(target, str):
        values = {"value": repr(target)[:60], **_WANTED}
        raise InvalidCommand(Finding("KH508", values, path="store"))
    if "://" not in target and not target.startswith("sqlite:"):
        return _file(target, wait, kept, create=create)
    return _named(target, timeout, durability, create=create)


def _named(text: str, timeout: float | None, durability: Durability | None, *, create: bool) -> Database:
    shown = _SECRET.sub("***", text)
    try:
        url = sa.make_url(text)
    except (ArgumentError, ValueError) as error:
        raise StoreError(Finding("KH934", {"url": shown})) from (error if shown == text else None)
    kind, _, driver = url.drivername.partition("+")
    if kind == "sqlite" and driver in ("", "pysqlite"):
        if url.host:
            raise StoreError(Finding("KH937", {"url": shown}))
        for option in url.query.keys() - {_OPTION, _SURVIVE}:
            raise StoreError(Finding("KH938", {"url": shown, "option": option}))
        kept = _durability(url, durability, shown)
        return _file(url.database or "", _timeout(url, timeout, shown), kept, create=create)
    if kind == "postgresql" and driver in ("", "psycopg"):
        return _server(url, _timeout(url, timeout, shown), _durability(url, durability, shown))
    raise StoreError(Finding("KH930", {"kind": url.drivername}))


def _timeout(url: sa.URL, timeout: float | None, shown: str) -> float:
    """How long to wait, in seconds: what the argument says, else the URL, else the default."""
    if timeout is not None or _OPTION not in url.query:
        return TIMEOUT if timeout is None else timeout
    value = url.query[_OPTION]
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,6})?", value):
        raise StoreError(Finding("KH938", {"url": shown, "option": f"{_OPTION}={value}"}))
    return float(value)


def _durability(url: sa.URL, durability: Durability | None, shown: str) -> Durability:
    """What an act survives: what the argument says, else the URL, else a power cut."""
    if durability is not None or _SURVIVE not in url.query:
        return durability or "power"
    value = url.query[_SURVIVE]
    for known in _SURVIVES:
        if known == value:
            return known
    raise StoreError(Finding("KH938", {"url": shown, "option": f"{_SURVIVE}={value}"}))


def _file(name: str, seconds: float, durability: Durability, *, create: bool) -> Database:
    if name in ("", ":memory:"):
        raise StoreError(Finding("KH929"))
    path = Path(name)
    if path.is_dir():
        raise StoreError(Finding("KH907", {"place": name}))
    if not path.parent.is_dir():
        raise StoreError(Finding("KH906", {"place": name, "folder": str(path.parent)}))
    if not create and not path.exists():
        raise StoreError(Finding("KH931", {"place": name}))
    backend = SQLite(place=name, path=str(path.absolute()), seconds=seconds, durability=durability)
    engine = sa.create_engine(
        sa.URL.create("sqlite", database=backend.path),
        hide_parameters=True,
        pool_size=16,
        max_overflow=-1,  # each writer waits for its turn in the database, not for a connection
    )
    check_release(engine.dialect.loaded_dbapi.sqlite_version_info)
    _listen(engine, backend)
    return Database(engine, backend, place=name, seconds=seconds, own=True)


def _server(url: sa.URL, seconds: float, durability: Durability) -> Database:
    if importlib.util.find_spec("psycopg") is None:
        raise MissingExtra("psycopg", "postgres")
    place = _shown(url)
    backend = Postgres(place=place, seconds=seconds, durability=durability)
    bare = url.set(drivername="postgresql+psycopg").difference_update_query([_OPTION, _SURVIVE])
    engine = sa.create_engine(
        bare,
        hide_parameters=True,
        pool_size=16,
        max_overflow=-1,
        pool_pre_ping=True,  # what waited in the pool may have lost its server meanwhile
        connect_args={"client_encoding": "utf8"},
    )
    _listen(engine, backend)
    return Database(engine, backend, place=place, seconds=seconds, own=True)


def _shown(url: sa.URL) -> str:
    """A URL as people may see it: without its password, which may stand among the options as well."""
    return url.set(query={}).render_as_string(hide_password=True)


def _adopted(engine: sa.Engine, seconds: float, durability: Durability) -> Database:
    """The database of an application: its engine is used as it is, and its connections are checked, not changed."""
    place = _shown(engine.url)
    backend = _backend_of(engine, place, seconds, durability)
    return Database(engine, backend, place=place, seconds=seconds, own=False)


def _guest(connection: sa.Connection, seconds: float, durability: Durability) -> Database:
    """The database of an application, within the transaction that it has under way."""
    place = _shown(connection.engine.url)
    backend = _backend_of(connection.engine, place, seconds, durability)
    return Guest(connection, backend, place=place, seconds=seconds)


def _backend_of(engine: sa.Engine, place: str, seconds: float, durability: Durability) -> SQLite | Postgres:
    if engine.dialect.name == "postgresql" and engine.dialect.driver == "psycopg":
        return Postgres(place=place, seconds=seconds, durability=durability, shared=True)
    if engine.dialect.name != "sqlite" or engine.dialect.driver != "pysqlite":
        raise StoreError(Finding("KH930", {"kind": engine.url.drivername}))
    check_release(engine.dialect.loaded_dbapi.sqlite_version_info)
    return SQLite(place=place, path=engine.url.database, seconds=seconds, durability=durability, shared=True)


def settle(engine: sa.Engine, *, seconds: float = TIMEOUT, durability: Durability = "power") -> None:
    """Have every new connection of an application's engine set as a store needs it."""
    backend = _backend_of(engine, _shown(engine.url), seconds, durability)
    if isinstance(backend, SQLite):
        _listen(engine, backend)
        event.listen(engine, "begin", _begun)


def _begun(connection: sa.Connection) -> None:
    """Begin a transaction of an application: the driver, which began them by its own guess, begins none any more."""
    how = connection.get_execution_options().get(OPTION, "DEFERRED")
    if how != "NOT":
        connection.exec_driver_sql(f"BEGIN {how}")


def _listen(engine: sa.Engine, backend: Backend) -> None:
    def opened(connection: DBAPIConnection, _record: object) -> None:
        backend.settle(connection)

    event.listen(engine, "connect", opened)
