"""How single values are written: for programs in one way, for people in the way of their language.

Vietnamese official practice: days below 10 and months 1 and 2 are padded in running text (``05/4/2019``,
``14/02/2021``), everything in tables (``05/04/2019``); thousands have a dot, decimals a comma; counts below 10 are
padded (``02 đơn vị``).
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from kehoach.errors import Lang

__all__ = ["Plain", "count_text", "day_text", "figure_text", "head_text", "plain_value", "shown_value"]

Plain = str | int | bool | date | datetime | Decimal | Fraction | tuple[str, ...] | None
"""What stands in a cell of a table."""

_HEADS: dict[str, tuple[str, str]] = {
    "act": ("act", "việc"),
    "asked": ("asked", "đề nghị"),
    "asked_met": ("asked, sent", "đề nghị, đã gửi"),
    "asked_of": ("asked of", "yêu cầu với"),
    "at": ("at", "lúc"),
    "bucket": ("bucket", "nhóm"),
    "by": ("by", "do"),
    "clause": ("clause", "mục"),
    "campaign": ("campaign", "đợt"),
    "calendar_days": ("days", "số ngày"),
    "coverage": ("coverage", "phạm vi"),
    "days_late": ("days late", "số ngày trễ"),
    "deadline": ("deadline", "thời hạn"),
    "done_late": ("sent late", "đã gửi, trễ hạn"),
    "done_on_time": ("sent on time", "đã gửi, đúng hạn"),
    "done_undated": ("sent, undated", "đã gửi, không hạn"),
    "due_before": ("due before", "trước"),
    "duty": ("duty", "báo cáo"),
    "entry": ("entry", "dòng"),
    "expected": ("expected", "phải gửi"),
    "figure": ("figure", "số liệu"),
    "first": ("from", "từ ngày"),
    "form": ("form", "loại"),
    "goes_up": ("goes up", "tổng hợp bằng"),
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
    "reported": ("reported", "đã báo cáo"),
    "reports_to": ("reports to", "báo cáo lên"),
    "seq": ("no.", "dòng"),
    "state": ("state", "trạng thái"),
    "submitted_at": ("sent", "ngày gửi"),
    "superior": ("superior", "cấp trên"),
    "tier": ("tier", "cấp"),
    "title": ("title", "tên"),
    "total": ("total", "tổng"),
    "trigger": ("act", "việc"),
    "unit": ("unit", "đơn vị"),
    "units": ("units", "đơn vị"),
    "version": ("version", "bản"),
    "working_days": ("working days", "ngày làm việc"),
}


def head_text(key: str, lang: Lang) -> str:
    """The heading of a column; a key without one is its own heading.

    >>> head_text("last_day", "vi")
    'đúng hạn đến hết'
    """
    en, vi = _HEADS.get(key, (key.replace("_", " "), key.replace("_", " ")))
    return vi if lang == "vi" else en


def day_text(day: date, lang: Lang) -> str:
    """A day in running text.

    >>> day_text(date(2019, 4, 18), "vi"), day_text(date(2021, 2, 5), "vi"), day_text(date(2021, 2, 5), "en")
    ('18/4/2019', '05/02/2021', '2021-02-05')
    """
    if lang == "en":
        return f"{day:%Y-%m-%d}"
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"{day.day:02}/{month}/{day.year}"


def count_text(count: int, lang: Lang) -> str:
    """A count of units in running text.

    >>> count_text(2, "vi"), count_text(2, "en"), count_text(1520, "vi")
    ('02', '2', '1.520')
    """
    return f"{count:02}" if lang == "vi" and count < 10 else figure_text(count, lang)


def figure_text(figure: int | Decimal, lang: Lang) -> str:
    """A figure with its thousands set apart.

    >>> figure_text(1520, "vi"), figure_text(Decimal("1520.5"), "vi"), figure_text(1520, "en")
    ('1.520', '1.520,5', '1,520')
    """
    text = f"{figure:,}"
    return text.translate(str.maketrans(",.", ".,")) if lang == "vi" else text


def plain_value(value: Plain) -> str | int | bool | list[str] | None:
    """A value as programs read it: days and instants in ISO, exact figures as text where they are no integers.

    >>> plain_value(date(2019, 4, 5)), plain_value(Fraction(1, 2)), plain_value(("a", "b"))
    ('2019-04-05', '1/2', ['a', 'b'])
    """
    if isinstance(value, date):  # an instant is one too
        return value.isoformat()
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
    if isinstance(value, Fraction):
        return f"{figure_text(_rounded(value * 100), lang)}%"
    if isinstance(value, int | Decimal):
        return figure_text(value, lang)
    return ", ".join(value) if isinstance(value, tuple) else value or ""


def _rounded(value: Fraction) -> Decimal:
    """One figure behind the point, half up; none where it is a whole number."""
    tenths = int(value * 10 + Fraction(1, 2))
    return Decimal(tenths // 10) if tenths % 10 == 0 else Decimal(tenths).scaleb(-1)
