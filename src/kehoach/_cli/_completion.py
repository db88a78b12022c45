"""``kehoach completion``: a script that a shell loads once, and that asks kehoach what may come next."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from kehoach._cli._desk import Desk
from kehoach._cli._options import language, pass_desk

__all__ = ["COMMAND"]

_SHELLS = ("bash", "zsh", "fish")


@click.command("completion")
@click.argument("shell", type=click.Choice(_SHELLS))
@language
@pass_desk
@click.pass_context
def completion(ctx: click.Context, desk: Desk, *, shell: str) -> None:
    """Print a completion script for a shell.

    \b
    bash   kehoach completion bash >> ~/.bash_completion
    zsh    kehoach completion zsh > "${fpath[1]}/_kehoach"
    fish   kehoach completion fish > ~/.config/fish/completions/kehoach.fish
    """  # noqa: D301  # click's mark for lines that stay as they are
    found = get_completion_class(shell)
    assert found is not None  # the choice names shells that click knows
    script = found(ctx.find_root().command, {}, "kehoach", "_KEHOACH_COMPLETE")
    # Not source(): it starts a bash to ask for its version, and the script is the same for every version.
    desk.put(script.source_template % script.source_vars())


COMMAND = completion
