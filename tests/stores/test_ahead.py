"""The log ahead of a SQLite file: it is noticed when it goes, it stays short, and only who has the turn takes it in."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import sqlalchemy as sa

from kehoach._report import Details
from kehoach.errors import OutcomeUnknown, StoreError
from kehoach.stores import Journal, Record, Snapshot, SQLStore
from kehoach.stores._ahead import ROOM
from kehoach.testing._store_contract import _DIGEST, _line, _terms

ID = "116-KH/TU"
RECORD = Record(ID, _DIGEST, "{}", 5)
LONG = "x" * 100_000
VISIT = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('SELECT count(*) FROM log').fetchall()"

OTHER = f"""
import sys
from kehoach._report import Details
from kehoach.stores import SQLStore
from kehoach.testing._store_contract import _line, _terms
with SQLStore.open(sys.argv[1]) as store:
    journal = store.journal({ID!r}, _terms())
    journal.lock()
    journal.append(*_line(2, details=Details(command_id="other")))
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store with a campaign, closed."""
    path = tmp_path / "campaigns.db"
    with SQLStore.open(path) as store:
        store.begin(RECORD)
    return path


@pytest.fixture
def store(path: Path) -> Iterator[SQLStore]:
    """The same, open, with one line in it."""
    with SQLStore.open(path) as store:
        write(store.journal(ID, _terms()), "first")
        yield store


def write(journal: Journal, command_id: str, reason: str | None = None) -> int:
    """Write one line; its number."""
    try:
        seq = journal.lock() + 1
        return journal.append(*_line(seq, details=Details(command_id=command_id, reason=reason))).seq
    finally:
        journal.unlock()


def ahead(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def removed(path: Path) -> None:
    """Another program tidies up."""
    ahead(path).unlink()


def replaced(path: Path) -> None:
    """Another program puts a copy in its place."""
    copy = path.with_name("copy")
    copy.write_bytes(ahead(path).read_bytes())
    copy.rename(ahead(path))


def visited(path: Path) -> None:
    """This process reads the bytes of the file, by which its locks are gone; a visitor tidies up when it leaves."""
    path.read_bytes()
    subprocess.run([sys.executable, "-c", VISIT, str(path)], check=True)
    assert not ahead(path).exists()


def keep(store: SQLStore) -> None:
    store.journal(ID, _terms()).keep(Snapshot(0, _DIGEST, "none", {0: b"x"}))


ACTS: list[Callable[[SQLStore], object]] = [
    lambda store: write(store.journal(ID, _terms()), "second"),
    lambda store: store.begin(Record("2020", _DIGEST, "{}", 6)),
    keep,
]


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("harm", [removed, replaced, visited])
def test_a_log_that_goes_is_noticed_by_the_next_act(
    store: SQLStore, path: Path, harm: Callable[[Path], None], act: Callable[[SQLStore], object]
) -> None:
    """Whoever removed or replaced the log, the next act is unknown, and all that follow are refused."""
    harm(path)
    with pytest.raises(OutcomeUnknown, match="removed or replaced") as unknown:
        act(store)
    assert [one.code for one in unknown.value.findings] == ["KH997"]
    for _ in range(2):
        with pytest.raises(StoreError) as refused:
            act(store)
        assert [one.code for one in refused.value.findings] == ["KH997"]
        assert not isinstance(refused.value, OutcomeUnknown)


@pytest.mark.parametrize("harm", [removed, replaced])
def test_a_log_that_goes_during_an_act_is_noticed_by_this_act(
    store: SQLStore, path: Path, harm: Callable[[Path], None]
) -> None:
    """What was decided and written while the log went is not acknowledged."""
    journal = store.journal(ID, _terms())
    journal.lock()
    harm(path)
    with pytest.raises(OutcomeUnknown) as unknown:
        journal.append(*_line(2))
    assert [one.code for one in unknown.value.findings] == ["KH997"]


@pytest.mark.parametrize("harm", [removed, visited])
def test_opened_anew_the_store_answers_by_command_id(store: SQLStore, path: Path, harm: Callable[[Path], None]) -> None:
    """After the store was opened again its chain fits, and the same command id writes a line once."""
    harm(path)
    with pytest.raises(OutcomeUnknown):
        write(store.journal(ID, _terms()), "second")
    store.close()
    with SQLStore.open(path) as anew:
        journal = anew.journal(ID, _terms())
        assert journal.find("second") is None
        assert write(journal, "second") == 2
        assert journal.verify().entries == 2


def test_what_others_wrote_meanwhile_stays(store: SQLStore, path: Path) -> None:
    """A store whose log went writes nothing over what came into the file since, neither then nor when it closes."""
    visited(path)
    # In a process of its own and not in a fork, which would take along what SQLite knows of the log here.
    subprocess.run([sys.executable, "-c", OTHER, str(path)], check=True)
    with pytest.raises(OutcomeUnknown):
        write(store.journal(ID, _terms()), "second")
    store.close()
    with SQLStore.open(path) as anew:
        journal = anew.journal(ID, _terms())
        assert [entry.command_id for entry in journal.entries()] == ["first", "other"]
        assert journal.verify().entries == 2


def test_a_log_that_was_emptied_is_the_same(store: SQLStore, path: Path) -> None:
    """A checkpoint by another connection, which leaves the log empty, and a link to the file raise no alarm."""
    link = path.with_name("link.db")
    link.symlink_to(path)
    with SQLStore.open(link) as other:
        engine = sa.create_engine(f"sqlite:///{path}")
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        engine.dispose()
        assert ahead(path).stat().st_size == 0
        assert write(store.journal(ID, _terms()), "second") == 2
        assert write(other.journal(ID, _terms()), "third") == 3


# How long it gets


def test_the_connections_of_a_store_take_nothing_in_by_themselves(path: Path) -> None:
    """SQLite's own checkpoint, which needs no turn, is off on each connection of ours and as it was on others."""
    engine = SQLStore.settle(sa.create_engine(f"sqlite:///{path}"))
    with SQLStore.open(path) as ours, SQLStore.open(engine) as theirs:
        for store, pages in ((ours, 0), (theirs, 1000)):
            links = [store._database.link() for _ in range(3)]
            assert {link.rows("PRAGMA wal_autocheckpoint")[0][0] for link in links} == {pages}
            assert {link.ahead is None for link in links} == {store is theirs}
            for link in links:
                link.close()
    engine.dispose()


