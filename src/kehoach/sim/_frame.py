"""A forecast as columns: one row for each run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kehoach._frames import Field
from kehoach.sim._results import NEVER

if TYPE_CHECKING:
    from kehoach.sim._forecast import Forecast

__all__ = ["fields_of"]


def fields_of(forecast: Forecast) -> list[Field]:
    """The columns: run; end and how long after the start; of each tier the same, what was on time and what was late.

    What never ends has neither instant nor length: null.
    """
    results, zone = forecast.results, forecast.results.zone
    fields = [Field("run", "integer", list(range(results.first_run, results.first_run + results.runs)))]
    for of in ("end", *forecast.tiers):
        ends = results.end if of == "end" else results.tier_end[forecast.tiers.index(of)]
        instants = [None if us == NEVER else us for us in ends.tolist()]
        lengths = [None if us is None else us - results.start for us in instants]
        fields.append(Field("end" if of == "end" else f"{of}_end", "instant", instants, zone=zone))
        fields.append(Field("after" if of == "end" else f"{of}_after", "length", lengths))
    for place, tier in enumerate(forecast.tiers):
        dated, met = int(results.dated[place]), results.on_time[place].tolist()
        if dated:
            fields.append(Field(f"{tier}_on_time", "integer", met))
            fields.append(Field(f"{tier}_late", "integer", [dated - count for count in met]))
    return fields
