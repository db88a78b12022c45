"""A SQLite file is a store, whether kehoach opens it or an application hands in its own engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from kehoach.stores import SQLStore, Store
from kehoach.testing import StoreContract


class TestSQLite(StoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[Store]:
        with SQLStore.open(tmp_path / "campaigns.db") as store:
            yield store

    def reopened(self, store: Store) -> Store:
        assert isinstance(store, SQLStore)
        return SQLStore.open(store.place, create=False)


class TestSQLiteOnANetwork(StoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[Store]:
        with SQLStore.open(tmp_path / "campaigns.db", allow_network=True) as store:
            yield store

    def reopened(self, store: Store) -> Store:
        assert isinstance(store, SQLStore)
        return SQLStore.open(store.place, create=False, allow_network=True)


class TestSQLiteOfAnApplication(StoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[Store]:
        engine = SQLStore.settle(sa.create_engine(f"sqlite:///{tmp_path}/application.db"))
        with engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE users (name TEXT)")
        with SQLStore.open(engine) as store:
            yield store
