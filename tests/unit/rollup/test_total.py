"""Totals: exact figures with their coverage, read down from one version; missing is never zero."""

from __future__ import annotations

import decimal
import functools
import itertools
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

import kehoach as kh
from kehoach._rollup import Total
from kehoach.errors import InvalidCommand, UnknownName
from kehoach.testing import ManualClock, small_plan
from staged import begun, codes, refusal, shared, up, written

CELLS: dict[str, Any] = {"5": 5, "0": 0, "nil": kh.NIL, "n/a": kh.NA, "missing": kh.MISSING}
DRAFT = kh.Policy(gate="none")


def expected(cells: tuple[str, ...]) -> tuple[Any, int, int]:
    """What a total of some cells is by the rule: the value, how many reported, and of how many."""
    asked = [cell for cell in cells if cell != "n/a"]
    said = [cell for cell in asked if cell != "missing"]
    if not asked:
        return kh.NA, 0, 0
    return (sum(cell == "5" for cell in said) * 5 if said else kh.MISSING), len(said), len(asked)


@functools.cache
def drafts(count: int) -> kh.Plan:
    """The plan of one district with some communes and without a gate."""
    return small_plan(1, 1, count, policy=DRAFT)


@pytest.mark.parametrize("first", CELLS)
@pytest.mark.parametrize("count", [2, 3])
def test_a_total_of_cells(count: int, first: str) -> None:
    """Nil is zero with coverage, not applicable leaves the denominator, missing is missing, and nothing is none."""
    for rest in itertools.product(CELLS, repeat=count - 1):
        cells = (first, *rest)
        campaign = kh.Campaign.begin(drafts(count), clock=ManualClock(0), default_by="expected")
        for number, cell in enumerate(cells, 1):
            up(campaign, f"commune-{number}", data={"members": CELLS[cell]})
        total = campaign.total("district", "members")
        value, reported, of = expected(cells)
        assert (total.value, total.reported, total.expected) == (value, reported, of), cells
        assert type(total.value) is type(value), cells
        missing = tuple(f"commune-{number}" for number, cell in enumerate(cells, 1) if cell == "missing")
        assert total.missing == missing, cells
        assert total.coverage == (Fraction(reported, of) if of else None), cells
        assert total.complete == (reported == of), cells


@pytest.mark.parametrize("state", ["draft", "submitted", "reviewed"])
def test_what_is_not_taken_is_missing(state: str) -> None:
    """A figure that no row holds is not in the total, however far its report has come."""
    campaign = begun(1, 1, 2, policy=DRAFT)
    up(campaign, "commune-1", data={"members": 5})
    for trigger in {"draft": (), "submitted": ("submit",), "reviewed": ("submit", "review")}[state]:
        campaign.fire("commune-2", trigger, data={"members": 7} if trigger == "submit" else None)
    total = campaign.total("district", "members")
    assert (total.value, total.reported, total.missing) == (5, 1, ("commune-2",))


def test_a_waived_unit_is_outside_the_coverage() -> None:
    """What is waived is neither expected nor missing, and is counted apart; with all waived nobody is asked."""
    campaign = begun(1, 1, 2, policy=DRAFT)
    campaign.waive("commune-1", reason="merged")
    total = campaign.total("province", "members")
    assert (total.value, total.expected, total.waived, total.missing) == (kh.MISSING, 1, 1, ("commune-2",))
    campaign.waive("commune-2", reason="merged")
    total = campaign.total("province", "members")
    assert (total.value, total.expected, total.waived, total.coverage) == (kh.NA, 0, 2, None)


def test_coverage_is_flat_over_the_subtree() -> None:
    """A province counts the communes that are asked, not the districts between."""
    campaign = begun(1, 2, 4)
    for unit in ("commune-1", "commune-3"):
        up(campaign, unit, data={"members": 5})
    total = campaign.total("province", "members")
    missing = tuple(f"commune-{number}" for number in range(1, 5))
    assert (total.value, total.reported, total.expected, total.missing) == (kh.MISSING, 0, 4, missing)
    up(campaign, "district-1")
    total = campaign.total("province", "members")
    assert (total.value, total.reported, total.missing) == (10, 2, ("commune-2", "commune-4"))
    assert str(total) == "10 (2 of 4 reported)"


def test_the_own_part_of_a_superior_counts() -> None:
    """What a superior says itself is shown and added; it is covered where its tier is asked."""
    for asked_of, covered in (((), 1), (("district", "commune"), 2)):
        campaign = begun(1, 1, 1, indicators=[kh.Indicator("staff", asked_of=asked_of)])
        up(campaign, "commune", data={"staff": 5})
        assert campaign.total("district", "staff").own is kh.MISSING
        campaign.submit("district", data={"staff": 2})
        total = campaign.total("district", "staff")
        assert (total.value, total.own, total.reported, total.expected) == (7, 2, covered, covered)


