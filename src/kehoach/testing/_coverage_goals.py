"""All that scripts could touch of a plan."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from kehoach._engine import guards_for
from kehoach._engine._guards import idle_until_moved
from kehoach._plan import Plan
from kehoach._progress import flat_of
from kehoach.files._positions import Positions, split_path

__all__ = ["Goal", "deadline_of", "goals_of"]


@attrs.frozen
class Goal:
    """Something that a script can touch.

    Attributes:
        kind: ``"state"``, ``"transition"``, ``"guard"``, ``"deadline"``, ``"tier"`` or ``"clause"``.
        name: Which.
        side: Of a guard ``"passes"`` or ``"refuses"``, of a deadline ``"before"`` or ``"after"``; else empty.
        file: The plan file it stands in; None where the plan was read from none.
        line: Its line there; 1 where it has no line of its own.
    """

    kind: str
    name: str
    side: str = ""
    file: str | None = attrs.field(default=None, eq=False)
    line: int = attrs.field(default=1, eq=False)

    def to_dict(self) -> dict[str, object]:
        """The goal as plain data."""
        return attrs.asdict(self)

    def __str__(self) -> str:
        return f"{self.name} ({self.side})" if self.side else self.name


def deadline_of(plan: Plan, duty: int) -> str:
    """What the deadline of a duty is called: whose it is, and how it reads."""
    terms = plan.terms(duty)
    form = plan.columns.forms[plan.columns.form_of[duty]]
    return f"{form} at {terms.layer}: {terms.deadline}"


def goals_of(plan: Plan) -> tuple[Goal, ...]:
    """All that scripts could touch of a plan, each once.

    Args:
        plan: The plan, with units.
    """
    source = plan.source
    positions = None if source is None else Positions(source.text)
    found: dict[Goal, None] = {}
    for goal, path in (*_moves(plan), *_deadlines(plan), *_named(plan)):
        line = 1 if positions is None else positions.nearest(split_path(path)).line
        found.setdefault(attrs.evolve(goal, file=None if source is None else source.shown, line=line), None)
    return tuple(found)


def _moves(plan: Plan) -> Iterator[tuple[Goal, str]]:
    """States, transitions and guards, of acts only where any are owed."""
    flat, columns = flat_of(plan), plan.columns
    first = flat.initials[1] if len(flat.initials) > 1 and not columns.acts else len(flat.states)
    for state in flat.states[:first]:
        yield Goal("state", state), "lifecycle"
    asked = {name for name, (_, can_refuse) in guards_for(plan).items() if can_refuse} - idle_until_moved(columns)
    builtin = guards_for(plan)
    for move in flat.moves:
        never = ("others_hold", True) in move.guards and "others_hold" not in asked  # nobody has two superiors
        if move.machine is None or move.source >= first or never:
            continue
        source, dest = flat.states[move.source], flat.states[move.dest]
        yield Goal("transition", f"{move.trigger}: {source} → {dest}"), "lifecycle"
        for guard, _ in move.guards:
            if guard in asked or guard not in builtin:
                for side in ("passes", "refuses"):
                    yield Goal("guard", f"{move.trigger} from {source}: {guard}", side), "lifecycle"


def _deadlines(plan: Plan) -> Iterator[tuple[Goal, str]]:
    columns, tiers = plan.columns, [tier.id for tier in plan.tiers]
    seen = set[tuple[int, int]]()
    for duty in range(columns.n):
        key = (columns.form_of[duty], columns.terms_of[duty])
        terms = plan.terms(duty) if key not in seen else None
        seen.add(key)
        if terms is None or terms.deadline is None or str(terms.deadline) == "none":
            continue
        words = terms.layer.split()
        path = f"tiers[{tiers.index(words[-1])}].deadline" if words and words[-1] in tiers else "duties"
        for side in ("before", "after"):
            yield Goal("deadline", deadline_of(plan, duty), side), path


def _named(plan: Plan) -> Iterator[tuple[Goal, str]]:
    for number, tier in enumerate(plan.tiers):
        if tier.owes:
            yield Goal("tier", tier.id), f"tiers[{number}].id"
    for number, clause in enumerate(plan.directive.clauses):
        yield Goal("clause", clause.id), f"directive.clauses[{number}].id"
