"""Rules put to the test: which of them never find anything, and which always do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType, ModuleType

import attrs

from kehoach.errors import Finding
from kehoach.rules._check import Subject, looked
from kehoach.rules._choice import rules_of
from kehoach.rules._rule import Rule

__all__ = ["Exercise", "exercise"]


@attrs.frozen(kw_only=True)
class Exercise:
    """How often each of some rules found something.

    Attributes:
        rules: The rules, in their order.
        subjects: How many plans, campaigns or progresses were looked at.
        fired: In how many of them each rule found something, by code.
        failed: What went wrong in rules: they raised, or yielded what is no finding.
    """

    rules: tuple[Rule, ...]
    subjects: int
    fired: Mapping[str, int]
    failed: tuple[Finding, ...] = ()

    @property
    def never(self) -> tuple[str, ...]:
        """The codes of the rules that found nothing in any of them: dead, or nothing here puts them to the test."""
        return tuple(rule.code for rule in self.rules if self.subjects and not self.fired[rule.code])

    @property
    def always(self) -> tuple[str, ...]:
        """The codes of the rules that found something in all of them, of which there is more than one."""
        return tuple(rule.code for rule in self.rules if 1 < self.subjects == self.fired[rule.code])

    @property
    def ok(self) -> bool:
        """Whether every rule found something in some and nothing in others, and none failed."""
        return bool(self.subjects) and not (self.never or self.always or self.failed)

    def __reduce__(self) -> tuple[object, ...]:
        return (_done, (self.rules, self.subjects, dict(self.fired), self.failed))

    def __str__(self) -> str:
        parts = [f"{len(self.rules)} rules on {self.subjects} subjects"]
        parts += [f"never: {', '.join(self.never)}"] if self.never else []
        parts += [f"always: {', '.join(self.always)}"] if self.always else []
        parts += [f"failed: {', '.join(str(one.values['rule']) for one in self.failed)}"] if self.failed else []
        return "; ".join(parts)


def _done(rules: tuple[Rule, ...], subjects: int, fired: Mapping[str, int], failed: tuple[Finding, ...]) -> Exercise:
    return Exercise(rules=rules, subjects=subjects, fired=MappingProxyType(dict(fired)), failed=failed)


def exercise(rules: Iterable[Rule | ModuleType], subjects: Iterable[Subject]) -> Exercise:
    """Ask rules of several plans or campaigns, and count in how many each of them finds something.

    A rule that finds nothing anywhere can be dead, and one that always finds something says nothing.

    Args:
        rules: Rules, or modules with rules.
        subjects: Plans, campaigns or progresses: some that keep each rule and some that break it.

    Raises:
        InvalidRule: Two rules have one code, or a module holds none.

    >>> from kehoach import Hierarchy, Plan
    >>> from kehoach.rules import rule
    >>> @rule("X002", "there are at most five communes")
    ... def small(plan):
    ...     if len(plan.hierarchy) > 6:
    ...         yield f"{len(plan.hierarchy)} units"
    >>> @rule("X003", "there are communes")
    ... def any_commune(plan):
    ...     if not plan.hierarchy:
    ...         yield "no unit"
    >>> plans = [Plan("Test", Hierarchy.fan(province=1, commune=size)) for size in (5, 9)]
    >>> print(exercise([small, any_commune], plans))
    2 rules on 2 subjects; never: X003
    """
    every = rules_of(rules)
    fired = dict.fromkeys((rule.code for rule in every), 0)
    failed: list[Finding] = []
    count = 0
    for count, subject in enumerate(subjects, 1):  # noqa: B007  # how many there were is asked below
        found = looked(subject, every)
        failed += [one for one in found if one.code in _FAILURES]
        for code in {one.code for one in found}.intersection(fired):
            fired[code] += 1
    return _done(every, count, fired, _once(failed))


_FAILURES = ("KH780", "KH781", "KH782")


def _once(failed: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple({str(one.values["rule"]): one for one in failed}.values())