def test_the_tiers_that_are_asked_make_the_coverage() -> None:
    """An indicator that districts are asked for does not wait for communes; one that nobody is asked for has none."""
    indicators = [kh.Indicator("staff", asked_of="district"), kh.Indicator("cars", asked_of="province")]
    campaign = begun(1, 2, 4, indicators=indicators, policy=DRAFT)
    up(campaign, "district-1", data={"staff": 2})
    total = campaign.total("province", "staff")
    assert (total.value, total.reported, total.expected, total.missing) == (2, 1, 2, ("district-2",))
    total = campaign.total("district-1", "cars")
    assert (total.value, total.expected, total.complete) == (kh.NA, 0, True)


def test_the_total_of_a_unit_without_subordinates_is_its_own() -> None:
    """A commune's total is its cell."""
    campaign = begun(1, 1, 1)
    assert campaign.total("commune", "members").value is kh.MISSING
    campaign.submit("commune", data={"members": 5})
    total = campaign.total("commune", "members")
    assert (total.value, total.own, total.reported, total.expected, total.version) == (5, 5, 1, 1, 1)


# -- shares


def test_shares_of_thirds_are_exact() -> None:
    """A commune of two districts goes up by a third and two thirds: each part is exact, and the whole is whole."""
    campaign = shared()
    up(campaign, "x", data={"members": 10})
    assert campaign.total("a", "members").value == Fraction(10, 3)
    assert campaign.total("b", "members").value == Fraction(20, 3)
    assert str(campaign.total("a", "members")) == "3 (1 of 1 reported)"
    up(campaign, "y", data={"members": 1})
    up(campaign, "a", "b")
    total = campaign.total("p", "members")
    assert (total.value, type(total.value), total.reported, total.expected) == (11, int, 2, 2)


def test_half_a_diamond_is_half_a_figure() -> None:
    """While only one of two superiors has gone up, its part alone is in the total, and the unit is met in it."""
    campaign = shared(policy=DRAFT)
    up(campaign, "x", data={"members": 9})
    up(campaign, "a")
    total = campaign.total("p", "members")
    assert (total.value, total.reported, total.expected, total.missing) == (3, 1, 2, ("y",))


def test_shares_with_decimals() -> None:
    """A part that the decimals can hold is a decimal; one that they cannot is a fraction, and printed half up."""
    campaign = shared(indicators=[kh.Indicator("area", decimals=1)], policy=DRAFT)
    up(campaign, "x", data={"area": "0.3"})
    assert campaign.total("a", "area").value == Decimal("0.1")
    other = shared(indicators=[kh.Indicator("area", decimals=1)], policy=DRAFT)
    up(other, "x", data={"area": "0.5"})
    total = other.total("a", "area")
    assert total.value == Fraction(1, 6)
    assert str(total) == "0.2 (1 of 1 reported)"


def test_a_diamond_over_two_levels() -> None:
    """Paths through several tiers multiply their shares, and what is met on all of them is counted once."""
    tiers = [kh.Tier(name) for name in ("nation", "province", "district", "commune")]
    halves = [("a", "1/2"), ("b", "1/2")]
    units = [
        kh.Unit("n", tier="nation"),
        *(kh.Unit(name, tier="province", reports_to="n") for name in ("a", "b")),
        kh.Unit("d", tier="district", reports_to=halves),
        kh.Unit("e", tier="district", reports_to="b"),
        kh.Unit("x", tier="commune", reports_to=[("d", "1/3"), ("e", "2/3")]),
    ]
    campaign = shared().plan.replace(hierarchy=kh.Hierarchy.from_units(tiers, units))
    going = kh.Campaign.begin(campaign, clock=ManualClock(0), default_by="expected")
    up(going, "x", data={"members": 6})
    up(going, "d", "e")
    assert [going.total(unit, "members").value for unit in ("d", "e", "a", "b")] == [2, 4, 1, 5]
    up(going, "a", "b")
    total = going.total("n", "members")
    assert (total.value, total.reported, total.expected) == (6, 1, 1)


# -- versions


