"""Rules on document numbers, and on the words of a directive."""

from __future__ import annotations

import re
from collections.abc import Iterator

import attrs

from kehoach._deadline._rules import Before, By, Day, On
from kehoach._directive import Reference
from kehoach._plan import Plan
from kehoach._spelling import folded, nfc
from kehoach.errors import Finding, Severity, Value
from kehoach.rules._builtin._rows import deadlines_of, rows_of
from kehoach.rules._rule import named

__all__: list[str] = []

_TONES = re.compile(r"\b\w*(?:o[àáảãạ]|o[èéẻẽẹ]|u[ỳýỷỹỵ])\b|\b\w*(?:[òóỏõọ]a|[òóỏõọ]e|[ùúủũụ]y)\b", re.IGNORECASE)
_NEW = re.compile(r"(?:o[àáảãạ]|o[èéẻẽẹ]|u[ỳýỷỹỵ])$", re.IGNORECASE)
_DAYS = re.compile(
    r"ngày\s+(\d{1,2})\s*(?:tháng|[/.-])\s*(\d{1,2})(?!\d)(?:\s*(?:năm|[/.-])\s*(\d{4}))?"
    r"|(?<!\d)(\d{1,2})\s+tháng\s+(\d{1,2})(?!\d)(?:\s+năm\s+(\d{4}))?"
    r"|(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)"
)


@attrs.frozen
class _Cited:
    """A document number and where it is cited; `is_found` where it stands in a text."""

    reference: Reference
    path: str
    is_found: bool = False


def _texts(plan: Plan) -> Iterator[tuple[str, str]]:
    """The texts of a plan, each with its place."""
    directive, place = plan.directive, plan.parts.place
    yield "directive.title", directive.title
    yield from ((f"directive.clauses[{number}].text", one.text) for number, one in enumerate(directive.clauses))
    yield from ((f"{place(f'outline[{number}]')}.title", one.title) for number, one in enumerate(plan.outline))
    yield from ((f"{place(f'indicators[{number}]')}.title", one.title) for number, one in enumerate(plan.indicators))


def _listed(plan: Plan) -> Iterator[_Cited]:
    """The documents that a directive lists, its own number first."""
    directive = plan.directive
    if directive.number is not None:
        yield _Cited(directive.number, "directive.number")
    yield from (_Cited(one, f"directive.basis[{place}]") for place, one in enumerate(directive.basis))
    yield from (_Cited(one, f"directive.implements[{place}]") for place, one in enumerate(directive.implements))


def _cited(plan: Plan) -> Iterator[_Cited]:
    """Every document number of a plan."""
    yield from _listed(plan)
    for path, text in _texts(plan):
        yield from (_Cited(found.reference, path, is_found=True) for found in Reference.find(text))


@named("KH730", "one number is cited with one code", name="one-number-two-codes",
       title_vi="một số văn bản chỉ đi với một ký hiệu")  # fmt: skip
def _one_number_two_codes(plan: Plan) -> Iterator[Finding]:
    known: dict[tuple[object, ...], dict[str, _Cited]] = {}
    for cited in _cited(plan):
        one = cited.reference
        if one.number is None or one.type is None or one.organ is None or cited.path == "directive.number":
            continue
        codes = known.setdefault((one.number, one.year, folded(one.organ)), {})
        if codes and one.type not in codes:
            first = next(iter(codes.values()))
            is_slip = any(found.code == "KH701" for both in (one, first.reference) for found in both.doubts)
            severity: Severity = "warning" if is_slip else "note"  # each type counts for itself: it may be two
            values: dict[str, Value] = {"first": first.reference.canonical, "second": one.canonical}
            values |= {"where": first.path}
            yield Finding("KH730", values, severity=severity, path=cited.path, subject=one.canonical)
        codes.setdefault(one.type, cited)


@named("KH731", "a document is listed once", severity="warning", name="listed-twice",
       title_vi="mỗi văn bản chỉ nêu một lần")  # fmt: skip
def _listed_twice(plan: Plan) -> Iterator[Finding]:
    first: dict[tuple[str, Reference], str] = {}
    for cited in _listed(plan):
        table = cited.path.partition("[")[0]
        other = first.setdefault((table, cited.reference), cited.path)
        if other != cited.path:
            values: dict[str, Value] = {"number": str(cited.reference), "first": other}
            yield Finding("KH731", values, path=cited.path, subject=str(cited.reference))


@named("KH732", "a directive does not rest on itself", severity="warning", name="rests-on-itself",
       title_vi="văn bản không tự làm căn cứ cho mình")  # fmt: skip
def _rests_on_itself(plan: Plan) -> Iterator[Finding]:
    own = plan.directive.number
    for cited in _listed(plan):
        if own is not None and cited.reference == own and cited.path != "directive.number":
            yield Finding("KH732", {"number": str(own)}, path=cited.path, subject=str(own))


