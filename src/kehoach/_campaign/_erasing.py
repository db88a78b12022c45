"""What was said can be erased, and that it was said stays: the line, its hash, and the hash of what is gone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Unpack, cast

from kehoach._progress import WHOLE, Log, LogEntry
from kehoach._report import Signed
from kehoach.errors import Finding, InvalidCommand

if TYPE_CHECKING:
    from kehoach._campaign._shell import Shell
    from kehoach._plan import Plan

__all__ = ["Erasing"]

_DECIDES = ("waive", "unwaive", "change")
"""The effects of lines that say who owes what; without their words the log could not be folded."""


class Erasing:
    """The erasure of what lines of the log say."""

    __slots__ = ()

    plan: Plan
    _shell: Shell

    def erase(
        self,
        entries: int | Iterable[int],
        *,
        reason: str | None = None,
        document: str | None = None,
        by: str | None = None,
        **options: Unpack[Signed],
    ) -> LogEntry:
        """Erase what lines of the log say: figures, texts, data of the application, the reason.

        That the act was done stays, with who did it and when; so does the hash of what is gone, and `verify` passes and
        names the lines. Figures that were built on it are missing from then on. The erasure is a line of its own.
        Copies elsewhere, such as backups, are not reached.

        Args:
            entries: The number of a line, or several.
            reason: Why; needed.
            document: The document that says so.
            by: Who decides: a superior of all units of these lines, or ``issuer``.
            **options: `person`, `acting_for`, `command_id`.

        Raises:
            InvalidCommand: A line is not there (KH946), says what the log is folded from (KH947), or was written by a
                release that hashed its content in the line itself (KH948); every problem at once.
            Refused: Not by this actor, or without a reason.
        """
        self._shell.current()
        wanted = sorted({entries} if isinstance(entries, int) else set(entries))
        log = self._shell.journal.read()
        problems = [problem for seq in wanted for problem in self._against(log, seq)]
        if problems or not wanted:
            raise InvalidCommand(problems or Finding("KH946", {"seq": 0, "last": log.seq}, path="entries"))
        units = list(dict.fromkeys(self._unit(log, seq) for seq in wanted))
        said = {"units": units, "lines": wanted} | ({} if document is None else {"document": document})
        details = self._shell.read(reason=reason, payload=said, **options)
        entry = self._shell.change("erase", WHOLE, (), by, details, erased=wanted)
        self._shell.refold()
        return entry

    def _against(self, log: Log, seq: int) -> Iterator[Finding]:
        """Why a line cannot lose its content."""
        if type(seq) is not int or not 1 <= seq <= log.seq:
            yield Finding("KH946", {"seq": str(seq)[:20], "last": log.seq}, path="entries")
            return
        _, duty, _, place, _, details = log.line(seq)
        move, grid = log.terms.flat.moves[place], self.plan.columns
        decides = move.trigger != "file" if duty == WHOLE or not move.transition else move.effect in _DECIDES
        if decides or (duty >= 0 and grid.form_of[duty] in grid.acts):
            yield Finding("KH947", {"seq": seq, "trigger": move.trigger}, path="entries")
        elif details.salt is None and details.erased is None and details.says:
            yield Finding("KH948", {"seq": seq}, path="entries")

    def _unit(self, log: Log, seq: int) -> str:
        """Whose line it is: the unit that owes the duty, or from which a report without a duty came."""
        duty = log.line(seq)[1]
        if duty == WHOLE:
            return str(cast("dict[str, object]", log[seq - log.first].payload)["unit"])
        names = self._shell.engine.actors
        return names.name(self.plan.columns.unit_of[duty])
