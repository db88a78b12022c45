"""The laws of files: a place for every value, and nothing lost between a plan and its file."""

from __future__ import annotations

import json
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from kehoach._calendar import DayOff
from kehoach._deadline import Reading
from kehoach._directive import Directive
from kehoach._hierarchy import Hierarchy, Tier, Unit
from kehoach._plan import After, DutyRow, Event, Group, Plan, Policy, Recurrence
from kehoach._report import Indicator, Section
from kehoach.errors import Finding, Invalid, InvalidPlan, KehoachError
from kehoach.files import explain, load_plan, parse_plan, plan_text, save_plan
from kehoach.files._positions import Path as Steps
from kehoach.files._positions import Positions, Spot, path_text, split_path
from kehoach.files._write import toml_text

_PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
_KEYS = st.sampled_from(["a", "b", "tiers", "reports_to", "1", "đơn vị", "x.y", 'q"q', "\\", ""])
_SCALARS = st.sampled_from(
    [
        ("1", 1),
        ("+1_0", 10),
        ("0x1F", 31),
        ("true", True),
        ("1e3", 1000.0),
        ('"x"', "x"),
        ('"a # b"', "a # b"),
        ('"]}\\"\\u1ec7"', ']}"ệ'),
        ("'c:\\d'", "c:\\d"),
        ('""', ""),
        ('"""\n a ""b""\\\n  c"""', ' a ""b""c'),
        ('""""quoted""""', '"quoted"'),
        ("'''it's\n#here'''", "it's\n#here"),
        ("1979-05-27 07:32:00Z", None),
        ("1979-05-27", None),
        ("07:32:00", None),
    ]
)
_GAPS = st.sampled_from(["", " ", "\t", "  "])


def _quoted(name: str, style: int) -> str:
    plain = name.isascii() and name.isalnum()
    if plain and style == 0:
        return name
    if "'" not in name and style == 1:
        return f"'{name}'"
    return '"' + "".join(f"\\u{ord(c):04x}" if c in '"\\' or style == 2 else c for c in name) + '"'


@st.composite
def _keys(draw: st.DrawFn, name: str) -> str:
    return draw(_GAPS) + _quoted(name, draw(st.integers(0, 2)))


@st.composite
def _values(draw: st.DrawFn, depth: int = 0) -> str:
    kind = draw(st.integers(0, 9 if depth < 3 else 7))
    gap = draw(_GAPS)
    if kind < 8:
        return gap + draw(_SCALARS)[0]
    if kind == 8:
        blank = draw(st.sampled_from(["", " ", "\n", " # ]\n"]))
        inner = f",{blank}".join(draw(st.lists(_values(depth + 1), max_size=3)))
        return f"{gap}[{blank}{inner}{blank}]"
    names = draw(st.lists(_KEYS, max_size=3, unique=True))
    return gap + "{" + ",".join(f"{draw(_keys(n))}={draw(_values(depth + 1))}" for n in names) + " }"


@st.composite
def _bodies(draw: st.DrawFn) -> str:
    lines: list[str] = []
    for name in draw(st.lists(_KEYS, max_size=4, unique=True)):
        key = draw(_keys(name))
        if draw(st.booleans()):
            key += draw(_GAPS) + "." + draw(_keys(draw(_KEYS)))
        lines.append(f"{key} = {draw(_values())}" + draw(st.sampled_from(["", " ", " # = 'x"])))
    return "\n".join(lines) + "\n"


@st.composite
def _texts(draw: st.DrawFn) -> str:
    """TOML in many dresses; about half of what is drawn names a table twice, which `tomllib` refuses."""
    text = draw(_bodies())
    for _ in range(draw(st.integers(0, 4))):
        parts = ".".join(draw(_keys(draw(_KEYS))) for _ in range(draw(st.integers(1, 2))))
        head = f"[[{parts}]]" if draw(st.booleans()) else f"[{parts}]"
        text += head + draw(st.sampled_from(["\n", " # [x]\n", "\n\n"])) + draw(_bodies())
    return text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))


