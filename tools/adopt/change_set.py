"""Creates a stack from existing resources, by a change set of the type IMPORT."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError, WaiterError

from tools.adopt.identifiers import Identifier, Template

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cloudformation.type_defs import WaiterConfigTypeDef

CHANGE_SET = "adopt-retained-resources"
UNFINISHED = "REVIEW_IN_PROGRESS"
"""The status of a stack that has a change set and nothing else."""


class AdoptionFailed(Exception):
    """CloudFormation refused, and nothing was changed. The message is its reason."""


def stack_status(client: CloudFormationClient, stack: str) -> str:
    """Returns an empty text if there is no stack of this name."""
    try:
        status = client.describe_stacks(StackName=stack)["Stacks"][0]["StackStatus"]
    except ClientError as error:
        if "does not exist" in error.response["Error"]["Message"]:
            return ""
        raise
    return "" if status == "DELETE_COMPLETE" else status


def adopt(
    client: CloudFormationClient,
    stack: str,
    template: Template,
    identifiers: Mapping[str, Identifier],
    seconds: int = 5,
) -> None:
    """Raises AdoptionFailed. Asks every few `seconds` how far it is."""
    pause: WaiterConfigTypeDef = {"Delay": seconds, "MaxAttempts": 120}
    client.create_change_set(
        StackName=stack,
        ChangeSetName=CHANGE_SET,
        ChangeSetType="IMPORT",
        TemplateBody=json.dumps(template),
        ResourcesToImport=[
            {
                "ResourceType": template["Resources"][name]["Type"],
                "LogicalResourceId": name,
                "ResourceIdentifier": identifier,
            }
            for name, identifier in identifiers.items()
        ],
    )
    try:
        client.get_waiter("change_set_create_complete").wait(
            StackName=stack, ChangeSetName=CHANGE_SET, WaiterConfig=pause
        )
    except WaiterError:
        reason = _reason(client, stack)
        client.delete_stack(StackName=stack)  # it has no resource yet, and its name would be taken
        raise AdoptionFailed(reason) from None
    client.execute_change_set(StackName=stack, ChangeSetName=CHANGE_SET)
    try:
        client.get_waiter("stack_import_complete").wait(StackName=stack, WaiterConfig=pause)
    except WaiterError:
        raise AdoptionFailed(_failures(client, stack)) from None


def _reason(client: CloudFormationClient, stack: str) -> str:
    found = client.describe_change_set(StackName=stack, ChangeSetName=CHANGE_SET)
    return found.get("StatusReason", "the change set was not created")


def _failures(client: CloudFormationClient, stack: str) -> str:
    """The reasons that the resources gave. A failed import leaves all of them as they were."""
    events = client.describe_stack_events(StackName=stack)["StackEvents"]
    reasons = [
        f"{event.get('LogicalResourceId')}: {event.get('ResourceStatusReason', '')}"
        for event in events
        if event.get("ResourceStatus", "").endswith("_FAILED")
    ]
    return " ".join(reasons) or "the import did not end in ten minutes"
