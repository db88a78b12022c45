"""``kehoach begin``: a plan is carried out from now on."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from kehoach._campaign import Campaign
from kehoach._cli._campaigns import Rehearsal, clock_at
from kehoach._cli._desk import Desk
from kehoach._cli._instants import local
from kehoach._cli._options import acts_at, formats, language, pass_desk, plan_argument, store_argument
from kehoach._plan import Plan
from kehoach._plan._values import FORM
from kehoach._render import json_of, shown_value
from kehoach.files import load_plan
from kehoach.stores import MemoryStore, open_store

__all__ = ["COMMAND"]


@click.command("begin")
@plan_argument
@store_argument
@click.option(
    "--id", "campaign_id", metavar="ID", help="Its name in the store; the number of the directive if left out."
)
@acts_at
@click.option("--dry-run", "dry", is_flag=True, help="Rehearse: say what would happen, write nothing.")
@formats("text", "json")
@language
@pass_desk
def begin(desk: Desk, *, plan: str, store: str, campaign_id: str | None, at: str | None, dry: bool) -> int:
    """Begin to carry out a plan.

    STORE is made if it is not there: a file such as 2019.db, or a URL such as postgresql+psycopg://host/name.
    """
    loaded = load_plan(plan)
    clock = clock_at(loaded, at)
    campaign = Campaign.begin(loaded, _target(store, dry=dry), id=campaign_id, clock=clock)
    begun = local(clock.now(), loaded.reading.zone)
    if desk.format == "json":
        facts = {"campaign": campaign.id, "store": store, "duties": loaded.columns.n, "digest": loaded.digest}
        desk.put(json_of("begin", {**facts, "begun_at": begun.isoformat(), "dry_run": dry}))
        return 0
    when = shown_value(begun, desk.lang)
    desk.put(
        desk.either(
            f"campaign {campaign.id} begun in {store} on {when}: {_owed(loaded, 'reports')}",
            f"đã bắt đầu đợt {campaign.id} trong {store} lúc {when}: {_owed(loaded, 'báo cáo')}",
        )
    )
    if dry:
        desk.say(desk.either("a rehearsal: nothing was written", "chạy thử: chưa ghi gì"))
    else:
        desk.say(desk.either(f"next: kehoach status {store}", f"tiếp theo: kehoach status {store}"))
    return 0


COMMAND = begin


def _owed(plan: Plan, reports: str) -> str:
    """How many duties there are; of several forms, how many of each."""
    columns = plan.columns
    counts = Counter(columns.forms[place] for place in columns.form_of)
    if set(counts) == {FORM}:
        return f"{columns.n} {reports}"
    return ", ".join(f"{counts[form]} {form}" for form in plan.forms)


def _target(store: str, *, dry: bool) -> object:
    """Where a campaign begins: the store itself, opened only when nothing stands against it, or a rehearsal of it."""
    if not dry:
        return store
    is_there = "://" in store or Path(store).exists()
    return Rehearsal(open_store(store)) if is_there else MemoryStore()
