"""``kehoach check``: what rules find in a plan or a campaign, each with its place and a caret under the spot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import attrs
import click

from kehoach import __version__
from kehoach._campaign import Campaign
from kehoach._cli._campaigns import campaign_of, is_store
from kehoach._cli._desk import Desk
from kehoach._cli._endings import FINDINGS, FINE, WRONG_FILE
from kehoach._cli._failures import explained
from kehoach._cli._instants import end_of
from kehoach._cli._options import asked_at, campaign, formats, language, pass_desk, source_argument
from kehoach._cli._ruling import choice, rules_asked
from kehoach._clock import micros
from kehoach._plan import Plan
from kehoach._progress import LogEntry, Progress
from kehoach._render import Column, Table, csv_of, github_of, json_of, sarif_of
from kehoach.errors import Finding, Invalid
from kehoach.files import Baseline, load_plan, read_baseline, silence
from kehoach.rules import Rule
from kehoach.rules._check import Subject, looked

__all__ = ["COMMAND"]

_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "error": ("error", "lỗi"),
    "warning": ("warning", "cảnh báo"),
    "note": ("note", "ghi chú"),
}


@attrs.frozen
class _Then:
    """A campaign as it stood at an instant."""

    plan: Plan
    _campaign: Campaign
    _at: int

    def progress(self) -> Progress:
        """Where everything stood."""
        return self._campaign.progress(self._at)

    def log(self) -> Sequence[LogEntry]:
        """What had been done."""
        return [entry for entry in self._campaign.log() if micros(entry.at) <= self._at]


@attrs.frozen(kw_only=True)
class _Report:
    """What is told.

    Attributes:
        findings: What was found and nobody has answered.
        rules: The rules that were asked.
        silenced: How many findings a comment answers.
        known: How many the baseline has.
        gone: How many of the baseline are not found any more.
    """

    findings: tuple[Finding, ...]
    rules: tuple[Rule, ...]
    silenced: int = 0
    known: int = 0
    gone: int = 0


@click.command(
    "check",
    help="""Say what is wrong or doubtful in a plan.

    Of a campaign in a store it says also what is doubtful in where it stands, and in each step.

    Exits with 1 when there are errors or warnings (with --strict: notes, too), and with 3 when the file is no plan at
    all; every problem is found in one run. What a comment in the plan answers is left out:

    \b
        deadline = "before 30-4-2019"  # kehoach: ignore[KH164] told by telephone""",
)
@source_argument
@choice
@click.option("--strict", is_flag=True, help="Notes count as findings, too.")
@click.option("--baseline", metavar="FILE", type=click.Path(), help="Findings that are known and not told again.")
@click.option("--update-baseline", is_flag=True, help="Write what is found now to the file of --baseline.")
@asked_at
@campaign
@formats("text", "json", "csv", "sarif", "github")
@language
@pass_desk
def check(
    desk: Desk,
    *,
    source: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    modules: tuple[str, ...],
    with_plugins: bool,
    strict: bool,
    baseline: str | None,
    update_baseline: bool,
    at: str | None,
    campaign_id: str | None,
) -> int:
    """Say what is wrong or doubtful in a plan."""
    if update_baseline and baseline is None:
        raise click.UsageError("--update-baseline needs --baseline FILE.")
    rules = rules_asked(select, ignore, modules, with_plugins=with_plugins)
    try:
        subject = _subject(source, campaign_id, at)
    except Invalid as error:
        _tell(desk, _Report(findings=error.findings, rules=rules))
        return WRONG_FILE
    report = _looked(subject, rules)
    if baseline is not None:
        report = _against(desk, report, baseline, is_written=update_baseline)
    _tell(desk, report)
    counted = [finding for finding in report.findings if strict or finding.severity != "note"]
    return FINDINGS if counted else FINE


COMMAND = check


def _subject(source: str, campaign_id: str | None, at: str | None) -> Subject:
    if not is_store(source):
        return load_plan(source)
    found = campaign_of(source, campaign_id)
    return found if at is None else _Then(found.plan, found, end_of(at, found.plan.reading.zone))


def _looked(subject: Subject, rules: tuple[Rule, ...]) -> _Report:
    plan = subject if isinstance(subject, Plan) else subject.plan
    answered = silence(plan, looked(subject, rules), rules=rules)
    return _Report(findings=answered.open, rules=rules, silenced=len(answered.silenced))


def _against(desk: Desk, report: _Report, file: str, *, is_written: bool) -> _Report:
    """What a baseline does not know; with `is_written` it knows all from now on."""
    if is_written:
        made = Baseline.of(report.findings)
        made.save(file)
        count = len(report.findings)
        desk.say(desk.either(f"{file}: {count} findings are known from now on", f"{file}: đã ghi {count} phát hiện"))
    made = Baseline.of(report.findings) if is_written else read_baseline(Path(file))
    fresh = made.fresh(report.findings)
    gone = made.gone(report.findings)
    return attrs.evolve(report, findings=fresh, known=len(report.findings) - len(fresh), gone=gone)


def _tell(desk: Desk, report: _Report) -> None:
    findings = report.findings
    if desk.format == "json":
        desk.put(json_of("check", {"findings": [finding.to_dict() for finding in findings]}))
    elif desk.format == "csv":
        desk.put(csv_of(_table(findings, desk)).rstrip("\n"))
    elif desk.format == "sarif":
        desk.put(sarif_of(findings, report.rules, version=__version__, lang=desk.lang))
    elif findings:
        desk.put(github_of(findings, lang=desk.lang) if desk.format == "github" else explained(findings, desk.lang))
    desk.say(_summary(desk, report))


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


def _summary(desk: Desk, report: _Report) -> str:
    """One line to remember: how much of what, what was left out, and where to read on."""
    vi = desk.lang == "vi"
    counts = Counter(str(finding.severity) for finding in report.findings)
    parts = [
        f"{counts[level]} {words[vi]}{'' if vi or counts[level] == 1 else 's'}"
        for level, words in _WORDS.items()
        if counts[level]
    ]
    if not parts:
        kept = len(report.rules)
        parts = [desk.either(f"nothing found by {kept} rules", f"{kept} quy tắc, không có vấn đề nào")]
    for count, en, vi_text in (
        (report.silenced, "silenced by comments", "đã bỏ qua theo chú thích"),
        (report.known, "known in the baseline", "đã có trong tệp đối chiếu"),
        (report.gone, "of the baseline gone", "trong tệp đối chiếu không còn"),
    ):
        parts += [f"{count} {desk.either(en, vi_text)}"] if count else []
    said = ", ".join(parts)
    if not report.findings or desk.format != "text":
        return said
    more = f"kehoach explain {report.findings[0].code}"
    return f"{said}; {desk.either('why', 'vì sao')}: {more}"
