"""A log that somebody touched: what was changed, removed, doubled, swapped or put in is found, at its first entry."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kehoach.errors import StoreError, Tampered
from kehoach.stores import Journal, Record, SQLStore
from kehoach.stores._schema import log
from kehoach.testing._store_contract import _DIGEST, _every, _line, _terms

ID = "116-KH/TU"
LINES = 1_005  # more than a page


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log of which the seventh line states every field, and no constraint stands in a forger's way."""
    path = tmp_path_factory.mktemp("log") / "campaigns.db"
    with SQLStore.open(path) as store:
        store.begin(Record(ID, _DIGEST, "{}", 5))
        journal = store.journal(ID, _terms())
        journal.lock()
        seventh = _every(journal.terms)
        journal.extend([_line(n, details=seventh) if n == 7 else _line(n) for n in range(1, LINES + 1)])
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript(
            "CREATE TABLE free AS SELECT * FROM log; DROP TABLE log; ALTER TABLE free RENAME TO log"
        )
    return path


@pytest.fixture
def path(original: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(original, tmp_path))


@pytest.fixture
def journal(path: Path) -> Iterator[Journal]:
    with SQLStore.open(path) as store:
        yield store.journal(ID, _terms())


Forge = Callable[[str], None]


@pytest.fixture
def forge(path: Path) -> Forge:
    """Run statements on the file from outside."""

    def run(script: str) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.executescript(script)

    return run


def found(journal: Journal) -> tuple[str, int]:
    """The code and the entry that `verify` names."""
    with pytest.raises(Tampered) as error:
        journal.verify()
    assert str(error.value.seq) in str(error.value)
    return error.value.findings[0].code, error.value.seq


def test_a_log_that_nobody_touched_fits(journal: Journal) -> None:
    """The lines fit, constraints or not."""
    assert journal.verify().entries == LINES


@pytest.mark.parametrize("column", [column.name for column in log.c if column.name not in ("campaign", "seq")])
@pytest.mark.parametrize("change", ["{0} || 'x'", "NULL", "'x'", "7", "x'00'"])
def test_a_changed_field_is_found(journal: Journal, forge: Forge, column: str, change: str) -> None:
    """Whichever field of a line is changed, to whatever, the line is named."""
    forge(f"UPDATE log SET {column} = {change.format(column)} WHERE seq = 7")
    assert found(journal) == ("KH901", 7)


@pytest.mark.parametrize("column", ["person", "acting_for", "reason", "data", "payload", "seen", "due", "command_id"])
def test_an_added_field_is_found(journal: Journal, forge: Forge, column: str) -> None:
    """A field that a line did not state and that was filled in later is found, an empty one too."""
    forge(f"UPDATE log SET {column} = '' WHERE seq = 8")
    assert found(journal) == ("KH901", 8)


@pytest.mark.parametrize("seq", [1, 2, 500, 1000, 1001, LINES - 1])
def test_a_removed_line_is_found(journal: Journal, forge: Forge, seq: int) -> None:
    """A line that is gone is named, also at the end of a page."""
    forge(f"DELETE FROM log WHERE seq = {seq}")
    assert found(journal) == ("KH921", seq)


@pytest.mark.parametrize("first", [1, 2, 1000, 1001, LINES])
def test_a_cut_tail_is_found(journal: Journal, forge: Forge, first: int) -> None:
    """When the last lines are gone, the first of them is named, since the campaign knows how far its log reached."""
    forge(f"DELETE FROM log WHERE seq >= {first}")
    assert found(journal) == ("KH923", first)


def test_a_tail_cut_in_both_tables_needs_the_head(journal: Journal, forge: Forge) -> None:
    """Who cuts the campaign's own record as well makes a log that fits; only a head that was kept elsewhere tells."""
    kept = journal.verify()
    forge(
        "DELETE FROM log WHERE seq > 1000;"
        "UPDATE campaign SET seq = 1000, head = (SELECT hash FROM log WHERE log.seq = 1000)"
    )
    cut = journal.verify()
    assert (cut.entries, cut.head != kept.head) == (1000, True)


@pytest.mark.parametrize("seq", [1, 999, 1000, 1001, LINES])
def test_a_doubled_line_is_found(journal: Journal, forge: Forge, seq: int) -> None:
    """A line that is there twice is named, also at the border of pages."""
    forge(f"INSERT INTO log SELECT * FROM log WHERE seq = {seq}")
    assert found(journal) == ("KH922", seq)


@pytest.mark.parametrize(("one", "other"), [(1, 2), (3, 9), (1000, 1001), (7, LINES)])
def test_swapped_lines_are_found(journal: Journal, forge: Forge, one: int, other: int) -> None:
    """Two lines that changed places, numbers or contents, are found at the earlier place."""
    forge(
        f"UPDATE log SET seq = -1 WHERE seq = {one}; UPDATE log SET seq = {one} WHERE seq = {other};"
        f"UPDATE log SET seq = {other} WHERE seq = -1"
    )
    assert found(journal) == ("KH901", one)


