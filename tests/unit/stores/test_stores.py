"""The room of stores: what it loads, and how a store is opened."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import kehoach.stores
from kehoach.stores import MemoryStore, Record, SQLStore, Store, open_store

PROGRAM = """
import json, sys
import kehoach.stores
kehoach.stores.open_store()
json.dump(sorted(sys.modules), sys.stdout)
"""


@pytest.mark.slow
def test_a_store_in_memory_loads_no_database() -> None:
    """Who keeps campaigns in memory loads neither SQLAlchemy nor sqlite3 nor Alembic."""
    environment = {**os.environ, "PYTHONPATH": str(Path(kehoach.stores.__file__).parents[2])}
    said = subprocess.run([sys.executable, "-c", PROGRAM], env=environment, capture_output=True, check=True)
    assert {"sqlalchemy", "sqlite3", "alembic"} & set(json.loads(said.stdout)) == set()


def test_opening_nothing_is_a_store_in_memory() -> None:
    """Without a name a store is a new one in memory; a store is itself."""
    store = open_store()
    assert isinstance(store, MemoryStore)
    assert open_store(store) is store
    store.begin(Record("2019", "ab", "{}", 5))
    assert repr(store) == "MemoryStore(2019)"
    assert open_store() is not store


def test_a_store_in_a_database_is_a_store(tmp_path: Path) -> None:
    """What a path opens satisfies the protocol, and the class is fetched from the room."""
    store = open_store(tmp_path / "x.db")
    assert isinstance(store, Store)
    assert isinstance(store, kehoach.stores.SQLStore)
    assert kehoach.stores.SQLStore is SQLStore


def test_the_room_has_no_other_names() -> None:
    """A name that is not there is an attribute error."""
    with pytest.raises(AttributeError, match="no_such_store"):
        _ = kehoach.stores.no_such_store
