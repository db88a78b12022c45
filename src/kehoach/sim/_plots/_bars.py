"""Bars side by side: what the end depends on, and who sets it."""

# pyright: reportUnknownMemberType=false
# matplotlib leaves the keywords of its methods without types.

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kehoach.errors import Lang
from kehoach.sim._plots._canvas import DARK, INK, LIGHT, MIDDLE, named, said, sheet
from kehoach.sim._told import called, has_superior, percent_text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from kehoach.sim._forecast import Forecast
    from kehoach.sim._tornado import Tornado

__all__ = ["critical", "tornado", "tornado_figure"]

_MOST: Final = 15  # units that are drawn
_STRONGEST: Final = 10  # inputs
_HIGH: Final = 0.32  # inches of a bar


def critical(forecast: Forecast, *, lang: Lang, of: str) -> Figure:
    """Draw how often units set the end, those at the top left out, which always do.

    Args:
        forecast: The forecast.
        lang: The language.
        of: Not asked here.
    """
    from matplotlib.ticker import PercentFormatter

    found = [one for one in forecast.critical() if has_superior(forecast.plan, one.unit)][:_MOST]
    figure, axes = sheet(forecast, "critical_title", lang=lang, rows=1.5 + _HIGH * max(len(found), 1))
    shares = [one.share.value for one in found]
    rows = range(len(found))
    axes.barh(rows, shares, height=0.62, color=MIDDLE, edgecolor=DARK, linewidth=0.6)
    for row, one in zip(rows, found, strict=True):
        axes.plot([one.share.low, one.share.high], [row, row], color=INK, linewidth=1.6)
        label = percent_text(one.share, lang=lang)
        axes.annotate(
            label, (one.share.high, row), xytext=(5, 0), textcoords="offset points", fontsize=8.5, va="center"
        )
    axes.set_yticks(rows, named(forecast.plan, [one.unit for one in found]))
    axes.invert_yaxis()
    axes.set_xlim(0, 1.12 * max((one.share.high for one in found), default=1.0))
    axes.xaxis.set_major_formatter(PercentFormatter(1.0))
    axes.set_xlabel(said("critical", lang), fontsize=9, color=INK)
    return figure


def tornado(forecast: Forecast, *, lang: Lang, of: str) -> Figure:
    """Draw by how many days an end moves when each input is lowered and raised, the strongest on top.

    Args:
        forecast: The forecast.
        lang: The language.
        of: ``"end"``, or the id of a tier.
    """
    return tornado_figure(forecast.tornado(of=of), lang=lang)


def tornado_figure(found: Tornado, *, lang: Lang) -> Figure:
    """Draw a tornado that has been worked out."""
    from matplotlib.patches import Patch

    sways = found.sways[:_STRONGEST]
    figure, axes = sheet(
        found.forecast, "tornado_title", lang=lang, rows=1.9 + 1.3 * _HIGH * max(len(sways), 1), runs=found.runs
    )
    part = f"{100 * found.by:g} %"
    for row, sway in enumerate(sways):
        for shift, tone, hatch in ((sway.lowered, LIGHT, "////"), (sway.raised, MIDDLE, "")):
            axes.barh(row, shift.value, height=0.62, color=tone, hatch=hatch, edgecolor=DARK, linewidth=0.6)
            axes.plot([shift.low, shift.high], [row, row], color=INK, linewidth=1.6)
    keys = [
        Patch(facecolor=LIGHT, hatch="////", edgecolor=DARK, label=f"{said('less', lang)} {part}"),
        Patch(facecolor=MIDDLE, edgecolor=DARK, label=f"{said('more', lang)} {part}"),
    ]
    axes.axvline(0, color=INK, linewidth=1)
    axes.set_yticks(range(len(sways)), [sway.label(lang) for sway in sways])
    axes.invert_yaxis()
    axes.grid(axis="x", color="#e4e4e4", linewidth=0.8)
    axes.set_axisbelow(True)
    whose = "" if found.of == "end" else f" ({called(found.forecast.plan, found.of, lang)})"
    axes.set_xlabel(said("days_later", lang) + whose, fontsize=9, color=INK)
    axes.legend(handles=keys, loc="lower right", fontsize=8.5, frameon=True, framealpha=0.9, edgecolor="none")
    return figure
