"""A plan from its file: everything wrong in one run, each thing at its place; units beside it, below its folder."""

from __future__ import annotations

import random
import re
from contextlib import chdir
from pathlib import Path

import pytest

from kehoach._hierarchy import UnitTable
from kehoach._plan import Plan
from kehoach.errors import Finding, Invalid, InvalidFile, InvalidHierarchy, InvalidPlan
from kehoach.files import explain, load_plan, locate, parse_plan, read_units

PLAN_116 = Path(__file__).parents[3] / "examples" / "plan_116" / "plan.toml"
HEAD = '[directive]\ntitle = "T"\n[[tiers]]\nid = "a"\n[[tiers]]\nid = "b"\n'
UNITS = "id,name,tier,reports_to\nP,Tỉnh,a,\nx,Xã X,b,P\n"

FAULTY = """\
titel = "x"
[directive]
titl = "Tổng kết"
number = "116/KH/TU/x"
issued_on = "30-02-2019"
effective_on = "4/25/2019"
x = 1
[reading]
before = "exclusiv"
roll = "nxt"
closing = "25:00"
zone = "Asia/Hanoi"
calendar = "VNM"
[policy]
gate = "al"
stragglers = "suplement"
root_ends = "reviewd"
rate = "fist"
accepts_in_one = "yes"
gat = 1
[[tiers]]
id = "province"
deadline = "trước ngày 30"
processing = 0
[[tiers]]
name = "cấp huyện"
[[tiers]]
id = "commune"
owes = "true"
deadline = 2019-04-05
colour = "red"
[[tiers]]
id = "commune"
[[units]]
id = "45"
tier = "province"
[[units]]
id = "461"
tier = "commune"
reports_to = "54"
[[units]]
id = "461"
tier = "commune"
reports_to = "45"
repots_to = "45"
[[units]]
id = "c1"
tier = "commune"
reports_to = "45=2/3"
opened_on = 2019-13-01
closed_on = 3
[[groups]]
id = "pilot"
units = ["c2"]
[[groups]]
id = "pilot"
units = [1]
[[groups]]
id = "commune"
[[duties]]
form = "plan"
deadline = "befor 2019-04-05"
[[duties]]
form = "plan"
owed_by = ["comune"]
kind = "deed"
period = "month"
binding = "maybe"
deadline = "3 working days after conference"
[[duties]]
form = "stock take"
owed_by = ["commune"]
estimate = "x"
[[events]]
id = "issued"
[[events]]
id = "e"
on = "2019-02-30"
[[outline]]
key = "a"
goes_up = "gathr"
[[outline]]
key = "a"
asked_of = ["comune"]
[[indicators]]
key = "Members"
decimals = -1
[[indicators]]
key = "m"
kind = "flow"
goes_up = "gather"
required = 1
[[calendar.days]]
day = "2019-05-04"
kind = "wrk"
[scenario]
a = nan
"""
# line, column and code of each fault of the text above, in order; a line with two faults stands twice
FAULTS = """\
1:1 KH101 · 2:2 KH103 · 3:1 KH101 · 4:10 KH700 · 5:13 KH201 · 6:16 KH202 · 7:1 KH101 · 9:10 KH220 · 10:8 KH220 ·
11:11 KH220 · 12:8 KH221 · 13:12 KH222 · 15:8 KH109 · 16:14 KH109 · 17:13 KH122 · 18:8 KH109 · 19:18 KH104 ·
20:1 KH101 · 23:12 KH200 · 24:14 KH105 · 25:3 KH103 · 29:8 KH104 · 30:12 KH132 · 31:1 KH101 · 33:6 KH317 ·
40:14 KH301 · 42:6 KH316 · 45:1 KH101 · 49:14 KH336 · 50:13 KH817 · 51:13 KH104 · 54:10 KH113 · 56:6 KH115 ·
57:9 KH104 · 59:6 KH129 · 60:3 KH103 · 62:12 KH233 · 65:12 KH113 · 66:8 KH109 · 67:10 KH104 · 68:11 KH109 ·
69:12 KH120 · 71:8 KH111 · 73:12 KH104 · 75:6 KH129 · 78:6 KH201 · 81:11 KH605 · 83:7 KH115 · 84:13 KH113 ·
86:7 KH606 · 87:12 KH105 · 91:11 KH604 · 92:12 KH104 · 95:8 KH109 · 97:5 KH126"""


