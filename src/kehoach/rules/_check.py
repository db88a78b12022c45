"""Rules asked of a plan, of a campaign, or of a progress."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import ModuleType
from typing import Final, Protocol

from kehoach._plan import Plan
from kehoach._progress import LogEntry, Progress
from kehoach._spelling import shown
from kehoach.errors import Finding, Severity
from kehoach.rules._choice import chosen, rules_of
from kehoach.rules._doubts import Doubt, doubts_of
from kehoach.rules._plugins import plugins
from kehoach.rules._rule import On, Rule
from kehoach.rules._step import Step, steps_of

__all__ = ["Carried", "Subject", "check", "looked"]

_RANK: Final[Mapping[Severity, int]] = {"error": 0, "warning": 1, "note": 2}


class Carried(Protocol):
    """A campaign, as far as rules look at it."""

    @property
    def plan(self) -> Plan:
        """The plan that is carried out."""
        ...

    def progress(self) -> Progress:
        """Where everything stands."""
        ...

    def log(self) -> Sequence[LogEntry]:
        """Everything that was done."""
        ...


Subject = Plan | Progress | Carried


def check(
    subject: Subject,
    rules: Iterable[Rule | ModuleType] | None = None,
    *,
    select: Iterable[str] | str = (),
    ignore: Iterable[str] | str = (),
) -> tuple[Finding, ...]:
    """What rules find: errors, warnings, then notes.

    A plan is asked the rules on plans. A progress is asked those on progress too, and a campaign all, those on steps
    of every line of its log.

    Args:
        subject: A plan, a campaign, or a progress.
        rules: Rules, or modules with rules; the built-in ones when None.
        select: Only these: codes, beginnings of codes such as ``KH2``, or names. What no given rule bears is looked up
            among the rules that installed packages bring.
        ignore: All but these.

    Raises:
        UnknownName: `select` or `ignore` names no rule; the nearest is proposed.
        InvalidRule: Two rules have one code, or a module holds none.
        TypeError: `subject` is none.

    >>> from kehoach import Hierarchy, Plan
    >>> plan = Plan("Tổng kết", Hierarchy.fan(province=1, commune=2), {"commune": "before 5-4-2019"})
    >>> [(one.code, one.text()) for one in check(plan, select="KH1")]
    [('KH153', 'province has no deadline')]
    """
    from kehoach.rules._builtin import BUILTIN

    given = BUILTIN if rules is None else rules_of(rules)
    return looked(subject, chosen(given, select, ignore, more=plugins))


def looked(subject: Subject, rules: Sequence[Rule]) -> tuple[Finding, ...]:
    """What some rules find; see `check`.

    Args:
        subject: A plan, a campaign, or a progress.
        rules: Which rules.
    """
    found: dict[str, list[Finding]] = {rule.code: [] for rule in rules}
    for kind, subjects in _subjects(subject):
        asked = [rule for rule in rules if rule.on == kind]
        for one, name in subjects if asked else ():
            for rule, findings in _answers(asked, one, name):
                found[rule.code] += findings
    every = [one for rule in rules for one in found[rule.code]]
    return tuple(sorted(every, key=lambda one: _RANK[one.severity]))


def _answers(rules: Sequence[Rule], subject: Plan | Progress | Step, name: str) -> Iterator[tuple[Rule, list[Finding]]]:
    """What each rule finds in one subject; a plan tells its own doubts all at once."""
    doubts: dict[str, list[Finding]] | None = None
    for rule in rules:
        if isinstance(rule.function, Doubt) and isinstance(subject, Plan):
            doubts = doubts_of(subject) if doubts is None else doubts
            yield rule, doubts.get(rule.code, [])
        else:
            yield rule, list(rule.look(subject, name=name))


def _subjects(subject: Subject) -> Iterator[tuple[On, Iterable[tuple[Plan | Progress | Step, str]]]]:
    """What there is to look at, kind by kind, each with what to call it."""
    if isinstance(subject, Plan):
        yield "plan", [(subject, str(subject))]
        return
    if isinstance(subject, Progress):
        yield "plan", [(subject.plan, str(subject.plan))]
        yield "progress", [(subject, f"the progress at {subject.at.isoformat()}")]
        return
    if not all(hasattr(subject, name) for name in ("plan", "progress", "log")):
        raise TypeError(Finding("KH789", {"value": shown(subject)}).text())
    yield from _subjects(subject.progress())
    steps = steps_of(subject.plan, subject.log())
    yield "entry", ((step, f"entry {step.act.seq}") for step in steps)
