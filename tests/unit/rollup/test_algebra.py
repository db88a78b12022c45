"""The algebra of absence, exhaustively: every mix of cells under every operator, against a rule written down anew."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pytest

import kehoach as kh
from kehoach._report import LEGAL
from kehoach._rollup._algebra import ADDS, CELLS, COVERAGE, JOINED, RESULTS, STANDINGS, Heard, heard, kind_of
from kehoach.testing import ManualClock, small_plan
from staged import up

KINDS = (*CELLS, "waived")
FIGURES: dict[str, Any] = {"value": 6, "zero": 0, "nil": kh.NIL, "n/a": kh.NA, "missing": kh.MISSING}
TEXTS = ("mưa", "lũ", "mưa")
NUMBERS = ("sum", "min", "max", "count", "mean", "weighted_mean", "first", "last")
WORDS = ("union", "gather", "first", "last", "count")


@functools.cache
def plan(count: int) -> kh.Plan:
    """A district with some communes, and an indicator for every operator."""
    indicators = [
        kh.Indicator(f"n_{way}", goes_up=way, weight="n_sum" if way == "weighted_mean" else None) for way in NUMBERS
    ]
    indicators += [kh.Indicator(f"t_{way}", kind="text", goes_up=way) for way in WORDS]
    return small_plan(1, 1, count, indicators=indicators, policy=kh.Policy(gate="none"))


def reported(kinds: Sequence[str]) -> kh.Campaign:
    """A campaign in which each commune gives one kind of cell to everything; figures go up with their place."""
    campaign = kh.Campaign.begin(plan(len(kinds)), clock=ManualClock(0), default_by="expected")
    for place, kind in enumerate(kinds):
        unit = "commune" if len(kinds) == 1 else f"commune-{place + 1}"
        if kind == "waived":
            campaign.waive(unit, reason="merged")
            continue
        cell = 6 + place if kind == "value" else FIGURES[kind]
        text = TEXTS[place] if kind in ("value", "zero") else FIGURES[kind]
        data = {f"n_{way}": cell for way in NUMBERS} | {f"t_{way}": text for way in WORDS}
        up(campaign, unit, data=data)
    return campaign


def number(way: str, kinds: Sequence[str]) -> Any:
    """What a total of figures is by the rule."""
    said = [6 + place if kind == "value" else 0 for place, kind in enumerate(kinds) if kind in ("value", "zero", "nil")]
    if not said:
        return kh.MISSING if "missing" in kinds else kh.NA
    if way == "count":
        return sum(kind in ("value", "zero") for kind in kinds)
    if way == "mean":
        return Fraction(sum(said), len(said))
    if way == "weighted_mean":
        return Fraction(sum(one * one for one in said), sum(said)) if sum(said) else kh.NA
    return {"sum": sum(said), "min": min(said), "max": max(said), "first": said[0], "last": said[-1]}[way]


def words(way: str, kinds: Sequence[str]) -> Any:
    """What a total of texts is by the rule."""
    said = [(place, TEXTS[place]) for place, kind in enumerate(kinds) if kind in ("value", "zero")]
    if not said and "nil" not in kinds:
        return kh.MISSING if "missing" in kinds else kh.NA
    if way == "count":
        return len(said)
    if way == "union":
        return tuple(dict.fromkeys(text for _, text in said))
    if way == "gather":
        name = "commune" if len(kinds) == 1 else "commune-{}"
        return tuple(kh.Quote(name.format(place + 1), text) for place, text in said)
    return said[0 if way == "first" else -1][1] if said else kh.NIL


@pytest.mark.parametrize("first", KINDS)
def test_every_mix_of_cells_under_every_operator(first: str) -> None:
    """One to three cells of any kinds give the value and the coverage of the rule, whatever the operator."""
    for count in (1, 2, 3):
        for rest in itertools.product(KINDS, repeat=count - 1):
            kinds = (first, *rest)
            campaign = reported(kinds)
            asked = [kind for kind in kinds if kind not in ("n/a", "waived")]
            for key, rule, ways in (("n", number, NUMBERS), ("t", words, WORDS)):
                for way in ways:
                    total = campaign.total("district", f"{key}_{way}")
                    assert total.value == rule(way, kinds), (way, kinds)
                    counts = (total.reported, total.expected, total.waived)
                    assert counts == (len(asked) - asked.count("missing"), len(asked), kinds.count("waived"))
                    assert len(total.missing) == asked.count("missing")


@functools.cache
def joined() -> kh.Plan:
    """Two communes, and what is worked out from two figures."""
    indicators = [
        kh.Indicator("a"),
        kh.Indicator("b"),
        kh.Indicator("both", formula="a + b"),
        kh.Indicator("less", formula="a - b"),
        kh.Indicator("rate", kind="ratio", numerator="a", denominator="b"),
        kh.Indicator("twice", formula="both + less"),
        kh.Indicator("share", kind="ratio", numerator="a", denominator="both"),
        kh.Indicator("mean", goes_up="weighted_mean", weight="b"),
    ]
    return small_plan(1, 1, 2, indicators=indicators, policy=kh.Policy(gate="none"))


def parts_of(key: str, cells: Sequence[tuple[str, str]]) -> tuple[list[tuple[int, int]], int, int]:
    """What reports that enter give to a and to b; how many are heard, and of how many."""
    absent = [(a, b) for a, b in cells if a == "n/a" and (b == "n/a" or key == "share")]
    if key == "rate":
        absent = [pair for pair in cells if "n/a" in pair]
    expected = [pair for pair in cells if pair not in absent]
    whole = [pair for pair in expected if "missing" not in pair]
    figure = {"value": 6, "zero": 0, "nil": 0, "n/a": 0}
    return [(figure[a], figure[b]) for a, b in whole], len(whole), len(expected)


def worked_out(key: str, cells: Sequence[tuple[str, str]]) -> Any:
    """What is worked out by the rule: of those who gave all its parts, the parts' totals put together."""
    parts, _, expected = parts_of(key, cells)
    if not parts:
        return kh.MISSING if expected else kh.NA
    a, b = (sum(pair[place] for pair in parts) for place in (0, 1))
    if key in ("rate", "share"):
        below = b if key == "rate" else a + b
        return Fraction(a, below) if below else kh.NA
    return {"both": a + b, "less": a - b, "twice": 2 * a}[key]


