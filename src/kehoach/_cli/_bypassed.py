"""Who passed over a tier, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kehoach._cli._desk import Desk
from kehoach._cli._instants import local
from kehoach._cli._looking import Sight
from kehoach._clock import micros
from kehoach._engine import Bypass
from kehoach._lifecycle import label
from kehoach._render import day_text

__all__ = ["bypassed_lines", "bypassed_text"]


def bypassed_text(desk: Desk, sight: Sight, found: Sequence[Bypass]) -> str:
    """A heading and a line for each; empty where nobody was passed over."""
    if not found:
        return ""
    return "\n".join([desk.either("Passed over a tier", "Vượt cấp"), *bypassed_lines(desk, sight, found)])


def bypassed_lines(desk: Desk, sight: Sight, found: Sequence[Bypass]) -> Iterator[str]:
    """Each with who did what in whose place, on which day and why."""
    lang, zone = desk.lang, sight.plan.reading.zone
    for one in found:
        who, lead, unit = (sight.name(name, lang) for name in (one.acting_for or one.by, one.expected, one.duty))
        day = day_text(local(micros(one.at), zone).date(), lang)
        why = f": {one.reason}" if one.reason else ""
        act = label(one.trigger, lang)
        if lang == "vi":
            yield f"  - {unit}: {who} {act} thay {lead} ngày {day}{why}"
        else:
            yield f"  - {unit}: {act} by {who} in place of {lead} on {day}{why}"
