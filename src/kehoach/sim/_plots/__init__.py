"""Pictures of forecasts: figures of matplotlib, made without pyplot, so that no state of the process is touched.

Each reads in black and white: what differs, differs in lightness, line or hatching, and never in hue alone.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, Literal

from kehoach._spelling import nearest
from kehoach.errors import Lang, MissingExtra, UnknownName

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from kehoach.sim._forecast import Forecast

__all__ = ["KINDS", "Kind", "drawn", "needed"]

Kind = Literal["timeline", "curve", "histogram", "tornado", "critical"]
KINDS: Final[Mapping[str, str]] = {
    "timeline": "_timeline",
    "curve": "_curves",
    "histogram": "_histogram",
    "tornado": "_bars",
    "critical": "_bars",
}
"""The pictures by name, and the module that draws each."""


def drawn(forecast: Forecast, kind: str, *, lang: Lang = "en", of: str = "end") -> Figure:
    """A picture of a forecast.

    Args:
        forecast: The forecast.
        kind: Which picture; a key of `KINDS`.
        lang: The language of its labels.
        of: Of which end the histogram and the tornado are.

    Raises:
        UnknownName: There is no such picture.
        MissingExtra: matplotlib is not installed.
    """
    if kind not in KINDS:
        raise UnknownName("plot", str(kind), nearest(str(kind), tuple(KINDS)) or tuple(KINDS))
    needed()
    module = importlib.import_module(f"kehoach.sim._plots.{KINDS[kind]}")
    made: Figure = getattr(module, kind)(forecast, lang=lang, of=of)
    return made


def needed() -> None:
    """Make sure that matplotlib is there.

    Raises:
        MissingExtra: It is not installed.
    """
    try:
        importlib.import_module("matplotlib.figure")
    except ImportError as error:
        raise MissingExtra("matplotlib", "plot") from error
