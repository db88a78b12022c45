"""The proof that a log was not touched: every row hashed anew and compared with what stands beside it."""

from __future__ import annotations

from collections.abc import Callable

from kehoach.stores._heads import cut, meets, tampered
from kehoach.stores._rows import Row, erased, hashed, proved
from kehoach.stores._store import Head, Verified
from kehoach.stores._turn import PAGE

__all__ = ["Chain", "verified"]

_BARE: Row = (None, None)


class Chain:
    """The chain as far as it was checked.

    Args:
        start: The hash it begins with, 32 bytes.
        plan: The digest of the plan that its lines were written under.

    Attributes:
        seq: The last line that fits; 0 before the first.
        head: Its hash, 32 bytes.
        erased: The lines so far whose content was erased.
    """

    __slots__ = ("_plan", "erased", "head", "seq")

    def __init__(self, start: bytes, plan: str) -> None:
        self.seq, self.head, self._plan = 0, start, plan
        self.erased: list[int] = []

    def add(self, row: Row) -> None:
        """Check the next row.

        Raises:
            Tampered: It is not the next one, or was changed.
        """
        seq = row[0]
        if seq != self.seq + 1:
            raise tampered("KH922", seq) if seq == self.seq else tampered("KH921", self.seq + 1)
        try:
            head = hashed(self.head, row, self._plan)
            fits = head.hex() == row[-1] and (row[20:22] == _BARE or proved(row))
        except (TypeError, ValueError) as error:  # a column holds what was never written there
            raise tampered("KH901", seq) from error
        if not fits:
            raise tampered("KH901", seq)
        if row[21] is not None and erased(row):
            self.erased.append(seq)
        self.seq, self.head = seq, head


def verified(chain: Chain, reach: Row, page: Callable[[int, int], list[Row]], kept: Head | None = None) -> Verified:
    """Check a whole log, page by page.

    Args:
        chain: The beginning of its chain.
        reach: What the campaign said of its log at one moment: seq, head, and the number of the last line there was.
        page: The rows behind one number, up to another. Lines that are written meanwhile are not looked at.
        kept: How far the log reached at an earlier moment, where that was kept elsewhere.

    Raises:
        Tampered: Something does not fit; it names the first entry that does not.
    """
    seq, head, last = reach[0], reach[1], reach[2] or 0
    if kept is not None and kept.seq == 0:
        meets(kept, chain.head)
    while chain.seq < seq:
        until = min(chain.seq + PAGE, seq)
        if kept is not None and chain.seq < kept.seq < until:
            until = kept.seq
        for row in page(chain.seq, until):
            chain.add(row)
        if chain.seq < until:
            missing = chain.seq + 1
            raise tampered("KH921", missing) if missing < last else tampered("KH923", missing, reach=seq)
        if kept is not None and chain.seq == kept.seq:
            meets(kept, chain.head)
    if chain.head.hex() != head:
        raise tampered("KH924", seq)
    if last > seq:
        raise tampered("KH928", seq + 1, reach=seq)
    if kept is not None and kept.seq > seq:
        raise cut(kept, seq)
    return Verified(seq, head, tuple(chain.erased))
