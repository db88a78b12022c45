"""Dues that move, slow and obvious: extensions, and clocks that stand still."""

from __future__ import annotations

from slow_model import Model
from slow_world import FAR

DAY, ZONE = 86_400_000_000, 25_200_000_000  # microseconds; Vietnam is seven hours ahead


class Dues(Model):
    """A campaign in slow motion in which dues are moved."""

    def extend_blockers(self, duty: str, due: int, by: str, reason: str | None, *, gap: bool) -> set[str]:
        """What stands against an extension."""
        card, found = self.cards[duty], set[str]()
        if by not in card.above:
            return {"not_yours"}
        if not reason:
            found.add("reason_missing")
        if due <= max(card.due, card.standing_due) < FAR:
            found.add("not_later")
        if not gap and card.superiors and due >= self.cards[next(iter(card.superiors))].due:
            found.add("past_superior")
        return found

    def extend(self, duty: str, due: int, now: int) -> None:
        """A later due: after the due that stands it lets the report in, and the lateness stays."""
        card = self.cards[duty]
        card.closes = max(card.closes, due)
        if now < card.due or card.stands_still(card.due):
            card.due = due
        if card.rework is not None and card.rework < due:
            if card.due == due:
                card.rework = None
            elif now < card.rework or card.stands_still(card.rework):
                card.rework = due

    def stop_blockers(self, duty: str, by: str, reason: str | None, *, stop: bool) -> set[str]:
        """What stands against stopping a clock, or against letting it go on."""
        card, found = self.cards[duty], set[str]()
        if by not in card.above:
            return {"not_yours"}
        if not reason:
            found.add("reason_missing")
        if stop == (card.stopped is not None):
            found.add("stands_still" if stop else "runs")
        return found

    def go_on(self, duty: str, now: int) -> None:
        """Let a clock go on: what had not run out is later by the days for which it stood."""
        card = self.cards[duty]
        assert card.stopped is not None
        stood = DAY * ((now + ZONE) // DAY - (card.stopped + ZONE) // DAY)
        if card.rework is not None and card.stands_still(card.rework):
            card.rework += stood
        if card.due < FAR and card.stands_still(card.due):
            card.due += stood
            card.closes = max(card.closes, card.due)
        card.stopped = None