def test_every_mix_of_parts_of_what_is_worked_out() -> None:
    """A report enters a formula or a ratio whole or not at all, and the coverage says so."""
    pairs = list(itertools.product(CELLS, repeat=2))
    for one, other in itertools.product(pairs, repeat=2):
        campaign = kh.Campaign.begin(joined(), clock=ManualClock(0), default_by="expected")
        for unit, (a, b) in (("commune-1", one), ("commune-2", other)):
            up(campaign, unit, data={"a": FIGURES[a], "b": FIGURES[b]})
        for key in ("both", "less", "rate", "twice", "share"):
            total = campaign.total("district", key)
            _, heard_of, expected = parts_of(key, (one, other))
            assert total.value == worked_out(key, (one, other)), (key, one, other)
            assert (total.reported, total.expected) == (heard_of, expected), (key, one, other)
            zeros = [finding.code for finding in total.findings]
            assert zeros == (["KH650"] if total.value is kh.NA and heard_of else []), (key, one, other)


def test_the_tables_are_whole() -> None:
    """Every cell, standing, operator and pair of parts stands in the tables."""
    assert set(COVERAGE) == set(itertools.product(CELLS, STANDINGS))
    assert {way for ways in LEGAL.values() for way in ways} - set(ADDS) == {"ratio", "formula", "none"}
    assert all(set(table) == set(CELLS) for table in ADDS.values())
    assert all(set(table) == set(itertools.product(Heard, Heard)) for table in JOINED.values())
    assert set(RESULTS) == set(itertools.product((True, False), repeat=2))


@pytest.mark.parametrize("table", JOINED)
def test_joining_does_not_depend_on_the_order(table: str) -> None:
    """Parts may come in any order and be joined in any grouping."""
    join = JOINED[table]
    for a, b, c in itertools.product(Heard, repeat=3):
        assert join[a, b] == join[b, a]
        assert join[join[a, b], c] == join[a, join[b, c]]
        assert join[a, Heard.SILENT] == a


@pytest.mark.parametrize(("cell", "kind"), [(5, "value"), (0, "zero"), ("x", "value"), ("", "value")])
def test_kinds_of_cells(cell: Any, kind: str) -> None:
    """A figure is a value or zero, a text is a value, and both are said."""
    assert (kind_of(cell), heard(cell, asked=True)) == (kind, Heard.SAID)
