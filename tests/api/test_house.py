"""The house rules that can be counted: sizes, docstrings, annotations, names, and tests without mocks."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("test_*.py"))

LONGEST_FUNCTION = 40
USUAL_FUNCTION = 25
LONGEST_MODULE = 500
WORDLESS = {"utils", "util", "common", "core", "helpers", "helper", "manager", "managers", "misc", "base"}

Function = ast.FunctionDef | ast.AsyncFunctionDef
Documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def place(path: Path, node: ast.AST, name: str) -> str:
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)} {name}"


def functions(tree: ast.AST) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def lines_of(node: ast.AST) -> set[int]:
    first = getattr(node, "lineno", 1)
    return set(range(first, (getattr(node, "end_lineno", None) or first) + 1))


def code_lines(node: ast.AST, text: list[str]) -> int:
    """Lines that carry code: no blank, no comment, no docstring; a text that runs over lines counts in full."""
    told: set[int] = set()
    texts: set[int] = set()
    for inner in ast.walk(node):
        if isinstance(inner, Documented) and ast.get_docstring(inner, clean=False) is not None:
            told |= lines_of(inner.body[0])
        elif isinstance(inner, ast.Constant | ast.JoinedStr):
            texts |= lines_of(inner)
    bare = {number for number in lines_of(node) if not text[number - 1].strip() or text[number - 1].lstrip()[0] == "#"}
    return len(lines_of(node) - told - (bare - texts))


def stub(function: Function) -> bool:
    """An overload says nothing of its own."""
    return any("overload" in ast.unparse(decorator) for decorator in function.decorator_list)


def public(tree: ast.Module | ast.ClassDef) -> Iterator[Function | ast.ClassDef]:
    """What a user can reach by names without an underscore, methods of public classes among it."""
    for node in tree.body:
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from public(node)


def unannotated(function: Function, *, method: bool) -> list[str]:
    arguments = function.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
    named = [argument for argument in every if argument is not None]
    bound = method and not any("staticmethod" in ast.unparse(decorator) for decorator in function.decorator_list)
    missing = [argument.arg for argument in named[bound:] if argument.annotation is None]
    return missing if function.returns is not None else [*missing, "return"]


@pytest.fixture(scope="module")
def sources() -> dict[Path, ast.Module]:
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES}


@pytest.fixture(scope="module")
def tests() -> dict[Path, ast.Module]:
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in TESTS}


@pytest.fixture(scope="module")
def lengths(sources: dict[Path, ast.Module]) -> dict[str, int]:
    found: dict[str, int] = {}
    for path, tree in sources.items():
        text = path.read_text(encoding="utf-8").splitlines()
        found |= {place(path, node, node.name): code_lines(node, text) for node in functions(tree)}
    return found


def test_code_lines_leave_out_what_is_not_code() -> None:
    """Blanks, comments and docstrings, inner ones too, are no code; a text over several lines is."""
    inner = 'def g():\n        """Say."""\n        return """a\n\nb"""\n'
    text = f'def f():\n    """Say."""\n\n    # why\n    {inner}    return g\n'
    assert code_lines(ast.parse(text).body[0], text.splitlines()) == 6


def test_no_function_is_longer_than_forty_lines(lengths: dict[str, int]) -> None:
    """A function that cannot be seen at a glance is two functions."""
    assert {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION} == {}


def test_most_functions_are_short(lengths: dict[str, int]) -> None:
    """Of a hundred functions, 95 have at most 25 lines."""
    long = {name: length for name, length in lengths.items() if length > USUAL_FUNCTION}
    assert len(long) <= 0.05 * len(lengths), long


def test_no_module_is_longer_than_five_hundred_lines() -> None:
    """A module that grows past 500 lines becomes a folder."""
    sizes = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES}
    assert {name: size for name, size in sizes.items() if size > LONGEST_MODULE} == {}


def test_every_module_is_named_after_a_thing() -> None:
    """No module is called utils, core or manager: such a name keeps everything in and says nothing."""
    names = [path.stem if path.stem != "__init__" else path.parent.name for path in SOURCES]
    assert [name for name in names if name.strip("_") in WORDLESS] == []


def test_every_public_thing_is_documented(sources: dict[Path, ast.Module]) -> None:
    """Modules, and classes, functions, methods and properties without an underscore have a docstring."""
    bare = [place(path, tree, "module") for path, tree in sources.items() if ast.get_docstring(tree) is None]
    for path, tree in sources.items():
        bare += [
            place(path, node, node.name)
            for node in public(tree)
            if ast.get_docstring(node) is None and not (isinstance(node, Function) and stub(node))
        ]
    assert bare == []


def test_everything_is_annotated(sources: dict[Path, ast.Module]) -> None:
    """Every argument and every answer of every function names its type."""
    missing: dict[str, list[str]] = {}
    for path, tree in sources.items():
        methods = {id(inner) for node in ast.walk(tree) if isinstance(node, ast.ClassDef) for inner in node.body}
        for function in functions(tree):
            names = unannotated(function, method=id(function) in methods)
            missing |= {place(path, function, function.name): names} if names else {}
    assert missing == {}


def test_every_test_says_in_a_sentence_what_it_proves(tests: dict[Path, ast.Module]) -> None:
    """Each test function has a docstring, and its first paragraph is a sentence."""
    bare: list[str] = []
    for path, tree in tests.items():
        for function in functions(tree):
            told = (ast.get_docstring(function) or "").split("\n\n")[0]
            if function.name.startswith("test_") and not told.rstrip().endswith((".", ":", "?", "!")):
                bare.append(place(path, function, function.name))
    assert bare == []


def test_no_test_mocks_waits_or_patches(tests: dict[Path, ast.Module]) -> None:
    """Time, randomness and stores are arguments, so that no test needs a mock, a patch or a pause."""
    shunned = {"mock", "monkeypatch", "mocker", "sleep", "MagicMock", "patch"}
    found: list[str] = []
    for path, tree in tests.items():
        for node in ast.walk(tree):
            names: set[str] = set()
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = {part for alias in node.names for part in alias.name.split(".")}
                names |= set((getattr(node, "module", None) or "").split("."))
            elif isinstance(node, ast.arg):
                names = {node.arg}
            elif isinstance(node, ast.Attribute):
                names = {node.attr} & {"sleep", "patch"}
            found += [place(path, node, name) for name in sorted(names & shunned)]
    assert found == []
