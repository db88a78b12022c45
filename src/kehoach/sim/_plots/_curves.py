"""The S-curve: what share of the first reports of each tier is in by the end of each day."""

# pyright: reportUnknownMemberType=false
# matplotlib leaves the keywords of its methods without types.

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from kehoach.errors import Lang
from kehoach.sim._plots._canvas import DARK, INK, MIDDLE, dated, said, sheet, spot
from kehoach.sim._told import called, last_days

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from kehoach.sim._forecast import Curve, Forecast

__all__ = ["curve"]

_LINES: Final = (
    (INK, "solid"),
    (DARK, (0, (6, 2))),
    (INK, (0, (1.2, 1.2))),
    (MIDDLE, "solid"),
    (DARK, (0, (6, 1.5, 1.2, 1.5))),
)
"""Tone and dashes of each tier, from the lowest up; after five they begin again."""


def curve(forecast: Forecast, *, lang: Lang, of: str) -> Figure:
    """Draw a curve for each tier that owes something, each with its last days on time.

    Args:
        forecast: The forecast.
        lang: The language.
        of: Not asked here.
    """
    figure, axes = sheet(forecast, "curve_title", lang=lang)
    owing = [tier for tier, owed in zip(forecast.tiers, forecast.results.expected, strict=True) if owed]
    ends: list[date] = []
    for place, tier in enumerate(reversed(owing)):
        tone, dashes = _LINES[place % len(_LINES)]
        shown = forecast.curve(tier)
        x, y = _points(shown)
        axes.step(
            x, y, where="post", color=tone, linestyle=dashes, linewidth=1.8, label=called(forecast.plan, tier, lang)
        )
        for day in last_days(forecast.plan, tier):
            axes.axvline(spot(day, end=True), color=tone, linestyle=dashes, linewidth=0.9, alpha=0.75)
            ends.append(day)
    axes.plot([], [], color=INK, linewidth=0.9, label=f"│ {said('due', lang)}")
    _framed(axes, forecast, ends, lang)
    return figure


def _points(shown: Curve) -> tuple[list[float], list[float]]:
    """The ends of the days, and what is in by them; from nothing on."""
    x = [spot(shown.days[0]), *(spot(day, end=True) for day in shown.days)] if shown.days else []
    return x, [0.0, *map(float, shown.shares)] if x else []


def _framed(axes: Axes, forecast: Forecast, dues: list[date], lang: Lang) -> None:
    from matplotlib.ticker import PercentFormatter

    whole = forecast.curve()
    most = max((share for share in whole.shares), default=0.0)
    busy = [day for day, share in zip(whole.days, whole.shares, strict=True) if 0 < share < 0.999 * most]
    shown = [*busy, *dues]
    if shown:
        axes.set_xlim(spot(min(shown)) - 2, spot(max(shown), end=True) + 2)
    axes.set_ylim(0, 1.02)
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    axes.set_ylabel(said("share_in", lang), fontsize=9, color=INK)
    axes.legend(loc="upper left", fontsize=8.5, frameon=True, framealpha=0.9, edgecolor="none")
    dated(axes, lang=lang)
