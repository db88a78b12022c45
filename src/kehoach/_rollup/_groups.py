"""Lanes side by side that are put together alike, and the pass that makes superiors' columns of their subordinates'.

Columns are versions. Those of superiors are worked out generation by generation; what they say themselves is kept
apart, so that a pass can begin anew. Sums are multiplied by a number that every share divides: they stay integers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, Literal

import attrs

from kehoach._rollup._layout import Layout, Level

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

__all__ = ["HIGHEST", "LOWEST", "Extra", "Group", "Links", "neutral"]

Kind = Literal["add", "count", "low", "high"]

LOWEST: Final = -(2**62)
HIGHEST: Final = 2**62
_BEYOND: Final = 10**80  # above every figure of thirty places with eighteen decimals, for integers of Python's own


def neutral(kind: Kind, *, is_wide: bool) -> int:
    """What changes nothing when it is put in.

    Args:
        kind: How columns are put together.
        is_wide: Whether they hold Python's own integers.
    """
    if kind in ("add", "count"):
        return 0
    most = _BEYOND if is_wide else HIGHEST
    return most if kind == "low" else -most


@attrs.define(eq=False)
class Extra:
    """A version that is held or asked for and is not the working one: a column of its own, which never changes.

    Attributes:
        column: Its column.
        duty: The number of its duty.
        held: The versions that it holds.
        sources: Their columns.
        above, below: The share of each, as numerator and denominator.
        is_shared: Whether several superiors count each.
    """

    column: int
    duty: int
    held: tuple[tuple[int, int], ...]
    sources: Ints
    above: Ints
    below: Ints
    is_shared: NDArray[np.bool_]


@attrs.define(eq=False)
class Links:
    """Which column stands at each edge, by the rows as they are.

    Attributes:
        source: The column of the version that is held at each edge; -1 where none is.
        extras: The versions that are not working ones, in the order in which they are worked out, by generation.
    """

    source: Ints
    extras: dict[int, list[Extra]]


class Group:
    """Lanes that are put together alike.

    Args:
        kind: ``"add"``: summed by shares; ``"count"``: summed over those whom one superior alone counts; ``"low"`` and
            ``"high"``: the smallest and the largest, once each.
        columns: What every version says itself, one row for each lane.
        layout: Where everything stands.

    Attributes:
        columns: The totals of every version, after a pass.
    """

    __slots__ = ("_kind", "_layout", "_neutral", "_own", "_owners", "columns")

    def __init__(self, kind: Kind, columns: NDArray[Any], layout: Layout, extras: Sequence[int]) -> None:
        import numpy as np

        self._kind: Kind = kind
        self._layout, self.columns = layout, columns
        self._neutral = neutral(kind, is_wide=columns.dtype == object)
        self._owners = np.concatenate([layout.superiors, np.array(extras, "i8")])
        self._own: NDArray[Any] = columns[:, self._owners].copy()

    @property
    def is_wide(self) -> bool:
        """Whether they hold Python's own integers."""
        return bool(self.columns.dtype == object)

    def roll(self, links: Links) -> None:
        """Work every superior out anew, lowest generation first."""
        self.columns[:, self._owners] = self._own
        for level in self._layout.levels:
            self._run(level, links)
            self._mend(level, links)
            for extra in links.extras.get(level.generation, ()):
                parts = self._parts(extra.sources, extra.above, extra.below, extra.is_shared)
                self.columns[:, extra.column] = self._with(self.columns[:, extra.column], parts)

    def _run(self, level: Level, links: Links) -> None:
        """Put the runs of a level together: all whose lead superiors are of its generation."""
        import numpy as np

        if not len(level.starts):
            return
        run = self.columns[:, level.first : level.last]
        source = links.source[level.leads]
        others = np.flatnonzero(source != np.arange(level.first, level.last))
        if len(others):
            run = run.copy()
            run[:, others] = np.where(source[others] < 0, self._neutral, self.columns[:, source[others]])
        found = self._ufunc.reduceat(run, level.starts, axis=1)
        self.columns[:, level.targets] = self._ufunc(self.columns[:, level.targets], found)

    @property
    def _ufunc(self) -> np.ufunc:
        import numpy as np

        return {"add": np.add, "count": np.add, "low": np.minimum, "high": np.maximum}[self._kind]

    def _mend(self, level: Level, links: Links) -> None:
        """Put right what the runs do not count as it is: shares, and superiors that are not the lead."""
        import numpy as np

        edges = level.edges
        source = links.source[edges.number]
        asked = source >= 0
        if self._kind in ("low", "high"):
            asked &= ~edges.is_lead
        elif self._kind == "count":
            asked &= edges.is_lead & edges.is_shared
        if not asked.any():
            return
        held, target = np.take(self.columns, source[asked], axis=1), edges.target[asked]
        if self._kind == "count":
            held = -held
        elif self._kind == "add":
            held = _times(held, _of(edges.above, asked), _of(edges.below, asked))
        starts = np.flatnonzero(np.diff(target, prepend=-1))
        at = target[starts]
        self.columns[:, at] = self._ufunc(self.columns[:, at], self._ufunc.reduceat(held, starts, axis=1))

    def _parts(self, sources: Ints, above: Ints, below: Ints, is_shared: NDArray[np.bool_]) -> NDArray[Any]:
        """What versions add to one superior, each by its share."""
        if self._kind == "count":
            return self.columns[:, sources[~is_shared]]
        held = self.columns[:, sources]
        return _times(held, above, below) if self._kind == "add" else held

    def _with(self, own: NDArray[Any], parts: NDArray[Any]) -> NDArray[Any]:
        if not parts.shape[1]:
            return own
        found: NDArray[Any] = self._ufunc(own, self._ufunc.reduce(parts, axis=1))
        return found

    def pick(self, row: int, columns: Ints) -> int:
        """What some columns of a row come to."""
        return int(self._ufunc.reduce(self.columns[row, columns]))

    def rework(self, owner: int, column: int, parts: tuple[Ints, Ints, Ints, NDArray[np.bool_]]) -> None:
        """Work one superior out anew from what it says itself and the versions it holds.

        Args:
            owner: Its place among the superiors.
            column: Its column.
            parts: The columns it holds, their shares as numerators and denominators, and whether each is shared.
        """
        self.columns[:, column] = self._with(self._own[:, owner], self._parts(*parts))

    def say(self, column: int, owner: int | None, figures: Sequence[int | None]) -> None:
        """Note what one version says itself.

        Args:
            column: Its column.
            owner: Its place among the superiors; None where nobody reports to it.
            figures: One for each lane.
        """
        if owner is None:
            self.columns[:, column] = figures
        else:
            self._own[:, owner] = figures


def _of(figures: Ints, asked: NDArray[np.bool_]) -> Ints:
    """The figures of some edges; one alone is that of all."""
    return figures if len(figures) == 1 else figures[asked]


def _times(held: NDArray[Any], above: Ints, below: Ints) -> NDArray[Any]:
    """Parts of sums, exactly: every sum is a multiple of the denominators of its shares."""
    held = held // _one_or_all(below) if not _is_one(below) else held
    return held if _is_one(above) else held * _one_or_all(above)


def _is_one(figures: Ints) -> bool:
    return not len(figures) or (len(figures) == 1 and figures[0] == 1)


def _one_or_all(figures: Ints) -> Any:  # noqa: ANN401 - a scalar, or a row
    """One number where all are alike: numpy divides by it much faster than by a row."""
    return figures[0] if len(figures) == 1 else figures
