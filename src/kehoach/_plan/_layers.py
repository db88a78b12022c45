"""Who owes what, on which terms: the rows of a plan laid over each other, the narrower winning.

A row speaks of tiers, groups and units; its rank on a unit is that of the word it was named by: tier < group < unit. A
row states duties, or overrides what others state. All units on which the same rows lie share one `Terms`, so that a
plan of 12,000 units has as many terms as it has combinations of rows, and each deadline is worked out once.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple, cast

import attrs

from kehoach._deadline import Due, Period
from kehoach._hierarchy import Hierarchy, Tier
from kehoach._plan._recurrence import Recurrence
from kehoach._plan._values import FORM, After, DutyRow, Group, Policy, Terms
from kehoach.errors import Finding, Value

__all__ = ["FINAL", "MOST_FORMS", "Form", "Layer", "Line", "Scope", "laid"]

_RANKS: Final = ("tier", "group", "unit")
MOST_FORMS: Final = 65_535  # a duty's form is two bytes of the columns
FINAL: Final = "-final"
"""What stands behind the name of a form of estimates, for the form that is owed for good."""
_FIELDS: Final = (
    "deadline", "opens", "closes", "binding", "to", "copies", "doubt", "after", "gate", "only_if", "estimate",
    "rework", "review",
)  # fmt: skip


@attrs.frozen
class Line:
    """A row and where it stands.

    Attributes:
        row: The row.
        path: Its place, such as ``duties[3]``.
        is_short: Whether it is a deadline under a tier, and the path the deadline's own.
    """

    row: DutyRow
    path: str
    is_short: bool = False

    @property
    def clause(self) -> str:
        """The clause that it rests on, its own or that of its deadline; empty where it names none."""
        return self.row.clause or (self.row.deadline.clause if self.row.deadline is not None else None) or ""

    def strength(self, order: Sequence[str]) -> int:
        """How strong its clause is by an order of precedence; 0 where it does not stand in it."""
        return len(order) - order.index(self.clause) if self.clause in order else 0

    def told(self, words: str, word: str = "clause") -> str:
        """What to call it, with its clause where it has one."""
        return f"{words} ({word} {self.clause})" if self.clause else words

    def at(self, key: str) -> str:
        """The place of one of its keys; a deadline under a tier is its own place."""
        return self.path if self.is_short else f"{self.path}.{key}"


@attrs.frozen
class Scope:
    """What names in rows can mean.

    Attributes:
        tiers: From top to bottom.
        groups: By id.
        hierarchy: The units; None in a template, or where they could not be read.
        known: The ids of all units; None where nobody can tell, in a template for one.
    """

    tiers: Sequence[Tier]
    groups: Mapping[str, Group]
    hierarchy: Hierarchy | None
    known: Container[str] | None = None

    def meanings(self, name: str) -> list[str]:
        """What a name is: any of ``"tier"``, ``"group"``, ``"unit"``."""
        found = ["tier"] if any(tier.id == name for tier in self.tiers) else []
        found += ["group"] if name in self.groups else []
        return found + (["unit"] if self.known is not None and name in self.known else [])

    def units(self, rank: int, name: str) -> list[int]:
        """The numbers of the units that a group or a unit's id means; those that do not exist are left out."""
        if self.hierarchy is None:
            return []
        names = self.groups[name].units if rank == 1 else (name,)
        index = self.hierarchy.columns.index
        return [index[one] for one in names if one in index]


class _Entry(NamedTuple):
    """One row on one unit or tier: its rank there, its number, and the word that named it."""

    rank: int
    line: int
    word: str

    @property
    def layer(self) -> str:
        return f"{_RANKS[self.rank]} {self.word}"


