"""The duties of a status one by one: tier by tier and form by form, in large tiers who is behind under who waits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs

from kehoach._cli._desk import Desk
from kehoach._cli._groups import Group
from kehoach._cli._looking import sight_in
from kehoach._cli._standings import counts_of, opened, seen
from kehoach._plan._values import ISSUER
from kehoach._progress import Progress, hierarchy_of
from kehoach._render import Seen, counts_line, standing_line
from kehoach.errors import Lang, labelled

__all__ = ["blocks_of"]

_FEW = 20  # units of a tier that are listed without being asked for; of more, each superior with who is behind
_NAMED = 10  # units behind that are named under their superior
_APART = ("dormant", "cancelled")  # nobody waits for these: they are counted, and listed when all are


def blocks_of(desk: Desk, progress: Progress, groups: Sequence[Group], *, late: bool, every: bool) -> Iterator[str]:
    """A block of text for each tier, top to bottom.

    Args:
        desk: The language.
        progress: Where everything stands.
        groups: What is shown.
        late: Only who is overdue or was late.
        every: Every unit, also of large tiers.
    """
    lone = len(progress.plan.forms) == 1 and all(group.period is None for group in groups)
    told = False
    for tier in progress.plan.tiers:
        own = [group for group in groups if group.tier == tier.id]
        lines = [line for group in own for line in _of_group(desk, progress, group, lone=lone, late=late, every=every)]
        if lines:
            told = True
            mark = _mark(desk, progress, own[0]) if lone else ""
            name = tier.name or tier.id
            yield "\n".join([f"{name[:1].upper()}{name[1:]}{mark}", *lines])
    if late and not told:
        yield desk.either("Nobody is late.", "Không có đơn vị nào trễ hạn.")


def _mark(desk: Desk, progress: Progress, group: Group) -> str:
    if not progress.summary(group.tier, form=group.label).asked:
        return ""
    return desk.either(" (asked, in no rate)", " (đề nghị, không tính tỷ lệ)")


def _of_group(desk: Desk, progress: Progress, group: Group, *, lone: bool, late: bool, every: bool) -> Iterator[str]:
    """The lines of one form and period: how many are how far, then the units."""
    few = every or late or len(group.duties) <= _FEW
    lines = _units(progress, group, desk.lang, late=late, every=every) if few else _by_superior(progress, group, desk)
    told = list(lines)
    if late and not told:
        return
    counted = "" if late else counts_line(counts_of(progress, group.duties), lang=desk.lang)
    if not lone:
        head = f"{group.label}{_mark(desk, progress, group)}"
        counted = f"{head}: {counted[:1].lower()}{counted[1:]}" if counted else head
    if counted:
        yield f"  {counted}"
    yield from told


def _units(progress: Progress, group: Group, lang: Lang, *, late: bool, every: bool) -> Iterator[str]:
    for duty in group.duties:
        standing = progress.standing(duty)
        if standing.late or not (late or (standing.bucket in _APART and not every)):
            yield f"  - {standing_line(_shown(progress, duty), lang=lang)}"


def _shown(progress: Progress, duty: str) -> Seen:
    """A duty under the heading of its form."""
    name = hierarchy_of(progress.plan).name_of(duty.partition(":")[0])
    return attrs.evolve(seen(progress, duty), name=name)


def _by_superior(progress: Progress, group: Group, desk: Desk) -> Iterator[str]:
    """Of each superior that still waits: how many have come in, and who is behind."""
    lang = desk.lang
    for name, duties in _led(progress, group, lang):
        counts = counts_of(progress, duties)
        if counts.done == counts.expected:
            continue
        line = counts_line(counts, lang=lang)
        yield f"  - {name}: {line[:1].lower()}{line[1:]}"
        behind = [duty for duty in duties if _is_behind(progress, duty)]
        yield from (f"    - {standing_line(_shown(progress, duty), lang=lang)}" for duty in behind[:_NAMED])
        if len(behind) > _NAMED:
            more = len(behind) - _NAMED
            yield f"    - … và {more} đơn vị khác (--all)" if lang == "vi" else f"    - … and {more} more (--all)"


def _led(progress: Progress, group: Group, lang: Lang) -> list[tuple[str, list[str]]]:
    """The duties of a group by who receives them, with what that one is called."""
    grid, sight = progress.plan.columns, sight_in(progress)
    below: dict[int, list[str]] = {}
    for duty in group.duties:
        below.setdefault(grid.lead_actor[grid.index[duty]], []).append(duty)
    ids = hierarchy_of(progress.plan).columns.ids
    names = {lead: sight.name(ids[lead], lang) if lead < grid.units else labelled(ISSUER, lang) for lead in below}
    return [(names[lead], duties) for lead, duties in below.items()]


def _is_behind(progress: Progress, duty: str) -> bool:
    standing = progress.standing(duty)
    return standing.phase == "overdue" or (standing.bucket == "open" and bool(opened(progress, duty)))
