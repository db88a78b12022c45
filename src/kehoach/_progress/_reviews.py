"""The clocks of returns and of reviews: when what was sent back is due again, and who lets a report wait too long.

Both are rules of a plan's rows, such as ``5 days after sent_back`` and ``3 working days after submitted``. A due that a
superior gives with the return comes before the rule. A reviewer's lateness makes no unit late.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import attrs

from kehoach._clock import from_micros
from kehoach._deadline import Deadline
from kehoach._deadline._reading import zone_of
from kehoach._lifecycle import ROLES
from kehoach._plan._values import ISSUER
from kehoach.errors import InvalidDeadline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kehoach._progress._board import Board

__all__ = ["Waiting", "rework_due", "waiting"]

_SENT = ROLES.index("sent")
_DAY = 86_400_000_000  # microseconds


@attrs.frozen(kw_only=True)
class Waiting:
    """A report that waits for its review.

    Attributes:
        unit: The duty.
        superior: Who is to review it: its lead superior, ``issuer`` above the root.
        version: Which version.
        submitted_at: When the reviewer had it, in UTC: when it was sent, or when the paper came.
        due_before: The instant before which it is to be reviewed, in UTC; None: the plan sets no clock for reviews.
        days_late: Whole days begun since then; 0: it is not overdue.
    """

    unit: str
    superior: str
    version: int
    submitted_at: datetime
    due_before: datetime | None
    days_late: int

    @property
    def overdue(self) -> bool:
        """Whether the review is overdue; the unit is not late for that."""
        return self.days_late > 0


def rework_due(board: Board, duty: int, at: int) -> int | None:
    """The due of what is sent back at an instant, by the plan's rule; None where it has none, or no day comes of it.

    Args:
        board: Where everything stands.
        duty: The number of the duty.
        at: When it is sent back, in microseconds since 1970 UTC.

    Returns:
        Microseconds since 1970 UTC.
    """
    rule = board.plan.terms(duty).rework
    return None if rule is None else _come_to(board, rule, "sent_back", at)


def _come_to(board: Board, rule: Deadline, anchor: str, at: int) -> int | None:
    """What a rule comes to that counts from an instant of the campaign."""
    plan = board.plan
    anchors: dict[str, date] = {event.id: event.on for event in plan.events if event.on is not None}
    anchors[anchor] = from_micros(at).astimezone(zone_of(plan.reading.zone))
    try:
        return rule.resolve(plan.reading, anchors, calendar=plan.calendar).due_before_us
    except InvalidDeadline:  # the days that it counts lie outside of those that are known
        return None


def waiting(board: Board, at: int, superior: int | None = None) -> Iterator[Waiting]:
    """The reports that wait for a review, in the order in which they came in.

    Args:
        board: Where everything stands.
        at: The instant that is asked of, in microseconds since 1970 UTC.
        superior: Only those that this unit reviews, or, as many as there are units, the issuer.
    """
    grid, roles = board.grid, board.flat.roles
    sent = [duty for duty in range(grid.n) if roles[board.state[duty]] == _SENT]
    mine = [duty for duty in sent if superior in (None, grid.lead_actor[duty])]
    for came, duty in sorted((board.told_at.get(duty, board.sent_at[duty]), duty) for duty in mine):
        yield _waiting(board, duty, came, at)


def _waiting(board: Board, duty: int, came: int, at: int) -> Waiting:
    hierarchy, grid, rule = board.plan.hierarchy, board.grid, board.plan.terms(duty).review
    assert hierarchy is not None  # a campaign has units
    lead = grid.lead_actor[duty]
    due = None if rule is None else _come_to(board, rule, "submitted", came)
    return Waiting(
        unit=grid.names[duty],
        superior=hierarchy.columns.ids[lead] if lead < grid.units else ISSUER,
        version=board.version[duty],
        submitted_at=from_micros(came),
        due_before=None if due is None else from_micros(due),
        days_late=0 if due is None or at < due else (at - due) // _DAY + 1,
    )
