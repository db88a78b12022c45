"""The bridge of the page on Django: a driver's own connection, in whose transaction a campaign acts."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import attrs
import pytest

import kehoach as kh
from kehoach.errors import StoreError
from kehoach.stores import SQLStore
from kehoach.testing import ManualClock, small_plan
from server import Server, binaries

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "django.md"
CLOCK = ManualClock("2019-04-03T08:00+07:00")


@attrs.frozen
class Django:
    """What Django has: its connection, and how ``atomic()`` begins and ends a transaction on it."""

    connection: Any
    begin: Callable[[], object]
    commit: Callable[[], object]
    rollback: Callable[[], object]


def over_sqlite(path: Path) -> Django:
    real = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    real.execute("PRAGMA journal_mode = WAL")
    said = SimpleNamespace(vendor="sqlite", connection=real, ensure_connection=lambda: None)
    return Django(said, *(lambda word=word: real.execute(word) for word in ("BEGIN IMMEDIATE", "COMMIT", "ROLLBACK")))


def over_postgres(server: Server) -> Django:
    psycopg = pytest.importorskip("psycopg")
    real = psycopg.connect(server.place().replace("+psycopg", ""), autocommit=True)
    said = SimpleNamespace(vendor="postgresql", connection=real, ensure_connection=lambda: None)

    def ended(end: Callable[[], None]) -> Callable[[], None]:
        def work() -> None:
            end()
            real.autocommit = True

        return work

    return Django(said, lambda: setattr(real, "autocommit", False), ended(real.commit), ended(real.rollback))


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    programs = binaries()
    if programs is None:
        pytest.skip("there are no programs of PostgreSQL here (on Debian and Ubuntu: apt install postgresql)")
    server = Server(programs)
    try:
        server.start()
        yield server
        server.stop()
    finally:
        server.remove()


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def django(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Django]:
    chosen = request.param == "SQLite"
    made = over_sqlite(tmp_path / "x.db") if chosen else over_postgres(request.getfixturevalue("server"))
    yield made
    made.connection.connection.close()


@pytest.fixture(scope="module")
def lent() -> Any:
    """The function of the page, as it stands there."""
    (block,) = [
        text for text in re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL) if "Lent" in text
    ]
    names: dict[str, Any] = {}
    exec(compile(block, str(PAGE), "exec"), names)
    return names["lent"]


def test_acts_are_kept_and_undone_with_the_transaction_of_another(lent: Any, django: Django) -> None:
    """What a lent connection writes is there after the owner's COMMIT and gone after its ROLLBACK, number and all."""

    def within(end: Callable[[], object], work: Callable[[kh.Campaign], object]) -> object:
        django.begin()
        with lent(django.connection) as connection:
            store = SQLStore.open(connection, prefix="kehoach_")
            if not store.campaigns():
                kh.Campaign.begin(small_plan(1, 2, 4), store, id="2019", clock=CLOCK)
            answer = work(kh.Campaign.resume(store, clock=CLOCK))
        end()
        return answer

    for unit, end in (("commune-1", django.rollback), ("commune-2", django.commit), ("commune-3", django.rollback)):
        within(end, lambda campaign, unit=unit: campaign.submit(unit, by=unit, command_id=unit))
    assert within(django.rollback, lambda campaign: [entry.duty for entry in campaign.log()]) == ["commune-2"]
    assert within(django.commit, lambda campaign: campaign.verify().entries) == 1


def test_a_refused_act_leaves_the_transaction_of_another_as_it_was(lent: Any, django: Django) -> None:
    """Behind a refusal the owner of the connection goes on and commits what it wrote before."""
    django.begin()
    with lent(django.connection) as connection:
        campaign = kh.Campaign.begin(small_plan(1, 2, 4), connection, id="2019", clock=CLOCK)
        campaign.submit("commune-1", by="commune-1")
        with pytest.raises(kh.errors.Refused):
            campaign.submit("district-1", by="district-1")
    django.commit()
    django.begin()
    with lent(django.connection) as connection:
        assert kh.Campaign.resume(connection, clock=CLOCK).verify().entries == 1
    django.rollback()


def test_a_connection_without_a_transaction_is_refused(lent: Any, django: Django) -> None:
    """Outside of ``atomic()`` each statement is kept by itself: nothing is opened there."""
    with lent(django.connection) as connection, pytest.raises(StoreError) as error:
        SQLStore.open(connection)
    assert [finding.code for finding in error.value.findings] == ["KH940"]
