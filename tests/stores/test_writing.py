"""Writing to a database: turns, races, failures at every place; what was acknowledged is there, and nothing by half."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.pool import QueuePool

from kehoach._report import Details
from kehoach.errors import Conflict, InvalidCommand, KehoachError, OutcomeUnknown, StoreError, UnknownName
from kehoach.stores import Journal, Record, SQLStore, Store
from kehoach.testing._store_contract import _DIGEST, _line, _terms

ID = "116-KH/TU"


def codes(error: KehoachError) -> list[str]:
    return [finding.code for finding in getattr(error, "findings", ())]


def begun(store: Store) -> Journal:
    store.begin(Record(ID, _DIGEST, "{}", 5))
    return store.journal(ID, _terms())


def write(journal: Journal, *numbers: int) -> None:
    """Write lines one by one, as a campaign does."""
    for number in numbers:
        try:
            journal.lock()
            journal.append(*_line(number, details=Details(command_id=f"act-{number}")))
        except BaseException:
            journal.unlock()
            raise


def ids(journal: Journal) -> list[str | None]:
    return [entry.command_id for entry in journal.entries()]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "campaigns.db"


@pytest.fixture
def store(path: Path) -> Iterator[SQLStore]:
    with SQLStore.open(path, timeout=0.05) as opened:
        yield opened


@pytest.fixture
def journal(store: SQLStore) -> Journal:
    return begun(store)


@pytest.fixture
def other(path: Path, journal: Journal) -> Iterator[Journal]:
    """The same campaign as another process has it."""
    with SQLStore.open(path, timeout=0.05) as opened:
        yield opened.journal(ID, _terms())


# Turns


def test_who_waits_too_long_is_told_so(journal: Journal, other: Journal) -> None:
    """While one holds the turn another gets it not; it is told how long it waited, and gets it afterwards."""
    journal.lock()
    with pytest.raises(StoreError, match=r"more than 0\.05 seconds") as error:
        other.lock()
    assert codes(error.value) == ["KH911"]
    other.unlock()  # it has no turn to give back, and takes none from the first
    journal.append(*_line(1))
    assert other.lock() == 1
    other.unlock()


def test_a_campaign_that_begins_waits_for_its_turn_too(store: SQLStore, journal: Journal) -> None:
    """A new campaign is written alone as well, and leaves nothing when its wait was too long."""
    journal.lock()
    with pytest.raises(StoreError) as error:
        store.begin(Record("2020", _DIGEST, "{}", 6))
    assert codes(error.value) == ["KH911"]
    journal.unlock()
    assert [record.id for record in store.campaigns()] == [ID]


def test_a_turn_that_was_left_is_given_back(journal: Journal, other: Journal) -> None:
    """When an act was interrupted between lock and unlock, the same thread's next act begins anew."""
    journal.lock()
    assert journal.lock() == 0
    journal.unlock()
    write(other, 1)


def test_a_line_without_the_turn_is_refused(journal: Journal) -> None:
    """Nobody writes who did not look first."""
    for write_line in (lambda: journal.append(*_line(1)), lambda: journal.extend([_line(1)])):
        with pytest.raises(StoreError) as error:
            write_line()
        assert codes(error.value) == ["KH918"]


def test_another_thread_does_not_write_through_the_same_object(journal: Journal) -> None:
    """One object serves one thread: another is refused, cannot end the first one's turn, and may read."""
    journal.lock()
    found: list[object] = []

    def intrude() -> None:
        for act in (journal.lock, lambda: journal.append(*_line(1))):
            try:
                act()
            except StoreError as error:
                found.extend(codes(error))
        journal.unlock()
        found.append(len(journal.entries()))

    thread = threading.Thread(target=intrude)
    thread.start()
    thread.join()
    assert found == ["KH917", "KH918", 0]
    journal.append(*_line(1))
    assert journal.verify().entries == 1


def test_an_unknown_campaign_is_named_with_the_nearest(store: SQLStore, journal: Journal) -> None:
    """A journal of a campaign that the store does not hold is refused when it is asked for."""
    with pytest.raises(UnknownName, match=r"no campaign '116-KH/TW'; did you mean '116-KH/TU'\?"):
        store.journal("116-KH/TW", _terms())


