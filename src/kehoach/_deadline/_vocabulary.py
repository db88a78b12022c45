"""The words that bind, in both languages."""

from __future__ import annotations

from typing import Final

from kehoach._calendar._names import MONTHS_EN, WEEKDAYS_EN
from kehoach._deadline._lexicon import Lexicon
from kehoach.errors import Lang

__all__ = ["KEYWORDS", "RESERVED", "ROTATED"]

_VI: Final[dict[str, str]] = {
    "trước": "BEFORE",
    "trước thời điểm": "BEFORE",
    "trước khi": "BEFORE",
    "chậm nhất": "BY",
    "muộn nhất": "BY",
    "hạn cuối": "BY",
    "hạn cuối cùng": "BY",
    "hạn chót": "BY",
    "thời hạn cuối": "BY",
    "thời hạn cuối cùng": "BY",
    "không muộn hơn": "BY",
    "không chậm hơn": "BY",
    "không quá": "BY",
    "không sau": "BY",
    "trước hoặc trong": "BY",
    "trước hoặc vào": "BY",
    "hoàn thành vào": "BY",
    "hoàn thành chậm nhất": "BY",
    "xong vào": "BY",
    "hoàn thành trong": "WITHIN",
    "xong trong": "WITHIN",
    "hoàn thành": "DONE",
    "phải hoàn thành": "DONE",
    "xong": "DONE",
    "hoàn thành xong": "DONE",
    "thực hiện xong": "DONE",
    "từ": "FROM",
    "kể từ": "FROM",
    "tính từ": "FROM",
    "tính kể từ": "FROM",
    "sau": "AFTER",
    "sau khi": "AFTER",
    "đến": "TO",
    "tới": "TO",
    "hết": "TO",
    "cuối ngày": "TO",
    "đến hết": "TO",
    "tới hết": "TO",
    "đến cuối ngày": "TO",
    "cho đến": "TO",
    "cho đến hết": "TO",
    "cho tới": "TO",
    "cho tới hết": "TO",
    "trở về trước": "BACK",
    "so với": "THAN",
    "trong": "WITHIN",
    "trong vòng": "WITHIN",
    "trong thời hạn": "WITHIN",
    "trong thời gian": "WITHIN",
    "ngày": "",
    "là": "",
    "vào": "",
    "lúc": "",
    "hồi": "",
    "thời điểm": "",
    "ngày diễn ra sự kiện": "",
    "dự kiến": "?tentative",
    "khoảng": "?approximate",
    "chưa chắc chắn": "?uncertain",
    "không rõ ràng": "?ambiguous",
    "kịp thời": "NONE",
    "đúng thời hạn quy định": "NONE",
    "đúng thời gian quy định": "NONE",
    "đúng thời hạn": "NONE",
    "theo quy định": "NONE",
    "theo thời hạn quy định": "NONE",
    "không có thời hạn": "NONE",
    "không thời hạn": "NONE",
    "không quy định thời hạn": "NONE",
}
_EN: Final[dict[str, str]] = {
    "before": "BEFORE",
    "prior to": "BEFORE",
    "ahead of": "BEFORE",
    "earlier than": "BEFORE",
    "by": "BY",
    "by the end of": "BY",
    "no later than": "BY",
    "not later than": "BY",
    "at the latest": "BY",
    "at the latest by": "BY",
    "latest": "BY",
    "on or before": "BY",
    "done": "DONE",
    "finished": "DONE",
    "completed": "DONE",
    "complete": "DONE",
    "from": "FROM",
    "since": "FROM",
    "counted from": "FROM",
    "counting from": "FROM",
    "starting from": "FROM",
    "after": "AFTER",
    "following": "AFTER",
    "to": "TO",
    "until": "TO",
    "till": "TO",
    "through": "TO",
    "up to": "TO",
    "to the end of": "TO",
    "until the end of": "TO",
    "within": "WITHIN",
    "during": "WITHIN",
    "in": "WITHIN",
    "on": "",
    "at": "",
    "the": "",
    "the day of": "",
    "day": "",
    "tentative": "?tentative",
    "tentatively": "?tentative",
    "about": "?approximate",
    "around": "?approximate",
    "approximate": "?approximate",
    "approximately": "?approximate",
    "uncertain": "?uncertain",
    "ambiguous": "?ambiguous",
    "none": "NONE",
    "no deadline": "NONE",
    "in due time": "NONE",
    "promptly": "NONE",
}
_BOTH: Final[dict[str, str]] = {",": "", ":": "", ";": ""}

KEYWORDS: Final[dict[Lang | None, Lexicon[str]]] = {
    None: Lexicon({**_VI, **_EN, **_BOTH}),
    "vi": Lexicon({**_VI, **_BOTH}),
    "en": Lexicon({**_EN, **_BOTH}),
}
"""What each word does. ``""`` is filling, ``?`` begins a doubt; ``None`` is both languages."""

ROTATED: Final[Lexicon[int]] = Lexicon(
    {
        f"{regularly}{every} {period}": 2
        for regularly in ("", "định kỳ ")
        for every in ("hằng", "hàng", "mỗi")
        for period in ("ngày", "tuần", "tháng", "năm")
    }
    | dict.fromkeys(("daily", "weekly", "monthly", "yearly"), 1)
    | {f"{every} {period}": 2 for every in ("every", "each") for period in ("day", "week", "month", "year")}
)
"""What may stand first as well as last, and how many of its words count: ``hằng tháng, trước ngày 20``."""

RESERVED: Final = KEYWORDS[None].words | frozenset(
    {
        *("tháng", "quý", "năm", "nửa", "thứ", "chủ", "mùng", "mồng", "đầu", "giữa", "cuối", "hằng", "hàng", "mỗi"),
        *("quarter", "q", "h", "year", "half", "first", "second", "third", "fourth", "every", "each", "last"),
        *(
            "start",
            "middle",
            "end",
            "early",
            "mid",
            "late",
            "daily",
            *MONTHS_EN,
            *(word.lower() for word in WEEKDAYS_EN),
        ),
    }
)
"""Words that begin something else than the name of an event."""
