"""``kehoach status``: where everything stands, tier by tier and form by form, in the words that officials use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs
import click

from kehoach._campaign import Campaign
from kehoach._cli._apart import disorder_lines, left_out_lines, unsolicited_lines
from kehoach._cli._blocks import blocks_of
from kehoach._cli._bypassed import bypassed_text
from kehoach._cli._campaigns import campaign_of
from kehoach._cli._content import content_found, content_lines
from kehoach._cli._desk import Desk
from kehoach._cli._groups import Choice, Group, groups_of, in_question
from kehoach._cli._instants import end_of
from kehoach._cli._looking import Sight, looking, sight_in, sight_of
from kehoach._cli._options import asked_at, campaign, formats, language, of_form, pass_desk, store_argument
from kehoach._cli._summary import duties_table, groups_table, shown_table
from kehoach._cli._times import review_lines, reviews_table, times_facts, times_table, times_text
from kehoach._clock import micros
from kehoach._progress import Progress, Unsolicited, Waiting
from kehoach._render import csv_of, json_of, shown_value, text_of, wrapped

__all__ = ["COMMAND", "Asked", "status_text"]


@click.command("status")
@store_argument
@click.option("--tier", metavar="TIER", help="Only this tier.")
@of_form
@click.option("--late", is_flag=True, help="Only who is overdue or was late.")
@click.option("--times", is_flag=True, help="How long reworks and reviews take, and who lets others wait.")
@click.option("--all", "every", is_flag=True, help="Every unit, also of large tiers; every period.")
@looking
@asked_at
@campaign
@formats("text", "json", "csv")
@language
@pass_desk
def status(
    desk: Desk,
    *,
    store: str,
    tier: str | None,
    form: str | None,
    period: str | None,
    late: bool,
    times: bool,
    every: bool,
    looks: str | None,
    at: str | None,
    campaign_id: str | None,
) -> None:
    """Where everything stands, tier by tier.

    \b
    kehoach status 2019.db --at 20/4/2019
    kehoach status 2019.db --late --format csv
    kehoach status 2019.db --form stock --period 2019-03
    kehoach status 2019.db --times

    Of tiers with many units, those are listed that are behind, under who waits for them; of what comes again, the
    periods that have begun and are open, and those in which one is late. With --all, every unit and period. A day
    means its end. With --as, all other units are no more than a number. With --times: of every tier and form, how
    many reports were returned and how long reworks and reviews took; then the reviewers, who lets others wait longest
    first.
    """  # noqa: D301  # click's mark for lines that stay as they are
    opened = campaign_of(store, campaign_id)
    zone, sight = opened.plan.reading.zone, sight_of(desk, opened.plan, looks)
    progress = sight.progress(opened.progress(None if at is None else end_of(at, zone)))
    passed = sight.bypasses(opened, progress.seq)
    asked = Asked(tier, form, period, late=late, every=every)
    if times:
        desk.put(_times(desk, sight, opened, progress, asked))
        return
    if desk.format == "text":
        ends = (bypassed_text(desk, sight, passed), sight.rest(desk.lang))
        told = [status_text(desk, progress, asked), *(wrapped(end, width=desk.width) for end in ends if end)]
        desk.put("\n\n".join(told))
        return
    groups = asked.groups(progress)
    table = duties_table(progress, groups, late=late)
    if desk.format == "csv":
        desk.put(csv_of(table).rstrip("\n"))
        return
    facts = {"campaign": opened.id, "at": progress.at.isoformat(), "seq": progress.seq, "complete": progress.complete}
    rows = {"tiers": groups_table(progress, groups).to_dicts(), "duties": table.to_dicts()}
    apart = [attrs.asdict(one) for group in groups for one in progress.out_of_order(group.tier, form=group.label)]
    unasked = [{"seq": one.seq, "unit": one.unit, "form": one.form} for one in asked.unsolicited(progress)]
    beside = {"out_of_order": apart, "unsolicited": unasked, "bypasses": [one.to_dict() for one in passed]}
    beside["content"] = [one.to_dict() for one in content_found(progress, _duties_of(groups))]
    beside["reviews"] = reviews_table(progress, asked.reviews(progress)).to_dicts()
    desk.put(json_of("status", {**facts, **rows, **beside, "others": sight.others}))


COMMAND = status


def _times(desk: Desk, sight: Sight, opened: Campaign, progress: Progress, asked: Asked) -> str:
    """How long reports took, in the format of the desk."""
    source, at, form = sight.source(opened), micros(progress.at), asked.label
    if desk.format == "csv":
        return csv_of(times_table(sight, source.timesheet(asked.tier, form, at))).rstrip("\n")
    pace = source.pace(asked.tier, form, at)
    if desk.format == "text":
        parts = [_head(desk, progress), times_text(desk, sight, pace), sight.rest(desk.lang)]
        return "\n\n".join(part for part in parts if part)
    facts = {"campaign": opened.id, "at": progress.at.isoformat(), "seq": progress.seq, **times_facts(sight, pace)}
    rows = times_table(sight, source.timesheet(asked.tier, form, at)).to_dicts()
    return json_of("times", {**facts, "times": rows, "others": sight.others})


@attrs.frozen
class Asked:
    """What of a campaign is asked for.

    Attributes:
        tier, form, period: Only of these.
        late: Only who is overdue or was late.
        every: Every unit, also of large tiers, and every period.
    """

    tier: str | None = None
    form: str | None = None
    period: str | None = None
    late: bool = attrs.field(default=False, kw_only=True)
    every: bool = attrs.field(default=False, kw_only=True)

    def groups(self, progress: Progress) -> tuple[Group, ...]:
        """All that is asked for, tier by tier, form by form."""
        return groups_of(progress, self.tier, form=self.form, period=self.period)

    @property
    def label(self) -> str | None:
        """The form, with the period where one is named.

        Raises:
            UsageError: A period is named and no form.
        """
        if self.period is not None and self.form is None:
            raise click.UsageError("--period says which of a form: give --form, too.")
        return self.form if self.period is None else f"{self.form}@{self.period}"

    def reviews(self, progress: Progress) -> tuple[Waiting, ...]:
        """The reports that wait for a review, as far as they are asked for."""
        duties = {duty for group in self.groups(progress) for duty in group.duties}
        return tuple(one for one in progress.reviews() if one.unit in duties)

    def unsolicited(self, progress: Progress) -> tuple[Unsolicited, ...]:
        """The reports that nobody owes, as far as they are asked for."""
        found = progress.unsolicited(self.tier)
        asked = (self.form, self.period)
        return tuple(
            one
            for one in found
            if all(want in (None, said) for want, said in zip(asked, _split(one.form), strict=True))
        )


def _split(form: str) -> tuple[str, str]:
    """A form, and its period where it has one."""
    name, _, period = form.partition("@")
    return name, period


def status_text(desk: Desk, progress: Progress, asked: Asked | None = None) -> str:
    """Where everything stands, as text: the table of tiers and forms, then each with its units.

    Args:
        desk: Language and width.
        progress: Where everything stands.
        asked: What of it; all when None.
    """
    asked = asked or Asked()
    parts = [_head(desk, progress)]
    every = asked.groups(progress)
    whole = asked.every or asked.late or asked.period is not None
    choice = Choice(every) if whole else in_question(progress, every)
    table = shown_table(progress, choice.groups)
    if table.rows and not asked.late:
        parts.append(text_of(table, lang=desk.lang, width=desk.width, color=desk.color))
    blocks = list(blocks_of(desk, progress, choice.groups, late=asked.late, every=asked.every))
    if not asked.late:
        blocks += _apart(desk, progress, asked, choice)
    return "\n\n".join([*parts, *(wrapped(block, width=desk.width) for block in blocks)])


def _duties_of(groups: Iterable[Group]) -> list[str]:
    return [duty for group in groups for duty in group.duties]


def _head(desk: Desk, progress: Progress) -> str:
    when = shown_value(progress.at, desk.lang)
    title = str(progress.plan.directive.number or progress.plan.directive.title)
    return wrapped(desk.either(f"{title}, as of {when}", f"{title}, tính đến {when}"), width=desk.width)


def _apart(desk: Desk, progress: Progress, asked: Asked, choice: Choice) -> Iterator[str]:
    """What stands beside duties: what came out of order or unasked, what is not shown, and whether all is done."""
    every = asked.groups(progress)
    for lines in (
        review_lines(sight_in(progress), progress, asked.reviews(progress), desk.lang),
        disorder_lines(progress, every, desk.lang),
        list(content_lines(sight_in(progress), content_found(progress, _duties_of(every)), desk.lang)),
        unsolicited_lines(progress, asked.unsolicited(progress), desk.lang),
        left_out_lines(every, choice, desk.lang),
    ):
        if lines:
            yield "\n".join(lines)
    if progress.complete and every:
        whole = desk.either("The campaign is complete.", "Đợt báo cáo đã hoàn thành.")
        part = desk.either("All that is shown has arrived.", "Các báo cáo được hiển thị đã hoàn thành.")
        yield whole if sight_in(progress).scope is None else part
