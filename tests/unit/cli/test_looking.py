"""--as: what one unit may see, in every command that asks; and tiers that were passed over."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]

NAMES = {
    "p": "Tỉnh Mẫu",
    "d1": "Huyện Một",
    "d2": "Huyện Hai",
    "c1": "Xã Một",
    "c2": "Xã Nhất",
    "c3": "Xã Ba",
    "c4": "Xã Tư",
}
SHOWN = {"d1": {"d1", "c1", "c2"}, "d2": {"d2", "c3", "c4"}, "c4": {"c4"}, "nobody": set[str]()}
ABOVE = {"d1": {"p"}, "d2": {"p"}, "c4": {"d2", "p"}, "nobody": set[str]()}


@pytest.fixture(scope="module")
def passed(tmp_path_factory: pytest.TempPathFactory, run: Run, begun: Path) -> Path:
    """A campaign in which the province has returned c2 over its district's head, and c3 has asked for more time."""
    folder = tmp_path_factory.mktemp("looking")
    (folder / "plan.toml").write_text((begun / "plan.toml").read_text(encoding="utf-8"), encoding="utf-8")
    rows = [f"{unit},{name},{tier_of(unit)},{superior_of(unit)}" for unit, name in NAMES.items()]
    (folder / "units.csv").write_text("\n".join(["id,name,tier,reports_to", *rows, ""]), encoding="utf-8")
    store = folder / "2019.db"
    acts: tuple[tuple[object, ...], ...] = (
        ("begin", folder / "plan.toml", store, "--at", "15/3/2019"),
        ("submit", store, "c1", "-d", "members=1500", "--at", "20/3/2019"),
        ("submit", store, "c2", "-d", "members=7", "--at", "21/3/2019"),
        ("send-back", store, "c2", "--by", "p", "--reason", "in haste", "--at", "22/3/2019"),
        ("submit", store, "c3", "-d", "members=20", "--at", "23/3/2019"),
        ("review", store, "c3", "--at", "23/3/2019"),
        ("aggregate", store, "c3", "--at", "23/3/2019"),
        ("request", store, "c4", "--deadline", "before 9-4-2019", "--reason", "rain", "--at", "24/3/2019"),
        (
            "reschedule",
            store,
            "c1",
            "c4",
            "--deadline",
            "before 8-4-2019",
            "--by",
            "p",
            "--reason",
            "x",
            "--at",
            "25/3/2019",
        ),
    )
    for act in acts:
        answer = run(*act)
        assert answer.code == 0, answer.err
    return store


def tier_of(unit: str) -> str:
    """The tier of a unit, from its letter."""
    return {"p": "province", "d": "district", "c": "commune"}[unit[0]]


def superior_of(unit: str) -> str:
    """Whom a unit reports to."""
    return {"p": "", "d1": "p", "d2": "p", "c1": "d1", "c2": "d1", "c3": "d2", "c4": "d2"}[unit]


def commands(store: Path, actor: str) -> Iterator[tuple[object, ...]]:
    """Every command that asks, in every format, of the actor and of everybody."""
    plan = store.parent / "plan.toml"
    for form in ("text", "json", "csv"):
        for more in ((), ("--late",), ("--all",), ("--tier", "commune")):
            yield ("status", store, "--at", "9/4/2019", *more, "-f", form)
        yield ("log", store, "-f", form)
        yield ("reminders", store, "--since", "1/4/2019", "--until", "9/4/2019", "-f", form)
        for source in (plan, store):
            yield ("show", source, "-f", form)
    yield ("due", store)
    yield ("due", store, "--calendar", "-")
    yield ("due", plan, "-f", "json")
    for unit in (*NAMES, *NAMES.values()):
        yield ("report", store, unit)
        yield ("report", store, unit, "-f", "json")
        yield ("total", store, unit, "members")
        yield ("total", store, unit, "members", "-f", "json")
        yield ("difference", store, unit, "--since", "1/4/2019")
        yield ("difference", store, unit, "members", "--since", "1/4/2019", "-f", "json")
        yield ("stale", store, unit)
        yield ("series", store, unit, "members")
        yield ("due", store, unit)
        yield ("log", store, "--unit", unit)
    for form in ("text", "json", "csv"):
        yield ("stale", store, "-f", form)
    yield ("report", store, "c9")
    yield ("report", store, "Xã", "--lang", "vi")
    yield ("log", store, "--unit", "Xa Mot")


