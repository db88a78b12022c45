"""Whether what happened elsewhere is what a plan says: a log is replayed, and every deviation is named.

The replay is an alignment made step by step, from left to right. An act of the log that the engine lets through, at its
time and in its state, is *synchronous*. One that comes too early, after the close or out of order is done all the same,
so that one deviation is told once; acts that must have happened before it and do not stand in the log are put in as
*skipped*. What cannot be done at all is left out.

The fitness is that of alignments in which each deviation costs 1 (Adriansyah, van Dongen and van der Aalst,
"Conformance Checking Using Cost-Based Fitness Analysis", EDOC 2011, DOI 10.1109/EDOC.2011.12): 1 less the cost over the
cost of the worst alignment, in which every act of the log is left out and every act of the model put in. An alignment
made greedily never costs less than the best one, so that the number is a lower bound of theirs. Lateness costs nothing
here: it is no move that is missing; the share that came in time stands beside it.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Final, Literal

import attrs

from kehoach._clock import from_micros
from kehoach._deadline._reading import zone_of
from kehoach._engine import Engine
from kehoach._lifecycle import Move, label
from kehoach._plan import FAR, Plan
from kehoach._plan._table import hints
from kehoach._progress import Actors, Board, duty_number, flat_of, hierarchy_of
from kehoach._report import Details
from kehoach._spelling import folded
from kehoach.errors import AmbiguousName, Blocker, Finding, Lang, Refused, UnknownName, Value, listed
from kehoach.files._names import duty_of
from kehoach.testing._conform_log import Occurrence, read_occurrences

__all__ = ["Conformance", "Deviation", "Occurrence", "conform"]

Kind = Literal[
    "unknown unit", "unknown act", "too early", "after the close", "late", "out of order", "skipped", "not possible"
]
_KINDS_VI: Mapping[str, str] = {
    "unknown unit": "đơn vị lạ",
    "unknown act": "việc lạ",
    "too early": "quá sớm",
    "after the close": "sau khi đóng",
    "late": "chậm",
    "out of order": "sai thứ tự",
    "skipped": "bỏ qua bước",
    "not possible": "không thể",
}
_CODES: Mapping[str, Kind] = {
    "not_opened": "too early",
    "closed": "after the close",
    "lapsed": "after the close",
    "gate": "out of order",
    "quorum": "out of order",
    "quorum_early": "too early",
    "not_in_order": "out of order",
    "nil_unsaid": "out of order",
}
"""What a blocker means for an act that was done all the same."""
_UNSAID: Final = frozenset({"content_missing", "check_failed", "check_unknown", "act_unsaid", "own_work"})
"""Blockers that speak of what a log of three columns does not tell."""
_FINDINGS: Mapping[Kind, str] = {
    "unknown unit": "KH550",
    "unknown act": "KH551",
    "too early": "KH552",
    "late": "KH553",
    "out of order": "KH554",
    "skipped": "KH555",
    "not possible": "KH556",
    "after the close": "KH557",
}
_FORWARD: Final = frozenset({"freeze", "accept", "row", None})  # effects of acts that may have been skipped
_DAY: Final = timedelta(days=1) // timedelta(microseconds=1)


@attrs.frozen
class Deviation:
    """One way in which a log is not what the plan says.

    Attributes:
        kind: What kind of deviation.
        occurrence: At which act of the log.
        finding: The same in words, with its line.
        skipped: The acts that were put in before it.
    """

    kind: Kind
    occurrence: Occurrence
    finding: Finding
    skipped: tuple[str, ...] = ()

    @property
    def cost(self) -> int:
        """What it costs: each act put in 1, anything else 1, lateness nothing."""
        return 0 if self.kind == "late" else len(self.skipped) or 1

    def text(self, lang: Lang = "en") -> str:
        """What kind of deviation, and what happened."""
        kind = _KINDS_VI[self.kind] if lang == "vi" else self.kind
        where = f"{self.finding.place}: " if self.finding.file else ""
        return f"{where}{kind}: {self.finding.text(lang)}"

    def __str__(self) -> str:
        return self.text()


@attrs.frozen(kw_only=True)
class Conformance:
    """How far a log is what a plan says.

    Attributes:
        deviations: Every deviation, in the order of the log.
        events: How many acts the log has.
        synchronous: How many of them the plan lets through as they stand.
        skipped: How many acts were put in.
        in_time, dated: How many first submissions came in time, of how many that had a due.
        unfinished: The duties that are not met at the end of the log.
    """

    deviations: tuple[Deviation, ...]
    events: int
    synchronous: int
    skipped: int
    in_time: int
    dated: int
    unfinished: tuple[str, ...]

    @property
    def fitness(self) -> float:
        """From 0, nothing is as the plan says, to 1, everything is; 1 for an empty log."""
        worst = self.events + self.synchronous + self.skipped
        cost = sum(one.cost for one in self.deviations)
        return 1 - min(cost, worst) / worst if worst else 1.0

    @property
    def ok(self) -> bool:
        """Whether there is no deviation."""
        return not self.deviations

    def counts(self) -> dict[str, int]:
        """How many deviations there are of each kind."""
        found: dict[str, int] = {}
        for one in self.deviations:
            found[one.kind] = found.get(one.kind, 0) + 1
        return found

    def to_dict(self) -> dict[str, object]:
        """Everything as plain data, ready for JSON."""
        told = [{"kind": one.kind, "skipped": list(one.skipped), **one.finding.to_dict()} for one in self.deviations]
        counted = ("events", "synchronous", "skipped", "in_time", "dated")
        facts = {name: getattr(self, name) for name in counted}
        return {**facts, "fitness": self.fitness, "unfinished": list(self.unfinished), "deviations": told}


def conform(
    plan: Plan, log: str | os.PathLike[str] | Iterable[Occurrence], *, columns: Mapping[str, str] | None = None
) -> Conformance:
    """Replay a log from elsewhere against a plan.

    Args:
        plan: The plan, with units.
        log: A CSV file with the columns ``unit``, ``act`` and ``time``, or what happened.
        columns: Which headings of the file mean these, where they are called otherwise.

    Raises:
        InvalidFile: The file cannot be read, or has no such column; every problem at once.
        InvalidCommand: The plan has no units.

    >>> from kehoach._clock import micros
    >>> from kehoach.testing import small_plan
    >>> plan = small_plan(1, 1, 1, deadlines={"commune": "before 5-4-2019"})
    >>> log = [
    ...     Occurrence("commune", "submit", micros("2019-04-06T09:00+07:00")),
    ...     Occurrence("commune", "aggregate", micros("2019-04-07T09:00+07:00")),
    ... ]
    >>> found = conform(plan, log)
    >>> for deviation in found.deviations:
    ...     print(deviation)
    late: submit of commune came 2 days late; it was due before 2019-04-05 00:00
    skipped: aggregate of commune stands in the log without review before it
    >>> found.fitness
    0.8
    """
    hierarchy_of(plan)
    if isinstance(log, str | os.PathLike):
        found = read_occurrences(log, zone=plan.reading.zone, columns=columns)
    else:
        found = tuple(sorted(log, key=lambda one: one.at))
    return _Replay(plan).over(found)


class _Replay:
    """One log being replayed."""

    def __init__(self, plan: Plan) -> None:
        units = hierarchy_of(plan).columns
        self.plan, self.flat = plan, flat_of(plan)
        self.board = Board(plan, self.flat)
        self.engine = Engine(plan, Actors(units.ids, units.index), self.flat)
        self.acts = {folded(word): one for one in self.flat.triggers for word in (one, label(one), label(one, "vi"))}
        self.deviations: list[Deviation] = []
        self.synchronous = self.skipped = 0

    def over(self, log: tuple[Occurrence, ...]) -> Conformance:
        """Replay everything."""
        for one in log:
            before = len(self.deviations)
            self.replay(one)
            self.synchronous += all(found.kind in ("late", "skipped") for found in self.deviations[before:])
        board, names = self.board, self.board.grid.names
        met = [duty for duty in range(board.grid.n) if board.past_draft(duty) and board.due_before[duty] != FAR]
        return Conformance(
            deviations=tuple(self.deviations),
            events=len(log),
            synchronous=self.synchronous,
            skipped=self.skipped,
            in_time=sum(board.first_at[duty] < board.due_before[duty] for duty in met),
            dated=len(met),
            unfinished=tuple(names[duty] for duty in range(board.grid.n) if not board.past_draft(duty)),
        )

    def replay(self, one: Occurrence) -> None:
        """Replay one act."""
        try:
            duty = duty_number(self.plan, duty_of(self.plan, one.unit))
        except (UnknownName, AmbiguousName):
            self.note("unknown unit", one, unit=one.unit[:60], **hints(one.unit, self.plan.columns.index))
            return
        trigger = self.acts.get(folded(one.act))
        if trigger is None:
            self.note("unknown act", one, act=one.act[:60], **hints(one.act, self.flat.triggers))
            return
        if trigger not in self.flat.table[self.board.state[duty]]:
            self.put_in(duty, trigger, one)
        self.do(duty, trigger, one)

    def put_in(self, duty: int, trigger: str, one: Occurrence) -> None:
        """Do what must have happened before an act, as far as the lifecycle says it and the rules let it."""
        way = self.way(self.board.state[duty], trigger)
        done = [step for step in way if self.act(duty, step, one.at)[1]]
        if done:
            self.skipped += len(done)
            names, names_vi = (listed(label(step, lang) for step in done) for lang in ("en", "vi"))
            said = {**self.said(duty, trigger), "skipped": names, "skipped_vi": names_vi}
            self.note("skipped", one, tuple(done), **said)

    def way(self, start: int, trigger: str) -> list[str]:
        """The fewest acts that lead a report forward to where a trigger is possible; none where there is no way."""
        ways: dict[int, list[str]] = {start: []}
        ahead = deque([start])
        while ahead:
            state = ahead.popleft()
            if trigger in self.flat.table[state]:
                return ways[state]
            for name, moves in self.flat.table[state].items():
                for move in moves:
                    if move.effect in _FORWARD and move.dest not in ways:
                        ways[move.dest] = [*ways[state], name]
                        ahead.append(move.dest)
        return []

    def do(self, duty: int, trigger: str, one: Occurrence) -> None:
        """Do an act, and note what stood against it."""
        first = self.board.first_version[duty] == 0
        blockers, done = self.act(duty, trigger, one.at)
        kinds: dict[Kind, list[Blocker]] = {}
        for blocker in blockers:
            kinds.setdefault(_CODES.get(blocker.code, "not possible") if done else "not possible", []).append(blocker)
        for kind, held in kinds.items():
            why, why_vi = ("; ".join(blocker.text(lang) for blocker in held) for lang in ("en", "vi"))
            self.note(kind, one, **self.said(duty, trigger), why=why, why_vi=why_vi)
        due = self.board.due_before[duty]
        if done and first and self.board.first_version[duty] and one.at >= due:
            local = from_micros(due).astimezone(zone_of(self.plan.reading.zone))
            days = (one.at - due) // _DAY + 1
            self.note("late", one, **self.said(duty, trigger), days=days, due=f"{local:%Y-%m-%d %H:%M}")

    def act(self, duty: int, trigger: str, at: int) -> tuple[tuple[Blocker, ...], bool]:
        """What stands against an act, but for what a log cannot tell; and whether it was done all the same."""
        board, details = self.board, self._details(duty, at)
        at = max(at, board.at)
        actor, details = self.engine.expected(board, duty, trigger, details)
        try:
            move: Move | None = self.engine.decide(board, duty, trigger, actor, details, at)
            blockers: tuple[Blocker, ...] = ()
        except Refused as error:
            blockers = tuple(one for one in error.blockers if one.code not in _UNSAID)
            moves = board.flat.table[board.state[duty]].get(trigger, ())
            move = moves[0] if moves and all(one.code in _CODES for one in blockers) else None
        if move is not None:
            board.apply(move, duty, board.version[duty], actor, at, details, actor)
            self.engine.fit(board.grid)
        return blockers, move is not None

    def _details(self, duty: int, at: int) -> Details:
        """What an act carries whose log says no more than who, what and when."""
        day: date = from_micros(at).astimezone(zone_of(self.plan.reading.zone)).date()
        acts = self.plan.columns.form_of[duty] in self.plan.columns.acts
        return Details(reason="as the log says", data={"done_on": day.isoformat()} if acts else None)

    def said(self, duty: int, trigger: str) -> dict[str, Value]:
        """The act and the unit, for a message."""
        name = self.board.grid.names[duty]
        return {"act": label(trigger), "act_vi": label(trigger, "vi"), "unit": name}

    def note(self, kind: Kind, one: Occurrence, skipped: tuple[str, ...] = (), /, **values: Value) -> None:
        """Note a deviation."""
        severity: Literal["error", "warning"] = "warning" if kind == "late" else "error"
        finding = Finding(_FINDINGS[kind], values, severity=severity, file=one.file, line=one.line, subject=one.unit)
        self.deviations.append(Deviation(kind, one, finding, skipped))
