"""Reads the rights of each function's role from its policies."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

from tests.unit.template.loader import FUNCTIONS, Template, of_type

Rights = dict[str, list[str]]

KEYS = ", keys "
USE_OF_THE_KEY = "UseTheKey"
"""Every function has it if the operator gives a key; test_operators.py checks it."""

RECORD = Path(__file__).with_name("rights.yaml")


def recorded_rights() -> dict[str, Rights]:
    recorded: dict[str, Rights] = yaml.load(RECORD.read_text(), yaml.CSafeLoader)
    return recorded


def rights_of(name: str) -> Rights:
    """Returns the actions that a function may take, by resource. Rights to some keys of a table stand
    under the table's name with these keys."""
    rights: dict[str, set[str]] = {}
    for statement in statements(name):
        for resource in statement["Resource"]:
            limited = f"{_named(resource)}{_keys(statement)}"
            rights.setdefault(limited, set()).update(statement["Action"])
    return {resource: sorted(actions) for resource, actions in sorted(rights.items())}


def statements(name: str) -> Iterator[Template]:
    for policy in FUNCTIONS[name]["Policies"]:
        yield from policy["Statement"]
    for policy in of_type("AWS::IAM::Policy").values():
        if policy["Roles"] == [{"Ref": f"{name}Role"}] and policy["PolicyName"] != USE_OF_THE_KEY:
            yield from policy["PolicyDocument"]["Statement"]


def _keys(statement: Template) -> str:
    """Raises ValueError for a condition that this does not know."""
    match statement.get("Condition"):
        case None:
            return ""
        case {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": keys}}:
            return f"{KEYS}{', '.join(keys)}"
        case {"ForAllValues:StringNotLike": {"dynamodb:LeadingKeys": keys}}:
            return f"{KEYS}other than {', '.join(keys)}"
    raise ValueError(statement["Condition"])


def _named(resource: Template) -> str:
    (value,) = resource.values()
    return ".".join(value) if isinstance(value, list) else str(value)
