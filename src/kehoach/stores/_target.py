"""What a caller may name as a store, and the database behind it."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from typing import Final

import attrs
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError

from kehoach.errors import Finding, InvalidCommand, MissingExtra, StoreError
from kehoach.stores._backend import Backend, Durability
from kehoach.stores._database import OPTION, Database
from kehoach.stores._guest import Guest
from kehoach.stores._mounts import check_mount, mounts
from kehoach.stores._naming import Naming
from kehoach.stores._postgres import Postgres
from kehoach.stores._sqlite import SQLite, check_release

__all__ = ["TIMEOUT", "database_of", "settle"]

TIMEOUT: Final = 10.0
"""How long a writer waits for its turn unless it is told, in seconds: an act takes less than a thousandth of one."""

_OPTION: Final = "timeout"
_SURVIVE: Final = "durability"
_PREFIX: Final = "prefix"
_SCHEMA: Final = "schema"
_NETWORK: Final = "allow_network"
_OURS: Final = (_OPTION, _SURVIVE, _PREFIX, _SCHEMA, _NETWORK)
_SURVIVES: Final[tuple[Durability, ...]] = ("power", "process")
_SURVIVED: Final = {"wanted": "power or process", "wanted_vi": "power hay process"}
_WAITED: Final = {"wanted": "length of time in seconds", "wanted_vi": "khoảng thời gian tính bằng giây"}
_ALLOWED: Final = {"wanted": "True or False", "wanted_vi": "True hay False"}
_LONGEST: Final = 1_000_000
_WANTED: Final = {"wanted": "URL, path, engine or connection", "wanted_vi": "URL, đường dẫn, engine hay kết nối"}
_SECRET = re.compile(r"(?<=//)[^/?#]*(?=@)|(?<=password=)[^&]*")


@attrs.frozen
class _Wanted:
    """How a store is wanted, each from the argument, else from the URL, else as it is for all.

    Attributes:
        seconds: How long a writer waits for its turn.
        durability: What an act survives when it was acknowledged.
        naming: What its tables are called.
        network: Whether its file may be one that several machines write to.
    """

    seconds: float
    durability: Durability
    naming: Naming
    network: bool


@attrs.frozen
class _Asked:
    """What the caller said, None where he said nothing; see `_Wanted`."""

    timeout: float | None
    durability: Durability | None
    prefix: str | None
    schema: str | None
    network: bool | None

    def wanted(self) -> _Wanted:
        """What is wanted where there is no URL."""
        seconds = TIMEOUT if self.timeout is None else self.timeout
        naming = Naming.given(self.prefix or "", self.schema)
        return _Wanted(seconds, self.durability or "power", naming, bool(self.network))


def database_of(
    target: object,
    *,
    timeout: float | None,
    create: bool,
    durability: Durability | None = None,
    prefix: str | None = None,
    schema: str | None = None,
    allow_network: bool | None = None,
) -> Database:
    """The database that a caller means; none of it is read yet.

    Args:
        target: A URL, the path of a file, an engine of the application, or a connection of it with its transaction.
        timeout: How long a writer waits for its turn, in seconds; None: what the URL says, else `TIMEOUT`.
        create: Whether a file that does not exist may be made.
        durability: What an act survives when it was acknowledged; None: what the URL says, else a power cut.
        prefix: What stands before the names of its tables; None: what the URL says, else nothing.
        schema: The schema in which they lie; None: what the URL says, else the one that the connection takes.
        allow_network: Whether a SQLite file may be one that several machines write to; None: what the URL says, else
            not.

    Raises:
        InvalidCommand: `durability`, `timeout` or `allow_network` is none, or `target` names no store (KH508), or no
            table can be called so (KH960).
        StoreError: A schema was asked for, and the database has none (KH961), or several machines may write to the file
            (KH998).
    """
    _check_said(timeout, durability, allow_network)
    asked = _Asked(timeout, durability, prefix, schema, allow_network)
    if isinstance(target, sa.Connection):
        return _guest(target, asked.wanted())
    if isinstance(target, sa.Engine):
        return _adopted(target, asked.wanted())
    if isinstance(target, Path):
        return _file(str(target), asked.wanted(), create=create)
    if not isinstance(target, str):
        values = {"value": repr(target)[:60], **_WANTED}
        raise InvalidCommand(Finding("KH508", values, path="store"))
    if "://" not in target and not target.startswith("sqlite:"):
        return _file(target, asked.wanted(), create=create)
    return _named(target, asked, create=create)


def _check_said(timeout: object, durability: object, allow_network: object) -> None:
    if durability not in (None, *_SURVIVES):
        raise InvalidCommand(Finding("KH508", {"value": repr(durability)[:60], **_SURVIVED}, path="durability"))
    if timeout is not None and not _is_wait(timeout):
        raise InvalidCommand(Finding("KH508", {"value": repr(timeout)[:60], **_WAITED}, path="timeout"))
    if allow_network is not None and not isinstance(allow_network, bool):
        raise InvalidCommand(Finding("KH508", {"value": repr(allow_network)[:60], **_ALLOWED}, path=_NETWORK))


def _is_wait(timeout: object) -> bool:
    """Whether it is a length of time that a database can be told, in whole milliseconds of four bytes."""
    return isinstance(timeout, int | float) and not isinstance(timeout, bool) and 0 <= timeout <= _LONGEST


def _named(text: str, asked: _Asked, *, create: bool) -> Database:
    shown = _SECRET.sub("***", text)
    try:
        url = sa.make_url(text)
    except (ArgumentError, ValueError) as error:
        raise StoreError(Finding("KH934", {"url": shown})) from (error if shown == text else None)
    kind, _, driver = url.drivername.partition("+")
    if kind == "sqlite" and driver in ("", "pysqlite"):
        if url.host:
            raise StoreError(Finding("KH937", {"url": shown}))
        for option in url.query.keys() - set(_OURS):
            raise StoreError(Finding("KH938", {"url": shown, "option": option}))
        return _file(url.database or "", _told(url, asked, shown).wanted(), create=create)
    if kind == "postgresql" and driver in ("", "psycopg"):
        return _server(url, _told(url, asked, shown).wanted())
    raise StoreError(Finding("KH930", {"kind": url.drivername}))


def _told(url: sa.URL, asked: _Asked, shown: str) -> _Asked:
    """What the argument says, else the URL."""
    timeout, durability = _timeout(url, asked.timeout, shown), _durability(url, asked.durability, shown)
    prefix, schema = _name(url, _PREFIX, asked.prefix, shown), _name(url, _SCHEMA, asked.schema, shown)
    return _Asked(timeout, durability, prefix, schema, _network(url, asked.network, shown))


def _timeout(url: sa.URL, timeout: float | None, shown: str) -> float | None:
    if timeout is not None or _OPTION not in url.query:
        return timeout
    value = url.query[_OPTION]
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,6})?", value):
        raise StoreError(Finding("KH938", {"url": shown, "option": f"{_OPTION}={value}"}))
    return float(value)


def _durability(url: sa.URL, durability: Durability | None, shown: str) -> Durability | None:
    if durability is not None or _SURVIVE not in url.query:
        return durability
    value = url.query[_SURVIVE]
    for known in _SURVIVES:
        if known == value:
            return known
    raise StoreError(Finding("KH938", {"url": shown, "option": f"{_SURVIVE}={value}"}))


def _network(url: sa.URL, network: bool | None, shown: str) -> bool | None:  # noqa: FBT001
    if network is not None or _NETWORK not in url.query:
        return network
    value = url.query[_NETWORK]
    if value not in ("0", "1"):
        raise StoreError(Finding("KH938", {"url": shown, "option": f"{_NETWORK}={value}"}))
    return value == "1"


def _name(url: sa.URL, option: str, name: str | None, shown: str) -> str | None:
    if name is not None or option not in url.query:
        return name
    value = url.query[option]
    if not isinstance(value, str):
        raise StoreError(Finding("KH938", {"url": shown, "option": f"{option}={', '.join(value)}"}))
    return value


def _file(name: str, wanted: _Wanted, *, create: bool) -> Database:
    if name in ("", ":memory:"):
        raise StoreError(Finding("KH929"))
    path = Path(name)
    if path.is_dir():
        raise StoreError(Finding("KH907", {"place": name}))
    if not path.parent.is_dir():
        raise StoreError(Finding("KH906", {"place": name, "folder": str(path.parent)}))
    if not create and not path.exists():
        raise StoreError(Finding("KH931", {"place": name}))
    _without_schema(name, wanted.naming)
    backend = _sqlite(name, str(path.absolute()), wanted.seconds, wanted.durability, network=wanted.network)
    engine = sa.create_engine(
        sa.URL.create("sqlite", database=backend.path),
        hide_parameters=True,
        pool_size=16,
        max_overflow=-1,  # each writer waits for its turn in the database, not for a connection
    )
    check_release(engine.dialect.loaded_dbapi.sqlite_version_info)
    _listen(engine, backend)
    return Database(engine, backend, place=name, seconds=wanted.seconds, own=True, naming=wanted.naming)


def _sqlite(
    place: str, path: str | None, seconds: float, durability: Durability, *, network: bool, shared: bool = False
) -> SQLite:
    """SQLite with a file that only this machine writes to, unless the caller says otherwise."""
    if path and path != ":memory:" and not path.startswith("file:") and not network:
        check_mount(place, path, mounts())
    return SQLite(place=place, path=path, seconds=seconds, durability=durability, shared=shared, network=network)


def _without_schema(place: str, naming: Naming) -> None:
    if naming.schema is not None:
        raise StoreError(Finding("KH961", {"place": place, "schema": naming.schema}))


def _server(url: sa.URL, wanted: _Wanted) -> Database:
    if importlib.util.find_spec("psycopg") is None:
        raise MissingExtra("psycopg", "postgres")
    place = _shown(url)
    backend = Postgres(place=place, seconds=wanted.seconds, durability=wanted.durability)
    bare = url.set(drivername="postgresql+psycopg").difference_update_query(_OURS)
    engine = sa.create_engine(
        bare,
        hide_parameters=True,
        pool_size=16,
        max_overflow=-1,
        pool_pre_ping=True,  # what waited in the pool may have lost its server meanwhile
        connect_args={"client_encoding": "utf8"},
    )
    _listen(engine, backend)
    return Database(engine, backend, place=place, seconds=wanted.seconds, own=True, naming=wanted.naming)


def _shown(url: sa.URL) -> str:
    """A URL as people may see it: without its password, which may stand among the options as well."""
    return url.set(query={}).render_as_string(hide_password=True)


def _adopted(engine: sa.Engine, wanted: _Wanted) -> Database:
    """The database of an application: its engine is used as it is, and its connections are checked, not changed."""
    place = _shown(engine.url)
    backend = _backend_of(engine, place, wanted.seconds, wanted.durability, network=wanted.network)
    if isinstance(backend, SQLite):
        _without_schema(place, wanted.naming)
    return Database(engine, backend, place=place, seconds=wanted.seconds, own=False, naming=wanted.naming)


def _guest(connection: sa.Connection, wanted: _Wanted) -> Database:
    """The database of an application, within the transaction that it has under way."""
    place = _shown(connection.engine.url)
    backend = _backend_of(connection.engine, place, wanted.seconds, wanted.durability, network=wanted.network)
    if isinstance(backend, SQLite):
        _without_schema(place, wanted.naming)
    return Guest(connection, backend, place=place, seconds=wanted.seconds, naming=wanted.naming)


def _backend_of(
    engine: sa.Engine, place: str, seconds: float, durability: Durability, *, network: bool
) -> SQLite | Postgres:
    if engine.dialect.name == "postgresql" and engine.dialect.driver == "psycopg":
        return Postgres(place=place, seconds=seconds, durability=durability, shared=True)
    if engine.dialect.name != "sqlite" or engine.dialect.driver != "pysqlite":
        raise StoreError(Finding("KH930", {"kind": engine.url.drivername}))
    check_release(engine.dialect.loaded_dbapi.sqlite_version_info)
    return _sqlite(place, engine.url.database, seconds, durability, network=network, shared=True)


def settle(
    engine: sa.Engine, *, seconds: float = TIMEOUT, durability: Durability = "power", allow_network: bool = False
) -> None:
    """Have every new connection of an application's engine set as a store needs it."""
    backend = _backend_of(engine, _shown(engine.url), seconds, durability, network=allow_network)
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
