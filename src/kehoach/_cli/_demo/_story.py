"""The story: who did what when, as rows of a CSV file, and how they are played.

The columns are at (local), act, unit, by, members, meetings, received_at and reason. ``submit`` and ``send_back`` are
what they say; ``take`` is a superior that reviews and aggregates all that waits for it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import takewhile
from pathlib import Path

import attrs

from kehoach._campaign import Campaign
from kehoach._cli._instants import act_instant, received_instant
from kehoach._clock import ManualClock
from kehoach._progress import LogEntry
from kehoach._report import Command
from kehoach.errors import Refused

__all__ = ["Act", "Happening", "Player", "read_story"]

_FIGURES = ("members", "meetings")


@attrs.frozen(kw_only=True)
class Act:
    """One row of the story.

    Attributes:
        at: When, as local text.
        act: ``submit``, ``send_back`` or ``take``.
        unit: Whose report; blank for ``take``.
        by: Who did it; blank: the unit.
        data: The figures that came with it.
        received_at: The day on which the paper came, where it came on paper.
        reason: Why.
    """

    at: str
    act: str
    unit: str = ""
    by: str = ""
    data: dict[str, str] = attrs.field(factory=dict[str, str])
    received_at: str = ""
    reason: str = ""

    @property
    def on(self) -> date:
        """The day."""
        return date.fromisoformat(self.at[:10])


@attrs.frozen
class Happening:
    """What became of an act.

    Attributes:
        act: The act.
        refusal: What stood against it; None when it was done.
        entries: The lines it wrote.
    """

    act: Act
    refusal: Refused | None = None
    entries: tuple[LogEntry, ...] = ()


def read_story(path: Path) -> tuple[Act, ...]:
    """The acts of a story, in order."""
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(_act(row) for row in csv.DictReader(file))


def _act(row: dict[str, str]) -> Act:
    data = {key: row[key] for key in _FIGURES if row[key]}
    plain = {key: text for key, text in row.items() if key not in _FIGURES}
    return Act(**plain, data=data)


class Player:
    """Plays a story in a campaign, day after day.

    Args:
        campaign: The campaign.
        clock: Its clock, moved to the time of each act.
        acts: The story.
    """

    def __init__(self, campaign: Campaign, clock: ManualClock, acts: Sequence[Act]) -> None:
        self.campaign, self.clock = campaign, clock
        self._left = list(acts)

    def until(self, day: date) -> list[Happening]:
        """Play all acts up to and on a day."""
        due = list(takewhile(lambda act: act.on <= day, self._left))
        del self._left[: len(due)]
        return [self._played(act) for act in due]

    def _played(self, act: Act) -> Happening:
        self.clock.set(act_instant(act.at, self.campaign.plan.reading.zone))
        try:
            if act.act == "take":
                return Happening(act, None, tuple(self._take(act.by)))
            return Happening(act, None, (self._fired(act),))
        except Refused as error:
            return Happening(act, error)

    def _fired(self, act: Act) -> LogEntry:
        zone, now = self.campaign.plan.reading.zone, self.clock.now()
        by = act.by or act.unit
        if not act.received_at:
            return self.campaign.fire(act.unit, act.act, by=by, data=act.data or None, reason=act.reason or None)
        received = received_instant(act.received_at, zone, now)
        return self.campaign.fire(
            act.unit, act.act, by=by, acting_for=act.unit, received_at=received, data=act.data or None
        )

    def _take(self, by: str) -> Iterator[LogEntry]:
        """Review all that waits for a superior, and take it into its own report, in one write."""
        progress = self.campaign.progress()
        lead = {unit: self._lead(unit) for unit in progress.duties() if progress.state(unit) == "submitted"}
        waiting = [unit for unit, superior in lead.items() if superior == by]
        acts = [Command(unit, trigger, by=by) for unit in waiting for trigger in self._steps(by)]
        for outcome in self.campaign.fire_many(acts):
            if outcome.error is not None:
                raise outcome.error
            if outcome.entry is not None:
                yield outcome.entry

    def _lead(self, unit: str) -> str:
        columns = self.campaign.plan.columns
        above = columns.superiors_of(columns.index[unit])
        return columns.names[above[0]] if above else "issuer"

    def _steps(self, by: str) -> tuple[str, ...]:
        return ("review",) if by == "issuer" else ("review", "aggregate")
