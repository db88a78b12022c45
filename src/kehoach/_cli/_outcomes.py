"""What became of acts: lines in official wording, or rows for programs; refusals with every reason and its remedy."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from kehoach._campaign import Campaign, Outcome
from kehoach._cli._content import content_found, content_lines
from kehoach._cli._desk import Desk
from kehoach._cli._endings import FINE, REFUSED
from kehoach._cli._failures import code_of, explained, for_keyboard
from kehoach._cli._instants import local
from kehoach._cli._looking import Sight
from kehoach._cli._standings import seen
from kehoach._cli._units import shown_name
from kehoach._cli._wishes import IMPORT, RECEIVE
from kehoach._engine import TAKES_UP
from kehoach._hierarchy import Hierarchy
from kehoach._lifecycle import label
from kehoach._plan import Plan
from kehoach._progress import hierarchy_of
from kehoach._render import Column, Plain, Table, csv_of, json_of, shown_value, standing_line
from kehoach.errors import Blocker, Finding, Lang, Refused, Value
from kehoach.files import Submissions

__all__ = ["Results", "broken", "broken_lines", "code_of_results", "reasons", "refusal_text", "tell"]

_TOLD = 20  # refusals that are told one by one when a whole tier is asked; the rest is counted


@attrs.frozen
class Results:
    """What became of the acts of one call.

    Attributes:
        campaign: Where they were done.
        trigger: What was asked for.
        outcomes: What became of each.
        sheet: The file that some of them stood in.
        asked_at: When they were to be done, in microseconds since 1970 UTC.
        dry: Whether nothing was written.
        whole_tier: Whether all units of a tier were asked that could.
        seen: The last line of the log before; what has a line up to there was done already.
    """

    campaign: Campaign
    trigger: str
    outcomes: tuple[Outcome, ...]
    sheet: Submissions
    asked_at: int
    dry: bool
    whole_tier: bool
    seen: int = 0

    @property
    def refused(self) -> tuple[Outcome, ...]:
        """Those that something stood against."""
        return tuple(outcome for outcome in self.outcomes if outcome.error is not None)

    @property
    def done(self) -> tuple[Outcome, ...]:
        """Those that were done."""
        return tuple(outcome for outcome in self.outcomes if outcome.done)


def tell(desk: Desk, results: Results) -> int:
    """Write what was done to stdout and why not to stderr; the answer is the exit code."""
    if desk.format == "text":
        for line in _lines(results, desk.lang):
            desk.put(line)
    else:
        table = _table(results)
        facts = {"campaign": results.campaign.id, "dry_run": results.dry, "rows": _rows(table, results)}
        facts["content"] = [one.to_dict() for one in broken(results)]
        desk.put(csv_of(table).rstrip("\n") if desk.format == "csv" else json_of("acts", facts))
    for line in reasons(results, desk.lang):
        desk.say(line)
    for line in broken_lines(results, desk.lang):
        desk.say(line)
    for line in _summary(desk, results):
        desk.say(line)
    if results.sheet.findings:
        desk.say(explained(results.sheet.findings, desk.lang))
    return code_of_results(results)


def broken_lines(results: Results, lang: Lang) -> Iterator[str]:
    """The checks that break in what was sent or accepted: they warn, and have stopped nothing."""
    return content_lines(Sight(results.campaign.plan, None), broken(results), lang)


def broken(results: Results) -> list[Finding]:
    """The same as findings."""
    plan = results.campaign.plan
    told = {one.trigger for one in plan.lifecycle.transitions if one.effect in ("freeze", "accept")}
    if not plan.checks or results.trigger not in told | {IMPORT, RECEIVE}:
        return []
    names, index = plan.columns.names, plan.columns.index
    duties = dict.fromkeys(names[index[one.command.unit]] for one in results.done)
    return content_found(results.campaign.progress(), duties)


def code_of_results(results: Results) -> int:
    """The exit code of what became of acts."""
    if not results.refused or (results.whole_tier and results.done):
        return FINE
    codes = {code_of(outcome.error) for outcome in results.refused if outcome.error is not None}
    return REFUSED if REFUSED in codes else max(codes)


def _lines(results: Results, lang: Lang) -> Iterator[str]:
    """Each duty that was acted on, as it stands now."""
    if not results.done:
        return
    progress, hierarchy = results.campaign.progress(), hierarchy_of(results.campaign.plan)
    for duty in (*(outcome.command.unit for outcome in results.done), *_along(results)):
        name = shown_name(hierarchy, results.campaign.plan.columns.names[results.campaign.plan.columns.index[duty]])
        yield standing_line(attrs.evolve(seen(progress, duty), name=name), lang=lang)


def _along(results: Results) -> Iterator[str]:
    """The superiors that were opened for stragglers: what was done has brought these acts along."""
    policy = results.campaign.plan.policy.stragglers
    told = {outcome.entry.duty for outcome in results.done if outcome.entry is not None}
    if policy in TAKES_UP:
        for entry in results.campaign.log(after=results.seen):
            if entry.duty not in told and (entry.reason or "").startswith(f"{policy}: "):
                told.add(entry.duty)
                yield entry.duty


def reasons(results: Results, lang: Lang) -> Iterator[str]:
    """Why acts were refused: the place in their file, what stands against them, the way out."""
    plan = results.campaign.plan
    places = {row.command.unit: f"{row.place}: " for row in results.sheet.rows if row.command is not None}
    refused = results.refused[:_TOLD] if results.whole_tier else results.refused
    for outcome in refused:
        place = places.get(outcome.command.unit, "")
        error = outcome.error
        if isinstance(error, Refused):
            yield place + refusal_text(plan, error, lang)
        elif error is not None:
            yield f"{place}{shown_name(hierarchy_of(plan), outcome.command.unit)}: {explained(error, lang)}"
    if len(refused) < len(results.refused):
        more = len(results.refused) - len(refused)
        yield f"… và {more} đơn vị khác" if lang == "vi" else f"… and {more} more"


def refusal_text(plan: Plan, error: Refused, lang: Lang) -> str:
    """A refusal: what was asked, then each reason with its remedy, units by their names."""
    hierarchy = hierarchy_of(plan)
    name, verb = shown_name(hierarchy, error.unit), label(error.trigger, lang)
    lines = [f"{name}: không {verb} được" if lang == "vi" else f"{name}: cannot {verb}"]
    for blocker in error.blockers:
        told = _named(blocker, hierarchy)
        way = for_keyboard(told.remedy(lang))
        lines += [f"- {told.text(lang)}", *([f"  {way}"] if way else [])]
    return "\n".join(lines)


def _named(blocker: Blocker, hierarchy: Hierarchy) -> Blocker:
    """A blocker that speaks of units by name, too."""

    def name(value: Value) -> Value:
        if isinstance(value, tuple):
            return tuple(shown_name(hierarchy, one) if one.partition(":")[0] in hierarchy else one for one in value)
        known = isinstance(value, str) and value.partition(":")[0] in hierarchy
        return shown_name(hierarchy, str(value)) if known else value

    return attrs.evolve(blocker, values={key: name(value) for key, value in blocker.values.items()})


def _summary(desk: Desk, results: Results) -> Iterator[str]:
    done, refused = len(results.done), len(results.refused)
    if not results.outcomes and results.whole_tier:
        yield desk.either(
            "nothing to do: no unit of the tier can", "không có việc: không đơn vị nào của cấp này làm được"
        )
    elif refused and not done:
        yield desk.either("nothing was done", "chưa thực hiện việc nào")
    elif results.dry:
        yield desk.either(
            f"a rehearsal: {done} would be done, nothing was written",
            f"chạy thử: {done} việc sẽ được thực hiện, chưa ghi gì",
        )
    elif len(results.outcomes) > 1:
        yield desk.either(f"{done} done, {refused} refused", f"đã thực hiện {done} việc, từ chối {refused}")
    entry = next((outcome.entry for outcome in results.done if outcome.entry is not None), None)
    if entry is not None and not results.dry:
        zone = results.campaign.plan.reading.zone
        asked, written = local(results.asked_at, zone), entry.at.astimezone(local(0, zone).tzinfo)
        if written > asked and written.date() > asked.date():
            when = shown_value(written, desk.lang)
            yield desk.either(
                f"written at {when}: the log already reaches that far; say when a paper came with --received-at",
                f"ghi vào lúc {when} vì nhật ký đã tới đó; ngày nhận văn bản thì nêu bằng --received-at",
            )


def _table(results: Results) -> Table:
    hierarchy, zone = hierarchy_of(results.campaign.plan), results.campaign.plan.reading.zone
    keys = ("unit", "name", "trigger", "outcome", "seq", "at", "version", "state", "blockers")
    rows: list[tuple[Plain, ...]] = []
    for outcome in results.outcomes:
        duty, entry = outcome.command.unit, outcome.entry
        outcome_word = "done" if entry is not None else "not_done" if outcome.error is None else "refused"
        wrote: tuple[Plain, ...] = (None, None, None, None)
        if entry is not None:
            wrote = (entry.seq, entry.at.astimezone(local(0, zone).tzinfo), entry.version, entry.dest)
        blockers = tuple(blocker.code for blocker in outcome.blockers)
        name = hierarchy.name_of(duty.partition(":")[0])
        rows.append((duty, name, results.trigger, outcome_word, *wrote, blockers))
    return Table(tuple(map(Column, keys)), tuple(rows))


def _rows(table: Table, results: Results) -> list[dict[str, object]]:
    """The rows for JSON, with every reason in full."""
    rows = table.to_dicts()
    for row, outcome in zip(rows, results.outcomes, strict=True):
        row["blockers"] = [blocker.to_dict() for blocker in outcome.blockers]
        if outcome.error is not None:
            row["error"] = explained(outcome.error, "en")
    return rows
