"""What type checkers must refuse in programs that use the library; never run."""

from __future__ import annotations

import kehoach as kh
from kehoach.testing import ManualClock, small_plan

plan = small_plan(1, 2, 3)
campaign = kh.Campaign.begin(plan, clock=ManualClock("2019-03-20T08:00+07:00"))

# Words of which there are only a few.
kh.Reading(before="inclusve")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
kh.Policy(rate="last")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
kh.Campaign.begin(plan, default_by="anybody")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
campaign.fire_many([], order="sideways")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
campaign.progress().rate("commune", of="late")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
campaign.progress().standing("commune-1", by="second")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
plan.due("commune-1").explain("fr")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]

# Options are named.
kh.Campaign.begin(plan, None, "2019")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
campaign.fire("commune-1", "submit", "commune-1")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
kh.Command("commune-1", "submit", "commune-1")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]

# Options that there are not.
campaign.submit("commune-1", at="2019-04-05")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
campaign.review("commune-1", comment="seen")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]

# Values are frozen.
plan.policy.gate = "none"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
campaign.report("commune-1").state = "reviewed"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
kh.Reading().zone = "UTC"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]

# A clock and a plan are what they are.
kh.Campaign.begin("plan.toml")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
kh.Campaign.begin(plan, clock=12)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
campaign.log()[0].hash.decode()  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]

# A total is no number, and a figure may be a mark.
more = campaign.total("district-1", "members") + 1  # type: ignore[operator]  # pyright: ignore[reportOperatorIssue, reportUnknownVariableType]
sum_of = campaign.total("district-1", "members").value + 1  # type: ignore[operator]  # pyright: ignore[reportOperatorIssue, reportUnknownVariableType]

# Names that there are not.
campaign.sumbit("commune-1")  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
