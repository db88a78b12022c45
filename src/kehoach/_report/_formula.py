"""Formulas of indicators: sums and differences of others, such as ``male + female - counted_twice``.

A formula is read by this module and by nothing else: names, ``+``, ``-`` and parentheses. There is nothing in it that
could be called.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from kehoach._spelling import shown
from kehoach.errors import Finding

__all__ = ["Terms", "terms_of"]

Terms = tuple[tuple[int, str], ...]
"""What a formula adds: 1 or -1, and the key of an indicator; in the order in which they stand."""

_LONGEST: Final = 2_000  # characters; thirty keys of sixty letters
_TOKEN: Final = re.compile(r"\s*(?:([a-z][a-z0-9_]*)|([-+()])|(\S))", re.ASCII)


@lru_cache(maxsize=256)
def terms_of(formula: str) -> Terms | Finding:
    """The terms of a formula, or what stands against it.

    >>> terms_of("male + female - (twice - never)")
    ((1, 'male'), (1, 'female'), (-1, 'twice'), (1, 'never'))
    >>> print(terms_of("male + * female").text())
    the formula 'male + * female' cannot be read at '*', character 8
    """
    if len(formula) > _LONGEST:
        return _unread(formula, len(formula), "the end", "cuối công thức")
    reader = _Reader()
    for found in _TOKEN.finditer(formula.rstrip()):
        place = found.start(found.lastindex or 0)
        if not reader.takes(found):
            return _unread(formula, place, found[0].strip())
    if reader.wants_operand or len(reader.signs) > 1:
        return _unread(formula, len(formula), "the end", "cuối công thức")
    keys = [key for _, key in reader.terms]
    twice = next((key for place, key in enumerate(keys) if key in keys[:place]), None)
    if twice is not None:
        return Finding("KH632", {"formula": shown(formula), "part": twice}, path="formula")
    return tuple(reader.terms)


def _unread(formula: str, place: int, part: str, part_vi: str | None = None) -> Finding:
    told = {"formula": shown(formula), "part": part[:20], "part_vi": (part_vi or part)[:20]}
    return Finding("KH631", {**told, "place": place + 1}, path="formula")


class _Reader:
    """A formula being read from left to right: a stack of signs, one for each open parenthesis."""

    def __init__(self) -> None:
        self.terms: list[tuple[int, str]] = []
        self.signs = [1]
        self.sign = 1
        self.wants_operand = True
        self.is_signed = False

    def takes(self, found: re.Match[str]) -> bool:
        """Take the next token; False when it cannot stand here."""
        name, sign, strange = found.groups()
        if strange is not None:
            return False
        if name is not None or sign == "(":
            return self._operand(name)
        if sign == ")":
            return self._closes()
        return self._operator(sign)

    def _operand(self, name: str | None) -> bool:
        if not self.wants_operand:
            return False
        if name is None:
            self.signs.append(self.signs[-1] * self.sign)
        else:
            self.terms.append((self.signs[-1] * self.sign, name))
            self.wants_operand = False
        self.sign, self.is_signed = 1, False
        return True

    def _closes(self) -> bool:
        if self.wants_operand or len(self.signs) == 1:
            return False
        self.signs.pop()
        return True

    def _operator(self, sign: str) -> bool:
        if self.is_signed:  # "a + - b" is more likely a slip than meant
            return False
        self.sign = -1 if sign == "-" else 1
        self.is_signed = self.wants_operand = True
        return True
