"""Workbooks of Excel as tables: what cells hold, what they do not, and workbooks made to hurt."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import kehoach as kh
from kehoach._clock import micros
from kehoach.errors import InvalidFile
from kehoach.files import read_submissions
from kehoach.files._figures import read_figure, text_of
from kehoach.files._grid import address
from kehoach.files._instants import of_serial
from kehoach.files._parts import MOST_UNPACKED

xlsxwriter = pytest.importorskip("xlsxwriter")
pytest.importorskip("python_calamine")

Write = Callable[..., Path]
HEADING = ("unit", "received_at", "members", "rate")


def plan() -> kh.Plan:
    """A district of two communes."""
    units = [
        kh.Unit("461", name="Huyện Một", tier="district"),
        kh.Unit("00123", name="Xã Một", tier="commune", reports_to="461"),
        kh.Unit("19330", name="Xã Hai", tier="commune", reports_to="461"),
    ]
    return kh.Plan(
        kh.Directive("Tổng kết", issued_on="14-3-2019"),
        kh.Hierarchy.from_units([kh.Tier("district"), kh.Tier("commune")], units),
        {"commune": "before 5-4-2019"},
        indicators=[kh.Indicator("members", kind="stock"), kh.Indicator("rate", decimals=1)],
    )


PLAN = plan()


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """A workbook of one sheet with a heading; the rest is filled in by a function."""

    def made(fill: Callable[[Any, Any], object], *sheets: str, **options: object) -> Path:
        file = tmp_path / "in.xlsx"
        book = xlsxwriter.Workbook(str(file), options)
        for name in sheets or ("Sheet1",):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, HEADING)
            fill(book, sheet)
        book.close()
        return file

    return made


def edited(file: Path, edit: Callable[[bytes], bytes], part: str = "xl/worksheets/sheet1.xml") -> Path:
    """A copy of a workbook with one part changed."""
    copy = file.with_name("edited.xlsx")
    with zipfile.ZipFile(file) as given, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as made:
        for one in given.infolist():
            data = given.read(one)
            made.writestr(one.filename, edit(data) if one.filename == part else data)
    return copy


def _with_end(cell: bytes, data: bytes) -> bytes:
    return data.replace(b"</sheetData>", cell)


def refused(file: Path, **options: str) -> str:
    with pytest.raises(InvalidFile) as error:
        read_submissions(file, PLAN, **options)  # type: ignore[arg-type]
    (finding,) = error.value.findings
    return finding.code


def one_row(*cells: object) -> Callable[[Any, Any], object]:
    return lambda _, sheet: sheet.write_row(1, 0, cells)


def test_cells_are_read_as_excel_keeps_them(write: Write) -> None:
    """Codes as numbers find their zeros, days are days, binary fractions have fifteen figures."""

    def fill(book: Any, sheet: Any) -> None:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        minute = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        sheet.write_row(1, 0, [123, None, 1520, 0.1 + 0.2])
        sheet.write_datetime(1, 1, datetime(2019, 4, 3), day)  # noqa: DTZ001
        sheet.write_row(2, 0, ["19330", None, "không"])
        sheet.write_datetime(2, 1, datetime(2019, 4, 3, 14, 30), minute)  # noqa: DTZ001

    found = read_submissions(write(fill), PLAN)
    first, second = found.commands
    assert (first.unit, first.data) == ("00123", {"members": 1520, "rate": Decimal("0.3")})
    assert (first.received_at, second.received_at) == (
        micros("2019-04-03T08:00+07:00"),
        micros("2019-04-03T14:30+07:00"),
    )
    assert (second.data, found.sheet, [note.code for note in found.notes]) == ({"members": kh.NIL}, "Sheet1", ["KH862"])


def test_codes_in_numbers_are_named(write: Write) -> None:
    """A column of codes that holds numbers is named, also where no zero is lost yet."""
    found = read_submissions(write(one_row(19330)), PLAN)
    assert ([one.unit for one in found.commands], [one.code for one in found.notes]) == (["19330"], ["KH869"])
    assert found.notes[0].place.endswith("in.xlsx:Sheet1!A2")


@pytest.mark.parametrize(("since_1904", "serial"), [(False, 43558), (True, 42096), (False, 43558.5)])
def test_days_may_stand_as_numbers(write: Write, since_1904: bool, serial: float) -> None:
    """A number under a heading of days is the day that Excel counts so, in either of its ways to count."""
    found = read_submissions(write(one_row("19330", serial), date_1904=since_1904), PLAN)
    hour = "08:00" if serial == int(serial) else "12:00"
    assert found.commands[0].received_at == micros(f"2019-04-03T{hour}+07:00")
    assert [one.code for one in found.notes] == ["KH867"]


@pytest.mark.parametrize("value", [2019, 20190403, True, -1, 1e9])
def test_other_numbers_are_no_days(write: Write, value: float) -> None:
    """A year, a day written as one number, a truth are no days of Excel."""
    found = read_submissions(write(one_row("19330", value)), PLAN)
    assert [(one.code, one.place) for one in found.errors] == [("KH865", f"{found.file}:Sheet1!B2")]


def test_numbers_of_a_workbook_have_no_language(write: Write) -> None:
    """Texts are read the Vietnamese way when asked, numbers as they are."""
    found = read_submissions(write(one_row("19330", "", "1.520", 2.5)), PLAN, numbers="vi")
    assert found.commands[0].data == {"members": 1520, "rate": Decimal("2.5")}


def test_formulas_and_errors_are_named(write: Write) -> None:
    """A formula gives the value of the last save; one without a value, or in error, is refused at its cell."""

    def fill(_: Any, sheet: Any) -> None:
        for row, value in enumerate(("7", "", "#DIV/0!"), 1):
            sheet.write(row, 0, ["19330", "00123", "461"][row - 1])
            sheet.write_formula(row, 2, "=3+4", None, value)

    found = read_submissions(write(fill), PLAN)
    assert [command.data for command in found.commands] == [{"members": 7}]
    assert [(one.code, one.place.rpartition("!")[2]) for one in found.findings] == [
        ("KH859", "C3"),
        ("KH860", "C4"),
        ("KH861", "C2"),
    ]


def test_a_last_row_of_formulas_alone_is_not_lost(write: Write) -> None:
    """A row that holds nothing but a formula without a value is told, not passed over."""

    def fill(_: Any, sheet: Any) -> None:
        sheet.write_row(1, 0, ["19330"])
        sheet.write_formula(5, 2, "=3+4", None, "")

    found = read_submissions(write(fill), PLAN)
    assert [row.number for row in found.rows] == [2, 6]
    assert [one.code for one in found.errors] == ["KH859", "KH108"]


def test_merged_cells_are_named(write: Write) -> None:
    """Cells that are merged beside the rows are refused with their place; a merged title is nobody's concern."""

    def merged(_: Any, sheet: Any) -> None:
        sheet.merge_range(1, 0, 2, 0, "19330")
        sheet.write_column(1, 2, [1, 2])

    found = read_submissions(write(merged), PLAN)
    assert [one.values.get("area") for one in found.errors] == ["A2:A3", "A2:A3", None]

    def titled(_: Any, sheet: Any) -> None:
        sheet.merge_range(0, 0, 0, 3, "BÁO CÁO")
        sheet.write_row(2, 0, HEADING)
        sheet.write_row(3, 0, ["19330"])

    assert len(read_submissions(write(titled), PLAN).commands) == 1


