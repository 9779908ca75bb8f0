"""The current template can update the stack of the last release."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.released import released_template
from tests.unit.template.indexes import new_indexes
from tests.unit.template.loader import TEMPLATE

RELEASED = released_template()
RETAINED = {
    name: resource
    for name, resource in RELEASED["Resources"].items()
    if str(resource.get("DeletionPolicy", "")).startswith("Retain")
}


def test_no_table_gets_more_than_one_new_index_in_one_update() -> None:
    added = new_indexes(RELEASED, TEMPLATE)
    assert {table: names for table, names in added.items() if len(names) > 1} == {}


def test_no_table_loses_more_than_one_index_in_one_update() -> None:
    deleted = new_indexes(TEMPLATE, RELEASED)
    assert {table: names for table, names in deleted.items() if len(names) > 1} == {}


@pytest.mark.parametrize("name", sorted(RETAINED))
def test_a_retained_resource_keeps_its_logical_id_and_type(name: str) -> None:
    """With another id, CloudFormation would create an empty resource beside it."""
    assert TEMPLATE["Resources"][name]["Type"] == RETAINED[name]["Type"]


def replaced_on_change(resource: Mapping[str, Any]) -> dict[str, object]:
    """Returns the properties whose change makes CloudFormation replace the table."""
    properties = resource["Properties"]
    return {
        "KeySchema": properties.get("KeySchema"),
        "TableName": properties.get("TableName"),
    }


@pytest.mark.parametrize(
    "name",
    sorted(n for n, it in RETAINED.items() if it["Type"] == "AWS::DynamoDB::Table"),
)
def test_a_retained_table_is_never_replaced(name: str) -> None:
    current = TEMPLATE["Resources"][name]
    assert replaced_on_change(current) == replaced_on_change(RETAINED[name])


def test_every_output_of_the_release_still_exists() -> None:
    """The command line finds the resources of a stack by its outputs."""
    assert set(RELEASED["Outputs"]) - set(TEMPLATE["Outputs"]) == set()
