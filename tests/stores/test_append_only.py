"""What was written is neither changed nor removed: the database refuses it, whoever asks, in a file and on a server."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from kehoach.errors import KehoachError
from kehoach.stores import Journal, SQLStore
from kehoach.stores._schema import log
from kehoach.testing._store_contract import _DIGEST, _every, _line, _record, _terms
from server import asked

ID = "116-KH/TU"
Do = Callable[[str], object]
REFUSED = (sqlite3.IntegrityError, psycopg.errors.IntegrityConstraintViolation)
SAYS = "what was written is neither changed nor removed"


@pytest.fixture(params=["file", "server"])
def written(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Journal, Do]]:
    """A log of three lines, the second of which says something, and a way into its database."""
    if request.param == "server":
        url = request.getfixturevalue("emptied")
        do: Do = lambda statement: asked(url, statement)  # noqa: E731
    else:
        url = str(tmp_path / "a.db")

        def do(statement: str) -> object:
            with closing(sqlite3.connect(url, isolation_level=None)) as connection:
                return connection.execute(statement).fetchall()

    with SQLStore.open(url) as store:
        store.begin(_record(ID))
        journal = store.journal(ID, _terms())
        journal.lock()
        journal.extend([_line(1), _line(2, details=_every(journal.terms)), _line(3)])
        yield journal, do


def refused(do: Do, statement: str) -> None:
    with pytest.raises(REFUSED, match=SAYS):
        do(statement)


@pytest.mark.parametrize("column", [column.name for column in log.c])
def test_no_field_of_a_line_is_changed(written: tuple[Journal, Do], column: str) -> None:
    """An UPDATE of any field is refused, of content too, unless all of it goes."""
    journal, do = written
    before = journal.verify()
    values = {"seq": "9", "at": "9", "version": "9", "received_at": "9", "seen": "9", "due_before": "9", "clock": "9"}
    refused(do, f"UPDATE log SET {column} = {values.get(column, chr(39) + 'x' + chr(39))} WHERE seq = 2")
    assert journal.verify() == before


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM log",
        "DELETE FROM log WHERE seq = 3",
        "DELETE FROM plan",
        "UPDATE plan SET text = '{}'",
        "DELETE FROM campaign",
        "UPDATE log SET reason = NULL WHERE seq = 2",
        "UPDATE log SET salt = NULL WHERE seq = 2",
        "UPDATE log SET reason = NULL, data = NULL, sections = NULL, payload = NULL, salt = NULL, content = NULL",
        "UPDATE log SET reason = NULL, data = NULL, sections = NULL, payload = NULL, salt = NULL WHERE seq = 1",
    ],
)
def test_nothing_goes(written: tuple[Journal, Do], statement: str) -> None:
    """No line, plan or campaign is removed, and no part of the content alone."""
    journal, do = written
    before = journal.verify()
    refused(do, statement)
    assert journal.verify() == before


def test_content_goes_as_a_whole_and_does_not_come_back(written: tuple[Journal, Do]) -> None:
    """The one change that passes: all of the content and its salt go; putting something back is refused."""
    journal, do = written
    before = journal.verify()
    do("UPDATE log SET reason = NULL, data = NULL, sections = NULL, payload = NULL, salt = NULL WHERE seq = 2")
    verified = journal.verify()
    assert (verified.head, verified.erased) == (before.head, (2,))
    for column in ("reason", "data", "sections", "payload", "salt"):
        refused(do, f"UPDATE log SET {column} = 'x' WHERE seq = 2")


def test_a_table_is_not_emptied(emptied: str) -> None:
    """A server's TRUNCATE is refused like a DELETE."""
    for table in ("log", "plan"):
        refused(lambda statement: asked(emptied, statement), f"TRUNCATE {table} CASCADE")


def test_an_undone_turn_erases_nothing(written: tuple[Journal, Do]) -> None:
    """What is erased within a turn that is given back is there as before."""
    journal, _ = written
    before = [entry.to_dict() for entry in journal.entries()]
    journal.lock()
    journal.erase([2])
    journal.unlock()
    assert [entry.to_dict() for entry in journal.entries()] == before
    with pytest.raises(KehoachError) as error:
        journal.erase([2])
    assert "KH918" in str([one.code for one in getattr(error.value, "findings", ())])


def test_the_cache_may_be_emptied(written: tuple[Journal, Do]) -> None:
    """Who deletes snapshots is not refused, and changes nothing."""
    journal, do = written
    before = journal.verify()
    do("DELETE FROM snapshot")
    assert (journal.snapshot(), journal.verify()) == (None, before)


def test_the_digest_is_that_of_the_plan(written: tuple[Journal, Do]) -> None:
    """The campaign's own row is the one that moves: with each line, and by nobody's hand unseen."""
    journal, do = written
    do("UPDATE campaign SET seq = 2, head = (SELECT hash FROM log WHERE seq = 2)")
    with pytest.raises(KehoachError, match="behind the end"):
        journal.verify()
    assert journal.terms.plan == _DIGEST
