"""The delegations of an authority, read for one plan: what they let pass, and why they do not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

import attrs

from kehoach._deadline._reading import zone_of
from kehoach._engine._delegation import Delegation
from kehoach._engine._question import Question
from kehoach._lifecycle import CHANGES, label
from kehoach._plan import Plan
from kehoach._plan._values import ISSUER
from kehoach._progress import Board, flat_of, hierarchy_of, selected
from kehoach._spelling import nearest, shown
from kehoach.errors import Blocker, Finding, InvalidCommand, UnknownName, Value

__all__ = ["Right", "Rights"]


@attrs.define(eq=False)
class Right:
    """One delegation in numbers.

    Attributes:
        delegation: The delegation.
        giver, taker: The numbers of the actors.
        begins, ends: From when and until when it is in force, in microseconds since 1970 UTC.
    """

    delegation: Delegation
    giver: int
    taker: int
    begins: int
    ends: int
    _plan: Plan | None = None
    _duties: frozenset[int] = frozenset()

    def against(self, asked: Question) -> Iterator[Blocker]:
        """Why it does not cover what is asked."""
        given, zone = self.delegation, asked.board.plan.reading.zone
        who: dict[str, Value] = {"by": given.taker, "acting_for": given.giver}
        if asked.at < self.begins:
            yield Blocker("delegation_not_yet", {**who, "since": _day_or_time(given.since, zone)})
        if asked.at >= self.ends:
            yield Blocker("delegation_over", {**who, "until": _day_or_time(given.until, zone)})
        if given.triggers and asked.trigger not in given.triggers:
            triggers = {"triggers": tuple(map(label, given.triggers))}
            triggers_vi = {"triggers_vi": tuple(label(one, "vi") for one in given.triggers)}
            words = {"trigger": label(asked.trigger), "trigger_vi": label(asked.trigger, "vi")}
            yield Blocker("delegation_trigger", who | words | triggers | triggers_vi)
        if not self._speaks_of(asked.board, asked.duties):
            names = tuple(asked.board.grid.names[duty] for duty in asked.duties)
            unit = {"unit": names or "the campaign as a whole", "unit_vi": names or "toàn đợt"}
            yield Blocker("delegation_unit", who | unit | {"units": given.units})

    def _speaks_of(self, board: Board, duties: Sequence[int]) -> bool:
        words = self.delegation.units
        if not words or "*" in words:
            return True
        if self._plan is not board.plan:  # a plan is another one when an event has got its day
            self._plan, self._duties = board.plan, frozenset(selected(board.plan, words))
        return bool(duties) and self._duties.issuperset(duties)


class Rights:
    """Delegations, read for one plan.

    Args:
        plan: The plan.
        delegations: What was delegated.

    Raises:
        InvalidCommand: What is given is no delegation (KH534), names what the plan does not have (KH530), or is never
            in force (KH532); every problem at once.
    """

    __slots__ = ("_every", "_takers", "plan")

    def __init__(self, plan: Plan, delegations: Iterable[Delegation]) -> None:
        self.plan = plan
        problems: list[Finding] = []
        read = (self._read(f"delegations[{place}]", one, problems) for place, one in enumerate(delegations))
        self._every = [right for right in read if right is not None]
        self._takers = frozenset(right.taker for right in self._every)
        if problems:
            raise InvalidCommand(problems)

    def _read(self, path: str, given: Delegation, problems: list[Finding]) -> Right | None:
        if not isinstance(given, Delegation):
            problems.append(Finding("KH534", {"value": shown(given)}, path=path))
            return None
        unknown = list(_unknown(self.plan, given))
        for field, kind, name, near in unknown:
            hint = f"did you mean {near[0]!r}?" if near else ""
            hint_vi = f"có phải là {near[0]!r}?" if near else ""
            values = {"kind": kind, "kind_vi": _KINDS_VI[kind], "name": name, "hint": hint, "hint_vi": hint_vi}
            problems.append(Finding("KH530", values, path=f"{path}.{field}"))
        zone, units = self.plan.reading.zone, hierarchy_of(self.plan).columns
        try:
            given.check(zone)
        except InvalidCommand as error:
            problems.extend(attrs.evolve(finding, path=f"{path}.{finding.path}") for finding in error.findings)
        giver, taker = (units.index.get(name, units.n) for name in (given.giver, given.taker))
        return Right(given, giver, taker, given.begins(zone), given.ends(zone))

    def __bool__(self) -> bool:
        return bool(self._every)

    def against(self, asked: Question) -> tuple[Blocker, ...] | None:
        """Why no delegation to who acts covers what is asked on another's behalf; empty when one does.

        Returns:
            The reasons of the delegation that is nearest to covering it; None where there is none between the two.
        """
        between = [right for right in self._every if (right.taker, right.giver) == (asked.by, asked.actor)]
        return min((tuple(right.against(asked)) for right in between), key=len, default=None)

    def givers(self, asked: Question) -> tuple[int, ...]:
        """In whose names who acts might do what is asked, of all who delegated it to that one."""
        if asked.by not in self._takers:
            return ()
        mine = (right for right in self._every if right.taker == asked.by and not any(right.against(asked)))
        return tuple(dict.fromkeys(right.giver for right in mine))

    def between(self, asked: Question) -> int | None:
        """Who has it from the one that is acted for, and has delegated to who acts; None when nobody does."""
        mine = {right.giver for right in self._every if right.taker == asked.by}
        return next((right.taker for right in self._every if right.giver == asked.actor and right.taker in mine), None)


_KINDS_VI = {"unit": "đơn vị", "trigger": "việc", "unit, tier, group or form": "đơn vị, cấp, nhóm hay mẫu"}


def _unknown(plan: Plan, given: Delegation) -> Iterator[tuple[str, str, str, Sequence[str]]]:
    """What a delegation names and the plan does not have: the field, the kind, the name, and what is near it."""
    units = (*hierarchy_of(plan).columns.ids, ISSUER)
    known = frozenset(units)
    for field, name in (("giver", given.giver), ("taker", given.taker)):
        if name not in known:
            yield field, "unit", name, nearest(name, units)
    triggers = (*flat_of(plan).triggers, *CHANGES)
    for place, name in enumerate(given.triggers):
        if name not in triggers:
            yield f"triggers[{place}]", "trigger", name, nearest(name, triggers)
    for place, word in enumerate(given.units):
        try:
            selected(plan, [word])
        except UnknownName as error:
            yield f"units[{place}]", "unit, tier, group or form", word, error.nearest


def _day_or_time(bound: date | datetime | None, zone: str) -> str:
    """A bound as a message shows it, in the plan's zone."""
    if isinstance(bound, datetime):
        return f"{bound.astimezone(zone_of(zone)):%d/%m/%Y %H:%M}"
    return "" if bound is None else f"{bound:%d/%m/%Y}"
