"""Several moves in one act, slow and obvious: stragglers taken up, the way down to a report, going past one."""

from __future__ import annotations

from fractions import Fraction

from slow_dues import Dues
from slow_world import ISSUER, UNSENT, Act, Card


class Moves(Dues):
    """A campaign in slow motion in which an act may bring others along.

    Attributes:
        passed: The waived reports that are passed over.
    """

    passed: frozenset[str] = frozenset()

    # -- stragglers

    def _review(self, card: Card, act: Act, now: int) -> None:
        super()._review(card, act, now)
        for superior in [self.cards[one] for one in card.superiors]:
            if superior.state not in UNSENT and self._takes_up(superior):
                self._open(superior, superior.unit)
                superior.rows[card.id] = card.version

    def _takes_up(self, superior: Card) -> bool:
        """Whether the plan opens a superior for a straggler; under `reopen` not what is counted already."""
        if self.world.stragglers == "reopen":
            return not self._counts(superior) and not self._held(superior)
        return self.world.stragglers == "supplement"

    def _counts(self, card: Card) -> bool:
        """Whether the working version stands in a superior's, or is that of a root in its end."""
        held = any(self.cards[one].rows.get(card.id) == card.version for one in card.superiors)
        return held or (card.form.kind == "report" and not card.superiors and card.state == "reviewed")

    def _open(self, card: Card, actor: str) -> None:
        """A draft of what was sent: a correction of what counts, else a return."""
        act = Act(card.id, "", actor, reason="x")
        if self._counts(card):
            self._correct(card, act, 0)
        else:
            self._send_back(card, act, 0)

    # -- the way down to a report

    def path(self, duty: str) -> list[Card]:
        """A duty and all above it, as far as they are past draft, the topmost first."""
        cards = [self.cards[one] for one in self._with_all_above(duty)]
        return sorted((one for one in cards if one.state not in UNSENT), key=self._height, reverse=True)

    def _with_all_above(self, duty: str) -> set[str]:
        return {duty}.union(*(self._with_all_above(one) for one in self.cards[duty].superiors))

    def _height(self, card: Card) -> int:
        return 1 + max((self._height(self.cards[one]) for one in card.below), default=-1)

    def path_blockers(self, duty: str, by: str, reason: str | None, now: int) -> set[str]:
        """What stands against opening the way down to a duty."""
        path, found = self.path(duty), set[str]()
        met = {one.id for one in path}
        for top in path:
            above = self._with_all_above(top.id) - {top.id}
            if not met & above and by not in (top.unit, top.lead, *top.above):
                return {"not_yours"}
        if not reason:
            found.add("reason_missing")
        if not path:
            found.add("nothing_to_open")
        if any(not self._counts(one) and one.form.kind == "report" and self._closed(one, now) for one in path):
            found.add("on_the_way")
        return found

    def open_path(self, duty: str, by: str) -> None:
        """Open the way down to a duty."""
        for card in self.path(duty):
            self._open(card, by)
        self.settle()

    # -- past a report that is waived

    def _waive_hindered(self, card: Card, act: Act, now: int) -> set[str]:  # type: ignore[override]  # as an iterable
        found = {*super()._waive_hindered(card, act, now)}
        if act.reroute and "reports_below" in found:
            found.discard("reports_below")
            if card.base is not None and not card.superiors:
                found.add("was_taken")
        return found

    def _waive(self, card: Card, act: Act, now: int) -> None:
        super()._waive(card, act, now)
        if act.reroute and any(self.cards[one].state != "waived" for one in card.below):
            card.rows = {}
            self._pass_over(self.passed | {card.id})

    def _unwaive_hindered(self, card: Card, act: Act, now: int) -> set[str]:  # type: ignore[override]  # as an iterable
        found = {*super()._unwaive_hindered(card, act, now)}
        if card.id in self.passed and not found and self._came_past(card):
            found.add("came_past")
        return found

    def _came_past(self, card: Card) -> bool:
        """Whether a superior holds, or ever sent, what would not go up into it if the card were not passed over."""
        for other in self.cards.values():
            before = self._beyond(other.id, self.passed - {card.id})
            for superior in card.superiors:
                if card.id in before and superior not in before:
                    ever = [filed.rows for (owner, _), filed in self.filed.items() if owner == superior]
                    if any(other.id in rows for rows in (self.cards[superior].rows, *ever)):
                        return True
        return False

    def _unwaive(self, card: Card, act: Act, now: int) -> None:
        super()._unwaive(card, act, now)
        if card.id in self.passed:
            self._pass_over(self.passed - {card.id})

    def _beyond(self, duty: str, passed: frozenset[str]) -> dict[str, Fraction]:
        """Where a duty goes when some are passed over: their superiors, by the product of the shares."""
        found: dict[str, Fraction] = {}
        for superior, share in self._planned[duty].items():
            further = self._beyond(superior, passed) if superior in passed else {superior: Fraction(1)}
            for one, part in further.items():
                found[one] = found.get(one, Fraction(0)) + share * part
        return found

    @property
    def _planned(self) -> dict[str, dict[str, Fraction]]:
        if not hasattr(self, "_first"):
            self._first = {card.id: dict(card.superiors) for card in self.cards.values()}
        return self._first

    def _pass_over(self, passed: frozenset[str]) -> None:
        _ = self._planned
        self.passed = passed
        for card in self.cards.values():
            if card.form.kind == "report":
                card.superiors = self._beyond(card.id, passed)
                card.lead = self.cards[next(iter(card.superiors))].unit if card.superiors else ISSUER
                card.below = []
        for card in self.cards.values():
            for superior in card.superiors:
                if superior not in passed:
                    self.cards[superior].below.append(card.id)
        for card in self.cards.values():
            card.rows = {one: held for one, held in card.rows.items() if one in card.below}
