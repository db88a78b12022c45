"""Every order in which a late report, sending up, correction and return can meet keeps what was sent."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest

import kehoach as kh
from kehoach.errors import Refused
from kehoach.testing import ManualClock, small_plan

UNITS = ("province", "district", "commune-1", "commune-2")


def steps(campaign: kh.Campaign) -> dict[str, list[Callable[[], object]]]:
    """What may happen, each a few acts in their order, some of which may be refused."""
    return {
        "late": [
            lambda: campaign.submit("commune-2", data={"members": 7}),
            lambda: campaign.review("commune-2"),
            lambda: campaign.aggregate("commune-2"),
        ],
        "up": [lambda: campaign.submit("district"), lambda: campaign.review("district")],
        "top": [lambda: campaign.aggregate("district"), lambda: campaign.submit("province")],
        "correct": [
            lambda: campaign.correct("commune-1", reason="x"),
            lambda: campaign.submit("commune-1", data={"members": 6}),
            lambda: campaign.review("commune-1"),
            lambda: campaign.aggregate("commune-1"),
        ],
        "return": [
            lambda: campaign.send_back("district", reason="x"),
            lambda: campaign.recall("province"),
            lambda: campaign.release("district", reason="x"),
        ],
    }


def sent(campaign: kh.Campaign) -> dict[tuple[str, int], tuple[Any, ...]]:
    """Every version that was sent, with its hash and its total."""
    found: dict[tuple[str, int], tuple[Any, ...]] = {}
    for unit in UNITS:
        report = campaign.report(unit)
        if report.submitted_at is not None:
            total = campaign.total(unit, "members", version=report.version)
            found[unit, report.version] = (report.hash, total)
    return found


@pytest.mark.parametrize("stragglers", ["hold", "reject", "supplement", "reopen"])
def test_every_order_keeps_what_was_sent(stragglers: str) -> None:
    """Law 10 in each of 120 orders and under each policy: no version that was sent changes, and columns agree."""
    plan = small_plan(1, 1, 2, policy=kh.Policy(gate="none", stragglers=stragglers))
    behind = 0
    for order in itertools.permutations(("late", "up", "top", "correct", "return")):
        campaign = kh.Campaign.begin(plan, clock=ManualClock(0), default_by="expected")
        campaign.submit("commune-1", data={"members": 5})
        campaign.review("commune-1")
        campaign.aggregate("commune-1")
        known: dict[tuple[str, int], tuple[Any, ...]] = {}
        for name in order:
            for act in steps(campaign)[name]:
                try:
                    act()
                except Refused:
                    continue
                for (unit, version), told in known.items():
                    assert campaign.total(unit, "members", version=version) == told[1], (order, unit)
                known |= sent(campaign)
        totals = campaign.totals("members")
        assert [totals[unit] for unit in UNITS] == [campaign.total(unit, "members") for unit in UNITS]
        behind += any(one.unit == "province" for one in campaign.stale())
    assert behind  # orders in which something came too late are among them
