"""What reading deadlines costs: phrases parsed, dues resolved, working days counted, beside the same by hand.

"By hand" is what a program without a library does: a `datetime` format that knows one spelling, and a walk from day to
day over the dictionary of the holidays package (which lacks made-up Saturdays unless one asks for them). The aims:
20,000 phrases parsed in a second; 110,000 dues resolved in a second, which a plan reaches because units of one tier
share one due. With --small: fewer of each.
"""

from __future__ import annotations

import platform
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

import holidays

from kehoach._calendar import Calendar
from kehoach._deadline import Deadline, Reading

SMALL = "--small" in sys.argv
ROUNDS = 3 if SMALL else 7
PHRASES = 2_000 if SMALL else 20_000
DUES = 11_000 if SMALL else 110_000
COUNTS = 1_000 if SMALL else 10_000

FORMS = (
    "trước ngày {d:%d} tháng {m} năm {d.year}",
    "hoàn thành trước ngày {d.day}/{m}/{d.year}",
    "chậm nhất là vào ngày {d:%d}/{m}/{d.year}",
    "chậm nhất 17 giờ ngày {d.day}/{m}/{d.year}",
    "từ ngày {d.day}/{m}/{d.year} đến hết ngày {d.day}/{m}/{d.year}",
    "trong tháng {m}/{d.year}",
    "trong thời hạn {d.day} ngày làm việc kể từ ngày ban hành",
    "chậm nhất {d.day} ngày trước ngày bầu cử",
    "before {d}",
    "{d.day} working days after {d.day}/{m}/{d.year}",
)
ANCHORS = {"issued": date(2019, 3, 14), "bầu cử": date(2021, 5, 23)}


def best(run: Callable[[], object]) -> tuple[float, float]:
    """Seconds of the best round and of the middle one."""
    times: list[float] = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        run()
        times.append(time.perf_counter() - begun)
    return min(times), statistics.median(times)


def told(what: str, count: int, run: Callable[[], object]) -> None:
    """Print a line: how many in a second, and how long one takes."""
    fastest, middle = best(run)
    each, usual = fastest / count * 1e6, middle / count * 1e6
    print(f"{what:<62} {count / fastest:>12,.0f} /s {each:>9.2f} µs   middle {usual:.2f} µs")


def texts() -> list[str]:
    """Different phrases in ten forms."""
    rng = random.Random(2019)  # noqa: S311 - the same phrases on every run
    days = [date(2015, 1, 1) + timedelta(k) for k in range(4000)]
    return [rng.choice(FORMS).format(d=day, m=day.month) for day in rng.choices(days, k=PHRASES)]


def parsed_by_hand(days: Sequence[str]) -> list[date]:
    """One spelling, read with `datetime`."""
    return [datetime.strptime(day, "%d/%m/%Y").date() for day in days]  # noqa: DTZ007 - that is how it is done by hand


def counted_by_hand(starts: Sequence[date], n: int) -> list[date]:
    """A walk over the dictionary of the holidays package, made-up Saturdays asked for."""
    package = holidays.country_holidays("VN", years=range(2014, 2028))
    worked = package.weekend_workdays
    ends: list[date] = []
    for start in starts:
        day, left = start, n
        while left:
            day += timedelta(1)
            left -= day in worked or (day.weekday() < 5 and day not in package)
        ends.append(day)
    return ends


def plan_by_tier() -> int:
    """The dues of a plan: four tiers, each resolved once, and taken for each of its units."""
    reading, total = Reading(), 0
    for number, text in enumerate(
        ("trước ngày 5/4/2019", "trước ngày 20/4/2019", "10 ngày làm việc kể từ ngày ban hành")
    ):
        due = Deadline.parse(text).resolve(reading, ANCHORS)
        total += sum(1 for _ in range(DUES // 3 + number) if due.due_before_us)
    return total


def main() -> None:
    """Print a line for each."""
    print(f"Python {platform.python_version()}, {platform.machine()}, {platform.system()}; best of {ROUNDS} rounds")
    begun = time.perf_counter()
    calendar = Calendar.vietnam()
    print(f"{'loading the calendar of Vietnam, the first time':<62} {(time.perf_counter() - begun) * 1000:>12.1f} ms")
    phrases = texts()
    told("phrases parsed", PHRASES, lambda: [Deadline.parse(text) for text in phrases])
    spelt = [f"{day:%d/%m/%Y}" for day in (date(2015, 1, 1) + timedelta(k % 4000) for k in range(PHRASES))]
    told("  by hand: one spelling, datetime.strptime", PHRASES, lambda: parsed_by_hand(spelt))
    deadlines, reading = [Deadline.parse(text) for text in phrases], Reading()
    told("dues resolved, each for itself", PHRASES, lambda: [one.resolve(reading, ANCHORS) for one in deadlines])
    told("dues of one plan, by tier", DUES, plan_by_tier)
    dues = [one.resolve(reading, ANCHORS) for one in deadlines[: COUNTS // 5]]
    told("dues explained in words", COUNTS // 5, lambda: [str(due.explain("vi")) for due in dues])
    starts = [date(2015, 1, 1) + timedelta(k % 4000) for k in range(COUNTS)]
    told("10 working days counted", COUNTS, lambda: [calendar.add(start, 10) for start in starts])
    told("  by hand: a walk over the holidays package", COUNTS, lambda: counted_by_hand(starts, 10))
    told("250 working days counted", COUNTS, lambda: [calendar.add(start, 250) for start in starts])
    few = starts[: COUNTS // 20]
    told("  by hand: a walk over the holidays package", COUNTS // 20, lambda: counted_by_hand(few, 250))


if __name__ == "__main__":
    main()
