"""What all tests share: how Hypothesis runs, and that the README and the manual are executed page by page.

Docstrings are run by pytest's own doctest, each for itself; examples are programs and have a test of their own.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from sybil import Sybil
from sybil.parsers.myst import DocTestDirectiveParser, PythonCodeBlockParser, SkipParser

ROOT = Path(__file__).parent

# The same examples on every run: a change is red because of the change. `make soak` looks for new ones.
settings.register_profile("house", deadline=None, derandomize=True, print_blob=True)
settings.register_profile(
    "soak", deadline=None, max_examples=5_000, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")


def _enter(namespace: dict[str, Any]) -> None:
    """Give a page a folder of its own, with the examples in it, as a reader at the root of the project has them."""
    leave = contextlib.ExitStack()
    folder = leave.enter_context(tempfile.TemporaryDirectory())
    if (ROOT / "examples").is_dir():
        shutil.copytree(ROOT / "examples", Path(folder, "examples"))
    leave.callback(os.chdir, Path.cwd())
    os.chdir(folder)
    namespace["_leave"] = leave


def _leave(namespace: dict[str, Any]) -> None:
    namespace.pop("_leave").close()


collect_ignore = ["docs/conf.py"]

pytest_collect_file = Sybil(
    parsers=[PythonCodeBlockParser(), DocTestDirectiveParser(), SkipParser()],
    patterns=["README.md", "docs/**/*.md"],
    excludes=["docs/_build/**"],
    path=str(ROOT),
    setup=_enter,
    teardown=_leave,
).pytest()
