"""How many duties stand where, tier by tier and form by form, and each for itself: the tables of a status."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import attrs

from kehoach._cli._groups import Group
from kehoach._cli._standings import seen
from kehoach._progress import Progress, Standing, Summary, hierarchy_of
from kehoach._render import Column, Plain, Table
from kehoach._render._table import Style

__all__ = ["duties_table", "groups_table", "shown_table"]

_COUNTS: Final = (
    "expected", "done_on_time", "done_late", "done_undated", "open_in_time", "open_overdue", "open_undated", "rate",
    "asked", "asked_met", "waived", "lapsed", "dormant", "cancelled", "unsolicited",
)  # fmt: skip
_HIDDEN: Final = frozenset(("name", "asked", "asked_met", "waived", "lapsed", "dormant", "cancelled", "unsolicited"))
_UNDATED: Final = ("done_undated", "open_undated")
_KEYS: Final = ("tier", "name", "form", "period", *_COUNTS)


def groups_table(progress: Progress, groups: Sequence[Group]) -> Table:
    """One row for each tier, form and period: the official two by two of done and open, in time and not.

    Beside it who is only asked, and whoever is not expected, each kind apart.

    Args:
        progress: Where everything stands.
        groups: The rows.
    """
    names = {one.id: one.name for one in progress.plan.tiers}
    rows: list[tuple[Plain, ...]] = []
    for group in groups:
        summary = progress.summary(group.tier, form=group.label)
        rows.append((group.tier, names[group.tier], group.form, group.period, *_counts(summary)))
    hidden = set(_HIDDEN).union(key for key in _UNDATED if not any(row[_KEYS.index(key)] for row in rows))
    if len(progress.plan.forms) == 1:
        hidden.add("form")
    if all(group.period is None for group in groups):
        hidden.add("period")
    columns = tuple(Column(key, right=key in _COUNTS, shown=key not in hidden) for key in _KEYS)
    return Table(columns, tuple(rows))


def shown_table(progress: Progress, groups: Sequence[Group]) -> Table:
    """The same for people: without rows in which nobody is expected, for who is only asked is in no rate.

    Args:
        progress: Where everything stands.
        groups: The rows.
    """
    table = groups_table(progress, groups)
    return attrs.evolve(table, rows=tuple(row for row in table.rows if row[_KEYS.index("expected")]))


def _counts(summary: Summary) -> tuple[Plain, ...]:
    (on_time, late), (in_time, overdue) = summary.table
    undated, rate = summary.undated + summary.awaiting, summary.rate("on_time")
    apart = (summary.asked, summary.asked_met, summary.waived, summary.lapsed, summary.dormant, summary.cancelled)
    done = (summary.expected, on_time, late, summary.met_undated)
    return (*done, in_time, overdue, undated, rate, *apart, summary.unsolicited)


def duties_table(progress: Progress, groups: Sequence[Group], *, late: bool) -> Table:
    """One row for each duty, for programs.

    Args:
        progress: Where everything stands.
        groups: Whose duties.
        late: Only who is overdue or was late.
    """
    about = ("unit", "name", "tier", "state", "version", "bucket", "phase", "submitted_at", "last_day", "days_late")
    keys = (*about, "form", "period", "waits_for")
    rows: list[tuple[Plain, ...]] = []
    styles: list[Style] = []
    for group in groups:
        for duty in group.duties:
            standing = progress.standing(duty)
            if standing.late or not late:
                rows.append(_row(progress, group, standing))
                styles.append("bad" if standing.late else "")
    return Table(tuple(map(Column, keys)), tuple(rows), tuple(styles))


def _row(progress: Progress, group: Group, standing: Standing) -> tuple[Plain, ...]:
    duty = standing.unit
    name = hierarchy_of(progress.plan).name_of(duty.partition(":")[0])
    sent = None if standing.submitted_at is None else standing.submitted_at.astimezone(progress.at.tzinfo)
    about = (duty, name, group.tier, standing.state, progress.version(duty), standing.bucket, standing.phase)
    waits = progress.waits_for(duty) if standing.bucket == "open" else ()
    when = (sent, seen(progress, duty).last_day, standing.days_late)
    return (*about, *when, group.form, group.period, waits)
