"""A plugin for pytest: scripts are tests, fixtures for plans and campaigns, and how much of a plan scripts touch.

It lies beside the package, so that starting pytest does not load kehoach: whatever it needs of it is imported where it
is used first.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

if TYPE_CHECKING:
    from kehoach import Campaign, Plan
    from kehoach.testing import Coverage, Exploration, ManualClock, ScriptResult

__all__ = ["ScriptFile", "ScriptItem"]

_SCRIPT: Final = re.compile(r"^\s*(\[\[?when\]|\[given|\[then\]|when\s*=|given\.)", re.MULTILINE)
_OUTPUT: Final = "kehoach_coverage"
_COVERAGE: Final = pytest.StashKey["Coverage"]()


class Hooks:
    """What a conftest may tell the plugin."""

    @pytest.hookspec(firstresult=True)
    def pytest_kehoach_guards(self, config: pytest.Config) -> Mapping[str, Callable[..., object]] | None:
        """What the names of guards and callbacks in the lifecycles of scripts stand for."""


def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    """Make the plugin's own hook known."""
    pluginmanager.add_hookspecs(Hooks)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of coverage."""
    group = parser.getgroup("kehoach", "scripts of kehoach")
    group.addoption(
        "--kehoach-coverage",
        nargs="?",
        const="text",
        choices=("text", "json", "lcov"),
        metavar="FORMAT",
        help="Say what of their plans scripts touch, and what none does: =text, =json or =lcov.",
    )
    group.addoption("--kehoach-coverage-file", metavar="FILE", help="Write it to this file.")
    group.addoption(
        "--kehoach-fail-under", type=float, metavar="PERCENT", help="Fail when scripts touch less than this."
    )


# ------------------------------------------------------------------ scripts


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> ScriptFile | None:
    """Every ``test_*.toml`` that has a plan, acts or expectations in it is a test."""
    if file_path.suffix != ".toml" or not file_path.name.startswith("test_"):
        return None
    text = file_path.read_text(encoding="utf-8", errors="replace")
    if not _SCRIPT.search(text):
        return None
    return ScriptFile.from_parent(parent, path=file_path)  # pyright: ignore[reportUnknownMemberType]  # pytest's own


class ScriptFile(pytest.File):
    """A file with a script."""

    def collect(self) -> Iterable[ScriptItem]:
        """The script."""
        yield ScriptItem.from_parent(self, name=self.path.stem)  # pyright: ignore[reportUnknownMemberType]  # as above


class ScriptItem(pytest.Item):
    """A script as a test."""

    def runtest(self) -> None:
        """Run it; what came otherwise than it expects is a failure."""
        from kehoach.testing import run_script

        guards = self.config.hook.pytest_kehoach_guards(config=self.config)
        coverage = _coverage(self.config)
        result = run_script(self.path, guards=guards, witness=coverage)
        if coverage is not None:
            coverage.add(result)
        if not result.ok:
            raise _Otherwise(result)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None) -> Any:  # noqa: ANN401 - as pytest has it
        """What came otherwise, or is wrong with the script, with the lines and carets."""
        from kehoach.errors import Invalid
        from kehoach.files import explain

        error = excinfo.value
        if isinstance(error, _Otherwise):
            return explain(error.result.findings)
        return explain(error) if isinstance(error, Invalid) else super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """The file, and what pytest calls the script."""
        return self.path, None, f"script: {self.name}"


class _Otherwise(Exception):
    """Something came otherwise than a script expects."""

    def __init__(self, result: ScriptResult) -> None:
        self.result = result
        super().__init__(result)


# ------------------------------------------------------------------ fixtures


@pytest.fixture
def manual_clock() -> ManualClock:
    """A clock that stands at 08:00 of 20 March 2019 in Vietnam until it is moved."""
    from kehoach.testing import ManualClock

    return ManualClock("2019-03-20T08:00+07:00")


@pytest.fixture
def small_plan() -> Callable[..., Plan]:
    """The maker of small plans, `kehoach.testing.small_plan`."""
    from kehoach.testing import small_plan

    return small_plan


@pytest.fixture
def kehoach_plan() -> Plan:
    """The plan of the fixture `campaign`: one province, two districts, three communes; override it with one's own."""
    from kehoach.testing import small_plan

    return small_plan(1, 2, 3)


@pytest.fixture
def campaign(kehoach_plan: Plan, manual_clock: ManualClock) -> Campaign:
    """A campaign in memory that has just begun, by the manual clock; who is expected acts where nobody is named."""
    from kehoach import Campaign

    return Campaign.begin(kehoach_plan, clock=manual_clock, default_by="expected")


@pytest.fixture
def explore() -> Callable[..., Exploration]:
    """The search of every state of a small plan, `kehoach.testing.explore`."""
    from kehoach.testing import explore

    return explore


# ------------------------------------------------------------------ coverage


def _wanted(config: pytest.Config) -> bool:
    return bool(config.getoption("kehoach_coverage")) or config.getoption("kehoach_fail_under") is not None


def _coverage(config: pytest.Config) -> Coverage | None:
    """What counts in this process; None where nobody asks for it."""
    if not _wanted(config):
        return None
    if _COVERAGE not in config.stash:
        from kehoach.testing import Coverage

        config.stash[_COVERAGE] = Coverage()
    return config.stash[_COVERAGE]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:  # noqa: ANN401 - a worker of pytest-xdist
    """Add what a worker of pytest-xdist has counted."""
    told = getattr(node, "workeroutput", {}).get(_OUTPUT)
    coverage = _coverage(node.config)
    if told is not None and coverage is not None:
        coverage.merge(told)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand what was counted to who started this worker; or fail when it is too little."""
    config = session.config
    if not _wanted(config):
        return
    output = getattr(config, "workeroutput", None)
    coverage = config.stash.get(_COVERAGE, None)
    if output is not None:
        if coverage is not None:
            output[_OUTPUT] = coverage.to_dict()
    elif _too_little(config, coverage) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _too_little(config: pytest.Config, coverage: Coverage | None) -> bool:
    least: float | None = config.getoption("kehoach_fail_under")
    return least is not None and (coverage is None or coverage.percent < least)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print what scripts touch of their plans, or write it to a file."""
    if not _wanted(config):
        return
    coverage = config.stash.get(_COVERAGE, None)
    terminalreporter.section("coverage of plans by scripts")
    if coverage is None:
        terminalreporter.write_line("no script was run")
    else:
        _write(terminalreporter, coverage, config)
    if _too_little(config, coverage):
        percent = 0.0 if coverage is None else coverage.percent
        least = config.getoption("kehoach_fail_under")
        terminalreporter.write_line(f"scripts touch {percent:.1f} %, and {least:g} % is asked for", red=True)


def _write(terminalreporter: pytest.TerminalReporter, coverage: Coverage, config: pytest.Config) -> None:
    form, name = config.getoption("kehoach_coverage") or "text", config.getoption("kehoach_coverage_file")
    told = coverage.text()
    if form != "text":
        told = coverage.lcov() if form == "lcov" else json.dumps(coverage.to_dict(), ensure_ascii=False, indent=2)
    if name is None:
        terminalreporter.write_line(told.rstrip("\n"))
        return
    Path(name).write_text(told if told.endswith("\n") else f"{told}\n", encoding="utf-8")
    terminalreporter.write_line(f"{coverage.touched} / {coverage.total}, {coverage.percent:.1f} %; written to {name}")
