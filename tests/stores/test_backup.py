"""Copies made while others write, logs carried elsewhere, and stores that were left without a word."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import settings
from sqlalchemy import event

import kehoach as kh
from kehoach.errors import StoreError, Tampered
from kehoach.stores import Head, SQLStore, export_log, import_log
from kehoach.stores._schema import log
from kehoach.testing import ManualClock, small_plan
from kehoach.testing._store_contract import _DIGEST, _every, _line, _record, _terms

ID = "116-KH/TU"
SOAK = settings().max_examples > 100
COPIES, FORGED = (2_000, 20_000) if SOAK else (15, 150)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SQLStore]:
    with SQLStore.open(tmp_path / "a.db") as opened:
        opened.begin(_record(ID))
        yield opened


def written(store: SQLStore, count: int, after: int = 0) -> None:
    journal = store.journal(ID, _terms())
    journal.lock()
    journal.extend([_line(seq) for seq in range(after + 1, after + count + 1)])


# Backup


def test_a_copy_made_while_others_write_is_a_beginning_of_the_log(tmp_path: Path, store: SQLStore) -> None:
    """Every copy holds what was acknowledged before it was asked for, fits in itself, and is met by the log."""
    acked, enough = [0], threading.Event()

    def write() -> None:
        journal = store.journal(ID, _terms())
        while not enough.is_set():
            seq = journal.lock()
            journal.extend([_line(seq + 1), _line(seq + 2)])
            acked[0] = seq + 2

    writer = threading.Thread(target=write)
    writer.start()
    heads: list[Head] = []
    for number in range(COPIES):
        before = acked[0]
        (head,) = store.backup(tmp_path / f"{number}.copy")
        assert head.seq >= before
        heads.append(head)
    enough.set()
    writer.join()
    journal = store.journal(ID, _terms())
    for number, head in enumerate(heads):
        assert journal.verify(head).entries == acked[0]
        with SQLStore.open(tmp_path / f"{number}.copy", create=False) as copy:
            assert copy.prove() == (head,)
            assert copy.campaigns() == store.campaigns()
    assert sorted(path.name for path in tmp_path.iterdir() if "part" in path.name) == []


def test_a_restored_copy_goes_on(tmp_path: Path) -> None:
    """A campaign that is resumed from the copy stands where it stood, and goes on; its snapshot is used."""
    clock = ManualClock("2019-03-20T08:00+07:00")
    with SQLStore.open(tmp_path / "a.db") as store:
        campaign = kh.Campaign.begin(small_plan(1, 1, 2), store, id="x", clock=clock, default_by="expected")
        campaign.submit("commune-1", data={"members": 3})
        campaign.snapshot()
        (head,) = store.backup(str(tmp_path / "b.db"))
    assert head == campaign.head()
    with SQLStore.open(tmp_path / "b.db", create=False) as copy:
        again = kh.Campaign.resume(copy, clock=clock, default_by="expected")
        assert (again.progress(), again._shell.kept) == (campaign.progress(), 1)
        again.review("commune-1")
        assert again.verify(head).entries == 2


def test_a_store_of_an_application_is_copied_with_all_its_tables(tmp_path: Path) -> None:
    """Beside tables of an application, with names of its choice, the copy is the whole file."""
    engine = SQLStore.settle(sa.create_engine(f"sqlite:///{tmp_path}/app.db"))
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE users (name TEXT)")
    with SQLStore.open(engine, prefix="kh_") as store:
        store.begin(_record(ID))
        written(store, 3)
        (head,) = store.backup(tmp_path / "copy.db")
    assert head.seq == 3
    with closing(sqlite3.connect(tmp_path / "copy.db")) as connection:
        names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert {"users", "kh_log", "kh_snapshot"} <= names
    engine.dispose()


def test_what_is_there_is_not_written_over(tmp_path: Path, store: SQLStore) -> None:
    """A name that is taken, by a file, a link or a folder, and a missing folder are refused; nothing is left."""
    (tmp_path / "taken").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    for target in ("taken", "link", ".", "none/copy.db"):
        with pytest.raises(StoreError) as error:
            store.backup(tmp_path / target)
        assert [one.code for one in error.value.findings] == ["KH957"]
    assert (tmp_path / "taken").read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir() if "part" in path.name] == []


def test_a_store_that_does_not_fit_is_not_copied(tmp_path: Path, store: SQLStore) -> None:
    """What was changed is found while the copy is proved, and the copy is taken away again."""
    written(store, 5)
    with closing(sqlite3.connect(tmp_path / "a.db", isolation_level=None)) as connection:
        connection.executescript("DROP TRIGGER log_no_update; UPDATE log SET by_ = 'x' WHERE seq = 3")
    with pytest.raises(Tampered) as error:
        store.backup(tmp_path / "copy.db")
    assert error.value.seq == 3
    assert not [path.name for path in tmp_path.iterdir() if "copy" in path.name]


def test_a_server_has_tools_of_its_own(emptied: str) -> None:
    """A store on a server is not copied by us; the error says by what."""
    with SQLStore.open(emptied) as store, pytest.raises(StoreError, match="pg_dump"):
        store.backup("copy.db")


# Health


def test_the_health_of_a_file_says_what_it_is_set_to(tmp_path: Path) -> None:
    """Release, settings, what an act survives, how much there is; what is known of the release is a finding."""
    for durability, synchronous in (("power", "2"), ("process", "1")):
        with SQLStore.open(tmp_path / "a.db", durability=durability) as store:  # type: ignore[arg-type]  # one of both
            found = store.health()
        said = dict(found.settings)
        assert (found.kind, found.release, found.durability) == ("SQLite", sqlite3.sqlite_version, durability)
        assert (said["journal_mode"], said["synchronous"], said["foreign_keys"]) == ("wal", synchronous, "1")
        assert {one.code for one in found.findings} <= {"KH956", "KH999"}


def test_the_health_of_a_server_says_what_it_is_set_to(emptied: str) -> None:
    """The same of a server, whose settings have other names; no password stands in it."""
    with SQLStore.open(emptied) as store:
        store.begin(_record(ID))
        written(store, 3)
        found = store.health()
    said = dict(found.settings)
    assert (found.kind, found.campaigns, found.entries) == ("PostgreSQL", 1, 3)
    assert (said["synchronous_commit"], said["fsync"], said["server_encoding"]) == ("on", "on", "UTF8")


# Elsewhere


@pytest.mark.parametrize("kind", ["file", "server"])
def test_a_log_goes_from_store_to_store(request: pytest.FixtureRequest, tmp_path: Path, kind: str) -> None:
    """A log that is exported and imported is the same log, and exported again the same bytes; also half of it first."""
    clock, url = ManualClock("2019-03-20T08:00+07:00"), str(tmp_path / "b.db")
    if kind == "server":
        url = request.getfixturevalue("emptied")
    with SQLStore.open(tmp_path / "a.db") as store, SQLStore.open(url) as other:
        campaign = kh.Campaign.begin(small_plan(1, 1, 2), store, id="x", clock=clock, default_by="expected")
        campaign.submit("commune-1", data={"members": 3}, sections=None, reason="đ", payload={"a": [1, 0.5]})
        half = list(export_log(store))
        import_log(other, half)
        campaign.submit("commune-2", data={"members": kh.NIL}, command_id="c")
        campaign.erase(1, reason="x")
    with SQLStore.open(tmp_path / "a.db") as store, SQLStore.open(url) as other:
        assert import_log(other, export_log(store)) == campaign.head()
        assert other.prove() == store.prove()
        ours, theirs = (list(export_log(one)) for one in (store, other))
        assert ours[0] == theirs[0]
        assert ours[2:] == theirs[2:]
        with SQLStore.open(tmp_path / "c.db") as third:
            import_log(third, ours)
            assert list(export_log(third)) == ours


# Tampering with the file itself


def test_whatever_is_changed_in_the_file_is_found(tmp_path: Path, store: SQLStore) -> None:
    """Random changes of fields, rows, order and tail behind the library's back are found, some by a head alone."""
    journal = store.journal(ID, _terms())
    journal.lock()
    journal.extend([_line(n, details=_every(journal.terms)) if n == 7 else _line(n) for n in range(1, 41)])
    head = Head(40, journal.read(40).hash(40).hex())
    clean = tmp_path / "clean.db"
    store.backup(clean)
    with closing(sqlite3.connect(clean, isolation_level=None)) as connection:
        free = "CREATE TABLE free AS SELECT * FROM log; DROP TABLE log; ALTER TABLE free RENAME TO log"
        connection.executescript(f"DROP TRIGGER log_no_update; DROP TRIGGER log_no_delete; {free}")
    chance, columns = random.Random(2019), [column.name for column in log.c if column.name != "campaign"]
    with closing(sqlite3.connect(clean, isolation_level=None)) as connection, SQLStore.open(clean) as copy:
        there = copy.journal(ID, _terms())
        assert there.verify(head).entries == 40
        for _ in range(FORGED):
            first, other = sorted(chance.sample(range(1, 41), 2))
            statements, seq = forged(chance, columns, first, other)
            connection.execute("BEGIN")
            changed = sum(connection.execute(statement).rowcount for statement in statements)
            connection.execute("COMMIT")
            if changed:
                with pytest.raises(Tampered) as error:
                    there.verify(head)
                assert error.value.seq == seq, statements
            connection.execute("DELETE FROM log")
            connection.execute("ATTACH ? AS whole", (str(tmp_path / "a.db"),))
            names = ", ".join(["campaign", *columns])
            connection.execute(f"INSERT INTO log ({names}) SELECT {names} FROM whole.log")
            connection.execute("UPDATE campaign SET (seq, head) = (SELECT seq, head FROM whole.campaign)")
            connection.execute("DETACH whole")
        assert there.verify(head).entries == 40


