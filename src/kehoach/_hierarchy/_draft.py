"""A hierarchy in the making: the table read into numbers, and everything found wrong on the way."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from operator import eq
from typing import NamedTuple

from kehoach._hierarchy._edges import stated_edges
from kehoach._hierarchy._table import UnitTable, filled
from kehoach._hierarchy._tiers import Tier
from kehoach._hierarchy._units import closed_too_early, read_day
from kehoach._hierarchy._words import LONGEST, Hints, cleaned, id_problems, name_problems, shown, yes
from kehoach._spelling import nfc, skeleton
from kehoach.errors import Finding, InvalidHierarchy, Value, listed

__all__ = ["Bond", "Draft", "drafted"]

_UNKNOWN = -1

# What some check may have to say something against; Latin letters are beyond doubt in names, ASCII without the signs of
# the notation in ids. Line ends stand between the cells.
_UNCOMMON = re.compile("[^\n -~\u00c0-\u024f\u1e00-\u1eff\u2010-\u2027]")
_UNCOMMON_ID = re.compile(r"[^\n -9;<>?A-{}~]")


class Bond(NamedTuple):
    """An edge by number; a superior that does not exist is -1."""

    superior: int
    share: Fraction | None
    informs: bool
    derived: bool
    carries: tuple[str, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Whether it says nothing but its superior, which exists."""
        said = self.informs or self.derived or self.carries or not (self.share is None or self.share == 1)
        return self.superior != _UNKNOWN and not said


class Draft:
    """What has been read so far.

    Attributes:
        only: The superior of each unit that has one consolidating edge and nothing more to say of it; else None.
        several: The edges of every other unit that has any.
        unsaid: The units whose edges the document does not state.
        unclear: The units whose edges cannot all be read, so that their shares say nothing.
    """

    __slots__ = (
        "_found", "closed", "hints", "ids", "index", "kinds", "n", "names", "only", "opened", "several", "table",
        "tier_no", "tiers", "unclear", "unsaid",
    )  # fmt: skip

    def __init__(self, tiers: Sequence[Tier], table: UnitTable) -> None:
        self.tiers, self.table, self.n = tiers, table, len(table)
        self.ids: Sequence[str] = ()
        self.names: Sequence[str] = ()
        self.kinds: Sequence[str] = ()
        self.index: dict[str, int] = {}
        self.tier_no: list[int] = []
        self.only: list[int | None] = []
        self.several: dict[int, tuple[Bond, ...]] = {}
        self.unsaid: frozenset[int] = frozenset()
        self.unclear: set[int] = set()
        self.opened: dict[int, date] = {}
        self.closed: dict[int, date] = {}
        self._found: list[tuple[int, Finding]] = []
        self.hints = Hints()

    def add(self, i: int, code: str, values: Mapping[str, Value], field: str) -> None:
        """Note a finding about a field of a row."""
        subject = self.ids[i] if self.ids else None
        self._found.append((i, self.table.place(i).finding(code, values, field, subject)))

    def put(self, i: int, findings: Iterable[Finding], field: str) -> None:
        """Note findings, still without a place, about a field of a row."""
        for finding in findings:
            self.add(i, finding.code, finding.values, field)

    def add_whole(self, code: str, values: Mapping[str, Value], units: Sequence[int] = ()) -> None:
        """Note a finding about the whole, placed at the first of the units it speaks of."""
        if units:
            placed = self.table.place(units[0]).finding(code, values, "reports_to", self.ids[units[0]])
        else:
            placed = Finding(code, values, path="units")
        self._found.append((self.n, placed))

    def findings(self) -> list[Finding]:
        """Everything found, in the order of the rows; what concerns the whole comes last."""
        return [finding for _, finding in sorted(self._found, key=lambda found: found[0])]

    def named(self, units: Iterable[int]) -> tuple[str, ...]:
        """The ids of some units."""
        return tuple(self.ids[unit] for unit in units)


def drafted(tiers: Sequence[Tier], table: UnitTable) -> Draft:
    """A table read into numbers, with everything that is wrong with its words.

    Raises:
        InvalidHierarchy: There are no tiers.
    """
    if not tiers:
        raise InvalidHierarchy(Finding("KH300", path="tiers"))
    draft = Draft(tiers, table)
    _read_ids(draft)
    draft.names = _read_names(draft, filled(table.name, draft.n, ""), "name")
    draft.kinds = _read_names(draft, filled(table.kind, draft.n, ""), "kind")
    _read_tiers(draft)
    _read_days(draft)
    _read_derived(draft)
    _read_edges(draft)
    return draft


def _cleaned(cells: Sequence[str]) -> tuple[Sequence[str], str]:
    """The cells as they are kept, and all of them in one text, a line each, for questions in bulk."""
    whole = "\n".join(cells)
    if " \n" in whole or "\n " in whole or whole[:1] == " " or whole[-1:] == " ":
        cells = [cell.strip(" ") for cell in cells]
        whole = "\n".join(cells)
    if not unicodedata.is_normalized("NFC", whole):
        cells = list(map(nfc, cells))
        whole = "\n".join(cells)
    return cells, whole


def _is_common(cells: Sequence[str], whole: str, uncommon: re.Pattern[str]) -> bool:
    """Whether no check can have anything to say against any of some cells."""
    return (
        uncommon.search(whole) is None
        and whole.count("\n") == len(cells) - 1
        and (len(whole) <= LONGEST or max(map(len, cells)) <= LONGEST)
    )


