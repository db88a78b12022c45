"""Duties and dues as sequences: nothing stands in them until it is looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import repeat
from typing import overload

from kehoach._deadline import Due
from kehoach._hierarchy import Columns
from kehoach._plan._graphs import Owed
from kehoach._plan._layers import Form
from kehoach._plan._values import Duty
from kehoach.errors import InvalidPlan

__all__ = ["DueList", "Duties", "located"]


class Duties(Sequence[Duty]):
    """The duties of a plan, made when they are looked at."""

    __slots__ = ("_n", "_owed")

    def __init__(self, owed: tuple[Owed, ...]) -> None:
        self._owed = owed
        self._n = sum(len(one.units) for one in owed)

    def __len__(self) -> int:
        return self._n

    def __iter__(self) -> Iterator[Duty]:
        for one in self._owed:
            units = map(one.ids.__getitem__, one.units)
            terms = map(one.form.terms.__getitem__, one.numbers)
            yield from map(Duty, units, repeat(one.form.name), repeat(_period(one)), terms)

    @overload
    def __getitem__(self, place: int) -> Duty: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Duty]: ...
    def __getitem__(self, place: int | slice) -> Duty | Sequence[Duty]:
        if isinstance(place, slice):
            return tuple(self[one] for one in range(*place.indices(self._n)))
        one, inner = _found(self._owed, place, self._n)
        return Duty(one.ids[one.units[inner]], one.form.name, _period(one), one.form.terms[one.numbers[inner]])

    def __repr__(self) -> str:
        return f"<{self._n} duties>"


class DueList(Sequence[Due]):
    """The dues of a plan, one for each duty; each is worked out once for all duties under one deadline."""

    __slots__ = ("_due", "_n", "_owed")

    def __init__(self, owed: tuple[Owed, ...], due: Callable[[int, int], Due]) -> None:
        self._owed, self._due = owed, due
        self._n = sum(len(one.units) for one in owed)

    def __len__(self) -> int:
        return self._n

    def __iter__(self) -> Iterator[Due]:
        for form, one in enumerate(self._owed):
            dues = {number: self._due(form, number) for number in set(one.numbers)}
            yield from map(dues.__getitem__, one.numbers)

    @overload
    def __getitem__(self, place: int) -> Due: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Due]: ...
    def __getitem__(self, place: int | slice) -> Due | Sequence[Due]:
        if isinstance(place, slice):
            return tuple(self[one] for one in range(*place.indices(self._n)))
        one, inner = _found(self._owed, place, self._n)
        form = next(number for number, owed in enumerate(self._owed) if owed is one)
        return self._due(form, one.numbers[inner])

    def __repr__(self) -> str:
        return f"<{self._n} dues>"


def located(unit: str, forms: Sequence[Form], columns: Columns) -> tuple[int, int, str] | None:
    """Where a duty stands: the place of its form, the number of its terms there, the unit; None when there is none.

    Args:
        unit: ``unit``, ``unit:form`` or ``unit:form@period``.
        forms: Who owes what.
        columns: The units.
    """
    try:
        wanted = Duty.parse(unit)
    except InvalidPlan:
        return None
    place = columns.index.get(wanted.unit)
    label = wanted.form if wanted.period is None else f"{wanted.form}@{wanted.period}"
    for form, owed in enumerate(forms if place is not None else ()):
        if owed.label == label and place is not None:
            number = owed.of_unit.get(place, owed.of_tier[columns.tier_no[place]])
            return (form, number, wanted.unit) if number >= 0 else None
    return None


def _period(owed: Owed) -> str | None:
    return None if owed.form.period is None else str(owed.form.period)


def _found(owed: tuple[Owed, ...], place: int, n: int) -> tuple[Owed, int]:
    inner = place + n if place < 0 else place
    for one in owed if 0 <= inner < n else ():
        if inner < len(one.units):
            return one, inner
        inner -= len(one.units)
    raise IndexError(f"duty {place} of {n}")
