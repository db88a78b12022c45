"""What is found in the deadlines of a plan, told once where it holds for every period of a form.

A form that comes again has a deadline for each period, and a slip in its row is a slip in all of them. Where the words
are the same but for the day, the first period is told and the others are counted; where the day is the matter, as with
one that falls on a holiday, a few are told one by one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import attrs

from kehoach.errors import Finding

__all__ = ["Told", "together"]

_ONCE: Final = frozenset({"KH150", "KH151", "KH153", "KH155", "KH157", "KH159", "KH162", "KH166", "KH167"})
"""What is wrong with a row rather than with a day."""
_MOST: Final = 3
"""Of what differs by the day, so many are told one by one; the last of them counts the rest."""


@attrs.frozen
class Told:
    """A finding, and of which form in which period it speaks.

    Attributes:
        finding: The finding.
        form: The form with its period, where it comes again: ``stock@2019-03``.
        who: Whom it concerns; the same for all periods.
    """

    finding: Finding
    form: str
    who: tuple[str, ...]

    @property
    def key(self) -> tuple[object, ...]:
        """What it shares with the same finding of other periods."""
        name, _, period = self.form.partition("@")
        alike = (name, self.who) if period else (id(self),)  # what is owed once is told for itself
        return (self.finding.code, self.finding.severity, self.finding.path, *alike)


def together(every: Iterable[Told]) -> list[Finding]:
    """Findings, each once for the periods it holds for; in the order in which they were found first.

    Args:
        every: The findings, period by period.

    >>> found = [Finding("KH153", {"subject": f"stock@2019-0{n} of district"}) for n in (1, 2, 3)]
    >>> forms = (f"stock@2019-0{n}" for n in (1, 2, 3))
    >>> [one.text() for one in together(Told(one, form, ("district",)) for one, form in zip(found, forms))]
    ['stock@2019-01 of district has no deadline (likewise in 2 more periods, to 2019-03)']
    """
    alike: dict[tuple[object, ...], list[Told]] = {}
    given = tuple(every)
    for one in given:
        alike.setdefault(one.key, []).append(one)
    return [_counting(kept, group) for group in alike.values() for kept in _kept(group)]


def _kept(group: list[Told]) -> list[Told]:
    return group[: 1 if group[0].finding.code in _ONCE else _MOST]


def _counting(one: Told, group: list[Told]) -> Finding:
    """A finding that is told; the last of its group says in which periods it is not told again."""
    kept = _kept(group)
    if one is not kept[-1] or len(kept) == len(group):
        return one.finding
    told = {other.form for other in kept}
    rest = tuple(dict.fromkeys(other.form.partition("@")[2] for other in group if other.form not in told))
    return attrs.evolve(one.finding, values={**one.finding.values, "periods": rest}) if rest else one.finding
