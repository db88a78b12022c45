"""Laws of texts that go up: nothing that was sent changes, everything stands once and in official order."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.figured import MORNING, TIERS, plans

import kehoach as kh
from kehoach.testing import ManualClock

OUTLINE = (
    kh.Section("results"),
    kh.Section("goals", goes_up="rewrite"),
    kh.Section("staff", goes_up="none"),
    kh.Section("causes", asked_of=["commune"]),
)
WORDS = st.fixed_dictionaries({}, optional={one.key: st.sampled_from(["mưa", "lũ", " ", ""]) for one in OUTLINE})
lawful = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


class Drive:
    """A campaign, and random acts on it, such as are possible; what is sent carries texts."""

    def __init__(self, plan: kh.Plan, data: st.DataObject) -> None:
        self.draw, self.clock = data.draw, ManualClock(MORNING)
        plan = plan.replace(indicators=(), outline=OUTLINE)
        self.campaign = kh.Campaign.begin(plan, clock=self.clock, default_by="expected")
        assert plan.hierarchy is not None
        self.hierarchy = plan.hierarchy
        self.units = tuple(plan.hierarchy.aggregation_order())

    def rush(self) -> None:
        """Bring most reports up."""
        for unit in self.units:
            for trigger in ("submit", "review", "aggregate") if self.draw(st.integers(0, 4)) else ():
                for superior in self.hierarchy.superiors(unit) or ("issuer",):
                    by = superior if trigger == "aggregate" else None
                    if self.campaign.may(unit, trigger, by=by):
                        self.campaign.fire(unit, trigger, by=by, sections=self._texts(trigger))

    def act(self) -> None:
        """Do one act that is possible."""
        self.clock.advance(hours=self.draw(st.integers(0, 20)))
        unit = self.draw(st.sampled_from(self.units))
        triggers = [one for one in self.campaign.triggers(unit, reason="because") if one != "fire"]
        if not triggers:
            return
        trigger = self.draw(st.sampled_from(triggers))
        try:
            self.campaign.fire(unit, trigger, sections=self._texts(trigger), reason="because")
        except kh.errors.Refused:
            return

    def _texts(self, trigger: str) -> dict[str, str] | None:
        return self.draw(WORDS) if trigger == "submit" else None

    def sent(self) -> dict[tuple[str, int], kh.Consolidated]:
        """The consolidated report of every version that was sent so far."""
        return {
            (entry.duty, entry.version): self.campaign.consolidated(entry.duty, entry.version)
            for entry in self.campaign.log()
            if entry.trigger == "submit" and self._is_last(entry)
        }

    def _is_last(self, entry: kh.LogEntry) -> bool:
        return entry.version <= self.campaign.progress().version(entry.duty)


def walked(parts: tuple[kh.Contribution, ...]) -> Iterator[kh.Contribution]:
    """Every contribution, what stands below it behind it."""
    for one in parts:
        yield one
        yield from walked(one.parts)


@lawful
@given(plan=plans(), data=st.data())
def test_what_was_sent_never_changes(plan: kh.Plan, data: st.DataObject) -> None:
    """The report of a version that was sent is the same to the letter, whatever comes after."""
    drive = Drive(plan, data)
    drive.rush()
    before = drive.sent()
    told = {node: (one.text("vi"), one.markdown()) for node, one in before.items()}
    for _ in range(data.draw(st.integers(1, 8))):
        drive.act()
    for node, report in before.items():
        after = drive.campaign.consolidated(*node)
        assert after == report
        assert (after.text("vi"), after.markdown()) == told[node]


@lawful
@given(plan=plans(), data=st.data())
def test_each_text_stands_once_in_official_order(plan: kh.Plan, data: st.DataObject) -> None:
    """Under each heading no unit comes twice, also through diamonds, and neighbours stand in the order of the plan."""
    drive = Drive(plan, data)
    drive.rush()
    for _ in range(data.draw(st.integers(0, 5))):
        drive.act()
    place = {unit: number for number, unit in enumerate(drive.campaign.plan.columns.names)}
    for unit in drive.units:
        for heading in drive.campaign.consolidated(unit).headings:
            units = [one.unit for one in walked(heading.contributions)]
            assert len(set(units)) == len(units)
            for parts in (heading.contributions, *(one.parts for one in walked(heading.contributions))):
                order = [place[one.unit] for one in parts]
                assert order == sorted(order)


@lawful
@given(plan=plans(), data=st.data())
def test_who_is_asked_is_heard_or_missing(plan: kh.Plan, data: st.DataObject) -> None:
    """Whoever is asked below a gathered heading either has a text in it or is named as missing, and nobody both."""
    drive = Drive(plan, data)
    drive.rush()
    for unit in drive.units:
        report = drive.campaign.consolidated(unit)
        for key, tiers in (("results", {one.id for one in TIERS}), ("causes", {"commune"})):
            heading = report.heading(key)
            heard, missing = {one.unit for one in heading.written()}, {one.unit for one in heading.missing}
            below = set(all_below(drive.hierarchy, unit))
            assert not heard & missing
            assert {one for one in below if drive.hierarchy.tier_of(one) in tiers} <= heard | missing
            assert heard | missing <= below


def all_below(hierarchy: kh.Hierarchy, unit: str) -> Iterator[str]:
    """Every unit below one."""
    for one in hierarchy.subordinates(unit):
        yield one
        yield from all_below(hierarchy, one)


@lawful
@given(plan=plans(), data=st.data())
def test_what_is_gathered_is_what_the_rows_lead_to(plan: kh.Plan, data: st.DataObject) -> None:
    """Going down by the rows of reports, as slowly as one likes, gives the same versions and the same words."""
    drive = Drive(plan, data)
    drive.rush()
    for _ in range(data.draw(st.integers(0, 5))):
        drive.act()
    words = spoken(drive.campaign)
    for unit in drive.units:
        report = drive.campaign.consolidated(unit)
        reached = dict(sorted(led_to(drive.campaign, unit, report.version)))
        slow = {one: (version, words.get((one, version), {}).get("results", "")) for one, version in reached.items()}
        said = {one: told for one, told in slow.items() if told[1].strip()}
        assert {one.unit: (one.version, one.text) for one in report.heading("results").written()} == said


def spoken(campaign: kh.Campaign) -> dict[tuple[str, int], dict[str, str]]:
    """The texts of every version that was sent, from the log alone."""
    said: dict[tuple[str, int], dict[str, str]] = {}
    last: dict[str, dict[str, str]] = {}
    for entry in campaign.log():
        if entry.trigger == "submit":
            last[entry.duty] = {**last.get(entry.duty, {}), **entry.sections}
            said[entry.duty, entry.version] = last[entry.duty]
        elif entry.trigger == "withdraw":
            base = max(version for unit, version in said if unit == entry.duty and version < entry.version)
            last[entry.duty] = said[entry.duty, base]
    return said


def led_to(campaign: kh.Campaign, unit: str, version: int) -> set[tuple[str, int]]:
    """Every version below one, along the rows that the log gave it."""
    found = set[tuple[str, int]]()
    for row in rows_of(campaign, unit, version):
        found |= {row} | led_to(campaign, *row)
    return found


def rows_of(campaign: kh.Campaign, unit: str, version: int) -> set[tuple[str, int]]:
    """The rows of one version: those of its sending, or, of the working draft, those that stand."""
    sent = [one for one in campaign.log() if (one.duty, one.version, one.trigger) == (unit, version, "submit")]
    progress = campaign.progress()
    if progress.version(unit) == version and (not sent or progress.state(unit) != "draft"):
        return {(row.unit, row.version) for row in campaign.report(unit).rows}
    return {(row.unit, row.version) for row in campaign.progress(sent[-1].at).report(unit).rows} if sent else set()
