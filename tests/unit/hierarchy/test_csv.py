"""Facts about units as CSV."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from kehoach._hierarchy import Hierarchy, Tier, Unit, guarded, read_units, unguarded, units_from_rows, units_from_text
from kehoach.errors import InvalidHierarchy

HEAD = "id,name,tier,reports_to\n"
QUANG_TRI = Path(__file__).parents[2] / "data" / "quang_tri_2019.csv"


def told(text: str) -> str:
    with pytest.raises(InvalidHierarchy) as caught:
        Hierarchy.from_columns(None, units_from_text(text, file="units.csv"))
    return str(caught.value)


def file_with(folder: Path, raw: bytes) -> Path:
    path = folder / "units.csv"
    path.write_bytes(raw)
    return path


def test_a_file_reads_back_as_it_was_written(tmp_path: Path) -> None:
    """Writing and reading the units of a province changes nothing."""
    h = Hierarchy.from_csv(QUANG_TRI)
    h.to_csv(tmp_path / "units.csv")
    assert Hierarchy.from_csv(tmp_path / "units.csv") == h


def test_a_file_is_written_for_spreadsheets(tmp_path: Path) -> None:
    """The mark of UTF-8 comes first, lines end alike everywhere, and columns that nobody uses are left out."""
    units = [Unit("00123", "Tỉnh", "a"), Unit("b", "=1+1", "b", reports_to="00123")]
    Hierarchy.from_units("ab", units).to_csv(tmp_path / "units.csv")
    assert (tmp_path / "units.csv").read_bytes() == codecs.BOM_UTF8 + (
        "id,name,tier,reports_to\n00123,Tỉnh,a,\nb,'=1+1,b,00123\n".encode()
    )
    assert Hierarchy.from_csv(tmp_path / "units.csv").units[1].name == "=1+1"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
def test_separators_line_ends_and_marks_make_no_difference(
    tmp_path: Path, separator: str, end: str, mark: bytes
) -> None:
    """Files of several programs are read alike."""
    rows = [("id", "name", "tier", "reports_to"), ("45", "Tỉnh", "p", ""), ("461", '"Hà"', "d", "45")]
    raw = mark + end.join(separator.join(row) for row in rows).encode()
    table = read_units(file_with(tmp_path, raw))
    assert (list(table.id), list(table.name), list(table.reports_to)) == (["45", "461"], ["Tỉnh", "Hà"], ["", "45"])


def test_columns_come_in_any_order_and_others_are_left_alone() -> None:
    """The heading is read without regard to case, order and spaces; a population column is nobody's business."""
    table = units_from_text(" Tier ,population,ID,Reports_To,name,kind,\nd,12,461,45,Hà,thanh_pho,\n")
    assert (table.id, table.tier, table.reports_to, table.kind) == (["461"], ["d"], ["45"], ["thanh_pho"])


def test_blank_rows_are_passed_over_and_counted_as_lines() -> None:
    """Blank lines and rows of blank cells are no units, but they are lines of the file."""
    assert told("\n" + HEAD + "45,,p,\n\n,,,\n461,,d,54x\n") == (
        "units.csv:6: units[1].reports_to: no unit '54x'; write the id of a unit of a higher tier"
    )


def test_optional_columns_are_read() -> None:
    """Kind, days and derived edges come along."""
    text = "id,name,tier,reports_to,kind,opened_on,closed_on,derived\na,,p,,x,,,\nb,,d,a,y,1-1-2010,2020-01-01,x\n"
    h = Hierarchy.from_columns(None, units_from_text(text))
    unit = Unit("b", tier="d", reports_to="a=derived", kind="y", opened_on="2010-01-01", closed_on="1/1/2020")
    assert h.units[1] == unit