def test_a_campaign_that_is_gone_is_unknown(path: Path, journal: Journal) -> None:
    """When somebody deleted the campaign, who holds its journal is told so and nothing is held."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript("DROP TRIGGER plan_no_delete; DROP TRIGGER campaign_no_delete")
        connection.execute("DELETE FROM plan")
        connection.execute("DELETE FROM campaign")
    for act in (journal.lock, journal.verify):
        with pytest.raises(UnknownName):
            act()
    with closing(sqlite3.connect(path, isolation_level=None, timeout=0)) as connection:
        connection.execute("BEGIN IMMEDIATE")


def test_terms_of_another_plan_are_refused(store: SQLStore, journal: Journal) -> None:
    """A journal is not read by the meaning of another plan."""
    with pytest.raises(InvalidCommand) as error:
        store.journal(ID, _terms("00" * 32))
    assert codes(error.value) == ["KH511"]


def test_a_chain_of_another_format_is_refused(store: SQLStore, journal: Journal, path: Path) -> None:
    """A campaign whose chain is made in a way that this release does not know is not written on."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE campaign SET format = 'kehoach-log-9'")
    with pytest.raises(StoreError, match="kehoach-log-9") as error:
        store.journal(ID, _terms())
    assert codes(error.value) == ["KH936"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_store_in_a_fork_is_refused(journal: Journal, store: SQLStore) -> None:
    """A child process neither writes nor reads through its parent's connections, nor ends the parent's turn."""
    journal.lock()
    child = os.fork()
    if child == 0:
        answers = [0]
        try:
            for act in (lambda: journal.append(*_line(1)), journal.lock, store.campaigns, journal.verify):
                try:
                    act()
                except StoreError as error:
                    answers.append(codes(error) == ["KH916"])
            journal.unlock()
            store.close()
        finally:
            os._exit(0 if answers == [0, True, True, True, True] else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    journal.append(*_line(1))
    assert journal.verify().entries == 1


# Races


def test_a_command_id_is_written_once(journal: Journal) -> None:
    """A second line of one command id is refused with the number of the first, alone, in a batch, within a batch."""
    write(journal, 1, 2)
    before = journal.verify()
    again = _line(9, details=Details(command_id="act-2"))
    fresh = _line(9, details=Details(command_id="act-9"))
    for lines, seq in (([again], 2), ([fresh, again], 2), ([fresh, _line(9), fresh], 3)):
        journal.lock()
        with pytest.raises(InvalidCommand) as error:
            journal.extend(lines)
        assert codes(error.value) == ["KH507"]
        assert error.value.findings[0].values["seq"] == seq
        assert journal.verify() == before


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER quicker AFTER INSERT ON log BEGIN UPDATE campaign SET seq = seq + 1; END",
        (
            "INSERT INTO log (campaign, seq, at, duty, version, trigger, source, dest, by_, hash)"
            " SELECT id, 1, 0, '', 1, '', '', '', '', '' FROM campaign"
        ),
    ],
)
def test_a_lost_race_is_a_conflict(path: Path, journal: Journal, statement: str) -> None:
    """Should another line stand in the place, or the log have grown in spite of the turn, nothing is written."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(statement)
        before = connection.execute("SELECT * FROM log").fetchall()
        journal.lock()
        with pytest.raises(Conflict) as error:
            journal.append(*_line(1))
        assert codes(error.value) == ["KH919"]
        assert connection.execute("SELECT * FROM log").fetchall() == before
        assert connection.execute("SELECT seq FROM campaign").fetchall() == [(0,)]


# What cannot be kept


def test_what_no_database_can_hold_is_refused(journal: Journal, other: Journal) -> None:
    """Half a character is no text and 2^63 no number of a row: refused by name, nothing written, nothing held."""
    for details in (Details(reason="\ud800"), Details(due_before=2**63), Details(payload="\udfff")):
        journal.lock()
        with pytest.raises(StoreError) as error:
            journal.append(*_line(1, details=details))
        assert codes(error.value) == ["KH933"]
        assert other.lock() == 0
        other.unlock()


def test_a_full_database_keeps_what_it_acknowledged(path: Path) -> None:
    """When the database may not grow, the act is refused as a whole, and the next fits when there is room again."""
    engine = SQLStore.settle(sa.create_engine(f"sqlite:///{path}"), timeout=0.05)
    limit = [100_000]

    def limited(connection: sqlite3.Connection, _record: object, _proxy: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {limit[0]}")

    sa.event.listen(engine, "checkout", limited)
    with SQLStore.open(engine) as store:
        journal = begun(store)
        write(journal, 1, 2, 3)
        limit[0] = 1  # SQLite takes the size that it has
        journal.lock()
        with pytest.raises(StoreError) as error:
            journal.append(*_line(4, details=Details(reason="x" * 100_000)))
        assert codes(error.value) == ["KH910"]
        limit[0] = 100_000
        assert ids(journal) == ["act-1", "act-2", "act-3"]
        write(journal, 4)
        assert journal.verify().entries == 4


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own of a megabyte."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        pytest.skip("only root on Linux may mount a small disk")
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("no small disk can be mounted here")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_full_disk_keeps_what_it_acknowledged(tiny_disk: Path) -> None:
    """On a disk without a free byte acts are refused by name, and go on when space is back."""
    with SQLStore.open(tiny_disk / "campaigns.db") as store:
        journal, number = begun(store), 0
        filler = tiny_disk / "filler"
        filler.write_bytes(bytes(300_000))

        def fill() -> None:
            nonlocal number
            while True:
                journal.lock()
                journal.append(*_line(number + 1, details=Details(reason="x" * 1000)))
                number += 1

        with pytest.raises(StoreError) as error:
            fill()
        assert codes(error.value) == ["KH910"]
        assert journal.verify().entries == number > 10
        filler.unlink()
        journal.lock()
        journal.append(*_line(number + 1))
        assert journal.verify().entries == number + 1


def test_after_a_failure_of_the_medium_nothing_more_is_written(path: Path, journal: Journal, other: Journal) -> None:
    """When a write of SQLite fails, the act is refused and the store closes itself; opened anew, all is there."""
    resource = pytest.importorskip("resource")
    write(journal, 1)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.with_name("campaigns.db-wal").stat().st_size, hard))
    try:
        with pytest.raises(StoreError) as error:
            write(journal, 2)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert codes(error.value) == ["KH913"]
    for act in (journal.lock, journal.read, journal.verify):
        with pytest.raises(StoreError) as error:
            act()
        assert codes(error.value) == ["KH913"]
    assert ids(other) == ["act-1"]
    write(other, 2)
    assert other.verify().entries == 2


# Failures at every place


class Faults:
    """A driver that fails when it is told to: before or after a statement, with an error or an interruption."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.before: Callable[[str], None] = lambda _statement: None
        self.after: Callable[[str], None] = lambda _statement: None

    def engine(self) -> sa.Engine:
        faults = self

        class Cursor(sqlite3.Cursor):
            def execute(self, statement: str, values: Any = ()) -> Cursor:
                faults.before(statement)
                super().execute(statement, values)
                faults.after(statement)
                return self

        class Connection(sqlite3.Connection):
            def cursor(self, factory: Any = None) -> Any:
                return super().cursor(factory or Cursor)

        def connect() -> sqlite3.Connection:
            return sqlite3.connect(self.path, factory=Connection, check_same_thread=False)

        engine = sa.create_engine("sqlite:///x", creator=connect, poolclass=QueuePool)
        return SQLStore.settle(engine, timeout=0.05)


