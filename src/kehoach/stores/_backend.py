"""What one kind of database does otherwise than another: how a transaction begins, and what a connection needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol

from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor

from kehoach.stores._ahead import Ahead
from kehoach.stores._rows import Row

__all__ = ["Backend", "Durability"]

Durability = Literal["power", "process"]
"""What an act survives when it was acknowledged: a cut of the power, or only the end of the process."""


class Backend(Protocol):
    """One kind of database."""

    @property
    def begin(self) -> str:
        """The statement that begins a transaction in which a campaign is written, one writer at a time."""
        ...  # pragma: no cover - the body of a protocol

    @property
    def begin_alone(self) -> str:
        """The statement that begins a transaction with no other writer in the whole store."""
        ...  # pragma: no cover - the body of a protocol

    @property
    def paramstyle(self) -> Literal["qmark", "format"]:
        """How its driver marks a parameter that is given by place."""
        ...  # pragma: no cover - the body of a protocol

    @property
    def path(self) -> str | None:
        """Its file; None when it is none."""
        ...  # pragma: no cover - the body of a protocol

    @property
    def stamp(self) -> str | None:
        """The statement by which a new database says that it is ours; None when it has no place for that."""
        ...  # pragma: no cover - the body of a protocol

    @property
    def durability(self) -> Durability:
        """What an act survives when it was acknowledged."""
        ...  # pragma: no cover - the body of a protocol

    @property
    def shred(self) -> str | None:
        """The statement after which what is erased is written over; None where the server has none."""
        ...  # pragma: no cover - the body of a protocol

    @property
    def sweep(self) -> str | None:
        """The statement by which what was erased leaves the files beside the database; None where there are none."""
        ...  # pragma: no cover - the body of a protocol

    def ahead(self) -> Ahead | None:
        """What looks after the log ahead of a new connection of ours; None where there is none, or it is not ours."""
        ...  # pragma: no cover - the body of a protocol

    def settle(self, connection: DBAPIConnection) -> None:
        """Make the settings of a new connection.

        Raises:
            StoreError: The database is not ours.
        """
        ...  # pragma: no cover - the body of a protocol

    def take(self, connection: DBAPIConnection) -> None:
        """Set a connection of an application for as long as it is used here."""
        ...  # pragma: no cover - the body of a protocol

    def release(self, connection: DBAPIConnection) -> None:
        """Undo what `take` set."""
        ...  # pragma: no cover - the body of a protocol

    def join(self, connection: DBAPIConnection) -> None:
        """See whether acts may be written within the transaction that an application has under way.

        Raises:
            StoreError: There is none (KH940), or its guards would be broken (KH943), or a commit would not last.
        """
        ...  # pragma: no cover - the body of a protocol

    def insert(self, cursor: DBAPICursor, statement: str, rows: Sequence[Row]) -> None:
        """Write many lines at once.

        Args:
            cursor: Where a transaction is under way.
            statement: The statement `many`.
            rows: The lines.
        """
        ...  # pragma: no cover - the body of a protocol

    def check(self, connection: DBAPIConnection) -> None:
        """Read the settings back.

        Raises:
            StoreError: Some are not what they must be (KH915), all of them named.
        """
        ...  # pragma: no cover - the body of a protocol
