"""The standard lifecycle once more, slow and obvious: dicts and loops, written from its description alone.

It knows nothing of the engine. It says of every act what stands against it, what is so afterwards, and how every duty
stands at an instant, so that a random campaign can be held against it step by step. Instants are integers.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction

from slow_world import (
    ACCEPTED,
    FAR,
    ISSUER,
    NEAR,
    OVER_A_TIER,
    TABLE,
    UNSENT,
    Act,
    Card,
    Filed,
    Form,
    World,
    named,
    patched,
    says,
)


class Model:
    """A campaign in slow motion."""

    def __init__(self, world: World) -> None:
        self.world, self.now = world, 0
        self.cards: dict[str, Card] = {}
        self.filed: dict[tuple[str, int], Filed] = {}
        for form in world.forms:
            for unit, tier in world.tier_of.items():
                if tier in form.tiers:
                    card = self._card(form, unit, tier)
                    self.cards[card.id] = card
        for card in self.cards.values():
            for superior in card.superiors:
                self.cards[superior].below.append(card.id)
                self.cards[superior].leaf = False

    def _card(self, form: Form, unit: str, tier: str) -> Card:
        superiors = self._contracted(form, unit)
        lead = next(iter(superiors), ISSUER)
        if form.kind == "act":
            lead, superiors = next(iter(self.world.superiors[unit]), ISSUER), {}
        due = form.due.get(tier, FAR)
        return Card(
            id=named(unit, form.name),
            unit=unit,
            form=form,
            superiors={named(one, form.name): share for one, share in superiors.items()},
            lead=lead,
            above=frozenset({ISSUER, *self._all_above(unit)}),
            due=due,
            opens=form.opens.get(tier, NEAR),
            closes=form.closes.get(tier, FAR),
            state="draft" if form.kind == "report" else "planned",
            first_due=due,
        )

    def _contracted(self, form: Form, unit: str) -> dict[str, Fraction]:
        """The superiors that owe a form, the lead first; a unit between that does not owe it hands its share on."""
        found: dict[str, Fraction] = {}
        for superior, share in self.world.superiors[unit].items():
            if self.world.tier_of[superior] in form.tiers:
                found[superior] = found.get(superior, Fraction(0)) + share
            else:
                for higher, part in self._contracted(form, superior).items():
                    found[higher] = found.get(higher, Fraction(0)) + share * part
        return found

    def _all_above(self, unit: str) -> Iterator[str]:
        for superior in self.world.superiors[unit]:
            yield superior
            yield from self._all_above(superior)

    # -- what stands against an act

    def blockers(self, act: Act, now: int) -> set[str]:
        """The codes of all that stands against an act; empty when it is allowed."""
        self.now = now
        card = self.cards[act.duty]
        if card.state not in TABLE[card.form.kind].get(act.trigger, ()):
            return {"no_such_move"}
        at_the_door = self._not_allowed(card, act) or self._untimely(card, act, now)
        return at_the_door or set(getattr(self, f"_{act.trigger}_hindered")(card, act, now))

    def _not_allowed(self, card: Card, act: Act) -> set[str]:
        actor = act.by
        if act.acting_for is not None and act.acting_for != act.by:
            if act.acting_for == ISSUER or act.by not in (ISSUER, *self._all_above(act.acting_for)):
                return {"not_for"}
            actor = act.acting_for
        if actor not in self.for_whom(card, act.trigger):
            if act.trigger in OVER_A_TIER and actor in card.above:
                return set() if act.reason else {"needs_reason"}
            return {"not_yours"}
        if act.received_at is not None and act.by == card.unit:
            return {"not_receiver"}
        return set()

    def for_whom(self, card: Card, trigger: str) -> list[str]:
        """Whom an act is for."""
        superiors = [self.cards[one].unit for one in card.superiors]
        if trigger in ("submit", "recall", "complete"):
            return [card.unit]
        if trigger in ("send_back", "review", "confirm"):
            return [card.lead]
        if trigger in ("aggregate", "release"):
            return superiors
        if trigger in ("correct", "reopen"):
            return [card.unit, card.lead]
        if trigger in ("waive", "unwaive"):
            return [card.lead, *superiors]
        return [card.opener] if card.base is not None else []

    def _untimely(self, card: Card, act: Act, now: int) -> set[str]:
        found = set[str]()
        if act.version not in (None, card.version):
            found.add("stale_version")
        if act.received_at is not None and act.received_at > now:
            found.add("received_later")
        if act.due is not None and not (act.trigger in ("send_back", "reopen") and act.by != card.unit):
            found.add("no_due_here")
        return found

    def _submit_hindered(self, card: Card, act: Act, now: int) -> Iterator[str]:
        if now < card.opens:
            yield "not_opened"
        if self._closed(card, now):
            yield "closed"
        if self.world.stragglers == "reject" and card.superiors:
            lead = self.cards[next(iter(card.superiors))]
            if lead.state not in UNSENT:
                yield "superior_closed"
        if self.world.content_required and self._is_asked(card) and patched(card, act) is None:
            yield "content_missing"
        yield from self._check(card, act)
        yield from self._conditions(card)
        yield from self._gate(card, act, now)
        seen: dict[str, int] = {}
        for below, version in self.read(card.id, card.version):
            if seen.setdefault(below, version) != version:
                yield "mixed_versions"

    def _check(self, card: Card, act: Act) -> Iterator[str]:
        """Whether the report's own figure compares with the sum of what it holds as the directive asks."""
        own, total, told, unknown = patched(card, act), Fraction(0), False, False
        if self.world.check is None or own == "na" or (own is None and not self._is_asked(card)):
            return
        for (below, version), weight in self.read(card.id, card.version).items():
            if below != card.id:
                figure = self.filed[below, version].figure
                unknown |= figure is None and self._is_asked(self.cards[below])
                if figure not in (None, "na"):
                    told, total = True, total + weight * (figure if isinstance(figure, int) else 0)
        if unknown or (told and own is None):
            yield "check_unknown"
        elif told:
            (relation, tolerance), off = self.world.check, (own if isinstance(own, int) else 0) - total
            less, more = -off <= tolerance, off <= tolerance
            if not {"=": less and more, "<=": more, ">=": less}[relation]:
                yield "check_failed"

    def _closed(self, card: Card, now: int) -> bool:
        return now >= max(card.closes, NEAR if card.rework is None else card.rework)

    def _gate(self, card: Card, act: Act, now: int) -> Iterator[str]:
        gate, required = self.gate_of(card)
        expected = [one for one in card.below if one in card.rows or self._expects(self.cards[one])]
        if card.below and not expected and gate != "none" and not says(card, act):
            yield "nil_unsaid"
        lacking = [one for one in expected if one not in card.rows]
        if gate == "none" or not lacking:
            return
        if gate == "all":
            yield "gate"
            return
        assert isinstance(gate, Fraction)
        needed = math.ceil(gate * len(expected))
        if len(expected) - len(lacking) < needed or any(self.cards[one].unit in required for one in lacking):
            yield "quorum"
            return
        usable = self.world.quorum_from
        if usable is None:
            dues = (self.cards[one].due for one in lacking)
            usable = max((due for due in dues if due != FAR), default=NEAR)
        if now < usable:
            yield "quorum_early"

    def gate_of(self, card: Card) -> tuple[str | Fraction, tuple[str, ...]]:
        """The gate of a report, and who must be through it."""
        own = card.form.gates.get(self.world.tier_of[card.unit])
        return (self.world.gate, self.world.required) if own is None else (own, ())

    def _expects(self, card: Card) -> bool:
        """Whether a duty is expected by now."""
        return card.state != "waived"

    def _conditions(self, card: Card) -> Iterator[str]:
        """What else stands against sending a report or completing an act."""
        return iter(())

    def _dormant(self) -> set[str]:
        """The duties that depend on what has not happened."""
        return set()

    def _excused(self, card: Card) -> set[str]:
        """The duties that are not expected in what is sent now."""
        under = self._subtree(card.id) - {card.id}
        return {
            one.id
            for one in self.cards.values()
            if one.state == "waived" or (one.id in under and not self._expects(one))
        }

    def _recall_hindered(self, card: Card, act: Act, now: int) -> Iterator[str]:
        return iter(())

    def _send_back_hindered(self, card: Card, act: Act, now: int) -> Iterator[str]:
        if not act.reason:
            yield "reason_missing"
        if any(self.cards[one].rows.get(card.id) == card.version for one in card.superiors):
            yield "taken"
        if self._closed(card, now) and act.due is None:
            yield "closed"

    def _review_hindered(self, card: Card, act: Act, now: int) -> Iterator[str]:
        unit, person = card.prepared
        if (act.person == person) if act.person and person else ((act.acting_for or act.by) == unit):
            yield "own_work"

    def _aggregate_hindered(self, card: Card, act: Act, now: int) -> Iterator[str]:
        if self._taker(card, act).state != "draft":
            yield "superior_not_draft"

    def _release_hindered(self, card: Card, act: Act, now: int) -> Iterator[str]:
        taker = self._taker(card, act)
        if not act.reason:
            yield "reason_missing"
        if card.id not in taker.rows:
            yield "no_row"
        if taker.state != "draft":
            yield "superior_not_draft"

    def _correct_hindered(self, card: Card, act: Act, now: int) -> Iterator[str]:
        if not act.reason:
            yield "reason_missing"
        if card.superiors and not any(self.cards[one].rows.get(card.id) == card.version for one in card.superiors):
            yield "not_counted"

    def _withdraw_hindered(self, card: Card, act: Act, now: int) -> Iterator[str]:
        return iter(())

    def _waive_hindered(self, card: Card, act: Act, now: int) -> Iterator[str]:
        if not act.reason:
            yield "reason_missing"
        if any(card.id in filed.rows for filed in self.filed.values()) or self._held(card):
            yield "was_taken"
        if any(self.cards[one].state != "waived" for one in card.below):
            yield "reports_below"

    def _unwaive_hindered(self, card: Card, act: Act, now: int) -> Iterator[str]:
        if any(self.cards[one].state != "draft" for one in card.superiors):
            yield "superior_not_draft"

    def _complete_hindered(self, card: Card, act: Act, now: int) -> Iterator[str]:
        if now < card.opens:
            yield "not_opened"
        if self._closed(card, now):
            yield "closed"
        yield from self._conditions(card)
        done_on = patched(card, act)
        if not isinstance(done_on, int):
            yield "act_unsaid"
        elif done_on > now:
            yield "not_done_yet"

    def _confirm_hindered(self, card: Card, act: Act, now: int) -> Iterator[str]:
        return self._review_hindered(card, act, now)

    def _reopen_hindered(self, card: Card, act: Act, now: int) -> Iterator[str]:
        if not act.reason:
            yield "reason_missing"

    def _taker(self, card: Card, act: Act) -> Card:
        return self.cards[named(act.acting_for or act.by, card.form.name)]

    def _held(self, card: Card) -> bool:
        """Whether some superior's working version holds some version of it."""
        return any(card.id in self.cards[one].rows for one in card.superiors)

    # -- doing it

    def do(self, act: Act, now: int) -> None:
        """Do an act that nothing stands against."""
        self.now = now
        card = self.cards[act.duty]
        getattr(self, f"_{act.trigger}")(card, act, now)
        self.settle()

    def settle(self) -> None:
        """The state follows from the rows; what every superior has taken, or nobody takes, is corrected no more."""
        for one in self.cards.values():
            if one.form.kind == "report" and one.state in ACCEPTED:
                everywhere = all(self.cards[up].rows.get(one.id) == one.version for up in one.superiors)
                one.state = "aggregated" if everywhere and one.superiors else "reviewed"
                one.base = None if everywhere else one.base

    def _submit(self, card: Card, act: Act, now: int) -> None:
        card.figure = patched(card, act)
        waived, dormant = frozenset(self._excused(card)), frozenset(self._dormant())
        shares = {one: self.cards[one].superiors[card.id] for one in card.below}
        self.filed[card.id, card.version] = Filed(
            card.figure, dict(card.rows), shares, waived, dormant, frozenset(self._subtree(card.id))
        )
        card.sent[card.version] = now if act.received_at is None else act.received_at
        if card.rework is not None:
            card.reworks[card.version] = card.rework
        on_behalf = act.acting_for not in (None, act.by)
        card.prepared = (card.unit, None) if on_behalf else (act.by, act.person)
        card.state = "submitted" if card.form.kind == "report" else "completed"

    def _complete(self, card: Card, act: Act, now: int) -> None:
        self._submit(card, act, now)
        assert isinstance(card.figure, int)
        card.sent[card.version] = min(card.sent[card.version], card.figure)  # it was done then, whenever it is said

    def _next_version(self, card: Card) -> None:
        card.highest += 1
        card.version = card.highest
        card.state = "draft" if card.form.kind == "report" else "planned"

    def _recall(self, card: Card, act: Act, now: int) -> None:
        del card.sent[card.version]
        self._next_version(card)

    def _send_back(self, card: Card, act: Act, now: int) -> None:
        card.accepted = [one for one in card.accepted if one != card.version]
        self._next_version(card)
        card.rework = card.rework if act.due is None else act.due

    def _reopen(self, card: Card, act: Act, now: int) -> None:
        self._send_back(card, act, now)

    def _review(self, card: Card, act: Act, now: int) -> None:
        card.accepted.append(card.version)
        card.state = "reviewed" if card.form.kind == "report" else "confirmed"

    def _confirm(self, card: Card, act: Act, now: int) -> None:
        self._review(card, act, now)

    def _aggregate(self, card: Card, act: Act, now: int) -> None:
        self._taker(card, act).rows[card.id] = card.version

    def _release(self, card: Card, act: Act, now: int) -> None:
        del self._taker(card, act).rows[card.id]

    def _correct(self, card: Card, act: Act, now: int) -> None:
        card.base, card.opener = card.version, act.acting_for or act.by
        self._next_version(card)

    def _withdraw(self, card: Card, act: Act, now: int) -> None:
        assert card.base is not None
        card.version, card.base = card.base, None
        base = self.filed[card.id, card.version]
        card.figure, card.rows = base.figure, {one: held for one, held in base.rows.items() if one in card.below}
        card.accepted = [one for one in card.accepted if one <= card.version]
        card.state = "reviewed"

    def _waive(self, card: Card, act: Act, now: int) -> None:
        card.state = "waived"

    def _unwaive(self, card: Card, act: Act, now: int) -> None:
        card.state = "draft"

    # -- how it stands

    def missing(self, duty: str) -> list[str]:
        """The subordinates of which the working version holds nothing."""
        card = self.cards[duty]
        return [one for one in card.below if one not in card.rows and self._expects(self.cards[one])]

    def held(self, duty: str) -> list[str]:
        """What was accepted and waits, because the superior is past draft."""
        card = self.cards[duty]
        if card.state in UNSENT:
            return []
        waiting = (self.cards[one] for one in card.below)
        return [one.id for one in waiting if one.state in ACCEPTED and card.rows.get(one.id) != one.version]

    def complete(self) -> bool:
        """Whether every report without a superior is reviewed, or not expected any more."""
        tops = [one for one in self.cards.values() if one.form.kind == "report" and not one.superiors]
        return all(one.state == "reviewed" or not self._expects(one) for one in tops)

    def bucket(self, duty: str, clock: str = "first") -> str:
        """The one bucket that a duty is in."""
        card = self.cards[duty]
        if card.state == "waived":
            return "waived"
        if not self._is_met(card):
            return "open"
        due, came = card.due, next(iter(card.sent.values()))
        if clock == "accepted" and card.accepted:
            version = card.accepted[-1]
            due, came = card.reworks.get(version, card.due), card.sent[version]
        if due == FAR:
            return "met_undated"
        return "met_on_time" if came < due else "met_late"

    def _is_met(self, card: Card) -> bool:
        """Whether the working version, or one that counts, is past draft."""
        return card.state not in UNSENT or (card.state != "waived" and (self._held(card) or card.base is not None))

    def phase(self, duty: str, now: int) -> str | None:
        """Which kind of open an open duty is at an instant."""
        card = self.cards[duty]
        if self.bucket(duty) != "open":
            return None
        if card.stands_still(card.standing_due):
            return "suspended"
        if now < card.opens:
            return "not_open_yet"
        if card.standing_due == FAR:
            return "undated"
        return "in_time" if now < card.standing_due else "overdue"

    def rate(self, duties: list[str], of: str, now: int, clock: str = "first") -> Fraction | None:
        """The share that is met, or was met in time, of what is expected and not waived."""
        buckets = [self.bucket(one, clock) for one in duties]
        counted = [one for one in buckets if one not in ("waived", "lapsed", "dormant")]
        if of == "met":
            done = sum(one.startswith("met") for one in counted)
            return Fraction(done, len(counted)) if counted else None
        undated = sum(self.phase(one, now) == "undated" for one in duties) + buckets.count("met_undated")
        dated = len(counted) - undated
        return Fraction(buckets.count("met_on_time"), dated) if dated else None

    # -- figures

    def read(self, duty: str, version: int) -> dict[tuple[str, int], Fraction]:
        """Every version that is met when one is read down along its rows, with its weight."""
        card, found = self.cards[duty], {(duty, version): Fraction(1)}
        filed = self.filed.get((duty, version))
        rows = filed.rows if filed else card.rows if version == card.version else {}
        for below, held in rows.items():
            share = filed.shares[below] if filed else self.cards[below].superiors[duty]
            for key, weight in self.read(below, held).items():
                found[key] = found.get(key, Fraction(0)) + share * weight
        return found

    def _is_asked(self, card: Card) -> bool:
        if card.form.kind == "act":
            return False
        return self.world.tier_of[card.unit] in self.world.asked_of if self.world.asked_of else card.leaf

    def _subtree(self, duty: str) -> set[str]:
        return {duty}.union(*(self._subtree(one) for one in self.cards[duty].below))

    def total(self, duty: str, version: int) -> tuple[Fraction | str, list[str], int, int, int]:
        """The sum of a version, who is missing, how many of how many stand in it, and how many are waived."""
        filed = self.filed.get((duty, version))
        excused = self._excused(self.cards[duty]) if filed is None else filed.waived
        dormant = self._dormant() if filed is None else filed.dormant
        said: dict[str, int | str | None] = {}
        exact, figures = Fraction(0), 0
        for (below, held), weight in self.read(duty, version).items():
            there = self.filed.get((below, held))
            figure = there.figure if there else self.cards[below].figure
            said[below] = figure
            if figure not in (None, "na"):
                figures += 1
                exact += weight * (figure if isinstance(figure, int) else 0)
        subtree = self._subtree(duty) if filed is None else filed.under
        asked = [one for one in self.cards if one in subtree and self._is_asked(self.cards[one])]
        expected = [one for one in asked if one not in excused and said.get(one) != "na"]
        missing = [one for one in expected if said.get(one) is None]
        value: Fraction | str = exact if figures else "missing" if expected else "na"
        waived = sum(one in excused and one not in dormant for one in asked)
        return value, missing, len(expected) - len(missing), len(expected), waived
