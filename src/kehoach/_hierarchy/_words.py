"""What an id, a name and a yes or no may be; the findings come without their place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from kehoach._spelling import impostor, named_character, nearest, nfc, skeleton, unprintable
from kehoach.errors import Finding, InvalidHierarchy, Value

__all__ = [
    "LONGEST",
    "SIGNS",
    "Hints",
    "cleaned",
    "id_problems",
    "name_problems",
    "placed",
    "read_id",
    "read_name",
    "shown",
    "yes",
]

SIGNS = "|=:@"  # they write edges (A=1/2|B=1/2) and duties (unit:form@period)
_RESERVED = "issuer"  # the actor above the root
_SHOWN = 60  # a longer text is cut in a message
LONGEST = 500  # no office has a longer name; ids and names go into every message, page and log
_YES = frozenset({"true", "yes", "1", "x", "có"})
_NO = frozenset({"", "false", "no", "0", "không"})


def cleaned(text: str) -> str:
    """A text as it is kept: composed (NFC), without the spaces around it."""
    return nfc(text.strip(" "))


def shown(text: object) -> str:
    """Something given, short enough for a message."""
    full = str(text)
    return full if len(full) <= _SHOWN else full[: _SHOWN - 1] + "…"


def id_problems(text: str, *, what: str = "unit") -> Iterator[Finding]:
    """Everything that stands against an id (cleaned) of a ``"unit"`` or a ``"tier"``."""
    if not text:
        yield Finding("KH310", {"what": what, "what_vi": {"unit": "đơn vị", "tier": "cấp"}[what]})
        return
    yield from name_problems(text)
    for sign in sorted(set(text) & set(SIGNS)):
        yield Finding("KH313", {"id": shown(text), "sign": sign})
    if text.casefold() == _RESERVED:
        yield Finding("KH314", {"id": text})
    posing = impostor(text)
    if posing is not None:
        like = skeleton(posing)
        yield Finding("KH315", {"id": shown(text), "character": named_character(posing), "like": like})


def name_problems(text: str) -> Iterator[Finding]:
    """Everything that stands against a name; of the characters that cannot be seen the first is enough."""
    if len(text) > LONGEST:
        yield Finding("KH321", {"value": shown(text), "length": len(text), "limit": LONGEST})
    unseen = unprintable(text)
    if unseen is not None:
        where = text.index(unseen) + 1
        yield Finding("KH312", {"value": shown(text), "character": named_character(unseen), "position": where})


def placed(finding: Finding, path: str, subject: str | None = None) -> Finding:
    """The same finding with its place in the values."""
    return attrs.evolve(finding, path=path, subject=subject)


def _text(value: object, path: str) -> str:
    if isinstance(value, str):
        return cleaned(value)
    raise InvalidHierarchy(Finding("KH311", {"value": shown(value), "type": type(value).__name__}, path=path))


def read_id(value: object, *, path: str = "id", what: str = "unit") -> str:
    """An id as it is kept.

    Raises:
        InvalidHierarchy: It is no text, blank, or holds what an id must not hold.
    """
    text = _text(value, path)
    problems = [placed(problem, path, text) for problem in id_problems(text, what=what)]
    if problems:
        raise InvalidHierarchy(problems)
    return text


def read_name(value: object) -> str:
    """A name as it is kept.

    Raises:
        InvalidHierarchy: It is no text or holds a character that cannot be seen.
    """
    text = _text(value, "name")
    problems = [placed(problem, "name") for problem in name_problems(text)]
    if problems:
        raise InvalidHierarchy(problems)
    return text


def yes(value: str | bool) -> bool | None:  # noqa: FBT001  # the value is the subject
    """A cell that says yes or no; None when it says neither."""
    if isinstance(value, bool):
        return value
    word = cleaned(value).casefold()
    return True if word in _YES else False if word in _NO else None


class Hints:
    """Proposals for unknown words, for the first few that ask: a table that went wrong as a whole has thousands."""

    __slots__ = ("_made",)
    _MOST = 20

    def __init__(self) -> None:
        self._made: dict[tuple[str, int], dict[str, Value]] = {}

    def of(
        self, word: str, choices: Iterable[str], *, otherwise: str, otherwise_vi: str, scope: int = 0
    ) -> dict[str, Value]:
        """The way out of an unknown word: the nearest choice, or another sentence where none is near.

        Args:
            word: What was typed.
            choices: What it may have meant; looked at once for each word and scope.
            otherwise: The way out where no choice is near.
            otherwise_vi: The same in Vietnamese.
            scope: Which choices these are, where one word is asked among several.
        """
        if (word, scope) not in self._made:
            found = nearest(word, choices) if len(self._made) < self._MOST else ()
            hint, hint_vi = (
                (f"did you mean {found[0]!r}?", f"có phải là “{found[0]}”?") if found else (otherwise, otherwise_vi)
            )
            self._made[word, scope] = {"nearest": found[0] if found else None, "hint": hint, "hint_vi": hint_vi}
        return self._made[word, scope]
