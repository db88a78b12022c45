"""The search through every state: subtrees, symmetry and new numbers for versions leave nothing out and add nothing."""

from __future__ import annotations

from fractions import Fraction

import pytest

import kehoach as kh
from explored import Space
from kehoach._explore._moments import moments_of
from kehoach._explore._search import Search
from kehoach._explore._stage import Stage
from kehoach._explore._tree import Tree
from kehoach._explore._whole import Whole
from kehoach.testing import explore, small_plan

GATES: tuple[object, ...] = ("all", "none", kh.Quorum(Fraction(1, 2)))


def stage_of(plan: kh.Plan, *, thorough: bool = False) -> Stage:
    """What decides, while time stands still."""
    return Stage(plan, moments_of(plan, still=True), thorough=thorough)


def searched(space: Tree | Whole, returns: int | None) -> Search:
    """A search to its end."""
    search = Search(space, 1, returns=returns, limit=1_000_000)
    search.run()
    assert search.exhausted
    return search


@pytest.mark.parametrize("gate", GATES, ids=str)
@pytest.mark.parametrize("sizes", [(1, 1), (1, 2), (1, 1, 1)], ids=str)
def test_subtrees_find_the_states_that_whole_boards_have(sizes: tuple[int, ...], gate: object) -> None:
    """As many states and acts are found by subtrees as by whole boards, and as deep, when siblings are not alike."""
    plan = small_plan(*sizes, policy=kh.Policy(gate=gate))
    stage = stage_of(plan)
    tree, whole = searched(Tree(stage, symmetric=False), 1), searched(Whole(stage_of(plan)), 1)
    assert (tree.states, tree.acts, tree.deep) == (whole.states, whole.acts, whole.deep)
    assert not tree.flaws
    assert not whole.flaws


@pytest.mark.parametrize("sizes", [(1, 2), (1, 1, 2), (1, 2, 2)], ids=str)
def test_siblings_that_nothing_tells_apart_are_one(sizes: tuple[int, ...]) -> None:
    """Each state that is found with symmetry is found without it, and each of those is one of these, renamed."""
    stage = stage_of(small_plan(*sizes))
    alike, apart = Tree(stage), Tree(stage, symmetric=False)
    fewer, all_of_them = searched(alike, 1), searched(apart, 1)
    known = set(fewer.keys)
    renamed = {
        alike.key(apart.board(place.state).copy()) * 2 + place.left
        for place in map(all_of_them.place, range(all_of_them.states))
    }
    assert renamed == known
    assert fewer.deep == all_of_them.deep
    assert fewer.states < all_of_them.states


def test_everybody_else_is_refused_everywhere() -> None:
    """When everybody tries everything, no other states are found than when only those try whom it is for."""
    plan = small_plan(1, 1, 1)
    some, everybody = (searched(Whole(stage_of(plan, thorough=all_of_them)), 1) for all_of_them in (False, True))
    assert (some.states, some.acts, some.deep) == (everybody.states, everybody.acts, everybody.deep)


def test_versions_are_numbered_anew_without_loss() -> None:
    """Every state of the search by bounded versions is one of those of the search by renamed ones."""
    bounded, stage = Space(small_plan(1, 1), 2), stage_of(small_plan(1, 1))
    tree = Tree(stage, symmetric=False)
    search = searched(tree, None)
    known = {place.state for place in map(search.place, range(search.states))}
    assert {tree.key(bounded.fill(key).copy()) for key in bounded.keys} <= known


def test_what_is_found_does_not_depend_on_the_order_of_units() -> None:
    """Two plans that differ in the names of their units have as many states."""
    one = small_plan(1, 2, 2)
    units = [
        kh.Unit("top", tier="province"),
        *(kh.Unit(name, tier="district", reports_to="top") for name in "ba"),
        kh.Unit("y", tier="commune", reports_to="b"),
        kh.Unit("x", tier="commune", reports_to="a"),
    ]
    other = one.replace(hierarchy=kh.Hierarchy.from_units(one.tiers, units))
    first, second = explore(one), explore(other)
    assert (first.states, first.acts, first.deep) == (second.states, second.acts, second.deep)
