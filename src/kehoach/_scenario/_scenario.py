"""A scenario: how long each step takes, whom, and how sure that is; what a plan's timeline is simulated from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from importlib import import_module
from itertools import pairwise
from types import MappingProxyType
from typing import Final, Literal

import attrs

from kehoach._scenario._numbers import fitting, refused
from kehoach._scenario._reading import Taking, day_of, is_listed, is_table, span_of
from kehoach._scenario._steps import FIELDS, Habit, Leave, Shared, Steps
from kehoach._spelling import nfc
from kehoach.errors import Finding, InvalidScenario

__all__ = ["Scenario"]

Days = Literal["calendar", "working"]
_DAYS: Final = ("calendar", "working")
_OWN: Final = ("start_on", "days", "hours", "leave", "shared", "tiers", "groups", "units")
_ISSUER: Final = "issuer"


@attrs.frozen(init=False)
class Scenario(Steps):  # type: ignore[override]  # the initialiser that attrs writes and nobody calls
    """How those who carry out a plan work; the arguments of `Steps`, for all, and who works otherwise.

    Args:
        guide: How long a superior takes to hand the task down; one without subordinates hands nothing down.
        draft: How long a report takes to write once it can be begun.
        review: How long a reviewer takes for a report.
        rework: How long a returned report takes.
        p_return: How likely a report is returned after its first review.
        p_second_return: How likely a returned one is returned once more.
        reviewers: How many reports a superior reviews at once; 1 unless said.
        queue: Which waiting report comes next: ``"arrival"`` (unless said) or ``"due"``.
        habits: Who begins only so long before the due.
        absences: How likely a unit never sends anything.
        steps: How long the further steps of a lifecycle take, by their triggers.
        start_on: The day on which the campaign starts; None: the plan's effective day, else its day of issue.
        days: ``"calendar"``: work goes on day and night; ``"working"``: lengths are in working days of the plan's
            calendar.
        hours: The hours of a working day, such as ``["07:30-11:30", "13:00-17:00"]``; a working day is as long as they
            are together. None: from midnight to midnight.
        leave: Days on which the reviewers of some superiors do not review.
        shared: What the units below one unit have in common.
        tiers: Who works otherwise: tiers by their ids.
        groups: Groups by their ids; they go before tiers, and the later of two before the earlier.
        units: Units by their ids; they go before groups.

    Raises:
        InvalidScenario: Everything that is wrong, at once.

    >>> from kehoach.sim import LogNormal
    >>> scenario = Scenario(draft=LogNormal(mean=5, sigma=0.5), review=0.2, tiers={"commune": {"draft": 3}})
    >>> scenario.of("commune").draft, scenario.of("district").draft
    (Fixed(mean=3.0), LogNormal(mean=5.0, sigma=0.5))
    """

    start_on: date | None
    days: Days
    hours: tuple[tuple[int, int], ...]
    leave: tuple[Leave, ...]
    shared: Shared | None
    _tiers: tuple[tuple[str, Steps], ...]
    _groups: tuple[tuple[str, Steps], ...]
    _units: tuple[tuple[str, Steps], ...]

    def __init__(
        self,
        *,
        guide: object = None,
        draft: object = None,
        review: object = None,
        rework: object = None,
        p_return: object = None,
        p_second_return: object = None,
        reviewers: object = None,
        queue: object = None,
        habits: Iterable[Habit | Mapping[str, object]] | None = None,
        absences: object = None,
        steps: Mapping[str, object] | None = None,
        start_on: date | str | None = None,
        days: str = "calendar",
        hours: Iterable[str] | None = None,
        leave: Iterable[Leave | Mapping[str, object]] | None = None,
        shared: Shared | Mapping[str, object] | None = None,
        tiers: Mapping[str, Steps | Mapping[str, object]] | None = None,
        groups: Mapping[str, Steps | Mapping[str, object]] | None = None,
        units: Mapping[str, Steps | Mapping[str, object]] | None = None,
    ) -> None:
        usual = (guide, draft, review, rework, p_return, p_second_return, reviewers, queue, habits, absences, steps)
        own = (start_on, days, hours, leave, shared, tiers, groups, units)
        taking = Taking()
        self._take(taking, dict(zip((*FIELDS, *_OWN), (*usual, *own), strict=True)))
        taking.close()

    def _take(self, taking: Taking, given: Mapping[str, object]) -> None:
        super()._take(taking, given)
        put = object.__setattr__
        put(self, "start_on", taking.take("start_on", given["start_on"], day_of, None))
        put(self, "days", taking.take("days", given["days"], _days, "calendar"))
        put(self, "hours", taking.take("hours", given["hours"], _hours, ()))
        put(self, "leave", taking.take("leave", given["leave"], _leaves, ()))
        put(self, "shared", taking.take("shared", given["shared"], _shared, None))
        for name in ("tiers", "groups", "units"):
            put(self, f"_{name}", taking.take(name, given[name], _others, ()))
        if self.hours and self.days == "calendar":
            taking.found.append(Finding("KH980", path="hours"))

    @property
    def tiers(self) -> Mapping[str, Steps]:
        """The tiers that work otherwise."""
        return MappingProxyType(dict(self._tiers))

    @property
    def groups(self) -> Mapping[str, Steps]:
        """The groups that work otherwise."""
        return MappingProxyType(dict(self._groups))

    @property
    def units(self) -> Mapping[str, Steps]:
        """The units that work otherwise."""
        return MappingProxyType(dict(self._units))

    def of(self, tier: str, groups: Iterable[str] = (), unit: str | None = None) -> Steps:
        """How those of a tier work, or one of its units; the narrower goes before.

        Args:
            tier: The tier.
            groups: The groups the unit is in, in the order of the plan.
            unit: The unit.
        """
        found: Steps = self
        for known, name in ((self.tiers, tier), *((self.groups, group) for group in groups), (self.units, unit)):
            if name is not None and name in known:
                found = known[name].over(found)
        return found

    def strangers(
        self, *, tiers: Iterable[str], groups: Iterable[str], has_unit: Callable[[str], bool], units: Iterable[str],
        triggers: Iterable[str],
    ) -> list[Finding]:  # fmt: skip
        """The names it speaks of that a plan does not have, each with the nearest that it has.

        Args:
            tiers: The tiers of the plan.
            groups: Its groups.
            has_unit: Whether it has a unit.
            units: The units to propose from.
            triggers: The triggers of its lifecycles.
        """
        tiers, groups, triggers = tuple(tiers), tuple(groups), tuple(triggers)
        found = [fitting("tier", one, tiers, f"tiers.{one}") for one in self.tiers if one not in tiers]
        found += [fitting("group", one, groups, f"groups.{one}") for one in self.groups if one not in groups]
        found += [fitting("unit", one, units, f"units.{one}") for one in self.units if not has_unit(one)]
        if self.shared is not None and self.shared.tier not in tiers:
            found.append(fitting("tier", self.shared.tier, tiers, "shared.tier"))
        for place, leave in enumerate(self.leave):
            if leave.of not in (*tiers, *groups, _ISSUER) and not has_unit(leave.of):
                found.append(fitting("superior", leave.of, (*tiers, *groups, *units), f"leave[{place}].of"))
        return found + [
            fitting("step", step, triggers, f"{path}steps.{step}")
            for path, kind in self._kinds()
            for step in kind.steps
            if step not in triggers
        ]

    def _kinds(self) -> Iterable[tuple[str, Steps]]:
        """All, and those who work otherwise, each with its path."""
        yield "", self
        for name, others in (("tiers", self.tiers), ("groups", self.groups), ("units", self.units)):
            for key, steps in others.items():
                yield f"{name}.{key}.", steps

    def to_dict(self) -> dict[str, object]:
        """The scenario as a plan file holds it; without floats."""
        said = super().to_dict()
        if self.start_on is not None:
            said["start_on"] = self.start_on.isoformat()
        if self.days != "calendar":
            said["days"] = self.days
        if self.hours:
            said["hours"] = [f"{a // 60:02}:{a % 60:02}-{b // 60:02}:{b % 60:02}" for a, b in self.hours]
        if self.leave:
            said["leave"] = [one.to_dict() for one in self.leave]
        if self.shared is not None:
            said["shared"] = self.shared.to_dict()
        for name, others in (("tiers", self.tiers), ("groups", self.groups), ("units", self.units)):
            said |= {name: {key: one.to_dict() for key, one in others.items()}} if others else {}
        return said

    @classmethod
    def from_dict(cls, table: Mapping[str, object]) -> Scenario:
        """The scenario of a table, as `to_dict` or a plan file gives it.

        Raises:
            InvalidScenario: Everything that is wrong, at once.

        >>> Scenario.from_dict({"draft": {"mean": 5, "sigma": "0.5"}, "review": 1}).to_dict()["review"]
        {'shape': 'fixed', 'days': 1}
        """
        known = (*FIELDS, *_OWN)
        taking = Taking()
        taking.found += [fitting("key", key, known, key) for key in table if key not in known]
        made = object.__new__(cls)
        made._take(taking, {name: table.get(name) for name in known})
        taking.close()
        return made

    @classmethod
    def fit(cls, source: object, plan: object = None, **options: object) -> Scenario:
        """A scenario from what was measured: the same as `kehoach.sim.fit`, which says what it takes.

        Args:
            source: The log of a campaign, rows of lengths, or a data frame of them.
            plan: The plan of the campaign; needed with a log.
            options: Those of `kehoach.sim.fit`.

        Returns:
            A `kehoach.sim.Fitted`: the scenario, with how well each step of it fits, and a picture of that.

        Raises:
            InvalidCommand: Too few lengths ended, or rows cannot be read.
            MissingExtra: scipy is not installed, or, for a data frame, narwhals.
        """
        door = import_module("kehoach.sim")  # which stands above: a log is read with a plan, and this room knows none
        made: Scenario = door.fit(source, plan, **options)
        return made

    def replace(self, **changes: object) -> Scenario:
        """The same scenario with other values; the names are those of the arguments.

        Raises:
            InvalidScenario: Everything that is wrong, at once.
            TypeError: There is no such argument.
        """
        known = (*FIELDS, *_OWN)
        unknown = [name for name in changes if name not in known]
        if unknown:
            raise TypeError(f"Scenario has no argument {unknown[0]!r}")
        given = self.to_dict() | {name: getattr(self, name) for name in FIELDS if getattr(self, name) is not None}
        taking, made = Taking(), object.__new__(Scenario)
        made._take(taking, {name: changes.get(name, given.get(name)) for name in known})
        taking.close()
        return made


def _days(value: object, key: str) -> Days:
    if value not in _DAYS:
        raise InvalidScenario(fitting("kind of days", value, _DAYS, key))
    return "working" if value == "working" else "calendar"


def _hours(value: object, key: str) -> tuple[tuple[int, int], ...]:
    """Spans of a day, each after the one before."""
    taking, listed = Taking(), [value] if isinstance(value, str) else list(value) if is_listed(value) else [value]
    spans = [taking.take(f"{key}[{place}]", one, span_of, (0, 0)) for place, one in enumerate(listed)]
    taking.close()
    if any(one[1] > two[0] for one, two in pairwise(spans)):
        raise refused("KH978", key, value)
    return tuple(spans)


def _leaves(value: object, key: str) -> tuple[Leave, ...]:
    if not is_listed(value):
        raise refused("KH970", key, value)
    taking, found = Taking(), list[Leave]()
    for place, one in enumerate(value):
        leave = taking.take(f"{key}[{place}]", one, _leave, None)
        found += [leave] if leave is not None else []
    taking.close()
    return tuple(found)


def _leave(value: object, key: str) -> Leave | None:
    if isinstance(value, Leave):
        return value
    if not is_table(value):
        raise refused("KH970", key, value)
    _only(value, ("of", "first", "last"), key)
    return Leave(value.get("of", ""), value.get("first", ""), value.get("last", value.get("first", "")))


def _only(table: Mapping[str, object], known: tuple[str, ...], key: str) -> None:
    unknown = [fitting("key", name, known, f"{key}.{name}") for name in table if name not in known]
    if unknown:
        raise InvalidScenario(unknown)


def _shared(value: object, key: str) -> Shared | None:
    if isinstance(value, Shared):
        return value
    if not is_table(value):
        raise refused("KH970", key, value)
    _only(value, ("tier", "sigma"), key)
    return Shared(value.get("tier", ""), value.get("sigma", ""))


def _others(value: object, key: str) -> tuple[tuple[str, Steps], ...]:
    if not is_table(value):
        raise refused("KH970", key, value)
    taking, found = Taking(), dict[str, Steps]()
    for name, one in value.items():
        steps = taking.take(f"{key}.{name}", one, _steps, None)
        found |= {nfc(name): steps} if steps is not None else {}
    taking.close()
    return tuple(found.items())


def _steps(value: object, key: str) -> Steps | None:
    if isinstance(value, Steps):
        return value
    if not is_table(value):
        raise refused("KH970", key, value)
    return Steps.from_dict(value)