@attrs.frozen
class Form:
    """One form, in one period where it comes again: who owes it and on which terms.

    Attributes:
        name: Its name.
        kind: ``"report"`` or ``"act"``.
        terms: All terms that occur.
        of_tier: For each tier, the number of the terms of its units, -1 where they do not owe the form.
        of_unit: The same for single units that differ from their tier.
        period: The period; None where it is owed once.
        told_by: The period that its deadlines speak of; another than its own for what is owed for good of an estimate.
    """

    name: str
    kind: str
    terms: tuple[Terms, ...]
    of_tier: tuple[int, ...]
    of_unit: Mapping[int, int]
    period: Period | None = None
    told_by: Period | None = None

    @property
    def label(self) -> str:
        """The form and its period, as ids of duties write them."""
        return self.name if self.period is None else f"{self.name}@{self.period}"

    def numbers(self, tier_no: Sequence[int]) -> list[int]:
        """The terms of every unit, -1 where it does not owe the form."""
        numbers = list(map(self.of_tier.__getitem__, tier_no))
        for unit, number in self.of_unit.items():
            numbers[unit] = number
        return numbers

    def tiers_owing(self, hierarchy: Hierarchy | None) -> set[int]:
        """The places of the tiers of which somebody owes the form."""
        found = {place for place, number in enumerate(self.of_tier) if number >= 0}
        tier_no: Sequence[int] = () if hierarchy is None else hierarchy.columns.tier_no
        return found | {tier_no[unit] for unit, number in self.of_unit.items() if number >= 0}


@attrs.frozen(eq=False)
class Layer:
    """One deadline and those it is for.

    Attributes:
        form: The form that is owed, with its period where it has one: ``stock@2019-03``.
        terms: What these duties have in common.
        due: When they are due.
        units: The ids of the units that owe it, in official order; none in a template.
        period: The period it is for; None where the form is owed once.
    """

    form: str
    terms: Terms
    due: Due
    units: tuple[str, ...]
    period: Period | None = None


def laid(lines: Sequence[Line], scope: Scope, policy: Policy, found: list[Finding]) -> tuple[Form, ...]:
    """The forms of some rows, ``report`` first, then in the order in which they are named.

    Args:
        lines: The rows, those of the tiers first.
        scope: What their names mean; a name that means nothing is passed over.
        policy: Whose gate holds where a row says nothing.
        found: Where problems go: duties stated twice, two rows of one rank, overrides of nothing.
    """
    of_form: dict[str, list[int]] = {FORM: []}
    for number, line in enumerate(lines):
        of_form.setdefault(line.row.form, []).append(number)
    if len(of_form) > MOST_FORMS:
        found.append(Finding("KH134", {"given": len(of_form), "most": MOST_FORMS}, path="duties"))
        return ()
    found += _taken(lines, of_form)
    made = [
        form
        for name, own in of_form.items()
        if own
        for form in _Laying(name, lines, own, scope, policy).forms(found)
        if form.terms
    ]
    if len(made) > MOST_FORMS:
        found.append(Finding("KH134", {"given": len(made), "most": MOST_FORMS}, path="duties"))
        return ()
    return tuple(made)


def _taken(lines: Sequence[Line], of_form: Mapping[str, list[int]]) -> Iterator[Finding]:
    """Forms that bear the name of what is owed for good of another's estimates."""
    for name, own in of_form.items():
        line = next((lines[number] for number in own if lines[number].row.estimate), None)
        if line is not None and name + FINAL in of_form:
            yield Finding("KH146", {"form": name, "final": name + FINAL}, path=line.at("estimate"))


