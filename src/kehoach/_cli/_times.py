"""How long reports take, and what waits for a review: tables and lines of a status."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Final

from kehoach._cli._desk import Desk
from kehoach._cli._instants import local
from kehoach._cli._looking import Sight
from kehoach._plan._values import FORM
from kehoach._progress import Pace, Progress, Times, Waiting, hierarchy_of
from kehoach._render import Column, Plain, Table, day_text, text_of
from kehoach.errors import Lang

__all__ = ["review_lines", "reviews_table", "times_facts", "times_table", "times_text"]

_LENGTHS: Final = ("mean", "median", "longest")
_TOLD: Final = 10  # reviewers, and overdue reviews of each, that are told; of more, the rest is counted
_SHOWN_TIMES: Final = frozenset(("unit", "name", "returns", "unit_time", "rework_time", "reviewer_time", "total_time"))


def times_text(desk: Desk, sight: Sight, pace: Pace) -> str:
    """How reports go, as text: a table of tiers and forms, and one of reviewers where anything has waited."""
    paces = [one for one in pace.groups if one.submissions]
    if not paces:
        return desk.either("Nothing has been sent yet.", "Chưa có báo cáo nào được gửi.")
    tables = {
        desk.either("Reworks and waits for a review", "Thời gian sửa và thời gian chờ duyệt"): pace_table(paces),
        desk.either("Who lets others wait", "Thời gian chờ duyệt theo nơi duyệt"): reviewers_table(
            sight, pace.superiors, desk.lang
        ),
    }
    return "\n\n".join(
        f"{head}\n\n{text_of(table, lang=desk.lang, width=desk.width, color=desk.color)}"
        for head, table in tables.items()
        if table.rows
    )


def times_facts(sight: Sight, pace: Pace) -> dict[str, object]:
    """How reports go, for JSON; lengths are ISO 8601, exact to the microsecond."""
    superiors = reviewers_table(sight, pace.superiors, "en")
    return {"pace": pace_table(pace.groups).to_dicts(), "reviewers": superiors.to_dicts()}


def pace_table(paces: Sequence[Pace]) -> Table:
    """A row for each tier and form: what was sent and returned, how long reworks took, and waits for a review."""
    keys = (
        "tier",
        "form",
        "reports",
        "submissions",
        "decided",
        "returned",
        "return_rate",
        *_of("rework"),
        *_of("waiting"),
    )
    lone = len({one.form for one in paces}) == 1
    hidden = {"reports", "decided", "rework_mean", "waiting_mean"} | ({"form"} if lone else set[str]())
    rows = tuple(
        (
            *(one.tier, one.form, one.reports, one.submissions, one.decided, one.returned, one.return_rate),
            *_lengths(one, "rework"),
            *_lengths(one, "waiting"),
        )
        for one in paces
    )
    return Table(tuple(Column(key, right=key not in ("tier", "form"), shown=key not in hidden) for key in keys), rows)


def reviewers_table(sight: Sight, paces: Sequence[Pace], lang: Lang) -> Table:
    """A row for each reviewer with whom anything has waited, who lets others wait longest first."""
    keys = ("superior", "name", "waits", "running", *_of("waiting"), "returned", "return_rate")
    rows: list[tuple[Plain, ...]] = []
    for one in paces:
        if one.waiting.count and one.superior is not None:
            name = sight.name(one.superior, lang)
            counts = (one.waiting.count, one.waiting.running, *_lengths(one, "waiting"))
            rows.append((one.superior, name, *counts, one.returned, one.return_rate))
    hidden = ("superior", "returned", "return_rate")
    columns = (Column(key, right=spot > 1, shown=key not in hidden) for spot, key in enumerate(keys))
    return Table(tuple(columns), tuple(rows))


def times_table(sight: Sight, found: Iterable[Times]) -> Table:
    """A row for each report, for programs: lengths are ISO 8601, exact to the microsecond."""
    counts = ("submissions", "returns", "recalls", "corrections")
    lengths = ("unit_time", "rework_time", "reviewer_time", "total_time")
    keys = ("unit", "name", "tier", "form", "superior", *counts, *lengths, "since", "holder")
    hierarchy, zone = hierarchy_of(sight.plan), sight.plan.reading.zone
    rows: list[tuple[Plain, ...]] = []
    for one in found:
        unit, _, form = one.unit.partition(":")
        about = (one.unit, hierarchy.name_of(unit), hierarchy.tier_of(unit), form or FORM, one.superior)
        said = (one.submissions, one.returns, one.recalls, one.corrections)
        spent = (one.unit_time, one.rework_time, one.reviewer_time, one.total)
        since = None if one.since is None else one.since.astimezone(local(0, zone).tzinfo)
        rows.append((*about, *said, *spent, since, one.holder))
    return Table(tuple(Column(key, shown=key in _SHOWN_TIMES) for key in keys), tuple(rows))


def reviews_table(progress: Progress, found: Iterable[Waiting]) -> Table:
    """A row for each report that waits for a review, for programs."""
    keys = ("unit", "superior", "version", "submitted_at", "due_before", "overdue", "days_late")
    zone = progress.at.tzinfo
    rows = tuple(
        (
            *(one.unit, one.superior, one.version, one.submitted_at.astimezone(zone)),
            None if one.due_before is None else one.due_before.astimezone(zone),
            *(one.overdue, one.days_late),
        )
        for one in found
    )
    return Table(tuple(map(Column, keys)), rows)


def review_lines(sight: Sight, progress: Progress, found: Sequence[Waiting], lang: Lang) -> list[str]:
    """Who is to review how many reports, since when the oldest waits, and which are overdue."""
    waits: dict[str, list[Waiting]] = {}
    for one in found:
        waits.setdefault(one.superior, []).append(one)
    if not waits:
        return []
    lines = ["Chờ duyệt:" if lang == "vi" else "Waiting for a review:"]
    for superior, some in list(waits.items())[:_TOLD]:
        since = day_text(some[0].submitted_at.astimezone(progress.at.tzinfo).date(), lang)
        count = f"{len(some)} báo cáo" if lang == "vi" else f"{len(some)} report{'s' if len(some) > 1 else ''}"
        oldest = f"lâu nhất từ {since}" if lang == "vi" else f"the oldest since {since}"
        lines.append(f"  - {sight.name(superior, lang)}: {count}, {oldest}")
        lines += _overdue(sight, some, lang)
    if len(waits) > _TOLD:
        more = len(waits) - _TOLD
        lines.append(f"  … và {more} nơi khác" if lang == "vi" else f"  … and {more} more")
    return lines


def _overdue(sight: Sight, some: Iterable[Waiting], lang: Lang) -> list[str]:
    """The overdue among the reports that wait for one reviewer."""
    late = sorted((one for one in some if one.overdue), key=lambda one: -one.days_late)
    lines = [f"    - {sight.named(one.unit, lang)}: {_late(one.days_late, lang)}" for one in late]
    more = len(lines) - _TOLD
    rest = [f"    … và {more} báo cáo khác" if lang == "vi" else f"    … and {more} more"] if more > 0 else []
    return lines[:_TOLD] + rest


def _late(days: int, lang: Lang) -> str:
    if lang == "vi":
        return f"quá hạn duyệt {days} ngày"
    return f"its review is {days} day{'' if days == 1 else 's'} overdue"


def _of(kind: str) -> tuple[str, ...]:
    return tuple(f"{kind}_{name}" for name in _LENGTHS)


def _lengths(pace: Pace, kind: str) -> tuple[timedelta | None, timedelta | None, timedelta | None]:
    found = pace.rework if kind == "rework" else pace.waiting
    return found.mean, found.median, found.longest
