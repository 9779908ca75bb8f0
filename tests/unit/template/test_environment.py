"""The template gives each function exactly the variables that its settings read."""

from __future__ import annotations

from pathlib import Path

import pytest

from ringkeep.settings import FUNCTIONS, variables_of
from tests.unit.template.loader import TEMPLATE, Template, expand, read_template

PLATFORM = ("AWS_", "POWERTOOLS_")
"""The prefixes of variables that AWS and Powertools read."""


def _variables(properties: Template) -> set[str]:
    return set(properties.get("Environment", {}).get("Variables", {}))


def given(template: Template) -> dict[str, set[str]]:
    """Returns the variables of each function, including the shared ones, by the name of its folder."""
    shared = _variables(template.get("Globals", {}).get("Function", {}))
    functions = [
        resource["Properties"]
        for resource in template["Resources"].values()
        if resource["Type"] == "AWS::Serverless::Function"
    ]
    return {
        Path(properties["CodeUri"]).name: {
            name for name in shared | _variables(properties) if not name.startswith(PLATFORM)
        }
        for properties in functions
    }


GIVEN = given(TEMPLATE)


def test_every_function_has_settings_and_all_settings_belong_to_a_function() -> None:
    assert set(GIVEN) == set(FUNCTIONS)


@pytest.mark.parametrize("function", sorted(FUNCTIONS))
def test_a_function_has_exactly_the_variables_that_it_reads(function: str) -> None:
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
    assert given(expand(read_template(text))) == {
        "first": {"STACK_NAME", "CALLS"},
        "second": {"STACK_NAME", "CALLS", "OWN"},
    }
