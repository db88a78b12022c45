"""What the manual says of names, keys, codes and fields is what the code has; what it makes from the code is whole."""

from __future__ import annotations

import csv
import importlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import attrs
import pytest

import kehoach as kh
from kehoach._calendar import parse_day
from kehoach._cli._commands import COMMANDS
from kehoach._cli._endings import FAILED, FINE, MISUSED, REFUSED, STOPPED, WRONG_FILE
from kehoach._cli._endings import FINDINGS as FINDINGS_FOUND
from kehoach._lifecycle import label
from kehoach._progress import BUCKETS, PHASES
from kehoach.errors import BLOCKERS, FINDINGS
from kehoach.sim import Scenario, Steps
from kehoach.testing import ManualClock, small_plan

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(page for page in DOCS.rglob("*.md") if "_build" not in page.parts)
NAMESPACES = ("errors", "files", "stores", "testing")


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def tables(text: str) -> Iterator[tuple[str, list[list[str]]]]:
    """The tables of a page, each under its last heading, as rows of cells without the head."""
    for section in re.split(r"^#+ ", text, flags=re.MULTILINE)[1:]:
        heading = section.partition("\n")[0]
        for block in re.findall(r"^\|.*(?:\n\|.*)*", section, flags=re.MULTILINE):
            yield heading, [re.split(r"(?<!\\)\|", line.strip("|")) for line in block.splitlines()[2:]]


