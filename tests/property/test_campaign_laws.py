"""Laws of campaigns, on random hierarchies (diamonds too) and random acts of random actors."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kehoach as kh
from kehoach._progress import BUCKETS, Board, fold
from kehoach.stores import MemoryStore
from kehoach.testing import ManualClock

MORNING = "2019-03-20T08:00+07:00"
TIERS = [kh.Tier("province"), kh.Tier("district"), kh.Tier("commune")]
TRIGGERS = kh.Lifecycle.report().triggers
LIKELY = ("submit", "review", "aggregate")


@st.composite
def plans(draw: st.DrawFn) -> kh.Plan:
    """A province, one to three districts, up to five communes, each under one district or shared by two."""
    districts = [f"d{number}" for number in range(draw(st.integers(1, 3)))]
    units = [kh.Unit("p", tier="province"), *(kh.Unit(one, tier="district", reports_to="p") for one in districts)]
    for number in range(draw(st.integers(0, 5))):
        above = draw(st.lists(st.sampled_from(districts), min_size=1, max_size=2, unique=True))
        shares = [("1/3", "2/3"), ("1/2", "1/2")][draw(st.integers(0, 1))]
        to = above[0] if len(above) == 1 else list(zip(above, shares, strict=True))
        units.append(kh.Unit(f"c{number}", tier="commune", reports_to=to))
    due = st.sampled_from(["before 22-3-2019", "by 21-3-2019", "none"])
    return kh.Plan(
        "Random",
        kh.Hierarchy.from_units(TIERS, units),
        {tier.id: draw(due) for tier in TIERS},
        indicators=[kh.Indicator("members", kind="stock")],
        policy=kh.Policy(gate=draw(st.sampled_from(["all", "all", "none"]))),
    )


class Drive:
    """A campaign and the random acts that were tried on it."""

    def __init__(self, plan: kh.Plan, draw: st.DataObject) -> None:
        self.plan, self.draw = plan, draw
        self.clock = ManualClock(MORNING)
        self.store = MemoryStore()
        self.campaign = kh.Campaign.begin(plan, self.store, id="x", clock=self.clock, default_by="expected")
        assert plan.hierarchy is not None
        self.units = [*plan.hierarchy.columns.ids]

    def act(self) -> kh.LogEntry | None:
        """Try one act; None when it is refused."""
        choose = self.draw.draw
        unit = choose(st.sampled_from(self.units))
        trigger = choose(st.sampled_from([*LIKELY, *LIKELY, *TRIGGERS]))
        data = {"members": choose(st.integers(0, 9))} if trigger == "submit" and choose(st.booleans()) else None
        reason = choose(st.sampled_from([None, "because"])) if trigger not in LIKELY else None
        self.clock.advance(hours=choose(st.integers(0, 30)))
        try:
            return self.campaign.fire(unit, trigger, data=data, reason=reason)
        except kh.errors.Refused:
            return None

    def rush(self) -> None:
        """Bring some reports up, so that later acts find something to take back."""
        assert self.plan.hierarchy is not None
        for unit in self.plan.hierarchy.aggregation_order():
            if not self.draw.draw(st.integers(0, 4)):
                continue
            for trigger in LIKELY:
                for _ in self.plan.hierarchy.superiors(unit) or ("issuer",):
                    if self.campaign.may(unit, trigger):
                        self.campaign.fire(unit, trigger, data={"members": 1} if trigger == "submit" else None)


def bytes_of(campaign: kh.Campaign) -> str:
    """Everything that a campaign has written, as text."""
    return json.dumps([entry.to_dict() for entry in campaign.log()], default=str)


@settings(max_examples=60)
@given(plans(), st.data())
def test_folding_twice_or_in_two_parts_gives_the_same_progress(plan: kh.Plan, data: st.DataObject) -> None:
    """Law 1: folding a log twice, or in two parts, gives the same progress."""
    drive = Drive(plan, data)
    drive.rush()
    for _ in range(25):
        drive.act()
    campaign = drive.campaign
    log = drive.store.journal("x", None).read()  # type: ignore[arg-type]  # the journal is there already
    cut = data.draw(st.integers(0, log.seq))
    whole, parts = (Board(plan) for _ in range(2))
    fold(whole, log.lines())
    fold(parts, list(log.lines())[:cut])
    fold(parts, log.lines(after=cut))
    now = campaign.progress()
    for board in (whole, parts):
        assert kh.Progress(plan, board, 0) == now
    assert kh.Campaign.resume(drive.store, clock=drive.clock).progress() == now


@settings(max_examples=60)
@given(plans(), st.data())
def test_a_refused_command_leaves_everything_byte_equal(plan: kh.Plan, data: st.DataObject) -> None:
    """Law 2: a refused command leaves progress, store and log byte-equal."""
    drive = Drive(plan, data)
    drive.rush()
    for _ in range(15):
        before, written = drive.campaign.progress(), bytes_of(drive.campaign)
        if drive.act() is None:
            assert drive.campaign.progress() == before
            assert bytes_of(drive.campaign) == written
        else:
            assert bytes_of(drive.campaign).startswith(written[:-1])


@settings(max_examples=60)
@given(plans(), st.data())
def test_every_duty_is_in_one_bucket(plan: kh.Plan, data: st.DataObject) -> None:
    """Law 5: every expected duty is in exactly one bucket, at every instant; 0 ≤ rate ≤ 1 without a `min()`."""
    drive = Drive(plan, data)
    drive.rush()
    for _ in range(10):
        drive.act()
        progress = drive.campaign.progress()
        for clock in ("first", "accepted"):
            summary = progress.summary(by=clock)  # type: ignore[arg-type]  # both are clocks
            assert summary.expected == len(drive.units) == sum(getattr(summary, bucket) for bucket in BUCKETS)
            assert (
                summary.open
                == summary.not_open_yet
                + summary.in_time
                + summary.overdue
                + summary.undated
                + summary.awaiting
                + summary.suspended
            )
            for of in ("met", "on_time"):
                rate = summary.rate(of)  # type: ignore[arg-type]  # both are rates
                assert rate is None or (isinstance(rate, Fraction) and 0 <= rate <= 1)


@settings(max_examples=60)
@given(plans(), st.data())
def test_the_rows_of_a_submitted_version_satisfied_the_gate(plan: kh.Plan, data: st.DataObject) -> None:
    """Law 8: at the moment of `submit`, the rows of that version satisfied the gate."""
    drive = Drive(plan, data)
    drive.rush()
    hierarchy = plan.hierarchy
    assert hierarchy is not None
    for _ in range(25):
        entry = drive.act()
        if entry is not None and entry.trigger == "submit" and plan.policy.gate == "all":
            rows = drive.campaign.report(entry.unit).rows
            progress = drive.campaign.progress()
            below = hierarchy.subordinates(entry.unit)
            assert tuple(row.unit for row in rows) == tuple(u for u in below if progress.state(u) != "waived")


@settings(max_examples=60)
@given(plans(), st.data())
def test_each_leaf_is_read_once(plan: kh.Plan, data: st.DataObject) -> None:
    """Law 9: read down from one version of the root, each leaf is met in at most one version, weights at most 1."""
    drive = Drive(plan, data)
    drive.rush()
    for _ in range(25):
        drive.act()
        board = drive.campaign.progress().board
        root = plan.columns.index["p"]
        if board.state[root]:
            reached = board.reached(root, board.version[root])
            duties = [duty for duty, _ in reached]
            assert len(set(duties)) == len(duties)
            assert all(0 < weight <= 1 for weight in reached.values())
            total = drive.campaign.total("p", "members")
            said = {duty for duty, version in reached if board.filed.get((duty, version), ({}, {}))[0].get("members")}
            names = {board.grid.names[duty] for duty in said}
            assert not names & set(total.missing)


@settings(max_examples=60)
@given(plans(), st.data())
def test_what_was_submitted_never_changes(plan: kh.Plan, data: st.DataObject) -> None:
    """Law 10: the rows and totals of a submitted version never change."""
    drive = Drive(plan, data)
    drive.rush()
    seen: dict[tuple[str, int], tuple[object, object]] = {}
    for _ in range(30):
        drive.act()
        for unit in drive.units:
            report = drive.campaign.report(unit)
            if report.state != "draft":
                total = drive.campaign.total(unit, "members", version=report.version)
                seen.setdefault((unit, report.version), (total.value, total.missing))
        for (unit, version), said in seen.items():
            total = drive.campaign.total(unit, "members", version=version)
            assert (total.value, total.missing) == said


@settings(max_examples=40)
@given(plans(), st.data())
def test_triggers_are_what_fire_accepts(plan: kh.Plan, data: st.DataObject) -> None:
    """What `triggers` lists is done, and what it leaves out is refused, for every unit as things stand."""
    drive = Drive(plan, data)
    drive.rush()
    for _ in range(8):
        drive.act()
    unit = data.draw(st.sampled_from(drive.units))
    listed = drive.campaign.triggers(unit, reason="because")
    for trigger in TRIGGERS:
        twin = kh.Campaign.resume(_copy(drive), clock=drive.clock, default_by="expected")
        if trigger in listed:
            assert twin.fire(unit, trigger, reason="because").trigger == trigger
        else:
            with pytest.raises(kh.errors.Refused):
                twin.fire(unit, trigger, reason="because")


def _copy(drive: Drive) -> MemoryStore:
    """A store with a campaign that has the same log."""
    store = MemoryStore()
    store.begin(drive.store.campaigns()[0])
    twin = kh.Campaign.resume(store, clock=drive.clock, default_by="expected")
    log = drive.store.journal("x", None).read()  # type: ignore[arg-type]  # the journal is there already
    store.journal("x", None).extend(list(log.lines()))  # type: ignore[arg-type]
    assert twin.progress() == drive.campaign.progress()
    return store


@settings(max_examples=40)
@given(plans(), st.data())
def test_a_log_entry_survives_its_text(plan: kh.Plan, data: st.DataObject) -> None:
    """Law 6, for entries: the canonical text of a line gives back every field."""
    drive = Drive(plan, data)
    drive.rush()
    drive.act()
    log = drive.store.journal("x", None).read()  # type: ignore[arg-type]  # the journal is there already
    for entry in log:
        fields = log.fields(entry.seq)
        if log.content(entry.seq) is not None:
            fields |= {
                "data": None,
                "payload": None,
                "reason": None,
                "sections": None,
                "content": entry.to_dict()["content"],
            }
        assert {"clock": None} | json.loads(log.canonical(entry.seq)) == fields


@settings(max_examples=30)
@given(plans(), st.data())
def test_a_campaign_can_still_be_completed(plan: kh.Plan, data: st.DataObject) -> None:
    """Law 13: from every reachable state the campaign can still be completed, by patient and obvious acts alone."""
    drive = Drive(plan, data)
    drive.rush()
    for _ in range(20):
        drive.act()
    campaign, hierarchy = drive.campaign, plan.hierarchy
    assert hierarchy is not None
    for _ in range(4):
        for unit in hierarchy.aggregation_order():
            _bring_up(campaign, unit, hierarchy)
        if campaign.progress().complete:
            return
    assert campaign.progress().complete, dict(campaign.progress().counts())


def _bring_up(campaign: kh.Campaign, unit: str, hierarchy: kh.Hierarchy) -> None:
    for superior in hierarchy.superiors(unit):
        report = campaign.report(superior)
        held = {row.unit: row.version for row in report.rows}
        if report.state != "draft" and held.get(unit) is None:
            for trigger in (
                "recall",
                "send_back",
                "correct",
            ):  # the superior opens its report, so that it can take the row
                if campaign.may(superior, trigger, reason="take one more"):
                    campaign.fire(superior, trigger, reason="take one more")
                    break
    for trigger in LIKELY:
        for _ in hierarchy.superiors(unit) or ("issuer",):
            if campaign.may(unit, trigger):
                campaign.fire(unit, trigger)
