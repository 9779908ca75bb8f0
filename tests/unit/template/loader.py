"""Reads template.yaml as CloudFormation does, with anchors and loops expanded.

Short forms are converted to long ones: `!GetAtt Queue.Arn` is `{"Fn::GetAtt": ["Queue", "Arn"]}`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[3]
LOOP = "Fn::ForEach::"

Template = dict[str, Any]


class _Loader(yaml.CSafeLoader):
    """A YAML loader that converts CloudFormation's short forms (!Ref, !Sub, ...) to mappings."""


def _long_form(loader: _Loader, suffix: str, node: yaml.Node) -> object:
    name = suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
        return {name: value.split(".", 1) if suffix == "GetAtt" else value}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    assert isinstance(node, yaml.MappingNode)
    return {name: loader.construct_mapping(node, deep=True)}


_Loader.add_multi_constructor("!", _long_form)


def read_template(text: str) -> Template:
    """Parses a template without expanding its loops; see `expand`."""
    template: Template = yaml.load(text, _Loader)  # noqa: S506 # our own subclass of the safe loader
    return template


def expand(template: Template) -> Template:
    """Expands the parts of AWS::LanguageExtensions that template.yaml uses."""
    mappings = template.get("Mappings", {})
    return {section: _expanded(value, {}, mappings) for section, value in template.items()}


def _expanded(node: Any, loop: Mapping[str, str], mappings: Template) -> Any:
    if isinstance(node, list):
        return [_expanded(item, loop, mappings) for item in node]
    if not isinstance(node, dict):
        return node
    inside = dict(_members(node, loop, mappings))
    if "Ref" in inside:
        return loop.get(inside["Ref"], inside) if isinstance(inside["Ref"], str) else inside
    if "Fn::Sub" in inside:
        return _substituted(inside["Fn::Sub"], loop)
    if "Fn::FindInMap" in inside:
        name, first, second = inside["Fn::FindInMap"]
        return mappings[name][first][second]
    return inside


def _members(
    node: Mapping[str, Any], loop: Mapping[str, str], mappings: Template
) -> Iterator[tuple[str, Any]]:
    for key, value in node.items():
        if not key.startswith(LOOP):
            yield key, _expanded(value, loop, mappings)
            continue
        identifier, collection, fragment = value
        for item in collection:
            inner = {**loop, identifier: item}
            for name, member in fragment.items():
                yield _filled(name, inner), _expanded(member, inner, mappings)


def _substituted(argument: Any, loop: Mapping[str, str]) -> Any:
    """Substitutes the values. Returns a text, or an Fn::Sub if it still contains variables."""
    text, variables = argument if isinstance(argument, list) else (argument, {})
    text = _filled(text, {**loop, **{name: _text(value) for name, value in variables.items()}})
    return {"Fn::Sub": text} if "${" in text else text


def _text(value: Any) -> str:
    inner = value["Fn::Sub"] if isinstance(value, dict) else value
    assert isinstance(inner, str)
    return inner


def _filled(text: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        text = text.replace(f"${{{name}}}", value)
    return text


TEXT = (ROOT / "template.yaml").read_text()
SOURCE = read_template(TEXT)
"""The template without expanded loops."""

TEMPLATE = expand(SOURCE)
RESOURCES: Mapping[str, Any] = TEMPLATE["Resources"]


def of_type(kind: str) -> dict[str, Any]:
    """Returns the properties of each resource of a type, by logical id."""
    return {name: it["Properties"] for name, it in RESOURCES.items() if it["Type"] == kind}


FUNCTIONS = of_type("AWS::Serverless::Function")
ALWAYS = {name: it for name, it in FUNCTIONS.items() if "Condition" not in RESOURCES[name]}
"""The functions of every deployment. Others belong to a parameter."""

ALARMS = of_type("AWS::CloudWatch::Alarm")
