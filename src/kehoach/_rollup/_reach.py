"""What a version of a report rests on, read down along its rows; and the totals that follow from it.

A total is read from rows, never kept, so it cannot differ from what it rests on. It never travels without its
coverage: who was asked, who answered, and who is missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

import attrs

from kehoach._plan import Plan, PlanColumns
from kehoach._progress import Board, duty_number
from kehoach._report import MISSING, Cell
from kehoach._rollup._algebra import COVERAGE, Heard
from kehoach._rollup._lineage import Replay, Telling
from kehoach._rollup._recipe import Book, Recipe, Said
from kehoach._rollup._stale import stale_in
from kehoach._rollup._tally import Tally
from kehoach._rollup._total import Coverage, Total, TotalVersion
from kehoach._rollup._values import Value
from kehoach._rollup._walk import Node, Walk, walked
from kehoach._rollup._waterfall import Entries, Entry
from kehoach.errors import Finding, InvalidCommand

__all__ = ["Found", "Reach", "cells_of", "total", "version_of"]

Weights = Mapping[Node, int | Fraction]

_CELL = {Heard.SAID: "value", Heard.NA: "n/a", Heard.MISSING: "missing", Heard.SILENT: "missing"}


def total(
    plan: Plan, board: Board, unit: str, key: str, version: TotalVersion = "draft", *, at: int | None = None
) -> Total:
    """The total of an indicator in one version of a unit's report.

    Args:
        plan: The plan.
        board: Where everything stands.
        unit: Whose total.
        key: Which indicator.
        version: ``"draft"``: the working version; ``"published"``: it too once it is sent, else the last that was
            accepted; or a number.
        at: The instant at which a version that is not sent is asked of, in microseconds since 1970 UTC; that of the
            last line when None.

    Raises:
        UnknownName: No such unit or indicator.
        InvalidCommand: The indicator has no total (KH607), or the unit no such version (KH608).
    """
    book, duty = Book(plan), duty_number(plan, unit)
    recipe = book.recipe(key)
    return Reach(book, board, (duty, version_of(board, duty, version)), at=at).total(recipe)


def version_of(board: Board, duty: int, version: TotalVersion) -> int:
    """The number of the version that is meant.

    Raises:
        InvalidCommand: The duty has no such version (KH608).
    """
    working, sent = board.version[duty], board.flat.roles[board.state[duty]] > 0 and not board.waived(duty)
    if version in ("draft", working):
        return working
    last = working if sent else board.base[duty][0] if duty in board.base else board.accepted_version[duty]
    if version == "published" and last:
        return last
    if isinstance(version, int) and 1 <= version <= max(working, board.newest.get(duty, 0)):
        return version
    values = {"unit": board.grid.names[duty], "version": version, "known": f"1 to {working}"}
    raise InvalidCommand(Finding("KH608", values))


def cells_of(board: Board, node: Node) -> Mapping[str, Cell]:
    """The figures of one version: those it was sent with, else those of the working version."""
    if node in board.filed:
        return board.filed[node][0]
    duty, version = node
    return board.cells.get(duty, {}) if version == board.version[duty] else {}


class Found(NamedTuple):
    """The figures of a total.

    Attributes:
        value: The total.
        below: The part of everything below the unit.
        coverage: Who is heard.
        zeros: What was divided by nothing: what, and the name of its denominator.
    """

    value: Value
    below: Value
    coverage: Coverage
    zeros: Sequence[tuple[str, str]]


class Reach:
    """What one version of a report rests on: read once, when it is first asked for anything, for any indicator.

    Args:
        book: How totals of the plan are worked out.
        board: Where everything stands.
        top: Which version of which duty.
        at: The instant at which a version that is not sent is asked of; that of the last line when None.
        weights: What is met going down from it, where that is known, or other than what its rows say.
        group: The group of indicators that is read; what is asked of others is read anew.

    Attributes:
        grid: The graph that the version stands on.
        group: The group of indicators that is read; empty: those of none.
        shares: The shares of the edges for these.
    """

    __slots__ = (
        "_above",
        "_at",
        "_excused",
        "_newest",
        "_walk",
        "_weights",
        "board",
        "book",
        "grid",
        "group",
        "shares",
        "top",
    )

    def __init__(
        self,
        book: Book,
        board: Board,
        top: Node,
        *,
        at: int | None = None,
        weights: Weights | None = None,
        group: str = "",
    ) -> None:
        self.book, self.board, self.top, self._at, self.group = book, board, top, at, group
        self.grid = board.frame(*top)
        self.shares = self.grid.shares(group)
        self._weights = weights
        self._walk: Walk | None = None
        self._newest: dict[int, int] | None = None
        self._excused: frozenset[int] | None = None
        self._above: dict[int, set[int]] | None = None

    @property
    def walk(self) -> Walk | None:
        """What is met going down along its rows; None where that is other than what its rows say."""
        if self._walk is None and self._weights is None:
            self._walk = walked(self.board, self.top, fresh=False, group=self.group)
        return self._walk

    @property
    def weights(self) -> Weights:
        """Every version that is read down, with the share of it that is counted."""
        return self._weights if self.walk is None else self.walk.weights  # type: ignore[return-value]  # one of the two

    @property
    def newest(self) -> Mapping[int, int]:
        """The newest version that is met of each duty."""
        if self._newest is None:
            self._newest = {}
            for duty, version in self.weights:
                self._newest[duty] = max(version, self._newest.get(duty, 0))
        return self._newest

    @property
    def at(self) -> int:
        """The instant that is asked of, in microseconds since 1970 UTC."""
        return self.board.at if self._at is None else self._at

    @property
    def below(self) -> list[int]:
        """The duty and everything under it, in official order, whoever has reported."""
        return sorted(_subtree(self.grid, self.shares, self.top[0]))

    @property
    def excused(self) -> frozenset[int]:
        """The duties that are not expected in this version."""
        if self._excused is None:
            self._excused = self.board.waived_in(*self.top, self._at)
        return self._excused

    @property
    def asleep(self) -> frozenset[int]:
        """Of those that are not expected in this version, the ones that wait for an event."""
        return self.board.asleep_in(*self.top)

    def said(self, recipe: Recipe, node: Node) -> Said:
        """What one version says to an indicator."""
        return recipe.said(cells_of(self.board, node), self.book.asks(recipe, node[0]))

    def superiors_met(self, duty: int) -> set[int]:
        """The duties through whose rows one is met."""
        if self._above is None:
            self._above = {}
            for node in self.weights:
                frame = self.board.frame(*node)
                for edge, _ in self.held_by(node):
                    self._above.setdefault(frame.edge_unit[edge], set()).add(node[0])
        return self._above.get(duty, set())

    def held_by(self, node: Node) -> Iterator[tuple[int, int]]:
        """The rows of a version whose edges carry the group: edge, and the version that is held."""
        shares = self.board.frame(*node).shares(self.group)
        return ((edge, taken) for edge, taken in self.board.rows_of(*node) if shares.get(edge) != 0)

    def direct_to(self, node: Node) -> list[int]:
        """The duties that go up into a version along edges that carry the group."""
        frame, duty = self.board.frame(*node), node[0]
        shares = frame.shares(self.group)
        edges = range(frame.edge_first[duty], frame.edge_first[duty + 1])
        return [frame.edge_unit[edge] for edge in edges if shares.get(edge) != 0]

    def read(self, weights: Weights) -> Reach:
        """The same version, going down another way."""
        return Reach(self.book, self.board, self.top, at=self._at, weights=weights, group=self.group)

    def of(self, node: Node) -> Reach:
        """Another version, at the same instant."""
        return Reach(self.book, self.board, node, at=self._at, group=self.group)

    def grouped(self, recipe: Recipe) -> Reach:
        """The same version, read for the group of an indicator."""
        if recipe.indicator.group == self.group:
            return self
        return Reach(self.book, self.board, self.top, at=self._at, group=recipe.indicator.group)

    def value(self, recipe: Recipe) -> Value:
        """The bare value of an indicator."""
        count, tally = _Count(self, recipe), Tally(recipe, self.board.grid.names)
        for node, weight in self.weights.items():
            self._enter(tally, node, weight, count.said(node))
        return tally.value(count.given)

    def on(self, board: Board) -> Reach:
        """The same version, read down on another board."""
        return Reach(self.book, board, self.top, at=self._at, group=self.group)

    def entries(self, recipe: Recipe) -> Entries:
        """What every report adds to the total of an indicator, by its duty, in official order."""
        found: dict[int, list[Entry]] = {}
        for node, weight in self.weights.items():
            figures = self.said(recipe, node).figures
            if figures:
                found.setdefault(node[0], []).append((node[1], weight, figures))
        return {duty: tuple(sorted(entries, key=lambda one: one[0])) for duty, entries in sorted(found.items())}

    def total(self, recipe: Recipe, replay: Replay | None = None) -> Total:
        """The total of an indicator, with its coverage.

        Args:
            recipe: How it is worked out.
            replay: What folds the log anew up to a line, so that the total can be explained later.
        """
        if recipe.indicator.group != self.group:
            return self.grouped(recipe).total(recipe, replay)
        count, tally = _Count(self, recipe), Tally(recipe, self.board.grid.names)
        for node, weight in self.weights.items():
            if node != self.top:
                self._enter(tally, node, weight, count.said(node))
        below = tally.value(count.given)
        self._enter(tally, self.top, 1, count.said(self.top))
        value = tally.value(count.given)
        found = Found(value, below, Coverage(count.reported, count.expected, count.waived), tally.zeros)
        is_behind = self.walk is not None and self.walk.causes
        return attrs.evolve(
            self.told(recipe, found, replay),
            missing=tuple(self.board.grid.names[one] for one in count.missing),
            estimated=count.estimated,
            stale=() if not is_behind else None if replay is not None else stale_in(self, (recipe,)),
        )

    def told(self, recipe: Recipe, found: Found, replay: Replay | None) -> Total:
        """The total that is made of what was found, with everybody reported, and in no estimates.

        Args:
            recipe: How it was worked out.
            found: The figures.
            replay: What folds the log anew up to a line.
        """
        indicator, unit = recipe.indicator, self.board.grid.names[self.top[0]]
        return Total(
            unit=unit,
            version=self.top[1],
            key=indicator.key,
            value=found.value,
            own=self.own(recipe, self.top),
            below=found.below,
            reported=found.coverage.reported,
            expected=found.coverage.expected,
            missing=(),
            waived=found.coverage.waived,
            direct=self.direct,
            findings=tuple(zero_finding(unit, *zero) for zero in found.zeros),
            decimals=indicator.decimals,
            measure=indicator.measure,
            rounding=indicator.rounding,
            telling=Telling(self, recipe, self.board.seq, replay),
        )

    def _enter(self, tally: Tally, node: Node, weight: int | Fraction, said: Said) -> None:
        tally.put(node[0], weight, said.figures)
        if said.figures and self.newest[node[0]] == node[1]:
            tally.pick(node[0], said.figures)

    def own(self, recipe: Recipe, node: Node) -> Cell | Value:
        """The own part of a version: its cell, or what is worked out from its cells."""
        if not recipe.indicator.is_computed:
            return cells_of(self.board, node).get(recipe.indicator.key, MISSING)
        tally, said = Tally(recipe, self.board.grid.names), self.said(recipe, node)
        tally.put(node[0], 1, said.figures)
        tally.pick(node[0], said.figures)
        return tally.value([int(one) for one in self.book.asks(recipe, node[0])])

    @property
    def direct(self) -> Coverage:
        """The direct subordinates: how many stand in this version, of how many."""
        grid, direct = self.grid, self.direct_to(self.top)
        waived = [one for one in direct if one in self.excused]
        held = {grid.edge_unit[edge] for edge, _ in self.held_by(self.top)}
        expected = len(direct) - len(waived)
        return Coverage(len(held.difference(waived)), expected, len(set(waived) - self.asleep))


def zero_finding(unit: str, key: str, denominator: str) -> Finding:
    """The finding that a total is divided by nothing."""
    return Finding("KH650", {"unit": unit, "key": key, "denominator": denominator}, subject=unit)


class _Count:
    """The coverage of one total.

    Attributes:
        reported, expected, waived, estimated: As those of `Total`.
        missing: The duties that are asked and have not answered, in official order.
        given: For each given indicator of the recipe, how many are expected to give it.
    """

    __slots__ = ("_heard", "estimated", "expected", "given", "missing", "reported", "waived")

    def __init__(self, reach: Reach, recipe: Recipe) -> None:
        self._heard = {node: reach.said(recipe, node) for node in reach.weights}
        self.reported = self.expected = self.waived = self.estimated = 0
        self.missing: list[int] = []
        self.given = [0] * len(recipe.givens)
        silent, estimates = recipe.said({}, [True] * len(recipe.givens)), reach.book.estimates
        asleep = reach.asleep if reach.excused else frozenset[int]()
        for duty in reach.below:
            asked = reach.book.asks(recipe, duty)
            if not any(asked):
                continue
            version = reach.newest.get(duty)
            said = silent if version is None else self._heard[duty, version]
            counts = COVERAGE[_CELL[said.heard], "waived" if duty in reach.excused else "asked"]
            self.reported += counts.reported
            self.expected += counts.expected
            self.waived += bool(counts.waived) and duty not in asleep
            self.estimated += counts.reported * (duty in estimates)
            if counts.expected > counts.reported:
                self.missing.append(duty)
            for place, is_asked in enumerate(asked if counts.expected else ()):
                self.given[place] += is_asked and said.heards[place] is not Heard.NA

    def said(self, node: Node) -> Said:
        """What one version that is met says."""
        return self._heard[node]


def _subtree(grid: PlanColumns, shares: Mapping[int, Fraction], duty: int) -> Iterator[int]:
    """A duty and everything below it along the edges of a graph that carry anything."""
    seen, border = {duty}, [duty]
    idle = {edge for edge, share in shares.items() if share == 0} if grid.parts else set[int]()
    while border:
        here = border.pop()
        yield here
        edges = range(grid.edge_first[here], grid.edge_first[here + 1])
        if idle:
            below = {grid.edge_unit[edge] for edge in edges if edge not in idle} - seen
        else:
            below = set(grid.edge_unit[edges.start : edges.stop]) - seen
        seen |= below
        border.extend(below)