def test_draft_published_and_numbered_versions() -> None:
    """The draft shows what is being written, published what counts, and a number just that version."""
    campaign = begun(1, 1, 2, policy=DRAFT)
    up(campaign, "commune-1", data={"members": 5})
    with pytest.raises(InvalidCommand, match="district has no version published; it has 1 to 1"):
        campaign.total("district", "members", version="published")
    up(campaign, "district")
    campaign.correct("district", reason="one came late")
    up(campaign, "commune-2", data={"members": 7})
    totals = {of: campaign.total("district", "members", version=of) for of in ("draft", "published", 1, 2)}
    assert {of: (total.version, total.value) for of, total in totals.items()} == {
        "draft": (2, 12),
        "published": (1, 5),
        1: (1, 5),
        2: (2, 12),
    }
    assert totals["published"].missing == ("commune-2",)
    for wrong in (0, 3, -1):
        with pytest.raises(InvalidCommand, match=f"district has no version {wrong}"):
            campaign.total("district", "members", version=wrong)


def test_what_was_accepted_stays_published_when_it_is_sent_back() -> None:
    """A report that was accepted and returned has its accepted version published until another is sent."""
    campaign = begun(1, 1, 1, policy=DRAFT)
    campaign.submit("commune", data={"members": 5})
    campaign.review("commune")
    campaign.send_back("commune", reason="x")
    assert campaign.total("commune", "members", version="published").version == 1
    campaign.submit("commune", data={"members": 6})
    assert campaign.total("commune", "members", version="published").value == 6


def test_a_version_that_was_never_sent_holds_nothing() -> None:
    """The number of an abandoned draft is known, and nothing stands under it."""
    campaign = begun(1, 1, 1)
    up(campaign, "commune", data={"members": 5})
    campaign.correct("commune", reason="x")
    campaign.withdraw("commune")
    assert campaign.total("commune", "members", version=2).value is kh.MISSING
    assert campaign.total("commune", "members", version=1).value == 5


def test_a_sent_total_stays_when_the_unit_is_waived() -> None:
    """What a unit sent and had returned says afterwards what it said, although the unit is expected no more."""
    campaign = begun(1, 1, 1)
    campaign.submit("commune", data={"members": 5})
    before = campaign.total("commune", "members", version=1)
    campaign.send_back("commune", reason="x")
    campaign.waive("commune", reason="merged")
    assert campaign.total("commune", "members", version=1) == before
    assert (before.expected, before.waived) == (1, 0)
    assert campaign.total("commune", "members").waived == 1


def test_a_sent_total_stays_when_what_is_below_moves_on() -> None:
    """Corrections, releases, waivers and withdrawals below do not change the total of what was sent."""
    campaign = begun(1, 1, 3, policy=DRAFT)
    up(campaign, "commune-1", "commune-2", data={"members": 5})
    campaign.submit("district")
    before = campaign.total("district", "members", version=1)
    campaign.recall("district")
    campaign.correct("commune-1", reason="x")
    up(campaign, "commune-1", data={"members": 50})
    campaign.release("commune-2", reason="x")
    campaign.waive("commune-3", reason="x")
    assert campaign.total("district", "members", version=1) == before
    assert campaign.total("district", "members").value == 50


# -- figures


@pytest.mark.parametrize(
    ("value", "decimals", "printed"),
    [
        (0, 0, "0"),
        (0, 2, "0.00"),
        (Fraction(1, 2), 0, "1"),
        (Fraction(-1, 2), 0, "-1"),
        (Fraction(3, 2), 0, "2"),
        (Fraction(5, 2), 0, "3"),
        (Fraction(49, 100), 0, "0"),
        (Fraction(-49, 100), 0, "0"),
        (Fraction(1, 3), 2, "0.33"),
        (Fraction(2, 3), 2, "0.67"),
        (Fraction(1, 200), 2, "0.01"),
        (Fraction(-1, 200), 2, "-0.01"),
        (Decimal("2.5"), 0, "3"),
        (Decimal("2.675"), 2, "2.68"),
        (Decimal("-0.004"), 2, "0.00"),
        (10**35 + 1, 2, f"{10**35 + 1}.00"),
        (kh.MISSING, 2, "missing"),
        (kh.NA, 0, "n/a"),
    ],
)
def test_printing_rounds_half_up(value: Any, decimals: int, printed: str) -> None:
    """Half goes away from zero, exactly, at any length; only printing rounds, and a mark is its word."""
    total = Total(
        unit="a",
        version=1,
        key="x",
        value=value,
        own=kh.MISSING,
        reported=1,
        expected=2,
        missing=("b",),
        decimals=decimals,
    )
    assert str(total) == f"{printed} (1 of 2 reported)"


