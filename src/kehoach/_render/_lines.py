"""Lines of running text, and bars of days."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from datetime import date, timedelta

import attrs

__all__ = ["Bar", "bars", "wrapped"]

_MARK = re.compile(r" *(?:[-•] +|[0-9]+\. +)?")
_WORKED, _OFF, _NOT = "■", "·", " "
_FEWEST = 8  # signs of a line of days, however narrow the terminal; rather are labels cut


def wrapped(text: str, *, width: int | None = None) -> str:
    """A text with no line longer than `width`; what a line began with, its continuation begins under.

    Args:
        text: Lines.
        width: How many cells a line may have; None: as many as it takes.

    >>> print(wrapped("- one two three", width=9))
    - one two
      three
    """
    if width is None:
        return text
    lines: list[str] = []
    for line in text.split("\n"):
        mark = _MARK.match(line)
        hang = 0 if mark is None else mark.end()
        room = max(width, hang + 8)  # below that nothing readable is left
        lines += textwrap.wrap(line, room, subsequent_indent=" " * hang, break_on_hyphens=False) or [""]
    return "\n".join(lines)


@attrs.frozen
class Bar:
    """A span of days to draw.

    Attributes:
        label: What stands before it.
        first, last: Its first and last day.
        note: What stands behind it.
        more: Further spans of the same line, the first and the last day of each.
    """

    label: str
    first: date
    last: date
    note: str = ""
    more: tuple[tuple[date, date], ...] = ()

    @property
    def ends(self) -> tuple[date, date]:
        """The first and the last day of all its spans."""
        return min(first for first, _ in self._spans), max(last for _, last in self._spans)

    @property
    def days(self) -> frozenset[date]:
        """Every day of its spans."""
        spans = self._spans
        return frozenset(first + timedelta(k) for first, last in spans for k in range((last - first).days + 1))

    @property
    def _spans(self) -> tuple[tuple[date, date], ...]:
        return ((self.first, self.last), *self.more)


def bars(spans: Sequence[Bar], off: frozenset[date], *, width: int | None = None) -> str:
    """Spans of days under each other, a sign for each day: ``■`` worked, ``·`` off.

    Where a day each is too wide, a sign stands for several, and is worked when one of them is.

    Args:
        spans: What to draw; nothing for none.
        off: The days that are not worked.
        width: How many cells a line may have; None: as many as it takes.

    >>> friday = date(2019, 4, 5)
    >>> weekend = frozenset({date(2019, 4, 6), date(2019, 4, 7)})
    >>> print(bars([Bar("a", friday, date(2019, 4, 8)), Bar("b", date(2019, 4, 8), date(2019, 4, 9))], weekend))
    a  ■··■
    b     ■■
    """
    if not spans:
        return ""
    begin = min(span.ends[0] for span in spans)
    days = (max(span.ends[1] for span in spans) - begin).days + 1
    tail = max(len(span.note) for span in spans) + 2
    most = max(len(span.label) for span in spans) if width is None else max(width - tail - _FEWEST - 2, 1)
    labels = [span.label if len(span.label) <= most else f"{span.label[: most - 1]}…" for span in spans]
    head = max(map(len, labels)) + 2
    room = days if width is None else max(width - head - tail, _FEWEST)
    step = -(-days // room)
    signs = -(-days // step)
    lines: list[str] = []
    for span, label in zip(spans, labels, strict=True):
        own = span.days
        drawn = "".join(_sign(own, begin + timedelta(place * step), step, off) for place in range(signs))
        lines.append(f"{label:<{head}}{drawn}  {span.note}".rstrip())
    return "\n".join(lines)


def _sign(own: frozenset[date], begin: date, step: int, off: frozenset[date]) -> str:
    days = [day for day in (begin + timedelta(k) for k in range(step)) if day in own]
    if not days:
        return _NOT
    return _OFF if all(day in off for day in days) else _WORKED
