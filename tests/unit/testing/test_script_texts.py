"""Scripts as texts: what a program made reads back as it is, and what is rewritten keeps its comments."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

import kehoach as kh
from kehoach.testing import Expected, Script, ScriptResult, Step, run_script, small_plan
from kehoach.testing._script_update import updated

STEPS = [
    Step(at=date(2019, 4, 4), act="submit", unit="commune-1", data={"members": Decimal(12), "poor": kh.NIL}),
    Step(at=datetime(2019, 4, 4, 3, tzinfo=UTC), act="review", unit=["commune-1", "commune-2"], by="district-1"),
    Step(act="send_back", unit="commune-1", reason='say "why"\n', due="by 9-4-2019", refused=["reason_missing", "x"]),
    Step(act="fire", unit="a b", payload={"a": [1, 2]}, version=2, received_at=0, command_id="1", acting_for="d"),
    Step(act="extend", unit="c", deadline="by 5/4", document="7/CV", accept_gap=True),
    Step(act="reschedule", unit="*", opens="1/4", closes="by 9/4", refused="any"),
    Step(act="record", event="e", on="5/4", group="g", form="f", request=3, reroute=True, sections={"results": ""}),
    Step(at="5/4", then=Expected(complete=False, late=[], entries=3)),
]
END = Expected(
    state={"commune-1": "draft"},
    standing={"commune-1": "in_time"},
    total={"district-1": {"members": Fraction(1, 2), "poor": {"value": "nil", "reported": 1}}},
    rows={"district-1": {"commune-1": 1}},
    held={"district-1": ()},
    blockers={"commune-1": {"submit by x": "gate"}},
    summary={"met": 1, "commune": {"rate": "1/2"}},
)
"""Steps and expectations of every kind; nothing here has to make sense to a campaign."""


def test_what_a_program_made_is_a_file(tmp_path: Path) -> None:
    """A script made in Python, its plan in it, reads back equal, and means the same when it is run."""
    plan = small_plan(1, 2, 3, deadlines={"commune": "before 5-4-2019"})
    steps = [Step(at="before 2019-04-05", act="submit", unit="commune-1", data={"members": 12})]
    end = Expected(standing={"commune-1": "met_on_time", "commune-2": "in_time"}, total={"commune-1": {"members": 12}})
    script = Script(title='A "title"', plan=plan, steps=steps, then=end)
    path = tmp_path / "test_made.toml"
    path.write_text(script.to_toml(), "utf-8")
    again = Script.load(path)
    assert again == script
    assert run_script(path).ok


def test_every_key_of_a_step_is_written(tmp_path: Path) -> None:
    """Whatever a step or an expectation may say stands in the text, one line each, in TOML that any reader reads."""
    import tomllib

    text = Script(clauses="II.3", begins="1/3", default_by="nobody", plan=small_plan(1, 1), steps=STEPS, then=END)
    data = tomllib.loads(text.to_toml())
    assert data["given"]["begins"] == "1/3"
    assert [*data["when"][0]] == ["at", "act", "unit", "data"]
    assert data["when"][0] == {
        "at": "2019-04-04",
        "act": "submit",
        "unit": "commune-1",
        "data": {"members": "12", "poor": "nil"},
    }
    assert data["when"][1]["at"] == "2019-04-04T03:00:00+00:00"
    assert data["when"][2]["refused"] == ["reason_missing", "x"]
    assert data["when"][3]["received_at"] == "1970-01-01T00:00:00+00:00"
    assert data["when"][7] == {"at": "5/4", "then": {"complete": False, "late": [], "entries": 3}}
    assert data["then"]["total"] == {"district-1": {"members": "1/2", "poor": {"value": "nil", "reported": 1}}}
    assert set().union(*data["when"]) >= {"opens", "closes", "event", "on", "group", "form", "request", "reroute"}


def test_a_script_of_a_plan_file_names_it(read: Callable[[str], Script], folder: Path) -> None:
    """Where the plan was read from a file, the text names the file in place of the plan."""
    script = read('[[when]]\nact = "submit"\nunit = "c1"\n')
    assert script.to_toml() == '[given]\nplan = "plan.toml"\n\n[[when]]\nact = "submit"\nunit = "c1"\n'
    assert Script.from_toml(script.to_toml(), folder=folder) == script


BEFORE = """
[[when]]            # the last instant
at = "trước 05/4"
act = "submit"
unit = "c1"
data = { members = 12 }
then.standing = { c1 = "met_late" } # why