def test_decimals_add_up_exactly() -> None:
    """Ten times a tenth is one, with as many decimals as the indicator has."""
    campaign = begun(1, 1, 10, indicators=[kh.Indicator("area", decimals=1)])
    for number in range(1, 11):
        up(campaign, f"commune-{number:02d}", data={"area": "0.1"})
    total = campaign.total("district", "area")
    assert (str(total.value), str(total)) == ("1.0", "1.0 (10 of 10 reported)")
    assert isinstance(total.value, Decimal)


def test_totals_are_exact_whatever_precision_the_process_has_set() -> None:
    """Figures of thirty places are added and printed exactly under any decimal context of the host application."""
    for decimals in (0, 2):
        campaign = begun(1, 1, 3, indicators=[kh.Indicator("area", decimals=decimals)])
        with decimal.localcontext() as context:
            context.prec = 3
            for number in range(1, 4):
                up(campaign, f"commune-{number}", data={"area": "9" * 30})
            total = campaign.total("district", "area")
            assert total.value == 3 * (10**30 - 1)
            assert str(total).split()[0] == str(3 * (10**30 - 1)) + ".00" * bool(decimals)


def test_a_flow_may_be_negative() -> None:
    """Figures below zero are added as they are."""
    campaign = begun(1, 1, 2, indicators=[kh.Indicator("change", kind="flow")])
    up(campaign, "commune-1", data={"change": -5})
    up(campaign, "commune-2", data={"change": 3})
    assert campaign.total("district", "change").value == -2


def test_a_total_is_no_bare_figure() -> None:
    """Taking a total for a number is refused with its coverage and the way to the figure."""
    total = begun(1, 1, 1).total("district", "members")
    for number in (float, int):
        with pytest.raises(TypeError, match=r"0 of 1\); read \.value"):
            number(total)  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("cell", "value", "own"),
    [(5, 5, 5), (kh.NIL, 0, "nil"), (kh.NA, "n/a", "n/a"), (kh.MISSING, "missing", "missing")],
)
def test_a_total_as_plain_data(cell: Any, value: Any, own: Any) -> None:
    """Exact figures are integers or texts, marks are their words, and everything that it rests on is there."""
    campaign = begun(1, 1, 1, indicators=[kh.Indicator("members", measure="người")])
    campaign.submit("commune", data={"members": cell})
    plain = campaign.total("commune", "members").to_dict()
    asked = int(cell is not kh.NA)
    said = int(asked and cell is not kh.MISSING)
    assert plain == {
        "unit": "commune",
        "version": 1,
        "key": "members",
        "value": value,
        "own": own,
        "reported": said,
        "expected": asked,
        "missing": ["commune"] if asked and not said else [],
        "below": "n/a" if cell is kh.NA else "missing",
        "waived": 0,
        "direct": {"reported": 0, "expected": 0, "waived": 0},
        "estimated": 0,
        "findings": [],
        "decimals": 0,
        "measure": "người",
        "rounding": "half_up",
        "stale": [],
    }


def test_fractions_and_decimals_are_plain_texts() -> None:
    """A third is `1/3` and half a hectare `0.5` in plain data, never a float."""
    campaign = shared(policy=DRAFT)
    up(campaign, "x", data={"members": 1})
    assert campaign.total("a", "members").to_dict()["value"] == "1/3"
    area = begun(1, 1, indicators=[kh.Indicator("area", decimals=1)])
    area.submit("district", data={"area": "0.5"})
    assert area.total("district", "area").to_dict()["value"] == "0.5"


# -- what is asked for wrongly


def test_an_unknown_unit_or_indicator_proposes_the_nearest() -> None:
    """A misspelt unit or indicator names what it may have meant, and nothing is written."""
    campaign = begun(1, 1, 2)
    with pytest.raises(UnknownName, match="no unit 'comune-1'; did you mean 'commune-1'"):
        campaign.total("comune-1", "members")
    with pytest.raises(UnknownName, match="no indicator 'membres'; did you mean 'members'"):
        campaign.total("commune-1", "membres")
    assert written(campaign) == []


def test_what_does_not_go_up_has_no_total() -> None:
    """An indicator that stays where it is says so."""
    campaign = begun(1, 1, indicators=[kh.Indicator("members", goes_up="none")])
    with pytest.raises(InvalidCommand, match="goes up by 'none', which has no total"):
        campaign.total("district", "members")


def test_the_gate_and_the_coverage_speak_of_the_same() -> None:
    """While the gate names who is missing, the total of the draft lists them."""
    campaign = begun(1, 1, 2)
    up(campaign, "commune-1", data={"members": 5})
    assert codes(refusal(campaign, "district", "submit")) == ["gate"]
    assert campaign.total("district", "members").missing == campaign.progress().missing("district") == ("commune-2",)
