"""The log of a campaign as XES (IEEE 1849), for tools of process mining.

A case is a duty, an event is a line of the log. What speaks of the campaign as a whole, such as a rescheduling, is a
case of its own under the campaign's id. Names of persons stay out unless they are asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import quoteattr

from kehoach._clock import from_micros
from kehoach._plan import FAR
from kehoach._progress import LogEntry

if TYPE_CHECKING:
    from kehoach._campaign import Campaign

__all__ = ["stamp", "xes_of"]

_EXTENSIONS: Final = (
    ("Concept", "concept"),
    ("Time", "time"),
    ("Lifecycle", "lifecycle"),
    ("Organizational", "org"),
)
_NO_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xes_of(campaign: Campaign, *, persons: bool = False) -> str:
    """The log of a campaign as the text of an XES file.

    The activity is the trigger, ``org:resource`` the unit that acted. Of each case stand there the unit, tier and form,
    and the first due.

    Args:
        campaign: The campaign.
        persons: Whether the persons who acted are named.
    """
    cases: dict[str, list[LogEntry]] = {}
    for entry in campaign.log():
        cases.setdefault(entry.duty, []).append(entry)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">',
        *(
            f'<extension name="{name}" prefix="{prefix}" uri="http://www.xes-standard.org/{prefix}.xesext"/>'
            for name, prefix in _EXTENSIONS
        ),
        '<global scope="trace">' + _text("concept:name", "") + "</global>",
        '<global scope="event">' + _text("concept:name", "") + _date("time:timestamp", from_micros(0)) + "</global>",
        '<classifier name="Activity" keys="concept:name"/>',
        _text("concept:name", campaign.id),
        _text("title", str(campaign.plan)),
        *(line for duty, entries in cases.items() for line in _case(campaign, duty, entries, persons=persons)),
        "</log>",
    ]
    return "\n".join(lines) + "\n"


def _case(campaign: Campaign, duty: str, entries: list[LogEntry], *, persons: bool) -> Iterator[str]:
    yield "<trace>"
    yield _text("concept:name", duty or campaign.id)
    if duty:
        plan = campaign.plan
        number = plan.columns.index[duty]
        yield _text("unit", duty.partition(":")[0])
        yield _text("tier", plan.tiers[plan.columns.tier_no[number]].id)
        yield _text("form", plan.columns.forms[plan.columns.form_of[number]])
        if plan.columns.due_before[number] != FAR:
            yield _date("due_before", from_micros(plan.columns.due_before[number]))
    for entry in entries:
        yield f"<event>{''.join(_event(entry, persons=persons))}</event>"
    yield "</trace>"


def _event(entry: LogEntry, *, persons: bool) -> Iterator[str]:
    yield _text("concept:name", entry.trigger)
    yield _text("lifecycle:transition", "complete")
    yield _date("time:timestamp", entry.at)
    yield _text("org:resource", entry.by)
    yield f'<int key="seq" value="{entry.seq}"/>'
    yield f'<int key="version" value="{entry.version}"/>'
    told = {"source": entry.source, "dest": entry.dest, "acting_for": entry.acting_for}
    if persons:
        told["person"] = entry.person
    yield from (_text(key, value) for key, value in told.items() if value)
    if entry.received_at is not None:
        yield _date("received_at", entry.received_at)


def _text(key: str, value: str) -> str:
    whole = quoteattr(_NO_XML.sub("\ufffd", value))  # what no XML may hold is shown as such
    return f'<string key="{key}" value={whole}/>'


def _date(key: str, instant: datetime) -> str:
    return f'<date key="{key}" value="{stamp(instant)}"/>'


def stamp(instant: datetime) -> str:
    """An instant in UTC, as XES and OCEL write it."""
    return instant.isoformat(timespec="microseconds").replace("+00:00", "Z")
