"""Laws of acts that come to several moves, on random hierarchies: stragglers taken up, paths reopened, reroutes."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

import kehoach as kh
from kehoach._progress import Board, fold
from kehoach._progress._snapshot import packed, unpacked
from kehoach.stores import MemoryStore
from kehoach.testing import ManualClock

MORNING = "2019-03-20T08:00+07:00"
TIERS = [kh.Tier(one) for one in ("province", "region", "district", "commune")]
FORWARD = ("submit", "review", "aggregate")
OTHERS = ("recall", "send_back", "release", "correct", "withdraw", "waive", "unwaive")
SHARES = [("1/3", "2/3"), ("1/2", "1/2")]


@st.composite
def plans(draw: st.DrawFn) -> kh.Plan:
    """A province, a region or none, one to three districts, up to four communes; some have two superiors."""
    regions = [f"r{number}" for number in range(draw(st.integers(0, 1)))]
    districts = [f"d{number}" for number in range(draw(st.integers(1, 3)))]
    units = [kh.Unit("p", tier="province"), *(kh.Unit(one, tier="region", reports_to="p") for one in regions)]
    for tier, names, above in (
        ("district", districts, ["p", *regions]),
        ("commune", [f"c{number}" for number in range(draw(st.integers(0, 4)))], districts),
    ):
        for name in names:
            to = draw(st.lists(st.sampled_from(above), min_size=1, max_size=2, unique=True))
            shares = SHARES[draw(st.integers(0, 1))]
            edges = to[0] if len(to) == 1 else list(zip(to, shares, strict=True))
            units.append(kh.Unit(name, tier=tier, reports_to=edges))
    return kh.Plan(
        "Random",
        kh.Hierarchy.from_units(TIERS, units),
        indicators=[kh.Indicator("members", kind="stock")],
        policy=kh.Policy(
            gate=draw(st.sampled_from(["all", "none"])),
            stragglers=draw(st.sampled_from(["supplement", "supplement", "reopen", "hold"])),
        ),
    )


class Drive:
    """A campaign and the random acts that are tried on it."""

    def __init__(self, plan: kh.Plan, data: st.DataObject) -> None:
        self.plan, self.draw = plan, data.draw
        self.store, self.clock = MemoryStore(), ManualClock(MORNING)
        self.campaign = kh.Campaign.begin(plan, self.store, id="x", clock=self.clock, default_by="expected")
        self.units = list(plan.columns.names)

    def act(self) -> bool:
        """Try one act; whether it was done."""
        unit = self.draw(st.sampled_from(self.units))
        kind = self.draw(st.sampled_from([*FORWARD * 3, *OTHERS, "reopen_path", "reroute", "unwaive"]))
        try:
            if kind == "reopen_path":
                self.campaign.reopen_path(unit, reason="wrong")
            elif kind == "reroute":
                self.campaign.waive(unit, reroute=True, reason="dissolved")
            elif kind == "submit":
                self.campaign.submit(unit, data={"members": self.draw(st.integers(0, 9))})
            else:
                self.campaign.fire(unit, kind, reason="because" if kind in OTHERS else None)
        except kh.errors.Refused:
            return False
        return True

    def rush(self) -> None:
        """Bring most reports up, each by whoever is expected, so that later acts find something to take back."""
        assert self.plan.hierarchy is not None
        for unit in self.plan.hierarchy.aggregation_order():
            if self.draw(st.integers(0, 4)):
                bring_up(self.campaign, unit)

    @property
    def board(self) -> Board:
        return self.campaign.progress().board


def bring_up(campaign: kh.Campaign, unit: str) -> None:
    """Submit, review and aggregate a report, as far as that is possible."""
    for trigger in ("submit", "review", *["aggregate"] * 3):
        data = {"members": 1} if trigger == "submit" else None  # one with nobody left below has to say something
        if campaign.may(unit, trigger, data=data):
            campaign.fire(unit, trigger, data=data)


def written(campaign: kh.Campaign) -> str:
    """Everything that stands in the log, as text."""
    return json.dumps([entry.to_dict() for entry in campaign.log()])


def sent(board: Board) -> Iterator[tuple[int, int]]:
    """Every version that was sent and has subordinates."""
    return iter(board.rows)


@settings(max_examples=80, deadline=None)
@given(plans(), st.data())
def test_folding_the_lines_gives_exactly_this(plan: kh.Plan, data: st.DataObject) -> None:
    """Law 1: the lines alone say everything, folded twice, in parts, across a pickle, or by another that resumes."""
    drive = Drive(plan, data)
    drive.rush()
    for _ in range(20):
        drive.act()
    log = drive.store.journal("x", None).read()  # type: ignore[arg-type]  # the journal is there already
    cut = data.draw(st.integers(0, log.seq))
    whole, parts = Board(plan), fold(Board(plan), list(log.lines())[:cut])
    fold(whole, log.lines())
    carried = pickle.loads(pickle.dumps(parts))
    now = drive.campaign.progress()
    for board in (whole, fold(parts, log.lines(cut)), fold(carried, log.lines(cut))):
        assert kh.Progress(plan, board, 0) == now
        for name in ("edge_unit", "edge_superior", "superior_first", "superior_edge", "share", "lead_actor"):
            assert getattr(board.grid, name) == getattr(drive.board.grid, name)
    again = kh.Campaign.resume(drive.store, clock=drive.clock, default_by="expected")
    assert again.progress() == now
    actors = log.terms.actors
    restored = unpacked(Board(plan), actors, packed(fold(Board(plan), list(log.lines())[:cut]), actors))
    assert kh.Progress(plan, fold(restored, log.lines(cut)), 0) == now
    assert packed(restored, actors) == packed(whole, actors)
    for name in ("edge_unit", "edge_superior", "superior_first", "superior_edge", "share", "lead_actor"):
        assert getattr(restored.grid, name) == getattr(drive.board.grid, name)


@settings(max_examples=80, deadline=None)
@given(plans(), st.data())
def test_a_refused_act_leaves_everything_byte_equal(plan: kh.Plan, data: st.DataObject) -> None:
    """Law 2: a refused act of several moves leaves progress, graph and log byte-equal."""
    drive = Drive(plan, data)
    drive.rush()
    for _ in range(15):
        before, log, grid = drive.campaign.progress(), written(drive.campaign), drive.board.grid
        if not drive.act():
            assert (drive.campaign.progress(), written(drive.campaign)) == (before, log)
            assert drive.board.grid is grid


@settings(max_examples=80, deadline=None)
@given(plans(), st.data())
def test_whoever_is_listed_may(plan: kh.Plan, data: st.DataObject) -> None:
    """What `may` promises is done, and the line of the act that was asked for is the answer, after reroutes too."""
    drive = Drive(plan, data)
    drive.rush()
    for _ in range(12):
        drive.act()
        unit, trigger = data.draw(st.sampled_from(drive.units)), data.draw(st.sampled_from(FORWARD))
        seen = len(drive.campaign.log())
        if drive.campaign.may(unit, trigger):
            entry = drive.campaign.fire(unit, trigger)
            assert (entry.seq, entry.unit, entry.trigger) == (seen + 1, unit, trigger)
        else:
            assert len(drive.campaign.log()) == seen


@settings(max_examples=80, deadline=None)
@given(plans(), st.data())
def test_what_was_sent_satisfied_the_gate(plan: kh.Plan, data: st.DataObject) -> None:
    """Law 8: the rows of a version that was sent satisfied the gate of the graph it was sent on."""
    drive = Drive(plan, data)
    drive.rush()
    for _ in range(25):
        drive.act()
    board = drive.board
    for duty, version in sent(board):
        frame, excused = board.frame(duty, version), board.waived_in(duty, version)
        first = frame.edge_first[duty]
        assert len(board.rows[duty, version]) == frame.edge_first[duty + 1] - first
        for edge, held in enumerate(board.rows[duty, version], first):
            assert held or plan.policy.gate == "none" or frame.edge_unit[edge] in excused


@settings(max_examples=80, deadline=None)
@given(plans(), st.data())
def test_each_report_is_read_once(plan: kh.Plan, data: st.DataObject) -> None:
    """Law 9: read down from a top report that was sent, each unit is met once, its weights sum to 1 at most."""
    drive = Drive(plan, data)
    drive.rush()
    for _ in range(20):
        drive.act()
        board = drive.board
        for top in range(board.grid.n):
            if not board.edges_up(top) and 0 < board.flat.roles[board.state[top]] < 4:
                reached = board.reached(top, board.version[top])
                assert len({duty for duty, _ in reached}) == len(reached)
                assert all(0 < weight <= 1 for weight in reached.values())


@settings(max_examples=80, deadline=None)
@given(plans(), st.data())
def test_what_was_sent_never_changes(plan: kh.Plan, data: st.DataObject) -> None:
    """Law 10: rows, totals and coverage of a version that was sent never change, whatever is opened or goes past it."""
    drive = Drive(plan, data)
    drive.rush()
    seen: dict[tuple[str, int], kh.Total] = {}
    rows: dict[tuple[str, int], tuple[kh.Row, ...]] = {}
    for _ in range(25):
        drive.act()
        for unit in drive.units:
            report = drive.campaign.report(unit)
            if report.state not in ("draft", "waived"):
                key = unit, report.version
                seen.setdefault(key, drive.campaign.total(unit, "members"))
                assert rows.setdefault(key, report.rows) == report.rows
    for (unit, version), total in seen.items():
        assert drive.campaign.total(unit, "members", version=version) == total


@settings(max_examples=80, deadline=None)
@given(plans(), st.data())
def test_aggregated_is_what_every_superior_holds(plan: kh.Plan, data: st.DataObject) -> None:
    """A report is aggregated just when each superior that it has now holds its working version."""
    drive = Drive(plan, data)
    drive.rush()
    for _ in range(20):
        drive.act()
        board = drive.board
        for duty in range(board.grid.n):
            edges = board.edges_up(duty)
            whole = bool(edges) and all(board.held[edge] == board.version[duty] for edge in edges)
            assert (board.flat.states[board.state[duty]] == "aggregated") == whole


@settings(max_examples=80, deadline=None)
@given(plans(), st.data())
def test_no_straggler_waits_where_it_is_taken_up(plan: kh.Plan, data: st.DataObject) -> None:
    """Under `supplement` nothing that is reviewed waits for a superior; under `reopen` only for one that is counted."""
    drive = Drive(plan, data)
    drive.rush()
    for _ in range(20):
        seen = len(drive.campaign.log())
        drive.act()
        board = drive.board
        for entry in drive.campaign.log(after=seen):
            duty = plan.columns.index[entry.unit]
            if entry.trigger != "review" or plan.policy.stragglers == "hold":
                continue
            for edge in board.edges_up(duty):
                superior = board.grid.edge_superior[edge]
                past = 0 < board.flat.roles[board.state[superior]] < 4
                if past and board.held[edge] != board.version[duty]:
                    assert plan.policy.stragglers == "reopen"
                    assert board.held_by(superior) or drive.campaign.progress().complete or not board.edges_up(superior)


@settings(max_examples=60, deadline=None)
@given(plans(), st.data())
def test_a_campaign_can_still_be_completed(plan: kh.Plan, data: st.DataObject) -> None:
    """Law 13: from every state that is reached the campaign can be completed, by patient and obvious acts alone."""
    drive = Drive(plan, data)
    drive.rush()
    for _ in range(20):
        drive.act()
    campaign, hierarchy = drive.campaign, plan.hierarchy
    assert hierarchy is not None
    order = hierarchy.aggregation_order()
    for _ in range(5):
        for unit in order:
            if campaign.progress().held(unit) or _lacks(campaign, unit):
                _open(campaign, unit)
        for unit in order:
            bring_up(campaign, unit)
        if campaign.progress().complete:
            return
    assert campaign.progress().complete, dict(campaign.progress().counts())


def _lacks(campaign: kh.Campaign, unit: str) -> bool:
    """Whether a superior that is past draft lacks a report."""
    return campaign.report(unit).state not in ("draft", "waived") and bool(campaign.progress().missing(unit))


def _open(campaign: kh.Campaign, unit: str) -> None:
    for trigger in ("recall", "send_back", "correct"):
        if campaign.may(unit, trigger, reason="take one more"):
            campaign.fire(unit, trigger, reason="take one more")
            return


@settings(max_examples=80, deadline=None)
@given(plans(), st.data())
def test_a_path_that_was_opened_leads_down(plan: kh.Plan, data: st.DataObject) -> None:
    """After `reopen_path` the report and all above it are drafts or waived, and what counted before still counts."""
    drive = Drive(plan, data)
    drive.rush()
    for _ in range(10):
        drive.act()
    unit = data.draw(st.sampled_from(drive.units))
    before = drive.board
    try:
        entries = drive.campaign.reopen_path(unit, reason="wrong")
    except kh.errors.Refused:
        border = [plan.columns.index[unit]]
        while border:
            assert before.flat.roles[before.state[border[-1]]] in (0, 4)
            border += before.grid.superiors_of(border.pop())
        return
    after, index = drive.board, plan.columns.index
    border, met = [index[unit]], set[int]()
    while border:
        met.add(here := border.pop())
        border += after.grid.superiors_of(here)
    assert {after.flat.states[after.state[duty]] for duty in met} <= {"draft", "waived"}
    assert {index[entry.unit] for entry in entries} == {
        duty for duty in met if 0 < before.flat.roles[before.state[duty]] < 4
    }
    assert after.held == before.held
    assert [entry.seq for entry in entries] == sorted(entry.seq for entry in entries)
