"""What a block of runs reads: a plan and a scenario as arrays, without a plan or a scenario in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from kehoach.sim._layout import Level
    from kehoach.sim._luck import Curve
    from kehoach.sim._worktime import Axis

    Whole = NDArray[np.int64]
    Words = NDArray[np.uint64]
    Mask = NDArray[np.bool_]

__all__ = ["Extra", "Guides", "Habits", "Prepared", "Shares", "Standing"]


@attrs.frozen(eq=False)
class Guides:
    """How the task comes down, from superior to superior.

    Attributes:
        above: For each head (a duty with others below it) the head above; -1 for a top, which has it at the start.
        law: The table of how long each takes to hand it down.
        keys: The keys of its luck.
        depths: Where the heads of each depth begin, and the last end; heads come by depth.
        of: For each column the head from which its unit has the task; -1: at the start.
    """

    above: Whole
    law: Whole
    keys: Words
    depths: tuple[int, ...]
    of: Whole


@attrs.frozen(eq=False)
class Extra:
    """A further step of a lifecycle.

    Attributes:
        place: ``"drafting"``, ``"reviewing"`` (at the desk) or ``"closing"`` (after it).
        law: The table of its length for each column.
        keys: The keys of its luck, for the first, second and third time, (3, columns).
    """

    place: str
    law: Whole
    keys: Words


@attrs.frozen(eq=False)
class Habits:
    """Who begins only so long before the due, and who never sends anything.

    Attributes:
        keys: The keys of the luck of each column.
        below: For each habit a draw below which it is a column's, (habits, columns); rising.
        begin: For each habit the instant of each column before which it does not begin, (habits, columns).
        unit_keys: The keys of the luck of the unit of each column.
        absent: A draw below which its unit never sends anything, (columns,).
    """

    keys: Words
    below: Whole
    begin: Whole
    unit_keys: Words
    absent: Whole


@attrs.frozen(eq=False)
class Shares:
    """A factor that units have in common.

    Attributes:
        keys: The keys of the luck of each that is shared.
        curve: Its table, in 4096ths.
        of: For each column the factor it has; -1: none.
    """

    keys: Words
    curve: Curve
    of: Whole


@attrs.frozen(eq=False)
class Standing:
    """Where a live campaign stands, from which runs go on.

    Attributes:
        now: The instant of that, since the start.
        stage: For each column 0: with its unit; 1: with its reviewer; 2: accepted.
        came: When what is with a reviewer came in, and what is accepted was.
        first: When each was first sent; `FAR`: not yet.
        round: How often each was returned already, at most 2.
    """

    now: int
    stage: Whole
    came: Whole
    first: Whole
    round: Whole


@attrs.frozen(eq=False, kw_only=True)
class Prepared:
    """A simulation, ready to be run; can be pickled and sent to another process.

    Attributes:
        digest: The digest of the plan.
        seed: What the luck is drawn from.
        start: When the campaign starts, in microseconds since 1970 UTC.
        zone: The zone of the days.
        tiers: The ids of the tiers.
        duties: How many duties the plan has.
        duty: The duty of each column.
        levels: The desks.
        desks: How many desks.
        works: How the superior of each column reviews, (columns, 3): how many at once, whether by due, on which axis.
        below_first, below: For each column where the columns below it begin in `below`; what its gate waits for.
        axes: The axes of working time; the first is that of units.
        curves: The tables of lengths.
        guides: How the task comes down.
        draft, review, rework: The table of each step for each column.
        keys: The keys of the luck of each column, (4, columns): of the first draft and review; of returns; of the
            second rework and review; of the third.
        p_return, p_second: A draw below which the first and the second review return, for each column.
        extras: Further steps.
        habits: None where everybody begins at once and sends.
        shares: None where nothing is shared.
        standing: None where the runs begin at the start.
        due, opens, closes: Of each column, since the start; `FAR` for none, 0 for always open.
        tier_of: The tier of each column.
        rated: Whether each column counts in the rates of its tier.
        ends: The columns whose end is the campaign's.
        ends_sent: Whether the campaign ends when these are sent, not when they are accepted.
        by_accepted: Whether on time means the accepted version's submission.
        certain: The instant up to which the calendar is sure, since the start.
        days: Where local days begin, since the start, from the day of the start.
        first_day: The ordinal of that day.
        keep: What is kept beside.
        fast: Whether compiled loops are used.
    """

    digest: str
    seed: int
    start: int
    zone: str
    tiers: tuple[str, ...]
    duties: int
    duty: Whole
    levels: tuple[Level, ...]
    desks: int
    works: Whole
    below_first: Whole
    below: Whole
    axes: tuple[Axis, ...]
    curves: tuple[Curve, ...]
    guides: Guides
    draft: Whole
    review: Whole
    rework: Whole
    keys: Words
    p_return: Whole
    p_second: Whole
    extras: tuple[Extra, ...]
    habits: Habits | None
    shares: Shares | None
    standing: Standing | None
    due: Whole
    opens: Whole
    closes: Whole
    tier_of: Whole
    rated: Mask
    ends: Whole
    ends_sent: bool
    by_accepted: bool
    certain: int
    days: Whole
    first_day: int
    keep: tuple[str, ...]
    fast: bool
