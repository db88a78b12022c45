"""What type checkers must see of programs that use the library; never run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, assert_type

import pandas as pd  # type: ignore[import-untyped]
import polars as pl
import sqlalchemy as sa
from hypothesis import strategies as st

import kehoach as kh
from kehoach import errors, files, stores
from kehoach.testing import (
    Asked,
    CampaignMachine,
    Conformance,
    Coverage,
    Deviation,
    Expected,
    Exploration,
    Failure,
    History,
    ManualClock,
    Mutation,
    Occurrence,
    Script,
    ScriptResult,
    Seen,
    Step,
    Trace,
    Unexplained,
    Witness,
    check_history,
    conform,
    explore,
    mutate,
    run_script,
    small_plan,
    strategies,
)

# A plan: from its parts, from its file, and changed.

tiers = [kh.Tier("province"), kh.Tier("district", name="cấp huyện"), kh.Tier("commune", owes=True)]
units = [
    kh.Unit("45", tier="province"),
    kh.Unit("461", tier="district", reports_to="45"),
    kh.Unit("462", tier="district", reports_to=kh.Edge("45", derived=True)),
    kh.Unit("19330", name="Phường Đông Giang", tier="commune", reports_to=[("461", "1/2"), ("462", "1/2")]),
]
hierarchy = kh.Hierarchy.from_units(tiers, units)
assert_type(hierarchy, kh.Hierarchy)
assert_type(kh.Hierarchy.fan(province=1, district=9, commune=152), kh.Hierarchy)
assert_type(kh.Hierarchy.from_csv("units.csv", tiers), kh.Hierarchy)
assert_type(hierarchy.superiors("19330"), tuple[str, ...])
assert_type(hierarchy.find("Phường 1", under="461"), tuple[str, ...])
assert_type(hierarchy.units, Sequence[kh.Unit])
assert_type(hierarchy.root, str)
assert_type(len(hierarchy), int)

plan = kh.Plan(
    kh.Directive("Tổng kết", number="116-KH/TU", issued_on="14-3-2019", basis=["62-KL/TW"]),
    hierarchy,
    {"commune": "before 5-4-2019", "district": kh.Deadline.by("20-4-2019")},
    indicators=[kh.Indicator("members", kind="stock", goes_up="sum", decimals=0)],
    outline=[kh.Section("awareness", goes_up="gather", asked_of=["district"])],
    reading=kh.Reading(before="inclusive", roll="next"),
    lifecycle=kh.Lifecycle.report(),
    policy=kh.Policy(gate="all", rate="accepted"),
)
assert_type(plan.replace(deadlines={"commune": "by 5-4-2019"}), kh.Plan)
assert_type(plan.duties(), Sequence[kh.Duty])
assert_type(plan.check(), tuple[kh.Finding, ...])
assert_type(plan.digest, str)
assert_type(plan.hierarchy, kh.Hierarchy | None)
assert_type(files.parse_plan("", name="plan.toml"), kh.Plan)
assert_type(small_plan(1, 2, 3, policy=kh.Policy(gate="none")), kh.Plan)

# A deadline: a rule, and what it comes to.

due = kh.Deadline.parse("trước ngày 05 tháng 4", year=2019).resolve(kh.Reading(), {"issued": dt.date(2019, 3, 14)})
assert_type(due, kh.Due)
assert_type(due.last_day, dt.date | None)
assert_type(due.awaiting, str | None)
assert_type(str(due.explain("vi")), str)
assert_type(kh.Calendar.vietnam().add(dt.date(2019, 4, 12), 10), dt.date)
assert_type(kh.Reference.parse("116-KH/TU").number, int | None)

# A campaign: acts, batches, questions.

clock = ManualClock("2019-03-20T08:00+07:00")
campaign = kh.Campaign.begin(plan, store="sqlite:///2019.db", id="2019", clock=clock, default_by="expected")
assert_type(kh.Campaign.resume(stores.MemoryStore(), id="2019"), kh.Campaign)


def within(engine: sa.Engine) -> str:
    with engine.begin() as connection:
        assert_type(stores.SQLStore.open(connection), stores.SQLStore)
        return kh.Campaign.resume(connection, id="2019").submit("19330", by="19330").duty


assert_type(campaign.fire("19330", "submit", by="19330", person="clerk-1", data={"members": kh.NIL}), kh.LogEntry)
outcomes = campaign.fire_many([kh.Command("19330", "review", by="461")], atomic=True, order="upward")
assert_type(outcomes, tuple[kh.Outcome, ...])
assert_type(outcomes[0].entry, kh.LogEntry | None)
assert_type(outcomes[0].blockers, tuple[kh.Blocker, ...])
assert_type(campaign.fire_all("review", tier="commune", by="461"), Sequence[kh.Outcome])
assert_type(campaign.may("461", "submit", by="461"), bool)
assert_type(campaign.triggers("461"), tuple[str, ...])
assert_type(campaign.acting(by="461", person="clerk-2").submit("461"), kh.LogEntry)
entries: Sequence[kh.LogEntry] = campaign.log(after=10)
assert_type(campaign.verify(), stores.Verified)
assert_type(campaign.head(), stores.Head)
assert_type(campaign.verify(campaign.head()).erased, tuple[int, ...])
assert_type(campaign.verify(str(stores.Head.parse("1:00"))).entries, int)
assert_type(list(stores.export_log(stores.MemoryStore(), "2019")), list[str])
assert_type(stores.import_log(stores.MemoryStore(), ["{}"]), stores.Head)
file = stores.SQLStore.open("2019.db")
assert_type(file.backup("copy.db"), tuple[stores.Head, ...])
assert_type(file.prove(), tuple[stores.Head, ...])
assert_type(file.health(), stores.Health)
assert_type(campaign.erase([1, 2], reason="x", by="45"), kh.LogEntry)
assert_type(campaign.snapshot(), int)
assert_type(campaign.leave(), None)
with kh.Campaign.resume("2019.db", units=["19330"], on_head=print, salt=lambda: bytes(16)) as part:
    assert_type(part, kh.Campaign)

entry = campaign.log()[-1]
assert_type(entry.at, dt.datetime)
assert_type(entry.reason, str | None)

report = campaign.report("19330")
assert_type(report.rows, tuple[kh.Row, ...])
assert_type(report.sections, Mapping[str, str])

progress = campaign.progress(at="2019-04-05T00:00+07:00")
assert_type(progress, kh.Progress)
assert_type(progress.state("19330"), str)
assert_type(progress.standing("19330", by="accepted"), kh.Standing)
assert_type(progress.standings("commune"), Iterator[kh.Standing])
assert_type(progress.summary("commune"), kh.Summary)
assert_type(progress.rate("commune", of="on_time"), Fraction | None)
assert_type(progress.complete, bool)

total = campaign.total("45", "members", version="published")
assert_type(total.coverage, Fraction | None)
assert_type(total.missing, tuple[str, ...])
if isinstance(total.value, (int, Decimal, Fraction)):
    assert_type(total.value, int | Decimal | Fraction)

assert_type(total.direct, kh.Coverage)
assert_type(total.stale, tuple[kh.Stale, ...])
assert_type(total.text(decimals=1, rounding="half_even"), str)
lineage = total.explain(depth=2, largest=10)
assert_type(lineage, kh.Lineage)
assert_type(lineage.top.parts[0].origin, kh.Origin)
assert_type(lineage.top.parts[0].share, Fraction)
totals = campaign.totals(["members"], tier="district")
assert_type(totals, kh.Totals)
assert_type(totals["461", "members"], kh.Total)
assert_type(totals[0], kh.Total)
assert_type(totals[:2], Sequence[kh.Total])
assert_type(totals.coverages("members"), tuple[kh.Coverage, ...])
assert_type(campaign.total("45", "members", known_on="2019-04-05T00:00+07:00"), kh.Total)
assert_type(campaign.stale("45")[0].deltas["members"], int | Decimal | Fraction | None)
difference = campaign.difference("45", "members", since="2019-04-01T00:00+07:00")
assert_type(difference.changes, tuple[kh.Change, ...])
assert_type(difference.causes, Mapping[str, int | Decimal | Fraction | None])
series = campaign.series("45:stock", "members", first="2019-01")
assert_type(series.totals, tuple[kh.Total, ...])

# A refusal is data.

try:
    campaign.submit("461", by="461")
except kh.errors.Refused as refused:
    assert_type(refused.blockers, tuple[kh.Blocker, ...])
    assert_type(refused.blockers[0].to_dict(), dict[str, object])
except errors.Invalid as invalid:
    assert_type(invalid.findings, tuple[kh.Finding, ...])


class OnlyOnDuty:
    """An authority of an application is whatever has `may`."""

    def may(self, actor: str, trigger: str, duty: str, progress: kh.Progress) -> Iterable[kh.Blocker]:
        return ()


kh.Campaign.begin(plan, authority=OnlyOnDuty(), clock=kh.SystemClock())


class OfficeHours(kh.StandardAuthority):
    """One that adds to the standard authority overrides the same method."""

    def may(self, actor: str, trigger: str, duty: str, progress: kh.Progress) -> Iterable[kh.Blocker]:
        assert_type(progress.command, kh.Command | None)
        return (*super().may(actor, trigger, duty, progress), kh.Blocker("closed_office"))


def on_duty(actor: str, trigger: str, duty: str, progress: kh.Progress) -> bool:
    """An authority may be a function."""
    return actor == "461"


kh.Campaign.begin(plan, authority=OfficeHours())
kh.Campaign.begin(plan, authority=on_duty)
delegation = kh.Delegation(
    "461", "462", since="1-4-2019", until=dt.date(2019, 4, 30), triggers="review", units=["commune"]
)
assert_type(delegation.until, dt.date | dt.datetime | None)
assert_type(delegation.triggers, tuple[str, ...])
standard = kh.StandardAuthority(delegations=[delegation])
kh.Campaign.begin(plan, authority=standard)
assert_type(standard.blockers("462", "review", "19330", progress, acting_for="461"), tuple[kh.Blocker, ...])
assert_type(campaign.extend("19330", "by 8-4-2019", reason="x", by="462", acting_for="461"), kh.LogEntry)

bypass = campaign.bypasses("19330")[0]
assert_type(bypass, kh.Bypass)
assert_type(bypass.expected, str)

times = campaign.times("19330", at="2019-04-05T00:00+07:00")
assert_type(times, kh.Times)
assert_type(times.reviewer_time, dt.timedelta)
assert_type([span.until - span.since for span in times.spans], list[dt.timedelta])
assert_type(campaign.timesheet("commune"), tuple[kh.Times, ...])
pace = campaign.pace("commune", form="report")
assert_type(pace, kh.Pace)
assert_type(pace.return_rate, Fraction | None)
assert_type(pace.waiting.longest, dt.timedelta | None)
assert_type(pace.superiors, tuple[kh.Pace, ...])
assert_type(progress.reviews("461"), tuple[kh.Waiting, ...])
assert_type(progress.unsolicited("commune", form="survey"), tuple[kh.Unsolicited, ...])
assert_type(campaign.close(["19330"], dt.date(2019, 6, 30), reason="merged", document="1/NQ"), kh.LogEntry)
assert_type(campaign.name_group("pilot", "19330", by="issuer", person="clerk-2"), kh.LogEntry)
assert_type(campaign.file("19330", "survey", data={"members": 3}, received_at="2019-04-01T08:00+07:00"), kh.LogEntry)
assert_type(campaign.record("conference", "1-4-2019", "19330"), kh.LogEntry)

scoped = campaign.scoped("461", person="clerk-2")
assert_type(scoped, kh.Scoped)
assert_type(scoped.review("19330", reason="x"), kh.LogEntry)
lines: Sequence[kh.LogEntry] = scoped.log(after=3)
assert_type(scoped.total("461", "members").missing, tuple[str, ...])
assert_type(scoped.times("19330"), kh.Times)
assert_type(scoped.progress(), kh.ScopedProgress)
assert_type(scoped.progress().summary("commune"), kh.Summary)
assert_type(files.ics_of(scoped.progress()), bytes)
assert_type(scoped.totals("members", tier="commune"), kh.Totals)
assert_type(scoped.difference("461", "members", "2019-04-01T08:00+07:00").changes, tuple[kh.Change, ...])
assert_type(scoped.stale(), tuple[kh.Stale, ...])
assert_type(scoped.series("461:stock", "members").totals, tuple[kh.Total, ...])
assert_type(scoped.content("461"), tuple[kh.Finding, ...])
assert_type(scoped.fire_many([kh.Command("461", "submit")], atomic=False), tuple[kh.Outcome, ...])
assert_type(scoped.fire_all("review", tier="commune"), Sequence[kh.Outcome])
assert_type(scoped.reopen_path("19330", reason="x"), tuple[kh.LogEntry, ...])
assert_type(scoped.reschedule("tier:commune", deadline="before 9-4-2019", reason="x"), kh.LogEntry)

# A lifecycle of one's own, bounds of figures, tables of several forms.

signed = kh.Lifecycle.report().with_state("signed", role="accepted")
signed = signed.insert("sign", source="reviewed", dest="signed", who="unit")
assert_type(signed, kh.Lifecycle)
assert_type(signed.check(), tuple[kh.Finding, ...])
assert_type(signed.way("aggregated"), tuple[kh.Transition, ...])
assert_type(signed.stub(), str)
assert_type(signed.table("markdown", lang="vi"), str)
assert_type(signed.diagram("dot"), str)
assert_type(signed.joined([{"name": "stamped", "role": "accepted"}], []), kh.Lifecycle)
assert_type(campaign.verbs.submit("461", by="461"), kh.LogEntry)
assert_type(campaign.acting(by="461").verbs.fire("461", "sign"), kh.LogEntry)
assert_type(kh.Indicator("growth", decimals=1, least="-100", most=100).least, int | Decimal | str | None)
table = files.read_submissions("in.csv", plan, form="stock", period="2019-03", numbers="vi")
assert_type(table.commands, tuple[kh.Command, ...])
assert_type(table.errors, tuple[kh.Finding, ...])


class Noon:
    """A clock is whatever has `now`."""

    def now(self) -> int:
        return 1_553_061_600_000_000


kh.Campaign.begin(plan, clock=Noon())

# The whole report of a superior.

whole = campaign.consolidated("45", "published", known_on="2019-05-01T08:00+07:00")
assert_type(whole, kh.Consolidated)
assert_type(scoped.consolidated("461"), kh.Consolidated)
assert_type(whole.headings, tuple[kh.Heading, ...])
assert_type(whole.heading("results").contributions, tuple[kh.Contribution, ...])
assert_type(whole.heading("results").missing, tuple[kh.Absent, ...])
assert_type([one.text for one in whole.heading("results").written()], list[str])
assert_type(whole.figures[0], kh.Figure)
assert_type(whole.figures[0].total, kh.Total)
assert_type(whole.senders, tuple[kh.Sender, ...])
assert_type(whole.provenance, kh.Provenance)
assert_type(whole.provenance.sent_at, dt.datetime | None)
assert_type(whole.sentence("vi"), str)
assert_type(whole.text("vi"), str)
assert_type(whole.markdown(), str)
assert_type(whole.to_dict(), dict[str, object])

# Data frames of the library that is named; of one that is not, nobody knows.

assert_type(campaign.progress().to_frame("polars", tier="commune", against="original"), pl.DataFrame)
assert_type(campaign.totals("members").to_frame("polars"), pl.DataFrame)
assert_type(campaign.log().to_frame("polars"), pl.DataFrame)
assert_type(scoped.progress().reports(form="report").to_frame("pandas"), pd.DataFrame)
assert_type(campaign.difference("461", "members", "2019-04-01T08:00+07:00").to_frame(), object)
assert_type(files.submissions_from_frame(pl.DataFrame({"unit": ["461"]}), plan, numbers="vi"), files.Submissions)

# A script: made, read, run.

script = Script(plan=plan, steps=[Step(at="before 5/4", act="submit", unit="19330")], then=Expected(late=["461"]))
assert_type(Script.load("test_late.toml"), Script)
assert_type(script.to_toml(), str)
result = run_script(script, plan=plan)
assert_type(result, ScriptResult)
assert_type(result.ok, bool)
assert_type(result.failures, tuple[Failure, ...])
assert_type(result.campaign, kh.Campaign)
assert_type(run_script("test_late.toml").findings, tuple[kh.Finding, ...])


class Told:
    def see(self, campaign: kh.Campaign, command: kh.Command) -> None:
        assert_type(command.trigger, str)


witness: Witness = Told()

# A history of several writers.

history = History()
assert_type(history.fire(campaign, kh.Command("461", "submit", by="461"), writer="w"), Asked)
assert_type(history.look(campaign, 0, reader="r"), Seen)
assert_type(check_history(plan, history, campaign.log()), tuple[Unexplained, ...])
assert_type(History.merged([history]).asked, tuple[Asked, ...])

# Every state of a small plan.


def never_waived(progress: kh.Progress) -> bool:
    return "waived" not in [progress.state(unit) for unit in progress.duties()]


found = explore(small_plan(1, 2), never_waived, returns=None, limit=1_000, first=True)
assert_type(found, Exploration)
assert_type(found.traces, tuple[Trace, ...])
assert_type(found.traces[0].script, Script)
assert_type(found.ok, bool)
coverage = Coverage()
coverage.add(run_script(script, witness=coverage))
assert_type(coverage.percent, float)
assert_type(coverage.merge(coverage.to_dict()).lcov(), str)


class Small(CampaignMachine):
    plan = strategies.plans(over=strategies.hierarchies(units=4))
    holds = (never_waived,)


assert_type(strategies.plans(), st.SearchStrategy[kh.Plan])
assert_type(strategies.phrases("vi"), st.SearchStrategy[str])
assert_type(strategies.campaigns(most=10), st.SearchStrategy[kh.Campaign])

# Checks on what reports say.

check = kh.Check(
    "male + female = members", title="x", tolerance="0.5", severity="soft", asked_of=["district"], form="report"
)
assert_type(check.is_hard, bool)
assert_type(check.to_dict()["formula"], Any)
assert_type(plan.replace(checks=[check]).checks, tuple[kh.Check, ...])
assert_type(campaign.content("19330"), tuple[kh.Finding, ...])
assert_type(kh.Check("a < b").relation, str)
conformance = conform(plan, "log.csv", columns={"unit": "Mã đơn vị"})
assert_type(conformance, Conformance)
assert_type(conformance.fitness, float)
assert_type(conformance.deviations, tuple[Deviation, ...])
assert_type(conform(plan, [Occurrence("461", "submit", 0)]).counts(), dict[str, int])
assert_type(files.xes_of(campaign, persons=True), str)
assert_type(files.ocel_of(campaign), str)

mutation = mutate(small_plan(1, 2), [Script.load("test_gate.toml")], operators=["drop-guard"])
assert_type(mutation, Mutation)
assert_type(mutation.share, Fraction | None)
assert_type([one.what for one in mutation.survivors], list[str])

# A store with tables by another name.

named = kh.stores.SQLStore.open("office.db", prefix="kehoach_", schema=None)
assert_type(named.campaigns(), tuple[kh.stores.Record, ...])
