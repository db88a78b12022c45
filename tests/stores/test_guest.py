"""Campaigns within a transaction of an application: kept with its own rows or undone with them, never by themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from kehoach import Campaign
from kehoach._report import Details
from kehoach.errors import KehoachError, Refused, StoreError, UnknownName
from kehoach.stores import Record, SQLStore, Store
from kehoach.testing import ManualClock, StoreContract, small_plan
from kehoach.testing._store_contract import _DIGEST, _line, _terms
from server import Server

ID = "116-KH/TU"
WRITING = {"kehoach_begin": "IMMEDIATE"}


def codes(error: KehoachError) -> list[str]:
    return [finding.code for finding in getattr(error, "findings", ())]


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.Engine]:
    """The database of an application with a table of its own."""
    if request.param == "PostgreSQL":
        server: Server = request.getfixturevalue("server")
        engine = sa.create_engine(server.place())
    else:
        engine = SQLStore.settle(sa.create_engine(f"sqlite:///{tmp_path}/application.db"), timeout=0.2)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE notes (text VARCHAR(80))")
    yield engine
    engine.dispose()


@pytest.fixture
def begun(engine: sa.Engine) -> Callable[[sa.Connection], Campaign]:
    """A campaign that was begun and kept; what is given resumes it on a connection."""
    clock = ManualClock("2019-03-20T08:00+07:00")
    with engine.begin() as connection:
        Campaign.begin(small_plan(1, 2, 4), connection, id=ID, clock=clock)
    return lambda connection: Campaign.resume(connection, id=ID, clock=clock, default_by="expected")


def noted(connection: sa.Connection) -> list[str]:
    return [row[0] for row in connection.exec_driver_sql("SELECT text FROM notes ORDER BY text")]


def note(connection: sa.Connection, text: str) -> None:
    connection.execute(sa.text("INSERT INTO notes VALUES (:text)"), {"text": text})


class TestSQLiteWithin(StoreContract):
    many_writers = False

    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[Store]:
        engine = SQLStore.settle(sa.create_engine(f"sqlite:///{tmp_path}/application.db"))
        with engine.begin() as connection:
            yield SQLStore.open(connection)
        engine.dispose()


class TestPostgreSQLWithin(StoreContract):
    many_writers = False

    @pytest.fixture
    def store(self, emptied: str) -> Iterator[Store]:
        engine = sa.create_engine(emptied)
        with engine.begin() as connection:
            yield SQLStore.open(connection)
        engine.dispose()


def test_a_begun_campaign_goes_with_its_transaction(engine: sa.Engine) -> None:
    """Tables, plan and acts of a new campaign are kept with the application's rows, or undone with them."""
    for keep in (False, True):
        with engine.connect() as connection:
            note(connection, "begun")
            campaign = Campaign.begin(small_plan(1, 2, 4), connection, id=ID, default_by="expected")
            campaign.submit("commune-1", data={"members": 7})
            assert campaign.verify().entries == 1
            if keep:
                connection.commit()
            else:
                connection.rollback()
        with engine.connect() as connection:
            assert noted(connection) == ["begun"] * keep
            assert sa.inspect(connection).has_table("log") == keep
    with engine.connect() as connection:
        assert Campaign.resume(connection, id=ID).verify().entries == 1


def test_an_act_and_a_row_of_the_application_are_one(
    engine: sa.Engine, begun: Callable[[sa.Connection], Campaign]
) -> None:
    """A request that fails behind an act undoes the act and its own rows; one that ends well keeps both."""

    def request(unit: str, fails: bool) -> None:
        with engine.execution_options(**WRITING).begin() as connection:
            campaign = begun(connection)
            note(connection, unit)
            campaign.submit(unit)
            if fails:
                raise ZeroDivisionError

    request("commune-1", fails=False)
    with pytest.raises(ZeroDivisionError):
        request("commune-2", fails=True)
    request("commune-3", fails=False)
    with engine.connect() as connection:
        assert noted(connection) == ["commune-1", "commune-3"]
        assert [entry.duty for entry in begun(connection).log()] == ["commune-1", "commune-3"]
        assert begun(connection).verify().entries == 2


def test_nothing_is_committed_by_an_act(engine: sa.Engine, begun: Callable[[sa.Connection], Campaign]) -> None:
    """What is done within a transaction is seen there, and nowhere else before the application commits."""
    with engine.connect() as inside, engine.connect() as outside:
        campaign = begun(inside)
        campaign.submit("commune-1")
        assert campaign.progress().state("commune-1") == "submitted"
        assert outside.exec_driver_sql("SELECT count(*) FROM log").scalar() == 0
        outside.rollback()
        inside.commit()
        assert outside.exec_driver_sql("SELECT count(*) FROM log").scalar() == 1


def test_a_refused_act_leaves_the_transaction_as_it_was(
    engine: sa.Engine, begun: Callable[[sa.Connection], Campaign]
) -> None:
    """Behind a refusal, a used command id or a name that is unknown the application goes on and commits."""
    with engine.begin() as connection:
        campaign = begun(connection)
        note(connection, "before")
        campaign.submit("commune-1", command_id="a")
        with pytest.raises(Refused):
            campaign.aggregate("commune-1")
        journal = SQLStore.open(connection).journal(ID, campaign._shell.journal.terms)
        journal.lock()
        with pytest.raises(KehoachError) as error:
            journal.append(*_line(0, details=Details(command_id="a")))
        assert codes(error.value) == ["KH507"]
        with pytest.raises(UnknownName):
            Campaign.resume(connection, id="none")
        note(connection, "behind")
        campaign.review("commune-1")
    with engine.connect() as connection:
        assert noted(connection) == ["before", "behind"]
        assert begun(connection).verify().entries == 2


