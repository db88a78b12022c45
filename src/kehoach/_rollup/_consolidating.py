"""Making the consolidated report of one version from where everything stood."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from kehoach._clock import from_micros
from kehoach._deadline._reading import zone_of
from kehoach._plan import Plan
from kehoach._plan._values import BINDINGS
from kehoach._progress import Board, Progress
from kehoach._progress._content import content_hash
from kehoach._report import Indicator
from kehoach._rollup._consolidated import Consolidated, Figure, Provenance, Sender
from kehoach._rollup._gathering import Gathering
from kehoach._rollup._total import Total
from kehoach._rollup._values import Quote
from kehoach._rollup._walk import Node
from kehoach.errors import Finding, InvalidCommand

__all__ = ["consolidated"]

_ASKED = BINDINGS.index("asked")


def consolidated(
    plan: Plan, board: Board, top: Node, at: int, campaign: str, total: Callable[[str], Total]
) -> Consolidated:
    """The consolidated report of one version of a unit's report.

    Args:
        plan: The plan.
        board: Where everything stands: for a version that was sent, where it stood when it was.
        top: Which version of which duty.
        at: The instant that is asked of, in microseconds since 1970 UTC.
        campaign: The id of the campaign.
        total: What gives the total of an indicator in that version.

    Raises:
        InvalidCommand: What is owed is something that is done, and has no report (KH670).
    """
    duty, version = top
    grid = board.grid
    if grid.form_of[duty] in grid.acts:
        raise InvalidCommand(Finding("KH670", {"unit": grid.names[duty]}, path="unit"))
    gathering = Gathering(plan, board, top, at)
    return Consolidated(
        unit=grid.names[duty],
        name=gathering.name(duty),
        version=version,
        headings=tuple(map(gathering.heading, plan.outline)),
        figures=tuple(_figure(one, total(one.key), gathering) for one in plan.indicators if one.goes_up != "none"),
        senders=tuple(_senders(plan, board, top, at, gathering)),
        provenance=_provenance(plan, board, top, at, campaign),
    )


def _figure(indicator: Indicator, total: Total, gathering: Gathering) -> Figure:
    quotes = total.value if isinstance(total.value, tuple) else ()
    names = tuple(gathering.name_of(one.unit) for one in quotes if isinstance(one, Quote))
    return Figure(indicator.key, indicator.title or indicator.key, total, names)


def _senders(plan: Plan, board: Board, top: Node, at: int, gathering: Gathering) -> Iterator[Sender]:
    frame, progress = board.frame(*top), Progress(plan, board, at)
    held = {frame.edge_unit[edge]: taken for edge, taken in board.rows_of(*top)}
    for duty in sorted(frame.subordinates_of(top[0])):
        standing = progress.standing(frame.names[duty])
        yield Sender(
            unit=frame.names[duty],
            name=gathering.name(duty),
            version=held.get(duty, 0),
            bucket=standing.bucket,
            phase=standing.phase,
            submitted_at=None if standing.submitted_at is None else _local(plan, standing.submitted_at),
            days_late=standing.days_late,
            is_asked=frame.binding[duty] == _ASKED,
        )


def _provenance(plan: Plan, board: Board, top: Node, at: int, campaign: str) -> Provenance:
    directive, (duty, version) = plan.directive, top
    is_working = version == board.version[duty]
    state = board.state[duty] if is_working else board.flat.initials[0]  # another that was not sent was a draft
    is_sent = is_working and board.flat.roles[board.state[duty]] > 0 and not board.waived(duty)
    return Provenance(
        campaign=campaign,
        title=directive.title,
        number="" if directive.number is None else str(directive.number),
        issuer=directive.issuer or "",
        issued_on=directive.issued_on,
        plan=plan.digest,
        seq=board.seq,
        at=_local(plan, from_micros(at)),
        state=board.flat.states[state],
        sent_at=_local(plan, from_micros(board.sent_at[duty])) if is_sent else None,
        hash=content_hash(board, duty, version) if is_sent else None,
    )


def _local(plan: Plan, at: datetime) -> datetime:
    return at.astimezone(zone_of(plan.reading.zone))
