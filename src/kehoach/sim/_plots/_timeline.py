"""The timeline: for each tier when its first reports come in, when the last is accepted, and until when it had time."""

# pyright: reportUnknownMemberType=false
# matplotlib leaves the keywords of its methods without types.

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from kehoach.errors import Lang
from kehoach.sim._plots._canvas import (
    DARK,
    INK,
    LIGHT,
    MIDDLE,
    dated,
    day_words,
    lead_of,
    said,
    sheet,
    spot,
    tier_names,
)
from kehoach.sim._told import last_days

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from kehoach.sim._forecast import Forecast

__all__ = ["timeline"]

_HIGH = 0.4  # of a row: what its bands take
_LINE, _BAND, _DUE = -0.24, 0.1, 0.36  # where in a row the line stands and the bands, and how far the due reaches


def timeline(forecast: Forecast, *, lang: Lang, of: str) -> Figure:
    """Draw a row for each tier that owes something, the top one above.

    Args:
        forecast: The forecast.
        lang: The language.
        of: Not asked here.
    """
    owing = [tier for tier, owed in zip(forecast.tiers, forecast.results.expected, strict=True) if owed]
    figure, axes = sheet(forecast, "timeline_title", lang=lang, rows=1.6 + 0.75 * len(owing))
    for row, tier in enumerate(owing):
        _bands(axes, forecast, tier, row)
        _reports(axes, forecast, tier, row)
        _due(axes, forecast, tier, row, lang)
    axes.set_yticks(range(len(owing)), tier_names(forecast.plan, owing, lang))
    axes.set_ylim(len(owing) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    dated(axes, lang=lang)
    _legend(axes, lang)
    return figure


def _at(forecast: Forecast, q: float, tier: str) -> float | None:
    """Where a percentile of a tier's end stands, to the minute; None where it never comes."""
    found = forecast.percentile(q, tier)
    return None if found.day is None else spot(forecast.start) + lead_of(forecast) + found.days.value


def _bands(axes: Axes, forecast: Forecast, tier: str, row: int) -> None:
    right = axes.get_xlim()[1]
    row_at = row + _BAND
    for low, high, tone in ((5, 95, LIGHT), (25, 75, MIDDLE)):
        start, end = _at(forecast, low, tier), _at(forecast, high, tier)
        if start is not None:
            width = (right if end is None else end) - start
            axes.barh(row_at, max(width, 0.08), left=start, height=_HIGH, color=tone, edgecolor=DARK, linewidth=0.6)
    middle = _at(forecast, 50, tier)
    if middle is not None:
        axes.plot(
            [middle, middle], [row_at - _HIGH / 2, row_at + _HIGH / 2], color=INK, linewidth=2.2, solid_capstyle="butt"
        )


def _reports(axes: Axes, forecast: Forecast, tier: str, row: int) -> None:
    """A thin line from when 5 % of the reports are in until 95 % are."""
    curve = forecast.curve(tier)
    inside = [day for day, share in zip(curve.days, curve.shares, strict=True) if share >= 0.05]
    most = [day for day in inside if curve.at(day) >= 0.95]
    if inside:
        first, last = inside[0], most[0] if most else curve.days[-1]
        axes.plot(
            [spot(first), spot(last, end=True)],
            [row + _LINE] * 2,
            color=INK,
            linewidth=1.2,
            marker="|",
            markersize=7,
            zorder=3,
        )


def _due(axes: Axes, forecast: Forecast, tier: str, row: int, lang: Lang) -> None:
    """The ends of the last days on time; the last of them with its date."""
    days = last_days(forecast.plan, tier)
    for day in days:
        edge = spot(day + timedelta(days=1))
        axes.plot([edge, edge], [row - _DUE, row + _DUE], color=INK, linewidth=1.6, linestyle=(0, (3, 1.6)), zorder=4)
    if days:
        axes.annotate(
            day_words(days[-1], lang),
            (spot(days[-1], end=True), row - _DUE),
            xytext=(0, 1),
            textcoords="offset points",
            fontsize=8,
            color=INK,
            ha="center",
            va="bottom",
            zorder=5,
        )


def _legend(axes: Axes, lang: Lang) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    accepted = said("accepted", lang)
    handles = [
        Line2D([], [], color=INK, linewidth=1.2, marker="|", label=said("reports", lang)),
        Patch(facecolor=LIGHT, edgecolor=DARK, label=f"{accepted}: {said('most', lang)}"),
        Patch(facecolor=MIDDLE, edgecolor=DARK, label=f"{accepted}: {said('middle', lang)}"),
        Line2D([], [], color=INK, linewidth=2.2, label=f"{accepted}: {said('half', lang)}"),
        Line2D([], [], color=INK, linewidth=1.6, linestyle=(0, (3, 1.6)), label=said("due", lang)),
    ]
    axes.legend(handles=handles, loc="upper center", bbox_to_anchor=(0.45, -0.12), ncols=2, fontsize=8, frameon=False)
