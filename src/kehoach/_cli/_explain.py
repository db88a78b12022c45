"""``kehoach explain``: the page of a code, offline."""

from __future__ import annotations

from collections.abc import Sequence

import click

from kehoach._cli._desk import Desk
from kehoach._cli._endings import FINE
from kehoach._cli._options import formats, language, pass_desk
from kehoach._cli._ruling import choice, rules_asked
from kehoach._render import json_of
from kehoach.errors import UnknownName
from kehoach.rules import Page, Rule, page
from kehoach.rules._choice import found_by

__all__ = ["COMMAND"]


@click.command("explain")
@click.argument("codes", metavar="CODE...", nargs=-1, required=True)
@choice
@formats("text", "json")
@language
@pass_desk
def explain(
    desk: Desk,
    *,
    codes: tuple[str, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    modules: tuple[str, ...],
    with_plugins: bool,
) -> int:
    """Explain a code: what, why, what to do.

    Of a rule there are plans that break it and keep it; of any other finding, and of what an act is refused for, the
    words. A name will do for a code, such as due-before-subordinates. With --rules, rules of one's own are explained,
    too.
    """
    own = rules_asked(select, ignore, modules, with_plugins=with_plugins) if modules or with_plugins else ()
    pages = [_page(code, own) for code in codes]
    if desk.format == "json":
        desk.put(json_of("explain", {"pages": [_facts(one) for one in pages]}))
    else:
        desk.put("\n".join(one if isinstance(one, str) else one.text(desk.lang) for one in map(_told, pages)).rstrip())
    return FINE


COMMAND = explain


def _page(code: str, own: Sequence[Rule]) -> Page | Rule:
    try:
        return page(code)
    except UnknownName:
        mine = found_by(own, code)
        if len(mine) != 1:
            raise
        return mine[0]


def _told(one: Page | Rule) -> Page | str:
    if isinstance(one, Page):
        return one
    clause = f", clause {one.clause}" if one.clause else ""
    told = (one.function.__doc__ or "").strip()
    return f"# {one.code} {one.name}\n\n{one.title} ({one.severity or 'error, warning or note'}{clause})\n\n{told}\n"


def _facts(one: Page | Rule) -> dict[str, object]:
    if isinstance(one, Rule):
        return {"code": one.code, "name": one.name, "title": one.title, "severity": one.severity, "on": one.on}
    entry, rule = one.entry, one.rule
    facts: dict[str, object] = {"code": one.code, "name": entry.name, "text": entry.en, "text_vi": entry.vi}
    facts |= {"remedy": entry.remedy_en, "remedy_vi": entry.remedy_vi}
    if rule is not None:
        facts |= {"title": rule.title, "title_vi": rule.title_vi, "severity": rule.severity, "on": rule.on}
        facts |= {"what": one.what, "why": one.why, "breaks": [case.plan for case in one.breaks]}
        facts |= {"keeps": [case.plan for case in one.keeps]}
    return facts
