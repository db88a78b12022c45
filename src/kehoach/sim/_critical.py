"""Whose chain sets the end: from the report that ends the campaign down to the one that was waited for last."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kehoach.sim._luck import each
from kehoach.sim._queues import FAR

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kehoach.sim._tally import Ran

    Whole = NDArray[np.int64]

__all__ = ["chains"]


def chains(block: Ran) -> Whole:
    """The columns on the chain of each run, one after the other for all runs.

    The chain begins with the report that ends the campaign last. From a report it goes on to the one below whose
    acceptance let it begin, the first in official order where several did at one instant; it ends with a report that
    waited for nobody below: for the task, for its opening, for what must be met before it.
    """
    prepared = block.prepared
    ends = block.first if prepared.ends_sent else block.accepted
    here = prepared.ends[ends[:, prepared.ends].argmax(axis=1)]
    runs = np.arange(block.runs)
    runs = runs[ends[runs, here] < FAR]
    here = here[runs]
    found = [here]
    first, below = prepared.below_first, prepared.below
    while len(here):
        onward = np.full(len(here), -1, np.int64)
        for column in each(here):
            mine = np.flatnonzero(here == column)
            under = below[first[column] : first[column + 1]]
            if len(under):
                came = block.accepted[np.ix_(runs[mine], under)]
                late = came.argmax(axis=1)
                led = came[np.arange(len(mine)), late] == block.start[runs[mine], column]
                onward[mine] = np.where(led, under[late], -1)
        runs, here = runs[onward >= 0], onward[onward >= 0]
        found.append(here)
    return np.concatenate(found)
