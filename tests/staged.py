"""Campaigns of small plans, brought to where a test begins."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

import pytest

import kehoach as kh
from kehoach.errors import Refused
from kehoach.testing import ManualClock, small_plan

MORNING = "2019-03-20T08:00+07:00"
WAY = ("submit", "review", "aggregate")


def salt() -> bytes:
    """The same sixteen bytes each time: two campaigns in which the same was done have the same log."""
    return bytes(16)


@functools.cache
def plain(*sizes: int) -> kh.Plan:
    """A small plan of which nothing is changed: made once, for it does not change."""
    return small_plan(*sizes)


def begun(*sizes: int, clock: ManualClock | None = None, authority: Any = None, **changes: Any) -> kh.Campaign:
    """A campaign in memory of a province, two districts and four communes, unless other sizes are given."""
    plan = small_plan(*(sizes or (1, 2, 4)), **changes) if changes else plain(*(sizes or (1, 2, 4)))
    ticking = clock or ManualClock(MORNING)
    return kh.Campaign.begin(plan, clock=ticking, authority=authority, default_by="expected", salt=salt)


@functools.cache
def diamond() -> kh.Plan:
    """The plan of `shared`, of which nothing is changed."""
    tiers = [kh.Tier("province"), kh.Tier("district"), kh.Tier("commune")]
    units = [
        kh.Unit("p", tier="province"),
        kh.Unit("a", tier="district", reports_to="p"),
        kh.Unit("b", tier="district", reports_to="p"),
        kh.Unit("x", tier="commune", reports_to=[("a", "1/3"), ("b", "2/3")]),
        kh.Unit("y", tier="commune", reports_to="b"),
    ]
    return small_plan(1).replace(hierarchy=kh.Hierarchy.from_units(tiers, units))


def shared(*, authority: Any = None, clock: ManualClock | None = None, **changes: Any) -> kh.Campaign:
    """A campaign of a commune x that two districts, a and b, share by a third and two thirds; y is of b alone."""
    plan = diamond().replace(**changes) if changes else diamond()
    ticking = clock or ManualClock(MORNING)
    return kh.Campaign.begin(plan, clock=ticking, authority=authority, default_by="expected", salt=salt)


def up(campaign: kh.Campaign, *units: str, data: Any = None) -> None:
    """Submit, review and aggregate reports, each by all of its superiors."""
    hierarchy = campaign.plan.hierarchy
    assert hierarchy is not None
    for unit in units:
        campaign.submit(unit, data=data)
        campaign.review(unit)
        for superior in hierarchy.superiors(unit):
            campaign.aggregate(unit, by=superior)


def written(campaign: kh.Campaign) -> list[dict[str, Any]]:
    """Everything that stands in the log."""
    return [entry.to_dict() for entry in campaign.log()]


def refusal(campaign: kh.Campaign, unit: str, trigger: str, **options: Any) -> tuple[kh.Blocker, ...]:
    """Why an act is refused; and asking says the same, a batch says the same, and nothing has changed."""
    progress, log = campaign.progress(), written(campaign)
    with pytest.raises(Refused) as refused:
        campaign.fire(unit, trigger, **options)
    blockers = refused.value.blockers
    assert (refused.value.unit, refused.value.trigger) == (unit, trigger)
    assert campaign.blockers(unit, trigger, **options) == blockers
    assert not campaign.may(unit, trigger, **options)
    (outcome,) = campaign.fire_many([kh.Command(unit, trigger, **options)])
    assert outcome.blockers == blockers
    assert (campaign.progress(), written(campaign)) == (progress, log)
    assert all(blocker.text(lang) and blocker.to_dict() for blocker in blockers for lang in ("en", "vi"))
    return blockers


def codes(blockers: Sequence[kh.Blocker]) -> list[str]:
    """The codes of blockers."""
    return [blocker.code for blocker in blockers]


class Everybody:
    """An authority under which everybody may do everything: what is left are the guards."""

    def may(self, actor: str, trigger: str, duty: str, progress: kh.Progress) -> tuple[kh.Blocker, ...]:
        """Nothing stands against anything."""
        return ()
