"""The campaign that a caller means: which one of a store, and the plan that it was begun with."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from kehoach._campaign._details import named
from kehoach._plan import Plan
from kehoach._spelling import nearest, nfc
from kehoach.errors import Finding, InvalidCommand, InvalidPlan, UnknownName, listed
from kehoach.stores import Record, Store

__all__ = ["called", "chosen", "closing", "stored"]


def closing(opened: Store, given: object) -> Callable[[], None] | None:
    """What closes a store that was opened here; None for one that was handed in."""
    return None if opened is given else getattr(opened, "close", None)


def stored(record: Record) -> Plan:
    """The plan that a campaign was begun with, from the text its store kept.

    Raises:
        InvalidCommand: Its lifecycle needs callables, which no text holds (KH513).
    """
    try:
        return Plan.from_dict(json.loads(record.plan))
    except InvalidPlan as error:
        names = [
            str(one.values["name"]) for one in error.findings if one.code == "KH400" and one.values["kind"] == "guard"
        ]
        if not names:
            raise
        raise InvalidCommand(Finding("KH513", {"name": listed(names)})) from error


def called(plan: Plan, id: str | None) -> str:
    """What a campaign is called in its store: as it is said, else by the number of its directive.

    Raises:
        InvalidCommand: It is no name, or one that cannot be stored (KH508), or too long (KH509).
    """
    if not id:
        return str(plan.directive.number) if plan.directive.number else "campaign"
    problems: list[Finding] = []
    name = named("id", id, problems)
    if name is None:
        raise InvalidCommand(problems)
    return name


def chosen(records: Sequence[Record], id: str | None) -> Record:
    """The campaign of an id; the only one where none is named.

    Raises:
        UnknownName: There is none of this id.
        InvalidCommand: There are several, or none at all, and none is named (KH512).
    """
    names = [record.id for record in records]
    if id is not None:
        name = id if id in names else nfc(id)
        if name not in names:
            raise UnknownName("campaign", id, nearest(id, names))
        return records[names.index(name)]
    if len(records) != 1:
        raise InvalidCommand(Finding("KH512", {"count": len(records), "ids": tuple(names) or ("none",)}))
    return records[0]
