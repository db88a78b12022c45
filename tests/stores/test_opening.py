"""Opening a store: what may be named, what is refused in which words, and that a refusal leaves nothing behind."""

from __future__ import annotations

import gc
import os
import sqlite3
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from kehoach import Campaign
from kehoach.errors import InvalidCommand, KehoachError, StoreError
from kehoach.stores import Record, SQLStore, open_store
from kehoach.stores._backend import Durability
from kehoach.stores._schema import APPLICATION, SCHEMA
from kehoach.stores._sqlite import check_release
from kehoach.testing import small_plan
from kehoach.testing._store_contract import _terms

NOBODY = 65534
RECORD = Record("2019", "ab" * 32, "{}", 5)


def code_of(error: KehoachError) -> str:
    return ", ".join(finding.code for finding in getattr(error, "findings", ()))


def things(folder: Path) -> dict[str, bytes]:
    """Every file of a folder with what it holds."""
    return {str(path): path.read_bytes() if path.is_file() else b"a folder" for path in folder.rglob("*")}


def refused(target: object, folder: Path, **options: object) -> StoreError:
    """The error of a store that cannot be opened, after a look whether the folder is as it was."""
    before = things(folder)
    with pytest.raises(StoreError) as error:
        SQLStore.open(target, **options)
    assert things(folder) == before
    text = str(error.value)
    assert text.count("\n") == len(error.value.findings) - 1
    assert not any(word in text for word in ("sqlite3.", "Traceback", "sqlalche.me", "(Background on this error"))
    return error.value


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A store with a campaign in it, closed."""
    path = tmp_path / "campaigns.db"
    with SQLStore.open(path) as store:
        store.begin(RECORD)
    return path


def test_a_path_a_url_and_an_engine_name_one_database(tmp_path: Path, made: Path) -> None:
    """A text, a path, a URL with three slashes or four, and an engine all lead to the same campaigns."""
    engine = SQLStore.settle(sa.create_engine(f"sqlite:///{made}"))
    for target in (str(made), made, f"sqlite:///{made}", f"sqlite+pysqlite:///{made}", engine):
        with SQLStore.open(target) as store:
            assert store.campaigns() == (RECORD,)
    assert open_store(str(made)).campaigns() == (RECORD,)


def test_a_store_says_what_it_is(made: Path) -> None:
    """The file's header names the program, the version table the schema, and the store its place."""
    with SQLStore.open(made) as store:
        assert repr(store) == f"SQLStore({str(made)!r})"
    with closing(sqlite3.connect(made)) as connection:
        assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION,)
        assert connection.execute("SELECT version_num FROM kehoach_version").fetchall() == [(f"{SCHEMA:04}",)]
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_an_empty_file_becomes_a_store(tmp_path: Path) -> None:
    """A file without a byte, as another tool may have made it, is given its tables."""
    path = tmp_path / "new.db"
    path.touch()
    with SQLStore.open(path) as store:
        assert store.campaigns() == ()


def test_a_name_with_marks_in_it_is_a_name(tmp_path: Path) -> None:
    """Blanks, question marks, per cent signs and Vietnamese letters in the name of a file are letters."""
    for name in ("kế hoạch 116.db", "a?mode=ro#b.db", "100%.db", "file:x.db"):
        with SQLStore.open(tmp_path / name) as store:
            store.begin(RECORD)
        assert (tmp_path / name).is_file()


def test_threads_that_open_a_new_file_find_one_store(tmp_path: Path) -> None:
    """When many open a file that does not exist, its tables are made once, and one of them begins the campaign."""

    def open_and_begin(number: int) -> str:
        with SQLStore.open(tmp_path / "new.db") as store:
            try:
                store.begin(Record("2019", f"{number:064}", "{}", number))
            except InvalidCommand as error:
                return code_of(error)
        return "begun"

    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(open_and_begin, range(8)))
    assert answers == ["KH510"] * 7 + ["begun"]


