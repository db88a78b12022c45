"""``kehoach backup``: a copy of a store, proved line by line."""

from __future__ import annotations

import click

from kehoach._cli._desk import Desk
from kehoach._cli._options import formats, language, pass_desk, store_argument
from kehoach._cli._patience import patience
from kehoach._render import json_of, wrapped

__all__ = ["COMMAND"]


@click.command("backup")
@store_argument
@click.argument("target", metavar="FILE", type=click.Path())
@formats("text", "json")
@language
@pass_desk
def backup(desk: Desk, *, store: str, target: str) -> None:
    """Copy a store and check the copy.

    The database, a SQLite file, copies itself, whoever writes to it meanwhile.

    FILE must not exist yet. The head of each campaign is printed: keep it elsewhere, and hand it to kehoach verify
    --head. For PostgreSQL use pg_dump or pg_basebackup.
    """
    from kehoach.stores import SQLStore

    with SQLStore.open(store, create=False) as opened, patience(desk):
        heads = opened.backup(target)
    if desk.format == "json":
        kept = [{"campaign": head.campaign, "head": str(head)} for head in heads]
        desk.put(json_of("backup", {"file": target, "campaigns": kept}))
        return
    said = desk.either(
        f"{target} holds {len(heads)} campaigns, all as written", f"{target} có {len(heads)} đợt, đúng như đã ghi"
    )
    desk.put(wrapped("\n".join([said, *(f"{head.campaign} {head}" for head in heads)]), width=desk.width))


COMMAND = backup
