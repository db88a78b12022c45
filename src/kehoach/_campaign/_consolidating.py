"""The whole report of a superior, asked of a campaign."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import attrs

from kehoach._clock import Instant, micros
from kehoach._plan import Plan
from kehoach._progress import Board, Scope, duty_number, fold
from kehoach._rollup import (
    Absent,
    Consolidated,
    Contribution,
    Figure,
    Heading,
    Quote,
    Reckoning,
    Total,
    TotalVersion,
    consolidated,
    version_of,
)
from kehoach.errors._words import Others

if TYPE_CHECKING:
    from kehoach._campaign._shell import Shell

__all__ = ["Consolidating", "as_shown"]


class Consolidating:
    """The question for whole reports; see `kehoach.Campaign`."""

    __slots__ = ()
    _shell: Shell
    _reckoning: Reckoning
    id: str
    plan: Plan

    def consolidated(
        self, unit: str, version: TotalVersion = "draft", *, known_on: Instant | None = None
    ) -> Consolidated:
        """The whole report of a unit: headings with what lies below, figures with coverage, who sent, and from what.

        A version that was sent is told as it stood when it was sent, so it never changes; the working draft as it
        stands now.

        Args:
            unit: Whose report.
            version: Which version of it, as in `total`.
            known_on: What was known at that instant; now when None.

        Raises:
            UnknownName: No such unit.
            InvalidCommand: The unit has no such version (KH608), or what it owes is something that is done (KH670).
        """
        duty, board = duty_number(self.plan, unit), self._shell.current()
        at = max(self._shell.clock.now(), board.at) if known_on is None else micros(known_on, path="known_on")
        if known_on is not None:
            board = self._until(at=at)
        number = version_of(board, duty, version)
        sent = self._sent(duty, number, board.seq)
        if sent is not None:
            board = self._until(seq=sent)
            at = board.at
        name, reckoning = board.grid.names[duty], self._reckoning
        return consolidated(
            board.plan,
            board,
            (duty, number),
            at,
            self.id,
            lambda key: reckoning.total(board, name, key, number, at, lambda seq: self._until(seq=seq)),
        )

    def _sent(self, duty: int, version: int, seq: int) -> int | None:
        """The line that sent a version, among the first of the log; None: it is not sent."""
        moves, found = self._shell.current().flat.moves, None
        for number, line in enumerate(self._shell.journal.read().lines(), 1):
            if number > seq:
                break
            if line[1] == duty and line[2] == version and moves[line[3]].effect == "freeze":
                found = number
        return found

    def _until(self, *, seq: int | None = None, at: int | None = None) -> Board:
        """The board as it stood after a line, or at an instant."""
        lines = enumerate(self._shell.journal.read().lines(), 1)
        kept = (line for number, line in lines if (seq is None or number <= seq) and (at is None or line[0] <= at))
        return fold(self._shell.fresh(), kept)


def as_shown(found: Consolidated, scope: Scope, tell: Callable[[Total], Total]) -> Consolidated:
    """A consolidated report without what one actor may not see: how many there are of that, in its place.

    Args:
        found: The report.
        scope: What is shown.
        tell: What tells a total as far as it is shown.
    """
    if scope.sees_all:
        return found
    senders = tuple(one for one in found.senders if scope.shows(one.unit))
    others = len({one.unit.partition(":")[0] for one in found.senders if not scope.shows(one.unit)})
    told = found.provenance if scope.sees_below(found.unit) else attrs.evolve(found.provenance, hash=None)
    return attrs.evolve(
        found,
        headings=tuple(_heading(one, scope) for one in found.headings),
        figures=tuple(_figure(one, tell(one.total)) for one in found.figures),
        senders=senders,
        provenance=told,
        others=others,
    )


def _figure(figure: Figure, total: Total) -> Figure:
    quotes = total.value if isinstance(total.value, tuple) else ()
    units = [one.unit for one in quotes if isinstance(one, Quote)]
    names = ("" if isinstance(unit, Others) else name for unit, name in zip(units, figure.names, strict=True))
    return attrs.evolve(figure, total=total, names=tuple(names))


def _heading(heading: Heading, scope: Scope) -> Heading:
    hidden = set[str]()
    parts = _parts(heading.contributions, scope, hidden)
    names = {one.unit: one.name for one in heading.missing}
    missing = tuple(
        Absent(one, "" if isinstance(one, Others) else names[one]) for one in scope.names(one for one in names)
    )
    return attrs.evolve(heading, contributions=parts, missing=missing, others=len(hidden))


def _parts(parts: tuple[Contribution, ...], scope: Scope, hidden: set[str]) -> tuple[Contribution, ...]:
    """What may be seen of some contributions; below what may not, what may stands in its place."""
    kept: list[Contribution] = []
    for one in parts:
        below = _parts(one.parts, scope, hidden)
        if scope.shows(one.unit):
            kept.append(attrs.evolve(one, parts=below, also_in=scope.names(one.also_in)))
        else:
            hidden.add(one.unit.partition(":")[0])
            kept.extend(below)
    return tuple(kept)
