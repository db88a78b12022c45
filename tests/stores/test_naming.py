"""Tables by another name: with a prefix, or in a schema, stores and tables of an application side by side."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from kehoach import Campaign
from kehoach.errors import InvalidCommand, KehoachError, StoreError
from kehoach.files import save_plan
from kehoach.stores import Record, SQLStore, Store
from kehoach.stores._naming import Naming
from kehoach.testing import ManualClock, StoreContract, small_plan
from kehoach.testing._store_contract import _DIGEST, _line, _terms
from server import Server, asked

ID = "116-KH/TU"
RECORD = Record(ID, _DIGEST, "{}", 5)
SCHEMA = "Báo-cáo"
TABLES = {"campaign", "plan", "log"}


def codes(error: KehoachError) -> list[str]:
    return [finding.code for finding in getattr(error, "findings", ())]


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.Engine]:
    """The database of an application that has a table called log of its own, and indexes of our names."""
    if request.param == "PostgreSQL":
        server: Server = request.getfixturevalue("server")
        engine = sa.create_engine(server.place())
    else:
        engine = SQLStore.settle(sa.create_engine(f"sqlite:///{tmp_path}/application.db"))
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE log (message TEXT)")
        connection.exec_driver_sql("CREATE INDEX log_command ON log (message)")
        connection.exec_driver_sql("INSERT INTO log VALUES ('mine')")
    yield engine
    engine.dispose()


def names(engine: sa.Engine, schema: str | None = None) -> set[str]:
    return set(sa.inspect(engine).get_table_names(schema))


@pytest.fixture(scope="module")
def place(server: Server) -> str:
    """The URL of a place with a schema of its own beside, in which the tables were made once."""
    url = server.place()
    server.do(f'CREATE SCHEMA "{SCHEMA}"')
    SQLStore.open(url, prefix="kehoach_", schema=SCHEMA).close()
    return url


class TestSQLiteWithAPrefix(StoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[Store]:
        self.path = tmp_path / "campaigns.db"
        with SQLStore.open(self.path, prefix="kehoach_") as store:
            yield store

    def reopened(self, store: Store) -> Store:
        return SQLStore.open(f"sqlite:///{self.path}?prefix=kehoach_", create=False)


class TestPostgreSQLInASchema(StoreContract):
    @pytest.fixture
    def store(self, place: str) -> Iterator[Store]:
        with SQLStore.open(place, prefix="kehoach_", schema=SCHEMA) as store:
            tables = ("snapshot", "log", "plan", "campaign")
            emptied = [f'DELETE FROM "{SCHEMA}".kehoach_{table};' for table in tables]
            asked(place, "".join(["SET session_replication_role = replica;", *emptied]))
            self.url = f"{place}&prefix=kehoach_&schema={SCHEMA}"
            yield store

    def reopened(self, store: Store) -> Store:
        return SQLStore.open(self.url, create=False)

    def test_nothing_lies_elsewhere(self, place: str, store: Store) -> None:
        """Of a store in a schema, nothing lies in the schema that the connection would take."""
        engine = sa.create_engine(place)
        assert names(engine) == set()
        assert {f"kehoach_{table}" for table in (*TABLES, "schema_version")} <= names(engine, SCHEMA)
        engine.dispose()


def test_stores_stand_side_by_side(engine: sa.Engine) -> None:
    """Two prefixes in one database are two stores: one id in both, acts of their own, and the application's tables."""
    heads: set[str] = set()
    for number, prefix in enumerate(("kehoach_", "test_"), 1):
        store = SQLStore.open(engine, prefix=prefix)
        campaign = Campaign.begin(
            small_plan(1, 2, 4), store, id=ID, clock=ManualClock("2019-03-20T08:00+07:00"), default_by="expected"
        )
        for unit in range(1, number + 1):
            campaign.submit(f"commune-{unit}", data={"members": number}, command_id=f"a-{unit}")
        heads.add(campaign.verify().head)
    for number, prefix in enumerate(("kehoach_", "test_"), 1):
        with SQLStore.open(engine, prefix=prefix, create=False) as store:
            assert [record.id for record in store.campaigns()] == [ID]
            assert Campaign.resume(store).verify().entries == number
    assert len(heads) == 2
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT message FROM log").scalar_one() == "mine"
    assert TABLES & names(engine) == {"log"}


def test_a_plain_store_and_one_with_a_prefix_stand_side_by_side(tmp_path: Path) -> None:
    """The prefix kehoach_ does not meet the plain names, not even that of the table that holds the schema's number."""
    path = tmp_path / "campaigns.db"
    for prefix in ("", "kehoach_", "k", "_"):
        with SQLStore.open(path, prefix=prefix) as store:
            assert store.campaigns() == ()
            store.begin(Record(f"of {prefix}", _DIGEST, "{}", 5))
    for prefix in ("", "kehoach_", "k", "_"):
        with SQLStore.open(path, prefix=prefix) as store:
            assert [record.id for record in store.campaigns()] == [f"of {prefix}"]


