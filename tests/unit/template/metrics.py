"""Finds the names of the metrics that the code emits, by parsing its source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache

from tests.unit.template.loader import ROOT

_EMITTERS = ("count", "measure_seconds", "measure_bytes")


@cache
def emitted_metrics() -> frozenset[str]:
    """Returns the metrics that have only the dimensions `service` and `stack`."""
    sources = [*ROOT.glob("layers/ringkeep/python/**/*.py"), *ROOT.glob("functions/*/app.py")]
    return frozenset(name for path in sources for name in emitted_by(path.read_text()))


def emitted_by(source: str) -> Iterator[str]:
    tree = ast.parse(source)
    tables = dict(_tables(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _emits(node.func):
            yield from _names(node.args[0], tables)


def _emits(function: ast.expr) -> bool:
    return isinstance(function, ast.Name) and function.id in _EMITTERS


def _names(argument: ast.expr, tables: dict[str, ast.Dict]) -> Iterator[str]:
    """Yields the names in a literal, both branches of a condition, or a dictionary of the module."""
    for node in ast.walk(argument):
        if isinstance(node, ast.Name) and node.id in tables:
            for value in tables[node.id].values:
                yield from _names(value, {})
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _tables(tree: ast.Module) -> Iterator[tuple[str, ast.Dict]]:
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Dict):
            for target in statement.targets:
                if isinstance(target, ast.Name):
                    yield target.id, statement.value
