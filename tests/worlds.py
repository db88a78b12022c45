"""Random directives, told twice: to the slow model, and as a plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

from hypothesis import strategies as st

import kehoach as kh
from slow_conditions import Conditions
from slow_world import Form, World

TIERS = ("t0", "t1", "t2", "t3")
FIRST_DAY = datetime(2019, 3, 19, 17, tzinfo=UTC)  # midnight in Vietnam: the beginning of the 20th
DAYS = st.integers(0, 9)
MONTHS = ("2019-03", "2019-04")
PARTS = {1: ("1",), 2: ("1/3", "2/3"), 3: ("1/6", "1/3", "1/2")}


def instant(day: int) -> int:
    """The beginning of a day of the campaign, in microseconds; its first day is the 20th of March."""
    return round((FIRST_DAY + timedelta(days=day)).timestamp()) * 1_000_000


def date(day: int) -> str:
    """The same day as people write it."""
    return (FIRST_DAY + timedelta(days=day, hours=7)).strftime("%d-%m-%Y")


@st.composite
def hierarchies(draw: st.DrawFn) -> tuple[dict[str, str], dict[str, dict[str, Fraction]]]:
    """The tier of every unit and its superiors: one to three of any higher tiers; up to nine units on 1 to 4 tiers."""
    tier_of, superiors = {"r": "t0"}, dict[str, dict[str, Fraction]]({"r": {}})
    for depth in range(1, draw(st.sampled_from([3, 3, 3, 3, 2, 4, 4, 1]))):
        above = [*tier_of]
        for place in range(draw(st.integers(1, {1: 3, 2: 4, 3: 2}[depth]))):
            near = [one for one in above if tier_of[one] == TIERS[depth - 1]]
            pool = draw(st.sampled_from([near, near, above]))
            ups = draw(st.lists(st.sampled_from(pool), min_size=1, max_size=draw(st.integers(1, 3)), unique=True))
            tier_of[f"{'rabc'[depth]}{place}"] = TIERS[depth]
            superiors[f"{'rabc'[depth]}{place}"] = dict(zip(ups, map(Fraction, PARTS[len(ups)]), strict=True))
    return tier_of, superiors


@st.composite
def forms(draw: st.DrawFn, name: str, kind: str, tiers: tuple[str, ...]) -> Form:
    """A form of some tiers: when it opens, when it is due, when it closes, by tier."""
    bounds: dict[str, dict[str, int]] = {"opens": {}, "due": {}, "closes": {}}
    for tier in tiers:
        if draw(st.integers(0, 3)):
            bounds["due"][tier] = instant(draw(DAYS))
        if not draw(st.integers(0, 5)):
            bounds["opens"][tier] = instant(draw(st.integers(0, 1)))
        if not draw(st.integers(0, 4)):
            bounds["closes"][tier] = max(instant(draw(st.integers(2, 9))), bounds["due"].get(tier, 0))
    given = {"only_if": {tier: "storm" for tier in tiers if not draw(st.integers(0, 7))}}
    if kind == "report":
        gates = st.sampled_from([None, None, None, None, "all", "none", Fraction(1, 2)])
        given["gates"] = {tier: gate for tier in tiers if (gate := draw(gates)) is not None}
    return Form(name, kind, tiers, **bounds, **given)  # type: ignore[arg-type]  # each is what its name says


@st.composite
def worlds(draw: st.DrawFn, *, checked: bool = False) -> World:
    """A directive with one to three forms over a tree or a diamond, and any policy; perhaps with a check on content."""
    tier_of, superiors = draw(hierarchies())
    tiers = tuple(one for one in TIERS if one in tier_of.values())
    asked = [draw(forms("report", "report", tiers))]
    if draw(st.booleans()):
        stock = draw(forms("stock", "report", _some(draw, tiers)))
        months = [replace(stock, name=f"stock@{month}", opens={}, due={}, closes={}) for month in MONTHS]
        asked += months if not draw(st.integers(0, 3)) else [stock]
    if not draw(st.integers(0, 3)):
        asked.append(draw(forms("plan", "act", _some(draw, tiers))))
    gate = draw(st.sampled_from(["all", "all", "none", "none", Fraction(1, 2), Fraction(2, 3)]))
    quorum = isinstance(gate, Fraction)
    world = World(
        tiers=tiers,
        tier_of=tier_of,
        superiors=superiors,
        forms=tuple(asked),
        gate=gate,
        required=tuple(draw(st.lists(st.sampled_from([*tier_of]), max_size=1))) if quorum else (),
        quorum_from=draw(st.sampled_from([None, instant(3)])) if quorum else None,
        stragglers=draw(st.sampled_from(["hold", "reject", "supplement", "supplement", "reopen"])),
        asked_of=draw(st.sampled_from([(), tiers])),
        content_required=not draw(st.integers(0, 3)),
        check=draw(st.sampled_from([None, None, ("<=", 0), (">=", 0), ("=", 1)])) if checked else None,
    )
    return _ordered(draw, world) if asked[-1].kind == "act" and draw(st.booleans()) else world


def _ordered(draw: st.DrawFn, world: World) -> World:
    """The same directive, in which the reports of some tiers wait for an act, where anybody there owes it."""
    plan, model = world.forms[-1].name, Conditions(world)
    of = draw(st.sampled_from(["self", "superior", "subordinates", "peers"]))
    entry = ((plan, of, draw(st.sampled_from(["refuse", "refuse", "warn"]))),)
    found = {tier for unit, tier in world.tier_of.items() if model.whom(unit, plan, of)}
    waiting = [tier for tier in world.tiers if tier in found and draw(st.booleans())]
    return replace(world, forms=(replace(world.forms[0], after=dict.fromkeys(waiting, entry)), *world.forms[1:]))


def _some(draw: st.DrawFn, tiers: tuple[str, ...]) -> tuple[str, ...]:
    kept = draw(st.lists(st.sampled_from(tiers), min_size=1, unique=True))
    return tuple(one for one in tiers if one in kept)


def plan_of(world: World) -> kh.Plan:
    """The plan of a directive."""
    units = [
        kh.Unit(unit, tier=tier, reports_to=[(up, str(share)) for up, share in world.superiors[unit].items()] or None)
        for unit, tier in world.tier_of.items()
    ]
    days = {instant(day): date(day) for day in range(-1, 20)}

    def rule(word: str, at: int | None) -> str | None:
        return None if at is None else f"{word} {days[at]}"

    rows = [
        kh.DutyRow(
            form.name.partition("@")[0],
            tier,
            period=kh.Recurrence("month", *MONTHS) if "@" in form.name else None,
            kind="act" if form.kind == "act" else "report",
            opens=rule("on", form.opens.get(tier)),  # type: ignore[arg-type]  # as people write it
            deadline=rule("before", form.due.get(tier)),  # type: ignore[arg-type]
            closes=rule("before", form.closes.get(tier)),  # type: ignore[arg-type]
            gate=_gate(form.gates.get(tier)),  # type: ignore[arg-type]
            after=[kh.After(*entry) for entry in form.after[tier]] if tier in form.after else None,  # type: ignore[arg-type]
            only_if=form.only_if.get(tier),
        )
        for form in world.forms
        for tier in form.tiers
        if not form.name.endswith(MONTHS[1:])  # one row asks for all months
    ]
    gate = world.gate if isinstance(world.gate, str) else kh.Quorum(world.gate, world.required)
    quorum_from = None if world.quorum_from is None else days[world.quorum_from]
    return kh.Plan(
        "Random",
        kh.Hierarchy.from_units([kh.Tier(one) for one in world.tiers], units),
        duties=rows,
        indicators=[
            kh.Indicator("members", kind="flow", asked_of=world.asked_of, required=world.content_required),
        ],
        checks=[_check(*world.check)] if world.check else [],
        events=[kh.Event("storm")],
        policy=kh.Policy(gate=gate, quorum_from=quorum_from, stragglers=world.stragglers),  # type: ignore[arg-type]
    )


def _check(relation: str, tolerance: int) -> kh.Check:
    return kh.Check(f"members {relation} below(members)", tolerance=tolerance)


def _gate(gate: str | Fraction | None) -> str | kh.Quorum | None:
    return kh.Quorum(gate) if isinstance(gate, Fraction) else gate