class _Laying:
    """One form in the making."""

    def __init__(self, name: str, lines: Sequence[Line], own: Sequence[int], scope: Scope, policy: Policy) -> None:
        self.name, self.lines, self.own, self.scope, self.policy = name, lines, own, scope, policy
        self.on_tier: dict[int, list[_Entry]] = {}
        self.on_unit: dict[int, list[_Entry]] = {}
        self.terms: dict[Terms, int] = {}
        self.known: dict[tuple[_Entry, ...], int] = {}
        self.problems: dict[tuple[str, int, int, str], list[str]] = {}
        self.ranks = {tier.id: place for place, tier in enumerate(scope.tiers)}
        for number in own:
            self._place(number, lines[number].row)

    def _place(self, number: int, row: DutyRow) -> None:
        for word in dict.fromkeys(row.owed_by):
            meanings = self.scope.meanings(word)
            if not meanings:
                continue
            rank = _RANKS.index(meanings[0])
            entry = _Entry(rank, number, word)
            if rank == 0:
                self.on_tier.setdefault(self.ranks[word], []).append(entry)
            for unit in self.scope.units(rank, word) if rank else ():
                self.on_unit.setdefault(unit, []).append(entry)

    def forms(self, found: list[Finding]) -> list[Form]:
        """The form once, or once for each of its periods; and what is owed for good of its estimates."""
        once, recurrence = self._form(found), self._recurrence(found)
        if recurrence is None:
            return [once]
        each = [attrs.evolve(once, period=period, told_by=period) for period in recurrence]
        return each + list(self._final(once, recurrence))

    def _final(self, once: Form, recurrence: Recurrence) -> Iterator[Form]:
        """What is owed for good of estimates: by the same units, when the same form of the next period is due."""
        if not any(terms.estimate for terms in once.terms):
            return
        owing = {number: attrs.evolve(terms, estimate=False) for number, terms in enumerate(once.terms)}
        kept = {number for number, terms in enumerate(once.terms) if terms.estimate}
        final = Form(
            once.name + FINAL,
            once.kind,
            tuple(owing.values()),
            tuple(number if number in kept else -1 for number in once.of_tier),
            {unit: number if number in kept else -1 for unit, number in once.of_unit.items()},
        )
        for period in recurrence:
            yield attrs.evolve(final, period=period, told_by=recurrence.after(period))

    def _recurrence(self, found: list[Finding]) -> Recurrence | None:
        """How often the form is owed; all rows that state it say the same, or only the first says it."""
        every = [self.lines[number] for number in self.own]
        lines = [line for line in every if not line.row.override]
        said = [line for line in lines if line.row.period is not None]
        wrong = [line for line in every if line.row.override and line.row.period is not None]
        wrong += [line for line in lines if said and line.row.period != said[0].row.period and not line.is_short]
        first = said[0].path if said else "none"
        found += [Finding("KH140", {"form": self.name, "first": first}, path=line.at("period")) for line in wrong]
        return said[0].row.period if said else None

    def _form(self, found: list[Finding]) -> Form:
        """The form, its problems noted."""
        tiers = self.scope.tiers
        of_tier = [self._merged(self.on_tier.get(place, []), f"tier {tier.id}") for place, tier in enumerate(tiers)]
        of_unit: dict[int, int] = {}
        if self.scope.hierarchy is not None:
            columns = self.scope.hierarchy.columns
            for unit, entries in sorted(self.on_unit.items()):
                below = self.on_tier.get(columns.tier_no[unit], [])
                of_unit[unit] = self._merged([*below, *entries], columns.ids[unit], own=entries)
        found += [self._finding(*key, units) for key, units in self.problems.items()]
        return Form(self.name, self._kind(found), tuple(self.terms), tuple(of_tier), of_unit)

    def _kind(self, found: list[Finding]) -> str:
        lines = [self.lines[number] for number in self.own]
        first = next((line for line in lines if not line.row.override), lines[0])
        for line in lines:
            if line.row.kind != first.row.kind and not line.row.override:
                values = {"form": self.name, "kind": line.row.kind, "other": first.row.kind, "first": first.path}
                found.append(Finding("KH119", values, path=line.at("kind")))
        return first.row.kind

    def _merged(self, entries: Sequence[_Entry], subject: str, own: Sequence[_Entry] | None = None) -> int:
        """The number of the terms of a tier or unit, -1 when nothing states that it owes the form."""
        ordered = tuple(sorted(entries, key=lambda entry: (entry.rank, self._strength(entry.line))))
        told = sorted(entries, key=lambda entry: entry.rank)  # as they stand in the file
        self._check(told, subject, told if own is None else own)
        if ordered not in self.known:
            stated = [entry for entry in ordered if not self.lines[entry.line].row.override]
            broadest = [entry for entry in stated if entry.rank == stated[0].rank]
            self.known[ordered] = self._number(ordered, broadest[-1]) if stated else -1
        return self.known[ordered]

    def _number(self, entries: Sequence[_Entry], stated: _Entry) -> int:
        terms = self._terms(entries, self.lines[stated.line].row)
        return self.terms.setdefault(terms, len(self.terms))

    def _terms(self, entries: Sequence[_Entry], stated: DutyRow) -> Terms:
        said: dict[str, object] = {}
        layer, clause = entries[0].layer, stated.clause
        for entry in entries:
            row = self.lines[entry.line].row
            given = {key: value for key in _FIELDS if (value := getattr(row, key)) not in (None, ())}
            said |= given | ({"after": ()} if row.after == () else {})
            if entry.rank and (row.after is not None or row.gate is not None):
                said["states_order"] = True
            if row.deadline is not None:
                layer = entry.layer
                clause = row.clause or row.deadline.clause or clause
                said["deadline"] = attrs.evolve(row.deadline, clause=clause)
        said |= _order(self.name, stated.kind, said, self.policy)
        return Terms(kind=stated.kind, layer=layer, clause=clause, **said)  # type: ignore[arg-type]  # fields of the row, under their own names

    def _check(self, entries: Sequence[_Entry], subject: str, own: Sequence[_Entry]) -> None:
        """Note what the rows on one tier or unit say twice; what a tier says twice is not said again of its units."""
        mine = {entry.line for entry in own}
        stated = [entry for entry in entries if not self.lines[entry.line].row.override]
        again = [
            entry for place, entry in enumerate(stated) if any(not self._settled(entry, o) for o in stated[:place])
        ]
        twice = {entry.line for entry in again}
        for entry in again:
            if entry.line in mine:
                self._note("KH116", entry.line, stated[0].line, "", subject)
        if not stated:
            for entry in own:
                self._note("KH118", entry.line, entry.line, "", subject)
        given: dict[tuple[int, str], _Entry] = {}
        for entry in entries:
            for key in _FIELDS:
                if getattr(self.lines[entry.line].row, key) in (None, ()):
                    continue
                first = given.setdefault((entry.rank, key), entry)
                stands = first.line == entry.line or self._settled(entry, first)
                if not stands and entry.line in mine and entry.line not in twice:
                    self._note("KH117", entry.line, first.line, key, subject)

    def _strength(self, line: int) -> int:
        """How strong the clause of a row is by the plan's order of precedence; 0 where it does not stand in it."""
        return self.lines[line].strength(self.policy.precedence)

    def _settled(self, one: _Entry, other: _Entry) -> bool:
        """Whether the plan says which of two rows of one rank wins."""
        mine, others = self._strength(one.line), self._strength(other.line)
        return one.rank == other.rank and bool(mine and others) and mine != others

    def _note(self, code: str, line: int, other: int, key: str, subject: str) -> None:
        self.problems.setdefault((code, line, other, key), []).append(subject)

    def _finding(self, code: str, line: int, other: int, key: str, units: Iterable[str]) -> Finding:
        here, first = self.lines[line], self.lines[other]
        values: dict[str, Value] = {"units": tuple(units), "form": self.name, "key": key}
        values |= {"first": first.told(first.path), "first_vi": first.told(first.path, "mục")}
        values |= {"here": here.told("this one"), "here_vi": here.told("dòng này", "mục")}
        return Finding(code, values, path=here.at(key or ("override" if code == "KH118" else "owed_by")))


def _order(form: str, kind: str, said: Mapping[str, object], policy: Policy) -> dict[str, object]:
    """The gate of some terms, and what else must stand first: a report's own form of its subordinates is its gate."""
    entries, gate = cast("tuple[After, ...] | None", said.get("after")), said.get("gate")
    own = [one for one in entries or () if (one.form, one.of) == (form, "subordinates") and kind == "report"]
    if kind == "act" or (gate is None and (entries == () or any(one.enforce == "warn" for one in own))):
        gate = "none"
    elif gate is None:
        gate = "all" if own and policy.gate == "none" else policy.gate
    after = tuple(one for one in entries or () if one not in own or one.enforce == "warn")
    return {"after": after, "gate": gate}
