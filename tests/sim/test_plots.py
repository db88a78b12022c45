"""Pictures: whole in both languages, readable without colour, and made without touching the process."""

from __future__ import annotations

import io
import math
import struct
import sys
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from forecasts import forecast
from kehoach.errors import UnknownName
from kehoach.sim._intervals import Estimate
from kehoach.sim._tornado import Sway, Tornado

pytest.importorskip("matplotlib")

if TYPE_CHECKING:
    from matplotlib.figure import Figure

KINDS = ("timeline", "curve", "histogram", "critical")
ENDS = [float(day) for day in range(35, 75)]


def tornado() -> Tornado:
    said = forecast(ENDS)
    sways = tuple(
        Sway(tier=tier, step=step, lowered=Estimate(-days, -days - 0.1, -days), raised=Estimate(days, days, days + 0.1))
        for tier, step, days in (("commune", "draft", 2.0), ("district", "p_return", 0.5))
    )
    return Tornado(of="end", by=0.25, runs=40, sways=sways, forecast=said)


def picture(kind: str, lang: str) -> Figure:
    if kind == "tornado":
        return tornado().plot(lang=lang)  # type: ignore[arg-type]
    return forecast(ENDS).plot(kind, lang=lang)  # type: ignore[arg-type]


def words(figure: Figure) -> set[str]:
    """Everything that is written on a picture."""
    from matplotlib.text import Text

    figure.draw_without_rendering()
    return {found.get_text() for found in figure.findobj(Text) if found.get_text()}


def size(png: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", png[16:24])
    return int(width), int(height)


@pytest.mark.parametrize("kind", [*KINDS, "tornado"])
@pytest.mark.parametrize("lang", ["en", "vi"])
def test_every_picture_is_drawn_in_both_languages(kind: str, lang: str) -> None:
    """Each picture becomes a PNG of a useful size, with every letter in its font: a missing one would warn."""
    out = io.BytesIO()
    figure = picture(kind, lang)
    figure.savefig(out, format="png")
    width, height = size(out.getvalue())
    assert (width, height > 250) == (960, True)
    assert any("116-KH/TU" in word for word in words(figure))


@pytest.mark.parametrize(
    ("kind", "en", "vi"),
    [
        ("timeline", "last day on time", "ngày đúng hạn cuối cùng"),
        ("curve", "share of first reports that are in", "tỷ lệ báo cáo đã gửi lần đầu"),
        ("histogram", "9 runs in 10: 2019-05-23", "9 trên 10 lần chạy: 23/5/2019"),
        ("critical", "share of runs in which it sets the end", "tỷ lệ lần chạy mà đơn vị quyết định ngày kết thúc"),
        ("tornado", "days by which the end moves", "số ngày mà ngày kết thúc dịch chuyển"),
    ],
)
def test_labels_are_in_the_language_that_was_asked_for(kind: str, en: str, vi: str) -> None:
    """Labels, days and figures are those of the language."""
    assert en in words(picture(kind, "en"))
    assert vi in words(picture(kind, "vi"))


def lightness(tone: Any) -> float:
    from matplotlib.colors import to_rgb

    red, green, blue = to_rgb(tone)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_what_differs_differs_in_lightness() -> None:
    """The tones of bands and bars are far enough apart that a photocopy keeps them apart."""
    from kehoach.sim._plots._canvas import DARK, INK, LIGHT, MIDDLE

    steps = sorted(map(lightness, (INK, DARK, MIDDLE, LIGHT)))
    assert all(light - dark > 0.15 for dark, light in pairwise(steps))


def test_lines_of_the_curve_differ_in_their_dashes() -> None:
    """No two tiers have the same dashes and tone, so that lines are told apart without colour."""
    figure = picture("curve", "en")
    lines = [line for line in figure.axes[0].get_lines() if line.get_label() in ("commune", "district", "province")]
    assert len({str((line.get_color(), line._dash_pattern)) for line in lines}) == 3  # type: ignore[attr-defined]


def test_pyplot_is_never_loaded() -> None:
    """Drawing makes no figure of pyplot and loads none of it: nothing of the process is touched."""
    before = "matplotlib.pyplot" in sys.modules
    picture("timeline", "en")
    assert ("matplotlib.pyplot" in sys.modules) == before


def test_what_never_ends_is_drawn_as_far_as_it_goes() -> None:
    """Runs that never end are counted on the histogram, and the timeline's band goes on to its edge."""
    said = forecast([*ENDS, *[math.inf] * 60], communes=[10.0] * 100)
    assert "60: never end" in words(said.plot("histogram"))
    said.plot("timeline").draw_without_rendering()


def test_an_end_that_none_reaches_is_drawn_empty() -> None:
    """A forecast in which nothing ends still has its pictures."""
    said = forecast([math.inf] * 3, communes=[math.inf] * 3)
    for kind in KINDS:
        said.plot(kind).draw_without_rendering()  # type: ignore[arg-type]


def test_a_histogram_of_a_tier_has_the_tiers_deadline() -> None:
    """Asked of a tier, the histogram shows that tier's last day on time."""
    assert "last day on time: 2019-04-04" in words(forecast(ENDS).plot("histogram", of="commune"))
    assert "last day on time: 2019-04-29" in words(forecast(ENDS).plot("histogram"))


def test_an_unknown_picture_proposes_the_nearest() -> None:
    """A misspelt picture is refused."""
    with pytest.raises(UnknownName, match="did you mean 'timeline'"):
        forecast(ENDS).plot("timelin")  # type: ignore[arg-type]
