"""What figures do not agree, for people: beside the acts that sent them, and beside where everything stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import attrs

from kehoach._cli._looking import Sight, sight_in
from kehoach._engine import findings_of
from kehoach._plan import Plan
from kehoach._progress import Progress
from kehoach._render import Column, Plain, Table
from kehoach.errors import Finding, Lang

__all__ = ["checks_table", "content_found", "content_lines", "content_text"]

_TOLD: Final = 20  # findings that are told one by one; of more, the rest is counted
_WEIGHTS: Final = {"hard": ("refuses", "không cho gửi"), "soft": ("warns", "cảnh báo")}


def checks_table(plan: Plan, lang: Lang) -> Table:
    """The checks of a plan: the formula, by how much it may miss, whether it refuses, and of whom it is asked.

    Args:
        plan: The plan.
        lang: The language of the words in it.
    """
    words = {key: pair[lang == "vi"] for key, pair in _WEIGHTS.items()}
    rows: list[tuple[Plain, ...]] = [
        (str(one), one.title, str(one.tolerance), one.severity, one.asked_of, one.form) for one in plan.checks
    ]
    columns = (
        Column("check"),
        Column("title", shown=any(row[1] for row in rows)),
        Column("tolerance", right=True, shown=any(row[2] != "0" for row in rows)),
        Column("severity", codes=words),
        Column("asked_of", shown=any(row[4] for row in rows)),
        Column("form", shown=any(row[5] for row in rows)),
    )
    return Table(columns, tuple(rows))


def content_found(progress: Progress, duties: Iterable[str]) -> list[Finding]:
    """Which checks the reports that were sent break, as far as they are shown.

    Args:
        progress: Where everything stands.
        duties: Whose reports.
    """
    if not progress.plan.checks:
        return []
    board, sight, found = progress.board, sight_in(progress), list[Finding]()
    for name in duties:
        duty = board.grid.index[name]
        if board.flat.roles[board.state[duty]] > 0 and not board.waived(duty):
            found += findings_of(board.plan, board, duty)
    return found if sight.scope is None else [sight.scope.finding(one) for one in found]


def content_text(sight: Sight, found: Finding, lang: Lang) -> str:
    """A finding with units by their names."""
    unit = found.values.get("unit")
    values = found.values if not isinstance(unit, str) else {**found.values, "unit": sight.named(unit, lang)}
    missing = found.values.get("missing")
    if isinstance(missing, tuple):
        values = {**values, "missing": tuple(_figure(sight, one, lang) for one in missing)}
    return attrs.evolve(found, values=values).text(lang)


def _figure(sight: Sight, missing: str, lang: Lang) -> str:
    """A figure that is missing: one of the report itself, or one of a report below it."""
    unit, colon, key = missing.partition(": ")
    return f"{sight.named(unit, lang)}: {key}" if colon else missing


def content_lines(sight: Sight, found: Sequence[Finding], lang: Lang) -> Iterator[str]:
    """Findings as lines under a heading; nothing where there are none."""
    if found:
        yield "Số liệu không khớp:" if lang == "vi" else "Figures that do not agree:"
        yield from (f"  - {content_text(sight, one, lang)}" for one in found[:_TOLD])
        more = len(found) - _TOLD
        if more > 0:
            yield f"  … và {more} trường hợp khác" if lang == "vi" else f"  … and {more} more"