def _walk(value: object, path: Steps = ()) -> Iterator[tuple[Steps, object]]:
    if isinstance(value, dict):
        steps: list[tuple[str | int, object]] = list(value.items())
    elif isinstance(value, list):
        steps = list(enumerate(value))
    else:
        steps = []
    if path:
        yield path, value
    for step, inner in steps:
        yield from _walk(inner, (*path, step))


def _text_from(text: str, spot: Spot) -> str:
    lines = text.split("\n")[spot.line - 1 :]
    return "\n".join([lines[0][spot.column - 1 :], *lines[1:]])


def _loaded_from(text: str, value: object) -> bool:
    """Whether the text begins with something that loads as the value."""
    for end in range(1, len(text) + 1):
        try:
            if tomllib.loads(f"v = {text[:end]}")["v"] == value:
                return True
        except tomllib.TOMLDecodeError:
            continue
    return False


@settings(_PATIENT)
@given(_texts())
def test_every_path_that_tomllib_knows_has_its_place(text: str) -> None:
    """Every key path that tomllib knows is found, no other is, and each value stands where the index says."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    index = Positions(text)
    paths = dict(_walk(data))
    assert set(index) == set(paths)
    assert index.end == len(text)
    for path, value in paths.items():
        spot = index.value(path)
        assert spot is not None
        if not isinstance(value, dict | list):
            assert _loaded_from(_text_from(text, spot).replace("\r\n", "\n"), value)


@settings(_PATIENT)
@given(_texts(), st.data())
def test_the_walk_takes_all_that_tomllib_takes(text: str, data: st.DataObject) -> None:
    """A text spoilt at one place is walked to its end whenever tomllib still takes it."""
    at = data.draw(st.integers(0, len(text)))
    spoilt = (
        text[:at] + data.draw(st.sampled_from(list("\"'[]{}=.,#\n\\ a1"))) + text[at + data.draw(st.integers(0, 1)) :]
    )
    index = Positions(spoilt)
    try:
        tomllib.loads(spoilt)
    except tomllib.TOMLDecodeError:
        return
    assert index.end == len(spoilt)


@settings(_PATIENT)
@given(st.lists(st.one_of(_KEYS, st.integers(0, 99)), min_size=1).filter(lambda steps: isinstance(steps[0], str)))
def test_a_path_survives_its_text(steps: list[str | int]) -> None:
    """`split_path(path_text(path)) == path`."""
    assert split_path(path_text(tuple(steps))) == tuple(steps)


# ---------------------------------------------------------------- plans


_PHRASES = st.sampled_from(
    [
        "before 5-4-2019",
        "trước ngày 20 tháng 04 năm 2019",
        "chậm nhất 17 giờ ngày 5/4/2019",
        "by 2019-05-01 (tentative)",
        "10 working days after issued",
        "trong thời hạn 10 ngày làm việc kể từ ngày ban hành",
        "5 days before conference",
        "by 4-4-2019; checked by 21 days after issued",
        "in April 2019",
        "none",
    ]
)
_WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S"), include_characters=" "), max_size=12)
_SCENARIOS: list[dict[str, object] | None] = [
    None,
    {"draft": {"mean": 5, "sigma": "0.5"}, "review": "0.2", "start_on": "2019-03-14"},
    {"draft": {"shape": "gamma", "mean": 3, "sd": 1}, "days": "working", "hours": ["07:30-11:30"], "units": {}},
]
_PLAIN = st.recursive(
    st.one_of(st.booleans(), st.integers(-(2**40), 2**40), _WORDS, st.dates().map(str)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(_WORDS, inner, max_size=3)),
    max_leaves=6,
)


@st.composite
def _hierarchies(draw: st.DrawFn) -> Hierarchy:
    tiers = [
        Tier(f"t{n}", name=draw(_names()), owes=draw(st.booleans()) or n == 0) for n in range(draw(st.integers(1, 4)))
    ]
    units = [Unit("root", draw(_names()), tiers[0].id)]
    for place, tier in enumerate(tiers[1:], start=1):
        above = [unit.id for unit in units if unit.tier == tiers[place - 1].id]
        for number in range(draw(st.integers(1, 4))):
            first = draw(st.sampled_from(above))
            edges = draw(
                st.sampled_from([first, f"{first}=derived", f"{first}|root=informs" if first != "root" else first])
            )
            if len(above) > 1 and draw(st.booleans()):
                other = next(one for one in above if one != first)
                edges = f"{first}=1/3|{other}=2/3"
            opened = draw(st.sampled_from([None, "2001-02-03"]))
            units.append(Unit(f"u{place}-{number}", draw(_names()), tier.id, edges, opened_on=opened))
    return Hierarchy.from_units(tiers, units)


def _names() -> st.SearchStrategy[str]:
    return st.sampled_from(["", "Xã A", "Thị trấn “B”, nhỏ", "=1+1", "-5", "'quoted'", "a;b", "c|d", "Đông Hà"])


_ORDERS = st.sampled_from(
    [
        None,
        (),
        [After("note")],
        [After("report", "self", "warn")],
        [After("report", "superior")],
        [After("plan", "self")],
    ]
)


@st.composite
def _recurring(draw: st.DrawFn) -> dict[str, Any]:
    """What a row that comes again says: its rhythm, its clocks, and whether it holds estimates."""
    every = draw(st.sampled_from(["month", "quarter", "half", "year"]))
    window = draw(st.sampled_from([1, 15, "calendar"]))
    months, until = draw(st.sampled_from([(), (6, 12)])), draw(st.sampled_from(["2019", "2020-02-29"]))
    return {
        "period": Recurrence(every, "2019", until, months=months, window=window),
        "deadline": draw(st.sampled_from(["by the 5 of the next month", "5 working days after end of the period"])),
        "estimate": draw(st.sampled_from([None, True])),
        "rework": draw(st.sampled_from([None, "5 days after sent_back", "3 ngày làm việc kể từ ngày trả lại"])),
        "review": draw(st.sampled_from([None, "3 working days after submitted"])),
    }


@st.composite
def _plans(draw: st.DrawFn) -> Plan:
    """Plans of many kinds; a combination that contradicts itself is drawn anew."""
    hierarchy = draw(_hierarchies())
    tiers, units = [tier.id for tier in hierarchy.tiers], list(hierarchy)
    some_units = st.lists(st.sampled_from(units), max_size=3, unique=True)
    rows = [
        DutyRow("plan", tiers[-1:], **draw(_terms())),
        DutyRow("meeting", "root", kind="act", **draw(_terms())),
        DutyRow("stock", tiers, **draw(_recurring())),
        DutyRow("damage", tiers[-1:], only_if=draw(st.sampled_from(["any", "conference"])), gate="none"),
        DutyRow("note", tiers, gate=draw(st.sampled_from([None, {"quorum": "55%"}])), after=draw(_ORDERS)),
    ]
    overrides = [DutyRow(owed_by="pilot", deadline=draw(_PHRASES), override=True)]
    try:
        return Plan(
            Directive(
                draw(_WORDS.filter(str.strip)), number=draw(st.sampled_from([None, "116-KH/TU"])), issued_on="14-3-2019"
            ),
            hierarchy,
            {tier: draw(_PHRASES) for tier in draw(st.lists(st.sampled_from(tiers), unique=True))},
            groups=[Group("pilot", draw(some_units), name=draw(_WORDS))],
            duties=[
                *draw(st.lists(st.sampled_from(rows), unique_by=lambda row: row.form, max_size=3)),
                *draw(st.sampled_from([[], overrides])),
            ],
            events=[Event("conference", draw(st.sampled_from([None, "10-5-2019"])))],
            outline=[
                Section(
                    "a", title=draw(_WORDS), goes_up=draw(st.sampled_from(["gather", "rewrite"])), asked_of=tiers[:1]
                )
            ],
            indicators=[Indicator("m", title=draw(_WORDS), kind="stock", decimals=draw(st.integers(0, 3)))],
            reading=Reading(
                before=draw(st.sampled_from(["exclusive", "inclusive"])), roll=draw(st.sampled_from(["none", "next"]))
            ),
            policy=Policy(
                gate=draw(st.sampled_from(["all", "none"])),
                stragglers=draw(st.sampled_from(["hold", "reject", "supplement", "reopen"])),
                denominator=draw(st.sampled_from(["open_on_cutoff", "full_window"])),
            ),
            calendar=draw(st.sampled_from([None, "weekdays", (DayOff("2019-04-03", name="nghỉ"),)])),
            scenario=draw(st.sampled_from(_SCENARIOS)),
            processing={tiers[0]: 3} if draw(st.booleans()) else None,
        )
    except InvalidPlan:
        reject()


@st.composite
def _terms(draw: st.DrawFn) -> dict[str, Any]:
    given: dict[str, Any] = {"deadline": draw(_PHRASES), "binding": draw(st.sampled_from([None, "asked", "own"]))}
    given["clause"] = draw(st.sampled_from(["", "2.1"]))
    if draw(st.booleans()):
        given |= {
            "opens": "20-3-2019",
            "closes": "by 30-6-2019",
            "doubt": "tentative",
            "to": "issuer",
            "copies": ["root"],
        }
    return given


def _same(one: Plan, other: Plan) -> bool:
    return one == other and one.to_dict() == other.to_dict() and list(one.duties()) == list(other.duties())


@pytest.mark.slow
@settings(_PATIENT, max_examples=60)
@given(_plans())
def test_a_plan_survives_its_document(plan: Plan) -> None:
    """`parse(str(x)) == x` for plans: as plain data, as JSON, and as data without what is standard."""
    again = Plan.from_dict(json.loads(json.dumps(plan.to_dict(), allow_nan=False)))
    assert _same(again, plan)
    assert _same(Plan.from_dict(again.to_dict()), plan)
    assert Plan.from_dict(plan.to_dict(resolved=False)) == plan
    assert [str(due) for due in again.dues()] == [str(due) for due in plan.dues()]


@pytest.mark.slow
@settings(_PATIENT, max_examples=60)
@given(_plans())
def test_a_plan_survives_its_file(plan: Plan) -> None:
    """`parse(str(x)) == x` for plans as TOML: what a new file says is the plan, its words included."""
    again = parse_plan(plan_text(plan))
    assert again == plan
    assert again.to_dict(resolved=False) == plan.to_dict(resolved=False)
    assert plan_text(again) == plan_text(plan)


@pytest.mark.slow
@settings(_PATIENT, max_examples=30)
@given(_plans(), _plans(), st.data())
def test_an_edited_file_says_the_plan_and_keeps_its_comments(before: Plan, after: Plan, data: st.DataObject) -> None:
    """A commented file edited into another plan loads as that plan, and comments of tables that both have stay."""
    lines = plan_text(before).split("\n")
    marked = [f"{line} # {number}" if "=" in line and '"""' not in line else line for number, line in enumerate(lines)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.toml"
        path.write_text("# head\n" + "\n".join(marked), encoding="utf-8")
        loaded = load_plan(path)
        assert loaded == before
        wanted = data.draw(st.sampled_from(["groups", "events", "outline", "duties", "scenario", "all"]))
        arguments = after.arguments()
        changed = _replaced(loaded, arguments if wanted == "all" else {wanted: arguments[wanted]})
        save_plan(changed, path)
        assert load_plan(path) == changed
        text = path.read_text(encoding="utf-8")
        assert text.startswith("# head\n")
        title = next(line for line in marked if line.startswith("title"))
        assert wanted == "all" or title in text


