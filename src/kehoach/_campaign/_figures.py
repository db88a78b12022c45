"""What is asked of the figures of a campaign: totals, what they do not know yet, and what changed them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from kehoach._clock import Instant, from_micros, micros
from kehoach._deadline._reading import zone_of
from kehoach._progress import Board, Line, fold
from kehoach._rollup import Difference, History, Reckoning, Series, Stale, Total, Totals, TotalVersion
from kehoach.errors import Finding, InvalidCommand

if TYPE_CHECKING:
    from kehoach._campaign._shell import Shell

__all__ = ["Figures"]


class Figures:
    """The questions about figures; see `kehoach.Campaign`."""

    __slots__ = ()
    _shell: Shell
    _reckoning: Reckoning

    def total(self, unit: str, key: str, version: TotalVersion = "draft", *, known_on: Instant | None = None) -> Total:
        """The total of an indicator in one version of a unit's report, with its coverage.

        Args:
            unit: Whose total.
            key: Which indicator.
            version: ``"draft"``: the working version; ``"published"``: it too once it is sent, else the last that was
                accepted; or a number.
            known_on: What was known at that instant; now when None.

        Raises:
            UnknownName: No such unit or indicator.
            InvalidCommand: The indicator has no total, or the unit no such version.
        """
        if known_on is None:
            board = self._shell.current()
            return self._reckoning.total(board, unit, key, version, self._now(board), self._replayed)
        at = micros(known_on, path="known_on")
        board = fold(self._shell.fresh(), self._lines_until(at))
        return self._reckoning.total(board, unit, key, version, at)

    def series(
        self,
        unit: str,
        key: str,
        *,
        first: str | None = None,
        last: str | None = None,
        version: TotalVersion = "draft",
    ) -> Series:
        """The totals of several periods of a form, and what they come to by the indicator's `over_time`.

        Args:
            unit: Whose: ``unit:form``; of the form ``report`` where none is named.
            key: Which indicator.
            first: From this period on, such as ``"2019-01"``; the first when None.
            last: Up to this one, itself included; the last when None.
            version: Which version of each, as in `total`.

        Raises:
            UnknownName: No such unit, indicator or period, or the form does not come again.
            InvalidCommand: Periods of the indicator are not put together (KH655), or none lies between the two (KH656).
        """
        board = self._shell.current()
        now = self._now(board)

        def ask(duty: str, part: str) -> Total:
            return self._reckoning.total(board, duty, part, version, now, self._replayed)

        return self._reckoning.series(ask, unit, key, first, last)

    def totals(
        self,
        key: str | Sequence[str] | None = None,
        *,
        tier: str | None = None,
        form: str | None = None,
        version: TotalVersion = "draft",
    ) -> Totals:
        """The totals of every unit, worked out in one pass over columns.

        The columns are kept: what an act changes is worked out on its path to the root, and nowhere else.

        Args:
            key: Which indicator, or some; all that go up when None.
            tier: Of the units of this tier; of all when None.
            form: Of this form, or form and period; of all when None.
            version: Which version of each, as in `total`; units that have no such version are left out.

        Raises:
            UnknownName: No such indicator, tier or form.
            InvalidCommand: An indicator has no total.
        """
        board = self._shell.current()
        lines = self._shell.journal.read
        wanted = (key, tier, form, version)
        return self._reckoning.totals(
            board, lambda after: lines(after).lines(after), wanted, self._now(board), self._replayed
        )

    def stale(self, unit: str | None = None, version: TotalVersion = "draft") -> tuple[Stale, ...]:
        """Whose version is behind what is accepted below it, why, and what taking it would change.

        Nothing of it is stored: what was sent stays as it was sent, and every superior on the way up is named.

        Args:
            unit: Whose version; None: everybody's, from the lowest superior up to the root.
            version: Which version of each, as in `total`.

        Raises:
            UnknownName: No such unit.
            InvalidCommand: The unit has no such version.
        """
        board = self._shell.current()
        return self._reckoning.stale(board, unit, version, self._now(board))

    def difference(
        self, unit: str, key: str, since: Instant, until: Instant | None = None, *, version: TotalVersion = "draft"
    ) -> Difference:
        """What made a total another between two instants: report by report, with the cause of each change.

        The changes add up to the difference exactly.

        Args:
            unit: Whose total.
            key: Which indicator.
            since: From what was known at this instant.
            until: To what was known at this one; now when None.
            version: Which version, at each of the two instants, as in `total`.

        Raises:
            UnknownName: No such unit or indicator.
            InvalidCommand: `until` lies before `since` (KH517), or the unit had no such version at one of them.
        """
        now = self._now(self._shell.current())
        first = micros(since, path="since")
        last = now if until is None else micros(until, path="until")
        if last < first:
            told = {"since": self._written(since), "until": "now" if until is None else self._written(until)}
            raise InvalidCommand(Finding("KH517", told, path="until"))
        board = self._shell.fresh()
        history, before = History(board), None
        for line in self._lines_until(last):
            if before is None and line[0] > first:
                before = board.copy()
            history.note(line)
            fold(board, (line,))
        boards = (board.copy() if before is None else before, board)
        return self._reckoning.difference(boards, (first, last), (unit, key, version), history)

    def _written(self, instant: Instant) -> str:
        """An instant as it was given; a bare number as local time."""
        zone = zone_of(self._shell.current().plan.reading.zone)
        return from_micros(instant).astimezone(zone).isoformat() if isinstance(instant, int) else str(instant)

    def _now(self, board: Board) -> int:
        return max(self._shell.clock.now(), board.at)

    def _replayed(self, seq: int) -> Board:
        """The board as it stood after a line."""
        lines = self._shell.journal.read().lines()
        return fold(self._shell.fresh(), (line for number, line in enumerate(lines, 1) if number <= seq))

    def _lines_until(self, at: int) -> Iterable[Line]:
        return (line for line in self._shell.journal.read().lines() if line[0] <= at)
