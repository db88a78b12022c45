"""``kehoach test``: run scripts, and say what came otherwise than they expect."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import attrs
import click

from kehoach._cli._desk import Desk
from kehoach._cli._endings import FINDINGS, FINE, WRONG_FILE
from kehoach._cli._failures import explained
from kehoach._cli._options import formats, language, pass_desk
from kehoach._cli._patience import patience
from kehoach._render import json_of
from kehoach.errors import Finding, Invalid
from kehoach.files._bytes import write_text
from kehoach.testing import Coverage, ScriptResult, run_script
from kehoach.testing._script_update import updated

__all__ = ["COMMAND"]

_PATTERN = "test_*.toml"


@attrs.frozen(eq=False)
class _Run:
    """What became of one file.

    Attributes:
        file: The file.
        result: What became of the script; None where the file is wrong.
        problems: What is wrong with the file.
        changed: How many expectations were rewritten.
    """

    file: Path
    result: ScriptResult | None = None
    problems: tuple[Finding, ...] = ()
    changed: int = 0

    @property
    def code(self) -> int:
        """The exit code of a run of it alone."""
        if self.result is None:
            return WRONG_FILE
        return FINE if self.result.ok else FINDINGS


@click.command("test")
@click.argument("paths", metavar="FILE...", nargs=-1, required=True, type=click.Path())
@click.option("--update", is_flag=True, help="Rewrite expectations that did not come true; comments stay.")
@click.option("--coverage", "covers", is_flag=True, help="Say what of their plans no script touches.")
@formats("text", "json")
@language
@pass_desk
def test(desk: Desk, *, paths: tuple[str, ...], update: bool, covers: bool) -> int:
    """Run scripts: acts, and what is expected then.

    FILE is a script, or a folder: then every test_*.toml below it. Nothing is stored, and no time passes. Exits with 1
    when something came otherwise than a script expects, and with 3 when a script cannot be read.
    """
    files = [*_files(paths)]
    runs: list[_Run] = []
    coverage = Coverage() if covers else None
    with patience(desk) as bar:
        bar.expect(len(files))
        for file in files:
            runs.append(_run(file, coverage, update=update))
            bar.advance()
    if desk.format == "json":
        told = {} if coverage is None else {"coverage": coverage.to_dict()}
        desk.put(json_of("test", {"scripts": [_facts(run) for run in runs], **told}))
    else:
        for run in runs:
            desk.put(_told(desk, run))
        if coverage is not None:
            desk.put(coverage.text(desk.lang))
    desk.say(_summary(desk, runs))
    return max((run.code for run in runs), default=FINE)


COMMAND = test


def _files(paths: Iterable[str]) -> Iterator[Path]:
    """The files of scripts, those of a folder in the order of their names.

    Raises:
        UsageError: A folder has none.
    """
    for text in paths:
        path = Path(text)
        if not path.is_dir():
            yield path
            continue
        found = sorted(path.rglob(_PATTERN))
        if not found:
            raise click.UsageError(f"There is no {_PATTERN} in {text}.")
        yield from found


def _run(file: Path, coverage: Coverage | None, *, update: bool) -> _Run:
    """Run one script; where it is to be updated, write what came, and run it again."""
    try:
        result = run_script(file, witness=coverage)
        if coverage is not None:
            coverage.add(result)
        text = updated(result) if update else None
        if text is None:
            return _Run(file, result)
        write_text(file, text)
        return _Run(file, run_script(file), changed=len(result.failures))
    except Invalid as error:
        return _Run(file, problems=error.findings)


def _told(desk: Desk, run: _Run) -> str:
    """A line for a script, and what came otherwise under it."""
    if run.result is None:
        head, findings = desk.either("wrong", "sai"), run.problems
    else:
        head = desk.either("ok", "đạt") if run.result.ok else desk.either("failed", "không đạt")
        findings = run.result.findings
    line = f"{head:<9} {run.file}"
    if run.result is not None:
        script = run.result.script
        steps = len(script.steps)
        line += f"  {script.title}".rstrip()
        line += desk.either(f" ({steps} step{'' if steps == 1 else 's'})", f" ({steps} bước)")
    if run.changed:
        line += desk.either(f", {run.changed} rewritten", f", đã viết lại {run.changed} chỗ")
    return "\n".join([line, *([explained(findings, desk.lang)] if findings else [])])


def _summary(desk: Desk, runs: Sequence[_Run]) -> str:
    good = sum(run.code == FINE for run in runs)
    bad, wrong = sum(run.code == FINDINGS for run in runs), sum(run.code == WRONG_FILE for run in runs)
    parts = [desk.either(f"{good} as expected", f"{good} đúng như mong đợi")]
    parts += [desk.either(f"{bad} not", f"{bad} không đúng")] if bad else []
    parts += [desk.either(f"{wrong} wrong", f"{wrong} tệp sai")] if wrong else []
    return ", ".join(parts)


def _facts(run: _Run) -> dict[str, object]:
    """A run for programs."""
    facts: dict[str, object] = {"file": str(run.file), "ok": run.code == FINE, "changed": run.changed}
    if run.result is None:
        return facts | {"findings": [one.to_dict() for one in run.problems]}
    script = run.result.script
    failures = [{"step": one.step, **one.finding.to_dict()} for one in run.result.failures]
    return facts | {"title": script.title, "steps": len(script.steps), "failures": failures}
