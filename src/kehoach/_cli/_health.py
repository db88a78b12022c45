"""``kehoach health``: what keeps a store, and what is known to be wrong with that."""

from __future__ import annotations

import click

from kehoach._cli._desk import Desk
from kehoach._cli._endings import FINDINGS, FINE
from kehoach._cli._options import formats, language, pass_desk, store_argument
from kehoach._render import json_of, wrapped

__all__ = ["COMMAND"]


@click.command("health")
@store_argument
@formats("text", "json")
@language
@pass_desk
def health(desk: Desk, *, store: str) -> int:
    """Say with what and how a store is kept.

    Releases, settings, what an act survives when it was acknowledged, and what is known to be wrong with that: then the
    exit code is 1. The logs are not read; kehoach verify does that.
    """
    from kehoach.stores import SQLStore

    with SQLStore.open(store, create=False) as opened:
        found = opened.health()
    code = FINDINGS if found.findings else FINE
    if desk.format == "json":
        facts = {
            name: getattr(found, name)
            for name in ("place", "kind", "release", "driver", "schema", "durability", "campaigns", "entries")
        }
        findings = [finding.to_dict() for finding in found.findings]
        desk.put(json_of("health", {**facts, "settings": dict(found.settings), "findings": findings}))
        return code
    survives = {"power": ("a power cut", "mất điện"), "process": ("the end of the process", "tiến trình dừng")}
    en, vi = survives[found.durability]
    told = [
        f"{found.kind} {found.release} ({found.driver})",
        desk.either(
            f"schema {found.schema}, {found.campaigns} campaigns, {found.entries} entries",
            f"lược đồ {found.schema}, {found.campaigns} đợt, {found.entries} dòng nhật ký",
        ),
        desk.either(f"what was acknowledged survives {en}", f"điều đã xác nhận còn nguyên khi {vi}"),
        *(f"{name} = {value}" for name, value in found.settings),
    ]
    desk.put(wrapped("\n".join(told), width=desk.width))
    for finding in found.findings:
        desk.say(f"{finding.code}: {finding.text(desk.lang)}; {finding.remedy(desk.lang)}")
    return code


COMMAND = health
