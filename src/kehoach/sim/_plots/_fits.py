"""What was measured beside what was fitted: step by step the share that has ended, and the distribution."""

# pyright: reportUnknownMemberType=false
# matplotlib leaves the keywords of its methods without types.

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from kehoach._report._printing import figure_text
from kehoach.errors import Lang
from kehoach.sim._plots._canvas import DARK, INK, MIDDLE, tidy

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from kehoach.sim._fit import StepFit

    Floats = NDArray[np.float64]

__all__ = ["fits_figure"]

_ACROSS: Final = 3
_STEPS_VI: Final = {"draft": "soạn", "review": "duyệt", "rework": "sửa"}


def fits_figure(fits: Sequence[StepFit], *, lang: Lang) -> Figure:
    """Draw a small picture for each step of each tier.

    Args:
        fits: The steps.
        lang: The language of the labels.
    """
    from matplotlib.figure import Figure

    across = min(_ACROSS, max(len(fits), 1))
    down = -(-max(len(fits), 1) // across)
    figure = Figure(figsize=(2.9 * across + 0.4, 2.3 * down + 0.7), dpi=120, layout="constrained", facecolor="white")
    grid = figure.subplots(down, across, squeeze=False)
    for place, axes in enumerate(grid.flat):
        if place < len(fits):
            _one(axes, fits[place], lang)
        else:
            axes.set_axis_off()
    figure.supxlabel("ngày" if lang == "vi" else "days", fontsize=9)
    figure.supylabel("tỷ lệ đã xong" if lang == "vi" else "share that has ended", fontsize=9)
    grid.flat[0].legend(loc="lower right", fontsize=7.5, frameon=False)
    return figure


def _one(axes: Axes, fit: StepFit, lang: Lang) -> None:
    """The Kaplan-Meier steps, the fitted curve, and a mark for each length that still lasts."""
    vi = lang == "vi"
    times, shares = _kaplan_meier(fit.ended, fit.running)
    axes.step(times, shares, where="post", color=INK, linewidth=1.6, label="đo được" if vi else "measured")
    levels = np.linspace(0.001, 0.995, 200)
    curve = np.asarray(fit.shape.quantiles(levels.tolist()))
    axes.plot(curve, levels, color=DARK, linestyle=(0, (5, 2)), linewidth=1.6, label="ước lượng" if vi else "fitted")
    if fit.running:
        heights = [float(shares[np.searchsorted(times, one, "right") - 1]) for one in fit.running]
        label = "còn kéo dài" if vi else "still lasts"
        axes.plot(fit.running, heights, "|", color=MIDDLE, markersize=8, markeredgewidth=1.4, label=label)
    counts = [figure_text(len(one), lang) for one in (fit.ended, fit.running)]
    step = _STEPS_VI.get(fit.step, fit.step) if vi else fit.step
    axes.set_title(f"{fit.tier}, {step} ({counts[0]} + {counts[1]})", fontsize=9, loc="left", color=INK)
    axes.set_xlim(0, 1.05 * max(*fit.ended, *fit.running, float(curve[180])))
    axes.set_ylim(0, 1.03)
    tidy(axes)
    axes.tick_params(labelsize=7.5)


def _kaplan_meier(ended: Sequence[float], running: Sequence[float]) -> tuple[Floats, Floats]:
    """The share that has ended by each length at which one did, from 0 on."""
    lengths = sorted([*((one, 1) for one in ended), *((one, 0) for one in running)])
    times, shares, lasting = [0.0], [0.0], 1.0
    for place, (length, ends) in enumerate(lengths):
        lasting *= 1 - ends / (len(lengths) - place)
        if ends:
            times.append(length)
            shares.append(1 - lasting)
    return np.array(times), np.array(shares)
