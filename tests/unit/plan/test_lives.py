"""Units that open and close: which of their duties are owed."""

from __future__ import annotations

import pytest

from kehoach._hierarchy import Hierarchy, Tier, Unit
from kehoach._plan import DutyRow, Plan, Policy, Recurrence

UNITS = [
    Unit("p", tier="province"),
    Unit("old", tier="commune", reports_to="p", closed_on="2019-03-20"),
    Unit("new", tier="commune", reports_to="p", opened_on="2019-03-10"),
    Unit("same", tier="commune", reports_to="p"),
]
H = Hierarchy.from_units([Tier("province"), Tier("commune")], UNITS)
MARCH = Recurrence("month", "2019-03", "2019-03")


def owing(denominator: str, **row: object) -> set[str]:
    """The units whose duty is expected."""
    deadline = "by the 5 of the next month" if "period" in row else "by 31-3-2019"
    rows = [DutyRow("stock", "commune", deadline=deadline, **row)]  # type: ignore[arg-type]
    columns = Plan("T", H, duties=rows, policy=Policy(denominator=denominator)).columns
    stock = [duty for duty in range(columns.n) if columns.forms[columns.form_of[duty]] == "stock"]
    return {columns.names[duty].partition(":")[0] for duty in stock if duty not in columns.outside}


@pytest.mark.parametrize(
    ("denominator", "expected"),
    [
        ("open_on_cutoff", {"new", "same"}),
        ("any_overlap", {"old", "new", "same"}),
        ("full_window", {"same"}),
    ],
)
def test_the_policy_says_who_owes_a_period(denominator: str, expected: set[str]) -> None:
    """Of two units that existed for a part of March, the policy says which owe its figures."""
    assert owing(denominator, period=MARCH) == expected


def test_what_is_owed_once_is_cut_off_on_its_due() -> None:
    """A unit that is closed on the last day of a due owes nothing under `open_on_cutoff`."""
    assert owing("open_on_cutoff") == {"new", "same"}
    assert owing("any_overlap") == {"old", "new", "same"}


def test_the_end_of_a_unit_is_an_instant_of_the_zone() -> None:
    """A unit that closes on 20 March does not exist from its first instant on, in the plan's zone."""
    columns = Plan("T", H, policy=Policy(denominator="any_overlap")).columns
    assert columns.ends_at == {columns.index["old"]: 1_553_014_800_000_000}
