"""The shell of a campaign of which only some units were loaded: it acts on those, and says so when asked of others.

All columns are there, so that every guard sees what it would see of the whole; what is left away is what the other
duties said, which is most of what there is to read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NoReturn

from kehoach._campaign._details import Salt
from kehoach._campaign._following import Following
from kehoach._campaign._outcome import Outcome, Outcomes
from kehoach._campaign._shell import Shell
from kehoach._clock import Clock
from kehoach._engine import TAKES_UP, Asks, Authority
from kehoach._plan import Plan
from kehoach._progress import Board, Line, LogEntry, duty_number, hierarchy_of
from kehoach._report import Command, Details
from kehoach._spelling import nearest
from kehoach.errors import Finding, InvalidCommand, UnknownName, listed
from kehoach.stores import Record, Store

__all__ = ["Loaded", "loaded", "shell_of"]


class Loaded(frozenset[int]):
    """The duties that are loaded.

    Attributes:
        named: The units that were asked for.
    """

    named: tuple[str, ...] = ()


def loaded(plan: Plan, units: Iterable[str]) -> Loaded:
    """The duties of some units, of all above them, and of all below.

    Args:
        plan: The plan, with units.
        units: The ids of the units.

    Raises:
        UnknownName: There is no such unit; the nearest is proposed.
    """
    known, grid = hierarchy_of(plan).columns, plan.columns
    named = tuple(dict.fromkeys([units] if isinstance(units, str) else units))
    for unit in named:
        if unit not in known.index:
            raise UnknownName("unit", unit, nearest(unit, known.ids, 3))
    numbers = {known.index[unit] for unit in named}
    own = {duty for duty, unit in enumerate(grid.unit_of) if unit in numbers}
    up = _reached(own, grid.superiors_of)
    down = _reached(own, grid.subordinates_of)
    # Another form of a unit on the way may be asked for by the order of the plan.
    along = {grid.unit_of[duty] for duty in up | down}
    found = Loaded(duty for duty, unit in enumerate(grid.unit_of) if unit in along)
    found.named = named
    return found


def _reached(own: set[int], ways: Callable[[int], Iterable[int]]) -> set[int]:
    found, open_ = set(own), list(own)
    while open_:
        for one in ways(open_.pop()):
            if one not in found:
                found.add(one)
                open_.append(one)
    return found


class _Limits(Shell):
    """A shell that acts on what is loaded."""

    __slots__ = ()

    def current(self) -> Board:
        """Nothing: who asks for the whole board wants to see all."""
        self._refuse("the whole campaign", "cả đợt")

    def look(self, duty: int) -> Board:
        """The board, for what concerns a duty that is loaded."""
        self._check(duty)
        return self.caught_up()

    def act(self, duty: int, trigger: str, by: str | None, details: Details) -> LogEntry:
        """Do one act on a duty that is loaded."""
        self._check(duty)
        return super().act(duty, trigger, by, details)

    def change(
        self,
        kind: str,
        duty: int,
        duties: Sequence[int],
        by: str | None,
        details: Details,
        *,
        erased: Sequence[int] = (),
    ) -> LogEntry:
        """Move dues of duties that are loaded."""
        for one in duties or (duty,):
            self._check(one)
        return super().change(kind, duty, duties, by, details, erased=erased)

    def together(self, commands: Sequence[Command], places: Iterable[int]) -> dict[int, Outcome]:
        """Decide commands on duties that are loaded."""
        for command in commands:
            self._check(duty_number(self._plan, command.unit))
        return super().together(commands, places)

    def sweep(self, trigger: str, by: str | None, tier: str | None, duties: Sequence[int] | None) -> Outcomes | None:
        """One by one, where units are named."""
        if duties is None:
            self._refuse("a whole tier", "cả cấp")
        return None

    def several(
        self, before: Callable[[], Sequence[LogEntry] | None], decide: Callable[[Board, int], list[Line]]
    ) -> Sequence[LogEntry]:
        """Nothing: moves that belong together may reach anywhere."""
        self._refuse("the whole campaign", "cả đợt")

    def _check(self, duty: int) -> None:
        assert self.loaded is not None  # or it would be no shell of this kind
        if duty < 0:
            self._refuse("the whole campaign", "cả đợt")
        if duty not in self.loaded:
            name = self._plan.columns.names[duty]
            self._refuse(name, name)

    def _refuse(self, asked: str, asked_vi: str) -> NoReturn:
        named = listed(getattr(self.loaded, "named", ()))
        raise InvalidCommand(Finding("KH954", {"units": named, "asked": asked, "asked_vi": asked_vi}))


class _LimitedFollowing(_Limits, Following):
    __slots__ = ()


_LIMITED: Mapping[type[Shell], type[Shell]] = {Shell: _Limits, Following: _LimitedFollowing}


def shell_of(
    plan: Plan,
    store: Store,
    record: Record,
    *,
    clock: Clock,
    authority: Authority | Asks | None,
    expected: bool,
    salt: Salt | None = None,
    units: Iterable[str] | None = None,
) -> Shell:
    """What a campaign acts with; plans that do not take stragglers up pay nothing for those that do.

    Args:
        plan: The plan.
        store: Where the campaign is kept.
        record: What the store says of it.
        clock: What tells the time.
        authority: Who may act; the standard one when None.
        expected: Whether who is expected acts where nobody is named.
        salt: What draws the bytes with which content is hashed; the system when None.
        units: The units that are loaded, with all above and below; None: all.
    """
    kind: type[Shell] = Following if plan.policy.stragglers in TAKES_UP else Shell
    some = None if units is None else loaded(plan, units)
    if some is not None:
        kind = _LIMITED[kind]
    return kind(plan, store, record, clock=clock, authority=authority, expected=expected, salt=salt, loaded=some)
