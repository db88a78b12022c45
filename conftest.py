"""What all tests share: how Hypothesis runs, and that the README and the manual are executed page by page.

A page is executed from top to bottom in a folder of its own, which holds the examples:

* A ``python`` block is run; a ``text`` block right behind it is what it prints. A block of ``>>>`` lines is a doctest.
* A ``console`` block is what a terminal shows: lines that begin with ``$`` are run, the others are what they answer.
  ``…`` stands for any text. A command that ends with another code than 0 is followed by ``$ echo $?``.
* A ``{code-block}`` with a caption is a file of that name.

A block that cannot be run says so: ``skip: next`` in a comment before it. Docstrings are run by pytest's own doctest,
each for itself; examples are programs and have a test of their own.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from sybil import Document, Example, Region, Sybil
from sybil.evaluators.python import PythonEvaluator
from sybil.parsers.markdown.lexers import FencedCodeBlockLexer
from sybil.parsers.myst import DocTestDirectiveParser, PythonCodeBlockParser, SkipParser
from sybil.parsers.myst.lexers import DirectiveLexer

ROOT = Path(__file__).parent

# The same examples on every run: a change is red because of the change. `make soak` looks for new ones.
settings.register_profile("house", deadline=None, derandomize=True, print_blob=True)
settings.register_profile(
    "soak", deadline=None, max_examples=5_000, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")

TERMINAL = {"COLUMNS": "100", "NO_COLOR": "1", "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT / "src")}


def _enter(namespace: dict[str, Any]) -> None:
    """Give a page a folder of its own, with the examples in it, as a reader at the root of the project has them."""
    leave = contextlib.ExitStack()
    folder = leave.enter_context(tempfile.TemporaryDirectory())
    if (ROOT / "examples").is_dir():
        shutil.copytree(ROOT / "examples", Path(folder, "examples"))
    leave.callback(os.chdir, Path.cwd())
    os.chdir(folder)
    leave.callback(os.environ.update, dict(os.environ))
    leave.callback(os.environ.clear)
    os.environ.update(TERMINAL)
    namespace["_leave"] = leave


def _leave(namespace: dict[str, Any]) -> None:
    namespace.pop("_leave").close()


class Printing(PythonEvaluator):
    """Runs a block and keeps what it prints."""

    def __call__(self, example: Example) -> None:
        """Run one block."""
        with contextlib.redirect_stdout(io.StringIO()) as said:
            super().__call__(example)
        example.namespace["_said"] = said.getvalue()


class Python(PythonCodeBlockParser):
    """Python blocks; those that are no doctest are run by `Printing`."""

    def __call__(self, document: Document) -> Iterable[Region]:
        """The Python blocks of a page."""
        for region in super().__call__(document):
            if isinstance(region.evaluator, PythonEvaluator):
                region.evaluator = Printing()
            yield region


def printed(document: Document) -> Iterator[Region]:
    """Text blocks right behind a Python block: what it prints."""
    ends = {block.end for block in FencedCodeBlockLexer("python")(document)}
    for block in FencedCodeBlockLexer("text")(document):
        if len(document.text[: block.start].rstrip()) in ends:
            yield Region(block.start, block.end, block.lexemes["source"], _compare_printed)


def _compare_printed(example: Example) -> str | None:
    return _differ(example.namespace["_said"], example.parsed)


def _differ(said: str, shown: str) -> str | None:
    """How two texts differ, where ``…`` in what is shown stands for any text; None when they do not."""
    pattern = ".*?".join(map(re.escape, shown.rstrip().split("…")))
    return None if re.fullmatch(pattern, said.rstrip(), re.DOTALL) else f"expected:\n{shown}\ngot:\n{said}"


def console(document: Document) -> Iterator[Region]:
    """Console blocks: commands, and what they answer."""
    for block in FencedCodeBlockLexer("console")(document):
        yield Region(block.start, block.end, block.lexemes["source"], _type_in)


def _type_in(example: Example) -> str | None:
    code = 0
    for typed in re.split(r"^\$ ", example.parsed, flags=re.MULTILINE)[1:]:
        line, _, shown = re.sub(r" \\\n\s*", " ", typed).partition("\n")
        if code and line != "echo $?":
            return f"the command before {line!r} ended with {code}, and the page does not show it"
        code, said = _answered(line, code)
        problem = _differ(said, shown)
        if problem is not None:
            return f"$ {line}\n{problem}"
    return f"the last command ended with {code}, and the page does not show it" if code else None


def _answered(line: str, code: int) -> tuple[int, str]:
    """The exit code of a command line, and all it says."""
    program, *arguments = shlex.split(line)
    if line == "echo $?":
        return 0, str(code)
    if program == "cat":
        return 0, "".join(Path(name).read_text(encoding="utf-8") for name in arguments)
    if program == "kehoach":
        return _kehoach(arguments)
    command = {"python": [sys.executable]}[program]
    told = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    answer = subprocess.run([*command, *arguments], encoding="utf-8", check=False, **told)  # noqa: S603  # as shown
    return answer.returncode, answer.stdout


def _kehoach(arguments: list[str]) -> tuple[int, str]:
    """The same for the program itself, which runs here: its two streams come in the order of a terminal."""
    from kehoach._cli import cli

    screen = io.StringIO()
    with contextlib.redirect_stdout(screen), contextlib.redirect_stderr(screen):
        try:
            code = cli.main(arguments, prog_name="kehoach")
        except SystemExit as ended:
            code = ended.code
    return int(code or 0), screen.getvalue()


def files(document: Document) -> Iterator[Region]:
    """Code blocks with a caption: files of that name."""
    for block in DirectiveLexer("code-block")(document):
        if "caption" in block.lexemes["options"]:
            yield Region(block.start, block.end, block.lexemes, _write)


def _write(example: Example) -> None:
    Path(example.parsed["options"]["caption"]).write_text(example.parsed["source"], encoding="utf-8")


collect_ignore = ["docs/conf.py", "docs/made"]  # read by Sphinx, which the tests do without

pytest_collect_file = Sybil(
    parsers=[Python(), printed, console, files, DocTestDirectiveParser(), SkipParser()],
    patterns=["README.md", "docs/*.md", "docs/*/*.md"],  # ** stands for one folder only before Python 3.13
    path=str(ROOT),
    setup=_enter,
    teardown=_leave,
).pytest()
