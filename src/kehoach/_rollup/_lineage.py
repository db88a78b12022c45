"""Where a total comes from: every version that it rests on, down to those that nobody reports to, each with its hash.

A version is met once, however many ways lead to it, so that a lineage has as many origins as versions, not as paths.
Printed, it is a tree that can be kept short: so deep, and of each superior so many of the largest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import attrs

from kehoach._progress import Board, content_hash
from kehoach._report import Cell, Rounding
from kehoach._rollup._recipe import Recipe
from kehoach._rollup._stale import Stale, stale_in
from kehoach._rollup._tally import Tally
from kehoach._rollup._values import Value, plain_value
from kehoach._rollup._walk import Node
from kehoach._rollup._waterfall import figure_of
from kehoach.errors import Finding, InvalidCommand, Lang

if TYPE_CHECKING:
    import networkx as nx  # type: ignore[import-untyped]

    from kehoach._rollup._reach import Reach

__all__ = ["Lineage", "Origin", "Part", "Replay", "Telling", "is_sent"]

Replay = Callable[[int], Board]
"""What folds the log of a campaign anew, up to a line."""

_WHOLE: Final = Fraction(1)


@attrs.frozen(eq=False, kw_only=True)
class Origin:
    """One version that a total rests on.

    Attributes:
        unit: Whose.
        version: Which version of its report.
        hash: The hash of what it holds, in hexadecimal; None while it is a draft.
        value: Its own total.
        own: What it says itself.
        parts: The versions that it holds, in official order.
        missing: The subordinates that it does not hold, though they are expected.
    """

    unit: str
    version: int
    hash: str | None
    value: Value
    own: Cell | Value
    parts: tuple[Part, ...]
    missing: tuple[str, ...]


@attrs.frozen(eq=False)
class Part:
    """A version as a superior holds it.

    Attributes:
        origin: The version.
        share: The part of it that is counted there.
    """

    origin: Origin
    share: Fraction

    @property
    def size(self) -> Fraction:
        """How much of it counts; 0 where that is no figure."""
        return abs(Fraction(figure_of(self.origin.value) or 0) * self.share)


@attrs.frozen(eq=False, kw_only=True)
class Lineage:
    """Where a total comes from.

    Attributes:
        key: Which indicator.
        top: The version whose total it is.
        depth: How many levels below the top are shown; None: all.
        largest: How many subordinates of each superior are shown, the largest first; None: all, and ten in a text.
        decimals: How many figures stand behind the point in a text.
        rounding: The mode by which figures are rounded in a text.
        adds: Whether the parts of a superior add up to it.
    """

    key: str
    top: Origin
    depth: int | None = None
    largest: int | None = None
    decimals: int = 0
    rounding: Rounding = "half_up"
    adds: bool = True

    def origins(self) -> Iterator[Origin]:
        """Every version that the total rests on, superiors first, each once."""
        met, left = {id(self.top)}, [self.top]
        while left:
            here = left.pop()
            yield here
            fresh = [one.origin for one in here.parts if id(one.origin) not in met]
            met.update(map(id, fresh))
            left.extend(reversed(fresh))

    def __len__(self) -> int:
        return sum(1 for _ in self.origins())

    def text(self, *, lang: Lang = "en", named: Callable[[str], str] = str) -> str:
        """The lineage as a tree; of each superior ten subordinates are shown, unless `largest` says otherwise.

        Args:
            lang: The language of the words in it.
            named: What a duty is called; its id when left out.
        """
        from kehoach._rollup._tree import tree

        return tree(self, lang, named)

    def __str__(self) -> str:
        return self.text()

    def below(self, origin: Origin, level: int, most: int | None) -> tuple[list[Part], list[Part]]:
        """The parts of a version that are shown at a level below the top, and the others.

        Args:
            origin: The version.
            level: How far below the top it stands.
            most: How many may be shown; the largest first where some are left out.
        """
        if self.depth is not None and level >= self.depth:
            return [], list(origin.parts)
        if most is None or len(origin.parts) <= most:
            return list(origin.parts), []
        ordered = sorted(origin.parts, key=lambda one: one.size, reverse=True)
        return ordered[:most], ordered[most:]

    def to_dict(self) -> dict[str, object]:
        """The lineage as plain data: the tree as far as it is shown, and of the rest how many there are.

        What stands in the tree for the second time is named and not told again.
        """
        met, tree = set[int](), self._told(self.top, _WHOLE)
        left = [(self.top, tree, 0)]
        while left:
            origin, told, level = left.pop()
            if id(origin) in met:
                continue
            met.add(id(origin))
            shown, rest = self.below(origin, level, self.largest)
            below = [self._told(part.origin, part.share) for part in shown]
            told |= {"others": len(rest), "parts": below}
            left += [(part.origin, one, level + 1) for part, one in reversed([*zip(shown, below, strict=True)])]
        return {"key": self.key, "top": tree}

    @staticmethod
    def _told(origin: Origin, share: Fraction) -> dict[str, object]:
        told: dict[str, object] = {"unit": origin.unit, "version": origin.version, "hash": origin.hash}
        told |= {"share": str(share), "value": plain_value(origin.value), "own": plain_value(origin.own)}
        return told | {"missing": list(origin.missing)}

    @property
    def graph(self) -> nx.DiGraph[tuple[str, int]]:
        """The lineage as a graph: (unit, version) → (superior, its version), as in `Hierarchy.graph`.

        Nodes carry ``value``, ``own`` and ``hash``, edges the ``share``.
        """
        import networkx as nx

        graph: nx.DiGraph[tuple[str, int]] = nx.DiGraph()
        for one in self.origins():
            graph.add_node((one.unit, one.version), value=one.value, own=one.own, hash=one.hash)
            for part in one.parts:
                below = (part.origin.unit, part.origin.version)
                graph.add_edge(below, (one.unit, one.version), share=part.share)
        return graph


@attrs.frozen(eq=False)
class Telling:
    """What a total is explained from, after the campaign has gone on.

    Attributes:
        reach: The version, read down when the total was worked out.
        recipe: The indicator.
        seq: The last line of the log that stood then.
        replay: What folds the log anew up to a line; None where nobody can.
    """

    reach: Reach
    recipe: Recipe
    seq: int
    replay: Replay | None

    def lineage(self, depth: int | None, largest: int | None) -> Lineage:
        """Where the total came from when it was worked out."""
        reach = self._then()
        indicator = self.recipe.indicator
        return Lineage(
            key=indicator.key,
            top=_origins(reach, self.recipe)[reach.top],
            depth=depth,
            largest=largest,
            decimals=indicator.decimals,
            rounding=indicator.rounding,
            adds=indicator.goes_up in ("sum", "count"),
        )

    def stale(self) -> tuple[Stale, ...]:
        """What was accepted below when the total was worked out, and does not stand in it."""
        return stale_in(self._then(), (self.recipe,))

    def _then(self) -> Reach:
        """The version on the board as it was."""
        reach = self.reach
        if reach.board.seq == self.seq:
            return reach
        if self.replay is None:
            unit = reach.board.grid.names[reach.top[0]]
            raise InvalidCommand(Finding("KH654", {"unit": unit, "key": self.recipe.indicator.key}))
        return reach.on(self.replay(self.seq))


def is_sent(board: Board, node: Node) -> bool:
    """Whether a version was sent: a working one that is past draft, or an earlier one."""
    duty, version = node
    return version != board.version[duty] or board.flat.roles[board.state[duty]] > 0


def _origins(reach: Reach, recipe: Recipe) -> Mapping[Node, Origin]:
    """Every version that is met, with its own total; those that nobody reports to first."""
    board, names = reach.board, reach.board.grid.names
    found: dict[Node, Origin] = {}
    tallies: dict[Node, Tally] = {}
    nobody = [0] * len(recipe.givens)
    for node in sorted(reach.weights, key=lambda one: board.grid.generation[one[0]]):
        duty, version = node
        frame = board.frame(*node)
        said, tally, parts = reach.said(recipe, node), Tally(recipe, names), list[Part]()
        held = set[int]()
        for edge, taken in reach.held_by(node):
            below, share = (frame.edge_unit[edge], taken), frame.shares(reach.group).get(edge)
            held.add(below[0])
            tally.merge(tallies[below], 1 if share is None else share)
            parts.append(Part(found[below], share or _WHOLE))
        excused = board.waived_in(duty, version, reach.at)
        missing = [one for one in reach.direct_to(node) if one not in held and one not in excused]
        tally.put(duty, 1, said.figures)
        tally.pick(duty, said.figures)
        tallies[node] = tally
        found[node] = Origin(
            unit=names[duty],
            version=version,
            hash=content_hash(board, duty, version) if is_sent(board, node) else None,
            value=tally.value(nobody) if all(tally.entered) else reach.of(node).value(recipe),
            own=reach.own(recipe, node),
            parts=tuple(parts),
            missing=tuple(names[one] for one in missing),
        )
    return found
