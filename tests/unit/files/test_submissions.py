"""Submissions from tables: what is read, what is refused, and where each problem stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest

import kehoach as kh
from kehoach._clock import micros
from kehoach.errors import AmbiguousName, InvalidCommand, InvalidFile
from kehoach.files import Submissions, read_submissions
from kehoach.files._names import Codes

HANOI = timezone(timedelta(hours=7))
Read = Callable[..., Submissions]


def plan_of(*more: kh.Unit) -> kh.Plan:
    """A district of four communes, with a stock, a rate and a section."""
    communes = [("00123", "Xã Một"), ("00124", "Xã Hai"), ("00125", "Xã Ba"), ("130", "Xã Bốn")]
    units = [
        kh.Unit("461", name="Huyện Một", tier="district"),
        *(kh.Unit(one, name=name, tier="commune", reports_to="461") for one, name in communes),
        *more,
    ]
    return kh.Plan(
        kh.Directive("Tổng kết", number="116-KH/TU", issued_on="14-3-2019"),
        kh.Hierarchy.from_units([kh.Tier("district"), kh.Tier("commune")], units),
        {"commune": "before 5-4-2019"},
        indicators=[
            kh.Indicator("members", title="Số đảng viên", kind="stock"),
            kh.Indicator("rate", title="Tỷ lệ", decimals=1),
            kh.Indicator("remark", kind="text"),
        ],
        outline=[kh.Section("results", title="Kết quả")],
    )


PLAN = plan_of()


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Read a CSV text as submissions."""

    def from_text(text: str, *, plan: kh.Plan = PLAN, **options: object) -> Submissions:
        file = tmp_path / "in.csv"
        file.write_text(text, encoding="utf-8")
        return read_submissions(file, plan, **options)  # type: ignore[arg-type]

    return from_text


def codes(found: Submissions) -> list[str]:
    return [finding.code for finding in found.errors]


def test_rows_become_commands(read: Read) -> None:
    """A row gives a command with its duty, figures, texts and the instant at which the paper came."""
    found = read("unit;received_at;members;rate;results\nXã Một;3/4/2019;10;2.5;tốt\n00124;;không;;\n")
    first, second = found.commands
    assert (first.unit, first.trigger, first.data, first.sections) == (
        "00123",
        "submit",
        {"members": 10, "rate": Decimal("2.5")},
        {"results": "tốt"},
    )
    assert first.received_at == micros("2019-04-03T08:00+07:00")
    assert (second.data, second.received_at, found.findings) == ({"members": kh.NIL}, None, ())


def test_titles_and_official_words_head_columns(read: Read) -> None:
    """A heading may be a title with its measure, without marks, in any case; the running number is passed over."""
    found = read("STT,MÃ ĐƠN VỊ,Ten don vi,so dang vien (người),KẾT QUẢ,Ngày nhận\n1,00123,Xã Một,7,tốt,2019-04-03\n")
    (command,) = found.commands
    assert (command.unit, command.data, command.sections) == ("00123", {"members": 7}, {"results": "tốt"})


def test_columns_say_what_headings_mean(read: Read) -> None:
    """A mapping names the columns of a foreign table, and passes over those that mean nothing here."""
    text = "Code of unit,Số ĐV,Ghi chú\n00123,7,x\n"
    found = read(text, columns={"Code of Unit": "unit", "số đv": "members", "ghi chú": None})
    assert found.commands[0].data == {"members": 7}
    with pytest.raises(InvalidFile) as error:
        read(text, columns={"Code of unit": "unit", "Số ĐV": "membres", "Nơi": "reason"})
    assert sorted(one.code for one in error.value.findings) == ["KH504", "KH863", "KH868"]


def test_titles_above_the_heading_are_passed_over(read: Read) -> None:
    """The heading is the first row that has a column of units."""
    assert read("BÁO CÁO\n\n;;\nunit;members\n00123;1\n").rows[0].number == 5


def test_a_heading_of_several_is_told(read: Read) -> None:
    """Two indicators of one title cannot both be meant by it."""
    plan = PLAN.replace(indicators=[kh.Indicator("men", title="Số"), kh.Indicator("women", title="Số")])
    with pytest.raises(InvalidFile) as error:
        read("unit,Số\n00123,1\n", plan=plan)
    assert [(one.code, one.values["choices"]) for one in error.value.findings] == [("KH864", ("men", "women"))]


