"""The store in memory is a store."""

from __future__ import annotations

from kehoach.stores import MemoryStore, Store
from kehoach.testing import StoreContract


class TestMemory(StoreContract):
    many_writers = False

    def make_store(self) -> Store:
        return MemoryStore()
