"""The template as CloudFormation sees it for given parameters: conditions are decided, and values that
do not exist are left out."""

from __future__ import annotations

from typing import Any

from tests.unit.template.loader import TEMPLATE, Template

_NO_VALUE = {"Ref": "AWS::NoValue"}


class Deployment:
    """`resources` has the properties of each resource that exists, by its name; `outputs` has the value of
    each output."""

    def __init__(self, *, region: str = "us-east-1", **parameters: str) -> None:
        defaults = {name: str(it.get("Default", "")) for name, it in TEMPLATE["Parameters"].items()}
        self._parameters = {"AWS::Region": region, **defaults, **parameters}
        self.resources: dict[str, Template] = {
            name: self.decided(resource.get("Properties", {}))
            for name, resource in TEMPLATE["Resources"].items()
            if self._exists(resource)
        }
        self.outputs: Template = {
            name: self.decided(output["Value"])
            for name, output in TEMPLATE["Outputs"].items()
            if self._exists(output)
        }

    @property
    def broken_rules(self) -> list[str]:
        """The descriptions of the assertions that fail."""
        return [
            assertion["AssertDescription"]
            for rule in TEMPLATE["Rules"].values()
            if "RuleCondition" not in rule or self.holds(rule["RuleCondition"])
            for assertion in rule["Assertions"]
            if not self.holds(assertion["Assert"])
        ]

    def holds(self, condition: Any) -> bool:
        ((function, argument),) = condition.items()
        match function:
            case "Condition":
                return self.holds(TEMPLATE["Conditions"][argument])
            case "Fn::Not":
                return not self.holds(argument[0])
            case "Fn::And":
                return all(map(self.holds, argument))
            case "Fn::Or":
                return any(map(self.holds, argument))
            case "Fn::Equals":
                left, right = (self._value(side) for side in argument)
                return left == right
            case "Fn::Contains":
                return self._value(argument[1]) in argument[0]
        raise AssertionError(function)

    def _exists(self, part: Template) -> bool:
        return "Condition" not in part or self.holds({"Condition": part["Condition"]})

    def _value(self, side: Any) -> str:
        return self._parameters[side["Ref"]] if isinstance(side, dict) else str(side)

    def decided(self, node: Any) -> Any:
        """Returns a part of the template without Fn::If and without values that do not exist."""
        if isinstance(node, list):
            return [each for each in map(self.decided, node) if each != _NO_VALUE]
        if not isinstance(node, dict):
            return node
        if "Fn::If" in node:
            name, yes, no = node["Fn::If"]
            return self.decided(yes if self.holds({"Condition": name}) else no)
        inside = {key: self.decided(value) for key, value in node.items()}
        return {key: value for key, value in inside.items() if value != _NO_VALUE}
