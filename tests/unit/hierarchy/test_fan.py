"""Facts about made-up hierarchies."""

from __future__ import annotations

import pytest

from kehoach._hierarchy import Hierarchy
from kehoach.errors import Finding, InvalidHierarchy


def test_totals_are_per_tier() -> None:
    """The numbers say how many units a tier has in all."""
    h = Hierarchy.fan(province=1, district=9, commune=152)
    assert repr(h) == "<Hierarchy of 162 units: province 1, district 9, commune 152>"


def test_ids_are_padded_to_the_width_of_the_total() -> None:
    """Ids sort like their numbers."""
    h = Hierarchy.fan(province=1, district=9, commune=152)
    assert h.units_of("district")[:2] == ("district-1", "district-2")
    assert (h.units_of("commune")[0], h.units_of("commune")[-1]) == ("commune-001", "commune-152")


def test_one_unit_alone_is_called_as_its_tier() -> None:
    """A tier of one has nobody to be told apart from."""
    assert Hierarchy.fan(province=1, district=1).subordinates("province") == ("district",)


def test_units_are_dealt_round_robin() -> None:
    """Unit k reports to superior k modulo their number."""
    h = Hierarchy.fan(province=1, district=3, commune=7)
    assert h.subordinates("district-1") == ("commune-1", "commune-4", "commune-7")
    assert h.subordinates("district-3") == ("commune-3", "commune-6")


def test_fewer_units_than_superiors_leave_some_without() -> None:
    """Superiors may have nobody below them."""
    assert Hierarchy.fan(province=1, district=3, commune=2).subordinates("district-3") == ()


def test_a_hierarchy_needs_a_tier() -> None:
    """Nothing makes no hierarchy."""
    with pytest.raises(InvalidHierarchy, match="there are no units"):
        Hierarchy.fan()


def test_several_units_at_the_top_are_refused() -> None:
    """The root is one unit."""
    with pytest.raises(InvalidHierarchy, match="2 units of one tier report to nobody: province-1, province-2"):
        Hierarchy.fan(province=2, district=4)


@pytest.mark.parametrize("total", [0, -1, True, 1.5, "3"])
def test_a_total_is_a_whole_number_from_one_up(total: object) -> None:
    """Zero, negative numbers, bools, floats and texts are no totals."""
    with pytest.raises(InvalidHierarchy) as caught:
        Hierarchy.fan(province=1, district=total)  # type: ignore[arg-type]
    assert caught.value.findings == (Finding("KH346", {"count": str(total)}, path="district", subject="district"),)


def test_a_tier_name_follows_the_rules_of_ids() -> None:
    """A tier cannot be called by the actor above the root."""
    with pytest.raises(InvalidHierarchy):
        Hierarchy.fan(issuer=1)
