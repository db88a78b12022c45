"""Runs that go on from where a live campaign stands.

What came in stays as it came in; a report that waits for its reviewer waits on, in the order of coming in; a review
begins at the earliest now. A report that is being written takes longer than it has taken: its length is drawn from what
is beyond that. Of a report that went back only the number of returns is known, not when it went; its rework begins now.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kehoach.sim._luck import BITS, beyond, each, mix
from kehoach.sim._queues import FAR

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kehoach.sim._engine import Block
    from kehoach.sim._prepared import Standing

    Whole = NDArray[np.int64]

__all__ = ["kept", "resumed", "settled"]


def resumed(block: Block, standing: Standing, here: slice, draws: Whole) -> Whole:
    """How long the reports of some columns take to write, from when they were begun, (runs, columns).

    Args:
        block: The runs; for what went back they begin now.
        standing: Where the campaign stands.
        here: The columns.
        draws: The draws of their lengths.
    """
    prepared = block.prepared
    begun, unit = block.start[:, here], prepared.axes[0]
    elapsed = np.maximum(unit.worked(np.maximum(begun, standing.now)) - unit.worked(begun), 0)
    back = np.flatnonzero((standing.round[here] > 0) & (standing.stage[here] == 0))
    elapsed[:, back] = 0
    rest = np.empty_like(draws)
    laws = prepared.draft[here]
    for law in each(laws):
        mine = np.flatnonzero(laws == law)
        passed = beyond(prepared.curves[law], elapsed[:, mine])
        rest[:, mine] = passed + (((2**BITS - passed) * draws[:, mine]) >> BITS)
    lengths = np.maximum(block.lengths(laws, rest), elapsed)
    if len(back):
        columns = back + here.start
        block.start[:, columns] = np.maximum(block.start[:, columns], standing.now)
        keys = prepared.keys[standing.round[columns] + 1, columns]
        again = (mix(keys + block.counters) >> np.uint64(33)).view(np.int64)
        lengths[:, back] = block.lengths(prepared.rework[columns], again)
    taken: Whole = lengths
    return taken


def kept(standing: Standing, here: slice, sent: Whole) -> None:
    """Leave what is in as it came in; nothing else comes in before now."""
    np.maximum(sent, standing.now, out=sent)
    done = standing.stage[here] > 0
    sent[:, done] = standing.came[here][done]


def settled(block: Block, standing: Standing, here: slice, written: Whole, service: Whole) -> None:
    """Keep when reports were first sent; what is in needs no writing, what is accepted no review."""
    first = standing.first[here]
    block.first[:, here] = np.where(first < FAR, first, block.first[:, here])
    written[:, standing.stage[here] > 0] = 0
    service[:, standing.stage[here] > 1] = 0
