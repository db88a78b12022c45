"""A plan that comes down, a report every month, one more when there is a storm: the first months of a season."""

from __future__ import annotations

import kehoach as kh
from kehoach.testing import ManualClock


def planned(campaign: kh.Campaign) -> None:
    """The plans come down: no district is done before the province."""
    print("district-1 waits:", campaign.blockers("district-1:plan", "complete", by="district-1")[0].text())
    for unit in ("province", "district-1", "district-2"):
        campaign.complete(f"{unit}:plan", data={"done_on": "25-1-2019", "evidence": f"{unit}.pdf"})
        campaign.confirm(f"{unit}:plan")
    print("plans:", campaign.progress().summary(form="plan").table)


def reported(campaign: kh.Campaign, clock: ManualClock) -> None:
    """The reports of February go up; one comes back, and has three working days."""
    clock.set("2019-03-04T08:00+07:00")
    for n in (1, 2, 3):
        campaign.submit(f"commune-{n}@2019-02", data={"households": 10 * n})
    campaign.send_back("commune-1@2019-02", reason="households of two villages are missing")
    print("commune-1 has until", campaign.progress().due("commune-1@2019-02").last_day)
    for n in (2, 3):
        campaign.review(f"commune-{n}@2019-02")
        campaign.aggregate(f"commune-{n}@2019-02")
    clock.set("2019-03-06T08:00+07:00")
    campaign.submit("district-2@2019-02")  # the pilot: half of its communes are enough
    print("district-2 sends", campaign.total("district-2@2019-02", "households"))
    print("district-1 waits:", campaign.blockers("district-1@2019-02", "submit", by="district-1")[0].text())


def stormed(campaign: kh.Campaign, clock: ManualClock) -> None:
    """There is a storm: what was not expected is due in two days."""
    print("damage before the storm:", campaign.progress().standing("commune-4:damage"))
    clock.set("2019-03-20T08:00+07:00")
    campaign.record("storm", "2019-03-19", by="issuer")
    progress = campaign.progress()
    print("after it:", progress.standing("commune-4:damage"), "until", progress.due("commune-4:damage").last_day)
    clock.set("2019-03-23T08:00+07:00")
    print("overdue:", *campaign.progress().overdue("commune"))


def main() -> None:
    """Carry the plan out from January to March."""
    plan = kh.load_plan("plan.toml")
    print({form: sum(duty.form == form for duty in plan.duties()) for form in plan.forms})
    clock = ManualClock("2019-01-25T08:00+07:00")
    campaign = kh.Campaign.begin(plan, clock=clock, default_by="expected")
    planned(campaign)
    reported(campaign, clock)
    stormed(campaign, clock)


main()