def longest(path: Path, writer: int) -> int:
    """Write far more than the log may hold; how long it was at most."""
    most = 0
    with SQLStore.open(path, durability="process") as store:
        journal = store.journal(ID, _terms())
        for number in range(120):
            write(journal, f"{writer}:{number}", LONG)
            most = max(most, ahead(path).stat().st_size)
    return most


def test_the_log_stays_short(path: Path) -> None:
    """Twelve megabytes of acts make no log of more than four and one act; it is used again from its start."""
    with SQLStore.open(path):  # so that it is not the last to close
        assert ROOM < longest(path, 0) < ROOM + 2 * len(LONG)
        assert ahead(path).stat().st_size == 0


def test_the_log_of_two_processes_stays_short(path: Path) -> None:
    """Two processes that write at once keep the log as short, and no line is lost."""
    children = []
    for writer in (1, 2):
        child = os.fork()
        if child == 0:
            with suppress(BaseException):
                os._exit(longest(path, writer) < ROOM + 4 * len(LONG))
            os._exit(0)
        children.append(child)
    assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [1, 1]
    with SQLStore.open(path) as store:
        assert store.journal(ID, _terms()).verify().entries == 240


def test_a_reader_lets_the_log_grow_and_then_it_is_short_again(path: Path) -> None:
    """Who reads an old state keeps the log from beginning anew; nobody waits for him, and later it is cut."""
    with SQLStore.open(path, durability="process") as store:
        journal = store.journal(ID, _terms())
        reader = store._database.link()
        reader.run("BEGIN")
        assert reader.rows("SELECT count(*) FROM log") == [(0,)]
        for number in range(60):
            write(journal, f"early {number}", LONG)
        assert ahead(path).stat().st_size > ROOM + 10 * len(LONG)
        assert reader.rows("SELECT count(*) FROM log") == [(0,)]
        reader.run("COMMIT")
        reader.close()
        for number in range(3):
            write(journal, f"late {number}", LONG)
        assert ahead(path).stat().st_size == ROOM
