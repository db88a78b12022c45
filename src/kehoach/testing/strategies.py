"""Strategies of Hypothesis for what this library works with: hierarchies, deadlines, phrases, plans, acts, campaigns.

Everything that they draw is valid, and shrinks to what is small: one unit, one tier, no policy of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Final, Literal

from hypothesis import strategies as st

from kehoach._campaign import Campaign
from kehoach._clock import ManualClock
from kehoach._deadline import Deadline
from kehoach._directive import Directive
from kehoach._hierarchy import Edge, Hierarchy, Tier, Unit
from kehoach._plan import Plan, Policy, Quorum
from kehoach._report import NA, NIL, Command, Indicator
from kehoach.errors import Refused

__all__ = ["acts", "campaigns", "days", "deadlines", "hierarchies", "phrases", "plans", "policies"]

_TIERS: Final = ("province", "district", "commune", "village")
_FIRST: Final = date(2019, 3, 14)
_SHARES: Final = {1: ("1",), 2: ("1/3", "2/3"), 3: ("1/6", "1/3", "1/2")}
_UNITS: Final = ("days", "working days", "weeks", "months")
_BEGINS: Final = "2019-03-14T08:00+07:00"


@st.composite
def hierarchies(draw: st.DrawFn, *, units: int = 9, tiers: int = 3, superiors: int = 2) -> Hierarchy:
    """Hierarchies of a root and what is below it.

    Args:
        draw: Hypothesis gives it.
        units: How many units at most.
        tiers: How many tiers at most, 1 to 4.
        superiors: How many superiors a unit has at most, 1 to 3; with 1 every hierarchy is a tree.

    >>> from hypothesis import find
    >>> len(find(hierarchies(), lambda hierarchy: True))
    1
    """
    names = _TIERS[: draw(st.integers(1, tiers))]
    made, above = [Unit("province", tier="province")], ["province"]
    for tier in names[1:]:
        room = units - len(made)
        count = draw(st.integers(1, max(1, min(4, room)))) if room > 0 else 0
        ids = [f"{tier}-{number}" for number in range(1, count + 1)]
        for one in ids:
            leads = draw(st.lists(st.sampled_from(above), min_size=1, max_size=superiors, unique=True))
            edges = [Edge(lead, share=Fraction(share)) for lead, share in zip(leads, _SHARES[len(leads)], strict=True)]
            made.append(Unit(one, tier=tier, reports_to=edges))
        above = ids or above
    known = {unit.tier for unit in made}
    return Hierarchy.from_units([Tier(name) for name in names if name in known], made)


def days(first: date = _FIRST, last: date = date(2019, 12, 31)) -> st.SearchStrategy[date]:
    """Days from one to another, both among them.

    Args:
        first: The first day.
        last: The last day.
    """
    return st.dates(first, last)


@st.composite
def deadlines(draw: st.DrawFn, *, anchors: Sequence[str] = (), first: date = _FIRST) -> Deadline:
    """Deadlines of every kind; spans count from `anchors`, or from a day where there are none.

    Args:
        draw: Hypothesis gives it.
        anchors: What spans may count from, such as ``"issued"`` or an event of the plan.
        first: The earliest day that is named.

    >>> from hypothesis import find
    >>> str(find(deadlines(), lambda deadline: deadline.is_bound))
    'before 2019-03-14'
    """
    day = draw(days(first, first + timedelta(days=300)))
    kind = draw(st.sampled_from(["before", "by", "on", "within", "after", "none"]))
    if kind == "before":
        return Deadline.before(day)
    if kind == "by":
        return Deadline.by(day)
    if kind == "on":
        return Deadline.on(day, day + timedelta(days=draw(st.integers(0, 20))))
    if kind == "within":
        year = day.year
        periods = (f"{day.month}/{year}", f"quarter {(day.month + 2) // 3} {year}", f"year {year}")
        return Deadline.within(draw(st.sampled_from(periods)))
    if kind == "none":
        return Deadline.none()
    anchor: str | date = draw(st.sampled_from([*anchors])) if anchors else day
    return Deadline.after(draw(st.integers(1, 30)), draw(st.sampled_from(_UNITS)), anchor)


def phrases(lang: Literal["en", "vi"] = "vi", *, anchors: Sequence[str] = ()) -> st.SearchStrategy[str]:
    """Phrases of deadlines as official documents write them; each parses.

    Args:
        lang: The language.
        anchors: As in `deadlines`.
    """
    return deadlines(anchors=anchors).map(lambda deadline: deadline.phrase(lang))


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """Policies: any gate, and any way with stragglers."""
    gate = draw(st.sampled_from(["all", "none", Quorum("1/2"), Quorum("2/3")]))
    return Policy(gate=gate, stragglers=draw(st.sampled_from(["hold", "reject", "supplement", "reopen"])))


@st.composite
def plans(
    draw: st.DrawFn,
    *,
    over: st.SearchStrategy[Hierarchy] | None = None,
    under: st.SearchStrategy[Policy] | None = None,
    dated: bool = True,
) -> Plan:
    """Plans with a figure that goes up as a sum.

    Args:
        draw: Hypothesis gives it.
        over: The hierarchies; all that `hierarchies` draws when left out.
        under: The policies; all that `policies` draws when left out.
        dated: Whether tiers have deadlines.

    >>> from hypothesis import find
    >>> find(plans(), lambda plan: True).policy.gate
    'all'
    """
    hierarchy = draw(hierarchies() if over is None else over)
    dues: dict[str, Deadline] = {}
    for tier in reversed(hierarchy.tiers) if dated else ():  # superiors' dues lie behind those below
        if draw(st.booleans()):
            dues[tier.id] = Deadline.before(_FIRST + timedelta(days=10 * (len(dues) + 1) + draw(st.integers(0, 5))))
    members = Indicator("members", kind="stock", goes_up="sum")
    policy = draw(policies() if under is None else under)
    directive = Directive("A plan that was drawn", issued_on=_FIRST)
    return Plan(directive, hierarchy, dues, indicators=[members], policy=policy)


@st.composite
def acts(draw: st.DrawFn, plan: Plan) -> Command:
    """Acts on the reports of a plan, whether they are possible or not; who is expected does them, or anybody.

    Args:
        draw: Hypothesis gives it.
        plan: The plan.
    """
    columns, hierarchy = plan.columns, plan.hierarchy
    everybody = [] if hierarchy is None else [unit.id for unit in hierarchy.units]
    trigger = draw(st.sampled_from(plan.lifecycle.triggers))
    figures = st.one_of(st.integers(0, 9), st.sampled_from([NIL, NA]))
    sends = any(one.effect == "freeze" for one in plan.lifecycle.transitions if one.trigger == trigger)
    keys = [one.key for one in plan.indicators if one.kind in ("stock", "flow")] if sends else []
    return Command(
        draw(st.sampled_from(columns.names)),
        trigger,
        by=draw(st.sampled_from([None, None, None, "issuer", *everybody])),
        reason=draw(st.sampled_from(["because", None])),
        data={key: draw(figures) for key in keys} or None,
    )


@st.composite
def campaigns(draw: st.DrawFn, *, of: st.SearchStrategy[Plan] | None = None, most: int = 40) -> Campaign:
    """Campaigns under way, in memory, with a `ManualClock`; what was refused has left nothing behind.

    Args:
        draw: Hypothesis gives it.
        of: The plans; all that `plans` draws when left out.
        most: How many acts are tried, at most.

    >>> from hypothesis import find
    >>> len(find(campaigns(most=2), lambda campaign: True).log())
    0
    """
    plan, clock = draw(plans() if of is None else of), ManualClock(_BEGINS)
    campaign = Campaign.begin(plan, clock=clock, default_by="expected")
    for command in draw(st.lists(acts(plan), max_size=most)):
        clock.advance(hours=draw(st.sampled_from([1, 24])))
        try:
            campaign.fire(command.unit, command.trigger, by=command.by, **command.carried())
        except Refused:
            continue
    return campaign
