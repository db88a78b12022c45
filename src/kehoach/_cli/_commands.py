"""The table of commands; each is imported when it is called, so that ``kehoach --help`` loads none of them."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, Final, NamedTuple

import click
from click.shell_completion import CompletionItem, shell_complete

from kehoach import __version__
from kehoach._cli._desk import Desk
from kehoach._cli._endings import ended
from kehoach._cli._options import language

__all__ = ["COMMANDS", "Entry", "cli"]

_COMPLETE: Final = "_KEHOACH_COMPLETE"
"""The variable through which a completion script asks."""


class Entry(NamedTuple):
    """A command before it is loaded.

    Attributes:
        module: The module behind it, in this room.
        help: What ``kehoach --help`` says of it.
    """

    module: str
    help: str


SECTIONS: Mapping[str, Mapping[str, Entry]] = {
    "Plans": {
        "new": Entry("_new", "Write a commented plan to fill in."),
        "show": Entry("_show", "Show a plan: tiers, units, duties, deadlines."),
        "due": Entry("_due", "Explain when something is due, step by step."),
        "check": Entry("_check", "Say what is wrong or doubtful in a plan."),
        "rules": Entry("_rules", "List the rules that plans are checked by."),
        "explain": Entry("_explain", "Explain a code: what, why, what to do."),
        "test": Entry("_scripts", "Run scripts: acts, and what is expected then."),
        "conform": Entry("_conform", "Replay a log from elsewhere, and name what is not as planned."),
        "explore": Entry("_explore", "Look at every state a small plan can come to."),
        "mutate": Entry("_mutate", "Put faults into a plan, and see what finds them."),
        "simulate": Entry("_simulate", "Forecast when a plan or campaign will end."),
    },
    "Acts": {
        "begin": Entry("_begin", "Begin to carry out a plan."),
        "submit": Entry("_verbs", "Send reports, with their figures."),
        "recall": Entry("_verbs", "Take back what was sent and not reviewed."),
        "review": Entry("_verbs", "Accept what was sent."),
        "send-back": Entry("_verbs", "Return reports, with a reason."),
        "aggregate": Entry("_verbs", "Take accepted reports into the superior's."),
        "release": Entry("_verbs", "Take reports out of the superior's again."),
        "correct": Entry("_verbs", "Open a correction of what counts."),
        "reopen-path": Entry("_reopen_path", "Open a report and all above it that is past draft."),
        "withdraw": Entry("_verbs", "Give up an open correction."),
        "complete": Entry("_verbs", "Say that something was done."),
        "confirm": Entry("_verbs", "Confirm that something was done."),
        "reopen": Entry("_verbs", "Take back that something was done, with a reason."),
        "waive": Entry("_verbs", "Stop expecting reports, with a reason."),
        "unwaive": Entry("_verbs", "Expect waived reports again."),
        "import": Entry("_import", "Enter the reports of a table, or the log of a campaign."),
        "file": Entry("_file", "Keep a report that nobody asked for."),
        "receive": Entry("_receive", "Submit, review and aggregate in one act."),
        "fire": Entry("_fire", "Fire any trigger of the plan's lifecycle."),
    },
    "Changes": {
        "extend": Entry("_changes", "Give reports a later due."),
        "reschedule": Entry("_changes", "Give tiers, groups, forms or units another due."),
        "suspend": Entry("_changes", "Stop the clock of reports."),
        "resume-clock": Entry("_changes", "Let the clock of reports go on."),
        "record": Entry("_changes", "Say on which day an event of the plan happened."),
        "request": Entry("_changes", "Ask for an extension, or list what is asked for."),
        "grant": Entry("_changes", "Grant extensions that were asked for."),
        "decline": Entry("_changes", "Decline extensions that were asked for, with a reason."),
        "close": Entry("_changes", "Close units: what they still owe lapses."),
        "name-group": Entry("_changes", "Let units join a group of the plan."),
    },
    "Stores": {
        "status": Entry("_status", "Where everything stands, tier by tier."),
        "reminders": Entry("_reminders", "List whom to remind; nothing is sent."),
        "total": Entry("_total", "Total indicators, with their coverage."),
        "difference": Entry("_difference", "Say what made a total another between two days."),
        "stale": Entry("_stale", "Say whose report is behind what is accepted below."),
        "series": Entry("_series", "Total several periods of a form."),
        "report": Entry("_report", "Show one report as it stands."),
        "log": Entry("_log", "Print the log, oldest first."),
        "verify": Entry("_verify", "Check that the log was not changed."),
        "erase": Entry("_erase", "Erase what lines of the log say, for good."),
        "backup": Entry("_backup", "Copy a store and check the copy."),
        "health": Entry("_health", "Say with what and how a store is kept."),
        "export": Entry("_export", "Write the log of a campaign to a file."),
        "migrate": Entry("_migrate", "Bring a store of an earlier release to this one."),
    },
    "Help": {
        "demo": Entry("_demo", "Play a whole campaign, made up and shown."),
        "completion": Entry("_completion", "Print a completion script for a shell."),
    },
}
COMMANDS: Mapping[str, Entry] = {name: entry for section in SECTIONS.values() for name, entry in section.items()}


class Commands(click.Group):
    """The group of all commands, which knows their names and loads them one by one."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name, loaded now."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"kehoach._cli.{COMMANDS[cmd_name].module}")
        found: click.Command = module.COMMAND if hasattr(module, "COMMAND") else module.VERBS[cmd_name]
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that arguments name; for an unknown name the nearest is proposed."""
        name = args[0] if args else ""
        if name and not name.startswith("-") and name not in COMMANDS:
            from kehoach._spelling import nearest

            near = nearest(name, tuple(COMMANDS))
            hint = f" Did you mean {near[0]!r}?" if near else ""
            ctx.fail(f"No such command {name!r}.{_by_fire(args) or hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands by section, from the table alone."""
        widest = max(map(len, COMMANDS))
        for title, entries in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(f"{name:<{widest}}", entry.help) for name, entry in entries.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """What a shell proposes: names of commands without loading them, and options."""
        if incomplete.startswith("-"):
            return super().shell_complete(ctx, incomplete)
        return [
            CompletionItem(name, help=entry.help) for name, entry in COMMANDS.items() if name.startswith(incomplete)
        ]

    def main(  # type: ignore[override]  # the same call; the answer without standalone_mode is the code
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,  # noqa: FBT001, FBT002  # click's signature
        **extra: Any,  # noqa: ANN401  # click's signature
    ) -> int:
        """Run one command and exit with its code; without `standalone_mode` the code is the answer.

        Not click's own: that one ends with 1 where a pipe is closed, and 1 means findings here.
        """
        name, desk = prog_name or "kehoach", Desk()

        def run() -> object:
            instruction = os.environ.get(complete_var or _COMPLETE)
            if instruction:
                return shell_complete(self, {}, name, complete_var or _COMPLETE, instruction)
            given = sys.argv[1:] if args is None else list(args)
            with self.make_context(name, given, obj=desk, **extra) as ctx:
                return self.invoke(ctx)

        code = ended(run, desk)
        if standalone_mode:
            sys.exit(code)
        return code


def _by_fire(args: Sequence[str]) -> str:
    """The way to fire a trigger of a plan's own that was typed as a command; empty for what is none."""
    if len(args) < 2 or args[1].startswith("-"):
        return ""
    from kehoach._cli._fire import is_trigger

    name, store, *rest = args
    return f" It is a trigger: {' '.join(['kehoach fire', store, name, *rest])}" if is_trigger(store, name) else ""


@click.group(
    "kehoach",
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 fine, 1 findings, 2 misuse, 3 an input file is wrong, 4 refused, 5 the store failed.",
)
@click.version_option(__version__, "-V", "--version", prog_name="kehoach", message="%(prog)s %(version)s")
@language
def cli() -> None:
    """Directives and the reports they ask for: who owes what, when, and where it stands.

    PLAN is a plan file, STORE a file or URL that keeps campaigns. Units are named by id, or by name where it is
    unique. Try it: kehoach demo
    """
