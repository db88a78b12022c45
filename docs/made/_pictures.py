"""The pictures of the manual: the forecast of a real plan, drawn by the code that users have.

They are kept beside the manual, so that it can be built without matplotlib; a test draws them again and compares.
``PYTHONPATH=src:docs python -m made._pictures docs/_static/forecast`` draws them anew.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import kehoach as kh
from kehoach.sim import Scenario, simulate

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["PICTURES", "draw", "drawn"]

PICTURES = (
    ("timeline", "en"),
    ("timeline", "vi"),
    ("curve", "en"),
    ("histogram", "en"),
    ("tornado", "en"),
    ("critical", "en"),
)
"""Kind and language of each."""

_ROOT = Path(__file__).parents[2]


def drawn(folder: Path = _ROOT / "examples" / "plan_116") -> Iterator[tuple[str, Figure]]:
    """Each picture under the name of its file.

    Args:
        folder: Where the plan and the scenario stand.
    """
    plan = kh.load_plan(folder / "plan.toml")
    scenario = Scenario.from_dict(tomllib.loads((folder / "scenario.toml").read_text(encoding="utf-8")))
    forecast = simulate(plan, scenario, runs=2_000, seed=2019, engine="numpy")
    for kind, lang in PICTURES:
        swaying = kind == "tornado"  # thirty variants, for which fewer runs will do
        picture = forecast.tornado(runs=200).plot(lang=lang) if swaying else forecast.plot(kind, lang=lang)
        yield f"{kind}_{lang}.png", picture


def draw(folder: Path) -> None:
    """Write all pictures into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, figure in drawn():
        figure.savefig(folder / name, metadata={"Software": None})


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
