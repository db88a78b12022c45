"""``kehoach export``: the log of a campaign for tools of process mining."""

from __future__ import annotations

from pathlib import Path

import click

from kehoach._cli._campaigns import campaign_of
from kehoach._cli._desk import Desk
from kehoach._cli._options import campaign, language, pass_desk, store_argument

__all__ = ["COMMAND"]


@click.command("export")
@store_argument
@click.argument("file", type=click.Path(), default="-")
@click.option("--xes", "form", flag_value="xes", help="As XES (IEEE 1849): a case for each report.")
@click.option("--ocel", "form", flag_value="ocel", help="As OCEL 2.0, in JSON: units, reports and events.")
@click.option("--persons", is_flag=True, help="Name the persons who acted, too.")
@campaign
@language
@pass_desk
def export(desk: Desk, *, store: str, file: str, form: str | None, persons: bool, campaign_id: str | None) -> None:
    """Write the log for tools of process mining.

    FILE is - if left out: it is printed. An existing file is replaced.
    """
    from kehoach.files import ocel_of, xes_of

    if form is None:
        raise click.UsageError("Say as what: --xes or --ocel.")
    opened = campaign_of(store, campaign_id)
    text = (xes_of if form == "xes" else ocel_of)(opened, persons=persons)
    if file == "-":
        desk.put(text.rstrip("\n"))
        return
    from kehoach.files._bytes import write_text

    write_text(Path(file), text)
    entries = len(opened.log())
    desk.say(desk.either(f"wrote {file}, {entries} entries", f"đã ghi {file}, {entries} dòng"))


COMMAND = export
