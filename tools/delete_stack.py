"""Deletes a stack and says what stays: `make delete`. docs/guide.md, "Delete the stack", describes it.

CloudFormation deletes no bucket that has files, so the console's bucket is emptied first. What holds
recordings, the user pool and the services' secrets stay. If something cannot be deleted, the same command
continues where it stopped.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

import boto3
from botocore.exceptions import ClientError, WaiterError

from ringkeep.aws.console.bucket import empty_bucket
from ringkeep.aws.errors import error_code, translated
from ringkeep.errors import ConfigurationError, ResourceMissing, RingkeepError, StorageFailed
from tools.deploy.region import use_region
from tools.deploy.state import is_ringkeep
from tools.deploy.terminal import Refused, this_terminal

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cloudformation.type_defs import StackEventTypeDef, StackTypeDef

_POLL_SECONDS = 5
_POLLS = 720
"""An hour. CloudFront takes some minutes to delete a distribution."""

_STACK = "AWS::CloudFormation::Stack"
_EMPTY = ("REVIEW_IN_PROGRESS", "IMPORT_ROLLBACK_COMPLETE", "IMPORT_ROLLBACK_FAILED")
"""States of a stack that never had resources of its own. It may lack a description."""
_MAY_BE_DELETED = ("REVIEW_IN_PROGRESS", "DELETE_IN_PROGRESS")


@dataclass(frozen=True)
class DeletedStack:
    """A stack on its way out. Each method raises RingkeepError."""

    name: str
    id: str
    client: CloudFormationClient

    def empty_console(self) -> int:
        """Deletes the console's files and returns their number: 0 if the bucket is already gone."""
        bucket = self._console_bucket()
        try:
            return empty_bucket(boto3.client("s3"), bucket) if bucket else 0
        except ResourceMissing:
            return 0

    def delete(self) -> None:
        """Raises StorageFailed that names what CloudFormation could not delete, and why."""
        with translated(f"stack {self.name}"):
            self.client.delete_stack(StackName=self.id)
            try:
                self.client.get_waiter("stack_delete_complete").wait(
                    StackName=self.id,
                    WaiterConfig={"Delay": _POLL_SECONDS, "MaxAttempts": _POLLS},
                )
            except WaiterError:
                raise StorageFailed(self._failure()) from None

    def what_stays(self) -> list[str]:
        """Returns the names of the resources that were retained, and of the secrets. CloudFormation may
        have retained some of them in an earlier attempt that failed."""
        with translated(f"stack {self.name}"):
            kept = {
                f"{each['ResourceType']} {each['PhysicalResourceId']}"
                for each in takewhile(_is_of_deletion, self._events())
                if each.get("ResourceStatus") == "DELETE_SKIPPED"
            }
            return sorted(kept) + [f"secret {name}" for name in self._secrets()]

    def _console_bucket(self) -> str:
        with translated(f"stack {self.name}"):
            try:
                found = self.client.describe_stack_resource(
                    StackName=self.id, LogicalResourceId="ConsoleBucket"
                )
            except ClientError as refusal:
                if error_code(refusal) != "ValidationError":
                    raise
                return ""  # a deployment that failed before it made the bucket
        return found["StackResourceDetail"].get("PhysicalResourceId", "")

    def _failure(self) -> str:
        reasons = [
            f"{each['LogicalResourceId']}: {each.get('ResourceStatusReason', 'no reason given')}"
            for each in takewhile(_is_after_begin, self._events())
            if each.get("ResourceStatus") == "DELETE_FAILED" and not _is_of_stack(each)
        ]
        return "\n  ".join(["CloudFormation could not delete everything:", *reasons])

    def _events(self) -> Iterator[StackEventTypeDef]:
        """The newest come first."""
        pages = self.client.get_paginator("describe_stack_events").paginate(StackName=self.id)
        return (event for page in pages for event in page["StackEvents"])

    def _secrets(self) -> list[str]:
        client = boto3.client("secretsmanager")
        named = client.get_paginator("list_secrets").paginate(
            Filters=[{"Key": "name", "Values": [f"{self.name}/"]}]
        )
        return sorted(each["Name"] for page in named for each in page["SecretList"])


