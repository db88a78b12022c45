"""``kehoach file``: a report that nobody asked for is kept."""

from __future__ import annotations

import click

from kehoach._cli._desk import Desk
from kehoach._cli._options import acts_at, campaign, formats, language, of_form, pass_desk, store_argument, within

__all__ = ["COMMAND"]


@click.command(
    "file",
    help="""Keep a report that nobody asked for.

    \b
    kehoach file 2019.db 19330:survey -d members=12 --received-at 3/4/2019

    Of a unit that does not owe the form, or did not at that time. It is kept with its content and counted apart; what a
    unit does owe is submitted. Without a FORM it is a report.""",
)
@store_argument
@click.argument("unit", metavar="UNIT[:FORM]")
@click.option("--data", "-d", metavar="KEY=FIGURE", multiple=True, help="A figure; also nil or n/a.")
@click.option("--section", "-s", "sections", metavar="KEY=TEXT", multiple=True, help="A text of the outline.")
@click.option("--received-at", metavar="DAY|INSTANT", help="When the paper came, said by who received it.")
@click.option("--reason", metavar="TEXT", help="Why; the log keeps it.")
@within
@of_form
@acts_at
@click.option("--by", metavar="UNIT", help="Who files it; the unit, or who received the paper, when left out.")
@click.option("--person", metavar="NAME", help="Which person does it.")
@click.option("--acting-for", metavar="UNIT", help="On whose behalf.")
@click.option("--command-id", metavar="ID", help="Makes the act one, however often it is asked for.")
@click.option("--dry-run", "dry", is_flag=True, help="Rehearse: say what would happen, write nothing.")
@campaign
@formats("text", "json", "csv")
@language
@pass_desk
def COMMAND(desk: Desk, store: str, **options: object) -> int:  # noqa: N802  # the name that the table of commands asks for
    """Keep a report; the answer is the exit code."""
    from kehoach._cli._filed import Paper, do
    from kehoach._cli._wishes import pairs

    data, sections = options.pop("data"), options.pop("sections")
    given = {name if name != "campaign_id" else "campaign": said for name, said in options.items()}
    read = {"data": pairs(data, "--data"), "sections": pairs(sections, "--section")}  # type: ignore[arg-type]  # texts
    return do(desk, Paper(store=store, **read, **given))  # type: ignore[arg-type]  # click has made them what they are
