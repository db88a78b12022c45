"""What became of the rows of a table: a table of them, and why not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kehoach._campaign import Outcome
from kehoach._cli._desk import Desk
from kehoach._cli._endings import WRONG_FILE
from kehoach._cli._failures import explained
from kehoach._cli._outcomes import Results, broken, broken_lines, code_of_results, reasons
from kehoach._progress import hierarchy_of
from kehoach._render import Column, Plain, Table, csv_of, json_of, text_of
from kehoach._report import ACT_CELLS, Mark
from kehoach.files import Submission

__all__ = ["tell"]

_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "done": ("entered", "đã nhập"),
    "foreseen": ("would be entered", "sẽ được nhập"),
    "already": ("entered before", "đã nhập từ trước"),
    "not_done": ("not entered", "chưa nhập"),
    "refused": ("refused", "bị từ chối"),
    "wrong": ("wrong", "sai"),
}


def tell(desk: Desk, results: Results) -> int:
    """Write the table of rows to stdout and the reasons to stderr; the answer is the exit code."""
    table = _table(results)
    if desk.format == "text" and table.rows:
        shown = _worded(desk, results, table)
        desk.put(text_of(shown, lang=desk.lang, width=desk.width, color=desk.color))
    elif desk.format == "csv":
        desk.put(csv_of(table).rstrip("\n"))
    elif desk.format == "json":
        desk.put(json_of("import", _facts(results, table)))
    for line in reasons(results, desk.lang):
        desk.say(line)
    for line in broken_lines(results, desk.lang):
        desk.say(line)
    if results.sheet.findings:
        desk.say(explained(results.sheet.findings, desk.lang))
    desk.say(_summary(desk, table))
    code = code_of_results(results)
    return max(code, WRONG_FILE) if results.sheet.errors else code


def _table(results: Results) -> Table:
    """Each row of the file: its number, its unit, its figures, and what became of it."""
    hierarchy = hierarchy_of(results.campaign.plan)
    outcomes = {outcome.command.unit: outcome for outcome in results.outcomes}
    said = {key for outcome in results.outcomes for key in outcome.command.data or ()}
    every = dict.fromkeys((*(one.key for one in results.campaign.plan.indicators), *ACT_CELLS))
    keys = [key for key in every if key in said]
    rows: list[tuple[Plain, ...]] = []
    for row in results.sheet.rows:
        command = row.command
        if command is None:
            rows.append((row.number, None, None, *(None for _ in keys), "wrong"))
            continue
        data = command.data or {}
        name = hierarchy.name_of(command.unit.partition(":")[0])
        figures = tuple(_figure(data.get(key)) for key in keys)
        rows.append((row.number, command.unit, name, *figures, _became(results, outcomes[command.unit])))
    columns = [Column("row", right=True, names=True), Column("unit"), Column("name")]
    columns += [Column(key, right=key not in ACT_CELLS) for key in keys]
    return Table((*columns, Column("outcome")), tuple(rows))


def _worded(desk: Desk, results: Results, table: Table) -> Table:
    """The table with headings and words for people."""
    titles = {one.key: one.title for one in results.campaign.plan.indicators}
    heads = {"row": desk.either("row", "dòng"), **{key: title or key for key, title in titles.items()}}
    codes = {code: desk.either(*words) for code, words in _WORDS.items()}
    columns = tuple(
        Column(
            one.key,
            right=one.right,
            names=one.names,
            head=heads.get(one.key, ""),
            codes=codes if one.key == "outcome" else {},
        )
        for one in table.columns
    )
    return Table(columns, table.rows)


def _figure(value: object) -> Plain:
    """A figure as the table shows it; nil and its like by their words."""
    return str(value) if isinstance(value, Mark) else value  # type: ignore[return-value]  # a cell of the reader


def _became(results: Results, outcome: Outcome) -> str:
    if outcome.entry is None:
        return "not_done" if outcome.error is None else "refused"
    if outcome.entry.seq <= results.seen:
        return "already"
    return "foreseen" if results.dry else "done"


def _facts(results: Results, table: Table) -> dict[str, object]:
    rows = table.to_dicts()
    outcomes = {outcome.command.unit: outcome for outcome in results.outcomes}
    for fact, row in zip(rows, results.sheet.rows, strict=True):
        fact.update(_details(row, outcomes.get(row.command.unit) if row.command is not None else None))
    notes = [finding.to_dict() for finding in results.sheet.notes]
    content = [finding.to_dict() for finding in broken(results)]
    told = {"campaign": results.campaign.id, "dry_run": results.dry, "rows": rows}
    return {**told, "notes": notes, "content": content}


def _details(row: Submission, outcome: Outcome | None) -> dict[str, object]:
    facts: dict[str, object] = {"place": row.place, "findings": [finding.to_dict() for finding in row.findings]}
    if outcome is not None:
        facts["command_id"] = outcome.command.command_id
        facts["seq"] = outcome.entry.seq if outcome.entry is not None else None
        facts["blockers"] = [blocker.to_dict() for blocker in outcome.blockers]
        if outcome.error is not None:
            facts["error"] = explained(outcome.error, "en")
    return facts


def _summary(desk: Desk, table: Table) -> str:
    """How many rows of each kind there were."""
    every = [str(row[-1]) for row in table.rows]
    parts = [f"{every.count(code)} {desk.either(*words)}" for code, words in _WORDS.items() if code in every]
    counted = ", ".join(parts) or desk.either("no rows", "không có dòng nào")
    if "foreseen" in every:
        return desk.either(f"a rehearsal: {counted}; nothing was written", f"chạy thử: {counted}; chưa ghi gì")
    return counted
