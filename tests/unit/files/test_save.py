"""A plan to its file: comments and order stay, only what differs is edited, nothing is ever half-written."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from kehoach._calendar import DayOff
from kehoach._deadline import Reading
from kehoach._hierarchy import Hierarchy, Unit
from kehoach._lifecycle import Lifecycle
from kehoach._plan import DutyRow, Event, Group, Plan, Policy
from kehoach._report import Section
from kehoach._scenario import Scenario
from kehoach.errors import StoreError
from kehoach.files import load_plan, parse_plan, plan_text, save_plan

PLAN_116 = Path(__file__).parents[3] / "examples" / "plan_116"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the real plan and its units."""
    (tmp_path / "p").mkdir()
    for name in ("plan.toml", "quang_tri_2019.csv"):
        shutil.copy(PLAN_116 / name, tmp_path / "p" / name)
    return tmp_path / "p"


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def _changed_lines(before: str, after: str) -> tuple[list[str], list[str]]:
    """The lines that went and the lines that came."""
    old, new = before.split("\n"), after.split("\n")
    return [line for line in old if line not in new], [line for line in new if line not in old]


def _saved(folder: Path, change: Callable[[Plan], Plan]) -> tuple[list[str], list[str]]:
    path = folder / "plan.toml"
    before = path.read_text(encoding="utf-8")
    plan = change(load_plan(path))
    save_plan(plan, path)
    assert load_plan(path) == plan
    return _changed_lines(before, path.read_text(encoding="utf-8"))


def test_a_plan_that_was_not_changed_is_written_byte_for_byte(folder: Path) -> None:
    """Loading and saving changes nothing, comments and blank lines included."""
    before = (folder / "plan.toml").read_bytes()
    save_plan(load_plan(folder / "plan.toml"), folder / "plan.toml")
    assert (folder / "plan.toml").read_bytes() == before
    assert _names(folder) == ["plan.toml", "quang_tri_2019.csv"]


def test_one_deadline_changed_is_one_line_changed(folder: Path) -> None:
    """The rest of the file, its comments and its spelling of other deadlines stay."""
    gone, come = _saved(folder, lambda plan: plan.replace(deadlines={**plan.deadlines, "commune": "before 6-4-2019"}))
    assert gone == ['deadline = "hoàn thành trước ngày 05 tháng 4 năm 2019"']
    assert come == ['deadline = "before 6-4-2019"']


def test_a_key_that_is_new_stands_with_its_table(folder: Path) -> None:
    """It comes behind the table's last key, before the comment of the next heading."""
    path = folder / "plan.toml"
    gone, come = _saved(folder, lambda plan: plan.replace(deadlines={**plan.deadlines, "body": "by 1-4-2019"}))
    assert (gone, come) == ([], ['deadline = "by 1-4-2019"'])
    text = path.read_text(encoding="utf-8")
    assert 'name = "đảng đoàn, đoàn thể cấp tỉnh"\ndeadline = "by 1-4-2019"\n\n[[tiers]]' in text


def test_a_value_with_a_comment_behind_it_keeps_the_comment(folder: Path) -> None:
    """Only the value is another."""
    gone, come = _saved(folder, lambda plan: plan.replace(policy=Policy(gate="none")))
    assert gone == ['gate = "all"                  # a district sends when all its communes are in']
    assert come == ['gate = "none"                  # a district sends when all its communes are in']


def test_rows_are_added_taken_out_and_moved_with_their_comments(folder: Path) -> None:
    """A row that goes takes its own lines; the comment above the next heading stays."""
    new = Section("new", title="Mới")
    gone, come = _saved(folder, lambda plan: plan.replace(outline=(*plan.outline[1:5], new, *plan.outline[5:])))
    assert gone == [
        'key = "leadership_and_action_plan"',
        'title = "Lãnh đạo, chỉ đạo, quán triệt, triển khai; kế hoạch, chương trình hành động"',
    ]
    assert come == ['key = "new"', 'title = "Mới"']
    text = (folder / "plan.toml").read_text(encoding="utf-8")
    assert (
        '# The thirteen topics, in the order of the text; asked of districts and bodies.\n\n[[outline]]\nkey = "conc'
        in text
    )
    assert "\n\n\n" not in text
    gone, come = _saved(folder, lambda plan: plan.replace(outline=plan.outline[::-1]))
    assert come == []
    assert all(line.startswith("goes_up") for line in gone)


