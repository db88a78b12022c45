"""``kehoach verify``: whether the log is the one that was written."""

from __future__ import annotations

import click

from kehoach._cli._campaigns import campaign_of
from kehoach._cli._desk import Desk
from kehoach._cli._endings import FINDINGS, FINE
from kehoach._cli._failures import explained
from kehoach._cli._options import campaign, formats, language, pass_desk, store_argument
from kehoach._cli._patience import patience
from kehoach._render import json_of, wrapped
from kehoach.errors import Tampered
from kehoach.stores import Verified

__all__ = ["COMMAND", "verified_text"]

_NAMED = 3  # lines by their numbers; more are counted


@click.command("verify")
@store_argument
@click.option(
    "--head", "head", metavar="N:HASH", help="A head that was kept elsewhere, as verify or backup printed it."
)
@campaign
@formats("text", "json")
@language
@pass_desk
def verify(desk: Desk, *, store: str, head: str | None, campaign_id: str | None) -> int:
    """Check that the log was not changed.

    Every line holds a hash over itself and the line before. The head is printed, the number and hash of the last line:
    keep it elsewhere, hand it in again with --head, and a log that was cut or rewritten from the start will be noticed.
    Exits with 1 when a line does not fit, and names it.
    """
    try:
        opened = campaign_of(store, campaign_id)
        with patience(desk):
            found = opened.verify(head)
    except Tampered as error:
        desk.say(explained(error, desk.lang))
        if desk.format == "json":
            findings = [finding.to_dict() for finding in error.findings]
            desk.put(json_of("verify", {"ok": False, "seq": error.seq, "findings": findings}))
        return FINDINGS
    if desk.format == "json":
        desk.put(
            json_of(
                "verify",
                {
                    "ok": True,
                    "campaign": opened.id,
                    "entries": found.entries,
                    "head": found.head,
                    "erased": found.erased,
                },
            )
        )
    else:
        desk.put(wrapped(verified_text(desk, found), width=desk.width))
    return FINE


COMMAND = verify


def verified_text(desk: Desk, found: Verified) -> str:
    """How many lines there are, and the last hash."""
    said = desk.either(f"{found.entries} entries, all as written", f"{found.entries} dòng, đúng như đã ghi")
    gone = found.erased
    if gone:
        shown = ", ".join(map(str, gone[:3])) + (", …" if len(gone) > _NAMED else "")
        said += "\n" + desk.either(
            f"content erased of {len(gone)} ({shown})", f"đã xóa nội dung {len(gone)} dòng ({shown})"
        )
    return f"{said}\n{desk.either('last hash', 'mã băm cuối')} {found.head}"
