"""How single values are written: for programs in one way, for people in the way of their language.

Vietnamese official practice: days below 10 and months 1 and 2 are padded in running text (``05/4/2019``,
``14/02/2021``), everything in tables (``05/04/2019``); thousands have a dot, decimals a comma; counts below 10 are
padded (``02 đơn vị``).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from kehoach._report._printing import count_text, day_text, figure_text
from kehoach.errors import Lang

__all__ = [
    "Plain",
    "count_text",
    "day_text",
    "figure_text",
    "head_text",
    "iso_length",
    "length_text",
    "plain_value",
    "shown_value",
]

Plain = str | int | bool | date | datetime | timedelta | Decimal | Fraction | tuple[str, ...] | None
"""What stands in a cell of a table."""

_MINUTE, _HALF_A_MINUTE = timedelta(minutes=1), timedelta(seconds=30)
_HEADS: dict[str, tuple[str, str]] = {
    "act": ("act", "việc"),
    "asked": ("asked", "đề nghị"),
    "asked_met": ("asked, sent", "đề nghị, đã gửi"),
    "asked_of": ("asked of", "yêu cầu với"),
    "at": ("at", "lúc"),
    "bucket": ("bucket", "nhóm"),
    "by": ("by", "do"),
    "calendar_days": ("days", "số ngày"),
    "campaign": ("campaign", "đợt"),
    "check": ("check", "đối chiếu"),
    "clause": ("clause", "mục"),
    "clock": ("clock said", "đồng hồ chỉ"),
    "corrections": ("corrections", "số lần đính chính"),
    "coverage": ("coverage", "phạm vi"),
    "days_late": ("days late", "số ngày trễ"),
    "deadline": ("deadline", "thời hạn"),
    "decided": ("decided", "đã duyệt hoặc trả lại"),
    "done_late": ("sent late", "đã gửi, trễ hạn"),
    "done_on_time": ("sent on time", "đã gửi, đúng hạn"),
    "done_undated": ("sent, undated", "đã gửi, không hạn"),
    "due_before": ("due before", "trước"),
    "duty": ("duty", "báo cáo"),
    "entry": ("entry", "dòng"),
    "erased": ("erased", "đã xóa"),
    "expected": ("expected", "phải gửi"),
    "figure": ("figure", "số liệu"),
    "first": ("from", "từ ngày"),
    "form": ("form", "loại"),
    "goes_up": ("goes up", "tổng hợp bằng"),
    "holder": ("is with", "đang ở"),
    "id": ("id", "mã"),
    "indicator": ("indicator", "chỉ tiêu"),
    "key": ("key", "khoá"),
    "last_day": ("last day on time", "đúng hạn đến hết"),
    "measure": ("measure", "đơn vị tính"),
    "missing": ("missing", "còn thiếu"),
    "name": ("name", "tên"),
    "open_in_time": ("open, in time", "chưa gửi, trong hạn"),
    "open_overdue": ("open, overdue", "chưa gửi, quá hạn"),
    "open_undated": ("open, undated", "chưa gửi, không hạn"),
    "outcome": ("outcome", "kết quả"),
    "passed_over": ("passed over", "vượt cấp"),
    "period": ("period", "kỳ"),
    "periods": ("periods", "số kỳ"),
    "phase": ("phase", "tình trạng"),
    "rate": ("on time", "tỷ lệ đúng hạn"),
    "reading": ("reading", "cách hiểu"),
    "reason": ("reason", "lý do"),
    "recalls": ("recalls", "số lần rút lại"),
    "reported": ("reported", "đã báo cáo"),
    "reports_to": ("reports to", "báo cáo lên"),
    "return_rate": ("return rate", "tỷ lệ trả lại"),
    "returned": ("returned", "trả lại"),
    "returns": ("returns", "số lần trả lại"),
    "reviewer_time": ("wait for review", "thời gian chờ duyệt"),
    "rework_longest": ("longest rework", "sửa lâu nhất"),
    "rework_mean": ("rework, mean", "sửa, trung bình"),
    "rework_median": ("rework, median", "sửa, trung vị"),
    "rework_time": ("rework", "thời gian sửa"),
    "running": ("still waiting", "đang chờ"),
    "seq": ("no.", "dòng"),
    "severity": ("severity", "mức độ"),
    "since": ("since", "tính từ"),
    "state": ("state", "trạng thái"),
    "submissions": ("sent", "số lần gửi"),
    "submitted_at": ("sent", "ngày gửi"),
    "superior": ("superior", "cấp trên"),
    "tier": ("tier", "cấp"),
    "title": ("title", "tên"),
    "tolerance": ("tolerance", "được lệch"),
    "total": ("total", "tổng"),
    "total_time": ("in all", "tổng thời gian"),
    "trigger": ("act", "việc"),
    "unit": ("unit", "đơn vị"),
    "unit_time": ("with the unit", "thời gian ở đơn vị"),
    "units": ("units", "đơn vị"),
    "version": ("version", "bản"),
    "waiting_longest": ("longest wait", "chờ duyệt lâu nhất"),
    "waiting_mean": ("wait, mean", "chờ duyệt, trung bình"),
    "waiting_median": ("wait, median", "chờ duyệt, trung vị"),
    "waits": ("waits", "lượt chờ duyệt"),
    "working_days": ("working days", "ngày làm việc"),
}


def head_text(key: str, lang: Lang) -> str:
    """The heading of a column; a key without one is its own heading.

    >>> head_text("last_day", "vi")
    'đúng hạn đến hết'
    """
    en, vi = _HEADS.get(key, (key.replace("_", " "), key.replace("_", " ")))
    return vi if lang == "vi" else en


def length_text(length: timedelta, lang: Lang) -> str:
    """A length of time in its two largest units, to the minute; days are of 24 hours.

    >>> length_text(timedelta(days=2, hours=3, minutes=40), "vi"), length_text(timedelta(minutes=61), "en")
    ('2 ngày 3 giờ', '1 h 1 min')
    >>> length_text(timedelta(hours=23, minutes=59, seconds=59.999), "en")
    '1 d'
    >>> length_text(timedelta(seconds=5), "vi"), length_text(timedelta(), "en")
    ('dưới 1 phút', '0 min')
    """
    minutes = (length + _HALF_A_MINUTE) // _MINUTE
    days, rest = divmod(minutes, 24 * 60)
    parts = [(days, "d", "ngày"), (rest // 60, "h", "giờ"), (rest % 60, "min", "phút")]
    first = next((spot for spot, part in enumerate(parts) if part[0]), None)
    if first is None:
        less = "dưới 1 phút" if lang == "vi" else "< 1 min"
        return less if length else f"0 {'phút' if lang == 'vi' else 'min'}"
    said = [(count, vi if lang == "vi" else en) for count, en, vi in parts[first : first + 2] if count]
    return " ".join(f"{figure_text(count, lang)} {unit}" for count, unit in said)


def iso_length(length: timedelta) -> str:
    """A length of time as ISO 8601 writes it, exact to the microsecond; days are of 24 hours.

    >>> iso_length(timedelta(days=2, hours=3, microseconds=5)), iso_length(timedelta())
    ('P2DT3H0.000005S', 'PT0S')
    """
    hours, rest = divmod(length.seconds, 3_600)
    minutes, seconds = divmod(rest, 60)
    whole = f"{seconds}.{length.microseconds:06}".rstrip("0") if length.microseconds else f"{seconds}"
    parts = [f"{count}{unit}" for count, unit in ((hours, "H"), (minutes, "M"), (whole, "S")) if count not in (0, "0")]
    days = f"{length.days}D" if length.days else ""
    if not days and not parts:
        return "PT0S"
    return f"P{days}{'T' if parts else ''}{''.join(parts)}"


def plain_value(value: Plain) -> str | int | bool | list[str] | None:
    """A value as programs read it: days and instants in ISO, exact figures as text where they are no integers.

    >>> plain_value(date(2019, 4, 5)), plain_value(Fraction(1, 2)), plain_value(("a", "b"))
    ('2019-04-05', '1/2', ['a', 'b'])
    """
    if isinstance(value, date):  # an instant is one too
        return value.isoformat()
    if isinstance(value, timedelta):
        return iso_length(value)
    if isinstance(value, tuple):
        return list(value)
    return str(value) if isinstance(value, Decimal | Fraction) else value


def shown_value(value: Plain, lang: Lang) -> str:
    """A value as people read it in a table; None is blank, a fraction is a percentage.

    >>> shown_value(Fraction(37, 40), "vi"), shown_value(date(2019, 4, 5), "vi"), shown_value(None, "vi")
    ('92,5%', '05/04/2019', '')
    """
    if isinstance(value, bool):
        return {("en", True): "yes", ("en", False): "no", ("vi", True): "có"}.get((lang, value), "không")
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y %H:%M}" if lang == "vi" else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}" if lang == "vi" else f"{value:%Y-%m-%d}"
    if isinstance(value, timedelta):
        return length_text(value, lang)
    if isinstance(value, Fraction):
        return f"{figure_text(_rounded(value * 100), lang)}%"
    if isinstance(value, int | Decimal):
        return figure_text(value, lang)
    return ", ".join(value) if isinstance(value, tuple) else value or ""


def _rounded(value: Fraction) -> Decimal:
    """One figure behind the point, half up; none where it is a whole number."""
    tenths = int(value * 10 + Fraction(1, 2))
    return Decimal(tenths // 10) if tenths % 10 == 0 else Decimal(tenths).scaleb(-1)
