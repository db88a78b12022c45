"""What the tests of stores share: one PostgreSQL server for all of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kehoach.stores import SQLStore
from server import Server, asked, binaries


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL server that runs; who has no programs of it is told so."""
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


@pytest.fixture
def postgres(server: Server) -> str:
    """The URL of a new empty place on the server; it goes with the server."""
    return server.place()


@pytest.fixture(scope="session")
def made(server: Server) -> str:
    """The URL of a place with tables, made once: a table is several files, which take longer to remove than a test."""
    url = server.place()
    SQLStore.open(url).close()
    return url


@pytest.fixture
def emptied(made: str) -> str:
    """The URL of a place whose tables are empty."""
    tables = ("snapshot", "log", "plan", "campaign")
    asked(made, "".join(["SET session_replication_role = replica;", *(f"DELETE FROM {name};" for name in tables)]))
    return made
