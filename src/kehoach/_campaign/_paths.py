"""Opening the way down to a report, so that a wrong figure deep down can be corrected and go up again."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import TYPE_CHECKING

import attrs

from kehoach._campaign._details import stranger
from kehoach._engine import REOPEN_PATH, opener
from kehoach._progress import Board, Line, LogEntry, duty_number
from kehoach._report import Details
from kehoach.errors import Blocker, Finding, InvalidCommand, Refused

if TYPE_CHECKING:
    from kehoach._campaign._shell import Shell
    from kehoach._plan import Plan

__all__ = ["Paths"]


class Paths:
    """Acts on a report and everything above it."""

    __slots__ = ()

    plan: Plan
    _shell: Shell

    def reopen_path(
        self,
        unit: str,
        *,
        reason: str,
        by: str | None = None,
        person: str | None = None,
        command_id: str | None = None,
    ) -> tuple[LogEntry, ...]:
        """Open a report and every report above it that is past draft, from the top down, in one act or not at all.

        What counts in a superior's version, or is the root in its end, is corrected; what was sent and does not count
        is returned; a draft is left as it is. Nothing that was sent changes. Afterwards the report is changed and goes
        up as always.

        Args:
            unit: The report that is wrong: ``unit``, ``unit:form`` or ``unit:form@period``.
            reason: Why; it stands in every line.
            by: Who does it: the unit of the topmost report that is opened, or one that stands above it; where there are
                several topmost ones, one that does so for each.
            person: Which person.
            command_id: What makes the act one, however often it is asked for; it stands in the first line.

        Returns:
            The lines of the log, the topmost report's first; their payload names the unit.

        Raises:
            Refused: It is for somebody else, nothing is past draft, or something stands against opening one of them.
            UnknownName: No such unit.
            InvalidCommand: What it carries is ill-formed, or the command id stands for another act (KH507).
            StoreError: The store failed.
        """
        duty = duty_number(self.plan, unit)
        name = self.plan.columns.names[duty]
        said = {REOPEN_PATH: name}
        details = self._shell.read(duty, by, reason=reason, person=person, command_id=command_id, payload=said)

        def decide(board: Board, at: int) -> list[Line]:
            engine = self._shell.engine
            if by is None and not self._shell.expected:
                raise Refused(name, REOPEN_PATH, (Blocker("no_actor"),))
            actor = engine.actors.number(stranger(by)) if by is not None else opener(board, duty)
            return engine.reopened(board, duty, actor, details, at)

        return tuple(self._shell.several(lambda: self._opened(by, details), decide))

    def _opened(self, by: str | None, details: Details) -> Sequence[LogEntry] | None:
        """The lines that the same act wrote before under its command id; None when it wrote none."""
        journal, id = self._shell.journal, details.command_id
        first = None if id is None else journal.find(id)
        if first is None:
            return None
        log = journal.read(first.seq - 1)
        at, _, _, _, actor, wrote = log.line(first.seq)
        if wrote != details or by not in (None, first.by):
            raise InvalidCommand(Finding("KH507", {"command_id": id, "seq": first.seq}))
        later = attrs.evolve(details, command_id=None)
        lines = (log.line(seq) for seq in range(first.seq + 1, log.seq + 1))
        along = takewhile(lambda line: (line[0], line[4], line[5]) == (at, actor, later), lines)
        return journal.entries(first.seq - 1)[: 1 + sum(1 for _ in along)]
