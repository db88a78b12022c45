"""The page of scripts names all there is: every key, every act, every expectation."""

from __future__ import annotations

import re
from pathlib import Path

import attrs

from kehoach.testing import Expected, Step, small_plan
from kehoach.testing._acts import acts_of

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "scripts.md").read_text(encoding="utf-8")
WORDS = set(re.findall(r"`([a-z_]+)`", PAGE))


def test_every_key_of_a_step_is_on_the_page() -> None:
    """What a step may say stands on the page, in a table or in the text around it."""
    assert {field.name for field in attrs.fields(Step)} - WORDS - {"at", "act"} == set()


def test_every_expectation_is_on_the_page() -> None:
    """What may be expected stands in the table of expectations."""
    assert {field.name for field in attrs.fields(Expected)} - WORDS == set()


def test_every_act_that_is_no_trigger_is_on_the_page() -> None:
    """The acts beside a lifecycle's triggers stand in the table of acts."""
    plan = small_plan(1, 1)
    from kehoach._progress import flat_of

    assert set(acts_of(plan)) - set(flat_of(plan).triggers) - WORDS == set()