def test_tables_that_are_new_come_last_and_go_again(folder: Path) -> None:
    """Groups and events added to a plan stand behind a blank line; taken out, they leave none behind."""
    before = (folder / "plan.toml").read_text(encoding="utf-8")
    row = DutyRow("plan", "district", kind="act", opens="2019-03-20", after=())
    _saved(
        folder,
        lambda plan: plan.replace(
            groups=[Group("g", ["461"])], events=[Event("e", "10-5-2019")], duties=[*plan.rows, row]
        ),
    )
    text = (folder / "plan.toml").read_text(encoding="utf-8")
    assert text.endswith('\n\n[[groups]]\nid = "g"\nunits = ["461"]\n\n[[events]]\nid = "e"\non = 2019-05-10\n')
    assert '[[duties]]\nform = "plan"\nowed_by = ["district"]\nkind = "act"\nopens = "2019-03-20"\nafter = []\n' in text
    _saved(folder, lambda plan: plan.replace(groups=[], events=[], duties=plan.rows[:-1]))
    assert (folder / "plan.toml").read_text(encoding="utf-8").rstrip("\n") == before.rstrip("\n")


def test_a_plan_may_be_saved_again_and_again(folder: Path) -> None:
    """What this program wrote is no change by somebody else."""
    path = folder / "plan.toml"
    plan = load_plan(path)
    for day in (6, 7, 8):
        plan = plan.replace(deadlines={**plan.deadlines, "commune": f"before {day}-4-2019"})
        save_plan(plan, path)
    assert load_plan(path) == plan
    assert "# top to bottom" in path.read_text(encoding="utf-8")


def test_a_file_that_somebody_else_has_changed_is_not_overwritten(folder: Path) -> None:
    """The other's change stays, and the message says the way out."""
    path = folder / "plan.toml"
    plan = load_plan(path).replace(groups=[Group("g")])
    path.write_text(path.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
    with pytest.raises(StoreError) as caught:
        save_plan(plan, path)
    assert [one.code for one in caught.value.findings] == ["KH844"]
    assert path.read_text(encoding="utf-8").endswith("# mine\n")
    save_plan(plan, folder / "other.toml")
    assert load_plan(folder / "other.toml") == plan


@pytest.mark.parametrize("content", [b"a note\n", b"\xff\xfe", b"[directive]\n"])
def test_a_file_that_is_no_plan_is_not_overwritten(tmp_path: Path, content: bytes) -> None:
    """A slip of the name does not cost a note."""
    path = tmp_path / "note.txt"
    path.write_bytes(content)
    with pytest.raises(StoreError) as caught:
        save_plan(Plan("T", tiers=["a"]), path)
    assert [one.code for one in caught.value.findings] == ["KH845"]
    assert path.read_bytes() == content


def test_a_plan_made_by_hand_is_merged_into_the_file_it_replaces(folder: Path) -> None:
    """A plan that never was a file keeps what comments of an existing plan still fit."""
    path = folder / "plan.toml"
    plan = load_plan(path)
    twin = Plan(**{**plan.arguments(), "groups": [Group("g")]})  # type: ignore[arg-type]  # its own arguments
    save_plan(twin, path)
    assert load_plan(path) == twin
    assert "# top to bottom" in path.read_text(encoding="utf-8")


def test_a_copy_elsewhere_takes_its_units_with_it(folder: Path, tmp_path: Path) -> None:
    """The file of units is copied beside it; one of another content under that name is left alone."""
    plan = load_plan(folder / "plan.toml")
    (tmp_path / "b").mkdir()
    save_plan(plan, tmp_path / "b" / "plan.toml")
    assert _names(tmp_path / "b") == ["plan.toml", "quang_tri_2019.csv"]
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "quang_tri_2019.csv").write_text("mine", encoding="utf-8")
    save_plan(plan, tmp_path / "c" / "plan.toml")
    assert (tmp_path / "c" / "quang_tri_2019.csv").read_text(encoding="utf-8") == "mine"
    assert load_plan(tmp_path / "b" / "plan.toml") == load_plan(tmp_path / "c" / "plan.toml") == plan
    assert "# Six bodies" in (tmp_path / "c" / "plan.toml").read_text(encoding="utf-8")


