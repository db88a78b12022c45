"""A text as numbers, words and marks, each with its place."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple, NoReturn

from kehoach._spelling import folded, named_character, nfc, unprintable
from kehoach.errors import Finding, InvalidDeadline, Value

__all__ = ["AHEAD", "LONGEST", "Token", "refuse", "shown", "tokens"]

LONGEST: Final = 500  # characters; no phrase of a directive that states one bound is longer
AHEAD: Final = 12
"""End tokens, so that a reader may look this far ahead without asking where the text ends."""
_FIGURES: Final = 4  # a year has four figures, and nothing in a date has more
_SHOWN: Final = 60
_NUMBER, _WORD = 1, 2  # the groups of a piece
_PLAIN: Final = re.compile("[ -~\u00a1-\u00ac\u00ae-\u01b0\u1ea0-\u1ef9\u2013\u2026\u201c\u201d]*")
"""Characters that need no second look: printable ASCII, the letters of Vietnamese composed, a few marks."""
_PIECES: Final = re.compile(r"([0-9]+)|([^\W\d_]+)|(\S)")


class Token(NamedTuple):
    """One piece of a text.

    Attributes:
        kind: ``"n"`` a number, ``"x"`` one of more than four figures, ``"w"`` a word, ``"m"`` a mark, ``"$"`` the end.
        text: The piece, folded: lower case, one way of placing tones.
        at: Its place in the text, counted from 0 in NFC characters.
    """

    kind: str
    text: str
    at: int


@lru_cache(maxsize=4096)
def _folded(word: str) -> str:
    return folded(word)


def shown(text: str) -> str:
    """A text short enough for a message."""
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def refuse(code: str, text: str, at: int = 0, **values: Value) -> NoReturn:
    """Refuse a text as a deadline or a day.

    Raises:
        InvalidDeadline: Always; its finding carries ``text``, ``position`` (from 1) and the values given.
    """
    raise InvalidDeadline(Finding(code, {"text": shown(text), "position": at + 1, **values}))


def _careful(text: str) -> None:
    if len(text) > LONGEST:
        refuse("KH207", text, LONGEST, length=len(text), longest=LONGEST)
    if _PLAIN.fullmatch(text):
        return
    strange = unprintable(text)
    if strange is not None and not strange.isspace():
        refuse("KH209", text, text.find(strange), character=named_character(strange))


def tokens(text: str) -> tuple[str, list[Token]]:
    """The text in NFC and its pieces, closed by `AHEAD` end tokens; linear in the length.

    Args:
        text: What was typed, in any normal form, at most `LONGEST` characters.

    Raises:
        InvalidDeadline: The text is too long, holds a character that cannot be printed, or a figure that is not 0 to 9.

    >>> [token.text for token in tokens("Trước ngày 05/4")[1] if token.kind != "$"]
    ['trước', 'ngày', '05', '/', '4']
    """
    _careful(text)
    whole = nfc(text)
    found = [_token(whole, piece) for piece in _PIECES.finditer(whole)]
    found.extend([Token("$", "", len(whole))] * AHEAD)
    return whole, found


def _token(whole: str, piece: re.Match[str]) -> Token:
    kind, text, at = piece.lastindex, piece.group(), piece.start()
    if kind == _WORD:
        return Token("w", _folded(text), at)
    if kind == _NUMBER:
        return Token("n" if len(text) <= _FIGURES else "x", text, at)
    if text.isdigit() and not text.isascii():
        refuse("KH206", whole, at, value=text)
    return Token("m", text, at)
