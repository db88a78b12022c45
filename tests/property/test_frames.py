"""Data frames: what a campaign tells as a frame is read back from it as what was said."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kehoach as kh
from kehoach._frames import LIBRARIES, Library
from kehoach._report import Cell
from kehoach.files import submissions_from_frame
from kehoach.testing import ManualClock

pytest.importorskip("narwhals")
for one in LIBRARIES:
    pytest.importorskip(one)

PLAN = kh.Plan(
    kh.Directive("x", issued_on="14-3-2019"),
    kh.Hierarchy.fan(district=1, commune=6),
    {"commune": "before 5-4-2019"},
    indicators=[
        kh.Indicator("members", kind="stock"),
        kh.Indicator("rate", decimals=2),
        kh.Indicator("note", kind="text", goes_up="gather"),
    ],
    outline=[kh.Section("results")],
)
MARKS = st.sampled_from([kh.NIL, kh.NA])
TEXTS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), min_size=1, max_size=12).filter(
    lambda text: text == text.strip() and text.isprintable()
)
DATA = st.fixed_dictionaries(
    {},
    optional={
        "members": st.integers(0, 2**63 - 1) | MARKS,
        "rate": st.decimals(0, 10**18, places=2) | MARKS,
        "note": TEXTS | MARKS,
    },
)
SAID = st.dictionaries(
    st.sampled_from([f"commune-{n}" for n in range(1, 7)]),
    st.tuples(DATA, st.dictionaries(st.just("results"), TEXTS)),
    min_size=1,
)


@pytest.mark.parametrize("library", LIBRARIES)
@settings(max_examples=25)
@given(said=SAID)
def test_reports_of_a_frame_are_the_reports_that_made_it(
    library: Library, said: dict[str, tuple[dict[str, Cell], dict[str, str]]]
) -> None:
    """A frame of reports, read as submissions, says of every unit just what it had said, marks and decimals too."""
    campaign = kh.Campaign.begin(PLAN, clock=ManualClock("2019-04-01T08:00+07:00"), default_by="expected")
    for unit, (data, sections) in said.items():
        campaign.submit(unit, data=data, sections=sections)
    reports = campaign.progress().reports("commune")
    found = submissions_from_frame(reports.to_frame(library), PLAN)
    assert found.errors == ()
    assert {one.unit: dict(one.data or {}) for one in found.commands} == {one.unit: dict(one.data) for one in reports}
    assert {one.unit: dict(one.sections or {}) for one in found.commands} == {
        one.unit: dict(one.sections) for one in reports
    }
    again = kh.Campaign.begin(PLAN, clock=ManualClock("2019-04-01T08:00+07:00"), default_by="expected")
    again.fire_many(found.commands)
    assert [one.data for one in again.progress().reports("commune")] == [one.data for one in reports]
    values = [one.value for one in again.totals(tier="commune")]
    assert values == [one.value for one in campaign.totals(tier="commune")]
