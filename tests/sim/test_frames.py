"""A forecast as a data frame: one row for each run, in whichever library the user has."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from forecasts import forecast
from kehoach.errors import UnknownName

COLUMNS = [
    "run", "end", "after", "province_end", "province_after", "district_end", "district_after", "commune_end",
    "commune_after", "province_on_time", "province_late", "district_on_time", "district_late", "commune_on_time",
    "commune_late",
]  # fmt: skip


def columns(frame: Any) -> dict[str, list[Any]]:
    """The columns of a frame of any library as lists."""
    if hasattr(frame, "to_pydict"):
        return dict(frame.to_pydict())
    if hasattr(frame, "get_columns"):
        return {name: frame[name].to_list() for name in frame.columns}
    return {str(name): frame[name].tolist() for name in frame.columns}


@pytest.mark.parametrize("library", ["pandas", "polars", "pyarrow"])
def test_a_run_is_a_row(library: str) -> None:
    """Each run has its end as an instant, how long it took, and of each tier what was on time and what was late."""
    pytest.importorskip(library)
    said = columns(forecast([40.0, 44.5], on_time=[5, 3]).to_frame(library))  # type: ignore[call-overload]
    assert list(said) == COLUMNS
    assert (said["run"], said["commune_on_time"], said["commune_late"]) == ([0, 1], [5, 3], [0, 2])
    assert [one.astimezone(UTC) for one in said["end"]] == [
        datetime(2019, 4, 22, 17, tzinfo=UTC),
        datetime(2019, 4, 27, 5, tzinfo=UTC),
    ]
    assert said["after"] == [timedelta(days=40), timedelta(days=44.5)]


@pytest.mark.parametrize("library", ["polars", "pyarrow"])
def test_what_never_ends_is_null(library: str) -> None:
    """A run that never ends has neither an end nor a length."""
    pytest.importorskip(library)
    said = columns(forecast([40.0, math.inf]).to_frame(library))  # type: ignore[call-overload]
    assert (said["end"][1], said["after"][1], said["run"]) == (None, None, [0, 1])


def test_an_unknown_library_proposes_the_nearest() -> None:
    """A misspelt library is refused."""
    with pytest.raises(UnknownName, match="did you mean 'polars'"):
        forecast([40.0]).to_frame("polar")  # type: ignore[call-overload]