def _replaced(plan: Plan, changes: Mapping[str, object]) -> Plan:
    try:
        return plan.replace(**changes)
    except InvalidPlan:
        reject()


@settings(_PATIENT)
@given(st.dictionaries(_WORDS, _PLAIN, max_size=4))
def test_a_table_survives_its_text(document: dict[str, object]) -> None:
    """What is written as TOML, `tomllib` reads as it was."""
    assert tomllib.loads(toml_text(document)) == document


# ---------------------------------------------------------------- hostile texts


_PIECES = st.sampled_from(
    ["[directive]", "[[units]]", "[[tiers]]", "[[duties]]", "[reading]", "[policy]", "[[lifecycle.states]]",
     "[calendar]", "[[calendar.days]]", "[scenario]", "title = ", "id = ", "tier = ", "reports_to = ",
     "deadline = ", "owed_by = ",
     "issued_on = ", "units = ", "name = ", "before = ", "gate = ", '"a"', "'b'", "5", "-1", "nan", "1e400", "true",
     "2019-04-05", "2019-02-30", "[1, [2]]", "{a = 1}", "{quorum = '5%'}", '"trước ngày 5/4"', '"\\u200b"', '"""',
     "\n", " ", "#", "=", "x" * 50]
)  # fmt: skip


@settings(_PATIENT)
@given(st.lists(_PIECES, max_size=60).map("".join))
def test_only_our_errors_come_of_any_text(text: str) -> None:
    """Whatever a plan file holds, it is a plan or one of our errors, with a place for every finding."""
    found = _wrong(text)
    assert all(finding.line is not None and finding.text("vi") for finding in found)
    assert bool(explain(found, text)) == bool(found)


