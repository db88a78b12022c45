"""The scenes of the demonstration, from the plan to the last reviewed report."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from kehoach._campaign import Campaign
from kehoach._cli._demo._story import Happening, Player, read_story
from kehoach._cli._desk import Desk
from kehoach._cli._instants import act_instant, end_of
from kehoach._cli._looking import Sight
from kehoach._cli._outcomes import refusal_text
from kehoach._cli._show import plan_heading
from kehoach._cli._status import Asked, status_text
from kehoach._cli._timeline import bars_of, legend, readings_table, timeline_table
from kehoach._cli._total import total_text
from kehoach._cli._verify import verified_text
from kehoach._clock import ManualClock
from kehoach._plan import Plan
from kehoach._progress import hierarchy_of
from kehoach._render import Table, day_text, text_of, wrapped
from kehoach.files import load_plan

__all__ = ["play"]

BEGUN = date(2019, 3, 15)
COMMUNES_DUE = date(2019, 4, 4)
EARLY = date(2019, 4, 8)
MIDDLE = date(2019, 4, 22)
END = date(2019, 5, 2)


def play(desk: Desk, folder: Path, store: Path) -> None:
    """Show the whole story.

    Args:
        desk: Language and width.
        folder: Where plan, units and story lie.
        store: The SQLite file that the campaign is kept in.
    """
    plan = load_plan(folder / "plan.toml")
    player = _begun(plan, folder, store)  # before anything is shown: the file may not be writable
    _plan(desk, plan)
    _begin(desk, player, store)
    _communes(desk, player, store)
    _early(desk, player, store)
    _middle(desk, player, store)
    _end(desk, player, store)
    _next(desk, store)


def _begun(plan: Plan, folder: Path, store: Path) -> Player:
    clock = ManualClock(act_instant(BEGUN.isoformat(), plan.reading.zone))
    campaign = Campaign.begin(plan, str(store), clock=clock, salt=_salt)
    return Player(campaign, clock, read_story(folder / "story.csv"))


def _salt() -> bytes:
    """No chance: a made-up campaign ends with the same hash each time, and holds nothing to be kept secret."""
    return bytes(16)


def _title(desk: Desk, number: int, en: str, vi: str) -> None:
    words, width = f"{number}. {desk.either(en, vi)}", desk.width or 80
    desk.put(f"\n{f'{words} ':─<{width}}\n" if len(words) < width else f"\n{wrapped(words, width=width)}\n")


def _tell(desk: Desk, en: str, vi: str) -> None:
    desk.put(wrapped(desk.either(en, vi), width=desk.width))


def _command(desk: Desk, text: str) -> None:
    desk.put(f"\n$ {text}\n")


def _table(desk: Desk, table: Table) -> None:
    desk.put(text_of(table, lang=desk.lang, width=desk.width, color=desk.color))


def _official(desk: Desk) -> Desk:
    """A desk that speaks as officials do."""
    return Desk(lang="vi", most=desk.most)


def _plan(desk: Desk, plan: Plan) -> None:
    _title(desk, 1, "The plan", "Kế hoạch")
    desk.put(f"{wrapped(plan_heading(plan, desk.lang), width=desk.width)}\n")
    _table(desk, timeline_table(plan, desk.lang))
    desk.put(f"\n{bars_of(plan, width=desk.width)}")
    desk.put(f"{legend(desk)}\n")
    _tell(
        desk,
        "“Before 5 April” is read in four ways; the plan names its own (*), for it decides who is late:",
        "“Trước ngày 05 tháng 4” có bốn cách hiểu; kế hoạch nêu rõ cách của mình (*), vì nó quyết định ai trễ hạn:",
    )
    desk.put("")
    _table(desk, readings_table(plan, desk.lang))


def _begin(desk: Desk, player: Player, store: Path) -> None:
    _title(desk, 2, "The campaign begins", "Bắt đầu thực hiện")
    day, campaign = day_text(BEGUN, desk.lang), player.campaign
    count = campaign.plan.columns.n
    _tell(
        desk,
        f"{day}: campaign {campaign.id} begins; {count} reports are to come. It is kept in",
        f"{day}: bắt đầu đợt {campaign.id}; sẽ có {count} báo cáo. Dữ liệu lưu trong",
    )
    desk.put(f"  {store}")


def _communes(desk: Desk, player: Player, store: Path) -> None:
    _title(desk, 3, "The communes send their reports", "Cấp cơ sở gửi báo cáo")
    _notable(desk, player.campaign, player.until(COMMUNES_DUE))
    _status(desk, player.campaign, store, COMMUNES_DUE, tier="commune")


def _notable(desk: Desk, campaign: Campaign, happenings: Sequence[Happening]) -> None:
    """What a reader would not see in a table: reports sent back, and those that came on paper."""
    hierarchy = hierarchy_of(campaign.plan)
    for one in happenings:
        if one.refusal is not None or not (one.act.act == "send_back" or one.act.received_at):
            continue
        day, who = day_text(one.act.on, desk.lang), hierarchy.name_of(one.act.by)
        name = hierarchy.name_of(one.act.unit)
        if one.act.received_at:
            came = day_text(date.fromisoformat(one.act.received_at), desk.lang)
            _tell(
                desk,
                f"- {day}: {who} records the report of {name}, which came on paper on {came}, in time.",
                f"- {day}: {who} ghi nhận báo cáo giấy của {name}, đã nhận ngày {came}, đúng hạn.",
            )
        else:
            _tell(
                desk,
                f"- {day}: {who} sends the report of {name} back: “{one.act.reason}”.",
                f"- {day}: {who} trả lại báo cáo của {name}: “{one.act.reason}”.",
            )


def _status(desk: Desk, campaign: Campaign, store: Path, day: date, *, tier: str | None = None) -> None:
    asked = f"{day.day}/{day.month}/{day.year}"
    _command(desk, f"kehoach status {store.name}{f' --tier {tier}' if tier else ''} --at {asked} --lang vi")
    progress = campaign.progress(end_of(asked, campaign.plan.reading.zone))
    desk.put(status_text(_official(desk), progress, Asked(tier)))


def _early(desk: Desk, player: Player, store: Path) -> None:
    _title(desk, 4, "A district is early, and the gate is closed", "Một huyện gửi sớm và chưa được gửi")
    happenings = player.until(EARLY)
    _notable(desk, player.campaign, happenings)
    for one in happenings:
        if one.refusal is not None:
            name = hierarchy_of(player.campaign.plan).name_of(one.act.unit)
            day = f"{one.act.on.day}/{one.act.on.month}/{one.act.on.year}"
            _command(desk, f'kehoach submit {store.name} "{name}" --at {day} --lang {desk.lang}')
            desk.put(wrapped(refusal_text(player.campaign.plan, one.refusal, desk.lang), width=desk.width))
    desk.put("")
    _tell(
        desk,
        "Nothing has changed: a refused act leaves no trace. On 18 April the two communes are in, and it is sent.",
        "Không có gì thay đổi: việc bị từ chối không để lại dấu vết. Ngày 18/4 hai xã đã có báo cáo và huyện gửi được.",
    )


def _middle(desk: Desk, player: Player, store: Path) -> None:
    _title(desk, 5, "In the middle", "Giữa đợt")
    player.until(MIDDLE)
    _status(desk, player.campaign, store, MIDDLE)
    _total(desk, player.campaign, store)


def _total(desk: Desk, campaign: Campaign, store: Path) -> None:
    root = hierarchy_of(campaign.plan).root
    _command(desk, f"kehoach total {store.name} {root} members --lang {desk.lang}")
    total = campaign.total(root, "members")
    desk.put(wrapped(total_text(desk, Sight(campaign.plan, None), total), width=desk.width))


def _end(desk: Desk, player: Player, store: Path) -> None:
    _title(
        desk,
        6,
        "The last come in, the province sends, the issuer reviews",
        "Báo cáo cuối cùng, tỉnh gửi, cấp ban hành duyệt",
    )
    player.until(END)
    _status(desk, player.campaign, store, END)
    _total(desk, player.campaign, store)
    _command(desk, f"kehoach verify {store.name}")
    desk.put(wrapped(verified_text(desk, player.campaign.verify()), width=desk.width))


def _next(desk: Desk, store: Path) -> None:
    _title(desk, 7, "What to try next", "Thử tiếp")
    folder = store.resolve().parent
    tries = (
        ("who was late", "ai trễ hạn", f"kehoach status {store.name} --at 2/5/2019 --late"),
        ("why it was due then", "vì sao có thời hạn đó", f'kehoach due {store.name} "Huyện Gio Linh"'),
        ("one report", "một báo cáo", f"kehoach report {store.name} 469"),
        ("its history", "quá trình", f'kehoach log {store.name} --unit "Xã Triệu Độ"'),
        ("a correction", "một đính chính", f'kehoach correct {store.name} 19330 --reason "…" --dry-run'),
        ("figures for a spreadsheet", "số liệu cho bảng tính", f"kehoach status {store.name} --format csv"),
        ("a plan of your own", "kế hoạch của bạn", "kehoach new plan.toml"),
    )
    program = Path(sys.argv[0])
    if shutil.which("kehoach") is None and program.stem == "kehoach":
        desk.put(f'PATH="{program.resolve().parent}:$PATH"')  # run from an environment that is not active
    desk.put(f"cd {folder}")
    for en, vi, command in tries:
        desk.put(f"{command}\n    # {desk.either(en, vi)}")