def _read_ids(draft: Draft) -> None:
    ids, whole = _cleaned(draft.table.id)
    draft.ids, draft.index = ids, dict(zip(ids, range(draft.n), strict=True))
    common = _is_common(ids, whole, _UNCOMMON_ID)
    if not common or "" in draft.index or "issuer" in whole.lower():
        for i, text in enumerate(ids):
            draft.put(i, id_problems(text), "id")
    draft.index.pop("", None)  # a blank superior is none
    _check_twins(draft, whole)


def _check_twins(draft: Draft, whole: str) -> None:
    ids = draft.ids
    plain = whole.isascii() and "  " not in whole and whole == whole.lower()
    seen: Sequence[str] = ids if plain else skeleton("|".join(ids)).split("|")
    if len(seen) != draft.n:  # a sign of the notation stands in an id, which is found already
        seen = list(map(skeleton, ids))
    if len(set(seen)) == draft.n:
        return
    first: dict[str, int] = {}
    for i, sight in enumerate(seen):
        other = first.setdefault(sight, i)
        if other != i and sight:
            code = "KH316" if ids[other] == ids[i] else "KH318"
            values: dict[str, Value] = {"id": ids[i], "other": ids[other], "first": str(draft.table.place(other))}
            draft.add(i, code, values, "id")


def _read_names(draft: Draft, cells: Sequence[str], field: str) -> Sequence[str]:
    names, whole = _cleaned(cells)
    if not _is_common(names, whole, _UNCOMMON):
        for i, name in enumerate(names):
            draft.put(i, name_problems(name), field)
    return names


def _read_tiers(draft: Draft) -> None:
    rank = {tier.id: number for number, tier in enumerate(draft.tiers)}
    cells = filled(draft.table.tier, draft.n, "")
    numbers = list(map(rank.get, cells))
    if None in numbers:
        for i in [i for i, number in enumerate(numbers) if number is None]:
            numbers[i] = rank.get(cleaned(cells[i]), _UNKNOWN)
            if numbers[i] == _UNKNOWN:
                names = listed(rank)
                way = draft.hints.of(
                    cells[i], rank, otherwise=f"the tiers are {names}", otherwise_vi=f"các cấp là {names}"
                )
                draft.add(i, "KH302", {"tier": shown(cells[i]), **way}, "tier")
    draft.tier_no = [_UNKNOWN if number is None else number for number in numbers]


def _read_days(draft: Draft) -> None:
    for field, cells, days in (
        ("opened_on", draft.table.opened_on, draft.opened),
        ("closed_on", draft.table.closed_on, draft.closed),
    ):
        for i, cell in enumerate(cells):
            if cell:
                try:
                    day = read_day(cell, path=field)
                except InvalidHierarchy as error:
                    draft.put(i, error.findings, field)
                else:
                    days.update({i: day} if day else {})
    for i, closed in draft.closed.items():
        early = closed_too_early(draft.ids[i], draft.opened.get(i), closed)
        if early is not None:
            draft.put(i, (early,), "closed_on")


def _read_derived(draft: Draft) -> None:
    unsaid: list[int] = []
    for i, cell in enumerate(draft.table.derived):
        said = yes(cell) if cell else False
        if said is None:
            draft.add(i, "KH320", {"value": shown(cell)}, "derived")
        elif said:
            unsaid.append(i)
    draft.unsaid = frozenset(unsaid)


def _read_edges(draft: Draft) -> None:
    cells = filled(draft.table.reports_to, draft.n, "")
    draft.only = list(map(draft.index.get, cells))
    if any(map(eq, draft.only, range(draft.n))):
        draft.only = [None if superior == i else superior for i, superior in enumerate(draft.only)]
    for i in [i for i, superior in enumerate(draft.only) if superior is None and cells[i]]:
        _read_bonds(draft, i, cells[i])


def _read_bonds(draft: Draft, i: int, text: str) -> None:
    problems: list[Finding] = []
    bonds: dict[int | str, Bond] = {}
    for edge in stated_edges(text, problems):
        number = draft.index.get(edge.superior, _UNKNOWN)
        key = edge.superior if number == _UNKNOWN else number
        if number == i:
            problems.append(Finding("KH337", {"unit": draft.ids[i]}))
        elif key in bonds:
            problems.append(Finding("KH338", {"unit": draft.ids[i], "superior": edge.superior}))
        else:
            bonds[key] = Bond(number, edge.share, edge.informs, edge.derived, edge.carries)
            if number == _UNKNOWN:
                problems.append(_unknown_superior(draft, i, edge.superior))
    draft.put(i, problems, "reports_to")
    if any(problem.code != "KH301" for problem in problems):
        draft.unclear.add(i)
    stated = tuple(bonds.values())
    if len(stated) == 1 and stated[0].is_plain:
        draft.only[i] = stated[0].superior
    elif stated:
        draft.several[i] = stated


def _unknown_superior(draft: Draft, i: int, superior: str) -> Finding:
    """The finding that a superior does not exist; proposed are units of higher tiers only."""
    tier = draft.tier_no[i] if draft.tier_no[i] != _UNKNOWN else len(draft.tiers)
    way = draft.hints.of(
        superior,
        (name for name, other in zip(draft.ids, draft.tier_no, strict=True) if other < tier),
        scope=tier,
        otherwise="write the id of a unit of a higher tier",
        otherwise_vi="ghi mã của một đơn vị ở cấp cao hơn",
    )
    return Finding("KH301", {"superior": shown(superior), **way})
