"""The public names: few, sorted, documented, and all of them there."""

from __future__ import annotations

import importlib
import importlib.resources
import inspect
from pathlib import Path
from types import ModuleType

import pytest

PACKAGE = Path(__file__).parents[2] / "src" / "kehoach"
NAMESPACES = ("errors", "files", "rules", "sim", "stores", "testing")


def there(name: str) -> bool:
    return (PACKAGE / f"{name}.py").exists() or (PACKAGE / name / "__init__.py").exists()


PUBLIC = ["kehoach", *(f"kehoach.{name}" for name in NAMESPACES if there(name))]


def rank(name: str) -> tuple[int, str]:
    """The order of `__all__`: constants, classes, functions, each by the alphabet."""
    return (0 if name.isupper() else 1 if name[0].isupper() else 2, name)


@pytest.fixture(params=PUBLIC)
def module(request: pytest.FixtureRequest) -> ModuleType:
    return importlib.import_module(request.param)


def test_names_are_sorted_and_unique(module: ModuleType) -> None:
    """`__all__` holds each name once: constants first, then classes, then functions."""
    assert list(module.__all__) == sorted(set(module.__all__), key=rank)


def test_every_name_is_there_and_documented(module: ModuleType) -> None:
    """Each public name can be fetched, and each class, function and module says what it is for."""
    bare = []
    for name in module.__all__:
        value = getattr(module, name)
        if inspect.isclass(value) or inspect.isroutine(value) or inspect.ismodule(value):
            told = vars(value).get("__doc__") if inspect.isclass(value) else value.__doc__
            bare += [] if told and told.strip() else [name]
    assert bare == []


def test_public_names_are_seen_by_dir(module: ModuleType) -> None:
    """Completion offers every public name, also those that are fetched only when used."""
    assert set(module.__all__) <= set(dir(module))


def test_public_names_have_no_underscore(module: ModuleType) -> None:
    """What begins with an underscore is not offered."""
    assert [name for name in module.__all__ if name.startswith("_") and name != "__version__"] == []


def test_files_behind_the_root_are_private() -> None:
    """Beside the public namespaces, every file and folder of the package begins with an underscore."""
    rooms = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert {room for room in rooms if not room.startswith("_")} <= set(NAMESPACES)


def test_an_unknown_name_is_an_attribute_error() -> None:
    """A name that the root does not have is refused like any other attribute."""
    kehoach = importlib.import_module("kehoach")
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = kehoach.no_such_name


def test_the_package_is_typed() -> None:
    """The marker py.typed goes with the package, so that checkers read its annotations."""
    assert importlib.resources.files("kehoach").joinpath("py.typed").is_file()
