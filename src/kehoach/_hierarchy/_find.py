"""Looking units up by name: case, tone placement and the kind before the name make no difference."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import attrs

from kehoach._spelling import folded

__all__ = ["NameIndex"]

# What kind of unit a word means. English has fewer words than Vietnamese administration has kinds.
_KINDS: Mapping[str, frozenset[str]] = {
    "tỉnh": frozenset({"tỉnh"}),
    "thành phố": frozenset({"thành phố"}),
    "thị xã": frozenset({"thị xã"}),
    "quận": frozenset({"quận"}),
    "huyện": frozenset({"huyện"}),
    "phường": frozenset({"phường"}),
    "xã": frozenset({"xã"}),
    "thị trấn": frozenset({"thị trấn"}),
    "đặc khu": frozenset({"đặc khu"}),
    "tp": frozenset({"thành phố"}),
    "tx": frozenset({"thị xã"}),
    "tt": frozenset({"thị trấn"}),
    "p.": frozenset({"phường"}),
    "q.": frozenset({"quận"}),
    "h.": frozenset({"huyện"}),
    "x.": frozenset({"xã"}),
    "province": frozenset({"tỉnh"}),
    "city": frozenset({"thành phố"}),
    "town": frozenset({"thị xã", "thị trấn"}),
    "township": frozenset({"thị trấn"}),
    "district": frozenset({"quận", "huyện"}),
    "ward": frozenset({"phường"}),
    "commune": frozenset({"xã"}),
}
_ENGLISH = "province|city|town|township|district|ward|commune"
_WORDS = "|".join(sorted((word for word in _KINDS if not word.endswith(".")), key=len, reverse=True))
_BEFORE = re.compile(rf"(?:({_WORDS})(?: |\. ?)|([pqhx]\.) ?)(?=\S)")
_AFTER = re.compile(rf"(?<=\S) ({_ENGLISH})$")
_ANY: frozenset[str] = frozenset()


@attrs.frozen
class _Name:
    """A name without its kind, and the kinds it may be of; none where it names no kind."""

    bare: str
    kinds: frozenset[str]

    def fits(self, other: _Name) -> bool:
        """Whether the kinds agree; a name without a kind agrees with all."""
        return not self.kinds or not other.kinds or bool(self.kinds & other.kinds)


def _read(name: str) -> _Name:
    text = folded(name)
    before = _BEFORE.match(text)
    if before is not None:
        return _Name(text[before.end() :], _KINDS[before[1] or before[2]])
    after = _AFTER.search(text)
    if after is not None:
        return _Name(text[: after.start()], _KINDS[after[1]])
    return _Name(text, _ANY)


class NameIndex:
    """The units of each name.

    >>> NameIndex(["Thành phố Đông Hà", "Phường 1", "Phường 2"]).fitting("TP đông hà")
    [0]
    """

    __slots__ = ("_units",)

    def __init__(self, names: Iterable[str]) -> None:
        self._units: dict[str, list[tuple[int, _Name]]] = {}
        for number, text in enumerate(names):
            name = _read(text)
            self._units.setdefault(name.bare, []).append((number, name))

    def fitting(self, text: str) -> list[int]:
        """The numbers of all units that a text may name, in official order."""
        wanted = _read(text)
        return [number for number, name in self._units.get(wanted.bare, ()) if name.fits(wanted)]
