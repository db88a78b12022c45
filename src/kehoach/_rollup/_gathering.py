"""What the versions below one have written under a heading, each once, however many ways lead to it.

What is read are the rows of one version: what comes later changes nothing in what was sent. A duty that several
superiors hold stands under its lead superior where that holds it, else under the first in official order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

import attrs

from kehoach._plan import Plan
from kehoach._progress import Board, hierarchy_of
from kehoach._report import Section
from kehoach._rollup._walk import Node

__all__ = ["Absent", "Contribution", "Gathering", "Heading"]


@attrs.frozen
class Absent:
    """A unit that was asked and wrote nothing that stands here.

    Attributes:
        unit: The duty.
        name: What the unit is called.
    """

    unit: str
    name: str

    def to_dict(self) -> dict[str, object]:
        """As plain data."""
        return {"unit": self.unit, "name": self.name}


@attrs.frozen(kw_only=True)
class Contribution:
    """What one version of a unit's report says under a heading, word for word, with what stands below it.

    Attributes:
        unit: The duty.
        name: What the unit is called.
        version: Which version of its report is read.
        text: What it wrote; empty where it wrote nothing and only holds what others wrote.
        parts: What was written below it, in official order.
        also_in: The other superiors that hold it; it stands only here.
    """

    unit: str
    name: str
    version: int
    text: str
    parts: tuple[Contribution, ...] = ()
    also_in: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, object]:
        """As plain data."""
        return {
            "unit": self.unit,
            "name": self.name,
            "version": self.version,
            "text": self.text,
            "parts": [one.to_dict() for one in self.parts],
            "also_in": list(self.also_in),
        }


@attrs.frozen(kw_only=True)
class Heading:
    """A heading of the outline, with what stands under it.

    Attributes:
        key: Its name in data and files.
        title: The heading.
        goes_up: ``"gather"``, ``"rewrite"`` or ``"none"``.
        is_asked: Whether the unit itself is asked to write under it.
        is_required: Whether who is asked must write under it.
        text: What the unit itself wrote; empty: nothing.
        contributions: What lies below, in official order: gathered, all of it; to be written anew, the nearest text on
            each way down; that goes up by none, nothing.
        missing: Who is asked and wrote nothing that stands here, in official order.
        others: How many units have a part in it and are not shown.
    """

    key: str
    title: str
    goes_up: str
    is_asked: bool
    is_required: bool
    text: str
    contributions: tuple[Contribution, ...] = ()
    missing: tuple[Absent, ...] = ()
    others: int = 0

    @property
    def is_to_be_written(self) -> bool:
        """Whether the unit has still to write under it: it is required of it, or written anew and there is a ground."""
        if self.text:
            return False
        if self.goes_up == "rewrite":
            return self.is_asked or bool(self.contributions or self.missing or self.others)
        return self.is_asked and self.is_required

    def written(self) -> Iterator[Contribution]:
        """Every contribution that has a text, in the order in which they stand, whatever they stand under."""
        return _written(self.contributions)

    def to_dict(self) -> dict[str, object]:
        """As plain data."""
        return {
            "key": self.key,
            "title": self.title,
            "goes_up": self.goes_up,
            "is_asked": self.is_asked,
            "is_required": self.is_required,
            "is_to_be_written": self.is_to_be_written,
            "text": self.text,
            "contributions": [one.to_dict() for one in self.contributions],
            "missing": [one.to_dict() for one in self.missing],
            "others": self.others,
        }


def _written(parts: tuple[Contribution, ...]) -> Iterator[Contribution]:
    for one in parts:
        if one.text:
            yield one
        yield from _written(one.parts)


def texts_of(board: Board, node: Node) -> Mapping[str, str]:
    """The texts of one version: those it was sent with, else those of the working version."""
    if node in board.filed:
        return board.filed[node][1]
    duty, version = node
    return board.texts.get(duty, {}) if version == board.version[duty] else {}


def met_below(board: Board, top: Node) -> set[Node]:
    """A version and every version below it that its rows lead to; texts go up along every row, whatever its share."""
    met, border = {top}, [top]
    while border:
        node = border.pop()
        frame = board.frame(*node)
        fresh = {(frame.edge_unit[edge], taken) for edge, taken in board.rows_of(*node)} - met
        met |= fresh
        border.extend(fresh)
    return met


class Gathering:
    """The texts that one version of a report rests on.

    Args:
        plan: The plan.
        board: Where everything stands.
        top: Which version of which duty.
        at: The instant at which a version that is not sent is asked of, in microseconds since 1970 UTC.
    """

    def __init__(self, plan: Plan, board: Board, top: Node, at: int) -> None:
        self._plan, self._board, self._top = plan, board, top
        self._grid = board.frame(*top)
        self._excused = board.waived_in(*top, at)
        self._name_of = hierarchy_of(plan).name_of
        self._met = tuple(sorted(met_below(board, top)))
        self._newest = dict(self._met)  # of several versions the newest stands last

    def heading(self, section: Section) -> Heading:
        """One heading with all that stands under it."""
        top, asked = self._top[0], self._asked(section)
        contributions: tuple[Contribution, ...] = ()
        missing: list[int] = []
        if section.goes_up == "gather":
            contributions = tuple(self._gathered(section.key, top))
            missing = [one for one in self._below if one in asked and not self._text(section.key, one)]
        elif section.goes_up == "rewrite":
            nearest = sorted(self._nearest(section.key, top, set()))
            contributions = tuple(self._said(section.key, one) for one in nearest)
            missing = sorted(self._unwritten(section.key, asked, top, set()))
        return Heading(
            key=section.key,
            title=section.title or section.key,
            goes_up=section.goes_up,
            is_asked=top in asked,
            is_required=section.required,
            text=self._text(section.key, top),
            contributions=contributions,
            missing=tuple(Absent(self._grid.names[one], self.name(one)) for one in missing),
        )

    def name(self, duty: int) -> str:
        """What the unit of a duty is called."""
        return self.name_of(self._grid.names[duty])

    def name_of(self, unit: str) -> str:
        """What the unit of a duty is called, by the id of the duty."""
        return self._name_of(unit.partition(":")[0].partition("@")[0])

    def _asked(self, section: Section) -> frozenset[int]:
        """The duties that are asked for a section and expected, the unit's own among them."""
        tiers = {
            place for place, one in enumerate(self._plan.tiers) if not section.asked_of or one.id in section.asked_of
        }
        every = {self._top[0], *self._below}
        return frozenset(one for one in every if self._grid.tier_no[one] in tiers and one not in self._excused)

    @cached_property
    def _below(self) -> list[int]:
        """Everything under the duty, in official order, whoever has reported."""
        seen, border = set[int](), [self._top[0]]
        while border:
            fresh = set(self._grid.subordinates_of(border.pop())) - seen
            seen |= fresh
            border.extend(fresh)
        return sorted(seen)

    @cached_property
    def _holders(self) -> Mapping[int, list[int]]:
        """For each duty that is met, the superiors that hold it: the one that it stands under first."""
        holders: dict[int, set[int]] = {}
        for node in self._met:
            frame = self._board.frame(*node)
            for edge, _ in self._board.rows_of(*node):
                holders.setdefault(frame.edge_unit[edge], set()).add(node[0])
        return {duty: self._led(duty, found) for duty, found in holders.items()}

    def _led(self, duty: int, holders: set[int]) -> list[int]:
        above = self._grid.superiors_of(duty)
        lead = above[0] if above else -1
        return sorted(holders, key=lambda one: (one != lead, one))

    @cached_property
    def _parts(self) -> Mapping[int, list[int]]:
        """For each superior that is met, the duties that stand under it, in official order."""
        parts: dict[int, list[int]] = {}
        for duty in sorted(self._holders):
            parts.setdefault(self._holders[duty][0], []).append(duty)
        return parts

    def _text(self, key: str, duty: int) -> str:
        version = self._newest.get(duty)
        text = "" if version is None else texts_of(self._board, (duty, version)).get(key, "")
        return text if text.strip() else ""

    def _said(self, key: str, duty: int, parts: tuple[Contribution, ...] = ()) -> Contribution:
        names = self._grid.names
        return Contribution(
            unit=names[duty],
            name=self.name(duty),
            version=self._newest[duty],
            text=self._text(key, duty),
            parts=parts,
            also_in=tuple(names[one] for one in self._holders[duty][1:]),
        )

    def _gathered(self, key: str, superior: int) -> Iterator[Contribution]:
        for duty in self._parts.get(superior, ()):
            parts = tuple(self._gathered(key, duty))
            if parts or self._text(key, duty):
                yield self._said(key, duty, parts)

    def _nearest(self, key: str, superior: int, met: set[int]) -> Iterator[int]:
        """The nearest duties on each way down that have a text; what they have read lies behind them."""
        for duty in self._parts.get(superior, ()):
            if duty in met:
                continue
            met.add(duty)
            if self._text(key, duty):
                yield duty
            else:
                yield from self._nearest(key, duty, met)

    def _unwritten(self, key: str, asked: frozenset[int], superior: int, met: set[int]) -> Iterator[int]:
        """The nearest duties on each way down that are asked and have no text; who has one speaks for all below."""
        for duty in set(self._grid.subordinates_of(superior)) - met:
            met.add(duty)
            if self._text(key, duty):
                continue
            if duty in asked:
                yield duty
            else:
                yield from self._unwritten(key, asked, duty, met)
