"""``kehoach rules``: the rules there are, and which of them never or always find something."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePath

import click

from kehoach._cli._campaigns import campaign_of, is_store
from kehoach._cli._desk import Desk
from kehoach._cli._endings import FINDINGS, FINE
from kehoach._cli._failures import explained
from kehoach._cli._options import formats, language, pass_desk
from kehoach._cli._ruling import choice, rules_asked
from kehoach._render import Column, Table, csv_of, json_of, text_of
from kehoach.files import load_plan
from kehoach.rules import Exercise, Rule, exercise
from kehoach.rules._check import Subject

__all__ = ["COMMAND"]


@click.command("rules")
@click.argument("sources", metavar="[PLAN|STORE|SCRIPT]...", nargs=-1, type=click.Path())
@choice
@click.option("--exercise", "exercised", is_flag=True, help="Say which rules never or always find something in them.")
@formats("text", "json", "csv")
@language
@pass_desk
def rules(
    desk: Desk,
    *,
    sources: tuple[str, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    modules: tuple[str, ...],
    with_plugins: bool,
    exercised: bool,
) -> int:
    """List the rules that plans are checked by.

    With --exercise they are put to the test on plans, campaigns and scripts (test_*.toml). A rule that finds nothing in
    any of them is dead or untested, and one that always finds something says nothing: then the exit code is 1. Choose
    the rules with --select and --rules.
    """
    asked = rules_asked(select, ignore, modules, with_plugins=with_plugins)
    if exercised != bool(sources):
        raise click.UsageError("--exercise and the plans to put rules to the test on go together.")
    if not exercised:
        _list(desk, asked)
        return FINE
    done = exercise(asked, _subjects(sources))
    _tell(desk, done)
    return FINE if done.ok else FINDINGS


COMMAND = rules


def _subjects(sources: Sequence[str]) -> Iterator[Subject]:
    for source in sources:
        if is_store(source):
            yield campaign_of(source, None)
        elif PurePath(source).match("test_*.toml"):
            from kehoach.testing import run_script

            yield run_script(source).campaign
        else:
            yield load_plan(source)


def _list(desk: Desk, asked: Sequence[Rule]) -> None:
    if desk.format == "json":
        keys = ("code", "name", "on", "severity", "title", "title_vi", "clause")
        desk.put(json_of("rules", {"rules": [{key: getattr(rule, key) for key in keys} for rule in asked]}))
        return
    columns = tuple(map(Column, ("code", "on", "severity", "name", "title")))
    table = Table(columns, tuple((r.code, r.on, r.severity or "", r.name, r.said(desk.lang)) for r in asked))
    desk.put(csv_of(table).rstrip("\n") if desk.format == "csv" else text_of(table, width=desk.width))
    desk.say(desk.either(f"{len(asked)} rules; each: kehoach explain CODE", f"{len(asked)} quy tắc"))


def _tell(desk: Desk, done: Exercise) -> None:
    if desk.format == "json":
        facts = {"subjects": done.subjects, "fired": dict(done.fired)}
        desk.put(json_of("exercise", {**facts, "never": list(done.never), "always": list(done.always)}))
        return
    columns = (Column("code"), Column("fired"), Column("of"), Column("name"), Column("verdict"))
    rows = tuple((r.code, done.fired[r.code], done.subjects, r.name, _verdict(desk, done, r.code)) for r in done.rules)
    table = Table(columns, rows)
    desk.put(csv_of(table).rstrip("\n") if desk.format == "csv" else text_of(table, width=desk.width))
    if done.failed:
        desk.say(explained(done.failed, desk.lang))
    never, always = len(done.never), len(done.always)
    desk.say(
        desk.either(
            f"{len(done.rules)} rules on {done.subjects}: {never} never found something, {always} always did",
            f"{len(done.rules)} quy tắc trên {done.subjects}: {never} không bao giờ báo, {always} luôn báo",
        )
    )


def _verdict(desk: Desk, done: Exercise, code: str) -> str:
    if code in done.never:
        return desk.either("never", "không bao giờ")
    return desk.either("always", "luôn luôn") if code in done.always else ""
