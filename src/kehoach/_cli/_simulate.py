"""``kehoach simulate``: when a plan, or a campaign that has begun, will end; who will be late; what else would be."""

from __future__ import annotations

import signal
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Final, cast

import attrs
import click

from kehoach._cli._campaigns import campaign_of, is_store
from kehoach._cli._desk import Desk
from kehoach._cli._endings import STOPPED
from kehoach._cli._instants import end_of
from kehoach._cli._options import asked_at, campaign, formats, language, pass_desk, source_argument
from kehoach._cli._patience import Patience, patience
from kehoach._deadline import Deadline
from kehoach._plan import Plan
from kehoach._progress import Progress
from kehoach._render import Column, Plain, Table, csv_of, json_of, shown_value, text_of, wrapped
from kehoach._scenario import Scenario
from kehoach._spelling import nearest
from kehoach.errors import InvalidFile, Lang, UnknownName
from kehoach.files import load_plan

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from kehoach.sim import Forecast
    from kehoach.sim._told import Outlook

__all__ = ["COMMAND", "Stop", "stopping", "what_if"]

_KINDS: Final = ("timeline", "curve", "histogram", "tornado", "critical")
_MOST: Final = 1_000_000  # bytes of a scenario


class Stop:
    """Whether somebody asked to stop."""

    __slots__ = ("asked",)

    def __init__(self) -> None:
        self.asked = False


@contextmanager
def stopping(desk: Desk) -> Generator[Stop]:
    """While the block runs, the first Ctrl-C asks to stop, and only the second interrupts."""
    stop = Stop()

    def ask(number: int, frame: FrameType | None) -> None:
        if stop.asked:
            raise KeyboardInterrupt
        stop.asked = True
        desk.say(desk.either("stopping after the runs under way", "sẽ dừng sau các lần chạy đang dở"))

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)


def what_if(plan: Plan, said: str) -> Plan:
    """A plan with one deadline replaced.

    Args:
        plan: The plan.
        said: A tier, group or unit, a colon, and a deadline.

    Raises:
        UnknownName: The plan has no such tier, group or unit.
        InvalidDeadline: What stands behind the colon is none.
    """
    of, colon, phrase = said.partition(":")
    if not colon or not phrase.strip():
        raise click.UsageError(f"--what-if {said!r} is not of the form 'commune: before 10-4-2019'.")
    known = [tier.id for tier in plan.tiers] + [group.id for group in plan.groups]
    name = of.strip()
    if name not in known and (plan.hierarchy is None or name not in plan.hierarchy):
        raise UnknownName("unit, tier, group or form", name, nearest(name, known))
    issued = plan.directive.issued_on
    rule = Deadline.parse(phrase.strip(), year=None if issued is None else issued.year, issued_on=issued)
    return plan.replace(deadlines={**plan.deadlines, name: rule})


@attrs.frozen
class _Asked:
    """What is simulated each time."""

    scenario: Scenario | None
    runs: int
    seed: int
    since: Progress | None
    executor: Executor | None
    stop: Stop
    bar: Patience

    def of(self, plan: Plan, runs: int | None = None) -> Forecast:
        """The forecast of a plan."""
        from kehoach.sim import simulate

        done_before = 0

        def told(done: int, _: int) -> bool:
            nonlocal done_before
            self.bar.advance(done - done_before)
            done_before = done
            return not self.stop.asked

        asked = self.runs if runs is None else runs
        return simulate(
            plan, self.scenario, runs=asked, seed=self.seed, since=self.since, executor=self.executor, progress=told
        )


