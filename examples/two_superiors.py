"""A commune that reports to two districts, half to each, is counted once at the root."""

from __future__ import annotations

import kehoach as kh
from kehoach.testing import ManualClock

UNITS = [
    kh.Unit("province", tier="province"),
    kh.Unit("district-1", tier="district", reports_to="province"),
    kh.Unit("district-2", tier="district", reports_to="province"),
    kh.Unit("commune-1", tier="commune", reports_to=[("district-1", "1/2"), ("district-2", "1/2")]),
    kh.Unit("commune-2", tier="commune", reports_to="district-2"),
]
FIGURES = {"commune-1": 7, "commune-2": 4}


def main() -> None:
    """Carry the figures of two communes up to the root, and print the totals on the way."""
    plan = kh.Plan(
        "Two superiors",
        kh.Hierarchy.from_units(["province", "district", "commune"], UNITS),
        indicators=[kh.Indicator("members", kind="stock", goes_up="sum")],
    )
    clock = ManualClock("2019-03-20T08:00+07:00")
    campaign = kh.Campaign.begin(plan, clock=clock, default_by="expected")
    for unit in ("commune-1", "commune-2", "district-1", "district-2"):
        campaign.submit(unit, data={"members": FIGURES[unit]} if unit in FIGURES else None)
        campaign.review(unit)
        while campaign.may(unit, "aggregate"):  # each superior takes its row
            entry = campaign.aggregate(unit)
            print(f"{entry.by} takes {unit}, which is {entry.dest}")
    for unit in ("district-1", "district-2", "province"):
        total = campaign.total(unit, "members")
        print(f"{unit}: {total.value} exactly, {total} as printed")


main()