def _is_of_stack(event: StackEventTypeDef) -> bool:
    return event.get("ResourceType") == _STACK


def _is_of_deletion(event: StackEventTypeDef) -> bool:
    """False for the stack's last event before it was deleted for the first time."""
    return not _is_of_stack(event) or event.get("ResourceStatus", "").startswith("DELETE_")


def _is_after_begin(event: StackEventTypeDef) -> bool:
    """False for the begin of an attempt."""
    return not _is_of_stack(event) or event.get("ResourceStatus") != "DELETE_IN_PROGRESS"


def find(name: str) -> DeletedStack:
    """Raises ConfigurationError if there is no such stack, or if it must not be deleted now."""
    with translated(f"stack {name}"):
        client = boto3.client("cloudformation")
        stack = _described(client, name)
    if stack is None:
        raise ConfigurationError(f"there is no stack {name!r} in this account and region")
    _check(name, stack)
    return DeletedStack(name, stack["StackId"], client)


def _check(name: str, stack: StackTypeDef) -> None:
    """The console's files are deleted first, so what CloudFormation would refuse is refused before."""
    status = stack["StackStatus"]
    outputs = [each.get("OutputKey", "") for each in stack.get("Outputs", [])]
    described = stack.get("Description", "")
    is_empty = status in _EMPTY and not described and not outputs
    if not is_empty and not is_ringkeep(described, outputs):
        raise ConfigurationError(f"the stack {name} is not a Ringkeep stack: nothing was deleted")
    if status.endswith("_IN_PROGRESS") and status not in _MAY_BE_DELETED:
        raise ConfigurationError(
            f"CloudFormation is still working on the stack {name} ({status}): delete it when the state"
            " ends in COMPLETE or FAILED"
        )
    if stack.get("EnableTerminationProtection"):
        raise ConfigurationError(
            f"the stack {name} is protected: aws cloudformation update-termination-protection"
            f" --no-enable-termination-protection --stack-name {name}"
        )


def _described(client: CloudFormationClient, name: str) -> StackTypeDef | None:
    try:
        (stack,) = client.describe_stacks(StackName=name)["Stacks"]
    except ClientError as refusal:
        if error_code(refusal) != "ValidationError":
            raise
        return None
    return stack


def run(name: str, *, confirmed: bool) -> int:
    region = use_region(this_terminal())
    stack = find(name)
    if not confirmed and not _confirm(name, region):
        print("nothing was changed")
        return 1
    print(f"deleted {stack.empty_console()} files of the console")
    print(f"deleting the stack {name} in {region}; CloudFront takes some minutes", flush=True)
    stack.delete()
    _report(stack)
    return 0


def _confirm(name: str, region: str) -> bool:
    if not sys.stdin.isatty():
        raise ConfigurationError("there is no terminal for the confirmation: give YES=1")
    print(
        f"This deletes the stack {name} in {region}. Recordings, calls, settings, users and secrets stay."
    )
    return input("Enter the name of the stack to delete it: ").strip() == name


def _report(stack: DeletedStack) -> None:
    print(f"the stack {stack.name} is deleted")
    kept = stack.what_stays()
    if kept:
        print("\n  ".join(["these stay, and AWS charges for them:", *kept]))
        print('docs/guide.md, "Delete the stack", says how to use them again or delete them')


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="make delete", description=__doc__)
    parser.add_argument("stack_name")
    parser.add_argument("--yes", action="store_true", help="do not ask for confirmation")
    options = parser.parse_args(arguments)
    try:
        return run(options.stack_name, confirmed=options.yes)
    except (RingkeepError, Refused) as error:
        print(error, file=sys.stderr)
        return 2 if isinstance(error, ConfigurationError | Refused) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
