"""PostgreSQL is a store, whether kehoach opens it or an application hands in its own engine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from kehoach import Campaign
from kehoach._report import Details
from kehoach.errors import KehoachError, OutcomeUnknown, StoreError, Tampered
from kehoach.stores import Journal, MemoryStore, Record, SQLStore, Store
from kehoach.stores._schema import SCHEMA
from kehoach.testing import ManualClock, StoreContract, small_plan
from kehoach.testing._store_contract import _DIGEST, _line, _terms
from server import Server, asked, binaries
from staged import salt

ID = "116-KH/TU"
RECORD = Record(ID, _DIGEST, "{}", 5)


def codes(error: KehoachError) -> list[str]:
    return [finding.code for finding in getattr(error, "findings", ())]


def refused(target: object) -> StoreError:
    with pytest.raises(StoreError) as error:
        SQLStore.open(target)
    assert "psycopg." not in str(error.value)
    return error.value


@pytest.mark.skipif(not os.environ.get("CI"), reason="a machine of a developer may have no PostgreSQL")
def test_the_machine_that_checks_has_a_server() -> None:
    """Where a change is checked before it lands, the tests of PostgreSQL are not skipped unseen."""
    assert binaries() is not None, "on Debian and Ubuntu: apt install postgresql"


class TestPostgreSQL(StoreContract):
    @pytest.fixture
    def store(self, emptied: str) -> Iterator[Store]:
        with SQLStore.open(emptied) as store:
            self.url = emptied
            yield store

    def reopened(self, store: Store) -> Store:
        return SQLStore.open(self.url, create=False)


class TestPostgreSQLOfAnApplication(StoreContract):
    @pytest.fixture
    def store(self, emptied: str) -> Iterator[Store]:
        engine = sa.create_engine(emptied, max_overflow=-1)
        with SQLStore.open(engine) as store:
            yield store
        engine.dispose()


@pytest.fixture
def journal(emptied: str) -> Iterator[Journal]:
    with SQLStore.open(emptied) as store:
        store.begin(RECORD)
        yield store.journal(ID, _terms())


def test_every_store_gives_the_same_heads(emptied: str, tmp_path: Path) -> None:
    """The same acts of a campaign give the same log, hash for hash, in memory, in a file and on a server."""
    heads: list[str] = []
    for store in (MemoryStore(), SQLStore.open(emptied), SQLStore.open(tmp_path / "campaigns.db")):
        clock = ManualClock("2019-03-20T08:00+07:00")
        campaign = Campaign.begin(small_plan(1, 2, 5), store, id=ID, clock=clock, default_by="expected", salt=salt)
        for unit in campaign.plan.hierarchy.aggregation_order():
            for trigger in ("submit", "send_back", "submit", "review", "aggregate"):
                clock.advance(minutes=7)
                if trigger in campaign.triggers(unit, reason="thiếu phụ lục"):
                    campaign.fire(
                        unit, trigger, person=f"Lê {trigger}", reason="thiếu phụ lục", command_id=f"{unit}{clock.now()}"
                    )
        assert campaign.progress().complete
        heads.append(campaign.verify().head)
    assert len(set(heads)) == 1


def test_the_schema_is_the_one_of_every_store(postgres: str) -> None:
    """The tables are made by the same steps: what an inspector finds is what the statements are written for."""
    SQLStore.open(postgres).close()
    engine = sa.create_engine(postgres)
    names = set(sa.inspect(engine).get_table_names())
    engine.dispose()
    assert names == {"campaign", "plan", "log", "snapshot", "kehoach_version"}
    assert asked(postgres, "SELECT version_num FROM kehoach_version") == [(f"{SCHEMA:04}",)]


def test_an_engine_of_an_application_stays_as_it_was(emptied: str) -> None:
    """A connection that was used here is given back as it came: the transactions of the application are its own."""
    engine = sa.create_engine(emptied, pool_size=1, max_overflow=0)
    with SQLStore.open(engine) as store:
        store.begin(RECORD)
        assert store.campaigns() == (RECORD,)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SHOW lock_timeout").scalar() == "0"
        connection.exec_driver_sql("CREATE TABLE users (name TEXT)")
        connection.rollback()
        assert "users" not in sa.inspect(connection).get_table_names()
    engine.dispose()


# What is refused


def test_tables_of_another_program_are_refused(postgres: str) -> None:
    """A database in which a table of our name is not ours stays untouched."""
    asked(postgres, "CREATE TABLE log (message TEXT)")
    assert codes(refused(postgres)) == ["KH903"]
    assert asked(postgres, "SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema") == [
        (1,)
    ]


def test_a_newer_schema_is_refused_with_both_numbers(postgres: str) -> None:
    """What a later release wrote is not touched."""
    SQLStore.open(postgres).close()
    asked(postgres, "UPDATE kehoach_version SET version_num = '0099'")
    error = refused(postgres)
    assert codes(error) == ["KH904"]
    assert "schema 99" in str(error)


@pytest.mark.parametrize(
    ("options", "setting"),
    [("-c synchronous_commit=off", "synchronous_commit"), ("-c synchronous_commit=0", "synchronous_commit")],
)
def test_commits_that_do_not_wait_are_refused(server: Server, options: str, setting: str) -> None:
    """A server that acknowledges before anything is on its disk would lose acts, and is told apart by name."""
    error = refused(server.url("options=" + options.replace(" ", "%20").replace("=", "%3D")))
    assert codes(error) == ["KH944"]
    assert error.findings[0].values["setting"] == setting


def test_an_act_may_survive_a_kill_only(emptied: str) -> None:
    """Who says so by name has acts that do not wait for the server's disk, and each of them in the log."""
    for target, options in ((f"{emptied}&durability=process", {}), (emptied, {"durability": "process"})):
        with SQLStore.open(target, **options) as store:
            link = store._database.link()
            assert link.rows("SHOW synchronous_commit") == [("off",)]
            link.close()


