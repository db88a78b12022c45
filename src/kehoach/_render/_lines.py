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
    """

    label: str
    first: date
    last: date
    note: str = ""


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
    begin = min(span.first for span in spans)
    days = (max(span.last for span in spans) - begin).days + 1
    head = max(len(span.label) for span in spans) + 2
    tail = max(len(span.note) for span in spans) + 2
    room = days if width is None else max(width - head - tail, 8)
    step = -(-days // room)
    signs = -(-days // step)
    lines: list[str] = []
    for span in spans:
        drawn = "".join(_sign(span, begin + timedelta(place * step), step, off) for place in range(signs))
        lines.append(f"{span.label:<{head}}{drawn}  {span.note}".rstrip())
    return "\n".join(lines)


def _sign(span: Bar, begin: date, step: int, off: frozenset[date]) -> str:
    days = [day for day in (begin + timedelta(k) for k in range(step)) if span.first <= day <= span.last]
    if not days:
        return _NOT
    return _OFF if all(day in off for day in days) else _WORKED
