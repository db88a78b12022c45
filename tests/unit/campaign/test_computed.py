"""What is worked out from other indicators is not reported: at every door, with its path."""

from __future__ import annotations

import pytest

import kehoach as kh
from kehoach.errors import InvalidCommand
from staged import begun, written


def test_a_figure_for_a_formula_is_refused() -> None:
    """The act is refused with the key and the parts to report instead, and nothing is written."""
    indicators = [kh.Indicator("male"), kh.Indicator("female"), kh.Indicator("both", formula="male + female")]
    campaign = begun(1, 1, 1, indicators=indicators)
    with pytest.raises(InvalidCommand, match="report its parts: male, female") as error:
        campaign.submit("commune", data={"male": 1, "both": 3})
    assert [(one.code, one.path) for one in error.value.findings] == [("KH640", "data.both")]
    assert written(campaign) == []
    campaign.submit("commune", data={"male": 1, "female": 2})
    assert campaign.total("commune", "both").value == 3
