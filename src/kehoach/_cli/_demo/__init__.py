"""``kehoach demo``: a real directive, carried out from file to last reviewed report in a made-up story."""

from __future__ import annotations

import tempfile
from importlib.resources import as_file, files
from pathlib import Path

import click

from kehoach._cli._desk import Desk
from kehoach._cli._endings import FINE, REFUSED
from kehoach._cli._options import language, pass_desk

__all__ = ["COMMAND"]

_HERE = "kehoach._cli._demo"
_WIDTH = 80  # cells: the narrowest terminal that people still use


@click.command("demo")
@click.option("--keep", metavar="FILE", type=click.Path(), help="Keep the campaign in this SQLite file.")
@language
@pass_desk
def demo(desk: Desk, *, keep: str | None) -> int:
    """Play a whole campaign, made up and shown.

    Plan 116-KH/TU of Quảng Trị Province: 158 reports, from 141 communes upward. The directive and the units are real,
    what happens is invented. The campaign is left in a file, so that you can go on with it.
    """
    from kehoach._cli._demo._scenes import play

    desk.most = _WIDTH
    store = Path(tempfile.mkdtemp(prefix="kehoach-demo-"), "demo.db") if keep is None else Path(keep)
    if store.exists():
        said = desk.either(f"{store} exists and is left as it is", f"{store} đã có và được giữ nguyên")
        desk.say(f"{said}; {desk.either('name another file', 'hãy chọn tên khác')}")
        return REFUSED
    with as_file(files(_HERE)) as folder:
        play(desk, folder, store)
    return FINE


COMMAND = demo
