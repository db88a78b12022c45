"""What is wrong with a script is said before it is run: everything at once, with its place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kehoach import DutyRow
from kehoach.errors import InvalidFile
from kehoach.files import explain
from kehoach.testing import Expected, Script, Step, run_script, small_plan

Read = Callable[[str], Script]
ACT = '[[when]]\nact = "submit"\nunit = "c1"\n'


def problems(read: Read, text: str) -> list[tuple[str, str]]:
    with pytest.raises(InvalidFile) as caught:
        read(text)
    return [(one.code, one.path) for one in caught.value.findings]


def test_everything_is_said_at_once_with_its_place(read: Read) -> None:
    """An unknown act, unit, state and key, and a step that goes back, are found in one run, each with its caret."""
    text = """
[[when]]
at = "5/4"
act = "submitt"
unit = "c1"

[[when]]
at = "4/4"
act = "review"
unit = "c9"
colour = "red"

[then]
state.c1 = "subitted"
"""
    with pytest.raises(InvalidFile) as caught:
        read(text)
    assert [(one.code, one.line, one.column) for one in caught.value.findings] == [
        ("KH875", 6, 7),
        ("KH877", 10, 6),
        ("KH878", 12, 8),
        ("KH101", 13, 1),
        ("KH878", 16, 12),
    ]
    told = explain(caught.value, text="[given]\n\n" + text)
    assert "did you mean 'submit'?" in told
    assert "did you mean 'submitted'?" in told


@pytest.mark.parametrize(
    ("step", "problem"),
    [
        ('act = "submit"', ("KH881", "when[0]")),
        ('act = "extend"\nunit = "c1"\nreason = "storm"', ("KH881", "when[0]")),
        ('act = "submit"\nunit = "c1"\ndeadline = "before 7/4"', ("KH880", "when[0].deadline")),
        ('act = "submit"\nunit = "c1"\nat = "in a while"', ("KH233", "when[0].at")),
        ('act = "submit"\nunit = "c1"\nat = "before the due of c7"', ("KH878", "when[0].at")),
        ('act = "submit"\nunit = "c1"\nby = "d9"', ("KH878", "when[0].by")),
        ('act = "submit"\nunit = "c1"\ndata = { membrs = 1 }', ("KH878", "when[0].data.membrs")),
        ('act = "submit"\nunit = "c1"\ndata = { members = "many" }', ("KH600", "when[0].data.members")),
        ('act = "submit"\nunit = "c1"\nsections = { result = "x" }', ("KH878", "when[0].sections.result")),
        ('act = "submit"\nunit = "c1"\nrefused = "gat"', ("KH878", "when[0].refused")),
        ('act = "record"\nevent = "congress"\non = "5/4"', ("KH878", "when[0].event")),
        ('act = "record"\nevent = "conference"\non = "31/2"', ("KH201", "when[0].on")),
        ('act = "name_group"\ngroup = "pilots"\nunit = "c1"', ("KH878", "when[0].group")),
        ('act = "file"\nunit = "c1"\nform = "storm"', ("KH878", "when[0].form")),
        ('act = "file"\nunit = "c8"', ("KH878", "when[0].unit")),
        ('act = "close"\nunit = "c8"\non = "5/4"', ("KH878", "when[0].unit")),
        ('act = "extend"\nunit = "c1"\nreason = "r"\ndeadline = "soon"', ("KH200", "when[0].deadline")),
        ('unit = "c1"', ("KH880", "when[0].unit")),
        ('act = "erase"\nentries = "all"', ("KH104", "when[0].entries")),
        ("act = 3", ("KH104", "when[0].act")),
        ("at = 3", ("KH104", "when[0].at")),
    ],
)
def test_a_step_that_cannot_be_done_is_found(read: Read, step: str, problem: tuple[str, str]) -> None:
    """What an act needs, what it does not take, and every name, day and figure in it are looked at."""
    assert problem in problems(read, f"[[when]]\n{step}\n[then]\nentries = 1\n")


@pytest.mark.parametrize(
    ("expected", "problem"),
    [
        ('state.c7 = "draft"', ("KH878", "then.state.c7")),
        ('state.c1 = "planned"', ("KH878", "then.state.c1")),
        ("version.c1 = 0", ("KH879", "then.version.c1")),
        ('standing.c1 = "lat"', ("KH878", "then.standing.c1")),
        ('due.c1 = "soon"', ("KH200", "then.due.c1")),
        ("data.c1.members = -1", ("KH603", "then.data.c1.members")),
        ('sections.c1.result = ""', ("KH878", "then.sections.c1.result")),
        ("total.d1.membrs = 1", ("KH878", "then.total.d1.membrs")),
        ('total.d1.note = "x"', ("KH879", "then.total.d1.note")),
        ("total.d1.members.of = 1", ("KH878", "then.total.d1.members.of")),
        ("total.d1.members = { reported = 3, expected = 2 }", ("KH879", "then.total.d1.members")),
        ("rows.d2.c1 = 1", ("KH879", "then.rows.d2")),
        ("rows.d1.c1 = 0", ("KH879", "then.rows.d1.c1")),
        ('held.d2 = ["c1"]', ("KH879", "then.held.d2")),
        ('missing.d1 = ["c7"]', ("KH878", "then.missing.d1")),
        ('late = ["c7"]', ("KH878", "then.late")),
        ('blockers.c1.submits = "gate"', ("KH878", "then.blockers.c1.submits")),
        ('blockers.c1.submit = "gat"', ("KH878", "then.blockers.c1.submit")),
        ('blockers.c1."submit by x" = []', ("KH878", 'then.blockers.c1."submit by x"')),
        ('triggers.c1 = ["submits"]', ("KH878", "then.triggers.c1")),
        ("summary.meet = 1", ("KH878", "then.summary.meet")),
        ("summary.met = 6", ("KH879", "then.summary.met")),
        ("summary.commune.met = 3", ("KH879", "then.summary.commune.met")),
        ("summary.communes.met = 3", ("KH878", "then.summary.communes")),
        ('summary.rate = "5/4"', ("KH879", "then.summary.rate")),
        ('summary.met = "1"', ("KH879", "then.summary.met")),
        ("counts.drafts = 1", ("KH878", "then.counts.drafts")),
        ("counts.draft = 6", ("KH879", "then.counts.draft")),
        ('findings = ["KH000"]', ("KH878", "then.findings")),
        ('content.c1 = ["KH000"]', ("KH878", "then.content.c1")),
        ("finished = true", ("KH101", "then.finished")),
        ('complete = "yes"', ("KH104", "then.complete")),
        ("state = 3", ("KH104", "then.state")),
    ],
)
def test_an_expectation_that_can_never_be_met_is_found(read: Read, expected: str, problem: tuple[str, str]) -> None:
    """States, totals, codes and figures that cannot be are found before anything is run."""
    assert problems(read, f"{ACT}[then]\n{expected}\n") == [problem]


def test_an_act_and_a_report_have_states_of_their_own() -> None:
    """What is done is never "submitted", and a report never "planned", where a plan asks for both."""
    plan = small_plan(1, 1, duties=[DutyRow("plan", kind="act", owed_by=["district"])])
    script = Script(plan=plan, then=Expected(state={"district:plan": "submitted", "district": "planned"}))
    with pytest.raises(InvalidFile) as caught:
        run_script(script)
    assert [one.code for one in caught.value.findings] == ["KH879", "KH879"]


def test_a_stranger_stands_in_a_script_only_where_it_is_refused(read: Read) -> None:
    """That a stranger may not act can be a script; that it may cannot."""
    read('[[when]]\nact = "submit"\nunit = "c1"\nby = "stranger"\nrefused = "not_yours"\n')
    assert problems(read, '[[when]]\nact = "submit"\nunit = "c1"\nby = "stranger"\n') == [("KH878", "when[0].by")]


def test_a_script_that_says_nothing_is_wrong(read: Read) -> None:
    """Without a step and without an expectation nothing can fail."""
    assert problems(read, "") == [("KH882", "")]


def test_a_clause_that_the_directive_has_not_is_found(folder: Path) -> None:
    """A script may say which clauses it is about; one that there is not is an error."""
    text = f'clauses = ["II.4"]\n[given]\nplan = "plan.toml"\n{ACT}'
    with pytest.raises(InvalidFile, match=r"did you mean 'II\.3'"):
        Script.from_toml(text, folder=folder)


def test_what_is_wrong_with_the_plan_is_said_with_its_file(folder: Path) -> None:
    """Problems of a plan file come with that file's lines, beside those of the script."""
    (folder / "plan.toml").write_text('[directive]\ntitle = "x"\n[[tiers]]\nid = "a"\ndeadline = "soon"\n', "utf-8")
    with pytest.raises(InvalidFile) as caught:
        Script.from_toml(f'[given]\nplan = "plan.toml"\ncolour = 1\n{ACT}', name="test_it.toml", folder=folder)
    places = [(Path(one.file or "").name, one.line) for one in caught.value.findings]
    assert places == [("test_it.toml", 3), ("plan.toml", 5)]


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ('plan = "none.toml"', "given.plan"),
        ("plan = 3", "given.plan"),
        ("", "given"),
        ('plan.directive.title = "x"\nplan.tiers = [{ id = "a", deadline = "soon" }]', "given.plan.tiers[0].deadline"),
    ],
)
def test_a_plan_that_is_not_there_is_found(folder: Path, given: str, path: str) -> None:
    """A missing file, a missing key, and an inline plan that is none, are problems of the script."""
    with pytest.raises(InvalidFile) as caught:
        Script.from_toml(f"[given]\n{given}\n{ACT}", folder=folder)
    assert [one.path for one in caught.value.findings] == [path]


def test_a_text_names_no_file_without_a_folder() -> None:
    """A script that is no file may hold its plan, and cannot name one."""
    with pytest.raises(InvalidFile, match=r"plan\.toml"):
        Script.from_toml(f'[given]\nplan = "plan.toml"\n{ACT}')


def test_a_template_is_no_plan_of_a_script() -> None:
    """A plan without units cannot be carried out, in a script either."""
    plan = small_plan(1, 1).replace(hierarchy=None, tiers=["province", "district"])
    with pytest.raises(InvalidFile, match="units"):
        run_script(Script(plan=plan, steps=[Step(act="submit", unit="district")]))


def test_a_text_that_is_no_toml_is_refused(folder: Path) -> None:
    """Whatever else is wrong with a text, it is found beside what is no TOML."""
    with pytest.raises(InvalidFile) as caught:
        Script.from_toml(f'[given]\nplan = "plan.toml"\nbegins = 2019-02-30\n{ACT}by = "d9"\n', folder=folder)
    assert [one.code for one in caught.value.findings] == ["KH817", "KH878"]
    with pytest.raises(InvalidFile):
        Script.from_toml("[given\n[[[", folder=folder)