@pytest.mark.parametrize("actor", SHOWN)
def test_no_command_names_what_is_not_shown(run: Run, passed: Path, actor: str) -> None:
    """Neither ids nor names of units that the actor may not see are printed, whatever is asked."""
    known = SHOWN[actor] | ABOVE[actor]
    for command in commands(passed, actor):
        answer = run(*command, "--as", actor)
        text = answer.out + answer.err
        secret = {word for one in set(NAMES) - known for word in (one, NAMES[one])} - set(command)
        found = {word for word in secret if re.search(rf"\b{word}\b", text)}
        assert not found, (command, text)


def test_a_district_sees_its_own_and_how_many_others(run: Run, passed: Path) -> None:
    """Its tiers, its rates and its communes; all others are one line."""
    answer = run("status", passed, "--as", "d2", "--at", "9/4/2019", "--lang", "vi")
    assert answer.lines[-1] == "04 đơn vị khác"
    assert "Xã Tư" in answer.out
    facts = json.loads(run("status", passed, "--as", "Huyện Hai", "--at", "9/4/2019", "-f", "json").out)
    assert [(one["tier"], one["expected"]) for one in facts["tiers"]] == [("district", 1), ("commune", 2)]
    assert [one["unit"] for one in facts["duties"]] == ["d2", "c3", "c4"]
    assert (facts["others"], facts["bypasses"]) == (4, [])


def test_a_stranger_sees_nothing_and_is_told(run: Run, passed: Path) -> None:
    """Somebody whom the plan does not know is shown no unit, and no name that looks like it."""
    answer = run("status", passed, "--as", "c44")
    assert (answer.code, answer.lines[-1]) == (0, "others, 7 units")
    assert answer.err == "no unit is known as 'c44'; nothing is shown\n"
    assert run("report", passed, "c4", "--as", "c44").err.splitlines()[-1] == "no unit 'c4'"


def test_the_issuer_sees_all(run: Run, passed: Path) -> None:
    """With --as issuer everything is shown as without."""
    for command in (
        ("status", passed, "--at", "9/4/2019"),
        ("log", passed, "-f", "json"),
        ("total", passed, "p", "members"),
    ):
        assert run(*command, "--as", "issuer").out == run(*command).out


def test_a_drawing_is_of_all_units(run: Run, passed: Path) -> None:
    """Where everything is drawn, --as is misuse."""
    answer = run("show", passed, "--as", "d1", "-f", "dot")
    assert answer.code == 2
    assert "--as goes with text, json and csv" in answer.err


def test_a_name_that_is_shown_once_is_enough(run: Run, passed: Path) -> None:
    """A name is looked for among what is shown."""
    answer = run("report", passed, "Xã Tư", "--as", "d2", "-f", "json")
    assert json.loads(answer.out)["unit"] == "c4"
    answer = run("report", passed, "Xã Nhất", "--as", "d2")
    assert (answer.code, answer.err) == (2, "no unit 'Xã Nhất'\n")


# -- passed over


def test_who_was_passed_over_stands_in_the_status(run: Run, passed: Path) -> None:
    """With who did what in whose place, when and why; and not before it happened."""
    answer = run("status", passed, "--at", "9/4/2019")
    assert answer.lines[-2:] == [
        "Passed over a tier",
        "  - Xã Nhất: send back by Tỉnh Mẫu in place of Huyện Một on 2019-03-22: in haste",
    ]
    assert "Vượt cấp\n  - Xã Nhất: Tỉnh Mẫu trả lại thay Huyện Một ngày 22/3/2019: in haste" in (
        run("status", passed, "--at", "9/4/2019", "--lang", "vi").out
    )
    assert "Passed over" not in run("status", passed, "--at", "21/3/2019").out
    facts = json.loads(run("status", passed, "-f", "json").out)
    assert [(one["seq"], one["by"], one["expected"]) for one in facts["bypasses"]] == [(3, "p", "d1")]


def test_who_was_passed_over_stands_in_report_log_and_plan(run: Run, passed: Path) -> None:
    """The report says it, the line of the log says it, and so does the plan of a campaign."""
    line = "Xã Nhất: send back by Tỉnh Mẫu in place of Huyện Một"
    assert line in run("report", passed, "c2").out
    assert line not in run("report", passed, "c1").out
    assert line in run("show", passed).out
    assert "passed over" not in run("show", passed.parent / "plan.toml").out.lower()
    head, *rows = run("log", passed, "-f", "csv").lines
    column = head.split(",").index("passed_over")
    assert [row.split(",")[column] for row in rows if row.split(",")[column]] == ["d1"]
    assert "passed over" in run("log", passed).lines[0]
    assert "vượt cấp" in run("log", passed, "--lang", "vi").lines[0]
