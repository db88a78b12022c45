"""The table of commands, help, and completion."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest

from kehoach import __version__
from kehoach._cli import cli
from kehoach._cli._commands import COMMANDS

ROOT = Path(__file__).parents[3]
Run = Callable[..., Any]
LOADED = """
import json, sys
from kehoach._cli import cli
try:
    cli.main(sys.argv[1:])
except SystemExit:
    print(json.dumps([sorted(sys.modules)]))
"""


def found(name: str) -> click.Command:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    return command


def test_help_names_every_command_with_its_sentence(run: Run) -> None:
    """`kehoach --help` lists each command beside what it does."""
    answer = run("--help")
    assert answer.code == 0
    for name, entry in COMMANDS.items():
        assert any(line.split() == [name, *entry.help.split()] for line in answer.lines)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_table_says_what_the_command_says(name: str) -> None:
    """What stands in the table, so that help need not load a command, is the command's own first sentence."""
    assert found(name).get_short_help_str(limit=200) == COMMANDS[name].help


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(run: Run, name: str) -> None:
    """Each command answers --help with a usage line, fits into 80 columns, and shows no mark of its formatting."""
    answer = run(name, "--help")
    assert answer.code == 0
    assert answer.lines[0].startswith(f"Usage: kehoach {name}")
    assert max(map(len, answer.lines)) <= 80
    assert "\\b" not in answer.out


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_explained(name: str) -> None:
    """No option stands in a help text without a word of what it does."""
    options = [one for one in found(name).params if isinstance(one, click.Option)]
    assert [one.name for one in options if not one.help] == []


def test_the_version_is_the_package_s(run: Run) -> None:
    """`kehoach --version` prints the version of the package."""
    assert run("--version").out == f"kehoach {__version__}\n"


def test_a_misspelt_command_proposes_the_nearest(run: Run) -> None:
    """An unknown command is misuse, and the likeliest is named."""
    answer = run("statsu")
    assert answer.code == 2
    assert "No such command 'statsu'. Did you mean 'status'?" in answer.err


def test_no_command_shows_the_help(run: Run) -> None:
    """`kehoach` alone explains itself."""
    answer = run()
    assert "Usage: kehoach" in answer.out + answer.err


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["statsu"]])
def test_help_loads_next_to_nothing(arguments: list[str], tmp_path: Path) -> None:
    """Neither rich, pendulum, a database nor the plan is loaded to say what the commands are."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-c", LOADED, *arguments]
    said = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    (loaded,) = json.loads(said.stdout.splitlines()[-1])
    heavy = {"rich", "pendulum", "sqlalchemy", "attrs", "transitions", "kehoach._plan", "kehoach.errors"}
    assert heavy & set(loaded) == set()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script(run: Run, shell: str) -> None:
    """Each shell gets a script that names kehoach and the variable it asks through."""
    answer = run("completion", shell)
    assert answer.code == 0
    assert "_KEHOACH_COMPLETE" in answer.out
    assert "kehoach" in answer.out


def test_a_shell_is_proposed_commands(run: Run) -> None:
    """Completion offers the commands that begin so."""
    answer = run(_KEHOACH_COMPLETE="bash_complete", COMP_WORDS="kehoach su", COMP_CWORD="1")
    assert answer.lines == ["plain,submit", "plain,suspend"]


def test_a_shell_is_proposed_options_and_files(run: Run) -> None:
    """Inside a command, completion offers its options, and files where a plan is wanted."""
    options = run(_KEHOACH_COMPLETE="bash_complete", COMP_WORDS="kehoach show --li", COMP_CWORD="2")
    assert options.lines == ["plain,--lifecycle"]
    files = run(_KEHOACH_COMPLETE="bash_complete", COMP_WORDS="kehoach show pl", COMP_CWORD="2")
    assert files.lines == ["file,pl"]
