"""A lifecycle: the declaration around the machine. What it says of states and transitions it reads from the machine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar, cast

import attrs

from kehoach._lifecycle import _standard
from kehoach._lifecycle._checks import gaps_of, misplaced, problems_of
from kehoach._lifecycle._drawings import diagram, table
from kehoach._lifecycle._fitness import implied, is_nameless, lacks_of
from kehoach._lifecycle._flat import Flat, flatten
from kehoach._lifecycle._machine import ReportMachine, ReportState, called
from kehoach._lifecycle._stub import stub
from kehoach._lifecycle._values import HOOKS, Callback, State, Transition
from kehoach._lifecycle._ways import is_step, stepped, way
from kehoach._spelling import nearest
from kehoach.errors import Finding, InvalidLifecycle, Lang, UnknownName

__all__ = ["Lifecycle"]

_T = TypeVar("_T")


def _state(given: State | str | Mapping[str, Any]) -> State:
    if isinstance(given, State):
        return given
    return State(given) if isinstance(given, str) else State(**given)


def _expanded(given: Transition | Mapping[str, Any], states: tuple[State, ...]) -> list[Transition]:
    """One row per source: `transitions` lets a row name several sources, all (``"*"``) or the same dest (``"="``)."""
    if isinstance(given, Transition):
        return [given]
    row = dict(given)
    source, dest = row.pop("source", None), row.pop("dest", None)
    every = [state.name for state in states]
    sources = every if source == "*" else [source] if isinstance(source, str) else list(source or ("",))
    trigger = row.pop("trigger", "")
    return [Transition(trigger, one, one if dest == "=" else dest, **row) for one in sources]


class Lifecycle:
    """The states a report goes through, and who moves it.

    Args:
        states: `State` values, names, or mappings of their fields; the first is where a report begins unless
            `initial` says.
        transitions: `Transition` values or mappings in the vocabulary of `transitions` (`trigger`, `source`, `dest`,
            `conditions`, `unless`, `prepare`, `before`, `after`) with `who` and `effect`.
        initial: The state of a report that nobody has touched.
        guards: What the names of conditions and callbacks stand for; each a callable of the event, whose `model` is the
            case: unit, duty, version, by, superior, command, progress, state.
        **hooks: Callbacks of the whole machine: `prepare_event`, `before_state_change`, `after_state_change`,
            `finalize_event`, `on_exception`, `on_final`.

    Raises:
        InvalidLifecycle: Unknown or unreachable states, triggers that can never fire, guards that do not exist, …:
            all at once.

    >>> Lifecycle.report().triggers
    ('submit', 'recall', 'send_back', 'review', 'aggregate', 'release', 'correct', 'withdraw', 'waive', 'unwaive')
    """

    def __init__(
        self,
        states: Iterable[State | str | Mapping[str, Any]],
        transitions: Iterable[Transition | Mapping[str, Any]],
        *,
        initial: str | None = None,
        guards: Mapping[str, Callable[..., Any]] | None = None,
        **hooks: Callback | Iterable[Callback] | None,
    ) -> None:
        self.machine: ReportMachine = _machine(states, transitions, initial, guards or {}, hooks)
        _whole(gaps_of(self.state_values, self.transitions, self.initial))

    def check(self) -> tuple[Finding, ...]:
        """What keeps a campaign from being run by it: states without a way, effects that do not fit, guards that lack.

        A plan with a lifecycle that has any is refused. Places are those of `transitions`.

        >>> [finding.code for finding in Lifecycle.report().with_state("signed", role="accepted").check()]
        ['KH401']
        """
        states, rows = self.state_values, self.transitions
        return tuple(gaps_of(states, rows, self.initial) or lacks_of(states, rows, self.initial))

    def _changed(self, states: Iterable[State], transitions: Iterable[Transition], **options: Any) -> Lifecycle:
        """A lifecycle that may still have gaps: a new state has no way in until the next step adds one."""
        changed = object.__new__(type(self))
        changed.machine = _machine(states, transitions, **{**self._options(), **options})
        return changed

    @classmethod
    def report(cls, **options: Any) -> Lifecycle:
        """The standard lifecycle of a report; options are `guards` and the hooks of a machine.

        >>> Lifecycle.report().states
        ('draft', 'submitted', 'reviewed', 'aggregated', 'waived')
        """
        return cls(_standard.STATES, _standard.TRANSITIONS, initial="draft", **options)

    @classmethod
    def act(cls) -> Lifecycle:
        """The lifecycle of an act: something that is done, not sent.

        >>> Lifecycle.act().states, Lifecycle.act().triggers
        (('planned', 'completed', 'confirmed'), ('complete', 'confirm', 'reopen'))
        """
        return cls(_standard.ACT_STATES, _standard.ACT_TRANSITIONS, initial="planned")

    @property
    def initial(self) -> str:
        """The state in which every report begins."""
        return str(self.machine.initial)

    @property
    def states(self) -> tuple[str, ...]:
        """The names of the states, in order."""
        return tuple(self.machine.states)

    @property
    def triggers(self) -> tuple[str, ...]:
        """The names of the triggers, in order."""
        return tuple(self.machine.events)

    @property
    def _nodes(self) -> dict[str, ReportState]:
        return cast("dict[str, ReportState]", self.machine.states)

    def role(self, state: str) -> str:
        """What a state means: ``"draft"``, ``"sent"``, ``"accepted"``, ``"counted"`` or ``"waived"``.

        Raises:
            UnknownName: No such state; the nearest is proposed.
        """
        return self._nodes[_known("state", state, self.states)].role

    @property
    def state_values(self) -> tuple[State, ...]:
        """The states as values, as the machine has them now."""
        return tuple(
            State(s.name, role=s.role, final=s.final, on_enter=s.on_enter, on_exit=s.on_exit)
            for s in self._nodes.values()
        )

    @property
    def transitions(self) -> tuple[Transition, ...]:
        """The transitions as values, as the machine has them now, in the order of their places."""
        return tuple(
            _value(trigger, one)
            for trigger, event in self.machine.events.items()
            for group in event.transitions.values()
            for one in group
        )

    @property
    def flat(self) -> Flat:
        """The array form, made from the machine as it is now; a campaign takes it when it begins or resumes.

        Raises:
            InvalidLifecycle: What `check` finds, such as a state that was added and has no way in.
        """
        _whole(self.check())
        return flatten(self.machine)

    def _options(self) -> dict[str, Any]:
        return {"initial": self.initial, "guards": self.machine.guards, "hooks": _hooks(self.machine)}

    def with_guards(self, **guards: Callable[..., Any]) -> Lifecycle:
        """The same lifecycle with more names in its registry."""
        return self._changed(self.state_values, self.transitions, guards={**self.machine.guards, **guards})

    def with_hooks(self, **hooks: Callback | Iterable[Callback]) -> Lifecycle:
        """The same lifecycle with other callbacks of the whole machine (`after_state_change` and the like)."""
        return self._changed(self.state_values, self.transitions, hooks={**_hooks(self.machine), **hooks})

    def with_state(self, name: str, *, after: str | None = None, **fields: Any) -> Lifecycle:
        """The same lifecycle with one more state, whose transitions `insert` adds in the next step.

        Args:
            name: The state.
            after: The state it stands behind in tables and drawings; the last one when left out.
            **fields: The other fields of `State`.

        Raises:
            UnknownName: No state `after`; the nearest is proposed.
        """
        states = list(self.state_values)
        place = self.states.index(_known("state", after, self.states)) + 1 if after is not None else len(states)
        states.insert(place, _made(State, {"name": name, **fields}, "states"))
        return self._changed(states, self.transitions)

    def insert(self, trigger: str, *, source: str, dest: str | None, **fields: Any) -> Lifecycle:
        """The same lifecycle with one more transition.

        Where it leads to a new state of the same role that nothing leaves yet, it is a step in between: what led onward
        from `source` leaves `dest` now, what else is possible in `source` is possible in `dest`, too, and what was
        released, or withdrawn, comes back to `dest`.

        Args:
            trigger: The trigger.
            source: The state it leaves.
            dest: The state it leads to; None: the state stays.
            **fields: The other fields of `Transition`.

        >>> signed = Lifecycle.report().with_state("signed", role="accepted")
        >>> signed = signed.insert("sign", source="reviewed", dest="signed", who="unit")
        >>> [one.source for one in signed.transitions if one.trigger == "aggregate"]
        ['signed', 'signed']
        >>> [one.source for one in signed.transitions if one.trigger == "send_back"]
        ['submitted', 'reviewed', 'signed']
        """
        added = _made(Transition, {"trigger": trigger, "source": source, "dest": dest, **fields}, "transitions")
        states, rows = list(self.state_values), self.transitions
        if not is_step(states, rows, added):
            return self._changed(states, (*rows, added))
        if states[-1].name == dest:  # nobody has said where it stands: behind the state it follows
            states.insert(self.states.index(source) + 1, states.pop())
        return self._changed(states, tuple(stepped(rows, self.initial, added)))

    def joined(
        self, states: Iterable[State | Mapping[str, Any]], transitions: Iterable[Transition | Mapping[str, Any]]
    ) -> Lifecycle:
        """The same lifecycle with more states and transitions, each as `with_state` and `insert` have it.

        Args:
            states: As in `Lifecycle`; a mapping may say `after`, too.
            transitions: As in `Lifecycle`.

        Raises:
            InvalidLifecycle: Everything that is misspelt, at once; their places are those behind what there is.
        """
        given = [dict(one) if isinstance(one, Mapping) else attrs.asdict(one, recurse=False) for one in states]
        after = [one.pop("after", None) for one in given]
        nodes = _valued(State, "states", [*self.state_values, *given], _state)
        rows = _valued(Transition, "transitions", [*self.transitions, *transitions], lambda one: _expanded(one, nodes))
        self._changed(nodes, [edge for row in rows for edge in row])  # says at once what is misspelt
        _whole(misplaced(after, [node.name for node in nodes], len(self.states)))
        made = self
        for node, where in zip(nodes[len(self.states) :], after, strict=True):
            made = made.with_state(after=where, **attrs.asdict(node, recurse=False))
        for edge in [edge for row in rows[len(self.transitions) :] for edge in row]:
            made = made.insert(**attrs.asdict(edge, recurse=False))
        return made

    def beginning(self, initial: str) -> Lifecycle:
        """The same lifecycle with another initial state.

        Raises:
            InvalidLifecycle: No such state, or one whose role is not ``"draft"``.
        """
        return self._changed(self.state_values, self.transitions, initial=initial)

    def extend(self, trigger: str, *, source: str = "*", **callbacks: Callback | Iterable[Callback]) -> Lifecycle:
        """The same lifecycle with more guards or callbacks on the transitions of a trigger.

        Args:
            trigger: Whose transitions.
            source: Only those that leave this state; ``"*"``: all.
            **callbacks: `conditions`, `unless`, `prepare`, `before`, `after`: added behind what is there.

        Raises:
            UnknownName: No transition has this trigger, or none with it leaves this state.
            InvalidLifecycle: A transition has no such callbacks (KH407).
        """
        _known("trigger", trigger, self.triggers)
        if source != "*":
            _known("state", source, [one.source for one in self.transitions if one.trigger == trigger])
        rows = [
            _with(one, callbacks, _GUARDED) if one.trigger == trigger and source in ("*", one.source) else one
            for one in self.transitions
        ]
        return self._changed(self.state_values, rows)

    def on_state(self, name: str, **callbacks: Callback | Iterable[Callback]) -> Lifecycle:
        """The same lifecycle with more callbacks on a state: `on_enter`, `on_exit`.

        Raises:
            UnknownName: No such state; the nearest is proposed.
            InvalidLifecycle: A state has no such callbacks (KH407).
        """
        _known("state", name, self.states)
        states = [_with(one, callbacks, _ENTERED) if one.name == name else one for one in self.state_values]
        return self._changed(states, self.transitions)

    def way(self, end: str) -> tuple[Transition, ...]:
        """The shortest way onward from the initial state to another; empty when there is none.

        >>> [one.trigger for one in Lifecycle.report().way("reviewed")]
        ['submit', 'review']
        """
        return way(self.transitions, self.initial, end)

    def diagram(self, kind: str = "mermaid", *, highlight: str | None = None, lang: Lang = "en") -> str:
        """A drawing of the machine as text: ``"mermaid"`` or ``"dot"``; equal machines give equal bytes."""
        return diagram(self.state_values, self.transitions, self.initial, kind=kind, highlight=highlight, lang=lang)

    def table(self, kind: str = "markdown", *, lang: Lang = "en") -> str:
        """The machine as a table: from, trigger, to, who, effect, guards.

        Args:
            kind: ``"markdown"``, the only one.
            lang: The language of the words.

        Raises:
            UnknownName: Another kind.
        """
        return table(self.transitions, kind=kind, lang=lang)

    def stub(self) -> str:
        """The verbs of the machine as the text of a typed stub, for editors and type checkers.

        A class `Verbs`, a `typing.Protocol`, has a method for each trigger with the options of `Campaign.fire`, and
        `State` and `Trigger` list the names; equal machines give equal bytes. A campaign has these methods at run time:
        ``verbs: Verbs = cast("Verbs", campaign)``.
        """
        return stub(self.state_values, self.transitions)

    def to_dict(self) -> dict[str, Any]:
        """The lifecycle as plain data; a callable is named by its import path."""
        data: dict[str, Any] = {
            "initial": self.initial,
            "states": [_plain(state) for state in self.state_values],
            "transitions": [_plain(one) for one in self.transitions],
        }
        hooks = {name: [called(one) for one in given] for name, given in _hooks(self.machine).items() if given}
        registry = {name: path for name, func in self.machine.guards.items() if (path := called(func)) != name}
        return data | ({"hooks": hooks} if hooks else {}) | ({"guards": registry} if registry else {})

    def callables(self) -> dict[str, Callable[..., Any]]:
        """The callables by the names that stand for them in `to_dict`: the registry's, and others by import path.

        With them in `guards`, a lifecycle that was written down is made again; a lambda has no name that could be.
        """
        every: list[Callback] = [func for given in _hooks(self.machine).values() for func in given]
        every += [func for state in self.state_values for name in _ENTERED for func in getattr(state, name)]
        every += [func for one in self.transitions for name in _GUARDED for func in getattr(one, name)]
        others = {called(func): func for func in every if not isinstance(func, str) and not is_nameless(func)}
        return {**others, **self.machine.guards}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], *, guards: Mapping[str, Callable[..., Any]] | None = None) -> Lifecycle:
        """The lifecycle that `to_dict` wrote; names resolve in `guards`, nothing is imported.

        Raises:
            InvalidLifecycle: A name is not in `guards`, or the table is wrong in another way.
        """
        hooks = {name: tuple(given) for name, given in data.get("hooks", {}).items()}
        return cls(data["states"], data["transitions"], initial=data.get("initial"), guards=guards, **hooks)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Lifecycle) and self.to_dict() == other.to_dict()

    def __hash__(self) -> int:
        return hash((self.initial, self.states, self.triggers))

    def __repr__(self) -> str:
        return f"<Lifecycle {' -> '.join(self.states)}>"

    def __reduce__(self) -> tuple[object, ...]:
        options = {"initial": self.initial, "guards": dict(self.machine.guards), **_hooks(self.machine)}
        return (_rebuilt, (self.state_values, self.transitions, options))


def _whole(problems: Iterable[Finding]) -> None:
    found = tuple(problems)
    if found:
        raise InvalidLifecycle(found)


def _rebuilt(states: Iterable[State], transitions: Iterable[Transition], options: dict[str, Any]) -> Lifecycle:
    return Lifecycle(states, transitions, **options)


def _made(kind: type[_T], fields: dict[str, Any], field: str) -> _T:
    """A value of some fields; one that there is not is a finding, not a TypeError."""
    (made,) = _valued(kind, field, [fields], lambda given: kind(**given))
    return made


def _valued(kind: type, field: str, given: list[Any], make: Callable[[Any], _T]) -> tuple[_T, ...]:
    """Each row as a value; a key that `kind` does not know is a finding with its place, not a TypeError."""
    made: list[_T] = []
    problems: list[Finding] = []
    known = [one.name for one in attrs.fields(kind)]
    for place, row in enumerate(given):
        keys = list(cast("Mapping[str, Any]", row)) if isinstance(row, Mapping) else []
        unknown = [key for key in keys if key not in known]
        path = f"lifecycle.{field}[{place}]"
        problems += [Finding("KH407", {"key": key, "known": ", ".join(known)}, path=f"{path}.{key}") for key in unknown]
        if not unknown:
            made.append(make(row))
    if problems:
        raise InvalidLifecycle(problems)
    return tuple(made)


def _machine(
    states: Iterable[State | str | Mapping[str, Any]],
    transitions: Iterable[Transition | Mapping[str, Any]],
    initial: str | None,
    guards: Mapping[str, Callable[..., Any]],
    hooks: Mapping[str, Callback | Iterable[Callback] | None],
) -> ReportMachine:
    nodes = _valued(State, "states", [*states], _state)
    rows = _valued(Transition, "transitions", [*transitions], lambda given: _expanded(given, nodes))
    edges = tuple(implied(nodes, (edge for row in rows for edge in row)))
    start = initial or (nodes[0].name if nodes else "")
    problems = problems_of(nodes, edges, start, guards, hooks)
    if problems:
        raise InvalidLifecycle(problems)
    return ReportMachine(
        states=[_row(state) for state in nodes],
        transitions=[_row(one) for one in edges],
        initial=start,
        guards=guards,
        **{name: given for name, given in hooks.items() if given is not None},
    )


def _row(value: State | Transition) -> dict[str, Any]:
    """The value in the words of `transitions`, with lists of its own: the machine appends to them."""
    fields = attrs.asdict(value, recurse=False)
    lists = ("on_enter", "on_exit", "conditions", "unless", "prepare", "before", "after")
    return {name: list(given) if name in lists else given for name, given in fields.items()}


def _hooks(machine: ReportMachine) -> dict[str, tuple[Callback, ...]]:
    return {name: tuple(getattr(machine, name)) for name in HOOKS}


def _value(trigger: str, one: Any) -> Transition:
    return Transition(
        trigger,
        one.source,
        one.dest,
        who=one.who,
        effect=one.effect,
        conditions=tuple(c.func for c in one.conditions if c.target),
        unless=tuple(c.func for c in one.conditions if not c.target),
        prepare=one.prepare,
        before=one.before,
        after=one.after,
    )


_GUARDED = ("conditions", "unless", "prepare", "before", "after")
_ENTERED = ("on_enter", "on_exit")


def _known(kind: str, name: str, names: Iterable[str]) -> str:
    """A name that is one of some; a misspelt one would add a guard to nothing, and nobody would notice."""
    every = tuple(names)
    if name not in every:
        raise UnknownName(kind, name, nearest(name, every))
    return name


def _with(value: Any, callbacks: Mapping[str, Callback | Iterable[Callback]], known: tuple[str, ...]) -> Any:
    unknown = [Finding("KH407", {"key": name, "known": ", ".join(known)}) for name in callbacks if name not in known]
    if unknown:
        raise InvalidLifecycle(unknown)
    listed = {
        name: (given,) if isinstance(given, str) or callable(given) else tuple(given)
        for name, given in callbacks.items()
    }
    return attrs.evolve(value, **{name: (*getattr(value, name), *more) for name, more in listed.items()})


def _plain(value: State | Transition) -> dict[str, Any]:
    """The fields that are not default, callables by their import path."""
    said: dict[str, Any] = {}
    for field in attrs.fields(type(value)):
        given: Any = getattr(value, field.name)
        if given != field.default or field.name == "dest":
            said[field.name] = (
                [called(one) for one in cast("tuple[Callback, ...]", given)] if isinstance(given, tuple) else given
            )
    return {name: given for name, given in said.items() if given is not None}
