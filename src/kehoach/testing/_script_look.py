"""How things stand in a campaign, beside what a script expects of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any, Final, Literal

import attrs

from kehoach._campaign import Campaign
from kehoach._campaign._details import deadline_of
from kehoach._clock import from_micros, micros
from kehoach._deadline import Deadline
from kehoach._deadline._reading import zone_of
from kehoach._plan import is_list, is_table
from kehoach._progress import Summary
from kehoach._report import MISSING, Mark
from kehoach._report._cells import parse_cell
from kehoach._spelling import folded, nfc
from kehoach.errors import Invalid, KehoachError
from kehoach.testing._script import Expected
from kehoach.testing._script_expected import NO_DUE, RATES, trigger_and_actor
from kehoach.testing._script_text import plain_value

__all__ = ["Leaf", "leaves", "shown"]

_NAMED: Final = 10  # names of a list in a message; of more the rest is counted
_WORDS_VI: Mapping[str, str] = {
    "state": "trạng thái",
    "version": "phiên bản",
    "standing": "tình trạng",
    "due": "thời hạn",
    "data": "số liệu",
    "sections": "nội dung",
    "total": "tổng",
    "rows": "các dòng",
    "held": "báo cáo đang chờ tổng hợp",
    "missing": "đơn vị còn thiếu",
    "late": "đơn vị chậm",
    "overdue": "đơn vị quá hạn",
    "blockers": "lý do cản trở",
    "triggers": "việc có thể làm",
    "summary": "tổng hợp",
    "counts": "số báo cáo",
    "complete": "đã hoàn thành",
    "findings": "vấn đề của kế hoạch",
    "content": "kiểm tra nội dung",
    "entries": "số dòng nhật ký",
}


@attrs.frozen
class Leaf:
    """One thing that is expected, and how it is.

    Attributes:
        path: The keys that lead to it, the name of the expectation first.
        expected: What is expected, as the file says it.
        actual: How it is, as the file would say it.
        same: Whether the two mean the same.
    """

    path: tuple[str, ...]
    expected: object
    actual: object
    same: bool

    @property
    def what(self) -> tuple[str, str]:
        """What it is about, in English and Vietnamese."""
        name, *rest = self.path
        word, word_vi = ("complete", "đã hoàn thành") if name == "complete" else (name, _WORDS_VI[name])
        if name in ("summary", "counts"):
            tail = ", ".join(rest)
            return f"{word} {tail}", f"{word_vi} {tail}"
        inner = f" {', '.join(rest[1:])}" if rest[1:] else ""
        return (f"{word}{inner} of {rest[0]}", f"{word_vi}{inner} của {rest[0]}") if rest else (word, word_vi)


def shown(value: object) -> str:
    """A value for a message."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if is_table(value):
        return ", ".join(f"{key}: {shown(inner)}" for key, inner in value.items()) or "nothing"
    if is_list(value):
        names = [shown(one) for one in value]
        more = len(names) - _NAMED
        return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "") if names else "nothing"
    return str(value)


def leaves(campaign: Campaign, expected: Expected) -> Iterator[Leaf]:
    """Everything that is expected, beside how it is.

    Args:
        campaign: The campaign, at its instant.
        expected: What is expected.
    """
    return _Look(campaign).leaves(expected)


def _same_names(path: tuple[str, ...], expected: Iterable[str], actual: Iterable[str]) -> Leaf:
    """Two lists of names: which they are, whatever the order."""
    wanted, there = [*expected], [*dict.fromkeys(actual)]
    return Leaf(path, wanted, there, set(wanted) == set(there))


