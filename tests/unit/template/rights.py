"""Reads the rights of each function's role from its policies."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

from tests.unit.template.loader import FUNCTIONS, Template

Rights = dict[str, list[str]]

RECORD = Path(__file__).with_name("rights.yaml")


def recorded_rights() -> dict[str, Rights]:
    recorded: dict[str, Rights] = yaml.safe_load(RECORD.read_text())
    return recorded


def rights_of(name: str) -> Rights:
    """Returns the actions that a function may take, by resource."""
    rights: dict[str, set[str]] = {}
    for statement in statements(name):
        for resource in statement["Resource"]:
            rights.setdefault(_named(resource), set()).update(statement["Action"])
    return {resource: sorted(actions) for resource, actions in sorted(rights.items())}


def statements(name: str) -> Iterator[Template]:
    for policy in FUNCTIONS[name]["Policies"]:
        yield from policy["Statement"]


def _named(resource: Template) -> str:
    (value,) = resource.values()
    return ".".join(value) if isinstance(value, list) else str(value)
