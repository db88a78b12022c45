"""Lifecycles with steps of their own at the keyboard."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
STEP = """
[[lifecycle.states]]
name = "signed"
role = "accepted"

[[lifecycle.transitions]]
trigger = "sign"
source = "reviewed"
dest = "signed"
who = "unit"
"""
AT = ("--at", "1/4/2019")


@pytest.fixture
def signed(run: Run, tmp_path: Path) -> Path:
    """A campaign of one unit, whose report is signed when it was reviewed."""
    file, store = tmp_path / "signed.toml", tmp_path / "signed.db"
    head = '[directive]\ntitle = "T"\n[[tiers]]\nid = "province"\n[[units]]\nid = "p"\ntier = "province"\n'
    file.write_text(head + STEP, encoding="utf-8")
    assert run("begin", file, store, "--at", "15/3/2019").code == 0
    return store


def test_a_step_is_fired_by_its_name(run: Run, signed: Path) -> None:
    """`fire` takes the trigger of a step, a misspelt one proposes it, and a refusal says what is possible."""
    run("submit", signed, "p", *AT)
    refused = run("fire", signed, "sign", "p", *AT)
    assert refused.code == 4
    run("review", signed, "p", *AT)
    misspelt = run("fire", signed, "sgn", "p", *AT)
    assert (misspelt.code, misspelt.err.strip()) == (2, "no trigger 'sgn'; did you mean 'sign'?")
    assert "from reviewed one can" in run("aggregate", signed, "p", *AT).err
    assert run("fire", signed, "sign", "p", *AT).code == 0
    assert json.loads(run("log", signed, "-f", "json").lines[-1])["dest"] == "signed"


def test_a_top_that_is_beyond_its_end_has_arrived(run: Run, signed: Path) -> None:
    """A campaign that ends with what is reviewed has ended with what is signed."""
    for trigger in ("submit", "review", "sign"):
        assert run("fire", signed, trigger, "p", *AT).code == 0
    assert "1 of 1 unit reviewed" in run("status", signed, "--at", "2/4/2019").out


def test_a_tier_takes_a_step(run: Run, signed: Path) -> None:
    """`--tier` fires a step on all units that can."""
    for trigger in ("submit", "review", "sign"):
        answer = run("fire", signed, trigger, "--tier", "province", *AT)
        assert answer.code == 0, answer.err
    assert run("fire", signed, "sign", "--tier", "province", *AT).code == 0
    assert len(run("log", signed, "-f", "json").lines) == 3
