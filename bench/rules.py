"""Rules on a plan of vn-2019 and on its campaign under way; beside them plain loops that ask three of the questions.

The peer asks of every unit whether it is due after those below it, whether two of them bear one name, and who is
overdue, over the public objects: what a program without rules would do. Run with ``--small`` to see only that both
agree.
"""

from __future__ import annotations

import argparse
import platform
import sys
import timeit
from collections import Counter
from collections.abc import Callable, Sequence

import kehoach as kh
from kehoach.rules import BUILTIN, check
from kehoach.testing import ManualClock

_VN_2019 = {"country": 1, "province": 63, "district": 713, "commune": 11162}
_SMALL = {"country": 1, "province": 3, "district": 9, "commune": 60}
_DUE = {"country": "by 15-5-2019", "province": "by 26-4-2019", "district": "by 19-4-2019", "commune": "by 4-4-2019"}
_ASKED = ("KH150", "KH393", "KH560")


def begun(sizes: dict[str, int]) -> kh.Campaign:
    """A campaign of which every other commune has sent its report, four days after they were due."""
    directive = kh.Directive("W5", issued_on="14-3-2019")
    plan = kh.Plan(directive, kh.Hierarchy.fan(**sizes), _DUE, indicators=[kh.Indicator("members", required=True)])
    clock = ManualClock("2019-03-20T08:00+07:00")
    campaign = kh.Campaign.begin(plan, clock=clock, default_by="expected")
    assert plan.hierarchy is not None
    sent = plan.hierarchy.units_of("commune")[::2]
    campaign.fire_many([kh.Command(unit, "submit", data={"members": 7}) for unit in sent])
    clock.set("2019-04-08T08:00+07:00")
    return campaign


def by_hand(campaign: kh.Campaign) -> Counter[str]:
    """How many units break each of three rules, asked by plain loops."""
    plan, progress, found = campaign.plan, campaign.progress(), Counter[str]()
    assert plan.hierarchy is not None
    days = {unit: plan.due(unit).last_day for unit in plan.hierarchy}
    for unit in plan.hierarchy:
        below = plan.hierarchy.subordinates(unit)
        mine = days[unit]
        found["KH150"] += any(mine is not None and day is not None and day > mine for day in map(days.get, below))
        names = Counter(plan.hierarchy.name_of(one).casefold() for one in below)
        found["KH393"] += sum(count > 1 for count in names.values())
        found["KH560"] += progress.standing(unit).phase == "overdue"
    return found


def by_rules(campaign: kh.Campaign) -> Counter[str]:
    """The same, asked of the rules."""
    found = Counter[str](dict.fromkeys(_ASKED, 0))
    for one in check(campaign, select=_ASKED):
        found[one.code] += int(str(one.values.get("count", 1)))
    return found


def best(run: Callable[[], object], repeats: int) -> float:
    """The least of some runs, in milliseconds."""
    return min(timeit.repeat(run, number=1, repeat=repeats)) * 1000


def main(argv: Sequence[str]) -> int:
    """Print how long each takes; 1 where the two do not agree."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="a small plan, to see only that both agree")
    small = parser.parse_args(argv).small
    campaign = begun(_SMALL if small else _VN_2019)
    if by_hand(campaign) != by_rules(campaign):
        print(f"they do not agree: {by_hand(campaign)} and {by_rules(campaign)}")
        return 1
    plan, repeats = campaign.plan, 1 if small else 5
    units, lines = len(plan.duties()), len(campaign.log())
    print(f"{units} units, {lines} acts; Python {platform.python_version()}, {platform.machine()}")
    on_plans = [rule for rule in BUILTIN if rule.on == "plan"]
    for name, run in (
        ("plan.check()", plan.check),
        (f"{len(on_plans)} rules on the plan", lambda: check(plan)),
        (f"{len(BUILTIN)} rules on the campaign", campaign.check),
        ("three of them", lambda: by_rules(campaign)),
        ("the same three by plain loops", lambda: by_hand(campaign)),
    ):
        print(f"{name:<32} {best(run, repeats):8.1f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
