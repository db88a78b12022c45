"""Heads that were kept elsewhere, compared with a log."""

from __future__ import annotations

from kehoach.errors import Finding, Tampered
from kehoach.stores._store import Head

__all__ = ["cut", "meets", "tampered"]


def meets(kept: Head, found: bytes) -> None:
    """Compare the hash of a line with the one that was kept elsewhere.

    Raises:
        Tampered: It is another one (KH950).
    """
    if found.hex() != kept.hash:
        raise tampered("KH950", kept.seq)


def cut(kept: Head, reach: int) -> Tampered:
    """The error of a log that does not reach as far as it did (KH949)."""
    return tampered("KH949", reach + 1, reach=reach, head=kept.seq)


def tampered(code: str, seq: int, **values: int) -> Tampered:
    """The error that names the first entry that does not fit."""
    return Tampered(Finding(code, {"seq": seq, **values}), seq)