def test_the_sheet_is_named_where_there_are_several(write: Write) -> None:
    """Of several sheets that hold something one must be named; one that is not there is refused."""
    file = write(one_row("19330"), "Tháng 3", "Tháng 4")
    assert (refused(file), refused(file, sheet="Tháng 5")) == ("KH855", "KH856")
    found = read_submissions(file, PLAN, sheet="Tháng 4")
    assert found.rows[0].place.endswith("in.xlsx:'Tháng 4'!2")


def test_blank_and_hidden_sheets_do_not_count(write: Write) -> None:
    """The one visible sheet that holds something is read; a workbook that is blank is refused."""

    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(1, 0, ["19330"])
        book.add_worksheet("blank")
        hidden = book.add_worksheet("hidden")
        hidden.write(0, 0, "x")
        hidden.hide()

    assert len(read_submissions(write(fill), PLAN).commands) == 1
    blank = edited(write(one_row()), lambda data: data.partition(b"<sheetData>")[0] + b"<sheetData/></worksheet>")
    assert refused(blank) == "KH362"


def test_a_workbook_that_unpacks_to_much_is_refused_at_once(write: Write) -> None:
    """60 MB in 200 kB, or a part packed 1,000 times, is refused by the directory of the archive, in milliseconds."""
    for much in (60_000_000, 5_000_000):
        cell = b'<row r="9"><c r="A9" t="inlineStr"><is><t>' + b"a" * much + b"</t></is></c></row></sheetData>"
        file = edited(write(one_row("19330")), partial(_with_end, cell))
        started = time.process_time()
        assert refused(file) == "KH852"
        assert time.process_time() - started < 0.5
    assert MOST_UNPACKED < 60_000_000


