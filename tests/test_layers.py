"""Imports go one way: cadre ← tasks ← scoring ← config, and the engine knows only the standard library."""

import ast
import sys
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).resolve().parent.parent
ENGINE = sorted((ROOT / "scoring" / "engine").glob("*.py"))


def imported(path):
    """Top-level packages a module imports, relative imports aside."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module


def test_the_contracts_of_the_layers_hold(monkeypatch):
    monkeypatch.chdir(ROOT)

    assert lint_imports(no_cache=True) == EXIT_STATUS_SUCCESS


@pytest.mark.parametrize("path", ENGINE, ids=lambda path: path.name)
def test_the_engine_imports_only_the_standard_library_and_itself(path):
    strangers = {
        name
        for name in imported(path)
        if name.split(".")[0] not in sys.stdlib_module_names and not name.startswith("scoring.engine")
    }

    assert strangers == set()
