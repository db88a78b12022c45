"""A rule: a code, a title, and a function that yields what it finds."""

from __future__ import annotations

import importlib
import operator
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final, Literal, cast, overload

import attrs

from kehoach._plan import Plan
from kehoach._progress import Progress
from kehoach._spelling import shown
from kehoach.errors import Finding, InvalidRule, Lang, Severity, Value
from kehoach.rules._step import Step

__all__ = ["On", "Rule", "Said", "named", "rule"]

On = Literal["plan", "progress", "entry"]
Said = Finding | str | tuple[str, str]
"""What a rule yields: a finding, a text, or a subject and a text."""

_CODE: Final = re.compile(r"[A-Z]{1,8}[0-9]{2,5}")
_RESERVED: Final = re.compile(r"KH[0-9]+")
_KINDS: Final = ("plan", "progress", "entry")
_SEVERITIES: Final = ("error", "warning", "note")


@attrs.frozen(kw_only=True, eq=False)
class Rule:
    """A rule with its code; make one with `rule`.

    A rule is called with its subject and gives the findings; what the function raises comes through. `look` never
    raises: what goes wrong is a finding of its own.

    Attributes:
        code: One or more capital letters and figures.
        title: What holds where the rule finds nothing, in one clause.
        title_vi: The same in Vietnamese; the title where it is empty.
        on: What it is asked of: ``"plan"``, ``"progress"``, or ``"entry"``: each `Step` of a campaign.
        severity: Of all it finds; None: each finding has its own, ``"error"`` where nothing is said.
        clause: The clause of the directive, or the law, that it rests on.
        name: A readable name; that of the function.
        function: What is asked.
    """

    code: str
    title: str
    title_vi: str = ""
    on: On = "plan"
    severity: Severity | None = None
    clause: str = ""
    name: str = ""
    function: Callable[..., Iterable[object] | None]

    def __call__(self, subject: Plan | Progress | Step) -> tuple[Finding, ...]:
        """What it finds.

        Args:
            subject: A plan, a progress or a step, as `on` says.

        Raises:
            Exception: Whatever the function raises.
        """
        return tuple(self._found(subject))

    def look(self, subject: Plan | Progress | Step, *, name: str = "") -> tuple[Finding, ...]:
        """What it finds, and that it failed where it did: KH780.

        Args:
            subject: A plan, a progress or a step, as `on` says.
            name: What to call the subject where the rule fails.
        """
        found: list[Finding] = []
        try:
            found.extend(self._found(subject))
        except Exception as error:  # noqa: BLE001  # a rule is anybody's code; the others still run
            said = f"{type(error).__name__}: {error}".rstrip(": ")
            values: dict[str, Value] = {"rule": self.code, "title": self.title, "subject": name or repr(subject)}
            found.append(Finding("KH780", {**values, "error": said}, subject=name or None))
        return tuple(found)

    def said(self, lang: Lang = "en") -> str:
        """The title in one language."""
        return self.title_vi if lang == "vi" and self.title_vi else self.title

    @property
    def family(self) -> str:
        """The letters of the code and its first figure: ``KH2``."""
        return re.sub(r"(?<=[0-9])[0-9]+$", "", self.code)

    def _found(self, subject: Plan | Progress | Step) -> Iterator[Finding]:
        answer = self.function(subject)
        if answer is None or isinstance(answer, str | Finding) or not isinstance(answer, Iterable):
            yield self._wrong(answer)
            return
        for one in answer:
            yield self._finding(one)

    def _finding(self, said: object) -> Finding:
        if isinstance(said, Finding):
            if said.code != self.code:
                return Finding("KH782", {"rule": self.code, "given": said.code})
            return self._stamped(said)
        pair: tuple[object, ...] = cast("tuple[object, ...]", said) if isinstance(said, tuple) else (None, said)
        if len(pair) != 2 or not isinstance(pair[1], str):
            return self._wrong(pair if isinstance(said, tuple) else said)
        subject = None if pair[0] is None else str(pair[0])
        return self._stamped(Finding(self.code, {"text": pair[1]}, subject=subject))

    def _stamped(self, found: Finding) -> Finding:
        """A finding with the severity and the clause of the rule."""
        clause: dict[str, Value] = {"clause": self.clause} if self.clause else {}
        return attrs.evolve(found, values={**clause, **found.values}, severity=self.severity or found.severity)

    def _wrong(self, given: object) -> Finding:
        return Finding("KH781", {"rule": self.code, "title": self.title, "given": shown(given)})

    def __reduce__(self) -> tuple[object, ...]:
        """A rule comes back as the one that bears its name where it stands: a function under a decorator has none."""
        if _RESERVED.fullmatch(self.code):
            return (_built_in, (self.code,))
        return (_standing, (self.function.__module__, self.function.__qualname__))

    def __repr__(self) -> str:
        return f"<Rule {self.code} {self.name}: {self.title}>"