# Files


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    """A text, a picture or a spreadsheet is told apart from a database and not touched."""
    for number, content in enumerate((b"unit,received_at\n" * 100, b"\x89PNG\r\n\x1a\n" + bytes(2000), b"x\n")):
        path = tmp_path / f"{number}.csv"
        path.write_bytes(content)
        error = refused(path, tmp_path)
        assert code_of(error) == "KH902"
        assert isinstance(error.__cause__, sqlite3.DatabaseError)


@pytest.mark.parametrize("stamp", [0, 0x47504B47])
def test_a_database_of_another_program_is_refused(tmp_path: Path, stamp: int) -> None:
    """A SQLite file with other tables, or the mark of another program, is refused, and no byte of it changes."""
    with closing(sqlite3.connect(tmp_path / "notes.db")) as connection:
        connection.execute(f"PRAGMA application_id = {stamp}")
        connection.execute("CREATE TABLE notes (a)")
    assert code_of(refused(tmp_path / "notes.db", tmp_path)) == "KH903"


def test_a_database_with_our_mark_and_other_tables_is_refused(tmp_path: Path) -> None:
    """Tables of our names without our number are not ours, whatever the header says."""
    with closing(sqlite3.connect(tmp_path / "odd.db")) as connection:
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE log (a)")
    assert code_of(refused(tmp_path / "odd.db", tmp_path)) == "KH903"


@pytest.mark.parametrize("number", ["", "first", "0001', '0002"])
def test_a_number_of_the_schema_that_is_none_is_refused(made: Path, number: str) -> None:
    """A version table with nothing, a word or two numbers in it is not one that we wrote."""
    with closing(sqlite3.connect(made, isolation_level=None)) as connection:
        connection.execute("DELETE FROM kehoach_version")
        for one in number.split("', '") if number else []:
            connection.execute("INSERT INTO kehoach_version VALUES (?)", (one,))
    assert code_of(refused(made, made.parent)) == "KH903"


@pytest.mark.parametrize(("number", "code"), [(f"{SCHEMA + 1:04}", "KH904"), ("0000", "KH905")])
def test_another_schema_is_refused_with_both_numbers(made: Path, number: str, code: str) -> None:
    """A database of a newer or an older release is not touched; the error names both numbers and the way out."""
    with closing(sqlite3.connect(made, isolation_level=None)) as connection:
        connection.execute("UPDATE kehoach_version SET version_num = ?", (number,))
    error = refused(made, made.parent)
    assert code_of(error) == code
    assert f"schema {int(number)}" in str(error)
    assert f"knows {SCHEMA}" in str(error) or f"needs {SCHEMA}" in str(error)
    assert ("kehoach migrate" in str(error)) == (code == "KH905")


def test_migrate_leaves_a_store_of_this_release_as_it_is(made: Path) -> None:
    """Migrating what is up to date opens it, and what is newer is refused as when it is opened."""
    with SQLStore.migrate(made) as store:
        assert store.campaigns() == (RECORD,)
    with closing(sqlite3.connect(made, isolation_level=None)) as connection:
        connection.execute("UPDATE kehoach_version SET version_num = '0009'")
    with pytest.raises(StoreError, match=f"schema 9, this release knows {SCHEMA}"):
        SQLStore.migrate(made)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    """A path into a folder that does not exist is refused with that folder, and nothing is made."""
    error = refused(tmp_path / "none" / "x.db", tmp_path)
    assert code_of(error) == "KH906"
    assert str(tmp_path / "none") in str(error)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    """A folder in the place of a file is refused."""
    assert code_of(refused(tmp_path, tmp_path)) == "KH907"


def test_a_file_that_is_not_there_is_not_made_when_it_may_not(tmp_path: Path) -> None:
    """With create=False a mistyped name leaves no empty database behind, and an empty one is none."""
    assert code_of(refused(tmp_path / "typo.db", tmp_path, create=False)) == "KH931"
    with closing(sqlite3.connect(tmp_path / "empty.db")) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    assert code_of(refused(tmp_path / "empty.db", tmp_path, create=False)) == "KH931"


