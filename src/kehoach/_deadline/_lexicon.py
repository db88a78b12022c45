"""Tables of phrases, matched word by word, the longest first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic, TypeVar

from kehoach._calendar._days import Cursor
from kehoach._spelling import folded

__all__ = ["Lexicon"]

V = TypeVar("V")


class Lexicon(Generic[V]):
    """A table from phrases to what they mean.

    Args:
        table: Phrases in any spelling; marks stand apart, as in ``"mid -"``.

    Attributes:
        words: All words of the phrases, folded.
    """

    __slots__ = ("_byfirst", "words")

    def __init__(self, table: Mapping[str, V]) -> None:
        self.words = frozenset(word for phrase in table for word in folded(phrase).split())
        byfirst: dict[str, list[tuple[tuple[str, ...], V]]] = {}
        for phrase, value in table.items():
            first, *rest = folded(phrase).split()
            byfirst.setdefault(first, []).append((tuple(rest), value))
        self._byfirst = {
            first: tuple(sorted(choices, key=lambda choice: -len(choice[0]))) for first, choices in byfirst.items()
        }

    def take(self, cursor: Cursor) -> V | None:
        """Take the longest phrase that comes next; what it means, or None."""
        choices = self._byfirst.get(cursor.pieces[cursor.i].text)
        if choices is None:
            return None
        cursor.i += 1
        for rest, value in choices:
            if cursor.took(*rest):
                return value
        cursor.i -= 1
        return None
