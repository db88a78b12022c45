"""A campaign as one actor may see it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, NoReturn, Unpack

import attrs

from kehoach._campaign._changes import Requested
from kehoach._campaign._composition import Filing
from kehoach._campaign._scoped_acts import ScopedActs
from kehoach._campaign._scoped_figures import ScopedFigures
from kehoach._campaign._timing import courses_of
from kehoach._campaign._verbs import Verbs
from kehoach._clock import Instant
from kehoach._engine import Bypass
from kehoach._progress import (
    Excerpts,
    Lines,
    LogEntry,
    Pace,
    Scope,
    ScopedProgress,
    Times,
    duties_of,
    pace_of,
    times_of,
)
from kehoach._reminders import Notice
from kehoach._report import Options, Report, Signed
from kehoach.errors import Blocker, UnknownName

if TYPE_CHECKING:
    from kehoach._campaign._campaign import Campaign

__all__ = ["Scoped"]

_OF_ALL = frozenset(
    ("acting", "begin", "check", "erase", "head", "leave", "plan", "resume", "scoped", "snapshot", "verify")
)
"""What a campaign has and no view of it."""


def _not_here(view: Scoped, name: str) -> NoReturn:
    """Say why what a campaign has is not in a view of it."""
    if name in _OF_ALL:
        told = f"{name} speaks of the campaign as a whole, which {view.actor!r} is not shown: ask the campaign"
        raise AttributeError(told, name=name, obj=view)
    raise AttributeError(f"{type(view).__name__!r} object has no attribute {name!r}", name=name, obj=view)


class Scoped(Verbs, ScopedFigures, ScopedActs):
    """A campaign as one actor may see it: its own duties, all below it, and what it is informed of.

    Acts are those of this actor, unless `by` names another. What is not shown is unknown: it raises `UnknownName` as a
    name does that nothing bears, and neither proposals nor reasons, lines or totals name it; in its place stands one
    line, such as ``others, 3 units``. Who stands above the actor is named, and nothing is said of how it stands. The
    issuer sees all, an actor that the plan does not know sees nothing.

    Attributes:
        actor: Who looks.
        others: How many units are not shown.
    """

    __slots__ = ("_campaign", "_person", "_scope", "actor", "others")

    def __init__(self, campaign: Campaign, scope: Scope, person: str | None) -> None:
        self._campaign, self._scope, self._person = campaign, scope, person
        self.actor, self.others = scope.actor, scope.others

    @property
    def id(self) -> str:
        """The name of the campaign in its store."""
        return self._campaign.id

    # --------------------------------------------------------------- acts

    def fire(self, unit: str, trigger: str, **options: Unpack[Options]) -> LogEntry:
        """Do one act; see `Campaign.fire`."""
        duty, given = self._scope.name(unit), self._fixed(options)
        return self._line(lambda: self._campaign.fire(duty, trigger, **given))

    def receive(self, unit: str, **options: Unpack[Options]) -> LogEntry:
        """Submit, review and aggregate in one act; see `Campaign.receive`."""
        duty, given = self._scope.name(unit), self._fixed(options)
        return self._line(lambda: self._campaign.receive(duty, **given))

    def may(self, unit: str, trigger: str, **options: Unpack[Options]) -> bool:
        """Whether `fire` would do it."""
        return not self.blockers(unit, trigger, **options)

    def blockers(self, unit: str, trigger: str, **options: Unpack[Options]) -> tuple[Blocker, ...]:
        """Everything that stands against an act."""
        duty, given = self._scope.name(unit), self._fixed(options)
        return self._scope.blockers(self._asked(lambda: self._campaign.blockers(duty, trigger, **given)))

    def triggers(self, unit: str, **options: Unpack[Options]) -> tuple[str, ...]:
        """The triggers that `fire` would accept."""
        duty, given = self._scope.name(unit), self._fixed(options)
        return self._asked(lambda: self._campaign.triggers(duty, **given))

    def extend(
        self,
        unit: str,
        deadline: object,
        *,
        reason: str | None = None,
        document: str | None = None,
        by: str | None = None,
        accept_gap: bool = False,
        **options: Unpack[Signed],
    ) -> LogEntry:
        """Give one duty a later due; see `Campaign.extend`."""
        duty, said, by = self._scope.name(unit), self._signed(options), by or self.actor
        return self._line(
            lambda: self._campaign.extend(
                duty, deadline, reason=reason, document=document, by=by, accept_gap=accept_gap, **said
            )
        )

    def request(
        self,
        unit: str,
        deadline: object,
        *,
        reason: str | None = None,
        document: str | None = None,
        by: str | None = None,
        **options: Unpack[Signed],
    ) -> LogEntry:
        """Ask for an extension; see `Campaign.request`."""
        duty, said, by = self._scope.name(unit), self._signed(options), by or self.actor
        return self._line(
            lambda: self._campaign.request(duty, deadline, reason=reason, document=document, by=by, **said)
        )

    def grant(
        self, request: int, *, reason: str | None = None, by: str | None = None, **options: Unpack[Signed]
    ) -> LogEntry:
        """Grant an extension that was asked for; see `Campaign.grant`."""
        seq, said, by = self._open(request), self._signed(options), by or self.actor
        return self._line(lambda: self._campaign.grant(seq, reason=reason, by=by, **said))

    def decline(
        self, request: int, *, reason: str | None = None, by: str | None = None, **options: Unpack[Signed]
    ) -> LogEntry:
        """Decline an extension that was asked for, with a reason; see `Campaign.decline`."""
        seq, said, by = self._open(request), self._signed(options), by or self.actor
        return self._line(lambda: self._campaign.decline(seq, reason=reason, by=by, **said))

    def file(
        self,
        unit: str,
        form: str = "report",
        *,
        by: str | None = None,
        data: Mapping[str, object] | None = None,
        sections: Mapping[str, str] | None = None,
        payload: Mapping[str, object] | None = None,
        received_at: datetime | str | int | None = None,
        reason: str | None = None,
        **options: Unpack[Signed],
    ) -> LogEntry:
        """Keep a report that nobody asked for; see `Campaign.file`."""
        name, said, by = self._scope.unit(unit), self._signed(options), by or self.actor
        kept = Filing(data=data, sections=sections, payload=payload, received_at=received_at, reason=reason)
        return self._line(lambda: self._campaign.file(name, form, by=by, **kept, **said))

    # ---------------------------------------------------------- questions

    def progress(self, at: Instant | None = None) -> ScopedProgress:
        """Where everything stands that is shown; see `Campaign.progress`."""
        return ScopedProgress(self._campaign.progress(at), self._scope)

    def report(self, unit: str) -> Report:
        """The report of a duty as it stands; its rows are those of subordinates that are shown."""
        return self._scope.report(self._campaign.report(self._scope.name(unit)))

    def times(self, unit: str, at: Instant | None = None) -> Times:
        """In whose hands a report was, from when to when; see `Campaign.times`."""
        return self._timed(self._campaign.times(self._scope.name(unit), at))

    def timesheet(
        self, tier: str | None = None, form: str | None = None, at: Instant | None = None
    ) -> tuple[Times, ...]:
        """The times of every report that is shown; see `Campaign.timesheet`."""
        board, found = courses_of(self._campaign, self._scope.only(duties_of(self._campaign.plan, tier, form)), at)
        return tuple(self._timed(times_of(board, course)) for course in found)

    def pace(self, tier: str | None = None, form: str | None = None, at: Instant | None = None) -> Pace:
        """How the reports that are shown go; see `Campaign.pace`."""
        board, found = courses_of(self._campaign, self._scope.only(duties_of(self._campaign.plan, tier, form)), at)
        pace, tell = pace_of(board, found, tier=tier, form=form), self._scope.told_name
        superiors = (attrs.evolve(one, superior=tell(one.superior or "")) for one in pace.superiors)
        return attrs.evolve(pace, superiors=tuple(superiors))

    def log(self, after: int = 0) -> Lines:
        """The lines after one that speak of what is shown, in order.

        Unless everything is shown, a line has no hashes: a chain of them would let anybody who holds two links try
        out what stands between them.
        """
        whole = self._campaign.log(after)
        return whole if self._scope.sees_all else Excerpts(whole, self._scope)

    def reminders(self, since: Instant, until: Instant | None = None) -> tuple[Notice, ...]:
        """What is to be sent about what is shown; see `Campaign.reminders`."""
        found = self._campaign.reminders(since, until)
        return tuple(attrs.evolve(one, to=self._scope.names(one.to)) for one in found if self._shows(one.unit))

    def requests(self) -> tuple[Requested, ...]:
        """The extensions that were asked for on what is shown and are not decided, as they were asked."""
        return tuple(one for one in self._campaign.requests() if self._shows(one.unit))

    def bypasses(self, unit: str | None = None) -> tuple[Bypass, ...]:
        """Every act on what is shown by which a tier was passed over; see `Campaign.bypasses`."""
        duty = None if unit is None else self._scope.name(unit)
        found = (one for one in self._campaign.bypasses(duty) if self._shows(one.duty))
        return tuple(self._told(one) for one in found)

    # --------------------------------------------------------------- inside

    def _fixed(self, options: Options) -> Options:
        """The options of an act: who acts is who looks, unless another is named."""
        given = Options(by=self.actor, person=self._person) | options
        return given | Options(by=given.get("by") or self.actor)

    def _open(self, request: int) -> int:
        """The number of a request that is open and shown."""
        known = [one.seq for one in self.requests()]
        if request not in known:
            raise UnknownName("request", str(request), map(str, known))
        return request

    def _told(self, one: Bypass) -> Bypass:
        tell = self._scope.told_name
        acting_for = None if one.acting_for is None else tell(one.acting_for)
        return attrs.evolve(one, by=tell(one.by), acting_for=acting_for, expected=tell(one.expected))

    def _timed(self, times: Times) -> Times:
        return attrs.evolve(times, superior=self._scope.told_name(times.superior))

    if not TYPE_CHECKING:  # a checker says itself what there is not
        __getattr__ = _not_here

    def __repr__(self) -> str:
        return f"<Scoped {self._campaign.id!r} of {self.actor!r}, {self._scope.rest}>"