def test_another_encoding_is_refused(server: Server) -> None:
    """A database that cannot hold every letter is refused before the first name comes to it."""
    server.do("CREATE DATABASE bytes ENCODING 'SQL_ASCII' TEMPLATE template0")
    error = refused(server.url(name="bytes"))
    assert error.findings[0].values["setting"] == "server_encoding"


def test_a_server_that_does_not_answer_is_named(server: Server) -> None:
    """No server, no such database, no such user: the place is named, with what the driver said, in one line."""
    for url in ("postgresql+psycopg:///x?host=/nowhere", server.url(name="none"), server.url(user="nobody-known")):
        error = refused(url)
        assert codes(error) == ["KH909"]
        assert str(error).count("\n") == 0


def test_a_wrong_password_is_never_printed(server: Server) -> None:
    """The server refuses a password; neither the error nor what caused it repeats it."""
    server.do("CREATE ROLE clerk LOGIN PASSWORD 'right'")
    rules = server.folder / "data" / "pg_hba.conf"
    before = rules.read_text(encoding="utf-8")
    rules.write_text("local all clerk scram-sha-256\n" + before, encoding="utf-8")
    try:
        server.do("SELECT pg_reload_conf()")
        found: BaseException | None = refused(server.url(user="clerk:s3cret"))
    finally:
        rules.write_text(before, encoding="utf-8")
        server.do("SELECT pg_reload_conf()")
    assert "password" in str(found)
    while found is not None:
        assert "s3cret" not in f"{found} {found!r}"
        found = found.__cause__ or found.__context__


