"""The laws of files: a place for every value, and nothing lost between a plan and its file."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from kehoach.files._positions import Path, Positions, Spot, path_text, split_path

_NAMES = st.sampled_from(["a", "b", "tiers", "reports_to", "1", "đơn vị", "x.y", 'q"q', "\\", ""])
_SCALARS = st.sampled_from(
    [
        ("1", 1),
        ("+1_0", 10),
        ("0x1F", 31),
        ("true", True),
        ("1e3", 1000.0),
        ('"x"', "x"),
        ('"a # b"', "a # b"),
        ('"]}\\"\\u1ec7"', ']}"ệ'),
        ("'c:\\d'", "c:\\d"),
        ('""', ""),
        ('"""\n a ""b""\\\n  c"""', ' a ""b""c'),
        ('""""quoted""""', '"quoted"'),
        ("'''it's\n#here'''", "it's\n#here"),
        ("1979-05-27 07:32:00Z", None),
        ("1979-05-27", None),
        ("07:32:00", None),
    ]
)
_GAPS = st.sampled_from(["", " ", "\t", "  "])


def _quoted(name: str, style: int) -> str:
    plain = name.isascii() and name.isalnum()
    if plain and style == 0:
        return name
    if "'" not in name and style == 1:
        return f"'{name}'"
    return '"' + "".join(f"\\u{ord(c):04x}" if c in '"\\' or style == 2 else c for c in name) + '"'


@st.composite
def _keys(draw: st.DrawFn, name: str) -> str:
    return draw(_GAPS) + _quoted(name, draw(st.integers(0, 2)))


@st.composite
def _values(draw: st.DrawFn, depth: int = 0) -> str:
    kind = draw(st.integers(0, 9 if depth < 3 else 7))
    gap = draw(_GAPS)
    if kind < 8:
        return gap + draw(_SCALARS)[0]
    if kind == 8:
        blank = draw(st.sampled_from(["", " ", "\n", " # ]\n"]))
        inner = f",{blank}".join(draw(st.lists(_values(depth + 1), max_size=3)))
        return f"{gap}[{blank}{inner}{blank}]"
    names = draw(st.lists(_NAMES, max_size=3, unique=True))
    return gap + "{" + ",".join(f"{draw(_keys(n))}={draw(_values(depth + 1))}" for n in names) + " }"


@st.composite
def _bodies(draw: st.DrawFn) -> str:
    lines: list[str] = []
    for name in draw(st.lists(_NAMES, max_size=4, unique=True)):
        key = draw(_keys(name))
        if draw(st.booleans()):
            key += draw(_GAPS) + "." + draw(_keys(draw(_NAMES)))
        lines.append(f"{key} = {draw(_values())}" + draw(st.sampled_from(["", " ", " # = 'x"])))
    return "\n".join(lines) + "\n"


@st.composite
def _texts(draw: st.DrawFn) -> str:
    """TOML in many dresses; about half of what is drawn names a table twice, which `tomllib` refuses."""
    text = draw(_bodies())
    for _ in range(draw(st.integers(0, 4))):
        parts = ".".join(draw(_keys(draw(_NAMES))) for _ in range(draw(st.integers(1, 2))))
        head = f"[[{parts}]]" if draw(st.booleans()) else f"[{parts}]"
        text += head + draw(st.sampled_from(["\n", " # [x]\n", "\n\n"])) + draw(_bodies())
    return text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))


def _walk(value: object, path: Path = ()) -> Iterator[tuple[Path, object]]:
    if isinstance(value, dict):
        steps: list[tuple[str | int, object]] = list(value.items())
    elif isinstance(value, list):
        steps = list(enumerate(value))
    else:
        steps = []
    if path:
        yield path, value
    for step, inner in steps:
        yield from _walk(inner, (*path, step))


def _text_from(text: str, spot: Spot) -> str:
    lines = text.split("\n")[spot.line - 1 :]
    return "\n".join([lines[0][spot.column - 1 :], *lines[1:]])


def _loaded_from(text: str, value: object) -> bool:
    """Whether the text begins with something that loads as the value."""
    for end in range(1, len(text) + 1):
        try:
            if tomllib.loads(f"v = {text[:end]}")["v"] == value:
                return True
        except tomllib.TOMLDecodeError:
            continue
    return False


@given(_texts())
def test_every_path_that_tomllib_knows_has_its_place(text: str) -> None:
    """Every key path that tomllib knows is found, no other is, and each value stands where the index says."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    index = Positions(text)
    paths = dict(_walk(data))
    assert set(index) == set(paths)
    assert index.end == len(text)
    for path, value in paths.items():
        spot = index.value(path)
        assert spot is not None
        if not isinstance(value, dict | list):
            assert _loaded_from(_text_from(text, spot).replace("\r\n", "\n"), value)


@given(_texts(), st.data())
def test_the_walk_takes_all_that_tomllib_takes(text: str, data: st.DataObject) -> None:
    """A text spoilt at one place is walked to its end whenever tomllib still takes it."""
    at = data.draw(st.integers(0, len(text)))
    spoilt = (
        text[:at] + data.draw(st.sampled_from(list("\"'[]{}=.,#\n\\ a1"))) + text[at + data.draw(st.integers(0, 1)) :]
    )
    index = Positions(spoilt)
    try:
        tomllib.loads(spoilt)
    except tomllib.TOMLDecodeError:
        return
    assert index.end == len(spoilt)


@given(st.lists(st.one_of(_NAMES, st.integers(0, 99)), min_size=1).filter(lambda steps: isinstance(steps[0], str)))
def test_a_path_survives_its_text(steps: list[str | int]) -> None:
    """`split_path(path_text(path)) == path`."""
    assert split_path(path_text(tuple(steps))) == tuple(steps)
