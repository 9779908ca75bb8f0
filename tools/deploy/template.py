"""What template.yaml says about its parameters and about names that AWS has only once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import yaml


class _Loader(yaml.CSafeLoader):
    """Converts CloudFormation's short forms: `!Ref Name` is {"Ref": "Name"}."""


def _long_form(loader: _Loader, suffix: str, node: yaml.Node) -> object:
    name = suffix if suffix == "Ref" else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        return {name: loader.construct_scalar(node)}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    assert isinstance(node, yaml.MappingNode)
    return {name: loader.construct_mapping(node, deep=True)}


_Loader.add_multi_constructor("!", _long_form)


@dataclass(frozen=True)
class Parameter:
    default: str
    pattern: str
    allowed: tuple[str, ...]
    constraint: str

    def problem(self, value: str) -> str:
        """What is wrong with the value; empty if nothing is."""
        if self.allowed and value not in self.allowed:
            return f"must be one of {', '.join(self.allowed)}"
        if self.pattern and not re.fullmatch(self.pattern, value):
            return (self.constraint or f"must match {self.pattern}").rstrip(".")
        return ""


@dataclass(frozen=True)
class Resource:
    type: str
    properties: Mapping[str, object]


@dataclass(frozen=True)
class Template:
    parameters: Mapping[str, Parameter]
    resources: tuple[Resource, ...]
    function_logs: tuple[str, ...] = ()
    """The last part of the name of each function's log group, which a loop of the template makes."""


def read_template(text: str) -> Template:
    document = yaml.load(text, _Loader)  # noqa: S506 # our own subclass of the safe loader
    parameters = {name: _parameter(each) for name, each in document["Parameters"].items()}
    functions = document.get("Mappings", {}).get("Functions", {})
    logs = tuple(each["Log"] for each in functions.values())
    return Template(parameters, tuple(_resources(document["Resources"])), logs)


def _parameter(declared: Mapping[str, object]) -> Parameter:
    allowed = declared.get("AllowedValues", [])
    return Parameter(
        default=_text(declared.get("Default", "")),
        pattern=_text(declared.get("AllowedPattern", "")),
        allowed=tuple(map(_text, allowed)) if isinstance(allowed, list) else (),
        constraint=_text(declared.get("ConstraintDescription", "")),
    )


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _resources(node: object) -> Iterator[Resource]:
    """Those in loops (Fn::ForEach) too, once for each loop."""
    if isinstance(node, list):
        for item in node:
            yield from _resources(item)
    elif isinstance(node, dict):
        for value in node.values():
            if isinstance(value, dict) and isinstance(value.get("Type"), str):
                yield Resource(value["Type"], value.get("Properties") or {})
            else:
                yield from _resources(value)


def resolved(value: object, stack_name: str, region: str) -> str:
    """The text of a name that is made of the stack's name and region. A name that contains more ends
    before the first other part."""
    if isinstance(value, str):
        return value
    if not isinstance(value, dict):
        return ""
    if "Ref" in value:
        text = f"${{{value['Ref']}}}"
    else:
        text = value.get("Fn::Sub", "")
        text = text[0] if isinstance(text, list) else text
    known = {"${AWS::StackName}": stack_name, "${AWS::Region}": region}
    for name, replacement in known.items():
        text = text.replace(name, replacement)
    return str(text).partition("${")[0]
