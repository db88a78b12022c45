"""The words of the standard lifecycle: built-in guards, and what states and triggers are called."""

from __future__ import annotations

from collections.abc import Mapping

from kehoach.errors import Lang, labelled

__all__ = ["GUARDS", "label"]

GUARDS: Mapping[str, str] = {
    "opened": "the duty has opened (its deadline may say from when)",
    "not_closed": "the duty is not closed; after closing only a return that brings a new due passes",
    "content_present": "every required figure and section that is asked of the unit is present, or nil",
    "checks": "every hard check of the plan on what the report says holds, and none is unknown",
    "gate": "every unit of the gate has a row into this version",
    "superior_accepts": "where the plan rejects stragglers: the lead superior is still a draft",
    "never_taken": "no superior holds any version of it, in any version of its own",
    "nothing_below": "no subordinate is expected to report into it",
    "superiors_are_drafts": "every superior that counts the unit is a draft",
    "act_said": "the day on which an act was done is stated",
    "expected": "the unit exists when the duty is owed, and has not ceased to exist since",
    "in_order": "whatever must stand before it is met (its `after`)",
    "one_version": "no unit below is met in two versions, where units have several superiors",
    "reason_given": "a reason is given and is not blank",
    "not_taken": "no superior holds this version in its working version",
    "not_preparer": "the actor did not prepare what is reviewed",
    "superior_is_draft": "the version that the row goes into, or comes out of, is a draft",
    "others_hold": "every other superior that counts the unit has a row of this version",
    "has_row": "the superior's working version holds a row of the unit",
    "row_is_working": "the row is of the unit's working version",
    "counted_or_ended": "the version has a row, or the unit is the root in its end state",
    "correction_open": "the draft is a correction of a version that was accepted",
    "base_held": "every superior that counts the unit still holds the version that is being corrected",
    "base_went_up": "the version that is being corrected stood where superiors take rows, or had been taken",
}
"""The built-in guards and what each demands."""


def label(name: str, lang: Lang = "en") -> str:
    """What a state, trigger or role of an actor is called; a name of a custom lifecycle is its own label.

    >>> label("send_back", "vi")
    'trả lại'
    """
    return labelled(name, lang)