@pytest.mark.parametrize(("code", "unit"), [("123", "00123"), ("0123", "00123"), ("130", "130"), ("0130", "130")])
def test_codes_find_their_zeros_again(read: Read, code: str, unit: str) -> None:
    """A code that differs from one id only by zeros in front is that id, and a note says so."""
    found = read(f"unit,members\n{code},1\n")
    assert [command.unit for command in found.commands] == [unit]
    assert [note.code for note in found.notes] == ([] if code == unit else ["KH862"])


def test_codes_of_several_are_not_guessed(read: Read) -> None:
    """Where two ids differ only by zeros, an id as it is written is taken, a shorter code refused with the choices."""
    plan = plan_of(kh.Unit("0123", name="Xã Năm", tier="commune", reports_to="461"))
    found = read("unit,members\n123,1\n0123,1\n", plan=plan)
    assert ([command.unit for command in found.commands], codes(found)) == (["0123"], ["KH113"])
    assert "00123  Xã Một, Huyện Một" in str(found.errors[0])
    with pytest.raises(AmbiguousName):
        Codes(plan.hierarchy).unit("0123", is_number=True)  # type: ignore[arg-type]


def test_a_name_must_be_that_of_the_code(read: Read) -> None:
    """A row whose code and name are of two units is refused; a row without a code goes by its name."""
    found = read("unit,Tên đơn vị,members\n00123,Xã Hai,1\n,Xã Ba,2\n00124,xã hai,3\n")
    assert [command.unit for command in found.commands] == ["00125", "00124"]
    assert codes(found) == ["KH866"]


@pytest.mark.parametrize(
    ("numbers", "text", "figure"),
    [
        ("vi", "1.520", 1520),
        ("vi", "1 520", 1520),
        ("vi", "1\u00a0520", 1520),
        ("vi", "1.520,0", 1520),
        ("vi", "nil", kh.NIL),
        ("en", "1,520", 1520),
        ("en", "1520.0", 1520),
        ("en", "1,234,567", 1234567),
        (None, "1520", 1520),
        (None, "không phát sinh", kh.NIL),
    ],
)
def test_figures_are_read_as_offices_write_them(read: Read, numbers: str | None, text: str, figure: object) -> None:
    """Dots and commas mean what the caller says they mean."""
    assert read(f'unit,members\n00123,"{text}"\n', numbers=numbers).commands[0].data == {"members": figure}


def test_decimals_have_a_comma_in_vietnamese(read: Read) -> None:
    """1520,5 is a figure with one decimal."""
    assert read('unit,rate\n00123,"1.520,5"\n', numbers="vi").commands[0].data == {"rate": Decimal("1520.5")}


@pytest.mark.parametrize("numbers", [None, "vi", "en"])
@pytest.mark.parametrize("text", ["x", "-", "?", "1.52,0", "1..520", "12e3", "1,52.0", "٣", "1_000", "nan"])
def test_what_is_no_figure_is_refused(read: Read, numbers: str | None, text: str) -> None:
    """Marks, broken groups, exponents and foreign digits are no figures, and never zero."""
    found = read(f'unit,members\n00123,"{text}"\n', numbers=numbers)
    assert (found.commands, len(found.errors)) == ((), 1)


@pytest.mark.parametrize("text", ["1.520", "1,520", "2,5"])
def test_figures_with_two_meanings_are_refused_unless_said(read: Read, text: str) -> None:
    """Without a word about how figures are written, a dot or comma that may be either is refused."""
    assert codes(read(f'unit,rate\n00123,"{text}"\n')) == ["KH600"]


def test_every_problem_has_its_line(read: Read) -> None:
    """All wrong rows are told at once, in their order, and the right ones stay commands."""
    found = read(
        "unit,received_at,members,by\n00123,3/4/2019,1,\n9,,1,\n00124,30/2/2019,x,Huyện Mười\n,,5,\n00123,,2,\n"
        "00125,3/4/2019 25:00,1,461\n"
    )
    assert [finding.line for finding in found.errors] == [3, 4, 4, 4, 5, 6, 7]
    assert [row.command is not None for row in found.rows] == [True, False, False, False, False, False]
    assert (found.place("00123"), found.place("00124")) == (f"{found.file}:2", "")


def test_a_paper_of_today_came_before_now(read: Read) -> None:
    """When the instant of entering is known, a paper of that day came no later."""
    early = datetime(2019, 4, 3, 7, 0, tzinfo=HANOI)
    text = "unit,received_at\n00123,3/4/2019\n"
    assert read(text, now=early).commands[0].received_at == micros(early)
    assert read(text, now=early.astimezone(UTC) + timedelta(hours=5)).commands[0].received_at == micros(
        "2019-04-03T08:00+07:00"
    )


