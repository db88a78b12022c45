"""Facts about units."""

from __future__ import annotations

from datetime import date

import pytest

from kehoach._hierarchy import Edge, Unit
from kehoach.errors import Finding, InvalidHierarchy

WARD = Unit("19330", name="Phường Đông Giang", tier="commune", reports_to="461", kind="phuong")


def test_a_unit_prints_as_its_id() -> None:
    """Ids are what everything calls a unit by."""
    assert str(WARD) == "19330"


def test_an_id_keeps_its_zeros() -> None:
    """Ids are text, whatever they look like."""
    assert Unit("00123").id == "00123"


def test_texts_are_composed_and_trimmed() -> None:
    """Id and name are NFC and have no spaces at their ends."""
    assert Unit(" xa\u0303-1 ", name=" Phu\u031bo\u031b\u0300ng 1 ") == Unit("xã-1", name="Phường 1")


def test_days_are_read_day_first_or_iso() -> None:
    """The days of a unit's life are typed as people do."""
    unit = Unit("x", opened_on="1-1-2010", closed_on=date(2020, 5, 31))
    assert (unit.opened_on, unit.closed_on) == (date(2010, 1, 1), date(2020, 5, 31))
    assert Unit("x", opened_on="2010-01-01").opened_on == date(2010, 1, 1)


def test_a_text_that_is_no_day_is_refused_with_its_field() -> None:
    """The finding of the day stands at the field that holds it."""
    with pytest.raises(InvalidHierarchy) as caught:
        Unit("x", closed_on="31-2-2019")
    assert [finding.path for finding in caught.value.findings] == ["closed_on"]


def test_a_unit_does_not_close_before_it_opens() -> None:
    """The two days of a unit's life are in order."""
    with pytest.raises(InvalidHierarchy) as caught:
        Unit("x", opened_on="2-1-2020", closed_on="1-1-2020")
    values = {"unit": "x", "opened": "2020-01-02", "closed": "2020-01-01"}
    assert caught.value.findings == (Finding("KH319", values, path="closed_on", subject="x"),)


def test_a_unit_may_close_on_the_day_it_opens() -> None:
    """The two days may be one."""
    assert Unit("x", opened_on="2020-01-01", closed_on="2020-01-01").closed_on == date(2020, 1, 1)


@pytest.mark.parametrize("field", ["id", "name"])
def test_what_is_no_text_is_refused(field: str) -> None:
    """A number is no id and no name: the message says how to keep its zeros."""
    with pytest.raises(
        InvalidHierarchy, match=f"{field}: 461 is a int, not text; write it as text, so that 00123 keeps"
    ):
        Unit(**{"id": "x", field: 461})  # type: ignore[arg-type]


@pytest.mark.parametrize("character", ["\n", "\x1b", "\u202e", "\u200b", "\u00a0"])
def test_names_hold_nothing_unseen(character: str) -> None:
    """Line ends, escapes and what turns the direction of writing are refused, named by number."""
    with pytest.raises(InvalidHierarchy, match=f"U\\+{ord(character):04X}"):
        Unit("x", name=f"Phường{character}1")


@pytest.mark.parametrize("sign", "|=:@")
def test_ids_hold_no_sign_of_the_notation(sign: str) -> None:
    """The signs that write edges and duties do not stand in ids."""
    with pytest.raises(InvalidHierarchy, match="are used to write edges and duties"):
        Unit(f"a{sign}b")


@pytest.mark.parametrize("name", ["45/KH-UBND", "../../etc", "A 1", "CON", "đội-1", "00123", "-1"])
def test_ids_may_hold_what_offices_use(name: str) -> None:
    """Slashes, dots, spaces and marks are allowed: ids are never file names."""
    assert Unit(name).id == name


def test_the_actor_above_the_root_lends_its_name_to_no_unit() -> None:
    """The id issuer is taken, in any case."""
    with pytest.raises(InvalidHierarchy, match="'Issuer' is reserved"):
        Unit("Issuer")


def test_a_letter_that_passes_for_another_is_named() -> None:
    """A Cyrillic letter in a Latin id is an error that says which letter it is."""
    with pytest.raises(InvalidHierarchy, match="holds U\\+0430 CYRILLIC SMALL LETTER A, which only looks like 'a'"):
        Unit("commune-\u0430")


def test_units_are_values() -> None:
    """Two units with the same parts are equal and hash alike."""
    again = Unit("19330", "Phường Đông Giang", "commune", [Edge("461")], kind="phuong")
    assert (again, hash(again)) == (WARD, hash(WARD))