@click.command("simulate")
@source_argument
@click.option("--runs", type=click.IntRange(1, 10_000_000), default=10_000, show_default=True, help="How many times.")
@click.option("--seed", type=int, default=2019, show_default=True, help="Where the luck comes from.")
@click.option("--scenario", "file", metavar="FILE", type=click.Path(), help="How long things take; else the plan says.")
@click.option("--what-if", "others", metavar="'TIER: DEADLINE'", multiple=True, help="Compare with another deadline.")
@click.option("--plot", metavar="FILE", type=click.Path(), help="Draw a picture: PNG, SVG or PDF.")
@click.option("--picture", type=click.Choice(_KINDS), default="timeline", show_default=True, help="Which picture.")
@click.option("--jobs", type=click.IntRange(1, 256), default=1, show_default=True, help="How many processes work.")
@asked_at
@campaign
@formats("text", "json", "csv")
@language
@pass_desk
def simulate(
    desk: Desk,
    *,
    source: str,
    runs: int,
    seed: int,
    file: str | None,
    others: tuple[str, ...],
    plot: str | None,
    picture: str,
    jobs: int,
    at: str | None,
    campaign_id: str | None,
) -> int | None:
    """Forecast when a plan or campaign will end.

    A PLAN is carried out from its beginning, a STORE from where its campaign stands, or stood --at a day. How long
    things take is said in the plan's table [scenario], or in a FILE of such keys. The same seed gives the same
    numbers.

    \b
    kehoach simulate plan.toml --what-if "commune: before 10-4-2019"

    compares run by run, with the same luck. Ctrl-C gives what is done so far, with the exit code 130.
    """  # noqa: D301  # click's mark for lines that stay as they are
    opened = campaign_of(source, campaign_id) if is_store(source) else None
    _fitting(opened is not None, others, at)
    plan = load_plan(source) if opened is None else opened.plan
    if file is None and not plan.scenario:
        raise click.UsageError("The plan has no table [scenario]; say with --scenario FILE how long things take.")
    changed = [(said, what_if(plan, said)) for said in others]
    scenario = None if file is None else _scenario_of(file)
    since = None if opened is None else opened.progress(None if at is None else end_of(at, plan.reading.zone))
    total = runs * (1 + len(others))
    with _pool(jobs) as executor, stopping(desk) as stop, patience(desk, total=total) as bar:
        asked = _Asked(scenario, runs, seed, since, executor, stop, bar)
        said = asked.of(plan)
        rest = [] if stop.asked else [(what, asked.of(other)) for what, other in changed if not stop.asked]
        compared = [(what, one) for what, one in rest if one.runs == said.runs]
    _put(desk, said, compared)
    if plot is not None:
        _draw(desk, said, plot, picture)
    if not stop.asked:
        return None
    desk.say(desk.either(f"stopped after {said.runs} of {runs} runs", f"đã dừng sau {said.runs} trên {runs} lần chạy"))
    return STOPPED


COMMAND = simulate


def _fitting(of_store: bool, others: Sequence[str], at: str | None) -> None:  # noqa: FBT001  # says which source it is
    """What goes with a plan alone, and what with a store alone."""
    if of_store and others:
        raise click.UsageError("--what-if changes a plan; of a campaign under way, simulate its plan file.")
    if at is not None and not of_store:
        raise click.UsageError("--at asks where a campaign stood; a plan is simulated from its start.")


@contextmanager
def _pool(jobs: int) -> Generator[Executor | None]:
    """So many processes, which leave Ctrl-C to this one; none for one job."""
    if jobs == 1:
        with nullcontext():
            yield None
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    deaf = (signal.SIGINT, signal.SIG_IGN)
    with ProcessPoolExecutor(jobs, get_context("spawn"), initializer=signal.signal, initargs=deaf) as pool:
        yield pool


def _scenario_of(file: str) -> Scenario:
    """The scenario of a file: its keys, or its table ``[scenario]``; every fault with its line."""
    from kehoach.files._bytes import read_text
    from kehoach.files._toml import parse_toml

    read = parse_toml(read_text(Path(file), most=_MOST), file=file)
    if read.findings:
        raise InvalidFile(read.findings)
    inner = read.data.get("scenario")
    return Scenario.from_dict(cast("Mapping[str, object]", inner) if isinstance(inner, dict) else read.data)


def _draw(desk: Desk, said: Forecast, file: str, picture: str) -> None:
    figure = said.plot(picture, lang=desk.lang)  # type: ignore[arg-type]  # one of click's choices
    known = figure.canvas.get_supported_filetypes()
    suffix = Path(file).suffix.lstrip(".").lower()
    if suffix not in known:
        names = ", ".join(name for name in ("png", "svg", "pdf") if name in known)
        raise click.UsageError(f"--plot {file!r} does not say a format; name a file that ends with one of {names}.")
    figure.savefig(file)  # pyright: ignore[reportUnknownMemberType]  # its keywords have no types
    desk.say(desk.either(f"drawn: {file}", f"đã vẽ: {file}"))


