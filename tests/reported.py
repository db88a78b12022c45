"""The story of the real province with texts under the headings, up to the province's own report.

Run it to write the report that is kept anew: ``python tests/reported.py``.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import kehoach as kh
from kehoach._cli._demo._story import Player, read_story
from kehoach.testing import ManualClock

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "examples" / "plan_116"
KEPT = ROOT / "tests" / "data" / "plan_116_report.md"
SILENT = {"tinh_doan": range(14), "471": range(2, 14), "467": range(5, 6)}
"""Who writes nothing under which headings."""


class Writing(kh.Campaign):
    """A campaign in which districts, bodies and the province write what they are asked for."""

    __slots__ = ()

    def fire(self, unit: str, trigger: str, **options: Any) -> kh.LogEntry:
        """Do one act; what is sent above the communes comes with texts."""
        hierarchy = self.plan.hierarchy
        assert hierarchy is not None
        if trigger == "submit" and hierarchy.tier_of(unit) != "commune":
            options["sections"] = dict(self._texts(unit, hierarchy.name_of(unit)))
        return super().fire(unit, trigger, **options)

    def _texts(self, unit: str, name: str) -> Any:
        for place, section in enumerate(self.plan.outline, 1):
            if place not in SILENT.get(unit, ()) and (unit != "45" or section.goes_up == "rewrite"):
                yield section.key, f"Nội dung {place:02} của {name}."


def province(until: date = date(2019, 5, 2)) -> kh.Campaign:
    """The campaign as it stands at the end of a day of the story."""
    clock = ManualClock("2019-03-14T08:00+07:00")
    campaign = Writing.begin(kh.load_plan(FOLDER / "plan.toml"), clock=clock)
    Player(campaign, clock, read_story(FOLDER / "story.csv")).until(until)
    return campaign


def page(campaign: kh.Campaign) -> str:
    """The province's report as it is kept: without the digest of the plan, which every field of a plan is in."""
    report = campaign.consolidated("45")
    return report.markdown("vi").replace(report.provenance.plan[:12], "…")


if __name__ == "__main__":
    KEPT.write_text(page(province()), encoding="utf-8")
