"""``kehoach migrate``: a store of an earlier release is brought to the schema of this one."""

from __future__ import annotations

import click

from kehoach._cli._desk import Desk
from kehoach._cli._options import language, pass_desk, store_argument

__all__ = ["COMMAND"]


@click.command("migrate")
@store_argument
@language
@pass_desk
def migrate(desk: Desk, *, store: str) -> None:
    """Bring a store of an earlier release to this one.

    In one transaction, and without a way back: make a backup first.
    """
    from kehoach.stores import SQLStore

    opened = SQLStore.migrate(store)
    campaigns = len(opened.campaigns())
    desk.put(
        desk.either(
            f"{store} has the schema of this release; it holds {campaigns} campaigns",
            f"{store} đã theo cấu trúc của bản này; có {campaigns} đợt",
        )
    )


COMMAND = migrate
