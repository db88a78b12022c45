"""Every code that kehoach can answer with, its words in English and Vietnamese: one table, one module per area."""

from __future__ import annotations

from collections.abc import Mapping

from kehoach.errors._catalogue import (
    blockers,
    campaign,
    deadlines,
    duties,
    explore,
    figures,
    files,
    hierarchy,
    labels,
    lifecycle,
    places,
    plan,
    references,
    rules,
    scenario,
    scripts,
    stores,
)
from kehoach.errors._catalogue._entry import Entry, Lang

__all__ = ["BLOCKERS", "FINDINGS", "LABELS", "Entry", "Lang"]

FINDINGS: dict[str, Entry] = {
    **plan.TEXTS,
    **duties.TEXTS,
    **deadlines.TEXTS,
    **hierarchy.TEXTS,
    **lifecycle.TEXTS,
    **campaign.TEXTS,
    **figures.TEXTS,
    **references.TEXTS,
    **rules.TEXTS,
    **files.TEXTS,
    **scripts.TEXTS,
    **explore.TEXTS,
    **stores.TEXTS,
    **places.TEXTS,
    **scenario.TEXTS,
}
BLOCKERS: dict[str, Entry] = blockers.TEXTS
LABELS: Mapping[str, tuple[str, str]] = labels.LABELS
