"""``kehoach check``: what is wrong or doubtful in a plan, each with its place and a caret under the spot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import click

from kehoach._cli._campaigns import plan_of
from kehoach._cli._desk import Desk
from kehoach._cli._endings import FINDINGS, FINE, WRONG_FILE
from kehoach._cli._failures import explained
from kehoach._cli._options import campaign, formats, language, pass_desk, source_argument
from kehoach._render import Column, Table, csv_of, json_of
from kehoach.errors import Finding, Invalid
from kehoach.files import locate

__all__ = ["COMMAND"]

_WORDS = {"error": ("error", "lỗi"), "warning": ("warning", "cảnh báo"), "note": ("note", "ghi chú")}


@click.command("check")
@source_argument
@click.option("--strict", is_flag=True, help="Notes count as findings, too.")
@campaign
@formats("text", "json", "csv")
@language
@pass_desk
def check(desk: Desk, *, source: str, strict: bool, campaign_id: str | None) -> int:
    """Say what is wrong or doubtful in a plan.

    Exits with 1 when there are errors or warnings (with --strict: notes, too), and with 3 when the file is no plan at
    all; every problem is found in one run.
    """
    try:
        plan = plan_of(source, campaign_id)
    except Invalid as error:
        _tell(desk, error.findings)
        return WRONG_FILE
    findings = locate(plan, plan.check())
    _tell(desk, findings)
    counted = [finding for finding in findings if strict or finding.severity != "note"]
    return FINDINGS if counted else FINE


COMMAND = check


def _tell(desk: Desk, findings: Sequence[Finding]) -> None:
    if desk.format == "json":
        desk.put(json_of("check", {"findings": [finding.to_dict() for finding in findings]}))
    elif desk.format == "csv":
        desk.put(csv_of(_table(findings, desk)).rstrip("\n"))
    elif findings:
        desk.put(explained(findings, desk.lang))
    desk.say(_summary(desk, findings))


def _table(findings: Sequence[Finding], desk: Desk) -> Table:
    keys = ("code", "severity", "file", "line", "column", "path", "subject", "text", "remedy")
    rows = tuple(
        (
            *(one.code, one.severity, one.file, one.line, one.column, one.path, one.subject),
            one.text(desk.lang),
            one.remedy(desk.lang),
        )
        for one in findings
    )
    return Table(tuple(map(Column, keys)), rows)


def _summary(desk: Desk, findings: Sequence[Finding]) -> str:
    counts = Counter(finding.severity for finding in findings)
    if not counts:
        return desk.either("nothing found", "không có vấn đề nào")
    vi = desk.lang == "vi"
    parts = [f"{n} {_WORDS[level][vi]}{'' if vi or n == 1 else 's'}" for level in _WORDS if (n := counts[level])]  # type: ignore[index]  # its keys are severities
    return ", ".join(parts)
