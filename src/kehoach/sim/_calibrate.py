"""The door of calibration: a campaign's log, or rows that somebody measured, in; a scenario out."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Literal, cast

from kehoach._plan import Plan
from kehoach._progress import LogEntry
from kehoach.errors import Finding, InvalidCommand, MissingExtra
from kehoach.sim._durations import Duration, durations
from kehoach.sim._fit import Family, Fitted, fitted

__all__ = ["fit"]

_NEEDED: Final = ("tier", "step", "days")
_STEPS: Final = ("draft", "review", "rework")


def fit(
    source: object,
    plan: Plan | None = None,
    *,
    family: Family = "best",
    least: int = 5,
    until: str | int | None = None,
    start_on: str | None = None,
    days: Literal["calendar", "working"] = "calendar",
    hours: Iterable[str] | None = None,
    reviewers: int = 1,
) -> Fitted:
    """A scenario from what was measured, with how well it fits.

    Args:
        source: The log of a campaign, or rows of lengths: `Duration` values, mappings, or a data frame of pandas,
            polars or pyarrow. Rows have ``tier``, ``step`` (draft, review, rework) and ``days``; they may have
            ``censored`` (still lasts), ``unit``, ``returned`` and ``attempt`` (of reviews).
        plan: The plan of the campaign; needed with a log.
        family: Which distributions are tried: ``"lognormal"``, ``"gamma"``, ``"weibull"``; ``"best"``: all of them.
        least: How many lengths must have ended for a distribution.
        until: Of a log: up to when it is whole; the last entry's instant when left out.
        start_on: Of a log: from when reports could be begun; the plan's effective day or day of issue when left out.
        days: What lengths are counted in.
        hours: The hours of a working day.
        reviewers: Of a log: how many reports a superior reviews at once.

    Raises:
        InvalidCommand: Too few lengths ended (KH993), or rows cannot be read (KH994).
        MissingExtra: scipy is not installed, or, for a data frame, narwhals.
    """
    hours = None if hours is None else tuple(hours)
    entries = _entries(source)
    if entries is None:
        rows: Iterable[Duration] = _rows(source)
    elif plan is None:
        raise _unreadable("a log needs plan=", "nhật ký cần có plan=")
    else:
        rows = durations(entries, plan, until=until, start_on=start_on, days=days, hours=hours, reviewers=reviewers)
    return fitted(rows, family=family, least=least, days=days, hours=hours)


def _entries(source: object) -> Sequence[LogEntry] | None:
    """The entries of a log; None for what is none."""
    if not isinstance(source, Sequence):
        return None
    return cast("Sequence[LogEntry]", source) if source and isinstance(source[0], LogEntry) else None


def _rows(source: object) -> list[Duration]:
    """Rows of whatever holds rows, every ill-formed one named."""
    found: list[Duration] = []
    findings: list[Finding] = []
    for place, row in enumerate(_listed(source)):
        if isinstance(row, Duration):
            found.append(row)
            continue
        problem = _problem(row)
        if problem is not None:
            findings += _unreadable(*problem, path=f"rows[{place}]").findings
        else:
            found.append(_duration(cast("Mapping[str, Any]", row)))
    if findings:
        raise InvalidCommand(findings)
    return found


def _listed(source: object) -> Iterable[object]:
    if isinstance(source, Iterable) and not hasattr(source, "columns") and not hasattr(source, "column_names"):
        return source
    try:
        nw: Any = importlib.import_module("narwhals")
    except ImportError as error:
        raise MissingExtra("narwhals", "frames") from error
    try:
        frame = nw.from_native(source, eager_only=True)
    except TypeError as error:
        kind = type(source).__name__
        raise _unreadable(f"{kind} is neither a log nor rows", f"{kind} không phải nhật ký hay các dòng") from error
    rows: Iterable[object] = frame.iter_rows(named=True)
    return rows


def _problem(row: object) -> tuple[str, str] | None:
    """What is wrong with a row, in both languages; None for a good one."""
    if not isinstance(row, Mapping):
        return f"{type(row).__name__} is no row", f"{type(row).__name__} không phải là dòng"
    known = cast("Mapping[str, object]", row)
    missing = [key for key in _NEEDED if known.get(key) is None]
    if missing:
        return f"no {', '.join(missing)}", f"thiếu {', '.join(missing)}"
    if known["step"] not in _STEPS:
        said = f"{known['step']!r}"[:60]
        return f"step {said} is none of {', '.join(_STEPS)}", f"step {said} không thuộc {', '.join(_STEPS)}"
    days = known["days"]
    if isinstance(days, bool) or not isinstance(days, int | float) or not 0 < days < float("inf"):
        said = f"{days!r}"[:60]
        return f"days {said} is no length above 0", f"days {said} không phải là khoảng thời gian lớn hơn 0"
    return None


def _duration(row: Mapping[str, Any]) -> Duration:
    returned, attempt = row.get("returned"), row.get("attempt")
    return Duration(
        tier=str(row["tier"]),
        step=str(row["step"]),
        days=float(row["days"]),
        censored=bool(row.get("censored") or False),
        unit=str(row.get("unit") or ""),
        returned=None if returned is None else bool(returned),
        attempt=1 if attempt is None else int(attempt),
    )


def _unreadable(en: str, vi: str, *, path: str = "") -> InvalidCommand:
    return InvalidCommand(Finding("KH994", {"problem": en, "problem_vi": vi}, path=path))
