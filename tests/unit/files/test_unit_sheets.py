"""Units that stand in a workbook beside the plan."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kehoach.errors import Invalid, KehoachError
from kehoach.files import load_plan, read_units, save_plan

xlsxwriter = pytest.importorskip("xlsxwriter")
pytest.importorskip("python_calamine")

PLAN = """
[directive]
title = "Tổng kết"

[[tiers]]
id = "district"

[[tiers]]
id = "commune"

[[units]]
file = "units.xlsx"
"""
ROWS: list[list[Any]] = [
    ["id", "name", "tier", "reports_to", "opened_on"],
    [461, "Huyện A", "district", "", ""],
    ["019330", "Xã Một", "commune", 461, date(2019, 3, 1)],
    [],
    [19331.0, "Xã Hai", "commune", "461", ""],
]


def made(folder: Path, rows: list[list[Any]], fill: Callable[[Any, Any], object] | None = None) -> Path:
    """A plan and its workbook."""
    book = xlsxwriter.Workbook(str(folder / "units.xlsx"))
    sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(number, column, cell, day)
            else:
                sheet.write(number, column, cell)
    if fill is not None:
        fill(book, sheet)
    book.close()
    (folder / "plan.toml").write_text(PLAN, encoding="utf-8")
    return folder / "plan.toml"


def problems(path: Path) -> list[str]:
    """What is wrong, each with its place after the folder."""
    with pytest.raises(Invalid) as caught:
        load_plan(path)
    return [f"{Path(one.file or '').name}:{one.line} {one.code}" for one in caught.value.findings]


def test_units_stand_in_a_workbook(tmp_path: Path) -> None:
    """Codes may be numbers or text, days are those of the cell, and a blank row counts for nothing."""
    hierarchy = load_plan(made(tmp_path, ROWS)).hierarchy
    assert hierarchy is not None
    assert [unit.id for unit in hierarchy.units] == ["461", "019330", "19331"]
    assert hierarchy.units[1].opened_on == date(2019, 3, 1)
    assert list(read_units(tmp_path / "units.xlsx").id) == ["461", "019330", "19331"]


def test_what_is_wrong_is_told_with_its_row(tmp_path: Path) -> None:
    """The row of a finding is that of the sheet, blank rows counted."""
    rows = [*ROWS[:-1], ["x", "Xã", "commune", "999", ""]]
    assert problems(made(tmp_path, rows)) == ["units.xlsx:5 KH301"]


def test_merged_cells_and_formulas_without_a_value_are_refused(tmp_path: Path) -> None:
    """What a cell holds is never guessed."""

    def fill(book: Any, sheet: Any) -> None:
        sheet.merge_range(6, 0, 7, 0, "x")
        sheet.write_formula(8, 1, "=1/0", None, "#DIV/0!")

    found = problems(made(tmp_path, ROWS, fill))
    assert [one.split()[1] for one in found] == ["KH858", "KH860"]


def test_a_workbook_that_is_none_is_refused(tmp_path: Path) -> None:
    """A file that only bears the name of a workbook is told as such."""
    path = made(tmp_path, ROWS)
    (tmp_path / "units.xlsx").write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(KehoachError):
        load_plan(path)


def test_a_saved_plan_keeps_its_workbook_or_writes_a_table(tmp_path: Path) -> None:
    """Beside its workbook a plan goes on naming it; elsewhere its units go to a CSV file, never to a false workbook."""
    plan = load_plan(made(tmp_path, ROWS))
    before = (tmp_path / "units.xlsx").read_bytes()
    save_plan(plan.replace(directive="Sơ kết"), tmp_path / "plan.toml")
    assert (tmp_path / "units.xlsx").read_bytes() == before
    assert 'file = "units.xlsx"' in (tmp_path / "plan.toml").read_text(encoding="utf-8")
    (tmp_path / "other").mkdir()
    save_plan(plan, tmp_path / "other" / "plan.toml")
    assert not (tmp_path / "other" / "units.xlsx").exists()
    assert load_plan(tmp_path / "other" / "plan.toml") == plan