@pytest.fixture
def faults(path: Path) -> Faults:
    return Faults(path)


@pytest.fixture
def faulty(faults: Faults, other: Journal) -> Iterator[Journal]:
    """The campaign through the driver that fails."""
    engine = faults.engine()
    with SQLStore.open(engine) as opened:
        yield opened.journal(ID, _terms())


def raising(statement: str, error: BaseException) -> Callable[[str], None]:
    def fault(sent: str) -> None:
        if sent == statement:
            raise error

    return fault


def test_a_commit_that_raised_and_was_done_is_done(faults: Faults, faulty: Journal, other: Journal) -> None:
    """When COMMIT fails after it was done, the line is looked up, found, and acknowledged once."""
    write(faulty, 1)
    faults.after = raising("COMMIT", sqlite3.OperationalError("the answer was lost"))
    write(faulty, 2)
    faults.after = lambda _statement: None
    write(faulty, 3)
    assert ids(other) == ["act-1", "act-2", "act-3"]
    assert other.verify().entries == 3


def test_a_commit_that_raised_and_was_not_done_is_refused(faults: Faults, faulty: Journal, other: Journal) -> None:
    """When COMMIT fails before it was done, the line is not found: the act is refused, and may be repeated."""
    write(faulty, 1)
    faults.before = raising("COMMIT", sqlite3.OperationalError("no"))
    with pytest.raises(StoreError, match="nothing of this act was kept") as error:
        write(faulty, 2)
    assert codes(error.value) == ["KH914"]
    faults.before = lambda _statement: None
    assert ids(other) == ["act-1"]
    write(faulty, 2)
    assert other.verify().entries == 2


