"""A plan to its file: comments and order of a hand-written file stay, and a reader never finds half of it.

What is written is read back in memory first: a text that does not say exactly what the plan says is never written.
Files of units are written before the text that names them, under names that tell their content, so that the one step in
which the text takes its name changes everything at once.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import attrs

from kehoach._plan import Plan, is_list, is_table
from kehoach.errors import Finding, Invalid, StoreError
from kehoach.files._bytes import MAX_TOML, read_text, write_text
from kehoach.files._edit import edited
from kehoach.files._layout import Entries, Layout, Row, table_text, text_of
from kehoach.files._load import digest_of, load_plan, reread
from kehoach.files._unit_sheets import is_workbook
from kehoach.files._write import toml_text

__all__ = ["plan_text", "save_plan"]

_INLINE = 500  # units; more are written as a table of their own, which any spreadsheet opens
_NAME = re.compile(r"[^A-Za-z0-9._-]+")


@attrs.frozen
class _Text:
    """What is to be written: the plan's text, and files of units beside it by name."""

    text: str
    tables: Mapping[str, str]


def plan_text(plan: Plan) -> str:
    """A plan as the text of a new file, all units in it.

    >>> print(plan_text(Plan("Tổng kết", tiers=["commune"], deadlines={"commune": "before 5-4-2019"})), end="")
    [directive]
    title = "Tổng kết"
    <BLANKLINE>
    [[tiers]]
    id = "commune"
    deadline = "before 5-4-2019"
    """
    return toml_text(plan.to_dict(resolved=False))


def save_plan(plan: Plan, path: str | os.PathLike[str]) -> None:
    """Write a plan to a file.

    A plan that was loaded from a file keeps that file's comments and order, wherever it is saved: only what differs is
    edited. Units stay in the CSV file they came from as long as they are the same; changed ones, and more than 500 of a
    new plan, go to another file beside it.

    Args:
        plan: The plan.
        path: The file; one that exists is replaced in one step, by its name.

    Raises:
        StoreError: The folder may not be written, the disk is full, the file was changed after it was loaded, or is no
            plan; the former file is as it was then.
    """
    where = Path(path)
    for made in _ways(plan, where):
        if made is not None and _says(made, plan, where.parent):
            _write(made, where)
            if plan.origin.source is not None:
                plan.origin.source.seen.append(digest_of(made.text))
            return
    raise StoreError(Finding("KH846", {"file": str(where)}, file=str(where)))


def _write(made: _Text, where: Path) -> None:
    for name, text in made.tables.items():
        if text_of(where.parent / name) != text:
            write_text(where.parent / name, text)
    write_text(where, made.text)


def _says(made: _Text, plan: Plan, folder: Path) -> bool:
    """Whether a text, read back, is the plan."""
    if len(made.text.encode()) > MAX_TOML:
        return False
    try:
        return reread(made.text, plan, folder, made.tables) == plan
    except Invalid:
        return False


def _ways(plan: Plan, where: Path) -> Iterator[_Text | None]:
    """Ways of writing the plan, the kindest to the file first."""
    base = _base(plan, where)
    if base is not None:
        yield _edited(plan, base, where, is_gentle=True)
        yield _edited(plan, base, where, is_gentle=False)
    document = plan.to_dict(resolved=False)
    entries = _whole(plan, where)
    yield _Text(toml_text({**document, "units": entries.rows} if entries.rows else document), entries.tables)


def _whole(plan: Plan, where: Path) -> Entries:
    """All units in one place: in the text, or in a file when they are many."""
    rows = _rows(plan.to_dict(resolved=False))
    if len(rows) <= _INLINE:
        return Entries(tuple(rows), {})
    text = table_text(rows)
    name = f"{_NAME.sub('-', where.stem)[:60] or 'plan'}-units-{digest_of(text)[:8]}.csv"
    return Entries(({"file": name},), {name: text})


def _rows(document: Mapping[str, object]) -> list[Row]:
    units = document.get("units")
    return [row for row in units if is_table(row)] if is_list(units) else []


# ---------------------------------------------------------------- the base


def _base(plan: Plan, where: Path) -> Plan | None:
    """The plan whose text is edited: the one on disk, or the one it was loaded from; None where there is neither.

    Raises:
        StoreError: The file was changed after it was loaded, or is no plan.
    """
    source = plan.origin.source
    if not where.exists():
        return plan.origin if source is not None else None
    try:
        text = read_text(where, most=MAX_TOML)
        is_own = source is not None and source.path == str(where.resolve())
        if source is not None and is_own and text == source.text:
            return plan.origin
        if source is not None and is_own and digest_of(text) not in source.seen:
            raise StoreError(Finding("KH844", {"file": str(where)}, file=str(where)))
        on_disk = load_plan(where, guards=plan.lifecycle.callables())
    except Invalid as error:
        raise StoreError(Finding("KH845", {"file": str(where)}, file=str(where))) from error
    return plan.origin if source is not None and not is_own else on_disk


def _edited(plan: Plan, base: Plan, where: Path, *, is_gentle: bool) -> _Text | None:
    """The text of the base, edited to what the plan says.

    Args:
        plan: The plan.
        base: The plan that the text says now.
        where: Where it will lie.
        is_gentle: Whether units stay where they stand, in files and in the text; else all go to one place.
    """
    source = base.source
    if source is None:
        return None
    old, new = _document(base), _document(plan)
    layout = Layout(source, _rows(old), _rows(new))
    entries = layout.kept() if is_gentle else _whole(plan, where)
    tables = {_free(name, text, where): text for name, text in entries.tables.items()}
    renamed = dict(zip(entries.tables, tables, strict=True))
    rows = [{"file": renamed[str(row["file"])]} if "file" in row else row for row in entries.rows]
    return _Text(edited(source.text, {**old, "units": layout.entries()}, {**new, "units": rows}), tables)


def _document(plan: Plan) -> dict[str, object]:
    """The plan as its file has it, reading and policy in full: a file may write out what is the default."""
    whole = plan.to_dict()
    return {"reading": whole["reading"], "policy": whole["policy"]} | {
        key: value for key, value in plan.to_dict(resolved=False).items() if key not in ("reading", "policy")
    }


def _free(name: str, text: str, where: Path) -> str:
    """A name beside the plan under which the text lies, or may be written without touching another file."""
    target = where.parent / name
    is_new = not target.exists() and target.parent.is_dir() and not is_workbook(name)  # what is written is CSV
    if text_of(target) == text or is_new:
        return name
    stem = _NAME.sub("-", Path(name).stem)[:60] or "units"
    return f"{stem}-{digest_of(text)[:8]}.csv"
