"""What holds of reports and rows through all corrections, returns and withdrawals, on random diamonds."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

import kehoach as kh
from kehoach.testing import ManualClock

TIERS = [kh.Tier("province"), kh.Tier("district"), kh.Tier("commune")]
UNITS = [
    kh.Unit("p", tier="province"),
    kh.Unit("a", tier="district", reports_to="p"),
    kh.Unit("b", tier="district", reports_to="p"),
    kh.Unit("x", tier="commune", reports_to=[("a", "1/3"), ("b", "2/3")]),
    kh.Unit("y", tier="commune", reports_to="b"),
]
NAMES = tuple(unit.id for unit in UNITS)
PLAN = kh.Plan(
    "Random",
    kh.Hierarchy.from_units(TIERS, UNITS),
    {"commune": "before 22-3-2019"},
    indicators=[kh.Indicator("members", kind="stock")],
    policy=kh.Policy(gate="none"),
)
TRIGGERS = PLAN.lifecycle.triggers
FORWARD = ("submit", "review", "aggregate")
OPENING = ("recall", "send_back", "correct")
ACTS = st.tuples(
    st.sampled_from(NAMES),
    st.sampled_from([*FORWARD * 3, *OPENING * 2, "correct", "withdraw", "withdraw", "release", *TRIGGERS]),
    st.sampled_from([None, None, "a", "b"]),
)


def begun() -> kh.Campaign:
    """A campaign in which everything has gone up once."""
    campaign = kh.Campaign.begin(PLAN, clock=ManualClock("2019-03-20T08:00+07:00"), default_by="expected")
    for unit, superiors in (("x", "ab"), ("y", "b"), ("a", "p"), ("b", "p")):
        campaign.submit(unit, data={"members": 6})
        campaign.review(unit)
        for superior in superiors:
            campaign.aggregate(unit, by=superior)
    return campaign


def tried(campaign: kh.Campaign, act: tuple[str, str, str | None]) -> kh.LogEntry | None:
    """Try an act by whom it is for, or by a superior; None when it is refused."""
    unit, trigger, by = act
    data: Any = {"members": len(campaign.log())} if trigger == "submit" else None
    try:
        return campaign.fire(unit, trigger, by=by, data=data, reason="because")
    except kh.errors.Refused:
        return None


@settings(max_examples=150, deadline=None)
@given(st.lists(ACTS, max_size=40))
def test_a_version_number_is_never_used_twice(acts: list[tuple[str, str, str | None]]) -> None:
    """Every version that an act opens has a number that no version of the report had before."""
    campaign = begun()
    used = dict.fromkeys(NAMES, 1)
    sent: set[tuple[str, int]] = {(entry.unit, entry.version) for entry in campaign.log() if entry.trigger == "submit"}
    for act in acts:
        entry = tried(campaign, act)
        if entry is None:
            continue
        version = campaign.report(entry.unit).version
        if entry.trigger in OPENING:
            assert version == used[entry.unit] + 1
            used[entry.unit] = version
        elif entry.trigger == "submit":
            assert (entry.unit, entry.version) not in sent
            sent.add((entry.unit, entry.version))
        assert version <= used[entry.unit]


@settings(max_examples=150, deadline=None)
@given(st.lists(ACTS, max_size=40))
def test_aggregated_is_what_every_superior_holds(acts: list[tuple[str, str, str | None]]) -> None:
    """At every moment a report is aggregated just when each superior's working version holds its working version."""
    campaign = begun()
    hierarchy = PLAN.hierarchy
    assert hierarchy is not None
    for act in acts:
        tried(campaign, act)
        for unit in NAMES[1:]:
            report = campaign.report(unit)
            rows = [row for superior in hierarchy.superiors(unit) for row in campaign.report(superior).rows]
            held = [row.version for row in rows if row.unit == unit]
            whole = held == [report.version] * len(hierarchy.superiors(unit))
            assert (report.state == "aggregated") == (whole and report.state in ("reviewed", "aggregated"))


@settings(max_examples=150, deadline=None)
@given(st.lists(ACTS, max_size=40))
def test_what_is_past_draft_can_be_taken_back(acts: list[tuple[str, str, str | None]]) -> None:
    """Law 13, its last part: what is past draft can be recalled, sent back or corrected."""
    campaign = begun()
    for act in acts:
        tried(campaign, act)
    for unit in NAMES:
        if campaign.report(unit).state not in ("draft", "waived"):
            assert any(campaign.may(unit, trigger, reason="because") for trigger in OPENING), unit


@settings(max_examples=150, deadline=None)
@given(st.lists(ACTS, max_size=25), st.lists(ACTS, max_size=10))
def test_withdrawing_undoes_a_correction(
    before: list[tuple[str, str, str | None]], during: list[tuple[str, str, str | None]]
) -> None:
    """Content, rows and totals of a report are after a withdrawal what they were before the correction."""
    campaign = begun()
    for act in before:
        tried(campaign, act)
    for unit in NAMES:
        if not campaign.may(unit, "correct", reason="because"):
            continue
        report, total = campaign.report(unit), campaign.total(unit, "members")
        campaign.correct(unit, reason="because")
        for act in during:
            if act[0] != unit or act[1] not in ("withdraw", "correct"):
                tried(campaign, act)
        if not campaign.may(unit, "withdraw"):
            return
        campaign.withdraw(unit)
        again = campaign.report(unit)
        assert (again.version, again.data, again.rows) == (report.version, report.data, report.rows)
        assert (again.submitted_at, again.first_submitted_at) == (report.submitted_at, report.first_submitted_at)
        assert campaign.total(unit, "members") == total
        assert campaign.total(unit, "members", version=report.version) == total
        return


@settings(max_examples=150, deadline=None)
@given(st.lists(ACTS, max_size=40))
def test_every_submitted_version_is_read_the_same_ever_after(acts: list[tuple[str, str, str | None]]) -> None:
    """Law 10 on diamonds: no act changes the total of a version that was sent, through withdrawals either."""
    campaign = begun()
    seen: dict[tuple[str, int], kh.Total] = {}
    for act in acts:
        tried(campaign, act)
        for unit in NAMES:
            report = campaign.report(unit)
            if report.state not in ("draft", "waived"):
                seen.setdefault((unit, report.version), campaign.total(unit, "members"))
    for (unit, version), total in seen.items():
        assert campaign.total(unit, "members", version=version) == total