def _put(desk: Desk, said: Forecast, others: Sequence[tuple[str, Forecast]]) -> None:
    if desk.format == "json":
        facts = said.to_dict()
        facts["what_if"] = [
            {"what": what, "forecast": other.to_dict(), "change": said.compare(other).to_dict()["effects"]}
            for what, other in others
        ]
        desk.put(json_of("simulate", facts))
    elif desk.format == "csv":
        rows = [row for what, one in (("", said), *others) for row in _rows(one, what)]
        desk.put(csv_of(Table(tuple(map(Column, _KEYS)), tuple(rows))).rstrip("\n"))
    else:
        _put_text(desk, said, others)


def _put_text(desk: Desk, said: Forecast, others: Sequence[tuple[str, Forecast]]) -> None:
    from kehoach.sim._told import head_of, notes_of

    desk.put(wrapped(head_of(said, desk.lang), width=desk.width))
    desk.put("")
    desk.put(text_of(_shown(said, desk.lang), lang=desk.lang, width=desk.width, color=desk.color))
    desk.put("")
    for note in notes_of(said, desk.lang):
        desk.put(wrapped(note, width=desk.width))
    for what, other in others:
        desk.put("")
        desk.put(wrapped(f"{desk.either('What if', 'Nếu')} {what}", width=desk.width))
        for line in said.compare(other).text(desk.lang).splitlines():
            desk.put(wrapped(f"  {line}", width=desk.width))


def _shown(said: Forecast, lang: Lang) -> Table:
    """One row for the end and each tier, as people read it."""
    from kehoach.sim._told import PERCENTS, called, outlooks, percent_text

    days = tuple(Column(f"p{q}", head=f"{q} %") for q in PERCENTS)
    vi = lang == "vi"
    shares = (
        Column("on_time", right=True, head="đúng hạn" if vi else "on time"),
        Column("late", right=True, head="số trễ" if vi else "late"),
        Column("all_on_time", right=True, head="tất cả đúng hạn" if vi else "all on time"),
    )
    rows: list[tuple[Plain, ...]] = []
    for one in outlooks(said):
        last = " … ".join(shown_value(day, lang) for day in one.last_days[:1] + one.last_days[1:][-1:])
        ends = (_never(found.day, lang) for found in one.percentiles)
        late = None if one.late is None else f"{one.late.value:.1f}".replace(".", "," if vi else ".")
        rates = (percent_text(one.on_time, lang=lang), late, percent_text(one.all_on_time, lang=lang))
        rows.append((called(said.plan, one.of, lang), last, *ends, *rates))
    return Table((Column("tier"), Column("last_day"), *days, *shares), tuple(rows))


def _never(day: Plain, lang: Lang) -> Plain:
    return ("không bao giờ" if lang == "vi" else "never") if day is None else day


_PERCENT_KEYS: Final = tuple(f"p{q}{end}" for q in (50, 80, 90) for end in ("", "_low", "_high"))
_KEYS: Final = (
    "what_if", "of", "last_day", *_PERCENT_KEYS, "mean_days", "on_time", "late", "all_on_time", "never",
)  # fmt: skip


def _rows(said: Forecast, what: str) -> Iterator[tuple[Plain, ...]]:
    """One row for the end and each tier, for programs; the numbers of `_KEYS`."""
    from kehoach.sim._told import outlooks

    for one in outlooks(said):
        days = [day for found in one.percentiles for day in (found.day, found.low, found.high)]
        last = one.last_days[-1] if one.last_days else None
        yield (what, one.of, last, *days, _number(said.mean(one.of).value), *_rates(one))


def _rates(one: Outlook) -> tuple[str | None, ...]:
    found = (one.on_time, one.late, one.all_on_time, one.never)
    return tuple(None if part is None else _number(part.value) for part in found)


def _number(value: float) -> str | None:
    """A number with four places; None for what is infinite."""
    return None if value in (float("inf"), float("-inf")) else f"{value:.4f}"
