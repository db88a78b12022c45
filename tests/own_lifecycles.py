"""Lifecycles with steps of their own, for tests."""

from __future__ import annotations

import kehoach as kh

REPORT = kh.Lifecycle.report


def signed() -> kh.Lifecycle:
    """What was reviewed is signed by its unit before it goes up."""
    return REPORT().with_state("signed", role="accepted").insert("sign", source="reviewed", dest="signed", who="unit")


def stamped() -> kh.Lifecycle:
    """What was signed is stamped by the lead superior, too."""
    return signed().with_state("stamped", role="accepted").insert("stamp", source="signed", dest="stamped", who="lead")


def checked() -> kh.Lifecycle:
    """A review in two steps: what was sent is checked, then reviewed; a check may be taken back."""
    two = REPORT().with_state("checked", role="sent")
    two = two.insert("check", source="submitted", dest="checked", who="lead", conditions="not_preparer")
    return two.insert("uncheck", source="checked", dest="submitted", who="lead")


def prepared() -> kh.Lifecycle:
    """A draft is declared ready before it is sent."""
    ready = REPORT().with_state("ready").insert("prepare", source="draft", dest="ready", who="unit")
    return ready.insert("reconsider", source="ready", dest="draft", who="unit")


LIFECYCLES = {"signed": signed(), "stamped": stamped(), "checked": checked(), "prepared": prepared()}
WAY = ("prepare", "submit", "check", "review", "sign", "stamp", "aggregate")