@pytest.fixture
def locked_out() -> Iterator[Path]:
    """A folder of which the user that the test runs as has been given nothing but the right to read."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        with SQLStore.open(path / "campaigns.db") as store:
            store.begin(RECORD)
        (path / "campaigns.db").chmod(0o444)
        path.chmod(0o555)
        if os.geteuid() == 0:
            os.seteuid(NOBODY)  # what is read-only is not so for root
            yield path
            os.seteuid(0)
        else:
            yield path
        path.chmod(0o755)


def test_a_read_only_folder_is_named_as_what_it_is(locked_out: Path) -> None:
    """Neither a new file nor an old one opens in a folder without the right to write, and the error says why."""
    for name in ("new.db", "campaigns.db"):
        assert code_of(refused(locked_out / name, locked_out)) == "KH908"


def test_a_damaged_file_is_refused(made: Path) -> None:
    """A database whose pages were overwritten is told as damaged, not as another program's."""
    content = made.read_bytes()
    made.write_bytes(content[:100] + bytes(reversed(content[100:2000])) + content[2000:])
    with pytest.raises(StoreError) as error:
        SQLStore.open(made)
    assert code_of(error.value) == "KH912"


# Names


@pytest.mark.parametrize("target", ["sqlite://", "sqlite:///:memory:", ":memory:", ""])
def test_a_database_in_memory_is_refused(tmp_path: Path, target: str) -> None:
    """SQLite in memory is another database per connection; the store in memory is proposed."""
    error = refused(target, tmp_path)
    assert code_of(error) == "KH929"
    assert "MemoryStore()" in str(error)


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("sqlite://2019.db", "KH937"),
        ("mysql://host/name", "KH930"),
        ("sqlite+aiosqlite:///x.db", "KH930"),
        ("postgresql+psycopg2://host/name", "KH930"),
        ("://", "KH934"),
        ("sqlite:2019.db", "KH934"),
        ("postgresql://host:port/name", "KH934"),
        ("sqlite:///x.db?mode=ro", "KH938"),
        ("sqlite:///x.db?timeout=soon", "KH938"),
        ("sqlite:///x.db?durability=none", "KH938"),
    ],
)
def test_a_url_that_is_none_of_ours_is_refused(tmp_path: Path, target: str, code: str) -> None:
    """Another database, a host for SQLite, an option that does not exist: each its own words, with an example."""
    assert code_of(refused(target, tmp_path)) == code


@pytest.mark.parametrize(
    "target",
    [
        "postgresql+psycopg://user:s3cret@host/name",
        "mysql://user:s3cret@host/name",
        "postgresql://user:s3cret@host:port/name",
        "postgresql+psycopg://user:s3cret@host/name?no=1",
        "mysql://host/name?user=u&password=s3cret",
        "postgresql://host:port/name?password=s3cret&user=u",
        "sqlite:///x.db?password=s3cret",
        "sqlite://user:s3cret@host/x.db",
    ],
)
def test_a_password_is_never_printed(target: str) -> None:
    """Whatever is wrong with a URL, its password stands neither in the error nor in what caused it."""
    with pytest.raises(KehoachError) as error:
        SQLStore.open(target)
    found: BaseException | None = error.value
    while found is not None:
        assert "s3cret" not in f"{found} {found!r}"
        found = found.__cause__ or (None if found.__suppress_context__ else found.__context__)


