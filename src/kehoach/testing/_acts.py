"""The acts that a script may do: what each takes, what it needs, and how it is done in a campaign."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from kehoach._campaign import Campaign
from kehoach._lifecycle import CHANGES
from kehoach._plan import Plan
from kehoach._progress import flat_of, selected
from kehoach.errors import UnknownName
from kehoach.testing._script import Step

__all__ = ["NEEDED", "acts_of", "done", "keys_of", "targets_of"]

_SIGNED: Final = ("by", "person", "acting_for", "command_id", "reason")
_CARRIED: Final = ("data", "sections", "payload", "version", "received_at", "due")
_ALWAYS: Final = ("at", "act", "refused", "then")
_TAKEN: Mapping[str, tuple[str, ...]] = {
    "extend": ("unit", "deadline", "document", "accept_gap"),
    "reschedule": ("unit", "deadline", "opens", "closes", "document"),
    "suspend": ("unit", "document"),
    "resume_clock": ("unit", "document"),
    "record": ("event", "on", "unit", "document"),
    "request": ("unit", "deadline", "document"),
    "grant": ("request", "unit"),
    "decline": ("request", "unit"),
    "file": ("unit", "form", "data", "sections", "payload", "received_at"),
    "close": ("unit", "on", "document"),
    "name_group": ("group", "unit", "document"),
    "erase": ("entries", "document"),
    "reopen_path": ("unit",),
    "waive": ("unit", *_CARRIED, "reroute"),
}
NEEDED: Mapping[str, tuple[str, ...]] = {
    "extend": ("unit", "deadline"),
    "record": ("event", "on"),
    "request": ("unit", "deadline"),
    "grant": (),
    "decline": (),
    "close": ("unit", "on"),
    "name_group": ("group", "unit"),
    "erase": ("entries",),
}
"""What an act cannot do without; every other needs its ``unit``."""
_TOGETHER: Final = frozenset({"reschedule", "suspend", "resume_clock", "close", "name_group", "record"})
"""The acts that are one act on all that is named."""


def acts_of(plan: Plan) -> tuple[str, ...]:
    """Every act that a script of a plan may do: the triggers of its lifecycle, then the others."""
    return tuple(dict.fromkeys((*flat_of(plan).triggers, "receive", "reopen_path", *CHANGES)))


def keys_of(act: str | None) -> tuple[str, ...]:
    """The keys that a step with an act may have."""
    if act is None:
        return ("at", "then")
    signed = tuple(key for key in _SIGNED if (act, key) != ("reopen_path", "acting_for"))
    return (*_ALWAYS, *signed, *_TAKEN.get(act, ("unit", *_CARRIED)))


def targets_of(plan: Plan, step: Step) -> tuple[str, ...]:
    """On what an act is done, each for itself: duties in official order of each word; once, for what is one act.

    Raises:
        UnknownName: A word names nothing.
    """
    if step.act in _TOGETHER or not step.unit or step.act == "file":
        return step.unit if step.act == "file" else ("",)
    names = plan.columns.names
    found = [name for word in step.unit for name in _duties(plan, word)]
    return tuple(dict.fromkeys(found)) if len(names) else tuple(found)


def _duties(plan: Plan, word: str) -> list[str]:
    """What a word names; a unit that owes several forms is left to the campaign, which asks for the form."""
    if word in plan.columns.index:
        return [word]
    hierarchy = plan.hierarchy
    if hierarchy is not None and word in hierarchy:
        return [word]
    return [plan.columns.names[duty] for duty in selected(plan, [word])]


def done(campaign: Campaign, step: Step, target: str, said: Mapping[str, Any]) -> None:
    """Do the act of a step on one target.

    Args:
        campaign: The campaign.
        step: The step.
        target: The duty, or unit; empty for an act on all that is named.
        said: What it carries beside, days and instants as the campaign takes them.

    Raises:
        KehoachError: It is refused, or ill-formed.
    """
    act = step.act or ""
    special = _SPECIAL.get(act)
    if special is not None and act not in flat_of(campaign.plan).triggers:
        special(campaign, step, target, said)
    elif act == "waive" and step.reroute:
        campaign.waive(target, reroute=True, **_without(said, "reroute"))
    else:
        campaign.fire(target, act, **said)


def _without(said: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in said.items() if key not in keys}


def _deadline(campaign: Campaign, step: Step, target: str, said: Mapping[str, Any]) -> None:
    verb = campaign.extend if step.act == "extend" else campaign.request
    verb(target, said["deadline"], **_without(said, "deadline"))


def _selected(campaign: Campaign, step: Step, _: str, said: Mapping[str, Any]) -> None:
    verbs: dict[str, Callable[..., object]] = {
        "reschedule": campaign.reschedule,
        "suspend": campaign.suspend,
        "resume_clock": campaign.resume_clock,
    }
    verbs[step.act or ""](step.unit, **said)


def _record(campaign: Campaign, step: Step, _: str, said: Mapping[str, Any]) -> None:
    unit = step.unit[0] if step.unit else None
    campaign.record(said["event"], said["on"], unit, **_without(said, "event", "on"))


def _decided(campaign: Campaign, step: Step, target: str, said: Mapping[str, Any]) -> None:
    number = step.request
    if number is None:
        open_ones = [one.seq for one in campaign.requests() if target in ("", one.unit)]
        if not open_ones:
            raise UnknownName("request", f"of {target}" if target else "that is open")
        number = open_ones[0]
    verb = campaign.grant if step.act == "grant" else campaign.decline
    verb(number, **_without(said, "request"))


def _file(campaign: Campaign, step: Step, target: str, said: Mapping[str, Any]) -> None:
    campaign.file(target, **said)


def _close(campaign: Campaign, step: Step, _: str, said: Mapping[str, Any]) -> None:
    campaign.close(step.unit, said["on"], **_without(said, "on"))


def _name_group(campaign: Campaign, step: Step, _: str, said: Mapping[str, Any]) -> None:
    campaign.name_group(said["group"], step.unit, **_without(said, "group"))


def _erase(campaign: Campaign, step: Step, _: str, said: Mapping[str, Any]) -> None:
    campaign.erase(step.entries, **_without(said, "entries"))


def _receive(campaign: Campaign, step: Step, target: str, said: Mapping[str, Any]) -> None:
    campaign.receive(target, **said)


def _reopen_path(campaign: Campaign, step: Step, target: str, said: Mapping[str, Any]) -> None:
    campaign.reopen_path(target, **{"reason": ""} | dict(said))


_SPECIAL: Mapping[str, Callable[[Campaign, Step, str, Mapping[str, Any]], None]] = {
    "extend": _deadline,
    "request": _deadline,
    "reschedule": _selected,
    "suspend": _selected,
    "resume_clock": _selected,
    "record": _record,
    "grant": _decided,
    "decline": _decided,
    "file": _file,
    "close": _close,
    "name_group": _name_group,
    "erase": _erase,
    "receive": _receive,
    "reopen_path": _reopen_path,
}