@pytest.mark.parametrize("end", ["commit", "rollback", "close", "next"])
def test_a_campaign_does_not_outlive_its_transaction(
    engine: sa.Engine, begun: Callable[[sa.Connection], Campaign], end: str
) -> None:
    """When the transaction has ended, the campaign refuses to act and to answer, and says how to go on."""
    with engine.connect() as connection:
        campaign = begun(connection)
        campaign.submit("commune-1")
        getattr(connection, "commit" if end == "next" else end)()
        if end == "next":
            note(connection, "another transaction")
        for work in (
            lambda: campaign.submit("commune-2"),
            campaign.progress,
            campaign.verify,
            lambda: campaign.log()[0],
        ):
            with pytest.raises(StoreError, match="resume the campaign in each transaction") as error:
                work()
            assert codes(error.value) == ["KH939"]


def test_lines_that_a_savepoint_undid_are_noticed(
    engine: sa.Engine, begun: Callable[[sa.Connection], Campaign]
) -> None:
    """A campaign that saw lines which the application took back refuses to go on from them; resumed, it goes on."""
    with engine.begin() as connection:
        campaign = begun(connection)
        campaign.submit("commune-1")
        inner = connection.begin_nested()
        campaign.review("commune-1")
        within = begun(connection)
        inner.rollback()
        with pytest.raises(StoreError) as error:
            within.progress()
        assert codes(error.value) == ["KH939"]
        again = begun(connection)
        for unit in ("commune-2", "commune-3"):  # the log is shorter than it was seen, then as long, with another line
            for work in (campaign.progress, lambda: campaign.submit("commune-4"), campaign.verify):
                with pytest.raises(StoreError, match="resume the campaign once more") as error:
                    work()
                assert codes(error.value) == ["KH941"]
            again.submit(unit)
        assert again.verify().entries == 3


def test_a_lifted_savepoint_keeps_the_campaign(engine: sa.Engine, begun: Callable[[sa.Connection], Campaign]) -> None:
    """Acts within a savepoint that is kept are kept, and the campaign goes on."""
    with engine.begin() as connection:
        campaign = begun(connection)
        with connection.begin_nested():
            campaign.submit("commune-1")
        campaign.review("commune-1")
    with engine.connect() as connection:
        assert begun(connection).verify().entries == 2


@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
def test_a_level_that_would_break_the_guards_is_refused(postgres: str, level: str) -> None:
    """At a level whose snapshot is older than the lock nothing is opened; the error says why, and what to do."""
    engine = sa.create_engine(postgres)
    with engine.connect().execution_options(isolation_level=level) as connection:
        with pytest.raises(StoreError, match="older than the lock") as error:
            Campaign.begin(small_plan(1, 2), connection, id=ID)
        assert codes(error.value) == ["KH943"]
        assert error.value.findings[0].values["found"] == level
    engine.dispose()


def test_a_connection_without_a_transaction_is_refused(engine: sa.Engine) -> None:
    """Where each statement is committed by itself, acts could not be undone with the application's rows."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT", kehoach_begin="NOT") as connection:
        with pytest.raises(StoreError) as error:
            SQLStore.open(connection)
        assert codes(error.value) == ["KH940"]


def test_a_driver_that_guesses_is_told(tmp_path: Path) -> None:
    """An engine of SQLite as it comes begins no transaction for a read; for a campaign one is begun, and stays open."""
    engine = sa.create_engine(f"sqlite:///{tmp_path}/application.db")
    for keep in (False, True):
        with engine.connect() as connection:
            Campaign.begin(small_plan(1, 2, 4), connection, id=ID, default_by="expected").submit("commune-1")
            if keep:
                connection.commit()
    with engine.connect() as connection:
        assert Campaign.resume(connection, id=ID).verify().entries == 1
    engine.dispose()


def test_a_transaction_that_read_too_early_is_refused(tmp_path: Path) -> None:
    """On SQLite who has read before another one wrote cannot write any more; it is told how to begin."""
    engine = SQLStore.settle(sa.create_engine(f"sqlite:///{tmp_path}/application.db"), timeout=0.2)
    with SQLStore.open(engine) as store:
        store.begin(Record(ID, _DIGEST, "{}", 5))
        with engine.connect() as connection:
            journal = SQLStore.open(connection).journal(ID, _terms())
            other = store.journal(ID, _terms())
            other.lock()
            other.append(*_line(1))
            with pytest.raises(StoreError, match="kehoach_begin='IMMEDIATE'") as error:
                journal.lock()
            assert codes(error.value) == ["KH942"]
            connection.rollback()
        with engine.connect().execution_options(**WRITING) as connection:
            journal = SQLStore.open(connection).journal(ID, _terms())
            assert journal.lock() == 1
            journal.append(*_line(2))
            with pytest.raises(StoreError) as error:
                other.lock()
            assert codes(error.value) == ["KH911"]
            connection.commit()
        assert other.lock() == 2
        other.unlock()
    engine.dispose()
