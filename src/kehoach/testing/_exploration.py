"""Every state that a small plan can come to, under every act of everybody; what is wrong comes as a script."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs

from kehoach._clock import from_micros
from kehoach._deadline._reading import zone_of
from kehoach._engine import Asks, Authority
from kehoach._explore import Bounds, Offer, Seen, Trail, searched
from kehoach._lifecycle import label
from kehoach._plan import Plan
from kehoach.errors import Finding, Lang
from kehoach.testing._script import Expected, Script, Step

__all__ = ["Exploration", "Trace", "explore"]


@attrs.frozen(kw_only=True, hash=False)
class Trace:
    """The shortest way to something that is wrong, from a campaign in which nothing has happened.

    Attributes:
        finding: What is wrong.
        script: The acts that lead to it, each with who does it, and how everything stands then.
    """

    finding: Finding
    script: Script

    @property
    def steps(self) -> tuple[Step, ...]:
        """The acts, in their order."""
        return self.script.steps

    def text(self, lang: Lang = "en") -> str:
        """What is wrong, and the acts that lead to it, a line each."""
        lines = [f"{self.finding.code}: {self.finding.text(lang)}"]
        lines += [f"  {number:>2}. {_told(step, lang)}" for number, step in enumerate(self.steps, 1)]
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.text()


def _told(step: Step, lang: Lang) -> str:
    """An act in words."""
    when = "" if step.at is None else f"{step.at}: "
    if step.act is None:
        return f"{when}{'chưa làm gì thêm' if lang == 'vi' else 'nothing more is done'}"
    due = "" if step.due is None and step.deadline is None else f" ({step.due or step.deadline})"
    by = f"by {step.by}" if lang == "en" else f"do {step.by}"
    return f"{when}{label(step.act or '', lang)} {', '.join(step.unit)}{due}, {by}"


@attrs.frozen(kw_only=True, hash=False)
class Exploration:
    """What a search through every state of a plan has seen.

    Attributes:
        plan: The plan.
        findings: What is wrong, each law and rule once: first with the plan itself, then in the order in which it was
            met.
        traces: The shortest way to each of them that a campaign comes to.
        states: How many states were seen.
        acts: How many acts lead from one of them to another.
        deep: How many acts deep the search went.
        complete: Whether every state was looked at that can be reached within `returns`.
        returns: How often reports may be taken back to draft on one way; None: as often as anybody likes.
        cut: How many acts were not followed because reports had been taken back so often already.
        moments: How many instants were told apart: before, between and behind openings, dues and closings.
    """

    plan: Plan = attrs.field(repr=False)
    findings: tuple[Finding, ...]
    traces: tuple[Trace, ...] = attrs.field(repr=False)
    states: int
    acts: int
    deep: int
    complete: bool
    returns: int | None
    cut: int
    moments: int

    @property
    def ok(self) -> bool:
        """Whether nothing was found to be wrong; a note of a rule is no fault."""
        return all(one.severity == "note" for one in self.findings)

    def text(self, lang: Lang = "en") -> str:
        """How much was seen, what that proves, and the shortest way to each thing that is wrong."""
        lines = [self._seen(lang), self._proof(lang)]
        told = {trace.finding for trace in self.traces}
        lines += [f"{one.code}: {one.text(lang)}" for one in self.findings if one not in told]
        lines += [trace.text(lang) for trace in self.traces]
        return "\n".join(lines)

    def _seen(self, lang: Lang) -> str:
        if lang == "vi":
            return f"{self.states} trạng thái, {self.acts} việc, sâu nhất {self.deep} việc"
        return f"{self.states} states, {self.acts} acts, {self.deep} acts deep"

    def _proof(self, lang: Lang) -> str:
        vi = lang == "vi"
        if not self.complete:
            return "chưa duyệt hết, không phải là chứng minh" if vi else "stopped before the end: this is not a proof"
        if self.returns is None or not self.cut:
            return "mọi trạng thái có thể có" if vi else "every state that can be reached"
        if vi:
            return f"mọi trạng thái có thể có khi báo cáo được đưa về dự thảo nhiều nhất {self.returns} lần"
        times = {0: "no report is taken back", 1: "reports are taken back once at most"}
        return f"every state while {times.get(self.returns, f'reports are taken back {self.returns} times at most')}"

    def __str__(self) -> str:
        return self.text()


def explore(
    plan: Plan,
    *rules: object,
    returns: int | None = 1,
    limit: int = 500_000,
    acts: int | None = None,
    times: bool | None = None,
    symmetric: bool | None = None,
    first: bool = False,
    authority: Authority | Asks | None = None,
) -> Exploration:
    """Look at every state that a campaign of a small plan can come to, under every act of everybody, breadth first.

    The production engine decides. Held against every state and every act are laws 8, 9, 10 and 13 (what is sent
    satisfies its gate, counts each report once and never changes; no unit shuts a gate; what was sent can be taken
    back; the campaign can always be completed) and the rules that are given. Versions are numbered anew in every state:
    only which are alike is kept, and so the space is finite although versions go on for ever.

    Args:
        plan: The plan, with units; the fewer the better.
        *rules: Rules of `kehoach.rules`; or functions of a progress, of a step (one parameter called ``step``, or
            three: before, act, after) that answer False, a text, or several, where something is wrong.
        returns: How often reports may be recalled, sent back or corrected on one way, all together; None: as often as
            anybody likes.
        limit: How many states are looked at, at most; then it is said that it is no proof.
        acts: How many acts deep, at most; None: to the end.
        times: Whether openings, dues and closings pass, and dues are extended where something closes; left out: where
            acts depend on them, or rules are given.
        symmetric: Whether states are one that differ only in the names of siblings that nothing tells apart; left out:
            unless rules are given, which may name units. Only where every report has one superior.
        first: Whether it ends with the first thing that is wrong.
        authority: Who may do what; the standard one when left out.

    Raises:
        InvalidRule: Something is no rule.
        InvalidCommand: The plan has no units, or a bound is none.

    >>> from kehoach.testing import small_plan
    >>> print(explore(small_plan(1, 2, 2)))
    2090 states, 6894 acts, 24 acts deep
    every state while reports are taken back once at most
    >>> def nobody_recalls(before, act, after):
    ...     return act.trigger != "recall"
    >>> print(explore(small_plan(1, 1), nobody_recalls).traces[0])
    RULE01: nobody_recalls does not hold
       1. 2020-01-06 08:00: submit district, by district
       2. recall district, by district
    """
    bounds = Bounds(returns=returns, limit=limit, acts=acts, times=times, symmetric=symmetric, first=first)
    seen = searched(plan, rules, bounds, authority=authority)
    traces = tuple(Trace(finding=trail.finding, script=_script(plan, seen, trail)) for trail in seen.trails)
    return Exploration(
        plan=plan,
        findings=(*seen.findings, *(trace.finding for trace in traces)),
        traces=traces,
        states=seen.states,
        acts=seen.acts,
        deep=seen.deep,
        complete=seen.complete,
        returns=returns,
        cut=seen.cut,
        moments=len(seen.moments),
    )


def _script(plan: Plan, seen: Seen, trail: Trail) -> Script:
    """A way as a script: what is done, and how everything stands then."""
    board, names = trail.board, plan.columns.names
    states = {name: board.flat.states[board.state[duty]] for duty, name in enumerate(names)}
    versions = {name: board.version[duty] for duty, name in enumerate(names) if board.version[duty] > 1}
    then = Expected(state=states, version=versions or None)
    steps = [*_steps(plan, seen, trail.offers)]
    last = _local(plan, seen.moments.instants[trail.time])
    if not trail.offers or trail.time != trail.offers[-1].time:
        steps.append(Step(at=last, then=then))
    return Script(title=trail.finding.text(), plan=plan, steps=steps, then=then)


def _steps(plan: Plan, seen: Seen, offers: Sequence[Offer]) -> Iterator[Step]:
    before = -1
    for offer in offers:
        details, extends = offer.details, offer.trigger == "extend"
        yield Step(
            act=offer.trigger,
            unit=plan.columns.names[offer.duty],
            at=_local(plan, seen.moments.instants[offer.time]) if offer.time != before else None,
            by=seen.actor(offer.actor),
            reason=details.reason,
            data=details.data,
            sections=details.sections,
            due=None if extends else details.due,
            deadline=details.due if extends else None,
            accept_gap=extends,
        )
        before = offer.time


def _local(plan: Plan, instant: int) -> str:
    """An instant as a script writes it, in the plan's zone."""
    return f"{from_micros(instant).astimezone(zone_of(plan.reading.zone)):%Y-%m-%d %H:%M}"