def _error(text: str, **options: object) -> Invalid:
    with pytest.raises(Invalid) as caught:
        parse_plan(text, **options)  # type: ignore[arg-type]  # options by name
    return caught.value


def _spots(error: Invalid) -> list[tuple[str, int | None, int | None]]:
    return [(finding.code, finding.line, finding.column) for finding in error.findings]


def test_more_than_fifty_faults_are_found_in_one_run() -> None:
    """Each fault of the text is one finding at its line and column, in the order of the text, and there is no other."""
    found = [f"{finding.line}:{finding.column} {finding.code}" for finding in _error(FAULTY).findings]
    assert found == FAULTS.replace("·\n", "· ").split(" · ")
    assert len(found) >= 50


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_every_fault_has_a_caret_in_both_languages(lang: str) -> None:
    """Each finding is explained with its line and a caret under the spot, and no brace of a template is left."""
    error = _error(FAULTY)
    text = explain(error, FAULTY, lang=lang)  # type: ignore[arg-type]  # two words of two
    assert len(re.findall(r"^ +\^+$", text, re.MULTILINE)) == len(error.findings)
    assert len(re.findall(r"^plan\.toml:\d+:\d+: ", text, re.MULTILINE)) == len(error.findings)
    assert "{" not in text


def test_findings_come_in_the_same_order_each_time() -> None:
    """Two readings of one text give equal findings in equal order."""
    assert _error(FAULTY).findings == _error(FAULTY).findings


def test_a_text_that_is_no_toml_is_an_invalid_file() -> None:
    """What is no TOML is a fault of the file; what else is wrong is found beside it."""
    error = _error('[directive]\ntitel = "x"\nissued_on = 2019-02-30\n[[tiers]]\nid = "a"\n')
    assert isinstance(error, InvalidFile)
    assert _spots(error) == [("KH103", 1, 2), ("KH101", 2, 1), ("KH817", 3, 13)]
    assert isinstance(_error(""), InvalidPlan)


def test_a_broken_value_is_not_reported_twice() -> None:
    """A title that cannot be read is not missing as well, nor are units whose list is broken."""
    assert _spots(_error(HEAD.replace('"T"', "T"))) == [("KH812", 2, 9)]
    assert _spots(_error(HEAD + "[[units]]\nid = x\n")) == [("KH812", 8, 6)]
    assert _spots(_error("units = [1]\n" + HEAD)) == [("KH104", 1, 10)]


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_units_come_from_a_file_beside_the_plan(tmp_path: Path, mark: str, ends: str, separator: str) -> None:
    """UTF-8 with or without a mark, either line end, three separators: the same plan."""
    table = mark + UNITS.replace("\n", ends).replace(",", separator)
    (tmp_path / "units.csv").write_bytes(table.encode())
    text = mark + (HEAD + '[[units]]\nfile = "units.csv"\n').replace("\n", ends)
    (tmp_path / "plan.toml").write_bytes(text.encode())
    plan = load_plan(tmp_path / "plan.toml")
    assert [str(duty) for duty in plan.duties()] == ["P", "x"]
    assert plan == parse_plan(
        HEAD + '[[units]]\nid="P"\nname="Tỉnh"\ntier="a"\n[[units]]\nid="x"\nname="Xã X"\ntier="b"\nreports_to="P"\n'
    )


def test_units_of_files_and_of_the_plan_stand_in_the_order_of_the_text(tmp_path: Path) -> None:
    """Several files and single units make one list; problems name the file or the table they stand in."""
    (tmp_path / "one.csv").write_text(UNITS, encoding="utf-8")
    (tmp_path / "two.csv").write_text("id,name,tier,reports_to\ny,,b,P\nz,,b,Q\n", encoding="utf-8")
    single = '[[units]]\nid = "w"\ntier = "b"\nreports_to = "V"\n'
    text = HEAD + f'[[units]]\nfile = "one.csv"\n{single}[[units]]\nfile = "two.csv"\n'
    error = _error(text, folder=tmp_path)
    assert [(one.code, Path(str(one.file)).name, one.line, one.column) for one in error.findings] == [
        ("KH301", "plan.toml", 12, 14),
        ("KH301", "two.csv", 3, 6),
    ]
    good = text.replace('"V"', '"P"')
    (tmp_path / "two.csv").write_text("id,name,tier,reports_to\ny,,b,P\n", encoding="utf-8")
    assert [str(duty) for duty in parse_plan(good, folder=tmp_path).duties()] == ["P", "x", "w", "y"]


