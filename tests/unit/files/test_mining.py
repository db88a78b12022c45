"""The log of a campaign for tools of process mining: XES and OCEL 2.0, held against what their standards ask."""

from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree as ET

import pytest

import kehoach as kh
from kehoach.files import ocel_of, xes_of
from kehoach.testing import ManualClock, small_plan

XES = "{http://www.xes-standard.org/}"


@pytest.fixture
def campaign() -> kh.Campaign:
    """A campaign with an act, a return, a row, a paper, and a change of the whole."""
    clock = ManualClock("2019-03-20T08:00:00.000001+07:00")
    work = kh.DutyRow("work", kind="act", owed_by=["district"])
    plan = small_plan(1, 1, 2, deadlines={"commune": "before 5-4-2019"}, duties=[work])
    begun = kh.Campaign.begin(plan, id="116 & <more>", clock=clock, default_by="expected")
    begun.submit("commune-1", person="a clerk", data={"members": 12})
    begun.send_back("commune-1", reason='say "why" \x07')
    begun.submit("commune-1")
    begun.review("commune-1")
    begun.aggregate("commune-1")
    begun.submit("commune-2", by="district", acting_for="commune-2", received_at="2019-03-19T08:00+07:00")
    begun.complete("district:work", data={"done_on": "2019-03-20"})
    begun.reschedule("commune", deadline="before 8-4-2019", reason="storm", by="issuer")
    return begun


def pairs(node: ET.Element) -> dict[str, str]:
    return {str(one.get("key")): str(one.get("value")) for one in node if one.get("key")}


def test_a_case_of_xes_is_a_duty(campaign: kh.Campaign) -> None:
    """Each duty with a line is a trace, the campaign as a whole is one; lines are its events."""
    root = ET.fromstring(xes_of(campaign))
    assert (root.tag, root.get("xes.version"), pairs(root)["concept:name"]) == (f"{XES}log", "1849-2016", campaign.id)
    traces = {pairs(trace)["concept:name"]: trace for trace in root.iter(f"{XES}trace")}
    assert list(traces) == ["commune-1", "commune-2", "district:work", campaign.id]
    assert pairs(traces["commune-1"]) == {
        "concept:name": "commune-1",
        "unit": "commune-1",
        "tier": "commune",
        "form": "report",
        "due_before": "2019-04-04T17:00:00.000000Z",
    }
    acts = [pairs(event)["concept:name"] for event in traces["commune-1"].iter(f"{XES}event")]
    assert acts == ["submit", "send_back", "submit", "review", "aggregate"]
    paper = pairs(next(traces["commune-2"].iter(f"{XES}event")))
    assert paper == {
        "concept:name": "submit",
        "lifecycle:transition": "complete",
        "time:timestamp": "2019-03-20T01:00:00.000001Z",
        "org:resource": "district",
        "seq": "6",
        "version": "1",
        "source": "draft",
        "dest": "submitted",
        "acting_for": "commune-2",
        "received_at": "2019-03-19T01:00:00.000000Z",
    }


def test_xes_declares_what_it_uses(campaign: kh.Campaign) -> None:
    """Every prefix of an attribute is that of an extension, and every event has what the globals promise."""
    root = ET.fromstring(xes_of(campaign, persons=True))
    prefixes = {one.get("prefix") for one in root.iter(f"{XES}extension")}
    keys = {str(one.get("key")) for one in root.iter() if one.get("key")}
    assert {key.partition(":")[0] for key in keys if ":" in key} <= prefixes
    promised = {one.get("key") for scope in root.iter(f"{XES}global") if scope.get("scope") == "event" for one in scope}
    assert all(promised <= set(pairs(event)) for event in root.iter(f"{XES}event"))


def test_persons_are_named_on_request_alone(campaign: kh.Campaign) -> None:
    """What leaves the house names units; persons only where they are asked for."""
    assert "a clerk" not in xes_of(campaign) + ocel_of(campaign)
    assert "a clerk" in xes_of(campaign, persons=True)
    assert "a clerk" in ocel_of(campaign, persons=True)


def test_ocel_holds_together(campaign: kh.Campaign) -> None:
    """Every object and event is of a declared type, has the attributes of its type, and points to what is there."""
    told: dict[str, Any] = json.loads(ocel_of(campaign, persons=True))
    types = {one["name"]: {a["name"]: a["type"] for a in one["attributes"]} for one in told["objectTypes"]}
    kinds = {one["name"]: {a["name"]: a["type"] for a in one["attributes"]} for one in told["eventTypes"]}
    ids = [one["id"] for one in told["objects"]]
    assert len(ids) == len(set(ids)) == 4 + 5
    for one, known in [*((o, types) for o in told["objects"]), *((e, kinds) for e in told["events"])]:
        assert {a["name"] for a in one["attributes"]} <= set(known[one["type"]])
        assert {a["objectId"] for a in one["relationships"]} <= set(ids)
        for attribute in one["attributes"]:
            wanted = int if known[one["type"]][attribute["name"]] == "integer" else str
            assert type(attribute["value"]) is wanted
    assert [one["id"] for one in told["events"]] == [str(entry.seq) for entry in campaign.log()]


def test_ocel_says_who_is_concerned(campaign: kh.Campaign) -> None:
    """A report belongs to its unit, a unit to its superiors, an event to its report, actor and taker."""
    told: dict[str, Any] = json.loads(ocel_of(campaign))
    objects = {one["id"]: one for one in told["objects"]}
    events = {one["id"]: [(a["objectId"], a["qualifier"]) for a in one["relationships"]] for one in told["events"]}
    assert objects["unit commune-1"]["relationships"] == [{"objectId": "unit district", "qualifier": "reports to"}]
    assert objects["commune-1"]["relationships"] == [{"objectId": "unit commune-1", "qualifier": "of"}]
    assert objects["district:work"]["type"] == "act"
    states = [a["value"] for a in objects["commune-1"]["attributes"] if a["name"] == "state"]
    assert states == ["draft", "submitted", "draft", "submitted", "reviewed", "aggregated"]
    assert events["5"] == [("commune-1", "of"), ("unit district", "by"), ("district", "into")]
    assert events["8"] == [("commune-1", "changes"), ("commune-2", "changes")]


def test_a_campaign_without_a_line_is_a_log(campaign: kh.Campaign) -> None:
    """What has begun and no more is a log without events."""
    begun = kh.Campaign.begin(small_plan(1), id="new")
    assert list(ET.fromstring(xes_of(begun)).iter(f"{XES}event")) == []
    assert json.loads(ocel_of(begun))["events"] == []


def test_pm4py_reads_both(campaign: kh.Campaign, tmp_path: Any) -> None:
    """Where it is installed, the tool reads every case and event, and every object that an event speaks of."""
    pm4py = pytest.importorskip("pm4py")
    xes, ocel = tmp_path / "log.xes", tmp_path / "log.json"
    xes.write_text(xes_of(campaign), "utf-8")
    ocel.write_text(ocel_of(campaign), "utf-8")
    frame = pm4py.read_xes(str(xes))
    assert (len(frame), frame["case:concept:name"].nunique()) == (8, 4)
    read = pm4py.read_ocel2_json(str(ocel))
    related = {one["objectId"] for event in json.loads(ocel_of(campaign))["events"] for one in event["relationships"]}
    assert (len(read.events), set(read.objects["ocel:oid"])) == (8, related)