def test_tiers_are_read_from_the_edges() -> None:
    """A superior's tier stands above, whatever the order of the rows; copies say nothing."""
    rows = "c,,commune,d|d2=informs\nd,,district,p\nd2,,district,p=1/2|b=1/2\nb,,bloc,p\np,,province,b=informs\n"
    h = Hierarchy.from_columns(None, units_from_text(HEAD + rows))
    assert h.tiers == (Tier("province"), Tier("bloc"), Tier("district"), Tier("commune"))


def test_given_tiers_are_kept() -> None:
    """Tiers that are given come first, with their names and whether they owe."""
    tiers = [Tier("p", name="cấp tỉnh", owes=False), Tier("d")]
    h = Hierarchy.from_columns(tiers, units_from_text(HEAD + "a,,p,\nb,,d,a\n"))
    assert h.tiers == tuple(tiers)


def test_tiers_that_contradict_each_other_are_told_by_their_edges() -> None:
    """Where each of two tiers stands above the other, the edge that does not fit the list is named."""
    text = told(HEAD + "a,,p,\nb,,d,a\nc,,p,b\n")
    assert text.startswith("units.csv:4: units[2].reports_to: c (p) reports to b (d), which is of no higher tier")


def test_a_missing_column_is_named_with_those_present() -> None:
    """The heading must have four columns; a misspelt one is recognised."""
    assert told("id,name,tier,repots_to\na,,p,\n") == (
        "units.csv:1: units: the column 'reports_to' is missing; the heading has id, name, tier and 1 more;"
        " name the columns id, name, tier, reports_to\n"
        "units.csv:1: units: the column 'repots_to' is not read; did you mean 'reports_to'?"
    )


def test_a_misspelt_optional_column_is_named() -> None:
    """A column that nobody would read is an error when it looks like one that is read."""
    assert told("id,name,tier,reports_to,opend_on\na,,p,,\n") == (
        "units.csv:1: units: the column 'opend_on' is not read; did you mean 'opened_on'?"
    )


def test_a_column_stands_once() -> None:
    """Two columns of one name are refused."""
    assert told("id,name,tier,reports_to,ID\na,,p,,b\n").startswith(
        "units.csv:1: units: the column 'id' stands twice in the heading"
    )


@pytest.mark.parametrize("text", ["", "\n\n", "\r\n", ",,,\n"])
def test_an_empty_file_is_named(text: str) -> None:
    """A file without a heading says which line to begin with."""
    assert told(text) == (
        "units.csv:1: units: the file has no heading and no rows; begin with the line: id,name,tier,reports_to"
    )


def test_a_file_of_a_heading_has_no_units() -> None:
    """A heading alone is no hierarchy."""
    assert told(HEAD) == "units: there are no units; give at least one"


def test_an_open_quote_is_found_where_it_opens() -> None:
    """A forgotten quotation mark does not swallow the rest of the file: its row and those before it are told."""
    rows = "".join(f"u{i},,d,45\n" for i in range(10_000))
    text = told(HEAD + '45,,p,\n461,"Đông Hà,d,45\n' + rows)
    assert text == (
        "units.csv:3: units: the row that begins here cannot be read (unexpected end of data); 2 rows above it are"
        " whole; close the quotation mark, or double it inside a cell"
    )


def test_a_quote_that_closes_too_late_is_found() -> None:
    """A cell that runs over lines is refused, by the line in which it begins."""
    name, superior = told(HEAD + '45,,p,\n461,"Đông\nHà",d,45\n462,,d,455\n').splitlines()
    assert name.startswith("units.csv:3: units[1].name: 'Đông\\nHà' holds a character that cannot be seen: U+000A LINE")
    assert superior == "units.csv:5: units[2].reports_to: no unit '455'; did you mean '45'?"


def test_text_after_a_closing_quote_is_found() -> None:
    """Quotation marks inside a quoted cell are doubled, else the row is refused."""
    assert told(HEAD + '45,"Tỉnh "Quảng Trị"",p,\n').startswith("units.csv:2: units: the row that begins here")


