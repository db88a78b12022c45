"""The small values of a plan: who owes what, which groups and events there are, how refusals and rates are decided."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Final, Literal, TypeVar, cast

import attrs

from kehoach._calendar import parse_day
from kehoach._deadline import Deadline
from kehoach._plan._quorum import Quorum, gate_of
from kehoach._plan._recurrence import Recurrence
from kehoach._spelling import nearest, nfc
from kehoach.errors import Finding, InvalidPlan, Value

__all__ = [
    "ANY",
    "BINDINGS",
    "DENOMINATORS",
    "FORM",
    "ISSUER",
    "KINDS",
    "After",
    "Duty",
    "DutyRow",
    "Event",
    "Group",
    "Policy",
    "Terms",
]

FORM: Final = "report"
"""The form that a deadline under a tier speaks of, and that an id without a form means."""
ISSUER: Final = "issuer"
"""The reserved actor above the root."""
ANY: Final = "any"
"""What a duty waits for that only its unit can know of: it is expected once the unit reports."""
DENOMINATORS: Final = ("open_on_cutoff", "any_overlap", "full_window")
"""Which units owe, by the days on which they opened and closed."""

KINDS: Final = ("report", "act")
BINDINGS: Final = ("required", "asked", "own")
_GATES: Final = ("all", "none")
_STRAGGLERS: Final = ("hold", "reject", "supplement", "reopen")
_RATES: Final = ("first", "accepted")
_OF: Final = ("self", "superior", "subordinates", "peers")
_NAME: Final = re.compile(r"[^\W\d_][\w-]{0,62}")
_PARTS: Final = re.compile(r"([^:@]+)(?::([^:@]+))?(?:@([^:@]+))?")

_T = TypeVar("_T")
Binding = Literal["required", "asked", "own"]
Kind = Literal["report", "act"]


def _texts(value: str | Iterable[str]) -> tuple[str, ...]:
    return tuple(nfc(one).strip() for one in ((value,) if isinstance(value, str) else value))


def _text(value: str) -> str:
    return nfc(value).strip() if isinstance(value, str) else value


def _day(value: date | str | None) -> date | None:
    return None if value is None else parse_day(value)


def _gate(value: object) -> str | Quorum:
    return cast("str | Quorum", gate_of(value))


def _deadline(value: Deadline | str | None) -> Deadline | None:
    return None if value is None else Deadline.coerce(value)


def _own_gate(value: object) -> str | Quorum | None:
    return None if value is None else _gate(value)


def _known_gate(_: object, attribute: attrs.Attribute[_T], value: _T) -> None:
    if value is not None and not isinstance(value, Quorum) and value not in _GATES:
        raise InvalidPlan(_no_choice(attribute.name, value, _GATES))


def _afters(value: Iterable[After] | None) -> tuple[After, ...] | None:
    return None if value is None else tuple(value)


def _one_of(known: tuple[str, ...]) -> Callable[[object, attrs.Attribute[_T], _T], None]:
    def check(_: object, attribute: attrs.Attribute[_T], value: _T) -> None:
        if value not in known:
            raise InvalidPlan(_no_choice(attribute.name, value, known))

    return check


def _no_choice(key: str, value: object, known: tuple[str, ...]) -> Finding:
    near = nearest(str(value), known)
    hint = f"did you mean {near[0]!r}?" if near else f"write one of: {', '.join(known)}"
    hint_vi = f"có phải ý bạn là {near[0]!r}?" if near else f"chọn một trong: {', '.join(known)}"
    return Finding("KH109", {"key": key, "value": str(value)[:60], "hint": hint, "hint_vi": hint_vi}, path=key)


def _twice(clauses: tuple[str, ...]) -> Iterable[Finding]:
    """Clauses that stand twice in an order of precedence."""
    for place, clause in enumerate(clauses):
        if clause in clauses[:place]:
            values: dict[str, Value] = {"kind": "clause", "kind_vi": "mục", "name": clause}
            first = f"precedence[{clauses.index(clause)}]"
            yield Finding("KH115", {**values, "first": first}, path=f"precedence[{place}]")


def _name(_: object, attribute: attrs.Attribute[str], value: str) -> None:
    if not isinstance(value, str) or not _NAME.fullmatch(value):
        raise InvalidPlan(Finding("KH111", {"key": attribute.name, "value": str(value)[:60]}, path=attribute.name))


@attrs.frozen
class Group:
    """Units that share something the hierarchy does not say, such as a pilot.

    Attributes:
        id: What duties call it.
        units: The ids of its units; may be empty, to be named later.
        name: How it is printed.
    """

    id: str = attrs.field(converter=_text, validator=_name)
    units: tuple[str, ...] = attrs.field(default=(), converter=_texts)
    name: str = attrs.field(default="", converter=_text, kw_only=True)


@attrs.frozen
class Event:
    """Something that happens on a day and that deadlines may count from.

    Attributes:
        id: The anchor that deadlines name.
        on: The day; None until it is known.
        name: How it is printed.

    >>> Event("conference", "10-5-2019").on
    datetime.date(2019, 5, 10)
    """

    id: str = attrs.field(converter=_text, validator=_name)
    on: date | None = attrs.field(default=None, converter=_day)
    name: str = attrs.field(default="", converter=_text, kw_only=True)


@attrs.frozen
class After:
    """What must stand before a duty is met: the one mechanism of order.

    The gate of a report is such an entry: its own form, of the subordinates, enforced; it asks for their rows. Every
    other entry asks that the duty is met. Units that do not owe the form are passed over: of a superior that does not,
    the next above that does is meant.

    Attributes:
        form: Of which form; in the same period, where both come again.
        of: Of whom: ``"self"``, ``"superior"``, ``"subordinates"`` or ``"peers"`` (who have a superior in common).
        enforce: ``"refuse"``: it cannot be sent before; ``"warn"``: it can, and it is shown as out of order.
    """

    form: str = attrs.field(default=FORM, converter=_text, validator=_name)
    of: str = attrs.field(default="subordinates", validator=_one_of(_OF))
    enforce: str = attrs.field(default="refuse", validator=_one_of(("refuse", "warn")))


@attrs.frozen(kw_only=True)
class Policy:
    """What a plan leaves to its author: the gate, late comers, the end, and which clock makes the rate.

    Attributes:
        gate: ``"all"``: a report may be sent when every subordinate's is in it; ``"none"``: at any time; a `Quorum`, or
            its table ``{"quorum": "55%", "required": ["461"]}``: when enough are in it.
        quorum_from: The first day on which a quorum may be used; None: when the dues of all who are missing are past.
        stragglers: What is accepted when a superior that counts it has been sent: ``"hold"`` (it waits, and is listed),
            ``"reject"`` (it cannot be sent), ``"supplement"`` (the superior's next version is opened and takes it) or
            ``"reopen"`` (the same while the superior itself is not counted; then it waits).
        root_ends: The state of the top report in which a campaign is complete; an accepted one beyond it will do. As it
            stands in a lifecycle without ``reviewed``, it is the accepted state that reports go up from.
        rate: The clock that "the" rate uses: ``"first"`` submission or ``"accepted"`` version.
        accepts_in_one: Whether a superior may receive, review and aggregate in one act.
        denominator: Which units owe a duty, by the days on which they opened and closed: those ``"open_on_cutoff"``
            (on the last day of the period; of a duty without one, on the day it is due), those of which
            ``"any_overlap"`` with the period exists, or those open for the ``"full_window"``.
        precedence: Clauses of the directive, the one that wins first: of two rows of one rank on one duty that say
            different things, the one whose clause stands farther in front holds.

    >>> Policy(gate="non")
    Traceback (most recent call last):
        ...
    kehoach.errors.InvalidPlan: gate: 'gate' is 'non'; did you mean 'none'?
    """

    gate: str | Quorum = attrs.field(default="all", converter=_gate)
    quorum_from: date | None = attrs.field(default=None, converter=_day)
    stragglers: str = "hold"
    root_ends: str = "reviewed"
    rate: Literal["first", "accepted"] = "first"
    accepts_in_one: bool = False
    denominator: str = "open_on_cutoff"
    precedence: tuple[str, ...] = attrs.field(default=(), converter=_texts)

    def __attrs_post_init__(self) -> None:
        problems: list[Finding] = []
        for key, known in (
            ("gate", _GATES),
            ("stragglers", _STRAGGLERS),
            ("rate", _RATES),
            ("denominator", DENOMINATORS),
        ):
            value = getattr(self, key)
            if isinstance(value, Quorum):
                continue
            if value not in known:
                problems.append(_no_choice(key, value, known))
        if not isinstance(self.accepts_in_one, bool):
            problems.append(_no_choice("accepts_in_one", self.accepts_in_one, ("true", "false")))
        problems += _twice(self.precedence)
        if problems:
            raise InvalidPlan(problems)


@attrs.frozen
class DutyRow:
    """A row that says who owes which form, when and to whom, or changes that for some who owe it already.

    Attributes:
        form: What is owed; letters, figures, ``_`` and ``-``.
        owed_by: Tiers, groups or units, by id.
        kind: ``"report"`` is sent up; ``"act"`` is something done.
        to: Who receives it in place of the superior: a unit's id or ``"issuer"``.
        copies: Units that are informed.
        binding: ``"required"``, ``"asked"`` (outside the rates) or ``"own"``; None leaves what a broader row says.
        opens, deadline, closes: Rules, or phrases of rules; None leaves what a broader row says.
        doubt: What the text leaves open, such as ``"tentative"``.
        after: What must stand before; None is the gate alone, empty is neither gate nor order. Entries about other
            forms or other units leave the gate as it is.
        gate: Another gate than the policy's: ``"all"``, ``"none"`` or a `Quorum`; None leaves what a broader row says.
        period: How often it is owed; None: once. One for all rows that state a form.
        only_if: An event on which it depends, or ``"any"``: it is dormant until that is recorded, or the unit reports.
        estimate: Whether it is due before its period ends, so that it holds estimates. The form ``…-final`` is owed
            beside it, due when the next period's is.
        rework: The due of what was sent back, such as ``"5 days after sent_back"``.
        review: The due of the review of what was sent, such as ``"3 working days after submitted"``.
        override: Whether the row changes duties that other rows state, instead of stating them.
        clause: The clause of the directive it stands in.

    >>> DutyRow("plan", "district", kind="act").owed_by
    ('district',)
    """

    form: str = attrs.field(default=FORM, converter=_text, validator=_name)
    owed_by: tuple[str, ...] = attrs.field(default=(), converter=_texts)
    kind: Kind = attrs.field(default="report", kw_only=True, validator=_one_of(KINDS))
    to: str | None = attrs.field(default=None, kw_only=True)
    copies: tuple[str, ...] = attrs.field(default=(), converter=_texts, kw_only=True)
    binding: Binding | None = attrs.field(
        default=None, kw_only=True, validator=attrs.validators.optional(_one_of(BINDINGS))
    )
    opens: Deadline | None = attrs.field(default=None, converter=_deadline, kw_only=True)
    deadline: Deadline | None = attrs.field(default=None, converter=_deadline, kw_only=True)
    closes: Deadline | None = attrs.field(default=None, converter=_deadline, kw_only=True)
    doubt: tuple[str, ...] = attrs.field(default=(), converter=_texts, kw_only=True)
    after: tuple[After, ...] | None = attrs.field(default=None, converter=_afters, kw_only=True)
    gate: str | Quorum | None = attrs.field(default=None, converter=_own_gate, validator=_known_gate, kw_only=True)
    period: Recurrence | None = attrs.field(default=None, kw_only=True)
    only_if: str | None = attrs.field(default=None, converter=attrs.converters.optional(_text), kw_only=True)
    estimate: bool | None = attrs.field(default=None, kw_only=True)
    rework: Deadline | None = attrs.field(default=None, converter=_deadline, kw_only=True)
    review: Deadline | None = attrs.field(default=None, converter=_deadline, kw_only=True)
    override: bool = attrs.field(default=False, kw_only=True)
    clause: str = attrs.field(default="", converter=_text, kw_only=True)


@attrs.frozen(kw_only=True)
class Terms:
    """What all duties of one kind have in common, put together from the rows that speak of them.

    Attributes:
        kind: ``"report"`` or ``"act"``.
        binding: ``"required"``, ``"asked"`` or ``"own"``.
        opens, deadline, closes: The rules; None where nothing is said.
        to: Who receives it in place of the superior.
        copies: Units that are informed.
        doubt: What the text leaves open.
        layer: Which row the deadline stands in, such as ``tier commune`` or ``group pilot``.
        clause: The clause of the directive.
        gate: How many of the subordinates' reports must be in before it is sent: ``"all"``, ``"none"`` or a `Quorum`.
        after: What else must stand before it.
        states_order: Whether a row for a group or for single units says what it waits for: then there must be somebody.
        only_if: The event that it waits for, or ``"any"``.
        estimate: Whether it holds estimates, owed for good under another form.
        rework: The due of what was sent back.
        review: The due of its review.
    """

    kind: Kind = "report"
    binding: Binding = "required"
    opens: Deadline | None = None
    deadline: Deadline | None = None
    closes: Deadline | None = None
    to: str | None = None
    copies: tuple[str, ...] = ()
    doubt: tuple[str, ...] = ()
    layer: str = ""
    clause: str = ""
    gate: str | Quorum = "all"
    after: tuple[After, ...] = ()
    states_order: bool = False
    only_if: str | None = None
    estimate: bool = False
    rework: Deadline | None = None
    review: Deadline | None = None

    @property
    def is_gated(self) -> bool:
        """Whether subordinates' reports must be in before it is sent."""
        return self.gate != "none"


_PLAIN: Final = Terms()


@attrs.frozen
class Duty:
    """What one unit owes: one form, for one period.

    Attributes:
        unit: Who owes it.
        form: What is owed.
        period: For which period; None where there is only one.
        terms: What it has in common with duties of its kind; no part of its equality.

    >>> print(Duty("461"), Duty("461", "plan"), Duty.parse("461:stock@2019-03"))
    461 461:plan 461:stock@2019-03
    """

    unit: str
    form: str = FORM
    period: str | None = None
    terms: Terms = attrs.field(default=_PLAIN, eq=False, repr=False)

    @classmethod
    def parse(cls, text: str) -> Duty:
        """The duty that a text names: ``unit``, ``unit:form`` or ``unit:form@period``.

        Raises:
            InvalidPlan: The text names none.
        """
        found = _PARTS.fullmatch(nfc(text).strip()) if isinstance(text, str) else None
        if found is None:
            raise InvalidPlan(Finding("KH112", {"value": str(text)[:60]}))
        unit, form, period = found.groups()
        return cls(unit, form or FORM, period)

    def __str__(self) -> str:
        if self.period is not None:
            return f"{self.unit}:{self.form}@{self.period}"
        return self.unit if self.form == FORM else f"{self.unit}:{self.form}"
