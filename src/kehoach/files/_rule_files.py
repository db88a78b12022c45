"""Rules of one's own, from a Python file or a module."""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType

from kehoach.errors import Finding, InvalidRule
from kehoach.rules import Rule

__all__ = ["read_rules"]


def read_rules(name: str | os.PathLike[str]) -> tuple[Rule, ...]:
    """The rules of a Python file, or of a module; the code in it is run.

    Args:
        name: A file that ends with ``.py``, or the name of a module that Python can import.

    Raises:
        InvalidRule: It cannot be loaded (KH788), or holds no rule (KH787).
    """
    try:
        module = _module(os.fspath(name))
    except Exception as error:  # anybody's code
        said = f"{type(error).__name__}: {error}"
        raise InvalidRule(Finding("KH788", {"name": os.fspath(name), "error": said})) from error
    rules = tuple(value for value in vars(module).values() if isinstance(value, Rule))
    if not rules:
        raise InvalidRule(Finding("KH787", {"name": os.fspath(name)}))
    return rules


def _module(name: str) -> ModuleType:
    if not name.endswith(".py"):
        return importlib.import_module(name)
    path = Path(name).resolve()
    known = f"_kehoach_rules_{path.stem}_{abs(hash(str(path))):x}"
    spec = importlib.util.spec_from_file_location(known, path)
    if spec is None or spec.loader is None:
        raise ImportError(name)
    module = importlib.util.module_from_spec(spec)
    sys.modules[known] = module  # classes in it find their module by name
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[known]
        raise
    return module
