"""What changed a total between two instants: report by report, with the cause of each change, adding up exactly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

import attrs

from kehoach._clock import from_micros
from kehoach._frames import Field, Framed
from kehoach._progress import UNROW, Board, Line
from kehoach._rollup._framing import Figured, value_fields
from kehoach._rollup._reach import Reach
from kehoach._rollup._recipe import Recipe
from kehoach._rollup._total import Total
from kehoach._rollup._values import exact, plain_value, shown_value
from kehoach._rollup._walk import Node
from kehoach._rollup._waterfall import Delta, Entry, steps_between

__all__ = ["CAUSES", "Change", "Difference", "History", "difference_between"]

CAUSES: Mapping[str, str] = {
    "new": "a report that was not in the total came into it, in time or without a due",
    "late": "a report came into it that had been sent after its due",
    "correction": "a corrected version took the place of the one before",
    "return": "a version took its place that was written after the report had been sent back",
    "recall": "a version took its place that was written after the report had been recalled",
    "release": "a superior released it, or released a report above it",
    "waiver": "it, or a report on its way up, was waived, or is expected again",
    "hidden": "of reports that are not shown to who asks, all that they changed",
    "other": "it is counted by another share, or in another way that no act of its own made",
}
"""Why a total changes."""


@attrs.frozen(kw_only=True)
class Change:
    """What one report changed in a total.

    Attributes:
        unit: The duty.
        cause: One of `CAUSES`.
        delta: What it changed, exactly; of texts None.
        was, becomes: The versions of it that stood in the total before and after; usually one or none.
        through: The duty whose row made the change: its own, or that of a report above it.
    """

    unit: str
    cause: str
    delta: Delta | None
    was: tuple[int, ...]
    becomes: tuple[int, ...]
    through: str

    def to_dict(self) -> dict[str, object]:
        """The change as plain data."""
        delta = str(self.delta) if isinstance(self.delta, Decimal | Fraction) else self.delta
        fields = attrs.asdict(self)
        return {**fields, "delta": delta, "was": list(self.was), "becomes": list(self.becomes)}


@attrs.frozen(kw_only=True)
class Difference(Framed):
    """From one total to another of the same unit and indicator: the waterfall between two instants.

    A frame of it has a row for each change: ``duty``, ``cause``; ``delta``, rounded as totals are printed, and
    ``exact``, the same exactly as text; ``was`` and ``becomes``, the versions, and ``through``.

    Attributes:
        opening: What was known at the first instant.
        closing: What was known at the second.
        since, until: The two instants, in UTC.
        changes: What made the difference, in official order of the reports; it adds up to it exactly.
    """

    opening: Total
    closing: Total
    since: datetime
    until: datetime
    changes: tuple[Change, ...]

    @property
    def delta(self) -> Delta | None:
        """What the changes add up to, exactly; of texts None."""
        return _sum(self.changes, self.closing.decimals)

    @property
    def causes(self) -> Mapping[str, Delta | None]:
        """What each cause adds up to, those that occur, in the order of `CAUSES`."""
        found = {one.cause for one in self.changes}
        return {
            cause: _sum([one for one in self.changes if one.cause == cause], self.closing.decimals)
            for cause in CAUSES
            if cause in found
        }

    def __str__(self) -> str:
        def shown(delta: Delta | None) -> str:
            text = "" if delta is None else shown_value(delta, self.closing.decimals, self.closing.rounding)
            return text if text.startswith("-") else f"+{text}"

        lines = [str(self.opening), *(f"{shown(one.delta)} {one.unit} ({one.cause})" for one in self.changes)]
        return "\n".join([*lines, str(self.closing)])

    def _fields(self) -> list[Field]:
        rounding, decimals = self.closing.rounding, self.closing.decimals
        deltas: list[Figured] = [(one.delta, rounding, decimals) for one in self.changes]
        return [
            Field("duty", "text", [one.unit for one in self.changes]),
            Field("cause", "text", [one.cause for one in self.changes]),
            *value_fields("delta", deltas, decimals)[:2],
            Field("was", "text", [_listed(one.was) for one in self.changes]),
            Field("becomes", "text", [_listed(one.becomes) for one in self.changes]),
            Field("through", "text", [one.through for one in self.changes]),
        ]

    def to_dict(self) -> dict[str, object]:
        """The difference as plain data, ready for JSON."""
        return {
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
            "opening": self.opening.to_dict(),
            "closing": self.closing.to_dict(),
            "delta": None if self.delta is None else plain_value(self.delta),
            "changes": [one.to_dict() for one in self.changes],
        }


def _listed(versions: tuple[int, ...]) -> str | None:
    return ", ".join(map(str, versions)) or None


def _sum(changes: Iterable[Change], decimals: int) -> Delta | None:
    deltas = [one.delta for one in changes]
    figures = [Fraction(one) for one in deltas if one is not None]
    return None if None in deltas else exact(sum(figures, Fraction(0)), decimals)


class History:
    """What the lines of a log say of how versions came about.

    Args:
        board: A board that is folded by the lines one by one, before it is.
    """

    __slots__ = ("_board", "opened", "released")

    def __init__(self, board: Board) -> None:
        self._board = board
        self.opened: dict[Node, str] = {}
        self.released: set[int] = set()

    def note(self, line: Line) -> None:
        """Remember what a line opens or releases; it is applied to the board afterwards."""
        _, duty, version, place, _, _ = line
        move = self._board.flat.moves[place]
        if move.code == UNROW:
            self.released.add(duty)
        elif move.effect in _OPENINGS:
            self.opened[duty, version] = _OPENINGS[move.effect]


_OPENINGS = {"open": "return", "recall": "recall", "correct": "correction"}


def difference_between(before: Reach, after: Reach, recipe: Recipe, history: History) -> Difference:
    """What made one total another.

    Args:
        before: The version that is asked of, read down on the board of the first instant.
        after: The same on the board of the second.
        recipe: The indicator.
        history: What the lines up to the second instant say of versions.
    """
    before, after = before.grouped(recipe), after.grouped(recipe)
    old, new = before.entries(recipe), after.entries(recipe)
    names, decimals = after.board.grid.names, recipe.indicator.decimals
    causes = _Causes(before, after, history)
    changes: list[Change] = []
    for duty, delta in steps_between(recipe, names, old, new):
        was, becomes = old.get(duty, ()), new.get(duty, ())
        cause, through = causes.of(duty, was, becomes)
        changes.append(
            Change(
                unit=names[duty],
                cause=cause,
                delta=None if delta is None else exact(delta, decimals),
                was=tuple(one[0] for one in was),
                becomes=tuple(one[0] for one in becomes),
                through=names[through],
            )
        )
    return Difference(
        opening=before.total(recipe),
        closing=after.total(recipe),
        since=from_micros(before.at),
        until=from_micros(after.at),
        changes=tuple(changes),
    )


class _Causes:
    """Why a report's part of a total is another than it was."""

    def __init__(self, before: Reach, after: Reach, history: History) -> None:
        self.before, self.after, self.history = before, after, history

    def of(self, duty: int, was: tuple[Entry, ...], becomes: tuple[Entry, ...]) -> tuple[str, int]:
        """The cause, and the duty whose row made the change."""
        versions, now = [one[0] for one in was], [one[0] for one in becomes]
        if duty in self.before.newest and duty in self.after.newest:
            if versions != now or (was and becomes and was[-1][2] != becomes[-1][2]):
                return self._rewritten(duty), duty
            return self._reweighed(duty)
        if duty in self.after.newest:
            return self._come(duty), _highest(self.after, self.before, duty)
        return self._gone(duty)

    def _come(self, duty: int) -> str:
        board = self.after.board
        if duty in self.before.board.waivers:
            return "waiver"
        return "late" if board.first_at[duty] >= board.due_before[duty] else "new"

    def _rewritten(self, duty: int) -> str:
        """Why a version took the place of another: how the first version after the old one was opened."""
        return self.history.opened.get((duty, self.before.newest[duty]), self._come(duty))

    def _gone(self, duty: int) -> tuple[str, int]:
        through = _highest(self.before, self.after, duty)
        if through in self.after.board.waivers:
            return "waiver", through
        opened = self.history.opened.get((through, self.before.newest[through]))
        if opened in ("return", "recall"):
            return opened, through
        return ("release" if through in self.history.released else "other"), through

    def _reweighed(self, duty: int) -> tuple[str, int]:
        """The same version by another share: a way up that is new, or one that is gone."""
        if self.before.board.rerouted != self.after.board.rerouted:
            return "waiver", duty
        for one, other, cause in ((self.after, self.before, "new"), (self.before, self.after, "release")):
            ways = one.superiors_met(duty) - other.superiors_met(duty)
            if ways:
                return cause, min(ways)
        return "other", duty


def _highest(met: Reach, unmet: Reach, duty: int) -> int:
    """The highest duty on the way up from one, in the version where it is met, that the other version does not meet."""
    here = duty
    while True:
        above = [one for one in sorted(met.superiors_met(here)) if one not in unmet.newest]
        if not above:
            return here
        here = above[0]
