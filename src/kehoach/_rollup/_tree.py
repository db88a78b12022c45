"""A lineage as a tree of lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

from kehoach._rollup._lineage import Lineage, Origin, Part
from kehoach._rollup._values import shown_value
from kehoach._rollup._waterfall import figure_of
from kehoach.errors import Lang

__all__ = ["tree"]

_PRINTED: Final = 10  # subordinates of one superior, where nobody says how many; of more, the rest is counted
_NAMED: Final = 3  # of those who are missing
_HASH: Final = 12  # figures of a hash; in data all stand

_WORDS: Mapping[Lang, Mapping[str, str]] = {
    "en": {
        "one": "and 1 other",
        "others": "and {count} others",
        "report": "1 report",
        "reports": "{count} reports",
        "missing": "missing: {names}",
        "more": "{names}, and {count} others",
        "again": "as above",
        "draft": "draft",
    },
    "vi": {
        "one": "và 1 đơn vị khác",
        "others": "và {count} đơn vị khác",
        "report": "1 báo cáo",
        "reports": "{count} báo cáo",
        "missing": "còn thiếu: {names}",
        "more": "{names} và {count} đơn vị khác",
        "again": "như trên",
        "draft": "dự thảo",
    },
}
_Line = tuple[Part | str, bool, int]  # a part or a word, whether it is the last, and how far below the top it stands


def tree(lineage: Lineage, lang: Lang, named: Callable[[str], str]) -> str:
    """The tree of a lineage.

    Args:
        lineage: What is told.
        lang: The language of the words in it.
        named: What a duty is called.
    """
    return "\n".join(_Tree(lineage, lang, named).lines())


class _Tree:
    def __init__(self, lineage: Lineage, lang: Lang, named: Callable[[str], str]) -> None:
        self.lineage, self.named, self.words = lineage, named, _WORDS[lang]
        self.most = _PRINTED if lineage.largest is None else lineage.largest

    def lines(self) -> Iterator[str]:
        """Line by line; what was shown before is named and not shown again."""
        top = self.lineage.top
        yield self._line(top, Fraction(1))
        met, left = {id(top)}, [(line, "") for line in reversed(self._under(top, 0))]
        while left:
            (part, is_last, level), indent = left.pop()
            branch, inner = ("└─ ", "   ") if is_last else ("├─ ", "│  ")
            if isinstance(part, str):
                yield f"{indent}{branch}{part}"
                continue
            again = id(part.origin) in met and bool(part.origin.parts)
            yield f"{indent}{branch}{self._line(part.origin, part.share)}{', ' + self.words['again'] if again else ''}"
            if not again:
                met.add(id(part.origin))
                left += [(line, indent + inner) for line in reversed(self._under(part.origin, level + 1))]

    def _under(self, origin: Origin, level: int) -> list[_Line]:
        """What stands under a version: its parts, the rest in a word, and who is missing."""
        shown, rest = self.lineage.below(origin, level, self.most)
        lines: list[Part | str] = [*shown]
        if rest:
            word = ("one" if len(rest) == 1 else "others") if shown else ("report" if len(rest) == 1 else "reports")
            lines.append(self.words[word].format(count=len(rest)) + self._sum(rest))
        if origin.missing:
            names, more = ", ".join(map(self.named, origin.missing[:_NAMED])), len(origin.missing) - _NAMED
            all_names = names if more <= 0 else self.words["more"].format(names=names, count=more)
            lines.append(self.words["missing"].format(names=all_names))
        return [(line, place == len(lines) - 1, level) for place, line in enumerate(lines)]

    def _line(self, origin: Origin, share: Fraction) -> str:
        figure = shown_value(origin.value, self.lineage.decimals, self.lineage.rounding)
        part = "" if share == 1 else f" × {share}"
        mark = self.words["draft"] if origin.hash is None else origin.hash[:_HASH]
        return f"{self.named(origin.unit)} v{origin.version}: {figure}{part} [{mark}]"

    def _sum(self, parts: Sequence[Part]) -> str:
        """What parts that are not shown add up to, where that means anything."""
        if not self.lineage.adds:
            return ""
        figures = [Fraction(figure_of(one.origin.value) or 0) * one.share for one in parts]
        return f": {shown_value(sum(figures, Fraction(0)), self.lineage.decimals, self.lineage.rounding)}"
