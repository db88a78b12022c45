"""The command line: it parses, asks the library, prints, and exits.

Data goes to stdout, talk to stderr. The exit code says how it ended:

====  =========================================================================
0     it was done, or the answer is fine
1     there are findings: `check` found something, `verify` a log that was changed
2     the command was misused
3     an input file is wrong
4     the act was refused; nothing changed
5     the store or the machine failed, or others kept winning a race
130   stopped with Ctrl-C; nothing was left half-written
====  =========================================================================
"""

from __future__ import annotations

from kehoach._cli._commands import cli

__all__ = ["cli", "main"]


def main() -> None:
    """The program ``kehoach``: run one command with the arguments of the process, and exit with its code."""
    from kehoach._cli._endings import settle_streams

    settle_streams()
    cli.main(prog_name="kehoach")
