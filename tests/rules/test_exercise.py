"""Rules put to the test."""

from __future__ import annotations

from collections.abc import Iterator

from kehoach import Plan
from kehoach.rules import exercise, rule
from kehoach.testing import small_plan


@rule("X001", "there are at most two districts")
def few(plan: Plan) -> Iterator[str]:
    """Count them."""
    assert plan.hierarchy is not None
    if len(plan.hierarchy.units_of("district")) > 2:
        yield "too many"


@rule("X002", "there are no districts at all")
def none(plan: Plan) -> Iterator[str]:
    """Count them."""
    assert plan.hierarchy is not None
    if plan.hierarchy.units_of("district"):
        yield "some"


@rule("X003", "there is a hierarchy")
def some(plan: Plan) -> Iterator[str]:
    """Look for it."""
    if plan.hierarchy is None:
        yield "none"


@rule("X004", "a rule that fails")
def failing(plan: Plan) -> Iterator[str]:
    """Fail."""
    raise KeyError(str(plan))
    yield ""


def test_a_rule_that_never_or_always_fires_is_named() -> None:
    """One is dead or untested, the other says nothing; a third tells plans apart."""
    done = exercise([few, none, some], [small_plan(1, 2), small_plan(1, 3)])
    assert (done.never, done.always, dict(done.fired)) == (("X003",), ("X002",), {"X001": 1, "X002": 2, "X003": 0})
    assert not done.ok
    assert str(done) == "3 rules on 2 subjects; never: X003; always: X002"


def test_one_subject_does_not_make_always() -> None:
    """What fires on the only plan there is may still be silent on another."""
    assert exercise([none], [small_plan(1, 2)]).always == ()
    assert exercise([few], [small_plan(1, 2), small_plan(1, 3)]).ok
    assert not exercise([few], []).ok


def test_a_rule_that_fails_is_told_once() -> None:
    """What goes wrong in a rule is not what it found."""
    done = exercise([failing], [small_plan(1, 2), small_plan(1, 3)])
    assert [one.code for one in done.failed] == ["KH780"]
    assert done.never == ("X004",)
    assert str(done).endswith("failed: X004")
