"""What all pictures have: a sheet, days along its foot, words, and tones that a photocopy keeps apart."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# matplotlib leaves the keywords of its methods, and its functions for days, without types.

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from kehoach._clock import from_micros
from kehoach._report._printing import day_text, figure_text
from kehoach.errors import Lang
from kehoach.sim._told import called, duty_name

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from kehoach._plan import Plan
    from kehoach.sim._forecast import Forecast

__all__ = [
    "DARK",
    "INK",
    "LIGHT",
    "MIDDLE",
    "dated",
    "day_words",
    "lead_of",
    "named",
    "said",
    "sheet",
    "spot",
    "tidy",
    "tier_names",
]

INK: Final = "#1a1a1a"
DARK: Final = "#27507a"
MIDDLE: Final = "#7f9fbd"
LIGHT: Final = "#d3dee8"
"""Ink, and three tones of blue at 30, 62 and 88 per cent of white."""

_WIDTH: Final = 8.0  # inches
_YEAR: Final = 330  # days; beyond them a day alone may be any year's
_LONGEST: Final = 34  # letters of a name beside a bar
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WORDS: Final[dict[str, tuple[str, str]]] = {
    "accepted": ("last report accepted", "báo cáo cuối cùng được duyệt"),
    "critical": ("share of runs in which it sets the end", "tỷ lệ lần chạy mà đơn vị quyết định ngày kết thúc"),
    "critical_title": ("Who sets the end", "Đơn vị quyết định ngày kết thúc"),
    "curve_title": ("What is in by each day", "Báo cáo đã gửi đến từng ngày"),
    "days_later": ("days by which the end moves", "số ngày mà ngày kết thúc dịch chuyển"),
    "due": ("last day on time", "ngày đúng hạn cuối cùng"),
    "end_title": ("When it ends", "Khi nào kết thúc"),
    "half": ("half of the runs", "một nửa số lần chạy"),
    "less": ("lowered by", "giảm"),
    "more": ("raised by", "tăng"),
    "most": ("5 to 95 % of the runs", "5 đến 95 % số lần chạy"),
    "middle": ("25 to 75 % of the runs", "25 đến 75 % số lần chạy"),
    "never": ("never end", "không bao giờ kết thúc"),
    "nine": ("9 runs in 10", "9 trên 10 lần chạy"),
    "reports": ("first reports come in, 5 to 95 %", "báo cáo đầu được gửi, 5 đến 95 %"),
    "runs": ("runs", "số lần chạy"),
    "share_in": ("share of first reports that are in", "tỷ lệ báo cáo đã gửi lần đầu"),
    "timeline_title": ("Timeline", "Tiến độ"),
    "tornado_title": ("What the end depends on", "Ngày kết thúc phụ thuộc vào đâu"),
}


def said(key: str, lang: Lang) -> str:
    """A label in one language."""
    en, vi = _WORDS[key]
    return vi if lang == "vi" else en


def sheet(
    forecast: Forecast, title: str, *, lang: Lang, rows: float = 4.0, runs: int | None = None
) -> tuple[Figure, Axes]:
    """An empty picture with its title, which names the plan, and the runs and seed in small print at its foot.

    Args:
        forecast: The forecast.
        title: What it shows, a key of the labels.
        lang: The language.
        rows: How high it is, in inches.
        runs: How many runs it rests on; those of the forecast when left out.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(_WIDTH, rows), dpi=120, layout="constrained", facecolor="white")
    axes = figure.add_subplot()
    about = str(forecast.plan.directive.number or forecast.plan.directive.title)
    axes.set_title(f"{said(title, lang)}: {_cut(about)}", loc="left", fontsize=12, color=INK)
    count = figure_text(runs or forecast.runs, lang)
    note = f"{count} lần chạy, hạt giống {forecast.seed}" if lang == "vi" else f"{count} runs, seed {forecast.seed}"
    figure.supxlabel(note, x=0.995, ha="right", fontsize=7.5, color="#555555")
    tidy(axes)
    return figure, axes


def tidy(axes: Axes) -> None:
    """Take away what says nothing: the frame above and to the right."""
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.tick_params(labelsize=9, colors=INK)


def dated(axes: Axes, *, lang: Lang) -> None:
    """Let the foot show days, about eight of them, as the language writes them."""
    from matplotlib.dates import AutoDateLocator, num2date
    from matplotlib.ticker import FuncFormatter

    def short(value: float, _: Any = None) -> str:  # noqa: ANN401  # matplotlib's signature
        day: date = num2date(value).date()  # type: ignore[no-untyped-call]  # matplotlib types half of itself
        first, last = axes.get_xlim()
        if last - first > _YEAR:
            return f"{day.month:02}/{day.year}" if lang == "vi" else f"{_MONTHS[day.month - 1]} {day.year}"
        return f"{day.day:02}/{day.month}" if lang == "vi" else f"{day.day} {_MONTHS[day.month - 1]}"

    axes.xaxis.set_major_locator(AutoDateLocator(minticks=4, maxticks=9))  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_formatter(FuncFormatter(short))
    axes.grid(axis="x", color="#e4e4e4", linewidth=0.8)
    axes.set_axisbelow(True)


def spot(day: date, *, end: bool = False) -> float:
    """Where a day stands along the foot: its first midnight, or its last."""
    from matplotlib.dates import date2num

    return float(date2num(day + timedelta(days=1) if end else day))  # type: ignore[no-untyped-call]


def lead_of(forecast: Forecast) -> float:
    """What part of its first day is over when the campaign starts."""
    local = from_micros(forecast.results.start).astimezone(ZoneInfo(forecast.results.zone))
    return (local.hour * 60 + local.minute) / (24 * 60)


def named(plan: Plan, duties: Sequence[str]) -> list[str]:
    """The names of units beside their bars, cut where they are long."""
    return [_cut(duty_name(plan, duty)) for duty in duties]


def tier_names(plan: Plan, tiers: Sequence[str], lang: Lang) -> list[str]:
    """The names of tiers beside their rows."""
    return ["\n".join(_folded(called(plan, tier, lang))) for tier in tiers]


def day_words(day: date, lang: Lang) -> str:
    """A day as a label writes it."""
    return day_text(day, lang)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _folded(text: str, width: int = 18) -> list[str]:
    """A text in lines of at most so many letters, where it has blanks."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
