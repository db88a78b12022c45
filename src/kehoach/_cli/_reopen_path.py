"""``kehoach reopen-path``: a report and everything above it, opened from the top down."""

from __future__ import annotations

import click

from kehoach._cli._desk import Desk
from kehoach._cli._options import acts_at, campaign, formats, language, of_form, pass_desk, store_argument, within

__all__ = ["COMMAND"]


@click.command(
    "reopen-path",
    help="""Open a report and all above it that is past draft.

    \b
    kehoach reopen-path 2019.db 19330 --reason "1520 was typed for 152"

    For a wrong figure deep down: what counts is corrected, what was sent and does not count is returned, the topmost
    first, all or nothing. What was sent stays as it was. Then the report is changed and goes up again.""",
)
@store_argument
@click.argument("unit", metavar="UNIT")
@click.option("--reason", metavar="TEXT", required=True, help="Why; it stands in every line of the log.")
@within
@of_form
@acts_at
@click.option("--by", metavar="UNIT", help="Who does it; the unit of the topmost report when left out.")
@click.option("--person", metavar="NAME", help="Which person does it.")
@click.option("--command-id", metavar="ID", help="Makes the act one, however often it is asked for.")
@click.option("--dry-run", "dry", is_flag=True, help="Rehearse: say what would happen, write nothing.")
@campaign
@formats("text", "json", "csv")
@language
@pass_desk
def COMMAND(desk: Desk, store: str, **options: object) -> int:  # noqa: N802  # the name that the table of commands asks for
    """Open the way down to a report; the answer is the exit code."""
    from kehoach._cli._path import Opening, do

    given = {name if name != "campaign_id" else "campaign": said for name, said in options.items()}
    return do(desk, Opening(store=store, **given))  # type: ignore[arg-type]  # click has made them what they are
