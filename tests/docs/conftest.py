"""What the tests of the manual share."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="session")
def made() -> ModuleType:
    """The folder that makes tables from the code, as Sphinx loads it."""
    if "made" not in sys.modules:
        spec = importlib.util.spec_from_file_location("made", DOCS / "made" / "__init__.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules["made"] = module
        spec.loader.exec_module(module)
    return sys.modules["made"]
