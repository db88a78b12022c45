"""What can go wrong, as classes; every error carries its values and a text that says the way out.

::

    KehoachError
    ├── Invalid (ValueError)          something given is wrong; .findings holds every problem
    │   ├── InvalidPlan
    │   │   ├── InvalidHierarchy
    │   │   ├── InvalidLifecycle
    │   │   └── InvalidDirective
    │   ├── InvalidRule
    │   ├── InvalidDeadline
    │   ├── InvalidReference
    │   ├── InvalidFile
    │   └── InvalidCommand
    ├── UnknownName (LookupError)     a unit, tier, trigger … that does not exist; .nearest proposes
    ├── AmbiguousName (LookupError)   a name that fits several; .choices lists them
    ├── Refused                       an act stands against the rules; .blockers says why; nothing changed
    ├── StoreError (OSError)          the store failed
    │   ├── Conflict                  others kept winning the race
    │   ├── Tampered                  the hash chain does not fit; .seq names the first entry
    │   └── OutcomeUnknown            it is not known whether the act was stored; ask again with the same id
    ├── MissingExtra (ImportError)    an optional package is not installed
    └── ExecutorDied (RuntimeError)   who was to run blocks of a simulation is gone
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from kehoach._spelling import shown
from kehoach.errors._catalogue import BLOCKERS, FINDINGS, Entry, Lang
from kehoach.errors._words import Blocker, Finding, Severity, Value, labelled, listed

__all__ = [
    "BLOCKERS",
    "FINDINGS",
    "AmbiguousName",
    "Blocker",
    "Conflict",
    "Entry",
    "ExecutorDied",
    "Finding",
    "Invalid",
    "InvalidCommand",
    "InvalidDeadline",
    "InvalidDirective",
    "InvalidFile",
    "InvalidHierarchy",
    "InvalidLifecycle",
    "InvalidPlan",
    "InvalidReference",
    "InvalidRule",
    "InvalidScenario",
    "KehoachError",
    "Lang",
    "MissingExtra",
    "OutcomeUnknown",
    "Refused",
    "Severity",
    "StoreError",
    "Tampered",
    "UnknownName",
    "Value",
    "labelled",
    "listed",
]


_LONGEST: Final = 200  # characters of a name in a message


def _quoted(name: object) -> str:
    """A name in quotes, cut where it is none; whatever else was given for a name, as Python writes it."""
    if isinstance(name, str):
        return repr(name) if len(name) <= _LONGEST else f"{name[:_LONGEST]!r}…"
    return shown(name)


class KehoachError(Exception):
    """The root of all errors of this library; catch it to catch them all."""


class Invalid(KehoachError, ValueError):
    """Something given is wrong; all problems come at once.

    Args:
        findings: Every problem, in the order of its place.
    """

    def __init__(self, findings: Iterable[Finding] | Finding) -> None:
        self.findings: tuple[Finding, ...] = (findings,) if isinstance(findings, Finding) else tuple(findings)
        super().__init__(self.findings)

    def __str__(self) -> str:
        return "\n".join(map(str, self.findings))

    def text(self, lang: Lang = "en") -> str:
        """All problems in one language, a line each."""
        return "\n".join(f"{f.place}: {f.text(lang)}" if f.place else f.text(lang) for f in self.findings)


class InvalidPlan(Invalid):
    """A plan contradicts itself or a rule of its making."""


class InvalidHierarchy(InvalidPlan):
    """Tiers, units or edges do not make a hierarchy."""


class InvalidLifecycle(InvalidPlan):
    """States, transitions or guards do not make a lifecycle."""


class InvalidDirective(InvalidPlan):
    """The description of the document is wrong."""


class InvalidScenario(InvalidPlan):
    """How long things take is ill-stated, or does not fit the plan; or a simulation is asked for what it cannot do."""


class InvalidDeadline(Invalid):
    """A text is no deadline, or not one that can be read in one way only."""


class InvalidReference(Invalid):
    """A text is no document number."""


class InvalidRule(Invalid):
    """A rule is ill-made, two have one code, or the module of some cannot be loaded."""


class InvalidFile(Invalid):
    """A file cannot be read, or not as what it is said to be."""


class InvalidCommand(Invalid):
    """An act is ill-formed: an unknown indicator, a blank reason, a naive instant."""


class UnknownName(KehoachError, LookupError):
    """A name that nothing bears.

    Args:
        kind: What was looked for: ``unit``, ``trigger``, ``tier`` …
        name: What was given.
        nearest: Names that look like it.
    """

    def __init__(self, kind: str, name: str, nearest: Iterable[str] = ()) -> None:
        self.kind, self.name, self.nearest = kind, name, tuple(nearest)
        super().__init__(kind, name, self.nearest)

    def __str__(self) -> str:
        return self.text("en")

    def text(self, lang: Lang = "en") -> str:
        """What was looked for and what it may have meant, in one language."""
        near = listed(repr(n) for n in self.nearest)
        name = _quoted(self.name)
        if lang == "vi":
            return f"không có {labelled(self.kind, lang)} {name}" + (f"; có phải là {near}?" if near else "")
        return f"no {self.kind} {name}" + (f"; did you mean {near}?" if near else "")


class AmbiguousName(KehoachError, LookupError):
    """A name that fits several.

    Args:
        kind: What was looked for.
        name: What was given.
        choices: The ids it may stand for.
    """

    def __init__(self, kind: str, name: str, choices: Iterable[str]) -> None:
        self.kind, self.name, self.choices = kind, name, tuple(choices)
        super().__init__(kind, name, self.choices)

    def __str__(self) -> str:
        return self.text("en")

    def text(self, lang: Lang = "en") -> str:
        """What it may stand for, in one language."""
        choices = listed(self.choices)
        if lang == "vi":
            return f"{labelled(self.kind, lang)} {_quoted(self.name)} có thể là {choices}; hãy nêu mã"
        return f"{self.kind} {_quoted(self.name)} may be any of {choices}; give the id"


class Refused(KehoachError):
    """An act stands against the rules; nothing has changed.

    Args:
        unit: The duty it was asked of.
        trigger: What was asked.
        blockers: Every reason, with its values.
    """

    def __init__(self, unit: str, trigger: str, blockers: Iterable[Blocker]) -> None:
        self.unit, self.trigger, self.blockers = unit, trigger, tuple(blockers)
        super().__init__(unit, trigger, self.blockers)

    def __str__(self) -> str:
        return self.text("en")

    def text(self, lang: Lang = "en") -> str:
        """The refusal and all its reasons in one language."""
        act = labelled(self.trigger, lang)
        unit = str(self.unit)[:_LONGEST]
        head = f"{unit}: không {act} được" if lang == "vi" else f"{unit} cannot {act}"
        return f"{head}: " + "; ".join(blocker.text(lang) for blocker in self.blockers)


class StoreError(KehoachError, OSError):
    """The store failed.

    Args:
        findings: What failed, where, and the way out.
    """

    def __init__(self, findings: Iterable[Finding] | Finding) -> None:
        self.findings: tuple[Finding, ...] = (findings,) if isinstance(findings, Finding) else tuple(findings)
        super().__init__(self.findings)

    def __str__(self) -> str:
        return "\n".join(map(str, self.findings))


class Conflict(StoreError):
    """Others kept winning the race for the next place in the log."""


class Tampered(StoreError):
    """The hash chain does not fit.

    Args:
        findings: What does not fit.
        seq: The first entry that does not fit.
    """

    def __init__(self, findings: Iterable[Finding] | Finding, seq: int = 0) -> None:
        super().__init__(findings)
        self.seq = seq

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self), (self.findings, self.seq))


class OutcomeUnknown(StoreError):
    """It is not known whether the act was stored; ask again with the same command id."""


class MissingExtra(KehoachError, ImportError):
    """An optional package is not installed.

    Args:
        package: The package that is missing.
        extra: The extra of kehoach that brings it; None: it is the user's own choice, and no extra does.

    >>> print(MissingExtra("matplotlib", "plot"))
    matplotlib is not installed; get it with: pip install 'kehoach[plot]'
    """

    def __init__(self, package: str, extra: str | None = None) -> None:
        self.package, self.extra = package, extra
        super().__init__(package, extra)

    def __str__(self) -> str:
        wanted = self.package if self.extra is None else f"'kehoach[{self.extra}]'"
        return f"{self.package} is not installed; get it with: pip install {wanted}"


class ExecutorDied(KehoachError, RuntimeError):
    """Who was to run blocks of a simulation is gone: its workers died, or it was shut down.

    Args:
        findings: What happened, and how many runs were done by then.
    """

    def __init__(self, findings: Iterable[Finding] | Finding) -> None:
        self.findings: tuple[Finding, ...] = (findings,) if isinstance(findings, Finding) else tuple(findings)
        super().__init__(self.findings)

    def __str__(self) -> str:
        return "\n".join(map(str, self.findings))
