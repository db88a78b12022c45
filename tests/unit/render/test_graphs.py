"""The hierarchy as Mermaid and DOT."""

from __future__ import annotations

from kehoach import Edge, Hierarchy, Unit
from kehoach._render import hierarchy_dot, hierarchy_mermaid

ODD = Hierarchy.from_units(
    ["a", "b", "c"],
    [
        Unit("top", name='The "top" <1> & more', tier="a"),
        Unit("x", tier="b", reports_to="top"),
        Unit("y", tier="b", reports_to=[Edge("top", derived=True)]),
        Unit("z", tier="c", reports_to="x=1/3|y=2/3|top=informs"),
    ],
)


def test_mermaid_draws_shares_copies_and_what_the_text_leaves_open() -> None:
    """Shares stand at their arrows, copies are dotted, derived edges are marked, and names break nothing."""
    assert hierarchy_mermaid(ODD).split("\n") == [
        "flowchart BT",
        '    u0["The #quot;top#quot; #lt;1> #amp; more"]',
        '    u1["x"]',
        '    u2["y"]',
        '    u3["z"]',
        "    u1 --> u0",
        "    u2 -->|not in the text| u0",
        "    u3 -->|1/3| u1",
        "    u3 -->|2/3| u2",
        "    u3 -.->|informs| u0",
    ]


def test_dot_draws_the_same() -> None:
    """Tiers stand side by side, copies are dashed, quotes are escaped."""
    lines = hierarchy_dot(ODD, lang="vi").split("\n")
    assert '    { rank=same; "x"; "y"; }' in lines
    assert '    "top" [label="The \\"top\\" <1> & more"];' in lines
    assert '    "y" -> "top" [label="văn bản không nêu"];' in lines
    assert '    "z" -> "top" [label="để biết", style=dashed];' in lines


def test_drawings_are_the_same_every_time() -> None:
    """Two drawings of equal hierarchies are equal byte for byte."""
    assert hierarchy_dot(Hierarchy.fan(province=1, district=3, commune=9)) == hierarchy_dot(
        Hierarchy.fan(province=1, district=3, commune=9)
    )
