"""What was known then is what was answered then; differences add up; and staleness is what taking it would change."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

import kehoach as kh
from figured import FIGURES, KEYS, Drive, plans
from kehoach._rollup import CAUSES


def figure(value: Any) -> Fraction:
    """A value as a figure; a mark stands for none."""
    return Fraction(0) if isinstance(value, type(kh.NIL)) else Fraction(value)


def answers(campaign: kh.Campaign, units: tuple[str, ...]) -> dict[tuple[str, str], Any]:
    """Every total of some units, as plain data."""
    return {(unit, key): campaign.total(unit, key).to_dict() for unit in units for key in KEYS}


@settings(max_examples=25, deadline=None)
@given(plans(), st.data())
def test_vintages_replayed_from_the_log_equal_what_was_answered(plan: kh.Plan, data: st.DataObject) -> None:
    """A total that is asked of an instant in the past is the one that was answered then, staleness included."""
    drive = Drive(plan, data)
    drive.rush()
    told: dict[int, dict[tuple[str, str], Any]] = {}
    for _ in range(12):
        drive.act()
        told[drive.clock.now()] = answers(drive.campaign, ("p", "d0"))
    for instant, then in told.items():
        for (unit, key), total in then.items():
            assert drive.campaign.total(unit, key, known_on=instant).to_dict() == total


@settings(max_examples=40, deadline=None)
@given(plans(), st.data())
def test_differences_add_up_exactly(plan: kh.Plan, data: st.DataObject) -> None:
    """The changes between two instants sum to the difference of the totals, whatever the operator and the acts."""
    drive = Drive(plan, data)
    instants = [drive.clock.now()]
    drive.rush()
    for _ in range(10):
        drive.act()
        instants.append(drive.clock.now())
    since, until = sorted(data.draw(st.lists(st.sampled_from(instants), min_size=2, max_size=2)))
    for key in KEYS:
        difference = drive.campaign.difference("p", key, since, until)
        opening, closing = (drive.campaign.total("p", key, known_on=instant) for instant in (since, until))
        assert (difference.opening, difference.closing) == (opening, closing)
        assert {one.cause for one in difference.changes} <= set(CAUSES)
        if key not in FIGURES:
            assert all(one.delta is None or key == "often" for one in difference.changes)
            continue
        deltas = [Fraction(one.delta) for one in difference.changes if one.delta is not None]
        assert len(deltas) == len(difference.changes)
        assert figure(opening.value) + sum(deltas) == figure(closing.value)
        assert sum((Fraction(one or 0) for one in difference.causes.values()), Fraction(0)) == sum(deltas)
        assert difference.delta == sum(deltas)


@settings(max_examples=40, deadline=None)
@given(plans(), st.data())
def test_nothing_that_was_sent_changes(plan: kh.Plan, data: st.DataObject) -> None:
    """Law 10: the rows and totals of a submitted version never change."""
    drive = Drive(plan, data)
    drive.rush()
    sent: dict[tuple[str, int], dict[str, Any]] = {}
    for _ in range(15):
        drive.act()
        for unit in drive.units:
            report = drive.campaign.report(unit)
            if report.submitted_at is not None:
                totals = {key: drive.campaign.total(unit, key, report.version) for key in KEYS}
                before = sent.setdefault((unit, report.version), {"hash": report.hash, **totals})
                assert before == {"hash": report.hash, **totals}
    for (unit, version), before in sent.items():
        for key in KEYS:
            assert drive.campaign.total(unit, key, version) == before[key]


@settings(max_examples=40, deadline=None)
@given(plans(), st.data())
def test_what_is_stale_is_on_every_ancestor(plan: kh.Plan, data: st.DataObject) -> None:
    """Where a version lacks what is accepted below, so does each that holds it; a total without cause lacks nothing."""
    drive = Drive(plan, data)
    drive.rush()
    for _ in range(10):
        drive.act()
    campaign, progress = drive.campaign, drive.campaign.progress()
    hierarchy = plan.hierarchy
    assert hierarchy is not None
    stale = campaign.stale()
    behind = {(one.unit, one.version) for one in stale}
    for unit in drive.units:
        report = campaign.report(unit)
        rows = {row.unit: row.version for row in report.rows}
        for below in hierarchy.subordinates(unit):
            role = plan.lifecycle.role(progress.state(below))
            if role in ("accepted", "counted") and rows.get(below) != progress.version(below):
                assert (unit, report.version) in behind
        if any((row.unit, row.version) in behind for row in report.rows):
            assert (unit, report.version) in behind
        assert tuple(one for one in stale if one.unit == unit) == campaign.stale(unit)
    for one in stale:
        total = {two.cause: two for two in campaign.total(one.unit, "cases").stale}[one.cause]
        assert total.deltas == {"cases": one.deltas["cases"]}
        assert one.accepted != one.held
