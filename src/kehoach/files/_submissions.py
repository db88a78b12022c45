"""Submissions from a table: a row for each, checked against the plan, every problem at its cell."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import attrs

from kehoach._clock import Instant, micros
from kehoach._plan import Plan
from kehoach._progress import hierarchy_of
from kehoach._report import Command, Mark, stored_cell
from kehoach._spelling import nearest
from kehoach.errors import Finding, InvalidCommand, UnknownName
from kehoach.files._figures import Numbers
from kehoach.files._grid import Grid
from kehoach.files._headings import Heading, heading_of
from kehoach.files._sheet_rows import Asked, Submission, rows_of
from kehoach.files._workbook import read_grid

__all__ = ["Submissions", "asked_of", "command_id", "read_submissions", "submissions_of"]


@attrs.frozen
class Submissions:
    """What a table of submissions says.

    Attributes:
        file: The file, as it was named; of a data frame ``frame``.
        sheet: The sheet of a workbook; None for CSV.
        rows: Its rows in their order, each with its place, and its command or what is wrong with it.
        notes: What is worth knowing and stops nothing, such as codes that lost their zeros.
    """

    file: str = ""
    sheet: str | None = None
    rows: tuple[Submission, ...] = ()
    notes: tuple[Finding, ...] = ()

    @property
    def commands(self) -> tuple[Command, ...]:
        """What the right rows ask for, ready for `kehoach.Campaign.fire_many`."""
        return tuple(row.command for row in self.rows if row.command is not None)

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Everything that is wrong, in the order of the rows."""
        return tuple(finding for row in self.rows for finding in row.findings)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything that is wrong, then the notes."""
        return (*self.errors, *self.notes)

    def place(self, unit: str) -> str:
        """Where the command of a duty stands, such as ``in.csv:5``; blank where it stands nowhere."""
        return next((row.place for row in self.rows if row.command is not None and row.command.unit == unit), "")


def read_submissions(
    path: str | os.PathLike[str],
    plan: Plan,
    *,
    columns: Mapping[str, str | None] | None = None,
    sheet: str | None = None,
    numbers: Numbers | None = None,
    form: str | None = None,
    period: str | None = None,
    trigger: str | None = None,
    now: Instant | None = None,
) -> Submissions:
    """The submissions of a CSV file or a workbook, and everything that is wrong with its rows.

    The heading has a column ``unit`` (or ``Mã đơn vị``), or ``name`` (``Tên đơn vị``), or both, which must agree; and
    any of ``form`` (``Mẫu``), ``period`` (``Kỳ``), ``received_at``, ``reason``, ``by``, ``person``, ``acting_for``,
    indicators and sections, by key or title, and of acts ``done_on`` (``Ngày thực hiện``), ``manner`` and ``evidence``;
    case and marks over letters make no difference. A code without its leading zeros is matched where one unit fits. A
    blank cell says nothing; ``không`` or ``nil`` is a nil; a dash or an x is no figure. A day alone is 08:00.

    Args:
        path: The file: CSV in UTF-8 (commas, semicolons or tabs), or XLSX (at most 48 MiB unpacked); at most 100,000
            rows and 256 columns.
        plan: Whose units, indicators and sections it speaks of.
        columns: What headings mean that say it otherwise, such as ``{"Số ĐV": "members"}``; None: nothing.
        sheet: Which sheet of a workbook; None: the only visible one that holds something.
        numbers: How figures are written as text: ``"vi"`` (``1.520,5``) or ``"en"`` (``1,520.5``); None refuses what
            could be read in two ways. Numbers of a workbook are numbers.
        form: Of which form the rows are that do not say it; ``report`` when None.
        period: Of which period, likewise.
        trigger: What the rows ask for; None: what sends a report in the plan's lifecycle, and `complete` for an act.
        now: When they are entered: a paper of that day came no later. None: not known yet.

    Returns:
        Rows, commands and findings. A command's id is made of the plan and of what the row says: the same row gives
        the same id wherever it stands, a corrected row another.

    Raises:
        InvalidFile: It cannot be read, or its heading is wrong; all that is wrong with the heading at once.
        InvalidCommand: The plan has no units, or `numbers` is neither.
        UnknownName: The plan has no such `form` or `period`.
        MissingExtra: It is a workbook, and the extra ``office`` is not installed.
    """
    asked = asked_of(plan, numbers=numbers, form=form, period=period, trigger=trigger, now=now)
    grid = read_grid(Path(path), sheet=sheet, shown=str(path))
    return submissions_of(grid, heading_of(grid, plan, columns or {}), plan, asked)


def asked_of(
    plan: Plan,
    *,
    numbers: Numbers | None,
    form: str | None,
    period: str | None,
    trigger: str | None,
    now: Instant | None,
) -> Asked:
    """How the rows of a table are to be read; as `read_submissions`.

    Raises:
        InvalidCommand: The plan has no units, or `numbers` is neither.
        UnknownName: The plan has no such `form` or `period`.
    """
    if numbers not in (None, "vi", "en"):
        raise InvalidCommand(Finding("KH605", {"field": "numbers", "value": str(numbers), "legal": "vi, en"}))
    hierarchy_of(plan)
    _check(plan, form, period)
    at = None if now is None else micros(now, path="now")
    return Asked(numbers=numbers, now=at, form=form, period=period, trigger=trigger)


def submissions_of(grid: Grid, heading: Heading, plan: Plan, asked: Asked) -> Submissions:
    """What the rows below a heading say.

    Args:
        grid: The table.
        heading: Its heading.
        plan: Whose units, indicators and sections it speaks of.
        asked: How it is read.
    """
    rows, notes = rows_of(grid, heading, plan, asked)
    named = tuple(
        row if row.command is None else attrs.evolve(row, command=_identified(row.command, plan)) for row in rows
    )
    return Submissions(grid.file, grid.sheet, named, notes)


def _check(plan: Plan, form: str | None, period: str | None) -> None:
    """A form and a period that are given for all rows are of the plan."""
    if form is not None and form not in plan.forms:
        raise UnknownName("form", form, nearest(form, plan.forms))
    known = [one for one in dict.fromkeys(plan.columns.periods) if one is not None] if period is not None else []
    if period is not None and period not in known:
        raise UnknownName("period", period, nearest(period, known))


def _identified(command: Command, plan: Plan) -> Command:
    return attrs.evolve(command, command_id=command_id(plan, command))


def command_id(plan: Plan, command: Command) -> str:
    """The id that the content of a command makes: one plan, one duty, one content, one id.

    Args:
        plan: The plan.
        command: The command, its figures as the plan has them; an id that it has already makes no difference.
    """
    data = {key: _stored(value) for key, value in (command.data or {}).items()}
    received = command.received_at
    said = {
        "plan": plan.digest,
        "unit": command.unit,
        "trigger": command.trigger,
        "by": command.by,
        "person": command.person,
        "acting_for": command.acting_for,
        "reason": command.reason,
        "received_at": None if received is None else micros(received),
        "data": data,
        "sections": dict(command.sections or {}),
    }
    canonical = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"row-{hashlib.sha256(canonical.encode()).hexdigest()[:40]}"


def _stored(value: object) -> object:
    """A figure as the log keeps it."""
    return stored_cell(value) if isinstance(value, int | Decimal | Mark) else str(value)
