"""One plan, read in four ways: when is the last day on time for a commune, a district, the province?"""

from __future__ import annotations

import kehoach as kh

READINGS = (
    kh.Reading(before="exclusive", roll="none"),
    kh.Reading(before="exclusive", roll="previous"),
    kh.Reading(before="inclusive", roll="none"),
    kh.Reading(before="inclusive", roll="next"),
)
UNITS = ("19330", "461", "45")  # a ward, its city, the province


def main() -> None:
    """Print a line for each reading, and how the last day of the province came about under the last of them."""
    plan = kh.load_plan("plan_116/plan.toml")
    for reading in READINGS:
        read = plan.replace(reading=reading)
        days = [f"{read.due(unit).last_day:%a %d/%m}" for unit in UNITS]
        print(f"before {reading.before:9}  roll {reading.roll:8}  {'  '.join(days)}")
    print()
    print(plan.replace(reading=READINGS[-1]).due("45").explain("vi"))


main()