def test_a_line_put_in_is_found(journal: Journal, forge: Forge) -> None:
    """A line in the middle, the later ones moved up, is found where it stands; so is one behind the end."""
    forge("UPDATE log SET seq = seq + 1 WHERE seq >= 5; INSERT INTO log SELECT * FROM log WHERE seq = 4")
    forge("UPDATE log SET seq = 5 WHERE rowid = (SELECT max(rowid) FROM log)")
    assert found(journal) == ("KH901", 5)


def test_a_line_behind_the_end_is_found(journal: Journal, forge: Forge) -> None:
    """A line behind the last one, of which the campaign knows nothing, is named."""
    forge(
        f"INSERT INTO log SELECT * FROM log WHERE seq = 1; UPDATE log SET seq = {LINES + 1} WHERE rowid = {LINES + 1}"
    )
    assert found(journal) == ("KH928", LINES + 1)


@pytest.mark.parametrize("head", ["00" * 32, "", "no hash", "é"])
def test_another_head_is_found(journal: Journal, forge: Forge, head: str) -> None:
    """A campaign whose head is not the hash of its last line is found out."""
    forge(f"UPDATE campaign SET head = '{head}'")
    assert found(journal) == ("KH924", LINES)


def test_a_plan_that_was_exchanged_is_found(path: Path, forge: Forge) -> None:
    """The chain begins with the digest of the plan: under another plan no line fits."""
    forge(f"UPDATE campaign SET plan_digest = '{'00' * 32}'")
    with SQLStore.open(path) as store:
        assert found(store.journal(ID, _terms("00" * 32))) == ("KH901", 1)


def test_a_line_of_another_campaign_is_found(journal: Journal, forge: Forge, path: Path) -> None:
    """A line that was taken from the log of another campaign does not fit, though its own chain was in order."""
    with SQLStore.open(path) as store:
        store.begin(Record("other", _DIGEST, "{}", 6))
        other = store.journal("other", _terms())
        other.lock()
        other.extend([_line(n) for n in range(1, 6)])
    forge(f"DELETE FROM log WHERE campaign = '{ID}' AND seq = 3")
    forge("INSERT INTO log SELECT * FROM log WHERE campaign = 'other' AND seq = 3")
    forge(f"UPDATE log SET campaign = '{ID}' WHERE rowid = (SELECT max(rowid) FROM log)")
    assert found(journal) == ("KH901", 3)


def test_any_single_change_is_found(journal: Journal, path: Path) -> None:
    """Of sixty random changes of one letter or figure in one field, each is found at its line."""
    chance = random.Random(2019)
    columns = [column.name for column in log.c if column.name not in ("campaign", "seq")]
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for _ in range(60):
            seq, column = chance.choice([7, chance.randrange(1, LINES + 1)]), chance.choice(columns)
            (value,) = connection.execute(f"SELECT {column} FROM log WHERE seq = ?", (seq,)).fetchone()
            forged = value + chance.choice([-1, 1]) if isinstance(value, int) else forged_text(value, chance)
            connection.execute(f"UPDATE log SET {column} = ? WHERE seq = ?", (forged, seq))
            assert found(journal) == ("KH901", seq), (seq, column, value, forged)
            connection.execute(f"UPDATE log SET {column} = ? WHERE seq = ?", (value, seq))
    assert journal.verify().entries == LINES


def forged_text(value: str | None, chance: random.Random) -> str:
    if not value:
        return "x"
    place = chance.randrange(len(value))
    return value[:place] + chance.choice(["", "x", value[place] * 2, "\u200b"]) + value[place + 1 :] + " "


@pytest.mark.parametrize("seq", [2, 1000, 1001, LINES])
def test_reading_does_not_pass_over_a_gap(journal: Journal, forge: Forge, seq: int) -> None:
    """Who reads a log of which a line is missing is told so, and is not given the rest as if it were whole."""
    forge(f"DELETE FROM log WHERE seq = {seq}")
    for read in (journal.read, journal.entries, lambda: journal.read(seq - 1)):
        with pytest.raises(Tampered) as error:
            read()
        assert error.value.seq == seq


def test_a_hash_that_is_none_is_found(journal: Journal, forge: Forge) -> None:
    """A hash that is no hash is named when it is needed."""
    forge("UPDATE log SET hash = 'zz' WHERE seq = 5; UPDATE campaign SET head = 'zz'")
    with pytest.raises(Tampered) as error:
        journal.read(5)
    assert error.value.seq == 5
    with pytest.raises(StoreError):
        journal.lock()
