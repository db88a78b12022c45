"""The document itself: a title, and whatever else is known of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

import attrs

from kehoach._calendar import parse_day
from kehoach._directive._document import Document
from kehoach._directive._reference import Reference
from kehoach._spelling import nfc
from kehoach.errors import Finding, Invalid, InvalidDeadline, InvalidDirective, InvalidReference

__all__ = ["Clause", "Directive"]


_FIELDS: Final = ("title", "number", "issuer", "issued_on", "effective_on", "basis", "implements", "clauses")


@attrs.frozen
class Clause:
    """A passage of the directive that duties and deadlines point at.

    Attributes:
        id: What they call it, such as ``2.1`` or ``pilot``.
        text: What it says.
    """

    id: str
    text: str = ""

    def __str__(self) -> str:
        return self.id


@attrs.frozen(init=False)
class Directive:
    """The document that directs; all but its title may be absent.

    Args:
        title: What it is about (trích yếu).
        number: Its number, such as ``116-KH/TU``.
        issuer: Who issued it.
        issued_on: The day of issue; anything `parse_day` reads.
        effective_on: The day it takes effect, where that differs.
        basis: What it rests on (căn cứ): document numbers, or names of documents without one.
        implements: What it carries out (thực hiện): the same.
        clauses: Its passages.

    Raises:
        InvalidDirective: Every problem at once, each with its place.

    >>> plan = Directive("Tổng kết 10 năm", number="116-KH/TU", issued_on="14-3-2019", basis=["62-KL/TW"])
    >>> plan.issued_on, str(plan)
    (datetime.date(2019, 3, 14), '116-KH/TU')
    """

    title: str
    number: Reference | None
    issuer: str | None
    issued_on: date | None
    effective_on: date | None
    basis: tuple[Reference, ...]
    implements: tuple[Reference, ...]
    clauses: tuple[Clause, ...]

    def __init__(
        self,
        title: str,
        *,
        number: Reference | str | None = None,
        issuer: str | None = None,
        issued_on: date | str | None = None,
        effective_on: date | str | None = None,
        basis: Iterable[Reference | str] = (),
        implements: Iterable[Reference | str] = (),
        clauses: Iterable[Clause | tuple[str, str]] = (),
    ) -> None:
        findings: list[Finding] = []
        heading = _text(title) or ""
        made_issued, made_effective = (
            _day(findings, "issued_on", issued_on),
            _day(findings, "effective_on", effective_on),
        )
        made_number = _number(findings, number)
        made_basis, made_implements = _named(findings, "basis", basis), _named(findings, "implements", implements)
        made_clauses = _clauses(findings, clauses)
        if not heading:
            findings.append(Finding("KH710", {}, path="title"))
        if made_issued and made_effective and made_effective < made_issued:
            days = {"issued": made_issued.isoformat(), "effective": made_effective.isoformat()}
            findings.append(Finding("KH713", days, path="effective_on"))
        if findings:
            raise InvalidDirective(findings)
        made = (
            heading,
            made_number,
            _text(issuer),
            made_issued,
            made_effective,
            made_basis,
            made_implements,
            made_clauses,
        )
        for name, value in zip(_FIELDS, made, strict=True):
            object.__setattr__(self, name, value)

    @property
    def doubts(self) -> tuple[Finding, ...]:
        """What looks wrong with its numbers; nothing is corrected."""
        every = [("number", self.number)] if self.number is not None else []
        every += [(f"basis[{k}]", reference) for k, reference in enumerate(self.basis)]
        every += [(f"implements[{k}]", reference) for k, reference in enumerate(self.implements)]
        return tuple(attrs.evolve(finding, path=path) for path, reference in every for finding in reference.doubts)

    def clause(self, id: str) -> Clause | None:
        """The clause with an id, or None."""
        return next((clause for clause in self.clauses if clause.id == id), None)

    def to_dict(self) -> dict[str, object]:
        """The directive as plain data, in the shape of the plan file; what is absent is left out."""
        data: dict[str, object] = {
            "title": self.title,
            "number": None if self.number is None else str(self.number),
            "issuer": self.issuer,
            "issued_on": None if self.issued_on is None else self.issued_on.isoformat(),
            "effective_on": None if self.effective_on is None else self.effective_on.isoformat(),
            "basis": [str(reference) for reference in self.basis],
            "implements": [str(reference) for reference in self.implements],
            "clauses": [{"id": clause.id, "text": clause.text} for clause in self.clauses],
        }
        return {key: value for key, value in data.items() if value not in (None, [])}

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> Directive:
        """The directive that `to_dict` wrote; days may be `datetime.date` as well.

        Raises:
            InvalidDirective: Every problem at once, each with its place.
        """
        document = Document(data, _FIELDS)
        try:
            made = cls(
                document.text("title") or "",
                number=document.text("number"),
                issuer=document.text("issuer"),
                issued_on=document.day("issued_on"),
                effective_on=document.day("effective_on"),
                basis=document.texts("basis"),
                implements=document.texts("implements"),
                clauses=[Clause(*pair) for pair in document.pairs("clauses", "id", "text")],
            )
        except InvalidDirective as error:
            raise InvalidDirective((*document.findings, *error.findings)) from None
        if document.findings:
            raise InvalidDirective(document.findings)
        return made

    def __str__(self) -> str:
        return self.title if self.number is None else str(self.number)


def _text(given: str | None) -> str | None:
    return None if given is None else nfc(given).strip() or None


def _placed(error: Invalid, path: str) -> Iterable[Finding]:
    return (attrs.evolve(finding, path=path) for finding in error.findings)


def _day(findings: list[Finding], path: str, given: date | str | None) -> date | None:
    try:
        return None if given is None else parse_day(given)
    except InvalidDeadline as error:
        findings.extend(_placed(error, path))
        return None


def _number(findings: list[Finding], given: Reference | str | None) -> Reference | None:
    try:
        return given if given is None or isinstance(given, Reference) else Reference.parse(given)
    except InvalidReference as error:
        findings.extend(_placed(error, "number"))
        return None


def _named(findings: list[Finding], path: str, given: Iterable[Reference | str]) -> tuple[Reference, ...]:
    made: list[Reference] = []
    for k, one in enumerate((given,) if isinstance(given, str | Reference) else given):
        try:
            made.append(one if isinstance(one, Reference) else _document(one))
        except InvalidReference as error:
            findings.extend(_placed(error, f"{path}[{k}]"))
    return tuple(made)


def _document(text: str) -> Reference:
    """A document by its number; or by its name, when the text has several words and no number."""
    try:
        return Reference.parse(text)
    except InvalidReference:
        whole = nfc(text).strip()
        found = Reference.find(whole)
        if len(found) == 1:
            return attrs.evolve(found[0].reference, text=whole)
        if found or whole.count(" ") < 2:
            raise
        return Reference(whole, kind="words")


def _clauses(findings: list[Finding], given: Iterable[Clause | tuple[str, str]]) -> tuple[Clause, ...]:
    made = tuple(one if isinstance(one, Clause) else Clause(*one) for one in given)
    seen: set[str] = set()
    for k, clause in enumerate(made):
        if not clause.id.strip():
            findings.append(Finding("KH712", {}, path=f"clauses[{k}].id"))
        elif clause.id in seen:
            findings.append(Finding("KH711", {"clause": clause.id}, path=f"clauses[{k}].id"))
        seen.add(clause.id)
    return made
