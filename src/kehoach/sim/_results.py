"""What runs of a simulation leave behind: columns with one number per run, and counts over all of them.

Instants are whole microseconds since 1970 UTC; what never happens (a unit that never sends keeps those above it
waiting) is `NEVER`. Blocks of runs are joined in the order of their numbers, so that results depend neither on the
size of a block nor on who worked it out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import attrs

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["NEVER", "Results"]

NEVER: Final = 2**63 - 1
"""The instant of what does not happen in a run."""


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Results:
    """The runs of one simulation, or a block of them.

    Attributes:
        plan_digest: The digest of the plan.
        seed: What the luck was drawn from.
        first_run: The number of the first run.
        runs: How many runs.
        start: When the campaign starts, in microseconds since 1970 UTC.
        zone: The zone in which days begin.
        tiers: The ids of the tiers from top to bottom.
        end: When the campaign is complete, (runs,) int64.
        tier_end: When the last report of each tier is accepted, (tiers, runs) int64; the start where a tier owes
            nothing.
        on_time: How many dated duties of each tier come in on time by the clock of the policy, (tiers, runs) int32.
        dated: How many duties of each tier have a due and count in its rate, (tiers,) int32.
        sent: How many duties of each tier come in at all, (tiers, runs) int32.
        expected: How many duties each tier owes, (tiers,) int32.
        work: How long is worked on the reports of a run, by units and reviewers together, (runs,) int64 microseconds.
        waiting: How long the reports of a run wait for a reviewer, together, (runs,) int64 microseconds.
        critical: In how many runs the chain that sets the end runs through each duty, (duties,) int32; None where it
            was not asked for.
        first_day: The ordinal of the first local day of the curve.
        curve: How many duties of each tier come in for the first time on each local day, over all runs, (tiers, days)
            int64.
        provisional: How many runs go on after the last day that the calendar is sure of.
        units: Arrays with one row per duty, (duties, runs) int64, by name, where they were asked for: ``submitted``,
            ``first``, ``accepted`` instants; ``start`` of the work.
    """

    plan_digest: str
    seed: int
    first_run: int
    runs: int
    start: int
    zone: str
    tiers: tuple[str, ...]
    end: NDArray[np.int64]
    tier_end: NDArray[np.int64]
    on_time: NDArray[np.int32]
    dated: NDArray[np.int32]
    sent: NDArray[np.int32]
    expected: NDArray[np.int32]
    work: NDArray[np.int64]
    waiting: NDArray[np.int64]
    critical: NDArray[np.int32] | None
    first_day: int
    curve: NDArray[np.int64]
    provisional: int
    units: Mapping[str, NDArray[np.int64]] = attrs.field(factory=dict[str, "NDArray[np.int64]"])

    @classmethod
    def merged(cls, parts: Iterable[Results]) -> Results:
        """Blocks of runs of one simulation as one, in the order of their runs.

        Args:
            parts: The blocks, in any order; at least one. A gap between them is no error: those who are asked to stop
                keep what they have.
        """
        import numpy as np

        blocks = sorted(parts, key=lambda one: one.first_run)
        first = blocks[0]
        if len(blocks) == 1:
            return first
        day, curve = _joined_curves(blocks)
        counted = [one.critical for one in blocks if one.critical is not None]
        return attrs.evolve(
            first,
            runs=sum(one.runs for one in blocks),
            end=np.concatenate([one.end for one in blocks]),
            tier_end=np.concatenate([one.tier_end for one in blocks], axis=1),
            on_time=np.concatenate([one.on_time for one in blocks], axis=1),
            sent=np.concatenate([one.sent for one in blocks], axis=1),
            work=np.concatenate([one.work for one in blocks]),
            waiting=np.concatenate([one.waiting for one in blocks]),
            critical=np.sum(counted, axis=0, dtype=np.int32) if counted else None,
            first_day=day,
            curve=curve,
            provisional=sum(one.provisional for one in blocks),
            units={name: np.concatenate([one.units[name] for one in blocks], axis=1) for name in first.units},
        )


def _joined_curves(blocks: Sequence[Results]) -> tuple[int, NDArray[np.int64]]:
    """The first day of any of them, and the sum of their curves."""
    import numpy as np

    first = min(one.first_day for one in blocks)
    last = max(one.first_day + one.curve.shape[1] for one in blocks)
    whole = np.zeros((len(blocks[0].tiers), last - first), np.int64)
    for one in blocks:
        spot = one.first_day - first
        whole[:, spot : spot + one.curve.shape[1]] += one.curve
    return first, whole
