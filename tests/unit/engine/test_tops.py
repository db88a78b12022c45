"""Who stands above the top: the issuer, also where a transition names any superior."""

from __future__ import annotations

import kehoach as kh
from kehoach.testing import ManualClock, small_plan


def test_the_issuer_is_the_superior_of_the_top() -> None:
    """What a superior alone may do, the issuer may do for the top, and questions and acts agree on it."""
    table = kh.Lifecycle.report().to_dict()
    for row in table["transitions"]:
        if row["trigger"] == "waive":
            row["who"] = ["superior"]
    plan = small_plan(1).replace(lifecycle=kh.Lifecycle.from_dict(table))
    assert plan.hierarchy is not None
    top = plan.hierarchy.root
    campaign = kh.Campaign.begin(plan, clock=ManualClock("2019-03-20T08:00+07:00"))
    assert campaign.blockers(top, "waive", by="issuer", reason="because") == ()
    assert "waive" in campaign.triggers(top, by="issuer", reason="because")
    assert [one.code for one in campaign.blockers(top, "waive", by=top, reason="because")] == ["not_yours"]
    campaign.fire(top, "waive", by="issuer", reason="because")
    assert campaign.progress().state(top) == "waived"


def test_nobody_takes_in_the_report_of_the_top() -> None:
    """The issuer reviews the top, and aggregates nothing."""
    plan = small_plan(1)
    assert plan.hierarchy is not None
    top = plan.hierarchy.root
    campaign = kh.Campaign.begin(plan, clock=ManualClock("2019-03-20T08:00+07:00"))
    campaign.submit(top, by=top)
    campaign.review(top, by="issuer")
    assert "aggregate" not in campaign.triggers(top, by="issuer")
    assert not campaign.may(top, "aggregate", by="issuer")
