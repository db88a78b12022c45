"""Two forecasts with the same luck, compared run by run.

Where a run of one plan and the same run of the other share their luck, most of it cancels in the difference: a paired
interval is far narrower than what two forecasts apart would give.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from kehoach._spelling import nearest
from kehoach.errors import Finding, InvalidCommand, Lang, UnknownName
from kehoach.sim._intervals import LEVEL, Estimate, mean_of, share_of
from kehoach.sim._told import called, percent_text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from kehoach.sim._forecast import Forecast

__all__ = ["Comparison", "Effect", "compared"]


@attrs.frozen(kw_only=True)
class Effect:
    """What the other forecast changes at one end.

    Attributes:
        of: ``"end"``, or the id of a tier.
        days: How many days later the other is, on average over the runs that end in both; negative: earlier.
        earlier: How often the other ends earlier.
        later: How often it ends later.
        on_time: By how much the share of reports on time is greater there; None where nothing is dated in one of both.
    """

    of: str
    days: Estimate
    earlier: Estimate
    later: Estimate
    on_time: Estimate | None


@attrs.frozen(eq=False, repr=False)
class Comparison:
    """What another forecast says otherwise, run by run.

    Attributes:
        mine, other: The two forecasts.
        effects: The changes, of the end first, then of the tiers that owe something in both
            plans, top to bottom.
    """

    mine: Forecast
    other: Forecast
    effects: tuple[Effect, ...]

    def of(self, of: str = "end") -> Effect:
        """The change at one end.

        Args:
            of: ``"end"``, or the id of a tier.

        Raises:
            UnknownName: There is no such tier in both.
        """
        for effect in self.effects:
            if effect.of == of:
                return effect
        raise UnknownName("tier", of, nearest(of, [effect.of for effect in self.effects]))

    def to_dict(self) -> dict[str, object]:
        """The changes as plain data."""
        return {"effects": [attrs.asdict(effect) for effect in self.effects]}

    def text(self, lang: Lang = "en") -> str:
        """The changes, a line each."""
        return "\n".join(self._line(effect, lang) for effect in self.effects)

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        return f"<Comparison over {self.mine.runs} runs: the end moves by {self.effects[0].days} days>"

    def _line(self, one: Effect, lang: Lang) -> str:
        days, vi = one.days, lang == "vi"
        name = called(self.mine.plan, one.of, lang)
        bounds = f"{days.low:+.2f} … {days.high:+.2f}"
        often = [percent_text(part, lang=lang) for part in (one.earlier, one.later)]
        if vi:
            line = f"{name}: {days.value:+.2f} ngày ({bounds}); sớm hơn {often[0]}, muộn hơn {often[1]}"
            said = "; đúng hạn {:+.1f} điểm phần trăm"
        else:
            line = f"{name}: {days.value:+.2f} days ({bounds}); earlier in {often[0]}, later in {often[1]}"
            said = "; on time {:+.1f} points"
        line = line.replace(".", ",") if vi else line
        rate = "" if one.on_time is None else said.format(100 * one.on_time.value)
        return line + (rate.replace(".", ",") if vi else rate)


def compared(mine: Forecast, other: Forecast, level: float = LEVEL) -> Comparison:
    """The paired differences of two forecasts, the other's minus mine.

    Args:
        mine: A forecast.
        other: One of the same seed and number of runs.
        level: How often the intervals hold the true differences.

    Raises:
        InvalidCommand: Seed, first run or number of runs differ.
    """
    pairs = [(one.seed, one.results.first_run, one.runs) for one in (mine, other)]
    if pairs[0] != pairs[1]:
        said = [f"seed {seed} and runs {first} to {first + runs - 1}" for seed, first, runs in pairs]
        raise InvalidCommand(Finding("KH985", {"mine": said[0], "other": said[1]}))
    ends = ("end", *(tier for tier in _owing(mine) if tier in _owing(other)))
    return Comparison(mine, other, tuple(_effect(mine, other, of, level) for of in ends))


def _owing(said: Forecast) -> list[str]:
    return [tier for tier, owed in zip(said.tiers, said.results.expected, strict=True) if owed]


def _effect(mine: Forecast, other: Forecast, of: str, level: float) -> Effect:
    import numpy as np

    before, after = mine.days(of), other.days(of)
    earlier, later = int(np.count_nonzero(after < before)), int(np.count_nonzero(after > before))
    tier = None if of == "end" else of
    first, second = (one.shares_on_time(tier) for one in (mine, other))
    on_time = None if first is None or second is None else mean_of(second - first, level)
    return Effect(
        of=of,
        days=mean_of(differences(before, after), level),
        earlier=share_of(earlier, mine.runs, level),
        later=share_of(later, mine.runs, level),
        on_time=on_time,
    )


def differences(mine: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """How much later the other is, run by run, of the runs that end in both; one 0 where there are none.

    Args:
        mine: Days from the start, shape (runs,), infinite for what never ends.
        other: The same of the other.
    """
    import numpy as np

    both = np.isfinite(mine) & np.isfinite(other)
    return other[both] - mine[both] if both.any() else np.zeros(1)