def coded(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def column(text: str, heading: str) -> list[str]:
    """What stands as code in the first cells of the tables under a heading."""
    return [name for found, rows in tables(text) if found == heading for row in rows for name in coded(row[0])]


# -- every public name has its place


def test_every_public_name_is_in_the_reference() -> None:
    """Each name that a user may rely on is documented under the name by which it is imported."""
    told = set(re.findall(r"kehoach\.[\w.]+", "".join(one.read_text(encoding="utf-8") for one in PAGES)))
    names = {"kehoach": {name for name in kh.__all__ if name not in NAMESPACES}}
    names |= {f"kehoach.{one}": set(importlib.import_module(f"kehoach.{one}").__all__) for one in NAMESPACES}
    shared = {name for name in kh.__all__ if any(f"kehoach.{one}.{name}" in told for one in NAMESPACES)}
    bare = {f"{module}.{name}" for module, some in names.items() for name in some - shared if name not in kh.__all__}
    bare |= {f"kehoach.{name}" for name in names["kehoach"] - shared}
    assert sorted(bare - told) == []


@pytest.mark.parametrize(("kind", "name"), [(kh.Plan, "plan"), (kh.Hierarchy, "hierarchy")])
def test_what_is_worked_out_on_first_use_is_in_the_reference(kind: type, name: str) -> None:
    """A class with slots shows its cached properties to nobody, so the reference names them by hand."""
    cached = re.findall(r"@cached_property\s+def ([a-z]\w*)", inspect.getsource(kind))
    assert sorted(re.findall(r"py:property:: (\w+)", page(f"reference/{name}.md"))) == sorted(cached)


def test_links_of_the_readme_lead_somewhere() -> None:
    """Each file that the README names is there."""
    named = re.findall(r"\]\(([^)#]+)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert [name for name in named if not name.startswith("http") and not (ROOT / name).exists()] == []


# -- what is made from the code


def test_every_code_stands_in_the_table_once(made: ModuleType) -> None:
    """Findings and blockers are all listed, each in one row with its name."""
    for part, entries in (("findings", FINDINGS), ("blockers", BLOCKERS)):
        rows = [row for _, found in tables(f"# {part}\n\n{made.PARTS[part]()}") for row in found]
        assert [coded(row[0])[0] for row in rows] == (sorted(entries) if part == "findings" else list(entries))
        assert [row[1].strip() for row in rows] == [entries[coded(row[0])[0]].name for row in rows]


def test_the_table_of_transitions_is_the_machine(made: ModuleType) -> None:
    """The table has a row for each transition of the machine, in the order in which they are tried."""
    ((_, rows),) = tables(f"# t\n\n{made.PARTS['transitions']()}")
    machine = kh.Lifecycle.report()
    assert [row[1].strip() for row in rows] == [label(one.trigger) for one in machine.transitions]
    assert [row[0].strip() for row in rows] == [label(one.source) for one in machine.transitions]


def test_the_drawing_holds_every_state_and_way(made: ModuleType) -> None:
    """Each state is a box, each way between two states an arrow with the names of its triggers."""
    machine, drawing = kh.Lifecycle.report(), made.PARTS["drawing"]()
    ways = {(one.source, one.dest or one.source) for one in machine.transitions}
    assert (drawing.count("<rect"), drawing.count("marker-end")) == (len(machine.states), len(ways))
    words = set(re.findall(r">([^<>\n]+)</text>", drawing))
    assert words == {label(name) for name in (*machine.states, *machine.triggers)}


FIGURES = ("adds", "coverage", "results", "joined", "causes")


@pytest.mark.parametrize("part", ["states", "guards", "labels", "operators", "swaps", "rules", *FIGURES])
def test_tables_from_the_code_are_tables(made: ModuleType, part: str) -> None:
    """Each part that is a table has as many cells in each row as in its head."""
    lines = made.PARTS[part]().splitlines()
    assert len(lines) > 3
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in lines} == {lines[0].count("|")}


def test_every_command_describes_itself(made: ModuleType) -> None:
    """Each command of the program has its usage on the page, and an exit code stands there for each ending."""
    usages = re.findall(r"^Usage: kehoach ([\w-]+)", made.PARTS["help"](), flags=re.MULTILINE)
    assert usages == list(COMMANDS)
    codes = [int(row[0]) for found, rows in tables(page("reference/command-line.md")) for row in rows]
    assert codes == [FINE, FINDINGS_FOUND, MISUSED, WRONG_FILE, REFUSED, FAILED, STOPPED]


# -- what is written by hand and checked


def test_buckets_and_phases_are_those_of_the_code() -> None:
    """The page of the clocks names every bucket and every phase."""
    text = page("reference/clocks.md")
    assert column(text, "Phases") == list(PHASES)
    assert column(text, "Buckets") == list(BUCKETS)


def test_fields_of_the_log_are_those_of_an_entry() -> None:
    """The page of the log lists the fields that the chain hashes, in their order."""
    campaign = kh.Campaign.begin(small_plan(1), clock=ManualClock("2019-03-20T08:00+07:00"), default_by="expected")
    fields = campaign.submit("province").to_dict()
    assert [*column(page("reference/log.md"), "The fields of a line"), "previous", "hash"] == list(fields)


def test_the_papers_of_the_tutorial_are_those_of_the_story() -> None:
    """The tables that the tutorial enters hold what the communes send in the story, by day and figure."""
    examples = ROOT / "examples" / "plan_116"
    communes = set(kh.load_plan(examples / "plan.toml").hierarchy.units_of("commune"))

    def rows(name: str) -> list[dict[str, str]]:
        with (examples / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    papers = [*rows("papers-1.csv"), *rows("papers-2.csv")]
    entered = {(one["unit"], str(parse_day(one["received_at"])), one["members"], one["meetings"]) for one in papers}
    told = {
        (one["unit"], one["received_at"] or one["at"][:10], one["members"], one["meetings"])
        for one in rows("story.csv")
        if one["act"] == "submit" and one["unit"] in communes and one["unit"] != "19636"
    }
    assert (len(papers), entered) == (len(told), told)


class Asked(dict[str, object]):
    """A table of a plan that remembers which keys were asked for."""

    def __init__(self, data: dict[str, object], path: str, seen: dict[str, set[str]]) -> None:
        super().__init__({key: _asked(value, f"{path}.{key}".strip("."), seen) for key, value in data.items()})
        self.seen = seen.setdefault(path, set())

    def get(self, key: str, default: object = None) -> object:  # type: ignore[override]
        """What stands under a key."""
        self.seen.add(key)
        return super().get(key, default)

    def __contains__(self, key: object) -> bool:
        self.seen.add(str(key))
        return super().__contains__(key)


def _asked(value: object, path: str, seen: dict[str, set[str]]) -> object:
    if isinstance(value, dict):
        return Asked(value, path, seen)
    return [_asked(one, path, seen) for one in value] if isinstance(value, list) else value


DOCUMENT = {
    "directive": {"title": "x", "clauses": [{"id": "1"}]},
    "tiers": [{"id": "province"}],
    "units": [{"id": "45", "tier": "province", "derived": False}],
    "duties": [
        {
            "owed_by": "province",
            "after": [{"of": "subordinates"}],
            "gate": {"quorum": "1/2"},
            "clocks": {},
            "period": {"every": "month", "from": "2019", "until": "2019"},
            "deadline": "by the 5 of the next month",
        }
    ],
    "groups": [{"id": "pilot"}],
    "events": [{"id": "conference"}],
    "reminders": [{"days": 1}],
    "reading": {"before": "exclusive"},
    "policy": {"gate": "all"},
    "outline": [{"key": "a"}],
    "checks": [{"formula": "b = b"}],
    "indicators": [{"key": "b"}],
    "lifecycle": {"initial": "draft"},
    "calendar": {"days": [{"day": "2019-04-10"}]},
}


def test_keys_of_the_plan_file_are_those_that_are_read() -> None:
    """Each table of the page lists the keys that the reader asks for, and no other."""
    seen: dict[str, set[str]] = {}
    kh.Plan.from_dict(Asked(DOCUMENT, "", seen))
    seen |= {"lifecycle.states": {field.name for field in attrs.fields(kh.State)} | {"after"}}
    seen |= {"lifecycle.transitions": {field.name for field in attrs.fields(kh.Transition)}}
    seen |= {"scenario": {*inspect.signature(Scenario).parameters}}
    seen |= {"scenario.tiers.ID": {*inspect.signature(Steps).parameters}}
    text = page("reference/plan-file.md")
    told = {heading.strip("`[]"): set(column(text, heading)) for heading, _ in tables(text) if heading[0] == "`"}
    assert told.pop("indicators") - {"flow", "stock", "ratio", "text"} == seen.pop("indicators")
    assert {"": set(column(text, "The top of the file")), **told} == seen