def test_changed_units_go_to_another_file_and_the_old_one_stays(folder: Path) -> None:
    """Whoever still reads the old plan finds its units; comments of the text stay."""

    def renamed(plan: Plan) -> Plan:
        units = [
            Unit(unit.id, "Mới", unit.tier, unit.reports_to) if unit.id == "19330" else unit for unit in _units(plan)
        ]
        return plan.replace(hierarchy=Hierarchy.from_units(plan.tiers, units))

    before = (folder / "quang_tri_2019.csv").read_bytes()
    gone, come = _saved(folder, renamed)
    assert [line.partition("#")[0].strip() for line in gone] == ['file = "quang_tri_2019.csv"']
    assert come[0].startswith('file = "quang_tri_2019-')
    assert come[0].endswith("# 1 province, 10 districts, 141 communes; ids of the statistics office")
    assert (folder / "quang_tri_2019.csv").read_bytes() == before
    assert len(_names(folder)) == 3


def _units(plan: Plan) -> list[Unit]:
    assert plan.hierarchy is not None
    return list(plan.hierarchy.units)


def test_a_unit_of_the_text_is_edited_in_the_text(folder: Path) -> None:
    """Units that stand one by one are changed, added and taken out there."""

    def changed(plan: Plan) -> Plan:
        units = _units(plan)[:-1]
        units[-1] = Unit(units[-1].id, "Đổi tên", units[-1].tier, units[-1].reports_to)
        added = Unit("hnb", "Hội Nhà báo tỉnh", "body", "45")
        return plan.replace(hierarchy=Hierarchy.from_units(plan.tiers, [*units, added]))

    gone, come = _saved(folder, changed)
    assert 'id = "tinh_doan"' in gone
    assert come == ['name = "Đổi tên"', 'id = "hnb"', 'name = "Hội Nhà báo tỉnh"']
    assert _names(folder) == ["plan.toml", "quang_tri_2019.csv"]


def test_units_in_another_order_are_written_whole(folder: Path) -> None:
    """Where the order of units can no longer follow the files, all go to one place."""
    _saved(
        folder,
        lambda plan: plan.replace(hierarchy=Hierarchy.from_units(plan.tiers, [_units(plan)[0], *_units(plan)[:0:-1]])),
    )
    assert len(_names(folder)) == 2


def test_many_units_of_a_new_plan_go_to_a_file_of_their_own(tmp_path: Path) -> None:
    """Up to 500 stand in the text; more are a table that any spreadsheet opens."""
    small = Plan("T", Hierarchy.fan(province=1, commune=499), {"commune": "by 4-4-2019"})
    save_plan(small, tmp_path / "small.toml")
    assert _names(tmp_path) == ["small.toml"]
    large = Plan("T", Hierarchy.fan(province=1, commune=500), {"commune": "by 4-4-2019"})
    save_plan(large, tmp_path / "large plan.toml")
    (table,) = [name for name in _names(tmp_path) if name.endswith(".csv")]
    assert table.startswith("large-plan-units-")
    assert load_plan(tmp_path / "large plan.toml") == large
    save_plan(large, tmp_path / "large plan.toml")
    assert len(_names(tmp_path)) == 3


def test_a_plan_becomes_a_template_and_back(folder: Path, tmp_path: Path) -> None:
    """Without units the text has none; with units again they stand in it."""
    path = folder / "plan.toml"
    plan = load_plan(path)
    template = plan.replace(hierarchy=None, tiers=plan.tiers)
    save_plan(template, tmp_path / "t.toml")
    assert load_plan(tmp_path / "t.toml") == template
    assert "[[units]]" not in (tmp_path / "t.toml").read_text(encoding="utf-8")
    filled = load_plan(tmp_path / "t.toml").replace(hierarchy=plan.hierarchy)
    save_plan(filled, tmp_path / "t.toml")
    assert load_plan(tmp_path / "t.toml") == filled == plan


def test_what_was_left_to_its_default_is_written_when_it_is_none(tmp_path: Path) -> None:
    """A table that a file leaves out comes with the keys that differ, and with no other."""
    path = tmp_path / "a.toml"
    path.write_text('[directive]\ntitle = "T"\n\n[[tiers]]\nid = "a"\n', encoding="utf-8")
    save_plan(load_plan(path).replace(policy=Policy(gate="none"), reading=Reading(roll="next")), path)
    assert path.read_text(encoding="utf-8") == (
        '[directive]\ntitle = "T"\n\n[[tiers]]\nid = "a"\n\n[reading]\nroll = "next"\n\n[policy]\ngate = "none"\n'
    )
    save_plan(load_plan(path).replace(policy=Policy(), reading=Reading()), path)
    assert 'gate = "all"' in path.read_text(encoding="utf-8")


