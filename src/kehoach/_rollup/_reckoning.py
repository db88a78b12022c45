"""The totals of one campaign: what is worked out once for its plan, and kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache

from kehoach._plan import Plan
from kehoach._plan._values import FORM
from kehoach._progress import Board, Line, duties_of, duty_number
from kehoach._rollup._difference import Difference, History, difference_between
from kehoach._rollup._ledger import Ledger, can_be_columned
from kehoach._rollup._lineage import Replay
from kehoach._rollup._reach import Reach, version_of
from kehoach._rollup._recipe import Book
from kehoach._rollup._series import Series, periods_of, series_of
from kehoach._rollup._stale import Stale, stale_in
from kehoach._rollup._total import Total, TotalVersion
from kehoach._rollup._totals import Asked, Totals

__all__ = ["Reckoning"]


class Reckoning:
    """What totals of a plan are worked out with: its recipes, and the columns that were asked for last.

    Args:
        plan: The plan, with units.

    Attributes:
        book: The recipes of its indicators.
    """

    __slots__ = ("_ledgers", "book")

    def __init__(self, plan: Plan) -> None:
        self.book = Book(plan)
        self._ledgers: dict[str, Ledger] = {}

    def forget(self) -> None:
        """Forget the columns that were asked for: lines of the log have lost their content."""
        self._ledgers.clear()

    def total(
        self, board: Board, unit: str, key: str, version: TotalVersion, at: int, replay: Replay | None = None
    ) -> Total:
        """The total of an indicator in one version of a unit's report; see `kehoach.Campaign.total`."""
        recipe = self.book.recipe(key)
        return self._reach(board, duty_number(self.book.plan, unit), version, at).total(recipe, replay)

    def series(
        self, ask: Callable[[str, str], Total], unit: str, key: str, first: str | None, last: str | None
    ) -> Series:
        """The totals of several periods, and what they come to; see `kehoach.Campaign.series`."""
        self.book.recipe(key)
        name, _, form = unit.partition(":")
        periods = periods_of(self.book.plan, form or FORM, first, last)
        return series_of(self.book.indicators, key, f"{name}:{form or FORM}", periods, cache(ask))

    def totals(
        self,
        board: Board,
        lines: Callable[[int], Iterable[Line]],
        wanted: tuple[str | Sequence[str] | None, str | None, str | None, TotalVersion],
        at: int,
        replay: Replay | None = None,
    ) -> Totals:
        """The totals of many units and indicators; see `kehoach.Campaign.totals`.

        Args:
            board: Where everything stands.
            lines: The lines of the log after one.
            wanted: The indicators, the tier, the form and the version.
            at: The instant that is asked of, in microseconds since 1970 UTC.
            replay: What folds the log anew up to a line.
        """
        asked, tier, form, version = wanted
        keys = self.book.keys if asked is None else (asked,) if isinstance(asked, str) else tuple(asked)
        for key in keys:
            self.book.recipe(key)
        acts, grid = board.grid.acts, board.grid
        duties = duties_of(self.book.plan, tier, form)
        if acts:
            duties = [duty for duty in duties if grid.form_of[duty] not in acts]
        if version != "draft":
            duties = [duty for duty in duties if has_version(board, duty, version)]
        wanted_ones = Asked(duties, keys, version)
        return Totals(self.book, self._columns(board, lines, wanted_ones), board, wanted_ones, at=at, replay=replay)

    def _columns(self, board: Board, lines: Callable[[int], Iterable[Line]], asked: Asked) -> dict[str, Ledger]:
        """The columns as they are now, by group of indicators: those that are kept, for working versions."""
        groups = {self.book.recipe(key).indicator.group for key in asked.keys}
        if not can_be_columned(board):
            self._ledgers.clear()
            return {}
        if asked.version != "draft":
            tops = [(duty, version_of(board, duty, asked.version)) for duty in asked.duties]
            return {group: Ledger(self.book, board, tops, group) for group in groups}
        for group in groups:
            known = self._ledgers.get(group)
            if known is None or known.grid is not board.grid:
                self._ledgers[group] = Ledger(self.book, board, group=group)
            elif known.seq != board.seq:
                known.follow(board, list(lines(known.seq)))
        return {group: self._ledgers[group] for group in groups}

    def _reach(self, board: Board, duty: int, version: TotalVersion, at: int) -> Reach:
        return Reach(self.book, board, (duty, version_of(board, duty, version)), at=at)

    def stale(self, board: Board, unit: str | None, version: TotalVersion, at: int) -> tuple[Stale, ...]:
        """Every version that is behind what is accepted below it, from the lowest superior up.

        Args:
            board: Where everything stands.
            unit: Whose version; None: everybody's.
            version: Which of theirs; those that have no such version are left out when everybody is asked.
            at: The instant that is asked of, in microseconds since 1970 UTC.
        """
        recipes = [self.book.recipe(key) for key in self.book.keys]
        if unit is not None:
            duty = duty_number(self.book.plan, unit)
            return stale_in(self._reach(board, duty, version, at), recipes)
        return tuple(self._all_stale(board, version, at))

    def _all_stale(self, board: Board, version: TotalVersion, at: int) -> Iterator[Stale]:
        recipes = [self.book.recipe(key) for key in self.book.keys]
        grid = board.grid
        for duty in grid.order:
            if grid.edge_first[duty] < grid.edge_first[duty + 1] and has_version(board, duty, version):
                yield from stale_in(self._reach(board, duty, version, at), recipes)

    def difference(
        self, boards: Sequence[Board], instants: Sequence[int], asked: tuple[str, str, TotalVersion], history: History
    ) -> Difference:
        """What made one total another.

        Args:
            boards: Where everything stood at the two instants.
            instants: The two, in microseconds since 1970 UTC.
            asked: The unit, the indicator and the version.
            history: What the lines up to the second instant say of versions.
        """
        unit, key, version = asked
        duty, recipe = duty_number(self.book.plan, unit), self.book.recipe(key)
        before, after = (self._reach(board, duty, version, at) for board, at in zip(boards, instants, strict=True))
        return difference_between(before, after, recipe, history)


def has_version(board: Board, duty: int, version: TotalVersion) -> bool:
    """Whether a duty has a version of that name or number."""
    if version == "published":
        sent = board.flat.roles[board.state[duty]] > 0 and not board.waived(duty)
        return sent or duty in board.base or board.accepted_version[duty] > 0
    return version == "draft" or 1 <= version <= max(board.version[duty], board.newest.get(duty, 0))
