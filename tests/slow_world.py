"""What the slow model speaks of: directives, acts, versions and cards, as plain as can be. Instants are integers."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

ISSUER = "issuer"
FAR, NEAR = 2**63 - 1, -(2**63)
OPEN_PHASES = ("not_open_yet", "in_time", "overdue", "undated")
TABLE = {
    "report": {
        "submit": ("draft",),
        "recall": ("submitted",),
        "send_back": ("submitted", "reviewed"),
        "review": ("submitted",),
        "aggregate": ("reviewed",),
        "release": ("draft", "submitted", "reviewed", "aggregated"),
        "correct": ("reviewed", "aggregated"),
        "withdraw": ("draft",),
        "waive": ("draft",),
        "unwaive": ("waived",),
    },
    "act": {
        "complete": ("planned",),
        "confirm": ("completed",),
        "reopen": ("completed", "confirmed"),
    },
}
TRIGGERS = tuple(trigger for kind in TABLE.values() for trigger in kind)
ACCEPTED = ("reviewed", "aggregated", "confirmed")
UNSENT = ("draft", "planned", "waived")
OVER_A_TIER = ("review", "send_back", "waive", "unwaive", "confirm", "reopen")


@dataclass(frozen=True)
class Form:
    """What is asked of the units of some tiers; all is by tier.

    Attributes:
        opens, due, closes: Instants.
        gates: Another gate than that of the directive.
        after: What must stand first: the form, of whom, and whether it is refused or only noted.
        only_if: The event without which nothing is expected.
    """

    name: str
    kind: str
    tiers: tuple[str, ...]
    opens: dict[str, int] = field(default_factory=dict)
    due: dict[str, int] = field(default_factory=dict)
    closes: dict[str, int] = field(default_factory=dict)
    gates: dict[str, str | Fraction] = field(default_factory=dict)
    after: dict[str, tuple[tuple[str, str, str], ...]] = field(default_factory=dict)
    only_if: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class World:
    """A directive: who reports to whom by which share, the lead first, and what is asked of whom."""

    tiers: tuple[str, ...]
    tier_of: dict[str, str]
    superiors: dict[str, dict[str, Fraction]]
    forms: tuple[Form, ...]
    gate: str | Fraction = "all"
    required: tuple[str, ...] = ()
    quorum_from: int | None = None
    stragglers: str = "hold"
    asked_of: tuple[str, ...] = ()
    content_required: bool = False
    check: tuple[str, int] | None = None  # how a report's own figure compares with the sum below, within how much


@dataclass(frozen=True)
class Act:
    """An act that is asked for."""

    duty: str
    trigger: str
    by: str
    reason: str | None = None
    person: str | None = None
    acting_for: str | None = None
    version: int | None = None
    received_at: int | None = None
    due: int | None = None
    figure: int | str | None = None
    reroute: bool = False


@dataclass(frozen=True)
class Filed:
    """A version as it was sent: its rows and their shares, who was not expected and why, and all that was below it."""

    figure: int | str | None
    rows: dict[str, int]
    shares: dict[str, Fraction]
    waived: frozenset[str]
    dormant: frozenset[str]
    under: frozenset[str]


@dataclass
class Card:
    """One duty: what it is, and how it stands."""

    id: str
    unit: str
    form: Form
    superiors: dict[str, Fraction]
    lead: str
    above: frozenset[str]
    due: int
    opens: int
    closes: int
    state: str
    below: list[str] = field(default_factory=list)
    leaf: bool = True
    version: int = 1
    highest: int = 1
    figure: int | str | None = None
    rows: dict[str, int] = field(default_factory=dict)
    base: int | None = None
    opener: str = ""
    sent: dict[int, int] = field(default_factory=dict)
    accepted: list[int] = field(default_factory=list)
    rework: int | None = None
    reworks: dict[int, int] = field(default_factory=dict)
    prepared: tuple[str, str | None] = ("", None)
    first_due: int = FAR
    stopped: int | None = None

    def stands_still(self, due: int) -> bool:
        """Whether the clock of a due was stopped before it had run out."""
        return self.stopped is not None and self.stopped < due

    @property
    def standing_due(self) -> int:
        """The due of the working version."""
        return self.due if self.rework is None else self.rework


def named(unit: str, form: str) -> str:
    """The id of a duty."""
    return unit if form == "report" else f"{unit}:{form}"


def patched(card: Card, act: Act) -> int | str | None:
    """What a version says after what an act brings: what it does not name stays, and "missing" takes it back."""
    if act.figure is None:
        return card.figure
    return None if act.figure == "missing" else act.figure


def says(card: Card, act: Act) -> bool:
    """Whether a version says anything itself: a figure, that there is none, or why."""
    return patched(card, act) is not None or bool(act.reason)