def forged(chance: random.Random, columns: list[str], first: int, other: int) -> tuple[list[str], int]:
    """Statements that change a log, and the first entry that does not fit then."""
    way = chance.randrange(6)
    if way == 0:
        column = chance.choice(columns[1:])
        return [f"UPDATE log SET {column} = coalesce({column}, '') || 'x' WHERE seq = {first}"], first
    if way == 1:
        return [f"DELETE FROM log WHERE seq = {first}"], first
    if way == 2:
        swap = f"UPDATE log SET seq = CASE seq WHEN {first} THEN {other} ELSE {first} END"
        return [f"{swap} WHERE seq IN ({first}, {other})"], first
    if way == 3:
        return [f"DELETE FROM log WHERE seq >= {first}"], first
    if way == 4:  # a tail that is cut everywhere fits in itself; the head tells
        cut = f"(SELECT seq, hash FROM log WHERE seq = {first})"
        return [f"DELETE FROM log WHERE seq > {first}", f"UPDATE campaign SET (seq, head) = {cut}"], first + 1
    return [f"UPDATE log SET seq = seq + 1 WHERE seq >= {first}"], first


# Recovery


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.parametrize("count", [1_000, 10_000, *([100_000] if SOAK else [])])
def test_what_was_acknowledged_is_there_after_a_kill_without_a_checkpoint(tmp_path: Path, count: int) -> None:
    """All is in the file beside the database when its writer is killed: the next who opens it finds every line.

    Opening reads none of them: the statements that it sends are as many as for an empty log.
    """
    path = tmp_path / "a.db"
    with SQLStore.open(path) as store:
        store.begin(_record(ID))
    child = os.fork()
    if child == 0:
        try:
            opened = SQLStore.open(path)
            written(opened, count)
            os.kill(os.getpid(), signal.SIGKILL)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL
    shutil.copy(path, tmp_path / "alone.db")
    with SQLStore.open(path, create=False) as store:
        journal = store.journal(ID, _terms())
        assert journal.lock() == count
        journal.unlock()
        assert journal.verify().entries == count


def test_opening_reads_no_log(tmp_path: Path, store: SQLStore) -> None:
    """However long the logs, opening a store and naming its campaigns touches no line of them."""
    written(store, 5)
    store.close()
    engine, said = SQLStore.settle(sa.create_engine(f"sqlite:///{tmp_path}/a.db")), list[str]()
    event.listen(engine, "connect", lambda connection, _: connection.set_trace_callback(said.append))
    with closing(sqlite3.connect(tmp_path / "a.db", isolation_level=None)) as connection:
        connection.execute("PRAGMA application_id")
    with SQLStore.open(engine) as opened:
        assert [record.id for record in opened.campaigns()] == [ID]
    assert [statement for statement in said if " log " in statement.lower() and "from log" in statement.lower()] == []
    assert _DIGEST in {record.digest for record in opened.campaigns()}
    engine.dispose()
