"""``kehoach new``: a plan to fill in, with remarks that say what each line is for."""

from __future__ import annotations

from importlib.resources import files as resources
from pathlib import Path

import click

from kehoach._cli._desk import Desk
from kehoach._cli._endings import FINE, REFUSED
from kehoach._cli._options import language, pass_desk

__all__ = ["COMMAND", "template_text"]


@click.command("new")
@click.argument("file", type=click.Path(), default="plan.toml")
@language
@pass_desk
def new(desk: Desk, *, file: str) -> int:
    """Write a commented plan to fill in.

    FILE is plan.toml if left out; - prints it. A file that exists is never overwritten.
    """
    text = template_text(desk)
    if file == "-":
        desk.put(text.rstrip("\n"))
        return FINE
    path = Path(file)
    if path.exists() or path.is_symlink():
        said = desk.either(
            f"{file} exists and is left as it is; name another file",
            f"{file} đã có và được giữ nguyên; hãy chọn tên khác",
        )
        desk.say(said)
        return REFUSED
    from kehoach.files._bytes import write_text

    write_text(path, text)
    desk.say(
        desk.either(
            f"wrote {file}; fill it in, then: kehoach check {file}",
            f"đã ghi {file}; hãy điền nội dung rồi chạy: kehoach check {file}",
        )
    )
    return FINE


COMMAND = new


def template_text(desk: Desk) -> str:
    """The template in the language of the desk."""
    return resources("kehoach._cli").joinpath(f"plan_{desk.lang}.toml").read_text(encoding="utf-8")
