"""``kehoach mutate``: faults are put into a plan, one at a time, and it is seen what finds them."""

from __future__ import annotations

from pathlib import Path

import click

from kehoach._cli._campaigns import plan_of
from kehoach._cli._desk import Desk
from kehoach._cli._endings import FINDINGS, FINE
from kehoach._cli._options import formats, language, pass_desk, plan_argument
from kehoach._cli._patience import patience
from kehoach._render import json_of
from kehoach.testing import Mutation, Script, mutate
from kehoach.testing._mutants import OPERATORS

__all__ = ["COMMAND"]

_PATTERN = "test_*.toml"


def _listed(ctx: click.Context, _: click.Parameter, value: bool) -> None:  # noqa: FBT001  # click's signature
    """Say every kind of fault, and end."""
    if value:
        for name, (what, _faults) in OPERATORS.items():
            click.echo(f"{name:<18} {what}")
        ctx.exit()


@click.command("mutate")
@plan_argument
@click.option("--scripts", "folders", metavar="DIR", multiple=True, type=click.Path(), help="Scripts of the plan.")
@click.option("--operator", "operators", metavar="NAME", multiple=True, help="Only this kind of fault; repeat it.")
@click.option("--fail-under", metavar="PERCENT", type=click.FloatRange(0, 100), help="Fine when so many are found.")
@click.option("--list", is_flag=True, is_eager=True, expose_value=False, callback=_listed, help="Say every kind.")
@formats("text", "json")
@language
@pass_desk
def command(
    desk: Desk, *, plan: str, folders: tuple[str, ...], operators: tuple[str, ...], fail_under: float | None
) -> int:
    """Put faults into a plan, and see what finds them.

    One fault at a time: a guard is dropped, an author reviews, a bound is a day off. The plan's scripts, the rules on
    plans and a search through every state of a small plan with the same lifecycle are held against each. Exits with 1
    when a fault survives; with --fail-under, when too many do.
    """
    read = plan_of(plan, None)
    scripts = [Script.load(file) for file in _files(folders)]
    with patience(desk) as bar:
        found = mutate(read, scripts, operators=operators or None, progress=lambda _: bar.advance())
    if desk.format == "json":
        desk.put(json_of("mutate", _told(found)))
    else:
        desk.put(found.text(desk.lang))
    if fail_under is None:
        return FINDINGS if found.survivors else FINE
    return FINE if found.share is None or found.share * 100 >= fail_under else FINDINGS


COMMAND = command


def _files(folders: tuple[str, ...]) -> list[Path]:
    """The scripts of folders, in the order of their names; a file is itself."""
    found: list[Path] = []
    for folder in map(Path, folders):
        found += sorted(folder.rglob(_PATTERN)) if folder.is_dir() else [folder]
    return found


def _told(found: Mutation) -> dict[str, object]:
    """What became of each fault, as data."""
    faults = [
        {
            "operator": one.operator,
            "what": one.what,
            "refused": one.refused,
            "found_by": dict(zip(one.found_by, one.shown_by, strict=True)),
        }
        for one in found.verdicts
    ]
    return {"faults": faults, "survivors": len(found.survivors), "share": str(found.share)}