def test_a_database_of_an_application_with_our_names_takes_a_prefix(engine: sa.Engine) -> None:
    """Where the application has a table called log, a store without a prefix is refused and one with it is opened."""
    with pytest.raises(StoreError) as error:
        SQLStore.open(engine)
    assert codes(error.value) == ["KH903"]
    with engine.begin() as connection:
        store = SQLStore.open(connection, prefix="kehoach_")
        store.begin(RECORD)
        journal = store.journal(ID, _terms())
        journal.lock()
        journal.extend([_line(1), _line(2)])
        journal.lock()
        journal.append(*_line(3))
    with engine.connect() as connection:
        store = SQLStore.open(connection, prefix="kehoach_", create=False)
        assert store.journal(ID, _terms()).verify().entries == 3


def test_tables_of_a_prefix_that_are_not_ours_are_refused(tmp_path: Path) -> None:
    """A table that bears one of our names behind the prefix, without our number, is another program's."""
    with SQLStore.open(tmp_path / "x.db") as store:
        store.begin(RECORD)
    with closing(sqlite3.connect(tmp_path / "x.db")) as connection:
        connection.execute("CREATE TABLE app_plan (a)")
    with pytest.raises(StoreError) as error:
        SQLStore.open(tmp_path / "x.db", prefix="app_")
    assert codes(error.value) == ["KH903"]


def test_a_prefix_is_migrated_alone(tmp_path: Path) -> None:
    """Of two stores in one file, the one that is named is migrated; a newer one is refused with its own number."""
    path = tmp_path / "campaigns.db"
    for prefix in ("a_", "b_"):
        SQLStore.open(path, prefix=prefix).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE b_schema_version SET version_num = '0099'")
    with SQLStore.migrate(path, prefix="a_") as store:
        assert store.campaigns() == ()
    for url in (f"sqlite:///{path}?prefix=b_", f"sqlite:////{path}?prefix=b_"):
        with pytest.raises(StoreError, match="schema 99") as error:
            SQLStore.migrate(url)
        assert codes(error.value) == ["KH904"]


@pytest.mark.parametrize("prefix", ["Kế hoạch", "a-b", "1_", "a;b", "x" * 31, 'a"', " ", 5])
def test_a_prefix_that_no_table_can_bear_is_refused(tmp_path: Path, prefix: Any) -> None:
    """Capitals, marks, a digit at the front or too many letters are refused before anything is made."""
    for options in ({"prefix": prefix}, {"prefix": prefix, "schema": ""}):
        with pytest.raises(InvalidCommand, match="prefix=") as error:
            SQLStore.open(tmp_path / "x.db", **options)
        assert codes(error.value) == ["KH960"] * len(options)
    assert list(tmp_path.iterdir()) == []


def test_sqlite_has_no_schemas(tmp_path: Path) -> None:
    """A schema for a file is refused by name, as an argument, in a URL, with an engine; nothing is made."""
    engine = SQLStore.settle(sa.create_engine(f"sqlite:///{tmp_path}/x.db"))
    for target, options in (
        (tmp_path / "x.db", {"schema": "reports"}),
        (f"sqlite:///{tmp_path}/x.db?schema=reports", {}),
        (engine, {"schema": "reports"}),
    ):
        with pytest.raises(StoreError, match="prefix='reports_'") as error:
            SQLStore.open(target, **options)
        assert codes(error.value) == ["KH961"]
    assert list(tmp_path.iterdir()) == []


def test_a_schema_that_is_not_there_is_named(server: Server) -> None:
    """A schema is made by whoever owns the database: one that is missing is told by name, and nothing is made."""
    with pytest.raises(StoreError, match="no schema 'reports'") as error:
        SQLStore.open(server.place(), schema="reports")
    assert codes(error.value) == ["KH962"]


@pytest.mark.parametrize("option", ["prefix=a&prefix=b", "schema=a&schema=b"])
def test_a_name_that_is_given_twice_is_refused(tmp_path: Path, option: str) -> None:
    """A URL names one prefix and one schema."""
    with pytest.raises(StoreError) as error:
        SQLStore.open(f"sqlite:///{tmp_path}/x.db?{option}")
    assert codes(error.value) == ["KH938"]


def test_an_argument_is_stronger_than_the_url(tmp_path: Path) -> None:
    """The prefix of the URL holds where none is given, also when none is meant by an empty one."""
    path = tmp_path / "x.db"
    for given, table in ((None, "a_log"), ("b_", "b_log"), ("", "log")):
        with SQLStore.open(f"sqlite:///{path}?prefix=a_", prefix=given) as store:
            store.begin(RECORD)
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchall() == [(0,)]


def test_the_command_line_takes_the_prefix_in_the_url(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every verb takes a URL with a prefix, since a store is named by one text."""
    from kehoach._cli import cli

    save_plan(small_plan(1, 2, 4), tmp_path / "plan.toml")
    store = f"sqlite:///{tmp_path}/x.db?prefix=kehoach_"
    for words in (
        ("begin", str(tmp_path / "plan.toml"), store, "--id", ID),
        ("submit", store, "commune-1"),
        ("verify", store),
        ("migrate", store),
    ):
        assert cli.main(list(words), standalone_mode=False) in (0, None)
    assert "1 campaign" in capsys.readouterr().out
    with closing(sqlite3.connect(tmp_path / "x.db")) as connection:
        assert connection.execute("SELECT count(*) FROM kehoach_log").fetchall() == [(1,)]


def test_names_that_another_table_refers_to_have_their_schema() -> None:
    """A key that points to a table in a schema names the schema."""
    assert Naming("a_", "reports").path("plan") == "reports.a_plan"
    assert Naming("a_").path("plan") == "a_plan"
