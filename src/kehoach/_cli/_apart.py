"""What stands beside the duties of a status: what came out of order or unasked, and the periods that are not shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from kehoach._cli._groups import Choice, Group, left_out
from kehoach._cli._instants import local
from kehoach._cli._timeline import between
from kehoach._plan._values import FORM
from kehoach._progress import Disorder, Progress, Unsolicited, hierarchy_of
from kehoach._render import day_text
from kehoach._render._values import count_text
from kehoach.errors import Lang
from kehoach.errors._words import Others

__all__ = ["disorder_lines", "left_out_lines", "unsolicited_lines"]

_TOLD: Final = 10  # lines of one kind; of more, the rest is counted


def disorder_lines(progress: Progress, groups: Iterable[Group], lang: Lang) -> list[str]:
    """What is met while something that should stand before it is not, or came later."""
    if progress.plan.order.is_plain:
        return []
    found = [one for group in groups for one in progress.out_of_order(group.tier, form=group.label)]
    head = "Không đúng trình tự:" if lang == "vi" else "Out of order:"
    return _headed(head, [_disorder(progress, one, lang) for one in found], lang)


def _disorder(progress: Progress, one: Disorder, lang: Lang) -> str:
    late, first = (_named(progress, duty, lang) for duty in (one.unit, one.first))
    if lang == "vi":
        return f"{late}: có trước {first}"
    return f"{late}: came before {first}"


def _named(progress: Progress, duty: str, lang: Lang) -> str:
    if isinstance(duty, Others):
        return duty.text(lang)
    unit, _, form = duty.partition(":")
    return f"{hierarchy_of(progress.plan).name_of(unit)}, {form or FORM}"


def unsolicited_lines(progress: Progress, found: Iterable[Unsolicited], lang: Lang) -> list[str]:
    """The reports that nobody owes; they are counted apart from everything."""
    hierarchy, zone = hierarchy_of(progress.plan), progress.plan.reading.zone
    lines: list[str] = []
    for one in found:
        day = day_text(one.submitted_at.astimezone(local(0, zone).tzinfo).date(), lang)
        name = f"{hierarchy.name_of(one.unit)}, {one.form}"
        lines.append(f"{name}: gửi ngày {day}" if lang == "vi" else f"{name}: sent on {day}")
    head = "Gửi thêm, không phải nộp (tính riêng):" if lang == "vi" else "Sent without being owed (counted apart):"
    return _headed(head, lines, lang)


def left_out_lines(groups: Sequence[Group], choice: Choice, lang: Lang) -> list[str]:
    """The periods that are not shown, form by form, and how many of these are open."""
    rest = left_out(groups, choice.groups)
    if not rest:
        return []
    vi = lang == "vi"
    said: list[str] = []
    for form, periods in rest.items():
        more = choice.more.get(form, 0)
        still = f", trong đó {count_text(more, lang)} kỳ còn phải gửi" if vi else f", {more} of them open"
        said.append(f"{form} {between([periods[0], periods[-1]])}{still if more else ''}")
    if vi:
        return [f"Chưa nêu các kỳ khác ({'; '.join(said)}); xem bằng --all hoặc --period."]
    return [f"Other periods are not shown ({'; '.join(said)}); --all or --period shows them."]


def _headed(head: str, lines: Sequence[str], lang: Lang) -> list[str]:
    if not lines:
        return []
    more = len(lines) - _TOLD
    rest = [f"  … và {more} trường hợp khác" if lang == "vi" else f"  … and {more} more"] if more > 0 else []
    return [head, *(f"  - {line}" for line in lines[:_TOLD]), *rest]
