"""Comments that answer findings, baselines, and files of rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from kehoach.errors import Finding, InvalidFile, InvalidRule, StoreError
from kehoach.files import Baseline, parse_plan, read_baseline, read_rules, silence
from kehoach.rules import check, plugins
from kehoach.testing import small_plan

PLAN = """\
{top}[directive]
title = "Tổng kết" # một # hai
issued_on = 2019-03-14

{tiers}[[tiers]]
id = "district"
{above}deadline = "by 1-4-2019"{behind}

[[tiers]]
id = "commune"
deadline = "by 4-4-2019"

[[units]]
id = "461"
tier = "district"

[[units]]
id = "19330"
name = "kehoach: ignore[KH150] # kehoach: ignore[KH150] x"
tier = "commune"
reports_to = "461"
"""


def codes(*, top: str = "", tiers: str = "", above: str = "", behind: str = "") -> tuple[list[str], list[str]]:
    """What is open, and what is silenced, in the plan with some comments."""
    plan = parse_plan(PLAN.format(top=top, tiers=tiers, above=above, behind=behind))
    answered = silence(plan, check(plan))
    return [one.code for one in answered.open], [one.code for one in answered.silenced]


def test_without_a_comment_everything_is_open() -> None:
    """The plan has one error, and what looks like a comment in a text is none."""
    assert codes() == (["KH150"], [])


@pytest.mark.parametrize(
    "places",
    [
        {"behind": "  # kehoach: ignore[KH150] agreed"},
        {"behind": "  ## kehoach:ignore [ due-before-subordinates ] agreed"},
        {"behind": "  # kehoach: ignore[KH1] agreed"},
        {"above": "# kehoach: ignore[KH150] agreed\n# and more\n\n"},
        {"tiers": "# kehoach: ignore[KH150] agreed\n"},
        {"top": "# kehoach: ignore-file[KH150] agreed\n"},
    ],
)
def test_a_comment_answers_where_it_stands(places: dict[str, str]) -> None:
    """At the end of a line, above a key, above a table, for the whole file; by code, family or name."""
    assert codes(**places) == ([], ["KH150"])


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ({"top": "# kehoach: ignore[KH150] agreed\n"}, ["KH150", "KH790"]),
        ({"behind": "  # kehoach: ignore[KH151] agreed"}, ["KH150", "KH790"]),
        ({"behind": "  # kehoach: ignore[KH150, KH151] agreed"}, ["KH790"]),
        ({"behind": "  # kehoach: ignore[KH15O] agreed"}, ["KH150", "KH791"]),
        ({"behind": "  # kehoach: ignore[] agreed"}, ["KH150", "KH791"]),
        ({"behind": "  # kehoach: ignore[KH150]"}, ["KH792"]),
        ({"behind": "  # kehoach: ignore[X001] agreed"}, ["KH150", "KH790"]),
        ({"behind": "  # kehoach: please"}, ["KH150"]),
    ],
)
def test_a_comment_that_is_wrong_is_told(places: dict[str, str], expected: list[str]) -> None:
    """One that silences nothing, names no rule, or gives no reason."""
    assert codes(**places)[0] == expected


def test_a_comment_is_told_at_its_place() -> None:
    """The finding about a comment has the line and the column of the comment."""
    plan = parse_plan(PLAN.format(top="", tiers="", above="", behind="  # kehoach: ignore[KH15O] why"))
    (wrong,) = [one for one in silence(plan, ()).open if one.code == "KH791"]
    assert (wrong.line, wrong.column, wrong.remedy()) == (7, 27, "did you mean KH150?")


def test_a_plan_without_a_text_has_no_comments() -> None:
    """What was made in Python stays as it is found."""
    plan = small_plan(1, 1, deadlines={"district": "by 1-4-2019"})
    assert silence(plan, check(plan)).open == check(plan)


def finding(subject: str, path: str = "") -> Finding:
    return Finding("KH153", {"subject": subject}, severity="note", subject=subject, path=path)


def test_a_baseline_knows_what_was_found_wherever_it_stands_now() -> None:
    """Only what is new, or found more often, is left; what is gone is counted."""
    known = Baseline.of([finding("a"), finding("a"), finding("b")])
    now = [finding("a", "tiers[5]"), finding("a"), finding("a"), finding("c")]
    assert known.fresh(now) == (finding("a"), finding("c"))
    assert known.gone(now) == 1
    assert Baseline().fresh(now) == tuple(now)


def test_a_baseline_is_a_file(tmp_path: Path) -> None:
    """What is written is read, and the same findings make the same text."""
    known = Baseline.of([finding("b"), finding("a"), finding("b")])
    known.save(tmp_path / "baseline.json")
    assert read_baseline(tmp_path / "baseline.json") == known
    assert known.to_text() == Baseline.of([finding("b"), finding("b"), finding("a")]).to_text()


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"kehoach_baseline": 2}', '{"kehoach_baseline": 1, "findings": [{}]}']
)
def test_what_is_no_baseline_is_refused(tmp_path: Path, text: str) -> None:
    """No JSON, another document, another format, a row without its keys."""
    file = tmp_path / "baseline.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidFile, match="no baseline"):
        read_baseline(file)
    with pytest.raises(InvalidFile):
        read_baseline(tmp_path / "nowhere.json")
    with pytest.raises(StoreError):
        Baseline().save(tmp_path / "no" / "baseline.json")


RULES = '''
"""Rules of a district."""
from kehoach.rules import rule

@rule("X001", "there is one commune")
def one_commune(plan):
    """Each further one is named."""
    for unit in plan.hierarchy.units_of("commune")[1:]:
        yield unit, f"{unit} is one too many"
'''


def test_rules_are_read_from_a_file(tmp_path: Path) -> None:
    """A Python file with rules is run, and two files of one name do not meet."""
    for folder, text in (("a", RULES), ("b", RULES.replace("X001", "X002"))):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "policy.py").write_text(text, encoding="utf-8")
    rules = [rule for folder in "ab" for rule in read_rules(tmp_path / folder / "policy.py")]
    assert [one.code for one in check(small_plan(1, 1, 2), rules)] == ["X001", "X002"]


def test_rules_are_read_from_a_module() -> None:
    """A module that Python can import will do."""
    assert {rule.code for rule in read_rules("kehoach.rules._builtin._units")} >= {"KH390", "KH395"}


@pytest.mark.parametrize(
    ("text", "code"), [("1/0", "KH788"), ("rule = 5", "KH787"), ("def (", "KH788"), ("import nowhere_at_all", "KH788")]
)
def test_a_file_without_rules_is_refused(tmp_path: Path, text: str, code: str) -> None:
    """What cannot be run, and what holds no rule, is named with the reason."""
    file = tmp_path / "policy.py"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidRule) as caught:
        read_rules(file)
    assert [one.code for one in caught.value.findings] == [code]
    with pytest.raises(InvalidRule):
        read_rules(tmp_path / "nowhere.py")


def package(folder: Path, points: str, module: str = RULES) -> None:
    """An installed package with entry points."""
    (folder / "district_rules.py").write_text(module, encoding="utf-8")
    info = folder / "district_rules-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: district-rules\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(f"[kehoach.rules]\n{points}\n", encoding="utf-8")


@pytest.fixture
def installed(tmp_path: Path) -> object:
    """A folder that Python looks for packages in, while a test runs."""
    import sys

    sys.path.insert(0, str(tmp_path))
    yield tmp_path
    sys.path.remove(str(tmp_path))
    sys.modules.pop("district_rules", None)


def test_rules_of_installed_packages_are_found_on_a_miss(installed: Path) -> None:
    """A code that no built-in rule has is looked up among the entry points."""
    package(
        installed,
        "all = district_rules\none = district_rules:one_commune\nsome = district_rules:SOME",
        f"{RULES}\nSOME = [one_commune]\n",
    )
    assert [rule.code for rule in plugins()] == ["X001"]
    assert [one.code for one in check(small_plan(1, 1, 2), select="X001")] == ["X001"]
    assert "X001" not in {one.code for one in check(small_plan(1, 1, 2))}


@pytest.mark.parametrize(
    ("points", "code"), [("all = nowhere_rules", "KH788"), ("all = district_rules:__doc__", "KH787")]
)
def test_a_package_whose_rules_cannot_be_loaded_is_named(installed: Path, points: str, code: str) -> None:
    """Which entry point it is, and what Python said."""
    package(installed, points)
    with pytest.raises(InvalidRule) as caught:
        plugins()
    assert [(one.code, "all" in str(one)) for one in caught.value.findings] == [(code, True)]