@pytest.mark.parametrize("done", [True, False])
def test_what_cannot_be_found_out_is_unknown(faults: Faults, faulty: Journal, other: Journal, done: bool) -> None:
    """When neither COMMIT nor the look afterwards answers, the outcome is unknown, and asking again settles it."""
    fallen = False

    def fall(statement: str) -> None:
        nonlocal fallen
        fallen = fallen or statement == "COMMIT"
        if fallen:
            raise sqlite3.OperationalError("the server is gone")

    if done:
        faults.after = fall
    else:
        faults.before = fall
    with pytest.raises(OutcomeUnknown, match="entry 1 of campaign '116-KH/TU'") as error:
        write(faulty, 1)
    assert codes(error.value) == ["KH920"]
    faults.before = faults.after = lambda _statement: None
    assert (faulty.find("act-1") is not None) == done
    assert other.verify().entries == done


def test_a_real_commit_that_fails_is_refused(path: Path, journal: Journal, other: Journal) -> None:
    """A COMMIT that SQLite itself refuses leaves nothing, and nobody waits for it afterwards."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("CREATE TABLE t (a REFERENCES campaign (id) DEFERRABLE INITIALLY DEFERRED)")
        connection.execute("CREATE TRIGGER bad AFTER INSERT ON log BEGIN INSERT INTO t VALUES ('none'); END")
    journal.lock()
    with pytest.raises(StoreError, match="FOREIGN KEY") as error:
        journal.append(*_line(1))
    assert codes(error.value) == ["KH914"]
    assert other.lock() == 0
    other.unlock()


@pytest.mark.parametrize("error", [KeyboardInterrupt(), MemoryError(), sqlite3.OperationalError("disk I/O error")])
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("statement", range(5))
def test_a_failure_around_any_statement_holds_nothing(
    faults: Faults, faulty: Journal, other: Journal, statement: int, when: str, error: BaseException
) -> None:
    """Whatever fails around any of the five statements of an act, the act is done or not, and nothing is held."""
    write(faulty, 1)
    left = statement

    def fault(_statement: str) -> None:
        nonlocal left
        left -= 1
        if left == -1:
            raise error

    setattr(faults, when, fault)
    outcome: BaseException | None = None
    try:
        write(faulty, 2)
    except (KeyboardInterrupt, MemoryError, StoreError) as raised:
        outcome = raised
    faults.before = faults.after = lambda _statement: None
    done = ids(other) == ["act-1", "act-2"]
    assert done or ids(other) == ["act-1"]
    assert done or outcome is not None
    assert not done or outcome is None or not isinstance(outcome, StoreError)
    write(other, 3)
    write(faulty, 4)
    assert faulty.verify() == other.verify()


def interrupted_at(line: int, work: Callable[[], None]) -> bool:
    """Do some work and interrupt it when the so many-th line of the stores' code begins; whether it came so far."""
    left = line

    def trace(frame: FrameType, event: str, _argument: object) -> Any:
        nonlocal left
        if "kehoach/stores" not in frame.f_code.co_filename.replace(os.sep, "/"):
            return None
        if event == "line":
            left -= 1
            if left == -1:
                raise KeyboardInterrupt
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    except KeyboardInterrupt:
        return True
    finally:
        sys.settrace(before)
    return False


def test_an_interruption_at_any_line_holds_nothing(journal: Journal, other: Journal) -> None:
    """At whatever line of ours an act is interrupted, it is done or not, nothing is held, and the next act works."""
    line, written = 0, 0

    def act() -> None:
        write(journal, written + 1)

    while interrupted_at(line, act):
        found = other.lock()
        other.unlock()
        assert found in (written, written + 1)
        if found == written:
            write(journal, written + 1)
        written, line = written + 1, line + 1
    assert line > 50
    assert ids(other) == [f"act-{number}" for number in range(1, written + 2)]
    assert journal.verify() == other.verify()