def _wrong(text: str) -> tuple[Finding, ...]:
    try:
        parse_plan(text)
    except Invalid as error:
        return error.findings
    return ()


@settings(_PATIENT)
@given(st.binary(max_size=200), st.booleans())
def test_only_our_errors_come_of_any_bytes(content: bytes, is_table: bool) -> None:
    """Whatever bytes lie where a plan or its units should, the end is one of our errors."""
    with tempfile.TemporaryDirectory() as folder:
        plan, units = Path(folder) / "plan.toml", Path(folder) / "units.csv"
        head = '[directive]\ntitle = "T"\n[[tiers]]\nid = "a"\n[[units]]\nfile = "units.csv"\n'
        plan.write_bytes(head.encode() if is_table else content)
        units.write_bytes(content)
        try:
            load_plan(plan)
        except KehoachError:
            return


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        lambda n: "a.b.c.d.e.f.g.h = 1\n" * n,
        lambda n: "".join(f"[a{i}.b.c]\nd = 1\n" for i in range(n)),
        lambda n: "[[units]]\nid = 'x'\n" * n,
        lambda n: "a = [" + "[1], " * n + "]\n",
        lambda n: "a = {" + ", ".join(f"b{i} = 1" for i in range(n)) + "}\n",
        lambda n: 'a = """' + '\\"""' * n,
        lambda n: "a = '''" + "''\n" * n,
        lambda n: "a = ?\n" * n,
        lambda n: "[" * n,
        lambda n: "x = 1\n" * n,
        lambda n: 'deadline = "' + "12-" * n + '"\n',
    ],
)
def test_twice_the_text_takes_no_more_than_twice_the_steps(text: Callable[[int], str]) -> None:
    """Reading is linear: counted in calls of functions, twice the text costs at most 2.5 times."""
    few, many = (_calls(text(n)) for n in (200, 400))
    assert many <= 2.5 * few + 500


def _calls(text: str) -> int:
    count = 0

    def seen(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(seen)
    try:
        parse_plan(text)
    except Invalid:
        pass
    finally:
        sys.setprofile(None)
    return count
