"""The pictures of the manual are those that the code draws."""

from __future__ import annotations

import importlib
import io
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]
SHOWN = ROOT / "docs" / "_static" / "forecast"


@pytest.mark.slow
def test_the_pictures_of_the_manual_are_drawn_from_the_real_plan(made: ModuleType) -> None:
    """Drawn again from the plan and its scenario, each picture is the one in the manual, but for a few pixels."""
    image = pytest.importorskip("matplotlib.image")
    pictures = importlib.import_module("made._pictures")
    found = dict(pictures.drawn())
    assert set(found) == {path.name for path in SHOWN.iterdir()}
    for name, figure in found.items():
        out = io.BytesIO()
        figure.savefig(out, format="png")
        out.seek(0)
        fresh, kept = image.imread(out), image.imread(SHOWN / name)
        high, wide = (min(one, two) for one, two in zip(fresh.shape[:2], kept.shape[:2], strict=True))
        assert np.abs(np.subtract(fresh.shape, kept.shape)).max() <= 4, name  # another release sets a line elsewhere
        differs = np.abs(fresh[:high, :wide, :3] - kept[:high, :wide, :3]).max(axis=2) > 0.25
        assert differs.mean() < 0.04, f"{name}: draw it anew with python -m made._pictures (docs/made/_pictures.py)"


def test_every_picture_is_shown_on_a_page() -> None:
    """No picture is kept that no page shows, and no page shows one that is not there."""
    pages = "".join(page.read_text(encoding="utf-8") for page in (ROOT / "docs").rglob("*.md"))
    named = {part.partition(")")[0] for part in pages.split("_static/forecast/")[1:]}
    assert named == {path.name for path in SHOWN.iterdir()}
