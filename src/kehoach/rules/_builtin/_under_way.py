"""Rules on a campaign in progress: what an officer would look for on a Monday morning."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from typing import Final

from kehoach._progress import Progress, Standing
from kehoach.errors import Finding, Value
from kehoach.rules._rule import named

__all__: list[str] = []

_SOON: Final = timedelta(days=3)
_LONG: Final = timedelta(days=7)  # for what has no clock of its own
_RETURNS: Final = 3
_MANY: Final = 5  # one in so many waived is no exception any more


def _tier_of(progress: Progress, duty: str) -> str:
    hierarchy = progress.plan.hierarchy
    assert hierarchy is not None  # a campaign has units
    return hierarchy.tier_of(duty.partition(":")[0])


def _by_kind(progress: Progress, duties: Iterable[str]) -> dict[tuple[str, str], tuple[str, ...]]:
    """Duties by tier and form, in official order."""
    found: dict[tuple[str, str], list[str]] = {}
    for duty in duties:
        form = duty.partition(":")[2].partition("@")[0] or "report"
        found.setdefault((_tier_of(progress, duty), form), []).append(duty)
    return {key: tuple(several) for key, several in found.items()}


def _told(progress: Progress, code: str, wanted: Callable[[Standing], bool], **values: Value) -> Iterator[Finding]:
    """One finding for each tier and form of which some duties stand so."""
    duties = [one.unit for one in progress.standings() if wanted(one)]
    for (tier, form), units in _by_kind(progress, duties).items():
        said: dict[str, Value] = {"tier": tier, "form": form, "units": units, "count": len(units)}
        yield Finding(code, {**said, **values}, subject=units[0])


@named("KH560", "nothing is overdue", on="progress", severity="warning", name="overdue", title_vi="không có gì quá hạn")
def _overdue(progress: Progress) -> Iterator[Finding]:
    yield from _told(progress, "KH560", lambda one: one.phase == "overdue", at=f"{progress.at:%Y-%m-%d}")


@named("KH561", "nothing is due within three days", on="progress", severity="note", name="due-soon",
       title_vi="không có gì đến hạn trong ba ngày")  # fmt: skip
def _due_soon(progress: Progress) -> Iterator[Finding]:
    last = progress.at + _SOON
    yield from _told(
        progress, "KH561", lambda one: one.phase == "in_time" and one.due_before is not None and one.due_before <= last
    )


@named("KH562", "what was sent is reviewed in time", on="progress", severity="warning", name="review-waits",
       title_vi="báo cáo đã gửi được duyệt đúng hạn")  # fmt: skip
def _review_waits(progress: Progress) -> Iterator[Finding]:
    late: dict[str, list[str]] = {}
    for one in progress.reviews():
        long = one.due_before is None and progress.at - one.submitted_at > _LONG
        if one.overdue or long:
            late.setdefault(one.superior, []).append(one.unit)
    for superior, units in late.items():
        values: dict[str, Value] = {"superior": superior, "units": tuple(units), "count": len(units)}
        yield Finding("KH562", values, subject=superior)


@named("KH563", "what is accepted is in the superior's report", on="progress", severity="warning", name="held-back",
       title_vi="báo cáo đã duyệt có trong báo cáo của cấp trên")  # fmt: skip
def _held_back(progress: Progress) -> Iterator[Finding]:
    board = progress.board
    sent = (name for duty, name in enumerate(board.grid.names) if board.past_draft(duty))
    for superior in sent:
        held = progress.held(superior)
        if held:
            yield Finding("KH563", {"superior": superior, "units": held, "count": len(held)}, subject=superior)


@named("KH564", "a report that was sent holds all that is expected below it", on="progress", severity="warning",
       name="sent-with-gaps", title_vi="báo cáo đã gửi có đủ các báo cáo bên dưới")  # fmt: skip
def _sent_with_gaps(progress: Progress) -> Iterator[Finding]:
    board = progress.board
    for number, superior in enumerate(board.grid.names):
        missing = progress.missing(superior) if board.past_draft(number) else ()
        waiting = set(progress.held(superior)) if missing else set[str]()
        gone = tuple(unit for unit in missing if unit not in waiting)
        if gone:
            yield Finding("KH564", {"superior": superior, "units": gone, "count": len(gone)}, subject=superior)


@named("KH565", "nothing is done before what must stand first", on="progress", severity="warning", name="out-of-order",
       title_vi="thực hiện đúng trình tự")  # fmt: skip
def _out_of_order(progress: Progress) -> Iterator[Finding]:
    for one in progress.out_of_order():
        values: dict[str, Value] = {"unit": one.unit, "first": one.first}
        yield Finding("KH565", values, subject=one.unit)


@named("KH566", "what was sent back comes again", on="progress", severity="warning", name="returned-and-silent",
       title_vi="báo cáo bị trả lại được gửi lại")  # fmt: skip
def _returned_and_silent(progress: Progress) -> Iterator[Finding]:
    def silent(one: Standing) -> bool:
        returned = progress.board.reasons.get(progress.board.grid.index[one.unit]) is not None
        return returned and one.phase == "overdue" and progress.version(one.unit) > 1

    if progress.board.reasons:
        yield from _told(progress, "KH566", silent)


@named("KH567", "no correction is open", on="progress", severity="note", name="correction-open",
       title_vi="không còn đính chính dở dang")  # fmt: skip
def _correction_open(progress: Progress) -> Iterator[Finding]:
    board = progress.board
    drafts = [duty for duty in sorted(board.base) if not board.flat.roles[board.state[duty]]]
    for (tier, form), units in _by_kind(progress, (board.grid.names[duty] for duty in drafts)).items():
        values: dict[str, Value] = {"tier": tier, "form": form, "units": units, "count": len(units)}
        yield Finding("KH567", values, subject=units[0])


@named("KH568", "every deadline has its day", on="progress", severity="note", name="still-awaited",
       title_vi="mọi thời hạn đã có ngày")  # fmt: skip
def _still_awaited(progress: Progress) -> Iterator[Finding]:
    if any(layer.due.awaiting is not None for layer in progress.board.plan.layers()):
        yield from _told(progress, "KH568", lambda one: one.phase == "awaiting")


@named("KH569", "no report is returned three times", on="progress", severity="note", name="often-returned",
       title_vi="không báo cáo nào bị trả lại ba lần")  # fmt: skip
def _often_returned(progress: Progress) -> Iterator[Finding]:
    board = progress.board
    often = [name for name, version in zip(board.grid.names, board.version, strict=True) if version > _RETURNS]
    for (tier, form), units in _by_kind(progress, often).items():
        values: dict[str, Value] = {"tier": tier, "form": form, "units": units, "count": len(units)}
        yield Finding("KH569", {**values, "times": _RETURNS}, subject=units[0])


@named("KH570", "an extension does not come after the due", on="progress", severity="note", name="extended-too-late",
       title_vi="gia hạn không đến sau khi đã quá hạn")  # fmt: skip
def _extended_too_late(progress: Progress) -> Iterator[Finding]:
    board = progress.board
    moved = sorted(board.shifts.items())
    late = [board.grid.names[duty] for duty, shifts in moved if any(shift.retroactive for shift in shifts)]
    for (tier, form), units in _by_kind(progress, late).items():
        values: dict[str, Value] = {"tier": tier, "form": form, "units": units, "count": len(units)}
        yield Finding("KH570", values, subject=units[0])


@named("KH571", "a waiver is an exception", on="progress", severity="note", name="many-waived",
       title_vi="miễn báo cáo chỉ là ngoại lệ")  # fmt: skip
def _many_waived(progress: Progress) -> Iterator[Finding]:
    for tier in progress.plan.tiers:
        summary = progress.summary(tier.id)
        if summary.waived and summary.waived * _MANY >= summary.expected:
            values: dict[str, Value] = {"tier": tier.id, "waived": summary.waived, "expected": summary.expected}
            yield Finding("KH571", values, subject=tier.id)


@named("KH572", "what came is what somebody owed", on="progress", severity="note", name="unsolicited",
       title_vi="báo cáo nhận được là báo cáo phải nộp")  # fmt: skip
def _unsolicited(progress: Progress) -> Iterator[Finding]:
    every = progress.unsolicited()
    if every:
        units = tuple(dict.fromkeys(one.unit for one in every))
        yield Finding("KH572", {"units": units, "count": len(every)}, subject=units[0])


@named("KH573", "no clock stands still", on="progress", severity="note", name="clock-stopped",
       title_vi="không có thời hạn nào đang tạm dừng")  # fmt: skip
def _clock_stopped(progress: Progress) -> Iterator[Finding]:
    if progress.board.suspended:
        yield from _told(progress, "KH573", lambda one: one.phase == "suspended")


@named("KH574", "a campaign that is complete leaves nothing open", on="progress", severity="warning",
       name="complete-and-open", title_vi="đợt đã xong thì không còn báo cáo dở dang")  # fmt: skip
def _complete_and_open(progress: Progress) -> Iterator[Finding]:
    if progress.complete:
        yield from _told(progress, "KH574", lambda one: one.bucket == "open")


@named("KH575", "an overdue superior waits for nobody who is overdue", on="progress", severity="warning",
       name="held-up-from-below", title_vi="cấp trên quá hạn không phải do cấp dưới quá hạn")  # fmt: skip
def _held_up_from_below(progress: Progress) -> Iterator[Finding]:
    overdue = set(progress.overdue())
    for superior in (duty for duty in progress.duties() if duty in overdue):
        below = tuple(unit for unit in progress.missing(superior) if unit in overdue)
        if below:
            yield Finding("KH575", {"superior": superior, "units": below, "count": len(below)}, subject=superior)
