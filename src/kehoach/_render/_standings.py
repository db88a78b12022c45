"""Where reports stand, in the words that officials use.

``Huyện Hải Lăng: đã gửi ngày 18/4/2019, đúng hạn`` ·
``Huyện Gio Linh: chưa gửi, quá hạn 3 ngày`` ·
``Đã tổng hợp 8/10 đơn vị; còn 02 đơn vị chưa gửi báo cáo``
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

import attrs

from kehoach._lifecycle import label
from kehoach._progress import Standing
from kehoach._render._values import count_text, day_text, figure_text
from kehoach._report import Mark
from kehoach._rollup import Total
from kehoach.errors import Lang
from kehoach.errors._words import Others

__all__ = ["BUCKET_WORDS", "PHASE_WORDS", "Counts", "Seen", "counts_line", "standing_line", "total_line", "value_text"]

Opened = Literal["", "returned", "recalled", "corrected"]
Kind = Literal["report", "act"]

BUCKET_WORDS: dict[Lang, dict[str, str]] = {
    "en": {
        "met_on_time": "on time",
        "met_late": "late",
        "met_undated": "no deadline is set",
        "open": "not sent",
        "waived": "waived",
        "lapsed": "lapsed",
        "dormant": "not expected",
        "cancelled": "not expected: the unit does not exist then",
    },
    "vi": {
        "met_on_time": "đúng hạn",
        "met_late": "trễ hạn",
        "met_undated": "không ấn định thời hạn",
        "open": "chưa gửi",
        "waived": "miễn báo cáo",
        "lapsed": "hết trách nhiệm gửi",
        "dormant": "chưa phải gửi",
        "cancelled": "không phải gửi: đơn vị không hoạt động trong kỳ",
    },
}
PHASE_WORDS: dict[Lang, dict[str, str]] = {
    "en": {
        "not_open_yet": "not open yet",
        "in_time": "in time",
        "overdue": "overdue",
        "undated": "no deadline is set",
        "awaiting": "its deadline is not known yet",
        "suspended": "its clock is stopped",
    },
    "vi": {
        "not_open_yet": "chưa mở",
        "in_time": "trong hạn",
        "overdue": "quá hạn",
        "undated": "không ấn định thời hạn",
        "awaiting": "chưa xác định thời hạn",
        "suspended": "tạm dừng tính thời hạn",
    },
}
_OPENED: dict[tuple[Kind, Lang], dict[Opened, str]] = {
    ("report", "en"): {
        "": "not sent",
        "returned": "sent back, not sent again",
        "recalled": "recalled, not sent again",
        "corrected": "under correction",
    },
    ("report", "vi"): {
        "": "chưa gửi",
        "returned": "đã trả lại, chưa gửi lại",
        "recalled": "đã rút lại, chưa gửi lại",
        "corrected": "đang đính chính",
    },
    ("act", "en"): {"": "not done", "returned": "reopened, not done again", "recalled": "reopened, not done again"},
    ("act", "vi"): {
        "": "chưa thực hiện",
        "returned": "mở lại, chưa thực hiện lại",
        "recalled": "mở lại, chưa thực hiện lại",
    },
}
_MET: dict[tuple[Kind, Lang], str] = {
    ("report", "en"): "sent",
    ("report", "vi"): "đã gửi",
    ("act", "en"): "done",
    ("act", "vi"): "đã thực hiện",
}
_NOT_DONE = ("has not done it", "have not done it")
_NAMED = 3  # duties that one waits for; more are counted


@attrs.frozen(kw_only=True)
class Seen:
    """A duty as it is shown.

    Attributes:
        name: The name of the unit, with the form where it is not the report.
        standing: How it stands.
        sent_on: The local day on which it came in.
        last_day: The last day on time.
        role: The role of its state: ``draft``, ``sent``, ``accepted``, ``counted``.
        opened: Why a draft is not the first.
        kind: Whether it is sent or done.
        only_if: The event that it depends on, by name; empty where it depends on none that has a name.
        waits_for: What must stand before it, by name, where it is open.
    """

    name: str
    standing: Standing
    sent_on: date | None = None
    last_day: date | None = None
    role: str = "draft"
    opened: Opened = ""
    kind: Kind = "report"
    only_if: str = ""
    waits_for: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Counts:
    """How many units of a tier are how far.

    Attributes:
        done: How many have arrived where they belong.
        expected: How many are expected to.
        unsent: How many of these have not sent their report.
        state: What arriving is called: ``aggregated``, or at the top ``reviewed``; of acts ``confirmed``.
        kind: Whether it is sent or done.
        waived, lapsed, dormant, cancelled: How many are not expected beside these, and why.
        only_if: The event that those which are dormant depend on, by name; empty where it has none.
    """

    done: int
    expected: int
    unsent: int
    state: str = "aggregated"
    kind: Kind = "report"
    waived: int = 0
    lapsed: int = 0
    dormant: int = 0
    cancelled: int = 0
    only_if: str = ""


def standing_line(seen: Seen, *, lang: Lang = "en") -> str:
    """How one duty stands, in a line.

    >>> late = Standing("466", "draft", "open", "overdue", None, None, 3)
    >>> print(standing_line(Seen(name="Huyện Gio Linh", standing=late), lang="vi"))
    Huyện Gio Linh: chưa gửi, quá hạn 3 ngày
    """
    standing = seen.standing
    if standing.bucket == "dormant" and seen.only_if:
        return f"{seen.name}: {BUCKET_WORDS[lang]['dormant']}, {_unless(seen.only_if, lang)}"
    if standing.bucket in ("waived", "lapsed", "dormant", "cancelled"):
        return f"{seen.name}: {BUCKET_WORDS[lang][standing.bucket]}"
    parts = _open(seen, lang) if standing.bucket == "open" else _met(seen, lang)
    return f"{seen.name}: {', '.join(parts)}{_waits(seen.waits_for, lang)}"


def _unless(event: str, lang: Lang) -> str:
    return f"chờ {event}" if lang == "vi" else f"unless {event} happens"


def _waits(names: tuple[str, ...], lang: Lang) -> str:
    """What it waits for, behind how it stands."""
    if not names:
        return ""
    more = len(names) - _NAMED
    listed = ", ".join(one.text(lang) if isinstance(one, Others) else one for one in names[:_NAMED])
    if lang == "vi":
        return f"; chờ {listed}{f' và {more} nhiệm vụ khác' if more > 0 else ''}"
    return f"; waits for {listed}{f' and {more} more' if more > 0 else ''}"


def _met(seen: Seen, lang: Lang) -> list[str]:
    standing = seen.standing
    sent = _MET[seen.kind, lang]
    if seen.sent_on is not None:
        sent += f" {'ngày' if lang == 'vi' else 'on'} {day_text(seen.sent_on, lang)}"
    timely = BUCKET_WORDS[lang][standing.bucket]
    parts = [sent, _late(timely, standing.days_late, lang) if standing.days_late else timely]
    if standing.bucket == "met_undated":
        parts.pop()  # where no day is set, there is nothing to say of it
    if seen.role == "draft":
        return [*parts, _OPENED["report", lang]["corrected"]]
    return parts if seen.role == "sent" else [*parts, label(standing.state, lang)]


def _open(seen: Seen, lang: Lang) -> list[str]:
    standing = seen.standing
    opened = _OPENED[seen.kind, lang][seen.opened]
    phase = PHASE_WORDS[lang][standing.phase or "undated"]
    if standing.days_late:
        return [opened, _late(phase, standing.days_late, lang)]
    if standing.phase != "in_time" or seen.last_day is None:
        return [opened, phase]
    day = day_text(seen.last_day, lang)
    return [opened, f"{phase} (đến hết ngày {day})" if lang == "vi" else f"{phase} (until {day})"]


def _late(word: str, days: int, lang: Lang) -> str:
    if lang == "vi":
        return f"{word} {days} ngày"
    return f"{days} day{'s' if days > 1 else ''} {word}"


def counts_line(counts: Counts, *, lang: Lang = "en") -> str:
    """How many units of a tier have come in, in a line.

    >>> print(counts_line(Counts(done=8, expected=10, unsent=2), lang="vi"))
    Đã tổng hợp 8/10 đơn vị; còn 02 đơn vị chưa gửi báo cáo
    >>> print(counts_line(Counts(done=8, expected=10, unsent=1)))
    8 of 10 units aggregated; 1 unit has not sent its report; 1 unit has sent it and is not aggregated yet
    """
    waiting = counts.expected - counts.done - counts.unsent
    state = label(counts.state, lang)
    known = counts.expected or not any(getattr(counts, bucket) for bucket in _APART["en"])
    if lang == "vi":
        undone, done = ("chưa gửi báo cáo", "đã gửi") if counts.kind == "report" else ("chưa thực hiện", "đã thực hiện")
        parts = [f"{state[:1].upper()}{state[1:]} {counts.done}/{counts.expected} đơn vị"] if known else []
        if counts.unsent:
            parts.append(f"còn {count_text(counts.unsent, lang)} đơn vị {undone}")
        if waiting:
            parts.append(f"{count_text(waiting, lang)} đơn vị {done}, chưa {state.removeprefix('đã ')}")
        return "; ".join([*parts, *_apart(counts, lang)])
    units = "unit" if counts.expected == 1 else "units"
    parts = [f"{counts.done} of {counts.expected} {units} {state}"] if known else []
    sent = counts.kind == "report"
    if counts.unsent:
        one, many = ("has not sent its report", "have not sent their report") if sent else _NOT_DONE
        parts.append(_many(counts.unsent, one, many))
    if waiting:
        yet = f"{'sent' if sent else 'done'} it and {{}} not {state} yet"
        parts.append(_many(waiting, f"has {yet.format('is')}", f"have {yet.format('are')}"))
    return "; ".join([*parts, *_apart(counts, lang)])


_APART: dict[Lang, dict[str, str]] = {
    "en": {"waived": "waived", "lapsed": "lapsed", "dormant": "not expected", "cancelled": "closed or not yet open"},
    "vi": {
        "waived": "được miễn",
        "lapsed": "hết trách nhiệm",
        "dormant": "chưa phải gửi",
        "cancelled": "không hoạt động",
    },
}


def _apart(counts: Counts, lang: Lang) -> list[str]:
    """Those that nothing is expected of, a few words for each reason."""
    unless = f", {_unless(counts.only_if, lang)}" if counts.only_if else ""
    found = ((getattr(counts, bucket), word, bucket == "dormant") for bucket, word in _APART[lang].items())
    unit = "đơn vị " if lang == "vi" else ""
    return [f"{count_text(n, lang)} {unit}{word}{unless if depends else ''}" for n, word, depends in found if n]


def _many(count: int, one: str, many: str) -> str:
    return f"{count} unit {one}" if count == 1 else f"{count} units {many}"


def total_line(total: Total, name: str, title: str, *, lang: Lang = "en") -> str:
    """A total with its coverage, in a line; the figure never stands alone.

    >>> total = Total(
    ...     unit="45",
    ...     version=1,
    ...     key="members",
    ...     value=98_120,
    ...     own=Mark.MISSING,
    ...     reported=118,
    ...     expected=141,
    ...     missing=(),
    ...     measure="người",
    ... )
    >>> print(total_line(total, "Tỉnh Quảng Trị", "Số đoàn viên, hội viên", lang="vi"))
    Tỉnh Quảng Trị, Số đoàn viên, hội viên: 98.120 người (118/141 đơn vị có số liệu, bản 1)
    """
    figure = value_text(total, lang)
    if lang == "vi":
        said = f"{total.reported}/{total.expected} đơn vị có số liệu, bản {total.version}"
    else:
        said = f"{total.reported} of {total.expected} units reported it, version {total.version}"
    return f"{name}, {title}: {figure} ({said})"


def value_text(total: Total, lang: Lang = "en") -> str:
    """The bare value of a total as people read it: rounded as it says, with its measure; a mark in words."""
    value = total.value
    marks = {Mark.MISSING: ("no figure yet", "chưa có số liệu"), Mark.NA: ("not applicable", "không áp dụng")}
    if isinstance(value, Mark):
        en, vi = marks.get(value, ("nil", "không phát sinh"))
        return vi if lang == "vi" else en
    if isinstance(value, str | tuple):
        return total.text()
    rounded = Decimal(total.text())  # a total says itself how it is rounded
    return f"{figure_text(rounded, lang)} {total.measure}".rstrip()