class _Look:
    """One look at a campaign."""

    def __init__(self, campaign: Campaign) -> None:
        self.campaign, self.plan, self.progress = campaign, campaign.plan, campaign.progress()
        self.ways: Mapping[str, Callable[[tuple[str, ...], Any], Iterator[Leaf]]] = {
            "state": self._each(lambda unit, _: self.progress.state(unit)),
            "version": self._each(lambda unit, _: self.progress.version(unit)),
            "standing": self._each(self._standing),
            "due": self._each(self._due),
            "data": self._inner(self._cell),
            "sections": self._inner(lambda unit, key, _: self.campaign.report(unit).sections.get(key, "")),
            "total": self._totals,
            "rows": self._each(self._rows),
            "held": self._lists(self.progress.held),
            "missing": self._lists(self.progress.missing),
            "late": lambda path, wanted: self._duties(path, wanted, self.progress.late()),
            "overdue": lambda path, wanted: self._duties(path, wanted, self.progress.overdue()),
            "blockers": self._blockers,
            "triggers": self._lists(self._triggers),
            "summary": self._summary,
            "counts": self._counts,
            "complete": lambda path, wanted: self._one(path, wanted, self.progress.complete),
            "findings": self._findings,
            "content": self._lists(lambda unit: [one.code for one in self.campaign.content(unit)]),
            "entries": lambda path, wanted: self._one(path, wanted, self.progress.seq),
        }

    def leaves(self, expected: Expected) -> Iterator[Leaf]:
        """Everything that is expected, beside how it is."""
        for name, value in expected.asked().items():
            yield from self.ways[name]((name,), value)

    # ------------------------------------------------------------- shapes

    def _one(self, path: tuple[str, ...], wanted: object, actual: object) -> Iterator[Leaf]:
        yield Leaf(path, wanted, actual, wanted == actual)

    def _each(
        self, actual: Callable[[str, Any], object]
    ) -> Callable[[tuple[str, ...], Mapping[str, Any]], Iterator[Leaf]]:
        """A look at a table of units; what is there is compared as it is said."""

        def many(path: tuple[str, ...], table: Mapping[str, Any]) -> Iterator[Leaf]:
            for unit, wanted in table.items():
                there = plain_value(actual(unit, wanted))
                yield Leaf((*path, unit), wanted, there, plain_value(wanted) == there)

        return many

    def _inner(
        self, actual: Callable[[str, str, Any], object]
    ) -> Callable[[tuple[str, ...], Mapping[str, Mapping[str, Any]]], Iterator[Leaf]]:
        """A look at a table of tables."""

        def many(path: tuple[str, ...], table: Mapping[str, Mapping[str, Any]]) -> Iterator[Leaf]:
            for unit, inner in table.items():
                for key, wanted in inner.items():
                    there = plain_value(actual(unit, key, wanted))
                    yield Leaf((*path, unit, key), wanted, there, plain_value(wanted) == there)

        return many

    def _lists(
        self, actual: Callable[[str], Sequence[str]]
    ) -> Callable[[tuple[str, ...], Mapping[str, Sequence[str]]], Iterator[Leaf]]:
        """A look at a table of lists of names."""

        def many(path: tuple[str, ...], table: Mapping[str, Sequence[str]]) -> Iterator[Leaf]:
            for unit, wanted in table.items():
                yield _same_names((*path, unit), self._canonical(wanted), actual(unit))

        return many

    def _canonical(self, units: Iterable[str]) -> list[str]:
        """Duties by the ids that the campaign gives them; what is none stays."""
        index, names = self.plan.columns.index, self.plan.columns.names
        return [names[index[unit]] if unit in index else unit for unit in units]

    def _duties(self, path: tuple[str, ...], wanted: Iterable[str], actual: Iterable[str]) -> Iterator[Leaf]:
        yield _same_names(path, self._canonical(wanted), actual)

    def _findings(self, path: tuple[str, ...], wanted: Sequence[str]) -> Iterator[Leaf]:
        """What rules find: errors and warnings, and of the notes those that are named."""
        found = (one.code for one in self.campaign.check() if one.severity != "note" or one.code in wanted)
        yield _same_names(path, wanted, found)

    # ------------------------------------------------------------- what is looked at

    def _standing(self, unit: str, wanted: str) -> str:
        standing = self.progress.standing(unit)
        return wanted if wanted in (standing.bucket, standing.phase) else str(standing)

    def _due(self, unit: str, wanted: str) -> str:
        """The due in the words of the script, where they mean the same; else in words that do."""
        at = self.progress.due(unit).due_before_us
        if at is None:
            return wanted if folded(wanted) in NO_DUE else "none"
        if self._instant(wanted) == at:
            return wanted
        local = from_micros(at).astimezone(zone_of(self.plan.reading.zone))
        day = local.date()
        told = (f"before {day}", f"by {day - timedelta(days=1)}")
        return next((one for one in told if self._instant(one) == at), local.isoformat())

    def _instant(self, text: str) -> int | None:
        try:
            return micros(text)
        except Invalid:
            pass
        try:
            deadline = Deadline.parse(text, issued_on=self.plan.directive.issued_on)
            return deadline_of(self.plan, deadline, "due").due_before_us
        except Invalid:
            return None

    def _cell(self, unit: str, key: str, wanted: object) -> object:
        """A figure in the words of the script, where they mean the same."""
        there = self.campaign.report(unit).data.get(key, MISSING)
        indicator = next((one for one in self.plan.indicators if one.key == key), None)
        read = nfc(str(wanted)) if indicator is None else indicator.read(wanted)
        return wanted if read == there else there

    def _totals(self, path: tuple[str, ...], table: Mapping[str, Mapping[str, Any]]) -> Iterator[Leaf]:
        for unit, inner in table.items():
            for key, wanted in inner.items():
                here = (*path, unit, key)
                try:
                    total = self.campaign.total(unit, key)
                except KehoachError as error:
                    yield Leaf(here, wanted, str(error), False)  # noqa: FBT003  # the fourth field
                    continue
                asked = wanted if is_table(wanted) else {"value": wanted}
                there = {"value": total.value, "reported": total.reported, "expected": total.expected}
                for name, value in asked.items():
                    same = _alike(value, there[name])
                    yield Leaf((*here, name) if is_table(wanted) else here, value, plain_value(there[name]), same)

    def _rows(self, unit: str, _: object) -> dict[str, int]:
        return {row.unit: row.version for row in self.campaign.report(unit).rows}

    def _blockers(self, path: tuple[str, ...], table: Mapping[str, Mapping[str, Sequence[str]]]) -> Iterator[Leaf]:
        for unit, acts in table.items():
            for text, wanted in acts.items():
                trigger, actor = trigger_and_actor(text)
                found = [one.code for one in self.campaign.blockers(unit, trigger, by=actor)]
                there = wanted if found and "any" in wanted else found
                yield _same_names((*path, unit, text), wanted, there)

    def _triggers(self, unit: str) -> tuple[str, ...]:
        return self.campaign.triggers(unit)

    def _summary(self, path: tuple[str, ...], table: Mapping[str, Any]) -> Iterator[Leaf]:
        for key, wanted in table.items():
            if is_table(wanted):
                summary = self.progress.summary(key)
                for name, value in wanted.items():
                    yield from self._figure((*path, key, name), value, _figure(summary, name))
            else:
                yield from self._figure((*path, key), wanted, _figure(self.progress.summary(), key))

    def _figure(self, path: tuple[str, ...], wanted: object, there: object) -> Iterator[Leaf]:
        yield Leaf(path, wanted, plain_value(there), _alike(wanted, there))

    def _counts(self, path: tuple[str, ...], table: Mapping[str, int]) -> Iterator[Leaf]:
        counts = self.progress.counts()
        for state, wanted in table.items():
            yield Leaf((*path, state), wanted, counts.get(state, 0), wanted == counts.get(state, 0))


def _figure(summary: Summary, name: str) -> object:
    if name in RATES:
        of: Literal["met", "on_time"] = "met" if name == "rate" else "on_time"
        rate = summary.rate(of)
        return "none" if rate is None else rate
    return getattr(summary, name)


def _alike(wanted: object, there: object) -> bool:
    """Whether a figure of a script and one of a campaign are the same number, mark or text."""
    if is_list(wanted) or is_list(there):
        return _texts(wanted) == _texts(there)
    number, other = _number(wanted), _number(there)
    if number is not None or other is not None:
        return number == other
    cell = parse_cell("", wanted, decimals=0, text=False, negative=True)
    return (cell if isinstance(cell, Mark) else str(wanted)) == (there if isinstance(there, Mark) else str(there))


def _texts(value: object) -> list[str]:
    return [*map(str, value)] if is_list(value) else [str(value)]


def _number(value: object) -> Fraction | None:
    if isinstance(value, bool):
        return None
    try:
        text = str(value).strip()
        return Fraction(Decimal(text[:-1])) / 100 if text.endswith("%") else Fraction(text)
    except (ValueError, ZeroDivisionError, InvalidOperation):
        return None
