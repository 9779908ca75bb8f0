"""Which other parts of the template a part of it names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

_VARIABLE = re.compile(r"\$\{([A-Za-z0-9]+)(?:\.[A-Za-z0-9.]+)?\}")


def references(node: Any) -> set[str]:
    """Returns the logical ids and parameters in Ref, Fn::GetAtt, Fn::Sub and DependsOn."""
    return set(_found(node))


def needed_by(name: str, resources: Mapping[str, Any]) -> set[str]:
    """Returns the resources that CloudFormation makes before this one."""
    needed: set[str] = set()
    waiting = [name]
    while waiting:
        new = (references(resources[waiting.pop()]) & set(resources)) - needed
        needed |= new
        waiting += new
    return needed


def _found(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for each in node:
            yield from _found(each)
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _named(key, value)
            yield from _found(value)


def _named(key: str, value: Any) -> Iterator[str]:
    if key == "Ref" and isinstance(value, str):
        yield value
    elif key == "Fn::GetAtt":
        yield value[0]
    elif key == "Fn::Sub":
        yield from _VARIABLE.findall(value if isinstance(value, str) else value[0])
    elif key == "DependsOn":
        yield from [value] if isinstance(value, str) else value
