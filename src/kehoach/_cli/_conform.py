"""``kehoach conform``: whether a log from elsewhere is what a plan says."""

from __future__ import annotations

import click

from kehoach._cli._campaigns import plan_of
from kehoach._cli._desk import Desk
from kehoach._cli._endings import FINDINGS, FINE
from kehoach._cli._options import campaign, formats, language, pass_desk, source_argument
from kehoach._cli._wishes import pairs
from kehoach._render import Column, Table, csv_of, json_of
from kehoach.testing import Conformance, conform

__all__ = ["COMMAND"]


@click.command("conform")
@source_argument
@click.argument("log", metavar="LOG.csv", type=click.Path())
@click.option(
    "--columns", "-c", metavar="HEADING=KEY", multiple=True, help="Which heading means unit, act or time."
)  # fmt: skip
@campaign
@formats("text", "json", "csv")
@language
@pass_desk
def conform_(desk: Desk, *, source: str, log: str, columns: tuple[str, ...], campaign_id: str | None) -> int:
    """Replay a log from elsewhere, and name what is not as planned.

    LOG.csv has a row for each act: unit, act, time. What came too early, late, after the close or out of order, what
    was skipped, and units and acts that the plan does not know, are named with their lines. Exits with 1 when there is
    anything.
    """
    named = {key: heading for heading, key in pairs(columns, "--columns").items()}
    found = conform(plan_of(source, campaign_id), log, columns=named)
    if desk.format == "json":
        desk.put(json_of("conform", found.to_dict()))
    elif desk.format == "csv":
        desk.put(csv_of(_table(desk, found)).rstrip("\n"))
    elif found.deviations:
        desk.put("\n".join(one.text(desk.lang) for one in found.deviations))
    desk.say(_summary(desk, found))
    return FINE if found.ok else FINDINGS


COMMAND = conform_


def _table(desk: Desk, found: Conformance) -> Table:
    keys = ("line", "unit", "act", "kind", "skipped", "text")
    rows = tuple(
        (
            *(one.occurrence.line, one.occurrence.unit, one.occurrence.act, one.kind, one.skipped),
            one.finding.text(desk.lang),
        )
        for one in found.deviations
    )
    return Table(tuple(map(Column, keys)), rows)


def _summary(desk: Desk, found: Conformance) -> str:
    """How much is as planned, and how much in time."""
    counted = f"{found.synchronous} of {found.events} acts as planned, fitness {found.fitness:.3f}"
    counted_vi = f"{found.synchronous}/{found.events} việc đúng kế hoạch, độ phù hợp {found.fitness:.3f}"
    return desk.either(
        f"{counted}; {found.in_time} of {found.dated} in time",
        f"{counted_vi}; {found.in_time}/{found.dated} đúng hạn",
    )