def test_days_of_the_calendar_and_lifecycles_are_edited_too(tmp_path: Path) -> None:
    """Days are told apart by their date; a lifecycle is written whole."""
    path = tmp_path / "a.toml"
    path.write_text(
        '[directive]\ntitle = "T"\n[[tiers]]\nid = "a"\n[[calendar.days]] # one\nday = 2019-05-03\n', encoding="utf-8"
    )
    plan = load_plan(path)
    days = (DayOff("2019-05-03", name="nghỉ"), DayOff("2019-05-04", works=True))
    save_plan(plan.replace(calendar=days, lifecycle=Lifecycle.report().extend("submit", conditions="gate")), path)
    text = path.read_text(encoding="utf-8")
    assert '[[calendar.days]] # one\nday = 2019-05-03\nname = "nghỉ"\n' in text
    assert "day = 2019-05-04" in text
    moved = load_plan(path)
    save_plan(moved.replace(calendar=days[::-1]), path)
    assert load_plan(path).days == days[::-1]
    assert "[[lifecycle.states]]" in text
    again = load_plan(path)
    save_plan(again.replace(calendar=None, lifecycle=None, scenario={"tiers": {"a": {"draft": 1}}}), path)
    assert "calendar" not in path.read_text(encoding="utf-8")
    final = load_plan(path)
    assert final.lifecycle == Lifecycle.report()
    save_plan(final.replace(scenario={"tiers": {"a": {"draft": [1, 2]}}}), path)
    assert load_plan(path).scenario == Scenario(tiers={"a": {"draft": [1, 2]}})


def test_windows_line_ends_stay(folder: Path) -> None:
    """A file with CRLF has CRLF on every line after an edit."""
    path = folder / "plan.toml"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    plan = load_plan(path).replace(groups=[Group("g")])
    save_plan(plan, path)
    assert path.read_bytes().count(b"\n") == path.read_bytes().count(b"\r\n")
    assert load_plan(path) == plan


def test_a_text_without_a_file_may_be_saved(tmp_path: Path) -> None:
    """What was parsed keeps its comments when it gets a file."""
    plan = parse_plan('# kept\n[directive]\ntitle = "T"\n[[tiers]]\nid = "a"\n')
    save_plan(plan, tmp_path / "a.toml")
    assert (tmp_path / "a.toml").read_text(encoding="utf-8").startswith("# kept\n")


def test_what_a_file_cannot_say_is_refused(tmp_path: Path) -> None:
    """A callback made in code has no name that a file could keep."""
    plan = Plan("T", tiers=["a"], lifecycle=Lifecycle.report().extend("submit", conditions=lambda event: True))
    with pytest.raises(StoreError) as caught:
        save_plan(plan, tmp_path / "a.toml")
    assert [one.code for one in caught.value.findings] == ["KH846"]
    assert _names(tmp_path) == []


def test_names_of_guards_are_kept(tmp_path: Path) -> None:
    """A guard by name is written, and resolves again in the same registry."""
    guards = {"may_again": _always}
    lifecycle = Lifecycle.report(guards=guards).extend("submit", conditions="may_again")
    plan = Plan("T", tiers=["a"], lifecycle=lifecycle)
    save_plan(plan, tmp_path / "a.toml")
    assert load_plan(tmp_path / "a.toml", guards=guards) == plan


def _always(event: object) -> bool:
    return True


def test_a_folder_that_may_not_be_written_leaves_everything(folder: Path) -> None:
    """The message names the file, and nothing is left behind."""
    if os.geteuid() != 0:
        pytest.skip("an ordinary user is made of root here")
    plan = load_plan(folder / "plan.toml").replace(groups=[Group("g")])
    with tempfile.TemporaryDirectory() as locked:
        Path(locked).chmod(0o555)
        os.seteuid(65534)
        try:
            with pytest.raises(StoreError) as caught:
                save_plan(plan, Path(locked) / "plan.toml")
        finally:
            os.seteuid(0)
        assert [one.code for one in caught.value.findings] == ["KH840"]
        assert _names(Path(locked)) == []


def test_the_text_of_a_loaded_plan_has_no_comments() -> None:
    """`plan_text` writes anew; it is the file that is edited in place."""
    plan = load_plan(PLAN_116 / "plan.toml")
    assert parse_plan(plan_text(plan)) == plan
    assert "#" not in plan_text(plan).replace("Kết luận số", "")
