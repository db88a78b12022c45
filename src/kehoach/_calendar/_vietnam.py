"""The days of Vietnamese state offices.

Statutory holidays: Labour Code 2012 (10/2012/QH13) article 115 and Labour Code 2019 (45/2019/QH14) article 112; one
that falls on a weekend is made up by the next working days (article 111(3)); 24 November from 2026. The dates, the
lunar ones among them, come from the ``holidays`` package; its names do not, since they follow the process's language.
Swapped days are announced year by year, and `SWAPS` holds them with their documents and the day each became known.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Final

import attrs

from kehoach._calendar._calendar import Calendar
from kehoach._calendar._rows import DayOff

__all__ = ["FIRST", "LAST", "SWAPS", "Swap", "vietnam"]

FIRST: Final = date(2010, 1, 1)
LAST: Final = date(2026, 12, 31)
_ANNOUNCED: Final = date(2025, 12, 25)
_BEYOND: Final = 2040  # statutory days are listed to here, provisional after LAST
_ADDED: Final = {date(year, 11, 24) for year in range(2026, _BEYOND + 1)}  # older versions of the package lack it
SATURDAY: Final = 5


@attrs.frozen
class Swap:
    """One day off in the week, worked on a Saturday instead.

    Attributes:
        off: The day off.
        worked: The Saturday worked.
        source: The document; empty where it is not known to us, and for 2015 the proposal that was agreed to.
        known_on: The day of that document; where we do not know it, a day that is surely not too early.
    """

    off: date
    worked: date
    source: str
    known_on: date


SWAPS: Final = (
    Swap(date(2010, 2, 19), date(2010, 2, 27), "", date(2010, 2, 1)),
    Swap(date(2012, 1, 27), date(2012, 2, 4), "", date(2012, 1, 1)),
    Swap(date(2013, 4, 29), date(2013, 5, 4), "", date(2013, 4, 1)),
    Swap(date(2014, 5, 2), date(2014, 4, 26), "", date(2014, 4, 1)),
    Swap(date(2014, 9, 1), date(2014, 9, 6), "", date(2014, 8, 1)),
    Swap(date(2015, 1, 2), date(2014, 12, 27), "89/TTr-LĐTBXH", date(2014, 12, 1)),
    Swap(date(2015, 2, 16), date(2015, 2, 14), "89/TTr-LĐTBXH", date(2014, 12, 1)),
    Swap(date(2015, 4, 29), date(2015, 4, 25), "89/TTr-LĐTBXH", date(2014, 12, 1)),
    Swap(date(2018, 12, 31), date(2019, 1, 5), "6519/VPCP-KGVX", date(2018, 7, 11)),
    Swap(date(2019, 4, 29), date(2019, 5, 4), "6519/VPCP-KGVX, 3238/TB-LĐTBXH", date(2018, 7, 11)),
    Swap(date(2024, 4, 29), date(2024, 5, 4), "2450/VPCP-KGVX", date(2024, 4, 12)),
    Swap(date(2025, 5, 2), date(2025, 4, 26), "8726/VPCP-KGVX, 6150/TB-BLĐTBXH", date(2024, 11, 26)),
    Swap(date(2026, 1, 2), date(2026, 1, 10), "12729/VPCP-KGVX", date(2025, 12, 25)),
    Swap(date(2026, 8, 31), date(2026, 8, 22), "", date(2025, 12, 25)),
)
"""Swapped days since 2010, in order of the day off."""

_FIXED: Final = {
    (1, 1): ("Tết Dương lịch", "New Year"),
    (4, 30): ("Ngày Chiến thắng", "Reunification Day"),
    (5, 1): ("Ngày Quốc tế lao động", "Labour Day"),
    (9, 1): ("Quốc khánh", "National Day"),
    (9, 2): ("Quốc khánh", "National Day"),
    (11, 24): ("Ngày Văn hoá Việt Nam", "Vietnam Culture Day"),
}
_TET: Final = ("Tết Nguyên đán", "Tết")
_HUNG: Final = ("Giỗ Tổ Hùng Vương", "the Hùng Kings")


def _season(day: date) -> tuple[str, str]:
    """Which holiday an off day belongs to, by the time of the year alone: the seasons never meet."""
    if day.month == 1 and day.day <= 5:
        return _FIXED[1, 1]
    if day.month <= 2:
        return _TET
    if day < date(day.year, 4, 30):
        return _HUNG
    if day.month in (4, 5):
        return _FIXED[4, 30] if day.day in (2, 30) else _FIXED[5, 1]
    return _FIXED[11, 24] if day.month == 11 else _FIXED[9, 2]


def _in_lieu(day: date) -> DayOff:
    vi, en = _season(day)
    return DayOff(day, name=f"nghỉ bù {vi}", name_en=f"day in lieu of {en}", source="45/2019/QH14")


def _lawful(day: date) -> DayOff:
    vi, en = _FIXED.get((day.month, day.day)) or _season(day)
    return DayOff(day, name=vi, name_en=en, source="45/2019/QH14")


def _swapped(swap: Swap) -> Iterator[DayOff]:
    yield DayOff(
        swap.off,
        name=f"nghỉ hoán đổi, làm bù {swap.worked:%d/%m/%Y}",
        name_en=f"swapped day off, made up on {swap.worked}",
        source=swap.source,
        known_on=swap.known_on,
    )
    yield DayOff(
        swap.worked,
        works=True,
        name=f"làm bù cho ngày {swap.off:%d/%m/%Y}",
        name_en=f"made-up working day for {swap.off}",
        source=swap.source,
        known_on=swap.known_on,
    )


def _statutory() -> Iterator[DayOff]:
    """Holidays in the week, and days in lieu; only the dates are taken from the package."""
    import holidays

    years, swaps = range(FIRST.year, _BEYOND + 1), {swap.off for swap in SWAPS}
    lawful = set(holidays.country_holidays("VN", years=years, observed=False))
    every = lawful | set(holidays.country_holidays("VN", years=years)) | _ADDED
    for day in sorted(every - swaps):
        if day.weekday() < SATURDAY:
            yield _lawful(day) if day in lawful or day in _ADDED else _in_lieu(day)


@lru_cache(maxsize=64)
def vietnam(known_on: date | None) -> Calendar:
    """The calendar as known on a day; None = as known to this version.

    The last certain day is the end of the last year whose swaps had been announced.
    """
    known = [swap for swap in SWAPS if known_on is None or swap.known_on <= known_on]
    rows = [*_statutory(), *(row for swap in known for row in _swapped(swap))]
    return Calendar("VN", rows=tuple(rows), first=FIRST, last=_certain(known_on))


def _certain(known_on: date | None) -> date:
    """Swaps of a year are announced in the last weeks of the year before; until then that year is not certain."""
    if known_on is None or known_on >= _ANNOUNCED:
        return LAST
    return max(FIRST, date(known_on.year, 12, 31))
