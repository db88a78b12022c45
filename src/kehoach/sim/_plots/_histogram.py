"""The histogram: how many runs end on each day, or in each week where they are spread wide."""

# pyright: reportUnknownMemberType=false
# matplotlib leaves the keywords of its methods without types.

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kehoach._report._printing import figure_text
from kehoach.errors import Lang
from kehoach.sim._plots._canvas import DARK, INK, MIDDLE, dated, day_words, lead_of, said, sheet, spot
from kehoach.sim._told import called, last_days

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from kehoach.sim._forecast import Forecast

__all__ = ["histogram"]

_MOST: Final = 90  # bars, before they stand for weeks, or for several


def histogram(forecast: Forecast, *, lang: Lang, of: str) -> Figure:
    """Draw the days on which runs end, with the median, the 90th percentile and the last day on time.

    Args:
        forecast: The forecast.
        lang: The language.
        of: ``"end"``, or the id of a tier.
    """
    import numpy as np

    figure, axes = sheet(forecast, "end_title", lang=lang)
    days = forecast.days(of)
    over = np.floor(days[np.isfinite(days)] + lead_of(forecast)).astype(int)
    if len(over):
        first, last = int(over.min()), int(over.max())
        width = 1 if last - first < _MOST else 7 * -(-(last - first) // (7 * _MOST))
        counts = np.bincount((over - first) // width)
        left = [spot(forecast.start) + first + width * place for place in range(len(counts))]
        axes.bar(left, counts, width=width, align="edge", color=MIDDLE, edgecolor=DARK, linewidth=0.5)
    _marks(axes, forecast, of, lang)
    never = len(days) - len(over)
    axes.set_ylabel(said("runs", lang), fontsize=9, color=INK)
    axes.set_xlabel(called(forecast.plan, of, lang), fontsize=9, color=INK)
    if never:
        note = f"{figure_text(never, lang)}: {said('never', lang)}"
        axes.plot([], [], " ", label=note)
    axes.legend(loc="best", fontsize=8.5, frameon=True, framealpha=0.9, edgecolor="none")
    dated(axes, lang=lang)
    return figure


def _marks(axes: Axes, forecast: Forecast, of: str, lang: Lang) -> None:
    tier = None if of == "end" else of
    for q, key, dashes in ((50, "half", "solid"), (90, "nine", (0, (5, 2)))):
        day = forecast.percentile(q, tier).day
        if day is not None:
            label = f"{said(key, lang)}: {day_words(day, lang)}"
            axes.axvline(spot(day, end=True), color=INK, linestyle=dashes, linewidth=1.8, label=label)
    tops = [one for one, owed in zip(forecast.tiers, forecast.results.expected, strict=True) if owed][:1]
    for day in [day for one in ([tier] if tier else tops) for day in last_days(forecast.plan, one)][-1:]:
        label = f"{said('due', lang)}: {day_words(day, lang)}"
        axes.axvline(spot(day, end=True), color=INK, linestyle=(0, (1, 1.5)), linewidth=2.2, label=label)
