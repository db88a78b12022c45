"""The proof before issue: each report reaches the top of its form with weight 1, and shares are for what can be cut."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kehoach as kh

TIERS = [kh.Tier("province"), kh.Tier("district"), kh.Tier("commune")]
UNITS = [
    kh.Unit("p", tier="province"),
    kh.Unit("a", tier="district", reports_to="p"),
    kh.Unit("b", tier="district", reports_to="p"),
    kh.Unit("x", tier="commune", reports_to=[("a", "1/3"), ("b", "2/3")]),
    kh.Unit("y", tier="commune", reports_to="b"),
]


def plan(**changes: Any) -> kh.Plan:
    """A commune x that two districts share by a third and two thirds."""
    return kh.Plan("Shares", kh.Hierarchy.from_units(TIERS, UNITS), **changes)


def found(plan: kh.Plan) -> list[kh.Finding]:
    """What is said of figures."""
    return [one for one in plan.check() if one.code[:4] == "KH64"]


def test_a_sound_plan_counts_everybody_once() -> None:
    """Shares that sum to 1 on every way make nothing to say."""
    assert found(plan(indicators=[kh.Indicator("members")])) == []


def test_a_form_that_some_do_not_owe_may_leak() -> None:
    """Where a district with a share does not owe the form, and nobody above it does, its part is lost."""
    rows = [kh.DutyRow("damage", ["a", "commune"])]
    (leak,) = found(plan(duties=rows))
    assert (leak.code, leak.severity) == ("KH642", "error")
    assert leak.values["units"] == ("x",)
    assert leak.values["tops"] == ("a",)
    assert leak.values["weight"] == "1/3"
    assert leak.text() == "damage: only 1/3 of the figures of x reaches the top (a)"
    assert found(plan(duties=[kh.DutyRow("damage", ["province", "commune"])])) == []


def test_a_leak_is_told_once_for_all_periods() -> None:
    """A form that comes again leaks alike every time."""
    period = kh.Recurrence("month", "2019-01", "2019-03")
    assert len(found(plan(duties=[kh.DutyRow("damage", ["a", "commune"], period=period)]))) == 1


def test_what_lies_below_a_leak_leaks() -> None:
    """The pair that is named is the unit that nobody reports to and the top, however many tiers lie between."""
    tiers = [kh.Tier(name) for name in ("n", "p", "d", "c")]
    units = [
        kh.Unit("n", tier="n"),
        kh.Unit("p1", tier="p", reports_to="n"),
        kh.Unit("p2", tier="p", reports_to="n"),
        kh.Unit("d", tier="d", reports_to=[("p1", "1/2"), ("p2", "1/2")]),
        kh.Unit("c1", tier="c", reports_to="d"),
        kh.Unit("c2", tier="c", reports_to="d"),
    ]
    rows = [kh.DutyRow("damage", ["p1", "d", "c"])]
    (leak,) = found(kh.Plan("Leak", kh.Hierarchy.from_units(tiers, units), duties=rows))
    assert (leak.values["units"], leak.values["tops"], leak.values["weight"]) == (("c1", "c2"), ("p1",), "1/2")


def test_indicators_that_know_no_shares_are_noted() -> None:
    """A largest figure counts a shared report whole: a note names the indicator and the edges."""
    (note,) = found(plan(indicators=[kh.Indicator("members"), kh.Indicator("top", goes_up="max")]))
    assert (note.code, note.severity, note.path) == ("KH641", "note", "indicators[1].goes_up")
    assert note.values["edges"] == ("x → a (1/3)", "x → b (2/3)")


def test_a_ratio_with_shares_is_found_with_its_pair() -> None:
    """What divides a largest figure by a sum divides a whole by parts: a warning names both and the edges."""
    indicators = [
        kh.Indicator("members"),
        kh.Indicator("top", goes_up="max"),
        kh.Indicator("least", goes_up="min"),
        kh.Indicator("rate", kind="ratio", numerator="top", denominator="members"),
        kh.Indicator("span", formula="top - least"),
        kh.Indicator("share", kind="ratio", numerator="members", denominator="members"),
    ]
    every = found(plan(indicators=indicators))
    assert [(one.code, one.subject) for one in every] == [("KH644", "rate"), ("KH641", "top"), ("KH641", "least")]
    assert every[0].severity == "warning"
    assert all(one.text(lang) for one in every for lang in ("en", "vi"))


@pytest.mark.parametrize(
    ("shares", "code"),
    [(("1/2", "500001/1000000"), "KH335"), (("1/2", "499999/1000000"), "KH336"), (("0.333333", "0.666666"), "KH336")],
)
def test_shares_off_by_a_millionth_are_found(shares: tuple[str, str], code: str) -> None:
    """A sum of shares is 1 exactly: a millionth more is a double count, a millionth less a leak, each with its unit."""
    units = [*UNITS[:3], kh.Unit("x", tier="commune", reports_to=list(zip("ab", shares, strict=True)))]
    with pytest.raises(kh.errors.InvalidHierarchy) as error:
        kh.Hierarchy.from_units(TIERS, units)
    (finding,) = error.value.findings
    assert (finding.code, finding.values["unit"], finding.values["superiors"]) == (code, "x", ("a", "b"))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_every_leak_of_random_forms_is_found(data: st.DataObject) -> None:
    """A finding names just those reports of which, by the ways up one by one, another part than 1 reaches the top."""
    units = [kh.Unit("p", tier="province")]
    districts = [f"d{number}" for number in range(3)]
    units += [kh.Unit(one, tier="district", reports_to="p") for one in districts]
    edges: dict[str, list[tuple[str, Fraction]]] = {one: [("p", Fraction(1))] for one in districts}
    for number in range(4):
        above = data.draw(st.lists(st.sampled_from(districts), min_size=1, max_size=3, unique=True))
        weights = data.draw(st.lists(st.integers(1, 5), min_size=len(above), max_size=len(above)))
        edges[f"c{number}"] = [(up, Fraction(one, sum(weights))) for up, one in zip(above, weights, strict=True)]
        units.append(
            kh.Unit(f"c{number}", tier="commune", reports_to=[(up, str(one)) for up, one in edges[f"c{number}"]])
        )
    owing = {"c0", "c1", "c2", "c3", *data.draw(st.sets(st.sampled_from(["p", *districts])))}
    rows = [kh.DutyRow("damage", sorted(owing))]
    odd = found(kh.Plan("Random", kh.Hierarchy.from_units(TIERS, units), duties=rows))
    told = {unit for one in odd for unit in one.values["units"]}  # type: ignore[union-attr]  # names

    def reaching(unit: str) -> Fraction:
        """The part of what goes up that comes to somebody who owes the form."""
        if unit in owing:
            return Fraction(1)
        return sum((share * reaching(up) for up, share in edges.get(unit, ())), Fraction(0))

    for commune in ("c0", "c1", "c2", "c3"):
        weight = sum((share * reaching(up) for up, share in edges[commune]), Fraction(0))
        assert (commune in told) == (0 < weight < 1)
