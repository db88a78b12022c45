"""The columns of a ledger: figures in lanes that are put together alike, and answers as bits beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from kehoach._plan import PlanColumns
from kehoach._rollup._algebra import Heard
from kehoach._rollup._census import Bonus, Packing, census
from kehoach._rollup._groups import HIGHEST, Group, Kind, Links, neutral
from kehoach._rollup._lanes import Added, Lane, Sheet, added_by, lanes_of
from kehoach._rollup._layout import Layout
from kehoach._rollup._recipe import Recipe, Said

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Mask = NDArray[np.bool_]

__all__ = ["Pages"]


class _Mark(NamedTuple):
    """A column of bits: of which recipe, and what it says; for a given indicator of it, its place."""

    recipe: int
    word: str
    given: int = -1


class _Spot(NamedTuple):
    """Where a lane stands: which group, which row in it."""

    group: int
    row: int


class Pages:
    """The columns of a ledger.

    Args:
        recipes: What is worked out.
        sheet: The cells of every version, by column.
        layout: Where everything stands.
    """

    def __init__(self, recipes: Sequence[Recipe], sheet: Sheet, layout: Layout) -> None:
        self._recipes, self._scale, self._layout = recipes, layout.scale, layout
        added = [added_by(recipe, sheet) for recipe in recipes]
        self._lanes = lanes_of(recipes)
        self._of_recipe: list[list[tuple[int, Lane]]] = [[] for _ in recipes]
        for place, lane in enumerate(self._lanes):
            self._of_recipe[lane.recipe].append((place, lane))
        extras = range(layout.n, sheet.n)
        owners = [*layout.superiors.tolist(), *extras]
        self._owner = {column: place for place, column in enumerate(owners)}
        self._packing = Packing.of(sheet.n)
        marks = list(_marks(recipes, added))
        self._marks = {mark: place for place, (mark, _) in enumerate(marks)}
        self._split = {mark.recipe for mark in self._marks if mark.word == "entered"}
        bits = self._packing.packed([mask for _, mask in marks], sheet.n)
        self._counts = Group("count", bits, layout, extras)
        self._groups, self._spots, self._left = self._grouped(added, extras)

    def _grouped(self, added: Sequence[Added], extras: Sequence[int]) -> tuple[list[Group], list[_Spot], list[float]]:
        """The lanes by how they are put together, and how much each sum may still grow before it needs more bits."""
        import numpy as np

        rows: dict[tuple[Kind, bool], list[NDArray[Any]]] = {}
        alike: dict[tuple[Kind, bytes], int] = {}
        placed: list[tuple[tuple[Kind, bool], int]] = []
        left: list[float] = []
        for lane in self._lanes:
            column, room = self._column(lane, added[lane.recipe])
            kind: tuple[Kind, bool] = (lane.reducer, column.dtype == object)
            known = rows.setdefault(kind, [])
            row = len(known) if kind[1] else alike.setdefault((kind[0], column.tobytes()), len(known))
            if row == len(known):  # a weight is the same for all that it weighs
                known.append(column)
            placed.append((kind, row))
            left.append(room)
        order = {kind: place for place, kind in enumerate(rows)}
        groups = [Group(kind[0], np.stack(columns), self._layout, extras) for kind, columns in rows.items()]
        return groups, [_Spot(order[kind], row) for kind, row in placed], left

    def _column(self, lane: Lane, added: Added) -> tuple[NDArray[Any], float]:
        """What every version says to a lane, as wide as its total may become; and how much the total may still grow."""
        import numpy as np

        column: NDArray[Any] = added.lanes[lane.given][lane.part]
        sizes = np.abs(column.astype("f8"))
        if lane.reducer != "add":
            is_wide = column.dtype == object or bool(sizes.max(initial=0) >= HIGHEST / 2)
            column = column.astype(object) if is_wide else column
            none = neutral(lane.reducer, is_wide=is_wide)
            return np.where(added.entered[lane.given], column, none), float(HIGHEST)
        room = float(HIGHEST) / self._scale - float(sizes.sum()) * 1.01
        if column.dtype == object or room <= 0:
            return column.astype(object) * self._scale, float("inf")
        return column * self._scale, room

    def asked(
        self, grid: PlanColumns, layout: Layout, sheet: Sheet, waivers: Ints
    ) -> tuple[list[Ints], list[Ints | None]]:
        """How many are expected, and how many waived, below each duty, for each recipe; by column.

        Args:
            grid: The graph.
            layout: Its columns.
            sheet: Who is asked for what.
            waivers: The numbers of the duties that are waived.
        """
        import numpy as np

        is_waived = np.zeros(layout.n, bool)
        is_waived[layout.place[waivers]] = True
        masks: dict[bytes, Mask] = {}
        keys: list[bytes] = []
        for recipe in self._recipes:
            asked = np.logical_or.reduce([sheet.asked(given.indicator) for given in recipe.givens])[: layout.n]
            keys.append(asked.tobytes())
            masks[keys[-1]] = asked
        expected = dict(zip(masks, census(grid, layout, [one & ~is_waived for one in masks.values()]), strict=True))
        if not len(waivers):
            return [expected[key] for key in keys], [None] * len(keys)
        waived = dict(zip(masks, census(grid, layout, [one & is_waived for one in masks.values()]), strict=True))
        return [expected[key] for key in keys], [waived[key] for key in keys]

    def roll(self, links: Links) -> None:
        """Work every superior out anew, in one pass."""
        for group in (*self._groups, self._counts):
            group.roll(links)

    def added(self, bonus: Bonus) -> Ints:
        """The counts behind shared versions, packed: what superiors have beside those along single ways."""
        return bonus.added(self._counts.columns)

    def rework(self, column: int, sources: Ints, above: Ints, below: Ints, is_shared: Mask) -> None:
        """Work one superior out anew from what it says itself and the columns that it holds."""
        for group in (*self._groups, self._counts):
            group.rework(self._owner[column], column, (sources, above, below, is_shared))

    def say(self, column: int, answers: Sequence[tuple[Said, Sequence[bool]]]) -> bool:
        """Note what one version says itself to every recipe; False where the columns have no room for it."""
        rows: list[list[int | None]] = [[None] * len(group.columns) for group in self._groups]
        bits = [0] * len(self._counts.columns)
        for place, (said, asked) in enumerate(answers):
            for mark in _answers(place, said, asked, splits=place in self._split):
                bit = self._marks.get(mark)
                if bit is None:
                    return False
                bits[bit // self._packing.each] += 1 << (self._packing.width * (bit % self._packing.each))
        for place, (lane, spot) in enumerate(zip(self._lanes, self._spots, strict=True)):
            figure = self._figure(place, lane, answers[lane.recipe][0])
            if figure is None or rows[spot.group][spot.row] not in (None, figure):
                return False  # it needs more bits, or lanes that were alike are so no more
            rows[spot.group][spot.row] = figure
        owner = self._owner.get(column)
        for group, figures in zip(self._groups, rows, strict=True):
            group.say(column, owner, figures)
        self._counts.say(column, owner, bits)
        return True

    def _figure(self, place: int, lane: Lane, said: Said) -> int | None:
        """What a version says to a lane, as it stands there; None where it needs more bits."""
        group = self._groups[self._spots[place].group]
        added = said.figures[lane.given] if said.figures else None
        if added is None:
            return neutral(lane.reducer, is_wide=group.is_wide)
        figure = int(added[lane.part])
        if lane.reducer != "add":
            return figure if group.is_wide or abs(figure) < HIGHEST // 2 else None
        self._left[place] -= abs(figure)
        return figure * self._scale if self._left[place] > 0 else None

    # --------------------------------------------------------------- reading

    def figure(self, column: int, lane: int) -> int:
        """The total of a lane, multiplied by the scale of its sums."""
        spot = self._spots[lane]
        return int(self._groups[spot.group].columns[spot.row, column])

    def picked(self, columns: Ints, lane: int) -> int:
        """What is picked of some columns in a lane of smallest or largest figures."""
        spot = self._spots[lane]
        return self._groups[spot.group].pick(spot.row, columns)

    def lanes(self, recipe: int) -> Sequence[tuple[int, Lane]]:
        """The lanes of a recipe, with their places."""
        return self._of_recipe[recipe]

    def single(self, column: int, shared: Sequence[int]) -> Ints:
        """The counts of one column, packed: along single ways, and behind the shared versions that it reaches."""
        found: Ints = self._counts.columns[:, [column, *shared]].sum(axis=1)
        return found

    def count(self, counts: Ints, recipe: int, word: str, given: int = -1) -> Ints:
        """How many versions have given an answer, from packed counts.

        Args:
            counts: The packed counts, of one column or of all.
            recipe: The place of the recipe.
            word: ``"said"``, ``"absent"``, ``"unasked"`` or ``"entered"``.
            given: The place of the given indicator, for the last.
        """
        place = self._marks.get(_Mark(recipe, word, given))
        if place is None:
            return self.count(counts, recipe, "said") if word == "entered" else counts[0] * 0
        return self._packing.read(counts, place)


def _marks(recipes: Sequence[Recipe], added: Sequence[Added]) -> list[tuple[_Mark, Mask]]:
    """The bits that are kept: whether a version enters always; the rest only where any version has it."""
    found: list[tuple[_Mark, Mask]] = []
    for place, (recipe, one) in enumerate(zip(recipes, added, strict=True)):
        found.append((_Mark(place, "said"), one.said))
        rare = (("absent", one.absent), ("unasked", one.unasked))
        found += [(_Mark(place, word), mask) for word, mask in rare if mask.any()]
        if len(recipe.givens) > 1 and any((mask != one.said).any() for mask in one.entered):
            found += [(_Mark(place, "entered", number), mask) for number, mask in enumerate(one.entered)]
    return found


def _answers(place: int, said: Said, asked: Sequence[bool], *, splits: bool) -> list[_Mark]:
    """The bits that one version has.

    Args:
        place: The place of the recipe.
        said: What it says to the recipe.
        asked: For each given indicator, whether it is asked.
        splits: Whether bits are kept for each given indicator.
    """
    if said.heard is Heard.NA and any(asked):
        return [_Mark(place, "absent")]
    if said.heard is not Heard.SAID:
        return []
    found = [_Mark(place, "said")]
    if not any(asked):
        found.append(_Mark(place, "unasked"))
    entered = [number for number, one in enumerate(said.figures) if one is not None]
    if splits or len(entered) < len(said.figures):
        found += [_Mark(place, "entered", number) for number in entered]
    return found
