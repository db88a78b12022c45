"""How those of one kind work: how long each step takes them, how often they are returned, when they begin."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final, Literal

import attrs

from kehoach._scenario._numbers import fitting, plain, positive, probability, refused, whole
from kehoach._scenario._reading import Taking, day_of, is_listed, is_table, name_of, shape_of
from kehoach._scenario._shapes import LogNormal, Shape
from kehoach.errors import InvalidScenario

__all__ = ["Habit", "Leave", "Queue", "Shared", "Steps"]

Queue = Literal["arrival", "due"]
QUEUES: Final = ("arrival", "due")
FIELDS: Final = (
    "guide", "draft", "review", "rework", "p_return", "p_second_return", "reviewers", "queue", "habits", "absences",
    "steps",
)  # fmt: skip


@attrs.frozen(init=False)
class Habit:
    """Some units begin only so long before they are due.

    Args:
        share: Which share of units, from 0 to 1.
        before_due: How many calendar days before the due they begin; where nothing is due, as soon as they can.
    """

    share: float
    before_due: float

    def __init__(self, share: object, before_due: object) -> None:
        taking = Taking()
        object.__setattr__(self, "share", taking.take("share", share, probability, 0.0))
        object.__setattr__(self, "before_due", taking.take("before_due", before_due, positive, 1.0))
        taking.close()

    def to_dict(self) -> dict[str, object]:
        """The habit as a plan file holds it."""
        return {"share": plain(self.share), "before_due": plain(self.before_due)}


@attrs.frozen(init=False)
class Leave:
    """Days on which the reviewers of some superiors do not review.

    Args:
        of: A tier, a group, a unit, or ``issuer``.
        first: The first day.
        last: The last day.
    """

    of: str
    first: date
    last: date

    def __init__(self, of: object, first: object, last: object) -> None:
        taking = Taking()
        object.__setattr__(self, "of", taking.take("of", of, name_of, ""))
        object.__setattr__(self, "first", taking.take("first", first, day_of, date.min))
        object.__setattr__(self, "last", taking.take("last", last, day_of, date.max))
        taking.close()
        if self.first > self.last:
            raise refused("KH977", "last", f"{self.first} … {self.last}")

    def to_dict(self) -> dict[str, object]:
        """The leave as a plan file holds it."""
        return {"of": self.of, "first": self.first.isoformat(), "last": self.last.isoformat()}


@attrs.frozen(init=False)
class Shared:
    """What the units below one unit have in common: a factor on how long they work, drawn once per run.

    Args:
        tier: Below (and at) each unit of this tier.
        sigma: The standard deviation of the factor's natural logarithm; its mean is 1.
    """

    tier: str
    sigma: float

    def __init__(self, tier: object, sigma: object) -> None:
        taking = Taking()
        object.__setattr__(self, "tier", taking.take("tier", tier, name_of, ""))
        shape = taking.take("sigma", sigma, lambda value, _: LogNormal(mean=1, sigma=value), LogNormal(mean=1, sigma=0))
        object.__setattr__(self, "sigma", shape.sigma)
        taking.close()

    def to_dict(self) -> dict[str, object]:
        """The factor as a plan file holds it."""
        return {"tier": self.tier, "sigma": plain(self.sigma)}


@attrs.frozen(init=False)
class Steps:
    """How those of one tier, of one group or a single unit work; what is None is as it is for all.

    A length is a shape such as `LogNormal`, a number of days, a list of measured lengths, or the table of a shape.

    Args:
        guide: How long a superior takes to hand the task down; one without subordinates hands nothing down.
        draft: How long a report takes to write once it can be begun.
        review: How long a reviewer takes for one report of theirs.
        rework: How long a returned report takes.
        p_return: How likely a report is returned after its first review.
        p_second_return: How likely a returned one is returned once more.
        reviewers: How many reports these, as superiors, review at once.
        queue: Which waiting report they take next: ``"arrival"``: the one that came first, at the same instant the
            first in official order; ``"due"``: the one that is due first.
        habits: Who begins only so long before the due; the others begin as soon as they can.
        absences: How likely a unit never sends anything.
        steps: How long the further steps of a lifecycle take, by their triggers; those of acts are ``complete`` and
            ``confirm``, else `draft` and `review` serve for them.

    Raises:
        InvalidScenario: Everything that is wrong, at once.
    """

    guide: Shape | None
    draft: Shape | None
    review: Shape | None
    rework: Shape | None
    p_return: float | None
    p_second_return: float | None
    reviewers: int | None
    queue: Queue | None
    habits: tuple[Habit, ...] | None
    absences: float | None
    _steps: tuple[tuple[str, Shape], ...]

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
    ) -> None:
        taking = Taking()
        given = (guide, draft, review, rework, p_return, p_second_return, reviewers, queue, habits, absences, steps)
        self._take(taking, dict(zip(FIELDS, given, strict=True)))
        taking.close()

    def _take(self, taking: Taking, given: Mapping[str, object]) -> None:
        """Take what is given; what is wrong goes to `taking`."""
        put = object.__setattr__
        for name in ("guide", "draft", "review", "rework"):
            put(self, name, taking.take(name, given[name], shape_of, None))
        for name in ("p_return", "p_second_return", "absences"):
            put(self, name, taking.take(name, given[name], probability, None))
        put(self, "reviewers", taking.take("reviewers", given["reviewers"], whole, None))
        put(self, "queue", taking.take("queue", given["queue"], _queue, None))
        put(self, "habits", taking.take("habits", given["habits"], _habits, None))
        put(self, "_steps", taking.take("steps", given["steps"], _lengths, ()))

    @property
    def steps(self) -> Mapping[str, Shape]:
        """How long the further steps of a lifecycle take, by their triggers."""
        return MappingProxyType(dict(self._steps))

    def over(self, broader: Steps) -> Steps:
        """These, and where they say nothing what a broader kind says."""
        made = object.__new__(Steps)
        for name in FIELDS[:-1]:
            mine = getattr(self, name)
            object.__setattr__(made, name, getattr(broader, name) if mine is None else mine)
        object.__setattr__(made, "_steps", tuple({**broader.steps, **self.steps}.items()))
        return made

    def to_dict(self) -> dict[str, object]:
        """What is said, as a plan file holds it."""
        said: dict[str, object] = {}
        for name in FIELDS:
            value = getattr(self, name)
            if isinstance(value, tuple):
                said[name] = [one.to_dict() for one in self.habits or ()]
            elif is_table(value):
                said |= {name: {key: shape.to_dict() for key, shape in self.steps.items()}} if value else {}
            elif value is not None:
                said[name] = value.to_dict() if isinstance(value, Shape) else _plain(value)
        return said

    @classmethod
    def from_dict(cls, table: Mapping[str, object]) -> Steps:
        """The steps of a table of a plan file.

        Raises:
            InvalidScenario: Everything that is wrong, at once.
        """
        unknown = [fitting("key", key, FIELDS, key) for key in table if key not in FIELDS]
        taking = Taking()
        taking.found += unknown
        made = object.__new__(cls)
        made._take(taking, {name: table.get(name) for name in FIELDS})
        taking.close()
        return made


def _plain(value: object) -> object:
    return plain(value) if isinstance(value, float) else value


def _queue(value: object, key: str) -> Queue:
    if value not in QUEUES:
        raise InvalidScenario(fitting("queue", value, QUEUES, key))
    return "due" if value == "due" else "arrival"


def _habits(value: object, key: str) -> tuple[Habit, ...]:
    """Habits whose shares make at most the whole."""
    if not is_listed(value):
        raise refused("KH970", key, value)
    taking, found = Taking(), list[Habit]()
    for place, one in enumerate(value):
        habit = taking.take(f"{key}[{place}]", one, _habit, None)
        found += [habit] if habit is not None else []
    taking.close()
    if sum(one.share for one in found) > 1 + 1e-9:
        raise refused("KH979", key, sum(one.share for one in found))
    return tuple(found)


def _habit(value: object, key: str) -> Habit | None:
    if isinstance(value, Habit):
        return value
    if not is_table(value):
        raise refused("KH970", key, value)
    known = ("share", "before_due")
    unknown = [fitting("key", name, known, f"{key}.{name}") for name in value if name not in known]
    if unknown:
        raise InvalidScenario(unknown)
    return Habit(value.get("share", 1), value.get("before_due", -1))


def _lengths(value: object, key: str) -> tuple[tuple[str, Shape], ...]:
    """Lengths by name."""
    if not is_table(value):
        raise refused("KH970", key, value)
    taking, found = Taking(), dict[str, Shape]()
    for name, one in value.items():
        shape = taking.take(f"{key}.{name}", one, shape_of, None)
        found |= {name: shape} if shape is not None else {}
    taking.close()
    return tuple(found.items())
