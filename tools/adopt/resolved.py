"""The template's properties for given parameters: conditions are decided, parameters have their values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tools.adopt.identifiers import Template

_NO_VALUE = {"Ref": "AWS::NoValue"}


class Resolved:
    """`exists` says whether a resource is part of the stack, `properties` what it then has.

    References to other resources stay as they are.
    """

    def __init__(self, template: Template, parameters: Mapping[str, str]) -> None:
        self._template = template
        declared = template.get("Parameters", {})
        unknown = sorted(set(parameters) - set(declared))
        if unknown:
            raise ValueError(f"the template has no parameter {', '.join(unknown)}")
        defaults = {name: str(it.get("Default", "")) for name, it in declared.items()}
        self.parameters = {**defaults, **parameters}
        self._numbers = {name for name, it in declared.items() if it["Type"] == "Number"}

    def exists(self, name: str) -> bool:
        condition = self._template["Resources"][name].get("Condition")
        return condition is None or self._holds({"Condition": condition})

    def properties(self, name: str) -> dict[str, Any]:
        resource = self._template["Resources"][name]
        found: dict[str, Any] = self._value(resource.get("Properties", {}))
        return found

    def _holds(self, condition: Mapping[str, Any]) -> bool:
        ((function, argument),) = condition.items()
        match function:
            case "Condition":
                return self._holds(self._template["Conditions"][argument])
            case "Fn::Not":
                return not self._holds(argument[0])
            case "Fn::And":
                return all(map(self._holds, argument))
            case "Fn::Or":
                return any(map(self._holds, argument))
            case "Fn::Equals":
                left, right = (self._value(side) for side in argument)
                return str(left) == str(right)
        raise ValueError(f"the condition {function} is unknown")

    def _value(self, node: Any) -> Any:
        if isinstance(node, list):
            return [each for each in map(self._value, node) if each != _NO_VALUE]
        if not isinstance(node, dict):
            return node
        if "Fn::If" in node:
            condition, yes, no = node["Fn::If"]
            return self._value(yes if self._holds({"Condition": condition}) else no)
        if node.get("Ref") in self.parameters:
            return self._parameter(node["Ref"])
        decided = {key: self._value(value) for key, value in node.items()}
        return {key: value for key, value in decided.items() if value != _NO_VALUE}

    def _parameter(self, name: str) -> str | int:
        value = self.parameters[name]
        return int(value) if name in self._numbers else value
