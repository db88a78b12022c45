"""Tables of submissions: what is written is read back, and rows may stand in any order."""

from __future__ import annotations

import csv
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kehoach as kh
from kehoach.errors import KehoachError
from kehoach.files import Submissions, read_submissions
from kehoach.files._figures import read_figure

HIERARCHY = kh.Hierarchy.fan(district=1, commune=6)
PLAN = kh.Plan(
    kh.Directive("x", issued_on="14-3-2019"),
    HIERARCHY,
    {"commune": "before 5-4-2019"},
    indicators=[kh.Indicator("members", kind="stock"), kh.Indicator("rate", decimals=2)],
    outline=[kh.Section("results")],
)
FIELDS = ("unit", "members", "rate", "results")
TEXTS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), max_size=12).map(str.strip)
ROW = st.tuples(
    st.one_of(st.none(), st.integers(0, 10**12), st.just(kh.NIL), st.just(kh.NA)),
    st.one_of(st.none(), st.decimals(-(10**6), 10**6, places=2)),
    TEXTS.filter(lambda text: not text.startswith(("'", "="))),
)
ROWS = st.dictionaries(st.sampled_from([f"commune-{n}" for n in range(1, 7)]), ROW, min_size=1)


def read(rows: list[tuple[object, ...]], suffix: str = ".csv", **options: Any) -> Submissions:
    """Write rows under a heading, and read them as submissions."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"in{suffix}"
        if suffix == ".csv":
            with file.open("w", encoding="utf-8", newline="") as opened:
                csv.writer(opened).writerows([FIELDS, *rows])
        else:
            written(file, rows)
        return read_submissions(file, PLAN, **options)


def written(file: Path, rows: list[tuple[object, ...]]) -> None:
    book = pytest.importorskip("xlsxwriter").Workbook(str(file))
    sheet = book.add_worksheet()
    for number, row in enumerate([FIELDS, *rows]):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(number, column, cell)
            elif cell is not None:
                sheet.write_number(number, column, cell)
    book.close()


def cells(rows: dict[str, tuple[Any, Any, str]]) -> list[tuple[object, ...]]:
    """The rows as a table holds them: marks as their words."""
    return [
        (unit, str(members) if isinstance(members, type(kh.NIL)) else members, rate, text)
        for unit, (members, rate, text) in rows.items()
    ]


def said(found: Submissions) -> dict[str, tuple[object, object, str]]:
    every: dict[str, tuple[object, object, str]] = {}
    for command in found.commands:
        data = command.data or {}
        every[command.unit] = (data.get("members"), data.get("rate"), (command.sections or {}).get("results", ""))
    return every


def composed(rows: dict[str, tuple[Any, Any, str]]) -> dict[str, tuple[Any, Any, str]]:
    import unicodedata

    return {unit: (one, other, unicodedata.normalize("NFC", text).strip()) for unit, (one, other, text) in rows.items()}


@given(ROWS)
def test_what_is_written_is_read(rows: dict[str, tuple[Any, Any, str]]) -> None:
    """Figures, marks and texts of a CSV file come back as they went in."""
    found = read(cells(rows))
    assert (found.errors, said(found)) == ((), composed(rows))


@settings(max_examples=25, deadline=None)
@given(ROWS)
def test_a_workbook_says_what_the_text_says(rows: dict[str, tuple[Any, Any, str]]) -> None:
    """The same rows as a workbook are the same commands with the same ids."""
    pytest.importorskip("python_calamine")
    book, text = read(cells(rows), ".xlsx"), read(cells(rows))
    assert book.errors == ()
    assert [(one.unit, one.data, one.command_id) for one in book.commands] == [
        (one.unit, one.data, one.command_id) for one in text.commands
    ]


@given(ROWS, st.randoms(use_true_random=False))
def test_ids_do_not_depend_on_the_order(rows: dict[str, tuple[Any, Any, str]], chance: Any) -> None:
    """Rows in another order have the ids they had; a row with another figure has another id."""
    table = cells(rows)
    ids = {command.unit: command.command_id for command in read(table).commands}
    chance.shuffle(table)
    assert {command.unit: command.command_id for command in read(table).commands} == ids
    unit, (members, rate, text) = next(iter(rows.items()))
    changed = read([(unit, 5 if members != 5 else 6, rate, text)]).commands[0].command_id
    assert changed != ids[unit]


@given(st.decimals(-(10**9), 10**9, places=2), st.sampled_from(["vi", "en"]), st.booleans())
def test_figures_of_an_office_are_read_exactly(figure: Decimal, numbers: Any, grouped: bool) -> None:
    """A figure written the Vietnamese or the English way, with groups or without, is that figure."""
    text = f"{figure:,.2f}" if grouped else f"{figure:.2f}"
    if numbers == "vi":
        text = text.translate(str.maketrans(",.", ".,"))
    assert read_figure(kh.Indicator("rate", decimals=2), text, numbers) == figure


@given(st.text(max_size=200))
def test_any_text_is_a_table_or_refused(text: str) -> None:
    """Whatever stands in a file, only errors of this library come out."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "in.csv"
        file.write_bytes(f"unit,members\n{text}".encode("utf-8", "surrogatepass"))
        try:
            found = read_submissions(file, PLAN)
        except KehoachError:
            return
        assert all((row.command is None) == bool(row.findings) for row in found.rows)
