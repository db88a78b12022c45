"""What is expected only if, until or after something, slow and obvious: events, units that close, and order."""

from __future__ import annotations

from collections.abc import Iterator

from slow_moves import Moves
from slow_world import ISSUER, Card, World, named


class Conditions(Moves):
    """A campaign in slow motion in which duties depend on events, lapse with their units, and wait for others.

    Attributes:
        happened: The events that are recorded.
        ends: From when a unit does not exist.
    """

    def __init__(self, world: World) -> None:
        self.happened, self.ends = set[str](), dict[str, int]()
        super().__init__(world)

    def _sleeps(self, card: Card) -> bool:
        """Whether a duty depends on what has not happened, and its unit has not reported either."""
        event = card.form.only_if.get(self.world.tier_of[card.unit])
        return event is not None and event not in self.happened and not card.sent and not self._is_met(card)

    def _lapsed(self, card: Card) -> bool:
        """Whether a duty was not met when its unit ceased to exist."""
        return card.unit in self.ends and self.now >= self.ends[card.unit] and not self._is_met(card)

    def _expects(self, card: Card) -> bool:
        return super()._expects(card) and not self._sleeps(card) and not self._lapsed(card)

    def _dormant(self) -> set[str]:
        return {card.id for card in self.cards.values() if self._sleeps(card) and card.state != "waived"}

    def _conditions(self, card: Card) -> Iterator[str]:
        if self._lapsed(card):
            yield "lapsed"
        for form, of, enforce in card.form.after.get(self.world.tier_of[card.unit], ()):
            first = [self.cards[named(unit, form)] for unit in self.whom(card.unit, form, of)]
            if enforce == "refuse" and any(self._expects(one) and not self._is_met(one) for one in first):
                yield "not_in_order"

    def whom(self, unit: str, form: str, of: str) -> set[str]:
        """The units whose duty of a form must stand first; who does not owe it is passed over."""
        asked = next(one for one in self.world.forms if one.name == form)
        owing = {one for one, tier in self.world.tier_of.items() if tier in asked.tiers}
        if of == "self":
            return {unit} & owing
        if of == "superior":
            return set(self._contracted(asked, unit))
        if of == "subordinates":
            return self._next_below(unit, owing)
        return {one for up in self.world.superiors[unit] for one in self._directly_below(up)} & owing - {unit}

    def _directly_below(self, unit: str) -> list[str]:
        return [one for one, superiors in self.world.superiors.items() if unit in superiors]

    def _next_below(self, unit: str, owing: set[str]) -> set[str]:
        below = self._directly_below(unit)
        found = [{one} if one in owing else self._next_below(one, owing) for one in below]
        return set().union(*found)

    def _takes_up(self, superior: Card) -> bool:
        return super()._takes_up(superior) and self.now < self.ends.get(superior.unit, self.now + 1)

    def bucket(self, duty: str, clock: str = "first") -> str:
        """The one bucket that a duty is in."""
        card = self.cards[duty]
        if card.state != "waived" and self._sleeps(card):
            return "dormant"
        if card.state != "waived" and self._lapsed(card):
            return "lapsed"
        return super().bucket(duty, clock)

    # -- what happens

    def close_blockers(self, unit: str, by: str, reason: str | None) -> set[str]:
        """What stands against it that a unit without subordinates ceases to exist."""
        found = set[str]()
        if by not in (ISSUER, *self._all_above(unit)):
            return {"not_yours"}
        if not reason:
            found.add("reason_missing")
        if self.ends.get(unit, self.now + 1) <= self.now:
            found.add("closes_already")
        return found