@named("KH733", "the year of a number is that of its issue", severity="warning", name="year-of-another",
       title_vi="năm trong số văn bản khớp với năm ban hành")  # fmt: skip
def _year_of_another(plan: Plan) -> Iterator[Finding]:
    number, issued = plan.directive.number, plan.directive.issued_on
    if number is not None and number.year is not None and issued is not None and number.year != issued.year:
        values: dict[str, Value] = {"number": str(number), "year": number.year, "issued": issued.isoformat()}
        yield Finding("KH733", values, path="directive.number", subject=str(number))


@named("KH734", "in a text, too, the word of a document and its code agree", severity="warning",
       name="words-disagree-in-text", title_vi="trong lời văn, tên loại văn bản cũng khớp với ký hiệu")  # fmt: skip
def _words_disagree_in_text(plan: Plan) -> Iterator[Finding]:
    for cited in _cited(plan):
        for doubt in cited.reference.doubts if cited.is_found else ():
            if doubt.code == "KH701":
                yield Finding("KH734", doubt.values, path=cited.path, subject=cited.reference.canonical)


@named("KH735", "what a directive rests on is no younger than itself", severity="warning", name="basis-from-the-future",
       title_vi="căn cứ không ban hành sau văn bản")  # fmt: skip
def _basis_from_the_future(plan: Plan) -> Iterator[Finding]:
    issued = plan.directive.issued_on
    for cited in _listed(plan):
        year = cited.reference.year
        if issued is not None and year is not None and year > issued.year and cited.path != "directive.number":
            values: dict[str, Value] = {"number": str(cited.reference), "year": year, "issued": issued.isoformat()}
            yield Finding("KH735", values, path=cited.path, subject=str(cited.reference))


@named("KH736", "a document number is whole", severity="note", name="partial-number",
       title_vi="số, ký hiệu văn bản đầy đủ")  # fmt: skip
def _partial_number(plan: Plan) -> Iterator[Finding]:
    for cited in _listed(plan):
        one = cited.reference
        if one.kind == "partial":
            yield Finding("KH736", {"number": str(one)}, path=cited.path, subject=str(one))


@named("KH737", "tones are placed one way", severity="note", name="mixed-tones",
       title_vi="đặt dấu thanh thống nhất")  # fmt: skip
def _mixed_tones(plan: Plan) -> Iterator[Finding]:
    placed: dict[bool, tuple[str, str]] = {}
    for path, text in _texts(plan):
        for found in _TONES.finditer(nfc(text)):
            word = found.group()
            if not word.lower().startswith("qu"):
                placed.setdefault(bool(_NEW.search(word)), (word, path))
    if len(placed) == 2:
        (new, _), (old, path) = placed[True], placed[False]
        yield Finding("KH737", {"new": new, "old": old}, path=path)


@named("KH738", "a directive with a number has its day", severity="note", name="number-without-day",
       title_vi="văn bản có số thì có ngày ban hành")  # fmt: skip
def _number_without_day(plan: Plan) -> Iterator[Finding]:
    number = plan.directive.number
    if number is not None and plan.directive.issued_on is None:
        yield Finding("KH738", {"number": str(number)}, path="directive.number", subject=str(number))


@named("KH739", "a day that a row prints stands in the clause that it rests on", severity="warning",
       name="clause-says-another-day", title_vi="ngày ghi trong dòng có trong mục mà dòng dựa vào")  # fmt: skip
def _clause_says_another_day(plan: Plan) -> Iterator[Finding]:
    for line in rows_of(plan):
        for key, rule in deadlines_of(line):
            clause = plan.directive.clause(rule.clause or line.row.clause)
            days = _days_in(clause.text) if clause is not None else set[tuple[int, int, int]]()
            printed = _printed(rule.rule)
            if clause is None or printed is None or not days:
                continue
            day = printed.day
            if not {(day.day, day.month, day.year), (day.day, day.month, 0)} & days:
                told = ", ".join(f"{d}/{m}/{y}" if y else f"{d}/{m}" for d, m, y in sorted(days))
                values: dict[str, Value] = {"clause": clause.id, "day": f"{day:%d/%m/%Y}", "days": told}
                yield Finding("KH739", values, path=line.at(key), subject=clause.id)


def _printed(rule: object) -> Day | None:
    """The day that a rule prints; None where it prints none."""
    target = (
        rule.target if isinstance(rule, Before | By) else (rule.last or rule.first) if isinstance(rule, On) else None
    )
    return target if isinstance(target, Day) else None


def _days_in(text: str) -> set[tuple[int, int, int]]:
    """The days that a text names: day, month, and year, 0 where it names none."""
    found: set[tuple[int, int, int]] = set()
    for match in _DAYS.finditer(nfc(text)):
        day, month, *year = (part for part in match.groups() if part)
        found.add((int(day), int(month), int(year[0]) if year else 0))
    return found
