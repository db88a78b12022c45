"""Random campaigns whose reports hold figures of every kind, for laws of totals."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

import kehoach as kh
from kehoach.testing import ManualClock

MORNING = "2019-03-20T08:00+07:00"
TIERS = [kh.Tier("province"), kh.Tier("district"), kh.Tier("commune")]
REPORTED = ("cases", "area", "staff", "smallest", "largest", "opening", "latest", "note", "voice", "often")
INDICATORS = (
    kh.Indicator("cases"),
    kh.Indicator("area", decimals=2),
    kh.Indicator("staff", kind="stock", asked_of=["district", "commune"]),
    kh.Indicator("smallest", goes_up="min"),
    kh.Indicator("largest", goes_up="max", decimals=1),
    kh.Indicator("opening", goes_up="first"),
    kh.Indicator("latest", kind="text", goes_up="last"),
    kh.Indicator("note", kind="text", goes_up="union"),
    kh.Indicator("voice", kind="text", goes_up="gather"),
    kh.Indicator("often", kind="text", goes_up="count"),
    kh.Indicator("typical", goes_up="mean"),
    kh.Indicator("yield", goes_up="weighted_mean", weight="area", decimals=1),
    kh.Indicator("both", formula="cases + staff"),
    kh.Indicator("rate", kind="ratio", numerator="cases", denominator="both", decimals=3),
)
KEYS = tuple(one.key for one in INDICATORS)
FIGURES = tuple(one.key for one in INDICATORS if one.kind != "text")
TEXTS = ("mưa", "lũ", "")
MARKS = (kh.NIL, kh.NA, kh.MISSING)


@st.composite
def plans(draw: st.DrawFn) -> kh.Plan:
    """A province, one to three districts, up to five communes, each under one district or shared by two."""
    districts = [f"d{number}" for number in range(draw(st.integers(1, 3)))]
    units = [kh.Unit("p", tier="province"), *(kh.Unit(one, tier="district", reports_to="p") for one in districts)]
    for number in range(draw(st.integers(1, 5))):
        above = draw(st.lists(st.sampled_from(districts), min_size=1, max_size=2, unique=True))
        shares = draw(st.sampled_from([("1/3", "2/3"), ("1/2", "1/2")]))
        to = above[0] if len(above) == 1 else list(zip(above, shares, strict=True))
        units.append(kh.Unit(f"c{number}", tier="commune", reports_to=to))
    return kh.Plan(
        "Random",
        kh.Hierarchy.from_units(TIERS, units),
        {"commune": draw(st.sampled_from(["before 22-3-2019", "none"]))},
        indicators=INDICATORS,
        policy=kh.Policy(
            gate=draw(st.sampled_from(["all", "none", "none"])),
            stragglers=draw(st.sampled_from(["hold", "supplement", "reopen"])),
        ),
    )


def cells() -> st.SearchStrategy[dict[str, Any]]:
    """The figures and texts of a submission: some of them, marks among them."""
    whole = st.integers(-3, 9) | st.sampled_from(MARKS)
    part = st.integers(-300, 900).map(lambda scaled: f"{scaled / 10:.1f}") | st.sampled_from(MARKS)
    kinds: dict[str, st.SearchStrategy[Any]] = {}
    for one in INDICATORS:
        if one.is_computed:
            continue
        kinds[one.key] = whole if one.decimals == 0 else part
        if one.kind == "text":
            kinds[one.key] = st.sampled_from([*TEXTS, *MARKS])
        elif one.kind == "stock":
            kinds[one.key] = st.integers(0, 9) | st.sampled_from(MARKS)
    return st.fixed_dictionaries({}, optional=kinds)


class Drive:
    """A campaign, and random acts on it: such as are possible, one after the other."""

    def __init__(self, plan: kh.Plan, data: st.DataObject) -> None:
        self.plan, self.draw = plan, data.draw
        self.clock = ManualClock(MORNING)
        self.campaign = kh.Campaign.begin(plan, clock=self.clock, default_by="expected")
        assert plan.hierarchy is not None
        self.units = tuple(plan.hierarchy.aggregation_order())

    def act(self) -> kh.LogEntry | None:
        """Do one act that is possible; None when nothing is, or it is refused all the same."""
        self.clock.advance(hours=self.draw(st.integers(0, 20)))
        unit = self.draw(st.sampled_from(self.units))
        triggers = [one for one in self.campaign.triggers(unit, reason="because") if one != "fire"]
        if not triggers:
            return None
        trigger = self.draw(st.sampled_from(triggers))
        data = self.draw(cells()) if trigger == "submit" else None
        reason = None if trigger in ("submit", "review", "aggregate") else "because"
        try:
            return self.campaign.fire(unit, trigger, data=data, reason=reason)
        except kh.errors.Refused:
            return None

    def rush(self) -> None:
        """Bring most reports up, so that later acts find something to take back."""
        assert self.plan.hierarchy is not None
        for unit in self.units:
            if not self.draw(st.integers(0, 4)):
                continue
            data = self.draw(cells())
            for trigger in ("submit", "review", "aggregate"):
                for superior in self.plan.hierarchy.superiors(unit) or ("issuer",):
                    by = superior if trigger == "aggregate" else None
                    if self.campaign.may(unit, trigger, by=by):
                        self.campaign.fire(unit, trigger, by=by, data=data if trigger == "submit" else None)
