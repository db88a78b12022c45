"""``kehoach erase``: what lines of the log say goes for good; that it was said stays."""

from __future__ import annotations

import click

from kehoach._cli._desk import Desk
from kehoach._cli._options import acts_at, campaign, formats, language, pass_desk, store_argument

__all__ = ["COMMAND"]


@click.command(
    "erase",
    help="""Erase what lines of the log say, for good.

    \b
    kehoach erase 2019.db 7 12 --reason "names a person" --document 12/QĐ

    A LINE is a number, as kehoach log prints it. Figures, texts, data of the application and the reason go; that the
    act was done, by whom and when stays, and verify passes. Figures built on it are missing from then on. Backups and
    exported logs keep what they have. All lines are erased or none.""",
)
@store_argument
@click.argument("lines", metavar="LINE...", nargs=-1, required=True, type=click.IntRange(1))
@click.option("--reason", metavar="TEXT", required=True, help="Why; it stands in the line of the erasure.")
@click.option("--document", metavar="NUMBER", help="The document that says so, such as 12/QĐ.")
@acts_at
@click.option("--by", metavar="UNIT", help="Who decides: a superior of all whose lines they are, or issuer.")
@click.option("--person", metavar="NAME", help="Which person does it.")
@click.option("--acting-for", metavar="UNIT", help="On whose behalf.")
@click.option("--command-id", metavar="ID", help="Makes the act one, however often it is asked for.")
@click.option("--dry-run", "dry", is_flag=True, help="Rehearse: say what would happen, erase nothing.")
@campaign
@formats("text", "json", "csv")
@language
@pass_desk
def COMMAND(desk: Desk, store: str, **options: object) -> int:  # noqa: N802  # the name that the table of commands asks for
    """Erase what lines say; the answer is the exit code."""
    from kehoach._cli._erased import Erasure, do

    given = {name if name != "campaign_id" else "campaign": said for name, said in options.items()}
    return do(desk, Erasure(store=store, **given))  # type: ignore[arg-type]  # click has made them what they are
