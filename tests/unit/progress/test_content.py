"""The hash of what a version holds: the same for the same content, another for any other."""

from __future__ import annotations

import kehoach as kh
from staged import begun, up


def test_a_row_carries_the_hash_of_what_was_taken() -> None:
    """A row names the content that it took; the report that was taken says the same of itself."""
    campaign = begun(1, 1, 2, policy=kh.Policy(gate="none"))
    up(campaign, "commune-1", data={"members": 5})
    (row,) = campaign.report("district").rows
    assert row.hash == campaign.report("commune-1").hash
    assert len(row.hash) == 64


def test_a_draft_has_no_hash() -> None:
    """What is being written is not frozen yet; sent, it is."""
    campaign = begun(1, 1, 1)
    assert campaign.report("commune").hash is None
    campaign.submit("commune")
    assert campaign.report("commune").hash is not None
    campaign.recall("commune")
    assert campaign.report("commune").hash is None


def test_other_content_has_another_hash() -> None:
    """A figure, a text, the version, the unit and the rows that are held all count."""
    sections = [kh.Section("awareness")]
    hashes = set[str | None]()
    for data, texts in (({"members": 5}, {}), ({"members": 6}, {}), ({"members": 5}, {"awareness": "x"}), ({}, {})):
        campaign = begun(1, 1, 2, outline=sections, policy=kh.Policy(gate="none"))
        campaign.submit("commune-1", data=data, sections=texts)
        hashes.add(campaign.report("commune-1").hash)
        campaign.submit("commune-2", data=data, sections=texts)
        hashes.add(campaign.report("commune-2").hash)
    assert len(hashes) == 8


def test_what_was_sent_keeps_its_hash() -> None:
    """A correction below, a new version, and a report that is passed over change nothing of what stands in a row."""
    campaign = begun(1, 1, 2, policy=kh.Policy(gate="none"))
    up(campaign, "commune-1", data={"members": 5})
    campaign.submit("district")
    before = campaign.report("district")
    campaign.correct("commune-1", reason="x")
    campaign.submit("commune-1", data={"members": 50})
    after = campaign.report("district")
    assert (after.hash, after.rows[0].hash) == (before.hash, before.rows[0].hash)
    assert campaign.report("commune-1").hash != before.rows[0].hash


def test_the_same_acts_give_the_same_hashes() -> None:
    """The hash follows from the content alone: another campaign with the same reports has the same."""
    hashes = set[str | None]()
    for _ in range(2):
        campaign = begun(1, 1, 1)
        up(campaign, "commune", data={"members": 5})
        campaign.submit("district")
        hashes.add(campaign.report("district").hash)
    assert len(hashes) == 1