def test_a_directory_that_lies_is_refused(write: Write) -> None:
    """A part that unpacks to more than the directory says is damaged."""
    file = write(one_row("19330"))
    data = bytearray(file.read_bytes())
    with zipfile.ZipFile(file) as parts:
        size = parts.getinfo("xl/worksheets/sheet1.xml").file_size
    at = data.rfind(size.to_bytes(4, "little"))
    data[at : at + 4] = (size // 2).to_bytes(4, "little")
    file.write_bytes(data)
    assert refused(file) == "KH850"


@pytest.mark.parametrize("corner", [b"XFD1048576", b"A200000", b"ZZ2"])
def test_a_cell_in_the_last_corner_is_refused(write: Write, corner: bytes) -> None:
    """One cell far away would be laid out as millions; a cell that is only coloured reaches nowhere."""
    far = b'<row><c r="' + corner + b'"><v>1</v></c></row></sheetData>'
    assert refused(edited(write(one_row("19330")), lambda data: data.replace(b"</sheetData>", far))) == "KH854"
    coloured = far.replace(b"<v>1</v>", b"")
    file = edited(write(one_row("19330")), lambda data: data.replace(b"</sheetData>", coloured))
    assert len(read_submissions(file, PLAN).commands) == 1


@pytest.mark.parametrize(
    ("part", "data"),
    [
        ("xl/worksheets/sheet1.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet>&b;</worksheet>'),
        ("xl/worksheets/sheet1.xml", b"<worksheet><sheetData>"),
        ("xl/workbook.xml", b"no xml"),
        ("xl/_rels/workbook.xml.rels", b""),
    ],
)
def test_damaged_parts_are_refused(write: Write, part: str, data: bytes) -> None:
    """Entities, open elements and parts that are no XML are damage."""
    assert refused(edited(write(one_row("19330")), lambda _: data, part)) == "KH850"


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"PK\x03\x04nothing", "KH850"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "KH851")],
)
def test_what_only_begins_like_a_workbook_is_refused(tmp_path: Path, data: bytes, code: str) -> None:
    """A torn archive, and a workbook of the old format or with a password, have their own words."""
    file = tmp_path / "in.xlsx"
    file.write_bytes(data)
    assert refused(file) == code


def test_an_archive_of_something_else_is_refused(tmp_path: Path) -> None:
    """A zip without a workbook in it is none, whatever it is called."""
    file = tmp_path / "in.xlsx"
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    assert refused(file) == "KH850"


def test_a_csv_file_may_be_called_xlsx(tmp_path: Path) -> None:
    """What a file is, its first bytes say."""
    file = tmp_path / "in.xlsx"
    file.write_text("unit\n19330\n", encoding="utf-8")
    assert read_submissions(file, PLAN).sheet is None


def test_cells_are_addressed_as_spreadsheets_do() -> None:
    """Letters count without a zero."""
    assert [address(0, column) for column in (0, 25, 26, 701, 702)] == ["A1", "Z1", "AA1", "ZZ1", "AAA1"]


def test_numbers_keep_fifteen_figures() -> None:
    """A number beyond what a spreadsheet keeps is no exact figure; a truth or a day is none at all."""
    members = kh.Indicator("members")
    assert read_figure(members, 10.0**14, None) == 10**14
    assert [getattr(read_figure(members, raw, None), "code", "") for raw in (1e15, True, date(2019, 4, 3))] == [
        "KH601",
        "KH600",
        "KH600",
    ]
    assert [text_of(raw) for raw in (1e-5, float("inf"), date(2019, 4, 3), True)] == [
        "0.00001",
        "inf",
        "2019-04-03",
        "True",
    ]
    assert read_figure(kh.Indicator("remark", kind="text"), 5.0, None) == "5"
    assert of_serial(43558.999999) == datetime(2019, 4, 4, tzinfo=UTC).replace(tzinfo=None)


@pytest.mark.slow
def test_without_calamine_the_error_says_how_to_get_it(write: Write) -> None:
    """A workbook needs the extra office, a CSV file does not."""
    program = (
        "import sys; sys.modules['python_calamine'] = None\n"
        "import kehoach as kh\n"
        "plan = kh.Plan(kh.Directive('x'), kh.Hierarchy.fan(commune=1))\n"
        f"try: kh.files.read_submissions({str(write(one_row('commune')))!r}, plan)\n"
        "except kh.errors.MissingExtra as error: print(error)\n"
    )
    paths = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=paths)
    assert done.stdout.strip() == "python-calamine is not installed; get it with: pip install 'kehoach[office]'"
