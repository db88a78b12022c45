"""The machine: `transitions.Machine` with roles, whos and effects, and one guard adapter.

What differs from its parent, and why:

* A condition may answer with blockers, not only with a bool, because a refusal has to say why (`GuardCondition`).
* A name resolves in the registry of guards only. The parent also imports and calls dotted paths, so that a plan file
  could
  run ``os.getcwd``.
* What `finalize_event` raises is raised. The parent logs and swallows it, so that a refusal would be taken for consent.
* A transition asks the model whether the actor may take it, if the model minds: a `who` is a transition's own.
* The event tells the model which transition was taken, if the model wants to know.

There are no automatic ``to_*`` triggers: they would jump every guard.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, cast

from transitions.core import Condition, Event, EventData, Machine, State, Transition

from kehoach.errors import Blocker, Finding, InvalidLifecycle, UnknownName

__all__ = ["GuardCondition", "ReportEvent", "ReportMachine", "ReportState", "ReportTransition", "answered", "called"]


def called(func: object) -> str:
    """The name under which a guard or callback is known: its name in the registry, or its import path.

    >>> called(answered)
    'kehoach._lifecycle._machine:answered'
    """
    if isinstance(func, str):
        return func
    owner: Any = func if hasattr(func, "__qualname__") else type(func)
    return f"{owner.__module__}:{owner.__qualname__}"


def answered(name: str, answer: object, *, unless: bool = False) -> tuple[Blocker, ...]:
    """What a guard's answer means: the blockers that stand against the act, none when it passes.

    Args:
        name: The guard, named in the blocker of a bare refusal.
        answer: What it returned: None, a bool, a `Blocker`, or blockers.
        unless: Whether the guard stands under ``unless``.

    Raises:
        InvalidLifecycle: The answer is none of these.

    >>> answered("budget_ok", None), answered("budget_ok", True)
    ((), ())
    >>> answered("budget_ok", False)[0].text()
    'the guard budget_ok does not hold'
    >>> answered("frozen", True, unless=True)[0].code
    'guard'
    """
    if answer is None:
        return ()
    if isinstance(answer, Blocker):
        return (answer,)
    if isinstance(answer, list | tuple | set | frozenset | Iterator):
        blockers = tuple(cast("Iterable[Blocker]", answer))
        if all(isinstance(blocker, Blocker) for blocker in blockers):
            return blockers
    elif answer in (True, False):  # equality, as in `transitions`: the bool of numpy is a bool too
        return (Blocker("guard", {"guard": name}),) if answer == unless else ()
    raise InvalidLifecycle(Finding("KH408", {"guard": name, "answer": repr(answer)}))  # pyright: ignore[reportUnknownArgumentType]  # it is anything


class GuardCondition(Condition):
    """A condition whose answer may be blockers."""

    def verdict(self, event: EventData) -> tuple[Blocker, ...]:
        """The blockers that this guard holds against an event; none when it passes."""
        machine: Machine = event.machine
        guard = machine.resolve_callable(self.func, event)
        answer = guard(event) if machine.send_event else guard(*event.args, **event.kwargs)
        return answered(called(self.func), answer, unless=not self.target)

    def check(self, event_data: EventData) -> bool:
        """Whether the guard passes."""
        return not self.verdict(event_data)


class ReportState(State):
    """A state with a role."""

    def __init__(self, *args: Any, role: str = "draft", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role = role


class ReportTransition(Transition):
    """A transition with a who and an effect."""

    condition_cls = GuardCondition

    def __init__(self, *args: Any, who: tuple[str, ...] = ("unit",), effect: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.who = who
        self.effect = effect

    def _eval_conditions(self, event_data: EventData) -> bool:
        """Whether it may be taken: its guards pass, and the model, where it minds, lets the actor take it."""
        lets = getattr(event_data.model, "lets", None)
        return (lets is None or bool(lets(self))) and bool(super()._eval_conditions(event_data))


class ReportEvent(Event):
    """An event in which nothing that a callback raises is swallowed."""

    def _trigger(self, event_data: EventData) -> bool:
        machine = self.machine
        event_data.state = machine.get_model_state(event_data.model)
        try:
            if self._is_valid_source(event_data.state):
                self._process(event_data)
        except BaseException as error:
            event_data.error = error  # type: ignore[assignment]  # the stub says Exception, the parent takes all
            if not machine.on_exception:
                raise
            machine.callbacks(machine.on_exception, event_data)
        finally:
            machine.callbacks(machine.finalize_event, event_data)
        took = getattr(event_data.model, "took", None)
        if event_data.result and took is not None:
            took(event_data.transition)
        return bool(event_data.result)


class ReportMachine(Machine):
    """A `transitions.Machine` of reports, with no model bound.

    Args:
        guards: The registry: what the names of conditions and callbacks stand for; each a callable of the event.
    """

    state_cls = ReportState
    transition_cls = ReportTransition
    event_cls = ReportEvent

    def __init__(self, *, guards: Mapping[str, Callable[..., Any]] | None = None, **kwargs: Any) -> None:
        self.guards: Mapping[str, Callable[..., Any]] = MappingProxyType(dict(guards or {}))
        super().__init__(model=None, auto_transitions=False, send_event=True, **kwargs)

    @staticmethod
    def resolve_callable(func: Any, event_data: EventData) -> Callable[..., Any]:
        """The callable that a name stands for; a callable stands for itself.

        Raises:
            UnknownName: The name is in no registry. It is never imported.
        """
        if not isinstance(func, str):
            return func  # type: ignore[no-any-return]  # what is no name was given as a callable
        if func in event_data.machine.guards:
            return event_data.machine.guards[func]  # type: ignore[no-any-return]  # the registry's own type
        builtin = getattr(event_data.model, "builtin", None)
        found = builtin(func) if builtin is not None else getattr(event_data.model, func, None)
        if found is None:
            raise UnknownName("guard", func)
        return found  # type: ignore[no-any-return]

    def set_state(self, state: Any, model: Any = None) -> None:
        """Set the state of a model; a read-only model is moved through its own door."""
        move = getattr(model, "move", None)
        if move is None:
            super().set_state(state, model)
        else:
            move(state if isinstance(state, str) else state.name)
