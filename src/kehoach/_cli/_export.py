"""``kehoach export``: the log of a campaign as a file: to be imported again, or for tools of process mining."""

from __future__ import annotations

from pathlib import Path

import click

from kehoach._cli._campaigns import campaign_of, store_of
from kehoach._cli._desk import Desk
from kehoach._cli._options import campaign, language, pass_desk, store_argument

__all__ = ["COMMAND"]


@click.command(
    "export",
    help="""Write the log of a campaign to a file.

    \b
    kehoach export 2019.db --log 2019.jsonl
    kehoach export 2019.db --xes 2019.xes

    As --log it holds the plan too, and everything that was said: any language can check it, and kehoach import makes
    the same campaign of it. FILE is - if left out: it is printed. An existing file is replaced.""",
)
@store_argument
@click.argument("file", type=click.Path(), default="-")
@click.option("--log", "form", flag_value="log", help="As lines of JSON with hashes; kehoach import --log reads it.")
@click.option("--xes", "form", flag_value="xes", help="As XES (IEEE 1849): a case for each report.")
@click.option("--ocel", "form", flag_value="ocel", help="As OCEL 2.0, in JSON: units, reports and events.")
@click.option("--persons", is_flag=True, help="Name the persons who acted, too.")
@campaign
@language
@pass_desk
def export(desk: Desk, *, store: str, file: str, form: str | None, persons: bool, campaign_id: str | None) -> None:
    """Write the log of a campaign to a file."""
    if form is None:
        raise click.UsageError("Say as what: --log, --xes or --ocel.")
    text, entries = _logged(store, campaign_id) if form == "log" else _mined(store, campaign_id, form, persons=persons)
    if file == "-":
        desk.put(text.rstrip("\n"))
        return
    from kehoach.files._bytes import write_text

    write_text(Path(file), text)
    desk.say(desk.either(f"wrote {file}, {entries} entries", f"đã ghi {file}, {entries} dòng"))


def _mined(store: str, id: str | None, form: str, *, persons: bool) -> tuple[str, int]:
    """The text of the file, and how many entries there are."""
    from kehoach.files import ocel_of, xes_of

    opened = campaign_of(store, id)
    return (xes_of if form == "xes" else ocel_of)(opened, persons=persons), len(opened.log())


def _logged(store: str, id: str | None) -> tuple[str, int]:
    from kehoach.stores import export_log

    lines = list(export_log(store_of(store), id))
    return "".join(f"{line}\n" for line in lines), len(lines) - 1


COMMAND = export
