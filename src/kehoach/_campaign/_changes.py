"""Changes under way: when something is due can move, the first due is never forgotten, and only what is named moves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Unpack

import attrs

from kehoach._calendar import parse_day
from kehoach._campaign._details import deadline_of, worded
from kehoach._clock import from_micros
from kehoach._progress import WHOLE, LogEntry, duties_of_unit, duty_number, hierarchy_of, selected
from kehoach._report import Details, Signed
from kehoach._spelling import nearest
from kehoach.errors import Finding, InvalidCommand, UnknownName

if TYPE_CHECKING:
    from kehoach._campaign._shell import Shell
    from kehoach._plan import Plan

__all__ = ["Changes", "Requested"]


@attrs.frozen(kw_only=True)
class Requested:
    """An extension that was asked for and is not decided.

    Attributes:
        seq: The line of the log that asked; `grant` and `decline` take it.
        unit: Whose duty.
        deadline: The due that is asked for, in words.
        due_before: The same as an instant: in time before it, in UTC.
        reason: Why.
    """

    seq: int
    unit: str
    deadline: str
    due_before: datetime
    reason: str | None


class Changes:
    """What changes dues under way. Each act needs a reason, stands in the log, and names the document it follows.

    Who decides (`by`) is a superior of all that is named, or ``issuer``; or it acts on behalf of one (`acting_for`).
    """

    __slots__ = ()

    plan: Plan
    _shell: Shell

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
        """Give one duty a later due.

        After the effective due it is retroactive: what is closed opens again, and the lateness stays.

        Args:
            unit: Which duty.
            deadline: The new deadline, as text or `Deadline`.
            reason: Why.
            document: The document that says so.
            by: Who decides.
            accept_gap: Whether it may lie past the superior's own due.
            **options: `person`, `acting_for`, `command_id`.

        Raises:
            Refused: Not by this actor, without a reason, not later, or past the superior's own due.
            InvalidCommand: The deadline cannot be read, or has no bound that is known.
        """
        duty, due = duty_number(self.plan, unit), self._due(deadline, "deadline")
        said = {"document": document} | ({"accept_gap": True} if accept_gap else {})
        details = self._details(reason, options, said, due, deadline)
        return self._shell.change("extend", duty, (duty,), by, details)

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
        """Give duties another due, opening or closing; only what is selected moves.

        Args:
            selection: Ids of units or duties, tiers, groups or forms; ``"*"`` for all; ``tier:commune`` where a
                word is several things.
            deadline: The new deadline.
            opens: From when they can be sent: a day or an instant.
            closes: Until when: a deadline.
            reason: Why.
            document: The document that says so.
            by: Who decides.
            **options: `person`, `acting_for`, `command_id`.

        Raises:
            Refused: Not by this actor, or without a reason.
            UnknownName: A word of the selection names nothing.
            InvalidCommand: A deadline cannot be read, nothing changes, or nobody is selected.
        """
        words, duties = self._selected(selection)
        if deadline is None and opens is None and closes is None:
            raise InvalidCommand(Finding("KH514", path="deadline"))
        due = None if deadline is None else self._due(deadline, "deadline")
        said: dict[str, object] = {"selection": words, "document": document}
        if opens is not None:
            said["opens_at"] = _bound(deadline_of(self.plan, opens, "opens").opening_us, opens, "opens")
        if closes is not None:
            said["closes_at"] = _bound(deadline_of(self.plan, closes, "closes").due_before_us, closes, "closes")
        details = self._details(reason, options, said, due, deadline)
        return self._shell.change("reschedule", WHOLE, duties, by, details)

    def suspend(
        self,
        selection: str | Iterable[str],
        *,
        reason: str | None = None,
        document: str | None = None,
        by: str | None = None,
        **options: Unpack[Signed],
    ) -> LogEntry:
        """Stop the clocks of duties: while they stand, nothing becomes overdue.

        Args:
            selection: As in `reschedule`.
            reason: Why.
            document: The document that says so.
            by: Who decides.
            **options: `person`, `acting_for`, `command_id`.

        Raises:
            Refused: Not by this actor, without a reason, or a clock stands still already.
        """
        words, duties = self._selected(selection)
        details = self._details(reason, options, {"selection": words, "document": document})
        return self._shell.change("suspend", WHOLE, duties, by, details)

    def resume_clock(
        self,
        selection: str | Iterable[str],
        *,
        reason: str | None = None,
        document: str | None = None,
        by: str | None = None,
        **options: Unpack[Signed],
    ) -> LogEntry:
        """Let clocks go on: each due moves by as many days as its clock stood still.

        Args:
            selection: As in `reschedule`.
            reason: Why.
            document: The document that says so.
            by: Who decides.
            **options: `person`, `acting_for`, `command_id`.

        Raises:
            Refused: Not by this actor, without a reason, or a clock does not stand still.
        """
        words, duties = self._selected(selection)
        details = self._details(reason, options, {"selection": words, "document": document})
        return self._shell.change("resume_clock", WHOLE, duties, by, details)

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
        """Say on which day an event of the plan happened; dues that waited for it are worked out.

        Args:
            event: The event.
            on: The day.
            unit: The unit to which alone it happened: only its duties follow whose deadline, opening, closing or
                condition names the event.
            reason: Why; needed when the event had another day.
            document: The document that says so.
            by: Who records it.
            **options: `person`, `acting_for`, `command_id`.

        Raises:
            UnknownName: The plan has no such event or unit.
            Refused: Not by this actor, or the event has its day and no reason is given to change it.
        """
        known = [one.id for one in self.plan.events]
        if event not in known:
            raise UnknownName("event", event, nearest(event, known))
        said = {"event": event, "on": parse_day(on).isoformat(), "document": document}
        duties: Sequence[int] = ()
        if unit is not None:
            duties, said["unit"] = self._duties((unit,)), unit
        return self._shell.change("record", WHOLE, duties, by, self._details(reason, options, said))

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
        """Ask for an extension; it has no effect until it is granted.

        Args:
            unit: Whose duty.
            deadline: The due that is asked for.
            reason: Why.
            document: The letter that asks.
            by: Who asks: the unit.
            **options: `person`, `acting_for`, `command_id`.

        Returns:
            The line of the log; `grant` and `decline` take its number.
        """
        duty, due = duty_number(self.plan, unit), self._due(deadline, "deadline")
        details = self._details(reason, options, {"document": document}, due, deadline)
        return self._shell.change("request", duty, (duty,), by, details)

    def grant(
        self, request: int, *, reason: str | None = None, by: str | None = None, **options: Unpack[Signed]
    ) -> LogEntry:
        """Grant an extension that was asked for.

        Args:
            request: The number of the line that asked.
            reason: Why; it may be left out.
            by: Who decides: a superior of the unit.
            **options: `person`, `acting_for`, `command_id`.

        Raises:
            UnknownName: No request of this number is open.
        """
        return self._decided("grant", request, reason, by, options)

    def decline(
        self, request: int, *, reason: str | None = None, by: str | None = None, **options: Unpack[Signed]
    ) -> LogEntry:
        """Decline an extension that was asked for, with a reason.

        Args:
            request: The number of the line that asked.
            reason: Why.
            by: Who decides: a superior of the unit.
            **options: `person`, `acting_for`, `command_id`.

        Raises:
            UnknownName: No request of this number is open.
        """
        return self._decided("decline", request, reason, by, options)

    def requests(self) -> tuple[Requested, ...]:
        """The extensions that were asked for and are not decided, in the order in which they were asked."""
        names = self.plan.columns.names
        return tuple(
            Requested(
                seq=seq,
                unit=names[asked.duty],
                deadline=asked.deadline,
                due_before=from_micros(asked.due_before),
                reason=asked.reason,
            )
            for seq, asked in self._shell.current().requests.items()
        )

    def _decided(self, kind: str, request: int, reason: str | None, by: str | None, options: Signed) -> LogEntry:
        asked = self._shell.current().requests.get(request)
        if asked is None:
            raise UnknownName("request", str(request), (str(one.seq) for one in self.requests()))
        details = self._details(reason, options, {"request": request})
        return self._shell.change(kind, asked.duty, (asked.duty,), by, details)

    def _selected(self, selection: str | Iterable[str]) -> tuple[list[str], list[int]]:
        words = [selection] if isinstance(selection, str) else list(selection)
        duties = selected(self._shell.current().plan, words)
        if not duties:
            raise InvalidCommand(Finding("KH515", {"selection": ", ".join(words) or "nothing"}, path="selection"))
        return words, duties

    def _duties(self, units: Iterable[str]) -> list[int]:
        """The numbers of the duties of units, unit by unit.

        Raises:
            UnknownName: There is no such unit; the nearest is proposed.
        """
        known, columns = hierarchy_of(self.plan).columns, self.plan.columns
        for unit in units:
            if unit not in known.index:
                raise UnknownName("unit", unit, nearest(unit, known.ids, 3))
        return [duty for unit in units for duty in duties_of_unit(columns, unit)]

    def _due(self, deadline: object, path: str) -> int:
        return _bound(deadline_of(self.plan, deadline, path).due_before_us, deadline, path)

    def _details(
        self,
        reason: str | None,
        options: Signed,
        said: Mapping[str, object],
        due: int | None = None,
        deadline: object | None = None,
    ) -> Details:
        """What the line of a change holds: its payload says what the change is."""
        document, problems = said.get("document"), list[Finding]()
        if document is not None:
            worded("document", document, problems)
        kept = {name: value for name, value in said.items() if value is not None}
        if problems:
            raise InvalidCommand(problems)
        carried = self._shell.read(reason=reason, payload=kept, **options)
        words = None if deadline is None else str(deadline)
        return attrs.evolve(carried, due=words, due_before=due)


def _bound(instant: int | None, deadline: object, path: str) -> int:
    if instant is None:
        raise InvalidCommand(Finding("KH516", {"value": str(deadline)[:60]}, path=path))
    return instant
