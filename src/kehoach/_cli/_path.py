"""What ``kehoach reopen-path`` does: it opens reports from the top down, and tells which."""

from __future__ import annotations

import attrs

from kehoach._campaign import Outcome
from kehoach._cli._campaigns import Seat, seated, store_of
from kehoach._cli._desk import Desk
from kehoach._cli._outcomes import Results, tell
from kehoach._cli._units import actor_of, duty_of
from kehoach._engine import REOPEN_PATH
from kehoach._report import Command
from kehoach.errors import InvalidCommand, Refused
from kehoach.files import Submissions

__all__ = ["Opening", "do"]


@attrs.frozen(kw_only=True)
class Opening:
    """What the arguments ask for.

    Attributes:
        store: The path or URL.
        unit: The report that is wrong, as typed.
        reason: Why.
        campaign: Which campaign, in a store of several.
        under: Names are looked for only below this unit.
        form, period: What of the unit's is meant.
        at: When it is done, as typed.
        by, person, command_id: As `Campaign.reopen_path` has them.
        dry: Whether nothing shall be written.
    """

    store: str
    unit: str
    reason: str
    campaign: str | None = None
    under: str | None = None
    form: str | None = None
    period: str | None = None
    at: str | None = None
    by: str | None = None
    person: str | None = None
    command_id: str | None = None
    dry: bool = False


def do(desk: Desk, opening: Opening) -> int:
    """Open what is asked for, and tell what became of it; the answer is the exit code.

    Raises:
        KehoachError: The store or a name is wrong; nothing is done.
    """
    seat = seated(store_of(opening.store, dry=opening.dry), opening.campaign, opening.at)
    plan = seat.campaign.plan
    unit = duty_of(plan, opening.unit, under=opening.under, form=opening.form, period=opening.period)
    before, seen = seat.clock.now(), seat.campaign.progress().seq
    outcomes = _opened(seat, opening, unit)
    results = Results(
        seat.campaign, REOPEN_PATH, outcomes, Submissions(), before, opening.dry, whole_tier=False, seen=seen
    )
    return tell(desk, results)


def _opened(seat: Seat, opening: Opening, unit: str) -> tuple[Outcome, ...]:
    """One outcome for each report that is opened, or one that says why none is."""
    by = None if opening.by is None else actor_of(seat.campaign.plan, opening.by)
    try:
        entries = seat.campaign.reopen_path(
            unit, reason=opening.reason, by=by, person=opening.person, command_id=opening.command_id
        )
    except (Refused, InvalidCommand) as error:
        return (Outcome(Command(unit, REOPEN_PATH, by=by), error=error),)
    return tuple(Outcome(Command(entry.duty, entry.trigger, by=entry.by), entry) for entry in entries)
