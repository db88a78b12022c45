"""Scripts that are run: acts at their times, expectations at any point, and what came otherwise in words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import kehoach as kh
from kehoach.testing import Expected, Script, ScriptResult, Step, run_script, small_plan

Run = Callable[[str], ScriptResult]


def act(text: str, **said: str) -> str:
    """One step as TOML: an act of a unit, and what else it says."""
    trigger, _, unit = text.partition(" ")
    lines = [f'act = "{trigger}"', *([f'unit = "{unit}"'] if unit else []), *(f"{k} = {v}" for k, v in said.items())]
    return "[[when]]\n" + "\n".join(lines) + "\n"


WHOLE = (
    act("submit c1", at='"trước 05/4"', data="{ members = 12 }")
    + 'then = { standing = { c1 = "met_on_time", c2 = "in_time" }, state.c1 = "submitted" }\n'
    + act("submit d1", at='"the due of c2"', refused='"gate"')
    + act("submit c2", at='"2 hours later"', data='{ members = "nil" }', sections='{ results = "none" }')
    + '[[when]]\nact = "review"\nunit = ["c1", "c2"]\n'
    + act("aggregate commune")
    + act("submit district", at="2019-04-19T17:30:00")
    + act("review district")
    + act("aggregate district")
    + act("submit p", data="{ members = 1 }")
    + act("review p", at='"1 day later"', by='"issuer"')
)
END = """
[then]
state = { p = "reviewed", d1 = "aggregated", c1 = "aggregated" }
version = { p = 1, c1 = 1 }
standing = { c1 = "met_on_time", c2 = "met_late", d1 = "met_on_time", p = "met_undated" }
due = { c1 = "trước 5/4", c2 = "chậm nhất 4-4-2019", d1 = "2019-04-19", d2 = "2019-04-20T00:00+07:00", p = "none" }
data = { c1.members = "12", c2.members = "không" }
sections = { c2.results = "none", c1.results = "" }
total = { d1.members = { value = 12, reported = 2, expected = 2 }, p.members = 13 }
rows = { d1 = { c1 = 1, c2 = 1 }, p = { d1 = 1, d2 = 1 } }
held.d1 = []
missing = { d1 = [], p = [] }
late = "c2"
overdue = []
blockers.c1.recall = "no_such_move"
blockers.p = { "correct by c1" = "not_yours", correct = ["reason_missing"], submit = "any" }
triggers.c1 = []
summary = { expected = 5, met = 5, met_late = 1, rate = 1, on_time_rate = "3/4", commune = { on_time_rate = "50%" } }
counts = { aggregated = 4, draft = 0 }
complete = true
findings = ["KH154", "KH153"]
content = { c1 = [] }
entries = 14
"""


def test_everything_that_is_expected_comes_true(run: Run) -> None:
    """A whole campaign in one script: every act in its time, and every kind of expectation at its end."""
    result = run(WHOLE + END)
    assert result.text() == "everything came as it is expected"
    assert (bool(result), result.ok, result.findings) == (True, True, ())
    assert result.text("vi") == "mọi kết quả đúng như mong đợi"
    assert result.campaign.verify().entries == 14


FALSE = """
[then]
state.c1 = "draft"
version.c1 = 2
standing = { c1 = "met_late", c2 = "open" }
due = { c1 = "before 7/4", p = "before 7/4", d1 = "none" }
data.c1 = { members = 13 }
sections.c2.results = "storms"
total = { d1.members = { value = 13, reported = 1 }, p.members = "missing" }
rows.d1 = { c1 = 1 }
held.d1 = ["c1"]
missing.d1 = ["c2"]
late = ["c1"]
overdue = ["c2"]
blockers.c1.recall = []
triggers.p = ["submit"]
summary = { met = 4, commune.met_late = 2, rate = "1/2" }
counts.draft = 1
complete = false
findings = ["KH158"]
content.c1 = ["KH610"]
entries = 13
"""
SAID = {
    "state of c1: expected draft, and it is aggregated",
    "version of c1: expected 2, and it is 1",
    "standing of c1: expected met_late, and it is met_on_time",
    "standing of c2: expected open, and it is met_late",
    "due of c1: expected before 7/4, and it is before 2019-04-05",
    "due of d1: expected none, and it is before 2019-04-20",
    "due of p: expected before 7/4, and it is none",
    "data members of c1: expected 13, and it is 12",
    "sections results of c2: expected storms, and it is none",
    "total members, value of d1: expected 13, and it is 12",
    "total members, reported of d1: expected 1, and it is 2",
    "total members of p: expected missing, and it is 13",
    "rows of d1: expected c1: 1, and it is c1: 1, c2: 1",
    "held of d1: expected c1, and it is nothing",
    "missing of d1: expected c2, and it is nothing",
    "late: expected c1, and it is c2",
    "overdue: expected c2, and it is nothing",
    "blockers recall of c1: expected nothing, and it is no_such_move",
    "triggers of p: expected submit, and it is nothing",
    "summary met: expected 4, and it is 5",
    "summary commune, met_late: expected 2, and it is 1",
    "summary rate: expected 1/2, and it is 1",
    "counts draft: expected 1, and it is 0",
    "complete: expected false, and it is true",
    "findings: expected KH158, and it is nothing",
    "content of c1: expected KH610, and it is nothing",
    "entries: expected 13, and it is 14",
}


def test_what_came_otherwise_is_said_in_words(run: Run) -> None:
    """Each expectation that does not come true says what was expected, what it is, at which step, file and line."""
    result = run(WHOLE + FALSE)
    assert {one.finding.text() for one in result.failures} == SAID
    assert {one.step for one in result.failures} == {None}
    first = result.failures[0]
    line = result.script.source.text.splitlines()[(first.finding.line or 0) - 1] if result.script.source else ""
    assert (str(first), line) == (
        "at the end: state of c1: expected draft, and it is aggregated",
        'state.c1 = "draft"',
    )
    assert first.text("vi") == "khi kết thúc: trạng thái của c1: mong đợi draft, thực tế là aggregated"
    assert str(result).startswith("test_it.toml:")


def test_a_refusal_that_was_not_expected_names_its_reasons(run: Run) -> None:
    """An act that is refused, one that is not, and one that is refused for another reason, fail each in its words."""
    result = run(act("submit d1") + act("submit c1", refused='"gate"') + act("review c1", by='"c2"', refused='"taken"'))
    first, second, third = (one.text() for one in result.failures)
    assert first.startswith("step 1: submit of d1 was to be done, and is refused (gate): 2 of its 2 subordinates are")
    assert second == "step 2: submit of c1 was to be refused (gate), and is done"
    assert third.startswith("step 3: review of c1 was to be refused for taken, and is refused for not_yours: c2 may")
    assert "bước 1" in result.failures[0].text("vi")


def test_any_reason_is_one(run: Run) -> None:
    """Where the reason is no matter, "any" takes whatever stands against an act, and not that it is done."""
    assert run(act("submit d1", refused='"any"')).ok
    assert not run(act("submit c1", refused='"any"')).ok


CHANGES = (
    act("extend c1", at='"14/3"', deadline='"before 8/4"', reason='"storm"', document='"7/CV"')
    + 'then.due = { c1 = "before 8/4", c2 = "before 5/4" }\n'
    + act("request c2", deadline='"by 9/4"', reason='"flood"')
    + act("grant c2")
    + act("request c2", deadline='"by 10/4"', reason='"flood again"')
    + act("decline", request="4", reason='"enough"')
    + 'then.due.c2 = "by 9/4"\n'
    + act("reschedule district", deadline='"before 25/4"', opens='"2/4"', closes='"by 30/4"', reason='"all later"')
    + 'then.due.d1 = "before 25/4"\n'
    + act("suspend d2", at='"1/4"', reason='"flood"')
    + 'then.standing.d2 = "suspended"\n'
    + act("resume-clock d2", at='"3 days later"', reason='"it goes on"')
    + 'then.due.d2 = "before 28/4"\n'
    + act("record", event='"conference"', on='"3/4"')
    + act("name_group c1", group='"pilot"')
    + act("file p", form='"report"', refused='"owed"')
    + act("erase", entries="[1, 2]", reason='"by order"', refused='"any"')
    + act("close c2", on='"20/4"', reason='"merged"')
    + '[[when]]\nat = "after 20/4"\nthen = { standing.c2 = "lapsed", summary.commune = { lapsed = 1 } }\n'
)


def test_every_change_can_be_done(run: Run) -> None:
    """Dues move, clocks stop, events are recorded, groups named, reports filed and units closed in scripts, too."""
    result = run(CHANGES)
    assert result.text() == "everything came as it is expected"


def test_a_paper_is_received_and_a_path_reopened(run: Run, folder: Path) -> None:
    """What comes on paper is received in one act, and what is wrong deep down is reopened from the top down."""
    plan = (folder / "plan.toml").read_text("utf-8")
    (folder / "plan.toml").write_text(f"{plan}\n[policy]\naccepts_in_one = true\n", "utf-8")
    result = run(
        act("receive c1", at='"5/4 10:00"', received_at='"4/4"', data="{ members = 3 }")
        + 'then = { state.c1 = "aggregated", standing.c1 = "met_on_time" }\n'
        + act("receive c2", received_at='"5/4"')
        + 'then.standing.c2 = "met_late"\n'
        + act("submit d1")
        + act("reopen_path c1", reason='"wrong figure"')
        + 'then = { state = { c1 = "draft", d1 = "draft" }, version = { c1 = 2, d1 = 2 } }\n'
        + act("waive d2", reroute="true", reason='"no staff"')
        + 'then.state.d2 = "waived"\n'
    )
    assert result.text() == "everything came as it is expected"


def test_who_acts_may_have_to_be_named(folder: Path) -> None:
    """With default_by = "nobody" a step that names nobody is refused, as in an application."""
    given = '[given]\nplan = "plan.toml"\ndefault_by = "nobody"\nbegins = "14/3"\n'
    text = given + act("submit c1", refused='"no_actor"') + act("submit c1", by='"c1"')
    assert run_script(Script.from_toml(text, folder=folder)).ok


def test_a_bound_that_there_is_not_fails_at_its_step(run: Run) -> None:
    """A unit without a due has no moment before it; and a due that has passed cannot be gone back to."""
    result = run(
        act("submit c1", at='"before the due of p"')
        + act("submit c2", at='"the due of c2"')
        + act("review c2", at='"before the due of c2"')
    )
    assert [(one.step, one.finding.code) for one in result.failures] == [(1, "KH884"), (3, "KH877")]


def test_another_plan_may_stand_in_its_place(run: Run, folder: Path) -> None:
    """A script that is run on a plan without a guard fails where that guard was expected to hold."""
    script = run(WHOLE + END).script
    text = (folder / "plan.toml").read_text("utf-8")
    loose = kh.files.parse_plan(f'{text}\n[policy]\ngate = "none"\n')
    assert run_script(script, plan=loose).failures[0].step == 2
    bare = kh.files.parse_plan(text.replace('id = "c2"', 'id = "c3"'))
    assert not run_script(script, plan=bare).ok


def test_figures_and_totals_of_every_kind_are_compared(run: Run) -> None:
    """Marks, texts and missing figures are expected as they are written; one that is missing is no zero."""
    result = run(
        act("submit c1", data='{ members = "n/a", note = "dry" }')
        + '[then]\ndata.c1 = { members = "n/a", note = "dry" }\ndata.c2.members = "missing"\n'
        + 'total = { c1.members = "n/a", c2.members = "missing" }\n'
    )
    assert result.text() == "everything came as it is expected"


class Seen:
    """Who keeps what it was told of."""

    def __init__(self) -> None:
        self.acts: list[tuple[str, str, int]] = []

    def see(self, campaign: kh.Campaign, command: kh.Command) -> None:
        self.acts.append((command.unit, command.trigger, campaign.progress().seq))


def test_a_witness_sees_every_act_before_it_is_done() -> None:
    """Acts are told one by one, those that are refused among them, on the campaign as it stood before."""
    seen = Seen()
    steps = [Step(act="submit", unit=["commune-1", "commune-2"]), Step(act="submit", unit="district-1", refused="gate")]
    assert run_script(Script(plan=small_plan(1, 2, 3), steps=steps), witness=seen).ok
    assert seen.acts == [("commune-1", "submit", 0), ("commune-2", "submit", 1), ("district-1", "submit", 2)]


def test_a_year_takes_no_time() -> None:
    """A script that goes through a year day by day is run without waiting: only its clock moves."""
    days = [Step(at="1 day later", then=Expected(standing={"commune-1": "in_time"})) for _ in range(364)]
    plan = small_plan(1, 2, 3, deadlines={"commune": "by 31-12-2020"})
    end = Expected(overdue=["commune-1", "commune-2", "commune-3"])
    script = Script(plan=plan, begins="1-1-2020", steps=[*days, Step(at="2-1-2021")], then=end)
    assert run_script(script).ok


def test_a_script_without_days_begins_on_the_day_of_issue(run: Run) -> None:
    """Where no step says when, the campaign begins at 08:00 of the day of issue; a plan without one, in 2000."""
    begun = run(act("submit c1")).campaign.log()[0].at
    assert begun.isoformat() == "2019-03-14T01:00:00+00:00"
    script = Script(plan=small_plan(1, 1), steps=[Step(act="submit", unit="district")])
    assert run_script(script).campaign.log()[0].at.year == 2000


def test_own_guards_are_given(tmp_path: Path) -> None:
    """A lifecycle with guards of one's own gets them by name, and their own reasons to refuse may be expected."""

    def is_sealed(event: Any) -> kh.Blocker | None:
        return kh.Blocker("unsealed") if "seal" not in event.model.command.data else None

    guards = {"is_sealed": is_sealed}
    lifecycle = kh.Lifecycle.report(guards=guards).extend("submit", conditions="is_sealed")
    plan = small_plan(1, 1, lifecycle=lifecycle, indicators=[kh.Indicator("seal")])
    steps = [
        Step(act="submit", unit="district", data={}, refused="unsealed"),
        Step(act="submit", unit="district", data={"seal": 1}),
    ]
    path = tmp_path / "test_own.toml"
    path.write_text(Script(plan=plan, steps=steps).to_toml(), "utf-8")
    assert run_script(path, guards=guards).ok
