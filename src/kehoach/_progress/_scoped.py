"""Where a campaign stands, as one actor may see it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from fractions import Fraction
from typing import Literal

import attrs

from kehoach._calendar import Calendar, WorkingDays
from kehoach._clock import micros
from kehoach._deadline import Due
from kehoach._frames import Field
from kehoach._plan import Reprojection
from kehoach._progress._changes import Shift
from kehoach._progress._framing import Framing, standing_fields
from kehoach._progress._progress import Progress, duties_of
from kehoach._progress._reports import Reports
from kehoach._progress._reviews import Waiting
from kehoach._progress._scope import Scope
from kehoach._progress._sequence import Disorder, disorders
from kehoach._progress._standing import Against, RateClock, Standing, Summary, View, summed
from kehoach._progress._unsolicited import Unsolicited
from kehoach._report import Report

__all__ = ["ScopedProgress", "behind"]


class ScopedProgress(Framing):
    """Where a campaign stands, as one actor may see it: a `Progress` that knows no other duties.

    What is not shown is unknown: it raises `UnknownName` as a name does that nothing bears, and is never proposed.
    Counts and rates speak of what is shown. Names of units that are not shown are one line, such as
    ``others, 3 units``.

    Attributes:
        actor: Who looks.
        others: How many units are not shown.
        seq: The last line of the log that is folded in.
    """

    __slots__ = ("_scope", "_whole", "actor", "others", "seq")

    def __init__(self, whole: Progress, scope: Scope) -> None:
        self._whole, self._scope = whole, scope
        self.actor, self.others, self.seq = scope.actor, scope.others, whole.seq

    @property
    def at(self) -> datetime:
        """The instant it speaks of, in the plan's zone."""
        return self._whole.at

    def state(self, unit: str) -> str:
        """The state of the working version."""
        return self._whole.state(self._scope.name(unit))

    def version(self, unit: str) -> int:
        """The number of the working version, from 1."""
        return self._whole.version(self._scope.name(unit))

    def report(self, unit: str) -> Report:
        """The report as it stands; its rows are those of subordinates that are shown."""
        return self._scope.report(self._whole.report(self._scope.name(unit)))

    def reports(self, tier: str | None = None, *, form: str | None = None) -> Reports:
        """Every report that is shown, as it stands; see `Progress.reports`."""
        names = self._whole.board.grid.names
        return Reports(self._whole.plan, self._duties(tier, form), lambda duty: self.report(names[duty]))

    def due(self, unit: str) -> Due:
        """When it is due by now, with the way it was worked out and every step by which it was moved."""
        return self._whole.due(self._scope.name(unit))

    def first_due(self, unit: str) -> Due:
        """When it was due at first."""
        return self._whole.first_due(self._scope.name(unit))

    def shifts(self, unit: str) -> tuple[Shift, ...]:
        """Every step by which a due was moved, retroactive ones among them."""
        return self._whole.shifts(self._scope.name(unit))

    def reproject(self, calendar: Calendar | WorkingDays | str) -> tuple[Reprojection, ...]:
        """The open dues that another version of the calendar would move; see `Progress.reproject`."""
        return tuple(one for one in self._whole.reproject(calendar) if self._scope.shows(one.unit))

    def standing(self, unit: str, *, by: RateClock | None = None, against: Against = "effective") -> Standing:
        """How one duty stands; see `Progress.standing`."""
        return self._whole.standing(self._scope.name(unit), by=by, against=against)

    def standings(
        self,
        tier: str | None = None,
        *,
        form: str | None = None,
        by: RateClock | None = None,
        against: Against = "effective",
    ) -> Iterator[Standing]:
        """How every duty stands, in official order; of one tier or one form when it is named."""
        names = self._whole.board.grid.names
        return (self._whole.standing(names[duty], by=by, against=against) for duty in self._duties(tier, form))

    def late(self, tier: str | None = None) -> tuple[str, ...]:
        """Every duty that is overdue or came late, in official order."""
        return tuple(one.unit for one in self.standings(tier) if one.late)

    def overdue(self, tier: str | None = None) -> tuple[str, ...]:
        """Every duty that is not met and past its due, in official order."""
        return tuple(one.unit for one in self.standings(tier) if one.phase == "overdue")

    def held(self, unit: str) -> tuple[str, ...]:
        """The stragglers of a superior; see `Progress.held`."""
        return self._scope.names(self._whole.held(self._scope.name(unit)))

    def missing(self, unit: str) -> tuple[str, ...]:
        """The subordinates without a row in a superior's working version; see `Progress.missing`."""
        return self._scope.names(self._whole.missing(self._scope.name(unit)))

    def waits_for(self, unit: str) -> tuple[str, ...]:
        """What must stand before a duty and does not; see `Progress.waits_for`."""
        return self._scope.names(self._whole.waits_for(self._scope.name(unit)))

    def out_of_order(self, tier: str | None = None, *, form: str | None = None) -> tuple[Disorder, ...]:
        """Every duty that is met out of order; see `Progress.out_of_order`."""
        found = disorders(self._whole.board, self._duties(tier, form), micros(self._whole.at))
        return tuple(attrs.evolve(one, first=self._scope.told_name(one.first)) for one in found)

    def summary(
        self,
        tier: str | None = None,
        *,
        form: str | None = None,
        by: RateClock | None = None,
        against: Against = "effective",
    ) -> Summary:
        """How many of the duties that are shown stand where; see `Progress.summary`."""
        whole, apart = self._whole, len(self.unsolicited(tier, form=form))
        view = View(micros(whole.at), by or whole.plan.policy.rate, against)
        return summed(whole.board, self._duties(tier, form), tier, view, unsolicited=apart)

    def reviews(self, superior: str | None = None) -> tuple[Waiting, ...]:
        """What waits for a review and is shown; see `Progress.reviews`."""
        wanted = None if superior is None else self._scope.unit(superior)
        found = (one for one in self._whole.reviews(wanted) if self._scope.shows(one.unit))
        return tuple(attrs.evolve(one, superior=self._scope.told_name(one.superior)) for one in found)

    def unsolicited(self, tier: str | None = None, *, form: str | None = None) -> tuple[Unsolicited, ...]:
        """The reports of units that are shown which nobody owed; see `Progress.unsolicited`."""
        return tuple(one for one in self._whole.unsolicited(tier, form=form) if self._scope.sees_unit(one.unit))

    def rate(
        self,
        tier: str | None = None,
        *,
        of: Literal["met", "on_time"] = "met",
        form: str | None = None,
        by: RateClock | None = None,
        against: Against = "effective",
    ) -> Fraction | None:
        """The share of the duties that are shown which is met, or was on time; see `Progress.rate`."""
        return self.summary(tier, form=form, by=by, against=against).rate(of)

    def counts(self) -> Mapping[str, int]:
        """How many of the duties that are shown are in each state."""
        board = self._whole.board
        found = Counter(board.state[duty] for duty in self._duties())
        return {name: found[number] for number, name in enumerate(board.flat.states)}

    @property
    def complete(self) -> bool:
        """Whether every report that goes up to nobody who is shown has arrived.

        The report of a root has in the state in which a campaign ends, any other once all its superiors hold it.
        """
        board, grid, whole = self._whole.board, self._whole.board.grid, self._whole
        ends, counted = board.flat.ends[whole.plan.policy.root_ends], board.flat.taken_to
        for duty in self._duties():
            above = grid.superiors_of(duty)
            if grid.form_of[duty] in grid.acts or any(map(self._scope.sees, above)):
                continue
            arrived = board.state[duty] in ends if not above else board.state[duty] == counted
            if not arrived and not board.unexpected(duty, micros(whole.at)):
                return False
        return True

    def duties(self, tier: str | None = None) -> tuple[str, ...]:
        """The ids of the duties that are shown, or of a tier's, in official order."""
        names = self._whole.board.grid.names
        return tuple(names[duty] for duty in self._duties(tier))

    def _fields(self, tier: str | None, form: str | None, by: RateClock | None, against: Against) -> list[Field]:
        whole = self._whole
        view = View(micros(whole.at), by or whole.plan.policy.rate, against)
        return standing_fields(whole.board, self._duties(tier, form), view, self._scope.told_name)

    def _duties(self, tier: str | None = None, form: str | None = None) -> list[int]:
        return self._scope.only(duties_of(self._whole.plan, tier, form))

    def __repr__(self) -> str:
        counts = dict(self.counts())
        return f"<ScopedProgress of {self.actor!r} at {self.at.isoformat()}: {counts}; {self._scope.rest}>"


def behind(progress: ScopedProgress) -> tuple[Progress, Scope]:
    """What stands behind a scoped progress, for the rooms that count in numbers and show nothing else.

    Args:
        progress: As one actor may see it.
    """
    return progress._whole, progress._scope  # pyright: ignore[reportPrivateUsage]  # the door of the rooms
