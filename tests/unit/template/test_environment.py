"""The template gives each function exactly the variables that its settings read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from ringkeep.settings import FUNCTIONS, variables_of

ROOT = Path(__file__).resolve().parents[3]
PLATFORM = ("AWS_", "POWERTOOLS_")
"""Prefixes of what AWS and Powertools read themselves."""


class _Loader(yaml.SafeLoader):
    """Expands anchors and merge keys; reads CloudFormation's short forms (!Ref, ...) as mappings."""


def _short_form(loader: _Loader, suffix: str, node: yaml.Node) -> object:
    if isinstance(node, yaml.ScalarNode):
        return {suffix: loader.construct_scalar(node)}
    if isinstance(node, yaml.SequenceNode):
        return {suffix: loader.construct_sequence(node, deep=True)}
    assert isinstance(node, yaml.MappingNode)
    return {suffix: loader.construct_mapping(node, deep=True)}


_Loader.add_multi_constructor("!", _short_form)

Template = Mapping[str, Any]
TEMPLATE: Template = yaml.load((ROOT / "template.yaml").read_text(), _Loader)  # noqa: S506 # our own subclass of the safe loader


def _variables(properties: Template) -> set[str]:
    return set(properties.get("Environment", {}).get("Variables", {}))


def given(template: Template) -> dict[str, set[str]]:
    """The variables of each function, by the name of its folder: of all functions and its own."""
    shared = _variables(template.get("Globals", {}).get("Function", {}))
    functions = [
        resource["Properties"]
        for name, resource in template["Resources"].items()
        if not name.startswith("Fn::ForEach") and resource["Type"] == "AWS::Serverless::Function"
    ]
    return {
        Path(properties["CodeUri"]).name: {
            name for name in shared | _variables(properties) if not name.startswith(PLATFORM)
        }
        for properties in functions
    }


GIVEN = given(TEMPLATE)


def test_every_function_has_settings_and_every_settings_a_function() -> None:
    assert set(GIVEN) == set(FUNCTIONS)


@pytest.mark.parametrize("function", sorted(FUNCTIONS))
def test_a_function_is_given_exactly_the_variables_that_it_reads(function: str) -> None:
    assert GIVEN[function] == variables_of(function)


def test_anchors_and_globals_are_expanded() -> None:
    text = """
Globals: {Function: {Environment: {Variables: {STACK_NAME: !Ref AWS::StackName, AWS_X: 1}}}}
Resources:
  First:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: functions/first
      Environment: {Variables: &tables {CALLS: !Ref Calls}}
  Second:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: functions/second
      Environment: {Variables: {<<: *tables, POWERTOOLS_Y: 2, OWN: !Sub "${A}"}}
"""
    template = yaml.load(text, _Loader)  # noqa: S506 # our own subclass of the safe loader
    assert given(template) == {
        "first": {"STACK_NAME", "CALLS"},
        "second": {"STACK_NAME", "CALLS", "OWN"},
    }