def test_a_user_without_the_right_to_change_lines_writes(server: Server, emptied: str) -> None:
    """A role that may only read and add lines does every act, and can neither change nor delete one."""
    server.do("CREATE ROLE writer LOGIN")
    (place,) = asked(emptied, "SELECT current_schema")[0]
    server.do(f"GRANT USAGE ON SCHEMA {place} TO writer")
    server.do(f"GRANT SELECT ON ALL TABLES IN SCHEMA {place} TO writer")
    server.do(f"GRANT INSERT ON {place}.campaign, {place}.plan, {place}.log TO writer")
    server.do(f"GRANT UPDATE ON {place}.campaign TO writer")
    url = emptied.replace("//kehoach@", "//writer@")
    with SQLStore.open(url) as store:
        store.begin(RECORD)
        journal = store.journal(ID, _terms())
        journal.lock()
        journal.append(*_line(1))
        journal.lock()
        journal.extend([_line(2), _line(3)])
        assert journal.verify().entries == 3
    for statement in ("DELETE FROM log", "UPDATE log SET by_ = 'x'", "TRUNCATE log", "DROP TABLE log"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            asked(url, statement)


def test_a_password_among_the_options_of_an_engine_is_never_printed(server: Server) -> None:
    """An engine may have its password in the options of its URL: what is said of its database leaves them out."""
    engine = sa.create_engine(server.url("password=s3cret", "options=-csynchronous_commit%3Doff"))
    with engine.connect() as connection:
        for target in (engine, connection):
            error = refused(target)
            assert codes(error) == ["KH944"]
            assert "s3cret" not in str(error)
    engine.dispose()


def test_who_waits_too_long_is_told_so(emptied: str, journal: Journal) -> None:
    """While one holds the turn another gets it not, and is told how long it waited."""
    other = SQLStore.open(emptied, timeout=0.05).journal(ID, _terms())
    journal.lock()
    with pytest.raises(StoreError, match=r"more than 0\.05 seconds") as error:
        other.lock()
    assert codes(error.value) == ["KH911"]
    journal.append(*_line(1))
    assert other.lock() == 1
    other.unlock()


@pytest.mark.parametrize(
    "details", [Details(reason="\ud800"), Details(due_before=2**63), Details(person="a\0b"), Details(due="\0")]
)
def test_what_no_database_can_hold_is_refused(journal: Journal, details: Details) -> None:
    """Half a character, 2^63, NUL: refused by name, alone and among others; nothing is written and nothing held."""
    for lines in ([_line(1, details=details)], [_line(1), _line(2, details=details)]):
        journal.lock()
        with pytest.raises(StoreError) as error:
            journal.extend(lines)
        assert codes(error.value) == ["KH933"]
        assert journal.lock() == 0
        journal.unlock()


def test_a_line_that_was_changed_is_found(emptied: str, journal: Journal) -> None:
    """The chain tells of a change that the server let through."""
    journal.lock()
    journal.extend([_line(seq) for seq in range(1, 1_200)])
    change = "UPDATE log SET by_ = 'district-2' WHERE seq = 1100"
    asked(emptied, f"SET session_replication_role = replica; {change}")
    with pytest.raises(Tampered) as error:
        journal.verify()
    assert error.value.seq == 1100


def test_a_command_id_is_written_once(journal: Journal) -> None:
    """A second line of one command id is refused with the number of the first, alone and in a batch."""
    first = _line(1, details=Details(command_id="a"))
    journal.lock()
    journal.append(*first)
    for lines in ([first], [_line(2), first]):
        journal.lock()
        with pytest.raises(KehoachError) as error:
            journal.extend(lines)
        assert codes(error.value) == ["KH507"]
    assert journal.verify().entries == 1


# Failures of the server


class Faults:
    """A driver that fails when it is told to, before or after a statement."""

    def __init__(self, url: str) -> None:
        self.url = url.replace("+psycopg", "")
        self.before = self.after = ""
        self.lose = self.gone = False

    def engine(self) -> sa.Engine:
        faults = self

        class Cursor(psycopg.Cursor[Any]):
            def execute(self, query: Any, params: Any = None, **options: Any) -> Cursor:
                if faults.gone or query == faults.before:
                    faults.gone = faults.lose
                    raise psycopg.OperationalError("the server is gone")
                super().execute(query, params, **options)
                if query == faults.after:
                    faults.gone = faults.lose
                    raise psycopg.OperationalError("the answer was lost")
                return self

        def connect() -> psycopg.Connection[Any]:
            return psycopg.connect(self.url, cursor_factory=Cursor)

        return sa.create_engine("postgresql+psycopg://", creator=connect)


@pytest.mark.parametrize("done", [True, False])
@pytest.mark.parametrize("gone", [True, False])
def test_a_commit_that_raised_is_done_or_refused_or_unknown(emptied: str, done: bool, gone: bool) -> None:
    """A COMMIT whose answer was lost is looked up; where nobody answers it is unknown, and asking again settles it."""
    faults = Faults(emptied)
    engine = faults.engine()
    with SQLStore.open(engine) as store:
        store.begin(RECORD)
        journal = store.journal(ID, _terms())
        act = _line(1, details=Details(command_id="a"))
        faults.after, faults.before = ("COMMIT", "") if done else ("", "COMMIT")
        journal.lock()
        if gone:
            faults.lose = True
            with pytest.raises(OutcomeUnknown, match="entry 1 of campaign '116-KH/TU'"):
                journal.append(*act)
        elif done:
            assert journal.append(*act).seq == 1
        else:
            with pytest.raises(StoreError, match="nothing of this act was kept"):
                journal.append(*act)
        faults.after, faults.before, faults.gone, faults.lose = "", "", False, False
        found = journal.find("a")
        assert (found is not None) == done
        if not done:
            journal.lock()
            journal.append(*act)
        assert journal.verify().entries == 1
    engine.dispose()


def test_connections_that_the_server_ended_are_not_used_again(emptied: str, journal: Journal) -> None:
    """When the server ends every connection, the act under way is refused by name, and the next one is done."""
    ending = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
    journal.lock()
    asked(emptied, ending)
    with pytest.raises(StoreError) as error:
        journal.append(*_line(1))
    assert codes(error.value) == ["KH914"]
    journal.lock()
    assert journal.append(*_line(1)).seq == 1
    asked(emptied, ending)
    with pytest.raises(StoreError):
        journal.lock()
    assert journal.lock() == 1
    journal.unlock()


@pytest.mark.slow
def test_a_crash_of_the_server_loses_nothing_that_was_acknowledged() -> None:
    """After the server fell, and came back, every acknowledged line is there; who asked meanwhile is told so."""
    programs = binaries()
    if programs is None:
        pytest.skip("there are no programs of PostgreSQL here")
    server = Server(programs)
    try:
        server.start()
        store = SQLStore.open(server.place())
        store.begin(RECORD)
        journal = store.journal(ID, _terms())
        for seq in range(1, 101):
            journal.lock()
            journal.append(*_line(seq))
        journal.lock()
        server.stop("immediate")
        with pytest.raises((StoreError, OutcomeUnknown)):
            journal.append(*_line(101))
        with pytest.raises(StoreError):
            journal.lock()
        server.start()
        assert journal.verify().entries == 100
        assert journal.lock() == 100
        assert journal.append(*_line(101)).seq == 101
        store.close()
        server.stop()
    finally:
        server.remove()
