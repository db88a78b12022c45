"""What scripts have touched of a plan, and what none has: states, transitions, guards, bounds, tiers, clauses.

A guard is touched on both sides when some act has passed it and some act was held up by it; a deadline, when something
was sent, or tried to be, before it and after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, Self, cast

import attrs

from kehoach._campaign import Campaign, weighed
from kehoach._clock import micros
from kehoach._plan import FAR, Plan
from kehoach._progress import duty_number, flat_of
from kehoach._report import Command
from kehoach.errors import KehoachError, Lang
from kehoach.testing._coverage_goals import Goal, deadline_of, goals_of
from kehoach.testing._script_result import ScriptResult

__all__ = ["Coverage"]

_KINDS: Mapping[str, tuple[str, str]] = {
    "state": ("states", "trạng thái"),
    "transition": ("transitions", "bước chuyển"),
    "guard": ("guards", "điều kiện"),
    "deadline": ("deadlines", "thời hạn"),
    "tier": ("tiers", "cấp"),
    "clause": ("clauses", "điều khoản"),
}
_NAMED: Final = 8  # goals of a kind that are named in text; of more the rest is counted


@attrs.define(eq=False)
class _Plan:
    """What is touched of one plan.

    Attributes:
        title: What the plan is called.
        goals: How often each goal was touched.
    """

    title: str
    goals: dict[Goal, int]


class Coverage:
    """Counts what scripts touch of their plans; hand it to `run_script` as its witness, and `add` the result.

    >>> from kehoach.testing import Script, Step, run_script, small_plan
    >>> coverage = Coverage()
    >>> script = Script(plan=small_plan(1, 1), steps=[Step(act="submit", unit="district")])
    >>> coverage.add(run_script(script, witness=coverage))
    >>> coverage.touched, coverage.total
    (5, 84)
    """

    def __init__(self) -> None:
        self._plans: dict[str, _Plan] = {}

    def see(self, campaign: Campaign, command: Command) -> None:
        """Note the guards that an act is held against, and on which side of its deadline it is sent."""
        tally = self._of(campaign.plan)
        if command.trigger not in flat_of(campaign.plan).triggers:
            return
        try:
            found = weighed(campaign, command)
            duty = duty_number(campaign.plan, command.unit)
        except KehoachError:
            return
        for one in found:
            side = "passes" if one.passes else "refuses"
            tally.touch("guard", f"{one.trigger} from {one.source}: {one.guard}", side)
        self._bound(campaign, tally, duty, command)

    def _bound(self, campaign: Campaign, tally: _Tally, duty: int, command: Command) -> None:
        progress = campaign.progress()
        board = progress.board
        tally.touch("tier", campaign.plan.tiers[board.grid.tier_no[duty]].id)
        moves = board.flat.table[board.state[duty]].get(command.trigger, ())
        if not any(move.effect == "freeze" for move in moves):
            return
        due = board.first_due[duty] if board.first_due[duty] != FAR else board.due(duty)
        at = command.received_at if isinstance(command.received_at, int) else micros(progress.at)
        if due != FAR:
            tally.touch("deadline", deadline_of(campaign.plan, duty), "before" if at < due else "after")

    def add(self, result: ScriptResult) -> None:
        """Note the states and transitions of a script that was run, and the clauses that it is about."""
        campaign = result.campaign
        tally = self._of(campaign.plan)
        columns, board = campaign.plan.columns, campaign.progress().board
        for state in set(board.state):
            tally.touch("state", board.flat.states[state])
        for entry in campaign.log():
            if not entry.source:
                continue
            tally.touch("state", entry.source)
            tally.touch("state", entry.dest)
            tally.touch("transition", f"{entry.trigger}: {entry.source} → {entry.dest}")
            tally.touch("clause", campaign.plan.terms(columns.index[entry.duty]).clause)
        for clause in result.script.clauses:
            tally.touch("clause", clause)

    def _of(self, plan: Plan) -> _Tally:
        known = self._plans.get(plan.digest)
        if known is None:
            known = self._plans[plan.digest] = _Plan(str(plan), dict.fromkeys(goals_of(plan), 0))
        return _Tally(known.goals)

    # ------------------------------------------------------------- what it comes to

    @property
    def goals(self) -> tuple[Goal, ...]:
        """All that can be touched, plan by plan."""
        return tuple(goal for plan in self._plans.values() for goal in plan.goals)

    @property
    def untouched(self) -> tuple[Goal, ...]:
        """What nothing has touched."""
        return tuple(goal for plan in self._plans.values() for goal, count in plan.goals.items() if not count)

    @property
    def total(self) -> int:
        """How much can be touched."""
        return len(self.goals)

    @property
    def touched(self) -> int:
        """How much is."""
        return self.total - len(self.untouched)

    @property
    def percent(self) -> float:
        """How much is touched, from 0 to 100; 100 where there is nothing."""
        return 100 * self.touched / self.total if self.total else 100.0

    def text(self, lang: Lang = "en") -> str:
        """A table for each plan: of each kind, how much is touched, and what is not."""
        vi = lang == "vi"
        lines: list[str] = []
        for plan in self._plans.values():
            lines.append(f"{'Độ phủ của' if vi else 'coverage of'} {plan.title}")
            for kind, words in _KINDS.items():
                goals = {goal: count for goal, count in plan.goals.items() if goal.kind == kind}
                if goals:
                    missing = [goal for goal, count in goals.items() if not count]
                    head = f"  {words[vi]:<14}{len(goals) - len(missing):>4} / {len(goals):<4}"
                    lines.append(f"{head}  {_named(missing, vi=vi)}".rstrip())
        lines.append(f"{'tổng cộng' if vi else 'total'} {self.touched} / {self.total}, {self.percent:.1f} %")
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.text()

    def to_dict(self) -> dict[str, object]:
        """Everything as plain data, ready for JSON; `merge` reads it back."""
        plans: list[dict[str, object]] = []
        for digest, plan in self._plans.items():
            goals = [{**goal.to_dict(), "count": count} for goal, count in plan.goals.items()]
            plans.append({"digest": digest, "plan": plan.title, "goals": goals})
        return {"touched": self.touched, "total": self.total, "percent": round(self.percent, 2), "plans": plans}

    def merge(self, told: Mapping[str, Any]) -> Self:
        """Add what another process has counted, as its `to_dict` tells it."""
        for plan in told["plans"]:
            mine = self._plans.setdefault(plan["digest"], _Plan(plan["plan"], {}))
            for row in cast("Iterable[dict[str, Any]]", plan["goals"]):
                goal = Goal(**{key: value for key, value in row.items() if key != "count"})
                mine.goals[goal] = mine.goals.get(goal, 0) + row["count"]
        return self

    def lcov(self) -> str:
        """Everything as a tracefile in the manner of lcov: functions are states and transitions, branches are sides."""
        files: dict[str, list[tuple[Goal, int]]] = {}
        for plan in self._plans.values():
            for goal, count in plan.goals.items():
                files.setdefault(goal.file or plan.title, []).append((goal, count))
        return "".join(_record(file, goals) for file, goals in files.items())


@attrs.frozen(eq=False)
class _Tally:
    """The counts of one plan, by what is touched."""

    goals: dict[Goal, int]

    def touch(self, kind: str, name: str, side: str = "") -> None:
        """Count a goal, where it is one."""
        goal = Goal(kind, name, side)
        if goal in self.goals:
            self.goals[goal] += 1


def _named(goals: list[Goal], *, vi: bool) -> str:
    """Goals by name, the sides of one together."""
    sides: dict[str, list[str]] = {}
    for goal in goals:
        sides.setdefault(goal.name, []).append(goal.side)
    names = [f"{name} ({', '.join(told)})" if told[0] else name for name, told in sides.items()]
    more = len(names) - _NAMED
    rest = (f" và {more} mục khác" if vi else f" and {more} more") if more > 0 else ""
    return "; ".join(names[:_NAMED]) + rest


def _record(file: str, goals: list[tuple[Goal, int]]) -> str:
    """One file of a tracefile."""
    lines = ["TN:kehoach", f"SF:{file}"]
    whole = [(goal, count) for goal, count in goals if not goal.side]
    lines += [f"FN:{goal.line},{goal.kind} {goal.name}" for goal, _ in whole]
    lines += [f"FNDA:{count},{goal.kind} {goal.name}" for goal, count in whole]
    lines += [f"FNF:{len(whole)}", f"FNH:{sum(count > 0 for _, count in whole)}"]
    sides = [(goal, count) for goal, count in goals if goal.side]
    blocks = {name: number for number, name in enumerate(dict.fromkeys(goal.name for goal, _ in sides))}
    lines += [f"BRDA:{goal.line},{blocks[goal.name]},{goal.side},{count or '-'}" for goal, count in sides]
    lines += [f"BRF:{len(sides)}", f"BRH:{sum(count > 0 for _, count in sides)}"]
    placed: dict[int, int] = {}
    for goal, count in goals:
        placed[goal.line] = max(placed.get(goal.line, 0), count)
    lines += [f"DA:{line},{count}" for line, count in sorted(placed.items())]
    lines += [f"LF:{len(placed)}", f"LH:{sum(count > 0 for count in placed.values())}", "end_of_record"]
    return "\n".join(lines) + "\n"
