"""Every guard of every transition, refusing alone, in a store whose bytes stay as they are; and the table of acts."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import kehoach as kh
from kehoach._engine._guards import CHOOSING
from kehoach.testing import ManualClock, small_plan
from staged import MORNING, Everybody, codes, diamond, refusal, up

REPORTS = ["province", "district", "commune"]
DONE = {"done_on": "19-3-2019"}


class Scene(NamedTuple):
    """A campaign in which one guard alone stands against an act."""

    code: str
    duty: str = "commune-1"
    before: Callable[[kh.Campaign], object] = lambda campaign: None
    options: dict[str, Any] = {}  # noqa: RUF012  # read only
    changes: dict[str, Any] = {}  # noqa: RUF012
    plan: Callable[[], kh.Plan] = lambda: small_plan(1, 1, 2)
    everybody: bool = False


def way(*units: str) -> Callable[[kh.Campaign], object]:
    """Reports that go up first."""
    return lambda campaign: up(campaign, *units)


def acts(campaign: kh.Campaign, *steps: tuple[str, str]) -> None:
    """Acts, each with a reason."""
    for unit, trigger in steps:
        campaign.fire(unit, trigger, reason="x")


def steps(*sequence: tuple[str, str]) -> Callable[[kh.Campaign], object]:
    """Acts that come first."""
    return lambda campaign: acts(campaign, *sequence)


def done(*sequence: tuple[str, str]) -> Callable[[kh.Campaign], object]:
    """An act that was done, and what came then."""

    def before(campaign: kh.Campaign) -> None:
        campaign.complete("commune-1:plan", by="commune-1", data=DONE)
        acts(campaign, *sequence)

    return before


def rows(**changes: Any) -> dict[str, Any]:
    """Duties of a plan in which communes do something beside their reports."""
    row = kh.DutyRow("plan", "commune", kind="act", **changes)
    return {"duties": [kh.DutyRow("report", REPORTS), kh.DutyRow("note", "district"), row]}


def closed(row: dict[str, Any] | None = None) -> Callable[[], kh.Plan]:
    """A plan in which a commune ceased to exist before the campaign."""

    def plan() -> kh.Plan:
        units = [
            kh.Unit("province", tier="province"),
            kh.Unit("district", tier="district", reports_to="province"),
            kh.Unit("commune-1", tier="commune", reports_to="district", closed_on="2019-03-01"),
        ]
        tiers = [kh.Tier(tier) for tier in REPORTS]
        return small_plan(1).replace(hierarchy=kh.Hierarchy.from_units(tiers, units), **(row or {}))

    return plan


def twice(campaign: kh.Campaign) -> None:
    """A shared commune of which one superior has sent the first version and the other the second."""
    up(campaign, "x", "y", "a")
    acts(campaign, ("x", "correct"), ("x", "submit"), ("x", "review"))
    campaign.aggregate("x", by="b")
    up(campaign, "b")


def sent_and_taken_out(campaign: kh.Campaign) -> None:
    """A commune that was in a version which its district had sent, and stands in none now."""
    up(campaign, "commune-1", "commune-2")
    acts(campaign, ("district", "submit"), ("district", "recall"), ("commune-1", "release"), ("commune-1", "send_back"))


LATER, PAST = {"opens": "on 25-3-2019"}, {"closes": "before 20-3-2019"}
AFTER = {"after": [kh.After("note", "superior")]}
NONE = kh.Policy(gate="none")


def owed(**changes: Any) -> dict[str, Any]:
    """Reports of communes on other terms."""
    return {"duties": [kh.DutyRow("report", REPORTS), kh.DutyRow("report", "commune", override=True, **changes)]}


SCENES: dict[tuple[str, str], Scene] = {
    ("submit", "opened"): Scene("not_opened", changes=owed(**LATER)),
    ("submit", "not_closed"): Scene("closed", changes=owed(**PAST)),
    ("submit", "expected"): Scene("lapsed", plan=closed()),
    ("submit", "in_order"): Scene(
        "not_in_order", changes={"duties": [*rows()["duties"], kh.DutyRow("report", "commune", override=True, **AFTER)]}
    ),
    ("submit", "superior_accepts"): Scene(
        "superior_closed",
        before=steps(("district", "submit")),
        changes={"policy": kh.Policy(gate="none", stragglers="reject")},
    ),
    ("submit", "content_present"): Scene(
        "content_missing", changes={"indicators": [kh.Indicator("members", required=True)]}
    ),
    ("submit", "checks"): Scene(
        "check_unknown", changes={"indicators": [kh.Indicator("members")], "checks": [kh.Check("members = members")]}
    ),
    ("submit", "gate"): Scene("gate", "district", before=way("commune-1")),
    ("submit", "one_version"): Scene("mixed_versions", "p", before=twice, plan=diamond),
    ("send_back", "reason_given"): Scene("reason_missing", before=steps(("commune-1", "submit"))),
    ("send_back", "not_taken"): Scene(
        "taken",
        "x",
        before=lambda campaign: (acts(campaign, ("x", "submit"), ("x", "review")), campaign.aggregate("x", by="b")),
        options={"reason": "x"},
        plan=diamond,
    ),
    ("send_back", "not_closed"): Scene(
        "closed",
        before=lambda campaign: (
            campaign.submit("commune-1"),
            campaign.reschedule("commune", closes="before 20-3-2019", reason="x"),
        ),
        options={"reason": "x"},
    ),
    ("review", "not_preparer"): Scene(
        "own_work",
        before=lambda campaign: campaign.submit("commune-1", by="commune-1", person="ba"),
        options={"by": "district", "person": "ba"},
    ),
    ("aggregate", "superior_is_draft"): Scene(
        "superior_not_draft",
        before=steps(("commune-1", "submit"), ("commune-1", "review"), ("district", "submit")),
        changes={"policy": NONE},
    ),
    ("release", "has_row"): Scene("no_row", before=steps(("commune-1", "submit")), options={"reason": "x"}),
    ("release", "superior_is_draft"): Scene(
        "superior_not_draft",
        before=lambda campaign: (up(campaign, "commune-1"), campaign.submit("district")),
        options={"reason": "x"},
        changes={"policy": NONE},
    ),
    ("release", "reason_given"): Scene("reason_missing", before=way("commune-1")),
    ("correct", "reason_given"): Scene("reason_missing", before=way("commune-1")),
    ("correct", "counted_or_ended"): Scene(
        "not_counted", before=steps(("commune-1", "submit"), ("commune-1", "review")), options={"reason": "x"}
    ),
    ("withdraw", "correction_open"): Scene("no_correction", options={"by": "anybody"}, everybody=True),
    ("waive", "reason_given"): Scene("reason_missing"),
    ("waive", "never_taken"): Scene("was_taken", before=sent_and_taken_out, options={"reason": "x"}),
    ("waive", "nothing_below"): Scene("reports_below", "district", options={"reason": "x"}),
    ("unwaive", "superiors_are_drafts"): Scene(
        "superior_not_draft",
        before=steps(("commune-1", "waive"), ("district", "submit")),
        changes={"policy": NONE},
    ),
    ("complete", "opened"): Scene("not_opened", "commune-1:plan", options={"data": DONE}, changes=rows(**LATER)),
    ("complete", "not_closed"): Scene("closed", "commune-1:plan", options={"data": DONE}, changes=rows(**PAST)),
    ("complete", "expected"): Scene("lapsed", "commune-1:plan", options={"data": DONE}, plan=closed(rows())),
    ("complete", "in_order"): Scene("not_in_order", "commune-1:plan", options={"data": DONE}, changes=rows(**AFTER)),
    ("complete", "act_said"): Scene("act_unsaid", "commune-1:plan", changes=rows()),
    ("confirm", "not_preparer"): Scene(
        "own_work",
        "commune-1:plan",
        before=lambda campaign: campaign.complete("commune-1:plan", by="commune-1", person="ba", data=DONE),
        options={"by": "district", "person": "ba"},
        changes=rows(),
    ),
    ("reopen", "reason_given"): Scene("reason_missing", "commune-1:plan", before=done(), changes=rows()),
}


def begun(scene: Scene, file: Path) -> kh.Campaign:
    """The campaign of a scene in a file, when it is about to be refused."""
    plan = scene.plan()
    if scene.changes:
        plan = plan.replace(**scene.changes)
    authority = Everybody() if scene.everybody else None
    clock = ManualClock(MORNING)
    campaign = kh.Campaign.begin(plan, f"sqlite:///{file}", clock=clock, authority=authority, default_by="expected")
    scene.before(campaign)
    return campaign


def bytes_of(folder: Path) -> dict[str, bytes]:
    """What the files of a database hold, but for the index that readers share."""
    return {one.name: one.read_bytes() for one in folder.iterdir() if not one.name.endswith("-shm")}


@pytest.mark.parametrize(("trigger", "guard"), SCENES)
def test_a_guard_refuses_alone(trigger: str, guard: str, tmp_path: Path) -> None:
    """Each guard of each trigger by itself stands against the act, with its code; the store keeps every byte."""
    scene = SCENES[trigger, guard]
    campaign = begun(scene, tmp_path / "campaign.db")
    before = bytes_of(tmp_path)
    assert codes(refusal(campaign, scene.duty, trigger, **scene.options)) == [scene.code]
    assert bytes_of(tmp_path) == before
    assert kh.Campaign.resume(f"sqlite:///{tmp_path / 'campaign.db'}").progress() == campaign.progress()


def test_no_guard_is_left_out() -> None:
    """The scenes above are those of all guards of both lifecycles, but for those that choose between two ways."""
    every = [*kh.Lifecycle.report().flat.moves, *kh.Lifecycle.act().flat.moves]
    named = {(move.trigger, name) for move in every for name, _ in move.guards}
    assert set(SCENES) == {(trigger, name) for trigger, name in named if name not in CHOOSING}


STATES = ("planned", "completed", "confirmed")
TRIGGERS = ("complete", "confirm", "reopen")
TABLE = {"complete": ("planned",), "confirm": ("completed",), "reopen": ("completed", "confirmed")}
LINES = {
    "complete": ("completed", "commune-1"),
    "confirm": ("confirmed", "district"),
    "reopen": ("planned", "district"),
}


def standing(state: str) -> kh.Campaign:
    """A campaign in which an act stands in a state, and a report beside it is a draft."""
    plan = small_plan(1, 1, 2, **rows())
    campaign = kh.Campaign.begin(plan, clock=ManualClock(MORNING), default_by="expected")
    for trigger in TRIGGERS[: STATES.index(state)]:
        campaign.fire("commune-1:plan", trigger, data=DONE if trigger == "complete" else None)
    assert campaign.report("commune-1:plan").state == state
    return campaign


@pytest.mark.parametrize(("state", "trigger"), [(state, trigger) for trigger in TABLE for state in TABLE[trigger]])
def test_an_act_goes_its_way(state: str, trigger: str) -> None:
    """An act is completed by its unit, confirmed by the lead and reopened by it: the line says from where to where."""
    data = DONE if trigger == "complete" else None
    entry = standing(state).fire("commune-1:plan", trigger, reason="x", data=data)
    assert (entry.version, entry.source, entry.dest, entry.by) == (1, state, *LINES[trigger])


@pytest.mark.parametrize(
    ("state", "trigger"),
    [
        (state, trigger)
        for state, trigger in itertools.product(STATES, (*TRIGGERS, *kh.Lifecycle.report().triggers))
        if state not in TABLE.get(trigger, ())
    ],
)
def test_every_other_pair_of_an_act_is_refused(state: str, trigger: str) -> None:
    """What stands in no row of the table of acts is no move, the triggers of reports among it, whoever asks."""
    campaign = standing(state)
    for by in ("commune-1", "district", "issuer", "a stranger"):
        assert codes(refusal(campaign, "commune-1:plan", trigger, by=by, reason="x")) == ["no_such_move"]


@pytest.mark.parametrize("trigger", TRIGGERS)
def test_a_report_knows_no_trigger_of_acts(trigger: str) -> None:
    """In a plan that has both, what is done with acts is no move of a report in any state."""
    campaign = standing("planned")
    for then in ("submit", "review", "aggregate", None):
        assert codes(refusal(campaign, "commune-1", trigger, reason="x")) == ["no_such_move"]
        if then is not None:
            campaign.fire("commune-1", then)
