"""The operators by which figures go up, and which kind of indicator each is legal for: one table, here.

An indicator goes up twice: along the tree, from subordinates to a superior, and along periods, from months to a year.
What is right along the one may be wrong along the other. A stock, such as members, adds up over communes; over months
the same members would be counted again. A ratio is worked out anew wherever it is asked for, from its two parts.

An operator is additive when a whole may be cut into shares and put together again. The others count a report that
several superiors share once and as a whole, whatever the shares.
"""

from __future__ import annotations

from collections.abc import Mapping

import attrs

__all__ = ["ADDITIVE", "COMPUTED", "LEGAL", "LEGAL_OVER_TIME", "OPERATORS", "Operator"]

KINDS = ("flow", "stock", "ratio", "text")
"""What an indicator can be: what came about, how many there are, one figure by another, words."""


@attrs.frozen
class Operator:
    """One way in which figures are put together.

    Attributes:
        name: What plans call it.
        gives: What it makes of several figures, in a few words.
        tree: The kinds that it is legal for along the tree.
        periods: The kinds that it is legal for along periods.
        is_additive: Whether a report that is shared may be cut into its shares.
        needs: The fields of the indicator that it works with.
    """

    name: str
    gives: str
    tree: tuple[str, ...]
    periods: tuple[str, ...]
    is_additive: bool = False
    needs: tuple[str, ...] = ()


_FIGURES = ("flow", "stock")
_WORKED_OUT = ("flow", "stock", "ratio")
_ANY = ("flow", "stock", "text")
_POINT = ("stock", "text")  # a month of a flow is no year of it

OPERATORS: tuple[Operator, ...] = (
    Operator("sum", "all figures added", _FIGURES, ("flow",), is_additive=True),
    Operator("min", "the smallest figure", _FIGURES, _FIGURES),
    Operator("max", "the largest figure", _FIGURES, _FIGURES),
    Operator("count", "how many gave one", _ANY, _ANY, is_additive=True),
    Operator("mean", "their sum by their number", _FIGURES, _FIGURES, is_additive=True),
    Operator(
        "weighted_mean",
        "each times its weight, by all weights",
        _FIGURES,
        _FIGURES,
        is_additive=True,
        needs=("weight",),
    ),
    Operator(
        "ratio",
        "all numerators by all denominators",
        ("ratio",),
        ("ratio",),
        is_additive=True,
        needs=("numerator", "denominator"),
    ),
    Operator(
        "formula",
        "the formula of the totals of its parts",
        _WORKED_OUT,
        _WORKED_OUT,
        is_additive=True,
        needs=("formula",),
    ),
    Operator("first", "the first in official order, or in time", _ANY, _POINT),
    Operator("last", "the last in official order, or in time", _ANY, _POINT),
    Operator("union", "each text once", ("text",), ("text",)),
    Operator("gather", "each text with its unit", ("text",), ("text",)),
    Operator("none", "nothing: it does not go up", KINDS, KINDS),
)
"""Every operator, in the order in which they are told."""

_USUAL: Mapping[str, tuple[str, str]] = {
    "flow": ("sum", "sum"),
    "stock": ("sum", "last"),
    "ratio": ("ratio", "ratio"),
    "text": ("union", "union"),
}


def _legal(along: str, place: int) -> dict[str, tuple[str, ...]]:
    """The legal operators of each kind, the usual one first."""
    found: dict[str, tuple[str, ...]] = {}
    for kind in KINDS:
        names = [one.name for one in OPERATORS if kind in getattr(one, along)]
        usual = _USUAL[kind][place]
        found[kind] = (usual, *(name for name in names if name != usual))
    return found


LEGAL: Mapping[str, tuple[str, ...]] = _legal("tree", 0)
"""Which operators an indicator of each kind may go up by along the tree; the first is the usual one."""

LEGAL_OVER_TIME: Mapping[str, tuple[str, ...]] = _legal("periods", 1)
"""Which operators the totals of an indicator of each kind may be put together by along periods; the usual one first."""

ADDITIVE: frozenset[str] = frozenset(one.name for one in OPERATORS if one.is_additive)
"""The operators under which a report may be cut into shares."""

COMPUTED: frozenset[str] = frozenset(("ratio", "formula"))
"""The operators of what no unit reports: it is worked out from other indicators, wherever it is asked for."""