@pytest.mark.parametrize(
    ("table", "code", "line", "column"),
    [
        ("", "KH362", 1, 1),
        ("id,nam,tier,reports_to\n", "KH363", 1, 1),
        ("id,name,tier,reports_to,id\n", "KH364", 1, 25),
        ("id,name,tier,reports_to,opend_on\n", "KH365", 1, 25),
        (UNITS + 'y,"Xã Y,b,P\n', "KH366", 4, 1),
        (UNITS + "y,b,P\n", "KH367", 4, 1),
        (UNITS + 'y,"Xã ""Y"", nhỏ",c,P\n', "KH302", 4, 19),
        (UNITS + "P,,b,P\n", "KH316", 4, 1),
        (
            UNITS.replace("reports_to", "reports_to,derived", 1).replace(",\n", ",,\n").replace("P\n", "P,maybe\n"),
            "KH320",
            3,
            12,
        ),
        (UNITS + "\u200by,,b,P\n", "KH312", 4, 1),
    ],
)
def test_a_slip_in_a_table_has_its_line_and_column(
    tmp_path: Path, table: str, code: str, line: int, column: int
) -> None:
    """The caret stands under the cell of the CSV file."""
    (tmp_path / "units.csv").write_text(table, encoding="utf-8")
    error = _error(HEAD + '[[units]]\nfile = "units.csv"\n', folder=tmp_path)
    assert (code, line, column) in _spots(error)
    assert explain(error).count("^") >= 1 or not table
    with pytest.raises(InvalidHierarchy) if code[:4] == "KH36" else pytest.raises(Invalid):
        raise error if code[:4] != "KH36" else _of_table(tmp_path / "units.csv")


def test_a_table_with_carriage_returns_alone_has_its_places_too(tmp_path: Path) -> None:
    """The line ends of an old Macintosh are line ends."""
    (tmp_path / "units.csv").write_bytes((UNITS + "y,,b,Q\n").replace("\n", "\r").encode())
    error = _error(HEAD + '[[units]]\nfile = "units.csv"\n', folder=tmp_path)
    assert _spots(error) == [("KH301", 4, 6)]
    assert "    y,,b,Q\n         ^" in explain(error)


def _of_table(path: Path) -> InvalidHierarchy:
    with pytest.raises(InvalidHierarchy) as caught:
        read_units(path)
    assert all(finding.line is not None and finding.column is not None for finding in caught.value.findings)
    return caught.value


def test_a_table_of_units_can_be_read_alone(tmp_path: Path) -> None:
    """Columns of text, checked as a table; what it means is the hierarchy's to say."""
    (tmp_path / "units.csv").write_text(UNITS, encoding="utf-8")
    table = read_units(tmp_path / "units.csv")
    assert isinstance(table, UnitTable)
    assert list(table.id) == ["P", "x"]
    with pytest.raises(InvalidFile):
        read_units(tmp_path / "none.csv")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("../units.csv", "KH809"),
        ("/etc/hostname", "KH809"),
        ("out/units.csv", "KH809"),
        ("loop", "KH809"),
        ("none.csv", "KH800"),
        ("folder", "KH801"),
        ("units.xlsx", "KH800"),
        ("a\\u0000b", "KH107"),
        ("latin.csv", "KH805"),
    ],
)
def test_files_of_units_stay_below_the_plan(tmp_path: Path, name: str, code: str) -> None:
    """Names that lead out, by dots, from the root or over a link, are refused; so is what is no such table."""
    inner = tmp_path / "plans"
    (inner / "folder").mkdir(parents=True)
    (tmp_path / "units.csv").write_text(UNITS, encoding="utf-8")
    (inner / "out").symlink_to(tmp_path)
    (inner / "loop").symlink_to("loop")
    (inner / "latin.csv").write_bytes(b"id,name\nx,\xe9\n")
    error = _error(
        HEAD + f'[[units]]\nfile = "{name}"\n[[units]]\nid = "y"\ntier = "b"\nreports_to = "P"\n', folder=inner
    )
    assert [finding.code for finding in error.findings] == [code]
    assert error.findings[0].line == (2 if code == "KH805" else 8)


