"""What a store is: many campaigns, and for each a journal that grows at one end.

Writing has three steps: `lock` takes the turn and says how far the log reaches, so that who decides has seen every
line; `append` or `extend` writes what was decided and gives the turn back; `unlock` gives it back when nothing is to
be written.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

import attrs

from kehoach._progress import Entries, Line, Log, LogEntry, Terms
from kehoach._report import Details

__all__ = ["Journal", "Record", "Store", "Verified"]


@attrs.frozen
class Record:
    """What a store knows of a campaign beside its log.

    Attributes:
        id: The campaign's name in its store.
        digest: The digest of its plan.
        plan: The plan as JSON text, its calendar included.
        begun_at: When it was begun, in microseconds since 1970 UTC.
    """

    id: str
    digest: str
    plan: str = attrs.field(repr=False)
    begun_at: int


@attrs.frozen
class Verified:
    """What a check of the hash chain found: it fits.

    Attributes:
        entries: How many lines there are.
        head: The hash of the last one, in hexadecimal; keep it elsewhere, and a cut tail will be noticed.
    """

    entries: int
    head: str


class Journal(Protocol):
    """The log of one campaign in a store.

    Attributes:
        terms: What its numbers mean.
    """

    terms: Terms

    def lock(self) -> int:
        """Take the turn to write; the answer is the number of the last line."""
        ...  # pragma: no cover - the body of a protocol

    def append(self, at: int, duty: int, version: int, place: int, by: int, details: Details) -> LogEntry:
        """Write one line and give the turn back; when it returns, the line is kept."""
        ...  # pragma: no cover - the body of a protocol

    def extend(self, lines: Sequence[Line]) -> Sequence[LogEntry]:
        """Write lines, all or none, and give the turn back."""
        ...  # pragma: no cover - the body of a protocol

    def unlock(self) -> None:
        """Give the turn back; nothing is written. Without the turn it does nothing."""
        ...  # pragma: no cover - the body of a protocol

    def read(self, after: int = 0) -> Log:
        """The lines after one, as columns."""
        ...  # pragma: no cover - the body of a protocol

    def entries(self, after: int = 0) -> Entries:
        """The lines after one, as entries."""
        ...  # pragma: no cover - the body of a protocol

    def find(self, command_id: str) -> LogEntry | None:
        """The line that a command id wrote; None when it wrote none."""
        ...  # pragma: no cover - the body of a protocol

    def verify(self) -> Verified:
        """Check the whole chain.

        Raises:
            Tampered: A line does not fit; `seq` names the first.
        """
        ...  # pragma: no cover - the body of a protocol


@runtime_checkable
class Store(Protocol):
    """Many campaigns, each with its journal."""

    def begin(self, record: Record) -> None:
        """Keep a new campaign.

        Raises:
            InvalidCommand: There is one of this id (KH510).
        """
        ...  # pragma: no cover - the body of a protocol

    def campaigns(self) -> tuple[Record, ...]:
        """Every campaign, in the order in which they were begun."""
        ...  # pragma: no cover - the body of a protocol

    def journal(self, id: str, terms: Terms) -> Journal:
        """The journal of a campaign.

        Args:
            id: The campaign.
            terms: What numbers mean to the one who asks; a store in memory answers with the journal's own.
        """
        ...  # pragma: no cover - the body of a protocol
