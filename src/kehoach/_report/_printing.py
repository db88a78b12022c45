"""How days, counts and figures stand in running text.

Vietnamese official practice: days below 10 and months 1 and 2 are padded (``05/4/2019``, ``14/02/2021``); thousands
have a dot, decimals a comma; counts below 10 are padded (``02 đơn vị``).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from kehoach.errors import Lang

__all__ = ["count_text", "day_text", "figure_text"]


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