def test_a_row_of_another_width_is_found() -> None:
    """Too many or too few cells are told with both numbers."""
    assert told(HEAD + "45,,p\n461,a,b,d,45\n462,,d,45\n") == (
        "units.csv:2: units[0]: the row has 3 cells and the heading 4; put a cell that holds the separator in quotation"
        " marks\n"
        "units.csv:3: units[1]: the row has 5 cells and the heading 4; put a cell that holds the separator in quotation"
        " marks"
    )


def test_another_encoding_is_named_by_byte_and_line(tmp_path: Path) -> None:
    """A file in an old code page is refused, never guessed."""
    path = file_with(tmp_path, HEAD.encode() + "45,Đà,p,\n".encode("cp1258"))
    with pytest.raises(InvalidHierarchy) as caught:
        Hierarchy.from_csv(path)
    assert str(caught.value) == (
        f"{path}:2: units: the byte 0xd0 at offset 27 is not UTF-8; save the file as 'CSV UTF-8'"
    )


def test_the_offset_of_a_bad_byte_counts_the_mark(tmp_path: Path) -> None:
    """Offsets are those of the file as it lies on the disk."""
    with pytest.raises(InvalidHierarchy, match="the byte 0xff at offset 3 is not UTF-8"):
        read_units(file_with(tmp_path, codecs.BOM_UTF8 + b"\xff"))


def test_utf_16_is_refused_at_its_first_byte(tmp_path: Path) -> None:
    """What spreadsheets call Unicode text is told how to save."""
    with pytest.raises(InvalidHierarchy, match=r"units.csv:1: units: the byte 0xff at offset 0 is not UTF-8"):
        read_units(file_with(tmp_path, HEAD.encode("utf-16")))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """A missing file is a finding with its cause, and the error of the system stands behind it."""
    with pytest.raises(InvalidHierarchy, match="the file cannot be read: No such file or directory") as caught:
        Hierarchy.from_csv(tmp_path / "nowhere.csv")
    assert isinstance(caught.value.__cause__, FileNotFoundError)


def test_a_cell_of_no_end_is_refused() -> None:
    """A cell longer than the reader's bound is an unreadable row, not a crash."""
    assert told(HEAD + f"45,{'a' * 200_000},p,\n").startswith("units.csv:2: units: the row that begins here")


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=SUM(A1)", "'=SUM(A1)"),
        ("+84", "'+84"),
        ("-A", "'-A"),
        ("@x", "'@x"),
        ("\tx", "'\tx"),
        ("-5", "-5"),
        ("-0,5", "-0,5"),
        ("00123", "00123"),
        ("'=a", "''=a"),
        ("'a", "'a"),
        ("", ""),
    ],
)
def test_formulas_are_written_as_text(cell: str, written: str) -> None:
    """What would run gets an apostrophe, numbers and texts do not, and reading undoes it."""
    assert (guarded(cell), unguarded(written)) == (written, cell)


def test_rows_of_another_reader_are_taken_as_they_are() -> None:
    """Cells from a workbook carry no apostrophes of ours."""
    rows = [("id", "name", "tier", "reports_to"), ("45", "'=a", "p", "")]
    assert units_from_rows(rows, file="units.xlsx", lines=[4, 7]).name == ["'=a"]
    assert units_from_rows(rows, file="units.xlsx", lines=[4, 7]).place(0).line == 7
    assert units_from_rows(rows).place(0).line == 2


def test_a_list_with_the_edges_of_the_design_is_read() -> None:
    """Shares and copies are written in one cell."""
    rows = "t,,p,\nA,,d,t\nB,,d,t\nC,,d,t\nx,,c,A=1/2|B=1/2|C=informs\n"
    h = Hierarchy.from_columns(None, units_from_text(HEAD + rows))
    assert (h.superiors("x"), h.informed("x")) == (("A", "B"), ("C",))
