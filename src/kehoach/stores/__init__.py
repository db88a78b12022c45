"""Where campaigns are kept: in memory, or in a database through SQLAlchemy.

A store holds many campaigns. Of each it keeps the plan as text, with its calendar, the plan's digest, and the log:
the truth from which everything else is folded.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Final

from kehoach.stores._memory import MemoryStore
from kehoach.stores._store import Head, Journal, Record, Snapshot, Store, Verified

if TYPE_CHECKING:
    from kehoach.stores._exchange import export_log as export_log
    from kehoach.stores._exchange import import_log as import_log
    from kehoach.stores._health import Health as Health
    from kehoach.stores._rows import Codec as Codec
    from kehoach.stores._sql import SQLStore as SQLStore

__all__ = [
    "Codec",
    "Head",
    "Health",
    "Journal",
    "MemoryStore",
    "Record",
    "SQLStore",
    "Snapshot",
    "Store",
    "Verified",
    "export_log",
    "import_log",
    "open_store",
]
_LATER: Final[Mapping[str, str]] = {
    "Codec": "_rows",
    "Health": "_health",
    "SQLStore": "_sql",
    "export_log": "_exchange",
    "import_log": "_exchange",
}
"""Where that lies which loads SQLAlchemy: by those who use a database."""


def open_store(store: object = None, *, create: bool = True) -> Store:
    """The store that a caller means.

    Args:
        store: None for a new one in memory; a store as it is; a URL such as ``sqlite:///2019.db`` or
            ``postgresql+psycopg://host/name``, the path of a file, an engine of the application, or a connection of
            it: then everything is kept or undone with the transaction that it has under way.
        create: Whether a file that does not exist is made; False where a campaign is expected to be there.

    Raises:
        StoreError: The database cannot be opened, or is none of ours.
    """
    if store is None:
        return MemoryStore()
    if isinstance(store, Store):
        return store
    from kehoach.stores._sql import SQLStore

    return SQLStore.open(store, create=create)


def __getattr__(name: str) -> object:
    if name in _LATER:
        found: object = getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
        return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
