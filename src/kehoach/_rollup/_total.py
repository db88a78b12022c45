"""A total: a figure with what it rests on."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Literal, NoReturn

import attrs

from kehoach._report import NA, Cell, Rounding
from kehoach._rollup._lineage import Lineage, Telling
from kehoach._rollup._stale import Stale
from kehoach._rollup._values import Value, plain_value, shown_value
from kehoach.errors import Finding, InvalidCommand

__all__ = ["Coverage", "Total", "TotalVersion"]

TotalVersion = Literal["draft", "published"] | int


@attrs.frozen
class Coverage:
    """Who is heard among those who are asked.

    Attributes:
        reported: How many are.
        expected: How many are asked, less those to whom it does not apply.
        waived: How many are waived, outside the two.
    """

    reported: int
    expected: int
    waived: int = 0

    def __str__(self) -> str:
        return f"{self.reported} of {self.expected}"


_NOBODY = Coverage(0, 0)


@attrs.frozen(kw_only=True)
class Total:
    """A figure with what it rests on.

    Attributes:
        unit: Whose total.
        version: Of which version of its report.
        key: Which indicator.
        value: The exact total: an `int`, a `Decimal`, a `Fraction` where shares or a division make one; of texts a
            text, texts, or texts with their units; `MISSING`: nobody answered; `NA`: nobody is asked.
        own: The unit's own part.
        reported: How many of those asked, in the whole subtree, stand in the total with a figure or nil.
        expected: How many are asked, less those to whom it does not apply.
        missing: Who is asked and does not stand in it, in official order.
        below: The part of everything below it.
        waived: How many are waived, outside the coverage.
        direct: The direct subordinates: how many of them stand in the version, of how many.
        estimated: How many of those reported gave estimates.
        findings: What is doubtful about the figure, such as a denominator of 0.
        decimals: How many figures stand behind the point when it is printed.
        measure: What is counted.
        rounding: The mode by which it is rounded when it is printed.
    """

    unit: str
    version: int
    key: str
    value: Value
    own: Cell | Value
    reported: int
    expected: int
    missing: tuple[str, ...]
    below: Value = NA
    waived: int = 0
    direct: Coverage = _NOBODY
    estimated: int = 0
    findings: tuple[Finding, ...] = ()
    decimals: int = 0
    measure: str = ""
    rounding: Rounding = "half_up"
    _stale: tuple[Stale, ...] | None = attrs.field(default=None, eq=False, repr=False, alias="stale")
    _telling: Telling | None = attrs.field(default=None, eq=False, repr=False, alias="telling")

    def __reduce__(self) -> tuple[object, ...]:
        """A total is pickled without the campaign that it can be explained from."""
        names = [one.name for one in attrs.fields(Total) if not one.name.startswith("_")]
        return (_made, ({name: getattr(self, name) for name in names} | {"stale": self.stale},))

    @property
    def stale(self) -> tuple[Stale, ...]:
        """What was accepted below when the total was asked for, and does not stand in it, with what it would change.

        Worked out when it is looked at; no part of the total's equality.
        """
        if self._stale is not None:
            return self._stale
        return () if self._telling is None else self._telling.stale()

    @property
    def coverage(self) -> Fraction | None:
        """Reported of expected; None when nobody is asked."""
        return Fraction(self.reported, self.expected) if self.expected else None

    @property
    def complete(self) -> bool:
        """Whether everybody who is asked stands in it."""
        return self.reported == self.expected

    @property
    def estimates(self) -> Fraction | None:
        """The share of estimates among what was reported; None when nothing was."""
        return Fraction(self.estimated, self.reported) if self.reported else None

    def __float__(self) -> NoReturn:
        raise TypeError(f"a total has a coverage ({self.reported} of {self.expected}); read .value for the bare figure")

    __int__ = __float__

    def text(self, *, decimals: int | None = None, rounding: Rounding | None = None) -> str:
        """The bare figure as it is printed; only here is a figure ever rounded.

        Args:
            decimals: How many figures stand behind the point; those of the indicator when None.
            rounding: The mode, see `Indicator`; that of the indicator when None.
        """
        places = self.decimals if decimals is None else decimals
        return shown_value(self.value, places, rounding or self.rounding)

    def __str__(self) -> str:
        return f"{self.text()} ({self.reported} of {self.expected} reported)"

    def explain(self, depth: int | None = None, largest: int | None = None) -> Lineage:
        """Where it comes from: every version that it rests on, with its hash, down to those nobody reports to.

        What was worked out is explained, whatever the campaign has come to since.

        Args:
            depth: How many levels below the unit are shown; None: all.
            largest: How many subordinates of each superior are shown, the largest first; None: all, and ten in a text.

        Raises:
            InvalidCommand: The total was pickled, or its campaign has gone on and nobody can look back (KH654).
        """
        if self._telling is None:
            raise InvalidCommand(Finding("KH654", {"unit": self.unit, "key": self.key}))
        return self._telling.lineage(depth, largest)

    def to_dict(self) -> dict[str, object]:
        """The total as plain data, ready for JSON; exact figures as text where they are no integers."""
        return {
            "unit": self.unit,
            "version": self.version,
            "key": self.key,
            "value": plain_value(self.value),
            "own": plain_value(self.own),
            "below": plain_value(self.below),
            "reported": self.reported,
            "expected": self.expected,
            "missing": list(self.missing),
            "waived": self.waived,
            "direct": attrs.asdict(self.direct),
            "estimated": self.estimated,
            "findings": [finding.to_dict() for finding in self.findings],
            "decimals": self.decimals,
            "measure": self.measure,
            "rounding": self.rounding,
            "stale": [one.to_dict() for one in self.stale],
        }


def _made(fields: dict[str, Any]) -> Total:
    return Total(**fields)
