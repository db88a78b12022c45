"""Acts on many reports as one actor may do them: only what is shown is chosen, and only that is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Literal, Unpack

import attrs

from kehoach._campaign._outcome import Outcome
from kehoach._campaign._scoped_view import View
from kehoach._campaign._shell import Listener
from kehoach._progress import Excerpts, LogEntry, duties_of
from kehoach._report import Command, Signed
from kehoach._spelling import nearest
from kehoach.errors import KehoachError, UnknownName

__all__ = ["ScopedActs"]


class ScopedActs(View):
    """Acts on several reports, and on when they are due; see `kehoach.Scoped`."""

    __slots__ = ()

    def fire_many(
        self, commands: Iterable[Command], *, atomic: bool = True, order: Literal["upward", "downward"] | None = None
    ) -> tuple[Outcome, ...]:
        """Do many acts, in the caller's order; one on what is not shown is refused; see `Campaign.fire_many`."""
        asked = list(commands)
        campaign, scope = self._campaign, self._scope
        ready = [self._ready(one) if isinstance(one, Command) else one for one in asked]
        found = self._asked(lambda: campaign.fire_many(ready, atomic=atomic, order=order))
        return tuple(
            Outcome(
                command,
                entry=None if one.entry is None else self._told_line(one.entry),
                error=self._told_error(command, one.error, hidden=not scope.knows(command.unit)),
            )
            for command, one in zip(asked, found, strict=True)
        )

    def fire_all(
        self,
        trigger: str,
        *,
        tier: str | None = None,
        units: Iterable[str] | None = None,
        by: str | None = None,
        person: str | None = None,
        reason: str | None = None,
    ) -> Sequence[Outcome]:
        """Fire a trigger on every duty of a tier that is shown, or on some; see `Campaign.fire_all`."""
        campaign, scope = self._campaign, self._scope
        board = campaign.progress().board
        names = [*map(scope.name, units)] if units is not None else None
        if trigger not in board.flat.triggers:
            raise UnknownName("trigger", trigger, nearest(trigger, board.flat.triggers))
        if names is None:
            shown, table = scope.only(duties_of(campaign.plan, tier)), board.flat.table
            names = [board.grid.names[duty] for duty in shown if trigger in table[board.state[duty]]]
        actor, who = by or self.actor, person or self._person
        found = self._asked(lambda: campaign.fire_all(trigger, units=names, by=actor, person=who, reason=reason))
        return tuple(
            attrs.evolve(
                one,
                entry=None if one.entry is None else self._told_line(one.entry),
                error=None if one.error is None else scope.told(one.error),
            )
            for one in found
        )

    def reopen_path(
        self,
        unit: str,
        *,
        reason: str,
        by: str | None = None,
        person: str | None = None,
        command_id: str | None = None,
    ) -> tuple[LogEntry, ...]:
        """Open a report and every one above it that is past draft; see `Campaign.reopen_path`.

        Returns:
            The lines about what is shown.
        """
        duty, actor, who = self._scope.name(unit), by or self.actor, person or self._person
        entries = self._asked(
            lambda: self._campaign.reopen_path(duty, reason=reason, by=actor, person=who, command_id=command_id)
        )
        return tuple(self._told_line(one) for one in entries if self._shows(one.duty))

    def reschedule(
        self,
        selection: str | Iterable[str],
        *,
        deadline: object | None = None,
        opens: object | None = None,
        closes: object | None = None,
        reason: str | None = None,
        document: str | None = None,
        by: str | None = None,
        **options: Unpack[Signed],
    ) -> LogEntry:
        """Give duties that are shown another due, opening or closing; see `Campaign.reschedule`."""
        words, said, by = self._scope.selection(selection), self._signed(options), by or self.actor
        return self._line(
            lambda: self._campaign.reschedule(
                words, deadline=deadline, opens=opens, closes=closes, reason=reason, document=document, by=by, **said
            )
        )

    def suspend(
        self,
        selection: str | Iterable[str],
        *,
        reason: str | None = None,
        document: str | None = None,
        by: str | None = None,
        **options: Unpack[Signed],
    ) -> LogEntry:
        """Stop the clocks of duties that are shown; see `Campaign.suspend`."""
        words, said, by = self._scope.selection(selection), self._signed(options), by or self.actor
        return self._line(lambda: self._campaign.suspend(words, reason=reason, document=document, by=by, **said))

    def resume_clock(
        self,
        selection: str | Iterable[str],
        *,
        reason: str | None = None,
        document: str | None = None,
        by: str | None = None,
        **options: Unpack[Signed],
    ) -> LogEntry:
        """Let clocks of duties that are shown go on; see `Campaign.resume_clock`."""
        words, said, by = self._scope.selection(selection), self._signed(options), by or self.actor
        return self._line(lambda: self._campaign.resume_clock(words, reason=reason, document=document, by=by, **said))

    def record(
        self,
        event: str,
        on: date | str,
        unit: str | None = None,
        *,
        reason: str | None = None,
        document: str | None = None,
        by: str | None = None,
        **options: Unpack[Signed],
    ) -> LogEntry:
        """Say on which day an event of the plan happened; see `Campaign.record`."""
        name = None if unit is None else self._scope.own_unit(unit)
        said, by = self._signed(options), by or self.actor
        return self._line(
            lambda: self._campaign.record(event, on, name, reason=reason, document=document, by=by, **said)
        )

    def close(
        self,
        units: str | Iterable[str],
        on: date | str,
        *,
        reason: str | None = None,
        document: str | None = None,
        by: str | None = None,
        **options: Unpack[Signed],
    ) -> LogEntry:
        """Say that units that are shown cease to exist; see `Campaign.close`."""
        names, said, by = self._scope.units(units), self._signed(options), by or self.actor
        return self._line(lambda: self._campaign.close(names, on, reason=reason, document=document, by=by, **said))

    def name_group(
        self,
        group: str,
        units: str | Iterable[str],
        *,
        reason: str | None = None,
        document: str | None = None,
        by: str | None = None,
        **options: Unpack[Signed],
    ) -> LogEntry:
        """Let units that are shown join a group of the plan; see `Campaign.name_group`."""
        names, said, by = self._scope.units(units), self._signed(options), by or self.actor
        return self._line(
            lambda: self._campaign.name_group(group, names, reason=reason, document=document, by=by, **said)
        )

    def subscribe(self, callback: Listener) -> Callable[[], None]:
        """Have `callback` called with every entry about what is shown that this campaign object writes."""
        if self._scope.sees_all:
            return self._campaign.subscribe(callback)
        return self._campaign.subscribe(lambda entry: [callback(one) for one in Excerpts((entry,), self._scope)])

    def _ready(self, command: Command) -> Command:
        """A command by who looks; on what is not shown, one on a name that nothing bears."""
        unit = command.unit if self._scope.knows(command.unit) else ""
        by, person = command.by or self.actor, command.person or self._person
        return attrs.evolve(command, unit=unit, by=by, person=person)

    def _told_error(self, command: Command, error: KehoachError | None, *, hidden: bool) -> KehoachError | None:
        if hidden:
            return self._scope.refusal(command.unit)
        return None if error is None else self._scope.told(error)