def test_ids_are_of_content(read: Read) -> None:
    """A moved row keeps its id, also when it is typed another way; a corrected row, another plan or act has another."""
    first = read("unit,members,rate\n00123,10,2.5\n00124,20,\n")
    moved = read("rate;Số đảng viên;unit\n;20;Xã Hai\n2,50;10;123\n", numbers="vi")
    ids = {command.unit: command.command_id for command in first.commands}
    assert {command.unit: command.command_id for command in moved.commands} == ids
    corrected = read("unit,members,rate\n00123,11,2.5\n").commands[0].command_id
    received = read("unit,members,rate\n00123,10,2.5\n", trigger="receive").commands[0].command_id
    elsewhere = read("unit,members,rate\n00123,10,2.5\n", plan=PLAN.replace(deadlines={})).commands[0].command_id
    assert len({ids["00123"], corrected, received, elsewhere}) == 4


def test_commands_can_be_fired(read: Read) -> None:
    """The commands of a table are acts; given twice, one by one, they are done once."""
    clock = kh.testing.ManualClock("2019-04-04T08:00+07:00")
    campaign = kh.Campaign.begin(PLAN, clock=clock, default_by="expected")
    commands = read("unit,members\n00123,10\n00124,nil\n").commands
    assert all(one.done for one in campaign.fire_many(commands))
    again = campaign.fire_many(commands, atomic=False)
    assert ([one.entry.seq for one in again if one.entry], campaign.progress().seq) == ([1, 2], 2)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separators_and_marks_do_not_matter(tmp_path: Path, separator: str) -> None:
    """Commas, semicolons or tabs, with a byte order mark and Windows line ends."""
    file = tmp_path / "in.csv"
    file.write_text(f"unit{separator}members\r\n00123{separator}1\r\n", encoding="utf-8-sig", newline="")
    assert read_submissions(file, PLAN).commands[0].data == {"members": 1}


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "KH362"), ("members\n1\n", "KH363"), ('unit\n"x\n', "KH366"), ("unit,mã\n1,2\n", "KH364")],
)
def test_a_file_that_is_no_table_is_refused(read: Read, text: str, code: str) -> None:
    """An empty file, one without units, one with an open quote, one with two columns of units."""
    with pytest.raises(InvalidFile) as error:
        read(text)
    assert code in [one.code for one in error.value.findings]


def test_a_csv_file_has_no_sheets_and_few_rows(read: Read) -> None:
    """A sheet of a CSV file, more than 100,000 rows, and a language of figures nobody knows are refused."""
    with pytest.raises(InvalidFile, match="CSV"):
        read("unit\n00123\n", sheet="Sheet1")
    with pytest.raises(InvalidFile, match="100001 rows"):
        read("unit\n" + "00123\n" * 100_000)
    with pytest.raises(InvalidCommand, match="numbers"):
        read("unit\n00123\n", numbers="fr")


def test_a_row_of_blanks_says_nothing(read: Read) -> None:
    """A row whose known columns are blank is passed over; a blank unit with a figure is not."""
    found = read("STT,unit,members\n1,,\n2,,5\n")
    assert ([row.number for row in found.rows], codes(found)) == ([3], ["KH108"])


def test_many_unknown_names_are_told_without_proposals(read: Read) -> None:
    """A wrong column is told quickly: after twenty unknown names nothing that looks alike is looked for."""
    found = read("unit\n" + "".join(f"Xã Mộ{number}\n" for number in range(30)))
    hints = [str(finding.values["hint"]) for finding in found.errors]
    assert (len(hints), ["did you mean" in hint for hint in hints]) == (30, [True] * 20 + [False] * 10)


def test_headings_are_looked_for_in_twenty_rows(read: Read) -> None:
    """Where no row near the top has a column of units, the first row is told to be no heading."""
    with pytest.raises(InvalidFile) as error:
        read("a;b\n" * 25 + "unit;members\n")
    assert "KH363" in [one.code for one in error.value.findings]


def test_a_duty_of_a_form_may_be_named(read: Read) -> None:
    """A form behind the code or the name belongs to the duty, also where zeros are lost."""
    found = read("unit\n123:report\nXã Hai:report\nXã Ba:plan\n")
    assert ([one.unit for one in found.commands], codes(found)) == (["00123", "00124"], ["KH113"])