[[when]]
act = "submit"
unit = "d1"
# and so it is

[[when]]
act = "submit"
unit = "c2"
refused = "gate"

[[when]]
act = "review"
unit = "c2"
by = "c1"
refused = ["gate", "taken"]

[then]
late = ["c1"]   # who
total.d1.members = { value = 13, expected = 2 }
due.c1 = "before 7/4"
blockers.d1.submit = []
rows.d1 = {}
"""
AFTER = """
[[when]]            # the last instant
at = "trước 05/4"
act = "submit"
unit = "c1"
data = { members = 12 }
then.standing = { c1 = "met_on_time" } # why

[[when]]
act = "submit"
unit = "d1"
refused = "gate"
# and so it is

[[when]]
act = "submit"
unit = "c2"

[[when]]
act = "review"
unit = "c2"
by = "c1"
refused = ["not_yours"]

[then]
late = []   # who
total.d1.members = { value = "missing", expected = 2 }
due.c1 = "before 2019-04-05"
blockers.d1.submit = ["gate"]
rows.d1 = {}
"""


def test_expectations_are_rewritten_and_comments_stay(run: Callable[[str], ScriptResult], folder: Path) -> None:
    """Every expectation that did not come true says what came, and nothing else of the file changes."""
    text = updated(run(BEFORE))
    assert text == f'[given]\nplan = "plan.toml"\n{AFTER}'
    assert run_script(Script.from_toml(text, folder=folder)).ok


def test_what_came_true_is_left_as_it_is(run: Callable[[str], ScriptResult]) -> None:
    """A script whose expectations come true is not rewritten, nor one that no other expectation would mend."""
    assert updated(run(AFTER)) is None
    assert updated(run('[[when]]\nat = "before the due of p"\nact = "submit"\nunit = "c1"\n')) is None


@pytest.mark.parametrize("said", [{"unit": ["a", "b"]}, {"refused": ["gate"]}, {"late": ["a"]}])
def test_one_name_alone_is_a_list_of_one(said: dict[str, list[str]]) -> None:
    """Where several names may stand, one alone may stand without a list."""
    (key, names) = next(iter(said.items()))
    kind = Expected if key == "late" else Step
    assert getattr(kind(**{key: names[0]}), key) == (names[0],)  # type: ignore[arg-type]  # names, as texts


def test_steps_in_brackets_are_rewritten_in_place(folder: Path) -> None:
    """A script whose steps stand as tables in braces keeps its form and comments, too."""
    text = """given = { plan = "plan.toml" }
when = [
    { act = "submit", unit = "d1" },    # too early
    { act = "submit", unit = "c1", then = { state = { c1 = "draft" } } },
    { act = "grant", unit = "c1" },
]
then = { late = "c1", entries = 7 }
"""
    new = updated(run_script(Script.from_toml(text, folder=folder)))
    assert new == text.replace('unit = "d1" }', 'unit = "d1", refused = "gate"}').replace(
        'c1 = "draft"', 'c1 = "submitted"'
    ).replace('"grant", unit = "c1" }', '"grant", unit = "c1", refused = "any"}').replace(
        'late = "c1", entries = 7', "late = [], entries = 1"
    )
    assert run_script(Script.from_toml(new, folder=folder)).ok


def test_refused_for_nothing_is_not_refused() -> None:
    """An empty list of reasons is none."""
    assert Step(act="submit", unit="a", refused=[]).refused is None


def test_a_plan_file_with_tables_in_braces_is_edited_in_place(tmp_path: Path) -> None:
    """What edits scripts edits plan files: a deadline in braces changes, and its neighbours stay."""
    path = tmp_path / "plan.toml"
    text = 'directive = { title = "x" }\ntiers = [\n    { id = "a", deadline = "by 5-4-2019" },    # all\n]\n'
    path.write_text(text, "utf-8")
    plan = kh.load_plan(path)
    kh.save_plan(plan.replace(deadlines={"a": "by 6-4-2019"}), path)
    assert path.read_text("utf-8") == text.replace("5-4-2019", "6-4-2019").replace("by 6", "by 6")
