"""What the end depends on most: every input of a scenario lowered and raised in turn, with the same luck."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, cast

import attrs

from kehoach._scenario import Scenario, Shape, Steps
from kehoach._scenario._reading import shape_of
from kehoach.errors import Finding, InvalidCommand, Lang
from kehoach.sim._compare import differences
from kehoach.sim._intervals import Estimate, mean_of
from kehoach.sim._told import called

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from kehoach.sim._forecast import Forecast

__all__ = ["Sway", "Tornado", "scaled", "tornado_of"]

_RUNS: Final = 1_000
_LENGTHS: Final = ("guide", "draft", "review", "rework")
_SHARES: Final = ("p_return", "p_second_return", "absences")
_DAYS: Final = ("mean", "low", "mode", "high", "days")
"""What of a shape's table is in days."""
_CALLED: Final[dict[str, tuple[str, str]]] = {
    "guide": ("guidance by", "hướng dẫn của"),
    "draft": ("drafting, ", "soạn báo cáo, "),
    "review": ("review of", "duyệt báo cáo"),
    "rework": ("rework,", "sửa báo cáo,"),
    "p_return": ("returns,", "trả lại,"),
    "p_second_return": ("second returns,", "trả lại lần hai,"),
    "absences": ("never sent,", "không gửi,"),
}


@attrs.frozen(kw_only=True)
class Sway:
    """By how much an end moves when one input is changed.

    Attributes:
        tier: Whose input.
        step: Which: ``guide``, ``draft``, ``review``, ``rework``, ``p_return``, ``p_second_return``, ``absences``, or a
            trigger of a plan's own lifecycle.
        lowered: The change in days when it is lowered, on average; negative: earlier.
        raised: The same when it is raised.
        name: What the tier is called in Vietnamese.
    """

    tier: str
    step: str
    lowered: Estimate
    raised: Estimate
    name: str = ""

    @property
    def width(self) -> float:
        """The greater of both changes, in days, without its sign."""
        return max(abs(self.lowered.value), abs(self.raised.value))

    def label(self, lang: Lang = "en") -> str:
        """What it is called beside a bar."""
        en, vi = _CALLED.get(self.step, (f"{self.step},", f"{self.step},"))
        return f"{vi.strip()} {self.name or self.tier}" if lang == "vi" else f"{en.strip()} {self.tier}"


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Tornado:
    """All inputs that move an end, the strongest first.

    Attributes:
        of: Of which end: ``"end"``, or the id of a tier.
        by: By which part each input was changed.
        runs: How many runs each variant had.
        sways: What each did.
        forecast: What was changed.
    """

    of: str
    by: float
    runs: int
    sways: tuple[Sway, ...]
    forecast: Forecast

    def to_dict(self) -> dict[str, object]:
        """The same as plain data."""
        sways = [attrs.asdict(sway, filter=lambda field, _: field.name != "name") for sway in self.sways]
        return {"of": self.of, "by": self.by, "runs": self.runs, "sways": sways}

    def text(self, lang: Lang = "en") -> str:
        """A line for each input."""
        return "\n".join(self._line(sway, lang) for sway in self.sways)

    def plot(self, *, lang: Lang = "en") -> Figure:
        """A picture of it.

        Args:
            lang: The language of its labels.

        Raises:
            MissingExtra: matplotlib is not installed.
        """
        from kehoach.sim._plots import needed

        needed()
        from kehoach.sim._plots._bars import tornado_figure

        return tornado_figure(self, lang=lang)

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        return f"<Tornado of {len(self.sways)} inputs over {self.runs} runs each>"

    def _line(self, sway: Sway, lang: Lang) -> str:
        low, high = f"{sway.lowered.value:+.2f}", f"{sway.raised.value:+.2f}"
        part = f"{100 * self.by:g}%"
        if lang == "vi":
            low, high = low.replace(".", ","), high.replace(".", ",")
            return f"{sway.label(lang)}: giảm {part} {low} ngày, tăng {part} {high} ngày"
        return f"{sway.label(lang)}: lowered {part} {low} days, raised {part} {high} days"


def scaled(shape: Shape, by: float) -> Shape:
    """A shape with all its lengths multiplied; its form stays.

    Args:
        shape: The shape.
        by: The factor, above 0.

    >>> from kehoach._scenario import LogNormal, Triangular
    >>> scaled(LogNormal(mean=4, sigma=0.5), 1.25), scaled(Triangular(1, 2, 4), 0.5)
    (LogNormal(mean=5.0, sigma=0.5), Triangular(low=0.5, mode=1.0, high=2.0))
    """
    table = shape.to_dict()
    for key in _DAYS:
        value = table.get(key)
        if isinstance(value, list):
            table[key] = [float(str(one)) * by for one in cast("list[object]", value)]
        elif isinstance(value, int | str):
            table[key] = float(value) * by
    return shape_of(table, "shape")


def tornado_of(forecast: Forecast, *, by: float, of: str, runs: int | None) -> Tornado:
    """Run a variant for each input lowered and raised, and compare run by run.

    Args:
        forecast: What is varied; its own runs stand in for those of the plan as it is.
        by: By which part.
        of: Of which end.
        runs: How many runs of each; None: 1,000, or all where there are fewer.

    Raises:
        InvalidCommand: `by` is not between 0 and 1.
    """
    if not 0 < by < 1:
        raise InvalidCommand(Finding("KH987", {"value": repr(by)}, path="by"))
    count = min(_RUNS if runs is None else max(runs, 1), forecast.runs)
    found = [_sway(forecast, tier, step, by, of, count) for tier, step in _inputs(forecast)]
    moved = sorted((sway for sway in found if sway.width > 0), key=lambda sway: -sway.width)
    return Tornado(of=of, by=by, runs=count, sways=tuple(moved), forecast=forecast)


def _inputs(forecast: Forecast) -> Iterator[tuple[str, str]]:
    """The tiers and their inputs that are not nothing."""
    scenario = forecast.scenario
    for tier, owed in zip(forecast.tiers, forecast.results.expected, strict=True):
        if not owed:
            continue
        steps = scenario.of(tier)
        for step in (*_LENGTHS, *_SHARES):
            if _size(getattr(steps, step)):
                yield tier, step
        yield from ((tier, step) for step, shape in steps.steps.items() if shape.mean)


def _size(value: Shape | float | None) -> float:
    return value.mean if isinstance(value, Shape) else value or 0.0


def _sway(forecast: Forecast, tier: str, step: str, by: float, of: str, runs: int) -> Sway:
    mine = forecast.days(of)[:runs]
    moves: list[Estimate] = []
    for factor in (1 - by, 1 + by):
        other = forecast.rerun(_varied(forecast.scenario, tier, step, factor), runs=runs, keep=())
        moves.append(mean_of(differences(mine, other.days(of))))
    name = called(forecast.plan, tier, "vi")
    return Sway(tier=tier, step=step, lowered=moves[0], raised=moves[1], name=name)


def _varied(scenario: Scenario, tier: str, step: str, factor: float) -> Scenario:
    """A scenario in which one input of a tier is multiplied; of units that work otherwise nothing changes."""
    steps = scenario.of(tier)
    if step in _LENGTHS:
        changed = Steps.from_dict({step: scaled(getattr(steps, step), factor)})
    elif step in _SHARES:
        changed = Steps.from_dict({step: min(1.0, getattr(steps, step) * factor)})
    else:
        changed = Steps(steps={step: scaled(steps.steps[step], factor)})
    broader = scenario.tiers.get(tier)
    return scenario.replace(tiers={**scenario.tiers, tier: changed if broader is None else changed.over(broader)})
