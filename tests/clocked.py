"""Walks of a clock that jumps as it likes, and all that a campaign answers after one."""

from __future__ import annotations

import functools
import json
import locale
import os
import random
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final

import attrs

import kehoach as kh
from kehoach._clock import from_micros, micros
from kehoach._plan import DutyRow
from kehoach.errors import InvalidCommand, Refused
from kehoach.stores import MemoryStore, Store
from kehoach.testing import small_plan
from staged import salt

SECOND: Final = 1_000_000  # microseconds
HOUR: Final = 3_600 * SECOND
DAY: Final = 24 * HOUR
YEARS: Final = 3_653 * DAY  # ten
START: Final = micros("2019-03-20T08:00+07:00")
JUMPS: Final = (0, 0, 1, -1, SECOND, -SECOND, HOUR, -HOUR, DAY, -DAY, 5 * DAY, 20 * DAY, YEARS, -YEARS)
PLACES: Final = tuple(
    map(
        micros,
        (
            "2018-12-31T23:59:59.999999+07:00",  # the ends of years, in Vietnam and in UTC
            "2019-12-31T23:59:59.999999Z",
            "2020-01-01T00:00Z",
            "2020-02-29T23:30-05:00",
            "2019-03-10T01:59:59.999999-05:00",  # New York: the hour that is not there, then the hour that comes twice
            "2019-03-10T03:00-04:00",
            "2019-11-03T01:30-04:00",
            "2019-11-03T01:30-05:00",
            "2019-04-07T01:45+11:00",  # Lord Howe: half an hour twice
            "2019-04-07T01:45+10:30",
            "1969-12-31T23:59:59.999999Z",
            "2019-04-04T23:59:59.999999+07:00",  # the last microsecond in time, and the first that is late
            "2019-04-05T00:00+07:00",
        ),
    )
)
ZONES: Final = ("Asia/Ho_Chi_Minh", "America/New_York", "Australia/Lord_Howe")
Act = Callable[[kh.Campaign], object]
ACTS: Final[tuple[Act, ...]] = (
    *(functools.partial(kh.Campaign.submit, unit=f"commune-{number}", data={"members": number}) for number in (1, 2)),
    *(functools.partial(kh.Campaign.review, unit=f"commune-{number}") for number in (1, 2)),
    *(functools.partial(kh.Campaign.aggregate, unit=f"commune-{number}") for number in (1, 2)),
    lambda one: one.send_back("commune-1", reason="x"),
    lambda one: one.send_back("commune-2", reason="x", due="before 9-4-2019"),
    lambda one: one.correct("commune-1", reason="x"),
    lambda one: one.recall("commune-2"),
    lambda one: one.extend("commune-2", "before 12-4-2019", reason="x"),
    lambda one: one.suspend("commune", reason="x", by="issuer"),
    lambda one: one.resume_clock("commune", reason="x", by="issuer"),
    lambda one: one.fire_all("submit", tier="commune"),
    lambda one: one.fire_many([kh.Command("commune-1", "review"), kh.Command("commune-2", "review")]),
    lambda one: one.submit("district"),
)
Walk = Sequence[tuple[int, int]]
"""What the clock says, and which act is done then, step by step."""


@attrs.define
class Leaping:
    """A clock that says what it is told, forwards or back."""

    at: int = START

    def now(self) -> int:
        """Where it stands, in microseconds since 1970-01-01T00:00Z."""
        return self.at


@functools.cache
def plan(zone: str) -> kh.Plan:
    """A plan of one district and two communes whose days are those of a zone."""
    row = DutyRow("report", ("commune",), override=True, rework="5 days after sent_back")
    deadlines = {"commune": "before 5-4-2019", "district": "before 20-4-2019"}
    return small_plan(1, 1, 2, deadlines=deadlines, duties=[row], reading=kh.Reading(zone=zone, calendar="weekdays"))


@attrs.define
class Walked:
    """A campaign after a walk.

    Attributes:
        campaign: The campaign.
        told: What became of each step.
        readings: What the clock said at each line of the log.
    """

    campaign: kh.Campaign
    told: list[str] = attrs.Factory(list[str])
    readings: list[int] = attrs.Factory(list[int])


def walked(walk: Walk, zone: str = ZONES[0], store: Store | None = None, *, waits: bool = False) -> Walked:
    """A campaign that is begun and walked; a clock that waits stands still where it would fall behind the log."""
    clock, kept = Leaping(), MemoryStore() if store is None else store
    found = Walked(
        kh.Campaign.begin(plan(zone), kept, id="x", clock=clock, default_by="expected", salt=salt),
    )
    for reading, act in walk:
        log = found.campaign.log()
        clock.at = max(reading, micros(log[-1].at)) if waits and log else reading
        try:
            ACTS[act](found.campaign)
            found.told.append("done")
        except (Refused, InvalidCommand) as error:
            found.told.append(str(error))
        found.readings += [clock.at] * (len(found.campaign.log()) - len(found.readings))
    return found


def standing(campaign: kh.Campaign) -> dict[str, object]:
    """Where everything stands, every due and how it came about; asked of the end of the log and of a year on."""
    last = campaign.log()[-1].at if campaign.log() else from_micros(START)
    asked = [campaign.progress(), campaign.progress(last), campaign.progress(last + timedelta(days=365))]
    names = campaign.plan.columns.names
    return {
        "summaries": [str(one.summary()) for one in asked],
        "standings": [str(one.standing(name)) for one in asked for name in names],
        "dues": [[str(due), str(due.explain("vi"))] for name in names for due in (asked[0].due(name),)],
        "totals": str(campaign.total("district", "members")),
    }


def drawn(seed: int, steps: int = 30) -> Walk:
    """A walk that a seed draws."""
    dice = random.Random(seed)
    places = (dice.choice(PLACES) if dice.random() < 0.3 else START + dice.choice(JUMPS) for _ in range(steps))
    return [(at, dice.randrange(len(ACTS))) for at in places]


def answers() -> str:
    """All that campaigns answer after walks in several zones, as JSON: equal wherever and whenever it is asked."""
    told = list[object]()
    for seed, zone in enumerate(ZONES):
        found = walked(drawn(seed), zone)
        lines = [entry.to_dict() for entry in found.campaign.log()]
        told.append([zone, found.told, lines, found.campaign.verify().head, standing(found.campaign)])
    return json.dumps(told)


def elsewhere(zones: Sequence[str], locales: Sequence[str]) -> dict[str, object]:
    """The answers under zones and locales of the process, as far as there are such locales, and what these were."""
    known = [name for name in locales if _takes(name)]
    told, offsets = list[str](), list[int]()
    for place in range(max(len(zones), len(known))):
        os.environ["TZ"] = zones[place % len(zones)]
        time.tzset()
        locale.setlocale(locale.LC_ALL, known[place % len(known)])
        offsets.append(time.localtime(START // SECOND).tm_gmtoff)
        told.append(answers())
    return {"locales": known, "offsets": offsets, "answers": told}


def _takes(name: str) -> bool:
    try:
        locale.setlocale(locale.LC_ALL, name)
    except locale.Error:
        return False
    return True
