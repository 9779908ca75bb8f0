"""Finds what a deleted stack retained. CloudFormation remembers a deleted stack for 90 days.

Its events are asked, not the tags of the resources: CloudFormation does not tag tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cloudformation.type_defs import StackEventTypeDef, StackSummaryTypeDef

STACK = "AWS::CloudFormation::Stack"


@dataclass(frozen=True)
class DeletedStack:
    """A deleted stack: its parameters, and the physical ids of the resources that it retained."""

    id: str = ""
    deleted: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    retained: Mapping[str, str] = field(default_factory=dict)


def deleted_stacks(client: CloudFormationClient, name: str) -> Iterator[DeletedStack]:
    """Yields the deleted stacks of this name that retained something, the latest first."""
    pages = client.get_paginator("list_stacks").paginate(StackStatusFilter=["DELETE_COMPLETE"])
    found = [it for page in pages for it in page["StackSummaries"] if it["StackName"] == name]
    for summary in sorted(found, key=_deleted, reverse=True):
        stack_id = summary.get("StackId", "")
        if retained := _retained(client, stack_id):
            yield DeletedStack(stack_id, _deleted(summary), _parameters(client, stack_id), retained)


def _deleted(summary: StackSummaryTypeDef) -> str:
    """The time of the deletion, or of the creation if an emulator does not say it."""
    return str(summary.get("DeletionTime") or summary.get("CreationTime", ""))


def _retained(client: CloudFormationClient, stack_id: str) -> dict[str, str]:
    """The last event of a retained resource says that its deletion was skipped."""
    last: dict[str, StackEventTypeDef] = {}
    for page in client.get_paginator("describe_stack_events").paginate(StackName=stack_id):
        for event in page["StackEvents"]:
            last.setdefault(event.get("LogicalResourceId", ""), event)
    return {
        name: event.get("PhysicalResourceId", "")
        for name, event in last.items()
        if event.get("ResourceStatus") == "DELETE_SKIPPED" and event.get("ResourceType") != STACK
    }


def _parameters(client: CloudFormationClient, stack_id: str) -> dict[str, str]:
    (stack,) = client.describe_stacks(StackName=stack_id)["Stacks"]
    return {
        it.get("ParameterKey", ""): it.get("ParameterValue", "")
        for it in stack.get("Parameters", ())
    }
