"""``kehoach import``: the reports of a table, each row once, however often the file is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kehoach._cli._desk import Desk
from kehoach._cli._options import acts_at, campaign, formats, language, of_form, pass_desk, store_argument
from kehoach._cli._wishes import IMPORT, RECEIVE, pairs

if TYPE_CHECKING:
    from kehoach._cli._acts import Wish

__all__ = ["COMMAND"]


@click.command(
    "import",
    help="""Enter the reports of a table, or the log of a campaign.

    \b
    kehoach import 2019.db received.csv --dry-run
    kehoach import 2019.db received.xlsx --numbers vi --columns "Số ĐV=members"
    kehoach import other.db --log 2019.jsonl

    FILE is CSV, or XLSX with the extra office. Its columns are unit (or Mã đơn vị) or name, form and period where a
    unit owes several, received_at, reason, by, person, acting_for, those of indicators and sections, by key or title,
    and of acts done_on, manner and evidence. A row that was entered before is passed over, wherever it stands; a
    corrected row is a new act. When one row is wrong, nothing is done, unless --partial.""",
)
@store_argument
@click.argument("source", metavar="FILE", type=click.Path(), required=False)
@click.option("--log", "log", metavar="FILE", help="Rebuild a campaign from a log that kehoach export wrote.")
@click.option(
    "--columns", "-c", metavar="HEADING=KEY", multiple=True, help="What a heading means; HEADING= passes it over."
)
@click.option("--numbers", type=click.Choice(["vi", "en"]), help="How figures are written: 1.520,5 or 1,520.5.")
@click.option("--sheet", metavar="NAME", help="Which sheet of a workbook.")
@of_form
@click.option("--receive", "receive", is_flag=True, help="Submit, review and aggregate each in one act.")
@acts_at
@click.option("--by", metavar="UNIT", help="Who enters them; who is expected when left out.")
@click.option("--person", metavar="NAME", help="Which person enters them.")
@click.option("--acting-for", metavar="UNIT", help="On whose behalf.")
@click.option("--received-at", metavar="DAY|INSTANT", help="When the papers came, where a row does not say it.")
@click.option("--dry-run", "dry", is_flag=True, help="Rehearse: say what would happen, write nothing.")
@click.option("--partial", is_flag=True, help="Each row for itself; otherwise all or none.")
@campaign
@formats("text", "json", "csv")
@language
@pass_desk
def table(desk: Desk, *, store: str, source: str | None, log: str | None, receive: bool, **options: object) -> int:
    """Enter the reports of a table, or the log of a campaign."""
    if (source is None) == (log is None):
        raise click.UsageError("Give the FILE of a table, or --log and the file of a log.")
    if log is not None:
        return _rebuilt(desk, store, log)
    from kehoach._cli._acts import acted
    from kehoach._cli._imported import tell

    return tell(desk, acted(desk, _wish(store, RECEIVE if receive else IMPORT, {"source": source, **options})))


def _rebuilt(desk: Desk, store: str, log: str) -> int:
    """A campaign from its log; a store that is not there is made."""
    from pathlib import Path

    from kehoach._cli._patience import patience
    from kehoach.stores import SQLStore, import_log

    with Path(log).open(encoding="utf-8", newline="\n") as lines, SQLStore.open(store) as opened, patience(desk):
        head = import_log(opened, lines, name=log)
    desk.say(desk.either(f"{head.seq} entries, all as exported", f"{head.seq} dòng, đúng như đã xuất"))
    return 0


def _wish(store: str, trigger: str, options: dict[str, object]) -> Wish:
    from kehoach._cli._acts import Wish

    columns = pairs(options.pop("columns", ()), "--columns")  # type: ignore[arg-type]  # click has made them
    chosen = options.pop("campaign_id", None)
    return Wish(
        store=store,
        trigger=trigger,
        columns=columns,
        campaign=chosen,  # type: ignore[arg-type]
        identified=True,
        **options,  # type: ignore[arg-type]
    )


COMMAND = table
