"""``kehoach explore``: every state of a small plan, and the shortest way to what is wrong."""

from __future__ import annotations

from pathlib import Path

import click

from kehoach._cli._campaigns import plan_of
from kehoach._cli._desk import Desk
from kehoach._cli._endings import FINDINGS, FINE
from kehoach._cli._options import formats, language, pass_desk, plan_argument
from kehoach._render import json_of
from kehoach.testing import Exploration, explore

__all__ = ["COMMAND"]


def _returns(_context: click.Context, _param: click.Parameter, value: str) -> int | None:
    """A number, or ``any``, as often as anybody likes: None."""
    if value == "any":
        return None
    if not value.isdecimal():
        raise click.BadParameter(f"{value!r} is neither a number nor 'any'")
    return int(value)


@click.command("explore")
@plan_argument
@click.option("--acts", metavar="N", type=click.IntRange(0), help="Look so many acts deep; to the end by default.")
@click.option(
    "--returns",
    metavar="N",
    callback=_returns,
    default="1",
    show_default=True,
    help="How often reports are taken back; or 'any'.",
)
@click.option("--limit", type=click.IntRange(1), default=100_000, show_default=True, help="Look at so many states.")
@click.option("--times/--no-times", default=None, help="Let openings, dues and closings pass; or let time stand still.")
@click.option("--first", is_flag=True, help="Stop at the first thing that is wrong.")
@click.option("--script", metavar="OUT.toml", type=click.Path(dir_okay=False), help="Write what is wrong as a script.")
@formats("text", "json")
@language
@pass_desk
def command(
    desk: Desk,
    *,
    plan: str,
    acts: int | None,
    returns: int | None,
    limit: int,
    times: bool | None,
    first: bool,
    script: str | None,
) -> int:
    """Look at every state a small plan can come to.

    Under every act of everybody, breadth first, with the engine that runs campaigns: what breaks a law is shown by the
    shortest way to it. Exits with 1 where something is wrong. A large plan has more states than anybody can look at:
    then it is said that it is no proof. --script writes each way as a script for kehoach test: OUT.toml, OUT-2.toml.
    """
    found = explore(plan_of(plan, None), returns=returns, limit=limit, acts=acts, times=times, first=first)
    if desk.format == "json":
        desk.put(json_of("explore", _told(found)))
    else:
        desk.put(found.text(desk.lang))
    if script is not None:
        _write(desk, found, Path(script))
    return FINE if found.ok else FINDINGS


COMMAND = command


def _told(found: Exploration) -> dict[str, object]:
    """What was seen, as data."""
    traces = [
        {"code": trace.finding.code, "steps": [{**step.said(), "unit": list(step.unit)} for step in trace.steps]}
        for trace in found.traces
    ]
    return {
        "ok": found.ok,
        "complete": found.complete,
        "states": found.states,
        "acts": found.acts,
        "deep": found.deep,
        "returns": found.returns,
        "cut": found.cut,
        "moments": found.moments,
        "findings": [one.to_dict() for one in found.findings],
        "traces": traces,
    }


def _write(desk: Desk, found: Exploration, path: Path) -> None:
    """Write each way to what is wrong into a file of its own."""
    for number, trace in enumerate(found.traces, 1):
        target = path if number == 1 else path.with_name(f"{path.stem}-{number}{path.suffix}")
        target.write_text(trace.script.to_toml(), "utf-8")
        desk.say(desk.either(f"written: {target}", f"đã ghi: {target}"))
