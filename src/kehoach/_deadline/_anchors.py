"""Anchors: what spans are counted from, and the words for them."""

from __future__ import annotations

import re
from typing import Final

from kehoach._calendar._names import MONTHS_EN, WEEKDAY_WORDS
from kehoach._spelling import folded, nfc
from kehoach.errors import Finding, InvalidDeadline

__all__ = ["KNOWN_ANCHORS", "PERIOD_LAST", "anchor_name", "duty_at", "duty_of"]

PERIOD_LAST: Final = "period_last"

_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "issued": (
        *("issue", "issuance", "ban hành", "ban hành văn bản", "ban hành văn bản này", "văn bản này được ban hành"),
        *("ban hành kế hoạch", "ban hành kế hoạch này", "ký", "ký văn bản", "ký ban hành"),
    ),
    "effective": (
        *("effective date", "entry into force", "có hiệu lực", "văn bản có hiệu lực", "văn bản này có hiệu lực"),
        *("có hiệu lực thi hành",),
    ),
    "submitted": ("submission", "gửi", "nộp", "gửi báo cáo", "nộp báo cáo"),
    "sent_back": ("sent back", "being sent back", "trả lại", "bị trả lại", "báo cáo bị trả lại"),
    "reviewed": ("review", "duyệt", "được duyệt", "báo cáo được duyệt"),
    "aggregated": ("tổng hợp", "được tổng hợp", "báo cáo được tổng hợp"),
    "period_first": ("start of the period", "bắt đầu kỳ", "bắt đầu kỳ báo cáo"),
    PERIOD_LAST: ("end of the period", "kết thúc kỳ", "kết thúc kỳ báo cáo", "hết kỳ báo cáo"),
}
KNOWN_ANCHORS: Final = tuple(_WORDS)
"""Anchors that every plan knows; any other name is an event of the plan or the due of another duty."""

_KNOWN: Final = {folded(word): name for name, words in _WORDS.items() for word in (name, *words)}
_LEADING: Final = (("khi",), ("ngày",), ("the", "day", "of"), ("the", "date", "of"), ("the",))
_TODAY: Final = frozenset({"mai", "mốt", "kia", "nay", "hôm nay", "hôm sau", "tomorrow", "today", "yesterday", "now"})
_NAME: Final = re.compile(r"[^\W\d_][\w-]*(?: [^\W\d_]\w*)*")
_ID: Final = r"((?![0-9]{1,2}:[0-9]{2}(?!\S))[^\s,;()]+)"  # a time of day is no place
_DUTY: Final = re.compile(rf"due +of +{_ID}(?: +at +{_ID})?|thời +hạn +của +{_ID}(?: +tại +{_ID})?", re.IGNORECASE)
_FIGURES: Final = re.compile(r"([^\W\d_]+)[0-9]")
_DAYISH: Final = frozenset(
    {"ngày", "mùng", "mồng", "khi", "thứ", "the", "day", "date", "of", *MONTHS_EN, *WEEKDAY_WORDS}
)
_LONGEST: Final = 80


def anchor_name(text: str) -> str:
    """The name of an anchor as it is kept: NFC, single spaces, without "ngày", "khi" or "the day of" before it.

    Raises:
        InvalidDeadline: It is no name: empty, too long, begins with a figure, or is a day told from today (KH227).

    >>> anchor_name("ngày ban hành"), anchor_name("due of report  at commune"), anchor_name("the day of election")
    ('issued', 'due of report at commune', 'election')
    """
    words = nfc(text).split() if len(text) <= 2 * _LONGEST else []
    small = [folded(word) for word in words]
    skip = 0
    while (lead := next((len(lead) for lead in _LEADING if small[skip : skip + len(lead)] == [*lead]), 0)) > 0:
        skip += lead
    name, key = " ".join(words[skip:]), " ".join(small[skip:])
    duty = duty_at(name)
    if duty is not None and duty[1] == len(name) <= _LONGEST:
        return duty[0]
    if len(name) > _LONGEST or key in _TODAY or not _NAME.fullmatch(name) or _looks_like_a_day(name):
        raise InvalidDeadline(Finding("KH227", {"value": text[:60]}))
    return _KNOWN.get(key, name)


def _looks_like_a_day(name: str) -> bool:
    """``may5`` and ``ngày5`` read as days, so they cannot name an event."""
    found = _FIGURES.match(name)
    return found is not None and folded(found[1]) in _DAYISH


def duty_at(text: str, at: int = 0) -> tuple[str, int] | None:
    """The due of a duty that a text names at a place, and where the name ends; None when it names none there.

    >>> duty_at("kể từ thời hạn của report tại 461, lúc 17 giờ", 6)
    ('due of report at 461', 33)
    """
    found = _DUTY.match(text, at)
    if found is None:
        return None
    form, place = found[1] or found[3], found[2] or found[4]
    return f"due of {form}" + (f" at {place}" if place else ""), found.end()


def duty_of(anchor: str) -> tuple[str, str | None] | None:
    """The form and the unit, tier or group of an anchor that is another duty's due; None for other anchors.

    >>> duty_of("due of report at commune")
    ('report', 'commune')
    """
    found = _DUTY.fullmatch(anchor)
    return None if found is None else (found[1] or found[3], found[2] or found[4])