def test_a_link_that_stays_below_the_plan_is_followed(tmp_path: Path) -> None:
    """Only where a link leads counts, not that it is one."""
    (tmp_path / "real.csv").write_text(UNITS, encoding="utf-8")
    (tmp_path / "units.csv").symlink_to("real.csv")
    assert len(parse_plan(HEAD + '[[units]]\nfile = "units.csv"\n', folder=tmp_path).duties()) == 2


def test_a_text_without_a_folder_names_no_files() -> None:
    """A text that came over a wire cannot make the program read files."""
    assert _spots(_error(HEAD + '[[units]]\nfile = "/etc/hostname"\n')) == [("KH133", 8, 8)]


def test_a_units_table_is_a_file_or_a_unit() -> None:
    """Both at once is a slip, and so is a blank name."""
    assert _spots(_error(HEAD + '[[units]]\nfile = "a.csv"\nid = "x"\n'))[1] == ("KH125", 9, 6)
    assert _spots(_error(HEAD + '[[units]]\nfile = " "\n')) == [("KH108", 8, 8)]


def test_the_file_itself_is_named_as_it_was_given(tmp_path: Path) -> None:
    """A relative path stays relative in the findings."""
    (tmp_path / "plan.toml").write_text(HEAD + "x = 1\n", encoding="utf-8")
    with chdir(tmp_path), pytest.raises(InvalidPlan) as caught:
        load_plan("plan.toml")
    assert str(caught.value).startswith("plan.toml:7:1: tiers[1].x: no key is called 'x' here")


def test_what_a_check_finds_is_located_in_the_file() -> None:
    """Findings of a loaded plan get line and column; those of a changed plan keep their paths alone."""
    plan = load_plan(PLAN_116)
    (off, first, second) = locate(plan, plan.check())
    assert (Path(str(first.file)).name, first.path) == ("plan.toml", "duties[0]")
    lines = PLAN_116.read_text(encoding="utf-8").split("\n")
    assert (off.code, off.path, off.column) == ("KH164", "tiers[0].deadline", 12)
    assert lines[(off.line or 0) - 1] == 'deadline = "trước ngày 30 tháng 04 năm 2019"'
    assert lines[(first.line or 0) - 1].startswith("[[duties]]")
    assert lines[(second.line or 0) - 1] == "[[units]]"
    changed = plan.replace(groups=[])
    assert [one.line for one in locate(changed, changed.check())] == [None, None, None]


def test_the_order_of_tables_makes_no_other_plan() -> None:
    """A plan file may list its tables in any order; comments and blank lines make no difference either."""
    whole = PLAN_116.read_text(encoding="utf-8")
    plan = load_plan(PLAN_116)
    stripped = re.sub(r"[ \t]*#[^\n\"]*$", "", whole, flags=re.MULTILINE)
    parts = re.split(r"\n(?=\[)", stripped)
    singles = [part for part in parts if part.startswith("[") and not part.startswith("[[")]
    arrays = [part for part in parts if part.startswith("[[")]
    random.Random(2019).shuffle(singles)
    text = "\n".join([*arrays, *singles])
    assert parse_plan(text, folder=PLAN_116.parent) == plan


def test_names_of_guards_resolve_in_what_is_given() -> None:
    """A plan file cannot name what the program has not handed over."""
    row = 'trigger = "submit"\nsource = "draft"\ndest = "submitted"\nconditions = ["os.getcwd"]\n'
    text = HEAD + f"[[lifecycle.transitions]]\n{row}"
    (finding,) = _error(text).findings
    assert (finding.code, finding.line) == ("KH400", 11)
    assert isinstance(parse_plan(text, guards={"os.getcwd": lambda event: True}), Plan)


def test_what_stands_in_a_file_that_is_gone_has_no_caret() -> None:
    """A finding of a file that cannot be read again is explained without its line."""
    gone = Finding("KH301", {"superior": "x", "hint": "", "hint_vi": ""}, file="/nowhere/units.csv", line=3, column=2)
    assert "^" not in explain([gone])
