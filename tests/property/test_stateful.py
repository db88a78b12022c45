"""Random campaigns, step by step beside a slow and obvious model: what it says is what happens."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

import kehoach as kh
from kehoach._progress import BUCKETS, PHASES, Board, fold
from kehoach._progress._snapshot import packed
from kehoach.stores import MemoryStore
from kehoach.testing import ManualClock
from slow_conditions import Conditions
from slow_world import ISSUER, TABLE, TRIGGERS, UNSENT, Act, Card, World
from worlds import date, instant, plan_of, worlds

HOUR = 3_600_000_000  # microseconds
NEXT = {
    "draft": "submit",
    "submitted": "review",
    "reviewed": "aggregate",
    "planned": "complete",
    "completed": "confirm",
}
BACK = ("send_back", "release", "correct", "withdraw", "waive", "unwaive", "recall", "reopen")
MARKS = {"nil": kh.NIL, "na": kh.NA, "missing": kh.MISSING}
NO_FIGURE = {kh.NA: "na", kh.MISSING: "missing"}
DATES = {instant(day): date(day) for day in range(-1, 30)}
LATER, FOREVER = kh.Deadline.parse("before 1-1-2030"), 1_893_430_800_000_000  # the same day
FIGURES = st.one_of(st.integers(0, 9), st.integers(0, 9), st.sampled_from([None, *MARKS]))
PLACES = st.integers(0, 99)
REASONS = st.sampled_from(["x", "x", "x", None])


class Campaigns(RuleBasedStateMachine):
    """A campaign and its model, through the same acts."""

    @initialize(world=worlds(checked=True), busy=st.booleans(), figure=FIGURES)
    def begin(self, world: World, busy: bool, figure: Any) -> None:
        """Begin both; bring all as far up as it goes, or leave it."""
        self.world, self.model, self.plan = world, Conditions(world), plan_of(world)
        self.now = self.model.now = instant(0)
        self.clock, self.store = ManualClock(self.now), MemoryStore()
        self.campaign = kh.Campaign.begin(self.plan, self.store, id="x", clock=self.clock)
        self.names = [*self.model.cards]
        self._actors = self.store.journal("x", None).terms.actors  # type: ignore[arg-type]  # it is there already
        self.triggers = {one for form in world.forms for one in TABLE[form.kind]}
        self.folded, self.lines = Board(self.plan), 0
        self.totals: dict[tuple[str, int], object] = {}
        self._wait(30 if busy else 0)
        for name in reversed(self.names) if busy else ():
            self._bring(name, 3, figure)

    # -- what happens

    @rule()
    def go_on_elsewhere(self) -> None:
        """Who resumes from a snapshot stands where the log stands, and goes on from there."""
        self.campaign.snapshot()
        again = kh.Campaign.resume(self.store, id="x", plan=self.plan, clock=self.clock)
        assert again.progress() == self.campaign.progress()
        assert packed(again.progress().board, self._actors) == packed(self.campaign.progress().board, self._actors)
        self.campaign = again

    @rule(place=PLACES, figure=FIGURES, far=st.integers(1, 3), whole=st.booleans())
    def bring_up(self, place: int, figure: Any, far: int, whole: bool) -> None:
        """A duty, or all that is below it and then itself, as far as it goes."""
        card = self._card(place)
        for name in [*(self._below(card.id) if whole else ()), card.id]:
            self._bring(name, far, figure)

    @rule(choices=st.lists(st.integers(0, 9_999), min_size=8, max_size=24), figure=FIGURES)
    def walk(self, choices: list[int], figure: Any) -> None:
        """Some acts that are allowed, one after the other: any of all, or first which trigger, then on which duty."""
        for choice in choices:
            self._wait(choice % 16)
            allowed = [act for act in self._possible(figure) if not self.model.blockers(act, self.now)]
            triggers = sorted({act.trigger for act in allowed})
            if choice % 3 and triggers:
                allowed = [act for act in allowed if act.trigger == triggers[choice % len(triggers)]]
            if allowed:
                self._act(allowed[choice // 3 % len(allowed)])

    @rule(place=PLACES, trigger=st.sampled_from(TRIGGERS), right=PLACES, actor=PLACES, reason=REASONS, figure=FIGURES)
    def do_anything(self, place: int, trigger: str, right: int, actor: int, reason: str | None, figure: Any) -> None:
        """Any act on any duty by whom it is for, or by anybody."""
        card = self._card(place)
        whom = self.model.for_whom(card, trigger) if right % 3 else [*self.world.tier_of, ISSUER]
        by = whom[actor % len(whom)] if whom else ISSUER
        self._act(Act(card.id, trigger, by, reason=reason, figure=said(card, trigger, figure)))

    @rule(place=PLACES, trigger=st.sampled_from(BACK), who=PLACES, day=st.integers(0, 30))
    def take_back(self, place: int, trigger: str, who: int, day: int) -> None:
        """What goes against the stream, where it is possible, by one whom it is for; a return with a due or none."""
        possible = [card for card in self.model.cards.values() if card.state in TABLE[card.form.kind].get(trigger, ())]
        if trigger == "withdraw":
            possible = [card for card in possible if card.base is not None]
        if possible:
            card = possible[place % len(possible)]
            whom = self.model.for_whom(card, trigger) or [ISSUER]
            due = instant(day) if trigger in ("send_back", "reopen") and day < 15 else None
            self._act(Act(card.id, trigger, whom[who % len(whom)], reason="x", due=due))

    @rule(place=PLACES, up=st.booleans())
    def open_from_the_top(self, place: int, up: bool) -> None:
        """Drafts from the top down to a duty, so that a figure of it can be changed; and all of it up again."""
        card = self._card(place)
        chain = [card.id]
        while self.model.cards[chain[-1]].superiors:
            chain.append(next(iter(self.model.cards[chain[-1]].superiors)))
        for name in reversed(chain):
            for act in self._openings(name):
                if not self.model.blockers(act, self.now):
                    self._act(act)
                    break
        for name in chain if up else ():
            self._bring(name, 3, 1)

    @rule(place=PLACES, trigger=st.sampled_from(["review", "send_back", "waive", "unwaive", "confirm"]), reason=REASONS)
    def pass_over_a_tier(self, place: int, trigger: str, reason: str | None) -> None:
        """What a higher tier may do in place of the one between, on a duty where it is possible."""
        possible = [card for card in self.model.cards.values() if card.state in TABLE[card.form.kind].get(trigger, ())]
        if possible:
            card = possible[place % len(possible)]
            above = sorted(card.above)
            self._act(Act(card.id, trigger, above[place % len(above)], reason=reason))

    @rule(place=PLACES, who=PLACES, reason=REASONS)
    def open_the_way(self, place: int, who: int, reason: str | None) -> None:
        """A report and everything above it that is past draft, in one act."""
        card = self._card(place)
        path = self.model.path(card.id)
        actors = [*[path[0].unit if path else card.unit] * 3, ISSUER, *self.world.tier_of]
        by = actors[who % len(actors)]
        expected, before = self.model.path_blockers(card.id, by, reason, self.now), self._written()
        against = codes_of(lambda: self.campaign.reopen_path(card.id, reason=reason, by=by))  # type: ignore[arg-type]
        assert (against is None) == (not expected), (expected, against)
        if against is None:
            self.model.open_path(card.id, by)
        else:
            assert expected <= against
            assert self._written() == before

    @rule(place=PLACES, figure=FIGURES)
    def come_late(self, place: int, figure: Any) -> None:
        """A report below one that was sent is opened, if it was sent itself, and accepted again: a straggler."""
        sent = [card for card in self.model.cards.values() if card.state not in UNSENT]
        late = sorted({one for card in sent for one in card.below})
        if late:
            name = late[place % len(late)]
            for act in self._openings(name):
                if not self.model.blockers(act, self.now):
                    self._act(act)
                    break
            self._bring(name, 2, figure)

    @rule(place=PLACES, who=PLACES, reason=REASONS, whole=st.booleans())
    def go_past(self, place: int, who: int, reason: str | None, whole: bool) -> None:
        """Waive a report, or all of its tier, and let what goes up into it go past it."""
        card = self._card(place)
        tier = self.world.tier_of[card.unit]
        cards = [
            one for one in self.model.cards.values() if self.world.tier_of[one.unit] == tier and one.form is card.form
        ]
        for one in cards if whole else [card]:
            if one.state == "draft":
                whom = [*self.model.for_whom(one, "waive") * 3, *sorted(one.above)]
                self._act(Act(one.id, "waive", whom[who % len(whom)], reason=reason, reroute=True))

    @rule(
        place=PLACES,
        trigger=st.sampled_from(["submit", "submit", "review", "complete", "recall", "aggregate"]),
        actor=PLACES,
        person=st.sampled_from([None, "ba", "tư"]),
        behalf=st.integers(0, 3),
        version=st.integers(1, 9),
        day=st.integers(-1, 30),
    )
    def bring_papers(
        self, place: int, trigger: str, actor: int, person: str | None, behalf: int, version: int, day: int
    ) -> None:
        """An act with all it may carry: a person, a paper received on a day on behalf of a unit, a version seen."""
        card = self._card(place)
        whom = [*sorted(card.above), card.unit, card.lead, card.lead]
        act = Act(
            card.id,
            trigger,
            by=whom[actor % len(whom)],
            reason="x" if actor % 2 else None,
            person=person,
            acting_for={0: card.unit, 1: card.lead}.get(behalf),
            version=version if version < 4 else None,
            received_at=instant(day) if day < 10 else None,
            figure=said(card, trigger, 3),
        )
        self._act(act)

    @rule(place=PLACES, by=PLACES, day=st.integers(0, 16), reason=REASONS, gap=st.booleans())
    def extend(self, place: int, by: int, day: int, reason: str | None, gap: bool) -> None:
        """A later due for one duty."""
        card = self._card(place)
        actors = [*[card.lead] * len(self.world.tier_of), *self.world.tier_of, ISSUER]
        who = actors[by % len(actors)]
        expected = self.model.extend_blockers(card.id, instant(day), who, reason, gap=gap)
        before = self._written()
        against = codes_of(
            lambda: self.campaign.extend(card.id, f"before {date(day)}", by=who, reason=reason, accept_gap=gap)
        )
        assert (against is None) == (not expected), (expected, against)
        if against is None:
            self.model.extend(card.id, instant(day), self.now)
        else:
            assert expected <= against
            assert self._written() == before

    @rule(place=PLACES, who=PLACES, reason=REASONS, day=st.integers(0, 12))
    def close(self, place: int, who: int, reason: str | None, day: int) -> None:
        """A unit without subordinates ceases to exist at the end of a day."""
        units = [unit for unit in self.world.tier_of if not any(unit in ups for ups in self.world.superiors.values())]
        unit = units[place % len(units)]
        by = [*[ISSUER] * 3, *self.world.tier_of][who % (3 + len(self.world.tier_of))]
        expected, before = self.model.close_blockers(unit, by, reason), self._written()
        against = codes_of(lambda: self.campaign.close(unit, date(day), reason=reason, by=by))
        assert (against is None) == (not expected), (expected, against)
        if against is None:
            self.model.ends[unit] = instant(day + 1)
        else:
            assert expected <= against
            assert self._written() == before

    @rule()
    def happen(self) -> None:
        """What some duties depend on is recorded."""
        if "storm" not in self.model.happened:
            self.campaign.record("storm", date(-1), by=ISSUER)
            self.model.happened.add("storm")

    @rule(place=PLACES, who=PLACES, reason=REASONS)
    def stop_or_go_on(self, place: int, who: int, reason: str | None) -> None:
        """The clock of a duty is stopped, or goes on."""
        card = self._card(place)
        actors = [*[card.lead] * len(self.world.tier_of), *self.world.tier_of, ISSUER]
        by, stop = actors[who % len(actors)], (card.stopped is None) == (who % 7 > 0)
        expected, before = self.model.stop_blockers(card.id, by, reason, stop=stop), self._written()
        change = self.campaign.suspend if stop else self.campaign.resume_clock
        against = codes_of(lambda: change(card.id, reason=reason, by=by))
        assert (against is None) == (not expected), (expected, against)
        if against is not None:
            assert expected <= against
            assert self._written() == before
        elif stop:
            card.stopped = self.now
        else:
            self.model.go_on(card.id, self.now)

    @rule(hours=st.integers(1, 60))
    def wait(self, hours: int) -> None:
        """Time goes on."""
        self._wait(hours)

    # -- what has to be the same

    @invariant()
    def it_stands_as_the_model_says(self) -> None:
        """State, version, rows, who waits, who is missing, bucket and phase of every duty."""
        progress = self.campaign.progress()
        for name, card in self.model.cards.items():
            report = progress.report(name)
            assert (report.state, report.version) == (card.state, card.version), name
            assert {row.unit: row.version for row in report.rows} == card.rows, name
            assert list(progress.held(name)) == self.model.held(name), name
            assert list(progress.missing(name)) == self.model.missing(name), name
            first = progress.standing(name, by="first")
            assert (first.bucket, first.phase) == (self.model.bucket(name), self.model.phase(name, self.now)), name
            if card.accepted:
                assert progress.standing(name, by="accepted").bucket == self.model.bucket(name, "accepted"), name
        assert progress.complete == self.model.complete()

    @invariant()
    def everybody_is_counted_once(self) -> None:
        """Law 5: every expected duty is in exactly one bucket, at every instant; 0 ≤ rate ≤ 1 without a `min()`."""
        progress = self.campaign.progress()
        for form, tier, duties in self._groups():
            summary = progress.summary(tier, form=form)
            buckets = [self.model.bucket(name) for name in duties]
            assert summary.expected == sum(getattr(summary, bucket) for bucket in BUCKETS)
            assert (summary.expected, summary.dormant) == (
                len(duties) - buckets.count("dormant"),
                buckets.count("dormant"),
            )
            assert (summary.waived, summary.lapsed) == (buckets.count("waived"), buckets.count("lapsed"))
            assert summary.open == sum(getattr(summary, phase) for phase in PHASES)
            for rate, of in ((summary.rate("met"), "met"), (summary.rate("on_time"), "on_time")):
                assert rate == self.model.rate(duties, of, self.now)
                assert rate is None or 0 <= rate <= 1

    @invariant()
    def figures_go_up_as_the_model_says(self) -> None:
        """Laws 9 and 10: a unit is read in one version, by its weight; what a sent version says stays."""
        board = self.campaign.progress().board
        number, names = self.plan.columns.index, board.grid.names
        for name, card in self.model.cards.items():
            if card.form.kind == "act":
                continue
            read = self.model.read(name, card.version)
            reached = board.reached(number[name], card.version)
            assert {(names[one], version): share for (one, version), share in reached.items()} == read
            once = len({below for below, _ in read}) == len(read)
            assert once or card.state in UNSENT, name
            if once:
                assert self._total(name, card.version) == self.model.total(name, card.version), name
            if card.state not in UNSENT:
                self.totals.setdefault((name, card.version), self._total(name, card.version))
        for (name, version), total in self.totals.items():
            assert self._total(name, version) == total == self.model.total(name, version), (name, version)

    @invariant()
    def the_log_says_the_same(self) -> None:
        """Law 1: folding a log in parts gives the same progress."""
        log = self.store.journal("x", None).read()  # type: ignore[arg-type]  # the journal is there already
        fold(self.folded, log.lines(after=self.lines))
        self.lines = log.seq
        assert kh.Progress(self.plan, self.folded, 0) == self.campaign.progress()

    @invariant()
    def nothing_sent_is_stuck(self) -> None:
        """Law 13, its last part: what is past draft can be recalled, sent back or corrected."""
        for name, card in self.model.cards.items():
            if card.state not in UNSENT:
                assert any(
                    self.campaign.may(name, act.trigger, by=act.by, reason="x", due=LATER if act.due else None)
                    for act in self._openings(name)
                ), name

    def teardown(self) -> None:
        """Law 1 again, over the whole log at once; and a campaign that is resumed is where it was."""
        if hasattr(self, "totals"):
            whole = Board(self.plan)
            fold(whole, self.store.journal("x", None).read().lines())  # type: ignore[arg-type]  # it is there already
            assert kh.Progress(self.plan, whole, 0) == self.campaign.progress()
            if self.lines % 4 == 1:
                self._end()

    # -- how

    def _end(self) -> None:
        """Law 13: patience ends any campaign: events are recorded, what is closed is extended, and all goes up."""
        self.happen()
        self._wait(24 * 20)
        cards = sorted(self.model.cards.values(), key=lambda card: len(self._below(card.id)))
        for card in reversed(cards):
            if self.now >= card.closes:
                self.campaign.extend(card.id, LATER, by=ISSUER, reason="x", accept_gap=True)
                self.model.extend(card.id, FOREVER, self.now)
            for act in self._openings(card.id):
                if not self.model.blockers(act, self.now):
                    self._act(act)
                    break
        for card in [*(one for one in cards if one.form.kind == "act"), *cards]:
            self._bring(card.id, 3, 1)
            self._bring(card.id, 3, "na")  # where a check is in the way, its figure does not apply
        assert self.campaign.progress().complete

    def _act(self, act: Act) -> None:
        """The same act on both; law 2 when it is refused, law 8 when it sends, law 13 when it is a unit's own."""
        if act.trigger not in self.triggers:
            return  # no word of this plan
        expected, before, progress = self.model.blockers(act, self.now), self._written(), self.campaign.progress()
        against = codes_of(lambda: self.campaign.fire(act.duty, act.trigger, **self._options(act)))
        assert (against is None) == (not expected), (act, expected, against)
        if against is not None:
            assert expected <= against, (act, expected, against)
            assert (self._written(), self.campaign.progress()) == (before, progress)
            return
        card = self.model.cards[act.duty]
        awakes = self.model.bucket(act.duty) == "dormant"  # what reports unasked is expected from then on
        self.model.do(act, self.now)
        after = self.campaign.progress()
        if (act.acting_for or act.by) == card.unit and not awakes:
            assert all(set(after.missing(one)) <= set(progress.missing(one)) for one in card.superiors)
        assert act.trigger != "submit" or self.model.gate_of(card)[0] != "all" or not after.missing(act.duty)

    def _options(self, act: Act) -> dict[str, Any]:
        """What a campaign is told of an act."""
        data: dict[str, Any] | None = None
        if act.figure is not None:
            is_act = self.model.cards[act.duty].form.kind == "act"
            figure = act.figure if isinstance(act.figure, int) else MARKS[act.figure]
            data = {"done_on": DATES[int(act.figure)]} if is_act else {"members": figure}
        due = None if act.due is None else f"before {DATES[act.due]}"
        names = ("by", "reason", "person", "acting_for", "version", "received_at")
        payload = {"reroute": True} if act.reroute else None
        return {**{name: getattr(act, name) for name in names}, "data": data, "due": due, "payload": payload}

    def _bring(self, name: str, far: int, figure: Any) -> None:
        """One duty so many acts further, each by whom it is for."""
        for _ in range(far):
            card = self.model.cards[name]
            trigger = NEXT.get(card.state)
            if trigger is not None:
                for by in self.model.for_whom(card, trigger)[: 9 if trigger == "aggregate" else 1]:
                    self._act(Act(name, trigger, by, figure=said(card, trigger, figure)))

    def _possible(self, figure: Any) -> Iterator[Act]:
        """Every act on every duty by each one whom it is for, with all that it needs."""
        for card in self.model.cards.values():
            for trigger in TABLE[card.form.kind]:
                if card.state in TABLE[card.form.kind][trigger]:
                    given = {"figure": said(card, trigger, figure), "reason": None if trigger in NEXT.values() else "x"}
                    yield from (Act(card.id, trigger, by, **given) for by in self.model.for_whom(card, trigger))
            if card.state == "draft" and not card.leaf:
                yield Act(card.id, "waive", card.lead, reason="x", reroute=True)

    def _openings(self, name: str) -> Iterator[Act]:
        """The acts that make a draft of what was sent."""
        card = self.model.cards[name]
        back = "reopen" if card.form.kind == "act" else "send_back"
        yield from (Act(name, trigger, card.unit, reason="x") for trigger in ("recall", "correct") if back != "reopen")
        yield Act(name, back, card.lead, reason="x", due=max(DATES))

    def _wait(self, hours: int) -> None:
        self.clock.advance(hours=hours)
        self.now += hours * HOUR
        self.model.now = self.now

    def _card(self, place: int) -> Card:
        return self.model.cards[self.names[place % len(self.names)]]

    def _groups(self) -> Iterator[tuple[str, str | None, list[str]]]:
        """The duties of every form, of all tiers and of each."""
        for form in self.world.forms:
            cards = [card for card in self.model.cards.values() if card.form is form]
            yield form.name, None, [card.id for card in cards]
            for tier in form.tiers:
                yield form.name, tier, [card.id for card in cards if self.world.tier_of[card.unit] == tier]

    def _below(self, name: str) -> list[str]:
        """Everything below a duty, none before what is below it."""
        below = self.model.cards[name].below
        return [*dict.fromkeys(deeper for one in below for deeper in (*self._below(one), one))]

    def _written(self) -> str:
        return json.dumps([entry.to_dict() for entry in self.campaign.log()], default=str)

    def _total(self, name: str, version: int) -> tuple[object, ...]:
        """A total as the model tells it."""
        total = self.campaign.total(name, "members", version=version)
        value = NO_FIGURE[total.value] if isinstance(total.value, type(kh.NA)) else Fraction(total.value)  # type: ignore[arg-type]
        return value, [*total.missing], total.reported, total.expected, total.waived


def codes_of(act: Callable[[], object]) -> set[str] | None:
    """The codes of all that stands against an act, which is then not done; None when it is done."""
    try:
        act()
    except kh.errors.Refused as refused:
        return {one.code for one in refused.blockers}
    return None


def said(card: Card, trigger: str, figure: Any) -> Any:
    """What an act says of a figure: of a report a number or a mark, of an act the day on which it was done."""
    if card.form.kind == "act":
        return instant(figure - 1) if trigger == "complete" and isinstance(figure, int) else None
    return figure if trigger == "submit" else None


TestCampaigns = Campaigns.TestCase
TestCampaigns.settings = settings(
    max_examples=(settings.default or settings()).max_examples * 2,  # `make soak` has many more
    stateful_step_count=25,
    suppress_health_check=[HealthCheck.too_slow],
)
