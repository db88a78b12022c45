"""What a store is: many campaigns, and for each a journal that grows at one end.

Writing has three steps: `lock` takes the turn and says how far the log reaches, so that who decides has seen every
line; `append` or `extend` writes what was decided and gives the turn back; `unlock` gives it back when nothing is to
be written.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Final, Protocol, Self, runtime_checkable

import attrs

from kehoach._progress import Entries, Line, Log, LogEntry, Terms
from kehoach._report import Details
from kehoach.errors import Finding, InvalidCommand

__all__ = ["Head", "Journal", "Record", "Snapshot", "Store", "Verified"]

_HEAD: Final = re.compile(r"([0-9]{1,18}):([0-9a-fA-F]{64})", re.ASCII)


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
class Head:
    """How far a log reached at one moment: what is kept elsewhere, so that a log that was cut or rewritten is noticed.

    Attributes:
        seq: The number of a line; 0 before the first.
        hash: Its hash, in hexadecimal.
        campaign: The campaign; empty where it is not said. No part of the equality.

    >>> str(Head.parse("3:" + "7b" * 32))[:8]
    '3:7b7b7b'
    """

    seq: int
    hash: str
    campaign: str = attrs.field(default="", eq=False)

    @classmethod
    def parse(cls, text: str) -> Self:
        """The head that a text says.

        Args:
            text: The number of the line, a colon, and its hash in hexadecimal.

        Raises:
            InvalidCommand: It is none (KH959).
        """
        found = _HEAD.fullmatch(text.strip())
        if found is None:
            raise InvalidCommand(Finding("KH959", {"value": text[:80]}, path="head"))
        return cls(int(found[1]), found[2].lower())

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash}"


@attrs.frozen
class Verified:
    """What a check of the hash chain found: it fits.

    Attributes:
        entries: How many lines there are.
        head: The hash of the last one, in hexadecimal; keep it elsewhere, and a cut tail will be noticed.
        erased: The lines whose content was erased.
    """

    entries: int
    head: str
    erased: tuple[int, ...] = ()


@attrs.frozen
class Snapshot:
    """Where a campaign stood, so that its log need not be folded from the start: a cache, in the words of who made it.

    Attributes:
        seq: The last line that is folded in.
        head: The hash of that line, in hexadecimal.
        format: How it is written.
        parts: Part 0 holds what concerns all duties, the others each what some of them said.
    """

    seq: int
    head: str
    format: str
    parts: Mapping[int, bytes] = attrs.field(repr=False)


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

    def erase(self, lines: Sequence[int]) -> None:
        """Let lines lose their content, within the turn: it is gone for good once a line is written behind it.

        Their hashes stay, and the hash of what they said. Where it stood in the line itself, without a salt, it stays.

        Args:
            lines: Their numbers.
        """
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

    def verify(self, head: Head | None = None) -> Verified:
        """Check the whole chain.

        Args:
            head: How far the log reached at an earlier moment, kept elsewhere: without it a log that was cut, or
                written anew from its start, fits in itself.

        Raises:
            Tampered: A line does not fit; `seq` names the first.
        """
        ...  # pragma: no cover - the body of a protocol

    def snapshot(self, parts: Collection[int] | None = None) -> Snapshot | None:
        """The snapshot that was kept; None when there is none, or its line is not the log's.

        Args:
            parts: Only these parts, as far as they are there; None: all.
        """
        ...  # pragma: no cover - the body of a protocol

    def keep(self, snapshot: Snapshot | None) -> None:
        """Put a snapshot in the place of the one before, outside a turn.

        Args:
            snapshot: What is kept; None: nothing any more.
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