def test_a_missing_driver_names_its_extra() -> None:
    """PostgreSQL without its driver says which extra of kehoach brings it."""
    program = (
        "import sys; sys.modules['psycopg'] = None\n"
        "from kehoach.errors import MissingExtra\n"
        "from kehoach.stores import SQLStore\n"
        "try: SQLStore.open('postgresql+psycopg://host/name')\n"
        "except MissingExtra as error: sys.stdout.write(str(error))"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    assert "pip install 'kehoach[postgres]'" in said.stdout


@pytest.mark.parametrize("target", [7, b"x.db", None, {"path": "x.db"}])
def test_what_names_no_store_is_refused(target: object) -> None:
    """A number, bytes or a table is no store; the error says what is."""
    with pytest.raises(InvalidCommand, match="URL, path, engine or connection"):
        SQLStore.open(target)


# Connections


def test_every_connection_is_set_as_it_must_be(made: Path) -> None:
    """WAL, synchronous FULL, foreign keys, the wait for a turn: the same on each connection, and read back."""
    with SQLStore.open(made, timeout=1.5) as store:
        links = [store._database.link() for _ in range(3)]
        for link in links:
            found = [link.rows(f"PRAGMA {name}")[0][0] for name in ("journal_mode", "synchronous", "foreign_keys")]
            assert [*found, link.rows("PRAGMA busy_timeout")[0][0]] == ["wal", 2, 1, 1500]
            link.close()


@pytest.mark.parametrize(("target", "wait"), [("sqlite:///{}?timeout=2.5", 2500), ("sqlite:///{}", 10_000)])
def test_the_wait_for_a_turn_may_stand_in_the_url(made: Path, target: str, wait: int) -> None:
    """`?timeout=` is in seconds; without it a writer waits ten; an argument is stronger."""
    url = target.format(made)
    for timeout, expected in ((None, wait), (0.2, 200)):
        with SQLStore.open(url, timeout=timeout) as store:
            link = store._database.link()
            assert link.rows("PRAGMA busy_timeout") == [(expected,)]
            link.close()


@pytest.mark.parametrize(("durability", "synchronous"), [("power", 2), ("process", 1), (None, 2)])
def test_what_an_act_survives_has_a_name(made: Path, durability: Durability | None, synchronous: int) -> None:
    """Acts survive a power cut, or by name a kill only; the URL may say so, and an argument is stronger."""
    for target in (f"sqlite:///{made}", f"sqlite:///{made}?durability=process"):
        expected = 1 if durability is None and "process" in target else synchronous
        with SQLStore.open(target, durability=durability) as store:
            link = store._database.link()
            assert link.rows("PRAGMA synchronous") == [(expected,)]
            link.close()
            store.begin(Record(f"{target}", "ef" * 32, "{}", 7))
    engine = SQLStore.settle(sa.create_engine(f"sqlite:///{made}"), durability="process")
    SQLStore.open(engine, durability="process").close()
    assert code_of(refused(engine, made.parent / "none")) == "KH915"
    engine.dispose()


@pytest.mark.parametrize("durability", ["", "full", 1, True])
def test_an_unknown_durability_is_refused(made: Path, durability: Any) -> None:
    """There are two names for what an act survives, and no third."""
    with pytest.raises(InvalidCommand, match=r"durability: .* power or process"):
        SQLStore.open(made, durability=durability)


def test_an_engine_without_the_settings_is_refused(tmp_path: Path) -> None:
    """An application's engine as it comes from SQLAlchemy would lose acts: every setting that is wrong is named."""
    error = refused(sa.create_engine(f"sqlite:///{tmp_path}/app.db", connect_args={"timeout": 0}), tmp_path / "none")
    assert [finding.values["setting"] for finding in error.findings] == [
        "journal_mode",
        "foreign_keys",
        "busy_timeout",
        "isolation_level",
    ]
    assert "SQLStore.settle(engine)" in str(error)


@pytest.mark.parametrize("setting", ["synchronous = NORMAL", "foreign_keys = OFF", "busy_timeout = 0"])
def test_one_wrong_setting_is_enough(tmp_path: Path, setting: str) -> None:
    """A setting that an application changes behind the back of the store is noticed on the new connection."""
    engine = SQLStore.settle(sa.create_engine(f"sqlite:///{tmp_path}/app.db"))

    def unsettle(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA {setting}")

    sa.event.listen(engine, "connect", unsettle)
    error = refused(engine, tmp_path / "none")
    assert [finding.values["setting"] for finding in error.findings] == [setting.partition(" ")[0]]


def test_an_engine_keeps_the_tables_of_its_application(tmp_path: Path) -> None:
    """In an application's database our tables stand beside its own, and its mark in the header stays."""
    engine = SQLStore.settle(sa.create_engine(f"sqlite:///{tmp_path}/app.db"))
    with engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA application_id = 77")
        connection.exec_driver_sql("CREATE TABLE users (name TEXT)")
    with SQLStore.open(engine) as store:
        store.begin(RECORD)
    with engine.connect() as connection:
        names = set(sa.inspect(connection).get_table_names())
        assert connection.exec_driver_sql("PRAGMA application_id").scalar() == 77
    assert names == {"users", "campaign", "plan", "log", "snapshot", "kehoach_version"}


def test_an_engine_whose_tables_bear_our_names_is_refused(tmp_path: Path) -> None:
    """An application that has a table called log of its own keeps it untouched."""
    engine = SQLStore.settle(sa.create_engine(f"sqlite:///{tmp_path}/app.db"))
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE log (message TEXT)")
    with pytest.raises(StoreError) as error:
        SQLStore.open(engine)
    assert code_of(error.value) == "KH903"


def test_an_engine_of_another_database_is_refused() -> None:
    """Only the databases that are known may be handed in as engines; it is not even connected."""
    engine = sa.create_engine("mssql+pymssql://host/name", module=sqlite3)
    for work in (SQLStore.open, SQLStore.settle):
        with pytest.raises(StoreError) as error:
            work(engine)
        assert code_of(error.value) == "KH930"


def test_an_old_sqlite_is_refused() -> None:
    """A library without STRICT tables is refused with both numbers."""
    check_release((3, 37, 0))
    with pytest.raises(StoreError, match=r"SQLite 3\.36\.1; 3\.37\.0 or later"):
        check_release((3, 36, 1))


def test_a_store_that_was_closed_opens_again_and_tidies_up(made: Path) -> None:
    """After close nothing but the database lies in the folder; a store that is used again opens again."""
    with SQLStore.open(made) as store:
        store.begin(Record("2020", "cd", "{}", 6))
    assert [path.name for path in made.parent.iterdir()] == ["campaigns.db"]
    assert len(store.campaigns()) == 2
    store.close()
    store.close()
    assert [path.name for path in made.parent.iterdir()] == ["campaigns.db"]


def test_a_store_that_is_forgotten_closes_itself(made: Path) -> None:
    """When nobody holds the store nor a journal of it any more, its connections are closed."""
    journal = SQLStore.open(made).journal("2019", _terms(RECORD.digest))
    assert journal.lock() == 0
    journal.unlock()
    assert len(list(made.parent.iterdir())) > 1
    del journal
    gc.collect()
    assert [path.name for path in made.parent.iterdir()] == ["campaigns.db"]


def test_closing_leaves_the_engine_of_an_application_open(tmp_path: Path) -> None:
    """A store on an application's engine gives back what it took and closes none of the application's connections."""
    engine = SQLStore.settle(sa.create_engine(f"sqlite:///{tmp_path}/app.db"))
    with SQLStore.open(engine) as store, engine.connect() as connection:
        pool = engine.pool
        store.begin(RECORD)
        store.close()
        assert connection.exec_driver_sql("SELECT count(*) FROM campaign").scalar() == 1
    assert engine.pool is pool


@pytest.mark.parametrize("timeout", [-1, float("nan"), float("inf"), "5", True, 10**7])
def test_a_wait_that_is_none_is_refused(made: Path, timeout: Any) -> None:
    """A writer waits for some seconds, or not at all; anything else is told by name before the file is touched."""
    with pytest.raises(InvalidCommand, match=r"timeout: .* length of time in seconds") as error:
        SQLStore.open(made, timeout=timeout)
    assert code_of(error.value) == "KH508"


@pytest.mark.parametrize("id", ["a\0b", "\ud800", "x" * 201, "  "])
def test_a_campaign_has_a_name_that_any_store_can_keep(made: Path, id: str) -> None:
    """NUL, half a character, a blank and what is too long are refused as names, whatever a store could do with it."""
    with pytest.raises(InvalidCommand, match=r"^id: "):
        Campaign.begin(small_plan(1, 2), made, id=id)
    assert SQLStore.open(made).campaigns() == (RECORD,)


def test_a_name_is_the_same_in_either_form(tmp_path: Path) -> None:
    """A campaign that was begun with one form of a letter is resumed with the other."""
    name = "Kế hoạch"
    Campaign.begin(small_plan(1, 2), tmp_path / "x.db", id=unicodedata.normalize("NFD", name))
    for form in ("NFC", "NFD"):
        assert Campaign.resume(tmp_path / "x.db", id=unicodedata.normalize(form, name)).id == name