def _built_in(code: str) -> Rule:
    from kehoach.rules._builtin import BUILTIN

    return next(rule for rule in BUILTIN if rule.code == code)


def _standing(module: str, name: str) -> Rule:
    found: Rule = operator.attrgetter(name)(importlib.import_module(module))
    return found


@overload
def rule(
    code: str,
    title: str,
    *,
    on: Literal["plan"] = "plan",
    severity: Severity | None = None,
    clause: str = "",
    title_vi: str = "",
    name: str = "",
) -> Callable[[Callable[[Plan], Iterable[Said]]], Rule]: ...


@overload
def rule(
    code: str,
    title: str,
    *,
    on: Literal["progress"],
    severity: Severity | None = None,
    clause: str = "",
    title_vi: str = "",
    name: str = "",
) -> Callable[[Callable[[Progress], Iterable[Said]]], Rule]: ...


@overload
def rule(
    code: str,
    title: str,
    *,
    on: Literal["entry"],
    severity: Severity | None = None,
    clause: str = "",
    title_vi: str = "",
    name: str = "",
) -> Callable[[Callable[[Step], Iterable[Said]]], Rule]: ...


def rule(
    code: str,
    title: str,
    *,
    on: On = "plan",
    severity: Severity | None = None,
    clause: str = "",
    title_vi: str = "",
    name: str = "",
) -> Callable[[Callable[..., Iterable[Said]]], Rule]:
    """Make a rule of a function that yields findings.

    The function takes one thing and yields what it finds: a `Finding` of the rule's code, a text, or a pair of subject
    and text. It yields nothing where all is well.

    Args:
        code: Capital letters and figures, such as ``X001``; ``KH`` and figures are the library's own.
        title: What holds where the rule finds nothing, in one clause.
        on: What it is asked of: ``"plan"``, ``"progress"``, or ``"entry"``: each `Step` of a campaign.
        severity: Of all it finds; None: each finding has its own, ``"error"`` where nothing is said.
        clause: The clause of the directive, or the law, that it rests on.
        title_vi: The title in Vietnamese.
        name: A readable name; that of the function where it is empty.

    Raises:
        InvalidRule: The code cannot be one, or is the library's own; or a word is none.

    >>> @rule("X001", "a district has at least two communes", severity="warning", clause="2.1")
    ... def wide_districts(plan):
    ...     for unit in plan.hierarchy.units:
    ...         if unit.tier == "district" and len(plan.hierarchy.subordinates(unit.id)) < 2:
    ...             yield unit.id, f"{unit.id} has fewer than two communes"
    >>> from kehoach import Hierarchy, Plan
    >>> [one.text() for one in wide_districts(Plan("Test", Hierarchy.fan(province=1, district=2, commune=3)))]
    ['district-2 has fewer than two communes']
    """
    if isinstance(code, str) and _RESERVED.fullmatch(code):
        raise InvalidRule(Finding("KH784", {"given": code}))
    return named(code, title, on=on, severity=severity, clause=clause, title_vi=title_vi, name=name)


def named(
    code: str,
    title: str,
    *,
    on: On = "plan",
    severity: Severity | None = None,
    clause: str = "",
    title_vi: str = "",
    name: str = "",
) -> Callable[[Callable[..., Iterable[Said]]], Rule]:
    """`rule` for every code, the library's own too."""
    problems = [] if isinstance(code, str) and _CODE.fullmatch(code) else [Finding("KH783", {"given": shown(code)})]
    for key, value, known in (("on", on, _KINDS), ("severity", severity, (*_SEVERITIES, None))):
        if value not in known:
            words = ", ".join(one for one in known if one)
            problems.append(Finding("KH785", {"key": key, "value": shown(value), "known": words}))
    if problems:
        raise InvalidRule(problems)

    def made(function: Callable[..., Iterable[Said]]) -> Rule:
        said = name or getattr(function, "__name__", code.lower()).strip("_").replace("_", "-")
        return Rule(
            code=code,
            title=title,
            title_vi=title_vi,
            on=on,
            severity=severity,
            clause=clause,
            name=said,
            function=function,
        )

    return made
