"""States and transitions as values, in the vocabulary of `transitions` plus a role, a who and an effect."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import attrs

__all__ = ["EFFECTS", "HOOKS", "ROLES", "WHO", "Callback", "State", "Transition"]

Callback = str | Callable[..., Any]
"""A guard or callback: a name in the registry of guards, or a callable of one argument, the event."""

ROLES: tuple[str, ...] = ("draft", "sent", "accepted", "counted", "waived")
"""What a state means to gates and rates: the way of a report in its order, then what is not expected any more."""

WHO: tuple[str, ...] = ("unit", "lead", "superior", "issuer", "opener")
"""Who a transition is for."""

EFFECTS: tuple[str, ...] = (
    "freeze",
    "accept",
    "row",
    "open",
    "recall",
    "unrow",
    "correct",
    "withdraw",
    "waive",
    "unwaive",
)
"""What a transition does beside changing the state.

* ``freeze``: the version, its content and its rows become what was sent.
* ``open``: the next version opens with the content and the rows of the last.
* ``recall``: as ``open``, and the submission that is taken back no longer counts for punctuality.
* ``accept``: the version becomes the accepted one.
* ``row``, ``unrow``: the acting superior's working version takes the unit's row, or drops it.
* ``correct``: the next version opens while the rows of this one, its base, stay.
* ``withdraw``: the open correction is abandoned and its base is the working version again.
* ``waive``, ``unwaive``: the report is not expected any more, or is expected again.
"""

HOOKS: tuple[str, ...] = (
    "prepare_event",
    "before_state_change",
    "after_state_change",
    "finalize_event",
    "on_exception",
    "on_final",
)
"""The callbacks of a whole machine, by the names of `transitions`."""


def _callbacks(given: Callback | Iterable[Callback] | None) -> tuple[Callback, ...]:
    if given is None:
        return ()
    return (given,) if isinstance(given, str) or callable(given) else tuple(given)


def _words(given: str | Iterable[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)


@attrs.frozen
class State:
    """A state of a report.

    Attributes:
        name: A participle, such as ``"reviewed"``.
        role: What it means: ``"draft"``, ``"sent"``, ``"accepted"``, ``"counted"`` or ``"waived"``.
        final: Whether nothing needs to come after it.
        on_enter, on_exit: Callbacks.
    """

    name: str
    role: str = attrs.field(default="draft", kw_only=True)
    final: bool = attrs.field(default=False, kw_only=True)
    on_enter: tuple[Callback, ...] = attrs.field(default=(), kw_only=True, converter=_callbacks)
    on_exit: tuple[Callback, ...] = attrs.field(default=(), kw_only=True, converter=_callbacks)


@attrs.frozen
class Transition:
    """A way from one state to another.

    Attributes:
        trigger: An imperative, such as ``"review"``.
        source: The state it leaves.
        dest: The state it leads to; None: an internal transition, the state stays.
        who: Who it is for: ``"unit"``, ``"lead"``, ``"superior"``, ``"issuer"``, ``"opener"``; several may be.
        effect: What it does beside; one of `EFFECTS`. Left out, it is the one that the roles of its states leave (from
            a draft to what is sent: ``freeze``), where they leave one.
        conditions, unless: Guards, by name or callable.
        prepare, before, after: Callbacks.
    """

    trigger: str
    source: str
    dest: str | None
    who: tuple[str, ...] = attrs.field(default=("unit",), kw_only=True, converter=_words)
    effect: str | None = attrs.field(default=None, kw_only=True)
    conditions: tuple[Callback, ...] = attrs.field(default=(), kw_only=True, converter=_callbacks)
    unless: tuple[Callback, ...] = attrs.field(default=(), kw_only=True, converter=_callbacks)
    prepare: tuple[Callback, ...] = attrs.field(default=(), kw_only=True, converter=_callbacks)
    before: tuple[Callback, ...] = attrs.field(default=(), kw_only=True, converter=_callbacks)
    after: tuple[Callback, ...] = attrs.field(default=(), kw_only=True, converter=_callbacks)
