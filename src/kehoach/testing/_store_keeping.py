"""What any store must do beyond keeping lines: meet heads, erase content, keep snapshots."""

from __future__ import annotations

from typing import ClassVar

import attrs
import pytest

from kehoach._progress import chain_start
from kehoach._report import NOTHING
from kehoach.errors import Tampered
from kehoach.stores import Head, Journal, Snapshot, Store
from kehoach.testing._store_lines import DIGEST, every, line, record, said, terms, write

__all__ = ["KeepingContract"]


class KeepingContract:
    """The part of `kehoach.testing.StoreContract` about heads, erased content and snapshots.

    Attributes:
        keeps_snapshots: Whether a snapshot is there for another who opens the store. A store need not keep any: it is
            a cache.
    """

    keeps_snapshots: ClassVar[bool] = True

    def reopened(self, store: Store) -> Store:
        """The same store, as another process would find it; where there is no such thing, the store itself."""
        return store

    def test_a_head_that_was_kept_is_met(self, journal: Journal) -> None:
        """A log meets every head that was kept of it; one that is shorter, or another, does not, and says where."""
        write(journal, [line(seq, details=every(journal.terms) if seq == 7 else NOTHING) for seq in range(1, 1005)])
        log = journal.read()
        for seq in (0, 1, 7, 999, 1000, 1001, 1004):
            assert journal.verify(Head(seq, log.hash(seq).hex())).entries == 1004
        wrong = (Head(1005, "00" * 32), "KH949", 1005), (Head(1000, "00" * 32), "KH950", 1000)
        for head, code, seq in wrong:
            with pytest.raises(Tampered) as error:
                journal.verify(head)
            assert (error.value.findings[0].code, error.value.seq) == (code, seq)

    def test_content_is_erased_and_the_chain_stays(self, store: Store, journal: Journal) -> None:
        """Content with a salt goes with the next line that is written; every hash stays, and the lines are named."""
        full = every(journal.terms)
        bare = attrs.evolve(full, salt=None, command_id=None)
        write(journal, [line(1, details=full), line(2), line(3, details=bare)])
        before = said(journal)
        assert journal.lock() == 3
        journal.erase([1, 2, 3])
        journal.append(*line(4))
        for one in (journal, self.reopened(store).journal("116-KH/TU", journal.terms)):
            after = said(one)
            assert [line["hash"] for line in after[:3]] == [line["hash"] for line in before]
            assert after[1:3] == before[1:]
            gone = {name for name, value in before[0].items() if value != after[0][name]}
            assert gone == {"data", "sections", "payload", "reason", "salt"}
            verified = one.verify()
            assert (verified.entries, verified.erased) == (4, (1,))

    # Snapshots

    def test_a_snapshot_is_kept_until_another_is(self, store: Store, journal: Journal) -> None:
        """There is none at first; what is kept comes back, whole or in parts, until it is replaced or dropped."""
        assert journal.snapshot() is None
        write(journal, [line(seq) for seq in range(1, 11)])
        head = journal.read().hash(10).hex()
        for parts in ({0: b"\0\xff" * 1000, 3: b"", 70: b"x"}, {0: b"other"}):
            kept = Snapshot(10, head, "made-1", parts)
            journal.keep(kept)
            for one in (journal, self.reopened(store).journal("116-KH/TU", journal.terms)):
                if not self.keeps_snapshots and one.snapshot() is None:
                    continue
                assert one.snapshot() == kept
                assert one.snapshot({0, 3, 5}) == attrs.evolve(
                    kept, parts={part: held for part, held in parts.items() if part in (0, 3)}
                )
        write(journal, [line(11)])
        assert (journal.snapshot() is not None) or not self.keeps_snapshots
        journal.keep(None)
        assert journal.snapshot() is None
        assert journal.verify().entries == 11

    def test_a_snapshot_is_of_one_campaign(self, store: Store, journal: Journal) -> None:
        """A snapshot of one campaign is none of another's."""
        store.begin(record("other"))
        other = store.journal("other", terms())
        journal.keep(Snapshot(0, chain_start("116-KH/TU", DIGEST).hex(), "made-1", {0: b"x"}))
        assert other.snapshot() is None
        other.keep(None)
        assert (journal.snapshot() is not None) or not self.keeps_snapshots
