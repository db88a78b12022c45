"""What type checkers must see of the program in the README; never run."""

from __future__ import annotations

import datetime as dt
from typing import assert_type

import kehoach as kh
from kehoach.testing import ManualClock

plan = kh.load_plan("examples/plan_116/plan.toml")
assert_type(plan, kh.Plan)
assert_type(plan.due("19330").last_day, dt.date | None)
campaign = kh.Campaign.begin(plan, clock=ManualClock("2019-04-03T08:00+07:00"))
assert_type(campaign, kh.Campaign)
assert_type(campaign.submit("19330", by="19330", data={"members": 1520}), kh.LogEntry)
assert_type(campaign.review("19330", by="461"), kh.LogEntry)
assert_type(campaign.aggregate("19330", by="461"), kh.LogEntry)
assert_type(campaign.total("461", "members"), kh.Total)
assert_type(campaign.blockers("461", "submit", by="461")[0].text(), str)
