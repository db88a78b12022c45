"""A forecast in words, as plain data and as a table of a notebook."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import attrs

from kehoach._clock import from_micros
from kehoach._plan import FAR, Plan
from kehoach._report._printing import day_text, figure_text
from kehoach.errors import Lang
from kehoach.sim._intervals import Estimate

if TYPE_CHECKING:
    from kehoach.sim._forecast import DayEstimate, Forecast

__all__ = [
    "PERCENTS",
    "Outlook",
    "called",
    "duty_name",
    "facts",
    "has_superior",
    "head_of",
    "html_of",
    "last_days",
    "notes_of",
    "outlooks",
    "percent_text",
    "text_of",
]

PERCENTS: Final = (50, 80, 90)
"""The percentiles that are told."""
_NAMED: Final = 5  # critical units that are named in the text; programs get them all


@attrs.frozen(kw_only=True)
class Outlook:
    """What is told of the whole campaign or of a tier.

    Attributes:
        of: ``"end"``, or the id of the tier.
        last_days: The last days on time that its reports have, earliest first.
        percentiles: The days of `PERCENTS`.
        on_time, late, all_on_time: As the forecast has them; None where nothing is dated.
        never: How often it never ends.
    """

    of: str
    last_days: tuple[date, ...]
    percentiles: tuple[DayEstimate, ...]
    on_time: Estimate | None
    late: Estimate | None
    all_on_time: Estimate | None
    never: Estimate


def outlooks(forecast: Forecast) -> Iterator[Outlook]:
    """The outlook of each tier that owes something, from the lowest up, and of the campaign."""
    from kehoach.sim._forecast import END

    owing = [tier for tier, owed in zip(forecast.tiers, forecast.results.expected, strict=True) if owed]
    for of in (*reversed(owing), END):
        tier = None if of == END else of
        yield Outlook(
            of=of,
            last_days=() if tier is None else last_days(forecast.plan, tier),
            percentiles=tuple(forecast.percentile(q, tier) for q in PERCENTS),
            on_time=forecast.on_time(tier),
            late=forecast.late(tier),
            all_on_time=forecast.all_on_time(tier),
            never=forecast.never(of),
        )


def last_days(plan: Plan, tier: str) -> tuple[date, ...]:
    """The last days on time that the duties of a tier have, earliest first, each once."""
    import numpy as np

    columns, zone = plan.columns, ZoneInfo(plan.reading.zone)
    place = next(place for place, one in enumerate(plan.tiers) if one.id == tier)
    dues = np.asarray(columns.due_before)[np.fromiter(columns.tier_no, np.int64, columns.n) == place]
    bounds: list[int] = np.unique(dues[dues != FAR]).tolist()
    return tuple(sorted({from_micros(bound - 1).astimezone(zone).date() for bound in bounds}))


def called(plan: Plan, of: str, lang: Lang) -> str:
    """What the end, or a tier, is called: in Vietnamese by its name, in English by its id.

    Args:
        plan: The plan.
        of: ``"end"``, or the id of a tier.
        lang: The language.
    """
    if of == "end":
        return "kết thúc" if lang == "vi" else "end"
    names = {tier.id: tier.name for tier in plan.tiers}
    return (names.get(of) or of) if lang == "vi" else of


def has_superior(plan: Plan, duty: str) -> bool:
    """Whether something is above a duty; what is not sets the end in every run."""
    columns = plan.columns
    return bool(columns.superiors_of(columns.index[duty]))


def duty_name(plan: Plan, duty: str) -> str:
    """The name of a unit, and its form where that is not the report.

    Args:
        plan: The plan.
        duty: The id of the duty.
    """
    hierarchy = plan.hierarchy
    assert hierarchy is not None  # a plan without units is not simulated
    unit, _, form = duty.partition(":")
    name = hierarchy.name_of(unit) or unit
    return f"{name}, {form}" if form else name


# -- as plain data


def facts(forecast: Forecast) -> dict[str, object]:
    """Everything a forecast says, ready for JSON; what is infinite or undefined is None."""
    curve, effort = forecast.curve(), forecast.effort()
    whole: dict[str, object] = {
        "plan_digest": forecast.plan_digest,
        "seed": forecast.seed,
        "runs": forecast.runs,
        "start": str(forecast.start),
        "provisional_runs": int(forecast.results.provisional),
    }
    whole["outlook"] = [_outlook_facts(forecast, one) for one in outlooks(forecast)]
    whole["work_days"], whole["waiting_days"] = _estimate(effort.work), _estimate(effort.waiting)
    if forecast.results.critical is not None:
        whole["critical"] = [{"unit": one.unit, "share": _estimate(one.share)} for one in forecast.critical()]
    shares = [round(float(share), 6) for share in curve.shares]
    whole["curve"] = {"first_day": str(curve.days[0]) if curve.days else None, "shares": shares}
    return whole


def _outlook_facts(forecast: Forecast, one: Outlook) -> dict[str, object]:
    return {
        "of": one.of,
        "last_days": [str(day) for day in one.last_days],
        "mean_days": _estimate(forecast.mean(one.of)),
        "percentiles": {str(q): _day(found) for q, found in zip(PERCENTS, one.percentiles, strict=True)},
        "on_time": _estimate(one.on_time),
        "late": _estimate(one.late),
        "all_on_time": _estimate(one.all_on_time),
        "never": _estimate(one.never),
    }


def _estimate(one: Estimate | None) -> dict[str, float | None] | None:
    if one is None:
        return None
    return {"value": _finite(one.value), "low": _finite(one.low), "high": _finite(one.high), "level": one.level}


def _day(one: DayEstimate) -> dict[str, object]:
    ends = (one.day, one.low, one.high)
    days = [None if end is None else str(end) for end in ends]
    return {**dict(zip(("day", "low", "high"), days, strict=True)), "days": _estimate(one.days)}


def _finite(value: float) -> float | None:
    return round(value, 6) if math.isfinite(value) else None


# -- as text


def text_of(forecast: Forecast, lang: Lang) -> str:
    """A head, a table of all tiers, and what is worth knowing of reviewers, critical units and the calendar."""
    lines = [head_of(forecast, lang), "", *_set(_rows(forecast, lang)), ""]
    return "\n".join([*lines, *notes_of(forecast, lang)])


def head_of(forecast: Forecast, lang: Lang) -> str:
    """What was simulated, how often, with which seed."""
    directive, runs = forecast.plan.directive, figure_text(forecast.runs, lang)
    about, start = str(directive.number or directive.title), day_text(forecast.start, lang)
    if lang == "vi":
        return f"Dự báo {about}: {runs} lần chạy, hạt giống {forecast.seed}, bắt đầu {start}"
    return f"Forecast of {about}: {runs} runs, seed {forecast.seed}, start {start}"


def _heads(lang: Lang) -> tuple[str, ...]:
    if lang == "vi":
        return ("", "đúng hạn đến hết", *(f"{q} %" for q in PERCENTS), "đúng hạn", "số trễ", "tất cả đúng hạn")
    return ("", "last day on time", *(f"{q} %" for q in PERCENTS), "on time", "late", "all on time")


def _rows(forecast: Forecast, lang: Lang) -> list[tuple[str, ...]]:
    """The cells of the table, the head first."""
    share = partial(percent_text, lang=lang)
    rows = [_heads(lang)]
    for one in outlooks(forecast):
        days = [day_text(last, lang) for last in one.last_days[-1:]]
        if len(one.last_days) > 1:
            days.insert(0, day_text(one.last_days[0], lang))
        ends = [_end_text(found, lang) for found in one.percentiles]
        late = "" if one.late is None else _decimal(one.late.value, lang)
        rates = (share(one.on_time), late, share(one.all_on_time))
        rows.append((called(forecast.plan, one.of, lang), " … ".join(days), *ends, *rates))
    return rows


def _set(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for place, row in enumerate(rows):
        cells = [
            cell.ljust(width) if spot < 5 else cell.rjust(width)
            for spot, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()
        if not place:
            yield "─" * (sum(widths) + 2 * len(widths) - 2)


def notes_of(forecast: Forecast, lang: Lang) -> Iterator[str]:
    """What is worth knowing beside the table, a sentence each."""
    vi, plan = lang == "vi", forecast.plan
    end = forecast.percentile(50)
    if end.day is not None:
        low, high = ("?" if day is None else day_text(day, lang) for day in (end.low, end.high))
        half, level = day_text(end.day, lang), f"{100 * end.level:g}%"
        if vi:
            yield f"Một nửa số lần chạy kết thúc đến hết {half} (khoảng tin cậy {level}: {low} … {high})."
        else:
            yield f"Half of the runs end by {half} ({level} interval: {low} … {high})."
    effort = forecast.effort()
    if effort.waiting.value:
        share = percent_text(Estimate(effort.share_waiting, 0, 1), lang=lang)
        days = [_decimal(part.value, lang) for part in (effort.work, effort.waiting)]
        if vi:
            yield f"Làm việc {days[0]} ngày, chờ người duyệt {days[1]} ngày, cộng mọi đơn vị ({share} là chờ)."
        else:
            yield f"Work {days[0]} days, waiting for reviewers {days[1]} days, over all units ({share} waiting)."
    if forecast.results.critical is not None:
        found = [one for one in forecast.critical() if has_superior(plan, one.unit)][:_NAMED]
        said = ", ".join(f"{duty_name(plan, one.unit)} {percent_text(one.share, lang=lang)}" for one in found)
        if said:
            yield f"{'Quyết định ngày kết thúc' if vi else 'What sets the end'}: {said}."
    yield from _cautions(forecast, lang)


def _cautions(forecast: Forecast, lang: Lang) -> Iterator[str]:
    """What makes the numbers less than they seem."""
    vi, never, provisional = lang == "vi", forecast.never(), int(forecast.results.provisional)
    if never.value:
        share = percent_text(never, lang=lang)
        yield f"{share} số lần chạy không bao giờ kết thúc." if vi else f"{share} of the runs never end."
    if provisional:
        count = figure_text(provisional, lang)
        if vi:
            yield f"{count} lần chạy vượt quá lịch đã chắc chắn: các ngày ở đó là tạm tính."
        else:
            yield f"{count} runs go on after the last day that the calendar is sure of: days there are provisional."


def percent_text(one: Estimate | None, *, lang: Lang) -> str:
    """A share as people read it; blank for None, and never 0 or 100 where it is not quite.

    >>> percent_text(Estimate(0.4567, 0.4, 0.5), lang="vi"), percent_text(Estimate(0.9999, 0.9, 1), lang="en")
    ('45,7%', '> 99.9%')
    """
    if one is None:
        return ""
    value = one.value
    if 0 < value < 0.0005:
        return f"< {_decimal(0.1, lang)}%"
    if 0.9995 <= value < 1:
        return f"> {_decimal(99.9, lang)}%"
    return f"{_decimal(100 * value, lang)}%"


def _decimal(value: float, lang: Lang) -> str:
    from decimal import Decimal

    if not math.isfinite(value):
        return "∞"
    return figure_text(Decimal(f"{value:.1f}"), lang)


def _end_text(one: DayEstimate, lang: Lang) -> str:
    return ("không" if lang == "vi" else "never") if one.day is None else day_text(one.day, lang)


# -- as HTML


def html_of(forecast: Forecast, lang: Lang = "en") -> str:
    """The same table as HTML, with neither script nor style of its own; names are escaped."""
    head, *rows = _rows(forecast, lang)
    top = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    notes = "".join(f"<p>{escape(note)}</p>" for note in notes_of(forecast, lang))
    table = f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"
    return f"<div><p><strong>{escape(head_of(forecast, lang))}</strong></p>{table}{notes}</div>"
