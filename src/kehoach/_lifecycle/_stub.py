"""The verbs of a machine as a typed stub: what editors complete and type checkers check."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from keyword import iskeyword
from typing import Final

from kehoach._lifecycle._machine import called
from kehoach._lifecycle._values import State, Transition

__all__ = ["stub"]

_HEAD: Final = '''\
# The verbs of a lifecycle, made by kehoach from its machine; make it anew when the lifecycle changes.
from collections.abc import Mapping
from datetime import datetime
from typing import Literal, Protocol, TypedDict, Unpack

from kehoach import LogEntry

State = Literal[{states}]
Trigger = Literal[{triggers}]

class Options(TypedDict, total=False):
    """What an act may carry; see `kehoach.Campaign.fire`."""

    by: str | None
    person: str | None
    acting_for: str | None
    data: Mapping[str, object] | None
    sections: Mapping[str, str] | None
    payload: Mapping[str, object] | None
    reason: str | None
    version: int | None
    received_at: datetime | str | int | None
    due: object | None
    command_id: str | None

class Verbs(Protocol):
    """What can be done with a report; `kehoach.Campaign.verbs` has these methods."""

    def fire(self, unit: str, trigger: Trigger, /, **options: Unpack[Options]) -> LogEntry:
        """Do one act."""
'''


def stub(states: Sequence[State], transitions: Sequence[Transition]) -> str:
    """The text of a stub: the names of states and triggers, and a protocol with a method for each trigger.

    Args:
        states: The states, in order.
        transitions: The transitions, in the order of the machine.
    """
    triggers = list(dict.fromkeys(one.trigger for one in transitions))
    names = {"states": _listed(one.name for one in states), "triggers": _listed(triggers)}
    blocks = [_HEAD.format(**names)]
    for trigger in triggers:
        ways = [one for one in transitions if one.trigger == trigger]
        if iskeyword(trigger):
            blocks.append(f"    # {trigger} is a word of Python: fire(unit, {trigger!r})\n")
        else:
            blocks.append(_method(trigger, ways))
    return "\n".join(blocks)


def _listed(names: Iterator[str] | Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _method(trigger: str, ways: Sequence[Transition]) -> str:
    lines = [f"    def {trigger}(self, unit: str, /, **options: Unpack[Options]) -> LogEntry:"]
    said = [*map(_said, ways)]
    if len(said) == 1:
        return "\n".join([*lines, f'        """{said[0]}."""', ""])
    return "\n".join([*lines, '        """', *(f"        {one};" for one in said), '        """', ""])


def _said(one: Transition) -> str:
    """A way in words: from where to where, by whom, and under which guards."""
    dest = one.source if one.dest is None else one.dest
    guards = [*map(called, one.conditions), *(f"not {called(func)}" for func in one.unless)]
    asks = f"; if {', '.join(guards)}" if guards else ""
    return f"{one.source} → {dest}, by {' or '.join(one.who)}{asks}".replace('"', "'").replace("\\", "/")
